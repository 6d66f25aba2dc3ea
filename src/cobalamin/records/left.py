"""What lies in a source and is not read: other files and folders, columns. The patients in them have no answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from cobalamin.records.bulk import export
from cobalamin.records.messages import some
from cobalamin.records.omop.database import parquet_tables
from cobalamin.records.parts import Kind, tables_of
from cobalamin.records.tables import events, wide
from cobalamin.records.tables.rows import header, plain
from cobalamin.records.tables.wide import Mapped

_NO_RECORDS = (".md", ".log", ".html", ".crc", ".toml", ".sha256")
"""Endings of what lies beside records, and holds none."""
_WRITTEN = ("_about.json", "summary.json")
"""What a folder of answers or of a list holds, which is no source."""


def left_beside(source: str | Path, kind: Kind, target: Path) -> tuple[str, ...]:
    """The files and folders of a source that are not read, and may hold records; the answers themselves are none."""
    folder = Path(source)
    return beside((*_read(folder, kind), target), folder) if folder.is_dir() and kind != "facts" else ()


def beside(read: Iterable[Path], folder: Path) -> tuple[str, ...]:
    """What else a folder holds than what was read or written, and may hold records."""
    known = {path.resolve() for path in read}
    return tuple(
        path.name for path in sorted(folder.iterdir()) if path.resolve() not in known and _may_hold_records(path)
    )


def told_beside(names: Sequence[str], have: str) -> str:
    """A sentence on it; `have` says what the patients there have not."""
    were = "was" if len(names) == 1 else "were"
    return f"{some(names, _NAMED)} {were} not read, so any patients there {have}"


_NAMED = 5


def _read(folder: Path, kind: Kind) -> Collection[Path]:
    match kind:
        case "ndjson":
            return export.ndjson_files(folder)
        case "bundles":
            return export.bundle_files(folder)
        case "omop":  # also those that are not opened: the tables are expected to be all there
            return parquet_tables(folder).values()
        case _:
            return tables_of(folder)


def _may_hold_records(path: Path) -> bool:
    name = path.name.lower()
    if name.startswith((".", "_", "readme", "license")) or name.endswith(_NO_RECORDS):
        return False
    return path.is_file() or (
        not any((path / name).exists() for name in _WRITTEN) and any(_is_seen(inner) for inner in path.rglob("*"))
    )


def _is_seen(path: Path) -> bool:
    return path.is_file() and not path.name.startswith(".")


def columns_left(source: str | Path, kind: Kind, mapped: Mapped) -> tuple[str, ...]:
    """The columns of a table that are not read, by their names as they stand."""
    if kind == "events":
        return tuple(name for name in header(Path(source)) if plain(name) not in events.COLUMNS)
    if kind != "wide":
        return ()
    found = (wide.columns_left(table, mapped) for table in tables_of(Path(source)))
    return tuple(dict.fromkeys(name for names in found for name in names))


def kept(beside: Sequence[str], columns: Sequence[str]) -> dict[str, list[str]]:
    """The same as a folder of answers keeps it."""
    return {"left_beside": [*beside], "columns_left": [*columns]}
