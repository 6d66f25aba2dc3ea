"""Units and days as a clinician prints them, for texts that come as a machine writes them."""

from __future__ import annotations

from datetime import date

from cobalamin.translation.printed_units import printed_units
from cobalamin.translation.words import Words


def unit_name(unit: str) -> str:
    """A unit in a list to choose from."""
    return {"a": "years", "mo": "months", "1": "ratio"}.get(unit, printed_units(unit))


def short_day(day: date, words: Words) -> str:
    """ "2 Mar": the year is said once, where it changes."""
    return words.short_day(day)
