"""The answer as a whole: what a clinician reads, for cases written here."""

import doctest
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cobalamin
from cobalamin.assessment.assess import assess
from cobalamin.assessment.assessment import Assessment
from cobalamin.knowledge.facts import ASSESSABLE, FACTS
from cobalamin.language.nodes import Finding
from cobalamin.language.truth import Truth
from cobalamin.records.case import case_from


def test_the_library_answers_as_its_first_lines_show() -> None:
    assert doctest.testmod(cobalamin).failed == 0


def test_what_the_library_cannot_be_asked_is_a_sentence() -> None:
    case = case_from({"cobalamin_case": 1})
    with pytest.raises(ValueError, match="expected one of article, nice"):
        assess(case, on=date(2026, 1, 1), guideline="nize")
    with pytest.raises(ValueError, match="'symptom' is not a group of questions; expected some of"):
        assess(case, on=date(2026, 1, 1), presume=["symptom"])
    with pytest.raises(ValueError, match="no decision date"):
        assess(case)


ALL_GROUPS = [*ASSESSABLE]
WELL = {
    "total_b12": "420 ng/L",
    "haemoglobin": "140 g/L",
    "mcv": "90 fL",
    "white_cells": "6 10*9/L",
    "platelets": "250 10*9/L",
}


def answer(facts: dict[str, Any], assessed: list[str] | None = None, **patient: Any) -> Assessment:
    """The answer for a man of 50 unless told otherwise."""
    person = {"age": 50, "sex": "male", **patient}
    return assess(
        case_from({"cobalamin_case": 1, "patient": person, "facts": facts, "assessed": assessed or []}),
        on=date(2026, 3, 2),
    )


def truths(found: Assessment) -> dict[int, Truth]:
    return {i.number: i.truth for i in found.indications}


def test_nothing_known_is_no_indication_and_not_settled():
    found = answer({})
    assert set(truths(found).values()) <= {Truth.UNKNOWN, Truth.NO}
    assert found.route.outcome == "undetermined"
    assert found.urgency.at_least == "routine"
    assert found.plan is None


def test_a_well_person_with_everything_asked_needs_no_b12():
    found = answer(WELL, ALL_GROUPS)
    assert found.route.outcome == "none"
    assert set(truths(found).values()) == {Truth.NO}
    assert found.next_tests == ()
    assert found.missing == ()


def test_pernicious_anaemia_is_for_life():
    found = answer({"autoimmune_gastritis": True, "total_b12": "110 ng/L"}, ALL_GROUPS)
    assert found.route.outcome == "injection"
    assert truths(found)[1] is Truth.YES
    assert found.plan is not None
    assert found.plan.duration == "lifelong: the cause is irreversible"
    assert "safety:long_term" in {s.id for s in found.safety}


def test_tingling_without_a_b12_result_is_prompt_and_asks():
    found = answer({"paraesthesia": True})
    assert found.route.outcome == "undetermined"
    assert found.urgency.at_least == "prompt"
    assert "total_b12" in [t.id for t in found.next_tests]


def test_questions_come_before_tests_and_tests_by_cost():
    kinds = [t.kind for t in answer({"paraesthesia": True}).next_tests]
    assert kinds == sorted(kinds, key=("question", "examination", "blood test").index)


def test_nitrous_oxide_brings_the_metabolites_forward():
    with_gas = [t.id for t in answer({"nitrous_oxide": True, "fatigue": True}).next_tests if t.kind == "blood test"]
    assert set(with_gas[:2]) <= {"mma", "homocysteine", "full_blood_count"}


def test_only_tests_that_can_change_the_answer_are_named():
    found = answer({"autoimmune_gastritis": True, "total_b12": "110 ng/L"}, ALL_GROUPS)
    assert {t.changes for t in found.next_tests} == {("urgency",)}  # the route is settled
    assert "mma" not in [t.id for t in found.next_tests]


def test_a_child_goes_to_a_specialist():
    assert answer({"total_b12": "110 ng/L"}, age=9).route.outcome == "specialist"


def test_allergy_with_an_indication_goes_to_a_specialist_and_blocks():
    found = answer({"autoimmune_gastritis": True, "total_b12": "110 ng/L", "cobalamin_or_cobalt_allergy": True})
    assert found.route.outcome == "specialist"
    assert found.plan is None
    assert found.safety[0].id == "safety:allergy"
    assert found.safety[0].level == "block"


def test_leber_is_never_offered_cyanocobalamin():
    found = answer({"autoimmune_gastritis": True, "total_b12": "110 ng/L", "leber_optic_neuropathy": True})
    assert found.plan is not None
    assert "cyanocobalamin" not in " ".join((found.plan.label, *found.plan.alternatives))


def test_dietary_deficiency_alone_is_tablets():
    negative = {"intrinsic_factor_antibody": False, "haemolysis_picture": False}
    found = answer({"total_b12": "150 ng/L", "low_b12_diet": True, "haemoglobin": "140 g/L", **negative}, ALL_GROUPS)
    assert found.route.outcome == "oral"
    assert found.plan is not None
    assert found.plan.route == "oral"


def test_the_working_answer_says_what_it_rests_on():
    found = answer({"total_b12": "150 ng/L", "haemoglobin": "140 g/L"})
    assert found.route.outcome == "undetermined"
    assert found.working.route == "oral"
    assert found.working.provided


def test_the_working_answer_does_not_hope_away_what_is_certain():
    """Of a pregnant woman at 60 ng/L it read *no B12 treatment*, for an active B12 that nobody measured might be high (R39)."""
    found = answer(
        {
            "total_b12": "60 ng/L", "mma": "150 nmol/L", "homocysteine": "9 umol/L", "haemoglobin": "145 g/L", "mcv": "85 fL",
            "pregnant": True, "coeliac_disease": True,
        },
        age=31, sex="female",
    )  # fmt: skip
    assert found.route.possible == ("injection",)
    assert found.urgency.possible
    assert found.working.route == "injection"
    assert found.working.urgency == found.urgency.at_least == "prompt"


def test_loading_doses_are_dated_from_the_decision():
    found = answer({"autoimmune_gastritis": True, "total_b12": "110 ng/L"}, ALL_GROUPS)
    assert found.plan is not None
    assert [(d.expected - date(2026, 3, 2)).days for d in found.plan.doses] == [0, 2, 4, 7, 9, 11]
    assert found.plan.maintenance is not None
    assert found.plan.maintenance.due == date(2026, 5, 13)


def test_every_answer_carries_the_notice_and_the_rules_version():
    found = answer({})
    assert "Not signed off by a clinician" in found.notice
    assert found.rules_version.startswith("article@")


def test_a_change_offered_really_changes_the_answer():
    found = answer({"total_b12": "150 ng/L", "haemoglobin": "140 g/L"}, ALL_GROUPS)
    findings = [c for c in found.changes if c.route == "injection" and isinstance(FACTS[c.fact].fact, Finding)]
    assert findings
    for change in findings:
        present = not change.text.startswith("no ")
        again = answer({"total_b12": "150 ng/L", "haemoglobin": "140 g/L", change.fact: present}, ALL_GROUPS)
        assert again.route.outcome == "injection", change


def test_the_json_holds_what_the_object_holds():
    import msgspec

    found = answer({"paraesthesia": True, "total_b12": "210 ng/L"})
    assert msgspec.json.decode(found.json(), type=Assessment) == found


def test_a_decision_date_is_needed():
    with pytest.raises(ValueError, match="no decision date"):
        assess(case_from({"cobalamin_case": 1}))


FINDINGS = sorted(name for name, entry in FACTS.items() if isinstance(entry.fact, Finding) and entry.group != "person")


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(st.sampled_from(FINDINGS), st.booleans(), max_size=12),
    st.sampled_from(["", "90 ng/L", "150 ng/L", "250 ng/L", "400 ng/L", "<150 ng/L", "low", "normal"]),
    st.sampled_from(["", "60 g/L", "78 g/L", "105 g/L", "125 g/L", "145 g/L"]),
    st.sampled_from(["", "200 nmol/L", "900 nmol/L"]),
)
def test_strict_answers_never_contradict_themselves(findings, b12, haemoglobin, mma):
    facts: dict[str, Any] = dict(findings)
    facts |= {k: v for k, v in (("total_b12", b12), ("haemoglobin", haemoglobin), ("mma", mma)) if v}
    found = answer(facts)
    met = Truth.YES in truths(found).values()
    assert not (met and found.route.outcome in ("oral", "none"))
    assert found.working.route in found.route.possible
    assert (found.route.outcome == "undetermined") == (len(found.route.possible) > 1)
    assert bool(found.next_tests) == (len(found.route.possible) > 1 or bool(found.urgency.possible))
    assert (found.plan is not None) == (found.route.outcome in ("injection", "oral"))
    assert not (facts.get("cobalamin_or_cobalt_allergy") and found.route.outcome == "injection")
