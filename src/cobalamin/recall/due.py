"""When the next dose may be given, is due, and is overdue."""

from __future__ import annotations

from calendar import SATURDAY
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from cobalamin.knowledge.regimens import Regimen, Rules
from cobalamin.knowledge.treatment import on_day
from cobalamin.recall.plans import (
    Place,
    broken_limit,
    lapsed_after,
    loading_to_come,
    next_loading,
    not_before,
    overdue_from,
)
from cobalamin.recall.walk import Walk


@dataclass(frozen=True, slots=True)
class NextDose:
    """The next dose: not before `earliest`, planned for `due`, overdue from `overdue` on, lapsed after `lapses`."""

    what: str
    earliest: date
    due: date
    overdue: date
    lapses: date | None
    uncertain: bool

    @property
    def of_maintenance(self) -> bool:
        """Whether it is a maintenance dose: a loading course breaks, and does not lapse."""
        return self.lapses is not None


def next_dose(course: Walk, rules: Rules) -> NextDose | None:
    """The next dose of a course that has begun."""
    if course.plan is None or course.latest is None:
        return None
    return _next_maintenance(course, rules) if course.complete else _next_loading(course, course.plan, rules)


def _next_loading(course: Walk, plan: Regimen, rules: Rules) -> NextDose:
    """From the last loading dose, or from the day somebody decided to resume, restart or reload."""
    limit = timedelta(days=open_limit(course, rules) + 1)
    number = len(course.loading) + 1
    of = plan.out_of(number)
    what = f"loading dose {number}" + (f" of {of}" if of else "")
    if not course.loading:
        assert course.opened is not None
        return NextDose(what, course.opened, course.opened, course.opened + limit, None, False)
    last = max(span.last for span in course.loading)
    assert course.place is not None
    due = next_loading(course.place.next, _given(course)).earliest
    base = last
    if course.opened is not None and course.opened > last:
        due = max(due, course.opened)
        base = course.opened
    return NextDose(what, last + timedelta(days=1), due, base + limit, None, course.uncertain)


def _next_maintenance(course: Walk, rules: Rules) -> NextDose:
    """The next maintenance dose: each dose covers its own product's interval, and the longest cover decides (register M30)."""
    assert course.plan is not None
    assert course.latest is not None
    given = course.cover.values()
    due = max(course.ends(plan)[0].after(day) for plan, day in given)
    overdue = max(overdue_from(day, course.ends(plan)[1], rules) for plan, day in given)
    lapses = max(lapsed_after(day, course.ends(plan)[1], rules) for plan, day in given)
    clinic = [when.last for when, clinic in course.valid if clinic] or [course.latest.last]
    limit = not_before(course.ends(course.plan)[0], rules)
    earliest = min(max(clinic) + timedelta(days=limit), due)
    return NextDose("maintenance dose", earliest, due, overdue, lapses, course.uncertain)


def as_maintenance(course: Walk, rules: Rules) -> NextDose | None:
    """The dose after one that stands alone, were that the latest of many years, not the first of a loading course (register M33).

    None where more doses are on record, or somebody decided that loading begins, or goes on, with this one.
    """
    if course.complete or course.opened is not None or len(course.loading) != 1 or course.plan is None:
        return None
    return _next_maintenance(course, rules)


def loading_gaps(course: Walk, rules: Rules) -> tuple[int, ...] | None:
    """Days between the loading doses that are left, from the next one on; None outside loading."""
    if course.complete or course.plan is None:
        return None
    days = _to_come(course.place, _given(course), rules) if course.place is not None else []
    if not days and (course.place is None or course.plan.open_ended):
        # None given since a decision, or nobody answered whether improvement has stopped: a course from the next dose.
        first = date.min
        days = [first, *_to_come(Place(course.plan, [on_day(first)]), [first], rules)]
    return tuple((after - before).days for before, after in pairwise(days))


def _to_come(place: Place, given: Sequence[date], rules: Rules) -> list[date]:
    return [window.expected for window in loading_to_come(place, given, rules)]


def _given(course: Walk) -> list[date]:
    return sorted(span.last for span in course.loading)


def open_limit(course: Walk, rules: Rules) -> int:
    """Days without a dose, up to today, beyond which a loading course is broken."""
    assert course.plan is not None
    phase = course.place.next if course.place is not None else course.plan.loading[0]
    return broken_limit(phase, rules)


def or_later(due: date) -> str:
    """Of a day at a weekend, that the next working day will do; "" of others. Holidays are not known here."""
    return "" if due.weekday() < SATURDAY else f", a {due:%A}, or the next working day"
