"""A note of a list, in a column that is not read, that names a reaction, a death or an end (register R146): whoever stood in it was
called to the next dose, and the column alone was named at the end."""

from __future__ import annotations

from datetime import date

import pytest

from cobalamin.recall.sources.events import EventsFile, read_events_csv
from cobalamin.recall.worklist import Row, recall_list
from cobalamin.translation.words import translator

ON = date(2025, 11, 1)
HEAD = "NHS No,Last B12 injection,Interval (weeks),Cause"


def read(column: str, *cells: str) -> EventsFile:
    rows = [f"{n},2025-06-01,12,pernicious anaemia,{cell}" for n, cell in enumerate(cells)]
    return read_events_csv("\n".join((f"{HEAD},{column}", *rows)).encode())


def row(found: EventsFile) -> Row:
    (only,) = recall_list(found.records, ON).rows
    return only


@pytest.mark.parametrize("column", ["Notes", "Comments", "", "Alert"])
def test_a_reaction_in_a_note_is_settled_before_a_dose(column: str) -> None:
    found = read(column, "anaphylaxis after last dose - DO NOT GIVE")
    assert row(found).next_step.startswith("first clarify the recorded allergy, and give no dose until then; then ")
    (problem,) = found.problems
    assert str(problem) == (
        "line 2: a cell that is not read ('anaphylaxis after last dose - DO NOT GIVE') names a reaction: ask whether this is "
        "correct before a dose"
    )


@pytest.mark.parametrize("text", ["RIP 3/4/25", "Deceased 01/10/2025", "patient died in hospital", "pt passed away"])
def test_a_death_in_a_note_is_asked_about_before_anybody_is_called(text: str) -> None:
    found = read("Notes", text)
    assert row(found).next_step.startswith("first find out whether the patient is alive; then ")
    assert "a note may say that the patient has died" in row(found).why
    assert "may say that the patient has died: find out before anybody is called" in str(found.problems[0])


@pytest.mark.parametrize(
    "text",
    [
        "declined further injections",
        "now on tablets",
        "STOPPED by haem",
        "moved away",
        "on hold till Jan",
        "self injects",
    ],
)
def test_what_may_end_or_halt_injections_is_told_and_takes_nobody_off(text: str) -> None:
    found = read("Notes", text)
    assert row(found).next_step.startswith("first read the note in the list; then invite for the maintenance dose")
    (problem,) = found.problems
    assert str(problem) == (
        f"line 2: a cell that is not read ({text!r}) may say that injections ended, wait or are given elsewhere: look before the "
        "next dose"
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "RC deltoid",
        "no reaction",
        "NKDA",
        "husband died 2024",
        "mother deceased",
        "Dr Rip Torn",
        "letter sent 3/4/25",
    ],
)
def test_what_says_none_of_this_is_not_told(text: str) -> None:
    assert read("Notes", text).problems == ()


def test_palliative_care_is_told_as_that() -> None:
    """It was told as injections that ended, wait or are given elsewhere."""
    for text in ("Palliative", "hospice", "end of life care at home"):
        (problem,) = read("Notes", text).problems
        assert str(problem).endswith("may tell of palliative care: look before the next dose")
        assert translator("es").said(str(problem)) not in (None, str(problem))


def test_it_is_told_once_of_a_patient_and_of_no_other_medicine() -> None:
    head = "patient,date,event,product,Notes\n"
    rows = "".join(f"A,2025-0{n}-01,given,hydroxocobalamin 1 mg inj,anaphylaxis\n" for n in (5, 6))
    found = read_events_csv(f"{head}{rows}".encode())
    assert len(found.problems) == 1
    assert "a possible allergy to a cobalamin is recorded but not clarified: ask before giving this" in row(found).why
    other = "A,2025-05-01,given,hydroxocobalamin 1 mg inj,\nA,2025-06-01,given,amoxicillin 500 mg,anaphylaxis\n"
    assert read_events_csv(f"{head}{other}".encode()).problems == ()


def test_a_row_whose_day_cannot_be_used_still_warns() -> None:
    head = "patient,date,event,product,Notes\n"
    rows = "A,2025-05-01,given,hydroxocobalamin 1 mg inj,\nA,soon,given,hydroxocobalamin 1 mg inj,anaphylaxis\n"
    assert row(read_events_csv(f"{head}{rows}".encode())).next_step.startswith("first clarify the recorded allergy")


def test_in_a_table_of_entries_an_end_may_be_that_of_another_thing() -> None:
    text = "patient,date,event,product,Notes\nA,2025-05-01,given,hydroxocobalamin 1 mg inj,metformin stopped\n"
    assert read_events_csv(text.encode()).problems == ()


def test_it_is_said_in_spanish() -> None:
    said = translator("es").said("a note may say that the patient has died")
    assert said == "una nota puede decir que el paciente ha fallecido"


@pytest.mark.parametrize(
    "text", ["changed to tablets by Dr X", "gets inj at hospital", "refused last appt", "pt away till April"]
)
def test_beside_a_dose_that_says_how_it_goes_on_an_end_in_a_note_is_told_too(text: str) -> None:
    """A list headed *Date given* is a list with a row a patient all the same; a table of every medicine is none."""
    dose = f"1,2025-06-01,hydroxocobalamin injection,{{}},{text}\n"
    head = "NHS No,Date given,Product,Interval,Comments\n"
    (problem,) = read_events_csv((head + dose.format("12 weeks")).encode()).problems
    assert "may say that injections ended, wait or are given elsewhere" in str(problem)
    alone = read_events_csv((head + dose.format("")).encode()).problems
    assert bool(alone) is text.startswith(("changed to tablets", "refused"))  # a wish is told beside the last dose


@pytest.mark.parametrize(
    "text",
    [
        "self-inj", "sub-cut at home", "DN", "d/n visiting", "gone to Spain till March", "on hols", "no longer our pt",
        "deducted 1/10/26", "in nursing home", "HOLD", "awaiting IF result", "see GP before next", "do not give until bloods back",
        "B12 level high", "~~A Smith~~ deleted", "loading x6 finished 3/7", "gone private", "switched to cyanocobalamin tabs",
    ],
)  # fmt: skip
def test_an_end_in_the_words_of_a_nurse_is_told(text: str) -> None:
    (problem,) = read("Notes", text).problems
    assert "may say that injections ended, wait or are given elsewhere: look before the next dose" in str(problem)


@pytest.mark.parametrize(
    "text",
    [
        "numb feet getting worse", "pins & needles coming back", "new weakness legs", "unsteady, falls", "visual disturbance",
        "leber - consultant", "now 14/40", "pregnant EDD 14/4/27", "on apixaban now", "memory worse",
    ],
)  # fmt: skip
def test_nerves_or_a_pregnancy_in_a_note_are_told(text: str) -> None:
    """Tingling that came back stood beside the last injection, and the list said nothing but that the column is not used."""
    (problem,) = read("Notes", f'"{text}"').problems
    what = "may concern the nerves, the eyes, a pregnancy or bleeding: look before the next dose"
    told = f"a cell that is not read ({text!r}) {what}"
    assert problem.text == told
    assert translator("es").said(told) not in (None, told)


@pytest.mark.parametrize(
    "text",
    ["given 12/11/26 by locum", "had it at A&E", "change to 8/52 from Jan", "wants 10 weekly", "now every 8 weeks"],
)
def test_another_dose_or_interval_in_a_note_is_told(text: str) -> None:
    (problem,) = read("Notes", text).problems
    told = f"a cell that is not read ({text!r}) may mention another dose or another interval: look before the next dose"
    assert problem.text == told
    assert translator("es").said(told) not in (None, told)


@pytest.mark.parametrize(
    "text",
    [
        "no pins and needles",
        "denies numbness",
        "bloods due",
        "needs FBC",
        "text sent 02/11",
        "prefers pm",
        "given by HCA",
    ],
)
def test_what_says_nothing_of_the_next_dose_is_not_told(text: str) -> None:
    assert read("Notes", text).problems == ()


def test_a_sign_that_came_days_after_the_dose_is_a_reaction() -> None:
    assert row(read("Notes", "rash 2 days later")).next_step.startswith("first clarify the recorded allergy")


@pytest.mark.parametrize("column", ["Status", "Next due"])
@pytest.mark.parametrize("cell", ["RIP 3/11/25", "Deceased 3.11.2025"])
def test_a_death_in_a_column_that_is_read_is_asked_about(column: str, cell: str) -> None:
    """The status was told as not understood, and its patient invited."""
    found = read(column, cell)
    assert row(found).next_step.startswith("first find out whether the patient is alive; then ")


def test_a_death_where_the_last_injection_stands_is_asked_about() -> None:
    found = read_events_csv(f"{HEAD}\n1,2025-06-01,12,pa\n1,RIP 3/11/25,12,pa\n".encode())
    assert row(found).next_step.startswith("first find out whether the patient is alive; then ")


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("Status", "stopped - level high"),
        ("Status", "self-inj"),
        ("Next due", "hospital - on hold"),
        ("Next due", "tablets"),
    ],
)
def test_an_end_in_a_column_that_is_read_is_told(column: str, cell: str) -> None:
    told = [str(each) for each in read(column, cell).problems]
    assert any("may say that injections ended, wait or are given elsewhere" in each for each in told)


def test_a_word_that_is_known_is_not_told_as_one_that_is_not() -> None:
    assert read("Status", "stopped").problems == ()


def test_a_next_dose_that_is_overdue_keeps_its_word() -> None:
    told = [each.text for each in read("Next due", "overdue").problems]
    assert told == ["next due: the date 'overdue' was not understood: write 2026-03-01"]


@pytest.mark.parametrize("text", ["self-inj", "numb feet getting worse", "change to 8/52 from Jan"])
def test_the_row_says_that_its_note_is_to_be_read(text: str) -> None:
    """The CSV and the calendar hold no cells that were not used: whoever works from them knew nothing of it."""
    told = "a note in the list may concern the next dose: read it first"
    assert told in row(read("Notes", text)).why
    step = row(read("Notes", text)).next_step
    assert step.startswith("first read the note in the list; then invite")
    assert translator("es").said(step) not in (None, step)
    assert told not in row(read("Notes", "RC deltoid")).why
    assert translator("es").said(told) not in (None, told)


@pytest.mark.parametrize(
    ("text", "what", "first"),
    [
        ("self injects at home", "says that the patient injects at home", "first ask when the patient last"),
        ("self-inj", "says that the patient injects at home", "first ask when the patient last"),
        ("3 of 6 given at previous surgery", "may tell of doses given elsewhere", "first read the note"),
        ("loading doses had at old practice", "may tell of doses given elsewhere", "first read the note"),
    ],
)  # fmt: skip
def test_doses_that_nobody_here_gives_are_asked_about_in_a_table_of_entries_too(
    text: str, what: str, first: str
) -> None:
    """The column was not used, and the next step was to decide about a loading course."""
    table = f"patient,event,date,product,route,notes\n1,given,2026-02-01,hydroxocobalamin 1 mg,im,{text}\n"
    found = read_events_csv(table.encode())
    told = found.problems[0].text
    assert what in told
    assert translator("es").said(told) not in (None, told)
    (row,) = recall_list(found.records, date(2026, 11, 30)).rows
    assert row.next_step.startswith(first)


@pytest.mark.parametrize("text", ["taught to self-inject", "oral dose given", "previous practice closed"])
def test_and_other_words_are_not(text: str) -> None:
    table = f"patient,event,date,product,route,notes\n1,given,2026-02-01,hydroxocobalamin 1 mg,im,{text}\n"
    assert read_events_csv(table.encode()).problems == ()
