"""Small self-made FHIR bundles: one patient, and whatever a test is about."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from cobalamin.language.patient import Interval
from cobalamin.records.fhir.read import read_bundle
from cobalamin.records.known import Facts
from cobalamin.records.record import Case, Missing, Why
from cobalamin.records.select import facts_on
from cobalamin.records.site import Site

ON = date(2026, 3, 1)
LOINC, SCT = "http://loinc.org", "http://snomed.info/sct"
ICD10CM, ICD10 = "http://hl7.org/fhir/sid/icd-10-cm", "http://hl7.org/fhir/sid/icd-10"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
B12, HOLO, MMA, HCY, HB, MCV = "2132-9", "72160-5", "13964-2", "2428-1", "718-7", "787-2"
Resource = dict[str, Any]


def concept(code: str, system: str = LOINC, text: str = "") -> Resource:
    found: Resource = {"coding": [{"system": system, "code": code}]}
    return found | ({"text": text} if text else {})


def patient(**fields: Any) -> Resource:
    return {"resourceType": "Patient", "id": "p", "gender": "female", "birthDate": "1980-05-01", **fields}


def observation(code: str | Resource = B12, value: Any = None, unit: str | None = "pg/mL", **fields: Any) -> Resource:
    """A final result of a month ago; `value` a number (with `unit`), or a text."""
    sent: Resource = {}
    if isinstance(value, str):
        sent = {"valueString": value}
    elif value is not None:
        sent = {"valueQuantity": {"value": value} | ({"unit": unit} if unit is not None else {})}
    return {
        "resourceType": "Observation", "id": "o1", "status": "final", "effectiveDateTime": "2026-02-01T08:00:00Z",
        "subject": {"reference": "Patient/p"}, "code": concept(code) if isinstance(code, str) else code, **sent, **fields,
    }  # fmt: skip


def condition(code: str, system: str = SCT, **fields: Any) -> Resource:
    active = concept("active", "http://terminology.hl7.org/CodeSystem/condition-clinical")
    return {
        "resourceType": "Condition", "id": "c1", "clinicalStatus": active, "subject": {"reference": "Patient/p"},
        "recordedDate": "2026-01-05", "code": concept(code, system), **fields,
    }  # fmt: skip


def coded(code: str) -> Resource:
    """A status as R4 sends it."""
    return {"coding": [{"code": code}]}


def medicine(kind: str = "MedicationRequest", text: str = "", **fields: Any) -> Resource:
    own = {"medicationCodeableConcept": {"text": text}} if text else {}
    return {
        "resourceType": kind, "id": "m1", "status": "completed" if kind == "MedicationAdministration" else "active",
        "subject": {"reference": "Patient/p"}, **own, **fields,
    }  # fmt: skip


def given(text: str = "hydroxocobalamin 1 mg injection", on: str = "2026-01-25", **fields: Any) -> Resource:
    route = {"dosage": {"route": {"text": "intramuscular"}}}
    return medicine("MedicationAdministration", text, effectiveDateTime=on, **(route | fields))


def collection(resources: Iterable[Resource]) -> Resource:
    """Resources as a Bundle."""
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": each} for each in resources]}


def bundle(*resources: Resource, who: Resource | None = None) -> bytes:
    """A patient's record as it is sent."""
    return json.dumps(collection([patient() if who is None else who, *resources])).encode()


def case(*resources: Resource, who: Resource | None = None, site: Site | None = None) -> Case:
    return read_bundle(bundle(*resources, who=who), site)


def facts(*resources: Resource, who: Resource | None = None, on: date = ON, site: Site | None = None) -> Facts:
    return facts_on(case(*resources, who=who, site=site), on)


def why_missing(found: Facts, name: str) -> Missing:
    """The reason a fact is unknown; most were never recorded."""
    return found.missing.get(name) or Missing("never recorded", f"{name}: never recorded")


def value(found: Facts, name: str) -> Any:
    """What is known of a fact as a test writes it: True, False, "247 pg/mL", or why it is missing in brackets."""
    known = found.known.get(name)
    if known is None:
        return f"[{why_missing(found, name).why}]"
    return str(known.value) if isinstance(known.value, Interval) else known.value


def whys(found: Facts) -> Mapping[str, Why]:
    return {name: missing.why for name, missing in found.missing.items()}
