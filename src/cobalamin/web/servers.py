"""The FHIR servers of the EHRs: each has turns of its own, so that one that hangs leaves the others theirs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx2

AT_ONCE = 32
"""How many reads one server has to answer at the same time: an engineering limit, some four calls without prefetch."""
MOST = 600
"""How many reads of one server may be under way or wait for a turn: an engineering limit."""


class Busy(httpx2.HTTPError):
    """So many wait for this server already that there is no use in waiting too."""


@dataclass
class _Server:
    """One server while something is read from it."""

    turn: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    reads: int = 0


class Servers:
    """Reads servers through one client, whose pool has no limit: here each server has its own."""

    def __init__(self, client: httpx2.AsyncClient) -> None:
        self._client = client
        self._servers: dict[str, _Server] = {}
        """By origin; who has nothing to answer is forgotten."""

    @asynccontextmanager
    async def reading(
        self, url: str, headers: Mapping[str, str], form: str | None = None
    ) -> AsyncIterator[httpx2.Response]:
        """The answer to a GET, or to a form, once it is this server's turn; Busy where too many wait for it."""
        origin = urlsplit(url).netloc
        server = self._servers.setdefault(origin, _Server())
        if server.reads >= MOST:
            raise Busy("too many wait for this server")
        server.reads += 1
        try:
            async with server.turn, self._asked(url, headers, form) as answer:
                yield answer
        finally:
            server.reads -= 1
            if not server.reads:
                del self._servers[origin]

    def _asked(
        self, url: str, headers: Mapping[str, str], form: str | None
    ) -> AbstractAsyncContextManager[httpx2.Response]:
        if form is None:
            return self._client.stream("GET", url, headers=headers)
        typed = {**headers, "content-type": "application/x-www-form-urlencoded"}
        return self._client.stream("POST", url, headers=typed, content=form.encode())
