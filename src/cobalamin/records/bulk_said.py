"""What an observation says, apart from whose it is and when: read once by the reader of a bundle and remembered by its bytes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple, cast

import msgspec

from cobalamin.records.codes import RecordError
from cobalamin.records.fhir import new_reading
from cobalamin.records.fhir_observations import add_observation
from cobalamin.records.fhir_reading import Reading
from cobalamin.records.fhir_resources import AnyResource, Observation
from cobalamin.records.fhir_types import Period, Reference
from cobalamin.records.fhir_values import moment, when_observed
from cobalamin.records.record import Missing, Result, Source, Statement, Unread

NOT_SENT = msgspec.Raw(b"")
UNREADABLE = (msgspec.DecodeError, RecursionError, UnicodeDecodeError)
_REMEMBERED = 100_000


class Line(msgspec.Struct, tag_field="resourceType", tag="Observation", gc=False):
    """An observation: whose and when, and what it says as sent."""

    id: str = ""
    subject: Reference | None = None
    patient: Reference | None = None
    status: str | None = None
    effectiveDateTime: str | None = None  # noqa: N815
    effectivePeriod: Period | None = None  # noqa: N815
    effectiveInstant: str | None = None  # noqa: N815
    issued: str | None = None
    code: msgspec.Raw = NOT_SENT
    valueQuantity: msgspec.Raw = NOT_SENT  # noqa: N815
    interpretation: msgspec.Raw = NOT_SENT
    referenceRange: msgspec.Raw = NOT_SENT  # noqa: N815
    valueString: msgspec.Raw = NOT_SENT  # noqa: N815
    valueCodeableConcept: msgspec.Raw = NOT_SENT  # noqa: N815
    valueBoolean: msgspec.Raw = NOT_SENT  # noqa: N815
    dataAbsentReason: msgspec.Raw = NOT_SENT  # noqa: N815
    component: msgspec.Raw = NOT_SENT


class Outside(msgspec.Struct, tag_field="resourceType", tag="results outside the window", gc=False):
    """A line of our own: what the first pass tells of a patient's results that do not count on the day it read for."""

    patient: str
    taken: dict[str, datetime] = {}
    """Fact -> when the latest of them was taken."""

    def add(self, fact: str, taken: datetime) -> None:
        """One more, at a moment."""
        before = self.taken.get(fact)
        if before is None or before < taken:
            self.taken[fact] = taken


LINE = msgspec.json.Decoder(Line)
RESOURCE = msgspec.json.Decoder(AnyResource)
_OBSERVATION = msgspec.json.Decoder(Observation)


_PARTS = (
    "code", "valueQuantity", "interpretation", "referenceRange", "valueString", "valueCodeableConcept", "valueBoolean",
    "dataAbsentReason", "component",
)  # fmt: skip


class Said:
    """What an observation says, of nobody and at no time."""

    __slots__ = ("_usable", "results", "statements")

    def __init__(self, results: tuple[_Once, ...], statements: tuple[Statement, ...]) -> None:
        self.results, self.statements = results, statements
        self._usable: bool | None = None

    @property
    def usable(self) -> bool:
        """Whether every result in it can be read: nothing about its value keeps it from counting."""
        if self._usable is None:
            self._usable = all(once.usable for once in self.results)
        return self._usable

    def add(self, reading: Reading, line: Line) -> None:
        """The same of this patient at this time."""
        when = when_observed(cast(Observation, line))
        taken = moment(when)
        for once in self.results:
            reading.results.append(_Dated(once.fact, taken, once, line.id, when))
        for statement in self.statements:
            source = Source(f"Observation/{line.id}", when)
            day = None if taken is None else taken.date()
            problem = _placed(statement.problem, source)
            reading.statements.append(statement._replace(source=source, day=day, problem=problem))


class _Once:
    """A result read when it is first chosen, and then remembered."""

    __slots__ = ("_read", "_result", "fact")

    def __init__(self, pending: Unread) -> None:
        self.fact = pending.fact
        self._read: Callable[[], Result] = pending.read
        self._result: Result | None = None

    @property
    def usable(self) -> bool:
        """Whether nothing about its value keeps it from counting."""
        return self._once().problem is None

    def _once(self) -> Result:
        if self._result is None:
            self._result = self._read()
        return self._result

    def dated(self, id: str, when: str, taken: datetime | None) -> Result:
        """The result with this observation's place and time."""
        result = self._once()
        source = Source(f"Observation/{id}", when, result.source.sent)
        return Result(result.fact, result.value, source, taken, _placed(result.problem, source), result.note)


class _Dated(NamedTuple):
    """A result of an observation, unread."""

    fact: str
    taken: datetime | None
    once: _Once
    id: str
    when: str

    def read(self) -> Result:
        """Where the value lies, or why it cannot be used."""
        return self.once.dated(self.id, self.when, self.taken)


def _placed(problem: Missing | None, source: Source) -> Missing | None:
    return None if problem is None else Missing(problem.why, problem.sentence, source)


_SAID: dict[tuple[bytes | str | None, ...], Said | None] = {}


def said(line: Line) -> Said | None:
    """What the observation says; None for one that must be read by itself."""
    key = (
        bytes(line.code), line.status, bytes(line.valueQuantity), bytes(line.interpretation), bytes(line.referenceRange),
        bytes(line.valueString), bytes(line.valueCodeableConcept), bytes(line.valueBoolean), bytes(line.dataAbsentReason),
        bytes(line.component),
    )  # fmt: skip
    try:
        return _SAID[key]
    except KeyError:
        if len(_SAID) >= _REMEMBERED:
            _SAID.clear()
        found = _SAID[key] = _read(line)
        return found


def _read(line: Line) -> Said | None:
    sent = {name: part for name in _PARTS if (part := getattr(line, name)) is not NOT_SENT}
    reading = new_reading()
    try:
        add_observation(reading, _OBSERVATION.decode(msgspec.json.encode({"status": line.status, **sent})))
    except (*UNREADABLE, RecordError):
        return None
    if reading.problems:
        return None  # they name the resource
    return Said(tuple(map(_Once, reading.results)), tuple(reading.statements))
