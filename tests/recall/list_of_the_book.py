"""What the list says of a patient, by the second writing: flags, groups, dates, reviews and tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from by_the_book_recall import World, is_kit, worlds
from words_of_the_book import PLANS, VALID_STOPS, Entry, Patient, after, days

GROUPS = (
    "do not give", "stopped, yet the cause is irreversible", "stopped for a B12 level", "stopped without reason", "loading broken",
    "overdue", "due now or this week", "prescribed, not given", "due soon", "given too early", "no review in 12 months",
    "review due", "on tablets", "entries to check", "no cause recorded", "cause reversible (review the route)",
    "irreversible (never stop)",
)  # fmt: skip
STANDING = frozenset(GROUPS[-3:])
LATE = frozenset(("overdue", "lapsed", "loading broken"))
ALARMS = frozenset((
    "do not give",
    "stopped for a B12 level", "stopped, yet the cause is irreversible", "stopped without reason", "loading broken",
    "ask whether improvement has stopped", "overdue", "lapsed", "given too early", "prescribed, not given", "review due",
    "no review in 12 months",
))  # fmt: skip
"""What is raised only if it holds for every day an uncertain date may be."""


@dataclass(frozen=True)
class Verdict:
    """What is compared with the product."""

    classes: tuple[frozenset[str], ...]
    states: frozenset[str]
    flags: frozenset[str]
    in_time_on_some_day: bool
    quiet_on_some_day: bool
    """Neither late nor early."""
    groups: frozenset[str]
    earliest: date | None
    due: date | None
    overdue: date | None
    review: date | None
    checks: tuple[tuple[str, date, bool], ...]


def is_asked(entry: Entry) -> bool:
    """A hold or a dose that was not given, without its day: it is told by itself."""
    return entry.first is None and entry.event in ("on hold", "not given")


def by_another_route(world: World, number: int) -> bool:
    entry = world.entries[number][1]
    return entry.route not in (None, "injection") and not is_kit(entry)


def flags_of(world: World, told: Sequence[Entry]) -> set[str]:
    """One world's flags."""
    patient, on = world.patient, world.on
    if patient.died or (world.stop and world.stop[1] in ("death", "moved away")):
        return {"recall ended"}
    state = world.state()
    found = world.flags | stop_flags(world) | cause_flags(patient)
    found |= {"do not give"} if patient.allergic else set()  # M34
    unused = [n for n, name in world.classes.items() if name in ("undated", "impossible")]
    found |= {"entries to check"} if any(not is_asked(told[n]) for n in unused) else set()
    found |= {"on hold"} if world.on_hold(told) else set()
    found |= {"a dose that was not given"} if world.refused(told) else set()
    found |= {"not given, on an unrecorded date"} if world.refused_on_no_day(told) else set()
    found |= {"a stop that may hold"} if world.stopped_on_no_day(told) else set()
    if world.stop is None:
        found |= {"stopped once, and one dose was given since"} if world.overruled else set()
        found |= {"on tablets"} if world.tablets else due_flags(world, state)
        found |= {state} & {"loading broken"}
        swallowed = [n for n, name in world.classes.items() if name == "wrong product" and by_another_route(world, n)]
        found |= {"B12 by another route alone"} if swallowed and state == "not started" and not world.tablets else set()
        alone = state == "loading" and len(world.loading) == 1 and not world.since  # M33
        found |= {"a single dose on record"} if alone and not world.tablets and not patient.allergic else set()
        child = patient.born is not None and after(patient.born, (192, "months")) > on
        minded = patient.expecting or child or "hereditary_b12_disorder" in patient.causes  # M34, M38
        if minded and not patient.allergic and not world.tablets and world.dates():
            found.add("to mind before the next dose")
        found |= {"given too early"} if world.early else set()
        last = max((day for day, _, _ in world.valid), default=date.min)
        for number, name in world.classes.items():
            found |= {"prescribed, not given"} if name == "order" and world.entries[number][0] > last else set()
            swallowed = name == "wrong product" and world.entries[number][1].route == "oral" and not world.tablets
            if swallowed and world.valid and world.entries[number][0] > last:
                found.add("entries to check")
        if world.phase == "loading" and world.loading and PLANS[world.plan or ""].open_ended:
            found |= {"ask whether improvement has stopped"} if (on - world.loading[0]).days > 21 else set()
        found |= review_flags(world)
    return found


def due_flags(world: World, state: str) -> set[str]:
    dates = world.dates()
    if dates is None or state == "loading broken" or world.patient.allergic:
        return set()
    late = {"overdue"} if world.on >= dates[1] else {"due"} if world.on >= dates[0] else set()
    return late | ({state} & {"lapsed"})


def stop_flags(world: World) -> set[str]:
    """M14, M23."""
    if world.stop is None:
        return set()
    patient, reason = world.patient, world.stop[1]
    found = {"stopped, yet the cause is irreversible"} if patient.never_stop else set()
    if patient.never_stop and reason == "reaction":
        return found | {"stopped", "do not give"}  # M34
    if reason == "level":
        return found | {"stopped for a B12 level"}
    if reason in VALID_STOPS or (reason == "cause resolved" and patient.reversible):
        return found | {"stopped"}
    return found | {"stopped without reason"}


def cause_flags(patient: Patient) -> set[str]:
    if patient.never_stop:
        return {"irreversible (never stop)"}
    if not patient.causes:
        return {"no cause recorded"}
    return {"cause reversible (review the route)"} if patient.reversible else set()


def began(world: World) -> date | None:
    first = min((day for day, _, _ in world.valid), default=None)
    started = world.patient.started
    return started if started and (first is None or started < first) else first


def review_of(world: World) -> tuple[date, date] | None:
    """When the next review is due, and the day from which there was none for 12 months (M15, M28)."""
    first = began(world)
    if first is None or world.state() in ("stopped", "not started"):
        return None
    looks = [day for day, entry in world.entries.values() if entry.event == "review" and day > first]
    due = after(first, (1 if world.patient.expecting else 3, "months"))
    if looks and max(looks) >= due - days(14):
        due = after(max(looks), (12, "months"))
    return due, after(max([first, *looks]), (12, "months"))


def review_flags(world: World) -> set[str]:
    review = review_of(world)
    if review is None:
        return set()
    found = {"review due"} if world.on >= review[0] else set()
    return found | ({"no review in 12 months"} if world.on > review[1] else set())


def checks_of(world: World) -> list[tuple[str, date, bool]]:
    """The tests of the first weeks and whether they are asked for today (M24)."""
    first, on = began(world), world.on
    number = next((n for n, (day, _) in world.entries.items() if day == first and n in world.certain), None)
    if first is None or number is None or not world.valid or world.valid[0][0] != first or world.state() == "stopped":
        return []
    found = [("reticulocytes", 5, 7, 10), ("blood count", 42, 56, 70)]
    if world.patient.severe_anaemia:
        found.insert(0, ("potassium and fluid (severe anaemia)", 1, 1, 2))
    return [(what, first + days(due), first + days(low) <= on <= first + days(high)) for what, low, due, high in found]


def groups_of(world: World, flags: frozenset[str], within: int) -> set[str]:
    """The groups a patient stands in; the due ones by the world's own dates."""
    if "recall ended" in flags:
        return set()
    found = set(flags) & set(GROUPS)
    found |= {"overdue"} if "lapsed" in flags else set()
    if "a second loading course without a recorded reason" in flags:
        found.add("given too early")
    held = "on hold" in flags and world.state() == "not started"
    found |= {"prescribed, not given"} if held or "a dose that was not given" in flags else set()
    found |= {"entries to check"} if "not given, on an unrecorded date" in flags else set()  # R139
    dates = world.dates() if world.stop is None and not world.patient.allergic else None
    if dates and not found & {"overdue", "loading broken", "on tablets"}:
        if dates[0] <= world.on + days(6):
            found.add("due now or this week")
        elif dates[0] <= world.on + days(within):
            found.add("due soon")
    if world.state() == "not started" and found <= {"no cause recorded", "cause reversible (review the route)"}:
        return set()  # M36
    closed = world.stop is not None and not found - STANDING - {"do not give"} and not world.patient.never_stop
    return set() if closed else found


def believable(patient: Patient, on: date) -> Patient:
    """A birth in the future, a death in the future or before birth is not used (M29)."""
    born = patient.born if patient.born and patient.born <= on else None
    died = patient.died if patient.died and patient.died <= on and (born is None or patient.died >= born) else None
    return replace(patient, born=born, died=died)


def refuses(patient: Patient, entries: Sequence[Entry]) -> bool:
    """An allergy, or a reaction nobody settled: a dose that was given since settles nothing (M34, R117).

    It is the reason of a stop, of a hold (M39), or of a dose that was not given (R138).
    """
    events = ("stop", "on hold", "not given")
    return patient.allergic or any(entry.event in events and entry.reason == "reaction" for entry in entries)


def as_stops(entries: Sequence[Entry]) -> list[Entry]:
    """A hold for a reason that ends injections, or for a level, is a stop, and for a reaction it stays a hold (R133, M39)."""
    ending = {*VALID_STOPS, "cause resolved", "level"} - {"reaction"}
    return [replace(e, event="stop") if e.event == "on hold" and e.reason in ending else e for e in entries]


def judged(patient: Patient, entries: Sequence[Entry], on: date, within: int = 14) -> Verdict:
    """An alarm is raised only if it holds in every world; dates run from the last possible day (M1)."""
    told, patient = patient, believable(patient, on)
    doubtful = set() if told == patient else {"entries to check"}
    patient = replace(patient, allergic=refuses(patient, entries))
    entries = as_stops(entries)
    every = list(worlds(patient, entries, on))
    of_this_list = patient.causes or any(entry.product != "folic acid" for entry in entries)
    raised = [flags_of(world, entries) for world in every]
    # A stop that may lie before the last dose hides nothing: the days on which treatment goes on are asked.
    heard = [found for found, world in zip(raised, every, strict=True) if world.stop is None] or raised
    latest = every[-1]
    always = frozenset(set.intersection(*raised) | ({*raised[-1]} - ALARMS))
    always |= set() if "recall ended" in always else doubtful
    dates = latest.dates() if latest.stop is None and patient.died is None and not patient.allergic else None
    review = review_of(latest)
    return Verdict(
        classes=tuple(frozenset(world.classes[n] for world in every) for n in range(len(entries))),
        states=frozenset(world.state() for world in every),
        flags=always,
        in_time_on_some_day=any(not found & LATE for found in heard),
        quiet_on_some_day=any(not found & (LATE | {"given too early"}) for found in heard),
        groups=frozenset(groups_of(latest, always, within)) if of_this_list else frozenset(),
        earliest=latest.earliest() if dates else None,
        due=dates[0] if dates else None,
        overdue=dates[1] if dates else None,
        review=review[0] if review else None,
        checks=tuple(checks_of(latest)),
    )
