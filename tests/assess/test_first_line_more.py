"""What else stands in the first line: a metabolite that cannot be read, folic acid with a level, bleeding before a first dose."""

from __future__ import annotations

from datetime import date
from typing import Any

from cobalamin.assessment.assess import assess
from cobalamin.assessment.assessment import Assessment
from cobalamin.assessment.course_words import with_the_muscle
from cobalamin.assessment.route_words import LOOK_NOW, SUSPECTED, UNTREATED_TODAY
from cobalamin.records.case import case_from

UNREAD = "a raised metabolite may be due to the kidneys or to low folate: active B12 tells more"
FOLIC = "folic acid is on record without B12: do not give it alone, test or treat B12 too"
MUSCLE = "B12 by injection is indicated, not into the muscle before the bleeding risk has been assessed"


def answered(age: float = 66, **facts: Any) -> Assessment:
    case = case_from({"cobalamin_case": 1, "patient": {"age": age, "sex": "female"}, "facts": facts})
    return assess(case, on=date(2026, 11, 30))


def test_a_metabolite_that_cannot_be_read_beside_a_level_in_the_band() -> None:
    """As things stood: no B12 treatment, with methylmalonic acid 0.45 and a level of 230."""
    older: dict[str, Any] = {"total_b12": "230 ng/L", "mma": "0.45 umol/L", "egfr": "38 mL/min/1.73m2"}
    found = answered(82, **older)
    assert UNREAD in found.headline
    assert found.working.statement.startswith(f"{UNREAD}; otherwise ")
    assert UNREAD not in answered(82, **older, active_b12="90 pmol/L").headline
    assert UNREAD not in answered(82, **{**older, "egfr": "80 mL/min/1.73m2"}).headline
    assert UNREAD not in answered(82, **{**older, "total_b12": "600 ng/L"}).headline


def test_folic_acid_beside_a_level_above_the_band_stands_among_the_safety_lines_alone() -> None:
    """Folic acid for sickle cell disease, large cells of hydroxycarbamide and a level of 410."""
    taken: dict[str, Any] = {"folic_acid_without_b12": True, "mcv": "112 fL", "haemoglobin": "88 g/L"}
    assert FOLIC in answered(**taken).headline
    assert FOLIC in answered(**taken, total_b12="300 ng/L").headline
    assert "folic acid" not in answered(**taken, total_b12="410 ng/L").headline
    assert FOLIC in answered(**taken, total_b12="410 ng/L", paraesthesia=True).headline
    low = answered(total_b12="1200 ng/L", serum_folate="3.5 nmol/L", mcv="112 fL")
    assert "folic acid" not in low.headline
    assert [each for each in low.safety if each.id == "safety:folate_low_untreated_b12" and each.truth.value == "yes"]


def test_a_first_dose_is_not_called_into_the_muscle_of_whoever_may_bleed() -> None:
    deficient: dict[str, Any] = {"total_b12": "90 ng/L", "haemoglobin": "70 g/L"}
    assert answered(**deficient, platelets="12 10*9/L").headline.startswith(MUSCLE)
    assert answered(**deficient, bleeding_disorder=True).headline.startswith(MUSCLE)
    assert "not into the muscle while the INR is above its range" in answered(**deficient, inr="4.5").headline
    assert "muscle" not in answered(**deficient).headline


def test_the_muscle_stands_beside_the_call_to_a_dose_and_beside_no_other_now() -> None:
    """It stood behind "ask now, it may be same day", and behind "no B12 treatment now"."""
    before = "not into the muscle before the bleeding risk has been assessed"
    words = {"inr_above": False, "bleeds": True, "inr_unread": False, "begins": False}
    ask = "heart failure is recorded but not confirmed: ask now, it may be same day"
    assert with_the_muscle(f"{UNTREATED_TODAY}; {ask}", **words) == f"{UNTREATED_TODAY}, {before}; {ask}"
    due = "continue the injections: the next dose now, overdue since 2026-05-15"
    assert with_the_muscle(f"{due}; {ask}", **words) == f"{due}, {before}; {ask}"
    for nothing_called in (ask, SUSPECTED, LOOK_NOW):
        assert with_the_muscle(nothing_called, **words) == nothing_called
