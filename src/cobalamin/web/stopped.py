"""Injections that a B12 level ended: drawn on treatment it says nothing of the need (register R122)."""

from __future__ import annotations

from cobalamin.knowledge.safety import SAFETY_BY_ID
from cobalamin.knowledge.treatment import stop_reason
from cobalamin.web.card_words import told
from cobalamin.web.cards import Card, Indicator
from cobalamin.web.situation import Situation
from cobalamin.web.suggested import next_tests, tests
from cobalamin.web.untested import LIFELONG

_NEVER_STOP = SAFETY_BY_ID["safety:never_stop"]
_OF_DEFICIENCY = ("b12_deficiency_diagnosed", *LIFELONG)


def stopped_for_a_level(here: Situation) -> bool:
    """Whether injections were stopped for a B12 level where deficiency is on record, also in words, and no B12 is given since."""
    stop = here.stopped
    recorded = here.holds("deficiency_confirmed") or here.answered.facts.unconfirmed(_OF_DEFICIENCY)
    ended = stop is not None and stop_reason(stop.reason) == "b12_level" and not here.injections_go_on
    return ended and recorded and not here.known("oral_b12")


def level_no_reason(here: Situation) -> Card:
    """The cause decides whether they are needed, and nobody wrote it down for certain."""
    line = "B12 injections were stopped because of a B12 level: no reason to stop on treatment. Ask for the cause"
    nerves = here.holds("neurological_involvement") or here.nerves_in_doubt
    line += "; nerve signs: within days." if nerves else ", and whether to restart."
    indicator: Indicator = "warning" if nerves else "info"
    return told(here, line, indicator, _NEVER_STOP.rule.cites, tests(here, next_tests(here)))
