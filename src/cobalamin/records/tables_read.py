"""The rows of a CSV or Parquet file, in bounded pieces; a file that is no table is refused with a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as csv
import pyarrow.parquet as parquet

from cobalamin.records.codes import RecordError

BATCH = 20_000


def row_count(path: Path) -> int | None:
    """The number of rows, where the file says it without being read."""
    if path.suffix != ".parquet":
        return None
    with _readable(path):
        return int(parquet.read_metadata(path).num_rows)


def schema_of(path: Path) -> pa.Schema:
    """The columns of a Parquet file, and what it says about itself."""
    with _readable(path):
        return parquet.read_schema(path)


def header(path: Path) -> Sequence[str]:
    """The names of the columns."""
    if path.suffix == ".parquet":
        return list(schema_of(path).names)
    with _readable(path), csv.open_csv(path, csv.ReadOptions(block_size=1 << 20)) as reader:
        return list(reader.schema.names)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """RecordError where a file is no table: Arrow's own words may hold a row of it, so only what it is not is told."""
    try:
        yield
    except UnicodeDecodeError:
        raise RecordError(f"{path.name}: the file is not UTF-8: save it as UTF-8") from None
    except pa.ArrowException as problem:
        kind = "Parquet" if path.suffix == ".parquet" else "CSV in UTF-8, with a header and as many cells in each row"
        what = ", it is empty" if "Empty" in str(problem) else ""
        raise RecordError(f"{path.name} cannot be read as a table{what}: expected {kind}") from None


def rows_of(path: Path) -> Iterator[dict[str, Any]]:
    """The rows one by one."""
    for batch in batches(path):
        yield from batch.to_pylist()


def batches(path: Path) -> Iterator[pa.RecordBatch]:
    """Bounded pieces of the file; a CSV is read as texts, so that a number stays as it is printed."""
    names = header(path)
    with _readable(path):
        if path.suffix == ".parquet":
            yield from parquet.ParquetFile(path).iter_batches(BATCH)
            return
        convert = csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True, null_values=[""]
        )
        with csv.open_csv(path, csv.ReadOptions(block_size=1 << 22), convert_options=convert) as reader:
            yield from reader
