"""Tables of treatment events: what is one, and Parquet as the CSV it would be, one file or a folder of the parts of one table."""

from __future__ import annotations

from pathlib import Path

from cobalamin.recall.columns import TABLES, SourceError


def is_parquet(path: Path) -> bool:
    """True for a Parquet file, and for a folder that holds Parquet files."""
    return any(path.glob("*.parquet")) if path.is_dir() else path.suffix.lower() == ".parquet"


def refuse_site_of_table(source: Path, site: str) -> None:
    """A table of events has no FHIR codes a site's file could give a meaning."""
    if site and (is_parquet(source) or source.suffix.lower() in TABLES):
        raise SourceError(
            f"--site gives the codes of FHIR records a meaning, and {source.name} holds none: name its columns with --mapping"
        )


def as_csv(source: Path, to: Path, memory: int = 300) -> Path:
    """The rows written as a CSV, streamed; the row after the header is line 2 in every message."""
    import duckdb

    files = str(source / "*.parquet") if source.is_dir() else str(source)
    with duckdb.connect(config={"memory_limit": f"{memory}MB", "threads": 1}) as connection:
        try:
            connection.execute(f"COPY (SELECT * FROM read_parquet($1)) TO '{_quoted(to)}' (HEADER)", [files])
        except duckdb.Error as fault:
            raise SourceError(f"{source.name} cannot be read as Parquet: {str(fault).splitlines()[0]}") from None
    return to


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
