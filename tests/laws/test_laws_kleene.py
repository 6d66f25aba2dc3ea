"""What must hold of every condition and every patient by Kleene's rules."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobalamin.language.compile import Program
from cobalamin.language.explain import explain, presumptions, unsettled
from cobalamin.language.ladder import Ladder, certain, possible_outcomes
from cobalamin.language.nodes import (
    AtLeast,
    Compare,
    Condition,
    Finding,
    Node,
    Not,
    Presume,
    Value,
    all_of,
    any_of,
    at_least,
    facts_of,
    parts_of,
    walk,
)
from cobalamin.language.patient import Patient
from cobalamin.language.truth import Truth
from strategies import FINDINGS, conditions, ladders, law, learning, patients, roots, rule_sets

NO, UNKNOWN, YES = Truth.NO, Truth.UNKNOWN, Truth.YES
TRUTHS = (NO, UNKNOWN, YES)


def known(truths: Sequence[Truth]) -> Patient:
    return {f.name: t is YES for f, t in zip(FINDINGS, truths, strict=False) if t is not UNKNOWN}


# --- Kleene's tables, by exhaustion ----------------------------------------------------------------------------------


@pytest.mark.parametrize("truth", TRUTHS)
def test_not_swaps_yes_and_no_and_leaves_unknown(truth: Truth) -> None:
    expected = {NO: YES, UNKNOWN: UNKNOWN, YES: NO}[truth]
    assert explain(Not(FINDINGS[0]), known([truth])).truth is expected
    assert ~truth is expected
    assert ~~truth is truth


@pytest.mark.parametrize("k, n", [(k, n) for n in (1, 2, 3, 4) for k in range(1, n + 1)])
def test_at_least_k_is_settled_by_enough_yes_or_enough_no_and_open_between(k: int, n: int) -> None:
    rule = AtLeast(k, FINDINGS[:n])
    program = Program(rule)
    for truths in product(TRUTHS, repeat=n):
        yes, possible = truths.count(YES), n - truths.count(NO)
        expected = YES if yes >= k else NO if possible < k else UNKNOWN
        assert explain(rule, known(truths)).truth is expected
        assert program.truth(program.values(program.vector(known(truths))), rule) is expected


def test_all_of_is_the_least_and_any_of_the_greatest_of_its_parts() -> None:
    for truths in product(TRUTHS, repeat=3):
        least = min(truths, key=lambda t: t.rank)
        greatest = max(truths, key=lambda t: t.rank)
        assert explain(all_of(*FINDINGS[:3]), known(truths)).truth is least
        assert explain(any_of(*FINDINGS[:3]), known(truths)).truth is greatest


@pytest.mark.parametrize("truth", TRUTHS)
def test_a_truth_and_what_is_known_of_it_are_the_same_thing(truth: Truth) -> None:
    assert Truth.of(truth.known) is truth
    assert truth.rank == {NO: -1, UNKNOWN: 0, YES: 1}[truth]


@pytest.mark.parametrize("truth", TRUTHS)
def test_a_truth_value_refuses_to_be_used_in_if(truth: Truth) -> None:
    with pytest.raises(TypeError, match=r"write `truth is Truth\.YES`"):
        bool(truth)


@law
@given(conditions())
def test_no_condition_can_be_used_in_if(rule: Condition) -> None:
    nodes: list[Node | Value] = [*walk(rule), *facts_of(rule), explain(rule, {})]
    for node in nodes:
        with pytest.raises(TypeError, match="a condition is not True or False"):
            bool(node)


# --- every condition, every patient ----------------------------------------------------------------------------------


@law
@given(conditions(presume=False), learning())
def test_learning_more_never_flips_a_decided_answer(rule: Condition, patient: tuple[Patient, Patient]) -> None:
    before, after = (explain(rule, p).truth for p in patient)
    assert before is UNKNOWN or after is before


@law
@given(conditions(), learning())
def test_learning_more_flips_an_answer_only_by_lifting_a_presumption(
    rule: Condition, patient: tuple[Patient, Patient]
) -> None:
    before, after = (explain(rule, p) for p in patient)
    lifted = set(presumptions(before)) - set(presumptions(after))
    assert before.truth is UNKNOWN or after.truth is before.truth or lifted


@law
@given(conditions(), patients())
def test_something_is_unsettled_exactly_when_the_answer_is_unknown(rule: Condition, patient: Patient) -> None:
    trace = explain(rule, patient)
    left = unsettled(trace)
    assert bool(left) == (trace.truth is UNKNOWN)
    assert all(explain(leaf, patient).truth is UNKNOWN for leaf in left)


@law
@given(conditions(), patients())
def test_the_trace_has_the_shape_of_the_rule(rule: Condition, patient: Patient) -> None:
    trace = explain(rule, patient)
    pairs = [(trace, rule)]
    for seen, node in pairs:
        assert seen.node == node
        assert tuple(part.node for part in seen.parts) == parts_of(node)
        pairs.extend(zip(seen.parts, parts_of(node), strict=True))


@law
@given(conditions(), patients())
def test_presumptions_are_those_whose_part_is_unknown(rule: Condition, patient: Patient) -> None:
    expected = [n for n in walk(rule) if isinstance(n, Presume) and explain(n.part, patient).truth is UNKNOWN]
    found = presumptions(explain(rule, patient))
    assert len(found) == len(set(found))
    assert set(found) == set(expected)


@law
@given(rule_sets(), patients())
def test_generated_code_gives_every_node_the_value_of_the_plain_interpreter(
    rules: tuple[Condition | Ladder, ...], patient: Patient
) -> None:
    program = Program(*roots(rules))
    values = program.values(program.vector(patient))
    for node in program.nodes:
        assert program.truth(values, node) is explain(node, patient).truth


@law
@given(ladders(), patients())
def test_a_ladder_leaves_open_what_no_rung_rules_out(ladder: Ladder, patient: Patient) -> None:
    truths = [explain(rung.when, patient).truth for rung in ladder.rungs]
    still = possible_outcomes(ladder, lambda rung: explain(rung, patient).truth)
    expected = [o for i, o in enumerate(ladder.outcomes) if YES not in truths[:i] and [*truths, YES][i] is not NO]
    assert still == tuple(expected)
    assert certain(still) == (still[0] if len(still) == 1 else None)


# --- the algebra clinicians rely on ----------------------------------------------------------------------------------

several = st.lists(conditions(), min_size=2, max_size=4)


@law
@given(several, patients())
def test_de_morgan_not_all_is_some_not_and_not_any_is_all_not(parts: list[Condition], patient: Patient) -> None:
    inverse = [Not(part) for part in parts]
    assert explain(Not(all_of(*parts)), patient).truth is explain(any_of(*inverse), patient).truth
    assert explain(Not(any_of(*parts)), patient).truth is explain(all_of(*inverse), patient).truth


@law
@given(several, st.data(), patients())
def test_not_at_least_k_is_at_least_the_rest_not(parts: list[Condition], data: st.DataObject, patient: Patient) -> None:
    k = data.draw(st.integers(1, len(parts)))
    inverse = at_least(len(parts) - k + 1, *(Not(part) for part in parts))
    assert explain(Not(at_least(k, *parts)), patient).truth is explain(inverse, patient).truth


@law
@given(several, st.data(), patients())
def test_the_order_of_parts_does_not_matter(parts: list[Condition], data: st.DataObject, patient: Patient) -> None:
    k, shuffled = data.draw(st.integers(1, len(parts))), data.draw(st.permutations(parts))
    assert explain(at_least(k, *parts), patient).truth is explain(at_least(k, *shuffled), patient).truth


@law
@given(conditions(), patients())
def test_saying_it_twice_says_it_once(rule: Condition, patient: Patient) -> None:
    once = explain(rule, patient).truth
    assert explain(all_of(rule, rule), patient).truth is once
    assert explain(any_of(rule, rule), patient).truth is once
    assert explain(Not(Not(rule)), patient).truth is once
    assert all_of(rule) is rule
    assert any_of(rule) is rule


@law
@given(conditions())
def test_the_walk_gives_each_node_once_and_parts_before_wholes(rule: Condition) -> None:
    order = list(walk(rule, rule))
    assert len(order) == len(set(order))
    for i, node in enumerate(order):
        assert set(parts_of(node)) <= set(order[:i])
    compared = {n.measure if isinstance(n, Compare) else n for n in order if isinstance(n, (Compare, Finding))}
    assert set(facts_of(rule)) == compared
