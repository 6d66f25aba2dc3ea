"""The same record told otherwise says the same: in another order, twice, four hundred years later, beside what says nothing.

Four hundred years are a whole number of weeks with the same leap days, so every window, plan and age falls on the same days.
`BY_THE_BOOK=20000` compares so many; where they differ, the number makes the same bundle again.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from functools import cache
from random import Random
from typing import Any

import pytest
from by_the_book_bundles import ON, made

from cobalamin.assessment.assess import assess
from cobalamin.records.errors import RecordError
from cobalamin.records.read import read_any

Json = dict[str, Any]
COUNT = int(os.environ.get("BY_THE_BOOK", "100"))
BY = 400
_WRITTEN = re.compile(r"(?<![\d.])((?:19|20)\d\d)(?=-\d\d\b|\"\s*[,}\]])")
_ANSWERED = re.compile(r"(?<![\d.])(2[34]\d\d)(?![\d.]*\d)")
BESIDE: tuple[Json, ...] = (
    {"resourceType": "Observation", "status": "final", "effectiveDateTime": "2026-02-03",
     "code": {"coding": [{"system": "http://loinc.org", "code": "2345-7"}], "text": "Glucose"},
     "valueQuantity": {"value": 5.5, "unit": "mmol/L"}},
    {"resourceType": "Condition", "recordedDate": "2020-02-03", "code": {"text": "Hypertension"}},
    {"resourceType": "MedicationRequest", "status": "active", "intent": "order", "authoredOn": "2025-03-01",
     "medicationCodeableConcept": {"text": "Enalapril 10 mg tablets"}},
    {"resourceType": "Procedure", "status": "completed", "performedDateTime": "2024-01-01", "code": {"text": "Colonoscopy"}},
)  # fmt: skip
TO_COME: Json = {
    "resourceType": "Observation", "id": "to-come", "status": "final", "effectiveDateTime": "2026-09-03",
    "code": {"coding": [{"system": "http://loinc.org", "code": "2132-9"}]}, "valueQuantity": {"value": 90, "unit": "pg/mL"},
    "subject": {"reference": "Patient/p1"},
}  # fmt: skip


def said(entries: list[Json], years: int = 0) -> Json | None:
    """The answer, what is missing in any order; None where the record is refused."""
    bundle = json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries})
    bundle = _WRITTEN.sub(lambda year: str(int(year[1]) + years), bundle)
    try:
        answer = assess(read_any(bundle.encode()), on=ON.replace(year=ON.year + years)).json().decode()
    except RecordError:
        return None
    answer = _ANSWERED.sub(lambda year: str(int(year[1]) - years), answer) if years else answer
    found: Json = json.loads(answer)
    return found | {"missing": sorted(_untied(found["missing"]), key=str)}


@cache
def plainly(number: int) -> Json | None:
    """What is said of the bundle as it stands; kept, for each way to tell it is held against that."""
    return said(made(number)["entry"])


def _untied(missing: list[Json]) -> list[Json]:
    """Of several that are unusable for one reason any may be named: the order of the record says which."""
    return [{**each, "source": "", "sent": "", "sentence": ""} for each in missing]


def turned(entries: list[Json], number: int) -> Json | None:
    mixed = [*entries]
    Random(number).shuffle(mixed)
    return said(mixed)


def twice(entries: list[Json], _: int) -> Json | None:
    return said([*entries, *entries])


def later(entries: list[Json], _: int) -> Json | None:
    return said(entries, BY)


def beside(entries: list[Json], _: int) -> Json | None:
    whose = {"subject": {"reference": "Patient/p1"}}
    return said([*entries, *({"resource": each | whose | {"id": f"b{n}"}} for n, each in enumerate(BESIDE))])


@pytest.mark.parametrize("told", [turned, twice, later, beside])
def test_the_same_record_told_otherwise_says_the_same(told: Callable[[list[Json], int], Json | None]) -> None:
    for number in range(COUNT):
        assert told(made(number)["entry"], number) == plainly(number), number


def test_what_is_still_to_come_says_only_that_it_is() -> None:
    """A level of September made the course of March say that there is nothing to judge the treatment by."""
    for number in (*range(COUNT), 2475, 3241):
        now, then = plainly(number), said([*made(number)["entry"], {"resource": TO_COME}])
        if now is not None and then is not None:
            assert then | {"missing": ()} == now | {"missing": ()}, number
