"""The second pass over FHIR NDJSON: one heap at a time, each patient read as a bundle of the same resources would be.

Observations are most of a record and say the same few things: what one says, apart from whose it is and when, is read once by
the very reader of a bundle and remembered by its bytes. Selection then reads only the results it chooses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import NamedTuple, cast

import msgspec

from cobalamin.records.bulk_sort import NOT_SENT, UNREADABLE, patient_id
from cobalamin.records.codes import RecordError
from cobalamin.records.fhir import Resource, case_of, new_reading
from cobalamin.records.fhir_observations import add_observation
from cobalamin.records.fhir_reading import Reading
from cobalamin.records.fhir_types import Period, Reference
from cobalamin.records.fhir_values import moment, when_observed
from cobalamin.records.heaps import Heap
from cobalamin.records.record import Case, Missing, Pending, Result, Source, Statement, Unread
from cobalamin.records.wide import Rejected

_REMEMBERED = 100_000


class _Line(msgspec.Struct, gc=False):
    """An observation: whose and when, and what it says as sent. Of another resource only the type is read."""

    resourceType: str = ""  # noqa: N815
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


_LINE = msgspec.json.Decoder(_Line)
_RESOURCE = msgspec.json.Decoder(Resource)
_PARTS = (
    "code", "valueQuantity", "interpretation", "referenceRange", "valueString", "valueCodeableConcept", "valueBoolean",
    "dataAbsentReason", "component",
)  # fmt: skip


@dataclass(slots=True)
class _Patient:
    """The lines of one patient: observations by what they say, and the other resources."""

    observations: list[tuple[_Line, _Said]] = field(default_factory=list)
    others: list[tuple[Resource, str]] = field(default_factory=list)


def heap_cases(heap: Heap, medicines: Mapping[str, Resource]) -> Iterator[Case | Rejected]:
    """The patients of one heap."""
    patients: dict[str, _Patient] = {}
    for line, text in _lines(heap.read()):
        said = _said(line) if line is not None and line.resourceType == "Observation" else None
        if line is None or said is None:
            resource = _resource(text)
            _of(patients, resource).others.append((resource, f"{resource.resourceType}/{resource.id}"))
        else:
            _of(patients, line).observations.append((line, said))
    for name, patient in sorted(patients.items()):
        yield _case(name, patient, medicines)


def _lines(text: bytes) -> Iterator[tuple[_Line | None, bytes]]:
    """Each line with what was read of it; None where it does not fit. The first pass saw to it that each is one object."""
    texts = text.removesuffix(b"\n").split(b"\n") if text else []
    try:
        yield from zip(_LINE.decode_lines(text), texts, strict=True)
    except UNREADABLE:
        for each in texts:
            yield _line(each), each


def _line(text: bytes) -> _Line | None:
    try:
        return _LINE.decode(text)
    except UNREADABLE:
        return None


def _of(patients: dict[str, _Patient], line: _Line | Resource) -> _Patient:
    """The patient a line speaks of."""
    subject = line.subject or line.patient
    name = line.id if line.resourceType == "Patient" else patient_id((subject and subject.reference) or "")
    found = patients.get(name)
    if found is None:
        found = patients[name] = _Patient()
    return found


class _Named(msgspec.Struct, gc=False):
    resourceType: str = ""  # noqa: N815
    id: str = ""
    subject: Reference | None = None
    patient: Reference | None = None


_NAMED = msgspec.json.Decoder(_Named)


def _resource(text: bytes) -> Resource:
    """The resource; one that does not fit R4 though its codes could be read is known by its head, so that it can be told."""
    try:
        return _RESOURCE.decode(text)
    except UNREADABLE:
        head = _NAMED.decode(text)
        return Resource(
            resourceType=f"{head.resourceType} (not R4)", id=head.id, subject=head.subject, patient=head.patient
        )


def _case(name: str, patient: _Patient, medicines: Mapping[str, Resource]) -> Case | Rejected:
    pointed = [
        (medicines[key], f"Medication/{key}")
        for resource, _ in patient.others
        if resource.medicationReference is not None
        and (key := patient_id(resource.medicationReference.reference or "")) in medicines
    ]
    reading = new_reading()
    for line, said in patient.observations:
        said.add(reading, line)
    try:
        return case_of([*pointed, *patient.others], name, reading=reading)
    except RecordError as problem:
        return Rejected(f"Patient/{name}", str(problem))


# --- what an observation says, read once -----------------------------------------------------------------------------


class _Said(NamedTuple):
    """What an observation says, of nobody and at no time."""

    results: tuple[_Once, ...]
    statements: tuple[Statement, ...]

    def add(self, reading: Reading, line: _Line) -> None:
        """The same of this patient at this time."""
        when = when_observed(cast(Resource, line))
        taken = moment(when)
        for once in self.results:
            reading.results.append(Pending(once.fact, taken, partial(once.dated, line.id, when, taken)))
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

    def dated(self, id: str, when: str, taken: datetime | None) -> Result:
        """The result with this observation's place and time."""
        if self._result is None:
            self._result = self._read()
        result = self._result
        source = Source(f"Observation/{id}", when, result.source.sent)
        return result._replace(source=source, taken=taken, problem=_placed(result.problem, source))


def _placed(problem: Missing | None, source: Source) -> Missing | None:
    return None if problem is None else problem._replace(source=source)


_SAID: dict[tuple[bytes | str | None, ...], _Said | None] = {}


def _said(line: _Line) -> _Said | None:
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


def _read(line: _Line) -> _Said | None:
    sent = {name: part for name in _PARTS if (part := getattr(line, name)) is not NOT_SENT}
    reading = new_reading()
    try:
        add_observation(reading, _RESOURCE.decode(msgspec.json.encode({"status": line.status, **sent})))
    except (*UNREADABLE, RecordError):
        return None
    if reading.problems:
        return None  # they name the resource
    return _Said(tuple(map(_Once, reading.results)), tuple(reading.statements))
