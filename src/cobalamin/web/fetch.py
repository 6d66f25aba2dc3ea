"""Reading what prefetch lacks from the EHR's FHIR server: few, timed, concurrent reads with the token of this call only."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import httpx2

from cobalamin.web.errors import Refusal
from cobalamin.web.hooks import HookRequest
from cobalamin.web.prefetch import ORDERS, Arrival, State, Template, arrival_of, arrivals_of, query_for, templates
from cobalamin.web.settings import Settings

MOST_PAGES = 20
MOST_BYTES = 32 * 1024 * 1024
_PLAIN = ":/?&=,|-_.~"


class FhirServer:
    """One EHR's server for the length of one call. Pages are followed on the same origin only: the token goes nowhere else."""

    def __init__(self, client: httpx2.AsyncClient, request: HookRequest, seconds: float) -> None:
        self._client, self._seconds, self._room = client, seconds, Room()
        self._base = f"{(request.fhirServer or '').rstrip('/')}/"
        granted = request.fhirAuthorization
        self._headers = {"accept": "application/fhir+json"}
        if granted is not None and granted.access_token:
            self._headers["authorization"] = f"Bearer {granted.access_token}"

    async def search(self, template: Template, patient: str) -> Arrival:
        """What a template finds on the server, all pages."""
        kind = template.kind
        url = urljoin(self._base, quote(query_for(template, patient), safe=_PLAIN))
        return await self.rest_of(await self._page(url, kind), kind)

    async def rest_of(self, arrival: Arrival, kind: str) -> Arrival:
        """The arrival with its following pages; a page that fails leaves it not whole, and says so."""
        for _ in range(MOST_PAGES):
            if not arrival.next:
                return arrival
            url = urljoin(self._base, arrival.next)
            if not self._same_origin(url):
                arrival.fault = "the next page lies on another server and was not read"
                return arrival
            page = await self._page(url, kind)
            if page.state in (State.FAILED, State.ABSENT):
                arrival.fault = f"a following page could not be read: {page.fault}"
                return arrival
            arrival.items.extend(page.items)
            arrival.next, arrival.state = page.next, State.DATA if arrival.items else State.EMPTY
            arrival.fault = arrival.fault or page.fault
        arrival.fault = f"more than {MOST_PAGES} pages: the rest was not read"
        return arrival

    def _same_origin(self, url: str) -> bool:
        ours, theirs = urlsplit(self._base), urlsplit(url)
        return (ours.scheme, ours.netloc) == (theirs.scheme, theirs.netloc)

    async def _page(self, url: str, kind: str) -> Arrival:
        try:
            async with asyncio.timeout(self._seconds), self._client.stream("GET", url, headers=self._headers) as answer:
                refused = _refusal(answer.status_code)
                return (
                    Arrival(State.FAILED, fault=refused) if refused else arrival_of(await self._room.body(answer), kind)
                )
        except TooMuch:
            return Arrival(State.FAILED, fault="the FHIR server sent more than can be read as one patient")
        except (TimeoutError, httpx2.TimeoutException):
            return Arrival(State.FAILED, fault="the FHIR server did not answer in time")
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError):
            return Arrival(State.FAILED, fault="the FHIR server could not be reached")


class TooMuch(httpx2.HTTPError):
    """A server sends more than there is room for."""


class Room:
    """How much one call may still read, over all that it asks for."""

    def __init__(self) -> None:
        self._left = MOST_BYTES

    async def body(self, answer: httpx2.Response) -> bytes:
        """The body of an answer; it is not read to its end where it has none."""
        pieces = []
        async for piece in answer.aiter_bytes():
            self._left -= len(piece)
            if self._left < 0:
                raise TooMuch("more than there is room for")
            pieces.append(piece)
        return b"".join(pieces)


async def answered(client: httpx2.AsyncClient, method: str, url: str, seconds: float, **more: Any) -> tuple[int, bytes]:
    """Status and body of one call to a server, bounded in time and size; httpx2.HTTPError where it cannot be had."""
    try:
        async with asyncio.timeout(seconds), client.stream(method, url, **more) as answer:
            return answer.status_code, await Room().body(answer)
    except TimeoutError:
        raise httpx2.ReadTimeout("no whole answer in time") from None


def _refusal(status: int) -> str:
    if status in (401, 403):
        return "the FHIR server refused the token (expired, or the scope is not granted)"
    return "" if status == 200 else f"the FHIR server answered {status}"


def allowed(server: str | None, servers: tuple[str, ...] | None) -> bool:
    """Whether a server may be read: an http(s) address, and on the site's list where it has one."""
    if not server or urlsplit(server).scheme not in ("http", "https"):
        return False
    return servers is None or any(server.rstrip("/") == known.rstrip("/") for known in servers)


async def gather(request: HookRequest, client: httpx2.AsyncClient, settings: Settings) -> dict[str, Arrival]:
    """Every template's arrival: from prefetch, else from the server; what cannot be had keeps its reason."""
    arrivals = arrivals_of(request)
    wanted = [
        t
        for t in templates(settings.site)
        if arrivals[t.key].state in (State.ABSENT, State.FAILED) or arrivals[t.key].next
    ]
    if wanted and allowed(request.fhirServer, settings.fhir_servers):
        server = FhirServer(client, request, settings.fetch_seconds)
        await _fetch(request, server, wanted, arrivals, settings.fetch_seconds * 2)
    for arrival in arrivals.values():
        if arrival.next and not arrival.fault:
            arrival.fault = "more pages exist and could not be read"
    return arrivals


async def _fetch(
    request: HookRequest, server: FhirServer, wanted: Iterable[Template], arrivals: dict[str, Arrival], total: float
) -> None:
    patient = request.context.patientId if request.context else ""

    async def one(template: Template) -> None:
        before = arrivals[template.key]
        if before.next:
            arrivals[template.key] = await server.rest_of(before, template.kind)
            return
        found = await server.search(template, patient)
        arrivals[template.key] = found if found.state is not State.FAILED else Arrival(State.FAILED, fault=found.fault)

    tasks = [asyncio.create_task(one(template)) for template in wanted]
    _, late = await asyncio.wait(tasks, timeout=total)
    for task in late:
        task.cancel()
    for template in wanted:
        if arrivals[template.key].state is State.ABSENT:
            arrivals[template.key] = Arrival(State.FAILED, fault="the FHIR server did not answer in time")
    for task in tasks:
        if task.done() and not task.cancelled():
            task.result()


def require_useful(arrivals: dict[str, Arrival]) -> None:
    """Refusal(412) without the patient, or where no part of the record could be had."""
    if not arrivals["patient"].items:
        raise Refusal(
            412, f"the patient could not be read: {arrivals['patient'].fault or 'nothing was sent'}", "incomplete"
        )
    holding_facts = (arrival for key, arrival in arrivals.items() if key not in ("patient", ORDERS))
    if all(arrival.state in (State.ABSENT, State.FAILED) for arrival in holding_facts):
        raise Refusal(
            412, "no part of the record could be read: send prefetch, or a FHIR server that may be read", "incomplete"
        )
