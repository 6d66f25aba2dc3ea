"""B12 by mouth that ended, and a cause for life since: nobody is asked whether tablets are meant (register M13)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bundles import SCT, bundle
from cobalamin.records.fhir.read import read_bundle
from injected import row_of

STOMACH = {
    "resourceType": "Procedure", "id": "op", "status": "completed", "subject": {"reference": "Patient/p"},
    "performedDateTime": "2026-01-10", "code": {"coding": [{"system": SCT, "code": "26452005"}]},
}  # fmt: skip


def tablets(status: str) -> dict[str, Any]:
    return {
        "resourceType": "MedicationRequest", "id": "t", "status": status, "intent": "order", "authoredOn": "2025-01-15",
        "subject": {"reference": "Patient/p"}, "medicationCodeableConcept": {"text": "Cyanocobalamin 150 microgram tablets"},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("status", "step"),
    [
        ("active", "confirm the route: replacement never stops with this cause"),
        ("unknown", "confirm the route: replacement never stops with this cause"),
        ("stopped", "start treatment, or record when it began"),
        ("completed", "start treatment, or record when it began"),
    ],
)
def test_only_tablets_that_may_still_be_taken_are_asked_about(status: str, step: str) -> None:
    case, on = read_bundle(bundle(STOMACH, tablets(status))), date(2026, 3, 1)
    assert row_of(case, on).next_step == step
