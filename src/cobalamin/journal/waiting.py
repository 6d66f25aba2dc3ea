"""What waits beside the database, for a deletion: batches are taken in first, refused entries go where they lie."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DataError, IntegrityError

from cobalamin.journal.entry import ENTRY, Entry
from cobalamin.journal.spool import Spool
from cobalamin.journal.store import append
from cobalamin.records.document import UNFIT


def take_in(engine: Engine, spool: Spool) -> None:
    """Every batch that can be read into the database: emptied there, it is known by its id and never comes back."""
    for path, entries in spool.batches():
        if entries is None:
            continue
        try:
            append(engine, entries)
        except (DataError, IntegrityError):
            _one_by_one(engine, spool, entries)
        spool.done(path)


def _one_by_one(engine: Engine, spool: Spool, entries: Iterable[Entry]) -> None:
    """The database will not take one of them: that alone stays beside it."""
    for order, entry in enumerate(entries):
        try:
            append(engine, [entry])
        except (DataError, IntegrityError):
            spool.refuse(entry, order)


def forget(spool: Spool, meant: Callable[[Entry], bool]) -> int:
    """Refused entries that are meant, off the disk; how many there were."""
    gone = [path for path, entry in _refused(spool) if meant(entry)]
    for path in gone:
        spool.done(path)
    return len(gone)


def unreadable(spool: Spool) -> int:
    """Files in which something may stand that nobody can read: broken batches, and one whose writer was killed."""
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
    try:
        return ENTRY.decode(path.read_bytes())
    except UNFIT:
        return None
