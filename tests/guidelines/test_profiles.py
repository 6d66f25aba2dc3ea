"""Every profile is a whole rule set, every entry of it has a source and a verification state, and the register is complete."""

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from cobalamin.assessment.assess import assess
from cobalamin.assessment.assessment import Assessment
from cobalamin.assessment.engine import engine_for
from cobalamin.knowledge.facts import ASSESSABLE
from cobalamin.knowledge.guidelines import registry
from cobalamin.knowledge.guidelines.profile import Profile
from cobalamin.knowledge.guidelines.readings import GUIDELINE_REGISTER
from cobalamin.knowledge.guidelines.registry import PROFILES, VERSIONS, UnknownProfile, profile
from cobalamin.knowledge.regimens import REGIMENS
from cobalamin.knowledge.register import REGISTER
from cobalamin.knowledge.rules import ARTICLE
from cobalamin.knowledge.sources import source_of
from cobalamin.language.ladder import Ladder, Rung
from cobalamin.language.nodes import Finding, Named, RuleError, any_of, q, walk
from cobalamin.language.rewrite import Rewriting
from cobalamin.language.truth import Truth
from cobalamin.records.case import case_from

ALL = list(VERSIONS.values())
OTHERS = [p for p in ALL if p.id != "article"]


def test_the_five_sources_are_there_and_the_two_american_ones_are_apart() -> None:
    assert list(PROFILES)[:6] == ["article", "nice", "bsh", "us-label", "us-practice", "nhg"]
    label, practice = PROFILES["us-label"].regimens, PROFILES["us-practice"].regimens
    assert REGIMENS[label.injection].dose_ug != REGIMENS[practice.injection].dose_ug


@pytest.mark.parametrize("p", ALL, ids=lambda p: p.name)
def test_every_entry_has_a_clause_and_every_clause_a_source(p: Profile) -> None:
    entries = {*(r.rule.id for r in p.routes), *(w.id for w in p.words), *(f.id for f in p.figures), "regimens"}
    assert entries <= {clause.decides for clause in p.clauses}
    for clause in p.clauses:
        assert clause.says
        assert clause.cites
        for cite in clause.cites:
            assert source_of(cite)


@pytest.mark.parametrize("p", ALL, ids=lambda p: p.name)
def test_a_figure_is_as_verified_as_its_clause(p: Profile) -> None:
    for figure in p.figures:
        clause = p.clause(figure.id)
        assert clause is not None
        assert (figure.verified, figure.cites) == (clause.verified, clause.cites)


@pytest.mark.parametrize("p", OTHERS, ids=lambda p: p.name)
def test_a_source_that_is_silent_is_never_called_checked(p: Profile) -> None:
    assert all(clause.verified == "unverified" for clause in p.clauses if clause.silent)


@pytest.mark.parametrize("p", ALL, ids=lambda p: p.name)
def test_every_figure_word_and_rule_of_a_profile_is_in_force(p: Profile) -> None:
    guideline = p.guideline
    named = {node.id: node for node in walk(*guideline.roots) if isinstance(node, Named)}
    assert {r.rule.id for r in p.routes} | {w.id for w in p.words} <= named.keys()
    for figure in p.figures:
        assert guideline.figures[figure.id].printed == figure.printed


@pytest.mark.parametrize("p", ALL, ids=lambda p: p.name)
def test_one_name_is_one_condition(p: Profile) -> None:
    seen: dict[str, Named] = {}
    for node in walk(*p.guideline.roots):
        if isinstance(node, Named):
            assert seen.setdefault(node.id, node) == node, node.id


def test_the_article_is_the_base_guideline_itself() -> None:
    assert PROFILES["article"].guideline is ARTICLE


def test_every_version_has_a_content_hash_of_its_own() -> None:
    hashes = {engine_for(p.guideline).version for p in ALL}
    assert len(hashes) == len(ALL)


def test_a_change_of_a_figure_a_clause_or_a_regimen_changes_the_hash() -> None:
    nice = PROFILES["nice"]
    figure = replace(nice.figures[0], printed=(q(181, "ng/L"),))
    clause = replace(nice.clauses[0], verified="primary")
    changed = [
        replace(nice, figures=(figure, *nice.figures[1:])), replace(nice, clauses=(clause, *nice.clauses[1:])),
        replace(nice, regimens=replace(nice.regimens, oral="oral.dietary")),
    ]  # fmt: skip
    assert len({engine_for(p.guideline).version for p in (nice, *changed)}) == 4


def test_an_old_version_stays_runnable_by_date_and_by_day() -> None:
    assert profile("nice@2023-07") is not profile("nice")
    assert profile("nice@2024-03") is profile("nice")
    assert profile("nice", date(2023, 12, 1)).name == "nice@2023-07"
    assert profile("nice", date(2026, 1, 1)).name == "nice@2024-03"
    assert profile("us-label", date(1999, 1, 1)).name == "us-label"


def test_versions_of_one_profile_do_not_overlap() -> None:
    for id in PROFILES:
        versions = [p for p in ALL if p.id == id]
        for older, newer in pairwise(versions):
            assert older.until is not None
            assert newer.since is not None
            assert older.until < newer.since


@pytest.mark.parametrize(
    ("name", "says"), [("nise", "no guideline is called 'nise'"), ("nice@1999", "known are nice@2023-07")]
)
def test_an_unknown_name_is_a_sentence(name: str, says: str) -> None:
    with pytest.raises(UnknownProfile, match=says):
        profile(name)


# --- the register ----------------------------------------------------------------------------------------------------


def cited_readings(p: Profile) -> set[str]:
    words = [node for node in walk(*p.guideline.roots) if isinstance(node, Named)]
    cites = [c for clause in p.clauses for c in clause.cites] + [c for w in words for c in w.cites]
    return {c for c in cites if c.startswith("G") and c[1:].isdigit()}


def test_every_reading_a_profile_cites_is_in_the_register() -> None:
    for p in ALL:
        assert cited_readings(p) <= GUIDELINE_REGISTER.keys()


def test_the_register_of_the_guidelines_is_complete_and_in_order() -> None:
    assert list(GUIDELINE_REGISTER) == [f"G{n}" for n in range(1, len(GUIDELINE_REGISTER) + 1)]
    for entry in GUIDELINE_REGISTER.values():
        assert len(set(entry.could_mean)) >= 2
        assert entry.verified == "unverified"
        assert all(source_of(cite) for cite in entry.cites)


WITHOUT_A_CLAUSE = {"urgency", "route", "in force", "left out", "verified only"}
"""What an entry may decide that is no clause of a source: the modules of the profiles say where it is followed."""


@pytest.mark.parametrize("id", GUIDELINE_REGISTER)
def test_a_clause_a_reading_decides_exists_and_cites_it(id: str) -> None:
    for target in GUIDELINE_REGISTER[id].decides:
        about = [clause for p in ALL for clause in p.clauses if clause.decides == target]
        assert about or target in WITHOUT_A_CLAUSE, target
        assert not about or any(id in clause.cites for clause in about), f"{target} does not cite {id}"


@pytest.mark.parametrize("id", [id for id, e in GUIDELINE_REGISTER.items() if WITHOUT_A_CLAUSE.issuperset(e.decides)])
def test_a_reading_without_a_clause_is_named_where_it_is_followed(id: str) -> None:
    folder = Path(registry.__file__).parent
    assert any(
        re.search(rf"register {id}\b|\({id}\)", path.read_text(encoding="utf-8")) for path in folder.glob("*.py")
    )


@pytest.mark.parametrize("p", ALL, ids=lambda p: p.name)
def test_what_nobody_checked_or_no_source_says_has_a_reading(p: Profile) -> None:
    for clause in p.clauses:
        if clause.silent or clause.verified == "unverified":
            assert any(c in GUIDELINE_REGISTER or c in REGISTER for c in clause.cites), clause.decides


# --- rewriting -------------------------------------------------------------------------------------------------------

_PAIN, _FEVER = Finding("pain", "pain"), Finding("fever", "fever")


def test_a_word_is_replaced_wherever_it_stands_and_stays_shared() -> None:
    old, new = Named("ill", "ill", _PAIN), Named("ill", "ill", _FEVER)
    ladder = Ladder("l", "l", (Rung("a", Named("a", "a", any_of(old, _PAIN))), Rung("b", old)), "c")
    found = Rewriting({}, {"ill": new}).ladder(ladder)
    assert found.rungs[1].when == new
    assert found.rungs[0].when.part == any_of(new, _PAIN)


def test_a_word_that_is_defined_by_itself_is_refused() -> None:
    old = Named("ill", "ill", _PAIN)
    with pytest.raises(RuleError, match="defined by itself"):
        Rewriting({}, {"ill": Named("ill", "ill", any_of(old, _FEVER))}).condition(old)


def test_no_profile_names_a_machine_or_an_unknown_regimen() -> None:
    for p in ALL:
        for name in p.regimens.__dataclass_fields__:
            value = getattr(p.regimens, name)
            assert set((value,) if isinstance(value, str) else value) <= REGIMENS.keys()
    assert registry.PROFILES


# --- a user of each --------------------------------------------------------------------------------------------------

NO_SIGN = {
    "haemoglobin": "140 g/L", "mcv": "90 fL", "white_cells": "6 10*9/L", "platelets": "250 10*9/L", "haemolysis_picture": False,
    "intrinsic_factor_antibody": False, "hypersegmented_neutrophils": False, "megaloblastic_picture": False,
}  # fmt: skip


def answered(guideline: str, facts: dict[str, object], sex: str = "male") -> Assessment:
    person = {"age": 40, "sex": sex}
    case = {"cobalamin_case": 1, "patient": person, "facts": {**NO_SIGN, **facts}, "assessed": [*ASSESSABLE]}
    return assess(case_from(case), on=date(2026, 3, 2), guideline=guideline)


@pytest.mark.parametrize("guideline", ["us-label", "us-practice"])
def test_us_practice_settles_its_band_with_methylmalonic_acid_and_not_with_a_test_it_does_not_know(
    guideline: str,
) -> None:
    found = answered(guideline, {"total_b12": "230 pg/mL", "intrinsic_factor_antibody": True})
    asked = {test.id for test in found.next_tests}
    assert "mma" in asked
    assert "active_b12" not in asked
    band = {"total_b12": "230 pg/mL"}
    assert answered(guideline, band).route.outcome == "none"
    at_risk = {**band, "metformin": True}
    assert "mma" in {test.id for test in answered(guideline, at_risk).next_tests}
    assert answered(guideline, {**at_risk, "mma": "500 nmol/L"}).route.outcome == "oral"
    assert answered(guideline, {**at_risk, "mma": "300 nmol/L", "homocysteine": "9 umol/L"}).route.outcome == "none"


@pytest.mark.parametrize("guideline", ["us-label", "us-practice", "nhg"])
def test_active_b12_is_read_where_it_was_measured_and_asked_for_in_pregnancy_alone(guideline: str) -> None:
    assert (
        answered(guideline, {"total_b12": "600 pmol/L", "active_b12": "20 pmol/L", "fatigue": True}).route.outcome
        != "none"
    )
    expecting = answered(guideline, {"total_b12": "100 pmol/L", "pregnant": True, "breastfeeding": False}, "female")
    assert "active_b12" in {test.id for test in expecting.next_tests}


def test_the_clinical_features_are_discordant_only_with_a_level_that_is_not_low() -> None:
    cord = {"subacute_combined_degeneration": True, "low_b12_diet": True}
    for level, holds in (("600 ng/L", True), ("100 ng/L", False)):
        found = answered("bsh", {**cord, "total_b12": level})
        (rule,) = (i for i in found.indications if i.id == "bsh:discordant")
        assert (rule.truth is Truth.YES) is holds
        assert found.route.outcome == "injection"


KIDNEYS = {
    "total_b12": "170 pmol/L",
    "paraesthesia": True,
    "chronic_kidney_disease": True,
    "egfr": "35 mL/min/{1.73_m2}",
}


@pytest.mark.parametrize("guideline", ["nhg", "us-label"])
def test_where_ill_kidneys_leave_no_metabolite_to_read_active_b12_is_asked_for(guideline: str) -> None:
    """It said *no B12 treatment now, look for another cause* of tingling, with the one test left that could confirm not named."""
    found = answered(guideline, {**KIDNEYS})
    assert found.route.outcome == "undetermined"
    assert [test.id for test in found.next_tests] == ["active_b12"]
    assert answered(guideline, {**KIDNEYS, "active_b12": "18 pmol/L"}).route.outcome in ("injection", "oral")
    assert answered(guideline, {**KIDNEYS, "active_b12": "60 pmol/L"}).route.outcome == "none"
    nothing_felt = answered(guideline, {**KIDNEYS, "paraesthesia": False})
    assert "active_b12" not in {test.id for test in nothing_felt.next_tests}


@pytest.mark.parametrize("guideline", ["nhg", "us-label"])
def test_no_treatment_beside_an_urgency_does_not_read_as_time_to_wait(guideline: str) -> None:
    """Tingling, a level in the band and a normal metabolite: *test again if symptoms persist* stood beside *within days*."""
    found = answered(
        guideline, {"total_b12": "170 pmol/L", "paraesthesia": True, "mma": "150 nmol/L", "homocysteine": "9 umol/L"}
    )
    assert (found.route.outcome, found.urgency.at_least) == ("none", "prompt")
    assert "do not wait" in found.headline
    assert "if symptoms persist" not in found.headline
    calm = answered(
        guideline, {"total_b12": "170 pmol/L", "fatigue": True, "mma": "150 nmol/L", "homocysteine": "9 umol/L"}
    )
    assert "test again if symptoms persist" in calm.headline


def test_us_practice_says_that_a_neurological_course_is_longer_than_the_doses_dated() -> None:
    """Specification §5 prints *same, longer*: the plan dated the fewest doses of either course and said nothing of it."""
    nerves = {"total_b12": "100 pg/mL", "paraesthesia": True}
    plan = answered("us-practice", nerves).plan
    assert plan is not None
    assert "the course is longer than the minimum number of doses" in plan.note
    for guideline, facts in (
        ("us-practice", {"total_b12": "90 pg/mL", "fatigue": True, "vomiting": True}),
        ("us-label", nerves),
    ):
        other = answered(guideline, facts).plan
        assert other is not None
        assert "course is longer" not in other.note


def test_the_dutch_dose_is_theirs_whatever_the_cause() -> None:
    for cause in ({}, {"low_b12_diet": True}, {"coeliac_disease": True}):
        plan = answered("nhg", {"total_b12": "120 pmol/L", **cause}).plan
        assert plan is not None
        assert (plan.regimen, plan.dose) == ("oral.nhg", "1000 ug")


def test_a_positive_antibody_with_anaemia_or_glossitis_is_treated_for_life_by_bsh_whatever_the_level() -> None:
    """*Regardless of the level* the key recommendation says; with a level in the band the answer was no B12 treatment."""
    level = {"total_b12": "400 pmol/L", "active_b12": "90 pmol/L", "mma": "150 nmol/L", "homocysteine": "9 umol/L"}
    for sign in ({"haemoglobin": "120 g/L"}, {"glossitis": True}):
        found = answered("bsh", {**level, **sign, "intrinsic_factor_antibody": True})
        assert found.route.outcome == "injection"
        assert answered("bsh", {**level, **sign}).route.outcome == "none"
    unasked = {**level, "glossitis": True, "intrinsic_factor_antibody": None}
    seen = answered("bsh", {name: value for name, value in unasked.items() if value is not None})
    assert seen.route.outcome == "none"
    assert answered("bsh", {**level, "intrinsic_factor_antibody": True}).route.outcome != "injection"


@pytest.mark.parametrize("guideline", [p.id for p in OTHERS])
def test_a_raised_metabolite_in_somebody_well_is_not_told_to_look_for_another_cause(guideline: str) -> None:
    level = {
        "total_b12": "320 pg/mL",
        "active_b12": "45 pmol/L",
        "egfr": "90 mL/min/{1.73_m2}",
        "serum_folate": "20 nmol/L",
    }
    assert answered(guideline, {**level, "mma": "900 nmol/L"}).route.outcome == "oral"
    unmeasured = answered(guideline, level)
    assert unmeasured.route.outcome == "none"
    assert "mma" not in {test.id for test in unmeasured.next_tests}
