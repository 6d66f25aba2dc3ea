"""What `cobalamin recall` does: read a source, write the list in one format, say what could not be used.

With a folder to write to the list is made part by part, for sources that do not fit in memory.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO, assert_never, cast, get_args

from cobalamin.knowledge.regimens import PUBLISHED, Rules
from cobalamin.knowledge.treatment import TreatmentRecord
from cobalamin.recall.columns import NO_MAPPING, TABLES, ColumnMapping, Problem, SourceError, read_mapping
from cobalamin.recall.events import read_events_csv
from cobalamin.recall.parquet import as_csv, is_parquet, refuse_site_of_table
from cobalamin.recall.worklist import Format, ManyForm, RecallList, recall_list

if TYPE_CHECKING:
    from cobalamin.recall.clinic import Week

FORMATS: tuple[Format, ...] = get_args(Format)

_QUARTER = 3
"""Months of visits in the calendar of a whole list; a patient's own holds a year."""


@dataclass(frozen=True, slots=True)
class Source:
    """The records of a source, and what could not be used of it."""

    records: tuple[TreatmentRecord, ...]
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    from_fhir: bool = False


def read_source(
    path: Path, on: date, mapping: ColumnMapping = NO_MAPPING, date_format: str = "", site: str = ""
) -> Source:
    """A CSV by its ending; bundles, NDJSON and case files by what they are."""
    if not path.exists():
        raise SourceError(f"{path} is not there: a CSV of events, Parquet, NDJSON or a folder of bundles was expected")
    refuse_site_of_table(path, site)
    table = _table(path)
    if table is None:
        return _records_of(path, on, site)
    found = read_events_csv(table, mapping, date_format)
    notes = [f"{found.rows} rows read, {len(found.refused)} not used, of {len(found.records)} patients"]
    if found.encoding == "windows-1252":
        notes.append("the file is not UTF-8: read as Windows-1252")
    if found.ignored_columns:
        notes.append(f"columns not used: {', '.join(found.ignored_columns)}")
    return Source(found.records, found.problems, tuple(notes))


def _table(path: Path) -> bytes | None:
    """The CSV of a table of events; None where the source is none."""
    if not is_parquet(path):
        return path.read_bytes() if path.is_file() and path.suffix.lower() in TABLES else None
    with tempfile.TemporaryDirectory() as folder:
        return as_csv(path, Path(folder) / "events.csv").read_bytes()


def _records_of(path: Path, on: date, site: str) -> Source:
    from cobalamin.recall.cases import read_cases

    records, problems = read_cases(path, on, site)
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
    site: Path | None = None,
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
        found = read_source(source, on, _mapping(mapping), date_format, _site(site))
        listed = recall_list(found.records, on, days, rules)
        if plot is not None or weeks:
            from cobalamin.recall.clinic import weeks_of

            _clinic(weeks_of(listed.schedules, on), plot, said if weeks else None)
        _calendars(listed, calendars)
        write(form, listed, found.problems, out, found.from_fhir)
    except (SourceError, OSError) as fault:
        print(f"cobalamin recall: {fault}", file=said)
        return 2
    for note in found.notes:
        print(note, file=said)
    return 0


def command_many(
    source: Path,
    to: Path,
    on: date,
    within: str = "14d",
    form: str = "csv",
    *,
    mapping: Path | None = None,
    date_format: str = "",
    site: Path | None = None,
    plot: Path | None = None,
    weeks: bool = False,
    workers: int = 1,
    progress: Callable[[int, int], None] | None = None,
    err: TextIO | None = None,
) -> int:
    """The list of a source of any size into a folder; the same exits as `command`."""
    from cobalamin.recall.many import recall_many
    from cobalamin.recall.parts import Asked

    said = err if err is not None else sys.stderr
    try:
        asked = Asked(on, days_of(within), _form_of_many(form), weeks=weeks or plot is not None)
        tally = recall_many(
            source, to, asked,
            mapping=_mapping(mapping), date_format=date_format, site=_site(site), workers=workers, progress=progress,
        )  # fmt: skip
        if tally.visits is not None:
            _clinic(tally.visits.weeks, plot, said if weeks else None)
    except (SourceError, OSError) as fault:
        print(f"cobalamin recall: {fault}", file=said)
        return 2
    print(
        f"{tally.rows:,} rows or records read, {tally.not_used:,} not used, of {tally.patients:,} patients", file=said
    )
    print(f"{tally.listed:,} listed in {to}", file=said)
    return 0


def _form_of_many(form: str) -> ManyForm:
    if form not in get_args(ManyForm):
        raise SourceError(f"a list in a folder is written as csv, json or fhir, not {form}: it may be too long to read")
    return cast("ManyForm", form)


def _mapping(path: Path | None) -> ColumnMapping:
    return read_mapping(path.read_bytes()) if path is not None else NO_MAPPING


def _site(path: Path | None) -> str:
    if path is None:
        return ""
    from cobalamin.records.site import checked_text

    return checked_text(path)


def _clinic(quarter: Sequence[Week], plot: Path | None, table: TextIO | None) -> None:
    """The weeks of the next quarter, as a table beside the list (never inside a CSV) and as a plot."""
    from cobalamin.recall.clinic import weeks_text, write_plot

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
