"""A damaged record is answered from what is whole, or refused with a sentence; never a crash, never a page of the record."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

import damage
from cobalamin.assessment.assess import assess
from cobalamin.assessment.report import markdown, text
from cobalamin.records.errors import RecordError
from cobalamin.records.read import read_any
from cobalamin.records.record import Case

CASES = tuple(
    json.loads(file.read_bytes())
    for folder in ("examples", "tests/published", "tests/guidelines/patients")
    for file in sorted((Path(__file__).parents[2] / folder).glob("*.json"))
    if file.stem != "expected"
)
LONGEST_REFUSAL = 700


@pytest.mark.parametrize("kind", ["case files", "bundles"])
def test_a_damaged_record_is_answered_or_refused_in_a_sentence(kind: str) -> None:
    whole = CASES if kind == "case files" else damage.bundles()
    outcomes = set()
    for number in range(2 * damage.COUNT):
        chance = Random(number)
        data = json.dumps(damage.damaged(chance.choice(whole), chance)).encode()
        case = _read(data)
        outcomes.add(type(case))
        if isinstance(case, str):
            assert "\n" not in case, number
            assert len(case) < LONGEST_REFUSAL, number
            continue
        answer = assess(case, on=case.on or damage.ON)
        assert answer.json(), number
        assert text(answer, trace=True), number
        assert markdown(answer), number
    assert outcomes == {Case, str}


def _read(data: bytes) -> Case | str:
    """The case, or with what sentence it is refused."""
    try:
        return read_any(data)
    except RecordError as refused:
        return str(refused)
