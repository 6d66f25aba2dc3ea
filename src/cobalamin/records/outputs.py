"""A folder only one run writes at a time, and files that are there whole or not at all."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cobalamin.records.errors import RecordError

WORK = "_work"
"""The place in a folder for what is not whole yet."""


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """The folder, made or found, for this run alone; RecordError where another run writes there.

    The lock is the machine's and on the folder itself: it ends with the run, however that ends, and leaves nothing behind.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if sys.platform == "win32":  # a folder cannot be opened there
        yield
        return
    held = os.open(folder, os.O_RDONLY)
    try:
        _lock(held, folder)
        yield
    finally:
        os.close(held)


def _lock(held: int, folder: Path) -> None:
    import fcntl  # not on Windows

    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise RecordError(
            f"{folder} is being written by another run: wait until it has ended, or write to another place"
        ) from None
    except OSError:  # a file system without such locks, as some network drives are: nothing can be told there
        return


@contextmanager
def work_in(folder: Path) -> Iterator[Path]:
    """The place for what is not whole yet, empty at first and gone at last: the files there stand for nothing."""
    work = folder / WORK
    try:  # before it is made, for a signal may end the run as soon as it is there
        shutil.rmtree(work, ignore_errors=True)  # of a run that was killed
        work.mkdir()
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def write_whole(path: Path, body: bytes) -> None:
    """The file under its name once every byte of it is written: a reader, or a second run, never meets half of it."""
    if path.exists() and not path.is_file():  # a pipe or a terminal is written to as it is
        path.write_bytes(body)
        return
    to = path.resolve()
    unfinished = to.with_name(f".{to.name[:200]}.{os.getpid()}.unfinished")
    try:
        unfinished.write_bytes(body)
        if to.exists():
            shutil.copymode(to, unfinished)
        unfinished.replace(to)
    except OSError as problem:
        raise OSError(problem.errno, problem.strerror, str(path)) from problem
    finally:
        unfinished.unlink(missing_ok=True)
