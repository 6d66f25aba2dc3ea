"""What a plan says of its days: an open-ended course goes on, a clinic may be closed, a check may be done until a day."""

from collections.abc import Callable
from datetime import date

import pytest
from test_answer import ALL_GROUPS, WELL

from cobalamin.assessment.assess import assess
from cobalamin.assessment.assessment import Assessment, Plan
from cobalamin.assessment.plan import NOTHING_BESIDE, Beside, plan_of
from cobalamin.assessment.report import text
from cobalamin.language.truth import Truth
from cobalamin.records.case import case_from

PERNICIOUS = {**WELL, "total_b12": "90 ng/L", "autoimmune_gastritis": True}
MONDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 6)


def planned(on: date, **facts: object) -> Assessment:
    person = {"age": 50, "sex": "male"}
    document = {"cobalamin_case": 1, "patient": person, "facts": {**PERNICIOUS, **facts}, "assessed": ALL_GROUPS}
    return assess(case_from(document), on=on)


def note(on: date, **facts: object) -> str:
    plan = planned(on, **facts).plan
    assert plan is not None
    return plan.note


def read(answer: Assessment) -> str:
    return " ".join(text(answer).split())


def test_an_open_ended_course_does_not_end_with_the_last_day_that_is_printed() -> None:
    """It read as if the course were over after three weeks, and maintenance began on a day nobody can know yet."""
    assert "continue loading" in note(MONDAY, paraesthesia=True)
    assert "continue loading" not in note(MONDAY)


def test_a_course_that_meets_a_weekend_says_what_to_do_where_the_clinic_is_closed() -> None:
    assert "next working day" not in note(MONDAY)
    assert "next working day" in note(FRIDAY)
    assert "more than 7 days" in note(FRIDAY)


def test_a_weekly_dose_may_wait_for_the_working_day() -> None:
    """Sunday to the Monday of the next week is eight days: it read as if that broke a weekly course."""
    case = case_from(
        {
            "cobalamin_case": 1,
            "patient": {"age": 50, "sex": "male"},
            "facts": {**PERNICIOUS, "paraesthesia": True},
            "assessed": ALL_GROUPS,
        }
    )
    plan = assess(case, on=MONDAY, guideline="us-practice").plan
    assert plan is not None
    assert "more than 7 days, between weekly doses 14, breaks the course" in plan.note


def test_the_days_of_a_course_are_printed_with_their_weekday() -> None:
    assert "doses: Fri 06 Mar 2026, Sun 08 Mar, Tue 10 Mar" in read(planned(FRIDAY))


def test_no_adult_is_offered_the_sign_of_infants_as_what_would_change_the_answer() -> None:
    assert "developmental_regression" not in {change.fact for change in planned(MONDAY).changes}


def test_an_urgency_does_not_say_the_reasons_of_an_indication_again() -> None:
    said = read(planned(MONDAY, paraesthesia=True, total_b12="150 ng/L"))
    after = said.partition("Urgency: prompt")[2].partition("Safety")[0]
    assert "the reasons for indication 2" in after
    assert "numbness or tingling (" not in after
    assert "no another" not in said


def test_a_check_is_printed_with_the_last_day_it_may_be_done() -> None:
    found = read(planned(MONDAY, haemoglobin="72 g/L"))
    assert "day 5 to 10 (07 Mar 2026 to 12 Mar 2026): reticulocytes" in found
    assert "3 months (02 Jun 2026): review symptoms" in found


def test_the_tests_before_the_first_dose_hold_no_urgent_injection_up() -> None:
    said = "do not delay an urgent injection for any of these results"
    assert said in read(planned(MONDAY))
    assert said not in read(
        planned(MONDAY, autoimmune_gastritis=False, intrinsic_factor_antibody=False, mma="200 nmol/L")
    )


# --- what is to be settled first -------------------------------------------------------------------------------------


def said(**facts: Truth) -> Callable[[str], Truth]:
    """What is not named is no."""
    return lambda name: facts.get(name, Truth.NO)


def made(route: str, beside: Beside = NOTHING_BESIDE, **facts: Truth) -> Plan:
    plan = plan_of(route, MONDAY, said(**facts), beside=beside)
    assert plan is not None
    return plan


@pytest.mark.parametrize(
    ("beside", "told", "by_mouth_too"),
    [
        (Beside(died=True), "Recorded as having died: give no dose, unless that is a mistake.", True),
        (Beside(allergy_in_doubt=True),
         "A possible allergy to a cobalamin or cobalt is recorded but not clarified: give no dose until it is.", True),
        (Beside(reacted=True),
         "B12 injections were stopped because of a reaction: give no dose until it is clear whether it was an allergy.", True),
        (Beside(reacted=True, withheld=True),
         "A B12 injection was not given because of a reaction: give no dose until it is clear whether it was an allergy.", True),
        (Beside(reacted=True, held_back=True),
         "B12 injections are on hold because of a reaction: give no dose until it is clear whether it was an allergy.", True),
        (Beside(on_hold=True), "An order for injections is on hold: give no dose "
         "until someone has asked why, and until when.", False),
        (Beside(refused=True), "The planned dose was not given: give no dose until someone has asked why.", False),
        (Beside(stop_in_doubt=True),
         "A stop of the injections is recorded, and it is not known whether it still applies: give no dose "
         "until someone has asked.", False),
    ],
)  # fmt: skip
def test_what_is_to_be_settled_first_begins_the_note_and_no_day_is_set(
    beside: Beside, told: str, by_mouth_too: bool
) -> None:
    """By mouth nothing waits for what stands in the way of a needle."""
    for route in ("injection", "either"):
        plan = made(route, beside)
        assert plan.note.startswith(f"{told} No dates are set until then: all of them are counted from the first dose.")
        assert (plan.waits, plan.doses) == (True, ())
    assert made("oral", beside).note.startswith(told) is by_mouth_too
    assert (told in made("oral", beside).note) is by_mouth_too


def test_a_diet_is_no_cause_where_a_dose_by_mouth_failed_or_another_cause_is_not_settled() -> None:
    """Of a diet alone the next dose is in half a year."""
    alone = made("injection", low_b12_diet=Truth.YES)
    assert alone.regimen != made("injection").regimen
    failed = made("injection", low_b12_diet=Truth.YES, oral_treatment_failed=Truth.YES)
    doubted = made("injection", Beside(cause_in_doubt=True), low_b12_diet=Truth.YES)
    assert failed.regimen == doubted.regimen == made("injection").regimen
    not_the_diet = "A full dose by mouth did not help, so diet alone does not explain it"
    assert not_the_diet in failed.note
    assert not_the_diet not in made("injection", oral_treatment_failed=Truth.YES).note + doubted.note + alone.note


@pytest.mark.parametrize("beside", [Beside(allergy_in_doubt=True), Beside(reacted=True)])
def test_tablets_are_no_way_out_for_whoever_may_react_to_cobalamin(beside: Beside) -> None:
    """They are cobalamin too."""
    declined = "If injections are declined or cannot be given: by mouth"
    assert declined in made("injection").note
    assert declined in made("injection", Beside(on_hold=True)).note
    assert declined not in made("injection", beside).note


def test_a_course_that_meets_a_saturday_alone_says_what_to_do_then() -> None:
    assert "next working day" in note(date(2026, 3, 5))
