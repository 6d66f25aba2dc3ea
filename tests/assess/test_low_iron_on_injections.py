"""Blood that does not answer because iron is low: more B12 does not mend that (register M42)."""

from __future__ import annotations

from datetime import date
from typing import Any

from cobalamin.assessment.assess import assess
from cobalamin.records.case import case_from
from injected import injections

DOSES = ("2025-07-01", "2025-09-28", "2025-12-28", "2026-03-28")
SHORTEN, TREAT = (
    "shorten the interval",
    "treat the low iron or folate on record, then judge again; reconsider the diagnosis",
)


def step(**facts: Any) -> str:
    blood = {"haemoglobin": {"value": 98, "unit": "g/L", "date": "2026-04-20"}}
    case = {"cobalamin_case": 1, "patient": {"age": 60, "sex": "female"}, "treatment": injections(DOSES),
            "facts": {"autoimmune_gastritis": True, **blood, **facts}}  # fmt: skip
    course = assess(case_from(case), on=date(2026, 5, 1)).course
    assert course is not None
    return course.step


def test_low_iron_is_treated_and_no_interval_shortened() -> None:
    """At a ferritin of 6 the next step began with a shorter interval."""
    found = step(ferritin={"value": 6, "unit": "ug/L", "date": "2026-04-20"})
    assert TREAT in found
    assert SHORTEN not in found


def test_else_the_interval_is_shortened() -> None:
    assert SHORTEN in step(ferritin={"value": 90, "unit": "ug/L", "date": "2026-04-20"})


def test_nerves_that_get_worse_are_not_put_down_to_iron() -> None:
    worse = {"paraesthesia": True, "neurological_progression": True}
    assert SHORTEN in step(ferritin={"value": 6, "unit": "ug/L", "date": "2026-04-20"}, **worse)
