"""What is asked of many patients at once, and the cuts of the columns it is asked of."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from cobalamin.language.cells import scales
from cobalamin.language.ladder import Ladder, Rung
from cobalamin.language.nodes import Compare, Finding, Measure, Named, RuleError, Threshold, any_of, q
from cobalamin.readings.wanted import Wanted, cut_of, positions

A, B = Finding("a", "a"), Finding("b", "b")
measure = Measure("m", "the m", "ng/L", (("pmol/L", Fraction(2)),))
LOW, LOWER, HIGH = measure < q(20, "ng/L"), measure < q(10, "ng/L"), measure > q(30, "ng/L")
LADDER = Ladder("how", "how", (Rung("now", Named("x", "x", A)), Rung("soon", Named("y", "y", B))), "never")


def test_the_outputs_and_the_conditions_below_them() -> None:
    wanted = Wanted((LOW,), (LADDER,))
    assert wanted.outputs == (LOW, LADDER)
    assert wanted.roots == (LOW, *LADDER.conditions)
    assert len(wanted.roots) == 3
    assert wanted.unsettled is False
    assert Wanted((A,)) == Wanted((A,), (), False)


def test_a_cut_by_its_place_in_the_columns_scale() -> None:
    made = scales(any_of(LOWER, LOW, HIGH))
    assert [cut_of(node, made) for node in (LOWER, LOW, HIGH)] == [0, 1, 2]
    assert [cut_of(node, scales(any_of(LOW, HIGH))) for node in (LOW, HIGH)] == [0, 1]


def refused(text: str) -> str:
    return f"^{re.escape(text)}$"


def test_a_cut_the_columns_lack_is_named() -> None:
    made = scales(any_of(LOWER, HIGH))
    asked = "the columns of the m were made without the cut < 20 ng/L; make them with the scales of these rules"
    with pytest.raises(RuleError, match=refused(asked)) as raised:
        cut_of(LOW, made)
    assert isinstance(raised.value.__cause__, KeyError)
    printed_twice = Compare(measure, "<=", Threshold("", (q(8, "pmol/L"), q(16, "ng/L"))))
    with pytest.raises(RuleError, match=r"without the cut <= 8 pmol/L;"):
        cut_of(printed_twice, made)


def test_a_measure_without_a_column_is_named() -> None:
    told = "no column of the m was made: no rule of the columns' scales compares it"
    with pytest.raises(RuleError, match=refused(told)):
        cut_of(LOW, {})


def test_the_places_of_a_part_of_the_cuts() -> None:
    everything = scales(any_of(LOWER, LOW, HIGH))
    assert positions(scales(any_of(LOWER, HIGH))[measure], everything) == [0, 2]
    assert positions(everything[measure], everything) == [0, 1, 2]


def test_a_place_the_columns_lack_is_named() -> None:
    lacking = scales(any_of(LOWER, HIGH))
    told = "the columns of the m were made without the cut at 20 ng/L; make them with the scales of these rules"
    with pytest.raises(RuleError, match=refused(told)):
        positions(scales(any_of(LOWER, LOW, HIGH))[measure], lacking)
