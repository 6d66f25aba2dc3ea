"""The places in which a site keeps its OMOP tables: a folder of Parquet, a DuckDB file, a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

import databases

PLACES = ("Parquet folder", "DuckDB file", "PostgreSQL")


@contextmanager
def kept_in(
    place: str, folder: Path, fill: Callable[[Callable[[str], object]], object], tables: Iterable[str]
) -> Iterator[Path | str]:
    """The tables in one of the places; `fill` makes them with a function that executes SQL."""
    if place == "PostgreSQL":
        if not databases.has_postgres():
            pytest.skip("no PostgreSQL server is installed: apt-get install postgresql")
        psycopg = pytest.importorskip("psycopg")
        with databases.postgres() as url:
            address = url.replace("postgresql+psycopg", "postgresql")
            with psycopg.connect(address) as connection:
                connection.execute("create schema cdm; set search_path = cdm")
                fill(connection.execute)
            yield f"{address}?options=-csearch_path%3Dcdm"
        return
    source = folder / ("cdm.duckdb" if place == "DuckDB file" else "cdm")
    with duckdb.connect(str(source) if place == "DuckDB file" else ":memory:") as connection:
        fill(connection.execute)
        if place == "Parquet folder":
            source.mkdir()
            for name in tables:
                connection.execute(f"copy {name} to '{source}/{name}.parquet'")
    yield source
