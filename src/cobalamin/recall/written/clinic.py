"""Nurse slots a week for the next quarter, counted and as a small table; `plots/clinic.py` draws them."""

from __future__ import annotations

from calendar import SATURDAY
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cobalamin.knowledge.notice import SHORT_NOTICE
from cobalamin.recall.forecast import Need, forecast
from cobalamin.recall.schedule import Schedule

WEEKS = 13


@dataclass(frozen=True, slots=True)
class Week:
    """One week from its Monday: injection slots by need, and reviews beside them."""

    monday: date
    overdue: int
    loading: int
    maintenance: int
    reviews: int

    @property
    def injections(self) -> int:
        """Nurse slots in all."""
        return self.overdue + self.loading + self.maintenance


class Quarter:
    """The visits of the weeks from the one that holds a day, or the next if that is a weekend, counted course by course."""

    def __init__(self, on: date) -> None:
        self.monday = on - timedelta(days=on.weekday() if on.weekday() < SATURDAY else on.weekday() - 7)
        self.end = self.monday + timedelta(weeks=WEEKS, days=-1)
        self.counted: Counter[tuple[int, Need]] = Counter()

    def add(self, course: Schedule) -> None:
        """What is due already falls in the first week."""
        for visit in forecast(course, self.end):
            self.counted[max((visit.day - self.monday).days // 7, 0), visit.need] += 1

    def with_all_of(self, other: Quarter) -> Quarter:
        """This one, with what another has counted."""
        self.counted.update(other.counted)
        return self

    @property
    def weeks(self) -> tuple[Week, ...]:
        """The weeks in order."""
        kinds: tuple[Need, ...] = ("overdue", "loading", "maintenance", "review")
        return tuple(
            Week(self.monday + timedelta(weeks=i), *(self.counted[i, kind] for kind in kinds)) for i in range(WEEKS)
        )


def weeks_of(courses: Iterable[Schedule], on: date) -> tuple[Week, ...]:
    """The weeks of these courses."""
    quarter = Quarter(on)
    for course in courses:
        quarter.add(course)
    return quarter.weeks


def weeks_text(weeks: Sequence[Week]) -> str:
    """The table as text."""
    head = f"{'week from':<12}{'overdue':>9}{'loading':>9}{'maintenance':>13}{'injections':>12}{'reviews':>9}"
    rows = [
        f"{w.monday.isoformat():<12}{w.overdue:>9}{w.loading:>9}{w.maintenance:>13}{w.injections:>12}{w.reviews:>9}"
        for w in weeks
    ]
    total = [
        sum(getattr(w, name) for w in weeks) for name in ("overdue", "loading", "maintenance", "injections", "reviews")
    ]
    foot = f"{'total':<12}{total[0]:>9}{total[1]:>9}{total[2]:>13}{total[3]:>12}{total[4]:>9}"
    return "\n".join(("Nurse slots a week", head, *rows, foot, SHORT_NOTICE)) + "\n"
