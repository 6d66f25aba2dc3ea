"""A single dose on record: the first of a loading course, or the latest of many years; list and answer ask which (M33)."""

from __future__ import annotations

from datetime import date

import pytest

from cobalamin.knowledge.regimens import PUBLISHED
from cobalamin.recall.asked import asked_first
from cobalamin.recall.sources.columns import ColumnMapping
from cobalamin.recall.sources.events import read_events_csv
from cobalamin.recall.worklist import Group, Row, placed

ON = date(2026, 3, 2)
B12 = ColumnMapping(constants={"product": "hydroxocobalamin 1 mg injection"})


def row(text: str) -> Row:
    [record] = read_events_csv(text.encode(), B12).records
    found, _ = placed(record, ON, 14, PUBLISHED)
    assert found is not None
    return found


def last(day: str, more: str = "", cell: str = "") -> Row:
    return row(f"patient,last injection,cause{more}\nP1,{day},pernicious anaemia{cell}\n")


def test_a_list_does_not_call_loading_broken_where_nobody_knows_of_one():
    found = last("2025-12-01")
    assert found.group is Group.LOADING_BROKEN
    assert found.why[0] == (
        "a single dose is on record, 91 days ago: the first of a loading course, since interrupted, or a maintenance dose, "
        "overdue from 2026-03-15"
    )
    assert found.next_step.startswith(
        "first find out whether a loading course was given; if none was, decide: resume or restart"
    )
    assert "invite" not in found.next_step


def test_whoever_is_late_as_the_latest_of_many_years_too_is_invited_either_way():
    found = last("2024-12-01")
    assert "or a maintenance dose, overdue since 2025-03-15" in found.why[0]
    assert "; if one was, invite for the maintenance dose" in found.next_step


def test_the_first_dose_of_a_course_that_begins_is_asked_about_in_the_calendar_too():
    found = last("2026-02-28")
    assert found.group is Group.DUE_THIS_WEEK
    assert found.next_step.startswith(
        "first find out whether a loading course was given; if none was, give the loading dose 2 of 6"
    )
    assert asked_first(found.schedule) == "find out whether a loading course was given"


def test_a_decision_to_begin_says_that_the_dose_is_of_loading():
    rows = "P1,restart,2026-02-26,\nP1,given,2026-02-20,\nP1,given,2026-02-27,\n"
    found = row(f"patient,event,date,cause\n{rows}")
    assert found.schedule.alone is None
    assert "find out" not in found.next_step


def test_of_a_child_the_specialists_plan_is_asked_for():
    found = last("2025-12-01", ",born", ",2015-01-01")
    assert found.next_step.startswith("follow the specialist's plan, or ask for it")


@pytest.mark.parametrize(("column", "cell"), [("cobalamin_allergy", "yes"), ("status", "on hold")])
def test_what_speaks_against_a_dose_comes_before_it(column: str, cell: str) -> None:
    found = last("2025-12-01", f",{column}", f",{cell}")
    assert found.next_step.startswith(
        ("no dose until a specialist", "first ask why injections are on hold, and until when; find out whether")
    )


@pytest.mark.parametrize("interval", ["", "3 months"])
def test_of_an_empty_last_injection_the_day_is_asked_for_and_nothing_is_to_be_mended(interval: str) -> None:
    found = last("", ",interval", f",{interval}")
    assert found.group is Group.CHECK_RECORD
    assert found.why[0] == "the list does not say when the last injection was"
    assert not any("could not be used" in why for why in found.why)
    assert found.next_step == "find out when the last dose was given, and record it"


@pytest.mark.parametrize(
    ("day", "told"), [("2026-02-30", "a date no calendar has"), ("2031-02-03", "dated in the future")]
)
def test_one_row_is_one_entry_that_could_not_be_used(day: str, told: str) -> None:
    found = last(day, ",interval", ",12 weeks")
    assert found.why[0] == f"1 of the entries could not be used: {told}"


def test_a_slip_of_the_century_is_told() -> None:
    """A last injection of 1926 was 36,554 days ago, and nothing was said of it (M2)."""
    found = last("1926-02-01", ",interval", ",12 weeks")
    assert found.why[0] == "1 of the entries could not be used: dated before there was B12 to inject"
    assert last("1948-01-01").schedule.doses
