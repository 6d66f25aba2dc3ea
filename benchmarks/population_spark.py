"""The same work by Spark, in one run: on Parquet and on NDJSON. CPU time, sides interleaved.

python benchmarks/population_spark.py [--rows N] [--patients N] [--bulk FOLDER] [--rounds N]
Spark needs `make test-spark` once; without it a sentence says so.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

import pyarrow.parquet as parquet

from cobalamin.population.columns import answer_columns, planes
from cobalamin.population.rules import rules_for
from cobalamin.population.screen import screen
from cobalamin.readings.bits import Bits
from cobalamin.readings.sql import statement
from cobalamin.records.bulk import export
from cobalamin.records.errors import RecordError
from cobalamin.synthetic.patients import synthesise
from population import DECLARED, ON, SCALES, WANTED, cpu, facts, interleaved, told

_TICKS = os.sysconf("SC_CLK_TCK")


@contextmanager
def spark_here():
    """A Spark of one core, and what its Java has spent so far; None where it cannot run."""
    from cobalamin.population.spark import session

    try:
        spark, _ = session(1)
    except RecordError as problem:
        print(f"# Spark left out: {problem}")
        yield None
        return
    spark.sparkContext.setLogLevel("ERROR")
    java = spark.sparkContext._gateway.proc.pid

    def spent() -> float:
        fields = Path(f"/proc/{java}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    yield spark, spent
    spark.stop()


def against_spark(rows: int, patients: int, rounds: int, folder: Path, bulk_folder: Path | None) -> None:
    with spark_here() as there:
        if there is None:
            return
        spark, spent = there
        path = folder / "facts.parquet"
        parquet.write_table(facts(rows), path, row_group_size=1 << 18)
        names = [n for n in parquet.read_schema(path).names if n != "patient"]
        spark.read.parquet(str(path)).createOrReplaceTempView("facts")
        query = statement(WANTED, SCALES, table="facts", columns=names, keep=[], dialect="spark")
        counts = ", ".join(f"count(`{name}`)" for name in spark.sql(query).columns)
        asked = f"select {counts} from ({query}) answers"
        clock = lambda: cpu() + spent()  # noqa: E731
        found = interleaved(rounds, clock, ours=lambda: _parquet(path, names), spark=lambda: spark.sql(asked).collect())
        told("Parquet to answers / Spark SQL on Parquet", found["spark"] / found["ours"], ">= 5", "-")
        source = bulk_folder
        if source is None:
            synthesise(folder / "people", patients=patients, seed=1, format="ndjson", on=ON)
            source = folder / "people" / "ndjson"
        found = interleaved(
            max(1, rounds // 2), clock, ours=_screening(source, folder), spark=_spark_json(spark, source)
        )
        told("NDJSON to answers / Spark reading the same files, no logic", found["spark"] / found["ours"], ">= 4", "-")


def _parquet(path: Path, names: list[str]) -> None:
    rules, bits = rules_for("article", False), Bits(WANTED, SCALES)
    file = parquet.ParquetFile(path)
    for group in range(file.num_row_groups):
        table = file.read_row_group(group, names, use_threads=False)
        answer_columns(bits.run(planes(table, rules.findings, rules.measures), table.num_rows))


def _screening(source: Path, folder: Path) -> Callable[[], object]:
    def run() -> None:
        shutil.rmtree(folder / "out", ignore_errors=True)
        screen(source, folder / "out", on=ON)

    return run


def _spark_json(spark, source: Path) -> Callable[[], object]:
    """The files read with the declared columns, each counted."""
    kinds = {"VARCHAR": "string", "DOUBLE": "double"}
    schema = ", ".join(f"`{name}` {_spark_type(kind, kinds)}" for name, kind in DECLARED.items())
    counts = [f"count(`{name}`)" for name in DECLARED]
    files = [str(path) for path in export.files_to_read(source)]
    return lambda: spark.read.schema(schema).json(files).selectExpr(*counts).collect()


def _spark_type(kind: str, kinds: dict[str, str]) -> str:
    """DuckDB's STRUCT(a VARCHAR, b VARCHAR)[] in Spark's words."""
    if kind.endswith("[]"):
        return f"array<{_spark_type(kind[:-2], kinds)}>"
    if not kind.startswith("STRUCT("):
        return kinds[kind]
    parts, depth, begin, inner = [], 0, 0, kind[len("STRUCT(") : -1]
    for i, letter in enumerate(inner):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and not depth:
            parts.append(inner[begin:i])
            begin = i + 1
    parts.append(inner[begin:])
    fields = (part.strip().partition(" ") for part in parts)
    return "struct<" + ",".join(f"{name.strip(chr(34))}:{_spark_type(of, kinds)}" for name, _, of in fields) + ">"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--patients", type=int, default=20_000, help="made-up patients in NDJSON")
    parser.add_argument("--bulk", type=Path, help="a folder of FHIR NDJSON in the place of made-up patients")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        against_spark(options.rows, options.patients, options.rounds, Path(name), options.bulk)


if __name__ == "__main__":
    main()
