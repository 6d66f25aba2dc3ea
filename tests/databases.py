"""A PostgreSQL of its own in a temporary folder, for whatever is tested on one; where its programs are installed."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest


class Cluster:
    """A PostgreSQL that can be stopped and started again."""

    def __init__(self, folder: Path) -> None:
        self._port = free_port()
        self._as_other = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self._as_other:
            shutil.chown(folder, "postgres")
        self._folder, self._data = folder, folder / "data"
        self.address = f"postgresql://journal@127.0.0.1:{self._port}/postgres"
        self.url = self.address.replace("://", "+psycopg://")
        _run([*self._as_other, _program("initdb"), "-D", str(self._data), "-A", "trust", "-U", "journal", "-E", "UTF8"])

    def start(self, settings: str = "-c fsync=on") -> None:
        options = f"-p {self._port} -k {self._folder} -c listen_addresses=127.0.0.1 {settings}"
        _run(self._control("-o", options, "-l", str(self._folder / "log"), "-w", "start"))

    def stop(self) -> None:
        """As if its machine had lost power."""
        subprocess.run(self._control("-m", "immediate", "stop"), capture_output=True, check=False)

    def _control(self, *arguments: str) -> list[str]:
        return [*self._as_other, _program("pg_ctl"), "-D", str(self._data), *arguments]


@contextmanager
def cluster(settings: str = "-c fsync=on") -> Iterator[Cluster]:
    """A running PostgreSQL, gone with the block."""
    with TemporaryDirectory(prefix="cobalamin-pg-", ignore_cleanup_errors=True) as folder:
        running = Cluster(Path(folder))
        try:
            running.start(settings)
            yield running
        finally:
            running.stop()


def has_postgres() -> bool:
    return bool(_program("initdb") and _program("pg_ctl"))


def _program(name: str) -> str:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return shutil.which(name) or (str(found[-1]) if found else "")


needs_postgres = pytest.mark.skipif(not has_postgres(), reason="PostgreSQL's initdb and pg_ctl are not installed")


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL, for the length of the block."""
    with cluster() as running:
        yield running.url
