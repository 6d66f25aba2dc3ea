"""What must hold for every record: generated timelines, seeded, shrunk to a small one on failure.

The default is 2,000 timelines in seconds; the long run, minutes:
COBALAMIN_TIMELINES=100000 python -m pytest tests/recall/test_recall_laws.py
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from cobalamin.knowledge.regimens import IRREVERSIBLE, PUBLISHED, REGIMENS, REVERSIBLE
from cobalamin.knowledge.treatment import (
    Every,
    Kind,
    Product,
    Span,
    TreatmentEvent,
    TreatmentRecord,
    months_after,
    on_day,
    span,
)
from cobalamin.recall.cautions import ALLERGY, LEBER
from cobalamin.recall.forecast import forecast
from cobalamin.recall.reasons import Flag, State
from cobalamin.recall.schedule import Schedule, schedule
from cobalamin.recall.worklist import Group, placed, recall_list

COUNT = int(os.environ.get("COBALAMIN_TIMELINES", "300"))
ON = date(2026, 6, 15)
KINDS: tuple[Kind, ...] = (
    "order", "administration", "self-reported", "stop", "hold", "switch_to_oral", "review", "decision",
)  # fmt: skip
WEIGHTS = (10, 60, 6, 3, 3, 2, 4, 8)
PRODUCTS: tuple[Product, ...] = (
    "hydroxocobalamin", "cyanocobalamin", "methylcobalamin", "b12_not_named", "cyanide_kit", "folic_acid", "unknown",
)  # fmt: skip
DECISIONS = ("resume", "restart", "reload", "no_further_improvement", "start_maintenance", "interval")
REASONS = ("", "symptoms came back", "B12 level high", "patient choice", "cause resolved", "moved away")


def generated(seed: int) -> TreatmentRecord:
    """A record with the steps of real courses and the mess of real records."""
    rng = random.Random(seed)
    day = ON - timedelta(days=rng.randrange(0, 1200))
    events: list[TreatmentEvent] = []
    for number in range(rng.randrange(0, 16)):
        events.append(_event(rng, day, f"e{number}"))
        day += timedelta(days=rng.choice((0, 0, 1, 2, 2, 2, 3, 3, 7, 8, 14, 15, 21, 30, 41, 42, 61, 90, 184, 400)))
    causes = frozenset(
        rng.sample([*sorted(IRREVERSIBLE), *sorted(REVERSIBLE), "bariatric_surgery"], rng.choice((0, 1, 1, 2)))
    )
    return TreatmentRecord(
        f"P{seed}",
        tuple(events),
        born=on_day(date(1950, 2, 28)) if rng.random() < 0.5 else None,
        died=on_day(ON - timedelta(days=rng.randrange(-30, 300))) if rng.random() < 0.05 else None,
        causes=causes,
        neurological=rng.choice((True, False, None)),
        pregnant=rng.choice((True, None)),
        cautions=frozenset(random.Random(-seed - 1).choices(((), (ALLERGY,), (LEBER,)), (96, 2, 2))[0]),
        plan=rng.choice(("", "", "", *REGIMENS)),
        started=span("2020") if rng.random() < 0.2 else None,
    )


def _event(rng: random.Random, day: date, source: str) -> TreatmentEvent:
    kind = rng.choices(KINDS, WEIGHTS)[0]
    when: Span | None = on_day(day)
    if rng.random() < 0.1:
        when = rng.choice((None, span(day.isoformat()[:7]), span(day.isoformat()[:4]), on_day(date(1, 1, 1))))
    event = TreatmentEvent(kind, when, source)
    match kind:
        case "order" | "administration" | "self-reported":
            product = rng.choices(PRODUCTS, (60, 20, 4, 8, 1, 2, 1))[0]
            dose = rng.choice((None, 1000, 1000, 1000, 100, 30, 5_000_000))
            route = rng.choice(("intramuscular", "intramuscular", "intramuscular", "subcutaneous", None, "oral"))
            return replace(event, product=product, dose_ug=dose, route=route)
        case "decision":
            decision = rng.choice(DECISIONS)
            every = (
                Every(rng.randrange(1, 13), rng.choice(("day", "week", "month"))) if decision == "interval" else None
            )
            return replace(event, decision=decision, interval=every, reason=rng.choice(REASONS))
        case "review":
            return replace(event, outcome=rng.choice((None, "resolved", "improved", "insufficient", "new_or_worse")))
        case _:
            return replace(event, reason=rng.choice(REASONS))


Law = Callable[[TreatmentRecord, random.Random], None]


def hold(law: Law) -> None:
    """The law over all generated records; on failure the fewest events that still break it are named."""
    for seed in range(COUNT):
        record = generated(seed)
        if not _breaks(law, record, seed):
            continue
        small = _shrunk(law, record, seed)
        law(small, random.Random(seed))
        raise AssertionError(f"seed {seed} breaks the law, though not in its shrunk form")


def _breaks(law: Law, record: TreatmentRecord, seed: int) -> bool:
    try:
        law(record, random.Random(seed))
    except AssertionError:
        return True
    return False


def _shrunk(law: Law, record: TreatmentRecord, seed: int) -> TreatmentRecord:
    for event in record.events:
        smaller = replace(record, events=tuple(e for e in record.events if e is not event))
        if _breaks(law, smaller, seed):
            return _shrunk(law, smaller, seed)
    return record


def said(course: Schedule) -> tuple[object, ...]:
    """Everything a reader of the list sees."""
    entries = sorted((e.event.source, e.title, e.reason, e.marks) for e in course.entries)
    return (course.state, course.next, course.remarks, course.review, course.tablets_since, entries)


def test_the_order_of_entries_never_matters() -> None:
    def law(record: TreatmentRecord, rng: random.Random) -> None:
        mixed = list(record.events)
        rng.shuffle(mixed)
        other = replace(record, events=tuple(mixed))
        assert said(schedule(record, ON)) == said(schedule(other, ON)), record

    hold(law)


def test_a_duplicate_never_changes_a_due_date() -> None:
    def law(record: TreatmentRecord, rng: random.Random) -> None:
        before = schedule(record, ON)
        full = [entry.event for entry in before.doses if entry.event.when and entry.event.when.certain]
        if not full:
            return
        event = rng.choice(full)
        more = [replace(event, source="again"), replace(event, source="also", kind="order")]
        after = schedule(replace(record, events=(*record.events, *more)), ON)
        assert (after.state, after.next) == (before.state, before.next), (record, event)

    hold(law)


def test_a_valid_later_dose_never_moves_the_due_date_back() -> None:
    def law(record: TreatmentRecord, rng: random.Random) -> None:
        before = schedule(record, ON)
        last = max((e.when.last for e in record.events if e.when), default=None)
        if last is None or last >= ON or before.next is None:
            return
        if any(e.when is not None and not e.when.certain for e in record.events):
            return  # a later dose may tell on which days of its month an earlier one can have been, and so what it was (M1)
        day = last + timedelta(days=rng.randrange(1, (ON - last).days + 1))
        event = TreatmentEvent("administration", on_day(day), "later", rng.choice(PRODUCTS[:4]), 1000, "intramuscular")
        after = schedule(replace(record, events=(*record.events, event)), ON)
        counted = any(entry.event is event and entry.given for entry in after.entries)
        if counted and after.next is not None:
            assert after.next.due >= before.next.due, (record, event, before.next, after.next)

    hold(law)


def test_an_irreversible_cause_never_leaves_the_list_and_is_never_told_to_stop() -> None:
    def law(record: TreatmentRecord, _: random.Random) -> None:
        if not record.causes & IRREVERSIBLE:
            return
        listed = recall_list([record], ON)
        if listed.ended:
            return
        (row,) = listed.rows
        assert row.never_stop
        assert "stop" not in row.next_step.replace("never stop", "").replace("were stopped", "").replace(
            "reason to stop", ""
        ).replace("has stopped", "").replace("the recorded stop still", ""), row.next_step
        if row.state is State.STOPPED:
            assert Flag.STOPPED_IRREVERSIBLE in row.schedule.flags

    hold(law)


def test_every_entry_is_judged_once_and_dates_are_in_order() -> None:
    def law(record: TreatmentRecord, _: random.Random) -> None:
        course = schedule(record, ON)
        assert sorted(e.event.source for e in course.entries) == sorted(e.source for e in record.events)
        if course.next is not None:
            assert course.next.earliest <= course.next.due <= course.next.overdue, record
            assert course.next.lapses is None or course.next.lapses >= course.next.due, record
        assert (course.state is State.STOPPED) or (course.state is State.NOT_STARTED) == (not course.doses)

    hold(law)


def test_what_is_overdue_stays_overdue_until_something_happens() -> None:
    def law(record: TreatmentRecord, rng: random.Random) -> None:
        now = schedule(record, ON)
        later = schedule(record, ON + timedelta(days=rng.randrange(1, 100)))
        uncertain = any(e.when and not e.when.certain for e in record.events)
        if Flag.OVERDUE in now.flags and not uncertain and record.died is None:
            future = any(e.when and e.when.first > ON for e in record.events)
            assert future or Flag.OVERDUE in later.flags or later.state is State.LOADING_BROKEN, record

    hold(law)


def test_visits_lie_between_today_and_the_horizon() -> None:
    def law(record: TreatmentRecord, _: random.Random) -> None:
        until = ON + timedelta(days=120)
        visits = forecast(schedule(record, ON), until)
        assert all(ON <= visit.day <= until for visit in visits), record
        doses = [visit.day for visit in visits if visit.need != "review"]
        assert len(doses) == len(set(doses)), record

    hold(law)


def test_the_generator_reaches_every_state_and_most_flags() -> None:
    courses = [schedule(generated(seed), ON) for seed in range(2000)]
    assert {course.state for course in courses} == set(State)
    reached = frozenset[Flag]().union(*(course.flags for course in courses))
    assert set(Flag) - reached <= {
        Flag.STOP_NOT_ACCEPTED,
        Flag.ORDERED_AGAIN,
        Flag.LOADING_AGAIN,
        Flag.LOAD_AGAIN,
        Flag.REFUSED,
        Flag.NOT_SUPPLIED,
        Flag.NOT_DATED,
        Flag.LAST_UNTOLD,
        Flag.CAUSE_UNSETTLED,
        Flag.TWO_PEOPLE,
        Flag.NERVES_IN_DOUBT,
    }


def test_a_dose_that_was_not_given_moves_no_date_and_takes_nobody_off_the_list() -> None:
    asked = 0
    for seed in range(COUNT // 4):
        free = generated(seed)
        event = TreatmentEvent("not_given", on_day(ON - timedelta(days=seed % 60)), "refused", "hydroxocobalamin")
        record = replace(free, events=(*free.events, event))
        refused, course = schedule(record, ON), schedule(free, ON)
        assert (refused.state, refused.next, refused.last, refused.review, refused.checks) == (
            course.state, course.next, course.last, course.review, course.checks,
        )  # fmt: skip
        (row, _), (before, _) = placed(record, ON, 14, PUBLISHED), placed(free, ON, 14, PUBLISHED)
        assert row is not None or before is None
        if row is not None and Flag.REFUSED in refused.flags and row.group in (Group.OVERDUE, Group.NOT_GIVEN):
            asked += 1
            assert Group.NOT_GIVEN in row.groups
            assert " why the last dose was not given" in row.next_step or Group.DO_NOT_GIVE in row.groups
    assert asked


def test_a_hold_moves_no_date_and_takes_nobody_off_the_list() -> None:
    asked = 0
    for seed in range(COUNT):
        record = generated(seed)
        free = replace(record, events=tuple(event for event in record.events if event.kind != "hold"))
        held, course = schedule(record, ON), schedule(free, ON)
        assert (held.state, held.next, held.review, held.checks) == (
            course.state,
            course.next,
            course.review,
            course.checks,
        )
        (row, _), (before, _) = placed(record, ON, 14, PUBLISHED), placed(free, ON, 14, PUBLISHED)
        assert row is not None or before is None
        if (
            row is not None
            and Flag.ON_HOLD in held.flags
            and row.group in (Group.OVERDUE, Group.DUE_SOON, Group.NOT_GIVEN)
        ):
            assert "ask why injections are on hold" in row.next_step, row
            assert " now for" not in row.next_step
            asked += 1
    assert asked > COUNT // 50


days = st.dates(date(1900, 1, 1), date(2200, 12, 31))


@given(days, st.integers(0, 240))
def test_calendar_months_agree_with_dateutil(day: date, months: int) -> None:
    assert months_after(day, months) == day + relativedelta(months=months)


@given(days, days, st.integers(0, 60))
def test_a_later_day_never_has_an_earlier_month(one: date, other: date, months: int) -> None:
    first, second = sorted((one, other))
    assert months_after(first, months) <= months_after(second, months)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2025-12-31", 2, "2026-02-28"),
        ("2027-12-31", 2, "2028-02-29"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-01-15", 0, "2026-01-15"),
    ],
)
def test_month_ends_by_hand(day: str, months: int, expected: str) -> None:
    assert months_after(date.fromisoformat(day), months) == date.fromisoformat(expected)
