"""What would change an answer: every single fact, the smallest sets of facts, and what the answer rests on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, product

import pytest
from brute import set_to
from hypothesis import given
from hypothesis import strategies as st

from cobalamin.language.analyse import UNDETERMINED, Decisive, changed, smallest_changes, what_if
from cobalamin.language.cells import Scale
from cobalamin.language.compile import Program
from cobalamin.language.explain import explain
from cobalamin.language.ladder import Ladder, certain, possible_outcomes
from cobalamin.language.lanes import Change, Lanes
from cobalamin.language.nodes import (
    AtLeast,
    Compare,
    Condition,
    Fact,
    Finding,
    Leaf,
    Measure,
    Named,
    Not,
    Presume,
    RuleError,
    all_of,
    any_of,
)
from cobalamin.language.patient import Patient, exactly
from cobalamin.language.truth import Truth
from strategies import B12, FIGURES, conditions, ladders, law, patients, roots

Output = Condition | Ladder
outputs = st.booleans().flatmap(lambda ladder: ladders() if ladder else conditions())


def reading(output: Output, patient: Patient) -> str:
    """What a clinician reads, by the plain interpreter."""
    if isinstance(output, Ladder):
        return certain(possible_outcomes(output, lambda rung: explain(rung, patient).truth)) or UNDETERMINED
    return explain(output, patient).truth.value


def every_value(scale: dict[Measure, Scale], fact: Fact) -> tuple[bool | int, ...]:
    return (False, True) if isinstance(fact, Finding) else tuple(range(scale[fact].size))


@law
@given(outputs, patients())
def test_what_if_finds_exactly_every_single_fact_change(output: Output, patient: Patient) -> None:
    program = Program(*roots([output]))
    expected = {}
    for fact in program.facts:
        for value in every_value(program.scales, fact):
            then = reading(output, set_to(patient, fact, value, program.scales))
            if then != reading(output, patient):
                expected[Change(fact, value)] = then
    assert what_if(Lanes(program), program.values(program.vector(patient)), output) == expected


def sets_of_changes(program: Program, size: int) -> Iterator[tuple[Change, ...]]:
    for facts in combinations(program.facts, size):
        for values in product(*(every_value(program.scales, fact) for fact in facts)):
            yield tuple(Change(fact, value) for fact, value in zip(facts, values, strict=True))


@law
@given(outputs, patients(), st.integers(1, 3))
def test_smallest_changes_are_all_sets_of_the_fewest_facts_and_no_larger_ones(
    output: Output, patient: Patient, at_most: int
) -> None:
    program = Program(*roots([output]))
    lanes, vector = Lanes(program), program.vector(patient)
    targets = output.outcomes if isinstance(output, Ladder) else ("yes", "no")
    for target in targets:
        expected: set[frozenset[Change]] = set()
        for size in range(1, at_most + 1):
            for changes in sets_of_changes(program, size):
                after = patient
                for change in changes:
                    after = set_to(after, change.fact, change.value, program.scales)
                if reading(output, after) == target:
                    expected.add(frozenset(changes))
            if expected:
                break
        found = smallest_changes(lanes, vector, output, target, at_most)
        assert len(found) == len({frozenset(changes) for changes in found})
        assert {frozenset(changes) for changes in found} == expected


@law
@given(conditions(), patients(), st.data())
def test_a_changed_vector_is_the_vector_of_the_changed_patient(
    rule: Condition, patient: Patient, data: st.DataObject
) -> None:
    program = Program(rule)
    fact = data.draw(st.sampled_from(program.facts))
    value = data.draw(st.sampled_from(every_value(program.scales, fact)))
    after = changed(program, program.vector(patient), Change(fact, value))
    assert after == program.vector(set_to(patient, fact, value, program.scales))


def truth_from(node: Condition, leaves: dict[Leaf, Truth]) -> Truth:
    """Kleene's rules over the truths of leaves, those not given unknown."""
    match node:
        case Compare() | Finding():
            return leaves.get(node, Truth.UNKNOWN)
        case Named(part=part):
            return truth_from(part, leaves)
        case Presume(part=part, value=value):
            inner = truth_from(part, leaves)
            return value if inner is Truth.UNKNOWN else inner
        case AtLeast(k=k, parts=parts):
            return sorted((truth_from(part, leaves) for part in parts), key=lambda t: t.rank)[-k]
        case _:
            return ~truth_from(node.part, leaves)


@law
@given(conditions(), patients())
def test_the_leaves_a_decided_answer_rests_on_are_enough_for_it(rule: Condition, patient: Patient) -> None:
    program = Program(rule)
    values = program.values(program.vector(patient))
    decisive = Decisive(program)
    for node in program.nodes:
        leaves = decisive.leaves(node, values)
        assert len(leaves) == len(set(leaves))
        truth = program.truth(values, node)
        given_leaves = {leaf: program.truth(values, leaf) for leaf in leaves}
        assert truth is Truth.UNKNOWN or truth_from(node, given_leaves) is truth


def lifted(node: Condition, kept: frozenset[Presume]) -> Condition:
    """The condition without its presumptions but for some: each other one's part stands in its place."""
    match node:
        case Presume(part=part) if node not in kept:
            return lifted(part, kept)
        case Presume(part=part) | Not(part=part) | Named(part=part):
            return replace(node, part=lifted(part, kept))
        case AtLeast(parts=parts):
            return replace(node, parts=tuple(lifted(part, kept) for part in parts))
        case _:
            return node


@law
@given(conditions(), patients())
def test_without_every_presumption_that_is_not_listed_a_decided_answer_reads_the_same(
    rule: Condition, patient: Patient
) -> None:
    program = Program(rule)
    values = program.values(program.vector(patient))
    truth = program.truth(values, rule)
    listed = Decisive(program).presumptions((rule,), values)
    assert all(program.truth(values, presume.part) is Truth.UNKNOWN for presume in listed)
    # A presumption below a listed one's part is not made either: what is listed stands in for a part left unknown.
    assert truth is Truth.UNKNOWN or explain(lifted(rule, frozenset(listed)), patient).truth is truth


def test_of_whom_a_negated_part_excuses_nothing_else_is_a_reason() -> None:
    low, tired, pale, pregnant = (Finding(name, name) for name in ("low", "tired", "pale", "pregnant"))
    rule = all_of(low, any_of(Not(pregnant), all_of(tired, pale)))
    program = Program(rule)
    values = program.values(program.vector({"low": True, "tired": True, "pale": True, "pregnant": False}))
    assert Decisive(program).leaves(rule, values) == (low, pregnant)


def test_the_bands_of_one_measure_are_one_reason() -> None:
    adult = Finding("adult", "adult")
    low, lower = (Compare(B12, "<", FIGURES[B12][i]) for i in (1, 0))
    rule = any_of(all_of(adult, low), lower)
    program = Program(rule)
    very_low = exactly(FIGURES[B12][0].printed[0].value / 2, FIGURES[B12][0].printed[0].unit)
    values = program.values(program.vector({"adult": True, B12.name: very_low}))
    assert Decisive(program).leaves(rule, values) == (adult, low)


@law
@given(conditions(presume=False), patients())
def test_the_leaves_of_an_unknown_answer_are_those_that_keep_it_open(rule: Condition, patient: Patient) -> None:
    program = Program(rule)
    values = program.values(program.vector(patient))
    if program.truth(values, rule) is Truth.UNKNOWN:
        leaves = Decisive(program).leaves(rule, values)
        assert leaves
        assert all(program.truth(values, leaf) is Truth.UNKNOWN for leaf in leaves)


def test_counting_over_too_many_parts_is_refused_in_lanes() -> None:
    signs = tuple(Finding(f"sign {i}", f"sign {i}") for i in range(13))
    with pytest.raises(RuleError, match="at least 2 of 13 parts is too wide to spell out in lanes"):
        Lanes(Program(AtLeast(2, signs)))


def test_no_change_of_one_fact_reaches_what_needs_two() -> None:
    signs = Finding("tingling", "tingling"), Compare(B12, "<", FIGURES[B12][1])
    rule = AtLeast(2, signs)
    program = Program(rule)
    assert smallest_changes(Lanes(program), program.vector({}), rule, "yes", at_most=1) == ()
    assert len(smallest_changes(Lanes(program), program.vector({}), rule, "yes", at_most=2)) == 1
