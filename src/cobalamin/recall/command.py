"""What `cobalamin recall` does: read a source, write the list in one format, say what could not be used."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO, Literal, TextIO, assert_never, get_args

from cobalamin.knowledge.regimens import PUBLISHED, Rules
from cobalamin.knowledge.treatment import TreatmentRecord
from cobalamin.recall.columns import NO_MAPPING, ColumnMapping, Problem, SourceError, read_mapping
from cobalamin.recall.events import read_events_csv
from cobalamin.recall.worklist import RecallList, recall_list

Format = Literal["text", "csv", "json", "ics", "fhir"]
FORMATS: tuple[Format, ...] = get_args(Format)

_QUARTER = 3
"""Months of visits in the calendar of a whole list; a patient's own holds a year."""
_TABLES = frozenset((".csv", ".tsv", ".txt"))


@dataclass(frozen=True, slots=True)
class Source:
    """The records of a source, and what could not be used of it."""

    records: tuple[TreatmentRecord, ...]
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    from_fhir: bool = False


def read_source(path: Path, on: date, mapping: ColumnMapping = NO_MAPPING, date_format: str = "") -> Source:
    """A CSV by its ending; bundles, NDJSON and case files by what they are."""
    if not path.exists():
        raise SourceError(f"{path} is not there: a CSV of events, NDJSON or a folder of bundles was expected")
    if path.is_dir() or path.suffix.lower() not in _TABLES:
        return _records_of(path, on)
    found = read_events_csv(path.read_bytes(), mapping, date_format)
    notes = [f"{found.rows} rows read, {len(found.refused)} not used, of {len(found.records)} patients"]
    if found.encoding == "windows-1252":
        notes.append("the file is not UTF-8: read as Windows-1252")
    if found.ignored_columns:
        notes.append(f"columns not used: {', '.join(found.ignored_columns)}")
    return Source(found.records, found.problems, tuple(notes))


def _records_of(path: Path, on: date) -> Source:
    from cobalamin.recall.cases import read_cases

    records, problems = read_cases(path, on)
    note = f"{len(records) + len(problems)} records read, {len(problems)} not used"
    return Source(records, problems, (note,), from_fhir=True)


def write(
    form: Format,
    listed: RecallList,
    problems: Sequence[Problem] = (),
    out: BinaryIO | None = None,
    from_fhir: bool = False,
) -> None:
    """The list in one format to a binary stream, standard output by default."""
    stream = out if out is not None else sys.stdout.buffer
    stream.write(rendered(form, listed, problems, from_fhir))


def rendered(form: Format, listed: RecallList, problems: Sequence[Problem] = (), from_fhir: bool = False) -> bytes:
    """The bytes of a format; a CSV begins with the mark by which spreadsheets recognise UTF-8."""
    match form:
        case "text":
            from cobalamin.recall.listing import text_of

            return text_of(listed, problems).encode()
        case "csv":
            from cobalamin.recall.table import csv_of

            return csv_of(listed, problems).encode("utf-8-sig")
        case "json":
            from cobalamin.recall.table import json_of

            return json_of(listed, problems)
        case "ics":
            from cobalamin.recall.calendars import Visits, calendar_of_all

            return calendar_of_all((row.schedule for row in listed.rows), Visits(months=_QUARTER))
        case "fhir":
            from cobalamin.recall.tasks import fhir_of

            return fhir_of(listed, from_fhir)
        case _:
            assert_never(form)


def days_of(text: str) -> int:
    """The days of "14d", "14" or "2w"; SourceError says what was expected."""
    found = re.fullmatch(r"(\d{1,4})([dw]?)", text.strip().lower())
    if found is None:
        raise SourceError(f"{text!r} is not a number of days: write 14d or 2w")
    return int(found.group(1)) * (7 if found.group(2) == "w" else 1)


def command(
    source: Path,
    on: date,
    within: str = "14d",
    form: Format = "text",
    *,
    mapping: Path | None = None,
    date_format: str = "",
    plot: Path | None = None,
    weeks: bool = False,
    calendars: Path | None = None,
    rules: Rules = PUBLISHED,
    out: BinaryIO | None = None,
    err: TextIO | None = None,
) -> int:
    """0 when the list was written, 2 when source or option could not be understood; what was left out goes to `err`."""
    said = err if err is not None else sys.stderr
    try:
        days = days_of(within)
        columns = read_mapping(mapping.read_bytes()) if mapping is not None else NO_MAPPING
        found = read_source(source, on, columns, date_format)
        listed = recall_list(found.records, on, days, rules)
        _clinic(listed, plot, said if weeks else None)
        _calendars(listed, calendars)
        write(form, listed, found.problems, out, found.from_fhir)
    except (SourceError, OSError) as fault:
        print(f"cobalamin recall: {fault}", file=said)
        return 2
    for note in found.notes:
        print(note, file=said)
    return 0


def _clinic(listed: RecallList, plot: Path | None, table: TextIO | None) -> None:
    """The weeks of the next quarter, as a table beside the list (never inside a CSV) and as a plot."""
    if plot is None and table is None:
        return
    from cobalamin.recall.clinic import weeks_of, weeks_text, write_plot

    quarter = weeks_of(listed.schedules, listed.on)
    if table is not None:
        print(weeks_text(quarter), file=table)
    if plot is not None:
        write_plot(quarter, plot)


def _calendars(listed: RecallList, folder: Path | None) -> None:
    """One file a patient, named by number: a patient's identifier may be anything and belongs in no file name."""
    if folder is None:
        return
    from cobalamin.recall.calendars import calendar_of

    folder.mkdir(parents=True, exist_ok=True)
    for number, course in enumerate(sorted(listed.schedules, key=lambda s: s.record.patient), start=1):
        (folder / f"patient-{number:05}.ics").write_bytes(calendar_of(course))
