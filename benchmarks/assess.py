"""One patient: what every step of an answer costs, beside its target. Ratios and medians of one run on one machine.

Run: make bench, or PYTHONPATH=src python benchmarks/assess.py [--seconds 2]. Times here are measured, never asserted by a test.
They are processor time of this process: what else the machine does counts only by the caches it takes. Four patients, because
an answer costs by what is open: of whom nothing is known; a shipped, invented example, which is decided; a self-made Bundle of
300 entries, whose route and urgency stay open; and one of whom everything is known. No real patient.
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
from functools import partial
from pathlib import Path

from bundle import bundle_bytes

from cobalamin.assessment.assess import answer, assess
from cobalamin.assessment.engine import Engine, engine_for
from cobalamin.assessment.report import text
from cobalamin.knowledge.rules import ARTICLE
from cobalamin.language.compile import Vector
from cobalamin.language.patient import Interval
from cobalamin.records.case import case_from
from cobalamin.records.diagnosis_names import findings_named
from cobalamin.records.fhir.bundle import BUNDLE
from cobalamin.records.fhir.read import read_bundle
from cobalamin.records.read import read_any
from cobalamin.records.record import Case
from cobalamin.records.select import facts_on

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "metformin-tingling.json"
ON = date(2026, 3, 1)
NOTE = (
    "The patient was seen in clinic today for follow up of hypertension and diabetes. Blood pressure well controlled. "
    "He denies chest pain or palpitations. Heart sounds normal, chest clear, abdomen soft. "
)
unread: Callable[[str], object] = findings_named.__wrapped__
"""Without what it remembers."""


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
        return f"  {self.what:<56}{self.measured:>9.2f} {self.unit:<3}{least:>8}{target:>9}  {self.met} {self.beside}".rstrip()


class Heading(Figure):
    """What the lines under it measure."""

    def __init__(self, what: str) -> None:
        super().__init__(what, 0, "")

    def line(self) -> str:
        """The heading alone."""
        return self.what


def timed(seconds: float, *works: Callable[[], object]) -> list[list[float]]:
    """Seconds a call for each work, turn and turn about for about `seconds`, in bundles large enough for the clock."""
    bundles = []
    for work in works:
        work()
        start = time.process_time()
        work()
        bundles.append(max(1, int(1e-4 / max(time.process_time() - start, 1e-7))))
    times: list[list[float]] = [[] for _ in works]
    gc.collect()
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or len(times[0]) < 20:
        for work, bundle, found in zip(works, bundles, times, strict=True):
            start = time.process_time()
            for _ in range(bundle):
                work()
            found.append((time.process_time() - start) / bundle)
    return times


def patients() -> Iterator[tuple[str, Case]]:
    """The patients by name, from nothing known to everything."""
    yield "nothing known", case_from({"cobalamin_case": 1})
    yield "example, decided", read_any(EXAMPLE.read_bytes())
    yield "bundle, open", read_any(bundle_bytes())
    known = {
        name: _written(value) for name, value in engine_for(ARTICLE).reassuring.items() if name not in ("age", "female")
    }
    person = {"age": 40, "sex": "female"}
    yield "everything known", case_from({"cobalamin_case": 1, "patient": person, "facts": known})


def _written(value: bool | Interval) -> bool | str:
    """A value as a case file writes it: of a range the end it has."""
    if isinstance(value, bool):
        return value
    sign, end = ("<", value.high) if value.low is None else (">=", value.low)
    return f"{sign}{float(end or 0):.6g} {value.unit}".removesuffix(" 1")


def steps(seconds: float) -> Iterator[Figure]:
    """The steps of one answer, each on every patient."""
    engine = engine_for(ARTICLE)
    program, exact, depends = engine.program, engine.exact, engine.depends
    people = [(name, case, facts_on(case, ON, (), engine.figures)) for name, case in patients()]
    vectors = [(name, program.vector(facts.values)) for name, _, facts in people]

    def next_best_test(vector: Vector) -> None:
        depends.restricted(vector, exact.presumed(vector), (ARTICLE.route, ARTICLE.urgency))

    yield Heading(f"rules with every node's value ({len(program.nodes)} nodes, {len(program.facts)} facts)")
    yield from (_micro(name, partial(program.values, vector), seconds, 5) for name, vector in vectors)
    yield Heading(f"exact answers ({len(exact.outputs)} outputs)")
    yield from (_micro(name, partial(exact.masks, vector), seconds, 25) for name, vector in vectors)
    yield Heading("next best test: what can still change route and urgency")
    yield from (_micro(name, partial(next_best_test, vector), seconds, 150) for name, vector in vectors)
    yield Heading("facts to the whole answer, as data")
    yield from (_micro(name, partial(answer, engine, facts, case, {}), seconds, 250) for name, case, facts in people)
    yield from _outputs(engine, people[1][1], seconds)


def _outputs(engine: Engine, case: Case, seconds: float) -> Iterator[Figure]:
    """What the example costs besides: selection, all changes at once, and the forms of its answer."""
    lanes, facts = engine.lanes, facts_on(case, ON, (), engine.figures)
    vector = engine.program.vector(facts.values)

    yield Heading("the example, besides")
    yield _micro("case to facts", lambda: facts_on(case, ON, (), engine.figures), seconds, None)
    yield _micro(
        f"what-if: all {len(lanes.changes)} single-fact changes, both ladders",
        partial(lanes.left, vector),
        seconds,
        None,
    )
    said = assess(case, on=ON)
    yield _micro("the answer as JSON", said.json, seconds, None)
    yield _micro("the answer as text", lambda: text(said), seconds, None)
    for length in (200, 4000):
        note = (NOTE * 30)[:length]
        yield _micro(f"words that nobody has read yet, {length} letters", partial(unread, note), seconds, None)


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
    """`cobalamin assess` in a new process, beside Python doing nothing, turn and turn about; with bytecode, as installed."""
    source = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    source.pop("PYTHONDONTWRITEBYTECODE", None)
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
