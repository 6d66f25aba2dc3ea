"""The service under load on loopback, beside an empty Litestar endpoint that echoes the same body in the same run.

python benchmarks/service.py [--seconds 8] [--entries 300] [--requests 2000]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import socket
import subprocess
import sys
import time
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

ROOT = Path(__file__).parents[1]
TARGET_BYTES = 424_000
SERVER = """
import sys
from pathlib import Path
from litestar import Litestar, Request, Response, post
import uvicorn
kind, port, folder = sys.argv[1], int(sys.argv[2]), sys.argv[3]
if kind == "echo":
    @post("/cds-services/b12-patient-view", status_code=200)
    async def echo(request: Request) -> Response:
        return Response(await request.body(), media_type="application/json")
    uvicorn.run(Litestar([echo], openapi_config=None, logging_config=None), port=port, log_level="warning", access_log=False)
else:
    from cobalamin.web.serve import serve
    from cobalamin.web.settings import Settings
    kept = {"journal_url": f"sqlite:///{folder}/journal.db", "spool": Path(folder) / "spool"} if kind == "journal" else {}
    serve(port=port, settings=Settings(**kept))
"""


def body(entries: int) -> bytes:
    """A request with so many entries and about 424 kB: results of many kinds, a few that matter."""
    chance = random.Random(7)
    kinds = [
        ("2132-9", "pg/mL", 150, 900),
        ("718-7", "g/dL", 11, 16),
        ("787-2", "fL", 80, 104),
        ("777-3", "10*9/L", 150, 400),
        ("2160-0", "mg/dL", 0.6, 1.3),
        ("4548-4", "%", 4, 9),
        ("2345-7", "mg/dL", 70, 180),
        ("8480-6", "mm[Hg]", 100, 160),
    ]
    padding = "x" * max(0, TARGET_BYTES // entries - 420)
    resources = [_observation(i, *chance.choice(kinds), chance=chance, padding=padding) for i in range(entries)]
    empty: dict[str, Any] = {"resourceType": "Bundle", "type": "searchset"}
    prefetch: dict[str, Any] = dict.fromkeys(
        ("conditions", "procedures", "prescriptions", "statements", "administrations", "allergies"), empty
    )
    prefetch["patient"] = {"resourceType": "Patient", "id": "p1", "gender": "female", "birthDate": "1961-01-01"}
    prefetch["results"] = {**empty, "entry": [{"resource": each} for each in resources]}
    context = {"userId": "Practitioner/1", "patientId": "p1"}
    return json.dumps(
        {"hook": "patient-view", "hookInstance": str(uuid4()), "context": context, "prefetch": prefetch}
    ).encode()


def _observation(
    i: int, code: str, unit: str, low: float, high: float, *, chance: random.Random, padding: str
) -> dict[str, Any]:
    day = f"202{chance.randint(4, 6)}-0{chance.randint(1, 9)}-1{chance.randint(0, 9)}T08:30:00Z"
    return {
        "resourceType": "Observation",
        "id": f"o{i}",
        "status": "final",
        "effectiveDateTime": day,
        "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
        "subject": {"reference": "Patient/p1"},
        "valueQuantity": {
            "value": round(chance.uniform(low, high), 1),
            "unit": unit,
            "system": "http://unitsofmeasure.org",
            "code": unit,
        },
        "note": [{"text": padding}],
    }


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes, sent: bytes) -> None:
    """One request on an open connection, as cheap as a caller can be."""
    writer.write(head + sent)
    answer = await reader.readuntil(b"\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200"), answer[:200]
    length = next(line for line in answer.lower().split(b"\r\n") if line.startswith(b"content-length"))
    await reader.readexactly(int(length.split(b":")[1]))


async def closed_loop(port: int, sent: bytes, seconds: float, callers: int = 4) -> tuple[float, list[float]]:
    """Callers who ask again as soon as they are answered: requests a second and the times in ms."""
    head, times, until = _head(port, sent), [], time.perf_counter() + seconds

    async def caller() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**24)
        while (began := time.perf_counter()) < until:
            await ask(reader, writer, head, sent)
            times.append((time.perf_counter() - began) * 1000)
        writer.close()

    await asyncio.gather(*(caller() for _ in range(callers)))
    return len(times) / seconds, times


async def open_loop(port: int, sent: bytes, rate: float, seconds: float) -> list[float]:
    """Requests at a fixed rate whatever the answers do; each time counts from when the request was due."""
    head, times = _head(port, sent), []
    idle: asyncio.Queue[Any] = asyncio.Queue()
    for _ in range(32):
        idle.put_nowait(await asyncio.open_connection("127.0.0.1", port, limit=2**24))

    async def one(due: float) -> None:
        connection = await idle.get()
        await ask(*connection, head, sent)
        idle.put_nowait(connection)
        times.append((time.perf_counter() - due) * 1000)

    began, tasks = time.perf_counter(), []
    for i in range(int(rate * seconds)):
        due = began + i / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        tasks.append(asyncio.create_task(one(due)))
    await asyncio.gather(*tasks)
    return times


def _head(port: int, sent: bytes) -> bytes:
    path = "/cds-services/b12-patient-view"
    lines = (
        f"POST {path} HTTP/1.1",
        f"host: 127.0.0.1:{port}",
        "content-type: application/json",
        f"content-length: {len(sent)}",
    )
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


class Server:
    """A service in a process of its own."""

    def __init__(self, kind: str, folder: str) -> None:
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            self.port = one.getsockname()[1]
        self.process = subprocess.Popen([sys.executable, "-c", SERVER, kind, str(self.port), folder], env=os.environ)
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.1)
        raise SystemExit("the service did not come up")

    def megabytes(self) -> float:
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()


def p(times: list[float], which: int) -> float:
    return quantiles(times, n=100)[which - 1]


async def measure(kind: str, sent: bytes, seconds: float, folder: str) -> dict[str, float]:
    server = Server(kind, folder)
    await closed_loop(server.port, sent, 1.0)
    rate, times = await closed_loop(server.port, sent, seconds)
    half = await open_loop(server.port, sent, rate / 2, seconds)
    found = {
        "a second": rate,
        "p50": p(times, 50),
        "p99": p(times, 99),
        "half load p50": p(half, 50),
        "half load p99": p(half, 99),
    }
    server.stop()
    return found


async def memory(sent: bytes, requests: int, folder: str) -> tuple[float, float]:
    """Megabytes after a tenth of the requests and after all of them, with the journal on."""
    server = Server("journal", folder)
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port, limit=2**24)
    head, early = _head(server.port, sent), 0.0
    for i in range(requests):
        await ask(reader, writer, head, sent)
        if i == requests // 10:
            early = server.megabytes()
    late = server.megabytes()
    writer.close()
    server.stop()
    return early, late


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--entries", type=int, default=300)
    parser.add_argument("--requests", type=int, default=2000)
    given = parser.parse_args()
    sent = body(given.entries)
    print(
        f"{given.entries} entries, {len(sent) / 1000:.0f} kB a request (targets: 600 a second, half load p99 5 ms and 3x echo)"
    )
    found = {}
    for kind in ("echo", "hooks", "journal"):
        with TemporaryDirectory() as folder:
            found[kind] = asyncio.run(measure(kind, sent, given.seconds, folder))
        print(f"  {kind:8}" + "  ".join(f"{name} {value:.1f}" for name, value in found[kind].items()), flush=True)
    print(f"  half load p99 against echo: {found['journal']['half load p99'] / found['echo']['half load p99']:.1f}x")
    with TemporaryDirectory() as folder:
        early, late = asyncio.run(memory(body(40), given.requests, folder))
    print(f"  memory over {given.requests} requests: {early:.0f} MB -> {late:.0f} MB")


if __name__ == "__main__":
    main()
