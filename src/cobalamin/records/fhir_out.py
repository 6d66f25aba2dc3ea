"""An answer as FHIR R4: draft orders and outcomes, complete resources made only of codes the value sets hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any, Literal

from cobalamin.knowledge.regimens import REGIMENS
from cobalamin.records.codes import shipped
from cobalamin.records.identifiers import new_id

Resource = dict[str, Any]

SYSTEMS: Mapping[str, str] = {
    "loinc": "http://loinc.org", "sct": "http://snomed.info/sct", "rxnorm": "http://www.nlm.nih.gov/research/umls/rxnorm",
    "atc": "http://www.whocc.no/atc",
}  # fmt: skip
"""The addresses under which codes are written; the value sets know more spellings for reading."""
_INGREDIENTS = {"hydroxocobalamin": "med.hydroxocobalamin", "cyanocobalamin": "med.cyanocobalamin"}
_ROUTES = {"intramuscular": ("admin.route_im", "intramuscular"), "oral": ("admin.route_oral", "by mouth")}
_NOT_SIGNED = "Draft by decision support, not signed off by a clinician: check before signing."
TESTS: Mapping[str, tuple[str, str]] = {
    "total_b12": ("lab.b12_total", "Total serum B12"),
    "active_b12": ("lab.holotc", "Active B12 (holotranscobalamin)"),
    "mma": ("lab.mma_serum", "Serum methylmalonic acid"),
    "homocysteine": ("lab.homocysteine", "Plasma homocysteine"),
    "intrinsic_factor_antibody": ("lab.intrinsic_factor_antibody", "Intrinsic factor antibody"),
    "full_blood_count": ("lab.haemoglobin", "Full blood count with film"),
}
"""Tests that can be ordered with one code, by the id of `knowledge/next_tests.py`."""


def codings(concept: str, systems: Iterable[str]) -> list[dict[str, str]]:
    """The first plain code of a concept in each of these systems, as FHIR codings."""
    found = ((system, _first_code(concept, system)) for system in systems)
    return [{"system": SYSTEMS[system], "code": code} for system, code in found if code]


@cache
def _first_code(concept: str, system: str) -> str:
    return next((code for s, code, role in shipped().concepts[concept].codes if s == system and not role), "")


def medication_request(regimen_id: str, patient: str, on: date, loading: Iterable[str], then: str) -> Resource:
    """A draft prescription of a regimen; `loading` and `then` are its phases as printed."""
    regimen = REGIMENS[regimen_id]
    product = next((name for name in _INGREDIENTS if name in regimen.products), "hydroxocobalamin")
    concept, words = _ROUTES[regimen.route]
    instruction: Resource = {
        "text": "; then ".join((*loading, then)),
        "route": {"coding": codings(concept, ("sct",)), "text": words},
    }
    low, high = regimen.dose_ug
    if low == high:
        instruction["doseAndRate"] = [{"doseQuantity": _milligrams(low)}]
    name = f"{product.capitalize()} {words if regimen.route == 'oral' else 'injection'}"
    return {
        "resourceType": "MedicationRequest", "id": new_id(), "status": "draft", "intent": "proposal",
        "medicationCodeableConcept": {"coding": codings(_INGREDIENTS[product], ("rxnorm", "atc")), "text": name},
        "subject": {"reference": f"Patient/{patient}"}, "authoredOn": on.isoformat(),
        "dosageInstruction": [instruction], "note": [{"text": _NOT_SIGNED}],
    }  # fmt: skip


def _milligrams(micrograms: Fraction) -> Resource:
    value = micrograms / 1000
    number = int(value) if value.denominator == 1 else float(value)
    return {"value": number, "unit": "mg", "system": "http://unitsofmeasure.org", "code": "mg"}


def service_request(test: str, patient: str, on: date) -> Resource:
    """A draft order of one of `TESTS`."""
    concept, label = TESTS[test]
    return {
        "resourceType": "ServiceRequest", "id": new_id(), "status": "draft", "intent": "proposal",
        "code": {"coding": codings(concept, ("loinc",)), "text": label},
        "subject": {"reference": f"Patient/{patient}"}, "authoredOn": on.isoformat(), "note": [{"text": _NOT_SIGNED}],
    }  # fmt: skip


IssueCode = Literal[
    "invalid",
    "required",
    "security",
    "not-found",
    "timeout",
    "too-long",
    "throttled",
    "exception",
    "incomplete",
    "not-supported",
]


def operation_outcome(sentence: str, code: IssueCode = "invalid") -> Resource:
    """An error as FHIR says it: one issue with a sentence, no patient value in it."""
    issue = {"severity": "error", "code": code, "diagnostics": sentence}
    return {"resourceType": "OperationOutcome", "issue": [issue]}
