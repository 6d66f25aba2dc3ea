"""One thread that writes: all waiting entries go into one transaction; without a database they go to the spool."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue

from sqlalchemy import Engine
from sqlalchemy.exc import DataError, IntegrityError

from cobalamin.journal.complaints import kind_of
from cobalamin.journal.database import open_journal
from cobalamin.journal.entry import Entry
from cobalamin.journal.spool import Spool
from cobalamin.journal.store import append
from cobalamin.records.errors import RecordError

MOST_AT_ONCE = 200
RETRY_SECONDS = 5.0
TURN_SECONDS = 0.1
"""How many seconds new entries wait while the spool is written to the database."""
MOST_HELD = 1000
"""How many entries that neither database nor spool accepts are held in memory: an engineering limit, some 20 MB."""
_IDLE_SECONDS = 1.0


@dataclass
class JournalState:
    """How the journal stands since the start: what became of the entries, and whether the database answers.

    `refused` are entries the database will not take and batches nobody can read: they lie beside the spool for a person.
    `lost` are on no disk; of those the first are held in memory, and are lost no more once they are written.
    """

    written: int = 0
    spooled: int = 0
    lost: int = 0
    refused: int = 0
    database: bool = True
    waiting: int = 0

    @property
    def healthy(self) -> bool:
        """True while every entry reaches the database and none waits."""
        return self.database and not self.lost and not self.refused and not self.waiting


Waiting = tuple[Entry, "Future[bool]"]


class Writer:
    """The journal of a running service. `keep` is acknowledged when the entry is on disk, in database or spool.

    `told` hears why the database takes nothing, once, and "" when it does again.
    """

    def __init__(
        self, url: str, spool: Spool, opened: Callable[[str], Engine] = open_journal,
        told: Callable[[str], None] = lambda why: None,
    ) -> None:  # fmt: skip
        self.state = JournalState(waiting=spool.waiting)
        self._url, self._spool, self._open, self._told = url, spool, opened, told
        self._engine: Engine | None = None
        self._spool_reads = True
        self._held: list[Entry] = []
        self._left: Iterator[tuple[Path, list[Entry] | None]] = iter(())
        self._queue: SimpleQueue[Waiting | None] = SimpleQueue()
        self._retry_at = 0.0
        self._counting = threading.Lock()
        self._asked_at: float | None = None
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()

    def keep(self, entry: Entry) -> Future[bool]:
        """True once the entry is safe; False where neither database nor spool took it."""
        future: Future[bool] = Future()
        self._queue.put((entry, future))
        return future

    @property
    def silent(self) -> float:
        """For how many seconds the database has not answered its last query; 0 if it has answered."""
        asked_at = self._asked_at
        return 0.0 if asked_at is None else time.monotonic() - asked_at

    def close(self) -> None:
        """Write what waits, then stop."""
        self._queue.put(None)
        self._thread.join(timeout=30)
        if self._engine is not None:
            self._engine.dispose()

    def _run(self) -> None:
        self._write(())  # opened and migrated before the first answer waits for it
        running = True
        while running:
            batch, running = self._next_batch()
            if batch:
                self._settle(batch)
            if self._spool_may_move(batch):
                self._drain()
            self._look_again(idle=not batch)
        if self._held:
            self._retry_at = 0.0
            self._try_again()

    def _next_batch(self) -> tuple[list[Waiting], bool]:
        batch: list[Waiting] = []
        try:
            item = self._queue.get(timeout=_IDLE_SECONDS)
            while item is not None:
                batch.append(item)
                if len(batch) >= MOST_AT_ONCE:
                    return batch, True
                item = self._queue.get_nowait()
        except Empty:
            return batch, True
        return batch, False

    def _spool_may_move(self, batch: list[Waiting]) -> bool:
        """When idle always (another process may have left a batch); under load only while something is known to wait."""
        return not batch or (self.state.waiting > 0 and self.state.database)

    def _settle(self, batch: list[Waiting]) -> None:
        entries = [entry for entry, _ in batch]
        safe = self._write(entries) or self._put_aside(entries)
        for _, future in batch:
            future.set_result(safe)

    def _write(self, entries: Sequence[Entry]) -> bool:
        """The batch in the database; after a failure the database is left alone for a while."""
        if time.monotonic() < self._retry_at:
            return False
        self._asked_at = time.monotonic()
        try:
            if self._engine is None:
                self._engine = self._open(self._url)
            fresh = append(self._engine, entries)
        except (DataError, IntegrityError):
            return self._one_by_one(entries)
        # Whatever it is: a thread that ended here would keep no entry any more, and nobody would know.
        except Exception as problem:
            self._retry_at = time.monotonic() + RETRY_SECONDS
            self._tell(problem)
            return False
        finally:
            self._asked_at = None
        self.state.written += fresh
        if not self.state.database:
            self._told("")
        self.state.database = True
        return True

    def _tell(self, problem: Exception) -> None:
        """Report a failure once, until the database accepts entries again."""
        if self.state.database:
            self._told(str(problem) if isinstance(problem, RecordError) else kind_of(problem))
        self.state.database = False

    def _one_by_one(self, entries: Sequence[Entry]) -> bool:
        """The database is up but refuses something: append entries one at a time and set aside only what it refuses."""
        if len(entries) > 1:
            return all(self._write([entry]) for entry in entries)
        try:
            self._spool.refuse(entries[0], time.time_ns())
        except OSError:
            return False
        self.state.refused += 1
        return True

    def _look_again(self, *, idle: bool) -> None:
        """Ask the database again when nobody calls: whoever watches the health sends no calls until it is back."""
        asked = idle and not self.state.database
        if (asked and self._spool_reads) or (self._held and (asked or self.state.database)):
            self._try_again()

    def _try_again(self) -> None:
        """What nobody took goes first: a batch without an entry goes into a database on a full disk too, and says nothing."""
        held = self._held
        if (self._write(held) or (held and self.put_aside(held))) and held:
            self.state.lost -= len(held)
            self._held = []

    def _put_aside(self, entries: Sequence[Entry]) -> bool:
        safe = self.put_aside(entries)
        if not safe:
            self.state.lost += len(entries)
            self._held.extend(entries[: MOST_HELD - len(self._held)])
        return safe

    def put_aside(self, entries: Sequence[Entry]) -> bool:
        """Entries on the disk, from any thread: also such as the database has in hand, for it keeps none twice."""
        try:
            self._spool.put(entries, time.time_ns())
            waiting = self._spool.waiting
        except OSError:
            return False
        with self._counting:
            self.state.spooled += len(entries)
            self.state.waiting = waiting
        return True

    def _drain(self) -> None:
        """Move the spool to the database, batch by batch, until a new entry has waited long enough."""
        until = time.monotonic() + TURN_SECONDS
        try:
            while self._drain_one() and (self._queue.empty() or time.monotonic() < until):
                pass
            self.state.waiting = self._spool.waiting
            self._spool_reads = True
        except OSError as problem:
            self._spool_reads = False
            self._tell(RecordError(f"the spool {self._spool.folder} cannot be read or written ({problem.strerror})"))

    def _drain_one(self) -> bool:
        """Move the next batch of the spool; False if none is left or the database accepts none. One half moved is moved again."""
        found = next(self._left, None)
        if found is None:
            self._left = self._spool.batches()
            found = next(self._left, None)
        if found is None:
            return False
        path, entries = found
        if entries is None:
            self._spool.set_aside(path)
            self.state.refused += 1
        elif self._write(entries):
            self._spool.done(path)
        else:
            self._left = iter(())
            return False
        return True
