"""Cells: a value's cell answers every comparison as the printed bound does, in every unit, also beside every cut."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from brute import reached
from hypothesis import assume, given
from hypothesis import strategies as st

from cobalamin.language.cells import Scale, says_below, scales
from cobalamin.language.nodes import Compare, Measure, Operator, RuleError, Threshold, any_of, q
from cobalamin.language.patient import Interval, exactly, holds
from cobalamin.language.truth import Truth
from strategies import FIGURES, MEASURES, compares, intervals, law, near

OPERATORS: tuple[Operator, ...] = ("<", "<=", ">", ">=")


def says(scale: Scale, compare: Compare, cells: tuple[int, int]) -> Truth:
    """What cells say of a comparison."""
    cut = scale.position(compare)
    if cells[1] <= cut:
        return Truth.of(says_below(compare))
    return Truth.of(not says_below(compare)) if cells[0] > cut else Truth.UNKNOWN


@st.composite
def scales_of(draw: st.DrawFn) -> Scale:
    measure = draw(st.sampled_from(MEASURES))
    own = draw(st.lists(compares().filter(lambda c: c.measure == measure), min_size=1, max_size=8))
    return Scale(measure, tuple(own))


@law
@given(scales_of(), st.data())
def test_an_interval_reaches_the_cells_that_answer_as_its_bounds_do(scale: Scale, data: st.DataObject) -> None:
    known = data.draw(intervals(scale.measure))
    cells = scale.cells(known)
    assert 0 <= cells[0] <= cells[1] < scale.size
    for compare in scale._position:
        assert says(scale, compare, cells) is holds(compare, known), str(known)
    assert cells == reached(scale, known)


@law
@given(scales_of(), scales_of(), st.data())
def test_scales_cut_alike_where_no_value_lies_in_another_cell(one: Scale, other: Scale, data: st.DataObject) -> None:
    assert one.cuts_as(one)
    if one.measure == other.measure:
        known = data.draw(intervals(one.measure))
        alike = one.cuts_as(other)
        assert alike == other.cuts_as(one) == (one.keys(one.measure.unit) == other.keys(one.measure.unit))
        assert not alike or one.cells(known) == other.cells(known)


@law
@given(scales_of(), st.fractions(min_value=0, max_value=5000, max_denominator=10), st.data())
def test_with_another_figure_a_scale_is_one_that_was_built_with_it(
    scale: Scale, moved: Fraction, data: st.DataObject
) -> None:
    measure = scale.measure
    old = data.draw(st.sampled_from([compare.bound for compare in scale._position]))
    figure = Threshold(old.id, (q(moved, measure.unit),))
    compares = [Compare(measure, c.op, figure if c.bound.id == old.id else c.bound) for c in scale._position]
    new, known = (
        scale.with_figure(figure),
        data.draw(intervals(measure).filter(lambda known: known.unit == measure.unit)),
    )
    assert new.cells(known) == Scale(measure, tuple(compares)).cells(known)
    here, there = ([each.position(compare) for compare in each._position] for each in (scale, new))
    assert (new.order == scale.order) == (here == there)
    assert scale.with_figure(Threshold("another", (q(1, measure.unit),))) is scale


@law
@given(scales_of())
def test_at_just_below_and_just_above_every_cut_in_every_unit(scale: Scale) -> None:
    for unit in scale.measure.units():
        for bound, _ in scale.keys(unit):
            for value in (bound, bound - Fraction(1, 10**12), bound + Fraction(1, 10**12)):
                cells = scale.cells(exactly(value, unit))
                assert cells[0] == cells[1]
                for compare in scale._position:
                    printed, op = compare.bound_in(unit), compare.op
                    plain = {"<": value < printed, "<=": value <= printed, ">": value > printed, ">=": value >= printed}
                    assert says(scale, compare, cells) is Truth.of(plain[op])


@law
@given(scales_of())
def test_the_interval_of_a_cell_lies_in_that_cell_in_every_unit(scale: Scale) -> None:
    for unit in scale.measure.units():
        cells = [scale.interval_of(cell, unit) for cell in range(scale.size)]
        assert [scale.cells(interval) for interval in cells] == [(i, i) for i in range(scale.size)]
        assert cells[0].low is None
        assert cells[-1].high is None
        for below, above in pairwise(cells):
            assert below.high == above.low
            assert below.high_open is not above.low_open
    assert scale.interval_of(0) == scale.interval_of(0, scale.measure.unit)
    assert scale.whole == (0, scale.size - 1)


@law
@given(st.sampled_from(MEASURES), st.data())
def test_holds_is_yes_or_no_for_an_interval_when_it_is_for_every_value_in_it(
    measure: Measure, data: st.DataObject
) -> None:
    known = data.draw(intervals(measure))
    compare = Compare(measure, data.draw(st.sampled_from(OPERATORS)), data.draw(st.sampled_from(FIGURES[measure])))
    value = data.draw(near(measure, known.unit))
    assume(known.low is None or value > known.low or (value == known.low and not known.low_open))
    assume(known.high is None or value < known.high or (value == known.high and not known.high_open))
    truth, of_one = holds(compare, known), holds(compare, exactly(value, known.unit))
    assert of_one is not Truth.UNKNOWN
    assert truth in (Truth.UNKNOWN, of_one)


@st.composite
def rounded(draw: st.DrawFn) -> tuple[Measure, tuple[Compare, ...]]:
    """Figures rounded as guidelines round them, in any choice of units: they may stand in another order in another unit."""
    measure = draw(st.sampled_from(MEASURES))
    found: list[Compare] = []
    for own in draw(st.lists(st.integers(100, 104), min_size=1, max_size=4)):
        units = draw(st.lists(st.sampled_from(measure.units()), min_size=1, max_size=2, unique=True))
        printed = tuple(q(Fraction(f"{float(own / measure.factor(unit)):.2g}"), unit) for unit in units)
        found.append(Compare(measure, draw(st.sampled_from(OPERATORS)), Threshold(str(own), printed)))
    return measure, tuple(dict.fromkeys(found))


@law
@given(rounded(), st.data())
def test_figures_that_cannot_be_cut_alike_in_every_unit_are_refused_never_misread(
    figures: tuple[Measure, tuple[Compare, ...]], data: st.DataObject
) -> None:
    measure, its = figures
    known = data.draw(intervals(measure))
    scale = Scale(measure, its)
    if cut_alike(its, known.unit):
        cells = scale.cells(known)
        assert all(says(scale, compare, cells) is holds(compare, known) for compare in its)
    else:
        with pytest.raises(RuleError, match="stand in another order"):
            scale.cells(known)


def cut_alike(its: tuple[Compare, ...], unit: str) -> bool:
    """Whether every two figures stand to each other in this unit as they do in the measure's own."""
    own, here = ([(c.bound_in(u), c.op in ("<=", ">")) for c in its] for u in (its[0].measure.unit, unit))
    return all(
        (own[i] < own[j], own[i] == own[j]) == (here[i] < here[j], here[i] == here[j])
        for i in range(len(its))
        for j in range(i)
    )


def test_two_figures_equal_in_one_unit_and_apart_in_another_are_refused() -> None:
    measure = MEASURES[0]
    one, other = measure < q(133, "pmol/L"), measure < Threshold("", (q(180, "ng/L"), q(133, "pmol/L")))
    scale = Scale(measure, (one, other))
    assert scale.cells(exactly(132, "pmol/L")) == (0, 0)
    with pytest.raises(RuleError, match="stand in another order in ng/L"):
        scale.cells(exactly(170, "ng/L"))


def test_every_measure_compared_has_one_scale() -> None:
    rule = any_of(*(Compare(measure, "<", figure) for measure, all_ in FIGURES.items() for figure in all_))
    assert {measure: scale.size for measure, scale in scales(rule).items()} == dict.fromkeys(MEASURES, 4)


@pytest.mark.parametrize("low, high, unit, text", [
    (None, None, "g/L", "any value in g/L"), (None, 70, "g/L", "≤ 70 g/L"), (70, None, "g/L", "≥ 70 g/L"),
    (70, 70, "g/L", "70 g/L"), (Fraction(141, 2), 80, "g/L", "70.5 to 80 g/L"),
])  # fmt: skip
def test_an_interval_reads_as_a_laboratory_prints_it(low: int | None, high: int | None, unit: str, text: str) -> None:
    ends = [None if end is None else Fraction(end) for end in (low, high)]
    assert str(Interval(ends[0], ends[1], unit)) == text


def test_an_open_end_reads_as_a_comparator() -> None:
    assert str(Interval(None, Fraction(150), "ng/L", high_open=True)) == "< 150 ng/L"
    assert str(Interval(Fraction(2000), None, "ng/L", low_open=True)) == "> 2000 ng/L"


def test_two_figures_apart_in_the_measures_own_unit_and_equal_in_another_are_refused() -> None:
    measure = MEASURES[0]
    one, other = (measure < Threshold("", (q(own, "pmol/L"), q(180, "ng/L"))) for own in (133, 134))
    scale = Scale(measure, (one, other))
    assert [scale.cells(exactly(own, "pmol/L")) for own in (132, 133, 134)] == [(0, 0), (1, 1), (2, 2)]
    with pytest.raises(RuleError, match=r"stand in another order in ng/L than in pmol/L \(180 ng/L, 180 ng/L\)"):
        scale.cells(exactly(180, "ng/L"))
