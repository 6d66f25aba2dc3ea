"""What is recorded and nobody confirmed, told beside the route: it is asked about before that is acted upon (register R79)."""

from __future__ import annotations

from collections.abc import Iterator

from cobalamin.assessment.standing import Standing
from cobalamin.knowledge.definitions import oral_not_feasible
from cobalamin.language.nodes import facts_of
from cobalamin.recall.cautions import NERVES_FIRST, nerves_in_doubt
from cobalamin.records.known import Facts

_ORAL = tuple(each.name for each in facts_of(oral_not_feasible))
_HEART, _MARROW = ("heart_failure", "angina", "syncope"), ("fever", "bleeding")
HEART_FIRST = "beside severe anaemia, heart failure, angina or fainting is recorded but not confirmed: ask now, it may be same day"
MARROW_FIRST = "beside pancytopenia, fever or bleeding is recorded but not confirmed: ask now, it may be same day"
ORAL_FIRST = "trouble with tablets is recorded but not confirmed: ask before relying on them"
IN_WORDS = "B12 injections are recorded only in words: ask when the last was given"
UNREAD_RESULT = "a result that mentions B12 could not be read: look at it first"


def doubts_of(standing: Standing) -> Iterator[str]:
    """What stands in the record that would change the route, told beside it: not only among what was not used."""
    facts = standing.facts
    if standing.holds("anaemia_severe") and not standing.holds("cardiac_compromise") and facts.unconfirmed(_HEART):
        yield HEART_FIRST
    if standing.holds("pancytopenia") and not any(map(standing.holds, _MARROW)) and facts.unconfirmed(_MARROW):
        yield MARROW_FIRST
    if _level_unread(facts):
        yield UNREAD_RESULT
    if _injected_in_words(facts):
        yield IN_WORDS
    if standing.holds("b12_unlikely"):
        return
    if nerves_in_doubt(facts):
        yield NERVES_FIRST
    if not standing.holds("b12_injections") and not standing.holds("oral_not_feasible") and facts.unconfirmed(_ORAL):
        yield ORAL_FIRST


def after_doubts(doubts: tuple[str, ...], words: str) -> str:
    """Where the answer points so far, after what is asked before that is relied upon: told behind it, nobody read it in time."""
    return "; ".join((*doubts, f"then {words}")) if doubts else words


def _injected_in_words(facts: Facts) -> bool:
    """Whether injections stand in words alone, and nowhere else."""
    missing = facts.missing.get("b12_injections")
    return missing is not None and missing.why == "in words only"


def _level_unread(facts: Facts) -> bool:
    """Whether a value that mentions B12 has no known code, and no level or metabolite counts."""
    known = facts.known.keys() & {"total_b12", "active_b12", "mma", "homocysteine"}
    unread = (each.source for each in facts.problems if each.why == "unmapped")
    return not known and any(source is not None and bool(source.sent) for source in unread)
