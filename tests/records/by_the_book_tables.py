"""Tables read a second time, from the texts alone: a row a patient and a row an event, cell by cell in plain Python.

What a cell says is decided here by `docs/population.md` and the register (R101); which word then counts is decided by the book of
bundles (`by_the_book_records.py`), which knows nothing of tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from by_the_book_codes import MEASURES
from by_the_book_records import FADING, FINAL, LASTING, Book
from by_the_book_words import Days, Measured, Said, Value, days_of

from cobalamin.knowledge.facts import FACTS
from cobalamin.language.patient import Interval

NOTHING = ("", "null", "na", "<na>", "nan", "nat", "\\n")
YES = ("yes", "y", "true", "t", "1", "1.0", "positive", "present", "detected")
NO = ("no", "n", "false", "f", "0", "0.0", "negative", "absent", "not detected")
NOT_GIVEN = ("never", "none", "declined", "not given", "planned")
WORDS = ("low", "normal", "high", "borderline", "raised", "decreased")
SIGNS = {"<": "<", "<=": "<=", "≤": "<=", ">": ">", ">=": ">=", "less than": "<", "greater than": ">"}
FACTORS = {  # to one unit of each test, as terminology/notes.md (5) has them
    "total_b12": {"pmol/l": 1.0, "ng/l": 0.737806, "pg/ml": 0.737806}, "haemoglobin": {"g/l": 1.0, "g/dl": 10.0},
    "mma": {"nmol/l": 1.0, "umol/l": 1000.0}, "mcv": {"fl": 1.0}, "ferritin": {"ug/l": 1.0, "ng/ml": 1.0},
}  # fmt: skip
_DAY = re.compile(r"\d{4}(-\d\d(-\d\d([T ]\d\d:\d\d(:\d\d)?([+-]\d\d:\d\d|Z)?)?)?)?")
_RESULT = re.compile(
    r"(?P<sign><=|>=|[<>≤])?\s*(?P<number>\d{1,3}(,\d{3})+(\.\d+)?|\d+(\.\d+)?|\.\d+)\s*(?P<unit>[A-Za-z%µ][^\d]*)?"
)


class Event(NamedTuple):
    """The cells of one row, as they stand."""

    fact: str
    value: str
    unit: str = ""
    comparator: str = ""
    date: str = ""
    status: str = ""


def nothing(cell: str) -> bool:
    return cell.strip().lower() in NOTHING


def day(cell: str) -> Days | str | None:
    """The days of a cell, none, or a word for a day nobody can place."""
    text = cell.strip()
    if nothing(text):
        return None
    if not _DAY.fullmatch(text):
        return "not dated"
    try:
        return days_of(text.replace(" ", "T").replace("Z", "+00:00"))
    except ValueError:
        return "not dated"


class TableBook(Book):
    """All facts of one patient of a table; of a row a patient what has no date is current."""

    def __init__(self, person: Mapping[str, str], events: Iterable[Event], on: date, *, current: bool = False) -> None:
        self._events, self._current = list(events), current
        about = {"resourceType": "Patient", "id": "p"}
        about |= {"gender": person["sex"]} if person.get("sex") in ("female", "male") else {}
        about |= {"birthDate": person["birth_date"]} if person.get("birth_date") else {}
        super().__init__({"entry": [{"resource": about}, {"resource": {"resourceType": "Table"}}]}, on)

    def _table(self, _: object) -> None:
        for event in self._events:
            if event.fact == "b12_injection":
                self._dose(event)
            elif not nothing(event.value):
                (self._lab if event.fact in MEASURES else self._word)(event)

    def _dose(self, event: Event) -> None:
        """Given on the day beside it, or that it is itself; not where it is said not to be, or withdrawn."""
        value = "" if nothing(event.value) else event.value.strip()
        days = day(event.date) or day(value)
        if value.lower() in (*NO, *NOT_GIVEN) or event.status.lower() not in ("", "completed", *FINAL):
            self.said["b12_injections"].append(Said("", days if isinstance(days, Days) else None, "not confirmed"))
        elif days == "not dated":
            self.said["b12_injections"].append(Said("", None, "not dated"))
        elif isinstance(days, Days):
            self._injected(days)
            self.said["b12_injections"].append(Said(True, Days(days.first, days.first)))

    def _word(self, event: Event) -> None:
        days, text = day(event.date), event.value.strip().lower()
        placed = days if isinstance(days, Days) else None
        lasting = event.fact in LASTING or FACTS[event.fact].group not in FADING
        why = "" if text in (*YES, *NO) else "unreadable"
        if not why and event.status.lower() not in ("", "unknown", *FINAL):
            why = "not final"
        if not why and days == "not dated" and not lasting:
            why = "not dated"
        said = Said("" if why else text in YES, placed, why, active=days is None or (days == "not dated" and lasting))
        self.said[event.fact].append(said)

    def _lab(self, event: Event) -> None:
        days = day(event.date)
        if days == "not dated":
            self.said[event.fact].append(Said("", None, "not dated", told=None))
            return
        assert not isinstance(days, str)
        read = self._read_result(event)
        value = read.value
        final = event.status.lower() in ("", *FINAL)
        usable = isinstance(value, Interval) or value == "low"
        if usable and final:
            self.said[event.fact].append(Said(value, days, word=read.word, number=read.number))
        for why in ("" if final else "not final", "" if usable else value):
            if why:
                self.said[event.fact].append(Said("", days, str(why)))

    def _read_result(self, event: Event) -> Measured:
        """Number, sign and unit from the cell and from those beside it, where they do not say two things."""
        text = event.value.strip()
        sign, unit = event.comparator.strip(), "" if nothing(event.unit) else event.unit.strip()
        if text.lower() in WORDS:
            return self._measured(event.fact, {"valueString": text})
        found = _RESULT.fullmatch(text)
        if found is None:
            return Measured("unreadable")
        inner = SIGNS.get(found["sign"] or "", "")
        if inner and sign and SIGNS.get(sign) != inner:
            return Measured("contradictory")
        own = (found["unit"] or "").strip()
        if own and unit:
            known = FACTORS[event.fact]
            if own.lower() in known and unit.lower() in known and known[own.lower()] != known[unit.lower()]:
                return Measured("contradictory")
            unit = unit if own.lower() not in known and unit.lower() in known else own
        if sign and sign not in SIGNS:
            return Measured("unreadable")
        number = float(found["number"].replace(",", ""))
        quantity = {"value": number, "unit": unit or own or None, "comparator": inner or SIGNS.get(sign, sign) or None}
        return self._measured(event.fact, {"valueQuantity": {k: v for k, v in quantity.items() if v is not None}})

    def _result(self, name: str) -> tuple[Value, set[str]]:
        """In a row that somebody wrote for the question a result without a date is of today."""
        alone = self.said[name][0]
        if self._current and alone.days is None and alone.why != "not dated":
            return alone.why or alone.value, {said.why for said in self.said[name]} - {""}
        return super()._result(name)
