"""Everything that has a date, written a second time: plain and slow, from the specification (§5, §6), register, docs/recall.md.

It shares nothing with the product. A date known to the month is tried on every day of it (`judged`); in each such `World` all
dates are plain days. Where no text speaks, the comment names the register entry that settles it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import product

from words_of_the_book import (
    DIET,
    LABEL,
    NEURO,
    PLANS,
    PRACTICE,
    UK,
    Entry,
    Patient,
    Plan,
    Span,
    after,
    days,
    least_gap,
    length,
    not_before,
)

NEVER = date.max
GOES_ON = ("resume", "restart", "reload", "start maintenance")
"""The decisions by which injections go on."""


@dataclass
class World:
    """One patient on one day, every date a plain day; `flags` fills as the record is read."""

    patient: Patient
    on: date
    entries: Mapping[int, tuple[date, Entry]]
    certain: frozenset[int]
    classes: dict[int, str]
    flags: set[str] = field(default_factory=set)
    plan: str | None = None
    phase: str = "none"
    loading: list[date] = field(default_factory=list)
    """The days of the doses of this loading course."""
    since: date | None = None
    """A decision to resume, restart or load again: gaps count from then at the earliest."""
    broken: bool = False
    own: Span | None = None
    valid: list[tuple[date, str, bool]] = field(default_factory=list)
    """Each counted dose: its day, its plan, whether a clinic gave it."""
    course: int = 0
    """Where in `valid` the present course begins."""
    tablets: date | None = None
    stop: tuple[date, str] | None = None
    overruled: bool = False
    early: bool = False

    # --- which entry is a dose (M2, M3, M4, M6, M19, M22, M27) ---------------------------------------------------------

    def sort(self) -> list[int]:
        """The entries that count as given, one a day."""
        kept: dict[object, int] = {}
        for number, (day, entry) in self.entries.items():
            if entry.event not in ("given", "self-reported", "order"):
                self.classes[number] = "note"
            elif refused := not_counted(entry):
                self.classes[number] = refused
                if entry.product != "folic acid" and (
                    entry.route != "oral" or entry.product == "unknown" or is_kit(entry)
                ):
                    self.flags.add("entries to check")
            elif entry.event != "order":
                # Two entries of which one is known to the month only may be two doses.
                slot: object = day if number in self.certain else ("uncertain", number)
                rival = kept.get(slot)
                worse = rival
                if rival is None or better(entry) < better(self.entries[rival][1]):
                    kept[slot] = number
                else:
                    worse = number
                if worse is not None:
                    self.classes[worse] = "duplicate"
        return list(kept.values())

    def orders(self, given: Sequence[int]) -> None:
        """An order with a dose of its product within 14 days, before or after, is that dose."""
        seen: set[object] = set()
        for number, (day, entry) in self.entries.items():
            if entry.event != "order" or number in self.classes:
                continue
            same = [self.entries[dose][0] for dose in given if one_product(self.entries[dose][1], entry)]
            twice = number in self.certain and (day, entry.product) in seen
            met = any(abs((dose - day).days) <= 14 for dose in same)
            self.classes[number] = "duplicate" if met or twice else "order"
            seen.add((day, entry.product))

    # --- one dose ------------------------------------------------------------------------------------------------------

    def plan_of(self, entry: Entry) -> str:
        """M20: the recorded plan where it fits the product, else by product and dose, else the course's own."""
        recorded = self.patient.plan if self.patient.plan in PLANS else None
        if recorded and PLANS[recorded].product == entry.product:
            return recorded
        if entry.product == "cyanocobalamin":
            return LABEL if entry.ug is not None and entry.ug < 1000 else PRACTICE
        usual = NEURO if self.patient.neurological else DIET if self.patient.twice_a_year else UK
        return usual if entry.product == "hydroxocobalamin" else self.plan or recorded or usual

    def dose(self, number: int) -> None:
        day, entry = self.entries[number]
        plan = self.plan_of(entry)
        self.overruled, self.stop, self.tablets = self.stop is not None, None, None
        if self.phase == "none":
            self.phase = "loading"
        # One dose and then a gap as between maintenance doses: loading lies before the record (M21).
        alone = self.phase == "loading" and len(self.loading) == 1 and not self.since
        if alone and (day - self.loading[0]).days >= least_gap(self.own, PLANS[plan]):
            self.phase, self.broken, self.loading = "maintenance", False, []
            self.flags.add("no loading course in the record")
            self.classes |= dict.fromkeys(
                [n for n, c in self.classes.items() if c.startswith("loading")], "maintenance"
            )
        if self.phase == "loading" and self.spread_out(day, PLANS[plan]):
            self.phase, self.broken = "maintenance", False
            self.loading.pop()
            self.flags.add("no record that improvement had stopped")
            latest = [n for n, (when, _) in self.entries.items() if when == self.valid[-1][0]]
            self.classes |= dict.fromkeys(
                [n for n in latest if self.classes.get(n, "").startswith("loading")], "maintenance"
            )
        if self.phase == "loading":
            self.load(number, day, PLANS[plan])
        elif self.goes_on(day, plan):
            self.loading.append(day)
            self.classes[number] = named(len(self.loading), PLANS[plan])
        elif self.too_early(day, plan, entry):
            self.classes[number], self.early = "too early", True
            return
        else:
            if not self.valid:
                self.flags.add("no loading course in the record")
            self.classes[number] = "maintenance"
        self.plan, self.early = plan, False
        self.valid.append((day, plan, entry.event == "given"))

    def spread_out(self, day: date, plan: Plan) -> bool:
        """M41: the last two gaps of an open-ended course are those of maintenance, and nobody decided anything since."""
        if not plan.open_ended or len(self.loading) < 2 or (self.since and self.since > self.loading[-2]):
            return False
        least = least_gap(self.own, plan)
        return (self.loading[-1] - self.loading[-2]).days >= least and (day - self.loading[-1]).days >= least

    def load(self, number: int, day: date, plan: Plan) -> None:
        idle = self.idle(day)
        self.loading.append(day)
        if idle is not None and idle > plan.longest_gap(self.loading):
            self.broken = True
        self.classes[number] = named(len(self.loading), plan)
        if plan.complete(self.loading):
            self.phase, self.broken = "maintenance", False

    def goes_on(self, day: date, plan: str) -> bool:
        """A ranged course, complete at its lower end, may go on to its upper without a break."""
        if not self.loading or self.plan != plan or self.valid[-1][0] != self.loading[-1]:
            return False
        gap = (day - self.loading[-1]).days
        return PLANS[plan].room(self.loading) and gap <= PLANS[plan].longest_gap(self.loading)

    def too_early(self, day: date, plan: str, entry: Entry) -> bool:
        """M10, M26; a clinic's dose is not early because of one the patient reported (M5)."""
        before = [dose for dose, _, clinic in self.valid if (clinic or entry.event != "given") and dose < day]
        least = min(least_gap(self.own, PLANS[each]) for each in (plan, self.plan or plan))  # M30
        return bool(before) and (day - before[-1]).days < least

    def idle(self, day: date) -> int | None:
        """Days without a loading dose."""
        if not self.loading:
            return None
        return (day - max(self.loading[-1], self.since or date.min)).days

    # --- one note ------------------------------------------------------------------------------------------------------

    def note(self, day: date, entry: Entry) -> None:
        open_ended = self.plan is not None and PLANS[self.plan].open_ended
        match entry.event:
            case "stop":
                self.stop = (day, entry.reason)
            case "switch to oral":
                self.tablets = day
            case "new interval":
                self.own = entry.interval
            case "resume" if self.phase == "loading" and self.loading:
                self.broken, self.since = False, day
            case "restart" | "reload" if self.phase == "maintenance" and not entry.reason:
                self.flags.add("a second loading course without a recorded reason")  # M9
            case "restart" | "reload" if self.phase == "maintenance" or self.loading:
                self.phase, self.broken, self.loading, self.since = "loading", False, [], day
                self.course = len(self.valid)
            case "start maintenance" if self.loading:
                self.phase, self.broken = "maintenance", False
            case "no further improvement" if self.loading and open_ended:
                self.phase, self.broken = "maintenance", False

    # --- what stands today ---------------------------------------------------------------------------------------------

    def dates(self) -> tuple[date, date, date] | None:
        """Due, overdue from, lapsed after."""
        if not self.valid or self.plan is None:
            return None
        if self.phase == "loading":
            return self.loading_dates(PLANS[self.plan])
        # Each dose covers its own plan's interval, the longest cover decides (M30); a recorded interval stands for all.
        covers = []
        for day, plan, _ in self.valid[self.course :]:
            lower, upper = (self.own, self.own) if self.own else (PLANS[plan].lower, PLANS[plan].upper)
            lapsed = after(day, (upper[0] * 2, upper[1]))
            # Of a short interval twice is over before the 14 days are: overdue at the latest when lapsed.
            covers.append((after(day, lower), min(after(day, upper) + days(14), lapsed + days(1)), lapsed))
        return max(c[0] for c in covers), max(c[1] for c in covers), max(c[2] for c in covers)

    def loading_dates(self, plan: Plan) -> tuple[date, date, date]:
        if not self.loading:
            assert self.since is not None
            return self.since, self.since + days(plan.longest_gap([]) + 1), NEVER
        due = max(plan.next_day(self.loading), self.since or date.min)
        counted = max(self.loading[-1], self.since or date.min)
        return due, counted + days(plan.longest_gap([*self.loading, NEVER]) + 1), NEVER

    def earliest(self) -> date | None:
        """The day before which the next dose is not planned; the doses a patient reports hold up no clinic's (M5)."""
        dates = self.dates()
        if dates is None or self.plan is None:
            return None
        if self.phase == "loading":
            return self.loading[-1] + days(1) if self.loading else self.since
        counted = [day for day, _, clinic in self.valid if clinic] or [self.valid[-1][0]]
        return min(counted[-1] + days(not_before(self.own, PLANS[self.plan])), dates[0])

    # --- what was held back (R133), and what was not given (R136) ------------------------------------------------------

    def on_hold(self, told: Sequence[Entry]) -> bool:
        """Some hold that no dose, order or decision to go on of a later day has overcome; nothing overcomes one without a day."""
        after_it = [day for day, entry in self.entries.values() if entry.event in GOES_ON]
        after_it += [
            day for day, entry in self.entries.values()
            if entry.event in ("given", "self-reported", "order") and injected(entry)
        ]  # fmt: skip
        return self.stands(told, "on hold", max(after_it, default=date.min))

    def refused(self, told: Sequence[Entry]) -> bool:
        """Some dose that was to be given and was not, and no dose of its day or of a later one; one without a day where there is
        no dose at all (R139).
        """
        asked = told if not self.doses() else [entry for entry in told if entry.first is not None]
        return self.stands(asked, "not given", max(self.doses(), default=date.min) + days(1))

    def refused_on_no_day(self, told: Sequence[Entry]) -> bool:
        """Some dose that was not given, without its day, where doses were (R139)."""
        undated = [entry for entry in told if entry.first is None]
        return bool(self.doses()) and self.stands(undated, "not given", date.min)

    def stopped_on_no_day(self, told: Sequence[Entry]) -> bool:
        """Some stop without its day: before or after the last dose nobody knows (R143)."""
        return self.stands([entry for entry in told if entry.first is None], "stop", date.min)

    def doses(self) -> list[date]:
        return [
            day for day, entry in self.entries.values()
            if entry.event in ("given", "self-reported") and injected(entry) and day <= self.on
        ]  # fmt: skip

    def stands(self, told: Sequence[Entry], event: str, until: date) -> bool:
        """One of those events on no day that is told, or up to today on that day or later. After a stop, or a change to tablets,
        nothing is held back.
        """
        if self.stop is not None or self.tablets is not None:
            return False
        found = [entry.first for entry in told if entry.event == event]
        return any(day is None or until <= day <= self.on for day in found)

    def state(self) -> str:
        if self.stop is not None or self.patient.died is not None:
            return "stopped"
        dates = self.dates()
        if dates is None:
            return "not started"
        seen = min(self.on, self.tablets or NEVER)
        if self.phase == "loading":
            # A decision to restart is no gap between doses yet: what is late then is the first of them.
            return "loading broken" if self.broken or (self.loading and seen >= dates[1]) else "loading"
        return "lapsed" if seen > dates[2] else "maintenance"


def named(number: int, plan: Plan) -> str:
    """A loading dose by its number; of how many is said up to the fewest that complete the course."""
    return f"loading {number}" + ("" if plan.open_ended or number > plan.least else f" of {plan.least}")


def is_kit(entry: Entry) -> bool:
    """The antidote, or hydroxocobalamin in grams (M19)."""
    return entry.product == "cyanide kit" or (entry.product == "hydroxocobalamin" and (entry.ug or 0) >= 1_000_000)


def injected(entry: Entry) -> bool:
    """B12 by injection, whatever is said of its amount: somebody injected it."""
    if entry.product in ("folic acid", "unknown") or is_kit(entry):
        return False
    return entry.route == "injection" or (entry.route is None and entry.product == "hydroxocobalamin")


def not_counted(entry: Entry) -> str | None:
    if entry.product in ("folic acid", "unknown"):
        return "not B12"
    # Only hydroxocobalamin is sold for injection alone.
    injected = entry.route == "injection" or (entry.route is None and entry.product == "hydroxocobalamin")
    fits = entry.ug is None or 100 <= entry.ug <= 10_000
    return None if not is_kit(entry) and injected and fits else "wrong product"


def better(entry: Entry) -> tuple[bool, int, bool, int]:
    """An administration before what is reported, a product of a plan, a stated dose, the larger (M22): least is best."""
    products = ("cyanocobalamin", "hydroxocobalamin", "methylcobalamin", "b12 injection")
    return entry.event != "given", products.index(entry.product), entry.ug is None, -(entry.ug or 0)


def one_product(one: Entry, other: Entry) -> bool:
    """A product that is not named may be the other."""
    return one.product == other.product or "b12 injection" in (one.product, other.product)


def follow(world: World) -> World:
    """The record from its first day to its last; on one day what opens comes before the dose, what closes after it."""
    given = world.sort()
    world.orders(given)
    started = world.patient.started
    first = min((world.entries[number][0] for number in given), default=None)
    if started and first and first - started >= days(42):
        world.phase = "maintenance"
    opening = ("new interval", "resume", "restart", "reload")
    notes = [number for number, name in world.classes.items() if name == "note"]
    rank = dict.fromkeys(given, 1) | {n: 0 if world.entries[n][1].event in opening else 2 for n in notes}

    def order(number: int) -> tuple[date, int, int, int]:
        """Of two intervals of one day the shorter comes last and stands (M22)."""
        day, entry = world.entries[number]
        return day, rank[number], -length(entry.interval) if entry.interval else 0, number

    for number in sorted(rank, key=order):
        if rank[number] == 1:
            world.dose(number)
        else:
            world.note(*world.entries[number])
    return world


def worlds(patient: Patient, entries: Sequence[Entry], on: date) -> Iterator[World]:
    """Every way the uncertain days can have been; what is possible on no day of its month is set aside (M1, M2)."""
    spans: dict[int, list[date]] = {}
    aside: dict[int, str] = {}
    for number, entry in enumerate(entries):
        if entry.first is None:
            aside[number] = "impossible" if entry.off_calendar else "undated"
            continue
        first = max(entry.first, patient.born or entry.first)
        last = min(entry.last, on, patient.died or on)
        possible = [first + days(n) for n in range((last - first).days + 1)]
        if possible:
            spans[number] = possible
        else:
            aside[number] = "impossible"
    uncertain = [number for number, span in spans.items() if entries[number].first != entries[number].last]
    step = 1 if len(uncertain) < 2 else 4
    # One dose a day (M3): an uncertain one was given on another day than those that are known.
    known = [number for number in spans if number not in uncertain and not_counted(entries[number]) is None]
    taken = {spans[number][0] for number in known if entries[number].event in ("given", "self-reported")}
    spans |= {n: [d for d in spans[n] if d not in taken] or spans[n] for n in uncertain}
    choices = [span[:-1:step] + span[-1:] for span in spans.values()]
    for chosen in product(*choices):
        dated = {number: (day, entries[number]) for number, day in zip(spans, chosen, strict=True)}
        certain = frozenset(spans) - frozenset(uncertain)
        yield follow(World(patient, on, dated, certain, dict(aside)))
