"""Cards of somebody on injections: who gets worse, and who has an order, no dose and a low level (register R126, R152)."""

from __future__ import annotations

from datetime import date, timedelta

from cobalamin.assessment.route_doubts import IN_WORDS
from cobalamin.assessment.route_words import SETTLE_FIRST
from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.regimens import PUBLISHED
from cobalamin.language.nodes import Measure
from cobalamin.language.patient import Interval, holds
from cobalamin.language.truth import Truth
from cobalamin.recall.cautions import NERVES_FIRST
from cobalamin.recall.record import record_of
from cobalamin.recall.signs import Response
from cobalamin.recall.worklist import Group, placed
from cobalamin.records.drawn_on_b12 import LEVELS
from cobalamin.records.given import is_injection
from cobalamin.records.known import Known
from cobalamin.records.moments import day
from cobalamin.web.card_words import told
from cobalamin.web.cards import Card
from cobalamin.web.ordered import WAITING_DAYS
from cobalamin.web.situation import Situation


def low_on_order(here: Situation) -> tuple[date, date] | None:
    """Since when injections are on record, and the day of a low level that was drawn well after; None where a dose is."""
    injections = [each for each in here.answered.case.treatment if is_injection(each)]
    if not here.injections_go_on or any(each.is_dose for each in injections):
        return None
    begun = [each.when.last for each in injections if each.when is not None and (each.in_force or each.said)]
    low = [drawn for name in LEVELS if (drawn := _low(here, name)) is not None]
    if not begun or not low or max(low) <= min(begun) + timedelta(days=WAITING_DAYS):
        return None
    return min(begun), max(low)


def in_words_alone(here: Situation) -> bool:
    """Whether a diagnosis or a comment says that B12 is injected, and no dose or order of it is on record (register R128)."""
    told_of = any(is_injection(each) for each in here.answered.case.treatment)
    return IN_WORDS in here.answer.route.statement and not told_of


def _low(here: Situation, name: str) -> date | None:
    """The day of a level that is below the figure in force."""
    found = here.answered.facts.known.get(name)
    return _drawn(found) if found is not None and _is_low(here, name, found) else None


def _is_low(here: Situation, name: str, found: Known) -> bool:
    entry = FACTS[name]
    limit, _ = entry.word_limits
    if not isinstance(entry.fact, Measure) or not isinstance(found.value, Interval):
        return False
    return holds(entry.fact < here.answered.figures[limit], found.value) is Truth.YES


def _drawn(found: Known) -> date | None:
    return day(found.source.when) if found.source is not None else None


def low_card(here: Situation, since: date, drawn: date) -> Card:
    """The card for a low level beside an order without a dose. It drafts nothing: that order is to be given, or never was to be."""
    line = f"B12 injections are on record since {since}, without a dose, and B12 was low on {drawn}: ask whether they are given."
    return told(here, line, "warning", ("SPEC 6.1", "R32"))


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


def new_sign(here: Situation) -> str:
    """That something is new or worse on treatment, as the line of a late dose goes on."""
    return (
        "; a sign is new or worse on treatment: examine" if worse_on_injections(here) not in ("", NERVES_FIRST) else ""
    )


def worse(here: Situation, what: str) -> Card:
    """The card for somebody worse on injections; it drafts nothing, for whoever shortens an interval first looks at the patient."""
    if what == NERVES_FIRST:
        by = "On B12 injections" if here.on_injections else "On B12 by mouth"
        line = f"{by}, and {what}{f'; {SETTLE_FIRST}' if here.doubted_allergies else ''}."
    elif here.doubted_allergies:
        line = f"On B12 injections, and {what}: examine; {SETTLE_FIRST}."
    else:
        line = f"On B12 injections, and {what}: examine, reconsider the diagnosis, shorten the interval."
    return told(here, line, "warning", ("SPEC 6", "NICE-sps"))
