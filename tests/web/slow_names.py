"""A resolver for one test, in a mount namespace of its own: it answers for every name but those that begin with "slow".

Run as `unshare -m python slow_names.py FOLDER`: a service that is asked by one EHR nobody finds, and by another beside it.
"""

from __future__ import annotations

import asyncio
import os
import socket
import struct
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread

import httpx2
import test_servers as servers

RESOLVER = "127.9.53.1"


def resolve(here: socket.socket) -> None:
    """Answer with this machine's address, or not at all."""
    while True:
        asked, back = here.recvfrom(2000)
        end = asked.index(0, 12) + 5
        head, question = asked[:2], asked[12:end]
        if question[1:5] == b"slow":
            continue
        if question[-4:-2] == b"\0\1":  # an IPv4 address
            answer = b"\xc0\x0c\0\1\0\1" + struct.pack(">IH", 60, 4) + socket.inet_aton("127.0.0.1")
            here.sendto(head + b"\x81\x80\0\1\0\1\0\0\0\0" + question + answer, back)
        else:
            here.sendto(head + b"\x81\x80\0\1\0\0\0\0\0\0" + question, back)


async def ask(port: int) -> None:
    """The statuses of a call beside fourteen whose server has no name."""
    view = f"http://127.0.0.1:{port}{servers.VIEW}"
    async with httpx2.AsyncClient(timeout=120) as client, servers.answering() as good:
        until = time.monotonic() + 120
        while time.monotonic() < until:
            try:
                await client.get(f"http://127.0.0.1:{port}/health")
                break
            except httpx2.HTTPError:
                await asyncio.sleep(0.05)
        bad = [
            asyncio.create_task(client.post(view, json=servers.asks(f"http://slow{i % 3}.test/fhir")))
            for i in range(14)
        ]
        await asyncio.sleep(0.5)
        beside = await client.post(view, json=servers.asks(good.replace("127.0.0.1", "fast.test")))
        print(beside.status_code, *sorted({(await each).status_code for each in bad}))


def main(folder: Path) -> None:
    (folder / "resolv.conf").write_text(f"nameserver {RESOLVER}\n")
    subprocess.run(["mount", "--bind", f"{folder / 'resolv.conf'}", "/etc/resolv.conf"], check=True)
    here = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    here.bind((RESOLVER, 53))
    Thread(target=resolve, args=(here,), daemon=True).start()
    with socket.create_server(("127.0.0.1", 0)) as one:
        port = one.getsockname()[1]
    settings = {"COBALAMIN_JOURNAL": "off", "COBALAMIN_REQUESTS_A_MINUTE": "0"}
    command = [sys.executable, "-m", "cobalamin", "serve", "--port", f"{port}"]
    service = subprocess.Popen(command, env={**os.environ, **settings}, stderr=subprocess.DEVNULL)
    try:
        asyncio.run(ask(port))
    finally:
        service.kill()
        service.wait()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
