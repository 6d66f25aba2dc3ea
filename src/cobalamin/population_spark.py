"""Spark as the scheduler of the file -> file function, and as an engine for the generated SQL. Needs the extra `spark`.

The first is for files on storage every worker sees; the second for tables that must not leave the engine.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from cobalamin.population import Job, Settings, begin, do_part, finish, rules_for
from cobalamin.population_sql import portable
from cobalamin.records.parts import kind_of, parts_of


def screen_parts(
    spark: Any,
    source: str,
    to: str,
    *,
    on: date,
    exact: bool = False,
    presume: Sequence[str] = (),
    guideline: str = "article",
) -> int:
    """Every part of the source done by a Spark task; gives the number of patients. Parts already there are kept.

    For tables of facts, wide Parquet files and folders of bundles: they need no sorting by patient first.
    """
    settings = Settings(on.isoformat(), guideline, exact, tuple(presume))
    target = Path(to)
    begin(target, settings)
    kind = kind_of(Path(source))
    jobs = [Job(part, target / f"part-{i:05}.parquet", settings) for i, part in enumerate(parts_of(Path(source), kind))]
    left = [job for job in jobs if not job.to.exists()]
    if left:
        spark.sparkContext.parallelize(left, len(left)).foreach(do_part)
    return finish(target, settings)[0]


def answers(spark: Any, table: str, *, guideline: str = "article") -> Any:
    """A DataFrame with the patient and every answer, from a table of facts that Spark holds under a name."""
    rules = rules_for(guideline, False)
    columns = spark.table(table).columns
    return spark.sql(portable(rules.wanted, rules.scale_of, table, columns, "spark"))
