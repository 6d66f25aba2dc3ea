"""What is known of a patient: a finding is True or False, a measure an interval; what is absent is unknown."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import assert_never

from cobalamin.language.nodes import Compare, Measure, RuleError, Value, plain, spoken
from cobalamin.language.truth import Truth


class Interval(Value):
    """Where a measured value lies, in the unit it was reported in. `None` is an open end; a plain result has low = high.

    `<150 ng/L` is Interval(None, 150, "ng/L", high_open=True).
    """

    low: Fraction | None
    high: Fraction | None
    unit: str
    low_open: bool = False
    high_open: bool = False

    def __post_init__(self) -> None:
        if self.low is None or self.high is None:
            return
        is_open = self.low_open or self.high_open
        # A plain result has one object for both ends: it needs no comparison.
        if (is_open or self.low is not self.high) and (self.low >= self.high if is_open else self.low > self.high):
            ends = " without its ends" if is_open else ""
            raise RuleError(f"an interval from {plain(self.low)} to {plain(self.high)}{ends} holds nothing")

    def __str__(self) -> str:
        low, high, unit = self.low, self.high, spoken(self.unit)
        if low is None:
            return f"any value in {unit}" if high is None else f"{'<' if self.high_open else '≤'} {plain(high)} {unit}"
        if high is None:
            return f"{'>' if self.low_open else '≥'} {plain(low)} {unit}"
        return f"{plain(low)} {unit}" if low == high else f"{plain(low)} to {plain(high)} {unit}"


def exactly(value: int | str | Fraction, unit: str) -> Interval:
    """A plain result: exactly("4.4", "g/dL")."""
    number = Fraction(value)
    return Interval(number, number, unit)


Patient = Mapping[str, bool | Interval]


def holds(compare: Compare, known: Interval) -> Truth:
    """Whether the comparison holds for every value in the interval (yes), for none (no), or for some (unknown)."""
    bound = compare.bound_in(known.unit)
    match compare.op:
        case "<":
            return _below(known, bound, strict=True)
        case "<=":
            return _below(known, bound, strict=False)
        case ">":
            return ~_below(known, bound, strict=False)
        case ">=":
            return ~_below(known, bound, strict=True)
        case _:
            assert_never(compare.op)


def _below(known: Interval, bound: Fraction, *, strict: bool) -> Truth:
    high, low = known.high, known.low
    if high is not None and (high < bound or (high == bound and (known.high_open or not strict))):
        return Truth.YES
    if low is not None and (low > bound or (low == bound and (known.low_open or strict))):
        return Truth.NO
    return Truth.UNKNOWN


def known_interval(patient: Patient, measure: Measure) -> Interval | None:
    """What is known of the measure; a yes or no in its place is the caller's mistake."""
    match patient.get(measure.name):
        case None:
            return None
        case Interval() as interval:
            return interval
        case other:
            raise RuleError(f"{measure.name} is a measure and takes an interval with its unit, not {other!r}")
