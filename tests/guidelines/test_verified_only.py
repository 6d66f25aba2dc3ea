"""Switched off: no unverified figure or rule decides, the answer falls open where one would, and says which."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from some_patients import partly, whole

from cobalamin.assessment.assess import assess
from cobalamin.assessment.engine import engine_for
from cobalamin.assessment.report import text
from cobalamin.comparison.compare import compare
from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.guidelines.profile import Profile
from cobalamin.knowledge.guidelines.registry import VERSIONS, profile
from cobalamin.knowledge.guidelines.verified import MEASURED, off_in, silences, verified_only
from cobalamin.knowledge.rules import Guideline, is_off
from cobalamin.language.ladder import possible_outcomes
from cobalamin.language.nodes import facts_of
from cobalamin.language.patient import Patient
from cobalamin.language.truth import Truth
from cobalamin.records.read import read_any

PATIENTS = Path(__file__).parent / "patients"
EXAMPLES = Path(__file__).parents[2] / "examples"
ALL = list(VERSIONS.values())


def possible_under(guideline: Guideline) -> Callable[[Patient], tuple[str, ...]]:
    """The routes still open by Kleene's rules, as a function of a patient: what is looked up by a rule is looked up once."""
    program = engine_for(guideline).program
    index = {id(rung.when): program.index[rung.when] for rung in guideline.route.rungs}

    def possible(patient: Patient) -> tuple[str, ...]:
        values = program.values(program.vector(patient))
        return possible_outcomes(guideline.route, lambda rule: Truth.of(values[index[id(rule)]]))

    return possible


@pytest.mark.parametrize("p", ALL, ids=lambda p: p.name)
def test_no_unverified_figure_is_compared_with(p: Profile) -> None:
    assert [
        id for id, figure in verified_only(p).figures.items() if figure.verified == "unverified" and id != MEASURED
    ] == []


@pytest.mark.parametrize("p", ALL, ids=lambda p: p.name)
def test_every_unverified_route_rule_is_off(p: Profile) -> None:
    rules = {r.rule.id for r in p.routes}
    unverified = {c.decides for c in p.clauses if c.verified == "unverified" and c.decides in rules}
    assert unverified <= off_in(verified_only(p))
    assert unverified <= {silence.id for silence in silences(p)}


@pytest.mark.parametrize("p", ALL, ids=lambda p: p.name)
def test_what_is_off_can_be_recorded_by_nobody(p: Profile) -> None:
    for fact in facts_of(*verified_only(p).roots):
        assert is_off(fact.name) == (fact.name not in FACTS)


@pytest.mark.parametrize("p", ALL, ids=lambda p: p.name)
def test_a_treatment_that_stays_certain_is_the_whole_guidelines_too(p: Profile) -> None:
    verified, whole_guideline = possible_under(verified_only(p)), possible_under(p.guideline)
    for patient in (*whole(150, 21), *partly(100, 22)):
        found = verified(patient)
        if len(found) == 1 and found != ("none",):
            assert whole_guideline(patient) == found


@pytest.mark.parametrize("p", ALL, ids=lambda p: p.name)
def test_switching_off_never_turns_treatment_into_none(p: Profile) -> None:
    verified, whole_guideline = possible_under(verified_only(p)), possible_under(p.guideline)
    for patient in (*whole(150, 23), *partly(100, 24)):
        if verified(patient) == ("none",):
            assert "none" in whole_guideline(patient)


def test_nice_answers_the_antibody_and_falls_silent_on_the_vegan() -> None:
    sure = compare(read_any((PATIENTS / "G03.json").read_bytes()), names=("nice",), verified=True).rows[0]
    assert sure.route == "injection"
    silent = compare(read_any((PATIENTS / "G04.json").read_bytes()), names=("nice",), verified=True).rows[0]
    assert silent.route == "undetermined"
    assert "nice:dietary" in {clause.decides for clause in silent.off}


def test_the_whole_answer_works_for_a_guideline_with_entries_off() -> None:
    case = read_any((PATIENTS / "G01.json").read_bytes())
    for p in ALL:
        answer = assess(case, guideline=verified_only(p))
        assert not any(is_off(change.fact) for change in answer.changes)
        assert answer.guideline.endswith("-verified")


def test_what_stays_open_says_what_keeps_it_open() -> None:
    """Nothing that can be asked is left where only an entry that nobody could check keeps an indication open."""
    for path in sorted(EXAMPLES.glob("*.json")):
        for p in ALL:
            answer = assess(read_any(path.read_bytes()), on=date(2026, 3, 2), guideline=verified_only(p))
            assert all(i.open for i in answer.indications if i.truth is Truth.UNKNOWN), (path, p.name)
    dutch = assess(
        read_any((EXAMPLES / "pernicious-anaemia.json").read_bytes()), guideline=verified_only(profile("nhg"))
    )
    assert "nhg:severe (not verified)" in " ".join(text(dutch).split())
