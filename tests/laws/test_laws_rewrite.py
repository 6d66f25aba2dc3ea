"""The same rules with other figures and other words: what is not named stays, and what was shared stays shared."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from cobalamin.language.explain import explain
from cobalamin.language.ladder import Ladder
from cobalamin.language.nodes import Compare, Condition, Finding, Named, Not, RuleError, all_of, q, walk
from cobalamin.language.patient import Patient
from cobalamin.language.rewrite import Rewriting
from strategies import FIGURES, FINDINGS, MEASURES, conditions, ladders, law, patients

HALVED = {
    figure.id: replace(figure, printed=tuple(q(p.value / 2, p.unit) for p in figure.printed))
    for figures in FIGURES.values()
    for figure in figures
}
PUBLISHED = {figure.id: figure for figures in FIGURES.values() for figure in figures}
TINGLING, VEGAN = FINDINGS[:2]


@law
@given(conditions())
def test_other_figures_change_the_comparisons_and_nothing_else(rule: Condition) -> None:
    before, after = list(walk(rule)), list(walk(Rewriting(HALVED).condition(rule)))
    assert len(before) == len(after)
    for old, new in zip(before, after, strict=True):
        assert type(old) is type(new)
        if isinstance(old, Compare) and isinstance(new, Compare):
            assert new == Compare(old.measure, old.op, HALVED[old.bound.id])


@law
@given(conditions(), ladders())
def test_putting_the_published_figures_back_gives_the_rule_back(rule: Condition, ladder: Ladder) -> None:
    there, back = Rewriting(HALVED), Rewriting(PUBLISHED)
    assert back.condition(there.condition(rule)) == rule
    assert back.ladder(there.ladder(ladder)) == ladder
    assert Rewriting({}).condition(rule) == rule


@law
@given(conditions(), patients())
def test_a_word_put_in_place_of_itself_by_its_own_meaning_changes_no_answer(rule: Condition, patient: Patient) -> None:
    words = {"one": Named("one", "another word", TINGLING)}
    once = Rewriting({}, words).condition(rule)
    assert Rewriting({}, words).condition(once) == once
    assert {node for node in walk(once) if isinstance(node, Named) and node.id == "one"} <= set(words.values())
    if not any(isinstance(node, Named) and node.id == "one" for node in walk(rule)):
        assert once == rule
        assert explain(once, patient) == explain(rule, patient)


def test_a_new_word_may_use_other_new_words() -> None:
    old = all_of(Named("at_risk", "at risk", TINGLING), Named("diet", "diet", VEGAN))
    words = {
        "at_risk": Named("at_risk", "at risk, or eats no animal foods", Not(Named("diet", "diet", VEGAN))),
        "diet": Named("diet", "diet", Finding("undernutrition", "undernutrition")),
    }
    assert Rewriting({}, words).condition(old) == all_of(
        replace(words["at_risk"], part=Not(words["diet"])), words["diet"]
    )


def test_a_word_defined_by_itself_is_refused() -> None:
    one, two = Named("one", "one", TINGLING), Named("two", "two", VEGAN)
    words = {"one": replace(one, part=two), "two": replace(two, part=Not(one))}
    with pytest.raises(RuleError) as refused:
        Rewriting({}, words).condition(one)
    assert str(refused.value) == "the new 'one' is defined by itself (one > two > one); name the old part otherwise"


def test_a_condition_can_stand_instead_of_every_comparison_with_a_figure() -> None:
    low = MEASURES[0] < FIGURES[MEASURES[0]][1]
    assert Rewriting({}, instead={"deficient": TINGLING}).condition(all_of(Not(low), VEGAN)) == all_of(
        Not(TINGLING), VEGAN
    )
