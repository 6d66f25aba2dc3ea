"""A service called as an EHR calls it, with every request and response held against the published invariants."""

from __future__ import annotations

import asyncio
import json
from functools import cache
from typing import Any

import httpx2

import conformance
import ehr
from cobalamin.web.app import application

Json = dict[str, Any]
DEFICIENT = ehr.result("2132-9", 120, "pg/mL")
TINGLING = ehr.condition("91019004")


def call(request: Json, service: str = "", fhir: httpx2.AsyncClient | None = None, **settings: Any) -> tuple[int, Json]:
    """Status and body of one call; `fhir` reads the EHR's server."""

    async def one() -> tuple[int, Json]:
        app = _plain() if fhir is None and not settings else application(ehr.settings(**settings), fhir)
        async with ehr.caller(app) as client:
            answer = await client.post(f"/cds-services/{service or 'b12-' + request['hook']}", json=request)
            return answer.status_code, answer.json()

    conformance.check_request(request)
    status, body = asyncio.run(one())
    if status == 200:
        conformance.check_response(body)
    else:
        conformance.check_outcome(json.dumps(body).encode())
    return status, body


@cache
def _plain() -> Any:
    """The application as it comes: it keeps nothing from one call to the next."""
    return application(ehr.settings())


def cards(hook: str, record: list[Json], orders: list[Json]) -> list[Json]:
    status, body = call(ehr.request(hook, young(record), orders))
    assert status == 200, body
    return body["cards"]


def labels(card: Json) -> list[str]:
    """What the buttons of a card say."""
    return [offer["label"] for offer in card.get("suggestions", [])]


def young(resources: list[Json]) -> list[Json]:
    """The same record of somebody of 31 where a pregnancy is in it: at 66 that does not count (register R35)."""
    pregnant = any(each.get("code", {}).get("coding", [{}])[0].get("code") == "77386006" for each in resources)
    born = {"birthDate": "1995-01-01"} if pregnant else {}
    return [{**each, **born} if each["resourceType"] == "Patient" else each for each in resources]


def record(*resources: Json, gender: str = "female") -> list[Json]:
    return [ehr.patient(gender), *resources]


def draft(atc: str, route: str = "", id: str = "d") -> Json:
    return ehr.prescription(atc, route, status="draft", id=id)


def deficient() -> list[Json]:
    """Pernicious anaemia with a low level and tingling: injections are certain."""
    return record(DEFICIENT, ehr.condition("84027009"), TINGLING)
