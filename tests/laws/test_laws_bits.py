"""Bit planes answer as the one-patient readings do: any rules, any patients, Kleene's meaning and the exact one."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("numpy", reason="numpy is not installed (extra `population`)")

import numpy as np

from by_patient import kept_open, truths
from cobalamin.language.cells import Scale, scales
from cobalamin.language.compile import Program
from cobalamin.language.diagram import Diagram
from cobalamin.language.exact import Exact
from cobalamin.language.explain import explain
from cobalamin.language.ladder import Ladder, possible_outcomes
from cobalamin.language.nodes import (
    Compare,
    Condition,
    Fact,
    Finding,
    Measure,
    facts_of,
)
from cobalamin.language.patient import Interval, Patient
from cobalamin.language.truth import Truth
from cobalamin.readings.bits import Answers, Between, Bits, Columns, Yes
from cobalamin.readings.circuit import Plane
from cobalamin.readings.planes import packed, unpacked
from cobalamin.readings.wanted import Wanted
from strategies import EXAMPLES, FIGURES, MEASURES, law, limits, patients, roots, rule_sets

Rules = tuple[Condition | Ladder, ...]
EVERY_CUT = tuple(Compare(m, op, figure) for m in MEASURES for figure in FIGURES[m] for op in ("<", "<=", ">", ">="))
"""The columns know every figure, whichever of them the rules at hand compare."""
SCALES = scales(*EVERY_CUT)


def wanted_of(rules: Rules, *, also_unsettled: bool = False) -> Wanted:
    conditions = tuple(rule for rule in rules if not isinstance(rule, Ladder))
    return Wanted(conditions, tuple(rule for rule in rules if isinstance(rule, Ladder)), also_unsettled)


def columns(facts: Sequence[Fact], some: Sequence[Patient], scale_of: dict[Measure, Scale] = SCALES) -> Columns:
    """The patients as planes and cells, the unknown as no cell and as all of them in turn."""
    found: dict[str, Yes | Between] = {}
    for fact in facts:
        known = [patient.get(fact.name) for patient in some]
        if isinstance(fact, Finding):
            found[fact.name] = Yes(
                *(packed(np.array([one is side for one in known], np.bool_)) for side in (True, False))
            )
            continue
        scale = scale_of[fact]
        cells = [scale.cells(one) if isinstance(one, Interval) else (0, 0) for one in known]
        low, high = (np.array([cell[side] for cell in cells], np.int8) for side in (0, 1))
        found[fact.name] = Between(low, high, packed(np.array([one is not None for one in known], np.bool_)))
    return found


def outcomes(planes: tuple[Plane, ...], ladder: Ladder, size: int) -> list[tuple[str, ...]]:
    open_ = [unpacked(plane, size) for plane in planes]
    return [tuple(o for o, row in zip(ladder.outcomes, open_, strict=True) if row[i]) for i in range(size)]


several = st.lists(patients(), min_size=1, max_size=6)


@settings(law, max_examples=max(1, EXAMPLES // 2))
@given(rule_sets(), several)
def test_planes_are_kleenes_answers(rules: Rules, some: list[Patient]) -> None:
    wanted = wanted_of(rules, also_unsettled=True)
    answers = Bits(wanted, SCALES).run(columns(facts_of(*roots(rules)), some), len(some))
    assert answers.size == len(some)
    for condition in wanted.conditions:
        expected = [explain(condition, patient).truth for patient in some]
        assert truths(answers.conditions[condition], len(some)) == expected
    for ladder in wanted.ladders:
        still = [possible_outcomes(ladder, lambda rule, one=one: explain(rule, one).truth) for one in some]
        assert outcomes(answers.ladders[ladder], ladder, len(some)) == still
    keeps = {fact.name: unpacked(plane, len(some)).tolist() for fact, plane in answers.unsettled.items()}
    asked = [set().union(*(kept_open(ladder, patient) for ladder in wanted.ladders)) for patient in some]
    assert [{name for name, row in keeps.items() if row[i]} for i in range(len(some))] == asked
    assert list(keeps) == [fact.name for fact in facts_of(*roots(rules))]


@settings(law, max_examples=max(1, EXAMPLES // 2))
@given(rule_sets(), limits, several)
def test_planes_are_the_exact_answers(rules: Rules, limit: Condition | None, some: list[Patient]) -> None:
    program = Program(*roots(rules), *(() if limit is None else (limit,)))
    exact, wanted = Exact(program, rules, limit), wanted_of(rules)
    masks = [exact.masks(program.vector(patient)) for patient in some]
    answers = exactly_run(wanted, Diagram(wanted.outputs, (), limit), facts_of(*program.nodes), some)
    for condition in wanted.conditions:
        said = [{1: Truth.NO, 2: Truth.YES}.get(mask[exact.position[condition]], Truth.UNKNOWN) for mask in masks]
        assert truths(answers.conditions[condition], len(some)) == said
    for ladder in wanted.ladders:
        said_open = [mask[exact.position[ladder]] for mask in masks]
        expected = [tuple(o for i, o in enumerate(ladder.outcomes) if mask >> i & 1) for mask in said_open]
        assert outcomes(answers.ladders[ladder], ladder, len(some)) == expected


def exactly_run(wanted: Wanted, diagram: Diagram, facts: Sequence[Fact], some: Sequence[Patient]) -> Answers:
    return Bits(wanted, SCALES, diagram).run(columns(facts, some), len(some))
