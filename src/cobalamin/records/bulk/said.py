"""What an observation says, apart from whose it is and when: read once by the reader of a bundle and cached by its bytes.

It is kept as its members as sent, one per line: no member of a line of NDJSON contains a newline.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache, partial
from typing import NamedTuple

import msgspec

from cobalamin.records.bulk.lines import Observed
from cobalamin.records.document import UNFIT
from cobalamin.records.errors import RecordError
from cobalamin.records.fhir.observations import add_observation
from cobalamin.records.fhir.read import new_reading
from cobalamin.records.fhir.resources import Observation
from cobalamin.records.forms import reader
from cobalamin.records.record import Missing, Result, Source, Statement, Unread
from cobalamin.records.site import Site

_REMEMBERED = 30_000
_PARTS = (
    "status", "code", "valueQuantity", "interpretation", "referenceRange", "valueString", "valueCodeableConcept",
    "valueBoolean", "valueInteger", "dataAbsentReason", "effectivePeriod", "effectiveInstant", "patient", "note",
)  # fmt: skip
"""What is read of an observation besides its id, its subject and one date; the last four are hardly ever sent beside those."""
_OBSERVATION = reader(Observation)
_between = b"\n".join


def said_in(observations: Iterable[Observed]) -> list[bytes]:
    """The members of observations that say something about a patient, joined by newlines."""
    return [
        _between(
            (g.status, g.code, g.valueQuantity, g.interpretation, g.referenceRange, g.valueString, g.valueCodeableConcept,
             g.valueBoolean, g.valueInteger, g.dataAbsentReason, g.effectivePeriod, g.effectiveInstant, g.patient, g.note)
        )
        for g in observations
    ]  # fmt: skip


def as_line(said: bytes, id: str, when: str, meta: bytes = b"") -> bytes:
    """The observation as JSON again, without its subject."""
    parts = {name: msgspec.Raw(part) for name, part in zip(_PARTS, said.split(b"\n"), strict=True) if part}
    if meta:
        parts["meta"] = msgspec.Raw(meta)
    return msgspec.json.encode({"resourceType": "Observation", "id": id, "effectiveDateTime": when, **parts})


class Seen(NamedTuple):
    """One observation: which, when as sent, and its moment."""

    id: str
    when: str
    taken: datetime | None


class SaidResult:
    """A result without patient and time: read when it is first chosen, and then remembered."""

    __slots__ = ("_pending", "_result", "fact")
    is_result = True

    def __init__(self, pending: Unread) -> None:
        self.fact = pending.fact
        self._pending: Unread | None = pending
        self._result: Result | None = None

    def once(self) -> Result:
        """The result."""
        if self._pending is not None:
            self._result, self._pending = self._pending.read(), None
        assert self._result is not None
        return self._result

    def at(self, seen: Seen) -> Unread:
        """This result as that of one observation."""
        return _Dated(self.fact, seen.taken, self, seen)


class _Dated(NamedTuple):
    """A result of one observation, not read yet."""

    fact: str
    taken: datetime | None
    said: SaidResult
    seen: Seen

    def read(self) -> Result:
        """Where the value lies, or why it cannot be used."""
        result = self.said.once()
        source = Source(f"Observation/{self.seen.id}", self.seen.when, result.source.sent)
        return result._replace(source=source, taken=self.taken, problem=_placed(result.problem, source))


class SaidStatement:
    """A finding without patient and time."""

    __slots__ = ("_statement", "fact")
    is_result = False

    def __init__(self, statement: Statement) -> None:
        self.fact = statement.fact
        self._statement = statement

    def at(self, seen: Seen) -> Statement:
        """This finding as that of one observation."""
        source = Source(f"Observation/{seen.id}", seen.when)
        day = None if seen.taken is None else seen.taken.date()
        problem = _placed(self._statement.problem, source)
        return self._statement._replace(source=source, day=day, problem=problem)


def _placed(problem: Missing | None, source: Source) -> Missing | None:
    return None if problem is None else problem._replace(source=source)


Word = SaidResult | SaidStatement
"""One thing an observation says."""


@lru_cache(maxsize=8)
def words_at(site: Site | None = None) -> Callable[[bytes], tuple[Word, ...] | None]:
    """A function from what an observation says to its words, with a site's codes; its cache lasts from heap to heap."""
    return lru_cache(_REMEMBERED)(partial(_read, site))


def _read(site: Site | None, said: bytes) -> tuple[Word, ...] | None:
    """The words of an observation; None if it must be read by itself, because something to be reported names it."""
    reading = new_reading(site)
    try:
        add_observation(reading, _OBSERVATION.decode(as_line(said, "", "")))
    except (*UNFIT, RecordError):
        return None
    if reading.has_reported:
        return None
    return (*map(SaidResult, reading.results), *map(SaidStatement, reading.statements))
