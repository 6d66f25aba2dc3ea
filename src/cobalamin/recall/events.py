"""A CSV of treatment events as a practice system exports it -> records, and a sentence for every row not used."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from cobalamin.knowledge.treatment import (
    Every,
    Outcome,
    Product,
    Route,
    TreatmentEvent,
    TreatmentRecord,
    micrograms,
    product_named,
    route_named,
)
from cobalamin.recall.columns import NO_MAPPING, ColumnMapping, Layout, Problem, SourceError, lay_out
from cobalamin.recall.days import DayOrder, day_order, read_day, read_interval
from cobalamin.recall.person import PERSON, Draft, record_of
from cobalamin.recall.words import EVENT_WORDS, OUTCOME_WORDS, plain


@dataclass(frozen=True, slots=True)
class EventsFile:
    """What a file held: every row is in a record, or among the refused problems."""

    records: tuple[TreatmentRecord, ...]
    problems: tuple[Problem, ...]
    rows: int
    ignored_columns: tuple[str, ...]
    encoding: str

    @property
    def refused(self) -> tuple[Problem, ...]:
        """The rows that could not be used."""
        return tuple(problem for problem in self.problems if problem.refused)


class Refused(Exception):
    """A row that cannot be used; the message says why."""


def read_events_csv(source: bytes, mapping: ColumnMapping = NO_MAPPING, date_format: str = "") -> EventsFile:
    """The records of a CSV, whatever its encoding and delimiter; SourceError where its columns cannot be understood."""
    try:
        order = day_order(date_format or mapping.date_format)
    except ValueError as fault:
        raise SourceError(str(fault)) from None
    text, encoding = _decoded(source)
    rows = _rows(text)
    _, header = next(rows, (0, None))
    if not header:
        raise SourceError("the file is empty: a first line with column names was expected")
    layout = lay_out(header, mapping)
    problems: list[Problem] = []
    drafts: dict[str, Draft] = {}
    count = 0
    for line, cells in rows:
        if cells is not None and not any(cell.strip() for cell in cells):
            continue
        count += 1
        try:
            _take(_Cells(layout, line, cells, order, problems), drafts)
        except Refused as fault:
            problems.append(Problem(line, str(fault), refused=True))
    records = tuple(record_of(patient, draft, order, problems) for patient, draft in drafts.items())
    problems.sort(key=lambda problem: (problem.line, not problem.refused))
    return EventsFile(records, tuple(problems), count, layout.ignored, encoding)


def _decoded(source: bytes) -> tuple[str, str]:
    """UTF-8, UTF-16 with its mark, or else Windows-1252, which every older export is."""
    if source[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return source.decode("utf-16", errors="replace"), "utf-16"
    try:
        return source.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        return source.decode("cp1252", errors="replace"), "windows-1252"


def _rows(text: str) -> Iterator[tuple[int, list[str] | None]]:
    """Each row with the line it begins on; None for one the CSV reader refuses."""
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text.replace("\0", "\ufffd"), newline=""), delimiter=delimiter)
    while True:
        line = reader.line_num + 1
        try:
            yield line, next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield line, None


class _Cells:
    """The cells of one row by column name, with the words of the mapping put in place."""

    __slots__ = ("cells", "layout", "line", "order", "problems")

    def __init__(
        self, layout: Layout, line: int, cells: list[str] | None, order: DayOrder, problems: list[Problem]
    ) -> None:
        if cells is None:
            raise Refused("the row could not be split into cells: is a quotation mark missing?")
        if len(cells) > layout.width:
            raise Refused(f"{len(cells)} cells where the header has {layout.width}: quote a text that holds a comma")
        self.layout, self.line, self.cells, self.order, self.problems = layout, line, cells, order, problems

    def text(self, name: str) -> str:
        """The cell's text; "" where the column or the cell is missing."""
        place = self.layout.places.get(name)
        if place is None:
            found = self.layout.constants.get(name, "")
        else:
            found = self.cells[place].strip() if place < len(self.cells) else ""
        words = self.layout.values.get(name)
        return found if words is None else words.get(plain(found), found)

    def doubt(self, text: str) -> None:
        """Notes that a cell was left out; the row is still used."""
        self.problems.append(Problem(self.line, text, refused=False))


def _take(cells: _Cells, drafts: dict[str, Draft]) -> None:
    patient = unguarded(cells.text("patient"))
    if not patient:
        raise Refused("no patient")
    event = _event(cells)
    draft = drafts.setdefault(patient, Draft())
    draft.events.append(event)
    for name in PERSON:
        if said := cells.text(name):
            draft.said.setdefault(name, {}).setdefault(said, cells.line)


def unguarded(text: str) -> str:
    """The text without the apostrophe our own CSV puts before what a spreadsheet would change."""
    return text[1:] if text.startswith("'") else text


def _event(cells: _Cells) -> TreatmentEvent:
    word = cells.text("event")
    known = EVENT_WORDS.get(plain(word))
    if known is None:
        raise Refused(f"the event {word!r} is not known: given, order, self-reported, stop, review, ...")
    day = read_day(cells.text("date"), cells.order)
    if day.problem:
        raise Refused(day.problem)
    kind, decision = known
    source = f"line {cells.line}"
    if kind in ("order", "administration", "self-reported"):
        product, dose, route = _given(cells, "self inj" in plain(word) or "injection" in plain(word))
        return TreatmentEvent(kind, day.when, source, product, dose, route, when_text=day.off_calendar)
    return TreatmentEvent(
        kind,
        day.when,
        source,
        reason=cells.text("reason"),
        decision=decision,
        interval=_interval(cells) if decision == "interval" else None,
        outcome=_outcome(cells) if kind == "review" else None,
        when_text=day.off_calendar,
    )


def _given(cells: _Cells, injected: bool) -> tuple[Product, Fraction | None, Route | None]:
    """Product, dose and route; the route column wins over what the product's text implies."""
    text = cells.text("product")
    product = product_named(text)
    stated = cells.text("route")
    route = route_named(stated) if stated else None
    if stated and route is None:
        cells.doubt(f"the route {stated!r} was not understood")
    route = route or route_named(text) or ("injection" if injected else None)
    return product, _dose(cells, text), route


def _dose(cells: _Cells, product: str) -> Fraction | None:
    stated = cells.text("dose")
    if not stated:
        return micrograms(product)
    dose = micrograms(f"{stated} {cells.text('unit')}")
    if dose is None:
        cells.doubt(f"the dose {stated!r} has no unit that is known: write 1 mg or 1000 ug")
    return dose


def _interval(cells: _Cells) -> Every:
    stated = cells.text("interval")
    every = read_interval(stated)
    if every is None:
        raise Refused(f"the new interval {stated!r} was not understood: write 8 weeks or 2 months")
    return every


def _outcome(cells: _Cells) -> Outcome | None:
    stated = cells.text("outcome")
    outcome = OUTCOME_WORDS.get(plain(stated))
    if stated and outcome is None:
        cells.doubt(f"the outcome {stated!r} was not understood: resolved, improved, insufficient, new or worse")
    return outcome
