"""The known faults of the two CQL engines: each is still there, and ages are counted so that none of them matters.

A fault that is gone fails here: take it out of faults.json and renew docs/cql.md (`tools/write_cql.py`).
"""

from __future__ import annotations

import json
import subprocess
from datetime import date
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from node_program import node_program

from cobalamin.knowledge.facts import age
from cobalamin.manual.cql import cql
from cobalamin.readings.cql_facts import completed_months
from cobalamin.records.case import read_case
from cobalamin.records.select import facts_on

pytestmark = pytest.mark.thorough  # both engines are translated for: seconds, for what only a newer engine can change
HERE = Path(__file__).parent
FAULTS: dict[str, dict[str, Any]] = json.loads((HERE / "faults.json").read_text(encoding="utf-8"))
BORN = [
    date(2012, 2, 29),
    date(2011, 3, 1),
    date(2010, 1, 31),
    date(2010, 8, 30),
    date(2010, 2, 28),
    date(2024, 12, 31),
]
DAYS = [date(2027, 2, 28), date(2028, 2, 29), date(2026, 3, 1), date(2026, 2, 28), date(2026, 4, 30), date(2027, 2, 27)]
AGES = list(product(BORN, DAYS))


@cache
def answers() -> dict[str, list[Any]]:
    """What both engines say of every expression, in one process: [cql-execution, reference]."""
    asked = {name: fault["expression"] for name, fault in FAULTS.items()}
    asked |= {f"{born} {day}": completed_months(f"@{born}", f"@{day}") for born, day in AGES}
    done = subprocess.run(
        [node_program(), "faults.mjs"], cwd=HERE, input=json.dumps(asked), capture_output=True, text=True, check=True
    )
    found: dict[str, list[Any]] = json.loads(done.stdout[done.stdout.index("{") :])
    return found


@pytest.mark.parametrize("name", FAULTS)
def test_the_fault_is_still_there(name: str) -> None:
    fault = FAULTS[name]
    place = ("cql-execution", "reference").index(fault["engine"])
    assert answers()[name][place] == fault["found"] != fault["expected"]


@pytest.mark.parametrize(("born", "day"), AGES)
def test_an_age_is_the_products_on_both_engines(born: date, day: date) -> None:
    case = {"cobalamin_case": 1, "id": "a", "on": str(day), "patient": {"birth_date": str(born)}, "facts": {}}
    known = facts_on(read_case(json.dumps(case).encode()), day).values["age"]
    assert answers()[f"{born} {day}"] == [known.low * 12] * 2, age.unit


def test_the_library_uses_nothing_an_engine_gets_wrong() -> None:
    lines = [line for line in cql().splitlines() if not line.lstrip().startswith("//")]
    for forbidden in (" / ", " div ", "Avg(", "Round(", " between @", "months between", "CalculateAge", " ~ "):
        assert not [line for line in lines if forbidden in line], forbidden
