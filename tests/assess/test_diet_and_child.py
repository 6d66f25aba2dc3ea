"""A diet without B12 in pregnancy and while breastfeeding: nobody waits half a year for the next dose (register R147)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from test_answer import ALL_GROUPS

from cobalamin.assessment.assess import assess
from cobalamin.assessment.assessment import Plan
from cobalamin.records.case import case_from
from injected import injections

LOW = {
    "total_b12": "120 ng/L",
    "active_b12": "18 pmol/L",
    "haemoglobin": "118 g/L",
    "mcv": "94 fL",
    "low_b12_diet": True,
}
USUAL, DIET, NERVES = "uk.hydroxocobalamin", "uk.hydroxocobalamin.dietary", "uk.hydroxocobalamin.neurological"
DAYS = ("2025-08-03", "2025-08-05", "2025-08-07", "2025-08-10", "2025-08-12", "2025-08-14")


def said(**more: Any) -> dict[str, Any]:
    facts = {"pregnant": False, "breastfeeding": False, **LOW, **more}
    return {"cobalamin_case": 1, "patient": {"age": 30, "sex": "female"}, "assessed": ALL_GROUPS, "facts": facts}


def plan_of(**more: Any) -> Plan:
    found = assess(case_from(said(swallowing_difficulty=True, **more)), on=date(2026, 3, 2)).plan
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("more", "regimen"),
    [
        ({}, DIET),
        ({"pregnant": True, "trimester_2": True}, USUAL),
        ({"breastfeeding": True}, USUAL),
        ({"pregnant": True, "trimester_2": True, "paraesthesia": True}, NERVES),
    ],
)
def test_maintenance_is_that_of_two_to_three_months(more: dict[str, bool], regimen: str) -> None:
    """A deficient vegan of 20 weeks was to have her next dose two months after the birth."""
    assert plan_of(**more).regimen == regimen


def test_the_plan_says_why() -> None:
    assert "not twice a year" in plan_of(breastfeeding=True).note
    assert "not twice a year" not in plan_of().note


@pytest.mark.parametrize(("more", "due"), [({}, date(2026, 2, 14)), ({"breastfeeding": True}, date(2025, 10, 14))])
def test_the_list_counts_as_the_plan_does(more: dict[str, bool], due: date) -> None:
    found = assess(case_from({**said(**more), "treatment": injections(DAYS)}), on=date(2025, 12, 1)).course
    assert found is not None
    assert found.due == due
