"""Schemathesis over the OpenAPI description of a running service: no 5xx, no undocumented status.

python tests/web/schema_campaign.py --requests 20000
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx2

SERVER = "import sys; from cobalamin.web.serve import serve; serve(port=int(sys.argv[1]))"
OPERATIONS = 11


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=20_000)
    given = parser.parse_args()
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-c", SERVER, str(port)], env=os.environ)
    try:
        _until_up(port)
        command = [
            str(Path(sys.executable).with_name("schemathesis")), "run", f"http://127.0.0.1:{port}/schema/openapi.json",
            "--checks", "not_a_server_error,status_code_conformance,content_type_conformance", "--phases", "fuzzing",
            "--max-examples", str(given.requests // OPERATIONS), "--suppress-health-check", "all", "--request-timeout", "30",
        ]  # fmt: skip
        found = subprocess.run(command, check=False).returncode
        counted = httpx2.get(f"http://127.0.0.1:{port}/metrics").text
        total = sum(
            float(line.split()[-1]) for line in counted.splitlines() if line.startswith("cobalamin_requests_total")
        )
        print(f"{total:.0f} requests answered; schemathesis ended with {found}")
        return found
    finally:
        server.kill()
        server.wait()


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
