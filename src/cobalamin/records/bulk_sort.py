"""The first pass over FHIR NDJSON: one look at every line, and those that can say something sorted by patient.

A chunk is decoded at once and the parts of a line that matter stay as they were sent: a record repeats its codes, so what
they mean is remembered by their very bytes. A chunk that is not one object a line is read line by line, and what cannot be
read is counted and written out as it stood.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import msgspec

from cobalamin.records.bulk_codes import SILENT, says_something
from cobalamin.records.bulk_latest import Glance, Latest
from cobalamin.records.bulk_said import NOT_SENT, UNREADABLE
from cobalamin.records.fhir_types import Reference
from cobalamin.records.heaps import BUFFER_BYTES, HeapWriter
from cobalamin.records.pieces import Piece, chunks

REJECTED_SHOWN = 1_000
"""Rejected lines told with place and reason for each piece; all are counted and kept."""
_CODED = frozenset({"Observation", "Condition", "Procedure", "AllergyIntolerance"})
_MEDICINES = frozenset({"MedicationRequest", "MedicationStatement", "MedicationAdministration"})
_NAMED = 10_000


class _Component(msgspec.Struct, gc=False):
    code: msgspec.Raw = NOT_SENT


class _Head(msgspec.Struct, gc=False):
    """What decides whether a line can say something, and of whom."""

    resourceType: str = ""  # noqa: N815
    id: str = ""
    subject: msgspec.Raw = NOT_SENT
    patient: msgspec.Raw = NOT_SENT
    code: msgspec.Raw = NOT_SENT
    component: tuple[_Component, ...] = ()
    medicationCodeableConcept: msgspec.Raw = NOT_SENT  # noqa: N815
    contained: msgspec.Raw = NOT_SENT


_GLANCE = msgspec.json.Decoder(Glance)
_HEAD = msgspec.json.Decoder(_Head)
_REFERENCE = msgspec.json.Decoder(Reference | None)


@dataclass(frozen=True)
class Sorting:
    """A piece with all that is needed to sort it anywhere."""

    piece: Piece
    folder: Path
    heaps: int
    name: str
    buffer: int = BUFFER_BYTES
    on: date | None = None
    """The day decided on: results that cannot count on it are let go. None keeps all."""

    @property
    def medicines(self) -> Path:
        """The Medication resources of the piece, for those who point to them."""
        return self.folder / f"{self.name}.medicines"

    @property
    def rejects(self) -> Path:
        """The lines that could not be read, as they stood."""
        return self.folder / f"{self.name}.rejects"


@dataclass
class Sorted:
    """What a piece held; `rejected` are the first of those counted, by the line within the piece."""

    lines: int = 0
    kept: int = 0
    bad: int = 0
    rejected: list[tuple[int, str]] = field(default_factory=list)


def sort_piece(sorting: Sorting) -> Sorted:
    """One piece sorted into runs; done before with the same cut, it is not done again."""
    note = sorting.folder / f"{sorting.name}.sorted"
    what = _what(sorting)
    if note.exists():
        before: tuple[str, Sorted] = msgspec.json.decode(note.read_bytes(), type=tuple[str, Sorted])
        if before[0] == what:
            return before[1]
    sorter = _Sorter(sorting)
    try:
        for chunk in chunks(sorting.piece):
            sorter.sort(chunk)
    except (OSError, EOFError) as problem:
        sorter.reject(b"", f"the file cannot be read from here on: {problem}")
    finally:
        sorter.close()
    unfinished = note.with_suffix(".unfinished")
    unfinished.write_bytes(msgspec.json.encode((what, sorter.found)))
    unfinished.rename(note)
    return sorter.found


def _what(sorting: Sorting) -> str:
    """The piece as it is now: a file that changed is sorted again."""
    piece, stat = sorting.piece, sorting.piece.path.stat()
    return f"{piece.path} {piece.start} {piece.stop} {stat.st_size} {stat.st_mtime_ns} {sorting.heaps} {sorting.on}"


class _Sorter:
    """The lines of one piece, sorted as they come."""

    def __init__(self, sorting: Sorting) -> None:
        self.heaps = HeapWriter(sorting.folder, sorting.heaps, sorting.name, sorting.buffer)
        self.found = Sorted()
        self._buffer = sorting.buffer
        self._named: dict[bytes, str] = {}
        self._latest = None if sorting.on is None else Latest(sorting.on, self._patient)
        self._rejects = sorting.rejects.open("wb")
        self._medicines = sorting.medicines.open("wb")

    def sort(self, chunk: bytes) -> None:
        """Whole lines, one object each where nothing is wrong."""
        lines = chunk.split(b"\n")
        if not lines[-1]:
            lines.pop()
        glances = _glances(lines)
        before = self.found.lines
        left: Iterable[int] = range(len(lines)) if glances is None else _speaking(glances)
        if glances is not None and self._latest is not None:
            take = self._latest.take
            left = [i for i in left if not take(glances[i], lines[i])]
            self._spare_memory(self._latest, len(chunk))
        for i in left:
            self.found.lines = before + i + 1
            self._sort_line(lines[i])
        self.found.lines = before + len(lines)

    def _spare_memory(self, latest: Latest, more: int) -> None:
        latest.weight += more  # at most: what was taken of a chunk is not more than the chunk
        if latest.weight > self._buffer:
            latest.drop_outdated()
            if latest.weight > self._buffer // 2:
                self._put_latest()

    def _put_latest(self) -> None:
        """The results held into the heaps."""
        if self._latest is not None:
            for subject, line in self._latest.lines():
                self.heaps.put(self._patient(subject), line)

    def _sort_line(self, line: bytes) -> None:
        try:
            if line.strip():
                self._sort_in(_HEAD.decode(line), line)
        except UNREADABLE as problem:
            self.reject(line, _lowered(problem))

    def _sort_in(self, head: _Head, line: bytes) -> None:
        kind = head.resourceType
        if kind in _CODED:
            if not (
                says_something(bytes(head.code)) or any(says_something(bytes(part.code)) for part in head.component)
            ):
                return  # most lines of a record end here
        elif kind == "Patient":
            self.heaps.put(head.id, line)
            return
        elif kind == "Medication":
            if says_something(bytes(head.code)):
                self._medicines.write(line + b"\n")
            return
        elif kind in _MEDICINES:
            if head.medicationCodeableConcept is not NOT_SENT and not says_something(
                bytes(head.medicationCodeableConcept)
            ):
                return
        elif kind != "DiagnosticReport" or head.contained is NOT_SENT:
            says_something(bytes(head.code))  # seen once, a silent code ends the next line at a glance
            return
        self._put(head, line)

    def _put(self, head: _Head, line: bytes) -> None:
        patient = self._patient(bytes(head.subject if head.subject is not NOT_SENT else head.patient))
        if patient:
            self.heaps.put(patient, line)
        else:
            self.reject(line, f"{head.resourceType}/{head.id} names no patient")

    def _patient(self, sent: bytes) -> str:
        """The patient a reference names, "" where it names none; lines of one patient stand together."""
        found = self._named.get(sent)
        if found is None:
            subject = _REFERENCE.decode(sent) if sent else None
            if len(self._named) >= _NAMED:
                self._named.clear()
            found = self._named[sent] = patient_id((subject and subject.reference) or "")
        return found

    def reject(self, line: bytes, why: str) -> None:
        """Count what cannot be read, and keep it."""
        self.found.bad += 1
        if len(self.found.rejected) < REJECTED_SHOWN:
            self.found.rejected.append((self.found.lines, why))
        self._rejects.write(line + b"\n")

    def close(self) -> None:
        """The rest to the disk."""
        if self._latest is not None:
            self._latest.drop_outdated()
            self._put_latest()
        self.heaps.flush()
        self.found.kept = self.heaps.kept
        self._rejects.close()
        self._medicines.close()


def _glances(lines: list[bytes]) -> list[Glance] | None:
    """A glance at each line; None where one of them is not an object, and all must be looked at one by one."""
    try:
        return list(map(_GLANCE.decode, lines))
    except UNREADABLE:
        return None


def _speaking(glances: list[Glance]) -> list[int]:
    """Which lines can say something, at a glance."""
    silent = SILENT
    return [
        i
        for i, glance in enumerate(glances)
        if (bytes(glance.code) or bytes(glance.medicationCodeableConcept)) not in silent
        or glance.component is not NOT_SENT
        or glance.contained is not NOT_SENT
    ]


def patient_id(reference: str) -> str:
    """The id at the end of a reference: "Patient/7", "urn:uuid:7" and "https://…/Patient/7" are 7."""
    return reference.rpartition("/")[2].rpartition(":")[2]


def _lowered(problem: Exception) -> str:
    text = str(problem)
    return f"{text[:1].lower()}{text[1:]}"
