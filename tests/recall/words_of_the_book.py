"""The plans of specification §5 and the figures of §6.1 as the second writing of the recall has them, and its few words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

Span = tuple[int, str]
"""A number of days, weeks or months."""
UK, NEURO, DIET = "uk.hydroxocobalamin", "uk.hydroxocobalamin.neurological", "uk.hydroxocobalamin.dietary"
LABEL, PRACTICE = "us.cyanocobalamin.label", "us.cyanocobalamin.practice"


@dataclass(frozen=True)
class Step:
    """A part of loading: `wait` to `widest` days between its doses, at least and at most so many of them."""

    wait: int
    widest: int
    least: int
    most: int
    a_week: int = 0
    """At most so many in seven days; 0 where nothing is printed."""


@dataclass(frozen=True)
class Plan:
    """One row of §5."""

    product: str
    steps: tuple[Step, ...]
    lower: Span
    upper: Span
    early: int
    open_ended: bool = False

    @property
    def least(self) -> int:
        return sum(step.least for step in self.steps)

    def place(self, doses: Sequence[date]) -> tuple[int, int]:
        """The step the last dose belongs to, and its number there: a step ends when full, or when enough and spread out."""
        at = count = 0
        for number, day in enumerate(doses):
            step = self.steps[at]
            spread = number > 0 and (day - doses[number - 1]).days > step.widest
            if at + 1 < len(self.steps) and (count >= step.most or (count >= step.least and spread)):
                at, count = at + 1, 0
            count += 1
        return at, count

    def complete(self, doses: Sequence[date]) -> bool:
        """At the lower end of every range (R70)."""
        at, count = self.place(doses)
        return not self.open_ended and at == len(self.steps) - 1 and count >= self.steps[at].least

    def room(self, doses: Sequence[date]) -> bool:
        return self.complete(doses) and self.place(doses)[1] < self.steps[-1].most

    def longest_gap(self, doses: Sequence[date]) -> int:
        """M7: before the last of these doses 7 days, in a weekly step 14."""
        return 14 if self.steps[self.place(doses)[0]].wait == 7 else 7

    def next_day(self, doses: Sequence[date]) -> date:
        """From when on the next dose of loading is due; three a week are no four in seven days."""
        at, count = self.place(doses)
        if at + 1 < len(self.steps) and count >= self.steps[at].least:
            at += 1
        step = self.steps[at]
        due = doses[-1] + days(step.wait)
        return max(due, doses[-step.a_week] + days(7)) if 0 < step.a_week <= len(doses) else due


TWO_WEEKS = (Step(2, 3, 6, 6, a_week=3),)
PLANS = {
    UK: Plan("hydroxocobalamin", TWO_WEEKS, (2, "months"), (3, "months"), 42),
    NEURO: Plan("hydroxocobalamin", (Step(2, 2, 1, 10**6),), (2, "months"), (2, "months"), 42, open_ended=True),
    DIET: Plan("hydroxocobalamin", TWO_WEEKS, (6, "months"), (6, "months"), 42),
    LABEL: Plan(
        "cyanocobalamin", (Step(1, 1, 6, 7), Step(2, 2, 7, 7), Step(3, 4, 4, 7)), (1, "months"), (1, "months"), 21
    ),
    PRACTICE: Plan("cyanocobalamin", (Step(1, 2, 4, 7), Step(7, 7, 4, 8)), (1, "months"), (1, "months"), 21),
}
DIETARY = frozenset(("low_b12_diet", "undernutrition"))
REVERSIBLE = DIETARY | {
    "alcohol_excess", "nitrous_oxide", "coeliac_disease", "bacterial_overgrowth", "fish_tapeworm",
    "food_bound_malabsorption", "metformin", "proton_pump_inhibitor", "h2_blocker", "colchicine", "anticonvulsant",
    "pregabalin", "cholestyramine",
}  # fmt: skip
IRREVERSIBLE = frozenset((
    "autoimmune_gastritis", "intrinsic_factor_antibody", "total_gastrectomy", "complete_terminal_ileal_resection",
    "hereditary_b12_disorder",
))  # fmt: skip
VALID_STOPS = ("patient choice", "reaction", "death", "moved away", "other diagnosis")


@dataclass(frozen=True)
class Entry:
    """One line of the record; `route` is "injection", "oral" or None, `ug` the dose, `reason` one of our own words."""

    event: str
    first: date | None
    last: date | None
    product: str = ""
    ug: int | None = None
    route: str | None = None
    reason: str = ""
    interval: Span | None = None
    outcome: str = ""
    off_calendar: bool = False


@dataclass(frozen=True)
class Patient:
    """What is known about the person."""

    born: date | None = None
    died: date | None = None
    expecting: bool = False
    causes: frozenset[str] = frozenset()
    neurological: bool | None = None
    severe_anaemia: bool = False
    allergic: bool = False
    plan: str = ""
    started: date | None = None

    @property
    def dietary(self) -> bool:
        return bool(self.causes) and self.causes <= DIETARY

    @property
    def twice_a_year(self) -> bool:
        """A diet alone, and no child who lives on it (R147)."""
        return self.dietary and not self.expecting

    @property
    def never_stop(self) -> bool:
        return bool(self.causes & IRREVERSIBLE)

    @property
    def reversible(self) -> bool:
        """Of several causes one that lasts decides (M18)."""
        return bool(self.causes) and self.causes <= REVERSIBLE


def days(number: int) -> timedelta:
    return timedelta(days=number)


def after(day: date, span: Span) -> date:
    """Calendar months; where a month has no such day its last day stands for it."""
    count, unit = span
    if unit != "months":
        return day + days(count * (7 if unit == "weeks" else 1))
    month = day.year * 12 + day.month - 1 + count
    for number in (day.day, 30, 29, 28):
        try:
            return date(month // 12, month % 12 + 1, number)
        except ValueError:
            continue
    raise AssertionError(day)


def least_gap(own: Span | None, plan: Plan) -> int:
    """M10, M26: 42 days, of a monthly plan 21, of a recorded shorter interval three quarters."""
    if own is None:
        return plan.early
    count, unit = own
    if unit == "months":
        return 21 if count == 1 else 42
    return min(42, count * (7 if unit == "weeks" else 1) * 3 // 4)


def not_before(own: Span | None, plan: Plan) -> int:
    """M31: from when on the next dose is planned; of a long interval three quarters, a month counted as four weeks."""
    count, unit = own or plan.lower
    return max(least_gap(own, plan), count * {"days": 1, "weeks": 7, "months": 28}[unit] * 3 // 4)


def length(span: Span) -> int:
    """Days, to tell the shorter of two."""
    count, unit = span
    return count * {"days": 1, "weeks": 7, "months": 28 if count == 1 else 30}[unit]
