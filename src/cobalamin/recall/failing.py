"""Whose treatment does not help, by what the record tells of symptoms and blood, and whether that was acted on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cobalamin.knowledge.regimens import Rules
from cobalamin.recall.cautions import BLUNTS, WORSE
from cobalamin.recall.followup import began
from cobalamin.recall.reasons import State
from cobalamin.recall.response import Action, Judgement, judge_response
from cobalamin.recall.schedule import Schedule
from cobalamin.recall.signs import Response, Treated
from cobalamin.recall.symptoms import new_nerves
from cobalamin.records.known import window_start

_FAILS = (Response.INSUFFICIENT, Response.NEW_OR_WORSE)


def response_of(course: Schedule, rules: Rules) -> Judgement | None:
    """The response to treatment; None with nothing to judge, or no treatment: a lapse is no failure of it (register M32)."""
    record = course.record
    start = began(record, course.doses)
    if start is None or course.state in (State.STOPPED, State.LAPSED):
        return None
    newly = new_nerves(Treated(record, start, course.on, rules)) is not None
    if not newly and WORSE not in record.cautions and not any(_tells(course)):
        return None
    found = judge_response(record, start, course.on, "oral" if course.tablets_since else "injection", rules)
    if found.action is Action.SHORTEN and course.state in (State.LOADING, State.LOADING_BROKEN):
        found = replace(found, action=Action.COMPLETE_LOADING)  # there is no interval yet that could be shortened
    if found.action is Action.SHORTEN and _is_blunted(found, course):
        found = replace(found, action=Action.TREAT_FIRST)
    in_its_first_days = (course.on - start.last).days < rules.check_reticulocytes_from
    return None if found.verdict is Response.NOT_KNOWN and in_its_first_days else found


def _is_blunted(found: Judgement, course: Schedule) -> bool:
    """Where nothing but the blood fails, and iron or folate is low: more B12 does not mend that."""
    fails = {sign.marker for sign in found.signs if sign.verdict in _FAILS}
    return bool(course.record.cautions & BLUNTS) and fails <= _OF_THE_BLOOD


_OF_THE_BLOOD = frozenset(("haemoglobin", "mcv", "reticulocytes", "reticulocytes_percent"))


def _tells(course: Schedule) -> Iterator[bool]:
    """For each result and each report on how it went, whether it may be of the day of the list or before."""
    yield from (lab.when.first <= course.on for lab in course.record.labs)
    outcomes = (event.when for event in course.record.events if event.outcome is not None)
    yield from (when is None or when.first <= course.on for when in outcomes)


def is_failing(response: Judgement, course: Schedule) -> bool:
    """Whether the patient is not better, or worse, and nothing was decided on that since."""
    return response.verdict in _FAILS and not _acted_on(course)


def is_recent(response: Judgement, course: Schedule) -> bool:
    """Whether what shows it is of the last twelve months: what is older counts no more as current (register R73)."""
    record = course.record
    days = {event.source: event.when for event in record.events if event.when is not None}
    days |= {lab.source: lab.when for lab in record.labs}
    fails = (sign for sign in response.signs if sign.verdict in _FAILS)
    since = window_start(course.on)
    return any(
        not sign.sources or any(days[each].last >= since for each in sign.sources if each in days) for sign in fails
    )


def _acted_on(course: Schedule) -> bool:
    """True where something was decided on the day of the last report of symptoms or later."""
    events = [event for event in course.record.events if event.when is not None and event.when.last <= course.on]
    told = [event.when for event in events if event.outcome is not None and event.when is not None]
    decided = [e.when for e in events if e.decision in ("interval", "reload", "restart") and e.when is not None]
    return bool(told and decided) and max(decided).first >= max(told).first
