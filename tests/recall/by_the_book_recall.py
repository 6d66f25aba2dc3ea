"""Everything that has a date, written a second time: plain, slow, from the specification (§5, §6) and the register alone.

It shares nothing with the product. A date known to the month is tried on every day of it (`judged`); in each such world all
dates are plain days (`World`). What no text says is said here with the register entry that settles it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import product

Span = tuple[int, str]
"""A number of days or of months."""


@dataclass(frozen=True)
class Plan:
    """One row of §5: the steps of loading as (doses, days between them), the maintenance interval, the least gap."""

    steps: tuple[tuple[int, int], ...]
    lower: Span
    upper: Span
    early: int
    open_ended: bool = False
    most: int = 0

    def step(self, dose: int) -> int:
        """Days between this dose of the course and the one before it."""
        for doses, days in self.steps:
            dose -= doses
            if dose <= 0:
                return days
        return self.steps[-1][1]

    @property
    def least(self) -> int:
        return sum(doses for doses, _ in self.steps)


UK, NEURO, DIET = "uk.hydroxocobalamin", "uk.hydroxocobalamin.neurological", "uk.hydroxocobalamin.dietary"
LABEL, PRACTICE = "us.cyanocobalamin.label", "us.cyanocobalamin.practice"
PLANS = {
    UK: Plan(((6, 2),), (2, "months"), (3, "months"), 42),
    NEURO: Plan(((1, 2),), (2, "months"), (2, "months"), 42, open_ended=True),
    DIET: Plan(((6, 2),), (6, "months"), (6, "months"), 42),
    LABEL: Plan(((6, 1), (7, 2), (4, 3)), (1, "months"), (1, "months"), 21, most=7 + 7 + 7),
    PRACTICE: Plan(((4, 2), (4, 7)), (1, "months"), (1, "months"), 21, most=7 + 8),
}
MADE_FOR = {"hydroxocobalamin": (UK, NEURO, DIET), "cyanocobalamin": (LABEL, PRACTICE)}
DIETARY = {"low_b12_diet", "undernutrition"}
REVERSIBLE = DIETARY | {
    "alcohol_excess", "nitrous_oxide", "coeliac_disease", "bacterial_overgrowth", "fish_tapeworm",
    "food_bound_malabsorption", "metformin", "proton_pump_inhibitor",
}  # fmt: skip
IRREVERSIBLE = {
    "autoimmune_gastritis", "intrinsic_factor_antibody", "total_gastrectomy", "complete_terminal_ileal_resection",
    "hereditary_b12_disorder",
}  # fmt: skip
VALID_STOPS = {"choice", "reaction", "death", "moved", "other diagnosis"}
INJECTED = {"intramuscular", "subcutaneous"}
GIVEN = {"given", "self-reported"}
DECISIONS = {"resume", "restart", "reload", "start maintenance", "new interval"}


@dataclass(frozen=True)
class Entry:
    """One line of the record. `product` is a cobalamin, "B12 injection", "cyanide kit", "folic acid" or "unknown"."""

    event: str
    first: date | None
    last: date | None
    product: str = ""
    ug: int | None = None
    route: str | None = None
    reason: str | None = None
    interval: Span | None = None
    outcome: str | None = None
    on_calendar: bool = True


@dataclass(frozen=True)
class Patient:
    born: date | None = None
    died: date | None = None
    expecting: bool = False
    causes: frozenset[str] = frozenset()
    resolved: bool = False
    neurological: bool | None = None
    severe_anaemia: bool = False
    plan: str | None = None
    started: date | None = None

    @property
    def never_stop(self) -> bool:
        return bool(self.causes & IRREVERSIBLE)

    @property
    def reversible(self) -> bool:
        return bool(self.causes) and self.causes <= REVERSIBLE


@dataclass(frozen=True)
class Judgement:
    """What is compared with the product."""

    classes: Mapping[int, str]
    state: str
    flags: frozenset[str]
    due: date | None = None
    overdue: date | None = None
    review: date | None = None


def after(day: date, span: Span) -> date:
    """Calendar months end on a month's last day where the day does not exist."""
    count, unit = span
    if unit == "days":
        return day + timedelta(days=count)
    month = day.year * 12 + day.month - 1 + count
    for number in (day.day, 30, 29, 28):
        try:
            return date(month // 12, month % 12 + 1, number)
        except ValueError:
            continue
    raise AssertionError(day)


def twice(span: Span) -> Span:
    return span[0] * 2, span[1]


def possible_days(entry: Entry, patient: Patient, on: date) -> list[date] | str:
    """The days on which the entry may have happened, or why it cannot have (M1, M2)."""
    if not entry.on_calendar:
        return "impossible"
    if entry.first is None or entry.last is None:
        return "undated"
    first, last = max(entry.first, patient.born or date.min), min(entry.last, patient.died or date.max, on)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return days or "impossible"


def counted_as(entry: Entry) -> str | None:
    """Why an entry of a product is no dose: "wrong product" or "not B12" (M6, M19, M27)."""
    if entry.product in ("folic acid", "unknown"):
        return "not B12"
    route = entry.route or ("intramuscular" if entry.product in ("hydroxocobalamin", "B12 injection") else None)
    wrong_dose = entry.ug is not None and (entry.ug < 100 or entry.ug > 10_000)
    if entry.product == "cyanide kit" or route not in INJECTED or wrong_dose:
        return "wrong product"
    return None


def better(entry: Entry) -> tuple[bool, bool, bool, bool]:
    """Of two entries of one day the better documented is kept (M3, M22)."""
    named = entry.product != "B12 injection"
    return entry.event == "given", named, entry.ug is not None, entry.product == "cyanocobalamin"


@dataclass
class World:
    """One patient on one day, every date a plain day."""

    patient: Patient
    on: date
    entries: Mapping[int, tuple[date, Entry]]
    certain: frozenset[int]
    classes: dict[int, str] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)

    # --- which entry is a dose -----------------------------------------------------------------------------------------

    def doses(self) -> dict[int, tuple[date, Entry]]:
        given = {}
        for number, (day, entry) in self.entries.items():
            if entry.event in GIVEN:
                reason = counted_as(entry)
                if reason is None:
                    given[number] = (day, entry)
                else:
                    self.classes[number] = reason
        for number, other in product(list(given), list(given)):
            if number in given and other in given and number != other and self.same(given, number, other):
                if (better(given[number][1]), -number) >= (better(given[other][1]), -other):
                    del given[other]
                    self.classes[other] = "duplicate"
        return given

    def same(self, given: Mapping[int, tuple[date, Entry]], one: int, other: int) -> bool:
        """Two entries of one full date; two that are known to the month may be two doses."""
        return given[one][0] == given[other][0] and {one, other} <= self.certain

    def orders(self, given: Mapping[int, tuple[date, Entry]]) -> None:
        """An order with a dose of its product within 14 days is that dose (M3, M4)."""
        for number, (day, entry) in self.entries.items():
            if entry.event != "order":
                continue
            reason = counted_as(entry)
            met = [
                abs((given_on - day).days) <= 14 and entry.product in (dose.product, "B12 injection")
                for given_on, dose in given.values()
            ]
            self.classes[number] = reason or ("duplicate" if any(met) else "order")
            later = any(given_on >= day for given_on, _ in given.values())
            if self.classes[number] == "order" and not later:
                self.flags.add("not given")

    # --- the plan ------------------------------------------------------------------------------------------------------

    def plan_of(self, entry: Entry, course: str | None) -> str:
        """M20: the recorded plan where it fits, else by product and dose, else the course's own."""
        recorded = self.patient.plan
        fits = MADE_FOR.get(entry.product)
        if recorded is not None and (fits is None or recorded in fits):
            return recorded
        if entry.product == "cyanocobalamin":
            return LABEL if entry.ug is not None and entry.ug < 1000 else PRACTICE
        if fits is None and course is not None:
            return course
        if self.patient.neurological:
            return NEURO
        return DIET if self.patient.causes and self.patient.causes <= DIETARY else UK


def worlds(patient: Patient, entries: Sequence[Entry], on: date) -> Iterator[World]:
    days = {number: possible_days(entry, patient, on) for number, entry in enumerate(entries)}
    usable = [number for number, found in days.items() if not isinstance(found, str)]
    certain = frozenset(number for number in usable if entries[number].first == entries[number].last)
    for chosen in product(*(days[number] for number in usable)):
        dated = {number: (day, entries[number]) for number, day in zip(usable, chosen, strict=True)}
        aside = {number: found for number, found in days.items() if isinstance(found, str)}
        yield World(patient, on, dict(sorted(dated.items(), key=lambda item: item[1][0])), certain, dict(aside))


@dataclass
class Course:
    """Doses and notes in order of days; what stands after the last of them."""

    world: World
    phase: str | None = None
    plan: str = ""
    number: int = 0
    broken: bool = False
    gap_from: date | None = None
    """Since when the gap between loading doses is counted: the last dose, or the decision to resume."""
    reload: bool = False
    own: Span | None = None
    """The interval somebody recorded."""
    loading_from: date | None = None
    valid: list[tuple[date, str, bool]] = field(default_factory=list)
    """Each counted dose: its day, its plan, whether the patient reported it."""
    pause: date | None = None
    stopped: tuple[date, str | None] | None = None

    # --- one dose ------------------------------------------------------------------------------------------------------

    def dose(self, number: int, day: date, entry: Entry, following: date | None) -> None:
        plan = self.world.plan_of(entry, self.plan or None)
        if self.phase is None:
            self.phase = "maintenance" if self.begun_before(day, plan, following) else "loading"
            self.plan, self.loading_from = plan, day
        if self.reload:
            self.phase, self.number, self.broken, self.reload = "loading", 0, False, False
            self.loading_from, self.gap_from = day, None
        if self.phase == "loading":
            self.load(number, day)
        elif self.too_early(day, plan, entry):
            self.world.classes[number] = "too early"
            self.stopped = self.pause = None
            return
        else:
            self.world.classes[number] = "maintenance"
        self.valid.append((day, plan, entry.event == "self-reported"))
        self.stopped = self.pause = None

    def begun_before(self, day: date, plan: str, following: date | None) -> bool:
        """The record begins mid-course (M21)."""
        started = self.world.patient.started
        if started is not None and started + timedelta(weeks=6) <= day:
            return True
        return following is not None and following - day >= timedelta(days=PLANS[plan].early)

    def load(self, number: int, day: date) -> None:
        self.number += 1
        plan = PLANS[self.plan]
        if self.gap_from is not None and day - self.gap_from > self.longest_gap(self.number):
            self.broken = True
        self.world.classes[number] = f"loading {self.number}" + ("" if plan.open_ended else f" of {plan.least}")
        self.gap_from = day
        if not plan.open_ended and self.number >= plan.least:
            self.phase, self.broken = "maintenance", False

    def longest_gap(self, number: int) -> timedelta:
        """M7: 7 days, in a weekly phase 14."""
        return timedelta(days=14 if PLANS[self.plan].step(number) == 7 else 7)

    def too_early(self, day: date, plan: str, entry: Entry) -> bool:
        """M10, M26; a clinic dose is not early because of a self-reported one (M5)."""
        before = [given for given, _, reported in self.valid if entry.event == "self-reported" or not reported]
        least = PLANS[plan].early if self.own is None else three_quarters(self.own)
        return bool(before) and (day - before[-1]).days < least

    # --- one note ------------------------------------------------------------------------------------------------------

    def note(self, day: date, entry: Entry) -> None:
        match entry.event:
            case "stop":
                self.stopped, self.pause = (day, entry.reason), None
            case "switch to oral":
                self.pause, self.stopped = self.pause or day, None
            case "resume" if self.phase == "loading":
                self.broken, self.gap_from = False, day
            case "restart" | "reload":
                self.reload = True
            case "start maintenance" | "no further improvement" if self.phase == "loading":
                self.phase, self.broken = "maintenance", False
            case "start maintenance" if self.phase is None:
                self.phase = "maintenance"
            case "new interval":
                self.own = entry.interval

    # --- what stands today ---------------------------------------------------------------------------------------------

    def dates(self) -> tuple[date, date, date] | None:
        """Due, overdue and lapsed: the longest cover decides (M30); a recorded interval is in force for all."""
        if self.phase == "loading" and self.gap_from is not None:
            last, wait = self.valid[-1][0], self.longest_gap(self.number + 1)
            due = last + timedelta(days=PLANS[self.plan].step(self.number + 1))
            return due, self.gap_from + wait + timedelta(days=1), date.max
        covers = []
        for day, plan, _ in self.valid:
            lower, upper = (self.own, self.own) if self.own else (PLANS[plan].lower, PLANS[plan].upper)
            covers.append((after(day, lower), after(day, upper) + timedelta(days=14), after(day, twice(upper))))
        return (max(c[0] for c in covers), max(c[1] for c in covers), max(c[2] for c in covers)) if covers else None

    def state(self) -> str:
        if self.stopped is not None:
            return "stopped"
        seen_on = self.pause or self.world.on
        dates = self.dates()
        if dates is None:
            return "on tablets" if self.pause else "not started"
        if self.phase == "loading":
            self.broken = self.broken or seen_on >= dates[1]
            name = "loading broken" if self.broken else "loading"
        else:
            name = "lapsed" if seen_on >= dates[2] else "maintenance"
        if self.phase == "maintenance" and seen_on >= dates[1]:
            self.world.flags.add("overdue")
        return name


def three_quarters(span: Span) -> int:
    return span[0] * 3 // 4 if span[1] == "days" else span[0] * 21


def first_review(patient: Patient, given: date) -> date:
    return after(given, (1 if patient.expecting else 3, "months"))


def next_review(patient: Patient, given: date, looks: Iterable[date]) -> date:
    """M15, M28: a look more than 14 days before the first review is one more."""
    due = first = first_review(patient, given)
    for day in sorted(looks):
        if day >= first - timedelta(days=14):
            due = after(day, (12, "months"))
    return due


ORDER_OF_DAY = {"new interval": 0, "reload": 0, "restart": 0, "resume": 0, "given": 1, "self-reported": 1}
"""On one day a decision comes before the dose it allows, a stop or a switch after it."""


def judged_in(world: World) -> Judgement:
    given = world.doses()
    world.orders(given)
    course = Course(world)
    sequence = sorted(
        (day, ORDER_OF_DAY.get(entry.event, 2), number)
        for number, (day, entry) in world.entries.items()
        if number in given or number not in world.classes
    )
    days = [day for day, _, number in sequence if number in given]
    for day, _, number in sequence:
        entry = world.entries[number][1]
        if number in given:
            following = days[1] if len(days) > 1 else None
            course.dose(number, day, entry, following)
        else:
            world.classes[number] = "note"
            course.note(day, entry)
    return summed_up(world, course, given)


def summed_up(world: World, course: Course, given: Mapping[int, tuple[date, Entry]]) -> Judgement:
    patient, state = world.patient, course.state()
    dates = course.dates()
    looks = [day for day, entry in world.entries.values() if entry.event == "review"]
    began = [patient.started] if patient.started else [day for day, _, _ in course.valid[:1]]
    review = next_review(patient, min(began), looks) if began else None
    if patient.never_stop:
        world.flags.add("never stop")
    if not patient.causes:
        world.flags.add("no cause")
    elif patient.reversible:
        world.flags.add("cause reversible")
    if review is not None and world.on >= review:
        world.flags.add("review due")
    if course.stopped is not None:
        world.flags |= stop_flags(patient, course.stopped[1])
    if any(name in ("undated", "impossible") for name in world.classes.values()):
        world.flags.add("check record")
    due, overdue = (dates[0], dates[1]) if dates else (None, None)
    return Judgement(dict(world.classes), state, frozenset(world.flags), due, overdue, review)


def stop_flags(patient: Patient, reason: str | None) -> set[str]:
    valid = reason in VALID_STOPS or (reason == "cause resolved" and patient.resolved and patient.reversible)
    flags = set()
    if reason == "level":
        flags.add("stopped for a level")
    elif not valid:
        flags.add("stopped without reason")
    if patient.never_stop and reason not in ("death", "moved"):
        flags.add("stopped irreversible")
    return flags


def judged(patient: Patient, entries: Sequence[Entry], on: date) -> Judgement:
    """A flag is raised only if it holds in every world; dates run from the last possible day (M1)."""
    every = [judged_in(world) for world in worlds(patient, entries, on)]
    flags = frozenset.intersection(*(each.flags for each in every))
    return replace(every[-1], flags=flags)
