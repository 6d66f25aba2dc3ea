"""A list's word that injections are given is no dose: it moves no date, and says since when they were (register R128)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cobalamin.assessment.assess import assess
from cobalamin.recall.reasons import State
from cobalamin.recall.record import record_of
from cobalamin.recall.worklist import Group, Row, recall_list
from cobalamin.records.fhir.read import read_bundle
from cobalamin.records.select import facts_on
from halted import IM, NAME, Json, given
from halted import bundle as woman

ON = date(2026, 6, 1)
DAYS = ("2025-03-01", "2025-06-01", "2025-09-01", "2025-12-01")


def listed(status: str = "active", **more: Any) -> Json:
    return {"resourceType": "MedicationStatement", "id": "s", "status": status, "dosage": [IM], **NAME, **more}


def bundle(*more: Json) -> bytes:
    pernicious = {
        "resourceType": "Condition", "id": "c", "subject": {"reference": "Patient/p"}, "recordedDate": "2015-10-01",
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": "84027009"}]},
    }  # fmt: skip
    return woman(pernicious, *more)


def row(*more: Json) -> Row:
    case = read_bundle(bundle(*more))
    (found,) = recall_list([record_of(case, facts_on(case, ON))], ON).rows
    return found


@pytest.mark.parametrize(
    "word",
    [
        listed(dateAsserted="2026-05-20"),
        listed(effectivePeriod={"start": "2026-05-20"}),
        listed(effectiveDateTime="2026-05-20"),
        listed("completed", effectivePeriod={"start": "2026-01-01", "end": "2026-05-20"}),
        listed("intended", effectiveDateTime="2026-05-20"),
    ],
)
def test_a_list_that_was_looked_through_moves_no_dose(word: Json) -> None:
    """A dose of December is overdue; it was told to be due in July, for the list was read in May."""
    found = row(*map(given, DAYS), word)
    assert (found.group, found.overdue) == (Group.OVERDUE, date(2026, 3, 15))
    assert found.next_step.startswith("invite now")
    assert "overdue since 2026-03-15" in assess(read_bundle(bundle(*map(given, DAYS), word)), on=ON).headline
    assert not any("no record that it was given" in why for why in found.why)


@pytest.mark.parametrize(
    "report",
    [
        listed("completed", effectiveDateTime="2026-05-20"),
        listed("completed", effectivePeriod={"start": "2026-05-20", "end": "2026-05-20"}),
    ],
)
def test_a_dose_that_the_patient_reports_is_one_and_is_treatment(report: Json) -> None:
    found = row(*map(given, DAYS), report)
    assert (found.state, found.due) == (State.MAINTENANCE, date(2026, 7, 20))
    alone = assess(read_bundle(bundle(report)), on=ON)
    assert alone.headline.startswith("Continue the injections on record")
    assert alone.course is not None
    assert alone.course.last.first == date(2026, 5, 20)


def test_of_who_is_said_to_have_injections_the_last_dose_is_asked_for() -> None:
    """The year in which they began was one dose of a loading course, broken off ten years ago."""
    word = listed(effectivePeriod={"start": "2015"})
    found = row(word)
    assert (found.group, found.state, found.due) == (Group.NOT_GIVEN, State.NOT_STARTED, None)
    assert found.next_step == "find out when the last dose was given, and record it"
    assert found.why[0] == "reported as being given, as of 2015-01-01 to 2015-12-31, no record that it was given"
    answer = assess(read_bundle(bundle(word)), on=ON)
    assert "the injections on record, the next dose when it is due, or now if that day is past" in answer.headline
    assert answer.course is None


def test_a_dose_long_after_injections_are_said_to_have_begun_is_none_of_loading() -> None:
    found = row(listed(effectivePeriod={"start": "2015"}), given("2026-02-01"))
    assert (found.state, found.due) == (State.MAINTENANCE, date(2026, 4, 1))


def coded(kind: str, code: str, day: str) -> Json:
    dated = {"Condition": "recordedDate", "Observation": "effectiveDateTime"}[kind]
    concept = {"coding": [{"system": "http://snomed.info/sct", "code": code}]}
    return {"resourceType": kind, "id": f"k{day}", "status": "final", "subject": {"reference": "Patient/p"}, "code": concept,
            dated: day}  # fmt: skip


@pytest.mark.parametrize("kind", ["Condition", "Observation"])
def test_a_code_that_says_that_injections_are_given_begins_no_treatment(kind: str) -> None:
    """Of "B12 injections - at surgery" the answer said that they go on; the list, start treatment, or record when it began."""
    found = row(*(coded(kind, "170823005", day) for day in ("2025-11-27", "2026-02-27")))
    assert found.group is Group.NOT_GIVEN
    assert found.why[0] == "reported as being given, as of 2026-02-27, no record that it was given"
    assert found.next_step == "find out when the last dose was given, and record it"
    beside = row(*map(given, DAYS), coded(kind, "170823005", "2026-02-27"))
    assert (beside.group, beside.overdue) == (Group.OVERDUE, date(2026, 3, 15))
