"""Results of which nobody can say which is the latest: they count where they say one thing, else they contradict each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from cobalamin.knowledge.facts import FactEntry
from cobalamin.knowledge.treatment import Span, months_after
from cobalamin.language.nodes import Measure
from cobalamin.language.patient import Interval
from cobalamin.records.messages import short
from cobalamin.records.moments import instant
from cobalamin.records.record import Missing, Result

AGREE_WITHIN = Fraction(1, 100)
"""A result sent twice in two units differs by rounding only: an engineering limit."""
LISTED = 6
"""So many values that contradict each other are told one by one: a reader's limit."""


def agreed_latest(entry: FactEntry, rivals: Sequence[Result]) -> Result | Missing:
    """The latest result, where several may be the latest and agree; else why they contradict each other."""
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
    """The results that may be the latest: those that no other is surely later than (register R76). One pass, not every pair.

    Two moments are compared as instants where both name their clock, else by the time on the wall; a day without a time may be
    any moment of that day, so with it only days are compared.
    """
    days = [each for each in rivals if _is_day_alone(each)]
    timed = [each for each in rivals if each.taken is not None and not _is_day_alone(each)]
    last_day = _last(days_of(each).first for each in rivals if each.taken is not None)
    last_day_alone = _last(days_of(each).first for each in days)
    last_time = _last(each.taken for each in timed)
    last_unplaced = _last(each.taken for each in timed if instant(each.source.when) is None)
    last_instant = _last(instant(each.source.when) for each in timed)

    def is_surely_earlier(one: Result) -> bool:
        if one.taken is None:
            return False
        if _is_day_alone(one):
            return _before(days_of(one).last, last_day)
        at = instant(one.source.when)
        by_clock = (
            _before(one.taken, last_time)
            if at is None
            else _before(at, last_instant) or _before(one.taken, last_unplaced)
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


# --- whether they say one thing --------------------------------------------------------------------------------------


def _contradictory(entry: FactEntry, latest: Sequence[Result]) -> Missing:
    """What was sent for the moment, in an order that does not depend on the record's; of many values the ends alone."""
    sent = sorted({result.source.sent for result in latest})
    sources = sorted({result.source.where: result.source for result in latest}.values())
    what = f"different results for one moment: {', '.join(sent)}"
    if len(sent) > LISTED:
        where = f"in {sources[0].where} and {len(sources) - 1} more"
        what = f"{len(sent)} different results for one moment, {_ends(entry, latest, sent)}, {where}"
    return Missing("contradictory", f"{entry.fact.label}: {what}", sources[0])


def _ends(entry: FactEntry, latest: Sequence[Result], sent: Sequence[str]) -> str:
    """The least and the greatest; of words the first two in the order of their letters."""
    measured = [(result.value, result.source.sent) for result in latest if isinstance(result.value, Interval)]
    if not measured or not isinstance(entry.fact, Measure):
        return f"among them {short(sent[0])} and {short(sent[1])}"
    lows = [(value.low is not None, _size(entry.fact, value, value.low), text) for value, text in measured]
    highs = [(value.high is None, _size(entry.fact, value, value.high), text) for value, text in measured]
    return f"from {short(min(lows)[2])} to {short(max(highs)[2])}"


def _size(measure: Measure, value: Interval, end: Fraction | None) -> Fraction:
    return Fraction(0) if end is None else end * measure.factor(value.unit)


def _where(result: Result) -> str:
    return result.source.where


def _agreed(entry: FactEntry, first: Result, second: Result) -> Result | None:
    """The result both say, in the unit that stands first in the vocabulary; None where they differ."""
    one, other = first.value, second.value
    if one == other:
        same = min(first, second, key=_where)  # the same one in any order
        return same if first.measured == second.measured else same._replace(measured=None)
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
