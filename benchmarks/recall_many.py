"""The recall list of a population: CSV, Parquet and NDJSON of many patients, in bounded memory, by one and two workers.

Run: PYTHONPATH=src python benchmarks/recall_many.py [--patients 1000000] [--source csv,parquet,ndjson] [--workers 1,2].
The rows are a made-up practice of 10,000 copied under new numbers and put in order of days, so that a patient's rows are
spread over the whole file. Beside it: DuckDB reading the same file and sorting it by patient, the floor of the first pass.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb

from recall import HEADER, ON, rows

PRACTICE = 10_000
DOSES = 8


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patients", type=int, default=1_000_000)
    parser.add_argument("--source", default="csv,parquet,ndjson")
    parser.add_argument("--workers", default="1,2")
    parser.add_argument("--folder", type=Path, help="where the files go (default: a temporary folder)")
    parser.add_argument("--one", nargs=3, metavar=("SOURCE", "TO", "WORKERS"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(one(*asked.one)))
        return
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        for kind in asked.source.split(","):
            source = MAKE[kind](Path(folder), asked.patients)
            measure(kind, source, [int(n) for n in asked.workers.split(",")])


# --- made-up sources ----------------------------------------------------------------------------------


def table(folder: Path, patients: int, ending: str) -> Path:
    base, to = folder / "practice.csv", folder / f"events.{ending}"
    size = min(PRACTICE, patients)
    base.write_text("\n".join((HEADER, *rows(size))), encoding="utf-8")
    how = "header" if ending == "csv" else "format parquet"
    duckdb.execute("set threads = 2; set memory_limit = '3GB'")
    duckdb.execute(
        f"copy (select printf('%07d', patient::bigint + copy * {size}) as patient, practice.* exclude (patient) "
        f"from read_csv('{base}', all_varchar = true) practice, range({patients // size}) copies(copy) order by date) "
        f"to '{to}' ({how})"
    )
    return to


def csv(folder: Path, patients: int) -> Path:
    return table(folder, patients, "csv")


def parquet(folder: Path, patients: int) -> Path:
    return table(folder, patients, "parquet")


def ndjson(folder: Path, patients: int) -> Path:
    to = folder / "ndjson"
    to.mkdir(exist_ok=True)
    with (to / "Patient.ndjson").open("w") as file:
        file.writelines(
            f'{{"resourceType":"Patient","id":"{i}","birthDate":"19{30 + i % 60}-02-1{i % 10}","gender":"female"}}\n'
            for i in range(patients)
        )
    with (to / "MedicationAdministration.ndjson").open("w") as file:
        file.writelines(doses(patients))
    return to


def doses(patients: int) -> Iterator[str]:
    """Visit by visit, so that a patient's doses are far apart in the file."""
    rng = random.Random(1)
    for dose in range(DOSES):
        for patient in range(patients):
            day = date(2025, 1, 6) + timedelta(days=dose * 56 + patient % 28 + rng.randrange(14))
            yield (
                f'{{"resourceType":"MedicationAdministration","id":"{patient}-{dose}","status":"completed",'
                f'"subject":{{"reference":"Patient/{patient}"}},"effectiveDateTime":"{day}",'
                '"medicationCodeableConcept":{"text":"Hydroxocobalamin 1mg/1ml solution for injection ampoules"},'
                '"dosage":{"dose":{"value":1,"unit":"mg"},"route":{"text":"intramuscular"}}}\n'
            )


MAKE: dict[str, Callable[[Path, int], Path]] = {"csv": csv, "parquet": parquet, "ndjson": ndjson}

# --- measuring ----------------------------------------------------------------------------------------


def one(source: str, to: str, workers: str) -> dict[str, float]:
    """One run in a process of its own, so that its memory is its own."""
    from cobalamin.recall.many.lists import recall_many
    from cobalamin.recall.many.parts import Asked

    start = time.perf_counter()
    tally = recall_many(Path(source), Path(to), Asked(ON, weeks=True), workers=int(workers))
    took = time.perf_counter() - start
    mine, theirs = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = [usage.ru_utime + usage.ru_stime for usage in (mine, theirs)]
    return {
        "took": took, "cpu": sum(cpu), "first": mine.ru_maxrss / 1024, "worker": theirs.ru_maxrss / 1024,
        "patients": tally.patients, "rows": tally.rows, "listed": tally.listed,
    }  # fmt: skip


def measure(kind: str, source: Path, workers: list[int]) -> None:
    files = sorted(source.iterdir()) if source.is_dir() else [source]
    size = sum(path.stat().st_size for path in files)
    floor = floor_of(kind, source)
    print(f"{kind}: {size / 1e9:.2f} GB; DuckDB reads it and sorts it by patient in {floor:.0f} s", flush=True)
    took: dict[int, float] = {}
    for count in workers:
        found = run(source, count)
        took[count] = found["took"]
        print(
            f"  {count} worker{'s' * (count > 1)}: {found['patients']:,.0f} patients, {found['rows']:,.0f} rows, "
            f"{found['listed']:,.0f} listed in {found['took']:.0f} s ({found['patients'] / found['took']:,.0f} a second; "
            f"{found['cpu']:.0f} s of CPU; {found['took'] / floor:.1f} x floor); "
            f"largest process {max(found['first'], found['worker']):.0f} MB",
            flush=True,
        )
    if len(took) > 1:
        first, last = min(took), max(took)
        print(f"  {last} workers are {took[first] / took[last]:.2f} times as fast as {first}")


def run(source: Path, workers: int) -> dict[str, float]:
    to = source.parent / "list"
    shutil.rmtree(to, ignore_errors=True)
    command = [sys.executable, __file__, "--one", str(source), str(to), str(workers)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ)
    found: dict[str, float] = json.loads(done.stdout)
    shutil.rmtree(to)
    return found


def floor_of(kind: str, source: Path) -> float:
    reader = {"csv": f"read_csv('{source}', all_varchar = true)", "parquet": f"'{source}'"}.get(
        kind, f"(select json->>'$.subject.reference' as patient, json from read_ndjson_objects('{source}/*.ndjson'))"
    )
    start = time.perf_counter()
    with tempfile.TemporaryDirectory(dir=source.parent) as folder, duckdb.connect() as connection:
        connection.execute("set memory_limit = '1GB'; set threads = 2")
        connection.execute(f"set temp_directory = '{folder}'")
        connection.execute(f"copy (select * from {reader} order by patient) to '{folder}/sorted.parquet'")
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
