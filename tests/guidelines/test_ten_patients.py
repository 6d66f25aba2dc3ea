"""The ten patients of facts.md 10: each row's answer per guideline, or the register says why not."""

from pathlib import Path

import pytest
from ten_patients import EXPECTED, compared

from cobalamin.assessment.assess import assess
from cobalamin.assessment.assessment import Assessment
from cobalamin.comparison.compare import Row
from cobalamin.knowledge.guidelines.readings import GUIDELINE_REGISTER
from cobalamin.knowledge.guidelines.registry import PROFILES
from cobalamin.language.truth import Truth
from cobalamin.records.read import read_any

HERE = Path(__file__).parent


def row(id: str, name: str) -> Row:
    return next(r for r in compared(id).rows if r.guideline.partition("@")[0] == name)


@pytest.mark.parametrize("name", PROFILES)
@pytest.mark.parametrize("id", EXPECTED)
def test_each_guideline_answers_as_the_table_says(id: str, name: str) -> None:
    answered, expected = list(row(id, name).possible), EXPECTED[id]["routes"].get(name)
    assert answered == expected, (
        f"{name} answers {id} {answered}; expected.json says {expected}: which of them is right?"
    )


def test_there_are_ten_and_every_case_is_expected() -> None:
    assert len(EXPECTED) == 10
    assert {path.stem for path in (HERE / "patients").glob("*.json")} == EXPECTED.keys()


@pytest.mark.parametrize("id", EXPECTED)
def test_where_the_table_is_not_followed_a_reading_or_a_silence_says_why(id: str) -> None:
    for reason in EXPECTED[id]["differs"].values():
        assert any(entry in reason for entry in GUIDELINE_REGISTER) or "nothing" in reason


@pytest.mark.parametrize("id", EXPECTED)
def test_every_certain_treatment_rests_on_a_clause_with_a_source(id: str) -> None:
    for r in compared(id).rows:
        if len(r.possible) == 1 and r.route in ("injection", "either", "oral"):
            assert any(clause.cites for clause in r.because), r.guideline


def test_leber_is_never_given_injected_cyanocobalamin() -> None:
    for r in compared("G09").rows:
        assert "cyanocobalamin, US" not in r.plan, r.guideline
    assert "cyanocobalamin, US" in row("G03", "us-label").plan


def test_the_label_and_common_practice_keep_their_own_doses() -> None:
    assert "100 ug daily" in row("G03", "us-label").plan
    assert "1000 ug daily" not in row("G03", "us-label").plan
    assert "1000 ug daily" in row("G03", "us-practice").plan


def test_maintenance_intervals_are_those_of_the_sources() -> None:
    assert "every 2-3 months" in row("G03", "bsh").plan
    assert "every 2 months" in row("G05", "bsh").plan
    assert "monthly" in row("G03", "us-label").plan


def test_pregnancy_asks_for_active_b12_first_in_every_guideline() -> None:
    for r in compared("G10").rows:
        assert r.next_tests[0].id == "active_b12", r.guideline


def test_a_low_level_without_symptoms_leads_bsh_to_the_antibody() -> None:
    assert "intrinsic_factor_antibody" in {t.id for t in row("G02", "bsh").next_tests}


# --- what a row says beside the route --------------------------------------------------------------------------------


def answered(id: str, name: str) -> Assessment:
    return assess(read_any((HERE / "patients" / f"{id}.json").read_bytes()), guideline=PROFILES[name].guideline)


@pytest.mark.parametrize("name", ["nice", "bsh"])
def test_an_antibody_without_nerve_signs_means_injections_for_life(name: str) -> None:
    plan = answered("G03", name).plan
    assert plan is not None
    assert plan.duration == "lifelong: the cause is irreversible"


def test_a_vegan_gets_the_dietary_rows_of_the_bnf() -> None:
    plan = answered("G04", "bsh").plan
    assert plan is not None
    assert (plan.regimen, "50-150 ug a day" in plan.note) == ("uk.hydroxocobalamin.dietary", True)
    assert "1000-2000 ug a day" in row("G04", "us-practice").plan


def test_after_weight_loss_surgery_nice_asks_for_at_least_a_milligram_by_mouth() -> None:
    plan = answered("G06", "nice").plan
    assert plan is not None
    assert "By mouth: at least 1000 ug a day" in plan.note


@pytest.mark.parametrize("name", PROFILES)
def test_metformin_goes_on_and_is_reviewed_in_every_guideline(name: str) -> None:
    actions = {s.action for s in answered("G07", name).safety}
    assert any(
        each.startswith("Review the medicine.") and each.endswith("Do not stop metformin for this.") for each in actions
    )


@pytest.mark.parametrize("name", PROFILES)
def test_nitrous_oxide_is_stopped_and_a_normal_level_reassures_nobody(name: str) -> None:
    assert any(s.id == "safety:nitrous_oxide" and "stop it" in s.action for s in answered("G08", name).safety)


@pytest.mark.parametrize("name", PROFILES)
def test_a_low_total_in_pregnancy_confirms_nothing_by_itself(name: str) -> None:
    confirmed = next(d for d in answered("G10", name).definitions if d.id == "deficiency_confirmed")
    assert confirmed.truth is not Truth.YES
