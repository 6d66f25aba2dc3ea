"""Reading what prefetch lacks from the EHR's FHIR server: few, timed, concurrent reads with the token of this call only."""

from __future__ import annotations

import asyncio
import re
from codecs import BOM_UTF8
from collections.abc import Coroutine, Iterable
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import httpx2

from cobalamin.records.fhir.lent import is_dated
from cobalamin.records.fhir.resources import Observation
from cobalamin.web.errors import Refusal
from cobalamin.web.hooks import HookRequest
from cobalamin.web.pointers import lacking_in, with_medicines
from cobalamin.web.prefetch import (
    CONDITIONS,
    FINDINGS,
    HARM,
    IMMUNIZATIONS,
    ORDERS,
    PRESCRIPTIONS,
    REPORTS,
    RESULTS,
    Arrival,
    State,
    Template,
    arrival_of,
    arrivals_of,
    query_for,
    templates,
)
from cobalamin.web.servers import Busy, Servers
from cobalamin.web.settings import Settings

MOST_PAGES = 20
MOST_BYTES = 32 * 1024 * 1024
_MEDICATION = re.compile(r"Medication/[A-Za-z0-9\-.]{1,64}")
_PLAIN = ":/?&=,|-_.~"
LATE = "the FHIR server did not answer in time"


class FhirServer:
    """One EHR's server for the length of one call. Pages are followed on the same origin only: the token goes nowhere else."""

    def __init__(self, servers: Servers, request: HookRequest, seconds: float) -> None:
        self._servers, self._seconds, self._room = servers, seconds, Room()
        self._base = f"{(request.fhirServer or '').rstrip('/')}/"
        granted = request.fhirAuthorization
        self._headers = {"accept": "application/fhir+json"}
        if granted is not None and granted.access_token:
            self._headers["authorization"] = f"Bearer {granted.access_token}"

    async def search(self, template: Template, patient: str) -> Arrival:
        """What a template finds on the server, all pages; where it refuses the question, with what it may demand besides."""
        kind = template.kind
        url = urljoin(self._base, quote(query_for(template, patient), safe=_PLAIN))
        arrival = await self._page(url, kind)
        if arrival.ill_asked:
            for more in template.demanded:
                found = await self._page(f"{url}&{more}", kind)
                if not found.ill_asked:
                    return await self.rest_of(found, kind, url)
        return await self.rest_of(arrival, kind, url)

    async def medicine(self, reference: str) -> Arrival:
        """A medicine that is pointed to, on the same server only."""
        found = _MEDICATION.fullmatch(reference.removeprefix(self._base))
        if found is None:
            return Arrival(State.FAILED, fault="it is no address on the FHIR server")
        return await self._page(f"{self._base}{found[0]}", "Medication")

    async def rest_of(self, arrival: Arrival, kind: str, url: str = "") -> Arrival:
        """The arrival, which was read at an address, with its following pages; one that fails leaves it not whole, and says so."""
        for _ in range(MOST_PAGES):
            if not arrival.next:
                break
            url = self._following(arrival.next, url or self._base)
            if not url:
                arrival.cut_off("the next page lies on another server and was not read")
                return arrival
            page = await self._page(url, kind)
            if page.state in (State.FAILED, State.ABSENT):
                arrival.cut_off(f"a following page could not be read: {page.fault}")
                return arrival
            arrival.items.extend(page.items)
            arrival.next, arrival.state = page.next, State.DATA if arrival.items else State.EMPTY
            arrival.fault, arrival.cut = arrival.fault or page.fault, arrival.cut or page.cut
        if arrival.next:
            arrival.cut_off(f"more than {MOST_PAGES} pages: the rest was not read")
        arrival.count()
        return arrival

    def _following(self, link: str, page: str) -> str:
        """The address of a next page as a link on a page writes it; "" where it lies elsewhere or is no address."""
        try:
            url = urljoin(page, link)
            return url if _origin(url) == _origin(self._base) else ""
        except ValueError:
            return ""

    async def _page(self, url: str, kind: str) -> Arrival:
        try:
            async with asyncio.timeout(self._seconds), self._servers.reading(url, self._headers) as answer:
                if refused := _refusal(answer.status_code):
                    return Arrival(State.FAILED, fault=refused, ill_asked=answer.status_code in _ILL_ASKED)
                found = arrival_of((await self._room.body(answer)).removeprefix(BOM_UTF8), kind)
                found.ill_asked = found.state is State.FAILED
                return found
        except TooMuch:
            return Arrival(State.FAILED, fault="the FHIR server sent more than can be read as one patient")
        except Busy:
            return Arrival(State.FAILED, fault="too many calls wait for the FHIR server already")
        except (TimeoutError, httpx2.TimeoutException):
            return Arrival(State.FAILED, fault=LATE)
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError):
            return Arrival(State.FAILED, fault="the FHIR server could not be reached")


def _origin(url: str) -> tuple[str | int | None, ...]:
    """Scheme, host and port of an address, and who is named in it; ValueError where it is none."""
    parts = urlsplit(url)
    return parts.scheme, parts.username, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


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


async def status_and_body(
    client: httpx2.AsyncClient, method: str, url: str, seconds: float, **more: Any
) -> tuple[int, bytes]:
    """What one call to a server brings, bounded in time and size; httpx2.HTTPError where it cannot be had."""
    try:
        async with asyncio.timeout(seconds), client.stream(method, url, **more) as answer:
            return answer.status_code, await Room().body(answer)
    except TimeoutError:
        raise httpx2.ReadTimeout("no whole answer in time") from None
    except httpx2.InvalidURL:
        raise httpx2.UnsupportedProtocol("no address that can be asked") from None


_ILL_ASKED = (400, 422, 501)
"""What a server answers that lacks a parameter. A token, a load or a fault is not mended by another question."""


def _refusal(status: int) -> str:
    if status in (401, 403):
        return "the FHIR server refused the token (expired, or the scope is not granted)"
    return "" if status == 200 else f"the FHIR server answered {status}"


def allowed(server: str | None, servers: tuple[str, ...] | None) -> bool:
    """Whether a server may be read: an http(s) address, and on the site's list where it has one."""
    if not server or not _is_address(server):
        return False
    return servers is None or any(server.rstrip("/") == known.rstrip("/") for known in servers)


def _is_address(server: str) -> bool:
    try:
        return urlsplit(server).scheme in ("http", "https")
    except ValueError:  # no address at all
        return False


async def gather(request: HookRequest, servers: Servers, settings: Settings) -> dict[str, Arrival]:
    """Every template's arrival: from prefetch, else from the server; what cannot be had keeps its reason.

    Medicines that were pointed to and not sent are read too, and stand beside the drafts then; so are reports, where a result has
    no date. All of it has twice the time of one read.
    """
    arrivals = arrivals_of(request)
    if allowed(request.fhirServer, settings.fhir_servers):
        until = asyncio.get_running_loop().time() + settings.fetch_seconds * 2
        server = FhirServer(servers, request, settings.fetch_seconds)
        await _fetch(request, server, templates(settings.site), arrivals, until)
        await _fetch_reports(request, server, arrivals[RESULTS], until)
        await _fetch_medicines(request, server, arrivals, until)
    else:
        _tell_unread(request.fhirServer, arrivals)
    return arrivals


def _tell_unread(server: str | None, arrivals: dict[str, Arrival]) -> None:
    """Without a server that may be read: what is lacking stays so, and whoever named a server learns why it was not asked."""
    for arrival in arrivals.values():
        if arrival.next:
            arrival.cut_off("more pages exist and could not be read")
        if server and not arrival.whole:
            arrival.note(_NO_ADDRESS if not _is_address(server) else _NOT_LISTED)


_NO_ADDRESS = "fhirServer is no http or https address"
_NOT_LISTED = "fhirServer is none that this service may read: ask whoever runs it to list it"


async def _fetch(
    request: HookRequest, server: FhirServer, asked: Iterable[Template], arrivals: dict[str, Arrival], until: float
) -> None:
    """What prefetch lacks: keys that were not sent, and following pages."""
    patient = request.context.patientId if request.context else ""

    async def one(template: Template) -> Arrival:
        before = arrivals[template.key]
        return await (server.rest_of(before, template.kind) if before.next else server.search(template, patient))

    wanted = [t for t in asked if arrivals[t.key].state in (State.ABSENT, State.FAILED) or arrivals[t.key].next]
    for template, found in zip(wanted, await _in_time(map(one, wanted), until), strict=True):
        before = arrivals[template.key]
        if found is None and before.next:
            before.cut_off(LATE)
        else:
            arrivals[template.key] = found or Arrival(State.FAILED, fault=LATE)


async def _fetch_reports(request: HookRequest, server: FhirServer, results: Arrival, until: float) -> None:
    """The reports that may lend a date to results without one; a result that none dates stays so and is told."""
    observed = (item.resource for item in results.items if isinstance(item.resource, Observation))
    if request.context is not None and not all(map(is_dated, observed)):
        (found,) = await _in_time([server.search(REPORTS, request.context.patientId)], until)
        results.items.extend(found.items if found is not None else ())


async def _fetch_medicines(
    request: HookRequest, server: FhirServer, arrivals: dict[str, Arrival], until: float
) -> None:
    """What is pointed to, by drafts or by the record; what does not come stays lacking and is told."""
    read = await _in_time((server.medicine(each) for each in lacking_in(request, arrivals)), until)
    found = [item for arrival in read if arrival is not None for item in arrival.items]
    arrivals[PRESCRIPTIONS].items.extend(found)
    with_medicines(request, found)


async def _in_time(reads: Iterable[Coroutine[Any, Any, Arrival]], until: float) -> list[Arrival | None]:
    """What each read came to; None for one that was given up because the time of the call was over."""
    tasks = [asyncio.create_task(read) for read in reads]
    if tasks:
        _, late = await asyncio.wait(tasks, timeout=until - asyncio.get_running_loop().time())
        for task in late:
            task.cancel()
    return [task.result() if task.done() else None for task in tasks]


_HOLD_NONE = ("patient", ORDERS, FINDINGS, HARM, IMMUNIZATIONS)
"""Keys that alone are no record: what they hold beside other things is told, and their silence says nothing."""
_SEND = "send prefetch, or a FHIR server that may be read"


def require_useful(arrivals: dict[str, Arrival]) -> None:
    """Refusal(412) without the patient, or where no part of the record could be had."""
    if not arrivals["patient"].items:
        why = arrivals["patient"].fault or "nothing was sent"
        raise Refusal(412, f"the patient could not be read ({why}): {_SEND}", "incomplete")
    holding_facts = [arrival for key, arrival in arrivals.items() if key not in _HOLD_NONE]
    if all(arrival.state in (State.ABSENT, State.FAILED) for arrival in holding_facts):
        why = "; ".join(dict.fromkeys(arrival.fault for arrival in holding_facts if arrival.fault))
        raise Refusal(
            412,
            f"no part of the record could be read ({why}): {_SEND}",
            "incomplete",
        )


def require_picture(arrivals: dict[str, Arrival]) -> None:
    """Refusal(412) where results or diagnoses could not be had, or not all: for a call with nothing to say, whose silence would
    pass for an all-clear."""
    for key, what in ((RESULTS, "result"), (CONDITIONS, "diagnosis")):
        arrival = arrivals[key]
        none = arrival.state in (State.ABSENT, State.FAILED)
        if none or arrival.cut:
            read = f"no {what} could be read" if none else f"not every {what} could be read"
            raise Refusal(
                412, f"nothing can be said: the rest of the record shows nothing, and {read} ({arrival.fault or 'not read'})",
                "incomplete",
            )  # fmt: skip
