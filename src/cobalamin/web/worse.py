"""The card of somebody who gets worse on injections: a new sign of the nerves, or symptoms told as worse (register R126)."""

from __future__ import annotations

from cobalamin.assessment.route_words import SETTLE_FIRST
from cobalamin.knowledge.regimens import PUBLISHED
from cobalamin.recall.cautions import NERVES_FIRST
from cobalamin.recall.record import record_of
from cobalamin.recall.signs import Response
from cobalamin.recall.worklist import Group, placed
from cobalamin.web.cards import Card, card
from cobalamin.web.detail import detail
from cobalamin.web.situation import Situation

_WITHIN = 14
"""How far ahead the list looks, days: nothing hangs on it here."""


def worse_on_injections(here: Situation) -> str:
    """What is new or worse, in the list's words, where nothing was decided for it; "" where nothing is."""
    if not here.injections_go_on:
        return ""
    row, _ = placed(record_of(here.answered.case, here.answered.facts), here.answer.on, _WITHIN, PUBLISHED)
    response = row.response if row is not None and Group.FAILING in row.groups else None
    if response is None or response.verdict is not Response.NEW_OR_WORSE:
        return NERVES_FIRST if row is not None and Group.NERVES in row.groups else ""
    return next(sign.text for sign in response.signs if sign.verdict is response.verdict)


def worse(here: Situation, what: str, opening: str) -> Card:
    """It drafts nothing: who shortens an interval first looks at the patient."""
    if what == NERVES_FIRST:
        by = "On B12 injections" if here.on_injections else "On B12 by mouth"
        line = f"{by}, and {what}{f'; {SETTLE_FIRST}' if here.doubted_allergies else ''}."
    elif here.doubted_allergies:
        line = f"On B12 injections, and {what}: examine; {SETTLE_FIRST}."
    else:
        line = f"On B12 injections, and {what}: examine, reconsider the diagnosis, shorten the interval."
    return card(line, "warning", detail(here.answered, f"**{line}**\n\n{opening}"), ("SPEC 6", "NICE-sps"))
