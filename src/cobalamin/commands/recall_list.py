"""What `cobalamin recall` does: read a source, make the list in one format, say what could not be used.

Into a folder the list is made part by part, for sources that do not fit in memory.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cobalamin.commands import terminal
from cobalamin.recall.sources.source import (
    AS_IT_STANDS,
    ReadAs,
    Source,
    encoding_told,
    lost_told,
    missing_told,
    read_source,
    two_ways_told,
    unused_told,
)
from cobalamin.recall.worklist import Format, RecallList, recall_list
from cobalamin.recall.written.clinic import Week, weeks_of, weeks_text
from cobalamin.recall.written.formats import rendered
from cobalamin.records.errors import RecordError
from cobalamin.records.outputs import alone_in, write_whole
from cobalamin.translation.phrases import counted


@dataclass(frozen=True, slots=True)
class Beside:
    """What is made beside the list: the nurse slots of the next quarter as a table and as a plot, a calendar a patient."""

    weeks: bool = False
    plot: Path | None = None
    calendars: Path | None = None


NOTHING_ELSE = Beside()


@dataclass(frozen=True, slots=True)
class Made:
    """The list, and what is to be said about it."""

    body: bytes
    notes: tuple[str, ...]
    missing: tuple[str, ...] = ()
    """Why patients may be missing from the list because nothing of them could be read."""


def make_list(
    source: Path,
    on: date,
    *,
    within: int = 14,
    form: Format = "text",
    how: ReadAs = AS_IT_STANDS,
    beside: Beside = NOTHING_ELSE,
) -> Made:
    """The list of a source that fits in memory; RecordError where the source or an option cannot be understood.

    `within` is how many days ahead a dose is *due soon*.
    """
    found = read_source(source, on, how)
    listed = recall_list(found.records, on, within)
    clinic: tuple[str, ...] = ()
    if beside.weeks or beside.plot is not None:
        clinic = _clinic(weeks_of(listed.schedules, on), beside)
    if beside.calendars is not None:
        _write_calendars(listed, beside.calendars)
    written = filter(None, (beside.calendars, beside.plot))
    unread = sum(problem.whole_file for problem in found.problems)
    nobody = not found.records and any(problem.refused for problem in found.problems)
    notes = (*clinic, *found.notes, *_left(source, written))
    return Made(_body(form, listed, found), notes, missing_told(unread, nobody))


def _left(source: Path, written: Iterable[Path]) -> tuple[str, ...]:
    """What lies in a folder and was not read; what this run wrote is none of it."""
    if not source.is_dir():
        return ()
    from cobalamin.records.bulk import export
    from cobalamin.records.left import beside, told_beside

    names = beside((*export.ndjson_files(source), *export.bundle_files(source), *written), source)
    return (f"{told_beside(names, 'are on no list')}; list it by itself, or unpack or rename it",) if names else ()


def _body(form: Format, listed: RecallList, found: Source) -> bytes:
    """The list in its format; a text no wider than the terminal it is read on."""
    if form == "text":
        from cobalamin.recall.written.listing import WIDTH, text_of

        return text_of(listed, found.problems, terminal.columns(WIDTH), found.unused).encode()
    return rendered(form, listed, found.problems, found.from_fhir)


def make_folder(
    source: Path,
    to: Path,
    on: date,
    *,
    within: int = 14,
    form: Format = "csv",
    how: ReadAs = AS_IT_STANDS,
    beside: Beside = NOTHING_ELSE,
    workers: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Made:
    """The list of a source of any size into a folder, and what is to be said about it; RecordError as `make_list`."""
    from cobalamin.recall.many.lists import recall_many
    from cobalamin.recall.many.parts import Asked

    if form == "text" or form == "ics":
        raise RecordError(
            f"with --to the list is written as csv, json or fhir, not {form}: it may be too long to read; "
            "choose one of these with --format"
        )
    if beside.calendars is not None:
        raise RecordError("--calendars cannot be written with --to: make them for one practice at a time")
    asked = Asked(on, within, form, weeks=beside.weeks or beside.plot is not None)
    tally = recall_many(source, to, asked, how, workers=workers, progress=progress)
    clinic = _clinic(tally.visits.weeks, beside) if tally.visits is not None else ()
    rows = "1 row or record" if tally.rows == 1 else f"{tally.rows:,} rows or records"
    read = f"{rows} read, {tally.not_used:,} not used, of {counted(tally.patients, 'patient')}"
    lost = (lost_told(tally.lost),) if tally.lost else ()
    told = (*two_ways_told(tally.two_ways), *encoding_told(tally.encoding), *unused_told(tally.unused))
    left = _left(source, (to, *filter(None, (beside.plot,))))
    notes = (*clinic, read, *lost, *told, *left, f"{tally.listed:,} listed in {to}")
    return Made(b"", notes, missing_told(tally.unread, not tally.patients and tally.not_used > 0))


def _clinic(quarter: Sequence[Week], beside: Beside) -> tuple[str, ...]:
    """The weeks of the next quarter as a plot, and as a table to be shown beside the list (never inside a CSV)."""
    if beside.plot is not None:
        from cobalamin.plots.clinic import write_plot

        write_plot(quarter, beside.plot)
    return (weeks_text(quarter),) if beside.weeks else ()


def _write_calendars(listed: RecallList, folder: Path) -> None:
    """One file a patient, named by number: a patient's identifier may be anything and belongs in no file name.

    Those of an earlier list go: under a number that is used no more another patient would stand.
    """
    from cobalamin.recall.written.calendars import calendar_of

    with alone_in(folder):
        _remove_calendars(folder)
        try:
            for number, course in enumerate(sorted(listed.schedules, key=lambda s: s.record.patient), start=1):
                write_whole(folder / f"patient-{number:05}.ics", calendar_of(course))
        except BaseException:  # those of the first patients alone would pass for everybody's
            _remove_calendars(folder)
            raise


def _remove_calendars(folder: Path) -> None:
    for found in folder.iterdir():
        if re.fullmatch(r"patient-\d{5,}\.ics", found.name):
            found.unlink()
