"""The service under load on loopback, beside an empty Litestar endpoint that echoes the same body in the same run.

python benchmarks/service.py [--seconds 8] [--requests N]

The server has one core to itself, the callers another; --requests N adds the memory over N requests with the journal on.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
from hook_body import ENTRIES, hook_body

HERE = Path(__file__).parent
TICKS = os.sysconf("SC_CLK_TCK")
Found = dict[str, float]


class Server:
    """A service in a process of its own, on the first core."""

    def __init__(self, kind: str, folder: str) -> None:
        self.folder = Path(folder)
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            self.port = one.getsockname()[1]
        given = [sys.executable, str(HERE / "service_server.py"), kind, str(self.port), folder]
        self.process = subprocess.Popen(given, preexec_fn=lambda: _on(min))
        self._await()

    def _await(self) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.1)
        raise SystemExit("the service did not come up")

    @property
    def megabytes(self) -> float:
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20

    @property
    def cpu(self) -> float:
        """Seconds of processor time so far, its own and the kernel's for it."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def inside(self) -> Found:
        """What its answers met within the process; it ends with that."""
        self.process.terminate()
        self.process.wait()
        report = self.folder / "inside.json"
        times = json.loads(report.read_text()) if report.exists() else {}
        found = {f"{name} {which}": p(times[name], which) for name in _INSIDE for which in (50, 99) if times.get(name)}
        return found | ({"collections": len(times["collections"])} if times else {})

    def load(self, *kind: str) -> dict[str, Any]:
        """What callers on the other core met."""
        given = [sys.executable, str(HERE / "service_load.py"), str(self.port), *kind]
        done = subprocess.run(given, preexec_fn=lambda: _on(max), check=True, stdout=subprocess.PIPE)
        return json.loads(done.stdout)


_INSIDE = ("processor", "clock", "journal")
"""Of an answer: its work by the processor and by the clock (what differs took somebody else's program), and the journal's."""


def _on(which: Any) -> None:
    os.sched_setaffinity(0, {which(os.sched_getaffinity(0))})


@contextmanager
def serving(kind: str) -> Iterator[Server]:
    with TemporaryDirectory() as folder:
        server = Server(kind, folder)
        try:
            yield server
        finally:
            server.process.terminate()
            server.process.wait()


def p(times: list[float], which: int) -> float:
    return quantiles(times, n=100)[which - 1]


def measure(kind: str, seconds: str) -> Found:
    with serving(kind) as server:
        server.load("closed", "1")
        before = server.cpu
        closed = server.load("closed", seconds)
        cost = (server.cpu - before) / closed["answered"]
        rate = closed["answered"] / float(seconds)
        found = {
            "a second": rate,
            "a core-second": 1 / cost,
            "p50": p(closed["times"], 50),
            "p99": p(closed["times"], 99),
        }
        for arrivals in ("even", "random"):
            times = server.load("open", seconds, str(rate / 2), arrivals)["times"]
            found |= {f"half load {arrivals} p50": p(times, 50), f"half load {arrivals} p99": p(times, 99)}
        return found | server.inside()


def inside(runs: int = 400) -> Found:
    """Request bytes to response bytes in this process, without a server: milliseconds of processor time."""
    import httpx2

    from cobalamin.web.app import warm
    from cobalamin.web.desk import Desk
    from cobalamin.web.metrics import Metrics
    from cobalamin.web.services import SERVICES
    from cobalamin.web.settings import Settings

    desk, body = Desk(Settings(), Metrics(), httpx2.AsyncClient(), None), hook_body()
    warm(desk)

    async def one() -> float:
        began = time.process_time_ns()
        await desk.hook(SERVICES["b12-patient-view"], body)
        return (time.process_time_ns() - began) / 1e6

    async def many() -> list[float]:
        return [await one() for _ in range(runs)]

    times = asyncio.run(many())
    return {"least": min(times), "median": median(times), "p99": p(times, 99)}


def yardstick(runs: int = 100) -> float:
    """Milliseconds of processor time msgspec needs to read the same body without types: how fast this machine is."""
    body, times = hook_body(), []
    gc.collect()
    for _ in range(runs):
        began = time.process_time_ns()
        msgspec.json.decode(body)
        times.append((time.process_time_ns() - began) / 1e6)
    return min(times)


def memory(requests: int) -> Iterator[tuple[int, float]]:
    """Megabytes as requests go by, with the journal on."""
    with serving("unwatched") as server:
        server.load("count", str(requests // 100))
        yield requests // 100, server.megabytes
        for part in range(1, 11):
            server.load("count", str(requests // 10))
            yield requests // 100 + part * requests // 10, server.megabytes


def processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    found = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines)}
    return f"{found.get('model name', 'unknown')}, {found.get('cpu MHz', '?')} MHz, {os.cpu_count()} cores"


def shown(name: str, found: Found) -> None:
    print(f"  {name:8}" + "  ".join(f"{key} {value:.2f}" for key, value in found.items()), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--requests", type=int, default=0)
    given = parser.parse_args()
    print(
        f"{ENTRIES} entries, {len(hook_body()) / 1000:.0f} kB a request; {processor()}; load {os.getloadavg()[0]:.1f}"
    )
    print(f"  the body read without types: {yardstick():.2f} ms. Times in ms, of a processor where it says 'inside'")
    shown("inside", inside())
    found = {}
    for kind in ("echo", "service", "journal"):
        found[kind] = measure(kind, str(given.seconds))
        shown(kind, found[kind])
    for arrivals in ("even", "random"):
        ours, echo = (found[kind][f"half load {arrivals} p99"] for kind in ("journal", "echo"))
        print(f"  half load p99, {arrivals} arrivals: {ours:.1f} ms (target 5), {ours / echo:.1f}x the echo (target 3)")
    print(f"  with the journal {found['journal']['a core-second']:.0f} requests for a second of a core (target 600)")
    if given.requests:
        for served, megabytes in memory(given.requests):
            print(f"  {served:>8} requests: {megabytes:.1f} MB", flush=True)


if __name__ == "__main__":
    main()
