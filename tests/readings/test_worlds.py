"""The second prover's questions over worlds, each on rules small enough to answer by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cobalamin.language.diagram import IMPOSSIBLE, NO, YES, Group
from cobalamin.language.nodes import Condition, Finding, Measure, Named, Not, Presume, all_of, any_of, at_least, q
from cobalamin.language.truth import Truth
from cobalamin.readings.worlds import Worlds, higher_steps, lower_steps, scale_of, settled, told

A, B, C, D = (Finding(name, name) for name in "abcd")
measure = Measure("m", "m", "ng/L")
LOW, HIGH = measure < q(10, "ng/L"), measure > q(20, "ng/L")
ANYBODY = any_of(A, Not(A))
GUESSED, DENIED = Presume(A, Truth.YES, "likely"), Presume(A, Truth.NO, "unlikely")


def worlds(*conditions: Condition, possible: Condition = ANYBODY, presuming: bool = False) -> Worlds:
    return Worlds(conditions, possible, presuming=presuming)


# --- settled ---------------------------------------------------------------------------------------------------------


def test_settled_drops_every_presumption_and_nothing_else() -> None:
    rule = Named("n", "the n", all_of(Not(GUESSED), at_least(2, DENIED, B, LOW)), ("S1",))
    assert settled(rule, {}) == Named("n", "the n", all_of(Not(A), at_least(2, A, B, LOW)), ("S1",))


def test_settled_is_looked_up_once() -> None:
    done: dict[Condition, Condition] = {GUESSED: B}
    assert settled(Not(GUESSED), done) == Not(B)
    assert done[Not(GUESSED)] == Not(B)


# --- together --------------------------------------------------------------------------------------------------------


def test_together_finds_a_world_that_meets_all_and_none_of_the_others() -> None:
    here = worlds(A, B, LOW)
    assert here.together([A, LOW]) == {A: 1, measure: 0}
    assert here.together([A], [B]) == {A: 1, B: 0}
    assert here.together([A, Not(A)]) is None
    assert here.together([A], [A]) is None
    assert here.together([all_of(A, B)], [B]) is None
    assert here.together([]) == {}


def test_together_keeps_to_what_is_possible() -> None:
    here = worlds(A, B, possible=Not(all_of(A, B)))
    assert here.together([A, B]) is None
    assert here.together([A]) == {A: 1, B: 0}


def test_a_presumption_left_free_says_its_part_or_what_is_presumed() -> None:
    free = worlds(GUESSED, possible=any_of(B, Not(B)), presuming=True)
    assert free.together([A, Not(GUESSED)]) is None
    assert free.together([Not(A), GUESSED]) == {A: 0, GUESSED: 1}
    assert free.together([Not(A), Not(GUESSED)]) == {A: 0, GUESSED: 0}
    denied = worlds(DENIED, possible=any_of(B, Not(B)), presuming=True)
    assert denied.together([Not(A), DENIED]) is None
    assert denied.together([A, Not(DENIED)]) == {A: 1, DENIED: 0}
    assert denied.together([A, DENIED]) == {A: 1, DENIED: 1}


def test_without_presuming_a_presumption_is_its_part() -> None:
    here = worlds(GUESSED, DENIED)
    assert here.together([GUESSED, Not(A)]) is None
    assert here.together([DENIED]) == {A: 1}
    assert here.node(GUESSED) == here.node(DENIED) == here.node(A)


def test_several_presumptions_stand_together() -> None:
    other = Presume(B, Truth.NO, "unlikely")
    free = worlds(GUESSED, other, possible=any_of(C, Not(C)), presuming=True)
    assert free.together([GUESSED, other, Not(A), Not(B)]) is None
    assert free.together([Not(GUESSED), A]) is None
    assert free.together([GUESSED, other, Not(A)]) == {A: 0, GUESSED: 1, B: 1, other: 1}


# --- undecided -------------------------------------------------------------------------------------------------------


def test_every_world_decides_a_condition() -> None:
    assert worlds(all_of(A, LOW)).undecided(all_of(A, LOW)) is None


def test_a_condition_that_is_open_somewhere_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    here = worlds(A)
    halfway = here.diagram.node(here.diagram.level_of[A], (NO, here.diagram.terminal(4)))
    monkeypatch.setattr(here, "node", lambda condition: halfway)
    assert here.undecided(A) == {}
    monkeypatch.setattr(here, "node", lambda condition: IMPOSSIBLE)
    assert here.undecided(A) == {}


# --- moved -----------------------------------------------------------------------------------------------------------


def test_a_step_that_loses_an_output_is_found_where_it_begins() -> None:
    here = worlds(LOW, HIGH)
    assert here.moved(measure, higher_steps, here.taken_away, [LOW]) == {measure: 0}
    assert here.moved(measure, lower_steps, here.taken_away, [LOW]) is None
    assert here.moved(measure, lower_steps, here.taken_away, [LOW, HIGH]) == {measure: 2}
    assert here.moved(measure, higher_steps, here.changed, [HIGH]) == {measure: 1}


def test_a_step_is_looked_at_inside_the_scene_alone() -> None:
    rule = all_of(LOW, A)
    here = worlds(rule, B)
    assert here.moved(measure, higher_steps, here.taken_away, [rule]) == {measure: 0, A: 1}
    assert here.moved(measure, higher_steps, here.taken_away, [rule], given=(B,)) == {measure: 0, A: 1, B: 1}
    assert here.moved(measure, higher_steps, here.taken_away, [rule], outside=(B,)) == {measure: 0, A: 1, B: 0}
    assert here.moved(measure, higher_steps, here.taken_away, [rule], given=(Not(A),)) is None
    assert here.moved(measure, higher_steps, here.taken_away, [rule], outside=(A,)) is None


def test_the_scene_holds_before_and_after_the_step() -> None:
    here = worlds(LOW)
    assert here.moved(measure, higher_steps, here.taken_away, [LOW], given=(LOW,)) is None
    assert here.moved(measure, higher_steps, here.taken_away, [LOW], given=(Not(LOW),)) is None
    impossible_after = worlds(LOW, possible=LOW)
    assert impossible_after.moved(measure, higher_steps, impossible_after.changed, [LOW]) is None


def test_a_finding_moves_from_no_to_yes_alone_or_within_its_group() -> None:
    alone, many = all_of(A, B), any_of(A, B)
    here = worlds(alone)
    assert here.moved(A, higher_steps, here.changed, [alone]) == {A: 0, B: 1}
    assert here.moved(A, higher_steps, here.taken_away, [alone]) is None
    assert here.moved(A, higher_steps, here.taken_away, [Not(alone)]) == {A: 0, B: 1}
    grouped = worlds(all_of(many, C), possible=any_of(D, Not(D)))
    together = Group((A, B))
    assert grouped.moved(B, higher_steps, grouped.changed, [all_of(many, C)]) == {together: 0, C: 1}


def test_a_fact_no_rule_reads_moves_nothing() -> None:
    here = worlds(A)
    assert here.moved(D, higher_steps, here.changed, [A]) is None
    assert here.moved(measure, higher_steps, here.changed, [A]) is None


def test_taken_away_is_one_way_and_changed_is_both() -> None:
    here = worlds(A, B)
    a, b = here.node(A), here.node(B)
    assert here.taken_away(a, b) == here.node(all_of(A, Not(B)))
    assert here.changed(a, b) == here.node(any_of(all_of(A, Not(B)), all_of(B, Not(A))))
    assert (here.taken_away(YES, NO), here.taken_away(NO, YES), here.taken_away(YES, YES)) == (YES, NO, NO)
    assert (here.changed(YES, NO), here.changed(NO, YES), here.changed(YES, YES), here.changed(NO, NO)) == (
        YES, YES, NO, NO,
    )  # fmt: skip


# --- diagrams --------------------------------------------------------------------------------------------------------

rules = st.recursive(
    st.sampled_from([A, B, C, LOW, HIGH]),
    lambda inner: st.one_of(inner.map(Not), st.lists(inner, min_size=2, max_size=3).map(lambda ps: at_least(2, *ps))),
    max_leaves=7,
)


@given(rules, st.sampled_from([A, B, C, measure]), st.integers(0, 2))
@settings(max_examples=60, deadline=None)
def test_one_level_fixed_is_the_rule_with_that_fact_told(rule: Condition, fact: Finding | Measure, value: int) -> None:
    everything = at_least(2, A, B, C, LOW, HIGH)
    here = worlds(rule, everything)
    d = here.diagram
    value = min(value, d.size_of(fact) - 1)
    fixed = here.fixed(here.node(rule), d.level_of[fact], value)
    assert all(d.level[node] != d.level_of[fact] for node in d.reachable(fixed))
    told_fact = d.node(d.level_of[fact], tuple(YES if i == value else NO for i in range(d.size_of(fact))))
    assert d.ite(told_fact, fixed, NO) == d.ite(told_fact, here.node(rule), NO)


def test_a_level_that_is_not_tested_leaves_the_diagram_as_it_is() -> None:
    here = worlds(A, all_of(B, C))
    node = here.node(all_of(B, C))
    assert here.fixed(node, here.diagram.level_of[A], 1) == node
    assert here.fixed(YES, 0, 0) == YES


def test_some_world_leads_to_yes_and_none_to_no() -> None:
    here = worlds(A, B)
    assert here.some(YES) == {}
    assert here.some(NO) is None
    assert here.some(IMPOSSIBLE) is None
    d = here.diagram
    past_no = d.node(d.level_of[A], (NO, d.node(d.level_of[B], (IMPOSSIBLE, YES))))
    assert here.some(past_no) == {A: 1, B: 1}


# --- small things ----------------------------------------------------------------------------------------------------


def test_the_scale_of_the_outputs() -> None:
    assert scale_of(measure, [LOW, HIGH]).keys("ng/L") == [(Fraction(10), 0), (Fraction(20), 1)]
    assert scale_of(measure, [HIGH]).size == 2


@pytest.mark.parametrize(
    "size, lower, higher", [(1, [], []), (2, [(1, 0)], [(0, 1)]), (3, [(1, 0), (2, 1)], [(0, 1), (1, 2)])]
)
def test_a_step_leads_to_a_neighbouring_value(
    size: int, lower: list[tuple[int, int]], higher: list[tuple[int, int]]
) -> None:
    assert list(lower_steps(size)) == lower
    assert list(higher_steps(size)) == higher


def test_a_world_in_words() -> None:
    assert (
        told({A: 1, measure: 2, Group((B, C)): 0, GUESSED: 1}) == "a = 1, m = 2, any of b … = 0, presumed (likely) = 1"
    )
    assert told({}) == ""
