"""Of a dose of which only the month is known: no more is raised than on the day that raises least (register M1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from test_recall_laws import ON, generated

from cobalamin.knowledge.regimens import PUBLISHED
from cobalamin.knowledge.treatment import Span, TreatmentEvent, TreatmentRecord, on_day, span
from cobalamin.recall.entries import sort_entries
from cobalamin.recall.reasons import Flag, State
from cobalamin.recall.schedule import Schedule, schedule

COUNT = 400


def raised(course: Schedule) -> tuple[bool, bool, int]:
    """Whether treatment is late, whether the last dose was early, how many were."""
    overdue = course.tablets_since is None and course.next is not None and course.on >= course.next.overdue
    late = course.state in (State.LOADING_BROKEN, State.LAPSED) or overdue
    early = [entry for entry in course.entries if entry.verdict == "too early"]
    return late, Flag.GIVEN_TOO_EARLY in course.flags, len(early)


def with_one_dose_of_a_month() -> Iterator[tuple[TreatmentRecord, list[TreatmentRecord]]]:
    """Records of which the day of one dose is not known, and the same with each day it can have been.

    Without a stop, which holds on some days and not on others, and without an allergy, beside which nothing is due (M34).
    """
    for seed in range(COUNT):
        record = generated(seed)
        doses = sort_entries(record, ON, PUBLISHED).doses
        left_out = record.cautions or any(event.kind == "stop" for event in record.events)
        if left_out or not doses or not all(dose.when.certain for dose in doses):
            continue
        dose = doses[seed % len(doses)]
        month = span(dose.when.first.isoformat()[:7])
        unsure = at(record, dose.event, month)
        taken = {each.when.first for each in sort_entries(unsure, ON, PUBLISHED).doses if each.when.certain}
        days = [month.first + timedelta(n) for n in range((min(month.last, ON) - month.first).days + 1)]
        free = [day for day in days if day not in taken] or days
        yield unsure, [at(record, dose.event, on_day(day)) for day in free]


def at(record: TreatmentRecord, event: TreatmentEvent, when: Span) -> TreatmentRecord:
    """The same with another day, or days, of one entry."""
    return replace(record, events=tuple(replace(e, when=when) if e is event else e for e in record.events))


def test_no_more_is_raised_than_on_the_day_that_raises_least() -> None:
    seen: Counter[tuple[bool, bool]] = Counter()
    for record, possible in with_one_dose_of_a_month():
        mine, theirs = raised(schedule(record, ON)), [raised(schedule(each, ON)) for each in possible]
        assert mine == min(theirs), record
        seen[mine < max(theirs), schedule(record, ON).tablets_since is not None] += 1
    assert len(seen) == 4, "some days raise more, and not all of those who do take tablets"
