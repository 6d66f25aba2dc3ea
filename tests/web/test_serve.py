"""The service as a process: callers who dawdle, a stop in the middle, a kill, and the walk-through of the docs."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import conformance
import ehr
import httpx2

from cobalamin.journal.replay import replay
from cobalamin.journal.store import open_journal, rows
from cobalamin.journal.verify import verify

CODE = """
import sys
from datetime import date
from pathlib import Path
from cobalamin.web import serve
from cobalamin.web.settings import Settings
port, folder = int(sys.argv[1]), sys.argv[2]
serve.HEADER_SECONDS = 0.5
serve.serve(port=port, settings=Settings(base_url=f"http://127.0.0.1:{port}", today=lambda: date(2026, 3, 1),
    journal_url=f"sqlite:///{folder}/journal.db", spool=Path(folder) / "spool", body_seconds=1.0))
"""


@contextmanager
def running(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-c", CODE, str(port), str(folder)], env=os.environ)
    try:
        _until_up(port, process)
        yield process, port
    finally:
        process.kill()
        process.wait()


def _until_up(port: int, process: subprocess.Popen[bytes]) -> None:
    limit = time.monotonic() + 180
    while time.monotonic() < limit:
        assert process.poll() is None, "the service ended by itself"
        try:
            if httpx2.get(f"http://127.0.0.1:{port}/health").status_code == 200:
                return
        except httpx2.HTTPError:
            time.sleep(0.05)
    raise AssertionError("the service did not come up")


def closed(port: int, sent: bytes) -> bytes:
    """What a caller who stops in the middle gets before the connection is closed."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as caller:
        if sent:
            caller.sendall(sent)
        found = b""
        with suppress(ConnectionResetError):  # closed before all that was sent was taken in
            while part := caller.recv(4096):
                found += part
        return found


def test_dawdlers_are_put_down_and_others_are_served(tmp_path: Path) -> None:
    with running(tmp_path) as (_, port):
        assert closed(port, b"") == b""
        assert closed(port, b"POST /assess HTTP/1.1\r\nhost: localhost\r\n") == b""
        slow = closed(port, b"POST /assess HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n{")
        assert slow.startswith(b"HTTP/1.1 408")
        long = closed(port, b"POST /assess HTTP/1.1\r\nhost: localhost\r\ncontent-length: 99999999\r\n\r\n{")
        assert long.startswith(b"HTTP/1.1 413")
        for head in (b"x: " + b"a" * 200_000, b"x: y\r\n" * 40_000):
            assert not closed(port, b"GET /health HTTP/1.1\r\nhost: localhost\r\n" + head).startswith(b"HTTP/1.1 200")
        trailer = b"POST /assess HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n"
        assert not closed(port, trailer + b"x: y\r\n" * 40_000).startswith(b"HTTP/1.1 2")
        assert httpx2.get(f"http://127.0.0.1:{port}/health", headers={"x": "a" * 20_000}).status_code == 200
        answer = httpx2.post(f"http://127.0.0.1:{port}/cds-services/b12-patient-view", json=ehr.request())
        conformance.check_response(answer.json())


def test_killed_while_answering_every_answer_received_is_kept(tmp_path: Path) -> None:
    received = 0

    async def hammer(port: int) -> None:
        nonlocal received
        body = json.dumps(ehr.request()).encode()
        async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            while True:
                answer = await client.post("/cds-services/b12-patient-view", content=body)
                received += answer.status_code == 200

    async def until_killed(process: subprocess.Popen[bytes], port: int) -> None:
        callers = [asyncio.create_task(hammer(port)) for _ in range(8)]
        while received < 40 and not any(caller.done() for caller in callers):
            await asyncio.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        await asyncio.gather(*callers, return_exceptions=True)

    with running(tmp_path) as (process, port):
        asyncio.run(until_killed(process, port))
    engine = open_journal(f"sqlite:///{tmp_path}/journal.db")
    assert len(list(rows(engine))) >= received >= 40
    assert verify(engine).whole
    assert replay(engine).differences == ()
    engine.dispose()


def told(port: int, **settings: str) -> tuple[int, str]:
    """How `cobalamin serve` ends, and what it said."""
    with subprocess.Popen(
        [sys.executable, "-m", "cobalamin", "serve", "--port", str(port)],
        env={**os.environ, "COBALAMIN_JOURNAL": "off", **settings}, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stderr is not None
        said = process.stderr.readline()
        if said.startswith("Cobalamin at"):
            process.send_signal(signal.SIGTERM)
        return process.wait(120), said + process.stderr.read()


def test_an_address_is_told_once_something_listens_there_and_not_before() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, said = told(port)
    assert (code, "Cobalamin at" in said) == (2, False)
    assert f"nothing can listen on 127.0.0.1 port {port} (Address already in use)" in said
    code, said = told(port, COBALAMIN_SIGNED="1")
    assert (code, "Cobalamin at" in said) == (2, False)
    assert "name each EHR in COBALAMIN_CLIENTS" in said
    code, said = told(port)
    assert (code, f"Cobalamin at http://127.0.0.1:{port}/" in said) == (-signal.SIGTERM, True)
    assert "No answer is kept" in said
