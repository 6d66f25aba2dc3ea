"""Kill the writer at random moments and count: every acknowledged entry is there, the chain is whole, the replay identical.

python tests/journal/campaign.py --writes 10000 --kills 50 [--url URL]: without a URL on SQLite and on PostgreSQL
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory

import entries

from cobalamin.journal.database import open_journal
from cobalamin.journal.replay import replay
from cobalamin.journal.spool import Spool
from cobalamin.journal.store import rows
from cobalamin.journal.verify import verify
from cobalamin.journal.writer import Writer

sys.path.insert(0, str(Path(__file__).parents[1]))
import databases


def write_for_ever(url: str, spool: Path) -> None:
    """Write answers and say each id on standard output only once it was acknowledged."""
    writer = Writer(url, Spool(spool))
    readings = entries.readings()
    number = 0
    while True:
        batch = [entries.answer(readings[number % len(readings)]), *(entries.small(number) for _ in range(4))]
        for entry, kept in [(entry, writer.keep(entry)) for entry in batch]:
            if kept.result():
                sys.stdout.write(f"{entry.id}\n")
        sys.stdout.flush()
        number += 1


def campaign(url: str, spool: Path, writes: int, kills: int, seed: int = 7) -> tuple[int, int]:
    """So many acknowledged writes with so many kills; how many were acknowledged, and how many rows there are."""
    chance = random.Random(seed)
    acknowledged: set[str] = set()
    for round in range(1, kills + 1):
        acknowledged |= _until_killed(
            url, spool, -(-writes * round // kills) - len(acknowledged), chance.random() * 0.05
        )
    open_journal(url).dispose()
    drained = Writer(url, Spool(spool))
    until = time.monotonic() + 60
    while Spool(spool).waiting and time.monotonic() < until:
        time.sleep(0.1)
    drained.close()
    engine = open_journal(url)
    there = {row.id for row in rows(engine)}
    lost = acknowledged - there
    verdict, again = verify(engine), replay(engine)
    assert not lost, f"{len(lost)} acknowledged entries are gone"
    assert verdict.whole, verdict.faults[:3]
    assert not again.differences, again.differences[:3]
    assert again.answers
    engine.dispose()
    return len(acknowledged), len(there)


def _until_killed(url: str, spool: Path, wanted: int, delay: float) -> set[str]:
    """The ids acknowledged by one writer, killed a moment after it reached so many."""
    command = [sys.executable, __file__, "--worker", "--url", url, "--spool", str(spool)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ)
    assert process.stdout is not None
    found: set[str] = set()
    while len(found) < wanted:
        line = process.stdout.readline()
        assert line, "the writer ended by itself"
        found.add(line.decode().strip())
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    rest = process.stdout.read().decode().split("\n")
    process.stdout.close()
    process.wait()
    return found | {line for line in rest[:-1] if len(line) == 36}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--writes", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--url", default="")
    parser.add_argument("--spool", type=Path)
    parser.add_argument("--worker", action="store_true")
    given = parser.parse_args()
    if given.worker:
        write_for_ever(given.url, given.spool)
    for kind, opened in databases_of(given.url):
        began = time.monotonic()
        with opened as url, TemporaryDirectory() as folder:
            acknowledged, there = campaign(url, given.spool or Path(folder) / "spool", given.writes, given.kills)
        print(f"{kind}: {given.kills} kills, {acknowledged} acknowledged, all there ({there} rows), chain whole, replay identical, "
              f"{time.monotonic() - began:.0f} s", flush=True)  # fmt: skip


def databases_of(url: str) -> Iterator[tuple[str, AbstractContextManager[str]]]:
    """The database given, else SQLite and, where it is installed, PostgreSQL."""
    if url:
        yield url.partition(":")[0], nullcontext(url)
        return
    yield "sqlite", sqlite()
    if databases.has_postgres():
        yield "postgresql", databases.postgres()
    else:
        print("postgresql: not run, initdb and pg_ctl are not installed")


@contextmanager
def sqlite() -> Iterator[str]:
    with TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/journal.db"


if __name__ == "__main__":
    main()
