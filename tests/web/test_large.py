"""A record of tens of thousands of entries takes seconds to read: nobody else waits for it."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from types import ModuleType
from typing import Any

import httpx2
import pytest

import calls
import ehr
from bundles import collection
from calls import TINGLING
from cobalamin.records.fhir.read import read_bundle
from cobalamin.records.fhir.resources import MedicationRequest, ServiceRequest
from cobalamin.records.fhir.types import CodeableConcept
from cobalamin.web import desk, rest
from cobalamin.web.app import application
from cobalamin.web.hooks import Bundle, Context, Item
from cobalamin.web.orders import Order, orders_in

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


def held(monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str) -> threading.Event:
    """A function that reads a record waits until the event: that others were answered."""
    others, real = threading.Event(), getattr(module, name)

    def read(*what: Any) -> Any:
        assert others.wait(60), "nobody else was answered"
        return real(*what)

    monkeypatch.setattr(module, name, read)
    return others


async def beside(
    client: httpx2.AsyncClient, address: str, record: Json, others: threading.Event
) -> tuple[httpx2.Response, httpx2.Response]:
    """The answer for a large record, and that to another call made while it is read."""
    large = asyncio.create_task(client.post(address, content=json.dumps(record)))
    await asyncio.sleep(0.2)
    other = await client.get("/health")
    others.set()
    return await large, other


@pytest.mark.parametrize("way", [sent, fetched])
def test_others_are_answered_while_a_large_record_is_read(way: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    others = held(monkeypatch, desk, "answer_arrivals")
    request, fhir = way()

    async def both() -> tuple[httpx2.Response, httpx2.Response]:
        async with ehr.caller(application(ehr.settings(), fhir)) as client:
            return await beside(client, "/cds-services/b12-patient-view", request, others)

    large, other = asyncio.run(both())
    assert (large.status_code, other.status_code) == (200, 200)
    assert "injection" in large.text or "B12" in large.json()["cards"][0]["summary"]


def test_others_are_answered_while_a_large_bundle_is_assessed(monkeypatch: pytest.MonkeyPatch) -> None:
    others = held(monkeypatch, rest, "read_any")
    bundle = collection((ehr.patient(), *MANY))

    async def both() -> tuple[httpx2.Response, httpx2.Response]:
        async with ehr.service() as client:
            return await beside(client, "/assess", bundle, others)

    assert [answer.status_code for answer in asyncio.run(both())] == [200, 200]


WORDS = ["b12 ", "inj ", "cobalamin ", "b12 inj", "active vit ", "a", "1", " ", "vitamin "]


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.some(3)
def test_a_name_as_long_as_a_body_is_looked_through_once(word: str) -> None:
    """Looked for as `b12.*inj`, a name of 60,000 letters held the whole service for minutes: this test did not end."""
    text = word * (200_000 // len(word))
    assert not orders_of(text).swallowed
    medicine = MedicationRequest(medicationCodeableConcept=CodeableConcept(text=text))
    context = Context(patientId="p1", draftOrders=Bundle((Item(None, medicine),)))
    assert len(orders_in(context, selected_only=False)) == 1


def test_a_name_that_is_none_is_left_out_and_told() -> None:
    """What was met is remembered, by name: sixty calls of a megabyte each left a hundred megabytes behind."""
    long = {**ehr.condition("84027009", id="long"), "code": {"text": "pernicious anaemia " * 300}}
    _, body = calls.call(ehr.request(resources=[ehr.patient(), ehr.condition("91019004"), long]))
    assert "1 resource is no FHIR R4 (JSON in UTF-8) and was left out" in body["cards"][0]["detail"]
    told = collection((ehr.patient(), long))
    case = read_bundle(json.dumps(told).encode())
    assert [problem.sentence for problem in case.problems] == [
        "Condition/long is not a FHIR R4 resource and was left out: $.code.text: expected a text of length <= 4000"
    ]


def test_an_injection_is_one_whichever_word_comes_first() -> None:
    for text in ("Vitamin B12 injection", "inj. vit. B12", "B12 shot", "IM cobalamin"):
        assert orders_of(text).injected
    for text in ("Vitamin B12 IM SERUM", "B12 level", "flu shot"):
        assert not orders_of(text).injected


def orders_of(text: str) -> Order:
    context = Context(
        patientId="p1", draftOrders=Bundle((Item(None, ServiceRequest(code=CodeableConcept(text=text))),))
    )
    (order,) = orders_in(context, selected_only=False)
    return order


def test_recall_lists_are_made_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """The largest that is read takes ten seconds and eighty megabytes: six at once would leave nothing for the others."""
    at_once, most, real = [0], [0], rest.recall

    def counted(*what: Any) -> bytes:
        at_once[0] += 1
        most[0] = max(most[0], at_once[0])
        time.sleep(0.02)
        found = real(*what)
        at_once[0] -= 1
        return found

    monkeypatch.setattr(rest, "recall", counted)

    async def together() -> list[httpx2.Response]:
        async with ehr.service() as client:
            case = json.dumps({"cobalamin_case": 1, "on": "2026-03-01"})
            return await asyncio.gather(*(client.post("/recall", content=case) for _ in range(6)))

    assert [answer.status_code for answer in asyncio.run(together())] == [200] * 6
    assert most == [1]
