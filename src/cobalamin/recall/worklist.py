"""The recall list: one row a patient, in the group that presses most, with every other reason beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Literal

from cobalamin.knowledge.regimens import PUBLISHED, Rules
from cobalamin.knowledge.treatment import TreatmentRecord
from cobalamin.recall.asked import (
    after_asking,
    ask_improvement,
    asked_first,
    doctor_first,
    instead_of_a_dose,
    nerves_first,
    not_given,
    to_check,
    unless_given,
)
from cobalamin.recall.cautions import planned_elsewhere, technique
from cobalamin.recall.due import or_later
from cobalamin.recall.entries import Judged
from cobalamin.recall.failing import is_failing, is_recent, response_of
from cobalamin.recall.reasons import Flag, State
from cobalamin.recall.reloading import and_whether_to_load, invite_after_a_lapse
from cobalamin.recall.response import Judgement
from cobalamin.recall.schedule import Schedule, schedule

Format = Literal["text", "csv", "json", "ics", "fhir"]
ManyForm = Literal["csv", "json", "fhir"]
"""How a list may be written; one of a population only in forms that a program reads line by line."""


class Group(StrEnum):
    """The groups of the list, most pressing first."""

    DO_NOT_GIVE = "do not give"
    STOPPED_IRREVERSIBLE = "stopped, yet the cause is irreversible"
    STOPPED_FOR_LEVEL = "stopped for a B12 level"
    STOPPED_NO_REASON = "stopped without reason"
    LOADING_BROKEN = "loading broken"
    OVERDUE = "overdue"
    DUE_THIS_WEEK = "due now or this week"
    NOT_GIVEN = "prescribed, not given"
    FAILING = "not better on treatment"
    NERVES = "nerve signs to ask about"
    DUE_SOON = "due soon"
    TOO_EARLY = "given too early"
    NO_REVIEW = "no review in 12 months"
    REVIEW_DUE = "review due"
    ON_TABLETS = "on tablets"
    CHECK_RECORD = "entries to check"
    NO_CAUSE = "no cause recorded"
    REVERSIBLE = "cause reversible (review the route)"
    IRREVERSIBLE = "irreversible (never stop)"


_GROUP_OF: dict[Flag, Group] = {
    Flag.DO_NOT_GIVE: Group.DO_NOT_GIVE,
    Flag.STOPPED_IRREVERSIBLE: Group.STOPPED_IRREVERSIBLE,
    Flag.STOPPED_FOR_LEVEL: Group.STOPPED_FOR_LEVEL,
    Flag.STOPPED_NO_REASON: Group.STOPPED_NO_REASON,
    Flag.STOP_NOT_ACCEPTED: Group.STOPPED_NO_REASON,
    Flag.STOP_UNCERTAIN: Group.CHECK_RECORD,
    Flag.LOADING_BROKEN: Group.LOADING_BROKEN,
    Flag.OVERDUE: Group.OVERDUE,
    Flag.LAPSED: Group.OVERDUE,
    Flag.DUE_NOW: Group.DUE_THIS_WEEK,
    Flag.NOT_GIVEN: Group.NOT_GIVEN,
    Flag.REFUSED: Group.NOT_GIVEN,
    Flag.NOT_SUPPLIED: Group.NOT_GIVEN,
    Flag.NOT_DATED: Group.CHECK_RECORD,
    Flag.GIVEN_TOO_EARLY: Group.TOO_EARLY,
    Flag.NO_REVIEW: Group.NO_REVIEW,
    Flag.REVIEW_DUE: Group.REVIEW_DUE,
    Flag.ON_TABLETS: Group.ON_TABLETS,
    Flag.CHECK_RECORD: Group.CHECK_RECORD,
    Flag.TABLETS_SINCE: Group.CHECK_RECORD,
    Flag.LOAD_AGAIN: Group.CHECK_RECORD,
    Flag.LIFE_DATES: Group.CHECK_RECORD,
    Flag.LAST_UNTOLD: Group.CHECK_RECORD,
    Flag.TWO_PEOPLE: Group.CHECK_RECORD,
    Flag.RELOAD_WITHOUT_REASON: Group.TOO_EARLY,
    Flag.NO_CAUSE: Group.NO_CAUSE,
    Flag.CAUSE_REVERSIBLE: Group.REVERSIBLE,
    Flag.NEVER_STOP: Group.IRREVERSIBLE,
}
ORDER: Mapping[Group, int] = {group: i for i, group in enumerate(Group)}
_STANDING = frozenset((Group.NO_CAUSE, Group.REVERSIBLE, Group.IRREVERSIBLE))


@dataclass(frozen=True, slots=True)
class Row:
    """One patient on the list: why, last dose, dates, next step, and the entries all this was read from."""

    patient: str
    name: str
    group: Group
    groups: tuple[Group, ...]
    state: State
    why: tuple[str, ...]
    last: Judged | None
    earliest: date | None
    due: date | None
    overdue: date | None
    review_due: date | None
    next_step: str
    sources: tuple[str, ...]
    never_stop: bool
    schedule: Schedule
    response: Judgement | None


@dataclass(frozen=True, slots=True)
class RecallList:
    """The list of a day. Every patient is in exactly one of `rows`, `up_to_date` (nothing is due, given or not) and `ended`."""

    on: date
    within: int
    rows: tuple[Row, ...]
    counts: Mapping[Group, int]
    patients: int
    up_to_date: tuple[Schedule, ...]
    ended: tuple[Schedule, ...]

    @property
    def schedules(self) -> tuple[Schedule, ...]:
        """Every patient whose recall goes on, listed or not."""
        return (*(row.schedule for row in self.rows), *self.up_to_date)


def recall_list(records: Iterable[TreatmentRecord], on: date, within: int = 14, rules: Rules = PUBLISHED) -> RecallList:
    """The recall list of a day, doses due within so many days included."""
    rows: list[Row] = []
    up_to_date: list[Schedule] = []
    ended: list[Schedule] = []
    for record in records:
        row, course = placed(record, on, within, rules)
        if row is not None:
            rows.append(row)
        else:
            (ended if course.ended else up_to_date).append(course)
    rows.sort(key=pressing)
    counts = Counter(group for row in rows for group in row.groups)
    total = len(rows) + len(up_to_date) + len(ended)
    return RecallList(on, within, tuple(rows), counts, total, tuple(up_to_date), tuple(ended))


def placed(record: TreatmentRecord, on: date, within: int, rules: Rules) -> tuple[Row | None, Schedule]:
    """One patient's row, or None where the list has nothing to say of them; and the course it was read from."""
    course = schedule(record, on, rules)
    response = None if course.ended else response_of(course, rules)
    groups = () if course.ended else _with_failing(groups_of(course, within), response, course)
    return (_row(course, groups, response) if groups else None), course


def _with_failing(groups: tuple[Group, ...], response: Judgement | None, course: Schedule) -> tuple[Group, ...]:
    """Whoever gets no better, or worse, is on the list whatever the cause, until something is decided (register M42)."""
    fails = response is not None and is_failing(response, course) and is_recent(response, course)
    return tuple(sorted({*groups, Group.FAILING}, key=ORDER.__getitem__)) if fails else groups


def groups_of(course: Schedule, within: int) -> tuple[Group, ...]:
    """Every group a course belongs to, most pressing first."""
    found = {_GROUP_OF[flag] for flag in course.flags if flag in _GROUP_OF}
    coming = course.next
    waits_already = found & {Group.OVERDUE, Group.DUE_THIS_WEEK, Group.LOADING_BROKEN, Group.ON_TABLETS}
    if coming is not None and not waits_already:
        if coming.due <= course.on + timedelta(days=6):
            found.add(Group.DUE_THIS_WEEK)
        elif coming.due <= course.on + timedelta(days=within):
            found.add(Group.DUE_SOON)
    if course.state is State.NOT_STARTED and Flag.ON_HOLD in course.flags:
        found.add(Group.NOT_GIVEN)
    if not course.record.causes and all(entry.event.product == "folic_acid" for entry in course.entries):
        # Nothing but folic acid and no cause of B12 deficiency: no patient of this list.
        return ()
    if course.state is State.NOT_STARTED and found <= {Group.NO_CAUSE, Group.REVERSIBLE}:
        # Nobody is on the list of injections for a medicine or a diet alone (register M36).
        return ()
    if Flag.CAUSE_UNSETTLED in course.flags:
        found.add(Group.CHECK_RECORD)
    if Flag.NERVES_IN_DOUBT in course.flags and course.state not in (State.NOT_STARTED, State.STOPPED):
        found.add(Group.NERVES)
    if (
        course.state is State.STOPPED
        and not found - _STANDING - {Group.DO_NOT_GIVE}
        and Flag.NEVER_STOP not in course.flags
    ):
        # A stop with an accepted reason is closed: its cause is no longer a question for the list.
        return ()
    return tuple(sorted(found, key=ORDER.__getitem__))


def pressing(row: Row) -> tuple[int, date, str]:
    """The order of the list: by group, then by what has waited longest."""
    return ORDER[row.group], row.overdue or row.due or row.review_due or date.max, row.patient


def _row(course: Schedule, groups: tuple[Group, ...], response: Judgement | None) -> Row:
    record, coming = course.record, course.next
    why = [remark.text for remark in course.remarks]
    why += [f"{check.what} due {check.due}" for check in course.checks if check.open_on(course.on)]
    if response is not None:
        signs = "; ".join(sign.text for sign in response.signs) or "no sign yet"
        why.append(f"response: {response.verdict} ({signs}): {response.action}")
    return Row(
        patient=record.patient,
        name=record.name,
        group=groups[0],
        groups=groups,
        state=course.state,
        why=tuple(why),
        last=course.last,
        earliest=coming.earliest if coming else None,
        due=coming.due if coming else None,
        overdue=coming.overdue if coming else None,
        review_due=course.review.due if course.review else None,
        next_step=nerves_first(next_step(course, groups, response), course),
        sources=_sources(course),
        never_stop=Flag.NEVER_STOP in course.flags,
        schedule=course,
        response=response,
    )


def _sources(course: Schedule) -> tuple[str, ...]:
    """The last counted dose, and every entry that was set aside or changed the course."""
    said = [course.last.event.source] if course.last is not None else []
    said += [
        entry.event.source
        for entry in course.entries
        if not entry.given and entry.verdict != "duplicate" and entry.event.kind != "review"
    ]
    return tuple(dict.fromkeys(said))


# --- Next step ------------------------------------------------------------------------------------

_DOSES = frozenset((Group.LOADING_BROKEN, Group.OVERDUE, Group.DUE_THIS_WEEK, Group.NOT_GIVEN, Group.DUE_SOON))
_GIVEN_AGAIN = frozenset((
    Group.STOPPED_IRREVERSIBLE, Group.STOPPED_FOR_LEVEL, Group.STOPPED_NO_REASON, Group.ON_TABLETS, Group.IRREVERSIBLE,
    Group.NERVES,
))  # fmt: skip
"""The other groups whose next step may be read as a call to B12."""
_STEPS: dict[Group, str] = {
    Group.STOPPED_IRREVERSIBLE: "offer injections again and record the answer: never stop when the cause is irreversible",
    Group.STOPPED_FOR_LEVEL: "ask a clinician about restarting: a B12 level on treatment is no reason to stop",
    Group.STOPPED_NO_REASON: "find out why injections were stopped; record the reason or restart",
    Group.LOADING_BROKEN: "decide: resume or restart",
    Group.NOT_GIVEN: "give the prescribed dose, or record when it was given",
    Group.TOO_EARLY: "ask why it was early; record a shorter interval or the reason for re-loading if it was planned",
    Group.NO_REVIEW: "review: are symptoms improved, insufficient, new or worse?",
    Group.REVIEW_DUE: "review: are symptoms improved, insufficient, new or worse?",
    Group.CHECK_RECORD: "correct the entries that could not be used",
    Group.NO_CAUSE: "find and record the cause: it decides how long injections go on",
    Group.REVERSIBLE: "review the route: treat the cause, then stop or space out",
}


def next_step(course: Schedule, groups: tuple[Group, ...], response: Judgement | None) -> str:
    """What to do first, and what to do where treatment fails: nobody is told to go on as before until something is decided."""
    first = groups[0]
    if first is Group.DO_NOT_GIVE:
        return doctor_first(after_asking(instead_of_a_dose(course), course), course)
    failing = response.action if response is not None and is_failing(response, course) else ""
    step = _step(course, groups, failing=bool(failing))
    if first in _DOSES:
        return _both(_around_a_dose(step, course), failing)
    if first in _GIVEN_AGAIN:
        return _both(after_asking(step, course), failing)
    step = _both(failing, step) if first is Group.FAILING else _both(step, failing)
    ask = failing or course.flags & {Flag.TWO_PEOPLE, Flag.LOAD_AGAIN}
    return after_asking(step, course) if ask else step


def _both(one: str, other: str) -> str:
    return "; ".join(filter(None, (one, other)))


def _step(course: Schedule, groups: tuple[Group, ...], *, failing: bool) -> str:
    """The step of the first group, then the review where one is due as well."""
    first = groups[0]
    step = _STEPS.get(first) or _dose_step(course, first, failing=failing)
    if first is Group.NOT_GIVEN:
        step = not_given(course, step)
    elif first in _DOSES:
        step = unless_given(course, step)
    if first is Group.CHECK_RECORD:
        step = to_check(course, step, _STEPS[Group.NO_CAUSE])
    if first in _DOSES and planned_elsewhere(course.record, course.on):
        step = "follow the specialist's plan, or ask for it"
    if first is Group.LOADING_BROKEN:
        step += ask_improvement(course)
    step = and_whether_to_load(step, asked=Flag.LOAD_AGAIN in course.flags)
    reviews = {Group.NO_REVIEW, Group.REVIEW_DUE}
    if first in reviews and Group.ON_TABLETS in groups and Flag.NEVER_STOP in course.flags:
        step += f"; {_CONFIRM_ROUTE}"
    if reviews & set(groups) and first not in reviews and ORDER[first] > ORDER[Group.STOPPED_NO_REASON]:
        step += "; review symptoms"
    return step


def _around_a_dose(step: str, course: Schedule) -> str:
    """What comes before a dose and what goes with it, from whoever reads no further than the next step (register M34, M37)."""
    record = course.record
    step = doctor_first(after_asking(step, course), course)
    if Flag.NOT_DATED in course.flags:
        step += f"; {_ITS_DAY}"
    if mind := technique(record):
        step += f"; check first: {', '.join(mind)}"
    if now := [check.what for check in course.checks if check.open_on(course.on) and check.due <= course.on]:
        step += f"; now: {', '.join(now)}"
    return step


_ITS_DAY = "record the date on which a dose was not given"
"""Of whoever is called to a dose: nobody knows whether one was refused since the last (register R139)."""


_CONFIRM_ROUTE = "confirm the route: replacement never stops with this cause"


def _dose_step(course: Schedule, first: Group, *, failing: bool) -> str:
    coming = course.next
    if first is Group.ON_TABLETS:
        never = Flag.NEVER_STOP in course.flags
        return _CONFIRM_ROUTE if never else "review the tablets at 3 months"
    at_once = "" if asked_first(course) else " now"
    if first is Group.OVERDUE and course.state is State.LAPSED:
        return invite_after_a_lapse(course.record, at_once)
    if Flag.OTHER_ROUTE in course.flags:
        return _CONFIRM_ROUTE
    if coming is None:
        return "start treatment, or record when it began" if course.state is State.NOT_STARTED else "continue"
    if first is Group.OVERDUE:
        return f"invite{at_once} for the {coming.what}"
    if first in (Group.DUE_THIS_WEEK, Group.DUE_SOON):
        now = coming.due <= course.on
        do = (
            f"give the {coming.what}{at_once}"
            if now
            else f"book the {coming.what} for {coming.due}{or_later(coming.due)} (not before {coming.earliest})"
        )
        return do + ask_improvement(course)
    return f"{'' if failing else 'continue: '}{coming.what} due {coming.due}"
