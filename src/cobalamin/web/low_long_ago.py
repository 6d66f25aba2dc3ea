"""A low level of more than a year ago after which nobody tested or treated: opening the record tells of it (register R172)."""

from __future__ import annotations

from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.treatment import COBALAMINS
from cobalamin.records.drawn_on_b12 import LEVELS, METABOLITES, shows_deficiency
from cobalamin.records.record import Result
from cobalamin.web.card_words import cites, opening
from cobalamin.web.cards import Card, card
from cobalamin.web.detail import detail
from cobalamin.web.situation import Situation
from cobalamin.web.suggested import b12_test, tests

_CHANGED = LEVELS | METABOLITES


def low_long_ago(here: Situation) -> Result | None:
    """The last result of B12 or a metabolite, where it is a low level too old to count and nothing came after it."""
    case, facts = here.answered.case, here.answered.facts
    treated = any(event.product in COBALAMINS for event in case.treatment) or here.b12_may_be_given
    told = any(said.fact in ("oral_b12", "b12_injections") and said.present for said in case.statements)
    if (
        treated
        or told
        or here.at_the_end
        or here.not_read("results")
        or facts.known.keys() & _CHANGED
        or here.tests_drafted & _CHANGED
    ):
        return None
    dated = [each for each in case.results if each.fact in _CHANGED and each.taken is not None]
    last = max(dated, key=lambda each: str(each.taken), default=None)
    if last is None or last.fact not in LEVELS or not facts.long_ago(last.fact):
        return None
    result = last.read()
    low = result.problem is None and shows_deficiency(FACTS[last.fact], result, here.answered.figures)
    return result if low else None


def low_long_ago_card(here: Situation, low: Result) -> Card:
    """It orders a test and nothing else: what such a level means today nobody knows."""
    label = FACTS[low.fact].fact.label
    line = f"The last {label}, of {low.source.when[:10]}, was low, and no later test or B12 is on record: test again."
    first = f"**{line}** {low.source.sent} ({low.source.where})\n\n{opening(here)}"
    return card(line, "info", detail(here.answered, first), cites(here), tests(here, [b12_test(here)]))
