"""Nurse slots a week for the next quarter, counted and as a small table; `plots/clinic.py` draws them."""

from __future__ import annotations

from calendar import SATURDAY
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from cobalamin.knowledge.notice import SHORT_NOTICE
from cobalamin.recall.asked import asked_first
from cobalamin.recall.forecast import Need, forecast
from cobalamin.recall.schedule import Schedule

WEEKS = 13


@dataclass(frozen=True, slots=True)
class Week:
    """One week from its Monday: injection slots by need, and reviews beside them.

    Of the slots `asked_first` are of patients who are asked about before any dose (`recall.asked`).
    """

    monday: date
    overdue: int
    loading: int
    maintenance: int
    reviews: int
    asked_first: int = 0

    @property
    def injections(self) -> int:
        """Nurse slots in all."""
        return self.overdue + self.loading + self.maintenance


class Quarter:
    """The visits of the weeks from the one that holds a day, or the next if that is a weekend, counted course by course."""

    def __init__(self, on: date) -> None:
        self.monday = on - timedelta(days=on.weekday() if on.weekday() < SATURDAY else on.weekday() - 7)
        self.end = self.monday + timedelta(weeks=WEEKS, days=-1)
        self.counted: Counter[tuple[int, Need | Literal["asked first"]]] = Counter()

    def add(self, course: Schedule) -> None:
        """What is due already falls in the first week."""
        waits = bool(asked_first(course))
        for visit in forecast(course, self.end):
            week = max((visit.day - self.monday).days // 7, 0)
            self.counted[week, visit.need] += 1
            if waits and visit.need != "review":
                self.counted[week, "asked first"] += 1

    def with_all_of(self, other: Quarter) -> Quarter:
        """Add the counts of another quarter to this one."""
        self.counted.update(other.counted)
        return self

    @property
    def weeks(self) -> tuple[Week, ...]:
        """The weeks in order."""
        kinds: tuple[Need | Literal["asked first"], ...] = (
            "overdue",
            "loading",
            "maintenance",
            "review",
            "asked first",
        )
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
    head = "".join((f"{'week from':<12}", *(f"{name:>{len(name) + 2}}" for name in COLUMNS)))
    rows = [_line(week.monday.isoformat(), numbers_of(week)) for week in weeks]
    foot = _line("total", [sum(column) for column in zip(*map(numbers_of, weeks), strict=True)])
    return "\n".join(("Nurse slots a week", head, *rows, foot, OF_THEM, SHORT_NOTICE)) + "\n"


COLUMNS = ("overdue", "loading", "maintenance", "injections", "asked first", "reviews")
OF_THEM = "asked first: injections that wait for an answer, as to a hold, a stop, an allergy or one dose alone"
"""A slot that is kept for somebody who may not come to it (registers R98, R133, R136, M33)."""


def numbers_of(week: Week) -> tuple[int, ...]:
    """What stands in the columns."""
    return week.overdue, week.loading, week.maintenance, week.injections, week.asked_first, week.reviews


def _line(name: str, numbers: Iterable[int]) -> str:
    cells = (f"{number:>{len(column) + 2}}" for number, column in zip(numbers, COLUMNS, strict=True))
    return "".join((f"{name:<12}", *cells))
