"""The sources of OMOP tables: Parquet files or a DuckDB file (through DuckDB), or a PostgreSQL database, read row by row."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cobalamin.records.errors import RecordError
from cobalamin.records.inputs import visible

BATCH = 20_000
"""How many rows are held at once."""
Row = Mapping[str, Any]
Rows = Callable[[str], Iterator[dict[str, Any]]]


@dataclass(frozen=True)
class Table:
    """A table by its name as the source spells it, and its columns by their names in lower case."""

    name: str
    columns: dict[str, str] = field(default_factory=dict)
    short: set[str] = field(default_factory=set)
    """Columns of four-byte floats: 0.271 in these is 0.27099999 as an eight-byte float."""

    def require(self, *needed: str) -> None:
        """RecordError where a column is not there without which the table says nothing."""
        for column in needed:
            if column not in self.columns:
                called = self.name.rpartition(".")[2].strip('"')
                raise RecordError(f"the table `{called}` has no column `{column}`: expected the tables of OMOP CDM 5.4")


@dataclass(frozen=True)
class Database:
    """A source of rows: runs a statement and yields its rows one by one, by column name."""

    rows: Rows
    tables: Mapping[str, Table]


def is_address(source: str | Path) -> bool:
    """Whether a source is the address of a PostgreSQL database. A path has lost one of the slashes."""
    return str(source).startswith(("postgresql:/", "postgres:/"))


def parquet_tables(folder: Path) -> dict[str, Path]:
    """The tables of a folder: a Parquet file each, or a folder of Parquet files as Spark writes them; any case of letters."""
    files = {
        path.stem.lower(): path
        for path in visible(folder.iterdir())
        if path.suffix.lower() == ".parquet" and path.is_file()
    }
    folders = {
        path.name.lower().removesuffix(".parquet"): path
        for path in visible(folder.iterdir())
        if path.is_dir() and next(visible(path.rglob("*.parquet")), None) is not None
    }
    return folders | files


@contextmanager
def opened(source: str | Path) -> Iterator[Database]:
    """The tables of a source, read only."""
    with _postgres(_address(source)) if is_address(source) else _duckdb(Path(source)) as database:
        yield database


def _address(source: str | Path) -> str:
    scheme, _, rest = str(source).partition(":")
    return f"{scheme}://{rest.lstrip('/')}" if not rest.startswith("///") else f"{scheme}:{rest}"


def _tables(columns: Iterable[Row]) -> dict[str, Table]:
    """The tables by name; where two schemas have a table of the same name, that of the first schema."""
    found: dict[str, Table] = {}
    for row in columns:
        *place, column = (row[name] for name in ("table_catalog", "table_schema", "table_name", "column_name"))
        name, table = ".".join(map(_quoted, place)), place[-1]
        if found.setdefault(table.lower(), Table(name)).name == name:
            found[table.lower()].columns[column.lower()] = _quoted(column)
            if str(row["data_type"]).lower() in _SHORT:
                found[table.lower()].short.add(column.lower())
    return found


_SHORT = frozenset({"float", "real", "float4"})


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def _failed(problem: Exception) -> RecordError:
    """The sentence for a failed query. A database's own message may contain a value, so only its kind is reported."""
    return RecordError(
        f"the database could not answer ({type(problem).__name__}): expected the tables and columns of OMOP CDM 5.4, readable"
    )


def _ended(problem: Exception) -> RecordError:
    """The sentence for a session that was ended."""
    return RecordError(
        f"the connection to the database ended while it was read ({type(problem).__name__}), so there is no whole answer: "
        "check that it runs, and how long it lets one session read, and start again"
    )


def _stopped(problem: Exception) -> RecordError:
    """The sentence for a failure that is no fault of the tables."""
    return RecordError(
        f"the database stopped answering ({type(problem).__name__}): a limit of time, memory or space, or the disk; "
        "ask whoever runs it, and start again"
    )


def pattern(path: Path) -> str:
    """A path escaped for DuckDB, which reads patterns: in a folder called `2026 [1]` the brackets are no character class."""
    return re.sub(r"([\[*?])", r"[\1]", str(path))


# --- DuckDB ----------------------------------------------------------------------------------------------------------


@contextmanager
def _duckdb(source: Path) -> Iterator[Database]:
    import duckdb  # a heavy library that only this source needs

    try:
        connection = duckdb.connect(str(source), read_only=True) if source.is_file() else duckdb.connect()
    except duckdb.Error as problem:
        raise RecordError(f"{source.name} cannot be opened as a DuckDB file ({type(problem).__name__})") from None
    try:
        connection.execute("set timezone = 'UTC'")
        for name, path in parquet_tables(source).items() if source.is_dir() else ():
            files = visible(path.rglob("*.parquet")) if path.is_dir() else (path,)
            places = ", ".join("'" + pattern(file).replace("'", "''") + "'" for file in sorted(files))
            connection.execute(f"create view {_quoted(name)} as select * from read_parquet([{places}])")

        def rows(statement: str) -> Iterator[dict[str, Any]]:
            reader = connection.cursor().execute(statement)
            names = [column[0].lower() for column in reader.description or ()]
            while batch := reader.fetchmany(BATCH):
                yield from (dict(zip(names, values, strict=True)) for values in batch)

        yield Database(rows, _tables_of_one_person(list(rows(_DUCKDB_COLUMNS))))
    except (duckdb.IOException, duckdb.OutOfMemoryException) as problem:
        raise _stopped(problem) from None
    except duckdb.Error as problem:
        raise _failed(problem) from None
    finally:
        connection.close()


_DUCKDB_COLUMNS = (
    "select table_catalog, table_schema, table_name, column_name, data_type from information_schema.columns "
    "where table_catalog = current_database() order by table_schema <> 'main', table_schema"
)


def _tables_of_one_person(columns: list[Row]) -> dict[str, Table]:
    """The tables of a file; those of its main schema first, and of the others only one may hold the patients."""
    holding: defaultdict[str, set[str]] = defaultdict(set)
    for row in columns:
        holding[row["table_name"].lower()].add(row["table_schema"])
    schemas = holding["person"]
    if len(schemas) > 1 and "main" not in schemas:
        raise RecordError(
            f"the schemas {' and '.join(sorted(schemas))} each hold a table `person`: make a file that holds one of them"
        )
    return _tables(sorted(columns, key=lambda row: row["table_schema"] not in schemas))


# --- PostgreSQL ------------------------------------------------------------------------------------------------------


@contextmanager
def _postgres(address: str) -> Iterator[Database]:
    """One read-only transaction: every table as it was at one moment, in batches that fit in memory."""
    import psycopg
    from psycopg.rows import dict_row

    try:
        connection = psycopg.connect(address, row_factory=dict_row)
    except psycopg.Error as problem:
        raise RecordError(
            f"the database cannot be reached ({type(problem).__name__}): check the address, and that it runs"
        ) from None
    try:
        with connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            connection.execute("set local timezone = 'UTC'; set local datestyle = 'ISO'")

            def rows(statement: str) -> Iterator[dict[str, Any]]:
                with connection.cursor(name="omop") as cursor:
                    cursor.itersize = BATCH
                    yield from cursor.execute(statement)

            yield Database(rows, _tables_on_the_path(rows))
    except psycopg.Error as problem:
        raise _told(problem, problem.sqlstate, isinstance(problem, psycopg.OperationalError)) from None


_ENDED = ("08", "57P", "25P0")
"""SQLSTATE prefixes of a lost session: connection exceptions, a server shut down, a session timed out."""
_STOPPED = ("53", "54", "55", "57", "58", "XX", "40")
"""SQLSTATE prefixes of a failure that is no fault of the tables: resources, limits, locks, a cancelled statement, the system."""


def _told(problem: Exception, state: str | None, operational: bool) -> RecordError:
    """The sentence for a PostgreSQL error by its SQLSTATE, which is missing if the server could no longer answer."""
    if state is None:
        return (_ended if operational else _failed)(problem)
    if state.startswith(_ENDED):
        return _ended(problem)
    return (_stopped if state.startswith(_STOPPED) else _failed)(problem)


_POSTGRES_COLUMNS = (
    "select table_catalog, table_schema, table_name, column_name, data_type from information_schema.columns "
    "where table_schema = any(current_schemas(false)::text[]) "
    "order by array_position(current_schemas(false)::text[], table_schema::text)"
)
_ELSEWHERE = "select distinct table_schema from information_schema.tables where lower(table_name) = 'person'"


def _tables_on_the_path(rows: Rows) -> dict[str, Table]:
    """The tables of the schemas that are searched; where the patients stand in another, its name is told."""
    found = _tables(rows(_POSTGRES_COLUMNS))
    elsewhere = [] if "person" in found else sorted(str(row["table_schema"]) for row in rows(_ELSEWHERE))
    if elsewhere:
        raise RecordError(
            f"the table `person` is in the schema {' and '.join(elsewhere)}, which is not searched: "
            f"end the address with ?options=-csearch_path%3D{elsewhere[0]} (several schemas with commas)"
        )
    return found
