"""The doses and reviews a course will need, from what is planned today: for the calendar and the clinic's weeks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import Literal

from cobalamin.recall.reasons import State
from cobalamin.recall.schedule import Schedule

Need = Literal["overdue", "loading", "maintenance", "review"]


@dataclass(frozen=True, slots=True)
class Planned:
    """One visit: the day it is planned for, never before the day of the list."""

    day: date
    need: Need
    what: str


def forecast(course: Schedule, until: date) -> tuple[Planned, ...]:
    """Visits up to a day, in order; open-ended loading is planned until improvement is asked for."""
    visits = [*_doses(course, until)]
    if course.review is not None and course.review.due <= until:
        visits.append(Planned(max(course.review.due, course.on), "review", "symptom review"))
    return tuple(sorted(visits, key=lambda visit: (visit.day, visit.need)))


def _doses(course: Schedule, until: date) -> Iterator[Planned]:
    coming = course.next
    if coming is None or course.tablets_since is not None:
        return
    day = max(coming.due, course.on)
    late = course.on >= coming.overdue or course.state is State.LOADING_BROKEN
    if late and day <= until:
        yield Planned(day, "overdue", coming.what)
    if course.loading_gaps is not None:
        days = [*accumulate(course.loading_gaps, lambda last, gap: last + timedelta(days=gap), initial=day)]
        for number, planned in enumerate(days):
            if planned <= until and not (late and number == 0):
                yield Planned(planned, "loading", "loading dose")
        if course.plan is not None and course.plan.open_ended:
            return
        last = days[-1]
    else:
        last = day
        if not late and day <= until:
            yield Planned(day, "maintenance", coming.what)
    yield from _maintenance(course, last, until)


def _maintenance(course: Schedule, base: date, until: date) -> Iterator[Planned]:
    """Counted from one day, so that 31 January, 28 February, 31 March does not creep."""
    if course.every is None:
        return
    times = 1
    while (day := course.every.after(base, times)) <= until:
        yield Planned(day, "maintenance", "maintenance dose")
        times += 1
