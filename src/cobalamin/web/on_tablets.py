"""B12 by mouth beside what says that it may not do: something not confirmed, or impaired absorption (registers R79, R165)."""

from __future__ import annotations

from cobalamin.assessment.route_doubts import CONFIRM_FIRST, GAS_FIRST, ORAL_FIRST
from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.treatment import COBALAMINS
from cobalamin.recall.cautions import NERVES_FIRST, RED_SIGNS
from cobalamin.records.drawn_on_b12 import METABOLITES
from cobalamin.web.cards import MOST_CHARACTERS
from cobalamin.web.situation import Situation

_AGAINST_TABLETS = (GAS_FIRST, NERVES_FIRST, CONFIRM_FIRST, ORAL_FIRST)
_NOT_CONFIRMED = " not confirmed: ask first"


def doubt_of_tablets(here: Situation) -> str:
    """What is to be asked before tablets are relied upon, as the first line says it; "" where nothing is."""
    said = here.answer.route.statement.split("; ")
    return next((clause for each in _AGAINST_TABLETS for clause in said if clause.startswith(each)), "")


def with_doubt(start: str, here: Situation) -> str:
    """A line that ends with that doubt; only of names is one so long that they are left out."""
    line = f"{start}; {doubt_of_tablets(here)}."
    return line if len(line) <= MOST_CHARACTERS else f"{start}; {CONFIRM_FIRST}."


def cause_to_confirm(here: Situation) -> str:
    """What nobody confirmed and would change the answer, as a card's line goes on; "" where there is none."""
    doubt = doubt_of_tablets(here)
    if doubt == ORAL_FIRST:
        return f"; trouble with tablets{_NOT_CONFIRMED}"
    return f"; {doubt.partition(': ')[2]}{_NOT_CONFIRMED}" if doubt.startswith(f"{CONFIRM_FIRST}: ") else ""


_ROOM = 28
"""Characters of a name that leave room for the urgency in the longest line."""


def nerves_to_ask(here: Situation) -> str:
    """Signs of the nerves that nobody confirmed, as a line goes on; one that would be seen the same day by its name."""
    if not here.nerves_in_doubt:
        return ""
    red = next((name for name in RED_SIGNS if here.answered.facts.unconfirmed((name,))), "")
    if not red:
        return "; nerve signs not confirmed: ask first"
    label = FACTS[red].fact.label
    return f"; {label if len(label) <= _ROOM else 'a red flag'} not confirmed: ask today"


def by_mouth(here: Situation) -> str:
    """How B12 is taken that is not injected: a spray into the nose is no tablet."""
    taken = [each for each in here.answered.case.treatment if each.product in COBALAMINS and not each.is_to_inject]
    return "a B12 nasal spray" if taken and all(each.route == "nasal" for each in taken) else "B12 by mouth"


def on_tablets(here: Situation) -> str:
    """What is told of a picture of deficiency in somebody who takes B12 by mouth; "" where nothing speaks against that."""
    if not here.known("oral_b12") or here.on_injections or not here.suspected:
        return ""
    if doubt_of_tablets(here):
        begins = "B12 deficiency, and" if here.holds("deficiency_confirmed") else "Possible B12 deficiency, and"
        return with_doubt(f"{begins} {by_mouth(here)}", here)
    if here.holds("absorption_impaired") and here.holds("b12_borderline") and not here.measured(*METABOLITES):
        how = by_mouth(here)
        swallowed = "" if "mouth" in how else " by mouth"
        level = "absorption is impaired and the level is borderline"
        return f"On {how}, {level}: at least 1000 micrograms a day{swallowed}, or injections."
    return ""
