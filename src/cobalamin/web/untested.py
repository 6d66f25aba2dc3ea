"""Who was never tested: deficiency is to come, or the blood looks like it, without a level and without B12 (register R144)."""

from __future__ import annotations

from cobalamin.assessment.route_doubts import CONFIRM_FIRST, DISTURBED, SPOILT, label_in_doubt
from cobalamin.knowledge.definitions import (
    CAUSES_FOR_GOOD,
    absorption_impaired,
    anaemia,
    hypersegmented_neutrophils,
    low_b12_diet,
    macrocytosis,
    megaloblastic_picture,
    symptomatic,
)
from cobalamin.language.ladder import UNDETERMINED
from cobalamin.language.nodes import Finding, facts_of
from cobalamin.records.drawn_on_b12 import METABOLITES
from cobalamin.records.select_person import is_small_child
from cobalamin.web.situation import Situation

_POINTERS = [
    each
    for each in facts_of(
        absorption_impaired, low_b12_diet, hypersegmented_neutrophils, megaloblastic_picture, symptomatic
    )
    if isinstance(each, Finding)
]


LIFELONG = tuple(each.name for each in facts_of(*CAUSES_FOR_GOOD) if each.name != "hereditary_b12_disorder")
_RISKS = tuple(each.name for each in facts_of(absorption_impaired, low_b12_diet))
_MISLEADING = ("autoimmune_gastritis", "intrinsic_factor_antibody")
"""Beside these a level above the band speaks against nothing."""


def is_untested(here: Situation) -> bool:
    """True where a cause for life, the blood count, or a sign and a risk together point to deficiency that nobody looked for:
    neither a test of it nor B12 is on record.
    """
    doubted = here.answered.facts.unconfirmed(("b12_injections",))  # a level of a treatment in words denies nothing
    tested = here.measured(*METABOLITES) or (here.b12_measured and not (here.hereditary or doubted))
    treated = here.on_injections or here.known("oral_b12")
    if tested or treated or here.not_read("results"):
        return False
    points = _blood_points_to_it(here) or _was_spoilt(here) or _has_sign_and_risk(here) or _is_child_at_risk(here)
    points = points or _carries_without_b12(here)
    for_good = here.holds("absorption_impaired_for_good") or _doubted(here, LIFELONG)
    return for_good or points


def _was_spoilt(here: Situation) -> bool:
    """Whether somebody looked for it because of a sign or a symptom, and the laboratory says not to rely on the level (R171)."""
    signs = here.nerves_in_doubt or here.holds("symptomatic") or here.holds("anaemia")
    return signs and any(each in here.answer.route.statement for each in (SPOILT, DISTURBED))


def may_mislead(here: Situation) -> bool:
    """Whether pernicious anaemia or its antibody, not confirmed, would change the answer, and no B12 is on record."""
    asked = CONFIRM_FIRST in here.answer.route.statement and _doubted(here, _MISLEADING)
    return asked and not (here.on_injections or here.known("oral_b12"))


def _doubted(here: Situation, names: tuple[str, ...]) -> bool:
    return here.answered.facts.unconfirmed(names)


def may_be_functional(here: Situation) -> bool:
    """A raised metabolite of a small child, or beside an unconfirmed sign; a hereditary disorder in words (register R169)."""
    facts = here.answered.facts
    concerns = here.nerves_in_doubt or is_small_child(facts)
    return (concerns and here.functional) or facts.unconfirmed(("hereditary_b12_disorder",))


def why_untested(here: Situation) -> str:
    """What is on record and points to deficiency, for the detail of the card; "" where a test counts."""
    if not is_untested(here):
        return ""
    found = [each.label for each in _POINTERS if here.known(each.name)]
    found += [each.statement.partition(" (")[0] for each in (macrocytosis, anaemia) if here.holds(each.id)]
    found += [f"{label_in_doubt(name)} (not confirmed)" for name in (*LIFELONG, *_RISKS) if _doubted(here, (name,))]
    found = list(dict.fromkeys(found))
    return f"\n\nOn record: {', '.join(found)}; without a test that counts and without B12." if found else ""


def _is_child_at_risk(here: Situation) -> bool:
    """A small child with anaemia, a symptom or an unconfirmed sign, whose diet or mother lacks B12, as far as was said."""
    facts = here.answered.facts
    risk = here.known("low_b12_diet") or facts.unconfirmed(("low_b12_diet",))
    sign = here.holds("symptomatic") or here.holds("anaemia") or here.nerves_in_doubt
    return is_small_child(facts) and risk and sign


_CARRIES = ("pregnant", "breastfeeding")


def _carries_without_b12(here: Situation) -> bool:
    """A pregnancy or breastfeeding beside a strict low-B12 diet, each as far as was said: the child has what the mother has."""
    doubted = here.answered.facts.unconfirmed
    carries = any(map(here.known, _CARRIES)) or doubted(_CARRIES)
    return carries and (here.known("low_b12_diet") or doubted(("low_b12_diet",)))


def _blood_points_to_it(here: Situation) -> bool:
    """Whether the blood count points to deficiency and the route is open: in adults alone, for a newborn's red cells are large."""
    film = here.known("megaloblastic_picture") or here.known("hypersegmented_neutrophils")
    macrocytic = here.holds("macrocytosis") and here.holds("anaemia") and not here.warned("folate")
    return here.answer.route.outcome == UNDETERMINED and (film or macrocytic)


def _has_sign_and_risk(here: Situation) -> bool:
    """Whether a symptom or sign stands beside a risk (NICE 1.2.5): an operation, the bowel or the diet; of medicines
    metformin alone, beside a sign of the nerves (MHRA).
    """
    risk = here.holds("absorption_impaired") or here.known("low_b12_diet") or _doubted(here, _RISKS)
    sign = any(map(here.holds, ("symptomatic", "anaemia", "macrocytosis"))) or here.nerves_in_doubt
    asked_of = risk or (here.known("metformin") and here.nerves_in_doubt)
    return here.answer.route.outcome != "specialist" and asked_of and sign
