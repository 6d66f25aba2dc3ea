"""A patient-view request as an EHR would send it: 300 resources of the kinds the service asks for, 424 kB with their narrative."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from bundle import RXNORM, Maker

ENTRIES, BYTES = 300, 424_000
KINDS = {
    "results": ("Observation", 80), "conditions": ("Condition", 8), "prescriptions": ("MedicationRequest", 8),
    "procedures": ("Procedure", 4), "statements": ("MedicationStatement", 0),
    "administrations": ("MedicationAdministration", 0), "allergies": ("AllergyIntolerance", 0),
}  # fmt: skip
"""Prefetch key -> resource type, and how often it occurs, in per cent."""


def hook_body(entries: int = ENTRIES, size: int = BYTES) -> bytes:
    """The same bytes for the same arguments; the narrative of each resource fills it to about `size`."""
    bare = len(_written(entries, ""))
    return _written(entries, "x" * max(0, (size - bare) // entries - 80))


def _written(entries: int, narrative: str) -> bytes:
    maker = Maker(1)
    patient = {**maker.head("Patient"), "id": maker.patient, "gender": "female", "birthDate": "1957-05-14"}
    prefetch: dict[str, Any] = {"patient": patient}
    for key, (kind, share) in KINDS.items():
        listed = list(_entries(maker, kind, (entries - 1) * share // 100, narrative))
        prefetch[key] = {"resourceType": "Bundle", "type": "searchset", "total": len(listed), "entry": listed}
    context = {"userId": "Practitioner/1", "patientId": maker.patient}
    request = {"hook": "patient-view", "hookInstance": str(UUID(int=7)), "context": context, "prefetch": prefetch}
    return json.dumps(request, separators=(",", ":")).encode()


def _entries(maker: Maker, kind: str, number: int, narrative: str) -> Iterator[dict[str, Any]]:
    text = {"text": {"status": "generated", "div": f"<div>{narrative}</div>"}} if narrative else {}
    for _ in range(number):
        resource = maker.resource(kind) | text | {"subject": {"reference": f"Patient/{maker.patient}"}}
        if kind == "MedicationRequest":  # a treated patient gets no card, and silence is cheap
            resource["medicationCodeableConcept"] = maker.coded(RXNORM, "860975", "Metformin hydrochloride 500 MG")
        yield {"fullUrl": f"http://ehr.example/fhir/{kind}/{resource['id']}", "resource": resource}
