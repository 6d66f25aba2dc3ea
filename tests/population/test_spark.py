"""Spark schedules the same function and runs the generated SQL: the same answers either way."""

from __future__ import annotations

import shutil
import sys
from datetime import date
from pathlib import Path

import pytest
from test_screen import read

import cobalamin
from cobalamin.commands.extras import advice
from cobalamin.population.screen import screen
from cobalamin.synthetic.patients import synthesise

ON = date(2026, 1, 1)


@pytest.fixture(scope="module")
def spark():
    sql = pytest.importorskip("pyspark.sql", reason="PySpark is not installed: `make test-spark` installs it")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java: apt-get install openjdk-17-jre-headless")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(Path(cobalamin.__file__).parents[1]))
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        yield from _session(sql)


def _session(sql):
    builder = sql.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    session = (
        builder.config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1").getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.mark.parametrize(
    "format, guideline",
    [("ndjson", "article"), ("parquet", "nice@2023-07"), ("omop", "us-practice"), ("parquet", "bsh")],
)
def test_tasks_write_what_a_local_run_writes(spark, tmp_path, format, guideline, monkeypatch):
    monkeypatch.setattr("cobalamin.population.sort.PART_BYTES", 1)
    monkeypatch.setattr("cobalamin.records.bulk.export.HEAP_BYTES", 60_000)
    synthesise(tmp_path, patients=120, seed=4, format=format, on=ON)
    asked = {"on": ON, "guideline": guideline, "presume": ["surgery"]}
    mine = screen(tmp_path / format, tmp_path / "spark", engine="spark", **asked)
    screen(tmp_path / format, tmp_path / "local", **asked)
    assert mine.patients == 120
    assert read(tmp_path / "spark").to_pylist() == read(tmp_path / "local").to_pylist()


@pytest.mark.parametrize("guideline", ["article", "bsh"])
def test_the_sql_answers_where_the_table_is(spark, tmp_path, guideline):
    from cobalamin.population.spark import answers

    synthesise(tmp_path, patients=120, seed=5, format="parquet", on=ON)
    screen(tmp_path / "parquet", tmp_path / "out", on=ON, guideline=guideline)
    spark.read.parquet(*map(str, (tmp_path / "out").glob("part-*.parquet"))).createOrReplaceTempView("people")
    found = {row["patient"]: row for row in answers(spark, "people", guideline=guideline).collect()}
    for row in read(tmp_path / "out").to_pylist():
        mine = found[row["patient"]].asDict()
        assert {name: row[name] for name in mine if not name.startswith(("route", "urgency"))} == {
            name: value for name, value in mine.items() if not name.startswith(("route", "urgency"))
        }
        assert (mine["route"] or "undetermined", mine["urgency"] or "undetermined") == (row["route"], row["urgency"])


def test_what_is_missing_is_told_in_one_sentence(tmp_path, monkeypatch):
    (tmp_path / "people.csv").write_text("patient,total_b12,total_b12_unit\na,120,ng/L\n")
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(ModuleNotFoundError) as missing:
        screen(tmp_path / "people.csv", tmp_path / "out", on=ON, engine="spark")
    assert advice(missing.value).startswith("this needs the package pyspark, which is not installed: run ")
