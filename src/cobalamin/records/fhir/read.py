"""FHIR R4 to a case: every fact with its provenance, every fact that cannot be used with its reason.

One typed decode reads only the fields used here; a resource that does not fit is a missing fact, never a crash.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, get_args

from cobalamin.knowledge.treatment import Span
from cobalamin.records.codes import shipped
from cobalamin.records.errors import RecordError
from cobalamin.records.fhir.alerts import add_adverse_event, add_flag
from cobalamin.records.fhir.bindings import Bindings
from cobalamin.records.fhir.bundle import decoded_bundle
from cobalamin.records.fhir.current import current, unfolded
from cobalamin.records.fhir.family import add_family
from cobalamin.records.fhir.findings import add_allergy, add_condition, add_procedure
from cobalamin.records.fhir.immunizations import add_immunization
from cobalamin.records.fhir.lent import Placed, concludes_on_results, is_dated, lend_comments, lend_dates
from cobalamin.records.fhir.medicines import add_administration, add_dispense, add_request, add_statement
from cobalamin.records.fhir.modifiers import changed, tells_of_another_record
from cobalamin.records.fhir.observations import add_observation
from cobalamin.records.fhir.planned import add_planned
from cobalamin.records.fhir.plans import add_care_plan
from cobalamin.records.fhir.reading import Reading
from cobalamin.records.fhir.reports import add_questionnaire, add_report, is_of_b12_alone, tell_without_results
from cobalamin.records.fhir.resources import (
    AdverseEvent,
    AllergyIntolerance,
    BundleEntry,
    CarePlan,
    Condition,
    DiagnosticReport,
    FamilyMemberHistory,
    Flag,
    Immunization,
    Medication,
    MedicationAdministration,
    MedicationDispense,
    MedicationRequest,
    MedicationStatement,
    Medicine,
    Observation,
    Patient,
    Procedure,
    QuestionnaireResponse,
    ServiceRequest,
    Substance,
)
from cobalamin.records.fhir.subject import Subject, located
from cobalamin.records.fhir.unread import elsewhere_told, named_told, unread_told
from cobalamin.records.fhir.version import require_r4
from cobalamin.records.known import NOT_IN_USE
from cobalamin.records.moments import span
from cobalamin.records.record import Case, Missing, died
from cobalamin.records.site import Site

_Reader = Callable[[Reading, Any], None]
READERS: Mapping[type, _Reader] = {
    Observation: add_observation, DiagnosticReport: add_report, Condition: add_condition, Procedure: add_procedure,
    AllergyIntolerance: add_allergy, MedicationRequest: add_request, MedicationStatement: add_statement,
    MedicationAdministration: add_administration, MedicationDispense: add_dispense, QuestionnaireResponse: add_questionnaire,
    CarePlan: add_care_plan, AdverseEvent: add_adverse_event, Flag: add_flag, Immunization: add_immunization,
    FamilyMemberHistory: add_family, ServiceRequest: add_planned,
}  # fmt: skip
"""Resource type -> how it is read; every other type is passed over."""


def read_bundle(data: bytes, site: Site | None = None) -> Case:
    """The one patient of a Bundle, from its bytes as JSON; RecordError where it is no FHIR R4 Bundle of exactly one patient.

    `site` holds the codes and units of its own that a site uses (`records.site.read_site_file`). A resource that cannot be read
    is left out and stands with its reason among the case's `problems`, as the answer tells.
    """
    bundle, problems = decoded_bundle(data)
    require_r4([entry.resource for entry in unfolded(bundle.entry)])
    return case_of(bundle.entry, bundle.id, new_reading(site, problems))


def case_of(entries: Iterable[BundleEntry], id: str, reading: Reading) -> Case:
    """The case in the resources of one patient, added to what was read before; RecordError where they are not of exactly one.

    First whose record it is, then what is in it: most entries hold nothing that is read.
    """
    sent = current(entries, reading)
    patients, others, undated = _parted(sent, reading)
    patient, url = _the_patient(patients, reading)
    subject = Subject(patient, url)
    reading.patient = subject.is_named
    if undated:
        lend_dates(undated, _holders(sent, subject, reading))
    reports: list[DiagnosticReport] = [each for read, each in others if read is add_report]
    if any(each.conclusion and concludes_on_results(each) for each in reports):
        lend_comments([*_holders(sent, subject, reading)])
    for read, resource in others:
        said = resource.subject or resource.patient
        if said is None or said.reference in subject.references or subject.has(resource, reading):
            if resource.__class__ in _HOLDERS and resource.contained:
                resource.contained = tuple(inner for inner in resource.contained if subject.has(inner, reading))
            read(reading, resource)
    if not reading.results_elsewhere and (of_b12 := [each for each in reports if is_of_b12_alone(each)]):
        own = [each for each in of_b12 if subject.has(each, reading)]
        tell_without_results(reading, own, {each.id for read, each in others if read is add_observation})
    return _case(patient, id, reading)


def _holders(entries: Iterable[BundleEntry], subject: Subject, reading: Reading) -> Iterator[Placed]:
    """The reports and observations of the patient, with their addresses."""
    for entry in entries:
        resource = entry.resource
        if isinstance(resource, DiagnosticReport | Observation) and subject.has(resource, reading):
            yield Placed(entry.fullUrl or "", resource)


_HOLDERS = frozenset({DiagnosticReport, Observation})
"""What may hold results inside it."""
_POINTING = frozenset(get_args(Medicine))
"""What may point to a medicine of its own server."""
_SUSPECTED = _POINTING | {Procedure}
"""What harm may be laid to: a dose, or the injection that gave it."""


def _parted(
    entries: Iterable[BundleEntry], reading: Reading
) -> tuple[list[tuple[Patient, str]], list[tuple[_Reader, Any]], list[Placed]]:
    """The patients with their addresses, all else that is read with its reader, and the observations of no day; medicines are put
    where others find them.
    """
    patients: list[tuple[Patient, str]] = []
    others: list[tuple[_Reader, Any]] = []
    undated: list[Placed] = []
    for entry in entries:
        resource: Any = entry.resource
        url, read = entry.fullUrl or "", READERS.get(resource.__class__)
        if read is not None:
            if url and (not resource.id or resource.__class__ in _POINTING):
                located(resource, url)
            if resource.__class__ in _SUSPECTED:
                reading.add_taken(resource, url)
            others.append((read, resource))
            if read is add_observation and not is_dated(resource):
                undated.append(Placed(url, resource))
        elif isinstance(resource, Patient):
            patients.append((resource, url))
        elif isinstance(resource, Medication | Substance):
            reading.add_medicine(resource, url)
    return patients, others, undated


def new_reading(site: Site | None = None, problems: Iterable[Missing] = ()) -> Reading:
    """A reading of nothing yet, by the shipped value sets, with a site's own codes over them; `problems` came up before."""
    bindings = _shipped_bindings() if site is None else _site_bindings(site)
    return Reading(bindings, site, problems=[*problems])


@cache
def _shipped_bindings() -> Bindings:
    return Bindings(shipped())


@lru_cache(maxsize=8)
def _site_bindings(site: Site) -> Bindings:
    return Bindings(site.sets)


# --- one patient -----------------------------------------------------------------------------------------------------


_BROKEN_PATIENT = re.compile(r"(Patient/\S+|\$\.entry\[\d+\] \(Patient\)) is not a FHIR R4 resource")


def _the_patient(patients: list[tuple[Patient, str]], reading: Reading) -> tuple[Patient, str]:
    """Exactly one; a second one is refused, for facts must never be mixed."""
    if not patients:
        for problem in reading.problems:
            if _BROKEN_PATIENT.match(problem.sentence):
                raise RecordError(problem.sentence.replace(" and was left out", ""))
        raise RecordError("$.entry: no Patient in the Bundle; expected exactly one, and what is recorded of them")
    first, url = patients[0]
    for patient, _ in patients:
        if what := changed(patient):
            raise RecordError(f"Patient/{patient.id} cannot be read: {what}")
    for other, _ in patients[1:]:
        if other.id != first.id or not first.id:
            raise RecordError(
                f"$.entry: two patients in one Bundle (Patient/{first.id} and Patient/{other.id}); send one Bundle each"
            )
        if (other.gender, other.birthDate) != (first.gender, first.birthDate):
            raise RecordError(
                f"$.entry: Patient/{first.id} appears twice, with a different birth date or sex; send one version"
            )
    return first, url


def _case(patient: Patient, id: str, reading: Reading) -> Case:
    born = _born(patient, reading)
    if tells_of_another_record(patient):
        where = f"Patient/{patient.id}"
        sentence = f"{where}: {NOT_IN_USE}: what was recorded since may be missing here"
        reading.tell("unreadable", sentence, where, tells="not in use")
    dead = patient.deceasedBoolean or patient.deceasedDateTime is not None
    if dead:
        reading.problems.append(died("Patient.deceased", patient.deceasedDateTime or ""))
    return Case(
        id=patient.id or id,
        born=born,
        sex="female" if patient.gender == "female" else "male" if patient.gender == "male" else None,
        died=dead,
        died_on=span(patient.deceasedDateTime or ""),
        results=tuple(reading.results),
        statements=tuple(reading.statements),
        treatment=tuple(reading.treatment),
        problems=_told(reading),
    )


def _told(reading: Reading) -> tuple[Missing, ...]:
    """What is told of a record: once, where two results inside two reports have one name."""
    beside = (*elsewhere_told(reading.elsewhere), *named_told(reading.named), *unread_told(reading.unread))
    return tuple(dict.fromkeys((*reading.problems, *beside)))


def _born(patient: Patient, reading: Reading) -> Span | None:
    """The days a birth date can mean; one that is no date is told, and the age stays unknown."""
    if not patient.birthDate:
        return None
    born = span(patient.birthDate)
    if born is None:
        where = f"Patient/{patient.id}"
        sentence = f"{where}: the birth date is not a calendar date; expected YYYY, YYYY-MM or YYYY-MM-DD"
        reading.tell("unreadable", sentence, where)
    return born
