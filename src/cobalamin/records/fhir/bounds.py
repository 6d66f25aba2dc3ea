"""Until when a medicine is to be taken, by its dosages: a day, a length of time, or a number of doses.

A length and a number begin with the order, or when the medicine was begun: FHIR gives them no day of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from math import ceil
from typing import NamedTuple

import msgspec

from cobalamin.knowledge.treatment import months_after
from cobalamin.records.document import UNFIT
from cobalamin.records.fhir.types import Dosage, Period, Quantity, Range
from cobalamin.records.forms import fitting, reader
from cobalamin.records.moments import span

_NO_REPEAT = msgspec.Raw(b"")


class _Until(msgspec.Struct, gc=False):
    boundsPeriod: Period | None = None  # noqa: N815


class _Lasting(msgspec.Struct, gc=False):
    boundsDuration: Quantity | None = None  # noqa: N815
    boundsRange: Range | None = None  # noqa: N815
    count: int | None = None
    countMax: int | None = None  # noqa: N815
    frequency: int | None = None
    period: Decimal | None = None
    periodMax: Decimal | None = None  # noqa: N815
    periodUnit: str | None = None  # noqa: N815


class _Timing(msgspec.Struct, gc=False):
    repeat: msgspec.Raw = _NO_REPEAT
    event: tuple[str, ...] = ()


_TIMING = reader(_Timing)
_UNTIL = reader(_Until)
_LASTING = reader(_Lasting)


class Length(NamedTuple):
    """Months and days, one after the other."""

    months: int
    days: int


_UNITS: Mapping[str, tuple[int, Decimal]] = {
    "d": (0, Decimal(1)), "wk": (0, Decimal(7)), "mo": (1, Decimal()), "a": (12, Decimal()), "h": (0, Decimal(1) / 24),
    "min": (0, Decimal(1) / 1440), "s": (0, Decimal(1) / 86400), "day": (0, Decimal(1)), "week": (0, Decimal(7)),
    "month": (1, Decimal()), "year": (12, Decimal()), "hour": (0, Decimal(1) / 24),
}  # fmt: skip
"""UCUM's codes and the English words, each as months and days."""
_MOST = 1200
"""More of anything is a slip of the unit: an engineering limit."""
_PLURAL = re.compile("(?<=[a-z]{3})s$")


def last_day(dosages: Iterable[Dosage], began: str) -> date | None:
    """The last day of a course whose every part has an end; None where one goes on, or does not say.

    Where nobody says which parts are taken side by side they are read as one after the other: that is the latest end.
    """
    ends = [_end(dosage) for dosage in dosages]
    told = [end for end in ends if end is not None]
    if not told or len(told) < len(ends):
        return None
    days, lengths = (
        [each for each in told if isinstance(each, date)],
        [each for each in told if isinstance(each, Length)],
    )
    first = span(began) if lengths else None
    if lengths and first is None:
        return None
    return max([*days, *([] if first is None else [_after(first.last, lengths)])])


def _after(begin: date, lengths: Iterable[Length]) -> date:
    """The day on which lengths are over, one after the other."""
    months, days = (sum(each) for each in zip(*lengths, strict=True))
    try:
        return months_after(begin, months) + timedelta(days=days)
    except OverflowError:
        return date.max


def _end(dosage: Dosage) -> date | Length | None:
    try:
        timing = _TIMING.decode(dosage.timing) if dosage.timing else None
        if timing is None:
            return None
        until = _UNTIL.decode(timing.repeat) if timing.repeat else None
    except UNFIT:
        return None
    if until is not None and until.boundsPeriod is not None:
        return _day(until.boundsPeriod.end)
    if not timing.repeat:
        return _last_of(timing.event)
    length, begins = _length(timing.repeat), _last_of(timing.event)
    return length if length is None or begins is None else _after(begins, [length])


def _day(text: str | None) -> date | None:
    found = span(text) if text else None
    return found.last if found is not None else None


def _last_of(events: Iterable[str]) -> date | None:
    """The last of the days that are named. Beside a length they are where it begins, as Japan's prescriptions have it."""
    days = [_day(each) for each in events]
    told = [day for day in days if day is not None]
    return max(told) if told and len(told) == len(days) else None


def _length(sent: msgspec.Raw) -> Length | None:
    """How long it lasts at most: as it is told, or as long as its doses take."""
    lasting = fitting(_LASTING, sent)
    if lasting is None:
        return None
    told = lasting.boundsRange.high if lasting.boundsRange is not None else lasting.boundsDuration
    if told is not None:
        return None if told.comparator in (">", ">=") else _of(told.value, told.code, told.unit)
    doses = lasting.countMax or lasting.count
    if doses == 1:
        return Length(0, 0)
    period = lasting.periodMax or lasting.period
    if doses is None or period is None or not 0 < doses <= _MOST:
        return None
    return _of(period * doses / max(lasting.frequency or 1, 1), lasting.periodUnit)


def _of(value: Decimal | None, *units: str | None) -> Length | None:
    names = [_PLURAL.sub("", each.strip().lower()) for each in units if each]
    unit = next((_UNITS[name] for name in names if name in _UNITS), None)
    if unit is None or value is None or not 0 < value <= _MOST:
        return None
    months, days = unit
    return Length(ceil(value * months), ceil(value * days))
