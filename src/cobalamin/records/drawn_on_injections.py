"""What injections of B12 do to a level: they only lift it, so one that is low is low without them (register R32)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from cobalamin.knowledge.facts import FactEntry
from cobalamin.knowledge.treatment import Span, months_after
from cobalamin.language.nodes import Measure, Threshold
from cobalamin.language.patient import Interval, holds
from cobalamin.language.truth import Truth
from cobalamin.records.known import WINDOW_MONTHS
from cobalamin.records.record import Result, Unread
from cobalamin.records.rivals import days_of

AFTER_INJECTION_DAYS = 14
"""So long after an injection a level or an antibody says nothing of the patient (register R32)."""


def spoils(given: Span, sampled: Span) -> bool:
    """Whether the injection may have been given on the day of the sample, or in the fourteen days before it."""
    return given.first <= sampled.last and sampled.first - given.last <= timedelta(days=AFTER_INJECTION_DAYS)


def is_low(entry: FactEntry, result: Result, figures: Mapping[str, Threshold]) -> bool:
    """Whether a level is below the figure in force, or called low."""
    if not isinstance(result.value, Interval):
        return result.value == "low"
    assert isinstance(entry.fact, Measure)
    return holds(entry.fact < figures[entry.word_limits[0]], result.value) is Truth.YES


def is_low_that_day(
    entry: FactEntry, result: Result, injections: Sequence[Span], figures: Mapping[str, Threshold]
) -> bool:
    """A low level of the very day of an injection, and of no other's fourteen days (register R32).

    Blood is drawn, and the first dose given at once. Which came first nobody says, but what is injected only lifts a level.
    """
    sampled = days_of(result)
    if not sampled.certain or {given for given in injections if spoils(given, sampled)} != {sampled}:
        return False
    return is_low(entry, result, figures)


def says_nothing(
    entry: FactEntry, pending: Unread, injections: Sequence[Span], figures: Mapping[str, Threshold]
) -> bool:
    """A level drawn on injections, and not low: it is theirs, and takes none back that was drawn before (register R32)."""
    if pending.taken is None:
        return False
    result = pending.read()
    sampled = days_of(result)
    during = any(
        given.first <= sampled.last and sampled.first <= months_after(given.last, WINDOW_MONTHS) for given in injections
    )
    return during and not is_low(entry, result, figures)
