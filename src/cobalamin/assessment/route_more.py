"""What an earlier result, tablets that work, or another cause add to the words of a route (registers R155 to R157)."""

from __future__ import annotations

from cobalamin.assessment.route_doubts import total_low_in_pregnancy
from cobalamin.assessment.route_words import NOT_AT_THAT, OTHER_CAUSES, RETURNS, ROUTE_WORDS, SHORT_ROUTES, SUSPECTED
from cobalamin.assessment.standing import Standing
from cobalamin.knowledge import facts as f
from cobalamin.language.patient import Interval, holds
from cobalamin.language.truth import Truth
from cobalamin.recall.cautions import NERVES_FIRST

WORKING = "methylmalonic acid is normal on the tablets: look for another cause of the nerve signs as well"
"""Beside injections that nerve signs call for (register R156)."""
FOLIC_ALONE = "folic acid is on record without B12: do not give it alone, test or treat B12 too"
FOLIC_IN_PREGNANCY = (
    "folic acid is on record without B12: do not leave it out in pregnancy, and do not give it alone, "
    "test or treat B12 too"
)
FOLATE_LOW = "folate is low: do not start folic acid alone"
"""What the safety rules block stands in the first line too: below it, who looks there first gives it (register R162)."""
NO_MORE_GAS = "no more nitrous oxide: it inactivates B12"
"""Beside nerve signs: treatment does not work while it goes on, and the first line said nothing of it."""
GAS_PLANNED = "nitrous oxide is planned and inactivates B12: avoid it, or give B12 first"
GAS_PLANNED_ALLERGIC = "nitrous oxide is planned and inactivates B12: avoid it"
"""Of whoever may lack B12 and has none yet, before it is given: afterwards a level says nothing (register R166)."""
_POINTS_TO_B12 = ("suspicion", "symptomatic", "anaemia", "macrocytosis", "folate_low")
_NOTHING = (ROUTE_WORDS["none"], SHORT_ROUTES["none"], SUSPECTED)


COPPER = "copper deficiency is on record and may cause the nerve signs too"
"""Beside nerve signs on every route: the specification names it first among the other causes (register R157)."""


def with_more(words: str, standing: Standing, doubts: tuple[str, ...]) -> str:
    """The words of a route with what is told beside nerve signs: tablets that do all B12 can, another cause, and the doubts."""
    nerves = standing.holds("neurological_involvement")
    said = with_what_levels_say(words, standing)
    if said == ROUTE_WORDS["none"] and nerves:
        said = OTHER_CAUSES
    if said == ROUTE_WORDS["injection"] and nerves and _tablets_work(standing):
        said = f"{said}; {WORKING}"
    copper = standing.holds("copper_deficiency") or standing.facts.unconfirmed(("copper_deficiency",))
    if copper and (nerves or NERVES_FIRST in doubts):  # in a health record it stands in words: no code of it is read
        said = f"{said}; {COPPER}"
    if nerves and standing.holds("safety:nitrous_oxide"):
        said = f"{said}; {NO_MORE_GAS}"
    if standing.facts.gas_planned and _may_lack(standing):
        said = f"{said}; {GAS_PLANNED_ALLERGIC if standing.facts.may_be_allergic else GAS_PLANNED}"
    points = doubts or (any(map(standing.holds, _POINTS_TO_B12)) and not _level_speaks_against(standing))
    if points and (folic := _folic_acid(standing)):
        said = f"{said}; {folic}"
    return "; ".join((said, *doubts))


def _may_lack(standing: Standing) -> bool:
    """Whether B12 may be lacking, by the rules, and none is given."""
    suspected = any(map(standing.holds, ("deficiency_suspected", "deficiency_confirmed")))
    return suspected and not any(map(standing.holds, ("b12_injections", "oral_b12")))


def _level_speaks_against(standing: Standing) -> bool:
    """Whether a level above the band stands alone: no sign of the nerves, and nothing that makes it misleading (as in R88)."""
    against = standing.holds("deficiency_suspected") or standing.named("b12_unlikely") is Truth.NO
    return standing.holds("b12_above_band") and not against and not standing.holds("neurological_involvement")


def _folic_acid(standing: Standing) -> str:
    if standing.holds("safety:folic_acid_alone"):
        pregnant = standing.holds("pregnant") or standing.facts.unconfirmed(("pregnant",))
        return FOLIC_IN_PREGNANCY if pregnant else FOLIC_ALONE
    return FOLATE_LOW if standing.holds("safety:folate_low_untreated_b12") else ""


def with_what_levels_say(words: str, standing: Standing) -> str:
    """The words of a route, where an earlier result of these months showed deficiency and its cause may last, or in pregnancy."""
    if words not in _NOTHING:
        return words
    if standing.facts.was_deficient and not standing.holds("cause_resolved"):
        return RETURNS
    settled = standing.holds("b12_unlikely") or "active_b12" not in standing.facts.known
    return words if settled or not total_low_in_pregnancy(standing) else NOT_AT_THAT


def _tablets_work(standing: Standing) -> bool:
    mma = standing.facts.known.get("mma")
    if mma is None or not standing.holds("oral_b12"):
        return False
    assert isinstance(mma.value, Interval)
    return holds(f.mma > standing.engine.figures["mma.raised"], mma.value) is Truth.NO
