"""The rows of a CSV or Parquet file, in bounded pieces; RecordError for a file that is not a table."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as csv
import pyarrow.parquet as parquet

from cobalamin.records.errors import RecordError
from cobalamin.records.tables.csv_rows import Lines, next_row, separator_of

BATCH = 20_000
TABLES = (".csv", ".tsv", ".txt", ".parquet")
"""The endings of a file with a table."""
_START = 1 << 16
"""Bytes in which the header ends."""


def is_parquet(path: Path) -> bool:
    """Whether a file is Parquet, by its ending."""
    return path.suffix.lower() == ".parquet"


def row_count(path: Path) -> int | None:
    """The number of rows, if the file states it without being read."""
    if not is_parquet(path):
        return None
    with _readable(path):
        return int(parquet.read_metadata(path).num_rows)


def schema_of(path: Path) -> pa.Schema:
    """The columns of a Parquet file, and what it says about itself."""
    with _readable(path):
        return parquet.read_schema(path)


def header(path: Path) -> Sequence[str]:
    """The names of the columns as the file spells them."""
    if is_parquet(path):
        return list(schema_of(path).names)
    with _readable(path), csv.open_csv(path, *_options(path, 1 << 20)) as reader:
        return list(reader.schema.names)


def plain(name: str) -> str:
    """The name of a column in lower case and without spaces, by which columns are recognised."""
    return re.sub(r"[\s-]+", "_", name.strip().casefold())


def by_plain_name(names: Sequence[str], wanted: Iterable[str]) -> dict[str, str]:
    """Maps the plain name of each wanted column to its spelling; RecordError where one occurs twice, for neither is chosen."""
    asked = set(wanted)
    there = [name for name in names if plain(name) in asked]
    require_once([plain(name) for name in there], asked)
    return {plain(name): name for name in there}


def require_once(names: Sequence[str], wanted: Iterable[str]) -> None:
    """RecordError where a column that is read occurs twice."""
    twice = next((name for name in wanted if names.count(name) > 1), None)
    if twice is not None:
        raise RecordError(f"the column {twice} appears twice in the header: remove or rename one of them")


# --- CSV -------------------------------------------------------------------------------------------------------------


class Dialect(NamedTuple):
    """What separates the cells of a CSV, and the lines before its header."""

    separator: str = ","
    before: int = 0


def dialect(path: Path) -> Dialect:
    """The separator of the header, or the one Excel's own first line (`sep=;`) says."""
    with path.open("rb") as file:
        start = file.read(_START)
    first = start.removeprefix(codecs.BOM_UTF8).lstrip(b"\r\n").splitlines()[:1]
    line = first[0].decode(errors="replace") if first else ""
    told = re.fullmatch(r'"?sep=(.)"?', line.strip(" "), re.IGNORECASE)
    if told is not None:
        return Dialect(told[1], 1)
    return Dialect(separator_of(line))


def commas_are_doubtful(path: Path) -> bool:
    """Whether "1,500" may be one and a half: where semicolons separate cells, commas are the decimal points of most countries."""
    return not is_parquet(path) and dialect(path).separator == ";"


def _options(path: Path, block: int) -> tuple[csv.ReadOptions, csv.ParseOptions, csv.ConvertOptions]:
    """A quoted cell may hold line breaks. One thread: only then a row that does not fit is told by its number."""
    found = dialect(path)
    read = csv.ReadOptions(block_size=block, use_threads=False, skip_rows=found.before)
    parse = csv.ParseOptions(delimiter=found.separator, newlines_in_values=True)
    return read, parse, csv.ConvertOptions(strings_can_be_null=True, null_values=[""], default_column_type=pa.string())


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """RecordError where a file is not a table. Arrow's own message may contain a row of it, and is not repeated."""
    try:
        yield
    except UnicodeDecodeError:
        raise RecordError(f"{path.name}: {_NOT_UTF8}") from None
    except pa.ArrowException as problem:
        raise RecordError(f"{path.name} cannot be read as a table{_fault(path, str(problem))}") from None
    except OSError as problem:
        if problem.errno is not None:
            raise
        raise RecordError(f"{path.name} is damaged: it cannot be read to its end; get the file again") from None


_NOT_UTF8 = "the file is not UTF-8: save it as UTF-8 (in Excel: CSV UTF-8)"
_PACKED = {
    b"\x1f\x8b": "it is compressed; unpack it",
    b"PK\x03\x04": "it is a spreadsheet or an archive; save it as CSV in UTF-8",
}
_MISFIT = re.compile(r"Row #(\d+): Expected (\d+) columns, got (\d+)")


def _fault(path: Path, said: str) -> str:
    """What is wrong with a file, from Arrow's words without those of the file."""
    if is_parquet(path):
        return ": expected Parquet"
    packed = next((what for mark, what in _PACKED.items() if _starts(path, mark)), None)
    if packed is not None:
        return f": {packed}"
    if "Empty CSV file or block" in said:
        return ": its header is longer than a megabyte; keep the columns that are needed"
    if "Empty" in said:
        return ", it is empty: expected CSV in UTF-8, with a header and as many cells in each row"
    if _starts(path, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return f": {_NOT_UTF8}"
    misfit = _MISFIT.search(said)
    if misfit is not None:
        row, expected, found = map(int, misfit.groups())
        return (
            f": row {row - 1} below the header holds {found} cells, the header {expected}; mend it (a quote left open?)"
        )
    if "UTF8" in said:
        return f": {_NOT_UTF8}"
    return ": expected CSV in UTF-8, with a header and as many cells in each row"


def _starts(path: Path, *marks: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(4).startswith(marks)


# --- rows ------------------------------------------------------------------------------------------------------------


def rows_of(path: Path) -> Iterator[dict[str, Any]]:
    """The rows one by one."""
    for batch in batches(path):
        yield from batch.to_pylist()


def batches(path: Path) -> Iterator[pa.RecordBatch]:
    """Bounded pieces of the file; a CSV is read as texts, so that a number stays as it is printed."""
    with _readable(path):
        if is_parquet(path):
            for batch in parquet.ParquetFile(path).iter_batches(BATCH):
                columns = [_as_written(column) for column in batch.columns]
                yield pa.RecordBatch.from_arrays(columns, names=batch.schema.names)
            return
        with csv.open_csv(path, *_options(path, 1 << 22)) as reader:
            yield from _closed(path, reader)


def _closed(path: Path, found: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The pieces of a CSV, looked through for rows that became one cell where a cell goes on over several lines."""
    looked_through = False
    for batch in found:
        if not looked_through and _goes_on(batch):
            _require_closed(path, batch.schema.names)
            looked_through = True
        yield batch


def _goes_on(batch: pa.RecordBatch) -> bool:
    """Whether a cell holds the end of a line."""
    return any(pc.any(pc.match_substring(column, end)).as_py() for column in batch.columns for end in ("\n", "\r"))


def _require_closed(path: Path, header: Sequence[str]) -> None:
    """RecordError where a quotation mark was left open: the rows behind it are then one cell, and nobody would miss them."""
    found = dialect(path)
    patient = next((place for place, name in enumerate(header) if plain(name) == "patient"), None)
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = Lines(islice(file, found.before, None), found.before)
        number = -1  # that of the header
        while (cells := next_row(lines, found.separator, len(header), patient)) or lines.taken:
            if cells is None:
                raise RecordError(
                    f"{path.name}: row {number + 1} below the header has a cell that holds other rows; "
                    "correct it (a quotation mark left open?)"
                )
            number += bool(cells)


def _as_written(column: pa.Array) -> pa.Array:
    """A column as its writer meant it: 0.271 of four bytes is no 0.27099999, nanoseconds are no days, bytes may be a text."""
    kind = column.type
    if pa.types.is_float32(kind) or pa.types.is_float16(kind):
        return pc.cast(pc.cast(column.cast(pa.float32()), pa.string()), pa.float64())
    if pa.types.is_timestamp(kind) and kind.unit == "ns":
        return column.cast(pa.timestamp("us", kind.tz), safe=False)
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return _as_text(column)
    return column


def _as_text(column: pa.Array) -> pa.Array:
    """Older writers say of no text that it is one; bytes that are none stay what they are, and are no value."""
    try:
        return column.cast(pa.large_string())
    except pa.ArrowInvalid:
        return column
