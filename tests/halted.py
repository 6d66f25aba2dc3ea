"""Records of injections that were given, and of what kept one from being given."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from bundles import collection

Json = dict[str, Any]
ON = date(2026, 11, 1)
SCT = "http://snomed.info/sct"
WHO = {"reference": "Patient/p"}
WOMAN = {"resourceType": "Patient", "id": "p", "gender": "female", "birthDate": "1950-01-01"}
IM = {"route": {"text": "IM"}}
NAME = {"medicationCodeableConcept": {"text": "Hydroxocobalamin 1 mg/ml injection"}, "subject": WHO}
DAYS = ("2026-01-01", "2026-03-01", "2026-05-01", "2026-07-01")


def coded(code: str, **more: Any) -> Json:
    return {
        "resourceType": "Condition", "id": f"c{code}", "subject": WHO, "recordedDate": "2026-08-01",
        "clinicalStatus": {"coding": [{"code": "active"}]}, "code": {"coding": [{"system": SCT, "code": code}]}, **more,
    }  # fmt: skip


PERNICIOUS, GAIT = coded("84027009"), coded("22325002")


def given(day: str, **more: Any) -> Json:
    made = {
        "resourceType": "MedicationAdministration",
        "id": f"a{day}",
        "status": "completed",
        "effectiveDateTime": day,
    }
    return {**made, "dosage": {**IM, "dose": {"value": 1, "unit": "mg", "code": "mg"}}, **NAME, **more}


def refused(reason: str = "patient refused", day: str = "2026-10-01", **more: Any) -> Json:
    why = {"statusReason": [{"text": reason}]} if reason else {}
    return {**given(day), "id": f"r{day}", "status": "not-done", **why, **more}


def order(status: str = "active", reason: str = "", day: str = "2026-08-20") -> Json:
    why = {"statusReason": {"text": reason}} if reason else {}
    made = {"resourceType": "MedicationRequest", "id": f"m{status}", "status": status, "intent": "order"}
    return {**made, "authoredOn": day, "dosageInstruction": [IM], **NAME, **why}


def withheld(reason: str = "out of stock") -> Json:
    made = {"resourceType": "MedicationDispense", "id": "w", "status": "declined", "whenHandedOver": "2026-10-01"}
    return {**made, "dosageInstruction": [IM], **NAME, "statusReasonCodeableConcept": {"text": reason}}


def allergy(verified: str) -> Json:
    return {
        "resourceType": "AllergyIntolerance", "id": "al", "patient": WHO,
        "verificationStatus": {"coding": [{"code": verified}]}, "code": {"coding": [{"system": SCT, "code": "293397002"}]},
    }  # fmt: skip


DOSES = [*map(given, DAYS)]


def bundle(*record: Json) -> bytes:
    """A woman's record."""
    return json.dumps(collection((WOMAN, *record))).encode()
