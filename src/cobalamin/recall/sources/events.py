"""A CSV of treatment events as a practice system exports it -> records, and a sentence for every row not used."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from cobalamin.knowledge.treatment import (
    ENDING_A_HOLD,
    INJECTED,
    Decision,
    Every,
    Kind,
    Outcome,
    Product,
    Route,
    TreatmentEvent,
    TreatmentRecord,
    micrograms,
    product_named,
    route_named,
    stop_reason,
)
from cobalamin.recall.sources.columns import NO_MAPPING, PERSON, ColumnMapping, Layout, Problem
from cobalamin.recall.sources.days import Day, DayOrder, day_order, read_day
from cobalamin.recall.sources.header import CODECS, Head, encoding_of, find_header
from cobalamin.recall.sources.nobody import is_header_again, not_a_patient
from cobalamin.recall.sources.noted import noted
from cobalamin.recall.sources.person import Draft, record_from_rows
from cobalamin.recall.sources.repeats import NO_PLAN, GoesOn, Repeats, is_too_long, range_told, repeats_of
from cobalamin.recall.sources.words import LAST_GIVEN, NOT_GIVEN, OUTCOME_WORDS, event_said, plain
from cobalamin.records.document import shown
from cobalamin.records.identifiers import bare, is_lost
from cobalamin.records.intervals import read_interval
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


NOT_SPLIT = "the row could not be split into cells: is a quotation mark missing?"


class Refused(Exception):
    """A row that cannot be used; the message says why."""


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
    known: dict[object, _Entry] = {}
    for line, cells in rows:
        if cells is not None and (not any(map(str.strip, cells)) or is_header_again(layout, cells, line)):
            continue
        count += 1
        try:
            _take(_Cells(layout, line, cells), order, drafts, known, problems)
        except Refused as fault:
            problems.append(Problem(line, str(fault), refused=True))
    for draft in drafts.values():
        problems.extend(_going_on(draft))
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


class _Cells:
    """The cells of one row by column name, with the words of the mapping put in place."""

    __slots__ = ("cells", "layout", "line")

    def __init__(self, layout: Layout, line: int, cells: list[str] | None) -> None:
        if cells is None:
            raise Refused(NOT_SPLIT)
        if len(cells) > layout.width:
            raise Refused(f"{len(cells)} cells where the header has {layout.width}: quote a text with a comma in it")
        # Programs leave out empty cells at the end of a row.
        self.cells = cells if len(cells) == layout.width else cells + [""] * (layout.width - len(cells))
        self.layout, self.line = layout, line

    def text(self, name: str) -> str:
        """The cell's text; "" where there is no such column."""
        place = self.layout.places.get(name)
        found = self.layout.constants.get(name, "") if place is None else self.cells[place].strip()
        words = self.layout.values.get(name)
        return found if words is None else words.get(plain(found), found)

    @property
    def dates(self) -> list[str]:
        """The texts of the day; where a row has a column a dose, of those that are filled."""
        more = [self.cells[place].strip() for place in self.layout.more_dates]
        every = [self.text("date"), *more]
        return [text for text in every if text] or [""] if more else every


def _take(
    cells: _Cells,
    order: DayOrder,
    drafts: dict[str, Draft],
    known: dict[object, _Entry],
    problems: list[Problem],
) -> None:
    """One row into its patient's draft; Refused where it cannot be used."""
    patient = _patient(cells)
    draft = drafts.get(patient)
    if draft is None:
        draft = drafts[patient] = Draft()
    raw = cells.layout.entry(cells.cells)
    entry = known.get(raw)
    if entry is None:
        entry = known[raw] = _entry(cells)
    if entry.refused:
        raise Refused(entry.refused)
    problems.extend(Problem(cells.line, told, refused=False) for told in _noted(entry, cells, draft))
    days = [read_day(text, order) for text in cells.dates]
    if fault := next((day.problem for day in days if day.problem), ""):
        raise Refused(fault)
    draft.events.extend(entry.on(day, f"line {cells.line}") for day in days)
    beside = _beside(entry, cells, days, order, draft)
    problems.extend(Problem(cells.line, doubt, refused=False) for doubt in (*entry.doubts, *beside))
    about = cells.layout.person(cells.cells)
    if about not in draft.seen:
        draft.seen.add(about)
        for name in PERSON:
            if said := cells.text(name):
                draft.said.setdefault(name, {}).setdefault(said, cells.line)


def _noted(entry: _Entry, cells: _Cells, draft: Draft) -> Iterator[str]:
    """What the cells that are not read speak of, beside an entry of B12; each said once of a patient."""
    if cells.layout.unread and (entry.last_given or entry.product not in _OF_ANOTHER):
        unread = (cells.cells[place] for place in cells.layout.unread)
        of_list = entry.last_given or (entry.is_dose and any(map(cells.text, _GOES_ON)))
        for text, caution, told in noted(unread, of_list=of_list):
            if draft.take_note(caution, text):
                yield told


_OF_ANOTHER = ("unknown", "folic_acid", "cyanide_kit")


def _beside(entry: _Entry, cells: _Cells, days: list[Day], order: DayOrder, draft: Draft) -> Iterable[str]:
    """What a row says of the next doses, taken into the draft; what of it could not be used."""
    if entry.last_given:
        return _repeated(cells, days, order, draft)
    if not entry.is_dose:
        return _not_used(entry, cells, draft)
    draft.doses += len(days)
    dated = [day.when.last for day in days if day.when is not None]
    if dated and any(map(cells.text, _GOES_ON)) and (draft.goes_on is None or max(dated) > draft.goes_on.last):
        draft.goes_on = GoesOn(max(dated), cells.line, days, _repeats(cells, days, order))
    return ()


_GOES_ON = ("interval", "next_due")


def _not_used(entry: _Entry, cells: _Cells, draft: Draft) -> Iterator[str]:
    """A day on which a dose is due, or an interval, beside an entry where neither is read: each said once of a patient."""
    for name in _GOES_ON:
        text = cells.text(name)
        read = name == "interval" and entry.decision == "interval"
        if text and not read and name not in draft.not_used:
            draft.not_used.add(name)
            elsewhere = " or as a new interval" if name == "interval" else ""
            yield f"{name} {shown(text)}: read only beside an injection that was given{elsewhere}, so not used"


def _going_on(draft: Draft) -> Iterator[Problem]:
    """In a table of doses the last that says how often they are repeated counts, and a dose alone is one of maintenance (M33)."""
    if (row := draft.goes_on) is not None:
        draft.events.extend(row.repeats.events(row.days, f"line {row.line}"))
        draft.established = draft.established or (row.repeats.every is not None and draft.doses == 1)
        yield from (Problem(row.line, doubt, refused=False) for doubt in row.repeats.doubts)


def _repeated(cells: _Cells, days: list[Day], order: DayOrder, draft: Draft) -> tuple[str, ...]:
    """How often the injection is repeated, put into the draft by a row that tells the last one; what of it could not be used."""
    repeats = _repeats(cells, days, order)
    draft.events.extend(repeats.events(days, f"line {cells.line}"))
    draft.of_list = True
    if reason := cells.text("reason"):  # of a stop, which other columns tell of the patient
        draft.said.setdefault("reason", {}).setdefault(reason, cells.line)
    draft.established = draft.established or repeats.every is not None
    draft.interval_unread = draft.interval_unread or repeats.unread
    return repeats.doubts


_WEEK_OF = re.compile(r"\s*(?:w/?c|week\s+(?:of|commencing|beginning)|due)\b[.:]?\s*", re.IGNORECASE)


def _repeats(cells: _Cells, days: list[Day], order: DayOrder) -> Repeats:
    """What the cells of a row say of how often the injection is repeated."""
    stated, next_due = cells.text("interval"), _WEEK_OF.sub("", cells.text("next_due"))
    if not stated and read_interval(next_due) is not None:
        stated, next_due = next_due, ""
    return repeats_of(stated, cells.layout.interval_unit, read_day(next_due, order), days)


def _patient(cells: _Cells) -> str:
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


@dataclass(slots=True)
class _Entry:
    """What a row says apart from patient and day; rows with the same cells share it."""

    kind: Kind = "administration"
    product: Product | None = None
    dose: int | Fraction | None = None
    route: Route | None = None
    reason: str = ""
    decision: Decision | None = None
    interval: Every | None = None
    outcome: Outcome | None = None
    refused: str = ""
    doubts: tuple[str, ...] = ()
    last_given: bool = False
    """True for a row that tells a patient's last injection."""

    @property
    def is_dose(self) -> bool:
        """True for an injection given, of what may be B12."""
        given = self.kind == "administration" and self.route in (None, *INJECTED)
        return given and self.product not in _OF_ANOTHER

    def on(self, day: Day, source: str) -> TreatmentEvent:
        """The event on its day."""
        return TreatmentEvent(
            self.kind, day.when, source, self.product, self.dose, self.route, self.reason, self.decision, self.interval,
            self.outcome, day.off_calendar,
        )  # fmt: skip


def _entry(cells: _Cells) -> _Entry:
    word = cells.text("event")
    said = event_said(word)
    if said is None:
        return _Entry(refused=f"the event {shown(word)} is not known: given, order, self-reported, stop, review, ...")
    kind, decision = said
    if kind in ("order", "administration", "self-reported"):
        return _given(cells, kind, plain(word))
    if kind == "not_given":
        return _not_given(cells, word)
    if kind == "review":
        return _reviewed(cells)
    entry = _Entry(kind, reason=cells.text("reason"), decision=decision)
    if kind == "hold" and stop_reason(entry.reason) in ENDING_A_HOLD:
        entry.kind = "stop"
    return _repeated_anew(entry, cells.text("interval")) if decision == "interval" else entry


def _repeated_anew(entry: _Entry, stated: str) -> _Entry:
    """A decision on a new interval."""
    found = read_interval(stated)
    if found is None:
        return _Entry(refused=f"the new interval {shown(stated)} was not understood: write 8 weeks or 2 months")
    if is_too_long(found.every):
        return _Entry(refused=f"the new interval {shown(stated)} {NO_PLAN}")
    entry.interval = found.every
    entry.doubts = (range_told(stated),) if found.longer is not None else ()
    return entry


def _given(cells: _Cells, kind: Kind, word: str) -> _Entry:
    """Product, dose and route; the route column wins over what the product's text implies."""
    text, stated = cells.text("product"), cells.text("route")
    route = route_named(stated) if stated else None
    doubts = [f"the route {shown(stated)} was not understood"] if stated and route is None else []
    dose = micrograms(text)
    if amount := cells.text("dose"):
        dose = micrograms(f"{amount} {cells.text('unit')}")
        if dose is None:
            doubts.append(f"the dose {shown(amount)} has no unit that is known: write 1 mg or 1000 ug")
    route = route or route_named(text) or ("injection" if "inject" in word else None)
    product, last_given = product_named(text), word in LAST_GIVEN
    if last_given and text and product == "unknown":  # of an export of every medicine it would be said in most rows
        doubts.append(
            f"the product {shown(text)} is not known as B12: write hydroxocobalamin injection, or what it was"
        )
    return _Entry(kind, product, dose, route, doubts=tuple(doubts), last_given=last_given)


def _not_given(cells: _Cells, word: str) -> _Entry:
    """A dose that was not given: of what is said only where it is (register R136); the word of the event may be the reason."""
    entry = _given(cells, "not_given", plain(word))
    if entry.product == "unknown" and not cells.text("product"):
        entry.product = "b12_not_named"
    entry.reason = cells.text("reason") or ("" if plain(word) in NOT_GIVEN else word)
    return entry


def _reviewed(cells: _Cells) -> _Entry:
    stated = cells.text("outcome")
    outcome = OUTCOME_WORDS.get(plain(stated))
    if outcome is None and stated:
        doubt = f"the outcome {shown(stated)} was not understood: resolved, improved, insufficient, new or worse"
        return _Entry("review", doubts=(doubt,))
    return _Entry("review", outcome=outcome)
