"""A source cut into parts that can be done one by one, again after an interruption, or on another machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cobalamin.records.bulk import export
from cobalamin.records.bulk.heap import heap_cases
from cobalamin.records.bulk.medicines import NO_MEDICINES, Medicines
from cobalamin.records.errors import RecordError
from cobalamin.records.heaps import Heap
from cobalamin.records.inputs import visible
from cobalamin.records.omop import read as omop
from cobalamin.records.omop.database import is_address
from cobalamin.records.record import Case, Rejected
from cobalamin.records.site import Site
from cobalamin.records.tables import events, wide
from cobalamin.records.tables.rows import TABLES, is_parquet, row_count, schema_of
from cobalamin.records.tables.wide import Mapped

Kind = Literal["facts", "wide", "events", "bundles", "ndjson", "omop"]
ROWS = 100_000
"""Rows of a wide table in one part."""
BUNDLES = 500
"""Bundles in one part."""


@dataclass(frozen=True)
class Part:
    """One piece of a source: files, the rows `start` to `stop` of one file, or heaps."""

    kind: Kind
    paths: tuple[Path, ...] = ()
    start: int = 0
    stop: int | None = None
    heaps: tuple[Heap, ...] = ()


def kind_of(source: str | Path, mapped: Mapped | None = None) -> Kind:
    """What a source is; RecordError with what was expected where it cannot be told."""
    if is_address(source):
        return "omop"
    source = Path(source)
    if not source.exists():
        raise RecordError(f"there is no {source}: expected a file or a folder")
    if source.is_dir():
        return _kind_of_folder(source, mapped)
    if is_parquet(source) and b"cobalamin" in (schema_of(source).metadata or {}):
        return "facts"
    if source.suffix.lower() in TABLES:
        if events.is_events(source):
            return _without_mapping(source, mapped)
        if wide.is_wide(source, mapped):
            return "wide"
        raise _without_a_fact(source)
    if source.suffix.lower() in (".duckdb", ".db"):
        return "omop"
    alone = source.name.lower().endswith(_IN_FOLDERS)
    raise RecordError(
        f"{source.name} is not a source that can be screened: {'give the folder it lies in; ' * alone}{_EXPECTED}"
    )


def _without_a_fact(table: Path) -> RecordError:
    return RecordError(
        f"no column of {table.name} is a fact of the vocabulary: name the columns after the facts, or give a mapping file"
    )


def _without_mapping(source: Path, mapped: Mapped | None) -> Kind:
    """A table of events names its facts in its rows: a mapping of columns would be passed over."""
    if mapped:
        raise RecordError(
            f"--mapping is for a table with one row per patient, and {source.name} has one row per event: "
            "write the names of the facts into its column `fact`"
        )
    return "events"


_IN_FOLDERS = (".ndjson", ".ndjson.gz", ".json")
_EXPECTED = (
    "expected a folder of FHIR NDJSON files or of bundles, a CSV or Parquet file with one row a patient or one row an event, "
    "or OMOP tables"
)

_AS_DUCKDB = "make a DuckDB file of them (`create table person as from 'person.csv'`, and so on) or Parquet files"


def _kind_of_folder(folder: Path, mapped: Mapped | None) -> Kind:
    if export.is_bulk(folder):
        return "ndjson"
    if omop.is_omop(folder):
        return "omop"
    tables = tables_of(folder)
    if tables and b"cobalamin" in (schema_of(tables[0]).metadata or {}):
        return "facts"
    if tables and _are_wide(tables, mapped):
        return "wide"
    if export.bundle_files(folder):
        return "bundles"
    if any(path.name.lower().startswith("person.csv") for path in folder.iterdir()):
        raise RecordError(f"{folder.name} holds OMOP tables as CSV, which are not read: {_AS_DUCKDB}")
    raise RecordError(
        f"the folder {folder.name} holds nothing that can be screened: {_inside(folder, mapped) or _EXPECTED}"
    )


def _are_wide(tables: Sequence[Path], mapped: Mapped | None) -> bool:
    """Whether the tables of a folder have a row a patient; the rows of one without a fact would be patients without a word."""
    if not any(wide.is_wide(table, mapped) for table in tables):
        if events.is_events(tables[0]):
            raise RecordError(
                f"the tables of {tables[0].parent.name} have one row per event: put them into one file, and give that "
                "(in DuckDB: `copy (from 'FOLDER/*.parquet') to 'events.parquet'`)"
            )
        return False
    foreign = next((table for table in tables if not wide.is_wide(table, mapped)), None)
    if foreign is not None:
        raise _without_a_fact(foreign)
    return True


def _inside(folder: Path, mapped: Mapped | None) -> str:
    """The folders inside it that can be screened: what was meant by somebody who is one level too high."""
    found = [inner.name for inner in sorted(folder.iterdir()) if inner.is_dir() and _is_source(inner, mapped)]
    return f"its folder {' or '.join(found)} does; name it" if found else ""


def _is_source(folder: Path, mapped: Mapped | None) -> bool:
    try:
        return kind_of(folder, mapped) is not None
    except RecordError:
        return False


def parts_of(source: Path, kind: Kind, mapped: Mapped | None = None) -> list[Part]:
    """The parts of a source that needs no sorting by patient first; NDJSON, events and OMOP tables are sorted into heaps."""
    match kind:
        case "facts":
            return [Part(kind, (path,)) for path in tables_of(source)]
        case "wide":
            return [part for path in tables_of(source) for part in _pieces(path)]
        case "bundles":
            files = export.bundle_files(source)
            return [Part(kind, tuple(files[i : i + BUNDLES])) for i in range(0, len(files), BUNDLES)]
        case _:
            raise ValueError(f"{kind} is sorted into heaps before it has parts")


def tables_of(source: Path) -> list[Path]:
    """The Parquet files of a source: it, or those in it."""
    return (
        sorted(path for path in visible(source.iterdir()) if is_parquet(path) and path.is_file())
        if source.is_dir()
        else [source]
    )


def _pieces(path: Path) -> list[Part]:
    """A wide file in pieces, where it says how many rows it has."""
    rows = row_count(path)
    if rows is None:
        return [Part("wide", (path,))]
    return [Part("wide", (path,), start, min(start + ROWS, rows)) for start in range(0, rows, ROWS)]


def cases(
    part: Part,
    mapped: Mapped | None = None,
    medicines: Medicines | None = None,
    site: Site | None = None,
) -> Iterator[Case | Rejected]:
    """The patients of one part, and what could not be read; `site` reads the local codes of FHIR records."""
    match part.kind:
        case "wide":
            yield from wide.cases(part.paths[0], mapped, part.start, part.stop)
        case "bundles":
            yield from export.bundle_cases(part.paths, site)
        case "ndjson":
            for heap in part.heaps:
                yield from heap_cases(heap, medicines or NO_MEDICINES, site)
        case "events":
            for heap in part.heaps:
                yield from events.heap_cases(heap)
        case "omop":
            for heap in part.heaps:
                yield from heap_cases(heap, NO_MEDICINES)
        case "facts":
            raise ValueError("a table of facts has been read already")
