"""Ages that cannot both be right: of one person told twice, or told beside a birth date."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from cobalamin.knowledge.facts import age as age_measure
from cobalamin.knowledge.treatment import Span
from cobalamin.language.patient import Interval

Ends = tuple[Fraction | None, Fraction | None]


def differ(one: Interval, other: Interval) -> bool:
    """Whether they are more than a year apart: one may be told in months and the other in whole years."""
    return not _overlap(_years(one, within=1), _years(other))


def beside_birth(age: Interval, born: Span | None, on: date) -> str:
    """Why an age on a day and a birth date cannot both be right; "" where they can. An age told a year before still can."""
    if born is None:
        return ""
    possible = Fraction(on.year - born.last.year - 2), Fraction(on.year - born.first.year + 1)
    if _overlap(_years(age), possible):
        return ""
    return f"an age of {age} and a birth date of {born} on {on} cannot both be right"


def _years(age: Interval, within: int = 0) -> Ends:
    factor = age_measure.factor(age.unit)
    low, high = age.low, age.high
    return (None if low is None else low * factor - within, None if high is None else high * factor + within)


def _overlap(one: Ends, other: Ends) -> bool:
    (low, high), (from_, to) = one, other
    return (low is None or to is None or low <= to) and (high is None or from_ is None or high >= from_)
