"""The engines the generated SQL runs on: each takes rows and a statement and gives the answers back as rows."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from random_patients import WANTED

import databases
from cobalamin.readings.sql import Dialect, column_types

Row = tuple[Any, ...]
Ask = Callable[[Sequence[Row], str], list[Row]]
"""Fill the table `facts` with the rows, run the statement, give its rows ordered by patient."""

TYPES = column_types(WANTED)
COLUMNS = ", ".join(['"patient" integer', *(f'"{name}" {type_}' for name, type_ in TYPES.items())])


@contextmanager
def duckdb_engine() -> Iterator[Ask]:
    import duckdb
    import pyarrow as pa

    connection = duckdb.connect()

    def ask(rows: Sequence[Row], statement: str) -> list[Row]:
        given = _arrow(rows, pa)  # noqa: F841  (DuckDB finds it by its name)
        connection.execute("create or replace table facts as select * from given")
        return connection.execute(f'{statement} order by "patient"').fetchall()

    yield ask
    connection.close()


def _arrow(rows: Sequence[Row], pa: Any) -> Any:
    types = {"boolean": pa.bool_(), "smallint": pa.int16()}
    fields = [pa.field("patient", pa.int32()), *(pa.field(name, types[kind]) for name, kind in TYPES.items())]
    return pa.table(
        [pa.array(column, f.type) for column, f in zip(zip(*rows, strict=True), fields, strict=True)], pa.schema(fields)
    )


@contextmanager
def postgres_engine() -> Iterator[Ask]:
    psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed")
    if not databases.has_postgres():
        pytest.skip("no PostgreSQL server is installed")
    with (
        databases.cluster("-c fsync=off -c jit=off") as running,
        psycopg.connect(running.address, autocommit=True) as connection,
    ):

        def ask(rows: Sequence[Row], statement: str) -> list[Row]:
            connection.execute("drop table if exists facts")
            connection.execute(f"create table facts ({COLUMNS})")
            with connection.cursor().copy("copy facts from stdin") as copy:
                for row in rows:
                    copy.write_row(row)
            return connection.execute(f'{statement} order by "patient"').fetchall()

        yield ask


@contextmanager
def spark_engine() -> Iterator[Ask]:
    sql = pytest.importorskip("pyspark.sql", reason="PySpark is not installed")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java")
    import pyarrow as pa
    import pyarrow.parquet as parquet

    builder = sql.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    spark = (
        builder.config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1").getOrCreate()
    )
    spark.sparkContext.setLogLevel("ERROR")
    with tempfile.TemporaryDirectory(prefix="cobalamin-spark-") as folder:

        def ask(rows: Sequence[Row], statement: str) -> list[Row]:
            parquet.write_table(_arrow(rows, pa), f"{folder}/facts.parquet")
            spark.read.parquet(f"{folder}/facts.parquet").createOrReplaceTempView("facts")
            return [tuple(row) for row in spark.sql(f"select * from ({statement}) answers order by patient").collect()]

        yield ask
    spark.stop()


ENGINES: dict[Dialect, Callable[[], Any]] = {
    "duckdb": duckdb_engine, "postgres": postgres_engine, "spark": spark_engine,
}  # fmt: skip
