"""The answer, as frozen data: what `assess` returns, and the JSON that everything else is made from."""

from __future__ import annotations

from datetime import date

import msgspec

from cobalamin.knowledge.treatment import Course
from cobalamin.language.nodes import Verified
from cobalamin.language.truth import Truth


class Reason(msgspec.Struct, frozen=True):
    """One leaf an answer rests on: the fact, what is known of it, and where that was read."""

    fact: str
    text: str
    truth: Truth
    source: str = ""
    when: str = ""
    presumed: bool = False
    note: str = ""
    cites: tuple[str, ...] = ()
    verified: tuple[Verified, ...] = ()


class IndicationAnswer(msgspec.Struct, frozen=True):
    """One of the six: met, not met or unknown. `forced` marks an answer every completion agrees on though facts are open.

    `reasons` are what a yes or a no rests on, `open` the facts that keep an unknown open.
    """

    number: int
    id: str
    heading: str
    statement: str
    truth: Truth
    reasons: tuple[Reason, ...]
    open: tuple[str, ...]
    cites: tuple[str, ...]
    forced: bool = False


class DefinitionAnswer(msgspec.Struct, frozen=True):
    """One named definition and what it came to."""

    id: str
    statement: str
    truth: Truth


class RouteAnswer(msgspec.Struct, frozen=True):
    """The route: its outcome, or `undetermined` with the outcomes still possible."""

    outcome: str
    possible: tuple[str, ...]
    statement: str


class UrgencyAnswer(msgspec.Struct, frozen=True):
    """The urgency: at least this, possibly a higher one; `open` are for each of `possible` the facts it depends on.

    `note` says why where no reason is given.
    """

    at_least: str
    possible: tuple[str, ...]
    statement: str
    reasons: tuple[Reason, ...]
    open: tuple[tuple[str, ...], ...] = ()
    note: str = ""


class WorkingAnswer(msgspec.Struct, frozen=True):
    """What would hold if every question still open came back reassuring; `provided` says which those are."""

    route: str
    urgency: str
    statement: str
    provided: tuple[str, ...]


class Dose(msgspec.Struct, frozen=True):
    """One planned dose: the day it is expected, and the days it may move between."""

    number: int
    expected: date
    earliest: date
    latest: date


class Maintenance(msgspec.Struct, frozen=True):
    """The first maintenance dose and its interval as printed."""

    printed: str
    earliest: date
    due: date
    overdue: date


class Appointment(msgspec.Struct, frozen=True):
    """A review or test of the follow-up. The days are None where it goes by event, not by date."""

    id: str
    when: str
    what: tuple[str, ...]
    first: date | None
    last: date | None
    cites: tuple[str, ...]
    verified: Verified


class Plan(msgspec.Struct, frozen=True):
    """The plan: a regimen with dates from the day of the decision."""

    regimen: str
    label: str
    route: str
    dose: str
    loading: tuple[str, ...]
    doses: tuple[Dose, ...]
    maintenance: Maintenance | None
    duration: str
    alternatives: tuple[str, ...]
    note: str
    cites: tuple[str, ...]
    verified: Verified
    waits: bool = False
    """Something is to be settled before the first dose, as the note says: no day is set (register R125)."""


class SafetyAnswer(msgspec.Struct, frozen=True):
    """A hazard that is there (`yes`), or a question to ask before a dose (`unknown`)."""

    level: str
    id: str
    statement: str
    action: str
    truth: Truth
    cites: tuple[str, ...]


class TestAnswer(msgspec.Struct, frozen=True):
    """A test or question that can still change the answer, the best first, and what it can change."""

    id: str
    label: str
    kind: str
    changes: tuple[str, ...]
    facts: tuple[str, ...]
    cites: tuple[str, ...]


class ChangeAnswer(msgspec.Struct, frozen=True):
    """A single fact that would change the route or the urgency, and what each would become; "" where it stays, or stays open.

    `undetermined` is what becomes of one that is settled now and would be open again.
    """

    fact: str
    text: str
    route: str
    urgency: str


class FactAnswer(msgspec.Struct, frozen=True):
    """A fact in use, with its provenance."""

    name: str
    label: str
    value: str
    source: str
    when: str
    sent: str
    note: str
    presumed: bool


class MissingAnswer(msgspec.Struct, frozen=True):
    """A fact that was recorded and is not used, or one that was never recorded and can matter, with the reason.

    `name` is empty where a resource could not be read, or a text that speaks of B12 has no code we know.
    """

    name: str
    why: str
    sentence: str
    source: str = ""
    sent: str = ""


class ParameterAnswer(msgspec.Struct, frozen=True):
    """A figure a site put in place of the published one."""

    id: str
    label: str
    published: str
    used: str


class Assessment(msgspec.Struct, frozen=True, omit_defaults=True):
    """One patient's explained answer on the day `on`: texts are sentences for a reader, values stand in them with their units."""

    id: str
    title: str
    on: date
    headline: str
    guideline: str
    rules_version: str
    notice: str
    route: RouteAnswer
    urgency: UrgencyAnswer
    working: WorkingAnswer
    indications: tuple[IndicationAnswer, ...]
    definitions: tuple[DefinitionAnswer, ...]
    plan: Plan | None
    follow_up: tuple[Appointment, ...]
    safety: tuple[SafetyAnswer, ...]
    next_tests: tuple[TestAnswer, ...]
    changes: tuple[ChangeAnswer, ...]
    presumptions: tuple[str, ...]
    facts: tuple[FactAnswer, ...]
    missing: tuple[MissingAnswer, ...]
    parameters: tuple[ParameterAnswer, ...]
    sources: tuple[str, ...]
    course: Course | None = None
    """Where injections on record stand; None, and left out of the JSON, where no dose is."""

    def json(self) -> bytes:
        """The answer as JSON."""
        return msgspec.json.encode(self)
