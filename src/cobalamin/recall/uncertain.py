"""Doses of which only the month or year is known: every day each may have been given on (register M1).

What such a dose does to the course depends on its day: it may open a loading course or follow one, break it or be in time. So the
record is walked for each day, and `schedule` keeps the walk that raises the least.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import msgspec

from cobalamin.knowledge.treatment import Span, on_day
from cobalamin.recall.entries import Dose, Entries

_MOST = 64
"""Walks for one record. With a few uncertain doses not every day of each is tried, but the ends always are."""
_FEW = 6
"""A record with more of them (a history typed in months) is walked once, each step in the patient's favour."""


def on_possible_days(entries: Entries) -> Iterator[Entries]:
    """The entries as they are where every day is known; else once for each way the days can have been, the latest last."""
    uncertain = [dose for dose in entries.doses if not dose.when.certain]
    if not 0 < len(uncertain) <= _FEW:
        yield entries
        return
    certain = [dose for dose in entries.doses if dose.when.certain]
    taken = {dose.when.first for dose in certain}
    each = round(_MOST ** (1 / len(uncertain)))
    for days in product(*(_days(dose.when, taken, each) for dose in uncertain)):
        tried = [msgspec.structs.replace(dose, tried=on_day(day)) for dose, day in zip(uncertain, days, strict=True)]
        yield replace(entries, doses=tuple(sorted((*certain, *tried), key=_day)))


def _day(dose: Dose) -> Span:
    return dose.day


def _days(when: Span, taken: set[date], most: int) -> Sequence[date]:
    """The days of a span on which no other dose was given, at most so many, evenly spread, first and last among them."""
    every = [when.first + timedelta(days=n) for n in range((when.last - when.first).days + 1)]
    free = [day for day in every if day not in taken] or every
    if len(free) <= most:
        return free
    return [free[number * (len(free) - 1) // (most - 1)] for number in range(most)]
