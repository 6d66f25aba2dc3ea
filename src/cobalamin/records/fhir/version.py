"""Whether a resource is of FHIR R4: STU3 and R5 spell some fields otherwise, and read as R4 they would lose dates or codes.

One resource of another version speaks for all of a record: the whole is refused, naming the field that shows it. A record sent
as one is looked through first (`require_r4`). In bulk what says nothing to the rules is never looked into, so there each reader
asks before it believes a resource that says something, or of which it cannot tell what it says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NoReturn

from cobalamin.records.errors import RecordError
from cobalamin.records.fhir.resources import (
    AllergyIntolerance,
    Condition,
    MedicationAdministration,
    MedicationDispense,
    MedicationRequest,
    MedicationStatement,
    Medicine,
    Observation,
    Procedure,
    Read,
    Resource,
    kind_of,
)
from cobalamin.records.fhir.types import CodeableConcept

OLDER_TYPES: Mapping[str, str] = {
    "DiagnosticOrder": "DSTU2", "MedicationOrder": "DSTU2", "ProcedureRequest": "STU3", "ReferralRequest": "STU3",
}  # fmt: skip
"""What older versions call a type that R4 has under another name."""


def refuse_older_type(kind: str, where: str) -> NoReturn:
    """A type that R4 renamed: passed over, a prescription would be lost without a word."""
    raise RecordError(
        f"{where}: {kind} is a resource type of FHIR {OLDER_TYPES[kind]}; expected R4, which has it no more"
    )


def require_r4(resources: Iterable[Resource | None]) -> None:
    """Refuse a record in which anything shows another version, also what says nothing to the rules."""
    for resource in resources:
        if resource.__class__ is Observation:
            if resource.interpretation.__class__ is CodeableConcept:
                refuse_lone_interpretation(resource.id)
        elif require := _REQUIRED.get(resource.__class__):
            require(resource)


def refuse_lone_interpretation(id: str) -> NoReturn:
    """R4 lists the interpretations of an Observation."""
    raise RecordError(
        f"Observation/{id}: `interpretation` is a single concept, as in FHIR STU3; expected R4, where it is a list"
    )


def require_coded_status(resource: Condition | AllergyIntolerance) -> None:
    """R4 holds the status of a Condition or AllergyIntolerance as concepts, and the type of an allergy as a code."""
    if isinstance(resource.clinicalStatus, str) or isinstance(resource.verificationStatus, str):
        raise _other(resource, "its status is a bare code, as in FHIR STU3; expected R4, where it is a CodeableConcept")
    if isinstance(resource, AllergyIntolerance) and not isinstance(resource.type, str | None):
        raise _other(resource, "`type` is a concept, as in FHIR R5; expected R4, where it is a code")


def require_medicine(resource: Medicine) -> None:
    """R4 spells out which kind of medication: medicationCodeableConcept or medicationReference."""
    if resource.medication is not None:
        raise _other(resource, "`medication` is FHIR R5; expected R4 with medicationCodeableConcept")
    if isinstance(resource, MedicationStatement):
        _require_no_denial(resource, ("taken", "wasNotTaken"))
    elif isinstance(resource, MedicationAdministration):
        _require_done(resource, "effectiveDateTime", ("notGiven", "wasNotGiven"))


def require_procedure(procedure: Procedure) -> None:
    """As `require_medicine`, of something done."""
    _require_done(procedure, "performedDateTime", ("notDone", "notPerformed"))


def _require_no_denial(resource: Read, fields: tuple[str, str]) -> None:
    """STU3 and DSTU2 say beside the status that a thing was not taken, given or done; read as R4 it would count as done."""
    for name, version in zip(fields, ("STU3", "DSTU2"), strict=True):
        if getattr(resource, name) is not None:
            raise _other(resource, f"`{name}` is FHIR {version}; expected R4, where the status says it")


def _require_done(resource: Procedure | MedicationAdministration, in_r4: str, denials: tuple[str, str]) -> None:
    """R5 dates a Procedure or a MedicationAdministration by another field, and would lose its date."""
    _require_no_denial(resource, denials)
    occurrence = resource.occurrenceDateTime is not None or resource.occurrencePeriod is not None
    if occurrence or resource.occurenceDateTime is not None or resource.occurencePeriod is not None:
        name = next(name for name in _GIVEN if getattr(resource, name) is not None)
        raise _other(resource, f"`{name}` is FHIR R5; expected R4 with {in_r4}")


_GIVEN = ("occurenceDateTime", "occurencePeriod", "occurrenceDateTime", "occurrencePeriod")


_REQUIRED: Mapping[type, Callable[[Any], None]] = {
    Condition: require_coded_status, AllergyIntolerance: require_coded_status, Procedure: require_procedure,
    MedicationRequest: require_medicine, MedicationStatement: require_medicine, MedicationAdministration: require_medicine,
    MedicationDispense: require_medicine,
}  # fmt: skip


def _other(resource: Read, what: str) -> RecordError:
    return RecordError(f"{kind_of(resource)}/{resource.id}: {what}")
