"""Whoever died, left or was stopped by a list's own column was called to the next injection (register M44)."""

from __future__ import annotations

from datetime import date

import pytest

from cobalamin.recall.sources.events import EventsFile, read_events_csv
from cobalamin.recall.worklist import RecallList, Row, recall_list

ON = date(2025, 11, 1)
HEAD = "NHS No,Last B12 injection,Interval (weeks),Cause"


def read(column: str, *cells: str, cause: str = "pernicious anaemia", last: str = "2025-06-01") -> EventsFile:
    rows = [f"{n},{last},12,{cause},{cell}" for n, cell in enumerate(cells)]
    return read_events_csv("\n".join((f"{HEAD},{column}", *rows)).encode())


def listed(found: EventsFile) -> RecallList:
    return recall_list(found.records, ON)


def row(found: EventsFile) -> Row:
    (only,) = listed(found).rows
    return only


@pytest.mark.parametrize(
    "word", ["Deceased", "died", "Left practice", "Moved away", "Transferred out", "De-registered"]
)
def test_whoever_died_or_left_is_not_called(word: str) -> None:
    found = read("Status", word)
    assert (listed(found).rows, len(listed(found).ended), found.problems) == ((), 1, ())


def test_whoever_left_before_the_first_injection_is_not_called_either() -> None:
    assert len(listed(read("Patient status", "left practice", last="")).ended) == 1


@pytest.mark.parametrize("word", ["Inactive", "Left", "Moved", "not deceased", "Completed", "dna"])
def test_a_word_that_is_not_certain_takes_nobody_off_the_list_and_is_told(word: str) -> None:
    found = read("Status", word)
    assert row(found).group.value == "overdue"
    problem = found.problems[-1]  # before it, what "moved" may mean
    assert str(problem).startswith(f"line 2: the status {word!r} was not understood, and the patient stays")


def test_active_and_an_empty_status_change_nothing() -> None:
    found = read("Status", "Active", "")
    assert {each.group.value for each in listed(found).rows} == {"overdue"}
    assert found.problems == ()


def test_injections_that_were_stopped_are_asked_about() -> None:
    for cell, head in (
        ("Stopped", "Status"),
        ("2025-07-01", "Date stopped"),
        ("yes", "Stopped"),
        ("2025-07-01", "End date"),
    ):
        asked = row(read(head, cell))
        assert (asked.group.value, asked.due) == ("stopped, yet the cause is irreversible", None), head
    assert row(read("Date stopped", "2025-07-01", cause="")).group.value == "stopped without reason"


def test_the_reason_of_a_stop_is_that_of_its_column() -> None:
    asked = row(read("Date stopped,Reason stopped", "2025-07-01,level now normal", cause=""))
    assert asked.group.value == "stopped for a B12 level"
    reacted = row(read("Status,Reason", "Stopped,rash"))
    assert reacted.group.value == "do not give"


def test_a_reason_of_no_stop_is_told() -> None:
    found = read("Reason", "her choice", cause="")
    assert [str(each) for each in found.problems] == ["line 2: the reason 'her choice' belongs to no stop: not used"]


def test_an_injection_after_the_stop_means_that_they_go_on_and_a_present_stop_that_they_do_not() -> None:
    assert row(read("Date stopped", "2025-05-01")).group.value == "overdue"
    assert (
        row(read("Status,Date stopped", "Stopped,2025-05-01")).group.value == "stopped, yet the cause is irreversible"
    )


def test_a_day_that_can_be_read_two_ways_is_a_stop_all_the_same_and_a_word_is_none() -> None:
    two_ways = read("Date stopped", "03/04/2025")
    assert row(two_ways).group.value == "stopped, yet the cause is irreversible"
    assert "can be read more than one way" in str(two_ways.problems[0])
    word = read("Date stopped", "lifelong")
    assert row(word).group.value == "overdue"
    assert "'lifelong' was not understood" in str(word.problems[0])


@pytest.mark.parametrize("head", ["Left on", "Date left practice"])
def test_whoever_left_on_a_day_is_not_called(head: str) -> None:
    assert len(listed(read(head, "2025-08-01", "no")).ended) == 1


@pytest.mark.parametrize(("word", "asked"), [("On hold", "why injections are on hold"), ("Declined", "was not given")])
def test_a_hold_and_a_refusal_are_asked_about_before_the_next(word: str, asked: str) -> None:
    step = row(read("Status", word)).next_step
    assert step.startswith("first ask why")
    assert asked in step


def test_of_rows_that_differ_only_a_death_counts() -> None:
    head = "patient,date,event,product,status"
    given = "2025-{}-01,given,hydroxocobalamin 1 mg im,"

    def told(*words: str) -> tuple[int, list[str]]:
        rows = [f"1,{given.format(f'0{n + 1}')}{word}" for n, word in enumerate(words)]
        found = read_events_csv("\n".join((head, *rows)).encode())
        return len(listed(found).ended), [each.text for each in found.problems]

    differs = "status differs between lines 2 and 3 of one patient: not used"
    assert told("left practice", "deceased") == (1, [differs])
    assert told("active", "deceased") == (0, [differs])
    assert told("active", "left practice") == (0, [differs])
    assert told("completed", "deceased") == (1, [])


@pytest.mark.parametrize(
    ("columns", "one", "other"),
    [("status,deceased", "active,", "deceased,"), ("status,deceased", ",yes", ",no"), ("status,deceased", ",yes", "active,no")],
)  # fmt: skip
def test_who_died_by_one_row_and_lives_by_another_is_asked_about_before_anybody_is_called(
    columns: str, one: str, other: str
) -> None:
    """The row said: invite now for the maintenance dose; only the last lines of the page told that rows differ."""
    given = "1,2025-0{}-01,given,hydroxocobalamin 1 mg im,{}"
    rows = [f"patient,date,event,product,{columns}", given.format(1, one), given.format(4, other)]
    (row,) = listed(read_events_csv("\n".join(rows).encode())).rows
    assert row.next_step.startswith("first find out whether the patient is alive; then ")
    assert "one row says that the patient has died, and another that they live" in row.why
    agreed = [f"patient,date,event,product,{columns}", given.format(1, other), given.format(4, other)]
    for each in listed(read_events_csv("\n".join(agreed).encode())).rows:
        assert "alive" not in each.next_step


def test_in_a_table_of_entries_a_stop_may_be_that_of_another_medicine() -> None:
    text = (
        "patient,date,event,drug,status,date stopped\n1,2025-06-01,given,hydroxocobalamin 1 mg im,completed,\n"
        "1,2025-08-01,order,metformin,stopped,2025-09-01\n"
    )
    found = read_events_csv(text.encode())
    assert row(found).group.value == "loading broken"
    assert found.ignored_columns == ("date stopped",)
    told = "line 3: the status 'stopped' may be that of one entry: not used, write it as an event"
    assert [str(each) for each in found.problems] == [told]
