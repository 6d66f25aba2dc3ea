"""A measure split at the cut points of the rules: every value the rules cannot tell apart is one cell, in every unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

from cobalamin.language.nodes import Compare, Condition, Measure, Quantity, RuleError, Threshold, walk
from cobalamin.language.patient import Interval

Cells = tuple[int, int]
"""The lowest and the highest cell a value may lie in; equal when it is settled as far as the rules can see."""


class Scale:
    """The cut points of one measure, in ascending order. Cell 0 lies below the first cut, cell n above the n-th.

    A cut carries the side its own value falls on: `< 180` puts 180 above the cut, `<= 180` below it.
    """

    def __init__(self, measure: Measure, compares: tuple[Compare, ...]) -> None:
        self.measure = measure
        self._position: dict[Compare, int] = {}
        self._keys: dict[str, list[tuple[Fraction, int]]] = {}
        self._whole_numbers: dict[str, list[tuple[int, int, int]]] = {}
        unit = measure.unit
        cuts = sorted({_cut(compare, unit) for compare in compares})
        self.size = len(cuts) + 1
        for compare in compares:
            self._position[compare] = cuts.index(_cut(compare, unit))

    def position(self, compare: Compare) -> int:
        """The cut of a comparison: it says `below` for cells 0..position and `above` for the rest."""
        return self._position[compare]

    def keys(self, unit: str) -> list[tuple[Fraction, int]]:
        """The cuts as printed in `unit` (converted exactly where the source does not print it)."""
        if unit not in self._keys:
            cuts = sorted({(position, _cut(compare, unit)) for compare, position in self._position.items()})
            # A cut with two figures in this unit, or two cuts out of order: no cell could answer as both bounds do.
            if any(here == following or key >= above for (here, key), (following, above) in pairwise(cuts)):
                figures = ", ".join(str(Quantity(key[0], unit)) for _, key in cuts)
                raise RuleError(
                    f"the figures for {self.measure.label} stand in another order in {unit} than in {self.measure.unit} "
                    f"({figures}): print them in one order in every unit"
                )
            self._keys[unit] = [key for _, key in cuts]
        return self._keys[unit]

    @property
    def order(self) -> tuple[int, ...]:
        """The positions of the comparisons, in the order they were given: all that compiled rules know of a scale."""
        return tuple(self._position.values())

    def with_figure(self, figure: Threshold) -> Scale:
        """The scale with another figure in place of that of the same id; itself where it has none."""
        if all(compare.bound.id != figure.id for compare in self._position):
            return self
        compares = (replace(each, bound=figure) if each.bound.id == figure.id else each for each in self._position)
        return Scale(self.measure, tuple(compares))

    def cuts_as(self, other: Scale) -> bool:
        """Whether every value falls into the same cell of both."""
        return all(self.keys(unit) == other.keys(unit) for unit in self.measure.units())

    def cells(self, interval: Interval) -> Cells:
        """The cells the interval reaches."""
        keys = self._integers(interval.unit)
        low, high = interval.low, interval.high
        first = 0 if low is None else _cuts_up_to(keys, low, 1 if interval.low_open else 0)
        last = len(keys) if high is None else _cuts_up_to(keys, high, -1 if interval.high_open else 0)
        return first, max(first, last)

    def _integers(self, unit: str) -> list[tuple[int, int, int]]:
        """The keys as numerator, denominator and side: whole numbers compare ten times faster than fractions."""
        if unit not in self._whole_numbers:
            self._whole_numbers[unit] = [(key.numerator, key.denominator, side) for key, side in self.keys(unit)]
        return self._whole_numbers[unit]

    @cached_property
    def whole(self) -> Cells:
        """Nothing known."""
        return 0, self.size - 1

    def interval_of(self, cell: int, unit: str = "") -> Interval:
        """The values of a cell, as an interval in `unit` (the measure's own if not given)."""
        unit = unit or self.measure.unit
        keys = self.keys(unit)
        low, low_side = keys[cell - 1] if cell > 0 else (None, 0)
        high, high_side = keys[cell] if cell < len(keys) else (None, 0)
        return Interval(low, high, unit, low_open=low_side == 1, high_open=high is not None and high_side == 0)


def _cuts_up_to(keys: list[tuple[int, int, int]], value: Fraction, side: int) -> int:
    """How many cuts lie below the value; one equal to it counts when its side is at most `side`."""
    numerator, denominator = value.numerator, value.denominator
    count = 0
    for key_numerator, key_denominator, key_side in keys:
        key, here = key_numerator * denominator, numerator * key_denominator
        if key > here or (key == here and key_side > side):
            break
        count += 1
    return count


def _cut(compare: Compare, unit: str) -> tuple[Fraction, int]:
    return compare.bound_in(unit), 0 if compare.op in ("<", ">=") else 1


def says_below(compare: Compare) -> bool:
    """Whether the comparison is true below its cut."""
    return compare.op in ("<", "<=")


Scales = Mapping[Measure, Scale]
"""The scales that cells are made with: those of a whole rule set, whatever part of it is asked."""


def scales(*roots: Condition) -> dict[Measure, Scale]:
    """The scale of every measure the roots compare."""
    found: dict[Measure, list[Compare]] = {}
    for node in walk(*roots):
        if isinstance(node, Compare):
            found.setdefault(node.measure, []).append(node)
    return {measure: Scale(measure, tuple(compares)) for measure, compares in found.items()}
