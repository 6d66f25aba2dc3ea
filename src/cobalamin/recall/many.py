"""The recall list of a population: piles of whole patients judged in several processes, and merged into one sorted list.

Only one pile a process and the next row of each sorted part are held, so a million patients need no more memory than a large
practice. The list is, line for line, that of the small path. Not signed off by a clinician.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import msgspec

from cobalamin.recall.columns import NO_MAPPING, TABLES, ColumnMapping, Problem, SourceError
from cobalamin.recall.events import order_asked
from cobalamin.recall.parquet import as_csv, is_parquet, refuse_site_of_table
from cobalamin.recall.parts import Asked, Job, Pile, Records, Tally, judge, note_problems
from cobalamin.recall.piles import PILE_BYTES, pile_up
from cobalamin.recall.sorted_lines import merged
from cobalamin.recall.table import HEADER, problem_line
from cobalamin.recall.worklist import NOTICE, ManyForm
from cobalamin.records import bulk
from cobalamin.records.parts import Part

NAMES: dict[ManyForm, str] = {"csv": "list.csv", "json": "list.ndjson", "fhir": "tasks.ndjson"}
_BUNDLES = 200
"""Bundles in one part."""
_WORK = "_work"

Progress = Callable[[int, int], None]


def recall_many(
    source: Path,
    to: Path,
    asked: Asked,
    *,
    mapping: ColumnMapping = NO_MAPPING,
    date_format: str = "",
    site: str = "",
    workers: int = 1,
    pile_bytes: int = PILE_BYTES,
    progress: Progress | None = None,
) -> Tally:
    """The list of a source of any size in the folder `to`, with its numbers in summary.json; SourceError as the small path."""
    refuse_site_of_table(source, site)
    work = _begin(source, to)
    try:
        tally, jobs = Tally(), list[Job]()
        sources = _sources(source, work, _Table(mapping, date_format, pile_bytes), site)
        for number, (part, problems) in enumerate(sources):
            jobs += [Job(part, asked, work, number)] if part is not None else []
            note_problems(tally, problems, work / f"problems-of-source-{number:06}")
        _do(jobs, workers, tally, progress)
        _write(to, asked, tally)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return tally


def _begin(source: Path, to: Path) -> Path:
    """The folder for what is only needed on the way."""
    if not source.exists():
        raise SourceError(
            f"{source} is not there: a CSV of events, Parquet, NDJSON or a folder of bundles was expected"
        )
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise SourceError(f"{to} is there already and not an empty folder: name another place")
    work = to / _WORK
    work.mkdir(parents=True)
    return work


# --- first pass -------------------------------------------------------------------------------------


class _Table(NamedTuple):
    """How a table of events is read."""

    mapping: ColumnMapping
    date_format: str
    pile_bytes: int


def _sources(
    source: Path, work: Path, table: _Table, site: str
) -> Iterator[tuple[Pile | Records | None, list[Problem]]]:
    """The parts of a source, each of whole patients, and what could be said to no patient."""
    if is_parquet(source):
        source = as_csv(source, work / "events.csv")
    if source.suffix.lower() not in TABLES:
        yield from _records(source, work, site)
        return
    order = order_asked(table.mapping, table.date_format)
    piled = pile_up(source, work, table.mapping, table.pile_bytes)
    for path in piled.paths:
        yield Pile(path, piled.header, piled.delimiter, table.mapping, order), []
    yield None, list(piled.broken)


def _records(source: Path, work: Path, site: str) -> Iterator[tuple[Records | None, list[Problem]]]:
    """Heaps of NDJSON, and bundles some together."""
    lines = bulk.files_to_read(source) if source.is_dir() else [source] * source.name.endswith(_LINES)
    bundles = bulk.bundle_files(source) if source.is_dir() else [source] * (not lines)
    if not lines and not bundles:
        raise SourceError(f"{source} holds no .json and no .ndjson file: a folder of bundles or NDJSON was expected")
    if lines:
        found = bulk.scatter(lines, work, bulk.heap_count(lines), bulk.FirstPass(site=site))
        for heap in found.heaps:
            yield Records(Part("ndjson", heaps=(heap,)), found.medicines, site), []
        yield None, [Problem(0, each.why, refused=True, where=each.where) for each in found.rejected]
    for i in range(0, len(bundles), _BUNDLES):
        yield Records(Part("bundles", tuple(bundles[i : i + _BUNDLES])), site=site), []


_LINES = (".ndjson", ".ndjson.gz")

# --- second pass ------------------------------------------------------------------------------------


def _do(jobs: list[Job], workers: int, tally: Tally, progress: Progress | None) -> None:
    """Every part, here or in several processes."""
    with ExitStack() as stack:
        done: Iterable[Tally] = map(judge, jobs)
        if workers > 1 and len(jobs) > 1:
            pool = stack.enter_context(ProcessPoolExecutor(workers, get_context("spawn")))
            done = pool.map(judge, jobs)
        for number, part in enumerate(done, 1):
            tally.add(part)
            if progress is not None:
                progress(number, len(jobs))


# --- what comes out ---------------------------------------------------------------------------------


def _write(to: Path, asked: Asked, tally: Tally) -> None:
    """The list, what could not be used, and the numbers."""
    ending = b"\r\n" if asked.form == "csv" else b"\n"
    with (to / NAMES[asked.form]).open("wb") as out:
        if asked.form == "csv":
            out.write(HEADER.encode("utf-8-sig"))
        out.writelines(line + ending for line in merged(tally.lists))
        out.writelines(_not_used(to / "not-used.ndjson", tally, asked.form))
    (to / "summary.json").write_bytes(
        msgspec.json.format(msgspec.json.encode(_summary(asked, tally)), indent=1) + b"\n"
    )


def _not_used(to: Path, tally: Tally, form: ManyForm) -> Iterator[bytes]:
    """Everything that could not be used, in a file; rows of a CSV also as the last lines of the list."""
    with to.open("wb") as file:
        for line in merged(tally.problems):
            problem = msgspec.json.decode(line, type=Problem)
            said = {"where": problem.place, "why": problem.text, "whole_row": problem.refused}
            file.write(msgspec.json.encode(said) + b"\n")
            if form == "csv" and problem.refused:
                yield problem_line(problem).encode()


def _summary(asked: Asked, tally: Tally) -> dict[str, object]:
    return {
        "notice": NOTICE,
        "on": asked.on,
        "within_days": asked.within,
        "patients": tally.patients,
        "listed": tally.listed,
        "up_to_date": tally.patients - tally.listed - tally.ended,
        "ended": tally.ended,
        "counts": {str(group): count for group, count in tally.counts.most_common()},
        "rows": tally.rows,
        "rows_not_used": tally.not_used,
        "cells_not_used": tally.cells_not_used,
    }
