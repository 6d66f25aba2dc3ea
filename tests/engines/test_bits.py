"""Bit planes answer as the one-patient readings do, patient by patient, for Kleene's meaning and the exact one."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_patients import FACTS, SCALES, WANTED, columns, population

from by_patient import kept_open, truths
from cobalamin.knowledge.order import ORDER
from cobalamin.knowledge.possible import possible
from cobalamin.language.cells import scales
from cobalamin.language.compile import Program
from cobalamin.language.diagram import Diagram
from cobalamin.language.exact import Exact
from cobalamin.language.explain import explain
from cobalamin.language.ladder import possible_outcomes
from cobalamin.language.nodes import Compare, Condition, Finding, Measure, Not, Presume, RuleError, at_least, q
from cobalamin.language.patient import exactly
from cobalamin.language.truth import Truth
from cobalamin.readings.bits import Answers, Bits, Yes
from cobalamin.readings.circuit import Plane
from cobalamin.readings.planes import count, packed, unpacked
from cobalamin.readings.wanted import Wanted

SIZE = 1_500


def masks(planes: tuple[Plane, ...], size: int) -> list[int]:
    return sum(
        (unpacked(plane, size).astype(int) << bit for bit, plane in enumerate(planes)), np.zeros(size, int)
    ).tolist()


@pytest.fixture(scope="module")
def patients():
    return population(SIZE, seed=11)


@pytest.fixture(scope="module")
def kleene(patients) -> Answers:
    return Bits(WANTED, SCALES).run(columns(patients), SIZE)


def test_every_condition_is_what_the_program_says(patients, kleene):
    program = Program(*WANTED.roots)
    values = [program.values(program.vector(patient)) for patient in patients]
    for condition in WANTED.conditions:
        assert truths(kleene.conditions[condition], SIZE) == [program.truth(value, condition) for value in values]


def test_ladders_leave_open_what_the_explanation_leaves_open(patients, kleene):
    for ladder in WANTED.ladders:
        found = masks(kleene.ladders[ladder], SIZE)
        for patient, mask in zip(patients[:400], found, strict=False):
            still = possible_outcomes(ladder, lambda rule, patient=patient: explain(rule, patient).truth)
            assert tuple(o for i, o in enumerate(ladder.outcomes) if mask >> i & 1) == still


def test_unsettled_facts_are_the_explanations(patients):
    answers = Bits(Wanted((), WANTED.ladders, unsettled=True), SCALES).run(columns(patients), SIZE)
    for number, patient in enumerate(patients[:300]):
        expected = set().union(*(kept_open(ladder, patient) for ladder in WANTED.ladders))
        found = {fact.name for fact, plane in answers.unsettled.items() if unpacked(plane, SIZE)[number]}
        assert found == expected


@cache
def exactly_answered(world: Condition | None) -> Answers:
    """The patients' exact answers: the circuit takes seconds to write, and four times as long in the order of the rules."""
    return Bits(WANTED, SCALES, Diagram(WANTED.outputs, ORDER, world)).run(columns(population(SIZE, seed=11)), SIZE)


@pytest.mark.parametrize("world", [None, possible], ids=["every world", "possible worlds"])
@pytest.mark.some("possible worlds")
def test_exact_planes_are_the_exact_masks(patients, world):
    exact = Exact(Program(*(WANTED.roots if world is None else (*WANTED.roots, world))), WANTED.outputs, world)
    expected = [exact.masks(exact.program.vector(patient)) for patient in patients]
    answers = exactly_answered(world)
    for ladder in WANTED.ladders:
        place = exact.position[ladder]
        assert masks(answers.ladders[ladder], SIZE) == [mask[place] for mask in expected]
    for condition in WANTED.conditions:
        place = exact.position[condition]
        known = {1: Truth.NO, 2: Truth.YES}
        assert truths(answers.conditions[condition], SIZE) == [known.get(m[place], Truth.UNKNOWN) for m in expected]


def test_the_exact_answer_refines_kleenes(kleene):
    exact = exactly_answered(None)
    more = 0
    for condition in WANTED.conditions:
        mine, theirs = exact.conditions[condition], kleene.conditions[condition]
        assert not (theirs.yes & ~mine.yes).any()
        assert not (theirs.no & ~mine.no).any()
        more += count(mine.yes, SIZE) + count(mine.no, SIZE) - count(theirs.yes, SIZE) - count(theirs.no, SIZE)
    assert more > 0  # the patients do meet situations that Kleene's rules cannot decide


@pytest.mark.parametrize("size", [1, 63, 64, 65, 300])
def test_any_number_of_patients_and_any_block(patients, monkeypatch, size):
    monkeypatch.setattr("cobalamin.readings.bits.BLOCK", 128)
    answers = Bits(WANTED, SCALES).run(columns(patients[:size]), size)
    program = Program(*WANTED.roots)
    values = [program.values(program.vector(patient)) for patient in patients[:size]]
    for condition in WANTED.conditions:
        assert truths(answers.conditions[condition], size) == [program.truth(value, condition) for value in values]


def test_beside_every_cut_in_every_unit():
    cuts = [
        (m, unit, key) for m in FACTS if isinstance(m, Measure) for unit in m.units() for key, _ in SCALES[m].keys(unit)
    ]
    patients = [
        {measure.name: exactly(key + step, unit)}
        for measure, unit, key in cuts
        for step in (key * 0, key / 10**9, -key / 10**9)
    ]
    compares = tuple({node for node in Program(*WANTED.roots).nodes if isinstance(node, Compare)})
    answers = Bits(Wanted(compares), SCALES).run(columns(patients), len(patients))
    for compare in compares:
        expected = [explain(compare, patient).truth for patient in patients]
        assert truths(answers.conditions[compare], len(patients)) == expected


A, B, C, D = (Finding(name, name) for name in "abcd")


@given(st.lists(st.tuples(*[st.sampled_from([True, False, None])] * 4), min_size=1, max_size=70), st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_at_least_k_and_presumptions(rows, k):
    rules = at_least(k, A, B, Not(C), D), at_least(min(k, 3), Presume(A, Truth.YES, "x"), Presume(B, Truth.NO, "x"), C)
    patients = [{f.name: v for f, v in zip((A, B, C, D), row, strict=True) if v is not None} for row in rows]
    given = {
        f.name: Yes(*(packed(np.array([p.get(f.name) is side for p in patients])) for side in (True, False)))
        for f in (A, B, C, D)
    }
    answers = Bits(Wanted(rules), {}).run(given, len(rows))
    for rule in rules:
        assert truths(answers.conditions[rule], len(rows)) == [explain(rule, patient).truth for patient in patients]


def test_a_fact_without_a_column_is_unknown_for_everybody():
    answers = Bits(Wanted((A,)), {}).run({}, 100)
    assert truths(answers.conditions[A], 100) == [Truth.UNKNOWN] * 100


def test_a_cut_the_columns_were_made_without_is_refused():
    measure = Measure("m", "m", "g")
    with pytest.raises(RuleError, match="made without the cut < 2 g"):
        Bits(Wanted((measure < q(2, "g"),)), scales(measure < q(1, "g")))
