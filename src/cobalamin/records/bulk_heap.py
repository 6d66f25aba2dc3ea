"""The second pass over FHIR NDJSON: one heap at a time, each patient read as a bundle of the same resources would be.

Observations are most of a record and say the same few things: what one says, apart from whose it is and when, is read once by
the very reader of a bundle and remembered by its bytes. Selection then reads only the results it chooses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import msgspec

from cobalamin.records.bulk_said import LINE, OUTSIDE, RESOURCE, UNREADABLE, Line, Outside, Said, said
from cobalamin.records.bulk_sort import patient_id
from cobalamin.records.codes import RecordError
from cobalamin.records.fhir import case_of, new_reading
from cobalamin.records.fhir_bundle import Entry
from cobalamin.records.fhir_resources import Medication, Medicine, Passed, Patient, Read, Resource, kind_of
from cobalamin.records.fhir_types import Reference
from cobalamin.records.heaps import Heap
from cobalamin.records.record import Case
from cobalamin.records.wide import Rejected


@dataclass(slots=True)
class _Patient:
    """The lines of one patient: observations by what they say, and the other resources."""

    observations: list[tuple[Line, Said]] = field(default_factory=list)
    outside: list[Outside] = field(default_factory=list)
    others: list[Entry] = field(default_factory=list)


def heap_cases(heap: Heap, medicines: Mapping[str, Medication]) -> Iterator[Case | Rejected]:
    """The patients of one heap."""
    patients: dict[str, _Patient] = {}
    for line, text in _lines(heap.read()):
        if line is not None and line.resourceType == OUTSIDE:
            _of(patients, line).outside += line.outside
            continue
        told = said(line) if line is not None and line.resourceType == "Observation" else None
        if line is None or told is None:
            _add(patients, text)
        else:
            _of(patients, line).observations.append((line, told))
    for name, patient in sorted(patients.items()):
        yield _case(name, patient, medicines)


def _lines(text: bytes) -> Iterator[tuple[Line | None, bytes]]:
    """Each line with what was read of it; None where it does not fit. The first pass saw to it that each is one object."""
    texts = text.removesuffix(b"\n").split(b"\n") if text else []
    try:
        yield from zip(LINE.decode_lines(text), texts, strict=True)
    except UNREADABLE:
        for each in texts:
            yield _line(each), each


def _line(text: bytes) -> Line | None:
    try:
        return LINE.decode(text)
    except UNREADABLE:
        return None


def _add(patients: dict[str, _Patient], text: bytes) -> None:
    """A resource read by itself; of one that does not fit R4 though its codes could be read only the patient is known."""
    try:
        resource: Resource = RESOURCE.decode(text)
    except UNREADABLE:
        _of(patients, _NAMED.decode(text))
        return
    if not isinstance(resource, Passed):
        _of(patients, resource).others.append(Entry(f"{kind_of(resource)}/{resource.id}", resource))


def _of(patients: dict[str, _Patient], line: Line | Read | _Named) -> _Patient:
    """The patient a line speaks of."""
    subject = line.subject or line.patient
    is_patient = isinstance(line, Patient) or (isinstance(line, _Named) and line.resourceType == "Patient")
    name = line.id if is_patient else patient_id((subject and subject.reference) or "")
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


def _case(name: str, patient: _Patient, medicines: Mapping[str, Medication]) -> Case | Rejected:
    pointed = [
        Entry(f"Medication/{key}", medicines[key])
        for entry in patient.others
        if isinstance(entry.resource, Medicine)
        and entry.resource.medicationReference is not None
        and (key := patient_id(entry.resource.medicationReference.reference or "")) in medicines
    ]
    reading = new_reading()
    reading.results += patient.outside
    for line, told in patient.observations:
        told.add(reading, line)
    try:
        return case_of([*pointed, *patient.others], name, reading=reading)
    except RecordError as problem:
        return Rejected(f"Patient/{name}", str(problem))
