"""What is forbidden, and what is not to be dismissed, stands in the first line and not below it (registers R162, R39, R37)."""

from __future__ import annotations

from typing import Any

import pytest
from test_answer import ALL_GROUPS, answer

from cobalamin.assessment.assessment import Assessment
from cobalamin.translation.words import translator

FOLIC = {"folic_acid_without_b12": True}
SURE = {
    "haemoglobin": "128 g/L",
    "mcv": "90 fL",
    "white_cells": "6 10*9/L",
    "platelets": "250 10*9/L",
    "egfr": "110 mL/min/{1.73_m2}",
}
PREGNANT = {"pregnant": True, "trimester_2": True, "total_b12": "110 ng/L"}


def woman(facts: dict[str, Any], groups: Any = (), age: int = 31) -> Assessment:
    found = answer(facts, [*groups], age=age, sex="female")
    for line in (found.headline, found.working.statement):
        assert translator("es").said(line) not in (None, line)
    return found


@pytest.mark.parametrize(
    "facts",
    [{"total_b12": "90 ng/L"}, {"total_b12": "90 ng/L", "paraesthesia": True}, {"fatigue": True}, {"mcv": "104 fL"}],
)
def test_folic_acid_alone_is_forbidden_where_people_look_first(facts: dict[str, Any]) -> None:
    """*B12 is needed, route open*, and *do not give folic acid alone* only among the safety lines."""
    assert "folic acid is on record without B12: do not give it alone" in woman({**FOLIC, **facts}).headline


@pytest.mark.parametrize("facts", [{}, {"total_b12": "450 ng/L"}, SURE])
def test_where_nothing_points_to_a_lack_of_b12_it_stands_among_the_safety_lines(facts: dict[str, Any]) -> None:
    """A woman who takes it before a pregnancy would read in the first line to leave it out."""
    found = woman({**FOLIC, **facts})
    assert "folic acid" not in found.headline
    assert next(each for each in found.safety if each.id == "safety:folic_acid_alone").level == "block"


def test_so_it_is_where_folate_is_low() -> None:
    found = woman({"total_b12": "150 ng/L", "serum_folate": "4 nmol/L"})
    assert "folate is low: do not start folic acid alone" in found.headline
    both = woman({**FOLIC, "total_b12": "150 ng/L", "serum_folate": "4 nmol/L"})
    assert both.headline.count("alone") == 1


def test_folic_acid_that_is_given_for_another_reason_is_not_left_out() -> None:
    """Beside methotrexate it read as a call to remove the order."""
    found = woman({**FOLIC, "total_b12": "150 ng/L"})
    alone = next(each for each in found.safety if each.id == "safety:folic_acid_alone")
    assert alone.action.endswith("another reason, such as methotrexate, do not leave it out: test or treat B12 too.")


def test_in_pregnancy_nobody_leaves_it_out() -> None:
    found = woman({**PREGNANT, **FOLIC})
    assert "do not leave it out in pregnancy, and do not give it alone" in found.headline
    alone = next(each for each in found.safety if each.id == "safety:folic_acid_alone")
    assert alone.action.endswith("In pregnancy do not leave it out.")


@pytest.mark.parametrize(
    "facts", [{"total_b12": "450 ng/L"}, {"total_b12": "90 ng/L", "oral_b12": True}, {"pregnant": True}]
)
def test_where_nothing_forbids_it_nothing_is_said(facts: dict[str, Any]) -> None:
    assert "alone" not in woman({**FOLIC, **facts}, ALL_GROUPS).headline


def test_a_low_level_in_pregnancy_is_not_dismissed() -> None:
    """As things stood: no B12 treatment."""
    found = woman(PREGNANT)
    assert "a low total B12 in pregnancy is not to be dismissed: test active B12 first" in found.headline
    assert "otherwise no B12 treatment" not in found.working.statement
    assert found.working.statement.endswith("no B12 treatment only if active B12 is not low either")
    assert found.working.urgency == "routine"


@pytest.mark.parametrize(
    "facts", [{"total_b12": "190 ng/L"}, {"active_b12": "90 pmol/L"}, {"active_b12": "20 pmol/L"}, {"mcv": "108 fL"}]
)
def test_where_it_is_settled_or_not_low_it_says_nothing(facts: dict[str, Any]) -> None:
    assert "dismissed" not in woman({**PREGNANT, **facts}).headline


def test_beside_an_active_b12_that_is_not_clear_she_does_not_wait_for_symptoms() -> None:
    found = woman(
        {
            **PREGNANT,
            **SURE,
            "active_b12": "40 pmol/L",
            "mma": "150 nmol/L",
            "homocysteine": "8 umol/L",
            "intrinsic_factor_antibody": False,
        },
        ALL_GROUPS,
    )
    assert found.route.outcome == "none"
    assert "if symptoms persist" not in found.headline
    assert "total B12 is low in pregnancy" in found.headline
    settled = woman({**PREGNANT, **SURE, "active_b12": "90 pmol/L"}, ALL_GROUPS)
    assert "total B12 is low in pregnancy" not in settled.headline


def test_what_is_still_to_be_asked_is_not_none() -> None:
    """*Urgency none for B12* beside *ask what was given since ... or test again at intervals*."""
    low, high = (
        {"value": 120, "unit": "ng/L", "date": "2026-01-10"},
        {"value": 520, "unit": "ng/L", "date": "2026-02-20"},
    )
    closed = {"mma": "150 nmol/L", **SURE}
    found = woman({**closed, "total_b12": [low, high]}, ALL_GROUPS, age=55)
    assert found.route.outcome == "none"
    assert "an earlier result showed deficiency" in found.headline
    assert found.urgency.at_least == found.working.urgency == "routine"
    assert found.headline.endswith("urgency routine")
    assert found.urgency.note == "the open questions have to be asked or tested"
    assert woman({**closed, "total_b12": "520 ng/L"}, ALL_GROUPS, age=55).urgency.at_least == "none"
