"""Is treatment working? Blood and symptoms over time against the published kinetics, and the review action by route.

A B12 level on treatment is set aside with its reason: it says nothing about response and never speaks for stopping.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from cobalamin.knowledge.regimens import PUBLISHED, Rules
from cobalamin.knowledge.treatment import Span, TreatmentRecord
from cobalamin.recall.blood import blood
from cobalamin.recall.causes import can_be_dealt_with, is_for_good
from cobalamin.recall.signs import Response, Sign, Treated, worst
from cobalamin.recall.symptoms import getting_worse, new_nerves, symptoms

TreatedBy = Literal["injection", "oral"]


class Action(StrEnum):
    """What the review comes to; the value is the sentence shown."""

    ASK = "ask about symptoms and repeat the blood count: nothing here shows how treatment is going"
    WAIT = "continue, and review when the response can be judged"
    CONTINUE_FOR_LIFE = "continue injections for life: the cause is irreversible; never stop"
    CONTINUE = "continue, and review again within 12 months"
    CONSIDER_STOPPING = "the cause has been dealt with: consider stopping or spacing the injections"
    SHORTEN = "shorten the interval within the product information; reconsider the diagnosis"
    TREAT_FIRST = "treat the low iron or folate on record, then judge again; reconsider the diagnosis"
    COMPLETE_LOADING = "complete the loading course; reconsider the diagnosis"
    STOP_TABLETS = "the cause has been dealt with: stop the tablets"
    CONTINUE_TABLETS = "continue the tablets and follow up"
    CONFIRM_TABLETS = "continue B12 for life: the cause is irreversible; confirm that tablets are the intended route"
    RAISE_OR_SWITCH = "raise the dose or switch to injections; reconsider the diagnosis"


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict with everything behind it; `set_aside` lists what was looked at and must not count."""

    verdict: Response
    action: Action
    signs: tuple[Sign, ...]
    set_aside: tuple[str, ...]


def judge_response(
    record: TreatmentRecord, start: Span, on: date, route: TreatedBy = "injection", rules: Rules = PUBLISHED
) -> Judgement:
    """The response to a treatment begun on `start`, as far as the record shows it on a day."""
    treated = Treated(record, start, on, rules)
    signs = (*blood(treated), *filter(None, (symptoms(treated), getting_worse(treated), new_nerves(treated))))
    # The worst settled sign decides; one still too early neither reassures nor alarms beside it (register M25).
    decides = worst(signs)
    verdict = Response.NOT_KNOWN if decides is None else decides.verdict
    aside = tuple(
        f"{lab.fact.replace('_', ' ')} of {lab.when}: a B12 level on treatment says nothing about response"
        for lab in record.labs
        if lab.fact in ("total_b12", "active_b12") and lab.when.last >= start.first and lab.when.first <= on
    )
    return Judgement(verdict, action_for(verdict, route, record), signs, aside)


def action_for(verdict: Response, route: TreatedBy, record: TreatmentRecord) -> Action:
    """The table of the specification's §6; an irreversible cause never yields "stop", whatever else is recorded."""
    match verdict:
        case Response.NOT_KNOWN:
            return Action.ASK
        case Response.TOO_EARLY:
            return Action.WAIT
        case Response.INSUFFICIENT | Response.NEW_OR_WORSE:
            return Action.SHORTEN if route == "injection" else Action.RAISE_OR_SWITCH
        case Response.RESPONDING:
            return _improved(route, record)


def _improved(route: TreatedBy, record: TreatmentRecord) -> Action:
    dealt_with = record.cause_resolved is True and can_be_dealt_with(record)
    if is_for_good(record):  # on tablets somebody confirms that they are meant (register R72)
        return Action.CONTINUE_FOR_LIFE if route == "injection" else Action.CONFIRM_TABLETS
    if route == "oral":
        return Action.STOP_TABLETS if dealt_with else Action.CONTINUE_TABLETS
    return Action.CONSIDER_STOPPING if dealt_with else Action.CONTINUE
