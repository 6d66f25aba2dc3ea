"""Today where the record is written: a machine in another time zone is a day behind it for hours.

A container keeps UTC. What a clinic in Auckland records this morning then lies a day ahead, and would be "in the future" until one
in the afternoon; so would an evening in Los Angeles whose server writes its moments in UTC.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone

from cobalamin.records.record import Case

_ZONE = re.compile(rb'T\d\d:\d\d[\d:.]*(Z|[+-]\d\d:\d\d)"')
_FURTHEST = timedelta(hours=14)


def today_of(case: Case, sent: Callable[[], bytes], today: date, now: datetime) -> date:
    """The day after `today` where the record reaches into it and it has begun in a time zone the record is written in.

    `sent` gives the record as JSON, read only where something is dated after `today`; `now` has a time zone. Anything else
    dated after `today` stays in the future. Register R104.
    """
    if not any(day > today for day in _days(case)):
        return today
    tomorrow = today + timedelta(days=1)
    begun = any(now.astimezone(timezone(offset)).date() == tomorrow for offset in _offsets(sent()))
    return tomorrow if begun else today


def today_here(case: Case, sent: bytes) -> date:
    """The same by this machine's clock."""
    return today_of(case, lambda: sent, date.today(), clock())


def clock() -> datetime:
    """The moment it is."""
    return datetime.now(UTC)


def _days(case: Case) -> Iterator[date]:
    """Every day something of the case is dated."""
    yield from (result.taken.date() for result in case.results if result.taken is not None)
    yield from (statement.day for statement in case.statements if statement.day is not None)
    yield from (event.when.first for event in case.treatment if event.when is not None)


def _offsets(sent: bytes) -> Iterator[timedelta]:
    """How far each time zone of the record lies before UTC; one that no place on Earth has is none."""
    for zone in {found[1].decode() for found in _ZONE.finditer(sent)}:
        hours, minutes = (0, 0) if zone == "Z" else (int(zone[:3]), int(zone[0] + zone[4:]))
        offset = timedelta(hours=hours, minutes=minutes)
        if abs(offset) <= _FURTHEST:
            yield offset
