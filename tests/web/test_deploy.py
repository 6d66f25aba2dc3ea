"""The files of docs/deploy.md are read by the programs they are for, and the proxy passes a call on as an EHR makes it."""

import json
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from test_serve import running

import conformance
import ehr
from cobalamin.web.settings import from_environment
from databases import free_port

PAGE = (ehr.ROOT / "docs/deploy.md").read_text()
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/bin")
needs_nginx = pytest.mark.skipif(
    NGINX is None or not shutil.which("openssl"), reason="nginx or openssl is not installed"
)


def block(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", PAGE, re.S)
    return str(found)


@contextmanager
def proxied(folder: Path, port: int) -> Iterator[int]:
    """The page's nginx in front of the service on `port`, with a certificate of its own; the proxy's port."""
    outside = free_port()
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=cds.example.org",
         "-keyout", str(folder / "cds.example.org.key"), "-out", str(folder / "cds.example.org.pem")],
        check=True, capture_output=True,
    )  # fmt: skip
    server = block("nginx").replace("/etc/nginx/", f"{folder}/").replace("127.0.0.1:8000", f"127.0.0.1:{port}")
    server = server.replace("listen 443 ssl", f"listen 127.0.0.1:{outside} ssl")
    paths = " ".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    config = folder / "nginx.conf"
    config.write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/log; events {{}}\nhttp {{ {paths}\n{server} }}\n"
    )
    base = [str(NGINX), "-p", str(folder), "-c", str(config), "-e", str(folder / "log")]
    tested = subprocess.run([*base, "-t"], capture_output=True, text=True, check=False)
    assert tested.returncode == 0, tested.stderr
    process = subprocess.Popen(base)
    try:
        until_open(outside)
        yield outside
    finally:
        process.terminate()
        process.wait()


def until_open(port: int) -> None:
    limit = time.monotonic() + 180
    while time.monotonic() < limit:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("nginx did not come up")


@needs_nginx
def test_the_proxy_of_the_page_passes_calls_on(tmp_path: Path) -> None:
    trust = ssl.create_default_context()
    trust.check_hostname, trust.verify_mode = False, ssl.CERT_NONE
    (tmp_path / "service").mkdir()
    (tmp_path / "nginx").mkdir(mode=0o755)
    with (
        running(tmp_path / "service") as (_, port),
        proxied(tmp_path / "nginx", port) as outside,
        httpx2.Client(base_url=f"https://127.0.0.1:{outside}", verify=trust) as client,
    ):
        answer = client.post("/cds-services/b12-patient-view", json=ehr.request())
        conformance.check_response(answer.json())
        padded = json.dumps({**ehr.request(), "extension": {"org.example.padding": "x" * 2_000_000}})
        assert client.post("/cds-services/b12-patient-view", content=padded.encode()).status_code == 200
        assert client.post("/assess", content=bytes(9_000_000)).status_code == 413
        assert {client.get(path).status_code for path in ("/metrics", "/metrics/", "/%6detrics")} == {403}
        assert client.get("/health").status_code == 200


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
@pytest.mark.skipif(sys.platform != "linux", reason="what a unit of systemd denies is denied by Linux")
def test_a_plot_is_drawn_under_what_the_unit_denies() -> None:
    """The drawing library compiles: where memory may not become code it ended the whole service."""
    denied = "import ctypes; ctypes.CDLL(None).prctl(65, 1, 0, 0, 0)" if "\nMemoryDenyWriteExecute=yes" in PAGE else ""
    report = ["assess", str(ehr.ROOT / "examples/metformin-tingling.json"), "--format", "html"]
    code = f"{denied}\nimport sys; sys.argv[1:] = {report}\nfrom cobalamin.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True)
    assert (done.returncode, b"<svg" in done.stdout) == (0, True)


def test_the_settings_of_the_page_start_the_service_that_the_unit_starts(tmp_path: Path) -> None:
    """The unit alone ended at once: nothing on the page made its key, or named a setting that it needs."""
    (tmp_path / "patient-key").write_text("key")
    unit = re.findall(r"^Environment=(.*)$", block("ini"), re.M)
    lines = " ".join(unit).replace("%d", str(tmp_path)).replace("%S", str(tmp_path)).split()
    env = dict(line.split("=", 1) for line in (*lines, *block("text conf").splitlines()))
    found = from_environment("127.0.0.1", 8000, env)
    assert (found.signed, found.patient_key, found.base_url) == (True, b"key", "https://cds.example.org")
    for made in re.findall(r"LoadCredential=.*:(/etc/cobalamin/patient-key)", block("ini")):
        assert f"> {made})" in PAGE


def test_the_unit_of_the_page_is_understood(tmp_path: Path) -> None:
    command = Path(sys.executable).with_name("cobalamin")
    unit = tmp_path / "cobalamin.service"
    unit.write_text(block("ini").replace("/opt/cobalamin/bin/cobalamin", str(command)))
    found = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False)
    ours = [line for line in (found.stdout + found.stderr).splitlines() if "cobalamin" in line]
    assert (found.returncode, ours) == (0, [])
