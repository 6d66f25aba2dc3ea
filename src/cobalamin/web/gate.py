"""The door of the service: rate, signature, size and time of every call, and the headers of every answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from contextlib import suppress
from functools import lru_cache, partial
from ipaddress import IPv6Address
from typing import Any

from cobalamin.web.addresses import ANSWERS, OPEN, POSTS, SMART, STATIC, WORKBENCH
from cobalamin.web.errors import Refusal, too_large
from cobalamin.web.metrics import Metrics
from cobalamin.web.own import is_of, require_name
from cobalamin.web.pages.faults import language_of, shown
from cobalamin.web.security import NotSigned, Verifier, log_refusal
from cobalamin.web.services import SERVICES
from cobalamin.web.settings import Settings

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

COMPRESSED = "the request is compressed; send it as it is, without content-encoding"
_HEADERS = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"strict-transport-security", b"max-age=31536000"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
)


_MOST_CALLERS = 10_000


class Rate:
    """So many calls a minute for each caller, refilled steadily; who has not called for a minute is forgotten."""

    def __init__(self, a_minute: int, now: Callable[[], float] = time.monotonic) -> None:
        self._a_minute, self._now = a_minute, now
        self._left: dict[str, tuple[float, float]] = {}
        self._room = _MOST_CALLERS

    def wait(self, address: str) -> float:
        """Seconds until this caller may call again; 0 lets the call in."""
        if not self._a_minute:
            return 0.0
        caller, now = network_of(address), self._now()
        left, at = self._left.get(caller, (float(self._a_minute), now))
        left = min(self._a_minute, left + (now - at) * self._a_minute / 60)
        if len(self._left) > self._room:
            self._left = {who: (left, at) for who, (left, at) in self._left.items() if now - at < 60}
            self._room = max(_MOST_CALLERS, 2 * len(self._left))
        if left < 1:
            self._left[caller] = (left, now)
            return (1 - left) * 60 / self._a_minute
        self._left[caller] = (left - 1, now)
        return 0.0


@lru_cache(maxsize=4096)
def network_of(address: str) -> str:
    """Whose calls are counted together: an address of IPv4; of IPv6 the /64 that one site has to itself."""
    if ":" not in address:
        return address
    try:
        found = IPv6Address(address.partition("%")[0])
    except ValueError:
        return address
    return str(found.ipv4_mapped or IPv6Address(int(found) >> 64 << 64))


class Gate:
    """Every call passes here before the application sees it."""

    def __init__(
        self,
        app: App,
        settings: Settings,
        metrics: Metrics,
        verifier: Verifier | None,
        stop: Callable[[], Awaitable[None]],
    ) -> None:
        self._app, self._settings, self._metrics, self._verifier = app, settings, metrics, verifier
        self.stop = stop
        self._rate = Rate(settings.requests_a_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One ASGI call."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer, body = _Answer(send, scope, self._settings.origins), _Body(receive)
        if scope["method"] == "HEAD":  # a GET whose body is kept back
            scope = {**scope, "method": "GET"}
        try:
            await self._admit(scope)
            await self._app(scope, await _read(body, self._settings), answer.send)
        except Refusal as refusal:
            seconds = 0.0 if refusal.status == 408 else self._settings.body_seconds
            await answer.refuse(refusal, partial(body.rest, seconds))
        finally:
            self._metrics.served(answer.route, answer.status, time.perf_counter() - answer.began)

    async def _admit(self, scope: Scope) -> None:
        headers = dict(scope["headers"])
        caller = scope["client"][0] if scope.get("client") else ""
        wait = self._rate.wait(caller)
        if wait:
            raise Refusal(429, "too many calls; wait and call again", "throttled", {"retry-after": str(int(wait) + 1)})
        length = headers.get(b"content-length", b"0")
        if length.isdigit() and int(length) > self._settings.largest_body:
            raise too_large("request", self._settings.largest_body)
        if headers.get(b"content-encoding", b"").lower() not in (b"", b"identity"):
            raise Refusal(415, COMPRESSED, "not-supported", {"accept-encoding": "identity"})
        if self._verifier is None:
            _require_own(scope, headers, self._settings)
        elif _needs_signature(scope, workbench=self._settings.workbench):
            await self._signed(self._verifier, headers.get(b"authorization", b"").decode("latin-1"), scope["path"])

    async def _signed(self, verifier: Verifier, authorization: str, path: str) -> None:
        try:
            await verifier.verify(authorization, f"{self._settings.base_url}{path}")
        except NotSigned as reason:
            self._metrics.refused.inc()
            log_refusal(reason, authorization, _route(path))
            raise Refusal(401, "") from None


def _require_own(scope: Scope, headers: Mapping[bytes, bytes], settings: Settings) -> None:
    """Without signatures: Refusal for what a page of another site sends through a browser, or under a name that is not ours."""
    if scope["method"] != "POST" or scope["path"].startswith(POSTS):  # the forms of our pages have a guard of their own
        return
    require_name(settings, headers.get(b"host", b"").decode("latin-1"))
    origin = headers.get(b"origin", b"").decode("latin-1")
    if _is_from_elsewhere(headers, origin) and origin not in settings.origins:
        raise Refusal(
            403, "this call was sent by a page of another site; name its origin in COBALAMIN_ORIGINS", "security"
        )


def _is_from_elsewhere(headers: Mapping[bytes, bytes], origin: str) -> bool:
    """What a browser says: with Sec-Fetch-Site, an older one with Origin alone; a program says neither."""
    site = headers.get(b"sec-fetch-site")
    if site is not None:
        return site in (b"cross-site", b"same-site")
    return bool(origin) and not is_of(headers.get(b"host", b"").decode("latin-1"), origin)


def _needs_signature(scope: Scope, *, workbench: bool) -> bool:
    path = scope["path"]
    if workbench and (path.startswith((STATIC, POSTS)) or (scope["method"] == "GET" and path in WORKBENCH)):
        return False
    return scope["method"] != "OPTIONS" and path not in OPEN and not path.startswith((ANSWERS, SMART))


class _Body:
    """What a caller sends, piece by piece, and whether its end has come."""

    def __init__(self, receive: Receive) -> None:
        self.receive, self._ended = receive, False

    async def piece(self) -> Message:
        """The next piece, or that the caller has hung up."""
        message = await self.receive()
        self._ended = message["type"] != "http.request" or not message.get("more_body", False)
        return message

    async def rest(self, seconds: float) -> None:
        """What was not read of it, dropped: who writes to a connection that was closed meanwhile never sees the answer."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not self._ended:
                    await self.piece()


async def _read(body: _Body, settings: Settings) -> Receive:
    """The whole body in one piece, under one clock; refused when it is too long or comes too slowly."""
    try:
        async with asyncio.timeout(settings.body_seconds):
            whole: Message | None = await _joined(body, settings.largest_body)
    except TimeoutError:
        raise Refusal(408, "the request came too slowly", "timeout") from None

    async def at_once() -> Message:
        nonlocal whole
        message, whole = whole, None
        return await body.receive() if message is None else message

    return at_once


async def _joined(body: _Body, longest: int) -> Message:
    """The pieces of a body joined once, however many there are."""
    pieces: list[bytes] = []
    taken, more = 0, True
    while more:
        message = await body.piece()
        if message["type"] != "http.request":
            raise Refusal(400, "the caller hung up before the end of the request")
        pieces.append(message.get("body", b""))
        taken, more = taken + len(pieces[-1]), message.get("more_body", False)
        if taken > longest:
            raise too_large("request", longest)
    return {"type": "http.request", "body": b"".join(pieces), "more_body": False}


class _Answer:
    """What is sent back, with its status for the metrics and the headers every answer has."""

    def __init__(self, send: Send, scope: Scope, origins: tuple[str, ...]) -> None:
        self._send, self._scope, self.status, self.began = send, scope, 500, time.perf_counter()
        self._origins = origins
        self._bodiless = scope["method"] == "HEAD"
        self._started = False
        self.route = _route(scope["path"])

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._started, self.status = True, message["status"]
            given = [(name.lower(), value) for name, value in message.get("headers", ())]
            names = {name for name, _ in given}
            message["headers"] = [*given, *(header for header in _HEADERS if header[0] not in names)]
        elif self._bodiless:
            message["body"] = b""
        await self._send(message)

    async def refuse(self, refusal: Refusal, rest: Callable[[], Awaitable[None]]) -> None:
        """The refusal, where nothing was sent yet; `rest` waits for what the caller still sends."""
        if self._started:
            return
        headers, body = shown(self._scope["path"], refusal, language_of(self._scope))
        # what was refused here may go on for longer than anybody waits
        headers |= {"content-length": str(len(body)), "connection": "close", **refusal.headers}
        origin = dict(self._scope["headers"]).get(b"origin", b"").decode("latin-1")
        if origin in self._origins:  # else a page there could not read why
            headers |= {"access-control-allow-origin": origin, "vary": "Origin"}
        sent = [(name.encode(), value.encode()) for name, value in headers.items()]
        await self.send({"type": "http.response.start", "status": refusal.status, "headers": sent})
        await self.send({"type": "http.response.body", "body": body, "more_body": True})
        await rest()
        await self.send({"type": "http.response.body", "body": b""})


def _route(path: str) -> str:
    """The path as a label: identifiers out of it, unknown paths under one name."""
    if path.startswith("/cds-services"):
        service, _, rest = path.removeprefix("/cds-services").removeprefix("/").partition("/")
        named = f"/{service}" if service in SERVICES else "/…" if service else ""
        return f"/cds-services{named}{'/feedback' if rest == 'feedback' else ''}"
    if path.startswith(ANSWERS):
        return "/answers"
    if path.startswith(SMART):
        return "/smart"
    if path.startswith((STATIC, POSTS)):
        return f"{STATIC}…" if path.startswith(STATIC) else f"{POSTS}…"
    return path if path in (*OPEN, *WORKBENCH, "/assess") else "other"
