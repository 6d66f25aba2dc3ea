"""What an earlier result, tablets that work, or another cause add to the words of a route (registers R155 to R157)."""

from __future__ import annotations

from cobalamin.assessment.route_words import OTHER_CAUSES, RETURNS, ROUTE_WORDS, SHORT_ROUTES, SUSPECTED
from cobalamin.assessment.standing import Standing
from cobalamin.knowledge import facts as f
from cobalamin.knowledge.definitions import NEUROLOGICAL_FINDINGS
from cobalamin.language.patient import Interval, holds
from cobalamin.language.truth import Truth
from cobalamin.records.known import Facts

WORKING = "methylmalonic acid is normal on the tablets: look for another cause of the nerve signs as well"
"""Beside injections that nerve signs call for (register R156)."""
_NOTHING = (ROUTE_WORDS["none"], SHORT_ROUTES["none"], SUSPECTED)


NERVES = tuple(each.name for each in NEUROLOGICAL_FINDINGS)
NERVES_FIRST = "nerve signs are recorded but not confirmed: ask and examine first"
IN_WORDS = "B12 injections are recorded only in words: ask when the last was given"
"""Beside every route: what would change it stands in the record, and not only among what was not used (register R79)."""
COPPER = "copper deficiency is on record and may cause the nerve signs too"
"""Beside nerve signs on every route: the specification names it first among the other causes (register R157)."""


def with_more(words: str, standing: Standing) -> str:
    """The words of a route with what is told beside nerve signs: tablets that do all that B12 can, and another cause."""
    nerves = standing.holds("neurological_involvement")
    said = with_earlier_low(words, standing)
    if said == ROUTE_WORDS["none"] and nerves:
        said = OTHER_CAUSES
    if said == ROUTE_WORDS["injection"] and nerves and _tablets_work(standing):
        said = f"{said}; {WORKING}"
    if nerves and standing.holds("copper_deficiency"):
        said = f"{said}; {COPPER}"
    return with_doubts(said, standing)


def with_doubts(words: str, standing: Standing) -> str:
    """The words of a route with what is recorded and nobody confirmed: it is asked about before they are acted upon."""
    facts = standing.facts
    settled = standing.holds("neurological_involvement") or standing.holds("b12_unlikely")
    nerves = NERVES_FIRST if not settled and facts.unconfirmed(NERVES) else ""
    return "; ".join(filter(None, (words, IN_WORDS if _injected_in_words(facts) else "", nerves)))


def _injected_in_words(facts: Facts) -> bool:
    """Whether injections stand in words alone, and nowhere else."""
    missing = facts.missing.get("b12_injections")
    return missing is not None and missing.why == "in words only"


def with_earlier_low(words: str, standing: Standing) -> str:
    """The words of a route, where an earlier result of these months showed deficiency and its cause may last."""
    lasts = words in _NOTHING and standing.facts.was_deficient and not standing.holds("cause_resolved")
    return RETURNS if lasts else words


def _tablets_work(standing: Standing) -> bool:
    mma = standing.facts.known.get("mma")
    if mma is None or not standing.holds("oral_b12"):
        return False
    assert isinstance(mma.value, Interval)
    return holds(f.mma > standing.engine.figures["mma.raised"], mma.value) is Truth.NO
