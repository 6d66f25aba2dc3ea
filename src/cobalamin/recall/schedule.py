"""From a record to where the course stands on a day: state, next dose, and what somebody should know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from cobalamin.knowledge.regimens import PUBLISHED, Regimen, Rules
from cobalamin.knowledge.treatment import Every, Span, TreatmentRecord
from cobalamin.recall.cautions import refused
from cobalamin.recall.due import NextDose, as_maintenance, loading_gaps, next_dose, open_limit
from cobalamin.recall.entries import Entries, Judged, sort_entries
from cobalamin.recall.followup import Check, Review, checks_of, review_of
from cobalamin.recall.no_dose import is_open
from cobalamin.recall.plans import lapsed_after
from cobalamin.recall.reasons import Flag, Reason, Remark, State
from cobalamin.recall.remarks import CourseOn, remarks_on
from cobalamin.recall.uncertain import on_possible_days
from cobalamin.recall.walk import Walk, early_since_last, idle_days, walk

_NEVER = Span(date.max, date.max)


@dataclass(frozen=True, slots=True)
class Schedule:
    """A course on a day: every entry of the record once; `next` is None where no dose is to be given."""

    record: TreatmentRecord
    on: date
    state: State
    plan: Regimen | None
    entries: tuple[Judged, ...]
    last: Judged | None
    next: NextDose | None
    tablets_since: Span | None
    stopped: Judged | None
    ended: str
    review: Review | None
    checks: tuple[Check, ...]
    remarks: tuple[Remark, ...]
    flags: frozenset[Flag]
    """The flags the remarks raise."""
    every: Every | None
    """The maintenance interval in force: the recorded one, or the lower end of the plan's."""
    loading_gaps: tuple[int, ...] | None
    """Days between the loading doses that are left, from the next one on; None outside loading."""
    alone: NextDose | None
    """Of a single dose on record: the next, were it one of maintenance; None where more is known of the course."""

    @property
    def doses(self) -> tuple[Judged, ...]:
        """The entries that count as given, in order."""
        return tuple(entry for entry in self.entries if entry.given)


def schedule(record: TreatmentRecord, on: date, rules: Rules = PUBLISHED) -> Schedule:
    """Where the record's course stands on a day; the order of its entries never matters."""
    entries = sort_entries(record, on, rules)
    given_until = max((dose.when.last for dose in entries.doses), default=date.min)
    course = _calmest([walk(record, each, rules) for each in on_possible_days(entries)], given_until, on, rules)
    judged = _in_order(entries, course)
    given = [entry for entry in judged if entry.given]
    last = max(given, key=_latest, default=None)
    stopped = _certain_stop(course, given_until)
    tablets = course.tablets.when if course.tablets is not None and stopped is None else None
    ended = _ended(record, entries, stopped)
    as_of = min(on, tablets.first) if tablets is not None else on
    state = _state(course, as_of, rules, stopped is not None or bool(ended))
    coming = None if state is State.STOPPED or refused(record, stopped) else next_dose(course, rules)
    review = None if state in (State.STOPPED, State.NOT_STARTED) else review_of(record, given, entries.notes, on, rules)
    checks = () if state is State.STOPPED else checks_of(record, given, rules)
    alone = as_maintenance(course, rules) if coming is not None and tablets is None else None
    here = CourseOn(course, entries, judged, on, rules, state, coming, tablets, stopped, ended, review, alone)
    remarks = remarks_on(here)
    flags = frozenset([remark.flag for remark in remarks])
    every = course.ends(course.plan)[0] if course.plan is not None else None
    return Schedule(
        record, on, state, course.plan, judged, last, coming, tablets, stopped, ended, review, checks, remarks, flags,
        every, loading_gaps(course, rules), alone,
    )  # fmt: skip


def _calmest(courses: Sequence[Walk], given_until: date, on: date, rules: Rules) -> Walk:
    """The walk that raises least, of those over every possible day; of several alike the one of the latest days (register M1)."""
    if len(courses) == 1:
        return courses[0]
    course = min(reversed(courses), key=lambda each: _raised(each, given_until, on, rules))
    # A stop that on some day comes last is asked about, whichever day is shown.
    return replace(course, stop=next((each.stop for each in reversed(courses) if each.stop is not None), None))


def _raised(course: Walk, given_until: date, on: date, rules: Rules) -> tuple[bool, bool, int]:
    """Whether treatment is late, whether the last dose was early, how many were."""
    stopped, tablets = _certain_stop(course, given_until) is not None, course.tablets
    as_of = on if tablets is None or tablets.when is None else min(on, tablets.when.first)
    state = _state(course, as_of, rules, stopped)
    coming = None if stopped or tablets is not None else next_dose(course, rules)
    late = state in (State.LOADING_BROKEN, State.LAPSED) or (coming is not None and on >= coming.overdue)
    early = [entry for entry in course.judged if entry.verdict == "too early"]
    return late, early_since_last(course) is not None, len(early)


def _latest(entry: Judged) -> tuple[date, date, str]:
    assert entry.when is not None
    return entry.when.last, entry.when.first, entry.event.source


def _in_order(entries: Entries, course: Walk) -> tuple[Judged, ...]:
    """Dated entries by the last day they can be of, and on one day as they were walked; the undated last."""
    aside = sorted(entries.judged, key=lambda entry: (entry.event.kind, entry.event.source, entry.event.product or ""))
    return tuple(sorted((*course.judged, *aside), key=_day_shown))


def _day_shown(entry: Judged) -> tuple[bool, date, date]:
    when = entry.when or _NEVER
    return entry.when is None, when.last, when.first


def _certain_stop(course: Walk, given_until: date) -> Judged | None:
    """The latest stop, if no dose can lie after it: a flag holds for every possible day or is not raised."""
    stop = course.stop
    if stop is None or stop.when is None:
        return None
    return None if given_until > stop.when.first else stop


def _ended(record: TreatmentRecord, entries: Entries, stopped: Judged | None) -> str:
    if entries.life.died is not None:
        return f"died {entries.life.died}"
    if record.deceased:
        return "recorded as died"
    if stopped is not None and stopped.detail == "death":
        return "recorded as died"
    if stopped is None or stopped.detail != "moved_away" or _planned_since(entries, stopped):
        return ""
    return f"moved away, {stopped.when}"


def _planned_since(entries: Entries, stopped: Judged) -> bool:
    """Whoever moved away, and for whom injections are planned again, came back (register R131)."""
    return any(note.reason is Reason.PLANNED and is_open(note, stopped) for note in entries.notes)


def _state(course: Walk, as_of: date, rules: Rules, stopped: bool) -> State:
    if stopped:
        return State.STOPPED
    if course.latest is None:
        return State.NOT_STARTED
    if not course.complete:
        idle = idle_days(course, as_of)
        broken = course.broken or (idle is not None and idle > open_limit(course, rules))
        return State.LOADING_BROKEN if broken else State.LOADING
    upper = max(lapsed_after(day, course.ends(plan)[1], rules) for plan, day in course.cover.values())
    return State.LAPSED if as_of > upper else State.MAINTENANCE
