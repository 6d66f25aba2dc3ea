"""Answers to patients nobody had met: a child on injections, tablets that failed, an allergy in doubt, a red flag untested."""

from datetime import date, timedelta
from typing import Any

import pytest
from test_answer import ALL_GROUPS

from cobalamin.assessment.assess import assess
from cobalamin.assessment.assessment import Assessment
from cobalamin.assessment.plan import Beside, plan_of
from cobalamin.assessment.report import text
from cobalamin.language.truth import Truth
from cobalamin.records.case import case_from
from cobalamin.translation.words import translator
from injected import injections

ON = date(2026, 11, 27)
LOW = {"total_b12": "120 ng/L", "haemoglobin": "142 g/L"}
MAINTAINED = (36, 120, 205)


def answered(facts: dict[str, Any], *days_ago: int, age: int = 50, sex: str = "male") -> Assessment:
    given = injections(ON - timedelta(days=ago) for ago in days_ago)
    person = {"age": age, "sex": sex}
    case = {"cobalamin_case": 1, "patient": person, "facts": facts, "assessed": ALL_GROUPS, "treatment": given}
    return assess(case_from(case), on=ON)


# --- the route -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("facts", [{"paraesthesia": True}, {"haemoglobin": "38 g/L"}], ids=["prompt", "same day"])
def test_who_presses_and_has_no_result_is_tested_today(facts: dict[str, Any]) -> None:
    """Register R13 promised it, and no line of the answer said so."""
    found = answered(facts)
    assert found.route.outcome == "undetermined"
    assert found.route.statement.endswith("ask and test today; do not delay an urgent injection for any of the results")


def test_what_does_not_press_is_not_of_today() -> None:
    assert "today" not in answered({"fatigue": True}).route.statement


def test_on_injections_nobody_is_told_of_an_urgent_one() -> None:
    found = answered({"paraesthesia": True}, *MAINTAINED)
    assert found.route.outcome == "undetermined"
    assert found.route.statement.endswith("continue the injections on record meanwhile; ask and test today")


def test_a_child_on_injections_goes_on_with_them_until_the_specialist_decides() -> None:
    found = answered({"coeliac_disease": True}, *MAINTAINED, age=14)
    assert found.route.statement == "a specialist decides: younger than 16; continue the injections on record meanwhile"
    assert "before the first dose" not in text(found)


def test_with_an_allergy_nothing_goes_on_meanwhile() -> None:
    found = answered({"total_gastrectomy": True, "cobalamin_or_cobalt_allergy": True}, *MAINTAINED)
    assert "continue" not in found.route.statement


def test_who_is_maintained_is_told_of_the_next_dose() -> None:
    found = answered({"total_gastrectomy": True}, 90)
    assert found.route.statement == (
        "continue the injections on record, the next dose when it is due, or now if that day is past: a B12 level is no "
        "reason to stop"
    )


def test_injections_that_tablets_could_replace_are_not_said_to_lack_a_need() -> None:
    """A vegan after six injections was told to review their reason, and not that B12 is needed."""
    facts = {
        "total_b12": "420 ng/L",
        "haemoglobin": "142 g/L",
        "low_b12_diet": True,
        "intrinsic_factor_antibody": False,
    }
    found = answered(facts, 280, 282)
    assert found.route.outcome == "oral"
    assert found.route.statement == (
        "no indication found for the injections on record, but B12 is needed, at least by mouth: review them; do not stop "
        "them because of this answer"
    )


# --- the urgency -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("haemoglobin", "urgency"), [("78 g/L", "prompt"), ("104 g/L", "routine")])
def test_a_low_level_with_anaemia_is_prompt_though_a_pregnancy_may_explain_it(haemoglobin: str, urgency: str) -> None:
    """Breathless, haemoglobin 78, B12 110, iron low too, and nobody had asked whether she is pregnant: at least routine."""
    facts = {"total_b12": "110 ng/L", "haemoglobin": haemoglobin, "ferritin": "4 ug/L", "breathlessness": True}
    assert answered(facts, age=39, sex="female").urgency.at_least == urgency
    assert answered(facts | {"pregnant": True}, age=39, sex="female").urgency.at_least == urgency


# --- what is told beside it ------------------------------------------------------------------------------------------


def told(facts: dict[str, Any], *days_ago: int, sex: str = "female") -> set[str]:
    return {one.id for one in answered(facts, *days_ago, sex=sex).safety}


def test_a_level_beside_the_antibody_is_not_taken_at_its_word() -> None:
    found = {"total_b12": "520 ng/L", "intrinsic_factor_antibody": True, "pregnant": False}
    assert "safety:antibody_and_level" in told(found)
    assert "safety:antibody_and_level" not in told(found | {"intrinsic_factor_antibody": False})
    assert "safety:antibody_and_level" not in told(found | {"total_b12": "120 ng/L"})
    assert "safety:antibody_and_level" not in told(found | {"mma": "150 nmol/L"})
    assert "safety:antibody_and_level" not in told(found | {"oral_b12": True})


def test_a_breastfed_child_is_thought_of_where_the_mother_lacks_b12() -> None:
    mother = {"total_b12": "120 ng/L", "breastfeeding": True, "pregnant": False}
    assert "safety:breastfed_child" in told(mother)
    assert "safety:breastfed_child" not in told(mother | {"breastfeeding": False})
    assert "safety:breastfed_child" not in told(mother | {"total_b12": "520 ng/L"})


# --- the plan --------------------------------------------------------------------------------------------------------


def planned(**facts: Any) -> tuple[str, str]:
    plan = answered(LOW | facts).plan
    assert plan is not None
    return plan.regimen, plan.note


def test_tablets_that_failed_are_no_dietary_cause() -> None:
    """Somebody whom 1 mg a day did not help was to be injected twice a year."""
    diet = {"low_b12_diet": True, "swallowing_difficulty": True}
    assert planned(**diet)[0] == "uk.hydroxocobalamin.dietary"
    regimen, note = planned(**diet, oral_treatment_failed=True)
    assert regimen == "uk.hydroxocobalamin"
    assert note.startswith(
        "A full dose by mouth did not help, so diet alone does not explain it: look for malabsorption"
    )


def test_who_declines_injections_reads_what_else_there_is() -> None:
    note = planned(total_gastrectomy=True)[1]
    assert "If injections are declined or cannot be given: by mouth at least 1000 ug a day" in note
    assert "declined" not in planned(total_gastrectomy=True, oral_intolerance=True)[1]


def test_on_injections_no_second_loading_is_printed() -> None:
    facts = {"total_gastrectomy": True, "total_b12": "120 ng/L"}
    case = {"cobalamin_case": 1, "patient": {"age": 50, "sex": "male"}, "facts": facts | {"b12_injections": True}}
    plan = assess(case_from(case), on=ON).plan
    assert plan is not None
    assert "Whether nerves are involved is not known" not in plan.note
    assert "If nerves were involved when treatment began: 1 mg every 2 months." in plan.note


def test_the_note_of_whoever_is_on_injections_is_told_in_spanish_too() -> None:
    plan = answered({"total_gastrectomy": True}, *MAINTAINED).plan
    assert plan is not None
    assert translator("es").said(plan.note) is not None


@pytest.mark.parametrize("route", ["injection", "oral"])
def test_an_allergy_in_doubt_stands_before_the_days(route: str) -> None:
    """It was told among what is recorded and not used, under a plan that began today."""
    plan = plan_of(route, ON, lambda _: Truth.NO, beside=Beside(allergy_in_doubt=True))
    assert plan is not None
    assert plan.note.startswith(
        "A possible allergy to a cobalamin or cobalt is recorded but not clarified: give no dose until it is."
    )
    assert (plan.doses, plan.maintenance, plan.waits) == ((), None, True)
    assert "If injections are declined" not in plan.note, "tablets are cobalamin too"


# --- the follow-up ---------------------------------------------------------------------------------------------------


def test_in_the_first_days_the_reticulocytes_are_still_to_come() -> None:
    found = answered({"total_gastrectomy": True, "total_b12": "60 ng/L", "haemoglobin": "62 g/L"}, 0, 2)
    assert [one.id for one in found.follow_up][:3] == ["early_potassium", "early_fluid", "reticulocytes"]
    assert "Follow-up (the first months are counted from the first dose)" in text(found)


def test_a_test_with_one_question_left_does_not_say_it_twice() -> None:
    found = answered({"total_b12": "300 ng/L", "fatigue": True, "parietal_cell_antibody": True})
    (label,) = (test.label for test in found.next_tests if "Intrinsic" in test.label)
    assert label == "Intrinsic factor antibody (before an injection, or 14 days after one)"
