"""The engines the generated SQL runs on: each takes rows and a statement and gives the answers back as rows."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from random_patients import WANTED

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
    programs = _postgres_programs()
    with (
        tempfile.TemporaryDirectory(prefix="cobalamin-pg-") as folder,
        _cluster(programs, Path(folder)) as port,
        psycopg.connect(f"host={folder} port={port} user=cobalamin dbname=postgres", autocommit=True) as connection,
    ):

        def ask(rows: Sequence[Row], statement: str) -> list[Row]:
            connection.execute("drop table if exists facts")
            connection.execute(f"create table facts ({COLUMNS})")
            with connection.cursor().copy("copy facts from stdin") as copy:
                for row in rows:
                    copy.write_row(row)
            return connection.execute(f'{statement} order by "patient"').fetchall()

        yield ask


def _postgres_programs() -> Path:
    found = shutil.which("initdb") or next(
        map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)), None
    )
    if found is None:
        pytest.skip("no PostgreSQL server is installed")
    return Path(found).parent


@contextmanager
def _cluster(programs: Path, folder: Path) -> Iterator[int]:
    """A private server in a temporary folder, reached by its socket only; PostgreSQL refuses to run as root."""
    user = None
    if os.getuid() == 0:
        try:
            user = pwd.getpwnam("postgres").pw_name
        except KeyError:
            pytest.skip("PostgreSQL does not run as root and there is no user postgres")
        shutil.chown(folder, user)
        folder.chmod(0o755)
    data, port = folder / "data", _free_port()
    run = {"user": user, "check": True, "stdout": subprocess.DEVNULL, "cwd": folder}
    subprocess.run([programs / "initdb", "-D", data, "-U", "cobalamin", "-A", "trust", "-N", "-E", "UTF8"], **run)
    settings = f"-p {port} -k {folder} -c listen_addresses='' -c fsync=off -c jit=off"
    subprocess.run([programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", settings, "start"], **run)
    try:
        yield port
    finally:
        subprocess.run([programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"], **run)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


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
