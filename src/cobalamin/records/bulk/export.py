"""FHIR Bulk Data: a folder of NDJSON files (plain or gzip) to one case a patient, in bounded memory; and folders of bundles.

Two passes. The first (`sort`) looks at every line once and sorts those that can say something by patient; the second
(`heap`) reads one heap at a time with the very reader of a single bundle. What cannot be read is counted and kept
with its place and reason, never passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import msgspec

from cobalamin.records.bulk.lent import sort_holders
from cobalamin.records.bulk.medicines import Medicines, read_medicines
from cobalamin.records.bulk.pieces import Piece, chunks, is_packed, pieces_of, unreadable
from cobalamin.records.bulk.sort import Sorted, Sorting, sort_piece
from cobalamin.records.document import UNFIT
from cobalamin.records.errors import RecordError
from cobalamin.records.fhir.bundle import READ
from cobalamin.records.fhir.resources import R4_TYPES
from cobalamin.records.forms import reader
from cobalamin.records.heaps import BUFFER_BYTES, Heap
from cobalamin.records.inputs import read_file, visible
from cobalamin.records.read import read_any
from cobalamin.records.record import Case, Rejected, rejected_in
from cobalamin.records.site import Site

HEAP_BYTES = 6 << 20
"""Bytes of lines in one heap; as Python objects they take a few times as much."""
SHOWN = 1_000
"""How many rejected lines are reported with place and reason; all are counted."""


@dataclass
class Scattered:
    """What the first pass found: the heaps of lines, the medicines any patient may point to, and what it rejected."""

    heaps: list[Heap]
    medicines: Medicines = field(default_factory=lambda: Medicines({}))
    rejected: list[Rejected] = field(default_factory=list)
    """Only the first; `bad` counts all of them."""
    lines: int = 0
    kept: int = 0
    bad: int = 0
    cut_off: list[str] = field(default_factory=list)
    """The files that could not be read to their end: whatever followed is missing."""


class _Kind(msgspec.Struct):
    resourceType: str = ""  # noqa: N815


def is_bulk(folder: Path) -> bool:
    """Whether a folder holds NDJSON files."""
    return bool(ndjson_files(folder))


def ndjson_files(folder: Path) -> list[Path]:
    """The NDJSON files of a folder, in order; the ending may be in large letters."""
    return sorted(path for path in visible(folder.iterdir()) if path.name.lower().endswith((".ndjson", ".ndjson.gz")))


def files_to_read(folder: Path) -> list[Path]:
    """The NDJSON files that can hold facts.

    A bulk export writes one file per resource type. A file is passed over if both its name and its first resource are of a type
    that is not read; a file of mixed types may begin with any of them.
    """
    return [
        path
        for path in ndjson_files(folder)
        if (kind := _first_type(path)) in _LOOKED_INTO or kind not in R4_TYPES or kind not in path.name
    ]


_LOOKED_INTO = READ | {"Bundle", "OperationOutcome"}
"""Besides what is read: a Bundle on a line is reported, and so is what an export says that it could not write."""


_KIND = reader(_Kind)


def _first_type(path: Path) -> str:
    with suppress(*UNFIT, *unreadable(), StopIteration):
        first = bytes(next(chunks(Piece(path)))).partition(b"\n")[0]
        return _KIND.decode(first).resourceType
    return ""


def heap_count(files: Iterable[Path], heap_bytes: int | None = None) -> int:
    """How many heaps keep one heap in memory small, if every line is kept and gzip made the text ten times smaller."""
    size = sum(path.stat().st_size * (10 if is_packed(path) else 1) for path in files)
    return max(1, -(-size // (heap_bytes or HEAP_BYTES)))


# --- first pass ------------------------------------------------------------------------------------------------------

Spread = Callable[[Callable[[Sorting], Sorted], Sequence[Sorting]], Iterable[Sorted]]
"""How the pieces are processed: `map`, or the `map` of a process pool."""


@dataclass(frozen=True)
class FirstPass:
    """How the lines are sorted: the bytes a writer holds, how the pieces are spread, and the decision date.

    With a date, only as much is kept of results outside its window as shows that there are some; without one, all are kept.
    """

    buffer: int = BUFFER_BYTES
    spread: Spread = map
    on: date | None = None
    site: str = ""
    """The text of the site's own codes."""


def scatter(files: Sequence[Path], folder: Path, heaps: int, how: FirstPass | None = None) -> Scattered:
    """Sort the lines that can say something into heaps under `folder`; a piece that was already sorted is not sorted again."""
    how = how or FirstPass()
    pieces = pieces_of(files)
    sortings = [
        Sorting(piece, folder, heaps, f"piece-{i:05}", how.buffer, how.on, how.site) for i, piece in enumerate(pieces)
    ]
    _clear_of_others(folder, {sorting.name for sorting in sortings})
    found = Scattered([Heap(folder, i) for i in range(heaps)])
    before: Piece | None = None
    start = undated = 0
    for sorting, done in zip(sortings, how.spread(sort_piece, sortings), strict=True):
        start = 0 if before is None or before.path != sorting.piece.path else start
        place = sorting.piece.path.name
        found.rejected += [Rejected(f"{place}:{start + line}", why) for line, why in done.rejected]
        del found.rejected[SHOWN:]
        found.cut_off += [place] if done.cut_off else []
        found.lines, found.kept, found.bad = found.lines + done.lines, found.kept + done.kept, found.bad + done.bad
        before, start = sorting.piece, start + done.lines
        undated += done.undated
    if undated:
        found.kept += sum(done.kept for done in how.spread(sort_holders, sortings))
    found.medicines = read_medicines(folder)
    return found


def _clear_of_others(folder: Path, names: set[str]) -> None:
    """Remove what an interrupted run over another source left."""
    for path in folder.iterdir():
        if path.is_file() and path.name[: len("piece-00000")] not in names:
            path.unlink()


# --- a folder of bundles ---------------------------------------------------------------------------------------------


def bundle_files(folder: Path) -> list[Path]:
    """The JSON files of a folder, in order."""
    return sorted(path for path in visible(folder.iterdir()) if path.suffix.lower() == ".json")


def bundle_cases(files: Iterable[Path], site: Site | None = None) -> Iterator[Case | Rejected]:
    """One case per bundle or case file; a file that cannot be read as one patient is rejected with the reason."""
    for path in files:
        try:
            case = read_any(read_file(path), site)
        except RecordError as problem:
            yield Rejected(path.name, str(problem), whole_file=True)
            continue
        yield case if case.id else replace(case, id=path.stem)
        yield from (each._replace(file=path.name) for each in rejected_in(case))
