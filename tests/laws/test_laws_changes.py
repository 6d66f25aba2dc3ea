"""What an answer rests on."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given

from cobalamin.language.analyse import Decisive
from cobalamin.language.compile import Program
from cobalamin.language.explain import explain
from cobalamin.language.nodes import (
    AtLeast,
    Compare,
    Condition,
    Finding,
    Leaf,
    Named,
    Not,
    Presume,
    all_of,
    any_of,
)
from cobalamin.language.patient import Patient, exactly
from cobalamin.language.truth import Truth
from strategies import B12, FIGURES, conditions, law, patients


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
