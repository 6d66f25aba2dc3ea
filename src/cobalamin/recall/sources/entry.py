"""One row of a table of events: its cells by the names of the columns, and what it says apart from patient and day."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
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
    micrograms,
    product_named,
    route_named,
    stop_reason,
)
from cobalamin.recall.sources.columns import Layout
from cobalamin.recall.sources.days import Day
from cobalamin.recall.sources.repeats import NO_PLAN, is_too_long, range_told
from cobalamin.recall.sources.words import LAST_GIVEN, NOT_GIVEN, OUTCOME_WORDS, event_said, plain
from cobalamin.records.intervals import read_interval
from cobalamin.records.messages import shown

NOT_SPLIT = "the row could not be split into cells: is a quotation mark missing?"


class Refused(Exception):
    """A row that cannot be used; the message says why."""


_NOTES = frozenset((
    "note", "notes", "comment", "comments", "remark", "remarks", "details", "freetext", "additionalinformation", "bemerkung",
    "bemerkungen", "kommentar", "notiz", "anmerkung", "opmerking", "opmerkingen", "observaciones", "nota", "notas",
    "comentario", "comentarios", "remarque", "remarques", "commentaire",
))  # fmt: skip
"""What columns of notes are called, as names of columns are compared."""
_NO_DAY = frozenset(("-", "--", "n/a", "na", "nil", "none", "never", "not known", "unknown", "?", "??", "tbc"))
"""What stands where no day is known: such a patient is asked about, as one whose cell is empty."""


class Cells:
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
    def note(self) -> str:
        """What columns of notes hold that are not read: of a stop nobody else may say why."""
        layout = self.layout
        found = (self.cells[place].strip() for place in layout.unread if layout.names[place] in _NOTES)
        return "; ".join(filter(None, found))

    @property
    def goes_on(self) -> bool:
        """Whether the row says how the injections go on."""
        return any(map(self.text, self.layout.goes_on))

    @property
    def dates(self) -> list[str]:
        """The texts of the day; where a row has a column a dose, of those that are filled."""
        every = [_no_day_is_empty(self.text("date"))]
        if not self.layout.more_dates:
            return every
        every += (_no_day_is_empty(self.cells[place].strip()) for place in self.layout.more_dates)
        return [text for text in every if text] or [""]


def _no_day_is_empty(text: str) -> str:
    return "" if text.lower() in _NO_DAY else text


OF_ANOTHER = ("unknown", "folic_acid", "cyanide_kit")


@dataclass(slots=True)
class Entry:
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
        return given and self.product not in OF_ANOTHER

    def on(self, day: Day, source: str) -> TreatmentEvent:
        """The event on its day."""
        return TreatmentEvent(
            self.kind, day.when, source, self.product, self.dose, self.route, self.reason, self.decision, self.interval,
            self.outcome, day.off_calendar,
        )  # fmt: skip


_NOT_A_DOSE = re.compile(
    r"\b(?:declin\w*|refus\w*|not (?:given|done|administered|required|indicated|needed)|did not attend|dna|contra-?indicat\w*|"
    r"cancel\w*|withheld|omitted|allerg\w*|adverse|intoleran\w*|hypersensitiv\w*)\b",
    re.IGNORECASE,
)
"""What the term of a coded entry says that is no dose: vitamin B12 injection declined."""
_INVITED = re.compile(r"\b(?:invit\w*|letter|reminder|recall)\b", re.IGNORECASE)


def entry_of(cells: Cells) -> Entry:
    """What a row says apart from patient and day; `refused` where nobody can say what it is."""
    word = cells.text("event")
    said = event_said(word)
    if said is None:
        return Entry(refused=f"the event {shown(word)} is not known: given, order, self-reported, stop, review, ...")
    kind, decision = said
    if kind == "administration" and plain(word) not in LAST_GIVEN and (term := cells.text("product")):
        if _INVITED.search(term):
            return Entry(refused=f"{shown(term)} is an invitation, not a dose that was given")
        if _NOT_A_DOSE.search(term):
            return _not_given(cells, term)
    if kind in ("order", "administration", "self-reported"):
        return _given(cells, kind, plain(word))
    if kind == "not_given":
        return _not_given(cells, word)
    if kind == "review":
        return _reviewed(cells)
    entry = Entry(kind, reason=cells.text("reason"), decision=decision)
    if kind == "hold" and stop_reason(entry.reason) in ENDING_A_HOLD:
        entry.kind = "stop"
    return _repeated_anew(entry, cells.text("interval")) if decision == "interval" else entry


def explained(entry: Entry, cells: Cells) -> Entry:
    """The entry of a stop, a hold or a dose not given with the reason that its note gives, where no other is."""
    if entry.kind not in ("stop", "hold", "not_given") or entry.reason or not (note := cells.note):
        return entry
    ends = entry.kind == "hold" and stop_reason(note) in ENDING_A_HOLD
    return replace(entry, reason=note, kind="stop" if ends else entry.kind)


def _repeated_anew(entry: Entry, stated: str) -> Entry:
    """A decision on a new interval."""
    found = read_interval(stated)
    if found is None:
        return Entry(refused=f"the new interval {shown(stated)} was not understood: write 8 weeks or 2 months")
    if is_too_long(found.every):
        return Entry(refused=f"the new interval {shown(stated)} {NO_PLAN}")
    entry.interval = found.every
    entry.doubts = (range_told(stated),) if found.longer is not None else ()
    return entry


def _given(cells: Cells, kind: Kind, word: str) -> Entry:
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
    return Entry(kind, product, dose, route, doubts=tuple(doubts), last_given=last_given)


def _not_given(cells: Cells, word: str) -> Entry:
    """A dose that was not given: of what is said only where it is (register R136); the word of the event may be the reason."""
    entry = _given(cells, "not_given", plain(word))
    if entry.product == "unknown" and not cells.text("product"):
        entry.product = "b12_not_named"
    entry.reason = cells.text("reason") or ("" if plain(word) in NOT_GIVEN else word)
    return entry


def _reviewed(cells: Cells) -> Entry:
    stated = cells.text("outcome")
    outcome = OUTCOME_WORDS.get(plain(stated))
    if outcome is None and stated:
        doubt = f"the outcome {shown(stated)} was not understood: resolved, improved, insufficient, new or worse"
        return Entry("review", doubts=(doubt,))
    return Entry("review", outcome=outcome)
