"""Spark as the scheduler of the file -> file function, and as an engine for the generated SQL. Needs the extra `spark`.

The first is for files on storage that every worker can reach, the second for tables that must not leave the engine.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from cobalamin.population.rules import rules_for
from cobalamin.records.errors import RecordError

T = TypeVar("T")
R = TypeVar("R")
SLICES = 200
"""Tasks of one Spark job: enough to keep a cluster busy, few enough to tell how far the run is."""


@contextmanager
def spark_spread(workers: int) -> Iterator[Callable[..., Any]]:
    """Runs tasks on Spark: in the active session (`spark-submit`, a notebook), else in one started here on `workers` cores."""
    spark, ours = session(workers)
    try:
        yield spread_over(spark)
    finally:
        if ours:
            spark.stop()


def spread_over(spark: Any) -> Callable[..., Any]:
    """A function that runs tasks in a Spark session and yields their results in order, slice by slice."""

    def spread(do: Callable[[T], R], tasks: Sequence[T]) -> Iterable[R]:
        for start in range(0, len(tasks), SLICES):
            some = tasks[start : start + SLICES]
            yield from spark.sparkContext.parallelize(some, len(some)).map(do).collect()

    return spread


def session(workers: int) -> tuple[Any, bool]:
    """The active session, or a new one on this machine, and whether it was made here; RecordError where Spark cannot run."""
    from pyspark.sql import SparkSession

    active = SparkSession.getActiveSession()
    if active is not None:
        return active, False
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        raise RecordError(
            "--engine spark needs Java 17 or newer: install it (Debian: apt-get install openjdk-17-jre-headless) or set JAVA_HOME"
        )
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("cobalamin").config("spark.ui.showConsoleProgress", "false")
    if "SPARK_MASTER" not in os.environ and "MASTER" not in os.environ:
        builder = builder.master(f"local[{max(1, workers)}]").config("spark.ui.enabled", "false")
        for name in ("spark.driver.bindAddress", "spark.driver.host"):
            builder = builder.config(name, "127.0.0.1")  # a local run listens to nobody else
    return builder.getOrCreate(), True


def answers(spark: Any, table: str, *, guideline: str = "article", exact: bool = False) -> Any:
    """A DataFrame with the patient and every answer, from a table of facts that Spark holds under a name."""
    rules, columns = rules_for(guideline, exact), spark.table(table).columns
    return spark.sql(rules.statement(table, columns, ["patient"], "spark"))
