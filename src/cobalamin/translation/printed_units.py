"""Units as they are printed, in texts that hold them as they are coded: the one place, for pages, plots and sheets."""

from __future__ import annotations

import re

_UP = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_POWER = re.compile(r"\b10\*([0-9]+)/")
_DOSE = re.compile(r"(?<=[0-9]) ug\b(?!/)")
"""A dose, which is never abbreviated: a badly read "µg" is a thousand times as much."""
_MICRO = re.compile(r"\bu(?=(g|mol|L)\b)")
_WITH_MICRO = ("ug", "umol", "uL")
_RATIO = re.compile(r"(?<=[0-9]) 1$")


def printed_units(text: object) -> str:
    """ "4 10*9/L" is "4 × 10⁹/L", "ug/L" is "µg/L", a dose of "50 ug" "50 micrograms"; a ratio, coded 1, has none."""
    out = str(text)
    # Most texts hold no unit: to look for its letters costs a tenth of the patterns, and a card holds sixty texts.
    if "10*" in out:
        out = _POWER.sub(lambda found: f"× 10{found[1].translate(_UP)}/", out)
    if any(unit in out for unit in _WITH_MICRO):
        out = _MICRO.sub("µ", _DOSE.sub(" micrograms", out))
    out = out.replace("{1.73_m2}", "1.73 m²").replace("[ppth]", "‰")
    return _RATIO.sub("", out) if " 1" in out[-3:] else out
