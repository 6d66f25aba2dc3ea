"""Results of which nobody can say which is the latest: they count where they say one thing, else they contradict each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from functools import lru_cache
from operator import attrgetter

from cobalamin.knowledge.facts import Entry
from cobalamin.knowledge.treatment import Span, months_after
from cobalamin.language.nodes import Measure
from cobalamin.language.patient import Interval
from cobalamin.records.record import Missing, Result

AGREE_WITHIN = Fraction(1, 100)
"""A result sent twice in two units differs by rounding only: an engineering limit."""


def agreed_latest(entry: Entry, rivals: Sequence[Result]) -> Result | Missing:
    """What those say than which none is surely later, if they say one thing. All of them are dated, or none."""
    latest = perhaps_latest(rivals)
    agreed: Result | None = latest[0]
    for other in latest[1:]:
        agreed = None if agreed is None else _agreed(entry, agreed, other)
    return agreed or _contradictory(entry, latest)


def days_of(result: Result) -> Span:
    """The days a sample can be of: a year or a month where no day was recorded."""
    assert result.taken is not None
    first = result.taken.date()
    match len(result.source.when):
        case 4:
            return Span(first, months_after(first, 12) - timedelta(days=1))
        case 7:
            return Span(first, months_after(first, 1) - timedelta(days=1))
        case _:
            return Span(first, first)


# --- which may be the latest -----------------------------------------------------------------------------------------


def perhaps_latest(rivals: Sequence[Result]) -> Sequence[Result]:
    """Those than which none is surely later (register R76), in time that grows with their number and not with its square.

    Surely: by the instants where both clocks are told, else by the clocks on the wall; beside a day alone, which is any moment
    of it, by the days.
    """
    days = [each for each in rivals if _is_day_alone(each)]
    timed = [each for each in rivals if each.taken is not None and not _is_day_alone(each)]
    last_day = _last(days_of(each).first for each in rivals if each.taken is not None)
    last_day_alone = _last(days_of(each).first for each in days)
    last_time = _last(each.taken for each in timed)
    last_unplaced = _last(each.taken for each in timed if _instant(each.source.when) is None)
    last_instant = _last(_instant(each.source.when) for each in timed)

    def is_surely_earlier(one: Result) -> bool:
        if one.taken is None:
            return False
        if _is_day_alone(one):
            return _before(days_of(one).last, last_day)
        instant = _instant(one.source.when)
        by_clock = (
            _before(one.taken, last_time)
            if instant is None
            else _before(instant, last_instant) or _before(one.taken, last_unplaced)
        )
        return by_clock or _before(days_of(one).last, last_day_alone)

    return [each for each in rivals if not is_surely_earlier(each)] or rivals


def _last(moments: Iterable[datetime | None] | Iterable[date]) -> date | None:
    """The last of some moments, or of some days; None of none."""
    return max((each for each in moments if each is not None), default=None)


def _before(one: date, other: date | None) -> bool:
    return other is not None and one < other


def _is_day_alone(result: Result) -> bool:
    return result.taken is not None and result.taken.time() == time() and ":" not in result.source.when


@lru_cache(maxsize=4096)
def _instant(when: str) -> datetime | None:
    """The moment on every clock, where the text says of which clock it is."""
    try:
        found = datetime.fromisoformat(when)
        return None if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):  # the first and the last day of the calendar have no other clock
        return None


# --- whether they say one thing --------------------------------------------------------------------------------------


def _contradictory(entry: Entry, latest: Sequence[Result]) -> Missing:
    """All that was sent for the moment, in an order that does not depend on how the record was sent."""
    sent = sorted({result.source.sent for result in latest})
    first = min((result.source for result in latest), key=attrgetter("where"))
    return Missing("contradictory", f"{entry.fact.label}: different results for one moment: {', '.join(sent)}", first)


def _where(result: Result) -> str:
    return result.source.where


def _agreed(entry: Entry, first: Result, second: Result) -> Result | None:
    """The result both say, in the unit that stands first in the vocabulary; None where they differ."""
    one, other = first.value, second.value
    if one == other:
        return min(first, second, key=_where)  # the same one in any order
    if not isinstance(one, Interval) or not isinstance(other, Interval) or not isinstance(entry.fact, Measure):
        return None
    units = entry.fact.units()
    if one.unit == other.unit or not _alike(entry.fact, one, other):
        return None
    return first if units.index(one.unit) < units.index(other.unit) else second


def _alike(measure: Measure, one: Interval, other: Interval) -> bool:
    if (one.low_open, one.high_open) != (other.low_open, other.high_open):
        return False  # below 8 and at most 8: in one unit they differ too
    for a, b in ((one.low, other.low), (one.high, other.high)):
        if a is None or b is None:
            if a is not b:
                return False
        elif abs(a * measure.factor(one.unit) - b * measure.factor(other.unit)) > AGREE_WITHIN * a * measure.factor(
            one.unit
        ):
            return False
    return True
