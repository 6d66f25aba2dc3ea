"""Every hand-written timeline, and that together they cover all the recall can say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from recall_timelines import Timeline, timelines

from cobalamin.knowledge.regimens import PUBLISHED, Rules
from cobalamin.recall.entries import Judged
from cobalamin.recall.reasons import MARKS, VERDICTS, Flag, Reason, State
from cobalamin.recall.schedule import Schedule, schedule
from cobalamin.recall.worklist import Group, RecallList, placed, recall_list

ALL = timelines()
CODES = {
    "maintenance": "M", "too early": "E", "duplicate": "D", "order": "O", "wrong product": "W", "not B12": "N",
    "undated": "U", "impossible": "X", "note": "n",
}  # fmt: skip


def code(entry: Judged) -> str:
    return f"L{entry.number}" if entry.verdict == "loading" else CODES[entry.verdict]


def as_written(course: Schedule) -> list[Judged]:
    """The entries in the order of the file: sources are "line 2", "line 3", ..."""
    return sorted(course.entries, key=lambda entry: int(entry.event.source.removeprefix("line ")))


CHECKS: dict[str, Any] = {
    "state": lambda c, e: (str(c.state), e),
    "plan": lambda c, e: (c.plan.id, e),
    "earliest": lambda c, e: (c.next.earliest, e),
    "due": lambda c, e: (c.next.due, e),
    "overdue": lambda c, e: (c.next.overdue, e),
    "review": lambda c, e: (c.review.due if c.review else "none", e),
    "ended": lambda c, e: (bool(c.ended), e),
    "flags": lambda c, e: ({Flag[name] for name in e} - c.flags, set()),
    "not_flags": lambda c, e: ({Flag[name] for name in e} & c.flags, set()),
    "checks": lambda c, e: ([check.what for check in c.checks if check.open_on(c.on)], e),
    "reasons": lambda c, e: ({i: as_written(c)[i - 1].reason.name for i in e}, e),
    "marks": lambda c, e: (
        {i: [m for m in names if Reason[m] not in as_written(c)[i - 1].marks] for i, names in e.items()},
        {i: [] for i in e},
    ),
    "kept": lambda c, e: ([i for i, entry in enumerate(as_written(c), 1) if entry.given], e),
}  # fmt: skip
LISTED: dict[str, Any] = {
    "groups": lambda row, e: ([str(group) for group in row.groups] if row else [], e),
    "step": lambda row, e: (e in row.next_step, True),
    "response": lambda row, e: (str(row.response.verdict), e),
    "said": lambda row, e: (any(e in why for why in row.why), True),
}


@pytest.mark.parametrize("line", ALL, ids=lambda line: line.id)
def test_a_timeline_comes_out_as_reasoned(line: Timeline) -> None:
    assert list(faults(line)) == [], line.why


def faults(line: Timeline, rules: Rules = PUBLISHED) -> Iterator[tuple[str, Any, Any]]:
    """Everything that comes out otherwise than expected: what, found, expected."""
    course = schedule(line.record(), line.on, rules)
    listed = recall_list([line.record()], line.on, rules=rules)
    row = listed.rows[0] if listed.rows else None
    for key, expected in line.expect.items():
        if key == "classes":
            found, wanted = " ".join(code(entry) for entry in as_written(course)), expected
        else:
            found, wanted = CHECKS[key](course, expected) if key in CHECKS else LISTED[key](row, expected)
        if found != wanted:
            yield key, found, wanted


@pytest.mark.parametrize("line", ALL, ids=lambda line: line.id)
def test_every_entry_is_judged_exactly_once(line: Timeline) -> None:
    record = line.record()
    course = schedule(record, line.on)
    assert sorted(e.event.source for e in course.entries) == sorted(e.source for e in record.events)


def test_there_are_at_least_150_and_each_has_a_sentence_and_its_own_id() -> None:
    assert len(ALL) >= 150
    assert len({line.id for line in ALL}) == len(ALL)
    for line in ALL:
        assert re.fullmatch(r"[A-Z\"0-9].{15,}\.", line.why), line.id


def everything(part: str) -> set[Any]:
    found: set[Any] = set()
    for line in ALL:
        course = schedule(line.record(), line.on)
        match part:
            case "states":
                found.add(course.state)
            case "flags":
                found |= course.flags
            case "groups":
                row, _ = placed(line.record(), line.on, 14, PUBLISHED)
                found |= set(row.groups) if row is not None else set()
            case "verdicts":
                found |= {entry.verdict for entry in course.entries}
            case "reasons":
                found |= {r for entry in course.entries for r in (entry.reason, *entry.marks)}
    return found


@pytest.mark.parametrize(
    ("part", "wanted"),
    [
        ("states", set(State)),
        (
            "flags",
            set(Flag)
            - {
                Flag.ORDERED_AGAIN,
                Flag.NOT_SUPPLIED,
                Flag.CAUSE_UNSETTLED,
                Flag.LOADING_AGAIN,
                Flag.LOAD_AGAIN,
                Flag.TWO_PEOPLE,
                Flag.NERVES_IN_DOUBT,
            },
        ),  # a table has no orders in force, and every word of a timeline is read
        ("groups", set(Group) - {Group.NERVES}),
        ("verdicts", set(VERDICTS)),
        (
            "reasons",
            set(Reason)
            - {Reason.PLANNED, Reason.PLAN_OVER, Reason.NOT_SUPPLIED, Reason.SUPPLY_NOT_GIVEN, Reason.SUPPLY_GIVEN},
        ),  # as above
    ],
)
def test_the_timelines_cover_all_that_can_be_said(part: str, wanted: set[Any]) -> None:
    assert everything(part) == wanted


def test_marks_and_reasons_are_two_lists() -> None:
    for line in ALL:
        for entry in schedule(line.record(), line.on).entries:
            assert entry.reason not in MARKS
            assert set(entry.marks) <= set(MARKS)


def test_one_list_of_all_timelines_puts_each_patient_in_one_place() -> None:
    day = max(line.on for line in ALL)
    listed: RecallList = recall_list([line.record() for line in ALL], day)
    assert len(listed.rows) + len(listed.up_to_date) + len(listed.ended) == listed.patients == len(ALL)
    assert [row.group for row in listed.rows] == sorted((row.group for row in listed.rows), key=list(Group).index)
