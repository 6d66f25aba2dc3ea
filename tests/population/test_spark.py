"""Spark schedules the same function and runs the generated SQL: the same answers either way."""

from __future__ import annotations

import shutil
import sys
from datetime import date
from pathlib import Path

import pyarrow.dataset as dataset
import pytest

import cobalamin
from cobalamin.population import screen
from cobalamin.synthesise import synthesise

ON = date(2026, 1, 1)


@pytest.fixture(scope="module")
def spark():
    sql = pytest.importorskip("pyspark.sql", reason="PySpark is not installed")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java")
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


@pytest.fixture(scope="module")
def screened(tmp_path_factory):
    folder = tmp_path_factory.mktemp("spark")
    synthesise(folder, patients=200, seed=4, format="parquet", on=ON)
    screen(folder / "parquet" / "patients.parquet", folder / "out", on=ON)
    return folder / "out"


def test_tasks_write_what_a_local_run_writes(spark, screened, tmp_path):
    from cobalamin.population_spark import screen_parts

    assert screen_parts(spark, str(screened), str(tmp_path / "again"), on=ON) == 200
    mine = dataset.dataset(sorted((tmp_path / "again").glob("part-*.parquet"))).to_table().sort_by("patient")
    theirs = dataset.dataset(sorted(screened.glob("part-*.parquet"))).to_table().sort_by("patient")
    assert mine.to_pylist() == theirs.select(mine.schema.names).to_pylist()


def test_the_sql_answers_where_the_table_is(spark, screened):
    from cobalamin.population_spark import answers

    spark.read.parquet(*map(str, screened.glob("part-*.parquet"))).createOrReplaceTempView("people")
    found = {row["patient"]: row for row in answers(spark, "people").collect()}
    for row in dataset.dataset(sorted(screened.glob("part-*.parquet"))).to_table().to_pylist():
        mine = found[row["patient"]].asDict()
        assert {name: row[name] for name in mine if not name.startswith(("route", "urgency"))} == {
            name: value for name, value in mine.items() if not name.startswith(("route", "urgency"))
        }
        assert (mine["route"] or "undetermined", mine["urgency"] or "undetermined") == (row["route"], row["urgency"])
