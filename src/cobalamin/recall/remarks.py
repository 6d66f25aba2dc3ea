"""What somebody should know about a course: one sentence a flag, most pressing first.

Register M34 (against a dose), M13 (tablets), M14 and M23 (stops), M16 (an irreversible cause on every row), M18 (which go).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cobalamin.knowledge.regimens import Rules
from cobalamin.knowledge.treatment import VALID_STOPS, Span, TreatmentEvent, stop_reason
from cobalamin.recall.causes import can_be_dealt_with, cause_told, is_for_good
from cobalamin.recall.cautions import (
    LAST_UNTOLD,
    NERVES_FIRST,
    RED_FLAG,
    TABLETS_OVER,
    TOLD_AS_IT_IS,
    TWO_PEOPLE,
    UNSETTLED,
    before_a_dose,
    given_since_reaction,
    planned_elsewhere,
    refused,
    wrong_product,
)
from cobalamin.recall.due import NextDose
from cobalamin.recall.entries import Entries, Judged
from cobalamin.recall.followup import Review
from cobalamin.recall.no_dose import not_injected, open_plans, ordered_how, swallowed_since, unusable_told
from cobalamin.recall.reasons import ONLY_ORDERED, Flag, Reason, Remark, State
from cobalamin.recall.reloading import loading_again
from cobalamin.recall.walk import Walk, early_since_last, idle_days
from cobalamin.records.holds import held_told, hold_told, holds_beside_an_order, standing_hold
from cobalamin.records.refusals import refusals, refusals_told, undated_refusals
from cobalamin.records.stops import GOES_ON, day_of, days_told, on_days, undated_stops, why_stopped
from cobalamin.translation.phrases import counted


@dataclass(frozen=True, slots=True)
class CourseOn:
    """A course on a day, with all that was worked out about it."""

    course: Walk
    entries: Entries
    judged: tuple[Judged, ...]
    on: date
    rules: Rules
    state: State
    coming: NextDose | None
    tablets: Span | None
    stopped: Judged | None
    ended: str
    review: Review | None
    alone: NextDose | None


def remarks_on(here: CourseOn) -> tuple[Remark, ...]:
    """The remarks; a recall that has ended only says so."""
    if here.ended:
        return (Remark(Flag.ENDED, f"recall ended: {here.ended}"),)
    parts = (
        _against(here),
        _stop(here),
        _course(here),
        _due(here),
        _mind(here),
        _orders(here),
        _reviews(here),
        _record(here),
        _cause(here),
    )
    return tuple(remark for part in parts for remark in part)


def _against(here: CourseOn) -> Iterator[Remark]:
    """What must not be given again as before: it is told first, and nobody is invited to that dose."""
    if why := refused(here.course.record, here.stopped):
        yield Remark(
            Flag.DO_NOT_GIVE,
            f": {why}; give no cobalamin, by injection or by mouth, until a specialist decides",
            alarm=_DO_NOT_GIVE,
        )
        if since := given_since_reaction(here.course.record, here.judged):
            yield Remark(
                Flag.DO_NOT_GIVE,
                f"given since that reaction: {counted(len(since), 'dose')}, the last on {since[-1].when}",
            )
    elif here.stopped is None and (why := wrong_product(here.course.record, _last_given(here))):
        yield Remark(Flag.DO_NOT_GIVE, f" {why}", alarm=_DO_NOT_GIVE)


_DO_NOT_GIVE = "do not give"


def _last_given(here: CourseOn) -> Judged | None:
    return next((entry for entry in reversed(here.judged) if entry.given), None)


def _mind(here: CourseOn) -> Iterator[Remark]:
    """What concerns a dose that is to come."""
    record = here.course.record
    for doubt in sorted(record.cautions & TOLD_AS_IT_IS):
        yield Remark(Flag.MIND, doubt)
    if here.stopped is None and RED_FLAG in record.cautions:
        yield Remark(
            Flag.MIND,
            "a neurological red flag is recorded: if it is new or getting worse, a doctor must see the patient today",
        )
    if NERVES_FIRST in record.cautions:
        yield Remark(Flag.NERVES_IN_DOUBT, NERVES_FIRST)
    yield from _holds(here)
    yield from _refusals(here)
    if UNSETTLED in record.cautions:
        yield Remark(Flag.MIND, f"{UNSETTLED}: ask before giving this")
    if here.coming is not None and here.tablets is None:
        if why := planned_elsewhere(record, here.on):
            yield Remark(Flag.MIND, f"{why}: {_THEIR_PLAN}")
        for text in before_a_dose(record):
            yield Remark(Flag.MIND, text)


def _holds(here: CourseOn) -> Iterator[Remark]:
    """Why an order is on hold (register R133); what was stopped, or changed to tablets, is none."""
    if here.stopped is not None or here.tablets is not None:
        return
    events = _possible(here)
    if (hold := standing_hold(events, here.on)) is not None:
        yield Remark(Flag.ON_HOLD, hold_told(hold, here.on))
    for hold in holds_beside_an_order(events, here.on):
        yield Remark(Flag.MIND, hold_told(hold, here.on, beside=True))


def _possible(here: CourseOn) -> tuple[TreatmentEvent, ...]:
    """The entries without those on impossible days; holds and doses not given stay, for they are asked about on any day."""
    asked = ("hold", "not_given")
    return tuple([e.event for e in here.judged if e.verdict != "impossible" or e.event.kind in asked])


def _refusals(here: CourseOn) -> Iterator[Remark]:
    """Why the last doses were not given (register R136); after a stop, or a change to tablets, none was to be given."""
    if here.stopped is None and here.tablets is None:
        events = _possible(here)
        for flag, supplied in ((Flag.REFUSED, False), (Flag.NOT_SUPPLIED, True)):
            if found := refusals(events, here.on, supplied=supplied):
                yield Remark(flag, refusals_told(found, here.on))
            if found := undated_refusals(events, here.on, supplied=supplied):
                yield Remark(Flag.NOT_DATED, f"{refusals_told(found, here.on)}: record its date")


_THEIR_PLAN = "a specialist sets product, dose and interval: the days here are those of the usual adult plan"


def _stop(here: CourseOn) -> Iterator[Remark]:
    stop = here.stopped
    yield from _stops_beside_an_order(here)
    if stop is None:
        yield from _stop_perhaps(here)
        return
    day, valid = on_days(stop.when), _stop_is_valid(here, stop.detail)
    yield Remark(_flag_of(stop.detail, valid=valid), f"stopped {day}{why_stopped(stop.event.reason, valid=valid)}")
    if is_for_good(here.course.record):
        yield Remark(Flag.STOPPED_IRREVERSIBLE, f"stopped {day}, yet the cause is irreversible")


def _stops_beside_an_order(here: CourseOn) -> Iterator[Remark]:
    """Whoever calls to the next dose learns why they were stopped once."""
    for stop in here.course.record.beside_an_order:
        if stop.when is None or stop.when.first <= here.on:
            yield Remark(Flag.ORDERED_AGAIN, f"{_recorded(here, stop, day_of(stop, here.on))}; {GOES_ON}")


def _recorded(here: CourseOn, stop: TreatmentEvent, days: str) -> str:
    """A stop with its days and its reason, as the beginning of a sentence."""
    why = why_stopped(stop.reason, valid=_stop_is_valid(here, stop_reason(stop.reason)))
    return f"a stop is recorded{days}; stopped{why}"


def _flag_of(reason: str, *, valid: bool) -> Flag:
    if reason == "b12_level":
        return Flag.STOPPED_FOR_LEVEL
    if not reason:
        return Flag.STOPPED_NO_REASON
    return Flag.STOPPED if valid else Flag.STOP_NOT_ACCEPTED


def _stop_perhaps(here: CourseOn) -> Iterator[Remark]:
    """A stop that a dose may have followed: the course is reckoned as going on, and the reason is told all the same."""
    stop = here.course.stop
    if stop is None:
        yield from _stop_on_no_day(here)
        yield from _given_after_a_stop(here)
        return
    days = f"{days_told(stop.when)}, perhaps before the last dose"
    yield Remark(Flag.STOP_UNCERTAIN, _recorded(here, stop.event, days))
    if stop.detail == "reaction":
        yield Remark(Flag.MIND, "injections may have been stopped because of a reaction: ask before giving this")


def _given_after_a_stop(here: CourseOn) -> Iterator[Remark]:
    """A dose after a stop: the course goes on with it (register M14), but whoever gave it may not have known of the stop."""
    stop = here.course.overruled
    if stop is not None and stop.when is not None:
        told = _recorded(here, stop.event, days_told(stop.when))
        yield Remark(Flag.GIVEN_AFTER_STOP, f"{told}; one dose was given since, so injections are taken to continue")


def _stop_on_no_day(here: CourseOn) -> Iterator[Remark]:
    """A stop without a day, which may be before or after the last dose (register R143); nothing once tablets took over."""
    stops = undated_stops(here.course.record.events, here.on)
    if stops and here.tablets is None:
        yield Remark(Flag.STOP_UNCERTAIN, _recorded(here, stops[-1], day_of(stops[-1], here.on)))


def _stop_is_valid(here: CourseOn, reason: str) -> bool:
    if reason == "cause_resolved":
        return can_be_dealt_with(here.course.record)
    return reason in VALID_STOPS


def _course(here: CourseOn) -> Iterator[Remark]:
    course = here.course
    if here.tablets is not None:
        yield Remark(Flag.ON_TABLETS, f"on tablets since {here.tablets}")
    elif here.stopped is None and (swallowed := swallowed_since(here.judged, course.latest)) is not None:
        yield Remark(
            Flag.TABLETS_SINCE, f"B12 by mouth recorded on {swallowed}, and no switch to tablets: ask which is meant"
        )
    elif (other := _by_another_route(here)) is not None:
        yield Remark(
            Flag.OTHER_ROUTE, f"B12 that is not injected is recorded, since {other}: no injection is on record"
        )
    if here.alone is not None:
        flag = Flag.LOADING_BROKEN if here.state is State.LOADING_BROKEN else Flag.ALONE
        yield Remark(flag, _alone_text(here, here.alone))
    elif here.state is State.LOADING_BROKEN:
        yield Remark(Flag.LOADING_BROKEN, _broken_text(here))
    yield from loading_again(course, here.judged, here.state, here.on)
    loading = here.state in (State.LOADING, State.LOADING_BROKEN) and course.plan is not None and course.plan.open_ended
    if loading and course.loading and (here.on - course.loading[0].last).days > here.rules.ask_improvement:
        yield Remark(Flag.ASK_IMPROVEMENT, f"loading since {course.loading[0]}: ask whether improvement has stopped")
    early = early_since_last(course)
    if early is not None and here.stopped is None:
        yield Remark(Flag.GIVEN_TOO_EARLY, f"dose of {early.when} given too early: {early.detail}")
    if course.reload_refused:
        yield Remark(Flag.RELOAD_WITHOUT_REASON, "a second loading course is recorded without a reason: not followed")


def _by_another_route(here: CourseOn) -> Span | None:
    """Since when B12 is taken otherwise by somebody who was never injected."""
    over = here.state is not State.NOT_STARTED or TABLETS_OVER in here.course.record.cautions
    return None if over else not_injected(here.judged)


def _broken_text(here: CourseOn) -> str:
    plan, number = here.course.plan, len(here.course.loading)
    of = None if plan is None else plan.out_of(number)
    idle = idle_days(here.course, here.on)
    return f"loading course broken at dose {number}{f' of {of}' if of else ''}, {idle} days since the last"


def _alone_text(here: CourseOn, next_of_many: NextDose) -> str:
    """The first of a loading course, or the latest of many years: the record does not tell which (register M33)."""
    loading = "a loading course, since interrupted" if here.state is State.LOADING_BROKEN else "a loading course"
    late = "overdue since" if here.on >= next_of_many.overdue else "overdue from"
    idle = idle_days(here.course, here.on)
    return (
        f"a single dose is on record, {idle} day{'' if idle == 1 else 's'} ago: the first of {loading}, or a maintenance dose, "
        f"{late} {next_of_many.overdue}"
    )


def _due(here: CourseOn) -> Iterator[Remark]:
    coming = here.coming
    if coming is None or here.tablets is not None:
        return
    if here.state is State.LAPSED:
        yield Remark(Flag.LAPSED, f"no dose since {here.course.latest_when}: lapsed after {coming.lapses}")
    if here.state is State.LOADING_BROKEN:
        return
    if here.on >= coming.overdue:
        yield Remark(Flag.OVERDUE, f"{coming.what} overdue since {coming.overdue}")
    elif here.on >= coming.due:
        yield Remark(Flag.DUE_NOW, f"{coming.what} due since {coming.due}")


def _orders(here: CourseOn) -> Iterator[Remark]:
    """Every order since the last dose by which none was given; without a course every plan too. A stop takes the orders back."""
    if here.state in (State.NOT_STARTED, State.STOPPED):
        yield from _plans(here)
    if here.stopped is not None:
        return
    latest = here.course.latest
    for entry in here.judged:
        when = entry.when if entry.reason in ONLY_ORDERED else None
        if when is None or (latest is not None and (entry.event.elsewhere or when.first <= latest.last)):
            continue
        yield Remark(Flag.NOT_GIVEN, f"{ordered_how(entry.event)} {when}, no record that it was given")


def _plans(here: CourseOn) -> Iterator[Remark]:
    """Open plans of somebody without a dose, or after a stop: nothing else on record would call that patient (R131)."""
    for plan in open_plans(here.judged, here.stopped):
        held = f"; {held_told(plan.event)}" if plan.event.on_hold else ""
        yield Remark(Flag.NOT_GIVEN, f"planned or proposed on {plan.when}, and neither ordered nor given{held}")


def _reviews(here: CourseOn) -> Iterator[Remark]:
    if here.review is None:
        return
    if here.review.none_in_12_months:
        yield Remark(Flag.NO_REVIEW, f"no review in 12 months (last: {here.review.last or 'none recorded'})")
    if here.on >= here.review.due:
        yield Remark(Flag.REVIEW_DUE, f"review due since {here.review.due}")


def _record(here: CourseOn) -> Iterator[Remark]:
    if any(entry.reason is Reason.LOADING_NOT_RECORDED for entry in here.course.judged):
        yield Remark(Flag.LOADING_NOT_RECORDED, "no loading course in the record: check that it was given")
    if any(entry.reason is Reason.IMPROVEMENT_NOT_RECORDED for entry in here.course.judged):
        yield Remark(
            Flag.IMPROVEMENT_NOT_RECORDED,
            "no record that improvement had stopped when loading ended: check that it had",
        )
    of_rows = {Flag.TWO_PEOPLE: TWO_PEOPLE, Flag.LAST_UNTOLD: LAST_UNTOLD}
    yield from (Remark(flag, text) for flag, text in of_rows.items() if text in here.course.record.cautions)
    if told := unusable_told(here.judged, untold=LAST_UNTOLD in here.course.record.cautions):
        yield Remark(Flag.CHECK_RECORD, told)
    if here.coming is not None and here.coming.uncertain:
        yield Remark(
            Flag.DATE_UNCERTAIN,
            f"the day of the last dose is uncertain ({here.course.latest_when}): dates run from its last day",
        )
    if here.entries.life.doubtful:
        yield Remark(Flag.LIFE_DATES, "the recorded date of birth or death is impossible: not used")


def _cause(here: CourseOn) -> Iterator[Remark]:
    record = here.course.record
    yield from cause_told(record, refused=bool(refused(record, here.stopped)))
