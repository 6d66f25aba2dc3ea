"""Schemathesis over the OpenAPI description of a running service: no 5xx, no undocumented status.

python tests/web/schema_campaign.py --requests 20000

A round of 250 examples for each operation is 2,250 requests in a minute of CPU time, client and service together; 20,000 are nine
rounds. Most generated case files are refused with a 400, which is an answer like another here: what is valid in form is rarely a
result with its unit.
"""

from __future__ import annotations

import argparse
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

SERVER = "import sys; from cobalamin.web.serve import serve; serve(port=int(sys.argv[1]))"
A_ROUND = 250
"""Examples for each operation in one round; rounds with new seeds follow until the service has answered enough."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with serving() as port:
        first_comparisons(port)
        seed, total = given.seed, 0
        while total < given.requests:
            failed = subprocess.run(command(port, seed), check=False).returncode
            total, faults = answered(port)
            print(f"seed {seed}: {total} requests answered so far, {faults} with 5xx", flush=True)
            if failed or faults:
                return 1
            seed += 1
    return 0


@contextmanager
def serving() -> Iterator[int]:
    """A service of its own for the campaign, on a free port."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-c", SERVER, str(port)], env={**os.environ, "COBALAMIN_JOURNAL": "off"})
    try:
        _until_up(port)
        yield port
    finally:
        server.kill()
        server.wait()


def first_comparisons(port: int) -> None:
    """They prepare every guideline, which is not what the campaign's time-out is for: two minutes where the machine is busy."""
    for verified in ("false", "true"):
        address = f"http://127.0.0.1:{port}/compare?verified={verified}"
        httpx2.post(address, content=b'{"cobalamin_case": 1}', timeout=600).raise_for_status()


def command(port: int, seed: int) -> list[str]:
    return [
        str(Path(sys.executable).with_name("schemathesis")), "run", f"http://127.0.0.1:{port}/schema/openapi.json",
        "--checks", "not_a_server_error,status_code_conformance,content_type_conformance", "--phases", "fuzzing",
        "--max-examples", str(A_ROUND), "--suppress-health-check", "all", "--request-timeout", "30",
        "--seed", str(seed), "--generation-database", "none",
    ]  # fmt: skip


_COUNTED = re.compile(r'^cobalamin_requests_total\{route="([^"]*)",status="(\d+)"\} ([\d.e+]+)', re.M)


def answered(port: int) -> tuple[int, int]:
    """What the service itself counted: requests to described calls, and answers that were its fault."""
    rows = _COUNTED.findall(httpx2.get(f"http://127.0.0.1:{port}/metrics").text)
    total = sum(float(count) for route, _, count in rows if route not in ("/health", "/metrics", "/schema"))
    return int(total), int(sum(float(count) for _, status, count in rows if status.startswith("5")))


def _until_up(port: int) -> None:
    for _ in range(600):
        try:
            httpx2.get(f"http://127.0.0.1:{port}/health")
            return
        except httpx2.HTTPError:
            time.sleep(0.1)
    raise SystemExit("the service did not come up")


if __name__ == "__main__":
    sys.exit(main())
