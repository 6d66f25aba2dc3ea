"""Speed over populations: every ratio measured in one run, the sides interleaved, CPU time, medians. A study's figure in brackets.

python benchmarks/population.py [--rows N] [--bulk FOLDER] [--rounds N]
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet

from cobalamin.knowledge.order import ORDER
from cobalamin.knowledge.possible import possible
from cobalamin.knowledge.rules import ARTICLE
from cobalamin.language.cells import scales
from cobalamin.language.diagram import Diagram
from cobalamin.language.nodes import Finding
from cobalamin.population.columns import answer_columns, planes
from cobalamin.population.rules import rules_for
from cobalamin.population.screen import screen
from cobalamin.readings.bits import Bits
from cobalamin.readings.sql import statement
from cobalamin.readings.wanted import Wanted
from cobalamin.records.bulk import export
from cobalamin.synthetic.patients import synthesise

WANTED = Wanted((*ARTICLE.definitions, *(i.rule for i in ARTICLE.indications)), ARTICLE.ladders)
SCALES = scales(*ARTICLE.roots)
ON = date(2026, 1, 1)
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # programs started here run with their bytecode, as installed ones do


def cpu() -> float:
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def interleaved(rounds: int, clock: Callable[[], float] = cpu, /, **sides: Callable[[], object]) -> dict[str, float]:
    """Median CPU seconds of each side; one warm-up each, then the sides in turn."""
    spent: dict[str, list[float]] = {name: [] for name in sides}
    for turn in range(rounds + 1):
        for name, run in sides.items():
            begun = clock()
            run()
            if turn:
                spent[name].append(clock() - begun)
    return {name: median(times) for name, times in spent.items()}


def told(what: str, ratio: float, target: str, study: str, note: str = "") -> None:
    print(f"{what:<66} {ratio:8.2f}  target {target:<8} ({study}) {note}", flush=True)


# --- a table of facts ------------------------------------------------------------------------------------------------


def facts(rows: int, seed: int = 1) -> pa.Table:
    """Findings known of half and present in a tenth of those; measures known of six in ten, one in fifty only as a range."""
    chance = np.random.default_rng(seed)
    columns: dict[str, pa.Array] = {"patient": pa.array(np.arange(rows))}
    for fact in rules_for("article", False).bits.facts:
        draw = chance.random(rows, np.float32)
        if isinstance(fact, Finding):
            columns[fact.name] = pa.array(draw < 0.05, mask=draw > 0.5)
        else:
            size = SCALES[fact].size
            low = chance.integers(0, size, rows).astype(np.int8)
            high = np.where(draw < 0.012, size - 1, low).astype(np.int8)
            columns[f"{fact.name}_low"] = pa.array(low, mask=draw > 0.6)
            columns[f"{fact.name}_high"] = pa.array(high, mask=draw > 0.6)
    return pa.table(columns)


def kernels(rows: int, rounds: int) -> None:
    table, rules = facts(rows), rules_for("article", False)
    exact = Bits(WANTED, SCALES, Diagram(WANTED.outputs, ORDER, possible))
    kleene = Bits(WANTED, SCALES)
    columns = planes(table, rules.findings, rules.measures)
    connection = duckdb.connect()
    connection.execute("set threads = 1")
    connection.register("given", table)
    connection.execute("create table facts as select * from given")
    query = statement(WANTED, SCALES, table="facts", columns=table.schema.names, keep=["patient"], dialect="duckdb")
    counts = ", ".join(f'count("{name}")' for name in connection.sql(query).columns)
    found = interleaved(
        rounds, kleene=lambda: kleene.run(columns, rows), exact=lambda: exact.run(columns, rows),
        duckdb=lambda: connection.execute(f"select {counts} from ({query})").fetchall(),
    )  # fmt: skip
    print(
        f"# in memory, {rows:,} rows, million rows a second of CPU: "
        + ", ".join(f"{n} {rows / s / 1e6:.2f}" for n, s in found.items())
    )
    told("kernel / DuckDB SQL", found["duckdb"] / found["kleene"], ">= 50", "68-160")
    told("exact kernel / DuckDB SQL", found["duckdb"] / found["exact"], ">= 40", "47")


def parquet_to_answers(rows: int, rounds: int, folder: Path) -> None:
    path = folder / "facts.parquet"
    parquet.write_table(facts(rows), path, row_group_size=1 << 18)
    rules = rules_for("article", False)
    bits = Bits(WANTED, SCALES)
    names = [n for n in parquet.read_schema(path).names if n != "patient"]

    def scan() -> None:
        file = parquet.ParquetFile(path)
        for group in range(file.num_row_groups):
            file.read_row_group(group, names, use_threads=False)

    def answers() -> None:
        file = parquet.ParquetFile(path)
        for group in range(file.num_row_groups):
            table = file.read_row_group(group, names, use_threads=False)
            answer_columns(bits.run(planes(table, rules.findings, rules.measures), table.num_rows))

    connection = duckdb.connect()
    connection.execute("set threads = 1")
    query = statement(WANTED, SCALES, table="facts", columns=names, keep=[], dialect="duckdb")
    connection.execute(f"create view facts as select * from read_parquet('{path}')")
    counts = ", ".join(f'count("{name}")' for name in connection.sql(query).columns)
    raw = ", ".join(f'count("{name}")' for name in names)
    found = interleaved(
        rounds, scan=scan, answers=answers, duckdb_scan=lambda: connection.execute(f"select {raw} from facts").fetchall(),
        duckdb=lambda: connection.execute(f"select {counts} from ({query})").fetchall(),
    )  # fmt: skip
    print(
        f"# Parquet, {rows:,} rows, million rows a second of CPU: "
        + ", ".join(f"{n} {rows / s / 1e6:.2f}" for n, s in found.items())
    )
    best = min(found["scan"], found["duckdb_scan"])
    told(
        "Parquet to answers, share of the best raw scan of the same columns", best / found["answers"], ">= 0.85", "0.91"
    )
    told("Parquet to answers / DuckDB SQL", found["duckdb"] / found["answers"], ">= 4", "-")


# --- FHIR NDJSON -----------------------------------------------------------------------------------------------------

_CONCEPT = 'STRUCT(coding STRUCT("system" VARCHAR, code VARCHAR, display VARCHAR)[], "text" VARCHAR)'
_QUANTITY = "STRUCT(value DOUBLE, comparator VARCHAR, unit VARCHAR, code VARCHAR)"
_REFERENCE = "STRUCT(reference VARCHAR)"
_COMPONENT = f"STRUCT(code {_CONCEPT}, valueQuantity {_QUANTITY})[]"
DECLARED = {
    "resourceType": "VARCHAR", "id": "VARCHAR", "status": "VARCHAR", "subject": _REFERENCE, "patient": _REFERENCE, "code": _CONCEPT,
    "effectiveDateTime": "VARCHAR", "issued": "VARCHAR", "valueQuantity": _QUANTITY, "valueString": "VARCHAR",
    "valueCodeableConcept": _CONCEPT, "interpretation": f"{_CONCEPT}[]", "component": _COMPONENT,
    "clinicalStatus": _CONCEPT, "verificationStatus": _CONCEPT, "onsetDateTime": "VARCHAR", "recordedDate": "VARCHAR",
    "abatementDateTime": "VARCHAR", "performedDateTime": "VARCHAR", "authoredOn": "VARCHAR", "intent": "VARCHAR",
    "medicationCodeableConcept": _CONCEPT, "medicationReference": _REFERENCE, "gender": "VARCHAR", "birthDate": "VARCHAR",
}  # fmt: skip


def ndjson(source: Path, rounds: int, folder: Path) -> None:
    files = export.files_to_read(source)
    size = sum(path.stat().st_size for path in files)
    connection = duckdb.connect()
    connection.execute("set threads = 1")
    declared = "{" + ", ".join(f"'{name}': '{kind}'" for name, kind in DECLARED.items()) + "}"
    counts = ", ".join(f"count({name})" for name in DECLARED)

    def read_json() -> None:
        for path in files:
            connection.execute(
                f"select {counts} from read_json('{path}', format='newline_delimited', columns={declared})"
            ).fetchall()

    def ours() -> None:
        shutil.rmtree(folder / "out", ignore_errors=True)
        screen(source, folder / "out", on=ON)

    found = interleaved(rounds, read_json=read_json, ours=ours)
    rates = ", ".join(f"{name} {size / seconds / 1e6:.0f}" for name, seconds in found.items())
    print(f"# NDJSON {source.name}, {size / 1e6:.0f} MB in the files read, MB a second of CPU: {rates}")
    told(
        "NDJSON to answers, share of read_json with declared columns",
        found["read_json"] / found["ours"],
        ">= 0.80",
        "0.85-1.05",
    )
    peak, one, two = _separately(source, folder)
    told("peak memory, MB", peak, "<= 300", "224")
    told("two workers, speed-up of wall time (needs two idle cores)", one / two, ">= 1.8", "-")


def _separately(source: Path, folder: Path) -> tuple[float, float, float]:
    """Peak memory (MB) of any process of a run of its own, and the wall time with one and with two workers."""
    said = []
    for workers in (1, 2):
        shutil.rmtree(folder / "out", ignore_errors=True)
        command = [Path(sys.executable).parent / "cobalamin", "screen", source, "--to", folder / "out", "--on", f"{ON}"]
        begun, peak = time.perf_counter(), 0
        run = subprocess.Popen([*map(str, command), "--workers", f"{workers}"], stderr=subprocess.DEVNULL)
        while run.poll() is None:
            peak = max(peak, *map(_memory, _family(run.pid)))
            time.sleep(0.02)
        assert run.returncode == 0
        said.append((peak / 1024, time.perf_counter() - begun))
    return max(said[0][0], said[1][0]), said[0][1], said[1][1]


def _family(process: int) -> list[int]:
    """A process and all below it."""
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return [process]
    return [process, *(each for child in children for each in _family(int(child)))]


def _memory(process: int) -> int:
    """The most a process has used so far, in kB."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--bulk", type=Path, help="a folder of FHIR NDJSON; made up if not given")
    parser.add_argument("--patients", type=int, default=5_000, help="made-up patients for the NDJSON part")
    options = parser.parse_args()
    print(
        f"Python {sys.version.split()[0]}, DuckDB {duckdb.__version__}, {os.cpu_count()} cores; {time.strftime('%Y-%m-%d')}"
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        kernels(options.rows, options.rounds)
        parquet_to_answers(options.rows, options.rounds, folder)
        source = options.bulk
        if source is None:
            synthesise(folder / "people", patients=options.patients, seed=1, format="ndjson", on=ON)
            source = folder / "people" / "ndjson"
        ndjson(source, max(1, options.rounds // 2), folder)


if __name__ == "__main__":
    main()
