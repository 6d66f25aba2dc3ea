"""A Parquet table of treatment events as the CSV it would be: one file, or a folder of the parts of one table."""

from __future__ import annotations

from pathlib import Path

from cobalamin.records.errors import RecordError
from cobalamin.records.omop.database import pattern

_MEMORY = "300MB"
"""What the conversion may hold."""


def is_parquet(path: Path) -> bool:
    """True for a Parquet file, and for a folder that holds Parquet files."""
    return any(path.glob("*.parquet")) if path.is_dir() else path.suffix.lower() == ".parquet"


def as_csv(source: Path, to: Path) -> Path:
    """The rows written as a CSV, streamed; the row after the header is line 2 in every message."""
    import duckdb

    files = pattern(source) + ("/*.parquet" if source.is_dir() else "")
    with duckdb.connect(config={"memory_limit": _MEMORY, "threads": 1}) as connection:
        try:
            connection.execute(f"COPY (SELECT * FROM read_parquet($1)) TO '{_quoted(to)}' (HEADER)", [files])
        except duckdb.InvalidInputException:
            told = "it is something else, or broken; give Parquet with one row an event, or the same as CSV"
            raise RecordError(f"{source.name} cannot be read as Parquet: {told}") from None
        except duckdb.Error as fault:
            raise RecordError(f"{source.name} cannot be read as Parquet: {str(fault).splitlines()[0]}") from None
    return to


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
