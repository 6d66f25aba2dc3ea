"""Whose row it is: two people under one number, and rows of a sheet that are nobody's: titles, totals, a header again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cobalamin.commands.recall_list import make_folder
from cobalamin.recall.sources.columns import ColumnMapping
from cobalamin.recall.sources.events import EventsFile, read_events_csv
from cobalamin.recall.sources.source import ReadAs
from cobalamin.recall.worklist import Row, recall_list
from cobalamin.records.errors import RecordError
from cobalamin.translation.words import translator

ON = date(2026, 11, 30)
HEAD = "NHS No,Name,DOB,Last B12 injection,Interval\n"


def read(text: str) -> EventsFile:
    return read_events_csv(text.encode(), date_format="DD/MM/YYYY")


def rows(found: EventsFile) -> tuple[Row, ...]:
    return recall_list(found.records, ON).rows


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('"Ward, Jane",14/02/1950', '"Okoro, Ben",03/03/1948'), ('"Ward, Jane",14/02/1950', '"Ward, Jane",03/03/1984'),
        ('"Ward, Jane",', '"Okoro, Ben",'),
    ],
)  # fmt: skip
def test_of_two_people_under_one_number_it_is_asked_whose_dose_it_was(one: str, other: str) -> None:
    """A dose given to one hid that the other was overdue, and the list only said that the name was not used."""
    (row,) = rows(read(f"{HEAD}1,{one},10/08/2026,12/52\n1,{other},09/11/2026,12/52\n"))
    assert "entries to check" in row.groups
    assert row.next_step.startswith("first find out whether the rows are of one person")
    told = (
        "the rows of this patient may be of two people: two dates of birth, two names, or a name in place of a number"
    )
    assert told in row.why
    assert translator("es").said(told) not in (None, told)
    assert translator("es").said(row.next_step) not in (None, row.next_step)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('"Ward, Janet",14/02/1950', '"Ward, Jannet",14/02/1950'), ('"Ward, Jane",14/02/1950', "Jane Ward,14/02/50"),
        ("Ward,14/02/1950", '"WARD, Jane",'), ('"Ward, Jane",14/02/1950', '"Ward, Jane",02/1950'),
        ('"Ward, Jane",14/02/1950', '"Hill, Sue",14/02/1950'),
    ],
)  # fmt: skip
def test_another_spelling_is_the_same_person(one: str, other: str) -> None:
    (row,) = rows(read(f"{HEAD}1,{one},10/08/2026,12/52\n1,{other},09/11/2026,12/52\n"))
    assert "find out whether the rows are of one person" not in row.next_step
    assert "entries to check" not in row.groups


@pytest.mark.parametrize(
    ("patient", "born", "asked"),
    [("Smith J", "", True), ("Smith J", "14/02/1950", False), ("N12", "", False), ("943 476 5919", "", False)],
)
def test_a_name_in_place_of_a_number_may_be_of_two(patient: str, born: str, asked: bool) -> None:
    """Of two people called Smith J one dose hid that the other was overdue, and nothing said that they were read as one."""
    text = "Patient,DOB,Last B12 injection,Interval\n"
    (row,) = rows(read(f"{text}{patient},{born},10/08/2026,12/52\n{patient},{born},09/11/2026,12/52\n"))
    assert row.next_step.startswith("first find out whether the rows are of one person") is asked


@pytest.mark.parametrize(
    "title", ["Sister Jones", "Key: red = overdue; green = done", "Total", "Total: 12", "Page 2", "*** overdue ***"]
)
def test_a_title_between_the_rows_is_nobody(title: str) -> None:
    """It was a patient whose last injection nobody told."""
    found = read(f"{HEAD}{title},,,,\n1,A,,10/08/2026,12/52\n")
    assert [row.patient for row in rows(found)] == ["1"]
    (problem,) = found.refused
    assert problem.text.startswith("nothing but ")
    assert translator("es").said(problem.text) not in (None, problem.text)
    assert found.lost == 0


@pytest.mark.parametrize("total", ["Total,12,,,", "TOTAL:,12,,,", "Grand total,,,,12", "Subtotal,3,,,"])
def test_a_total_is_nobody(total: str) -> None:
    found = read(f"{HEAD}1,A,,10/08/2026,12/52\n{total}\n")
    assert [row.patient for row in rows(found)] == ["1"]
    assert len(found.refused) == 1


def test_a_patient_of_whom_only_the_number_is_known_stays() -> None:
    assert [row.patient for row in rows(read(f"{HEAD}943 476 5919,,,,\n"))] == ["9434765919"]


def test_a_header_that_is_repeated_is_passed_over() -> None:
    found = read(f"{HEAD}1,A,,10/08/2026,12/52\n{HEAD}2,B,,10/08/2026,12/52\n")
    assert ([row.patient for row in rows(found)], found.problems, found.lost) == (["1", "2"], (), 0)


SHEETS = (
    "NHS No,Name,Last B12 injection,Next due\n1,A,07/09/2026,30/11/2026\n\n"
    "NHS No,Name,Next due,Last B12 injection\n2,B,02/11/2026,10/08/2026\n"
)


def test_below_another_header_nothing_is_read_by_the_first(tmp_path: Path) -> None:
    """Of a second sheet with its columns in another order the day of the next dose was that of the last."""
    with pytest.raises(RecordError, match="line 4 holds the names of columns again, and not in the order") as told:
        read(SHEETS)
    assert translator("es").said(str(told.value)) not in (None, str(told.value))
    (tmp_path / "list.csv").write_text(SHEETS)
    with pytest.raises(RecordError, match="line 4 holds the names of columns again"):
        make_folder(tmp_path / "list.csv", tmp_path / "out", ON, how=ReadAs(ColumnMapping(), "DD/MM/YYYY"))


def test_where_treatment_fails_it_is_asked_once_and_nobody_goes_on_as_before() -> None:
    """What was asked stood twice in the next step, the second time before "continue"."""
    doses = [
        f"1,1950-02-14,{day},administration,hydroxocobalamin,"
        for day in ("2026-02-16", "2026-05-18", "2026-08-17", "2026-11-16")
    ]
    review = "1,1948-03-03,2026-11-20,review,,insufficient"
    table = "\n".join(("patient,birth_date,date,event,product,outcome", *doses, review))
    (row,) = rows(read_events_csv(table.encode()))
    assert row.groups[0] == "not better on treatment"
    assert row.next_step.count("find out whether the rows are of one person") == 1, row.next_step
    assert "continue" not in row.next_step
