"""Every answer computed again from the facts kept, and compared byte by byte with the answer served."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Engine

from cobalamin.assessment.assess import answer_of
from cobalamin.assessment.engine import rules_version
from cobalamin.journal.entry import ANSWER, AnswerBody, facts_of, program
from cobalamin.journal.store import body_of, rows
from cobalamin.records.forms import fitting, reader
from cobalamin.records.parameters import figures_of
from cobalamin.records.record import Case

_ANSWER, _MEMBERS = reader(dict[str, Any]), reader(dict[str, msgspec.Raw])
"""An answer read whole, and its members as they were sent."""


@dataclass(frozen=True)
class Difference:
    """An answer that differs when computed again. `rules_changed`: other rules answered then.

    `in_words`: every decision is the same, and only another version of the program words it differently.
    """

    number: int
    rules_changed: bool
    parts: tuple[str, ...]
    in_words: bool = False


@dataclass
class Replay:
    """How many answers were computed again, and which of them differ."""

    answers: int
    differences: tuple[Difference, ...]


def replay(engine: Engine) -> Replay:
    """Compute every answer that is still kept again, with its own figures and today's rules."""
    count, found = 0, []
    for number, body in answers(engine):
        count += 1
        difference = compared(number, body)
        if difference is not None:
            found.append(difference)
    return Replay(count, tuple(found))


def answers(engine: Engine) -> Iterator[tuple[int, AnswerBody | None]]:
    """The answers kept, with their row numbers; None for one that cannot be read any more."""
    for row in rows(engine, ("answer",)):
        if row.content is not None:
            yield row.number, body_of(row, ANSWER)


def compared(number: int, body: AnswerBody | None) -> Difference | None:
    """Compute one answer again; None where it comes out the same."""
    if body is None:
        return Difference(number, False, ("everything: it cannot be read, see `journal verify`",))
    try:
        parameters = figures_of(body.figures)
        again = answer_of(facts_of(body), Case(body.case_id), parameters).json()
    except (ValueError, TypeError, ArithmeticError, LookupError):  # facts that no reader has ever written
        return Difference(number, False, ("everything: its facts were damaged, see `journal verify`",))
    if again == bytes(body.answer):
        return None
    before, other_rules = bytes(body.answer), rules_version(parameters) != body.rules_version
    in_words = body.program != program() and not other_rules and decided(before) == decided(again)
    return Difference(number, other_rules, _parts(before, again), in_words)


def _parts(before: bytes, after: bytes) -> tuple[str, ...]:
    """The names of the members in which two answers differ."""
    old, new = fitting(_MEMBERS, before), fitting(_MEMBERS, after)
    if old is None or new is None:
        return ("everything: what was kept is not an answer",)
    return tuple(
        sorted(name for name in old.keys() | new.keys() if bytes(old.get(name, b"")) != bytes(new.get(name, b"")))
    )


# --- what an answer decides, without its words: these change with the program, and no decision does with them ---

_WHOLE = ("id", "on", "guideline", "rules_version", "course")
_OF: dict[str, tuple[str, ...]] = {
    "route": ("outcome", "possible"),
    "urgency": ("at_least", "possible"),
    "working": ("route", "urgency"),
    "indications": ("number", "id", "truth", "forced"),
    "definitions": ("id", "truth"),
    "plan": ("regimen", "route", "dose", "doses", "maintenance"),
    "follow_up": ("id", "first", "last"),
    "safety": ("level", "id", "truth"),
    "next_tests": ("id", "kind", "changes", "facts"),
    "changes": ("fact", "route", "urgency"),
    "facts": ("name", "value", "presumed"),
    "missing": ("name", "why"),
    "parameters": ("id", "used"),
}
"""By part of an answer, the members that are not sentences; `headline`, `notice`, `presumptions` and `sources` are only wording."""
_COURSE = ("state", "last", "earliest", "due", "overdue")


def decided(answer: bytes) -> dict[str, Any] | None:
    """The decisions in the JSON of an answer, without its wording; None where it is not an answer."""
    told = fitting(_ANSWER, answer)
    if told is None:
        return None
    found = {name: told.get(name) for name in _WHOLE}
    found["course"] = _without_words(told.get("course"), _COURSE)
    found |= {name: _without_words(told.get(name), members) for name, members in _OF.items()}
    if isinstance(missing := found["missing"], list):  # in which order they stand decides nothing
        found["missing"] = sorted(map(repr, missing))
    return found


def _without_words(part: Any, members: tuple[str, ...]) -> Any:
    if isinstance(part, list):
        return [_without_words(each, members) for each in part]
    return {name: part.get(name) for name in members} if isinstance(part, dict) else part
