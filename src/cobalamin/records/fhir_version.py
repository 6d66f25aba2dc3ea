"""Whether a resource is of FHIR R4: STU3 and R5 spell some fields otherwise, and read as R4 they would lose dates or codes."""

from __future__ import annotations

from cobalamin.records.codes import RecordError
from cobalamin.records.fhir_types import CodeableConcept, Resource

_GIVEN = ("occurenceDateTime", "occurencePeriod", "occurrenceDateTime", "occurrencePeriod")


def require_r4(resource: Resource) -> None:
    """Refuse a resource that shows itself to be of another version, naming the field that shows it."""
    match resource.resourceType:
        case "Observation":
            if isinstance(resource.interpretation, CodeableConcept):
                raise _other(
                    resource, "`interpretation` is a single concept, as in FHIR STU3; expected R4, where it is a list"
                )
        case "DiagnosticReport":
            for inner in resource.contained:
                require_r4(inner)
        case "Condition" | "AllergyIntolerance":
            _require_status(resource)
        case "Procedure":
            _require_none(resource, _GIVEN, "performedDateTime")
        case "MedicationAdministration":
            _require_none(resource, ("medication",), "medicationCodeableConcept")
            _require_none(resource, _GIVEN, "effectiveDateTime")
        case "MedicationRequest" | "MedicationStatement":
            _require_none(resource, ("medication",), "medicationCodeableConcept")


def _require_status(resource: Resource) -> None:
    if isinstance(resource.clinicalStatus, str) or isinstance(resource.verificationStatus, str):
        raise _other(resource, "its status is a bare code, as in FHIR STU3; expected R4, where it is a CodeableConcept")
    if (
        resource.resourceType == "AllergyIntolerance"
        and resource.type is not None
        and not isinstance(resource.type, str)
    ):
        raise _other(resource, "`type` is a concept, as in FHIR R5; expected R4, where it is a code")


def _require_none(resource: Resource, names: tuple[str, ...], in_r4: str) -> None:
    for name in names:
        if getattr(resource, name) is not None:
            raise _other(resource, f"`{name}` is FHIR R5; expected R4 with {in_r4}")


def _other(resource: Resource, what: str) -> RecordError:
    return RecordError(f"{resource.resourceType}/{resource.id}: {what}")
