"""What is read of a record does not hang on how this process happens to hash texts: nothing takes the order of a set."""

import os
import subprocess
import sys
from pathlib import Path

READ = """
import sys
sys.path.append(sys.argv[1])
from awkward import ON, Maker, bundle
from cobalamin.records.case import case_from
from cobalamin.records.errors import RecordError
from cobalamin.records.read import read_any
from cobalamin.records.select import facts_on

PREGNANT = ("pregnant", "breastfeeding", "trimester_1", "trimester_2", "trimester_3")
for number in range(150):
    try:
        print(facts_on(read_any(bundle(Maker(number).resources())), ON))
    except RecordError as refusal:
        print(refusal)
for sex, age, said in (("male", 30, PREGNANT), ("female", 80, PREGNANT), ("female", 30, PREGNANT[2:3])):
    told = {name: True for name in said}
    print(facts_on(case_from({"cobalamin_case": 1, "patient": {"sex": sex, "age": age}, "facts": told}), ON))
"""


def read_with(seed: str) -> list[str]:
    command = [sys.executable, "-c", READ, str(Path(__file__).parents[1])]
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.splitlines()


def test_what_is_read_is_the_same_under_any_hash() -> None:
    one, other = map(read_with, ("1", "2"))
    assert len([told for told in one if told.startswith("Facts(")]) > 100
    for told, again in zip(one, other, strict=True):
        assert told == again
