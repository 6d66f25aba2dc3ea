"""Forced answers that Kleene's rules miss: found exactly where a listing of everybody and of every completion finds them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

pytest.importorskip("z3", reason="z3-solver is not installed (extra `proof`)")

from cobalamin.language.compile import Program
from cobalamin.language.diagram import NO, YES
from cobalamin.language.exact import Exact
from cobalamin.language.explain import explain
from cobalamin.language.nodes import (
    Condition,
    Fact,
    Finding,
    Measure,
    Named,
    Not,
    Presume,
    Threshold,
    all_of,
    any_of,
    at_least,
    facts_of,
    q,
)
from cobalamin.language.patient import Interval, Patient
from cobalamin.language.truth import Truth
from cobalamin.proving.diagram import printed_gaps
from kleene_gaps import Gaps, two_sided

A, B, C = (Finding(name, name) for name in "abc")
level = Measure("level", "level", "u", (("v", Fraction(10)),))
other = Measure("other", "other", "u")
LOW, NOT_LOW = level < q("0.3", "u"), level >= q("0.3", "u")
HIGH, NOT_HIGH = level > q("0.5", "u"), level <= q("0.5", "u")
ANYBODY = any_of(C, Not(C))


# --- which facts push both ways --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rule, expected",
    [
        (A, set()),
        (Not(A), set()),
        (any_of(A, Not(A)), {A}),
        (any_of(A, Not(Not(A))), set()),
        (any_of(LOW, NOT_LOW), {level}),
        (any_of(LOW, HIGH), {level}),
        (any_of(NOT_LOW, NOT_HIGH), {level}),
        (any_of(LOW, NOT_HIGH), set()),
        (any_of(NOT_LOW, HIGH), set()),
        (any_of(Not(LOW), HIGH), set()),
        (any_of(Not(LOW), NOT_HIGH), {level}),
        (all_of(Named("n", "n", any_of(B, LOW)), at_least(2, A, Not(B), C)), {B}),
        (any_of(A, Presume(Not(A), Truth.YES, "likely")), set()),
        (any_of(all_of(A, B), Not(all_of(A, B))), {A, B}),
    ],
)
def test_the_facts_that_push_both_ways(rule: Condition, expected: set[Fact]) -> None:
    assert two_sided(rule) == expected


def test_a_shared_part_is_looked_at_once() -> None:
    rule: Condition = A
    for _ in range(60):  # without that, 2^60 ways down
        rule = all_of(rule, Named("same", "same", rule))
    assert two_sided(rule) == set()


# --- gaps ------------------------------------------------------------------------------------------------------------

rules: st.SearchStrategy[Condition] = st.recursive(
    st.sampled_from([A, B, LOW, NOT_LOW, HIGH]),
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=2, max_size=3).flatmap(
            lambda parts: st.integers(1, len(parts)).map(lambda k: at_least(k, *parts))
        ),
        st.builds(Presume, inner, st.sampled_from([Truth.YES, Truth.NO]), st.just("why")),
    ),
    max_leaves=6,
)
limits = st.sampled_from([ANYBODY, any_of(A, Not(B)), any_of(Not(A), HIGH)])


def everybody(facts: tuple[Fact, ...]) -> Iterator[Patient]:
    """Each finding yes, no or unknown; the measure unknown, or one of what results can tell apart."""
    results = [Interval(Fraction(n, 10), Fraction(n, 10), "u") for n in (1, 3, 4, 5, 6)]
    results += [Interval(None, Fraction(n, 10), "u") for n in (1, 3, 5)]
    results += [Interval(Fraction(n, 10), None, "u") for n in (3, 4, 5, 6)]
    choices = [(True, False, None) if isinstance(fact, Finding) else (*results, None) for fact in facts]
    for row in product(*choices):
        yield {fact.name: known for fact, known in zip(facts, row, strict=True) if known is not None}


@given(rules, limits)
@settings(max_examples=60, deadline=None)
@example(any_of(LOW, NOT_LOW), ANYBODY)
@example(any_of(LOW, Not(HIGH)), any_of(Not(A), HIGH))
@example(any_of(A, Not(B)), any_of(A, Not(B)))
@example(all_of(A, Not(A)), ANYBODY)
@example(any_of(all_of(LOW, A), NOT_LOW), ANYBODY)
@example(any_of(all_of(Not(any_of(LOW, HIGH)), A), any_of(LOW, HIGH)), ANYBODY)
@example(all_of(B, Not(A)), any_of(A, Not(B)))
@example(at_least(2, Not(A), Presume(A, Truth.YES, "why")), any_of(A, Not(B)))
@example(at_least(2, LOW, NOT_LOW, Presume(LOW, Truth.YES, "why")), ANYBODY)
@example(at_least(2, LOW, NOT_LOW, Presume(NOT_LOW, Truth.NO, "why"), A), ANYBODY)
@example(all_of(Presume(any_of(B, Not(B)), Truth.NO, "why"), A), any_of(A, Not(C)))
@example(any_of(Presume(Not(any_of(B, Not(B))), Truth.YES, "why"), Not(A)), any_of(A, Not(B)))
def test_a_gap_is_found_exactly_where_a_listing_finds_one(rule: Condition, possible: Condition) -> None:
    exact = Exact(Program(rule, possible), (rule, possible), possible)

    def missed(patient: Patient) -> bool:
        mask = exact.masks(exact.program.vector(patient))[exact.position[rule]]
        return explain(rule, patient).truth is Truth.UNKNOWN and mask in (NO, YES)

    listed = any(missed(patient) for patient in everybody(facts_of(rule, possible)))
    found = Gaps([rule], possible).find(rule)
    assert (found is not None) is listed
    assert found is None or missed(found)


def test_what_is_tried_in_the_order_of_the_rules() -> None:
    roots = [any_of(B, Not(B), LOW), any_of(A, Not(A), NOT_LOW)]
    gaps = Gaps(roots, any_of(C, Not(B)))
    assert gaps.tried == (C, B, A)
    assert str(gaps.patient.finding[A].yes) == "p.a.yes"  # as a formula prints it
    assert len(gaps.ways) == 6
    assert Gaps([any_of(LOW, HIGH)], ANYBODY).tried == (C, level)
    assert len(Gaps([any_of(LOW, HIGH)], ANYBODY).ways) == 6


def test_one_looker_answers_for_every_root() -> None:
    first, second = any_of(A, Not(A)), all_of(A, B)
    gaps = Gaps([first, second], ANYBODY)
    assert gaps.find(first) == {}
    assert gaps.find(second) is None
    assert gaps.find(Not(first)) == {}


# --- figures printed in two units ------------------------------------------------------------------------------------


def test_a_figure_printed_in_two_units_leaves_a_gap() -> None:
    rounded = Threshold("rounded", (q(30, "u"), q("3.1", "v")))
    lower = Threshold("lower", (q(30, "u"), q("2.9", "v")))
    exact = Threshold("exact", (q(50, "u"), q(5, "v")))
    rule = all_of(level < rounded, Not(level > lower), level <= exact, other < Threshold("", (q(7, "u"),)), A)
    assert printed_gaps(level, "v", [rule]) == [(Fraction(30), Fraction(31)), (Fraction(29), Fraction(30))]
    assert printed_gaps(level, "u", [rule]) == []
    assert printed_gaps(level, "v", [level <= exact, level < rounded]) == [(Fraction(30), Fraction(31))]
