"""Nerves that get worse on injections: the course says what the first line says, in an answer and on the list."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from test_answer import ALL_GROUPS, WELL

from cobalamin.assessment.assess import assess
from cobalamin.assessment.assessment import Assessment
from cobalamin.records.case import case_from
from cobalamin.translation.words import translator
from injected import injections

DAYS = ("2025-01-08", "2025-01-10", "2025-01-12", "2025-01-15", "2025-01-17", "2025-01-19", "2025-03-19", "2025-05-19")
ON = date(2025, 6, 20)


def found(on: date = ON, **more: Any) -> Assessment:
    seen = {"haemoglobin": {"value": 140, "unit": "g/L", "date": "2025-06-10"}}
    facts = {**WELL, **seen, "autoimmune_gastritis": True, "paraesthesia": True, **more}
    case = {
        "cobalamin_case": 1,
        "patient": {"age": 66, "sex": "male"},
        "assessed": ALL_GROUPS,
        "facts": facts,
        "treatment": injections(DAYS),
    }
    return assess(case_from(case), on=on)


def test_the_course_does_not_say_that_nothing_shows_how_treatment_goes() -> None:
    """*Nothing to judge by: review* stood below *nerves get worse on it, see the patient today* (specification 6; M42)."""
    said = found(neurological_progression=True)
    assert said.course is not None
    told = " ".join((said.course.step, *said.course.why))
    assert "nothing to judge by" not in told
    assert "new or worse" in told
    assert "shorten the interval within the product information; reconsider the diagnosis" in told
    assert all(translator("es").said(line) not in (None, line) for line in (said.course.step, *said.course.why))


@pytest.mark.parametrize("other", [{}, {"neurological_progression": False}])
def test_of_whoever_does_not_get_worse_somebody_still_asks(other: dict[str, Any]) -> None:
    said = found(**other)
    assert said.course is not None
    assert "nothing to judge by" in " ".join(said.course.why)


def test_a_course_that_has_lapsed_is_not_called_one_that_fails() -> None:
    """Nerves that get worse ten months after the last dose say nothing of the injections (register M32)."""
    said = found(date(2026, 3, 20), neurological_progression=True)
    assert said.course is not None
    assert "shorten the interval" not in " ".join((said.course.step, *said.course.why))
