"""One patient: what every step of an answer costs, beside its target. Ratios and medians of one run on one machine.

Run: make bench, or PYTHONPATH=src python benchmarks/assess.py [--seconds 2]. Times here are measured, never asserted by a test.
The patient is a shipped, invented example, and a self-made Bundle of 300 entries; no real patient.
"""

from __future__ import annotations

import argparse
import gc
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bundle import bundle_bytes

from cobalamin.assess import assess
from cobalamin.engine import engine_for
from cobalamin.knowledge.rules import ARTICLE
from cobalamin.records.fhir import read_bundle
from cobalamin.records.fhir_types import BUNDLE
from cobalamin.records.read import read_any
from cobalamin.records.select import facts_on
from cobalamin.report import text

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "metformin-tingling.json"
ON = date(2026, 3, 1)


@dataclass(frozen=True)
class Figure:
    """One line of the table: what was measured, beside what it is held against."""

    what: str
    measured: float
    unit: str
    least: float | None = None
    target: float | None = None
    beside: str = ""

    @property
    def met(self) -> str:
        """Met or not; nothing where there is no target."""
        if self.target is None:
            return ""
        return "met" if self.measured <= self.target else f"NOT MET ({self.measured / self.target:.1f} x the target)"

    def line(self) -> str:
        """The figure as a line of the table."""
        least = "" if self.least is None else f"{self.least:.2f}"
        target = "" if self.target is None else f"{self.target:g} {self.unit}"
        return f"{self.what:<58}{self.measured:>9.2f} {self.unit:<3}{least:>8}{target:>9}  {self.met} {self.beside}".rstrip()


def timed(seconds: float, *works: Callable[[], object]) -> list[list[float]]:
    """Seconds a call for each work, turn and turn about for about `seconds`, in bundles large enough for the clock."""
    bundles = []
    for work in works:
        work()
        start = time.perf_counter()
        work()
        bundles.append(max(1, int(1e-4 / max(time.perf_counter() - start, 1e-7))))
    times: list[list[float]] = [[] for _ in works]
    gc.collect()
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or len(times[0]) < 20:
        for work, bundle, found in zip(works, bundles, times, strict=True):
            start = time.perf_counter()
            for _ in range(bundle):
                work()
            found.append((time.perf_counter() - start) / bundle)
    return times


def steps(seconds: float) -> Iterator[Figure]:
    """The steps of one answer, on a patient of whom much is unknown."""
    case = read_any(EXAMPLE.read_bytes())
    engine = engine_for(ARTICLE)
    program, exact, lanes, depends = engine.program, engine.exact, engine.lanes, engine.depends
    facts = facts_on(case, ON, (), engine.figures)
    vector = program.vector(facts.values)
    values = program.values(vector)
    route, urgency = ARTICLE.route, ARTICLE.urgency

    def next_best_test() -> None:
        depends.open_facts(route, vector)
        depends.open_facts(urgency, vector)

    def what_if() -> None:
        planes = lanes.planes(values)
        lanes.deciding(planes, route)
        lanes.deciding(planes, urgency)

    size = f"{len(program.nodes)} nodes, {len(program.facts)} facts"
    yield _micro(f"rules with every node's value ({size})", lambda: program.values(vector), seconds, 5)
    outputs = f"{len(exact.outputs)} outputs"
    yield _micro(f"exact answers ({outputs})", lambda: exact.masks(vector), seconds, 25)
    yield _micro("next best test: what can still change route and urgency", next_best_test, seconds, 150)
    yield _micro(f"what-if: all {len(lanes.changes)} single-fact changes, both ladders", what_if, seconds, None)
    yield _micro("facts to the whole answer, as data", lambda: assess(case, on=ON), seconds, None)
    answer = assess(case, on=ON)
    yield _micro("the answer as JSON", answer.json, seconds, None)
    yield _micro("the answer as text", lambda: text(answer), seconds, None)


def _micro(what: str, work: Callable[[], object], seconds: float, target: float | None) -> Figure:
    (times,) = timed(seconds, work)
    return Figure(what, statistics.median(times) * 1e6, "us", min(times) * 1e6, target)


def bundles(seconds: float) -> Iterator[Figure]:
    """A Bundle from bytes to the full JSON answer, beside its typed decode alone, both in this process."""
    data = bundle_bytes()
    figures = engine_for(ARTICLE).figures
    decode, facts, whole = timed(
        4 * seconds,
        lambda: BUNDLE.decode(data),
        lambda: facts_on(read_bundle(data), ON, (), figures),
        lambda: assess(read_bundle(data), on=ON).json(),
    )
    name = f"300 entries, {len(data) / 1000:.0f} kB"
    for what, times in (
        ("typed decode alone", decode),
        ("bytes to facts", facts),
        ("bytes to the full JSON answer", whole),
    ):
        yield Figure(f"{name}: {what}", statistics.median(times) * 1e3, "ms", min(times) * 1e3)
    ratio = statistics.median(whole) / statistics.median(decode)
    yield Figure("   full JSON answer / typed decode", ratio, "x", min(whole) / min(decode), 2)
    p99 = statistics.quantiles(whole, n=100)[98]
    yield Figure("   full JSON answer, p99", p99 * 1e3, "ms", None, 2, f"({len(whole)} runs)")


def cold_start(runs: int) -> Iterator[Figure]:
    """`cobalamin assess` in a new process, beside Python doing nothing, turn and turn about."""
    source = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "cobalamin", "assess", str(EXAMPLE)]
    nothing, ours = [], []
    for _ in range(runs + 1):
        nothing.append(_process([sys.executable, "-c", "pass"], source))
        ours.append(_process(command, source))
    nothing, ours = nothing[1:], ours[1:]  # the first round fills the disk cache
    base, start = statistics.median(nothing), statistics.median(ours)
    yield Figure("cold start: python -c pass", base, "s", min(nothing))
    beside = f"({start / base:.0f} x python -c pass)"
    yield Figure("cold start: cobalamin assess, a case file", start, "s", min(ours), 0.35, beside)


def _process(command: list[str], environment: dict[str, str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=2.0, help="how long each line is measured")
    parser.add_argument("--starts", type=int, default=10, help="how many processes are started")
    given = parser.parse_args()
    if hasattr(os, "getloadavg"):
        print(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before the run")
    print(f"{'':<58}{'median':>9} {'':<3}{'least':>8}{'target':>9}")
    for figures in (steps(given.seconds), bundles(given.seconds), cold_start(given.starts)):
        for figure in figures:
            print(figure.line(), flush=True)


if __name__ == "__main__":
    main()
