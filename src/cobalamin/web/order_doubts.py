"""B12 by mouth that is ordered while something unconfirmed is on record that would call for injections (register R79)."""

from __future__ import annotations

from cobalamin.assessment.route_doubts import CONFIRM_FIRST, GAS_FIRST, ORAL_FIRST
from cobalamin.recall.cautions import NERVES_FIRST
from cobalamin.web.advice import cites, opening
from cobalamin.web.cards import Card, card
from cobalamin.web.detail import detail
from cobalamin.web.situation import Situation

_AGAINST_TABLETS = (GAS_FIRST, NERVES_FIRST, CONFIRM_FIRST, ORAL_FIRST)


def doubt_of_tablets(here: Situation) -> str:
    """What is to be asked before tablets are relied upon, as the first line says it; "" where nothing is."""
    return next((each for each in _AGAINST_TABLETS if each in here.answer.route.statement), "")


def tablets_in_doubt(here: Situation, drafted: str) -> Card:
    """It takes nothing back: tablets are right where the doubt comes to nothing."""
    line = f"{drafted}; {doubt_of_tablets(here)}."
    return card(line, "warning", detail(here.answered, f"**{line}**\n\n{opening(here)}"), cites(here))
