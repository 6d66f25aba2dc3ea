"""Dates as people write them; one that can be read two ways is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from cobalamin.knowledge.treatment import Span, on_day, span
from cobalamin.records.errors import RecordError
from cobalamin.records.messages import shown

DayOrder = Literal["", "dmy", "mdy"]
FORMATS: dict[str, DayOrder] = {
    "": "", "dd/mm/yyyy": "dmy", "dd/mm/yy": "dmy", "dmy": "dmy", "mm/dd/yyyy": "mdy", "mm/dd/yy": "mdy", "mdy": "mdy",
}  # fmt: skip
_NO_DATES = frozenset(("0001-01-01", "9999-12-31"))
TWO_WAYS = "can be read more than one way"
_OF_LAST_CENTURY = 70
"""From here on a year of two digits is one of the last century: of 2070 no list tells anything yet, of 1998 some do."""
_SHORT_YEAR = re.compile(r"(\d{1,2}[\s./-]+(?:\d{1,2}|[A-Za-z]{3,9}\.?)[\s./,-]+)(\d\d)(?:\s+\d\d?:\d\d.*)?")
_AS_SPOKEN = re.compile(
    r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[.,]?\s+(?=.*\d{4})|(?<=\d)(?:st|nd|rd|th)\b",
    re.I,
)
"""The day of the week, and the ending of a number: Mon 7th September 2026."""
_DAY_FIRST = re.compile(r"([A-Za-z]{3,9})\.?\s+(\d{1,2})\s*,?\s+(\d{4})")
"""September 7, 2026."""
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True, slots=True)
class Day:
    """A date cell: its span, or the text of a date no calendar has, or a sentence on why it cannot be read."""

    when: Span | None = None
    off_calendar: str = ""
    problem: str = ""


def day_order(text: str) -> DayOrder:
    """The order a --date-format names; RecordError lists those known."""
    order = FORMATS.get(text.strip().lower().replace("-", "/").replace(".", "/"))
    if order is None:
        raise RecordError(f"date format {shown(text)} is not known: use DD/MM/YYYY or MM/DD/YYYY")
    return order


@lru_cache(maxsize=65536)
def read_day(text: str, order: DayOrder) -> Day:
    """The day, month or year a cell states; an empty cell is no date, nor is what programs put there instead."""
    text = text.strip()
    if not text or text[:10] in _NO_DATES:
        return Day()
    if iso := re.fullmatch(r"(\d{4})[-/.]?(\d\d)[-/.]?(\d\d)(?:[T ]\d\d:?\d\d.*)?", text):
        return _on_calendar(text, *(int(part) for part in iso.groups()))
    if re.fullmatch(r"\d{4}(-\d\d)?", text):
        return _part(text, text)
    text = _DAY_FIRST.sub(r"\2 \1 \3", _AS_SPOKEN.sub("", text))
    if named := re.fullmatch(r"(?:(\d{1,2})[\s./-]+)?([A-Za-z]{3,9})\.?[\s./,-]+(\d{4})(?:\s+\d\d?:\d\d.*)?", text):
        return _named(text, *named.groups())
    if short := re.fullmatch(r"(\d{1,2})[\s./-]+([A-Za-z]{3,9})\.?[\s./,-]+(\d\d)", text):
        return (
            _named(text, short[1], short[2], str(_year(short[3]))) if order == "dmy" else Day(problem=_ask_order(text))
        )
    if re.fullmatch(r"[1-9]\d{4}(\.\d+)?", text):
        return Day(
            problem=f"{shown(text)} is a spreadsheet's number of a day: give the column the form of a date and save it again"
        )
    if numbers := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{2}|\d{4})(?:\s+\d\d?:\d\d.*)?", text):
        return _numbers(text, numbers.group(1), numbers.group(2), numbers.group(3), order)
    return Day(problem=f"the date {shown(text)} was not understood: write 2026-03-01")


OTHER_ORDER = "is a date only as"
_WRITTEN: dict[DayOrder, str] = {"dmy": "DD/MM/YYYY", "mdy": "MM/DD/YYYY"}
_OTHER: dict[DayOrder, DayOrder] = {"dmy": "mdy", "mdy": "dmy"}


def in_the_other_order(text: str, order: DayOrder) -> str:
    """That a date no calendar has is one the other way round, so that the rest of the list may be read wrongly; "" of others."""
    if not order or read_day(text, order).when is not None or read_day(text, _OTHER[order]).when is None:
        return ""
    other = _WRITTEN[_OTHER[order]]
    return (
        f"the date {shown(text)} {OTHER_ORDER} {other}, and the list is read as {_WRITTEN[order]}: if all are written so, run it "
        f"again with --date-format {other}"
    )


def may_be_a_day(text: str) -> bool:
    """True for a day of the calendar, whichever of its numbers is the month."""
    orders: tuple[DayOrder, ...] = ("dmy", "mdy")
    return any(read_day(text, order).when is not None for order in orders)


def read_birth(text: str, order: DayOrder, first: date | None) -> Day:
    """A day of birth; the year may have two digits where one century alone puts it before the first entry.

    `first` is the day of that entry. Most on a list were born in the last century, and a child of 6 is no patient of 106.
    """
    day, short = read_day(text, order), _SHORT_YEAR.fullmatch(text.strip())
    if short is None or day.when is None or day.when.first.year < 2000:
        return day
    if first is None or day.when.first <= first:
        return Day(problem=f"the year of {shown(text)} may be 19{short[2]} or 20{short[2]}: write it with four digits")
    return read_day(f"{short[1]}19{short[2]}", order)


def _on_calendar(text: str, year: int, month: int, day: int) -> Day:
    try:
        return Day(on_day(date(year, month, day)))
    except ValueError:
        return Day(off_calendar=text)


def _part(text: str, iso: str) -> Day:
    """The month or the year that is `iso` in ISO 8601."""
    try:
        return Day(span(iso))
    except ValueError:
        return Day(off_calendar=text)


def _named(text: str, day: str | None, month: str, year: str) -> Day:
    if month.lower()[:3] not in MONTHS:
        return Day(problem=f"the month of {shown(text)} was not understood: write 2026-03-01")
    number = MONTHS.index(month.lower()[:3]) + 1
    if day is not None:
        return _on_calendar(text, int(year), number, int(day))
    return _part(text, f"{year}-{number:02}")


def _numbers(text: str, first: str, second: str, year: str, order: DayOrder) -> Day:
    """03/04/2026 is refused without an order; 13/04/2026 can only be read one way, a two-digit year not at all."""
    a, b = int(first), int(second)
    if not order and (len(year) == 2 or (a <= 12 and b <= 12 and a != b)):
        return Day(problem=_ask_order(text))
    month_first = order == "mdy" or (not order and b > 12)
    return _on_calendar(text, _year(year), *((a, b) if month_first else (b, a)))


def _year(text: str) -> int:
    """A year of four digits, or of two."""
    year = int(text)
    return year if len(text) == 4 else year + (1900 if year >= _OF_LAST_CENTURY else 2000)


def _ask_order(text: str) -> str:
    return f"the date {shown(text)} {TWO_WAYS}: say which comes first, DD/MM/YYYY or MM/DD/YYYY"
