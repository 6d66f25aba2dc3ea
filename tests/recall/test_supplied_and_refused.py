"""A supply is no dose given, and a dose that was not given is told with its reason: both are asked about before a call."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from test_planned_injections import ASK, IM, NAME, ON, bundle, given, listed, request

from cobalamin.assessment.assess import assess
from cobalamin.recall.reasons import Flag, State
from cobalamin.recall.worklist import Group
from cobalamin.records.fhir import read_bundle
from cobalamin.translation.words import translator

Json = dict[str, Any]
SUPPLY = "find out whether and when the last of what was handed over was given, and record it; give it if none was"
DOSES = [given(day) for day in ("2026-01-01", "2026-03-01", "2026-05-01", "2026-07-01", "2026-09-20")]


def handed(day: str, **more: Any) -> Json:
    made = {"resourceType": "MedicationDispense", "id": f"d{day}", "status": "completed", "whenHandedOver": day}
    return {**made, "dosageInstruction": [IM], **NAME, **more}


@pytest.mark.parametrize("lines", [False, True])
@pytest.mark.parametrize("days", [["2026-03-01"], ["2026-03-01", "2026-05-01", "2026-07-01"]])
def test_what_was_handed_over_is_no_prescription_and_asks_for_the_last_dose(
    tmp_path: Path, days: list[str], lines: bool
) -> None:
    (row,) = listed(tmp_path, *map(handed, days), lines=lines).rows
    assert row.group is Group.NOT_GIVEN
    assert row.next_step == SUPPLY
    assert [why for why in row.why if "no record that it was given" in why] == [
        f"handed over on {day}, no record that it was given" for day in days
    ]
    assert not any("prescribed" in why for why in row.why)
    for said in (row.why[0], row.next_step):
        assert translator("es").said(said) not in (None, said)


def test_a_supply_beside_an_order_is_asked_about_all_the_same(tmp_path: Path) -> None:
    (row,) = listed(tmp_path, request(intent="order"), handed("2026-03-20")).rows
    assert row.next_step == SUPPLY


def test_a_supply_after_the_last_dose_is_asked_about_and_one_before_it_is_not(tmp_path: Path) -> None:
    (row,) = listed(tmp_path, *DOSES, handed("2026-10-20")).rows
    assert row.group is Group.NOT_GIVEN
    assert row.next_step.startswith(SUPPLY)
    late = request(intent="order", authoredOn="2026-10-20")
    (row,) = listed(tmp_path, *DOSES, handed("2026-02-05"), late).rows
    assert row.next_step.startswith("give the prescribed dose, or record when it was given")


FIRST = "first ask why the last dose was not given; then "


def refused(day: str, reason: str = "patient refused", **more: Any) -> Json:
    told = {"statusReason": [{"text": reason}]} if reason else {}
    return {**given(day), "id": f"r{day}", "status": "not-done", **told, **more}


@pytest.mark.parametrize("lines", [False, True])
def test_whose_only_dose_was_refused_is_on_the_list_with_the_reason(tmp_path: Path, lines: bool) -> None:
    (row,) = listed(tmp_path, refused("2026-09-01"), lines=lines).rows
    assert (row.group, row.state) == (Group.NOT_GIVEN, State.NOT_STARTED)
    assert row.why[0] == "the dose of 2026-09-01 was not given, with the reason 'patient refused'"
    assert row.next_step == FIRST + ASK
    assert row.sources == ("MedicationAdministration/r2026-09-01",)


@pytest.mark.parametrize("reason", ["patient refused", ""])
def test_who_refused_the_last_dose_is_asked_and_not_called_as_if_nothing_had_happened(
    tmp_path: Path, reason: str
) -> None:
    doses = DOSES[:4]
    (plain,) = listed(tmp_path, *doses).rows
    (row,) = listed(tmp_path, *doses, refused("2026-09-01", reason)).rows
    told = f"with the reason '{reason}'" if reason else "without a reason"
    assert f"the dose of 2026-09-01 was not given, {told}" in row.why
    assert (row.last, row.due) == (plain.last, plain.due)
    assert row.next_step.startswith(f"{FIRST}invite for the maintenance dose")
    assert plain.next_step.startswith("invite now for the maintenance dose")


def test_a_dose_that_was_not_given_and_is_not_late_yet_is_asked_about(tmp_path: Path) -> None:
    (row,) = listed(tmp_path, *DOSES, refused("2026-10-30")).rows
    assert row.group is Group.NOT_GIVEN
    assert row.next_step.startswith(FIRST + "give it, or record what is decided")


@pytest.mark.parametrize("later", [given("2026-09-20"), given("2026-09-01")])
def test_a_dose_given_since_or_on_the_same_day_settles_it(tmp_path: Path, later: Json) -> None:
    assert not any(
        Flag.REFUSED in row.schedule.flags for row in listed(tmp_path, *DOSES[:4], refused("2026-09-01"), later).rows
    )


@pytest.mark.parametrize(
    "more",
    [
        {"status": "entered-in-error"},
        {"dosage": {"route": {"text": "oral"}}, "medicationCodeableConcept": {"text": "Cyanocobalamin tablets"}},
        {"medicationCodeableConcept": {"text": "folic acid 5 mg"}},
        {"medicationCodeableConcept": {"text": "metformin 500 mg"}},
        {"effectiveDateTime": "2027-01-01"},
    ],
)
def test_what_is_no_injection_that_was_not_given_puts_nobody_on_the_list(tmp_path: Path, more: Json) -> None:
    assert not any(Flag.REFUSED in row.schedule.flags for row in listed(tmp_path, refused("2026-09-01", **more)).rows)


def test_one_without_a_day_is_told_too(tmp_path: Path) -> None:
    undated = refused("2026-09-01")
    del undated["effectiveDateTime"]
    (row,) = listed(tmp_path, *DOSES, undated).rows
    assert "a dose was not given, on a day that is not told, with the reason 'patient refused'" in row.why


def test_the_answer_tells_it_and_takes_it_for_no_dose() -> None:
    answer = assess(read_bundle(bundle(refused("2026-09-01"))), on=ON)
    said = "B12 injections: the dose of 2026-09-01 was not given, with the reason 'patient refused'"
    assert said in [each.sentence for each in answer.missing]
    assert answer.course is None


def test_it_is_said_in_spanish() -> None:
    for sentence in (
        "the dose of 2026-09-01 was not given, with the reason 'patient refused'",
        "the dose of 2026-09-01 was not given, without a reason",
        "a dose was not given, on a day that is not told, without a reason",
        "B12 injections: the dose of 2026-09-01 was not given, with the reason 'patient refused'",
        FIRST + ASK,
        FIRST + "give it, or record what is decided",
    ):
        assert translator("es").said(sentence) not in (None, sentence)
