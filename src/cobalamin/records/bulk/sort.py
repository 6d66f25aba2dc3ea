"""The first pass over FHIR NDJSON: one look at every line, and those that can say something sorted by patient.

A chunk is decoded at once and the parts of a line that matter stay as they were sent: a record repeats its codes, so what
they mean is remembered by their very bytes. A chunk that is not one object a line is read line by line, and what cannot be
read is counted and written out as it stood.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import msgspec

from cobalamin.records.bulk.codes import DOUBT, meanings_at
from cobalamin.records.bulk.lines import (
    ABSENT,
    GLANCE,
    OBSERVED,
    Decoder,
    Glance,
    Lines,
    Observed,
    lines_of,
)
from cobalamin.records.bulk.medicines import KEPT, MARKED, mark_of
from cobalamin.records.bulk.observed import ObservedWriter
from cobalamin.records.bulk.outside import Outside
from cobalamin.records.bulk.pieces import LINE_BYTES, PASSED_OVER, Piece, chunks, unreadable, why_unreadable
from cobalamin.records.bulk.speaking import says_something, speaking
from cobalamin.records.document import UNFIT
from cobalamin.records.fhir.resources import NO_TYPE, R4_TYPES, Medication, OperationOutcome, Substance
from cobalamin.records.fhir.types import Reference
from cobalamin.records.fhir.unsent import error_in
from cobalamin.records.forms import reader
from cobalamin.records.heaps import BUFFER_BYTES, HeapWriter
from cobalamin.records.identifiers import patient_id
from cobalamin.records.messages import fault, short
from cobalamin.records.site import fingerprint, site_of

REJECTED_SHOWN = 1_000
"""How many rejected lines of each piece are reported with place and reason; all are counted and kept."""
_NAMED = 10_000
_NOBODY = "names no patient"
_BY_IDENTIFIER = (
    "names its patient by an identifier alone: lines of many are sorted by the patient's id; send it with `reference`, or each "
    "patient as a Bundle"
)
"""Within one record it is read (register R124)."""
_NAMELESS = {
    "Patient": "a Patient without an id",
    "": "the line names no resourceType",
    "Bundle": "a Bundle on a line: write each into a file of its own, or its resources a line each",
}
"""By type, why a line cannot belong to a patient's record."""


def _nameless(kind: str, line: bytes) -> str:
    """Why such a line is rejected. Deletions in a bulk export must not be read as data: what they delete may lie beside them."""
    return _DELETIONS if kind == "Bundle" and b'"DELETE"' in line else _NAMELESS[kind]


_DELETIONS = (
    "a Bundle of deletions: what it takes back is read as if it still stood; leave those resources out of the folder"
)


_OUTCOME = reader(OperationOutcome)
_MEDICATION = reader(Medication | Substance)
_REFERENCE = reader(Reference | None)


@dataclass(frozen=True)
class Sorting:
    """A piece with all that is needed to sort it anywhere."""

    piece: Piece
    folder: Path
    heaps: int
    name: str
    buffer: int = BUFFER_BYTES
    on: date | None = None
    """The day decided on: of results that cannot count on it enough is kept to say so. None keeps all."""
    site: str = ""
    """The text of the site's own codes."""

    @property
    def medicines(self) -> Path:
        """The Medication resources of the piece, for those who point to them."""
        return self.folder / f"{self.name}{KEPT}"

    @property
    def others(self) -> Path:
        """The hashes of those that mean nothing to the rules."""
        return self.folder / f"{self.name}{MARKED}"

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
    cut_off: bool = False
    """Whether the file could not be read to its end."""
    undated: int = 0
    """Observations that may say something and have no date of their own, which a report may lend them."""


_SORTED = reader(tuple[str, Sorted])


def sort_piece(sorting: Sorting) -> Sorted:
    """Sort one piece into runs; if it was already sorted with the same settings, it is not sorted again."""
    note = sorting.folder / f"{sorting.name}.sorted"
    what = _what(sorting)
    if note.exists():
        before = _SORTED.decode(note.read_bytes())
        if before[0] == what:
            return before[1]
    sorter = _Sorter(sorting)
    try:
        for chunk in sorter.readable(chunks(sorting.piece)):
            sorter.sort(chunk)
        sorter.put_down()
    finally:
        sorter.close()
    unfinished = note.with_suffix(".unfinished")
    unfinished.write_bytes(msgspec.json.encode((what, sorter.found)))
    unfinished.rename(note)
    return sorter.found


def _what(sorting: Sorting) -> str:
    """Identifies the piece and the settings: a file that has changed is sorted again."""
    piece, stat = sorting.piece, sorting.piece.path.stat()
    asked = f"{sorting.heaps} {sorting.on} {fingerprint(sorting.site)}"
    return f"{piece.path} {piece.start} {piece.stop} {stat.st_size} {stat.st_mtime_ns} {asked}"


class _Sorter:
    """The lines of one piece, sorted as they come."""

    def __init__(self, sorting: Sorting) -> None:
        folder, heaps, name = sorting.folder, sorting.heaps, sorting.name
        self.heaps = HeapWriter(folder, heaps, name, sorting.buffer)
        self.observed = ObservedWriter(folder, heaps, name, sorting.buffer // 2)
        self.found = Sorted()
        self._named = _Named()
        site = site_of(sorting.site)
        self._meanings = meanings_at(site)
        self._outside = Outside(sorting.on, site)
        self._decoder: Decoder = GLANCE
        self._rejects = sorting.rejects.open("wb")
        self._medicines, self._others = sorting.medicines.open("wb"), sorting.others.open("wb")

    def readable(self, chunks: Iterator[memoryview]) -> Iterator[memoryview]:
        """The chunks as far as the file can be read. What cannot be *written* is no fault of the file, and ends the run."""
        try:
            yield from chunks
        except unreadable() as problem:
            self.found.cut_off = True
            self.reject(b"", f"the file cannot be read from here on: {why_unreadable(problem)}")

    def sort(self, chunk: memoryview) -> None:
        """Sort a chunk of whole lines, one JSON object per line unless something is wrong."""
        lines = lines_of(chunk, self._decoder)
        before = self.found.lines
        if lines is None:
            texts = bytes(chunk).removesuffix(b"\n").split(b"\n")
            for self.found.lines, text in enumerate(texts, before + 1):
                self._sort_line(text)
            return
        left, plain = self._parted(lines)
        self.observed.add(plain)
        if self._outside.is_full:
            self._put_outside()
        # Where many lines are kept it pays to read of each all that is read of an observation, else of those.
        self._decoder = OBSERVED if len(plain) * 4 > len(lines.glances) else GLANCE
        for i in left:
            self.found.lines = before + i + 1
            self._sort_in(lines, i)
        self.found.lines = before + len(lines.glances)

    def _parted(self, lines: Lines) -> tuple[list[int], list[tuple[str, Observed]]]:
        """The numbers of the lines that must be read one by one, and the plain observations with their patients."""
        left: list[int] = []
        plain: list[tuple[str, Observed]] = []
        named, outside = self._named, self._outside
        for i, glance, meaning in speaking(lines.glances, self._meanings):
            when = glance.effectiveDateTime
            if (
                glance.resourceType != "Observation"
                or meaning is DOUBT
                or glance.component
                or glance.contained is not ABSENT
                or not isinstance(when, str)
            ):
                left.append(i)
            elif meaning.observed:
                subject, told = bytes(glance.subject), outside[when][meaning.results]
                if told is not None and subject in told.patients and glance.is_interpreted_by_list:
                    continue
                observed = lines.observed(i)
                if not (when and observed and observed.is_plain and (patient := named[subject])):
                    left.append(i)
                elif told is None or not outside.tell(told, subject, patient, observed):
                    plain.append((patient, observed))
        return left, plain

    def _put_outside(self) -> None:
        for columns in self._outside.columns():
            self.observed.extend(*columns)

    def _sort_line(self, line: bytes) -> None:
        try:
            if line.strip():
                self._sort_in(Lines.single(line), 0)
        except UNFIT as problem:
            self.reject(line, _fault(line, problem))

    def _sort_in(self, lines: Lines, i: int) -> None:
        """Put a line into the heap of its patient, if it can say something."""
        glance = lines.glances[i]
        try:
            if glance.resourceType == "Patient" and (patient := _id_in(lines.line(i))):
                self.heaps.put(patient, lines.line(i))
            elif glance.resourceType in _NAMELESS:
                self.reject(lines.line(i), _nameless(glance.resourceType, lines.line(i)))
            elif glance.resourceType == "OperationOutcome":
                self._tell_error(lines.line(i))
            elif glance.resourceType in ("Medication", "Substance"):
                self._keep_medicine(glance, lines.line(i))
            elif says_something(glance, self._meanings):
                self._put(glance, lines.line(i))
            elif glance.resourceType not in R4_TYPES:
                self.reject(lines.line(i), f"{short(glance.resourceType)}: {NO_TYPE}")
        except UNFIT as problem:
            self.reject(lines.line(i), _fault(lines.line(i), problem))

    def _tell_error(self, line: bytes) -> None:
        if error := error_in(_OUTCOME.decode(line)):
            self.reject(line, f"the export says that it could not write everything ({short(error)}): export again")

    def _keep_medicine(self, glance: Glance, line: bytes) -> None:
        """Keep a medicine to which others may point; of one that certainly means nothing to the rules, only a hash.

        One that does not fit FHIR is left out whatever it says, as in a bundle.
        """
        _MEDICATION.decode(line)
        if glance.ingredient is ABSENT and not self._meanings.surely(bytes(glance.code)).speaks_in("MedicationRequest"):
            self._others.write(mark_of(f"{glance.resourceType}/{_id_in(line)}"))
        else:
            self._medicines.write(line + b"\n")

    def _put(self, glance: Glance, line: bytes) -> None:
        sent = bytes(glance.subject if glance.subject is not ABSENT else glance.patient)
        patient = self._named[sent] or patient_in(sent)
        if patient:
            self.heaps.put(patient, line)
            self.found.undated += glance.resourceType == "Observation" and not glance.effectiveDateTime
        else:
            why = _BY_IDENTIFIER if b'"identifier"' in sent else _NOBODY
            self.reject(line, f"{glance.resourceType}/{_id_in(line)} {why}")

    def reject(self, line: bytes, why: str) -> None:
        """Count what cannot be read, and keep it."""
        self.found.bad += 1
        if len(self.found.rejected) < REJECTED_SHOWN:
            self.found.rejected.append((self.found.lines, why))
        self._rejects.write(line + b"\n")

    def put_down(self) -> None:
        """Write the rest to the disk."""
        self._put_outside()
        self.heaps.flush()
        self.observed.flush()
        self.found.kept = self.heaps.kept + self.observed.kept

    def close(self) -> None:
        """The files that are open."""
        self._rejects.close()
        self._medicines.close()
        self._others.close()


class _Named(dict[bytes, str]):
    """Maps a reference as sent to the patient it names, "" if none can be told: the lines of a patient stand together."""

    def __missing__(self, sent: bytes) -> str:
        try:
            found = patient_in(sent)
        except UNFIT:
            return ""
        if len(self) >= _NAMED:
            self.clear()
        self[sent] = found
        return found


def patient_in(sent: bytes) -> str:
    """The patient a reference names, "" where it names none."""
    subject = _REFERENCE.decode(sent) if sent else None
    return patient_id((subject and subject.reference) or "")


class _WithId(msgspec.Struct, gc=False):
    id: str = ""


_WITH_ID = reader(_WithId)


def _id_in(line: bytes) -> str:
    return _WITH_ID.decode(line).id


def _fault(line: bytes, problem: Exception) -> str:
    """Why a line cannot be decoded, in a sentence. JSON has no zero bytes, and UTF-16 has one in every Latin letter."""
    text = str(problem)
    if line.endswith(PASSED_OVER):
        return f"the line is longer than {LINE_BYTES >> 20} MB: leave attachments out of it"
    if b"\0" in line:
        return "the line is UTF-16, not UTF-8: save the file as UTF-8"
    if "truncated" in text:
        return "the line ends in the middle"
    if "malformed" in text:
        return f"the line is not JSON: {text.removeprefix('JSON is malformed: ')}"
    return fault(problem).removeprefix("$: ")
