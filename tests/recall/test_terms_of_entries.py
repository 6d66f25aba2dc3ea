"""The terms of coded entries in an export, and cells that say yes and more: what was declined counted as a dose that was given."""

from __future__ import annotations

from datetime import date

import pytest

from cobalamin.recall.sources.columns import ColumnMapping
from cobalamin.recall.sources.events import EventsFile, read_events_csv
from cobalamin.recall.worklist import Row, recall_list
from cobalamin.translation.words import translator

ON = date(2026, 11, 30)
GIVEN = ColumnMapping(constants={"event": "given"})
BEFORE = "".join(f"1,2026-0{month}-01,Injection of hydroxocobalamin\n" for month in (1, 3, 5))


def read(text: str, mapping: ColumnMapping = GIVEN) -> EventsFile:
    return read_events_csv(text.encode(), mapping, "DD/MM/YYYY")


def row(found: EventsFile) -> Row:
    (only,) = recall_list(found.records, ON).rows
    return only


@pytest.mark.parametrize(
    "term",
    [
        "Vitamin B12 injection declined", "Vitamin B12 injection refused", "B12 injection not given",
        "Did not attend for vitamin B12 injection", "Vitamin B12 injection contraindicated", "B12 injection - DNA",
    ],
)  # fmt: skip
def test_a_term_that_says_that_none_was_given_is_no_dose(term: str) -> None:
    """Of an export of coded entries it was the last dose, and nobody called for two months."""
    found = read(f"Patient ID,Event date,Term\n{BEFORE}1,2026-11-20,{term}\n")
    assert row(found).last is not None
    assert str(row(found).last.when if row(found).last else "") == "2026-05-01"
    assert row(found).next_step.startswith("first ask why the last dose was not given")
    assert any(repr(term) in why for why in row(found).why)


def test_a_term_of_an_allergy_is_settled_before_a_dose() -> None:
    found = read(f"Patient ID,Event date,Term\n{BEFORE}1,2026-11-20,Hydroxocobalamin allergy\n")
    assert row(found).next_step.startswith("no dose until it is clear whether that reaction was an allergy")


@pytest.mark.parametrize("term", ["Vitamin B12 injection invitation first letter", "Vitamin B12 injection recall"])
def test_an_invitation_is_no_dose(term: str) -> None:
    found = read(f"Patient ID,Event date,Term\n{BEFORE}1,2026-11-20,{term}\n")
    (problem,) = found.refused
    assert problem.text == f"{term!r} is an invitation, not a dose that was given"
    assert translator("es").said(problem.text) not in (None, problem.text)
    assert str(row(found).group) == "overdue"


@pytest.mark.parametrize(
    "term",
    [
        "Hydroxocobalamin 1mg/ml solution for injection ampoules",
        "Vitamin B12 injection given",
        "First IM hydroxocobalamin",
    ],
)
def test_other_terms_are_doses(term: str) -> None:
    (record,) = read(f"Patient ID,Event date,Term\n1,2026-11-20,{term}\n").records
    assert [event.kind for event in record.events] == ["administration"]


@pytest.mark.parametrize("cell", ["Y 3/11/26", "RIP 3/11/26", "yes - 3 Nov", "Died 03/11/2026", "Y"])
def test_a_yes_with_more_behind_it_is_a_death(cell: str) -> None:
    """Of the column of deaths it was told as a day that is not understood, and the family called."""
    found = read(f"NHS No,Last B12 injection,Interval,Deceased\n1,10/08/2026,12/52,{cell}\n", ColumnMapping())
    assert len(recall_list(found.records, ON).ended) == 1


def test_an_n_with_more_behind_it_is_none() -> None:
    found = read(
        "NHS No,Last B12 injection,Interval,Deceased\n1,10/08/2026,12/52,N (checked 3/11/26)\n", ColumnMapping()
    )
    assert str(row(found).group) == "overdue"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("Y - numb feet", True), ("yes, feet", True), ("No longer", None), ("yellow", None)],
)
def test_a_yes_with_more_behind_it_is_a_yes(cell: str, expected: bool | None) -> None:
    found = read(f'NHS No,Last B12 injection,Interval,Neuro\n1,10/08/2026,12/52,"{cell}"\n', ColumnMapping())
    assert found.records[0].neurological is expected


@pytest.mark.parametrize(
    ("one", "other", "asked"), [("Jane", "Joan", True), ("Janet", "Jannet", False), ("Jane", "JANE", False)]
)
def test_twins_under_one_identifier_are_asked_about(one: str, other: str, asked: bool) -> None:
    """A list without numbers has the surname for an identifier: of twins one dose hid that the other was overdue."""
    rows = f"Ward,{one},14/02/1950,10/08/2026,12/52\nWard,{other},14/02/1950,09/11/2026,12/52\n"
    found = read(f"Patient,Forename,DOB,Last B12 injection,Interval\n{rows}", ColumnMapping())
    assert row(found).next_step.startswith("first find out whether the rows are of one person") is asked


def test_a_day_in_letters_with_a_time_is_the_day() -> None:
    found = read("NHS No,Last B12 injection,Interval\n1,10-AUG-2026 09:30,12/52\n", ColumnMapping())
    assert str(found.records[0].events[0].when) == "2026-08-10"
