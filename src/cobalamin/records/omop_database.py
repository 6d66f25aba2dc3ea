"""Where OMOP tables stand: Parquet files or a DuckDB file through DuckDB, or a PostgreSQL database, read row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cobalamin.records.codes import RecordError

BATCH = 20_000
"""Rows held at once."""
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Database:
    """What a source of rows can be asked: a statement, for its rows one by one with the names of their columns."""

    rows: Callable[[str], Iterator[dict[str, Any]]]


def is_address(source: str | Path) -> bool:
    """Whether a source is the address of a PostgreSQL database. A path has lost one of the slashes."""
    return str(source).startswith(("postgresql:/", "postgres:/"))


@contextmanager
def opened(source: str | Path) -> Iterator[Database]:
    """The tables of a source, read only."""
    with _postgres(_address(source)) if is_address(source) else _duckdb(Path(source)) as database:
        yield database


def _address(source: str | Path) -> str:
    scheme, _, rest = str(source).partition(":")
    return f"{scheme}://{rest.lstrip('/')}" if not rest.startswith("///") else f"{scheme}:{rest}"


@contextmanager
def _duckdb(source: Path) -> Iterator[Database]:
    import duckdb  # a heavy library that only this source needs

    connection = duckdb.connect(str(source), read_only=True) if source.is_file() else duckdb.connect()
    try:
        for path in sorted(source.glob("*.parquet")) if source.is_dir() else ():
            name, place = path.stem.replace('"', '""'), str(path).replace("'", "''")
            connection.execute(f"""create view "{name}" as select * from read_parquet('{place}')""")

        def rows(statement: str) -> Iterator[dict[str, Any]]:
            reader = connection.cursor().execute(statement)
            names = [column[0].lower() for column in reader.description or ()]
            while batch := reader.fetchmany(BATCH):
                yield from (dict(zip(names, values, strict=True)) for values in batch)

        yield Database(rows)
    finally:
        connection.close()


@contextmanager
def _postgres(address: str) -> Iterator[Database]:
    """One read-only transaction: every table as it was at one moment, in batches that fit memory."""
    try:
        import psycopg
        from psycopg.rows import dict_row
    except ImportError as problem:
        raise RecordError("a PostgreSQL source needs psycopg: install cobalamin[population,postgres]") from problem
    try:
        connection = psycopg.connect(address, row_factory=dict_row)
    except psycopg.Error as problem:
        raise RecordError(
            f"the database cannot be reached ({type(problem).__name__}): check the address, and that it runs"
        ) from None
    with connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True

        def rows(statement: str) -> Iterator[dict[str, Any]]:
            with connection.cursor(name="omop") as cursor:
                cursor.itersize = BATCH
                yield from cursor.execute(statement)

        yield Database(rows)
