"""The recall list of a population: piles of whole patients judged in several processes, and merged into one sorted list.

Only one pile a process and the next row of each sorted part are held, so a million patients need no more memory than a large
practice. The list is, line for line, that of the small path. Not signed off by a clinician.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import msgspec

from cobalamin.knowledge.notice import SHORT_NOTICE
from cobalamin.recall.many.parts import Asked, Job, Pile, Tally, judge, note_problems
from cobalamin.recall.many.piles import PILE_BYTES, pile_up
from cobalamin.recall.many.sorted_lines import merged
from cobalamin.recall.sources.cases import Records, files_of, record_parts
from cobalamin.recall.sources.days import day_order
from cobalamin.recall.sources.problems import Problem
from cobalamin.recall.sources.source import AS_IT_STANDS, ReadAs, as_csv, is_parquet, is_table, require_source
from cobalamin.recall.worklist import ManyForm
from cobalamin.recall.written.table import HEADER, problem_line
from cobalamin.records.errors import RecordError
from cobalamin.records.forms import reader
from cobalamin.records.outputs import WORK, alone_in, work_in
from cobalamin.records.processes import processes

NAMES: dict[ManyForm, str] = {"csv": "list.csv", "json": "list.ndjson", "fhir": "tasks.ndjson"}
_SUMMARY, _NOT_USED = "summary.json", "not-used.ndjson"
_TAKEN = "{to} is there already and not an empty folder: name another place"

Progress = Callable[[int, int], None]


def recall_many(
    source: Path,
    to: Path,
    asked: Asked,
    how: ReadAs = AS_IT_STANDS,
    *,
    workers: int = 1,
    pile_bytes: int = PILE_BYTES,
    progress: Progress | None = None,
) -> Tally:
    """The list of a source of any size in the folder `to`, with its numbers in summary.json; RecordError as the small path."""
    require_source(source, how)
    with _work_in(to) as work:
        tally, jobs, problems = Tally(), list[Job](), list[Problem]()
        for part in _parts(source, work, how, pile_bytes):
            if isinstance(part, Problem):
                problems.append(part)
            else:
                jobs.append(Job(part, asked, work, len(jobs)))
        tally.rows += sum(problem.refused for problem in problems)  # which stand in no part
        note_problems(tally, problems, work / "problems-of-the-source")
        _do(jobs, workers, tally, progress)
        _write(to, work, asked, tally)
    return tally


@contextmanager
def _work_in(to: Path) -> Iterator[Path]:
    """The folder, locked, and in it a work folder for intermediate files."""
    if to.exists() and not to.is_dir():
        raise RecordError(_TAKEN.format(to=to))
    with alone_in(to):
        _clear(to)
        with work_in(to) as work:
            yield work


def _clear(to: Path) -> None:
    """Remove what a killed run left behind; RecordError where the folder holds anything else."""
    found = {path.name for path in to.iterdir()}
    if found and not (WORK in found and found <= {WORK, _SUMMARY, _NOT_USED}):  # killed before its list was whole
        raise RecordError(_TAKEN.format(to=to))
    for name in (_SUMMARY, _NOT_USED):
        (to / name).unlink(missing_ok=True)


# --- first pass -------------------------------------------------------------------------------------


def _parts(source: Path, work: Path, how: ReadAs, pile_bytes: int) -> Iterator[Pile | Records | Problem]:
    """The parts of a source, each of whole patients, and the problems that belong to no patient."""
    if not is_table(source):
        yield from record_parts(files_of(source), work, how.site)
        return
    if is_parquet(source):
        source = as_csv(source, work / "events.csv")
    order = day_order(how.date_format or how.mapping.date_format)
    piled = pile_up(source, work, how.mapping, pile_bytes)
    for path in piled.paths:
        yield Pile(path, piled.header, piled.delimiter, how.mapping, order, piled.encoding)
    yield from piled.broken


# --- second pass ------------------------------------------------------------------------------------


def _do(jobs: list[Job], workers: int, tally: Tally, progress: Progress | None) -> None:
    """Judge every part, here or in several processes."""
    with ExitStack() as stack:
        done: Iterable[Tally] = map(judge, jobs)
        if workers > 1 and len(jobs) > 1:
            done = stack.enter_context(processes(workers, [judge.__module__]))(judge, jobs)
        for number, part in enumerate(done, 1):
            tally.add(part)
            if progress is not None:
                progress(number, len(jobs))


# --- what comes out ---------------------------------------------------------------------------------


def _write(to: Path, work: Path, asked: Asked, tally: Tally) -> None:
    """Write the list, what could not be used, and the numbers; each is moved to its place once complete, the list last."""
    ending = b"\r\n" if asked.form == "csv" else b"\n"
    name = NAMES[asked.form]
    with (work / name).open("wb") as out:
        if asked.form == "csv":
            out.write(HEADER.encode("utf-8-sig"))
        out.writelines(line + ending for line in merged(tally.lists))
        out.writelines(_not_used(work / _NOT_USED, tally, asked.form))
    (work / _SUMMARY).write_bytes(msgspec.json.format(msgspec.json.encode(_summary(asked, tally)), indent=1) + b"\n")
    for made in (_NOT_USED, _SUMMARY, name):
        (work / made).replace(to / made)


_PROBLEM = reader(Problem)


def _not_used(to: Path, tally: Tally, form: ManyForm) -> Iterator[bytes]:
    """Write everything that could not be used to a file; for a CSV list also as its last lines."""
    with to.open("wb") as file:
        for line in merged(tally.problems):
            problem = _PROBLEM.decode(line)
            said = {"where": problem.place, "why": problem.text, "whole_row": problem.refused}
            file.write(msgspec.json.encode(said) + b"\n")
            if form == "csv" and problem.refused:
                yield problem_line(problem).encode()


def _summary(asked: Asked, tally: Tally) -> dict[str, object]:
    return {
        "notice": SHORT_NOTICE,
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
        "patients_without_a_row_used": tally.lost,
        "dates_with_two_readings": tally.two_ways,
        "columns_not_used": tally.unused,
    }
