"""OMOP tables of random people, read by the command and by the book: fact by fact the same value and date, or the same reason.

`BY_THE_BOOK=20000` compares so many people; where they differ, the number makes the same person again.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from by_the_book_bundles import ON
from by_the_book_omop import Tabled
from by_the_book_people import tables
from by_the_book_records import Book

from cobalamin.knowledge.facts import FACTS
from cobalamin.language.nodes import Finding
from cobalamin.language.patient import Interval
from cobalamin.population.screen import screen
from cobalamin.records.fact_table import interval_of

COUNT = int(os.environ.get("BY_THE_BOOK", "200"))
TYPES = {
    "date": pa.date32(),
    "datetime": pa.timestamp("us"),
    "id": pa.int64(),
    "birth": pa.int64(),
    "1": pa.int64(),
    "2": pa.int64(),
}


def typed(column: str) -> pa.DataType:
    last = "" if column in ("vocabulary_id", "domain_id", "relationship_id") else column.rsplit("_", 1)[-1]
    numbers = ("value_as_number", "range_low", "range_high", "quantity")
    return TYPES.get(last, pa.float64() if column in numbers else pa.string())


def written(found: dict[str, list[dict[str, Any]]], folder: Path) -> Path:
    folder.mkdir()
    for name, rows in found.items():
        if rows:
            columns = {column: pa.array([row[column] for row in rows], typed(column)) for column in rows[0]}
            parquet.write_table(pa.table(columns), folder / f"{name}.parquet")
    return folder


def differences(id: int, row: dict[str, Any], book: Book) -> list[str]:
    found = []
    for name, entry in FACTS.items():
        mine, said = book.facts[name], row[name]
        program = row[f"{name}_why"] or "never recorded"
        if said is not None:
            program = said if isinstance(entry.fact, Finding) else interval_of(said)
        same = program == mine
        if name == "age" and isinstance(program, Interval) and isinstance(mine, Interval):
            same = (int(program.low), int(program.high)) == (mine.low, mine.high)
        if not same and not (
            isinstance(program, str) and isinstance(mine, str) and program in book.reasons.get(name, set())
        ):
            found.append(f"{id}: {name}: the book {mine}, the program {program}")
    return found


@pytest.mark.parametrize("first", range(1, COUNT + 1, 1000))
def test_omop_tables_say_what_the_book_says(tmp_path: Path, first: int) -> None:
    count = min(1000, COUNT + 1 - first)
    people = tables(first, count)
    screen(written(people, tmp_path / "cdm"), tmp_path / "out", on=ON)
    rows = {
        int(row["patient"]): row
        for part in sorted((tmp_path / "out").glob("part-*.parquet"))
        for row in parquet.read_table(part).to_pylist()
    }
    site, found = Tabled(people), []
    for id in range(first, first + count):
        found += differences(id, rows[id], Book(site.bundle(id), ON)) if id in rows else [f"{id}: is not there"]
    assert not found, f"{len(found)}\n" + "\n".join(found[:40])
