"""Whether a resource is of FHIR R4: STU3 and R5 spell some fields otherwise, and read as R4 they would lose dates or codes.

Each reader of a type of resource asks first; a resource of another version refuses the whole record, naming the field.
"""

from __future__ import annotations

from typing import NoReturn

from cobalamin.records.codes import RecordError
from cobalamin.records.fhir_resources import (
    AllergyIntolerance,
    Condition,
    MedicationAdministration,
    MedicationStatement,
    Medicine,
    Observation,
    Procedure,
    Read,
    kind_of,
)


def refuse_lone_interpretation(observation: Observation) -> NoReturn:
    """R4 lists the interpretations of an Observation."""
    raise _other(observation, "`interpretation` is a single concept, as in FHIR STU3; expected R4, where it is a list")


def require_coded_status(resource: Condition | AllergyIntolerance) -> None:
    """R4 holds the status of a Condition or AllergyIntolerance as concepts, and the type of an allergy as a code."""
    if isinstance(resource.clinicalStatus, str) or isinstance(resource.verificationStatus, str):
        raise _other(resource, "its status is a bare code, as in FHIR STU3; expected R4, where it is a CodeableConcept")
    if isinstance(resource, AllergyIntolerance) and not isinstance(resource.type, str | None):
        raise _other(resource, "`type` is a concept, as in FHIR R5; expected R4, where it is a code")


def require_medication(resource: Medicine) -> None:
    """R4 spells out which kind of medication: medicationCodeableConcept or medicationReference."""
    if resource.medication is not None:
        raise _other(resource, "`medication` is FHIR R5; expected R4 with medicationCodeableConcept")


def require_statement(statement: MedicationStatement) -> None:
    """STU3 says beside the status whether a medicine is taken; read as R4 one that is not taken would count as taken."""
    require_medication(statement)
    if statement.taken is not None:
        raise _other(statement, "`taken` is FHIR STU3; expected R4, where the status says it")


def require_date(resource: Procedure | MedicationAdministration, in_r4: str) -> None:
    """R5 dates a Procedure or a MedicationAdministration by another field, and would lose its date."""
    occurrence = resource.occurrenceDateTime is not None or resource.occurrencePeriod is not None
    if occurrence or resource.occurenceDateTime is not None or resource.occurencePeriod is not None:
        name = next(name for name in _GIVEN if getattr(resource, name) is not None)
        raise _other(resource, f"`{name}` is FHIR R5; expected R4 with {in_r4}")


_GIVEN = ("occurenceDateTime", "occurencePeriod", "occurrenceDateTime", "occurrencePeriod")


def _other(resource: Read, what: str) -> RecordError:
    return RecordError(f"{kind_of(resource)}/{resource.id}: {what}")
