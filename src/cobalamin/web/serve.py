"""`cobalamin serve`: the service on a port, loopback by default."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable, Mapping

import uvicorn

from cobalamin.records.errors import RecordError
from cobalamin.web import logs
from cobalamin.web.app import application
from cobalamin.web.host_names import Loop
from cobalamin.web.protocol import PatientProtocol
from cobalamin.web.settings import Settings, from_environment, make_state_folder

_MOST_AT_ONCE = 500


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
    logs.as_json()
    server = _Server(_config(used, host, port), running)
    hang_up = getattr(signal, "SIGHUP", None)  # Windows has none
    if hang_up and signal.getsignal(hang_up) is signal.SIG_DFL:  # under nohup it is ignored, and stays so
        signal.signal(hang_up, server.handle_exit)  # a terminal that closes ends it as SIGTERM does
    server.run()


def _config(settings: Settings, host: str, port: int) -> uvicorn.Config:
    return uvicorn.Config(
        application(settings), host=host, port=port, http=PatientProtocol, loop=f"{Loop.__module__}:{Loop.__name__}",
        access_log=False, log_config=None, log_level="warning",
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
