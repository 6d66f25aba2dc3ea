"""1,300 patients, five years of events: a CSV read, judged and written as a list, beside DuckDB reading the same file.

Run: PYTHONPATH=src python benchmarks/recall.py [--patients 1300] [--runs 7]. Prints the least processor time and the median
time of one run, and the ratios of the first: on a busy machine only processor time says anything.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb

from cobalamin.recall.sources.events import read_events_csv
from cobalamin.recall.worklist import recall_list
from cobalamin.recall.written.formats import rendered

ON = date(2026, 3, 1)
HEADER = "patient,date,event,product,dose,route,reason,born,cause,neurological,outcome"


def rows(patients: int, seed: int = 1) -> Iterator[str]:
    """Invented practice: loading, maintenance, reviews, a few messy entries; no real patient."""
    rng = random.Random(seed)
    causes = ("pernicious anaemia", "vegan", "metformin", "coeliac disease", "gastric bypass", "")
    for number in range(patients):
        who, cause, neuro = f"{number:07d}", rng.choice(causes), rng.choice(("yes", "no", ""))
        tail = f"19{rng.randrange(30, 99)}-0{rng.randrange(1, 10)}-1{rng.randrange(10)},{cause},{neuro}"
        day = date(2021, 3, 1) + timedelta(days=rng.randrange(0, 900))
        for step in (0, 2, 4, 7, 9, 11):
            yield f"{who},{day + timedelta(days=step)},given,Hydroxocobalamin 1mg/1ml inj,1 mg,im,,{tail},"
        day += timedelta(days=11)
        if neuro == "yes":
            yield f"{who},{day},no further improvement,,,,,{tail},"
        while (day := day + timedelta(days=rng.choice((61, 70, 75, 84, 91, 91, 98, 120)))) < ON:
            yield f"{who},{day - timedelta(days=5)},order,Hydroxocobalamin 1mg/1ml inj,1 mg,im,,{tail},"
            yield f"{who},{day},given,Hydroxocobalamin 1mg/1ml inj,1 mg,im,,{tail},"
            if rng.random() < 0.03:
                yield f"{who},{day},given,B12 injection,,im,,{tail},"
            if rng.random() < 0.25:
                yield f"{who},{day},review,,,,,{tail},improved"
        if rng.random() < 0.04:
            why = rng.choice(("", "B12 level high", "patient choice"))
            yield f"{who},{ON - timedelta(days=1)},stop,,,,{why},{tail},"


def took(work: Callable[[], object], runs: int) -> tuple[float, float]:
    """The least processor time (all threads) and the median time, ms."""
    cpu, wall = [], []
    for _ in range(runs):
        start, began = time.perf_counter(), time.process_time()
        work()
        cpu.append((time.process_time() - began) * 1000)
        wall.append((time.perf_counter() - start) * 1000)
    return min(cpu), statistics.median(wall)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patients", type=int, default=1300)
    parser.add_argument("--runs", type=int, default=7)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.csv"
        path.write_text("\n".join((HEADER, *rows(asked.patients))) + "\n", encoding="utf-8")
        measure(path, asked.patients, asked.runs)


def measure(path: Path, patients: int, runs: int) -> None:
    source = path.read_bytes()
    found = read_events_csv(source)
    listed = recall_list(found.records, ON)
    steps = {
        "DuckDB reads the CSV (floor)": lambda: duckdb.sql(
            f"select * from read_csv('{path}', all_varchar=true)"
        ).fetchall(),
        "read into records": lambda: read_events_csv(source),
        "judge and list": lambda: recall_list(found.records, ON),
        "write CSV": lambda: rendered("csv", listed),
        "all: CSV to CSV list": lambda: rendered("csv", recall_list(read_events_csv(path.read_bytes()).records, ON)),
    }
    print(f"{patients} patients, {found.rows} rows, {len(source) / 1e6:.1f} MB, {len(listed.rows)} listed; {runs} runs")
    times = {name: took(work, runs) for name, work in steps.items()}
    floor = times["DuckDB reads the CSV (floor)"][0]
    for name, (cpu, wall) in times.items():
        print(f"  {name:<30}{cpu:>7.0f} ms of processor{cpu / floor:>7.1f} x floor{wall:>8.0f} ms by the clock")


if __name__ == "__main__":
    main()
