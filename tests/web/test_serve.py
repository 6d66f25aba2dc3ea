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
from typing import IO

import httpx2
import pytest

import conformance
import ehr
from cobalamin.journal.database import open_journal
from cobalamin.journal.replay import replay
from cobalamin.journal.store import rows
from cobalamin.journal.verify import verify

CODE = """
import sys
from datetime import date
from pathlib import Path
from cobalamin.web import logs, protocol, serve
from cobalamin.web.settings import Settings
port, folder = int(sys.argv[1]), sys.argv[2]
protocol.HEADER_SECONDS, logs.QUIET_SECONDS = 0.5, 3600.0
serve.serve(port=port, settings=Settings(base_url=f"http://127.0.0.1:{port}", today=lambda: date(2026, 3, 1),
    journal_url=f"sqlite:///{folder}/journal.db", spool=Path(folder) / "spool", body_seconds=1.0))
"""

HEALTH = b"GET /health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    """One service for every test that lets it live: its port, and what it says on standard error."""
    folder = tmp_path_factory.mktemp("service")
    with (folder / "err").open("wb") as err, running(folder, stderr=err) as (_, port):
        yield port, folder / "err"


@contextmanager
def running(folder: Path, **streams: IO[bytes]) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-c", CODE, str(port), str(folder)], env=os.environ, **streams)
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
        with suppress(OSError):
            if closed(port, HEALTH).startswith(b"HTTP/1.1 200"):
                return
        time.sleep(0.05)
    raise AssertionError("the service did not come up")


def closed(port: int, sent: bytes) -> bytes:
    """What a caller who stops in the middle gets before the connection is closed."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as caller:
        found = b""
        with suppress(ConnectionError):  # closed before all that was sent was taken in
            caller.sendall(sent)
            while part := caller.recv(4096):
                found += part
        return found


def test_dawdlers_are_put_down_and_others_are_served(service: tuple[int, Path]) -> None:
    port, _ = service
    assert closed(port, b"") == b""
    assert closed(port, b"POST /assess HTTP/1.1\r\nhost: localhost\r\n") == b""
    slow = closed(port, b"POST /assess HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n{")
    assert slow.startswith(b"HTTP/1.1 408")
    long = closed(port, b"POST /assess HTTP/1.1\r\nhost: localhost\r\ncontent-length: 99999999\r\n\r\n{")
    assert long.startswith(b"HTTP/1.1 413")
    for head in (b"x: " + b"a" * 200_000 + b"\r\n", b"x: " + b"a" * 70_000 + b"\r\n", b"x: y\r\n" * 40_000):
        for end in (b"", b"\r\n"):
            assert not closed(port, HEALTH[:-2] + head + end).startswith(b"HTTP/1.1 200")
    trailer = b"POST /assess HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n"
    for end in (b"", b"\r\n"):
        assert not closed(port, trailer + b"x: y\r\n" * 40_000 + end).startswith(b"HTTP/1.1 2")
    assert httpx2.get(f"http://127.0.0.1:{port}/health", headers={"x": "a" * 20_000}).status_code == 200
    answer = httpx2.post(f"http://127.0.0.1:{port}/cds-services/b12-patient-view", json=ehr.request())
    conformance.check_response(answer.json())


def call(head: bytes, body: bytes = b"") -> bytes:
    """A call as it goes over the wire."""
    return b"%s HTTP/1.1\r\nhost: localhost\r\ncontent-length: %d\r\n\r\n%s" % (head, len(body), body)


def test_who_asks_for_another_protocol_is_answered_in_this_one(service: tuple[int, Path]) -> None:
    """As Java's client does of itself with every call; what is sent behind the head still belongs to the call."""
    body = json.dumps(ehr.request()).encode()
    other = b"connection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAAQ\r\n\r\n"
    sent = call(b"POST /cds-services/b12-patient-view", body).replace(b"\r\n\r\n", b"\r\n" + other, 1)
    cut = sent.index(other) + 20
    port, _ = service
    for parts in ([sent], [sent[:cut], sent[cut:]], [sent[:-9], sent[-9:]]):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as caller:
            for part in parts:
                caller.sendall(part)
                time.sleep(0.05)
            assert caller.recv(12) == b"HTTP/1.1 200"
    both = closed(port, sent + call(b"GET /health").replace(b"host:", b"connection: close\r\nhost:"))
    assert both.count(b"HTTP/1.1 200") == 2
    assert closed(port, call(b"CONNECT localhost:80")).startswith(b"HTTP/1.1 400")


def test_who_sends_more_than_is_read_learns_so(service: tuple[int, Path]) -> None:
    """A caller who writes the whole body first, as most libraries do, must not find the connection gone before the answer."""
    port, _ = service
    for size in (9_000_000, 60_000_000):
        refused = closed(port, call(b"POST /assess", b" " * size))
        assert refused.startswith(b"HTTP/1.1 413"), size
        assert b"8 MB at most" in refused
    other = call(b"POST /assess", b" " * 8_000_000).replace(b"\r\n", b"\r\ncontent-encoding: gzip\r\n", 1)
    assert closed(port, other).startswith(b"HTTP/1.1 415")


def test_who_has_sent_all_and_says_so_gets_the_answer(service: tuple[int, Path]) -> None:
    sent = call(b"POST /cds-services/b12-patient-view", json.dumps(ehr.request()).encode())
    port, _ = service
    for part, answered in ((sent, True), (sent[:-9], False)):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as caller:
            caller.sendall(part)
            caller.shutdown(socket.SHUT_WR)
            found = b"".join(iter(lambda: caller.recv(4096), b""))
        assert found.startswith(b"HTTP/1.1 200") == answered


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
@pytest.mark.thorough
def test_who_is_in_the_middle_of_a_call_when_it_is_ended_gets_the_answer(name: str, tmp_path: Path) -> None:
    sent = call(b"POST /cds-services/b12-patient-view", json.dumps(ehr.request()).encode())
    with running(tmp_path) as (process, port), socket.create_connection(("127.0.0.1", port), timeout=10) as caller:
        caller.sendall(sent[:-9])
        time.sleep(0.1)
        process.send_signal(getattr(signal, name))
        time.sleep(0.3)
        caller.sendall(sent[-9:])
        assert caller.recv(12) == b"HTTP/1.1 200"


LOGGING = """
import logging, structlog
from cobalamin.web import logs
logs.as_json()
structlog.get_logger().warning("ours", why="here")
try:
    int("a patient's value")
except ValueError as problem:
    logging.getLogger("uvicorn.error").error("theirs", exc_info=problem)
logging.getLogger("httpx2").info("an address with a patient in it")
"""


def test_what_is_logged_are_lines_of_json_on_standard_error() -> None:
    run = subprocess.run([sys.executable, "-c", LOGGING], capture_output=True, text=True, check=True)
    ours, theirs = map(json.loads, run.stderr.splitlines())
    assert (run.stdout, ours["event"], ours["why"], ours["level"]) == ("", "ours", "here", "warning")
    assert (theirs["event"], theirs["kind"], theirs["where"]) == ("theirs", "ValueError", "<module>:7")
    assert "patient" not in run.stderr


def test_what_the_server_says_of_a_caller_is_logged_so_too(service: tuple[int, Path]) -> None:
    """With what it may be, and not for each: whoever scans a port would fill the log."""
    port, err = service
    for _ in range(3):
        closed(port, b"no HTTP\r\n\r\n")
    said = [json.loads(line)["event"] for line in err.read_text().splitlines()]
    assert [line.partition(";")[0] for line in said] == ["a caller sent what is no HTTP/1.1"]


@pytest.mark.thorough
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


@pytest.mark.thorough
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
    assert (code, f"Cobalamin at http://127.0.0.1:{port}/" in said, "incomplete" in said) == (
        -signal.SIGTERM,
        True,
        False,
    )
    assert "No answer is kept" in said
