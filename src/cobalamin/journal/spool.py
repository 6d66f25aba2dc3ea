"""Where entries wait while the database is unavailable: one file per batch, written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from uuid import uuid4

import msgspec
from sqlalchemy import Engine
from sqlalchemy.exc import DataError, IntegrityError

from cobalamin.journal.entry import ENTRY, Entry
from cobalamin.journal.store import append
from cobalamin.records.document import UNFIT
from cobalamin.records.forms import fitting


class Spool:
    """A folder of batches. A batch exists under its name only once every byte of it is on the disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._make()

    def _make(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def put(self, entries: Sequence[Entry], order: int, ending: str = ".ndjson") -> None:
        """Write a batch to the disk, behind those already there."""
        name = f"{order:020}-{os.getpid()}-{uuid4().hex[:8]}"
        unfinished = self.folder / f"{name}.part"
        self._make()  # an empty one is easily tidied away
        try:
            _write(unfinished, b"".join(msgspec.json.encode(entry) + b"\n" for entry in entries))
        except OSError:  # a full disk is not filled with halves
            unfinished.unlink(missing_ok=True)
            raise
        unfinished.rename(self.folder / f"{name}{ending}")
        _sync(self.folder)

    def batches(self) -> Iterator[tuple[Path, list[Entry] | None]]:
        """The waiting batches in order; None for one that cannot be read."""
        for path in sorted(self.folder.glob("*.ndjson")):
            try:
                text = path.read_bytes()
            except FileNotFoundError:  # another process was faster
                continue
            yield path, _entries(text)

    def set_aside(self, path: Path) -> None:
        """Set aside a batch that cannot be read: it holds up no other, and stays for a person to look at."""
        path.rename(path.with_suffix(".unreadable"))

    def refuse(self, entry: Entry, order: int) -> None:
        """Set aside an entry that the database will never accept: it holds up no other, and stays for a person to look at."""
        self.put((entry,), order, ".refused")

    def done(self, path: Path) -> None:
        """Remove a batch that is in the database."""
        path.unlink(missing_ok=True)

    @property
    def waiting(self) -> int:
        """How many batches are waiting."""
        try:
            return sum(name.endswith(".ndjson") for name in os.listdir(self.folder))  # a tenth of the time glob takes
        except FileNotFoundError:  # somebody tidied it away
            return 0


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        os.chmod(path, 0o600)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _entries(text: bytes) -> list[Entry] | None:
    try:
        return [ENTRY.decode(line) for line in text.splitlines() if line]
    except UNFIT:
        return None


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# --- what waits beside the database, for a deletion ---


def take_in(engine: Engine, spool: Spool) -> None:
    """Move every readable batch into the database. An entry emptied there is still known by its id and never comes back."""
    for path, entries in spool.batches():
        if entries is None:
            continue
        try:
            append(engine, entries)
        except (DataError, IntegrityError):
            _one_by_one(engine, spool, entries)
        spool.done(path)


def _one_by_one(engine: Engine, spool: Spool, entries: Iterable[Entry]) -> None:
    """Append entries one at a time: one that the database refuses is set aside in the spool."""
    for order, entry in enumerate(entries):
        try:
            append(engine, [entry])
        except (DataError, IntegrityError):
            spool.refuse(entry, order)


def forget(spool: Spool, meant: Callable[[Entry], bool]) -> int:
    """Delete the refused entries for which `meant` is true; returns how many there were."""
    gone = [path for path, entry in _refused(spool) if meant(entry)]
    for path in gone:
        spool.done(path)
    return len(gone)


def unreadable(spool: Spool) -> int:
    """How many files may hold entries that cannot be read: broken batches, and those of a writer that was killed."""
    broken = sum(1 for _, entries in spool.batches() if entries is None)
    broken += sum(1 for path in spool.folder.glob("*.refused") if _refusal(path) is None)
    return broken + sum(1 for ending in ("unreadable", "part") for _ in spool.folder.glob(f"*.{ending}"))


def _refused(spool: Spool) -> Iterator[tuple[Path, Entry]]:
    """Each refused entry has a file of its own."""
    for path in sorted(spool.folder.glob("*.refused")):
        entry = _refusal(path)
        if entry is not None:
            yield path, entry


def _refusal(path: Path) -> Entry | None:
    return fitting(ENTRY, path.read_bytes())
