"""What the first line says to whoever is on B12 already, and to whoever has to be seen at once: no line may take the other back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cobalamin.assessment.assess import assess
from cobalamin.assessment.assessment import Assessment
from cobalamin.assessment.report import text
from cobalamin.comparison.compare import compare
from cobalamin.knowledge.facts import ASSESSABLE
from cobalamin.records.case import case_from
from injected import injections

ON = date(2026, 11, 27)
(LAST,) = injections(["2026-11-05"])
NORMAL = {
    "total_b12": "600 ng/L",
    "mma": "150 nmol/L",
    "homocysteine": "9 umol/L",
    "haemoglobin": "130 g/L",
    "mcv": "90 fL",
}


def answer(facts: dict[str, Any], *treatment: dict[str, str], sex: str = "male") -> Assessment:
    document = {
        "cobalamin_case": 1, "patient": {"age": 62, "sex": sex}, "facts": facts, "assessed": list(ASSESSABLE),
        "treatment": list(treatment),
    }  # fmt: skip
    return assess(case_from(document), on=ON)


def test_a_next_dose_that_should_have_been_given_is_due_now() -> None:
    """One dose alone tells no day before it is late either way (register R125): the words must be right for late doses too."""
    found = answer({"pernicious_anaemia": True}, {**LAST, "date": "2026-09-15"})
    assert "the next dose when it is due, or now if that day is past" in found.headline


@pytest.mark.parametrize("cause", ["bariatric_surgery", "total_gastrectomy"])
def test_who_is_seen_within_days_is_not_sent_home_with_a_test_at_intervals(cause: str) -> None:
    pressing = answer({**NORMAL, cause: True, "weakness": True})
    assert (pressing.route.outcome, pressing.urgency.at_least) == ("none", "prompt")
    assert "do not wait: look for another cause now" in pressing.headline
    assert "test again at intervals" in pressing.headline  # what was true of the gut stays true
    assert "do not wait" not in answer({**NORMAL, cause: True}).headline


def test_the_caution_of_a_pressing_answer_is_told_beside_the_other_guidelines_too() -> None:
    document = {"cobalamin_case": 1, "patient": {"age": 62, "sex": "male"}, "assessed": list(ASSESSABLE),
                "facts": {**NORMAL, "bariatric_surgery": True, "weakness": True}}  # fmt: skip
    table = compare(case_from(document), on=ON)
    (row,) = (row for row in table.rows if row.guideline == "article")
    assert "look for another cause now" in row.caution


def test_tablets_for_impaired_absorption_go_on_and_their_reason_is_not_looked_for() -> None:
    found = answer({**NORMAL, "bariatric_surgery": True, "oral_b12": True, "intrinsic_factor_antibody": False})
    assert found.route.outcome == "none"
    assert found.route.statement.endswith("continue B12 by mouth, at a dose for malabsorption: absorption is impaired")
    assert "review why it is taken" not in found.headline


def test_injections_that_prevent_deficiency_are_not_said_to_have_no_reason() -> None:
    given = {**LAST, "date": "2026-09-01"}
    found = answer({**NORMAL, "bariatric_surgery": True, "intrinsic_factor_antibody": False}, given)
    assert found.route.outcome == "none"
    assert "review why they are given" not in found.headline
    assert "they prevent it" in found.headline
    assert "do not stop them because of this answer" in found.headline
    elsewhere = answer({**NORMAL, "intrinsic_factor_antibody": False}, given)
    assert "review why they are given; do not stop them because of this answer" in elsewhere.headline


def test_a_plan_after_injections_of_long_ago_asks_whether_loading_is_given_again() -> None:
    """The recall lists a second loading course without a recorded reason as given too early (M9)."""
    old = [{**LAST, "date": day} for day in ("2025-07-01", "2025-09-01")]
    again = answer({"pernicious_anaemia": True}, *old)
    assert again.plan is not None
    assert "whether to load again is a decision, to be recorded with its reason" in again.plan.note
    assert "a single dose restarts maintenance" in again.plan.note
    for treatment in ([], [LAST]):  # never injected; on injections now
        found = answer({"pernicious_anaemia": True}, *treatment)
        assert found.plan is not None
        assert "load again" not in found.plan.note


def test_maintenance_after_another_product_counts_by_the_plan_of_that_product() -> None:
    """Monthly cyanocobalamin must not be read as good for two to three months."""
    monthly = [{**LAST, "product": "cyanocobalamin", "date": f"2026-{month:02}-02"} for month in range(5, 12)]
    found = answer({"pernicious_anaemia": True}, *monthly)
    assert found.plan is not None
    assert "1 mg every 2-3 months; after another product, follow the plan for that product." in found.plan.note


def test_a_blood_count_that_was_done_is_not_asked_for_as_if_nobody_had_seen_it() -> None:
    counts = {"haemoglobin": "125 g/L", "white_cells": "6 10*9/L", "platelets": "250 10*9/L"}
    found = answer({"total_b12": "170 ng/L", "mcv": "92 fL", "ferritin": "80 ug/L", **counts})
    labels = {test.id: test.label for test in found.next_tests}
    assert labels["full_blood_count"] == "Full blood count with film: picture of haemolysis"
    assert "Full blood count with film: picture of haemolysis" in found.working.provided
    undone = answer({"total_b12": "170 ng/L"})
    assert {test.id: test.label for test in undone.next_tests}["full_blood_count"] == "Full blood count with film"
    symptom = answer({"total_b12": "220 ng/L", "fatigue": True, "ferritin": "80 ug/L"})
    assert {test.id: test.label for test in symptom.next_tests}[
        "folate_iron"
    ] == "Serum folate and ferritin: serum folate"


@pytest.mark.parametrize("age, sex", [(10, "male"), (0.5, "female"), (70, "female"), (50, "male")])
def test_nobody_is_told_that_a_boy_is_not_pregnant(age: float, sex: str) -> None:
    document = {"cobalamin_case": 1, "patient": {"age": age, "sex": sex}, "assessed": list(ASSESSABLE),
                "facts": {"total_b12": "90 ng/L", "fatigue": True, "haemoglobin": "70 g/L"}}  # fmt: skip
    found = assess(case_from(document), on=ON)
    body, _, presumed = text(found).partition("What would change it")
    assert "met" in body
    assert "pregnant" not in body
    assert ("not pregnant: presumed from age" in presumed) is (sex == "female")


def test_what_a_woman_said_of_a_pregnancy_stays_among_the_reasons() -> None:
    document = {"cobalamin_case": 1, "patient": {"age": 34, "sex": "female"}, "assessed": list(ASSESSABLE),
                "facts": {"total_b12": "90 ng/L", "fatigue": True, "pregnant": False, "breastfeeding": False}}  # fmt: skip
    assert "not pregnant ($.facts.pregnant)" in text(assess(case_from(document), on=ON))


# --- what was recorded twice over, and what treatment should have done -------------------------------------------------


def told(found: Assessment, rule: str) -> str:
    (action,) = (each.action for each in found.safety if each.id == f"safety:{rule}")
    return action


def test_beside_an_allergy_never_stop_does_not_say_to_inject_what_the_allergy_forbids() -> None:
    for_good = {"pernicious_anaemia": True, "b12_injections": True}
    both = answer({**for_good, "cobalamin_or_cobalt_allergy": True})
    assert "Give no cobalamin" in told(both, "allergy")
    assert "Do not stop" not in told(both, "never_stop")
    assert "Do not end the treatment for good" in told(both, "never_stop")
    assert "before it is due" in told(both, "never_stop")
    assert told(answer(for_good), "never_stop").startswith("Do not stop the injections")


def test_a_cause_that_was_dealt_with_is_spoken_of_to_whoever_is_still_injected() -> None:
    given = {**NORMAL, "b12_injections": True, "intrinsic_factor_antibody": False, "cause_resolved": True}
    headline = answer(given).headline
    assert "their cause is recorded as dealt with" in headline
    assert "consider stopping or a longer interval" in headline
    assert "do not stop because of this answer alone" in headline
    assert "dealt with" not in answer({**given, "cause_resolved": False}).headline
    assert "dealt with" not in answer({**given, "total_gastrectomy": True}).headline  # that is for good


def test_a_metabolite_that_is_raised_on_injections_says_what_to_check() -> None:
    raised = {"b12_deficiency_diagnosed": True, "mma": "600 nmol/L", "egfr": "85 mL/min", "fatigue": True}
    assert "whether the doses were given" in told(answer(raised, LAST), "metabolite_on_injections")
    assert not any(each.id == "safety:metabolite_on_injections" for each in answer(raised).safety)


def test_a_level_is_asked_for_last_on_injections_and_its_line_says_why() -> None:
    raised = {"b12_deficiency_diagnosed": True, "mma": "600 nmol/L", "egfr": "85 mL/min", "fatigue": True}
    labels = {test.id: test.label for test in answer(raised, LAST).next_tests}
    assert list(labels)[-1] == "total_b12"
    assert labels["total_b12"] == "Total serum B12 (says little on injections: last, and 14 days or more after one)"
    without = [test.id for test in answer(raised).next_tests]
    assert without.index("total_b12") < without.index("intrinsic_factor_antibody")


@pytest.mark.parametrize(
    "facts, question",
    [
        ({}, "Very low platelets?"),
        ({"platelets": "250 10*9/L"}, ""),
    ],
)
def test_what_was_answered_about_bleeding_is_not_asked_again(facts: dict[str, Any], question: str) -> None:
    asked = [s.action for s in answer({"total_b12": "80 ng/L", **facts}).safety if s.id == "safety:bleeding"]
    assert asked == ([question] if question else [])
    nobody_asked = assess(case_from({"cobalamin_case": 1, "facts": {"total_b12": "80 ng/L", **facts}}), on=ON)
    assert {"An anticoagulant?", "A bleeding disorder or very low platelets?"} <= {
        s.action for s in nobody_asked.safety
    }


def test_dates_that_an_inr_keeps_from_beginning_say_so() -> None:
    """The first dose was dated today beside a warning that says not to."""
    low = {"total_b12": "96 ng/L", "pernicious_anaemia": True}
    (above, within) = (answer({**low, "inr": inr}).plan for inr in ("4.5", "2.5"))
    assert above is not None
    assert within is not None
    assert above.note.startswith("The INR is above its range: no dose into the muscle before it is in range")
    assert "INR" not in within.note


@pytest.mark.parametrize("more", [{"platelets": "18 10*9/L"}, {"bleeding_disorder": True}])
def test_a_plan_for_whoever_may_bleed_says_what_comes_before_the_first_dose(more: dict[str, Any]) -> None:
    """The safety part warned, and the plan dated six doses into the muscle without a word."""
    low = {"total_b12": "96 ng/L", "pernicious_anaemia": True}
    plans = [answer({**low, **each}).plan for each in (more, {"platelets": "250 10*9/L", "bleeding_disorder": False})]
    said = ["no dose into the muscle before it is assessed" in plan.note for plan in plans if plan is not None]
    assert said == [True, False]


@pytest.mark.parametrize("guideline", ["us-label", "us-practice"])
@pytest.mark.parametrize(
    ("cause", "duration"),
    [
        ({"total_gastrectomy": True, "gait_disturbance": True}, "lifelong: the cause is irreversible"),
        (
            {"low_b12_diet": True, "swallowing_difficulty": True},
            "lifelong where the cause is permanent; otherwise until the cause has been dealt with",
        ),
    ],
)
def test_nobody_has_injections_for_life_for_a_cause_that_may_pass(
    guideline: str, cause: dict[str, Any], duration: str
) -> None:
    """The US plans print *for life* of pernicious anaemia; a vegan who cannot swallow was told so too."""
    document = {
        "cobalamin_case": 1, "patient": {"age": 62, "sex": "female"}, "facts": {"total_b12": "80 ng/L", **cause},
        "assessed": list(ASSESSABLE),
    }  # fmt: skip
    plan = assess(case_from(document), on=ON, guideline=guideline).plan
    assert plan is not None
    assert plan.regimen == f"us.cyanocobalamin.{guideline.removeprefix('us-')}"
    assert plan.duration == duration
