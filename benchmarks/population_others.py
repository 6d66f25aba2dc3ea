"""The same work by others, in one run: Spark on Parquet and on NDJSON, cql-execution from bundles. CPU time, sides interleaved.

python benchmarks/population_others.py [--rows N] [--patients N] [--bulk FOLDER] [--cql N] [--rounds N]
Spark needs `make test-spark` once, cql-execution the Node packages of tests/cql; what is missing is left out with a sentence.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

import pyarrow.dataset as dataset
import pyarrow.parquet as parquet

from cobalamin.cql_export import VALUE_SET, code_sets, cql
from cobalamin.knowledge.rules import ARTICLE
from cobalamin.population.columns import answer_columns, planes
from cobalamin.population.rules import rules_for
from cobalamin.population.screen import screen
from cobalamin.readings.bits import Bits
from cobalamin.readings.sql import column_of, statement
from cobalamin.records import bulk
from cobalamin.records.codes import RecordError
from cobalamin.synthetic.patients import synthesise
from population import DECLARED, ON, SCALES, WANTED, cpu, facts, interleaved, told

CQL = Path(__file__).parents[1] / "tests" / "cql"
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
        query = statement(WANTED, SCALES, "facts", names, [], "spark")
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
    files = [str(path) for path in bulk.files_to_read(source)]
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


# --- cql-execution ---------------------------------------------------------------------------------------------------


def against_cql(count: int, folder: Path) -> None:
    if shutil.which("node") is None or not (CQL / "node_modules").is_dir():
        print("# cql-execution left out: it needs Node and `sh tools/node_packages.sh tests/cql`")
        return
    sys.path.insert(0, str(CQL))
    import patients

    day, people = patients.ON, list(patients.bundles(count, 4))
    source = folder / "bundles"
    source.mkdir()
    for i, bundle in enumerate(people):
        (source / f"{i:06}.json").write_text(json.dumps(bundle))
    (folder / "bundles.ndjson").write_text("\n".join(map(json.dumps, people)))
    (folder / "library.cql").write_text(cql(ARTICLE))
    (folder / "sets.json").write_text(json.dumps({VALUE_SET + name: rows for name, rows in code_sets().items()}))
    before = cpu()
    screen(source, folder / "answers", on=day)
    ours, before = cpu() - before, resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [
        "node",
        "run.mjs",
        *(str(folder / name) for name in ("library.cql", "sets.json", "bundles.ndjson")),
        str(day),
    ]
    done = subprocess.run(command, cwd=CQL, capture_output=True, text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    theirs = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")][1:]
    print(
        f"# {count} bundles: ours {ours:.2f} s, cql-execution {theirs:.2f} s; {_differences(people, lines, folder)} answers differ"
    )
    told(f"bundles to answers / cql-execution, {count} patients", theirs / ours, ">= 500", "800-1100")


def _differences(people: list[dict], lines: list[dict], folder: Path) -> int:
    """Definitions and indications that are not the same for a patient."""
    table = dataset.dataset(sorted((folder / "answers").glob("part-*.parquet"))).to_table()
    mine = {row["patient"]: row for row in table.to_pylist()}
    rules = (*ARTICLE.definitions, *(i.rule for i in ARTICLE.indications))
    return sum(
        line.get(rule.id) != mine[bundle["entry"][0]["resource"]["id"]][column_of(rule)]
        for bundle, line in zip(people, lines, strict=True)
        for rule in rules
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--patients", type=int, default=20_000, help="made-up patients in NDJSON")
    parser.add_argument("--bulk", type=Path, help="a folder of FHIR NDJSON in the place of made-up patients")
    parser.add_argument("--cql", type=int, default=1_000, help="patients for cql-execution")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        if options.cql:
            against_cql(options.cql, Path(name))
        against_spark(options.rows, options.patients, options.rounds, Path(name), options.bulk)


if __name__ == "__main__":
    main()
