"""One EHR's FHIR server for the length of one call: pages followed, bounded in time and size, with the token of this call only."""

from __future__ import annotations

import asyncio
import re
from codecs import BOM_UTF8
from typing import Any, NamedTuple
from urllib.parse import quote, urljoin, urlsplit

import httpx2

from cobalamin.web.hooks import HookRequest
from cobalamin.web.prefetch import Arrival, State, Template, arrival_of, query_for
from cobalamin.web.servers import Busy, Servers

MOST_PAGES = 20
MOST_BYTES = 32 * 1024 * 1024
_MEDICATION = re.compile(r"Medication/[A-Za-z0-9\-.]{1,64}")
_PLAIN = ":/?&=,|-_.~"
LONG = 2000
"""Characters of an address: some servers and what stands before them take no more than about 2,048."""
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
        arrival = await self._page(url, kind, is_search=True)
        if arrival.ill_asked:
            for more in template.demanded:
                found = await self._page(f"{url}&{more}", kind, is_search=True)
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
            if not page.answered:
                arrival.cut_off(f"a following page could not be read: {page.fault}")
                return arrival
            arrival.items.extend(page.items)
            arrival.unfit.extend(page.unfit)
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

    async def _page(self, url: str, kind: str, *, is_search: bool = False) -> Arrival:
        try:
            answer = await self._answer(url, is_search=is_search)
            if refused := _refusal(answer.status, named="authorization" in self._headers):
                return Arrival(State.FAILED, fault=refused, ill_asked=answer.status in _ILL_ASKED)
            found = arrival_of(answer.body.removeprefix(BOM_UTF8), kind)
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

    async def _answer(self, url: str, *, is_search: bool) -> _Answer:
        """The answer to a GET, or to the same search as a form where its address was too long; asked again where told to wait.

        The address of a following page is the server's own, and nobody else knows what a form would make of it.
        """
        answer = await self._once(url)
        if is_search and len(url) > LONG and answer.status in _TOO_LONG:
            search, _, form = url.partition("?")
            return await self._once(f"{search}/_search", form)
        if answer.later is not None and answer.later <= self._seconds:
            await asyncio.sleep(answer.later)
            return await self._once(url)
        return answer

    async def _once(self, url: str, form: str | None = None) -> _Answer:
        async with asyncio.timeout(self._seconds), self._servers.reading(url, self._headers, form) as answer:
            if answer.status_code != 200:
                return _Answer(answer.status_code, _told_to_wait(answer))
            return _Answer(200, None, await self._room.body(answer))


class _Answer(NamedTuple):
    """What a server answered, the seconds after which it wants to be asked again, and what it sent if it did not refuse."""

    status: int
    later: int | None
    body: bytes = b""


def _told_to_wait(answer: httpx2.Response) -> int | None:
    """The seconds a server that has too much to do asks for (RFC 9110, Retry-After); None where it names none."""
    told = answer.headers.get("retry-after", "")
    return int(told) if answer.status_code in (429, 503) and told.isascii() and told.isdigit() else None


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


_TOO_LONG = (400, 404, 413, 414, 431)
"""What servers answer to an address that is too long for them: IIS says 404, Tomcat 400."""
_ILL_ASKED = (400, 422, 501)
"""What a server answers that lacks a parameter. A token, a load or a fault is not mended by another question."""


def _refusal(status: int, *, named: bool) -> str:
    """Why an answer brings nothing; `named` is whether a token was shown."""
    if status in (401, 403):
        refused = "the FHIR server refused the token (expired, or the scope is not granted)"
        return refused if named else "the FHIR server wants a token, and none was sent (fhirAuthorization)"
    redirected = "; no redirect is followed: send the address it leads to" if 300 <= status < 400 else ""
    return "" if status == 200 else f"the FHIR server answered {status}{redirected}"
