"""Intervals as people write them: 12 weeks, 12/52, q12w, every other month; of a range the shorter counts (register M45)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from cobalamin.knowledge.treatment import Every

_EVERY = re.compile(r"(?:every\s+)?(\d{1,3})?[\s-]*(day|week|wk|month|mth)(?:s|ly)?", re.I)
_PARTS = re.compile(r"(?:every\s+|q\s*)?(\d{1,3})\s*/\s*(7|52|12)\s*(?:ly)?")
"""As prescriptions in the UK are written: 3/7 three days, 12/52 twelve weeks, 3/12 and 3/12ly three months."""
_SHORT = re.compile(r"(?:every\s+|q\s*)?(\d{1,3})\s*(w|m)")
"""As notes have it: q12w, 12w, q3m. An interval of minutes is none."""
_LETTER = {"w": "week", "m": "month"}
_PART = {"7": "day", "52": "week", "12": "month"}
_SAID: Mapping[str, Every] = MappingProxyType({
    "quarterly": Every(3, "month"),
    **dict.fromkeys(("fortnightly", "every fortnight", "every other week", "alternate weeks"), Every(2, "week")),
    **dict.fromkeys(("every other month", "alternate months", "every second month", "every 2nd month"), Every(2, "month")),
    **dict.fromkeys(("every third month", "every 3rd month", "four times a year", "4 times a year"), Every(3, "month")),
    **dict.fromkeys(("twice a year", "twice yearly", "two times a year", "2 times a year", "half yearly"), Every(6, "month")),
})  # fmt: skip
"""Not "bimonthly" and the like: they are written for twice a month and for every two months."""
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMBER = re.compile(rf"\b({'|'.join(_NUMBERS)})(?=[\s-])")
_RANGE = re.compile(r"(?<!\d)(\d{1,3})\s*(?:-|–|to|or)\s*(\d{1,3})(?!\d)")


class Interval(NamedTuple):
    """How often it is repeated; of a range the shorter, and the longer beside it."""

    every: Every
    longer: Every | None = None


@lru_cache(maxsize=1024)
def read_interval(text: str, unit: str = "") -> Interval | None:
    """The interval a cell states ("8 weeks", "3/12", "10-12 weekly"), a bare number in `unit`; None where it states none."""
    bare = _NUMBER.sub(lambda found: str(_NUMBERS.index(found[1]) + 1), text.strip().lower())
    if unit and re.fullmatch(rf"\d+|{_RANGE.pattern}", bare):
        bare = f"{bare} {unit}"
    if found := _RANGE.search(bare):
        ends = [_one(f"{bare[: found.start()]}{number}{bare[found.end() :]}") for number in found.groups()]
        first, last = sorted(filter(None, ends), key=lambda every: every.count) if all(ends) else (None, None)
        return None if first is None or first == last else Interval(first, last)
    every = _one(bare)
    return None if every is None else Interval(every)


def _one(bare: str) -> Every | None:
    if bare.replace("-", " ") in _SAID:
        return _SAID[bare.replace("-", " ")]
    if parts := _PARTS.fullmatch(bare):
        bare = f"{parts[1]} {_PART[parts[2]]}"
    elif short := _SHORT.fullmatch(bare):
        bare = f"{short[1]} {_LETTER[short[2]]}"
    found = _EVERY.fullmatch(bare)
    if found is None or int(found[1] or 1) == 0:
        return None
    unit = found[2]
    return Every(int(found[1] or 1), "day" if unit == "day" else "week" if unit in ("week", "wk") else "month")
