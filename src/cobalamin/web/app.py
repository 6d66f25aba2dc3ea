"""The application: routes to the desk, faults to OperationOutcomes, a start that warms the rules and an end that drains."""

from __future__ import annotations

import gc
from asyncio import to_thread
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cache, partial
from pathlib import Path
from ssl import SSLContext
from typing import Any
from urllib.parse import urlsplit

import httpx2
import msgspec
import structlog
from litestar import Litestar, Response, get, post
from litestar.config.cors import CORSConfig
from litestar.datastructures import Cookie, MultiDict
from litestar.exceptions import HTTPException
from litestar.exceptions.http_exceptions import ClientException

from cobalamin.journal.database import require_address
from cobalamin.journal.spool import Spool
from cobalamin.journal.writer import Writer
from cobalamin.records.fhir.out import IssueCode
from cobalamin.translation.words import Words, translator
from cobalamin.web import interface, openapi, rest
from cobalamin.web.answered import answer_arrivals
from cobalamin.web.desk import Desk
from cobalamin.web.errors import Refusal, too_large
from cobalamin.web.feedback import entries_in
from cobalamin.web.fhir_server import status_and_body
from cobalamin.web.gate import Gate
from cobalamin.web.hooks import read_request
from cobalamin.web.kept_answer import answer_page, launched_page, page_headers
from cobalamin.web.logs import place_of
from cobalamin.web.metrics import Metrics
from cobalamin.web.pages import comparing, faults, recall_board
from cobalamin.web.pages.routes import workbench
from cobalamin.web.pages.site import Call, asked_language
from cobalamin.web.pages.warming import warm_pages
from cobalamin.web.prefetch import arrivals_of
from cobalamin.web.security import Verifier
from cobalamin.web.services import SERVICES, Service, advised, discovery
from cobalamin.web.settings import Settings
from cobalamin.web.shared_tokens import SharedTokens
from cobalamin.web.smart import COOKIE, Launches

_log = structlog.get_logger("cobalamin.web")


_NO_LIMITS = httpx2.Limits(max_connections=None, max_keepalive_connections=100)
"""Not for all servers together: one that hangs would hold the connections to the others, and to the keys of callers."""


def application(settings: Settings, client: httpx2.AsyncClient | None = None) -> Gate:
    """The ASGI application of a site; `client` reads FHIR servers and key sets. `stop` ends it where no server does."""
    metrics = Metrics()
    http = client or httpx2.AsyncClient(
        timeout=settings.fetch_seconds, follow_redirects=False, limits=_NO_LIMITS, verify=_trusted()
    )
    tokens = SharedTokens(settings.journal_url) if settings.signed and settings.journal_url else None
    desk = Desk(settings, metrics, http, _writer(settings), tokens)
    fetch = _fetcher(http, settings.fetch_seconds)
    verifier = Verifier(settings.clients, fetch, shared=tokens) if settings.signed else None
    return Gate(_routes(desk), settings, metrics, verifier, desk.stop)  # type: ignore[arg-type]


@cache
def _trusted() -> SSLContext:
    """The authorities that servers are believed by, read once: that takes longer than all else here."""
    return httpx2.create_ssl_context()


def _writer(settings: Settings) -> Writer | None:
    if not settings.journal_url:
        return None
    require_address(settings.journal_url)
    return Writer(settings.journal_url, Spool(settings.spool or Path("cobalamin-spool")), told=_told)


def _told(why: str) -> None:
    if why:
        _log.error("the journal's database takes nothing", why=why)
    else:
        _log.warning("the journal's database takes entries again")


def _fetcher(client: httpx2.AsyncClient, seconds: float) -> Any:
    async def fetch(url: str) -> bytes:
        status, body = await status_and_body(client, "GET", url, seconds)
        if status != 200:
            raise httpx2.HTTPError(f"answered {status}")
        return body

    return fetch


def _routes(desk: Desk) -> Litestar:
    @asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncIterator[None]:
        warm(desk)
        _spare_the_collector()
        warm_pages(desk.settings)
        yield
        await desk.stop()

    cors = CORSConfig(
        allow_origins=list(desk.settings.origins), allow_methods=["GET", "POST", "OPTIONS"],
        allow_headers=["Authorization", "Content-Type"],
    )  # fmt: skip
    return Litestar(
        route_handlers=[
            *_cds_hooks(desk), *_plain(desk), *_shared(desk), *_launching(desk), *_watching(desk), *workbench(desk),
        ],
        cors_config=cors if desk.settings.origins else None, openapi_config=None, lifespan=[lifespan], logging_config=None,
        exception_handlers={Refusal: _refused, HTTPException: _http_fault(desk.settings), Exception: _fault},
        request_max_body_size=desk.settings.largest_body,
    )  # fmt: skip


_NOBODY = b"""{"hook": "patient-view", "hookInstance": "00000000-0000-0000-0000-000000000000",
"context": {"patientId": "nobody", "userId": "Practitioner/nobody"}, "prefetch": {"patient": {"resourceType": "Patient", "id":
"nobody"}, "results": {"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Observation", "id": "b12", "status":
"final", "code": {"coding": [{"system": "http://loinc.org", "code": "2132-9"}]}, "effectiveDateTime": "2026-01-01",
"valueQuantity": {"value": 1, "unit": "ng/L"}}}]}}}"""


def warm(desk: Desk) -> None:
    """Two calls about nobody through every step, so that the first patient does not wait: functions are written for the second."""
    for _ in range(2):
        request = read_request(_NOBODY, "patient-view")
        advised(
            SERVICES["b12-patient-view"],
            answer_arrivals(arrivals_of(request), "nobody", desk.settings),
            request.context,
        )


def _spare_the_collector() -> None:
    """What is there now stays, so no collection looks at it again; a record is a tree, so few are needed for the rest."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


# --- CDS Hooks -------------------------------------------------------------------------------------------------------


def _cds_hooks(desk: Desk) -> list[Any]:
    @get("/cds-services")
    async def discover() -> Response[bytes]:
        return _json(msgspec.json.encode(discovery(desk.settings.site)))

    @post("/cds-services/{id:str}", status_code=200)
    async def call(request: Call) -> Response[bytes]:
        return _json(await desk.hook(_service(request), await request.body()))

    @post("/cds-services/{id:str}/feedback", status_code=200)
    async def feedback(request: Call) -> Response[bytes]:
        if not await desk.keep(entries_in(await request.body(), _service(request).id)):
            raise Refusal(503, "the feedback could not be kept; send it again later, it counts once", "incomplete")
        return _json(b"{}")

    return [discover, call, feedback]


def _service(request: Call) -> Service:
    service = SERVICES.get(request.path_params["id"])
    if service is None:
        raise Refusal(404, f"no such service; expected one of {', '.join(SERVICES)}", "not-found")
    return service


# --- plain doors and watching ----------------------------------------------------------------------------------------


def _plain(desk: Desk) -> list[Any]:
    @post("/assess", status_code=200)
    async def assess(request: Call) -> Response[bytes]:
        query = _query(request, "/assess")
        return _json(await rest.assess(desk, await request.body(), query.get("on"), query.getall("presume", [])))

    @post("/recall", status_code=200)
    async def recall(request: Call) -> Response[bytes]:
        query, table = _query(request, "/recall"), request.headers.get("content-type", "").startswith("text/csv")
        within = query.get("within") or "14d"
        work = partial(rest.recall, desk, await request.body(), query.get("on"), within, table)
        return _json(await desk.listed(work))

    @post("/compare", status_code=200)
    async def compare(request: Call) -> Response[bytes]:
        query = _query(request, "/compare")
        asked = rest.Asked(query.getall("guideline", []), query.getall("presume", []), query.get("verified") == "true")
        return _json(await desk.compared(partial(rest.compare, desk, await request.body(), query.get("on"), asked)))

    @get("/answers/{id:uuid}")
    async def answer(request: Call) -> Response[str]:
        if not desk.settings.public_pages or desk.writer is None:
            raise Refusal(404, "pages are off", "not-found")
        page = await to_thread(answer_page, desk.settings.journal_url, request.path_params["id"], _words(request))
        return _page(page)

    return [assess, recall, compare, answer]


def _query(request: Call, path: str) -> MultiDict[str]:
    """What stands in the address, every part of which is read."""
    query = request.query_params
    rest.require_known(path, query.dict())
    return query


def _shared(desk: Desk) -> list[Any]:
    """Addresses at which a program finds a call and a browser a page."""

    @get("/compare")
    async def guidelines(request: Call) -> Response[bytes]:
        if desk.settings.workbench and "text/html" in request.headers.get("accept", ""):
            return comparing.opening(desk, request)
        return _json(rest.guidelines())

    @get("/recall")
    async def board(request: Call) -> Response[bytes]:
        if not desk.settings.workbench:
            raise Refusal(404, "the workbench is off; a recall is a POST", "not-found")
        return recall_board.opening(desk, request)

    return [guidelines, board]


def _launching(desk: Desk) -> list[Any]:
    """The two addresses of a SMART launch; none where no EHR is set up for it."""
    if not desk.settings.smart:
        return []
    launches = Launches(desk.settings, desk.client)

    @get("/smart/launch")
    async def launch(request: Call) -> Response[bytes]:
        query = request.query_params
        address, browser = await launches.begin(query.get("iss", ""), query.get("launch", ""))
        secure = desk.settings.base_url.startswith("https://")
        path = f"{urlsplit(desk.settings.base_url).path}/smart"  # as the browser sees it, which may be below a path of a proxy
        cookie = Cookie(COOKIE, path=path, value=browser, max_age=600, secure=secure, httponly=True, samesite="lax")
        return Response(b"", status_code=302, headers={"location": address}, cookies=[cookie])

    @get("/smart/callback")
    async def callback(request: Call) -> Response[str]:
        opened = await launches.end(dict(request.query_params), request.cookies.get(COOKIE, ""))
        patient = desk.kept_as(opened.patient)
        page = await to_thread(launched_page, desk.settings.journal_url, opened.appContext, patient, _words(request))
        return _page(page)

    return [launch, callback]


def _watching(desk: Desk) -> list[Any]:
    @get("/health")
    async def health() -> Response[bytes]:
        status, found = desk.health()
        return _json(msgspec.json.encode(found), status)

    @get("/metrics")
    async def metrics() -> Response[bytes]:
        text = desk.metrics.text(desk.journal_state)
        return Response(text, media_type="text/plain; version=0.0.4")

    @get("/schema")
    async def schema() -> Response[str]:
        return _page(interface.page(openapi.description(desk.settings.base_url)))

    @get("/schema/openapi.json")
    async def schema_json() -> Response[bytes]:
        return _json(msgspec.json.encode(openapi.description(desk.settings.base_url)))

    return [health, metrics, schema, schema_json]


def _words(request: Call) -> Words:
    """The language of whoever opens an answer: the card is English, its reader need not be."""
    return translator(asked_language(request))


def _page(page: str) -> Response[str]:
    return Response(page, media_type="text/html", headers=page_headers(page))


def _json(body: bytes, status: int = 200) -> Response[bytes]:
    return Response(body, status_code=status, media_type="application/json")


# --- faults ----------------------------------------------------------------------------------------------------------


def _refused(call: Call, refusal: Refusal, *, page: bool = False) -> Response[bytes]:
    headers, body = faults.shown(call.url.path, refusal, faults.language_of(call.scope), page=page)
    kind, _, _charset = headers.pop("content-type", "application/fhir+json").partition(";")
    return Response(body, status_code=refusal.status, media_type=kind, headers={**headers, **refusal.headers})


def _http_fault(settings: Settings) -> Callable[[Call, HTTPException], Response[bytes]]:
    """What the framework refuses, in our form; to a browser that mistook an address as a page, where there are pages."""

    def refused(call: Call, fault: HTTPException) -> Response[bytes]:
        page = settings.workbench and "text/html" in call.headers.get("accept", "")
        return _refused(call, _refusal_of(fault, settings.largest_body), page=page)

    return refused


def _refusal_of(fault: HTTPException, largest: int) -> Refusal:
    if isinstance(fault, ClientException) and fault.status_code == 413:
        return too_large("request", largest)
    if fault.status_code == 405:
        return Refusal(405, faults.OTHER_METHOD, "not-supported", fault.headers)
    code: IssueCode = "not-found" if fault.status_code == 404 else "invalid"
    return Refusal(fault.status_code, faults.NO_CALL, code, fault.headers)


def _fault(call: Call, fault: Exception) -> Response[bytes]:
    """Our own fault: its kind and place are logged, never a value; the caller learns that it was ours."""
    _log.error("fault", **place_of(fault))
    return _refused(call, Refusal(500, "a fault of this service; it was logged without the record", "exception"))
