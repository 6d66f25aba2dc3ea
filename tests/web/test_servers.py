"""Thirty EHRs call one service: a server that hangs, or never ends, costs its own callers an answer and nobody else."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import httpx2
import pytest

import ehr
from cobalamin.web import servers
from cobalamin.web.app import application
from cobalamin.web.servers import Servers

Json = dict[str, object]
VIEW = "/cds-services/b12-patient-view"
RECORD = [ehr.patient(), ehr.result("2132-9", 120, "pg/mL"), ehr.condition("84027009")]


@contextmanager
def hanging() -> Iterator[str]:
    """A server that takes every connection and says nothing."""
    with socket.create_server(("127.0.0.1", 0), backlog=1000) as here:
        yield f"http://127.0.0.1:{here.getsockname()[1]}/fhir"


@asynccontextmanager
async def answering() -> AsyncIterator[str]:
    """A FHIR server with one patient, one request a connection."""
    calls: set[asyncio.Task[object]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        calls.add(asyncio.current_task())  # type: ignore[arg-type]
        line = (await reader.readuntil(b"\r\n\r\n")).split()[1].decode()
        kind = line.removeprefix("/fhir/").partition("?")[0].partition("/")[0]
        mine = [each for each in RECORD if each["resourceType"] == kind]
        body = json.dumps(mine[0] if kind == "Patient" else ehr.searchset(mine)).encode()
        writer.write(b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: %d\r\n\r\n%b" % (len(body), body))
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/fhir"
    finally:
        server.close()
        await asyncio.gather(*calls)


def asks(server: str) -> Json:
    """A call that sends nothing along."""
    return {**ehr.request(resources=RECORD, fhirServer=server), "prefetch": {}}


@asynccontextmanager
async def calling() -> AsyncIterator[httpx2.AsyncClient]:
    """A service that is patient with FHIR servers, and reads them over the network."""
    app = application(ehr.settings(fetch_seconds=20))
    async with ehr.caller(app) as client:
        yield client
    await app.stop()


async def given_up(waiting: list[asyncio.Task[httpx2.Response]]) -> None:
    """Whoever still waits hangs up."""
    assert not any(task.done() for task in waiting)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


async def until(client: httpx2.AsyncClient, reads: int) -> None:
    """Wait until so many calls of the EHR that hangs are on their way."""
    while (await client.get("/health")).status_code != 200 or len(asyncio.all_tasks()) < reads:
        await asyncio.sleep(0.01)


def test_an_ehr_that_hangs_holds_up_no_other() -> None:
    """Some 120 reads wait for one server: the call of another EHR is answered from its whole record."""

    async def call() -> httpx2.Response:
        async with calling() as client, answering() as good:
            waiting = [asyncio.create_task(client.post(VIEW, json=asks(bad))) for _ in range(14)]
            await until(client, 120)
            answer = await client.post(VIEW, json=asks(good))
            await given_up(waiting)
            return answer

    with hanging() as bad:
        answer = asyncio.run(call())
    assert answer.status_code == 200
    (card,) = answer.json()["cards"]
    assert "injection is indicated" in card["summary"]
    assert "in time" not in card["detail"]


def test_who_comes_when_too_many_wait_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "MOST", 5)

    async def call() -> httpx2.Response:
        async with calling() as client:
            first = asyncio.create_task(client.post(VIEW, json=asks(bad)))
            await until(client, 6)
            answer = await client.post(VIEW, json=asks(bad))
            await given_up([first])
            return answer

    with hanging() as bad:
        answer = asyncio.run(call())
    assert answer.status_code == 412
    assert "too many calls wait for the FHIR server already" in answer.text


def test_all_that_is_read_for_a_call_has_one_time_together() -> None:
    """Medicines are looked up after the record: a server that answers that and hangs there adds no second waiting."""
    pointing = {**ehr.prescription(""), "medicationReference": {"reference": "Medication/7"}}
    del pointing["medicationCodeableConcept"]
    waits: list[float] = []

    async def serve(request: httpx2.Request) -> httpx2.Response:
        if "Medication/7" in str(request.url):
            await asyncio.sleep(3600)
        kind = request.url.path.removeprefix("/fhir/").partition("/")[0]
        if kind == "MedicationStatement":  # to the end of the time there is
            await asyncio.sleep(3600)
        mine = [each for each in (*RECORD, pointing) if each["resourceType"] == kind]
        return httpx2.Response(200, json=mine[0] if kind == "Patient" else ehr.searchset(mine))

    async def call() -> httpx2.Response:
        before = asyncio.wait

        async def noted(tasks: list[asyncio.Task[object]], *, timeout: float) -> object:
            waits.append(timeout)
            return await before(tasks, timeout=timeout)

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(asyncio, "wait", noted)
            fhir = httpx2.AsyncClient(transport=httpx2.MockTransport(serve))
            async with ehr.caller(application(ehr.settings(fetch_seconds=0.2), fhir)) as client:
                return await client.post(VIEW, json=asks("https://ehr.example/fhir"))

    answer = asyncio.run(call())
    assert answer.status_code == 200
    assert "did not answer in time" in answer.json()["cards"][0]["detail"]
    record, medicines = waits
    assert medicines < record <= 0.4


def test_a_server_nobody_reads_is_forgotten() -> None:
    async def read() -> None:
        client = httpx2.AsyncClient(transport=httpx2.MockTransport(lambda _: httpx2.Response(200)))
        here = Servers(client)
        for number in range(5):
            async with here.reading(f"https://ehr{number}.example/fhir/Patient/1", {}) as answer:
                assert answer.status_code == 200
        assert here._servers == {}

    asyncio.run(read())
