"""What is recorded and nobody confirmed, told beside the route: it is asked about before that is acted upon (register R79)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cobalamin.assessment.route_words import SHORT_ROUTES, short_route
from cobalamin.assessment.standing import Standing
from cobalamin.knowledge import facts as f
from cobalamin.knowledge.definitions import oral_not_feasible
from cobalamin.knowledge.facts import FACTS
from cobalamin.language.nodes import Fact, Finding, facts_of
from cobalamin.language.patient import Interval, holds
from cobalamin.language.truth import Truth
from cobalamin.recall.cautions import NERVES, NERVES_FIRST, nerves_in_doubt
from cobalamin.records.blood_names import MACROCYTOSIS
from cobalamin.records.known import Facts
from cobalamin.records.messages import some
from cobalamin.records.record import Missing, Why

_ORAL = tuple(each.name for each in facts_of(oral_not_feasible))
_HEART, _MARROW = ("heart_failure", "angina", "syncope"), ("fever", "bleeding")
HEART_FIRST = "beside severe anaemia, heart failure, angina or fainting is recorded but not confirmed: ask now, it may be same day"
MARROW_FIRST = "beside pancytopenia, fever or bleeding is recorded but not confirmed: ask now, it may be same day"
ORAL_FIRST = "trouble with tablets is recorded but not confirmed: ask before relying on them"
IN_WORDS = "B12 injections are recorded only in words: ask when the last was given"
MEDICINE_UNREAD = "a medicine that may be B12 could not be read: ask what is given, and how"
GAS_FIRST = "nitrous oxide and nerve signs are recorded, not all confirmed: ask today, no more of it until then"
LOW_IN_PREGNANCY = "a low total B12 in pregnancy is not to be dismissed: test active B12 first"
"""It confirms nothing by itself, and nothing else is on record that does (register R39)."""
UNLESS_LOW = "no B12 treatment only if active B12 is not low either"
_GAS = "nitrous_oxide"
DECLINED_FIRST = "the record says in words that injections may be declined: ask first"
METABOLITE_UNREAD = "a raised metabolite may be due to the kidneys or to low folate: active B12 tells more"
"""Beside a level in the band the answer would else read as if nobody had found anything (register R167)."""
CONFIRM_FIRST = "confirm first what would change this answer"
_TOLD_OTHERWISE = frozenset((
    *NERVES, *_ORAL, *_HEART, *_MARROW, "b12_injections", "cobalamin_or_cobalt_allergy", "leber_optic_neuropathy",
))  # fmt: skip
"""What has a line of its own, or stands beside the dose."""
_MOST_NAMED = 2
UNREAD_RESULT = "a result that mentions B12 could not be read: look at it first"
UNREAD_LOW = "a B12 result that the laboratory calls low could not be read: look at it first"
SPOILT = "the laboratory says not to rely on the B12 result: repeat it"
DISTURBED = "the laboratory names an interference with the B12 result: test methylmalonic acid"
NOT_FINAL = "a B12 result is not final yet: ask the laboratory for it first"


def doubts_of(standing: Standing) -> Iterator[str]:
    """What stands in the record that would change the route, told beside it: not only among what was not used."""
    facts = standing.facts
    yield from _that_press(standing)
    yield from _levels_unread(facts)
    if _injected_in_words(facts):
        yield IN_WORDS
    elif facts.b12_unread:
        yield MEDICINE_UNREAD
    if gas := gas_in_doubt(facts):
        yield GAS_FIRST
    likely = not standing.holds("b12_unlikely")
    if likely and nerves_in_doubt(facts) and not gas:
        yield NERVES_FIRST
    told = "active_b12" in facts.known or standing.holds("deficiency_confirmed")
    if not told and total_low_in_pregnancy(standing):
        yield UNREAD_RESULT if any(_unread(facts)) and not facts.low_unread else LOW_IN_PREGNANCY
    if facts.may_decline and likely and "none" not in standing.outcomes[0]:
        yield DECLINED_FIRST
    if _metabolite_unread(standing):
        yield METABOLITE_UNREAD
    if likely and _tablets_in_doubt(standing):
        yield ORAL_FIRST
    if turning := tuple(name for name in _turning(standing) if not (gas and name == _GAS)):
        yield confirm_first(turning)


def _that_press(standing: Standing) -> Iterator[str]:
    """What would be seen the same day, were it confirmed."""
    if (
        standing.holds("anaemia_severe")
        and not standing.holds("cardiac_compromise")
        and standing.facts.unconfirmed(_HEART)
    ):
        yield HEART_FIRST
    if standing.holds("pancytopenia") and not any(map(standing.holds, _MARROW)) and standing.facts.unconfirmed(_MARROW):
        yield MARROW_FIRST


def _metabolite_unread(standing: Standing) -> bool:
    """Whether a raised metabolite says nothing beside a level in the band, and active B12 would."""
    unread = standing.holds("safety:metabolite_unread") and standing.holds("b12_borderline")
    return unread and "active_b12" not in standing.facts.known


def _tablets_in_doubt(standing: Standing) -> bool:
    """Whether trouble with tablets is recorded in doubt, where somebody would rely on them."""
    settled = standing.outcomes[0] in (("injection",), ("specialist",))
    may_do = not settled and not any(map(standing.holds, ("b12_injections", "oral_not_feasible")))
    return may_do and standing.facts.unconfirmed(_ORAL)


def confirm_first(names: Iterable[str]) -> str:
    """What nobody confirmed, by name, and would change the answer: a stomach taken out, pernicious anaemia."""
    return f"{CONFIRM_FIRST}: {some([label_in_doubt(name) for name in names], _MOST_NAMED)}"


def label_in_doubt(name: str) -> str:
    """A finding that nobody confirmed, as a line names it."""
    return _IN_DOUBT.get(name) or FACTS[name].fact.label


_IN_DOUBT = {MACROCYTOSIS: "macrocytosis", "b12_deficiency_diagnosed": "a diagnosis of B12 deficiency"}


def _turning(standing: Standing) -> Iterator[str]:
    """The findings that nobody confirmed and that make another answer, as things stand, of the one without them."""
    read, all_doubted = standing.engine.program.facts, standing.facts.doubted
    known = standing.facts.known  # a pregnancy in words is asked about of nobody who is presumed too old for one
    doubted = [each.name for each in read if each.name in all_doubted and each.name not in known and _may_turn(each)]
    usual = _as_it_stands(standing) if doubted else ()
    supposed = ((name, standing.supposing(name)) for name in doubted)
    # Of what cannot be, such as a man's pregnancy, nothing is left in any world.
    return (name for name, other in supposed if any(other.masks) and _as_it_stands(other) != usual)


def _may_turn(fact: Fact) -> bool:
    return (isinstance(fact, Finding) or fact.name == MACROCYTOSIS) and fact.name not in _TOLD_OTHERWISE


def _as_it_stands(standing: Standing) -> tuple[str, ...]:
    """The working answer in words, and how soon."""
    route, *urgency = standing.reassured
    return short_route(route, standing.holds), *urgency


def after_doubts(doubts: tuple[str, ...], words: str) -> str:
    """Where the answer points so far, after what is asked before that is relied upon: told behind it, nobody read it in time."""
    if LOW_IN_PREGNANCY in doubts and words.startswith(SHORT_ROUTES["none"]):
        return "; ".join((*doubts, UNLESS_LOW))
    return "; ".join((*doubts, f"otherwise {words}")) if doubts else words


def total_low_in_pregnancy(standing: Standing) -> bool:
    """Whether total B12 is below the deficient figure in a pregnancy, which lowers it (register R39)."""
    total = standing.facts.known.get("total_b12")
    if total is None or not standing.holds("pregnant"):
        return False
    assert isinstance(total.value, Interval)
    return holds(f.total_b12 < standing.engine.figures["b12.total.deficient"], total.value) is Truth.YES


def gas_in_doubt(facts: Facts) -> bool:
    """Whether nitrous oxide and a sign of the nerves are recorded, and nobody confirmed both."""
    gas, nerves = facts.holds(_GAS), any(map(facts.holds, NERVES))
    recorded = (gas or facts.unconfirmed((_GAS,))) and (nerves or nerves_in_doubt(facts))
    return recorded and not (gas and nerves)


def _injected_in_words(facts: Facts) -> bool:
    """Whether injections stand in words alone, and nowhere else."""
    missing = facts.missing.get("b12_injections")
    return missing is not None and missing.why == "in words only"


LEVELS = ("total_b12", "active_b12")
_MARKERS = (*LEVELS, "mma", "homocysteine")
UNREAD: tuple[Why, ...] = ("unit missing", "unit unknown", "implausible", "unreadable")
"""Why a level that was sent cannot be read, so that somebody has to look at it."""


TO_LOOK_AT = (UNREAD_LOW, UNREAD_RESULT, SPOILT, DISTURBED)
"""What is told of a level that cannot be used."""


def _levels_unread(facts: Facts) -> Iterator[str]:
    """Whether a value of B12 could not be read, by its code or its unit, or is not final, where no level or metabolite counts."""
    if facts.low_unread:
        yield UNREAD_LOW
        return
    if facts.known.keys() & set(_MARKERS):
        return
    missing = [facts.missing[name] for name in LEVELS if name in facts.missing]
    missing += [each for each in facts.problems if each.fact in LEVELS]  # of a record that filled a form
    if any(_unread(facts)) or any(each.why in UNREAD for each in missing):
        yield UNREAD_RESULT
    elif any(each.tells in ("spoilt", "disturbed") for each in missing):
        yield DISTURBED if any(each.tells == "disturbed" for each in missing) else SPOILT
    elif any(map(is_awaited, missing)):
        yield NOT_FINAL


def _unread(facts: Facts) -> Iterator[bool]:
    """Of each result that may be a level and could not be read whether it may be of these twelve months."""
    for each in facts.problems:
        if each.tells == "perhaps a level" or (each.why == "unmapped" and _has_value(each)):
            yield facts.is_current(each.source)


def is_awaited(missing: Missing) -> bool:
    """Whether it is a value that the laboratory has not confirmed yet, and did not take back."""
    return missing.why == "not final" and missing.tells != "withdrawn" and _has_value(missing)


def _has_value(missing: Missing) -> bool:
    return missing.source is not None and bool(missing.source.sent)
