"""When something was, as records write it: a moment, a day, or no more than a month or a year."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import lru_cache

from cobalamin.knowledge.treatment import Span, on_day
from cobalamin.knowledge.treatment import span as days_of


def moment(text: str) -> datetime | None:
    """The wall-clock time as recorded: the calendar day at the clinic is what counts. A partial date is its first day."""
    if not text:
        return None
    try:
        if len(text) >= 10:
            found = datetime.fromisoformat(text[:19])
            return found if found.tzinfo is None else found.replace(tzinfo=None)
        return datetime.combine(days_of(text).first, time())
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def instant(text: str) -> datetime | None:
    """The moment with the clock it is of; None where the text names no clock, or is no moment."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def day(text: str) -> date | None:
    """The calendar day of a moment."""
    found = moment(text)
    return None if found is None else found.date()


def span(text: str) -> Span | None:
    """The days a full or partial date can mean."""
    if len(text) >= 10:
        found = day(text)
        return None if found is None else on_day(found)
    try:
        return days_of(text)
    except ValueError:
        return None
