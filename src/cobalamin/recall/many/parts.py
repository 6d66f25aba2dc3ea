"""One part of a population, judged by itself in any process: its rows go into a sorted file, its numbers into a tally."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import assert_never

import msgspec

from cobalamin.knowledge.regimens import PUBLISHED
from cobalamin.knowledge.treatment import TreatmentRecord
from cobalamin.recall.many.piles import piled_rows
from cobalamin.recall.many.sorted_lines import keyed, write_sorted
from cobalamin.recall.sources.cases import Records, records_in
from cobalamin.recall.sources.columns import NO_MAPPING, ColumnMapping, lay_out
from cobalamin.recall.sources.days import DayOrder
from cobalamin.recall.sources.events import read_rows
from cobalamin.recall.sources.problems import Problem
from cobalamin.recall.sources.source import is_two_ways
from cobalamin.recall.worklist import ManyForm, Row, placed, pressing
from cobalamin.recall.written.clinic import Quarter
from cobalamin.recall.written.table import row_line, row_object
from cobalamin.recall.written.tasks import task_of


@dataclass(frozen=True, slots=True)
class Asked:
    """The options a list was asked for with."""

    on: date
    within: int = 14
    form: ManyForm = "csv"
    weeks: bool = False
    """Whether the nurse slots a week are counted too."""


@dataclass(frozen=True, slots=True)
class Pile:
    """One pile of a CSV, with what is needed to read it."""

    path: Path
    header: tuple[str, ...]
    delimiter: str
    mapping: ColumnMapping = NO_MAPPING
    order: DayOrder = ""
    encoding: str = "utf-8"
    """The encoding of the source; the pile itself is UTF-8."""


@dataclass(frozen=True, slots=True)
class Job:
    """One part, with everything a process needs to judge it; what it writes goes to `folder`, under its number."""

    source: Pile | Records
    asked: Asked
    folder: Path
    number: int


@dataclass(slots=True)
class Tally:
    """The counts of judged parts, and the sorted files they wrote."""

    patients: int = 0
    listed: int = 0
    ended: int = 0
    rows: int = 0
    not_used: int = 0
    cells_not_used: int = 0
    lost: int = 0
    """Patients none of whose rows could be used."""
    unread: int = 0
    """Files of one patient each that could not be read."""
    two_ways: int = 0
    """Dates that can be read two ways."""
    unused: tuple[str, ...] = ()
    """The columns that are not read."""
    encoding: str = ""
    """The encoding of a table."""
    counts: Counter[str] = field(default_factory=Counter)
    visits: Quarter | None = None
    lists: list[Path] = field(default_factory=list)
    problems: list[Path] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Add another tally to this one."""
        for name in ("patients", "listed", "ended", "rows", "not_used", "cells_not_used", "lost", "unread", "two_ways"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.unused = self.unused or other.unused
        self.encoding = self.encoding or other.encoding
        self.counts.update(other.counts)
        self.lists += other.lists
        self.problems += other.problems
        if other.visits is not None:
            self.visits = other.visits if self.visits is None else self.visits.with_all_of(other.visits)


def judge(job: Job) -> Tally:
    """Write the part's rows, sorted, into one file and its problems into another; the function every scheduler calls."""
    asked, tally = job.asked, Tally(visits=Quarter(job.asked.on) if job.asked.weeks else None)
    lines: list[bytes] = []
    problems: list[Problem] = []
    for found in _records(job.source, asked.on, tally, problems):
        row, course = placed(found, asked.on, asked.within, PUBLISHED)
        tally.patients += 1
        tally.ended += bool(course.ended)
        if row is not None:
            tally.listed += 1
            tally.counts.update(row.groups)
            lines.append(keyed(_key(row), _written(row, asked, isinstance(job.source, Records))))
        if tally.visits is not None and not course.ended:
            tally.visits.add(course)
    tally.lists.append(write_sorted(lines, job.folder / f"list-{job.number:06}"))
    note_problems(tally, problems, job.folder / f"problems-{job.number:06}")
    return tally


def _records(source: Pile | Records, on: date, tally: Tally, problems: list[Problem]) -> Iterator[TreatmentRecord]:
    """The records of a part; what could not be used is added to `problems`."""
    if isinstance(source, Pile):
        layout = lay_out(source.header, source.mapping)
        rows = read_rows(piled_rows(source.path, source.delimiter), layout, source.order)
        source.path.unlink(missing_ok=True)
        tally.rows += rows.count
        tally.lost += rows.lost
        tally.unused, tally.encoding = layout.ignored, source.encoding
        problems += rows.problems
        yield from rows.records
        return
    for found in records_in(source, on):
        tally.rows += 1
        if isinstance(found, Problem):
            problems.append(found)
        else:
            yield found


def note_problems(tally: Tally, problems: list[Problem], to: Path) -> None:
    """Count the problems, and write them in the order of the source."""
    tally.not_used += sum(problem.refused for problem in problems)
    tally.cells_not_used += sum(not problem.refused for problem in problems)
    tally.unread += sum(problem.whole_file for problem in problems)
    tally.two_ways += sum(map(is_two_ways, problems))
    lines = [keyed((f"{p.line:012}", p.where, "ab"[not p.refused]), msgspec.json.encode(p)) for p in problems]
    tally.problems.append(write_sorted(lines, to))


def _key(row: Row) -> tuple[str, str, str]:
    group, day, patient = pressing(row)
    return f"{group:02}", day.isoformat(), patient


def _written(row: Row, asked: Asked, from_fhir: bool) -> bytes:
    match asked.form:
        case "csv":
            return row_line(row).rstrip("\r\n").encode()
        case "json":
            return msgspec.json.encode(row_object(row))
        case "fhir":
            return msgspec.json.encode(task_of(row, asked.on, from_fhir))
        case _:
            assert_never(asked.form)
