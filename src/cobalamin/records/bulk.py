"""FHIR Bulk Data: a folder of NDJSON files (plain or gzip) to one case a patient, in bounded memory.

Two passes. The first reads every line's codes with a small typed decode and puts the lines that can say something, as they
are, into as many heaps as memory asks for, by a hash of the patient. The second reads one heap at a time with the very
reader of a single bundle. What cannot be read is counted and kept with its place and reason, never passed over.
"""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import IO, Any
from zlib import crc32

import msgspec

from cobalamin.records.bindings import Bindings
from cobalamin.records.codes import RecordError, shipped, unmapped_but_relevant
from cobalamin.records.fhir import Reference, Resource, case_of, read_bundle
from cobalamin.records.record import Case
from cobalamin.records.wide import Rejected

HEAP_BYTES = 6 << 20
"""Lines of one heap: as Python objects they take about ten times that."""
_FLUSH_BYTES = 1 << 18
_NEWLINE = b"\n"
READ = frozenset({
    "Patient", "Observation", "DiagnosticReport", "Condition", "Procedure", "AllergyIntolerance", "Medication",
    "MedicationRequest", "MedicationStatement", "MedicationAdministration",
})  # fmt: skip
"""The resource types that can hold facts; bulk export gives every type its own files, and the others are not opened."""
_MEDICINES = frozenset({"MedicationRequest", "MedicationStatement", "MedicationAdministration"})
_CODED = frozenset({"Observation", "Condition", "Procedure", "AllergyIntolerance"})


class _Coding(msgspec.Struct, gc=False):
    system: str | None = None
    code: str | None = None
    display: str | None = None


class _Concept(msgspec.Struct, gc=False):
    coding: list[_Coding] = []
    text: str | None = None


class _Component(msgspec.Struct, gc=False):
    code: _Concept | None = None


class _Head(msgspec.Struct, gc=False):
    """What decides whether a line can say something, and of whom."""

    resourceType: str = ""  # noqa: N815
    id: str = ""
    subject: Reference | None = None
    patient: Reference | None = None
    code: _Concept | None = None
    component: list[_Component] = []
    medicationCodeableConcept: _Concept | None = None  # noqa: N815
    medicationReference: Reference | None = None  # noqa: N815
    contained: list[_Component] = []


_HEAD = msgspec.json.Decoder(_Head)
_LINE = msgspec.json.Decoder(Resource)


@dataclass
class Scattered:
    """What the first pass found: the heaps of lines, the medicines any patient may point to, and what it rejected."""

    heaps: list[Path]
    medicines: dict[str, Resource] = field(default_factory=dict)
    rejected: list[Rejected] = field(default_factory=list)
    lines: int = 0
    kept: int = 0


def is_bulk(folder: Path) -> bool:
    """Whether a folder holds NDJSON files."""
    return bool(ndjson_files(folder))


def ndjson_files(folder: Path) -> list[Path]:
    """The NDJSON files of a folder, in order."""
    return sorted(path for path in folder.iterdir() if path.name.endswith((".ndjson", ".ndjson.gz")))


def files_to_read(folder: Path) -> list[Path]:
    """The NDJSON files whose first resource is of a type that can hold facts, or cannot be told."""
    return [path for path in ndjson_files(folder) if _first_type(path) in {*READ, ""}]


def _first_type(path: Path) -> str:
    with suppress(msgspec.DecodeError, msgspec.ValidationError, StopIteration):
        return _HEAD.decode(next(_lines(path))).resourceType
    return ""


def heap_count(files: Iterable[Path]) -> int:
    """How many heaps keep one heap in memory small, if every line is kept and gzip made the text ten times smaller."""
    size = sum(path.stat().st_size * (10 if path.suffix == ".gz" else 1) for path in files)
    return max(1, -(-size // HEAP_BYTES))


# --- first pass ------------------------------------------------------------------------------------------------------


def scatter(files: Sequence[Path], folder: Path, heaps: int) -> Scattered:
    """The lines that can say something, put into heaps under `folder`; medicines are read at once and kept."""
    found = Scattered([folder / f"heap-{i:05}.ndjson" for i in range(heaps)])
    piles: list[list[bytes]] = [[] for _ in range(heaps)]
    weight = 0
    decode = _HEAD.decode
    for path in files:
        number = 0
        for number, line in enumerate(_lines(path), 1):
            try:
                head = decode(line)
            except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as problem:
                if line.strip():
                    found.rejected.append(Rejected(f"{path.name}:{number}", _lowered(problem)))
                continue
            kind = head.resourceType
            if kind in _CODED and (head.code is None or not _has_meaning(head.code)) and not head.component:
                continue  # most lines of a record end here
            place = _place(head, line, f"{path.name}:{number}", found, heaps)
            if place is not None:
                piles[place].append(line)
                found.kept += 1
                weight += len(line)
                if weight > _FLUSH_BYTES * 16:
                    _flush(piles, found.heaps)
                    weight = 0
        found.lines += number
    _flush(piles, found.heaps)
    return found


def _lines(path: Path) -> Iterator[bytes]:
    with _opened(path) as file:
        yield from file


def _opened(path: Path) -> IO[bytes]:
    if path.suffix != ".gz":
        return path.open("rb", buffering=1 << 20)
    with suppress(ImportError):
        from isal import igzip

        return io.BufferedReader(igzip.open(path, "rb"), 1 << 20)  # type: ignore[no-untyped-call]
    return io.BufferedReader(gzip.open(path, "rb"), 1 << 20)


def _place(head: _Head, line: bytes, where: str, found: Scattered, heaps: int) -> int | None:
    """The heap of a line; None where it can say nothing, or was read at once, or was rejected."""
    match head.resourceType:
        case "Patient":
            return crc32(head.id.encode()) % heaps
        case "Medication":
            found.medicines[head.id] = _LINE.decode(line)
            return None
        case kind:
            if not _says_something(kind, head):
                return None
    subject = head.subject or head.patient
    if subject is None or not subject.reference:
        found.rejected.append(Rejected(where, f"{head.resourceType}/{head.id} names no patient"))
        return None
    return crc32(patient_id(subject.reference).encode()) % heaps


def patient_id(reference: str) -> str:
    """The id at the end of a reference: "Patient/7", "urn:uuid:7" and "https://…/Patient/7" are 7."""
    return reference.rpartition("/")[2].rpartition(":")[2]


def _says_something(kind: str, head: _Head) -> bool:
    """Whether the reader could take anything from the line; a doubt is a yes."""
    if kind in _CODED:
        if head.code is not None and _has_meaning(head.code):
            return True
        return any(part.code is not None and _has_meaning(part.code) for part in head.component)
    if kind in _MEDICINES:
        concept = head.medicationCodeableConcept
        return concept is None or _has_meaning(concept)
    return kind == "DiagnosticReport" and bool(head.contained)


def _has_meaning(concept: _Concept) -> bool:
    """Whether a concept's codes or texts say something to us; remembered, for a record repeats its codes."""
    codings = concept.coding
    if len(codings) == 1:
        only = codings[0]
        key = only.system, only.code, only.display, concept.text
        known = _MEANINGS.get(key)
        if known is None:
            known = _MEANINGS[key] = _concept_has_meaning(concept)
        return known
    return _concept_has_meaning(concept)


def _concept_has_meaning(concept: _Concept) -> bool:
    return (concept.text is not None and _speaks_of_b12(concept.text)) or any(map(_coding_has_meaning, concept.coding))


_MEANINGS: dict[tuple[str | None, str | None, str | None, str | None], bool] = {}


def _coding_has_meaning(coding: _Coding) -> bool:
    found = _bindings().of(coding.system, coding.code)
    return bool(found.yes or found.no or found.unspecific or found.concepts) or _speaks_of_b12(coding.display or "")


@cache
def _bindings() -> Bindings:
    return Bindings(shipped())


@cache
def _speaks_of_b12(text: str) -> bool:
    return unmapped_but_relevant(text) or "cyanokit" in text.casefold()


def _flush(piles: list[list[bytes]], heaps: list[Path]) -> None:
    for pile, heap in zip(piles, heaps, strict=True):
        if pile:
            with heap.open("ab") as file:
                file.writelines(line if line.endswith(_NEWLINE) else line + _NEWLINE for line in pile)
            pile.clear()


def _lowered(problem: Exception) -> str:
    text = str(problem)
    return f"{text[:1].lower()}{text[1:]}"


# --- second pass -----------------------------------------------------------------------------------------------------


def heap_cases(heap: Path, medicines: dict[str, Resource]) -> Iterator[Case | Rejected]:
    """The patients of one heap, each read as a bundle of the same resources would be."""
    patients: dict[str, list[tuple[Resource, str]]] = {}
    if heap.exists():
        with heap.open("rb") as file:
            for line in file:
                _sort_in(line, patients)
    for name, resources in sorted(patients.items()):
        yield _case(name, resources, medicines)


def _sort_in(line: bytes, patients: dict[str, list[tuple[Resource, str]]]) -> None:
    try:
        resource = _LINE.decode(line)
    except (msgspec.ValidationError, msgspec.DecodeError, RecursionError):
        resource = _unfit(line)
    subject = resource.subject or resource.patient
    name = resource.id if resource.resourceType == "Patient" else patient_id((subject and subject.reference) or "")
    patients.setdefault(name, []).append((resource, f"{resource.resourceType}/{resource.id}"))


def _unfit(line: bytes) -> Resource:
    """A resource that does not fit R4 though its codes could be read: known by its head, so that it can be told."""
    head = _HEAD.decode(line)
    return Resource(
        resourceType=f"{head.resourceType} (not R4)", id=head.id, subject=head.subject, patient=head.patient
    )


def _case(name: str, resources: list[tuple[Resource, str]], medicines: dict[str, Resource]) -> Case | Rejected:
    pointed = [
        (medicines[key], f"Medication/{key}")
        for resource, _ in resources
        if resource.medicationReference is not None
        and (key := patient_id(resource.medicationReference.reference or "")) in medicines
    ]
    try:
        return case_of([*pointed, *resources], name)
    except RecordError as problem:
        return Rejected(f"Patient/{name}", str(problem))


# --- a folder of bundles ---------------------------------------------------------------------------------------------


def bundle_files(folder: Path) -> list[Path]:
    """The JSON files of a folder, in order."""
    return sorted(path for path in folder.iterdir() if path.suffix == ".json")


def bundle_cases(files: Iterable[Path]) -> Iterator[Case | Rejected]:
    """One case a bundle; a file that is no bundle of one patient is rejected with its reason."""
    for path in files:
        try:
            yield read_bundle(path.read_bytes())
        except RecordError as problem:
            yield Rejected(path.name, str(problem))


def as_ndjson(bundle: dict[str, Any]) -> dict[str, list[bytes]]:
    """A bundle's resources as bulk export would give them: lines by resource type, references as `Type/id`."""
    urls = {entry.get("fullUrl"): entry["resource"] for entry in bundle.get("entry", ()) if "resource" in entry}
    names = {url: f"{resource['resourceType']}/{resource.get('id', '')}" for url, resource in urls.items() if url}
    lines: dict[str, list[bytes]] = {}
    for resource in (entry["resource"] for entry in bundle.get("entry", ()) if "resource" in entry):
        lines.setdefault(resource["resourceType"], []).append(msgspec.json.encode(_renamed(resource, names)))
    return lines


def _renamed(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {k: names.get(v, v) if k == "reference" else _renamed(v, names) for k, v in value.items()}
    return [_renamed(item, names) for item in value] if isinstance(value, list) else value
