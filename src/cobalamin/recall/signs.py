"""What one sign of response says, and which days it may be of: the means by which blood and symptoms are judged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol, TypeVar

from cobalamin.knowledge.regimens import Rules
from cobalamin.knowledge.treatment import Span, TreatmentRecord


class Response(StrEnum):
    """How treatment is going, from what raises least. There is no verdict "too much": over-correction is not a concept here."""

    NOT_KNOWN = "nothing to judge by"
    TOO_EARLY = "too early to tell"
    RESPONDING = "responding"
    INSUFFICIENT = "insufficient"
    NEW_OR_WORSE = "new or worse"


ALARM = {verdict: at for at, verdict in enumerate(Response)}
Said = tuple[Response, str]
NOTHING: Said = (Response.NOT_KNOWN, "")


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that speaks: a marker or a symptom report, what it says, and the entries it was read from."""

    marker: str
    verdict: Response
    text: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Treated:
    """Whose response is judged: the record, when treatment began, the day it is looked at, the figures in force."""

    record: TreatmentRecord
    start: Span
    on: date
    rules: Rules

    def days(self, when: Span) -> range:
        """The days of treatment something may be of; none is in the future (register M2)."""
        return range((when.first - self.start.last).days, (min(when.last, self.on) - self.start.first).days + 1)

    def is_of_treatment(self, when: Span) -> bool:
        """True where it certainly comes after the first day: what is of that day is taken before the first dose."""
        return self.start.last < when.first <= self.on


def on_each(days: range, say: Callable[[int], Said]) -> Said:
    """What is said on the day that alarms least: an alarm is told only where it holds on every possible day (register M1)."""
    return min((say(day) for day in days), key=lambda said: ALARM[said[0]])


def worst(signs: Iterable[Sign]) -> Sign | None:
    """The worst of several signs; None where none says anything."""
    told = [sign for sign in signs if sign.verdict is not Response.NOT_KNOWN]
    return max(told, key=lambda sign: (ALARM[sign.verdict], sign.text, sign.sources), default=None)


class _Dated(Protocol):
    @property
    def when(self) -> Span | None: ...


Entry = TypeVar("Entry", bound=_Dated)


def last_of(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The entries that may be the last, for none certainly comes after them; usually one (register M25)."""
    latest = max((entry.when.first for entry in entries if entry.when), default=None)
    return tuple(entry for entry in entries if entry.when and latest is not None and entry.when.last >= latest)
