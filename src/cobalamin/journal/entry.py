"""What the journal keeps of one answer or one feedback, and how facts are written so that a replay reads them again."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from functools import cache
from importlib.metadata import version
from typing import Any, Literal
from uuid import NAMESPACE_URL, uuid5

import msgspec

from cobalamin.knowledge.treatment import Course
from cobalamin.language.patient import Interval
from cobalamin.records.forms import reader
from cobalamin.records.known import HELD_BACK, NOTHING_HALTED, WITHHELD, Facts, Halted, Known
from cobalamin.records.parameters import KeptFigure
from cobalamin.records.record import Missing, Source, Tells

Kind = Literal["answer", "feedback", "deletion"]


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One row's content. `body` is JSON: for an answer its facts, figures, result and cards; patients are keyed hashes."""

    id: str
    kind: Kind
    at: str
    service: str
    body: msgspec.Raw
    patient: str = ""
    cards: tuple[str, ...] = ()


class KnownRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """A fact in use: yes or no, or the ends of an interval as exact fractions."""

    value: bool | tuple[str | None, str | None, str, bool, bool]
    source: Source | None = None
    note: str = ""
    presumed: bool = False


class OrderedRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """What stood ordered when an answer was served: it shaped the cards and is no fact of the answer."""

    what: str
    since: date | None
    signed: bool
    source: str = ""


class AnswerBody(msgspec.Struct, frozen=True, omit_defaults=True):
    """An answer served: everything a replay and a regulator need."""

    hook_instance: str
    rules_version: str
    on: date
    facts: dict[str, KnownRow]
    missing: dict[str, Missing]
    answer: msgspec.Raw
    cards: msgspec.Raw
    case_id: str = ""
    figures: tuple[KeptFigure, ...] = ()
    gaps: tuple[str, ...] = ()
    user: str = ""
    location: str = ""
    problems: tuple[Missing, ...] = ()
    ordered: tuple[OrderedRow, ...] = ()
    unsure_orders: tuple[str, ...] = ()
    """Orders that did not arrive, or that may not wait any more."""
    course: Course | None = None
    """Where injections on record stood: read from doses that are not kept."""
    halted: Halted = NOTHING_HALTED
    """What kept injections from being given, read from the same."""
    program: str = ""
    """The version of the program that told the answer; "" of entries from before it was kept."""


class FeedbackBody(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of a card."""

    card: str
    outcome: str
    outcome_timestamp: str
    accepted: tuple[str, ...] = ()
    reason: str = ""
    comment: str = ""


ENTRY, ANSWER, FEEDBACK = reader(Entry), reader(AnswerBody), reader(FeedbackBody)
"""What reads an entry, and the two kinds of body."""


def known_row(known: Known) -> KnownRow:
    """A fact as it is kept."""
    value = known.value
    if isinstance(value, bool):
        return KnownRow(value, known.source, known.note, known.presumed)
    ends = (_text(value.low), _text(value.high), value.unit, value.low_open, value.high_open)
    return KnownRow(ends, known.source, known.note, known.presumed)


def _text(end: Fraction | None) -> str | None:
    return None if end is None else str(end)


def known_of(row: KnownRow) -> Known:
    """The fact kept, exactly as it was."""
    if isinstance(row.value, bool):
        return Known(row.value, row.source, row.note, row.presumed)
    low, high, unit, low_open, high_open = row.value
    interval = Interval(_fraction(low), _fraction(high), unit, low_open, high_open)
    return Known(interval, row.source, row.note, row.presumed)


def _fraction(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def facts_of(body: AnswerBody) -> Facts:
    """The facts an answer rested on."""
    known = {name: known_of(row) for name, row in body.facts.items()}
    missing = {name: _signed(each) for name, each in body.missing.items()}
    return Facts(body.on, known, missing, tuple(map(_signed, body.problems)), body.course, body.halted)


_BY_ITS_WORDS: Mapping[str, Tells] = {
    WITHHELD: "dose withheld", HELD_BACK: "injections held", "entered-in-error, not final": "withdrawn",
}  # fmt: skip


def _signed(kept: Missing) -> Missing:
    """What was kept before it was kept what else hangs on it: until then the sentence alone told it."""
    tells: Tells = next((sign for words, sign in _BY_ITS_WORDS.items() if words in kept.sentence), "")
    return kept if kept.tells or not tells else kept._replace(tells=tells)


@cache
def program() -> str:
    """The version of the program that runs."""
    return version("cobalamin")


def feedback_id(service: str, body: FeedbackBody) -> str:
    """The same for the same feedback sent again: a repeat adds nothing."""
    return str(uuid5(NAMESPACE_URL, f"{service}\n{msgspec.json.encode(body).decode()}"))


def keyed(key: bytes, identifier: str) -> str:
    """A patient or user as a keyed hash; without a key nothing is kept of who it was."""
    return hmac.new(key, identifier.encode(), hashlib.sha256).hexdigest() if key and identifier else ""


def moment(at: datetime) -> str:
    """A moment in UTC as rows write it."""
    return at.isoformat(timespec="milliseconds")


def as_json(value: Any) -> msgspec.Raw:
    """A value as raw JSON."""
    return msgspec.Raw(msgspec.json.encode(value))
