"""A result drawn on B12 takes nothing back, in bulk as in a bundle: of several the latest was settled by itself (R32, R73)."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet
import pytest

from cobalamin.population.screen import screen

ON = date(2026, 3, 1)
TABLETS = {
    "resourceType": "MedicationStatement", "id": "m", "status": "active", "subject": {"reference": "Patient/p"},
    "medicationCodeableConcept": {"text": "cyanocobalamin 1 mg tablet",
                                  "coding": [{"system": "http://www.whocc.no/atc", "code": "B03BA01"}]},
    "effectivePeriod": {"start": "2025-12-01"},
    "dosage": [{"route": {"coding": [{"system": "http://snomed.info/sct", "code": "26643006"}]}}],
}  # fmt: skip


TEST = {"total_b12": "2132-9", "mma": "13964-2"}
UNIT = {"total_b12": "ng/L", "mma": "nmol/L"}


def result(fact: str, day: str, value: int) -> dict[str, Any]:
    return {
        "resourceType": "Observation", "id": f"o{value}", "status": "final", "subject": {"reference": "Patient/p"},
        "code": {"coding": [{"system": "http://loinc.org", "code": TEST[fact]}]}, "effectiveDateTime": day,
        "valueQuantity": {"value": value, "unit": UNIT[fact]},
    }  # fmt: skip


def answered(tmp_path: Path, resources: list[dict[str, Any]], *, in_bulk: bool) -> dict[str, Any]:
    source, to = tmp_path / f"source-{in_bulk}", tmp_path / f"out-{in_bulk}"
    source.mkdir()
    if in_bulk:
        (source / "all.ndjson").write_text("".join(json.dumps(each) + "\n" for each in resources))
    else:
        entry = [{"resource": each} for each in resources]
        bundle = {"resourceType": "Bundle", "type": "collection", "entry": entry}
        (source / "p.json").write_text(json.dumps(bundle))
    screen(source, to, on=ON)
    (row,) = parquet.read_table(to / "part-00000.parquet").to_pylist()
    return row


@pytest.mark.parametrize("tablets", [[TABLETS], []])
@pytest.mark.parametrize("fact, first, later", [("total_b12", 150, 420), ("mma", 600, 150)])
def test_a_result_on_tablets_is_the_same_in_bulk_as_in_a_bundle(
    tmp_path: Path, fact: str, first: int, later: int, tablets: list[dict[str, Any]]
) -> None:
    """A low level was taken back by one drawn on tablets; what an earlier result had shown was told of bundles alone."""
    patient = {"resourceType": "Patient", "id": "p", "gender": "female", "birthDate": "1950-01-01"}
    sent = [patient, result(fact, "2025-11-20", first), result(fact, "2026-02-01", later), *tablets]
    bundle, bulk = (answered(tmp_path, sent, in_bulk=each) for each in (False, True))
    assert bulk == bundle
    taken_back = fact == "mma" or not tablets  # a metabolite that tablets brought down counts
    assert bulk[fact] == f"{later if taken_back else first} {UNIT[fact]}"
    assert bulk["not_used"]
