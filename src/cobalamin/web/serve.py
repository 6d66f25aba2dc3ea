"""`cobalamin serve`: the service on a port, loopback by default, with a limit for callers who send nothing."""

from __future__ import annotations

import logging
import os
import socket
from asyncio import TimerHandle
from collections.abc import Callable, Mapping

import structlog
import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from cobalamin.records.codes import RecordError
from cobalamin.web.app import application
from cobalamin.web.names import Loop
from cobalamin.web.settings import Settings, from_environment, make_state_folder

HEADER_SECONDS = 10.0
LONGEST_HEAD = 64 * 1024
"""How many bytes of headers, or of what else is no body, a caller may send: an engineering limit."""
_MOST_AT_ONCE = 500


class PatientProtocol(HttpToolsProtocol):
    """HTTP as uvicorn speaks it; a caller whose headers do not arrive in time, or do not end, is put down."""

    _late: TimerHandle | None = None
    _head = 0

    def connection_made(self, transport: object) -> None:
        """A new connection: its headers have to come soon."""
        super().connection_made(transport)  # type: ignore[arg-type]
        self._late = self.loop.call_later(HEADER_SECONDS, self._put_down)

    def data_received(self, data: bytes) -> None:
        """What came: a body is counted where it is read, everything before and behind it here."""
        self._head += len(data)
        super().data_received(data)
        if self._head > LONGEST_HEAD:
            self._put_down()

    def on_body(self, body: bytes) -> None:
        """A piece of the body."""
        self._head = 0
        super().on_body(body)

    def on_message_begin(self) -> None:
        """A request begins: the first or a later one."""
        super().on_message_begin()
        if self._late is None:
            self._late = self.loop.call_later(HEADER_SECONDS, self._put_down)

    def on_headers_complete(self) -> None:
        """Its headers are there."""
        if self._late is not None:
            self._late.cancel()
            self._late = None
        self._head = 0
        super().on_headers_complete()

    def _put_down(self) -> None:
        self._late = None
        if self.transport is not None and not self.transport.is_closing():
            self.transport.close()


class _Server(uvicorn.Server):
    """Says that it runs once it listens, and not before."""

    def __init__(self, config: uvicorn.Config, running: Callable[[], None]) -> None:
        super().__init__(config)
        self._running = running

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._running()


def serve(
    host: str = "127.0.0.1",
    port: int = 8000,
    *,
    settings: Settings | None = None,
    environment: Mapping[str, str] | None = None,
    running: Callable[[], None] = lambda: None,
) -> None:
    """Run until stopped; `running` is called once it listens. Settings come from COBALAMIN_* variables; RecordError says what
    is missing, or why nothing can listen there."""
    if settings is None:
        make_state_folder(os.environ if environment is None else environment)
    used = settings or from_environment(host, port, environment)
    _require_free(host, port)
    _log_as_json()
    _Server(_config(used, host, port), running).run()


def _config(settings: Settings, host: str, port: int) -> uvicorn.Config:
    return uvicorn.Config(
        application(settings), host=host, port=port, http=PatientProtocol, loop=f"{Loop.__module__}:{Loop.__name__}",
        access_log=False, log_level="warning",
        limit_concurrency=_MOST_AT_ONCE, timeout_keep_alive=30, timeout_graceful_shutdown=20, server_header=False,
        proxy_headers=False, ws="none",
    )  # fmt: skip


def _require_free(host: str, port: int) -> None:
    """RecordError where another program has the port, or the address is not this machine's."""
    try:
        for family, _, _, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            socket.create_server(address[:2], family=family).close()
    except OSError as problem:
        why = (problem.strerror or "").partition(" (while")[0]
        raise RecordError(
            f"nothing can listen on {host} port {port} ({why}); give an address of this machine with --host and a "
            "free port with --port"
        ) from None


def _log_as_json() -> None:
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
