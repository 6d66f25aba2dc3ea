"""What B12 that is given does to a result: it only lifts a level and lets a metabolite fall (register R32).

So a level that is low on it is low without it, a metabolite that is raised on it was raised without it, and any other result
of either takes nothing back that was drawn before injections, nor any other level one that was drawn before tablets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from cobalamin.knowledge.facts import FactEntry
from cobalamin.knowledge.treatment import INJECTED, Span, months_after
from cobalamin.language.nodes import Measure, Threshold
from cobalamin.language.patient import holds
from cobalamin.language.truth import Truth
from cobalamin.records.known import WINDOW_MONTHS
from cobalamin.records.record import Case, Missing, Result, Source, Unread
from cobalamin.records.results import OWN_RANGE, placed
from cobalamin.records.rivals import days_of

LEVELS = frozenset({"total_b12", "active_b12"})
"""What B12 that is given lifts: on it, a level cannot rule deficiency out (register R32)."""
METABOLITES = OWN_RANGE
"""What falls when B12 is given, in days to weeks."""

B12_GIVEN = ("oral_b12", "b12_injections")
"""The findings that B12 is given."""
AFTER_INJECTION_DAYS = 14
"""So long after an injection a level or an antibody says nothing of the patient (register R32)."""


def spoils(given: Span, sampled: Span) -> bool:
    """Whether the injection may have been given on the day of the sample, or in the fourteen days before it."""
    return given.first <= sampled.last and sampled.first - given.last <= timedelta(days=AFTER_INJECTION_DAYS)


def spoiled(entry: FactEntry, sampled: Span, injections: Sequence[Span], source: Source) -> Missing | None:
    """Why a sample of these days says nothing. Of several injections the sentence names the last that certainly came before it."""
    spoiling = [span for span in injections if spoils(span, sampled)]
    if not spoiling:
        return None
    given = max(spoiling, key=lambda span: (span.last < sampled.first, span.last, span.first))
    sentence = (
        f"the sample of {sampled} was taken after a B12 injection ({given}), within {AFTER_INJECTION_DAYS} days of it"
    )
    if sampled.first <= given.last:
        sentence = f"the sample of {sampled} may have been taken after the B12 injection of that day ({given})"
    return Missing("after an injection", f"{entry.fact.label}: {sentence}", source)


def shows_deficiency(entry: FactEntry, result: Result, figures: Mapping[str, Threshold]) -> bool:
    """Whether a level is below the figure in force, a metabolite above it, or by its own range or word."""
    value, (low, raised) = placed(entry, result, figures), entry.word_limits
    assert isinstance(entry.fact, Measure)
    shows = entry.fact > figures[raised] if entry.name in METABOLITES else entry.fact < figures[low]
    return value is not None and holds(shows, value) is Truth.YES


def is_low_that_day(
    entry: FactEntry, result: Result, injections: Sequence[Span], figures: Mapping[str, Threshold]
) -> bool:
    """Whether a level is low, drawn on the day of one injection and within fourteen days of no other (register R32).

    Blood is often drawn and the first dose given at one visit. The record does not say which came first, but an injection only
    lifts a level, so a low one counts.
    """
    sampled = days_of(result)
    if not sampled.certain or {given for given in injections if spoils(given, sampled)} != {sampled}:
        return False
    return shows_deficiency(entry, result, figures)


def injection_days(case: Case) -> tuple[Span, ...]:
    """The days on which B12 was given by injection: what spoils the samples after them."""
    return tuple(
        event.when
        for event in case.treatment
        if event.when is not None and (event.is_dose or event.said) and event.product != "folic_acid"
        and (event.route in INJECTED or event.product == "cyanide_kit")
    )  # fmt: skip


def tablet_days(case: Case, on: date) -> tuple[Span, ...]:
    """From when to when B12 was taken by mouth, up to a day; where no beginning is told, from any day before."""
    return tuple(
        Span(said.day or date.min, min(said.until or on, on))
        for said in case.statements
        if said.fact == "oral_b12" and said.present and said.problem is None
        and (said.day or date.min) <= min(said.until or on, on)
    )  # fmt: skip


def replaced_days(case: Case) -> Iterator[Span]:
    """When B12 was given: for twelve months after an injection (register R80), and tablets to the end that is told."""
    for event in case.treatment:
        injected = event.route in INJECTED and event.product not in ("folic_acid", "cyanide_kit", "unknown")
        if injected and event.when is not None and (event.is_dose or event.said):
            yield Span(event.when.first, months_after(event.when.last, WINDOW_MONTHS))
    for said in case.statements:
        if said.fact in B12_GIVEN and said.present and said.problem is None and said.until is not None:
            yield Span(min(said.day or said.until, said.until), said.until)


class Given(NamedTuple):
    """When B12 was given: the days of its injections, from when to when tablets were taken, and whether either goes on."""

    injections: tuple[Span, ...]
    tablets: tuple[Span, ...]
    injected: bool
    swallowed: bool

    def changes(self, name: str) -> bool:
        """Whether the treatment may have made the result; a metabolite that tablets brought down shows that tablets work."""
        return (self.injected and name in METABOLITES) or ((self.injected or self.swallowed) and name in LEVELS)


def says_nothing(entry: FactEntry, pending: Unread, given: Given, figures: Mapping[str, Threshold]) -> bool:
    """Whether a result reflects B12 that was given: drawn on it, and not deficient. It replaces none from before (register R32)."""
    if pending.taken is None:
        return False
    result = pending.read()
    sampled = days_of(result)
    during = any(_on_injection(entry, dose, sampled) for dose in given.injections) or (
        entry.name in LEVELS and any(_on_tablets(spell, sampled) for spell in given.tablets)
    )
    return during and not shows_deficiency(entry, result, figures)


def _on_injection(entry: FactEntry, given: Span, sampled: Span) -> bool:
    """Whether a sample may have been drawn on an injection; on the day of the dose itself a metabolite has not fallen yet."""
    since = given.first < sampled.last if entry.name in METABOLITES else given.first <= sampled.last
    return since and sampled.first <= months_after(given.last, WINDOW_MONTHS)


def _on_tablets(taken: Span, sampled: Span) -> bool:
    """Whether a sample may have been drawn on tablets; on the day they were begun the level has not risen yet."""
    return taken.first < sampled.last and sampled.first <= taken.last
