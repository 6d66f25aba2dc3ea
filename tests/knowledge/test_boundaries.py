"""Every threshold of every guideline at, just below and just above its figure, in every accepted unit, from the text of a case
file to its leaf."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction

import pytest

from cobalamin.assessment.assess import assess
from cobalamin.assessment.engine import engine_for
from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.guidelines.registry import VERSIONS
from cobalamin.knowledge.rules import ARTICLE
from cobalamin.knowledge.thresholds import THRESHOLDS
from cobalamin.language.explain import leaf_truth
from cobalamin.language.nodes import Compare, walk
from cobalamin.language.patient import Interval
from cobalamin.language.truth import Truth
from cobalamin.records.case import case_from
from cobalamin.records.select import facts_on

ON = date(2026, 3, 1)
DIGITS = 9
GUIDELINES = {"article": ARTICLE, **{p.name: p.guideline for p in VERSIONS.values()}}
COMPARED_IN = {
    node: guideline
    for guideline in reversed(GUIDELINES.values())
    for node in walk(*guideline.roots)
    if isinstance(node, Compare)
}
"""Every comparison of every guideline, each with one that asks it: the article where it does."""
COMPARES = tuple(COMPARED_IN)


NOT_COMPARED: frozenset[str] = frozenset()
"""Figures the rules do not compare with."""


def printable(bound: Fraction, rounding: str) -> Decimal:
    """The bound to nine digits, the way a laboratory could print it."""
    context = Context(prec=DIGITS, rounding=rounding)
    return context.divide(Decimal(bound.numerator), Decimal(bound.denominator))


def beside(bound: Fraction) -> Iterator[Decimal]:
    """The figure where it has a short decimal text, and the nearest nine-digit numbers on both sides of it."""
    below, above = printable(bound, ROUND_FLOOR), printable(bound, ROUND_CEILING)
    step = Decimal(1).scaleb(below.adjusted() - DIGITS + 1)
    yield from (below - step, below, above) if below != above else (below - step, below, below + step)


def boundaries() -> Iterator[tuple[Compare, str, Decimal]]:
    for compare in COMPARES:
        for unit in compare.measure.units():
            for value in beside(compare.bound_in(unit)):
                yield compare, unit, value


def printed_says(compare: Compare, unit: str, value: Fraction) -> bool:
    """What the printed figure says of a value, worked out without the language."""
    figures = {printed.unit: printed.value for printed in compare.bound.printed}
    first = compare.bound.printed[0]
    factor = {compare.measure.unit: Fraction(1), **dict(compare.measure.factors)}
    bound = figures.get(unit, first.value * factor[first.unit] / factor[unit])
    return {"<": value < bound, "<=": value <= bound, ">": value > bound, ">=": value >= bound}[compare.op]


def text_of(value: Decimal, unit: str) -> str:
    return f"{value:f}" if unit == "1" else f"{value:f} {unit}"


def read(name: str, text: str) -> dict[str, bool | Interval]:
    """The facts of a case file with one result, as `assess` reads them."""
    return facts_on(case_from({"cobalamin_case": 1, "facts": {name: text}}), ON).values


@pytest.mark.parametrize("compare", COMPARES, ids=lambda c: f"{c.measure.name} {c.op} {c.bound.id}")
def test_the_leaf_answers_as_the_printed_bound_says(compare: Compare) -> None:
    program, name = engine_for(COMPARED_IN[compare]).program, compare.measure.name
    asked = 0
    for its, unit, value in boundaries():
        if its is not compare:
            continue
        facts = read(name, text_of(value, unit))
        expected = Truth.of(printed_says(compare, unit, Fraction(value)))
        assert leaf_truth(compare, facts) is expected, (value, unit)
        assert program.truth(program.values(program.vector(facts)), compare) is expected, (value, unit)
        asked += 1
    assert asked == 3 * len(compare.measure.units())


def test_no_figure_of_a_guideline_is_left_out() -> None:
    asked = {compare.bound for compare in COMPARES}
    assert {figure for guideline in GUIDELINES.values() for figure in guideline.figures.values()} == asked
    assert {id for id, figure in THRESHOLDS.items() if figure not in asked} == NOT_COMPARED


def test_every_threshold_has_its_figure_asked_in_each_unit_that_prints_it() -> None:
    for compare in COMPARES:
        for printed in compare.bound.printed:
            assert printed.value in {Fraction(value) for value in beside(printed.value)}


def test_each_side_of_a_figure_is_asked() -> None:
    for compare, unit in {(compare, unit) for compare, unit, _ in boundaries()}:
        answers = {printed_says(compare, unit, Fraction(value)) for value in beside(compare.bound_in(unit))}
        assert answers == {True, False}, (compare.bound.id, unit)


@pytest.mark.parametrize("text, deficient", [
    ("179.9 ng/L", "yes"), ("180 ng/L", "no"), ("179.9 pg/mL", "yes"), ("180 pg/mL", "no"), ("132.9 pmol/L", "yes"),
    ("133 pmol/L", "no"), ("0.1799 ug/L", "yes"), ("0.18 ug/L", "no"), ("<180 ng/L", "yes"), (">=180 ng/L", "no"),
    ("<=180 ng/L", "unknown"), ("low", "yes"), ("borderline", "no"), ("normal", "no"), ("high", "no"),
])  # fmt: skip
def test_the_whole_answer_follows_the_figure(text: str, deficient: str) -> None:
    facts = {"total_b12": text, "active_b12": None, "pregnant": False, "b12_deficiency_diagnosed": False}
    case = case_from({"cobalamin_case": 1, "patient": {"age": 40, "sex": "male"}, "facts": facts})
    compare = next(c for c in COMPARES if c.op == "<" and c.bound == THRESHOLDS["b12.total.deficient"])
    assert leaf_truth(compare, facts_on(case, ON).values).value == deficient
    if deficient == "yes":
        answer = assess(case, on=ON)
        assert next(d for d in answer.definitions if d.id == "b12_deficient").truth is Truth.YES


def test_the_measures_compared_are_laboratory_tests_and_age() -> None:
    assert {FACTS[compare.measure.name].group for compare in COMPARES} == {"labs", "person"}
