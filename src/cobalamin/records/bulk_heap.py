"""The second pass over FHIR NDJSON: one heap at a time, each patient read as a bundle of the same resources would be.

Observations are most of a record and say the same few things: what one says, apart from whose it is and when, is read once by
the very reader of a bundle and remembered by its bytes. Selection then reads only the results it chooses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import msgspec

from cobalamin.records.bulk_said import RESOURCE, UNREADABLE, Line, Outside, Said, said
from cobalamin.records.bulk_sort import patient_id
from cobalamin.records.codes import RecordError
from cobalamin.records.document import fault
from cobalamin.records.fhir import case_of, new_reading
from cobalamin.records.fhir_bundle import Entry
from cobalamin.records.fhir_resources import (
    AllergyIntolerance,
    Condition,
    DiagnosticReport,
    Medication,
    Medicine,
    Passed,
    Patient,
    Procedure,
    Read,
    Resource,
    kind_of,
)
from cobalamin.records.fhir_types import Reference
from cobalamin.records.heaps import Heap
from cobalamin.records.record import Case, Missing, Rejected, left_out, rejected_in


@dataclass(slots=True)
class _Patient:
    """The lines of one patient: observations by what they say, results outside the window, the other resources, and why
    some were left out.
    """

    observations: list[tuple[Line, Said]] = field(default_factory=list)
    outside: Outside | None = None
    others: list[Entry] = field(default_factory=list)
    problems: list[Missing] = field(default_factory=list)


_Other = Patient | DiagnosticReport | Condition | AllergyIntolerance | Procedure | Medicine
_Kept = Line | Outside | _Other
_KEPT: msgspec.json.Decoder[_Kept] = msgspec.json.Decoder(_Kept)
"""The lines a heap holds: what the first pass keeps."""


def heap_cases(heap: Heap, medicines: Mapping[str, Medication]) -> Iterator[Case | Rejected]:
    """The patients of one heap."""
    patients = _Patients()
    for line, text in _lines(heap.read()):
        if isinstance(line, Line):
            told = said(line)
            if told is not None:
                patients.of(line).observations.append((line, told))
            else:
                patients.add_alone(text)
        elif isinstance(line, Outside):
            patients.add_outside(line)
        elif line is None:
            patients.add_alone(text)
        else:
            patients.add(line)
    for name, patient in sorted(patients.items()):
        case = _case(name, patient, medicines)
        yield case
        if isinstance(case, Case):
            yield from rejected_in(case)


def _lines(text: bytes) -> Iterator[tuple[_Kept | None, bytes]]:
    """Each line with what was read of it; None where it does not fit. The first pass saw to it that each is one object."""
    texts = text.removesuffix(b"\n").split(b"\n") if text else []
    try:
        yield from zip(_KEPT.decode_lines(text), texts, strict=True)
    except UNREADABLE:
        for each in texts:
            yield _line(each), each


def _line(text: bytes) -> _Kept | None:
    try:
        return _KEPT.decode(text)
    except UNREADABLE:
        return None


class _Patients(dict[str, _Patient]):
    """The patients of a heap by id, as they are met."""

    def __missing__(self, name: str) -> _Patient:
        found = self[name] = _Patient()
        return found

    def of(self, line: Line | Read | _Named) -> _Patient:
        """The patient a line speaks of."""
        subject = line.subject or line.patient
        return self[patient_id((subject and subject.reference) or "")]

    def add(self, resource: Read) -> None:
        """A resource that is read by itself."""
        patient = self[resource.id] if isinstance(resource, Patient) else self.of(resource)
        patient.others.append(Entry(f"{kind_of(resource)}/{resource.id}", resource))

    def add_outside(self, more: Outside) -> None:
        """Results outside the window, perhaps of another piece of the source."""
        patient = self[more.patient]
        if patient.outside is None:
            patient.outside = more
        else:
            for fact, taken in more.taken.items():
                patient.outside.add(fact, taken)

    def add_alone(self, text: bytes) -> None:
        """A line by itself; one that does not fit R4 though its codes could be read is left out and told, as in a bundle."""
        try:
            resource: Resource = RESOURCE.decode(text)
        except UNREADABLE as problem:
            named = _NAMED.decode(text)
            patient = self[named.id] if named.resourceType == "Patient" else self.of(named)
            patient.problems.append(left_out(f"{named.resourceType}/{named.id}", fault(problem)))
            return
        if not isinstance(resource, Passed):
            self.add(resource)


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
    reading.problems += patient.problems
    if patient.outside is not None:
        reading.outside = patient.outside.taken
    for line, told in patient.observations:
        told.add(reading, line)
    try:
        return case_of([*pointed, *patient.others], name, reading=reading)
    except RecordError as problem:
        return Rejected(f"Patient/{name}", str(problem))
