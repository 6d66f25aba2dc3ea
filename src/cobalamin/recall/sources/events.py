"""A CSV of treatment events as a practice system exports it -> records, and a sentence for every row not used."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cobalamin.knowledge.treatment import TreatmentRecord
from cobalamin.recall.cautions import NOTE_TO_READ
from cobalamin.recall.sources.columns import NO_MAPPING, PERSON, ColumnMapping, Layout
from cobalamin.recall.sources.days import Day, DayOrder, day_order, in_the_other_order, read_day
from cobalamin.recall.sources.entry import OF_ANOTHER, Cells, Entry, Refused, entry_of, explained
from cobalamin.recall.sources.header import CODECS, Head, encoding_of, find_header
from cobalamin.recall.sources.nobody import is_header_again, not_a_patient
from cobalamin.recall.sources.noted import not_understood, noted, noted_last
from cobalamin.recall.sources.person import Draft, record_from_rows
from cobalamin.recall.sources.problems import Problem
from cobalamin.recall.sources.repeats import GoesOn, Repeats, repeats_of
from cobalamin.records.identifiers import bare, is_lost
from cobalamin.records.intervals import read_interval
from cobalamin.records.messages import shown
from cobalamin.records.tables.csv_rows import Lines, next_row


@dataclass(frozen=True, slots=True)
class EventsFile:
    """What a file held: every row is in a record, or among the refused problems."""

    records: tuple[TreatmentRecord, ...]
    problems: tuple[Problem, ...]
    rows: int
    ignored_columns: tuple[str, ...]
    encoding: str
    lost: int = 0
    """Patients of whom no row could be used: they are in no record."""

    @property
    def refused(self) -> tuple[Problem, ...]:
        """The rows that could not be used."""
        return tuple(problem for problem in self.problems if problem.refused)


def read_events_csv(source: bytes, mapping: ColumnMapping = NO_MAPPING, date_format: str = "") -> EventsFile:
    """The records of a CSV, whatever its encoding and delimiter; RecordError where its columns cannot be understood."""
    order = day_order(date_format or mapping.date_format)
    encoding = encoding_of(io.BytesIO(source))
    text = source.decode(CODECS[encoding], errors="replace")
    lines = io.StringIO(text.replace("\0", "\ufffd"), newline="")
    head = find_header(lines, mapping)
    found = read_rows(_rows(lines, head), head.layout, order)
    return EventsFile(found.records, found.problems, found.count, head.layout.ignored, encoding, found.lost)


@dataclass(frozen=True, slots=True)
class Rows:
    """What rows came to: every row is in a record, or among the refused problems."""

    records: tuple[TreatmentRecord, ...]
    problems: tuple[Problem, ...]
    count: int
    lost: int
    """Patients of whom no row could be used."""


def read_rows(rows: Iterable[tuple[int, list[str] | None]], layout: Layout, order: DayOrder) -> Rows:
    """The records of rows, each with the line it begins on; None stands for a row that cannot be split into cells."""
    problems: list[Problem] = []
    drafts: dict[str, Draft] = {}
    count = 0
    known: dict[object, Entry] = {}
    for line, cells in rows:
        if cells is not None and (not any(map(str.strip, cells)) or is_header_again(layout, cells, line)):
            continue
        count += 1
        try:
            _take(Cells(layout, line, cells), order, drafts, known, problems)
        except Refused as fault:
            problems.append(Problem(line, str(fault), refused=True))
    for draft in drafts.values():
        problems.extend((*_going_on(draft), *_noted_last(draft)))
    used = {patient: draft for patient, draft in drafts.items() if draft.events}
    records = tuple(record_from_rows(patient, draft, order, problems) for patient, draft in used.items())
    problems.sort(key=lambda problem: (problem.line, not problem.refused))
    return Rows(records, tuple(problems), count, len(drafts) - len(used))


def _rows(lines: io.StringIO, head: Head) -> Iterator[tuple[int, list[str] | None]]:
    """Each row below the header with the line it begins on; None for one that cannot be split."""
    source, patient = Lines(lines, head.line), head.layout.places.get("patient")
    while True:
        at = source.number + 1
        cells = next_row(source, head.delimiter, head.layout.width, patient)
        if not source.taken:
            return
        yield at, cells


def _take(
    cells: Cells,
    order: DayOrder,
    drafts: dict[str, Draft],
    known: dict[object, Entry],
    problems: list[Problem],
) -> None:
    """One row into its patient's draft; Refused where it cannot be used."""
    patient = _patient(cells)
    draft = drafts.get(patient)
    if draft is None:
        draft = drafts[patient] = Draft(by_name=not any(map(str.isdigit, patient)))
    raw = cells.layout.entry(cells.cells)
    entry = known.get(raw)
    if entry is None:
        entry = known[raw] = entry_of(cells)
    if entry.refused:
        raise Refused(entry.refused)
    entry = explained(entry, cells)
    problems.extend(Problem(cells.line, told, refused=False) for told in _noted(entry, cells, draft))
    days, faults = _days(cells, order)
    problems.extend(Problem(cells.line, fault, refused=False) for fault in faults)
    draft.events.extend(entry.on(day, f"line {cells.line}") for day in days)
    beside = _beside(entry, cells, days, order, draft)
    problems.extend(Problem(cells.line, doubt, refused=False) for doubt in (*entry.doubts, *beside))
    about = cells.layout.person(cells.cells)
    if about not in draft.seen:
        draft.seen.add(about)
        for name in PERSON:
            if said := cells.text(name):
                draft.said.setdefault(name, {}).setdefault(said, cells.line)


def _days(cells: Cells, order: DayOrder) -> tuple[list[Day], list[str]]:
    """The days of a row, and what is told of them; Refused where none can be read: one DNA among the doses loses no other."""
    read = [read_day(text, order) for text in cells.dates]
    faults = [day.problem for day in read if day.problem]
    days = [day for day in read if not day.problem] if faults else read
    if faults and not days:
        raise Refused(faults[0])
    faults.extend(filter(None, (in_the_other_order(day.off_calendar, order) for day in days if day.off_calendar)))
    return days, faults


def _noted(entry: Entry, cells: Cells, draft: Draft) -> Iterator[str]:
    """What the cells that are not read speak of, beside an entry of B12; each said once of a patient."""
    if entry.last_given or entry.product not in OF_ANOTHER:
        of_list = entry.last_given or (entry.is_dose and (cells.layout.more_dates or cells.goes_on))
        unread = [cells.cells[place] for place in cells.layout.unread]
        unread += not_understood(cells.text, cells.dates) if of_list else ()
        for text, caution, told in noted(unread, of_list=bool(of_list)):
            if draft.take_note(caution, text):
                yield told


def _beside(entry: Entry, cells: Cells, days: list[Day], order: DayOrder, draft: Draft) -> Iterable[str]:
    """What a row says of the next doses, taken into the draft; what of it could not be used."""
    if entry.last_given:
        return _repeated(cells, days, order, draft)
    if not entry.is_dose:
        return _not_used(entry, cells, draft)
    draft.doses += len(days)
    dated = [day.when.last for day in days if day.when is not None]
    if dated and (draft.last_note is None or max(dated) >= draft.last_note[0]):
        draft.last_note = (max(dated), cells.line, cells.note)
    if dated and cells.goes_on and (draft.goes_on is None or max(dated) > draft.goes_on.last):
        draft.goes_on = GoesOn(max(dated), cells.line, days, _repeats(cells, days, order))
    return ()


def _not_used(entry: Entry, cells: Cells, draft: Draft) -> Iterator[str]:
    """A day on which a dose is due, or an interval, beside an entry where neither is read: each said once of a patient."""
    for name in cells.layout.goes_on:
        text = cells.text(name)
        read = name == "interval" and entry.decision == "interval"
        if text and not read and name not in draft.not_used:
            draft.not_used.add(name)
            elsewhere = " or as a new interval" if name == "interval" else ""
            yield f"{name} {shown(text)}: read only beside an injection that was given{elsewhere}, so not used"


def _noted_last(draft: Draft) -> Iterator[Problem]:
    """What the note beside the last dose says against the next, where the row is one of entries."""
    if draft.last_note is not None and not draft.of_list:
        _, line, note = draft.last_note
        if (told := noted_last(note)) and draft.take_note(NOTE_TO_READ, note):
            yield Problem(line, told, refused=False)


def _going_on(draft: Draft) -> Iterator[Problem]:
    """In a table of doses the last that says how often they are repeated counts, and a dose alone is one of maintenance (M33)."""
    if (row := draft.goes_on) is not None:
        draft.events.extend(row.repeats.events(row.days, f"line {row.line}"))
        draft.established = draft.established or (row.repeats.every is not None and draft.doses == 1)
        yield from (Problem(row.line, doubt, refused=False) for doubt in row.repeats.doubts)


def _repeated(cells: Cells, days: list[Day], order: DayOrder, draft: Draft) -> tuple[str, ...]:
    """How often the injection is repeated, put into the draft by a row that tells the last one; what of it could not be used."""
    repeats = _repeats(cells, days, order)
    draft.events.extend(repeats.events(days, f"line {cells.line}"))
    draft.of_list = True
    if reason := cells.text("reason"):  # of a stop, which other columns tell of the patient
        draft.said.setdefault("reason", {}).setdefault(reason, cells.line)
    draft.established = draft.established or repeats.every is not None
    draft.interval_unread = draft.interval_unread or repeats.unread
    return repeats.doubts


_WEEK_OF = re.compile(r"^\s*(?:w/?c|week\s+(?:of|commencing|beginning)|due)\b[.:]?\s*", re.IGNORECASE)


def _repeats(cells: Cells, days: list[Day], order: DayOrder) -> Repeats:
    """What the cells of a row say of how often the injection is repeated."""
    stated, next_due = cells.text("interval"), _WEEK_OF.sub("", cells.text("next_due"))
    if not stated and read_interval(next_due) is not None:
        stated, next_due = next_due, ""
    return repeats_of(stated, cells.layout.interval_unit, read_day(next_due, order), days)


def _patient(cells: Cells) -> str:
    """The identifier of a row; Refused where it has none that is of one person."""
    patient = bare(cells.text("patient"))
    if not patient:
        raise Refused("no patient")
    if told := not_a_patient(patient, cells.cells):
        raise Refused(told)
    if is_lost(patient):
        raise Refused(
            f"the patient {shown(patient)} is what a spreadsheet saves in place of a longer number, and may be several people: "
            "give the column the form of text where the list is kept, and save it again"
        )
    return patient
