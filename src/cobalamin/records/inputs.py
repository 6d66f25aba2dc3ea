"""The files a command names: each read when its turn comes, and one that cannot be read stops no other."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple

from cobalamin.records.document import MAX_BYTES, require_size
from cobalamin.records.errors import RecordError
from cobalamin.records.known import decision_day


class Input(NamedTuple):
    """One file by the name the user knows; `read` gives its bytes or a RecordError."""

    name: str
    read: Callable[[], bytes]


def visible(paths: Iterable[Path]) -> Iterator[Path]:
    """Those that are not hidden. A Mac puts `._NAME` beside every file it copies elsewhere, with the ending of the file and none
    of its contents; editors and Spark hide what they keep for themselves too."""
    return (path for path in paths if not path.name.startswith("."))


def inputs(names: list[str]) -> list[Input]:
    """The named files, every .json below a named folder in order, and standard input for `-`."""
    return [found for name in names for found in _inputs(name)]


def _inputs(name: str) -> Iterator[Input]:
    path = Path(name)
    if name == "-":
        yield Input(name, read_standard_input)
    elif path.is_dir():
        files = sorted(visible(path.rglob("*.json")))
        yield from (Input(str(each), partial(read_file, each)) for each in files)
        if not files:
            yield Input(name, partial(_refuse, "the folder holds no .json file; expected case files or FHIR Bundles"))
    else:
        yield Input(name, partial(read_file, path))


def _refuse(sentence: str) -> bytes:
    raise RecordError(sentence)


def read_file(path: Path) -> bytes:
    """The bytes of a file; one too large for one patient is refused before it is read."""
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            if stat.S_ISREG(status.st_mode):
                require_size(status.st_size)
            data = file.read(MAX_BYTES + 1)
    except OSError as problem:
        raise RecordError(f"cannot be read ({problem.strerror}); check the path and the permissions") from problem
    require_size(len(data))
    return data


def read_standard_input() -> bytes:
    """What is sent on standard input, no more than one patient can be."""
    if sys.stdin is None:
        raise RecordError("standard input is closed; send a case file or a FHIR Bundle there, or name a file")
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    require_size(len(data))
    return data


def day_named(text: str) -> date | None:
    """The day that `--on` names; none where it was not given."""
    return decision_day(text, "--on") if text else None
