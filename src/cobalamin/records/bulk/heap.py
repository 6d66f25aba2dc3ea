"""The second pass over FHIR NDJSON: one heap at a time, each patient read as a bundle of the same resources would be.

Plain observations, the largest part of a record, are kept in columns. With a decision date, most of what they say is settled for
all patients of a heap at once; the rest goes to the reader of one patient.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import msgspec

from cobalamin.records.bulk.lines import ABSENT
from cobalamin.records.bulk.medicines import Medicines
from cobalamin.records.bulk.observed import observed_in
from cobalamin.records.bulk.settle import Chosen, Settling, settle, touched
from cobalamin.records.bulk.words import Said, Words
from cobalamin.records.document import UNFIT
from cobalamin.records.errors import RecordError
from cobalamin.records.fhir.lent import commented_results
from cobalamin.records.fhir.read import case_of, new_reading
from cobalamin.records.fhir.resources import (
    AnyResource,
    BundleEntry,
    Observation,
    Passed,
    Patient,
    Read,
    Resource,
    kind_of,
)
from cobalamin.records.fhir.types import TEXT
from cobalamin.records.fhir.unfit import UNFIT_RESOURCE
from cobalamin.records.forms import fitting, reader
from cobalamin.records.heaps import Heap
from cobalamin.records.identifiers import patient_id
from cobalamin.records.record import Case, Missing, Rejected, Statement, rejected_in
from cobalamin.records.site import Site

_RESOURCE: msgspec.json.Decoder[Resource] = reader(AnyResource)


def heap_cases(heap: Heap, medicines: Medicines, site: Site | None = None) -> Iterator[Case | Rejected]:
    """Every patient of one heap with the whole record, each followed by what was left out of it."""
    cases, words = _read(heap, medicines, site)
    yield from _told(_with_words(cases, words, range(len(words.word))))


def settled_heap(heap: Heap, medicines: Medicines, settling: Settling) -> tuple[list[Case | Rejected], Chosen]:
    """The patients of one heap with what is left to be read of them, and what is settled already, by position of the patient."""
    cases, words = _read(heap, medicines, settling.site)
    chosen = settle(words, touched(cases), settling)
    return _with_words(cases, words, chosen.left.tolist()), chosen


def _read(heap: Heap, medicines: Medicines, site: Site | None) -> tuple[list[Case | Rejected], Words]:
    """Each patient as read from their lines, and the words of the observations kept in columns."""
    patients = _Patients()
    patients.add_lines(heap.read())
    said = Said(observed_in(heap), site, patients.observed())
    for name, line in said.alone():
        patients.add_alone(line, patients[name])
    names = sorted({*patients, *said.observed.patient.different})
    cases = [_case(name, patients.get(name) or _Patient(), medicines, site) for name in names]
    return cases, Words(said, {name: i for i, name in enumerate(names)})


def _with_words(cases: list[Case | Rejected], words: Words, left: Iterable[int]) -> list[Case | Rejected]:
    """The patients with the words numbered in `left` added to their records."""
    by_patient: defaultdict[int, list[int]] = defaultdict(list)
    patients = words.patient.tolist()
    for i in left:
        by_patient[patients[i]].append(i)
    for patient, numbers in by_patient.items():
        case = cases[patient]
        if isinstance(case, Case):
            said = [words.at(i) for i in numbers]
            statements = [word for word in said if isinstance(word, Statement)]
            results = [word for word in said if not isinstance(word, Statement)]
            cases[patient] = replace(
                case, results=(*case.results, *results), statements=(*case.statements, *statements)
            )
    return cases


def _told(cases: Sequence[Case | Rejected]) -> Iterator[Case | Rejected]:
    """Each patient, followed by the resources left out of the record."""
    for case in cases:
        yield case
        if isinstance(case, Case):
            yield from rejected_in(case)


# --- the lines of a heap ---------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Patient:
    """The resources read from one patient's lines, and why others were left out."""

    entries: list[BundleEntry] = field(default_factory=list)
    problems: list[Missing] = field(default_factory=list)

    def add(self, resource: Read) -> None:
        """Add a resource of theirs.

        An observation from the columns has lost its subject. One from a line loses it too: it may be the same observation
        again, and must not differ from it by the subject alone.
        """
        if resource.__class__ is Observation:
            resource.subject = resource.patient = None
        self.entries.append(BundleEntry(f"{kind_of(resource)}/{resource.id}", resource))


NO_PATIENT = "results or findings are sent of this patient, and no Patient with this id"


class _Named(msgspec.Struct, gc=False):
    resourceType: str = ""  # noqa: N815
    id: msgspec.Raw = ABSENT
    subject: msgspec.Raw = ABSENT
    patient: msgspec.Raw = ABSENT

    @property
    def name(self) -> str:
        """Its id, "" where that is no text."""
        return fitting(TEXT, self.id) or ""


_NAMED = reader(_Named)
"""Reads only what the first pass read, so a line goes to the patient it names even if the rest of it does not fit."""


class _Referred(msgspec.Struct, gc=False):
    """A reference of any length: lines made of OMOP tables come here without the first pass, which refuses one that is too long."""

    reference: str | None = None


_REFERRED = reader(_Referred | None)


class _Patients(dict[str, _Patient]):
    """The patients of a heap by id, created as they are met."""

    def __missing__(self, name: str) -> _Patient:
        found = self[name] = _Patient()
        return found

    def observed(self) -> Iterator[str]:
        """The ids of the observations among the lines, and of those on which a report among them comments."""
        for patient in self.values():
            yield from (each.resource.id for each in patient.entries if isinstance(each.resource, Observation))
            yield from commented_results(each.resource for each in patient.entries)

    def add_lines(self, text: bytes) -> None:
        """Read lines, each a JSON object as the first pass made sure; if one of them does not fit R4, read each by itself."""
        try:
            resources = _RESOURCE.decode_lines(text)
        except UNFIT:
            for line in text.removesuffix(b"\n").split(b"\n"):
                self.add_alone(line, self[_whose(line)])
            return
        for resource in resources:
            if not isinstance(resource, Passed):
                name = resource.id if isinstance(resource, Patient) else _patient_of(resource)
                self[name].add(resource)

    def add_alone(self, text: bytes, patient: _Patient) -> None:
        """Read one line; if it does not fit R4 though its codes could be read, it is left out and reported, as in a bundle."""
        try:
            resource = _RESOURCE.decode(text)
        except UNFIT as problem:
            patient.problems.append(UNFIT_RESOURCE.decode(text).told(problem))
            return
        if not isinstance(resource, Passed):
            patient.add(resource)


def _whose(line: bytes) -> str:
    named = _NAMED.decode(line)
    if named.resourceType == "Patient":
        return named.name
    subject = _REFERRED.decode(named.subject or named.patient)
    return patient_id((subject and subject.reference) or "")


def _patient_of(line: Read) -> str:
    subject = line.subject or line.patient
    return patient_id((subject and subject.reference) or "")


def _case(name: str, patient: _Patient, medicines: Medicines, site: Site | None) -> Case | Rejected:
    beside = medicines.pointed_to(patient.entries)
    try:
        reading = new_reading(site, patient.problems)
        reading.results_elsewhere = True
        return case_of([*beside, *patient.entries], name, reading)
    except RecordError as problem:
        alone = not patient.problems and not any(isinstance(entry.resource, Patient) for entry in patient.entries)
        return Rejected(f"Patient/{name}", NO_PATIENT if alone else str(problem))
