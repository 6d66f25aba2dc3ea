"""Which entries of a messy record are doses: dated, possible, B12 by injection, one a day, given, not only ordered.

Each kind of disorder has its stated rule (register R28).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache

import msgspec

from cobalamin.knowledge.regimens import Rules
from cobalamin.knowledge.treatment import INJECTED, Kind, Product, Route, Span, TreatmentEvent, TreatmentRecord
from cobalamin.recall.reasons import Reason, Verdict

_DOSE_KINDS = frozenset(("order", "administration", "self-reported"))
_NOTES = {
    "planned": Reason.PLANNED, "not_given": Reason.NOT_GIVEN,
    "stop": Reason.STOP, "hold": Reason.HOLD,
    "switch_to_oral": Reason.SWITCH_TO_ORAL, "review": Reason.REVIEW, "decision": Reason.DECISION,
}  # fmt: skip

_FIRST_B12 = 1948
"""The year in which B12 was isolated: what is dated before is a slip of the century (register M2)."""


class Judged(msgspec.Struct, frozen=True, gc=False):
    """One entry and what it was read as. `number` of `of` counts loading doses; no `of` where loading is open-ended."""

    event: TreatmentEvent
    when: Span | None
    verdict: Verdict
    reason: Reason
    marks: tuple[Reason, ...] = ()
    number: int = 0
    of: int | None = None
    detail: str = ""

    @property
    def given(self) -> bool:
        """True where the entry counts as a dose of the course."""
        return self.verdict in ("loading", "maintenance")

    @property
    def title(self) -> str:
        """The class as a reader sees it: "loading 3 of 6"."""
        if self.verdict != "loading":
            return self.verdict
        return f"loading {self.number}" + (f" of {self.of}" if self.of else "")


@dataclass(frozen=True, slots=True)
class Life:
    """The days on which anything can have happened, as far as they are known on a day."""

    born: Span | None
    died: Span | None
    on: date
    doubtful: bool = False

    @classmethod
    def of(cls, record: TreatmentRecord, on: date) -> Life:
        """A death in the future, or before birth, is not used (register M29): it would silence a living patient's recall."""
        born, died = record.born, record.died
        wrong_birth = born is not None and born.first > on
        born = None if wrong_birth else born
        wrong_death = died is not None and (died.first > on or (born is not None and died.last < born.first))
        return cls(born, None if wrong_death else died, on, wrong_birth or wrong_death)

    def place(self, when: Span) -> Span | Reason:
        """The part of a span that was possible, or why no day of it was (register M1, M2)."""
        if self.born is not None and when.last < self.born.first:
            return Reason.BEFORE_BIRTH
        if when.last.year < _FIRST_B12:
            return Reason.BEFORE_B12
        if self.died is not None and when.first > self.died.last:
            return Reason.AFTER_DEATH
        if when.first > self.on:
            return Reason.IN_FUTURE
        if when.first == when.last:
            return when
        first = when.first if self.born is None else max(when.first, self.born.first)
        last = min(when.last, self.on) if self.died is None else min(when.last, self.on, self.died.last)
        return Span(first, last)


class Dose(msgspec.Struct, frozen=True, gc=False):
    """An entry that counts as given, with the days it can lie on; `tried` narrows them to one (`uncertain.on_possible_days`)."""

    event: TreatmentEvent
    when: Span
    marks: tuple[Reason, ...]
    tried: Span | None = None

    @property
    def day(self) -> Span:
        """The days it is reckoned with."""
        return self.when if self.tried is None else self.tried

    @property
    def clinic(self) -> bool:
        """False for what the patient reported (register M5)."""
        return self.event.kind == "administration"


@dataclass(frozen=True, slots=True)
class Entries:
    """A record sorted: doses the plan will judge, notes (stop, review, ...) in order, and everything already judged."""

    doses: tuple[Dose, ...]
    notes: tuple[Judged, ...]
    judged: tuple[Judged, ...]
    life: Life


def sort_entries(record: TreatmentRecord, on: date, rules: Rules) -> Entries:
    """Every entry of the record exactly once, whatever order they came in."""
    life = Life.of(record, on)
    judged: list[Judged] = []
    notes: list[Judged] = []
    doses: list[Dose] = []
    orders: list[Dose] = []
    for event in record.events:
        read = _read(event, life, rules)
        if isinstance(read, Dose):
            (orders if event.kind == "order" else doses).append(read)
        elif read.verdict == "note":
            notes.append(read)
        else:
            judged.append(read)
    given, second = _one_a_day(doses)
    judged += second
    judged += _settle_orders(orders, given, rules)
    return Entries(tuple(given), tuple(sorted(notes, key=note_key)), tuple(judged), life)


def _read(event: TreatmentEvent, life: Life, rules: Rules) -> Dose | Judged:
    """One entry by itself: a possible dose, a note, or judged at once."""
    if event.when is None:
        reason = Reason.NOT_A_DATE if event.when_text else Reason.NO_DATE
        return Judged(event, None, "impossible" if event.when_text else "undated", reason, detail=event.when_text)
    when = life.place(event.when)
    if isinstance(when, Reason):
        return Judged(event, event.when, "impossible", when)
    if event.kind not in _DOSE_KINDS:
        marks = () if event.when.certain else (Reason.DATE_UNCERTAIN,)
        return Judged(event, when, "note", _note(event, life.on), marks)
    limits = (rules.least_dose, rules.gram_dose, rules.largest_dose)
    if refused := not_replacement(event.product, event.dose_ug, event.route, limits):
        return Judged(event, when, *refused)
    return Dose(
        event,
        when,
        _marks(
            "self-reported" if event.said else event.kind, event.when.certain, event.product, event.dose_ug, event.route
        ),
    )


def _note(event: TreatmentEvent, on: date) -> Reason:
    if event.kind == "not_given" and event.supplied:
        return Reason.NOT_SUPPLIED
    if event.kind == "planned" and event.until is not None and event.until < on:
        return Reason.PLAN_OVER
    return _NOTES[event.kind]


@lru_cache(maxsize=4096)
def not_replacement(
    product: Product | None, dose: int | Fraction | None, route: Route | None, limits: tuple[int, int, int]
) -> tuple[Verdict, Reason] | None:
    """Why an entry is no B12 injection of the course (register M6, M19, M27), or None. Limits: least, gram, largest dose, ug."""
    least, grams, largest = limits
    if product == "folic_acid":
        return "not B12", Reason.FOLIC_ACID
    if product is None or product == "unknown":
        return "not B12", Reason.UNKNOWN_DRUG
    if product == "cyanide_kit" or (product == "hydroxocobalamin" and dose is not None and dose >= grams):
        return "wrong product", Reason.CYANIDE_KIT
    if route is not None and route not in INJECTED:
        return "wrong product", Reason.NOT_INJECTED
    # Hydroxocobalamin is only injected; the other cobalamins are sold as tablets too.
    if route is None and product != "hydroxocobalamin":
        return "wrong product", Reason.ROUTE_UNKNOWN
    if dose is not None and dose > largest:
        return "wrong product", Reason.DOSE_IMPLAUSIBLE
    if dose is not None and dose < least:
        return "wrong product", Reason.DOSE_TOO_SMALL
    return None


@lru_cache(maxsize=4096)
def _marks(
    kind: Kind, certain: bool, product: Product | None, dose: int | Fraction | None, route: Route | None
) -> tuple[Reason, ...]:
    """What is worth saying beside a counted dose."""
    said = (
        (kind == "self-reported", Reason.SELF_REPORTED),
        (not certain, Reason.DATE_UNCERTAIN),
        (dose is None, Reason.DOSE_NOT_RECORDED),
        (product == "b12_not_named", Reason.PRODUCT_NOT_NAMED),
        (route is None, Reason.ROUTE_PRESUMED),
    )
    return tuple(reason for holds, reason in said if holds)


def _preference(dose: Dose) -> tuple[bool, bool, str, bool, object, str]:
    """Of two entries of one day the better documented is kept (register M22); never the one that happened to come first.

    Of two named products cyanocobalamin goes before hydroxocobalamin: its interval is the shorter, so nobody waits longer
    than either plan allows.
    """
    event = dose.event
    amount = -event.dose_ug if event.dose_ug is not None else 0
    unnamed = event.product == "b12_not_named"
    return (event.kind != "administration", unnamed, event.product or "", event.dose_ug is None, amount, event.source)


def dose_key(dose: Dose) -> tuple[object, ...]:
    """The order doses are walked in: by day, then by how well they are documented."""
    return (dose.when, _preference(dose))


def note_key(note: Judged) -> tuple[object, ...]:
    """The order notes are walked in, by day and then by their content; of two intervals of one day the shorter stands (M22)."""
    event = note.event
    longest_first = -event.interval.days if event.interval is not None else 0
    return (note.when, event.kind, event.decision or "", event.reason, longest_first, event.source)


def _one_a_day(doses: Iterable[Dose]) -> tuple[list[Dose], list[Judged]]:
    """The doses in order of days, and what was a second entry of one (register M3); two entries of one month may be two doses."""
    days: dict[date, Dose] = {}
    kept: list[Dose] = []
    second: list[Judged] = []
    for dose in doses:
        if not dose.when.certain or Reason.DATE_UNCERTAIN in dose.marks:
            kept.append(dose)
            continue
        rival = days.get(dose.when.first)
        if rival is None:
            days[dose.when.first] = dose
            continue
        better, worse = sorted((dose, rival), key=_preference)
        days[dose.when.first] = better
        second.append(Judged(worse.event, worse.when, "duplicate", Reason.SAME_DAY, worse.marks))
    given = [*days.values(), *sorted(kept, key=dose_key)]
    return sorted(given, key=lambda dose: dose.when), second


def _settle_orders(orders: list[Dose], given: list[Dose], rules: Rules) -> Iterator[Judged]:
    """An order is part of a given dose where one of its product may lie within the window; else only an order (register M4)."""
    seen: set[tuple[Span, str | None]] = set()
    firsts = [dose.when.first.toordinal() for dose in given]
    longest = max(((dose.when.last - dose.when.first).days for dose in given), default=0)
    for order in sorted(orders, key=dose_key):
        what = (order.when, order.event.product)
        start = bisect_left(firsts, order.when.first.toordinal() - rules.order_window - longest)
        if _was_given(order, given[start:], rules.order_window):
            given_as = Reason.SUPPLY_GIVEN if order.event.supplied else Reason.ORDER_GIVEN
            yield Judged(order.event, order.when, "duplicate", given_as, order.marks)
        elif order.when.certain and what in seen:
            yield Judged(order.event, order.when, "duplicate", Reason.SAME_DAY, order.marks)
        else:
            alone = Reason.SUPPLY_NOT_GIVEN if order.event.supplied else Reason.ORDER_NOT_GIVEN
            yield Judged(order.event, order.when, "order", alone, order.marks)
        seen.add(what)


def _was_given(order: Dose, given: list[Dose], window: int) -> bool:
    """Some dose of the order's product may lie within the window of days, before or after."""
    for dose in given:
        if (dose.when.first - order.when.last).days > window:
            return False
        if (order.when.first - dose.when.last).days <= window and _same_product(order, dose):
            return True
    return False


def _same_product(order: Dose, dose: Dose) -> bool:
    """A product that is not named may be the other."""
    ordered, given = order.event.product, dose.event.product
    return ordered == given or "b12_not_named" in (ordered, given)
