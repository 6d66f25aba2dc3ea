"""What injections of B12 do to a result: they only lift a level and let a metabolite fall (register R32).

So a level that is low on them is low without them, a metabolite that is raised on them was raised without them, and any other
result of either takes nothing back that was drawn before them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from cobalamin.knowledge.facts import FactEntry
from cobalamin.knowledge.treatment import Span, months_after
from cobalamin.language.nodes import Measure, Threshold
from cobalamin.language.patient import holds
from cobalamin.language.truth import Truth
from cobalamin.records.known import WINDOW_MONTHS
from cobalamin.records.record import Result, Unread
from cobalamin.records.results import OWN_RANGE, placed
from cobalamin.records.rivals import days_of

LEVELS = frozenset({"total_b12", "active_b12"})
"""What B12 that is given lifts: on it, a level cannot rule deficiency out (register R32)."""
METABOLITES = OWN_RANGE
"""What falls when B12 is given, in days to weeks."""

AFTER_INJECTION_DAYS = 14
"""So long after an injection a level or an antibody says nothing of the patient (register R32)."""


def spoils(given: Span, sampled: Span) -> bool:
    """Whether the injection may have been given on the day of the sample, or in the fourteen days before it."""
    return given.first <= sampled.last and sampled.first - given.last <= timedelta(days=AFTER_INJECTION_DAYS)


def shows_deficiency(entry: FactEntry, result: Result, figures: Mapping[str, Threshold]) -> bool:
    """Whether a level is below the figure in force, a metabolite above it, or by its own range or word."""
    value, (low, raised) = placed(entry, result, figures), entry.word_limits
    assert isinstance(entry.fact, Measure)
    shows = entry.fact > figures[raised] if entry.name in METABOLITES else entry.fact < figures[low]
    return value is not None and holds(shows, value) is Truth.YES


def is_low_that_day(
    entry: FactEntry, result: Result, injections: Sequence[Span], figures: Mapping[str, Threshold]
) -> bool:
    """A low level of the very day of an injection, and of no other's fourteen days (register R32).

    Blood is drawn, and the first dose given at once. Which came first nobody says, but what is injected only lifts a level.
    """
    sampled = days_of(result)
    if not sampled.certain or {given for given in injections if spoils(given, sampled)} != {sampled}:
        return False
    return shows_deficiency(entry, result, figures)


def says_nothing(
    entry: FactEntry, pending: Unread, injections: Sequence[Span], figures: Mapping[str, Threshold]
) -> bool:
    """Drawn on injections, and no sign of deficiency: it is theirs, and takes none back that was drawn before (register R32)."""
    if pending.taken is None:
        return False
    result = pending.read()
    during = any(_on(entry, given, days_of(result)) for given in injections)
    return during and not shows_deficiency(entry, result, figures)


def _on(entry: FactEntry, given: Span, sampled: Span) -> bool:
    """Whether a sample may have been drawn on an injection; of the day of a dose, a metabolite has not fallen yet."""
    since = given.first < sampled.last if entry.name in METABOLITES else given.first <= sampled.last
    return since and sampled.first <= months_after(given.last, WINDOW_MONTHS)
