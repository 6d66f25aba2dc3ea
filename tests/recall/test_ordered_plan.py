"""The regimen that an order in force states is the plan of the recall list, unless the record has overtaken it (register M35)."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cobalamin.recall.source import read_source
from cobalamin.records.fhir_out import medication_request

ON = date(2026, 11, 1)
NUMB, MALNUTRITION, PERNICIOUS = "91019004", "65404009", "84027009"
STANDARD, NERVES, DIET = "uk.hydroxocobalamin", "uk.hydroxocobalamin.neurological", "uk.hydroxocobalamin.dietary"
Json = dict[str, Any]


def order(regimen: str, day: str, **more: Any) -> Json:
    made = medication_request(regimen, "p", date.fromisoformat(day))
    return {**made, "status": "active", "intent": "order", **more}


def condition(code: str) -> Json:
    return {
        "resourceType": "Condition", "id": f"c{code}", "subject": {"reference": "Patient/p"}, "recordedDate": "2026-10-01",
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": code}]},
    }  # fmt: skip


def plan(folder: Path, *resources: Json) -> str:
    who = {"resourceType": "Patient", "id": "p", "gender": "female", "birthDate": "1950-01-01"}
    path = folder / "bundle.json"
    entries = [{"resource": each} for each in (who, *resources)]
    path.write_text(json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}))
    (record,) = read_source(path, ON).records
    return record.plan


@pytest.mark.parametrize(
    ("resources", "expected"),
    [
        ([order(NERVES, "2026-02-01")], NERVES),
        ([order(STANDARD, "2026-02-01"), order(NERVES, "2026-03-01")], NERVES),
        ([order(NERVES, "2026-03-01"), order(STANDARD, "2026-02-01")], NERVES),
        ([order(DIET, "2026-02-01")], DIET),
        ([order(DIET, "2026-02-01"), condition(MALNUTRITION)], DIET),
        ([order("us.cyanocobalamin.label", "2026-02-01")], "us.cyanocobalamin.label"),
        # overtaken by what is recorded since
        ([order(STANDARD, "2026-02-01"), condition(NUMB)], ""),
        ([order(DIET, "2026-02-01"), condition(PERNICIOUS)], ""),
        # ended, drafted or swallowed
        ([order(NERVES, "2026-02-01", status="stopped")], ""),
        ([order(NERVES, "2026-02-01", status="draft")], ""),
        ([order("oral.high_dose", "2026-02-01")], ""),
        ([], ""),
    ],
)
def test_the_plan_is_that_of_the_latest_order_in_force(resources: list[Json], expected: str, tmp_path: Path) -> None:
    assert plan(tmp_path, *resources) == expected
