"""An answer as FHIR R4: draft orders and outcomes, complete resources made only of codes the value sets hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any, Literal

from cobalamin.knowledge.notice import DRAFT_NOTICE
from cobalamin.knowledge.regimens import REGIMENS, Regimen
from cobalamin.records.codes import shipped
from cobalamin.records.fhir.schedule import timings_of
from cobalamin.records.identifiers import new_id

Resource = dict[str, Any]

SYSTEMS: Mapping[str, str] = {
    "loinc": "http://loinc.org", "sct": "http://snomed.info/sct", "rxnorm": "http://www.nlm.nih.gov/research/umls/rxnorm",
    "atc": "http://www.whocc.no/atc",
}  # fmt: skip
"""The addresses under which codes are written; the value sets know more spellings for reading."""
_INGREDIENTS = {"hydroxocobalamin": "med.hydroxocobalamin", "cyanocobalamin": "med.cyanocobalamin"}
_ROUTES = {"intramuscular": ("admin.route_im", "intramuscular"), "oral": ("admin.route_oral", "by mouth")}
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


def medication_request(regimen_id: str, patient: str, on: date) -> Resource:
    """A draft prescription of a regimen: its schedule in words and in figures, part by part; the whole of it in words as a note."""
    regimen = REGIMENS[regimen_id]
    product = next((name for name in _INGREDIENTS if name in regimen.products), "hydroxocobalamin")
    _, words = _ROUTES[regimen.route]
    name = f"{product.capitalize()} {words if regimen.route == 'oral' else 'injection'}"
    dosages = list(_dosages(regimen))
    schedule = "; then ".join(dosage["text"] for dosage in dosages)
    return {
        "resourceType": "MedicationRequest", "id": new_id(), "status": "draft", "intent": "proposal",
        "medicationCodeableConcept": {"coding": codings(_INGREDIENTS[product], ("rxnorm", "atc")), "text": name},
        "subject": {"reference": f"Patient/{patient}"}, "authoredOn": on.isoformat(),
        "dosageInstruction": dosages, "note": [{"text": DRAFT_NOTICE}, {"text": f"{schedule}."}],
    }  # fmt: skip


def _dosages(regimen: Regimen) -> Iterator[Resource]:
    concept, words = _ROUTES[regimen.route]
    for place, (text, timing) in enumerate(timings_of(regimen), 1):
        yield {
            "sequence": place, "text": text, "timing": timing,
            "route": {"coding": codings(concept, ("sct",)), "text": words}, "doseAndRate": [_dose(regimen)],
        }  # fmt: skip


def _dose(regimen: Regimen) -> Resource:
    """The dose in the unit of the printed words; of a printed range both ends, or the one that is printed."""
    unit, scale = ("mg", 1000) if " mg" in regimen.maintenance else ("ug", 1)
    low, high = (None if end is None else _quantity(end / scale, unit) for end in regimen.dose_ug)
    if low == high:
        return {"doseQuantity": low}
    return {"doseRange": {"low": low} | ({"high": high} if high is not None else {})}


def _quantity(number: Fraction, unit: str) -> Resource:
    value = int(number) if number.denominator == 1 else float(number)
    return {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit}


def service_request(test: str, patient: str, on: date) -> Resource:
    """A draft order of one of `TESTS`."""
    concept, label = TESTS[test]
    return {
        "resourceType": "ServiceRequest", "id": new_id(), "status": "draft", "intent": "proposal",
        "code": {"coding": codings(concept, ("loinc",)), "text": label},
        "subject": {"reference": f"Patient/{patient}"}, "authoredOn": on.isoformat(), "note": [{"text": DRAFT_NOTICE}],
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
