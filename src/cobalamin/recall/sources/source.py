"""What a list is made from: a table of events (CSV or Parquet), or health records; how it is read, and what could not be used."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cobalamin.knowledge.treatment import TreatmentRecord
from cobalamin.recall.sources.columns import NO_MAPPING, TABLES, ColumnMapping
from cobalamin.recall.sources.days import TWO_WAYS
from cobalamin.recall.sources.events import read_events_csv
from cobalamin.recall.sources.problems import Problem, other_order_told
from cobalamin.records.errors import RecordError
from cobalamin.records.inputs import visible
from cobalamin.records.omop.database import is_address, parquet_tables, pattern
from cobalamin.translation.phrases import counted


@dataclass(frozen=True, slots=True)
class ReadAs:
    """How a source is read: the columns of another system, how it writes its dates, and the text of a site's own codes."""

    mapping: ColumnMapping = NO_MAPPING
    date_format: str = ""
    site: str = ""


AS_IT_STANDS = ReadAs()
_DATABASES = frozenset((".duckdb", ".db"))
_WORKBOOKS = frozenset((".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".numbers"))
"""The endings of what a spreadsheet program keeps: as health records they were a list of nobody."""


@dataclass(frozen=True, slots=True)
class Source:
    """The records of a source, and what could not be used of it."""

    records: tuple[TreatmentRecord, ...]
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    from_fhir: bool = False
    unused: tuple[str, ...] = ()
    """The columns of a table that are not read."""


def require_source(path: Path, how: ReadAs) -> None:
    """RecordError where there is nothing, or where a site's codes are given for a table: it has none they could explain."""
    if _is_omop(path):
        name = "the database" if is_address(path) else path.name
        raise RecordError(
            f"{name} holds OMOP tables, and a recall list is made from health records or a table of injections: export who was "
            "given what and when as CSV, one row a dose; `cobalamin screen` answers the patients of OMOP tables"
        )
    if not path.exists():
        raise RecordError(f"{path} is not there: a CSV of events, Parquet, NDJSON or a folder of bundles was expected")
    if path.suffix.lower() in _WORKBOOKS:
        raise RecordError(f"{path.name} is a workbook, not a table of text: save the sheet with the injections as CSV")
    if how.site and is_table(path):
        raise RecordError(
            f"--site is for the codes of FHIR records, and {path.name} has none: name its columns with --mapping"
        )


def _is_omop(path: Path) -> bool:
    return is_address(path) or path.suffix.lower() in _DATABASES or (path.is_dir() and "person" in parquet_tables(path))


def is_table(path: Path) -> bool:
    """True for a table of events, by its ending; everything else is read as health records."""
    return is_parquet(path) or path.suffix.lower() in TABLES


def read_source(path: Path, on: date, how: ReadAs = AS_IT_STANDS) -> Source:
    """Everything a source holds, with a note on how it was read; RecordError where it cannot be read at all."""
    require_source(path, how)
    return _table(path, how) if is_table(path) else _records(path, on, how.site)


def _table(path: Path, how: ReadAs) -> Source:
    found = read_events_csv(_csv(path), how.mapping, how.date_format)
    read, patients = counted(found.rows, "row"), counted(len(found.records), "patient")
    notes = [f"{read} read, {len(found.refused):,} not used, of {patients}"]
    if found.lost:
        notes.append(lost_told(found.lost))
    notes += two_ways_told(sum(map(is_two_ways, found.problems)))
    notes += other_order_told(found.problems)
    notes += encoding_told(found.encoding)
    notes += unused_told(found.ignored_columns)
    return Source(found.records, found.problems, tuple(notes), unused=found.ignored_columns)


def lost_told(lost: int) -> str:
    """Who is on no list because none of their rows could be used: a sentence that follows the number of the others."""
    return f"of {counted(lost, 'more patient')} no row could be used: on no list until the rows are corrected"


def missing_told(unread: int, nobody: bool) -> tuple[str, ...]:
    """Who is on no list because a file could not be read, or nothing could; nothing where only single rows could not."""
    if nobody:
        return ("nobody is on this list, because nothing could be read: correct the source and run it again",)
    told = f"{counted(unread, 'file')} could not be read: a patient with no other file is on no list until that is corrected"
    return (told,) if unread else ()


def is_two_ways(problem: Problem) -> bool:
    """Whether it is a date that another order of its numbers would read otherwise."""
    return TWO_WAYS in problem.text


def two_ways_told(count: int) -> tuple[str, ...]:
    """What to do about dates that can be read two ways; nothing where there is none."""
    told = f"{counted(count, 'date')} {TWO_WAYS}: run it again with --date-format DD/MM/YYYY or MM/DD/YYYY"
    return (told,) if count else ()


def encoding_told(encoding: str) -> tuple[str, ...]:
    """That a table's letters were guessed; nothing of one whose bytes say how it is written."""
    return ("the file is not UTF-8: read as Windows-1252",) if encoding == "windows-1252" else ()


def unused_told(columns: tuple[str, ...]) -> tuple[str, ...]:
    """The columns that are not read; nothing where every one is."""
    return (f"columns not used: {', '.join(columns)}",) if columns else ()


def _csv(path: Path) -> bytes:
    """The bytes of a table as CSV."""
    if not is_parquet(path):
        return path.read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        return as_csv(path, Path(folder) / "events.csv").read_bytes()


def _records(path: Path, on: date, site: str) -> Source:
    from cobalamin.recall.sources.cases import read_cases  # a table needs none of FHIR

    records, problems = read_cases(path, on, site)
    note = f"{counted(len(records) + len(problems), 'record')} read, {len(problems):,} not used"
    return Source(records, problems, (note,), from_fhir=True)


# --- a Parquet table as the CSV it would be ---

_MEMORY = "300MB"
"""What the conversion may hold."""


def is_parquet(path: Path) -> bool:
    """True for a Parquet file, and for a folder that holds Parquet files."""
    return bool(_parquet_files(path)) if path.is_dir() else path.suffix.lower() == ".parquet"


def _parquet_files(folder: Path) -> list[Path]:
    return sorted(visible(folder.glob("*.parquet")))


def as_csv(source: Path, to: Path) -> Path:
    """The rows written as a CSV, streamed; the row after the header is line 2 in every message."""
    import duckdb

    files = [pattern(path) for path in (_parquet_files(source) if source.is_dir() else [source])]
    with duckdb.connect(config={"memory_limit": _MEMORY, "threads": 1}) as connection:
        try:
            connection.execute(f"COPY (SELECT * FROM read_parquet($1)) TO '{_quoted(to)}' (HEADER)", [files])
        except duckdb.Error as fault:
            is_broken = isinstance(fault, duckdb.InvalidInputException) or fault.__class__ is duckdb.Error  # of no kind
            told = "it is something else, or broken; give Parquet with one row an event, or the same as CSV"
            why = told if is_broken else str(fault).splitlines()[0]
            raise RecordError(f"{source.name} cannot be read as Parquet: {why}") from None
    return to


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
