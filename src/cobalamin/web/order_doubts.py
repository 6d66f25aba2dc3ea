"""B12 by mouth that is ordered while something unconfirmed is on record that would call for injections (register R79)."""

from __future__ import annotations

from cobalamin.assessment.route_doubts import CONFIRM_FIRST, GAS_FIRST, NOT_FINAL, ORAL_FIRST, UNREAD_RESULT
from cobalamin.recall.cautions import NERVES_FIRST
from cobalamin.translation.phrases import capital
from cobalamin.web.advice import cites, opening
from cobalamin.web.cards import MOST_CHARACTERS, Card, card
from cobalamin.web.detail import detail
from cobalamin.web.situation import Situation

_AGAINST_TABLETS = (GAS_FIRST, NERVES_FIRST, CONFIRM_FIRST, ORAL_FIRST)


def doubt_of_tablets(here: Situation) -> str:
    """What is to be asked before tablets are relied upon, as the first line says it; "" where nothing is."""
    said = here.answer.route.statement.split("; ")
    return next((clause for each in _AGAINST_TABLETS for clause in said if clause.startswith(each)), "")


def level_in_doubt(here: Situation) -> str:
    """What is said of a B12 result that could not be read or is not final, in the place of *not measured*; "" where none is."""
    return next(
        (f". {capital(each)}." for each in (UNREAD_RESULT, NOT_FINAL) if each in here.answer.route.statement), ""
    )


def tablets_in_doubt(here: Situation, drafted: str) -> Card:
    """It takes nothing back: tablets are right where the doubt comes to nothing."""
    line = f"{drafted}; {doubt_of_tablets(here)}."
    if len(line) > MOST_CHARACTERS:
        line = f"{drafted}; {CONFIRM_FIRST}."  # only of names is a doubt so long
    return card(line, "warning", detail(here.answered, f"**{line}**\n\n{opening(here)}"), cites(here))
