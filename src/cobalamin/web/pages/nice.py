"""Units and routes as a clinician prints them, for texts that come as a machine writes them."""

from __future__ import annotations

import re
from datetime import date

from cobalamin.words import Words

_UP = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_POWER = re.compile(r"10\*([0-9]+)/")
_MICRO = re.compile(r"\bu(?=(g|mol|L)\b)")


def nice(text: object) -> str:
    """ "4 10*9/L" is "4 ×10⁹/L", "ug/L" is "µg/L"."""
    out = _POWER.sub(lambda found: f"×10{found[1].translate(_UP)}/", str(text))
    out = _MICRO.sub("µ", out).replace("{1.73_m2}", "1.73 m²").replace("[ppth]", "‰")
    return out.removesuffix(" 1") if out.endswith(" 1") else out


def unit_name(unit: str) -> str:
    """A unit in a list to choose from."""
    return {"a": "years", "mo": "months", "1": "ratio"}.get(unit, nice(unit))


def short_day(day: date, words: Words) -> str:
    """ "2 Mar": the year is said once, where it changes."""
    return words.short_day(day)
