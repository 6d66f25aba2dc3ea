"""What an earlier result, or tablets that work, add to the words of a route (registers R155, R156)."""

from __future__ import annotations

from cobalamin.assessment.route_words import RETURNS, ROUTE_WORDS, SHORT_ROUTES, SUSPECTED
from cobalamin.assessment.standing import Standing
from cobalamin.knowledge import facts as f
from cobalamin.language.patient import Interval, holds
from cobalamin.language.truth import Truth

WORKING = "methylmalonic acid is normal on the tablets: look for another cause of the nerve signs as well"
"""Beside injections that nerve signs call for (register R156)."""
_NOTHING = (ROUTE_WORDS["none"], SHORT_ROUTES["none"], SUSPECTED)


def with_earlier_low(words: str, standing: Standing) -> str:
    """The words of a route, where an earlier result of these months showed deficiency, or tablets do all that B12 can."""
    if words in _NOTHING and standing.facts.was_deficient and not standing.holds("cause_resolved"):
        return RETURNS
    return f"{words}; {WORKING}" if words == ROUTE_WORDS["injection"] and _tablets_work(standing) else words


def _tablets_work(standing: Standing) -> bool:
    mma = standing.facts.known.get("mma")
    if mma is None or not (standing.holds("oral_b12") and standing.holds("neurological_involvement")):
        return False
    assert isinstance(mma.value, Interval)
    return holds(f.mma > standing.engine.figures["mma.raised"], mma.value) is Truth.NO
