"""Whether a resource is of FHIR R4: STU3 and R5 spell some fields otherwise, and read as R4 they would lose dates or codes."""

from __future__ import annotations

from cobalamin.records.codes import RecordError
from cobalamin.records.fhir_types import CodeableConcept, Component, Resource


def require_r4(resource: Resource) -> None:
    """Refuse a resource that shows itself to be of another version, naming the field that shows it."""
    if isinstance(resource.clinicalStatus, str) or isinstance(resource.verificationStatus, str):
        raise _other(resource, "its status is a bare code, as in FHIR STU3; expected R4, where it is a CodeableConcept")
    for part in (resource, *resource.component) if resource.component else (resource,):
        _require_list(resource, part)
    for name in ("medication", "occurrenceDateTime", "occurrencePeriod", "occurenceDateTime", "occurencePeriod"):
        if getattr(resource, name) is not None:
            raise _other(resource, f"`{name}` is FHIR R5; expected R4 with {_R4_NAMES[resource.resourceType]}")
    if resource.resourceType == "AllergyIntolerance" and resource.type is not None and not isinstance(resource.type, str):
        raise _other(resource, "`type` is a concept, as in FHIR R5; expected R4, where it is a code")
    for inner in resource.contained:
        require_r4(inner)


def _require_list(resource: Resource, part: Component) -> None:
    if isinstance(part.interpretation, CodeableConcept):
        raise _other(resource, "`interpretation` is a single concept, as in FHIR STU3; expected R4, where it is a list")


def _other(resource: Resource, what: str) -> RecordError:
    return RecordError(f"{resource.resourceType}/{resource.id}: {what}")
