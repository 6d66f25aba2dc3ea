"""Beside the answers stands what every column means: whoever opens them has not read the rules."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pyarrow.dataset as dataset
import pyarrow.parquet as parquet
import pytest

from cobalamin.knowledge.guidelines.registry import VERSIONS
from cobalamin.population.dictionary import COLUMNS
from cobalamin.population.screen import screen

ON = date(2026, 3, 1)


def described(tmp_path: Path, **options: object) -> dict[str, dict[str, str]]:
    (tmp_path / "t.csv").write_text("patient,total_b12,total_b12_unit,birth_date\np,<150,ng/L,1950-01-01\n")
    screen(tmp_path / "t.csv", tmp_path / "out", on=ON, **options)
    with (tmp_path / "out" / COLUMNS).open(newline="") as file:
        return {row["column"]: row for row in csv.DictReader(file)}


@pytest.mark.parametrize("guideline", VERSIONS)
@pytest.mark.parametrize("engine", ["local", "sql"])
def test_every_column_of_the_answers_is_described(tmp_path: Path, guideline: str, engine: str) -> None:
    found = described(tmp_path, guideline=guideline, engine=engine)
    assert list(found) == parquet.read_schema(tmp_path / "out" / "part-00000.parquet").names
    assert all(row["meaning"] and row["kind"] != "other" for row in found.values())


def test_a_column_is_described_in_words(tmp_path: Path) -> None:
    found = described(tmp_path)
    assert found["total_b12_why"]["meaning"].startswith("total serum B12: why the fact is empty")
    assert found["b12_deficient"] == {
        "column": "b12_deficient", "kind": "definition", "meaning": "B12 deficient: true, false, or empty if unknown",
    }  # fmt: skip
    assert found["route"]["meaning"] == "the route: specialist, injection, oral, none, or undetermined"
    assert "76 years and 2 months" in found["age"]["meaning"]
    (row,) = dataset.dataset(tmp_path / "out", format="parquet").to_table(["age", "total_b12"]).to_pylist()
    assert row == {"age": "457/6 a", "total_b12": "<150 ng/L"}
