"""A record of tens of thousands of entries takes seconds to read: nobody else waits for it."""

from __future__ import annotations

import asyncio
import json
import threading
from typing import Any

import ehr
import httpx2
import pytest
from calls import TINGLING

from cobalamin.web import desk, rest
from cobalamin.web.app import application

Json = dict[str, Any]
MANY = [ehr.result("2132-9", 120, "pg/mL", id=f"o{n}") for n in range(4000)]


def sent() -> tuple[Json, None]:
    return ehr.request(resources=[ehr.patient(), TINGLING, *MANY]), None


def fetched() -> tuple[Json, httpx2.AsyncClient]:
    """A small call whose record comes from the EHR's server."""
    request = {**ehr.request(resources=[ehr.patient(), TINGLING]), "fhirServer": "https://ehr.example/fhir"}
    del request["prefetch"]["results"]
    found = httpx2.MockTransport(lambda _: httpx2.Response(200, json=ehr.searchset(MANY)))
    return request, httpx2.AsyncClient(transport=found)


@pytest.mark.parametrize("way", [sent, fetched])
def test_others_are_answered_while_a_large_record_is_read(way: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    others = threading.Event()
    real = desk.read

    def read(*what: Any) -> Any:
        assert others.wait(60), "nobody else was answered"
        return real(*what)

    monkeypatch.setattr(desk, "read", read)
    request, fhir = way()

    async def both() -> tuple[httpx2.Response, httpx2.Response]:
        async with ehr.caller(application(ehr.settings(), fhir)) as client:
            large = asyncio.create_task(client.post("/cds-services/b12-patient-view", content=json.dumps(request)))
            await asyncio.sleep(0.2)
            other = await client.get("/health")
            others.set()
            return await large, other

    large, other = asyncio.run(both())
    assert (large.status_code, other.status_code) == (200, 200)
    assert "injection" in large.text or "B12" in large.json()["cards"][0]["summary"]


def test_others_are_answered_while_a_large_bundle_is_assessed(monkeypatch: pytest.MonkeyPatch) -> None:
    others = threading.Event()
    real = rest.read_any

    def read(*what: Any) -> Any:
        assert others.wait(60), "nobody else was answered"
        return real(*what)

    monkeypatch.setattr(rest, "read_any", read)
    bundle = {"resourceType": "Bundle", "entry": [{"resource": each} for each in (ehr.patient(), *MANY)]}

    async def both() -> tuple[httpx2.Response, httpx2.Response]:
        async with ehr.service() as client:
            large = asyncio.create_task(client.post("/assess", content=json.dumps(bundle)))
            await asyncio.sleep(0.2)
            other = await client.get("/health")
            others.set()
            return await large, other

    assert [answer.status_code for answer in asyncio.run(both())] == [200, 200]
