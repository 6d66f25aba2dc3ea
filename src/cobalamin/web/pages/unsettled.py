"""What the record that filled a form says beside its fields: a death, and what is not settled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import msgspec

from cobalamin.assessment.route_doubts import LEVELS, UNREAD
from cobalamin.knowledge.facts import FACTS
from cobalamin.language.nodes import Finding
from cobalamin.records.record import DIED, DOUBTS, Missing, Source, Tells, Why


class Unused(msgspec.Struct, frozen=True):
    """What is recorded and not used: why, a sentence, where it stands, the value and the day sent, and what hangs on it."""

    why: Why
    sentence: str
    where: str = ""
    sent: str = ""
    when: str = ""
    until: date | None = None
    tells: Tells = ""

    @property
    def text(self) -> str:
        """Why, and the sentence, for a reader."""
        return f"{self.why}: {self.sentence}"


def unused(missing: Missing) -> Unused:
    """What a record says of it, as it travels with the form."""
    where, when, sent = missing.source or Source("")
    return Unused(missing.why, missing.sentence, where, sent, when, missing.until, missing.tells)


def tells_a_death(problems: Iterable[Unused]) -> bool:
    """Whether the record says that the patient has died."""
    return any(each.why == DIED for each in problems)


_NO_FIELD: tuple[Tells, ...] = ("low", "declined", "gas planned", "perhaps B12", "perhaps a level", "at home")


def without_a_field(problems: Iterable[Unused]) -> Iterator[Missing]:
    """What no field holds: the first line tells it of the form as of the record (register R79)."""
    for each in problems:
        if each.tells in _NO_FIELD or (each.why == "unmapped" and each.sent):
            source = Source(each.where, each.when, each.sent)
            yield Missing(each.why, each.sentence, source, until=each.until, tells=each.tells)


def levels_unread(
    unused: Mapping[str, Unused], awaited: Mapping[str, str], answers: Mapping[str, str]
) -> Iterator[Missing]:
    """The B12 results of the record that cannot be read, are not to be relied on or are not final (`awaited`), of empty fields."""
    for name in LEVELS:
        each = unused.get(name)
        if each is None or answers.get(name):
            continue
        if each.why in UNREAD or name in awaited or each.tells in ("spoilt", "disturbed"):
            sent = Source("", sent=awaited.get(name, ""))
            yield Missing(each.why, each.sentence, sent, fact=name, tells=each.tells)


def unsettled(unused: Mapping[str, Unused], answers: Mapping[str, str]) -> dict[str, Any]:
    """What is recorded in doubt and nobody answered: a form that kept silent on it said that none is recorded (R79, R98, R102)."""
    return {
        name: {"present": None, "unsettled": each.text}
        for name, each in unused.items()
        if each.why in DOUBTS and not answers.get(name) and name in FACTS and isinstance(FACTS[name].fact, Finding)
    }
