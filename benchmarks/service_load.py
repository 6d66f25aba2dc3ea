"""Callers of the service in a process of their own: closed loop (ask again once answered) and open loop (at a fixed rate).

python benchmarks/service_load.py PORT closed SECONDS | PORT open SECONDS RATE even|random | PORT count REQUESTS

Prints one JSON object: the requests answered, the seconds they took, and the times of each in milliseconds (none of `count`).
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time

import uvloop
from hook_body import hook_body

PATH = "/cds-services/b12-patient-view"
CALLERS, CONNECTIONS = 4, 32


class Caller(asyncio.Protocol):
    """One connection; a request at a time, as cheap as a caller can be."""

    def __init__(self) -> None:
        self.answer: asyncio.Future[None] | None = None
        self.left = -1

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    async def ask(self, request: bytes) -> None:
        self.answer = asyncio.get_running_loop().create_future()
        self.left = -1
        self.transport.write(request)  # type: ignore[attr-defined]
        await self.answer

    def data_received(self, data: bytes) -> None:
        if self.left < 0:
            head, _, data = data.partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200"), head[:200]
            self.left = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        self.left -= len(data)
        if self.left == 0 and self.answer is not None:
            self.answer.set_result(None)


async def connected(port: int, many: int) -> list[Caller]:
    loop = asyncio.get_running_loop()
    return [(await loop.create_connection(Caller, "127.0.0.1", port))[1] for _ in range(many)]


async def closed(port: int, request: bytes, seconds: float, most: float = float("inf")) -> list[float]:
    times: list[float] = []
    until = time.perf_counter() + seconds

    async def one(caller: Caller) -> None:
        while (began := time.perf_counter()) < until and len(times) < most:
            await caller.ask(request)
            times.append((time.perf_counter() - began) * 1000)

    await asyncio.gather(*map(one, await connected(port, CALLERS)))
    return times


async def opened(port: int, request: bytes, seconds: float, rate: float, arrivals: str) -> list[float]:
    """Each time counts from when its request was due, whatever the answers before it did."""
    idle: asyncio.Queue[Caller] = asyncio.Queue()
    for caller in await connected(port, CONNECTIONS):
        idle.put_nowait(caller)
    times: list[float] = []

    async def one(due: float) -> None:
        caller = await idle.get()
        await caller.ask(request)
        idle.put_nowait(caller)
        times.append((time.perf_counter() - due) * 1000)

    chance, due, tasks = random.Random(3), time.perf_counter(), []
    for _ in range(int(rate * seconds)):
        due += chance.expovariate(rate) if arrivals == "random" else 1 / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        tasks.append(asyncio.create_task(one(due)))
    await asyncio.gather(*tasks)
    return times


def main() -> None:
    port, kind, *rest = sys.argv[1:]
    body = hook_body()
    head = f"POST {PATH} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    request, began = head.encode() + body, time.perf_counter()
    match kind:
        case "closed":
            times = uvloop.run(closed(int(port), request, float(rest[0])))
        case "count":
            uvloop.run(closed(int(port), request, float("inf"), float(rest[0])))
            times = []  # only asked for to be served: hundreds of kilobytes that nobody reads
        case _:
            times = uvloop.run(opened(int(port), request, float(rest[0]), float(rest[1]), rest[2]))
    print(json.dumps({"answered": len(times), "seconds": time.perf_counter() - began, "times": times}))


if __name__ == "__main__":
    main()
