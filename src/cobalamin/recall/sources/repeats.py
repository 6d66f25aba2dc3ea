"""How often an injection is repeated, where a list tells of each patient the last one: in words, or by the next (register M33)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from cobalamin.knowledge.regimens import PUBLISHED, REGIMENS
from cobalamin.knowledge.treatment import Every, TreatmentEvent
from cobalamin.recall.sources.days import MONTHS, Day
from cobalamin.records.intervals import Interval, read_interval
from cobalamin.records.messages import shown

_OF_52 = re.compile(rf"({'|'.join(MONTHS)})[a-z]*[\s-]+(?:19|20)?52", re.IGNORECASE)
"""A number of weeks out of 52, as British practices write it, once a spreadsheet has made a month of it."""
_SLACK_DAYS = 7
"""A planned day may be moved within its week: an engineering limit for cells that were not kept up together."""
_LONGEST = max((plan.due_to for plan in REGIMENS.values() if plan.due_to is not None), key=lambda every: every.days)
"""The longest interval that any plan prints: that of a diet."""
_USUAL = max(
    (plan.due_to for plan in REGIMENS.values() if plan.due_to not in (None, _LONGEST)), key=lambda every: every.days
)
"""The longest of every other plan."""


class Repeats(NamedTuple):
    """The interval in force, none where it is not told or is no interval of maintenance; and what could not be used."""

    every: Every | None = None
    doubts: tuple[str, ...] = ()
    unread: bool = False
    """True where an interval, or the day of the next, is written that was not understood, and nothing else tells it."""

    def events(self, days: Sequence[Day], source: str) -> Iterator[TreatmentEvent]:
        """The interval as an entry of the record, of the day of the last injection."""
        told = [day.when for day in days if day.when is not None]
        if self.every is not None and told:
            yield TreatmentEvent("decision", max(told), source, decision="interval", interval=self.every)


class GoesOn(NamedTuple):
    """What a row of a table of doses says of how often they are repeated: its days, the last of them, its line."""

    last: date
    line: int
    days: Sequence[Day]
    repeats: Repeats


def repeats_of(text: str, unit: str, due: Day, days: Sequence[Day]) -> Repeats:
    """What a row says; `unit` is that of a bare number, `due` the day planned for the next."""
    weeks = _weeks_in(text)
    found = read_interval(weeks or text, unit) if text else None
    doubts = [f"the interval {shown(text)} was read as {weeks}, which a spreadsheet makes a month"] if weeks else []
    doubts += _of_no_use(text, found)
    found = None if found is not None and is_too_long(found.every) else found
    if due.problem or due.off_calendar:
        doubts.append(f"next due: {due.problem or f'{shown(due.off_calendar)} is not on the calendar'}")
    last = max((day.when.first for day in days if day.when is not None and day.when.certain), default=None)
    stated = found and found.every
    if last is not None and due.when is not None and due.when.certain:
        stated, doubt = _with_due(found, due.when.first, last)
        doubts += [doubt] if doubt else []
    elif due.when is not None:
        why = "no day of a last injection is given beside it" if due.when.certain else "its day is not given"
        doubts.append(f"next due {due.when}: {why}, so it was not used")
    if found is not None and found.longer is not None and stated == found.every:
        doubts.append(range_told(text))
    if stated is not None and stated.days < PUBLISHED.early_monthly:
        doubts.append(
            f"an interval of {stated.days} days is of a loading course: not used, what was given is read dose by dose"
        )
        stated = None
    told = bool(text or due.problem or due.off_calendar or due.when)
    return Repeats(stated, tuple(doubts), unread=told and found is None and stated is None)


def _of_no_use(text: str, found: Interval | None) -> Iterator[str]:
    """Why the interval of a cell is not used."""
    if text and found is None:
        yield f"the interval {shown(text)} was not understood: write 12 weeks or 3 months"
    if found is not None and is_too_long(found.every):
        yield f"the interval {shown(text)} {NO_PLAN}"


NO_PLAN = f"is longer than any plan prints ({_LONGEST.count} {_LONGEST.unit}s), so it was not used: is it 12 weeks or 3 months?"


def is_too_long(every: Every) -> bool:
    """Whether nobody can have agreed to it: 12/12 for 12/52, or the next of another year, called nobody for months (M33)."""
    return every.days > _days_at_most(_LONGEST)


def spaced_out(every: Every, causes: frozenset[str]) -> str:
    """That an interval is longer than the plan's, unless the diet is all there is; "" where it is not (register M33)."""
    if every.days <= _days_at_most(_USUAL) or causes == {"low_b12_diet"}:
        return ""
    return (
        f"an interval of {every.count} {every.unit}s is longer than the {_USUAL.count} {_USUAL.unit}s of the usual plan: it was "
        "used; check that it is meant"
    )


def _days_at_most(every: Every) -> int:
    """The most days it lasts, and those within a week of them."""
    first = date(2000, 7, 1)
    return (every.after(first) - first).days + _SLACK_DAYS


def _weeks_in(text: str) -> str:
    """12/52 of Dec-52; "" of what is no such month. Of 3/12 a spreadsheet makes a day, which may be one."""
    month = _OF_52.fullmatch(text)
    return f"{MONTHS.index(month[1].lower()) + 1}/52" if month is not None else ""


def range_told(text: str) -> str:
    """That of two intervals the shorter counts."""
    return f"the interval {shown(text)} is a range: its shorter end was used"


def _the_earlier(stated: Every, due: date, last: date) -> tuple[Every, str]:
    """The interval, or the days up to a planned day before it: nobody waits longer than anybody agreed to (register M33).

    A planned day so soon that a dose on it would be too early was not kept up: it is that of the dose before.
    """
    at, between = stated.after(last), (due - last).days
    if abs((at - due).days) <= _SLACK_DAYS:
        return stated, ""
    sooner = PUBLISHED.early <= between and due < at
    used = "planned day, which is earlier," if sooner else "interval"
    told = (
        f"next due {due} is not {stated.count} {stated.unit}s after the last injection of {last}: the {used} was used"
    )
    return (Every(between, "day") if sooner else stated), told


def _with_due(found: Interval | None, due: date, last: date) -> tuple[Every | None, str]:
    """The interval stated, else the days up to the next one, also within a range; and what does not go together."""
    between = (due - last).days
    planned = (
        found is not None and found.longer is not None and found.every.after(last) <= due <= found.longer.after(last)
    )
    if found is not None and not planned:
        return _the_earlier(found.every, due, last)
    if between <= 0:
        return None, f"next due {due} is not after the last injection of {last}: which of the two is right?"
    if is_too_long(Every(between, "day")):
        return None, f"next due {due} is {between} days after the last injection of {last}: that {NO_PLAN}"
    return Every(between, "day"), ""
