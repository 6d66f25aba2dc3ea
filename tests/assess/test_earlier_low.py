"""A low level, treatment that ended, and a level that is not low: deficiency returns where its cause lasts (register R155)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from test_answer import ALL_GROUPS, WELL

from cobalamin.assessment.assess import assess
from cobalamin.assessment.assessment import Assessment
from cobalamin.assessment.report import text
from cobalamin.records.case import case_from
from cobalamin.translation.words import translator

LOW, HIGH = {"value": 120, "unit": "ng/L", "date": "2026-01-10"}, {"value": 520, "unit": "ng/L", "date": "2026-09-10"}
CLOSED = {"mma": "150 nmol/L", "mcv": "90 fL", "white_cells": "6 10*9/L", "platelets": "250 10*9/L", "egfr": "90"}


def answered(levels: Any, **more: Any) -> Assessment:
    patient = {"age": 55, "sex": "male"}
    facts = {**WELL, "total_b12": levels, **more}
    case = case_from({"cobalamin_case": 1, "patient": patient, "facts": facts, "assessed": ALL_GROUPS})
    return assess(case, on=date(2026, 10, 1))


def test_the_first_line_says_that_a_low_level_came_before() -> None:
    """*No B12 treatment: look for another cause* nine months after 120 ng/L, and the low level in the last lines alone."""
    found = answered([LOW, HIGH])
    assert found.route.outcome == "none"
    assert "an earlier result showed deficiency" in found.headline
    assert "whether the cause has been dealt with" in found.headline
    assert "look for another cause" not in found.headline
    assert translator("es").said(found.headline) not in (None, found.headline)


def test_as_things_stand_it_says_so_too() -> None:
    found = answered([LOW, HIGH], paraesthesia=True, haemoglobin=None)
    assert found.route.outcome == "undetermined"
    assert found.working.urgency != "none"  # it says to ask and to test again
    assert "an earlier result showed deficiency" in found.working.statement
    assert "an earlier result showed deficiency" in " ".join(text(found).split())


def test_a_raised_metabolite_before_is_one_too() -> None:
    raised = [{**each, "unit": "nmol/L", "value": number} for each, number in ((LOW, 900), (HIGH, 150))]
    found = answered("520 ng/L", mma=raised)
    assert "an earlier result showed deficiency" in found.headline


@pytest.mark.parametrize(
    "levels, more",
    [([{**LOW, "value": 480}, HIGH], {}), ([LOW, HIGH], {"cause_resolved": True}), (HIGH, {}), ([HIGH], {})],
)
def test_where_none_was_low_or_the_cause_is_gone_it_says_nothing_of_it(levels: Any, more: dict[str, Any]) -> None:
    found = answered(levels, **more)
    assert found.route.outcome == "none"
    assert "earlier result" not in found.headline


def test_nerve_signs_on_tablets_that_work_have_perhaps_another_cause() -> None:
    """Injections, and no word that level and methylmalonic acid were normal on the tablets (register R156)."""
    taken = {"oral_b12": {"present": True, "date": "2026-01-15"}, "paraesthesia": True}
    normal = {"value": 150, "unit": "nmol/L", "date": "2026-09-10"}
    found = answered([LOW, HIGH], **taken, mma=normal)
    assert found.route.outcome == "injection"
    assert "look for another cause of the nerve signs as well" in found.headline
    assert translator("es").said(found.headline) not in (None, found.headline)
    for other in ({"mma": {**normal, "value": 500}}, {"mma": None}, {"b12_injections": True}, {"paraesthesia": False}):
        assert "nerve signs as well" not in answered([LOW, HIGH], **{**taken, "mma": normal, **other}).headline
