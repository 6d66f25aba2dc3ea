"""What is recorded and nobody confirmed, told beside the route: it is asked about before that is acted upon (register R79)."""

from __future__ import annotations

from collections.abc import Iterator

from cobalamin.assessment.standing import Standing
from cobalamin.knowledge.definitions import oral_not_feasible
from cobalamin.language.nodes import facts_of
from cobalamin.recall.cautions import NERVES, NERVES_FIRST, nerves_in_doubt
from cobalamin.records.known import Facts

_ORAL = tuple(each.name for each in facts_of(oral_not_feasible))
_HEART, _MARROW = ("heart_failure", "angina", "syncope"), ("fever", "bleeding")
HEART_FIRST = "beside severe anaemia, heart failure, angina or fainting is recorded but not confirmed: ask now, it may be same day"
MARROW_FIRST = "beside pancytopenia, fever or bleeding is recorded but not confirmed: ask now, it may be same day"
ORAL_FIRST = "trouble with tablets is recorded but not confirmed: ask before relying on them"
IN_WORDS = "B12 injections are recorded only in words: ask when the last was given"
CAUSE_FIRST = "a lasting cause is recorded but not confirmed: clarify it first"
GAS_FIRST = "nitrous oxide and nerve signs are recorded, not all confirmed: ask today"
_GAS = "nitrous_oxide"
_LASTING = ("autoimmune_gastritis", "total_gastrectomy", "complete_terminal_ileal_resection")
"""Causes for life that a record tells in words; a hereditary disorder may be that of a relative alone (register R158)."""
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
    if not standing.holds("absorption_impaired_for_good") and facts.unconfirmed(_LASTING):
        yield CAUSE_FIRST
    if gas := gas_in_doubt(facts):
        yield GAS_FIRST
    if standing.holds("b12_unlikely"):
        return
    if nerves_in_doubt(facts) and not gas:
        yield NERVES_FIRST
    if not standing.holds("b12_injections") and not standing.holds("oral_not_feasible") and facts.unconfirmed(_ORAL):
        yield ORAL_FIRST


def after_doubts(doubts: tuple[str, ...], words: str) -> str:
    """Where the answer points so far, after what is asked before that is relied upon: told behind it, nobody read it in time."""
    return "; ".join((*doubts, f"then {words}")) if doubts else words


def gas_in_doubt(facts: Facts) -> bool:
    """Whether nitrous oxide and a sign of the nerves are recorded, and nobody confirmed both."""
    gas, nerves = facts.values.get(_GAS) is True, any(facts.values.get(name) is True for name in NERVES)
    recorded = (gas or facts.unconfirmed((_GAS,))) and (nerves or nerves_in_doubt(facts))
    return recorded and not (gas and nerves)


def _injected_in_words(facts: Facts) -> bool:
    """Whether injections stand in words alone, and nowhere else."""
    missing = facts.missing.get("b12_injections")
    return missing is not None and missing.why == "in words only"


def _level_unread(facts: Facts) -> bool:
    """Whether a value that mentions B12 has no known code, and no level or metabolite counts."""
    known = facts.known.keys() & {"total_b12", "active_b12", "mma", "homocysteine"}
    unread = (each.source for each in facts.problems if each.why == "unmapped")
    return not known and any(source is not None and bool(source.sent) for source in unread)
