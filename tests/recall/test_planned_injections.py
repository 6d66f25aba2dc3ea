"""Injections that are planned, proposed or ordered elsewhere: no order to give a dose by, and nobody is lost (R131, R132)."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cobalamin.assessment.assess import assess
from cobalamin.recall.reasons import State
from cobalamin.recall.worklist import Group, RecallList
from cobalamin.records.fhir.read import read_bundle
from cobalamin.translation.words import translator
from halted import IM, NAME, WHO, WOMAN, Json, bundle, given
from injected import list_of

ON = date(2026, 11, 1)
TABLETS = {"medicationCodeableConcept": {"text": "Cyanocobalamin 50 microgram tablets"}}
PROPOSED = "proposed, and not ordered: no word that they are given"
ASK = "ask whether injections are to be given: order them, or record that they are not"


def request(**more: Any) -> Json:
    made = {
        "resourceType": "MedicationRequest",
        "id": "m",
        "status": "active",
        "intent": "plan",
        "authoredOn": "2026-03-01",
    }
    return {**made, "dosageInstruction": [IM], **NAME, **more}


def sent(*more: Json) -> list[Json]:
    return [WOMAN, *more]


def listed(folder: Path, *more: Json, lines: bool = False) -> RecallList:
    path = folder / ("record.ndjson" if lines else "bundle.json")
    path.write_bytes("\n".join(map(json.dumps, sent(*more))).encode() if lines else bundle(*more))
    return list_of(path, ON)


@pytest.mark.parametrize("intent", ["plan", "proposal", "option"])
@pytest.mark.parametrize("lines", [False, True])
def test_whose_injections_are_only_planned_is_on_the_list_and_called_to_no_dose(
    tmp_path: Path, intent: str, lines: bool
) -> None:
    (row,) = listed(tmp_path, request(intent=intent), lines=lines).rows
    assert (row.group, row.state) == (Group.NOT_GIVEN, State.NOT_STARTED)
    assert row.why[0] == "planned or proposed on 2026-03-01, and neither ordered nor given"
    assert row.next_step == ASK
    assert row.sources == ("MedicationRequest/m",)


def test_an_order_of_which_nobody_knows_whether_it_stands_is_asked_about(tmp_path: Path) -> None:
    """The list said to give the prescribed dose."""
    (row,) = listed(tmp_path, request(intent="order", status="unknown")).rows
    assert row.why[0] == "prescribed, not known whether still valid, on 2026-03-01, no record that it was given"
    assert row.next_step == "ask whether the order still applies: give the dose, or record that it does not"
    for said in (row.why[0], row.next_step):
        assert translator("es").said(said) not in (None, said)
    (sure,) = listed(tmp_path, request(intent="order", status="unknown"), request(id="n", intent="order")).rows
    assert sure.next_step == "give the prescribed dose, or record when it was given"


def test_beside_an_order_the_order_is_what_is_done(tmp_path: Path) -> None:
    (row,) = listed(tmp_path, request(), request(id="n", intent="order")).rows
    assert row.next_step == "give the prescribed dose, or record when it was given"


def test_a_plan_moves_no_date_of_a_course_and_is_no_open_question_of_it(tmp_path: Path) -> None:
    doses = [given(day) for day in ("2026-03-01", "2026-05-01", "2026-07-01", "2026-09-01")]
    plain, planned = listed(tmp_path, *doses).rows, listed(tmp_path, *doses, request(authoredOn="2026-09-05")).rows
    said = [[(row.group, row.why, row.due, row.overdue, row.next_step) for row in rows] for rows in (plain, planned)]
    assert said[0] == said[1]


@pytest.mark.parametrize(
    "more",
    [{"status": "stopped"}, {"status": "completed"}, {"status": "cancelled"}, {"status": "draft"}, {"doNotPerform": True},
     {**TABLETS, "dosageInstruction": [{"route": {"text": "oral"}}]}],
)  # fmt: skip
@pytest.mark.parametrize("intent", ["plan", "proposal"])
def test_a_plan_that_is_over_or_of_tablets_puts_nobody_on_the_list(
    tmp_path: Path, more: dict[str, Any], intent: str
) -> None:
    assert not listed(tmp_path, request(intent=intent, **more)).rows


REPORTED = ({"reportedBoolean": True}, {"reportedReference": {"display": "the patient"}})


@pytest.mark.parametrize("reported", REPORTED)
@pytest.mark.parametrize("intent", ["order", "plan"])
@pytest.mark.parametrize("lines", [False, True])
def test_an_order_that_is_only_reported_asks_for_the_last_dose_and_for_none(
    tmp_path: Path, reported: Json, intent: str, lines: bool
) -> None:
    (row,) = listed(tmp_path, request(intent=intent, **reported), lines=lines).rows
    assert (row.group, row.next_step) == (Group.NOT_GIVEN, "find out when the last dose was given, and record it")
    assert row.why[0] == "prescribed elsewhere on 2026-03-01, no record that it was given"


@pytest.mark.parametrize("reported", REPORTED)
def test_an_order_reported_after_the_last_dose_is_no_dose_to_give(tmp_path: Path, reported: Json) -> None:
    doses = [given(day) for day in ("2026-03-01", "2026-05-01", "2026-07-01", "2026-09-20")]
    ordered = request(intent="order", authoredOn="2026-10-20")
    assert any("prescribed on" in why for row in listed(tmp_path, *doses, ordered).rows for why in row.why)
    found = listed(tmp_path, *doses, {**ordered, **reported})
    assert not any("prescribed" in why for row in found.rows for why in row.why)


def test_a_dose_well_after_an_order_elsewhere_is_none_of_loading(tmp_path: Path) -> None:
    order = request(intent="order", authoredOn="2019-05-01", reportedBoolean=True)
    assert listed(tmp_path, given("2026-08-10")).rows[0].state is State.LOADING_BROKEN
    assert {row.state for row in listed(tmp_path, given("2026-08-10"), order).rows} == {State.MAINTENANCE}


@pytest.mark.parametrize("sent", [False, "yes", None, 1])
def test_what_is_not_said_to_be_reported_is_an_order(tmp_path: Path, sent: Any) -> None:
    (row,) = listed(tmp_path, request(intent="order", reportedBoolean=sent)).rows
    assert row.next_step == "give the prescribed dose, or record when it was given"


def stopped(reason: str, written: str = "2026-07-15") -> Json:
    ended = {"status": "stopped", "statusReason": {"text": reason}, "meta": {"lastUpdated": f"{written}T10:00:00Z"}}
    return request(id="s", intent="order", authoredOn="2026-01-01", **ended)


DOSES = [given(day) for day in ("2026-01-01", "2026-03-01", "2026-05-01", "2026-07-01")]


@pytest.mark.parametrize("intent", ["plan", "proposal", "option"])
@pytest.mark.parametrize("doses", [DOSES, []])
@pytest.mark.parametrize("reason", ["declined", "moved away"])
def test_a_plan_after_a_stop_that_is_closed_is_asked_about(
    tmp_path: Path, intent: str, doses: list[Json], reason: str
) -> None:
    """Whoever declined, or came back, and for whom injections are planned again was on no list."""
    assert not listed(tmp_path, *doses, stopped(reason)).rows
    (row,) = listed(tmp_path, *doses, stopped(reason), request(intent=intent, authoredOn="2026-09-01")).rows
    assert (row.group, row.state, row.due, row.next_step) == (Group.NOT_GIVEN, State.STOPPED, None, ASK)
    assert row.why[0].startswith("stopped on some day from 2026-0")
    assert row.why[0].endswith({"declined": ": patient choice"}.get(reason, f": {reason}"))
    assert "planned or proposed on 2026-09-01, and neither ordered nor given" in row.why


def test_a_plan_of_before_the_stop_or_of_a_dead_patient_is_no_question(tmp_path: Path) -> None:
    for reason, ended in (("declined", 0), ("moved away", 1)):
        found = listed(tmp_path, *DOSES, stopped(reason), request(authoredOn="2026-05-01"))
        assert (found.rows, len(found.ended)) == ((), ended)
    assert not listed(tmp_path, *DOSES, stopped("died"), request(authoredOn="2026-09-01")).rows


def test_a_plan_after_a_reaction_calls_nobody(tmp_path: Path) -> None:
    (row,) = listed(tmp_path, *DOSES, stopped("rash"), request(authoredOn="2026-09-01")).rows
    assert (row.group, row.next_step) == (
        Group.DO_NOT_GIVE,
        "no dose until a specialist has seen the patient: refer, and record what is decided",
    )


def test_a_reaction_is_settled_before_what_is_planned_is_ordered(tmp_path: Path) -> None:
    allergy = {
        "resourceType": "AllergyIntolerance", "id": "y", "patient": WHO, "code": {"text": "vitamin B12"},
        "verificationStatus": {"coding": [{"code": "unconfirmed"}]},
    }  # fmt: skip
    (row,) = listed(tmp_path, request(), allergy).rows
    assert row.next_step.startswith("first clarify the recorded allergy, and give no dose until then; then ask whether")


@pytest.mark.parametrize(("ordered", "told"), [("2026-03-20", False), ("2026-03-01", False), ("2026-02-01", True)])
def test_of_a_plan_that_was_ordered_it_is_not_said_that_nobody_did(tmp_path: Path, ordered: str, told: bool) -> None:
    """In the NHS's records a repeat prescription is a plan, and each issue of it an order (GP Connect, UK Core)."""
    order = request(id="o", intent="order", status="completed", authoredOn=ordered)
    (row,) = listed(tmp_path, request(), order).rows
    assert f"prescribed on {ordered}, no record that it was given" in row.why
    assert ("planned or proposed on 2026-03-01, and neither ordered nor given" in row.why) is told


def test_the_answer_tells_of_a_plan_and_of_a_proposal() -> None:
    for intent, said in (("plan", "recorded as planned or reported, not confirmed"), ("proposal", PROPOSED)):
        answer = assess(read_bundle(bundle(request(intent=intent))), on=ON)
        assert f"B12 injections: {said}" in [each.sentence for each in answer.missing], intent


def test_a_proposal_says_of_nothing_that_it_is_taken_and_its_reason_is_no_diagnosis() -> None:
    why = [{"coding": [{"system": "http://snomed.info/sct", "code": "84027009"}]}]
    metformin = {"medicationCodeableConcept": {"text": "metformin 500 mg"}}
    case = read_bundle(
        bundle(request(intent="proposal", reasonCode=why), request(id="x", intent="proposal", **metformin))
    )
    assert case.statements == ()


def test_it_is_said_in_spanish() -> None:
    for sentence in (
        f"B12 injections: {PROPOSED}",
        "planned or proposed on 2026-03-01, and neither ordered nor given",
        ASK,
        "prescribed elsewhere on 2026-03-01, no record that it was given",
    ):
        assert translator("es").said(sentence) not in (None, sentence)
