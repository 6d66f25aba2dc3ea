"""What whoever orders B12 has to mind, as cards: warnings that concern an injection, and doubts of tablets (register R115, R79)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from cobalamin.assessment.route_doubts import NOT_FINAL, TO_LOOK_AT
from cobalamin.assessment.safety_told import action_beside
from cobalamin.knowledge.safety import SAFETY_BY_ID
from cobalamin.recall.reasons import State
from cobalamin.translation.phrases import capital
from cobalamin.web.card_words import cites, listed, told
from cobalamin.web.cards import Card, Indicator, Suggestion, card
from cobalamin.web.detail import detail, plain
from cobalamin.web.on_tablets import with_doubt
from cobalamin.web.orders import Orders
from cobalamin.web.situation import Situation

_WORDS: Mapping[str, str] = {
    "inr": "INR above range (not into the muscle)",
    "bleeding": "bleeding risk (not into the muscle before it is assessed)",
    "anticoagulant": "an anticoagulant (route and technique)",
    "injection_site": "infection at the site (another, or wait)",
    "potassium": "severe anaemia (potassium first and at 24 to 48 hours)",
    "benzyl_alcohol": "pregnancy or infancy (preservative-free product)",
}
"""The gravest first, each in few enough words for a line; what to do is in the detail as the answer has it."""
_OF_THE_MUSCLE = ("inr", "bleeding", "anticoagulant")
_PRESERVATIVE = "benzyl_alcohol"
_ALLERGIC = "allergy to benzyl alcohol (preservative-free product)"


def to_mind(here: Situation, orders: Orders) -> Iterator[Card]:
    """One card for all of them; none where the answer warns of nothing that concerns them."""
    held = [name for name in _WORDS if here.warned(name) and _concerns(name, here, orders)]
    allergic = bool(orders) and here.allergic_to_preservative
    if not held and not allergic:
        return
    words = [_WORDS[name] for name in held if name != _PRESERVATIVE or not allergic]
    line = listed("Before this B12 injection, check", (*words, *([_ALLERGIC] if allergic else [])), ".")
    shown = [SAFETY_BY_ID[f"safety:{name}"] for name in (*held, *(["fluid_overload"] if "potassium" in held else []))]
    actions = {each.id: plain(each.action) for each in here.answer.safety}  # with what the record holds of it
    said = [f"**{capital(rule.rule.statement)}:** {actions.get(rule.rule.id, rule.action)}" for rule in shown]
    if allergic:
        shown.append(SAFETY_BY_ID[f"safety:{_PRESERVATIVE}"])
        said.append(f"**Allergy to benzyl alcohol:** {shown[-1].action}")
    sources = tuple(dict.fromkeys(cite for rule in shown for cite in rule.rule.cites))
    indicator: Indicator = "info" if {*held} <= {_PRESERVATIVE} and not allergic else "warning"
    yield card(line, indicator, detail(here.answered, "\n\n".join(said)), sources)


def _concerns(name: str, here: Situation, orders: Orders) -> bool:
    """The muscle only where it is injected into; potassium before the first doses, and until the loading is over."""
    if name in _OF_THE_MUSCLE:
        return any(order.route != "subcutaneous" for order in orders)
    course = here.answer.course
    begins = not here.on_injections or (course is not None and course.state == State.LOADING)
    return bool(orders) and (name != "potassium" or begins)


def by_rule(here: Situation, line: str, indicator: Indicator, name: str, offered: Iterable[Suggestion] = ()) -> Card:
    """A card by a safety rule: the rule's action begins the detail, its sources stand under the card."""
    rule = SAFETY_BY_ID[f"safety:{name}"]
    action = action_beside(rule.id, rule.action, here.answered.facts)
    return card(line, indicator, detail(here.answered, f"**{action}**"), rule.rule.cites, offered)


# --- B12 by mouth, while something unconfirmed is on record that would call for injections ---


def level_in_doubt(here: Situation) -> str:
    """What is said of a B12 result that could not be read or is not final, in the place of *not measured*; "" where none is."""
    return next(
        (f". {capital(each)}." for each in (*TO_LOOK_AT, NOT_FINAL) if each in here.answer.route.statement),
        "",
    )


def tablets_in_doubt(here: Situation, drafted: str) -> Card:
    """The card for tablets in doubt; it takes none back, for they are right where the doubt comes to nothing."""
    return told(here, with_doubt(drafted, here), "warning", cites(here))
