"""An EHR for tests: requests as one would send them, from bundles and from patients drawn at random."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2

from cobalamin.web.app import application
from cobalamin.web.prefetch import templates
from cobalamin.web.settings import Settings

ROOT = Path(__file__).parents[1]
TODAY = date(2026, 3, 1)
BASE = "http://127.0.0.1:8000"
Json = dict[str, Any]


def settings(**changed: Any) -> Settings:
    return Settings(**{"base_url": BASE, "today": lambda: TODAY, **changed})


def caller(app: Any) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=BASE)


def service(**changed: Any) -> httpx2.AsyncClient:
    return caller(application(settings(**changed)))


async def kept(client: httpx2.AsyncClient) -> None:
    """Wait until an answer is in the journal: on a busy disk it goes out before."""
    for _ in range(2000):
        if (await client.get("/health")).json()["journal"]["written"]:
            return
        await asyncio.sleep(0.05)
    raise AssertionError("the answer was not kept")


def searchset(resources: Iterable[Json], **more: Any) -> Json:
    return {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": each} for each in resources], **more}


FAILED = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "timeout"}]}
"""What an EHR sends in place of what it could not read."""


def bundle(name: str = "bundle-ileal-resection.json") -> list[Json]:
    text = (ROOT / "examples" / name).read_text()
    return [entry["resource"] for entry in json.loads(text)["entry"]]


def prefetch(resources: list[Json]) -> Json:
    """Every template's key; of two that ask for one type the first has it all."""
    found: Json = {}
    seen = set[str]()
    for template in templates():
        kind = template.kind
        mine = [each for each in resources if each["resourceType"] == kind and kind not in seen]
        seen.add(kind)
        found[template.key] = mine[0] if kind == "Patient" and mine else searchset(mine)
    return found


def request(
    hook: str = "patient-view", resources: list[Json] | None = None, orders: list[Json] | None = None, **more: Any
) -> Json:
    resources = bundle() if resources is None else resources
    patient = next(each["id"] for each in resources if each["resourceType"] == "Patient")
    context: Json = {"userId": "Practitioner/example", "patientId": patient}
    if hook != "patient-view":
        context["draftOrders"] = {
            "resourceType": "Bundle",
            "type": "collection",
            "entry": [{"resource": each} for each in orders or []],
        }
    if hook == "order-select":
        context["selections"] = [f"{each['resourceType']}/{each['id']}" for each in orders or []]
    return {"hook": hook, "hookInstance": str(uuid4()), "context": context, "prefetch": prefetch(resources), **more}


# --- a record in a few words -----------------------------------------------------------------------------------------

LOINC, SCT, ATC = "http://loinc.org", "http://snomed.info/sct", "http://www.whocc.no/atc"


def patient(gender: str = "female", born: str = "1960-01-01", id: str = "p1") -> Json:
    return {"resourceType": "Patient", "id": id, "gender": gender, "birthDate": born}


def concept(system: str, code: str, text: str = "") -> Json:
    return {"coding": [{"system": system, "code": code}], **({"text": text} if text else {})}


def result(code: str, value: float, unit: str, day: str = "2026-02-20", id: str = "") -> Json:
    return {
        "resourceType": "Observation",
        "id": id or f"o{code}",
        "status": "final",
        "code": concept(LOINC, code),
        "subject": {"reference": "Patient/p1"},
        "effectiveDateTime": day,
        "valueQuantity": {"value": value, "unit": unit, "code": unit, "system": "http://unitsofmeasure.org"},
    }


def condition(code: str, id: str = "", day: str = "2026-01-10", of: str = "p1") -> Json:
    active = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]}
    return {
        "resourceType": "Condition",
        "id": id or f"c{code}",
        "clinicalStatus": active,
        "code": concept(SCT, code),
        "subject": {"reference": f"Patient/{of}"},
        "recordedDate": day,
    }


def said(text: str, **more: Any) -> Json:
    """A diagnosis in words alone."""
    return condition("", id="w") | {"code": {"text": text}} | more


def prescription(atc: str, route: str = "", text: str = "", status: str = "active", id: str = "") -> Json:
    dosage = [{"route": {"coding": [{"system": SCT, "code": route}]}}] if route else []
    return {
        "resourceType": "MedicationRequest",
        "id": id or f"m{atc}",
        "status": status,
        "intent": "order",
        "medicationCodeableConcept": concept(ATC, atc, text),
        "subject": {"reference": "Patient/p1"},
        "authoredOn": "2026-02-01",
        "dosageInstruction": dosage,
    }


def allergy(code: str) -> Json:
    return {
        "resourceType": "AllergyIntolerance",
        "id": "a1",
        "code": concept(SCT, code),
        "patient": {"reference": "Patient/p1"},
        "recordedDate": "2020-01-01",
    }


def lab_order(code: str = "2132-9") -> Json:
    return {
        "resourceType": "ServiceRequest",
        "id": "s1",
        "status": "draft",
        "intent": "order",
        "code": concept(LOINC, code),
        "subject": {"reference": "Patient/p1"},
    }


IM, ORAL = "78421000", "26643006"
HYDROXO, CYANO, FOLIC, METFORMIN, CYANIDE_KIT = "B03BA03", "B03BA01", "B03BB01", "A10BA02", "V03AB33"
