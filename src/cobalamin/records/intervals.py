"""Intervals as people write them: 12 weeks, 12/52, q12w, every other month; of a range the shorter counts (register M45); and
as the words of an order hold one (M40)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from cobalamin.knowledge.treatment import Every

_EVERY = re.compile(r"(?:every\s+|q\s*)?(\d{1,3})?[\s-]*(day|week|wk|month|mth|mo)(?:s|ly)?", re.I)
_PARTS = re.compile(r"(?:every\s+|q\s*)?(\d{1,3})\s*/\s*(7|52|12)\s*(?:ly)?")
"""As prescriptions in the UK are written: 3/7 three days, 12/52 twelve weeks, 3/12 and 3/12ly three months."""
_SHORT = re.compile(r"(?:every\s+|q\s*)?(\d{1,3})\s*([dwm])")
"""As notes have it: q12w, 12w, q3m, q30d. An interval of minutes is none."""
_LETTER = {"d": "day", "w": "week", "m": "month"}
_PART = {"7": "day", "52": "week", "12": "month"}
_SAID: Mapping[str, Every] = MappingProxyType({
    **dict.fromkeys(("quarterly", "every quarter", "vierteljährlich", "elk kwartaal", "trimestral"), Every(3, "month")),
    **dict.fromkeys(("quartalsweise", "1x/quartal", "trimestriel", "trimestrielle"), Every(3, "month")),
    **dict.fromkeys(("monatlich", "maandelijks", "mensual", "cada mes", "elke maand"), Every(1, "month")),
    **dict.fromkeys(("mensuel", "mensuelle", "tous les mois", "chaque mois"), Every(1, "month")),
    **dict.fromkeys(("fortnightly", "every fortnight", "every other week", "alternate weeks"), Every(2, "week")),
    **dict.fromkeys(("every other month", "alternate months", "every second month", "every 2nd month"), Every(2, "month")),
    **dict.fromkeys(("every third month", "every 3rd month", "four times a year", "4 times a year"), Every(3, "month")),
    "halbjährlich": Every(6, "month"),
    **dict.fromkeys(("twice a year", "twice yearly", "two times a year", "2 times a year", "half yearly"), Every(6, "month")),
})  # fmt: skip
"""Not "bimonthly" and the like: they are written for twice a month and for every two months."""
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMBER = re.compile(rf"\b({'|'.join(_NUMBERS)})(?=[\s-])")
_BESIDE = re.compile(
    r"^(?:(?:1|one) (?=every)|at (?=\d))|[.]$|\s(?:intervals?|lifelong|for life)$|[\s-]+\((?:pa|im|lifelong)\)$"
    r"|^(?:(?:hydroxocobalamin|b12|inj\w*) )?(?:(?:1 ?mg|1000 ?(?:mcg|ug|micrograms?)) )?(?:i\.?m\.? )?(?:inj\w* )?"
    r"(?=every|q ?\d|\d+\s*/)|[\s-]+(?:i\.?m\.?|lifelong|inj\w*)$"
)
"""What stands beside an interval and changes nothing of it: 1 mg IM every 12 weeks, 12/52 IM."""
_RANGE = re.compile(r"(?<!\d)(\d{1,3})\s*(?:-|–|to|or)\s*(\d{1,3})(?!\d)")


class Interval(NamedTuple):
    """How often it is repeated; of a range the shorter, and the longer beside it."""

    every: Every
    longer: Every | None = None


@lru_cache(maxsize=1024)
def read_interval(text: str, unit: str = "") -> Interval | None:
    """The interval a cell states ("8 weeks", "3/12", "10-12 weekly"), a bare number in `unit`; None where it states none."""
    bare = _NUMBER.sub(lambda found: str(_NUMBERS.index(found[1]) + 1), _BESIDE.sub("", text.strip().lower()).strip())
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
    if said := _TONGUES.fullmatch(bare):
        bare = f"{said[1]} {_unit(said)}"
    found = _EVERY.fullmatch(bare)
    if found is None or int(found[1] or 1) == 0:
        return None
    unit = found[2]
    return Every(int(found[1] or 1), "day" if unit == "day" else "week" if unit in ("week", "wk") else "month")


_TONGUES = re.compile(
    r"(?:(?:alle|cada|om de|elke|tou(?:te)?s les) )?(\d{1,3})[\s-]*(?:(tagen?|dagen|d[ií]as|jours)"
    r"|(wochen|wöchentlich|weken|wekelijks|semanas|semaines)"
    r"|(monaten?|monatlich|monatig|maanden|maandelijks|meses|mois))"
)
"""The same in German, Dutch, Spanish and French."""


def _unit(found: re.Match[str]) -> str:
    return "day" if found[2] else "week" if found[3] else "month"


_COUNT = rf"(?:\d{{1,3}}|{'|'.join(_NUMBERS)}|other|second|third|2nd|3rd)"
_TO = rf"(?:\s*(?:-|–|to|or)\s*(?:\d{{1,3}}|{'|'.join(_NUMBERS)}))?"
_STATED = re.compile(
    rf"\b(?:every\s+(?:{_COUNT}{_TO}[\s-]*)?(?:days?|weeks?|wks?|months?|mths?)|(?:{_COUNT}{_TO}[\s-]*)?(?:weekly|wkly|monthly|mthly)|"
    r"quarterly|every\s+\d{1,3}/(?:7|52|12)|\d{1,3}/(?:7|52|12)ly|q\s?\d{1,3}\s?[dwm])(?![\w/])",
    re.IGNORECASE,
)
_ONCE = re.compile(
    r"\b(?:(?:once|1\s?x)\s+(?:a|per|every|each)\s+month|each month|q\s?month(?:ly)?|per month|monatlich|einmal im monat|"
    r"una vez al mes|(?:cada|al) mes|par mois|chaque mois|per maand|maandelijks|al mese|ogni mese)\b",
    re.IGNORECASE,
)
_OTHER_TONGUES = re.compile(
    r"\b(?:alle|cada|tou(?:te)?s les|om de|elke|per|ogni|var|hver)\s+(\d{1,2})\s*(?:(wo(?:chen)?|semanas|semaines|weken|settimane|"
    r"veckor?|uker?|uger?)|(?:monate?|meses|mois|maanden|mesi|månader?|måneder?))\b",
    re.IGNORECASE,
)
"""German, Spanish, French, Dutch, Italian and the Nordic languages; a month where the second group is empty."""
_OF_ANOTHER = re.compile(
    r"review|blood|check|test|monitor|times|twice|thrice|[2-9]\s?x\b|kontroll|control", re.IGNORECASE
)
"""What may be repeated instead of the injection, or more often than once."""


@lru_cache(maxsize=4096)
def interval_said(text: str) -> Every | None:
    """The one interval that the words of an order hold: "1 mg IM every 4 weeks"; None where they hold none, or two."""
    if _OF_ANOTHER.search(text):
        return None
    found = {read.every for each in _STATED.finditer(text) if (read := read_interval(each[0])) is not None}
    found |= {
        Every(int(each[1]), "week" if each[2] else "month") for each in _OTHER_TONGUES.finditer(text) if int(each[1])
    }
    found |= {Every(1, "month") for _ in _ONCE.finditer(text)}
    return found.pop() if len(found) == 1 else None
