"""The databases the journal runs on: SQLite always, PostgreSQL where its programs are installed."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp


@contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL of its own in a temporary folder, for the length of the block; its URL."""
    with cluster() as running:
        yield running.url


class Cluster:
    """A PostgreSQL that can be stopped and started again."""

    def __init__(self, folder: Path) -> None:
        self._port = _free_port()
        self._as_other = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self._as_other:
            shutil.chown(folder, "postgres")
        self._folder, self._data = folder, folder / "data"
        self.url = f"postgresql+psycopg://journal@127.0.0.1:{self._port}/postgres"
        _run([*self._as_other, _program("initdb"), "-D", str(self._data), "-A", "trust", "-U", "journal"])

    def start(self) -> None:
        options = f"-p {self._port} -k {self._folder} -c listen_addresses=127.0.0.1 -c fsync=on"
        _run(self._control("-o", options, "-l", str(self._folder / "log"), "-w", "start"))

    def stop(self) -> None:
        """As if its machine had lost power."""
        subprocess.run(self._control("-m", "immediate", "stop"), capture_output=True, check=False)

    def _control(self, *arguments: str) -> list[str]:
        return [*self._as_other, _program("pg_ctl"), "-D", str(self._data), *arguments]


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A running PostgreSQL, gone with the block."""
    folder = Path(mkdtemp(prefix="cobalamin-pg-"))
    running = Cluster(folder)
    try:
        running.start()
        yield running
    finally:
        running.stop()
        shutil.rmtree(folder, ignore_errors=True)


def has_postgres() -> bool:
    return bool(_program("initdb") and _program("pg_ctl"))


def _program(name: str) -> str:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return shutil.which(name) or (str(found[-1]) if found else "")


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
