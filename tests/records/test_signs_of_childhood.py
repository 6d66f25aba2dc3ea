"""A delayed development stays on the list of problems for life: of the grown it is no red flag (register R23)."""

from __future__ import annotations

from datetime import date

import pytest

from cobalamin.assessment.assess import assess
from cobalamin.assessment.assessment import Assessment
from cobalamin.records.case import case_from


def answered(age: float) -> Assessment:
    facts = {"developmental_regression": True, "total_b12": "165 ng/L", "haemoglobin": "135 g/L"}
    case = case_from({"cobalamin_case": 1, "patient": {"age": age, "sex": "male"}, "facts": facts})
    return assess(case, on=date(2026, 11, 29))


@pytest.mark.parametrize("age", [16, 41])
def test_of_the_grown_it_is_told_and_calls_nobody_the_same_day(age: float) -> None:
    """A man of 41 with cerebral palsy was to be seen the same day, and loaded as with nerves."""
    found = answered(age)
    assert found.urgency.at_least != "same_day"
    assert next(each.truth.value for each in found.indications if each.number == 2) != "yes"
    assert any("belongs to childhood" in each.sentence for each in found.missing)


@pytest.mark.parametrize("age", [0.5, 4, 12])
def test_of_a_child_it_is_a_red_flag(age: float) -> None:
    assert answered(age).urgency.at_least == "same_day"
