"""A care plan that speaks of B12 is told at every door, and injections that stand only there are asked about (R131, R137)."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.dataset as dataset
import pytest
from test_planned_injections import ASK, NAME, ON, WHO, bundle, given, listed, request, sent

from cobalamin.assessment.assess import assess
from cobalamin.population.screen import screen
from cobalamin.recall.reasons import State
from cobalamin.recall.sources.source import read_source
from cobalamin.recall.worklist import Group
from cobalamin.records.fact_table import NOT_USED
from cobalamin.records.fhir.read import read_bundle
from cobalamin.translation.words import translator

Json = dict[str, Any]
INJECTION = {"text": "Hydroxocobalamin 1 mg intramuscular injection every 3 months"}
HYDROXOCOBALAMIN = {"coding": [{"system": "http://www.whocc.no/atc", "code": "B03BA03"}]}


def plan(*details: Json, **more: Any) -> Json:
    made = {"resourceType": "CarePlan", "id": "cp", "status": "active", "intent": "plan", "created": "2026-03-01"}
    return {
        **made,
        "subject": WHO,
        "activity": [{"detail": {"status": "scheduled", **each}} for each in details],
        **more,
    }


def told(said: str) -> str:
    return f"B12 injections: a care plan mentions B12 ({said!r}): it is no order and no dose; ask what is planned"


MEDICINE = {"resourceType": "Medication", "id": "m", "code": NAME["medicationCodeableConcept"]}
OF_INJECTIONS = {
    "code": plan({"code": INJECTION}),
    "product": plan({"productCodeableConcept": HYDROXOCOBALAMIN}),
    "in words": plan({"description": "B12 injection every 3 months"}),
    "title": plan(title="Vitamin B12 injections"),
    "pointing": plan(
        {"productReference": {"reference": "#m"}}, contained=[{"resourceType": "Goal", "id": "g"}, MEDICINE]
    ),
    "order not sent": plan(activity=[{"reference": {"reference": "MedicationRequest/x", "display": "B12 injection"}}]),
}


@pytest.mark.parametrize("which", OF_INJECTIONS)
@pytest.mark.parametrize("lines", [False, True])
def test_injections_that_stand_only_in_a_care_plan_are_asked_about(tmp_path: Path, which: str, lines: bool) -> None:
    (row,) = listed(tmp_path, OF_INJECTIONS[which], lines=lines).rows
    assert (row.group, row.state, row.last) == (Group.NOT_GIVEN, State.NOT_STARTED, None)
    assert row.why[0] == "planned or proposed on 2026-03-01, and neither ordered nor given"
    assert (row.next_step, row.sources) == (ASK, ("CarePlan/cp",))


@pytest.mark.parametrize("which", OF_INJECTIONS)
def test_the_answer_tells_the_plan_and_takes_it_for_no_treatment(which: str) -> None:
    answer = assess(read_bundle(bundle(OF_INJECTIONS[which])), on=ON)
    assert any(each.sentence.startswith("B12 injections: a care plan mentions B12 (") for each in answer.missing)
    assert answer.course is None


@pytest.mark.parametrize("lines", [False, True])
@pytest.mark.parametrize(
    "vague", [plan({"description": "check vitamin B12 level"}), plan(category=[{"text": "B12 deficiency"}]), plan(title="B12"),
              plan({"code": INJECTION, "status": "completed"}), plan({"code": INJECTION, "doNotPerform": True})]
)  # fmt: skip
def test_a_plan_that_only_speaks_of_b12_is_named_among_what_the_list_did_not_use(
    tmp_path: Path, vague: Json, lines: bool
) -> None:
    path = tmp_path / ("record.ndjson" if lines else "bundle.json")
    path.write_bytes("\n".join(map(json.dumps, sent(vague))).encode() if lines else bundle(vague))
    source = read_source(path, ON)
    assert ["a care plan mentions B12" in each.text for each in source.problems] == [True]
    assert not listed(tmp_path, vague, lines=lines).rows


@pytest.mark.parametrize("status", ["draft", "revoked", "completed", "entered-in-error"])
def test_a_plan_that_is_over_or_not_in_force_yet_asks_nothing(tmp_path: Path, status: str) -> None:
    over = plan({"code": INJECTION}, status=status)
    assert not listed(tmp_path, over).rows
    assert not read_bundle(bundle(over)).problems


@pytest.mark.parametrize(
    "other",
    [plan({"description": "physiotherapy"}), plan(title="Diabetes"), plan(activity=[{"detail": 7}]), plan(title=7)],
)
def test_a_plan_of_something_else_says_nothing(other: Json) -> None:
    case = read_bundle(bundle(other))
    assert (case.problems, case.treatment) == ((), ())


def test_a_plan_whose_parts_are_not_of_r4_is_told_by_its_words() -> None:
    case = read_bundle(bundle(plan(activity=[{"detail": {"description": ["B12 injection"]}}])))
    assert ["a care plan mentions B12" in each.sentence for each in case.problems] == [True]


def test_beside_an_order_the_order_is_what_is_done_and_beside_doses_nothing_changes(tmp_path: Path) -> None:
    (row,) = listed(tmp_path, OF_INJECTIONS["code"], request(intent="order")).rows
    assert row.next_step == "give the prescribed dose, or record when it was given"
    doses = [given(day) for day in ("2026-03-01", "2026-05-01", "2026-07-01", "2026-09-01")]
    plain, planned = listed(tmp_path, *doses).rows, listed(tmp_path, *doses, OF_INJECTIONS["code"]).rows
    said = [[(row.group, row.why, row.due, row.overdue, row.next_step) for row in rows] for rows in (plain, planned)]
    assert said[0] == said[1]


@pytest.mark.parametrize("lines", [False, True])
def test_a_row_of_a_screening_tells_it_among_what_is_not_used(tmp_path: Path, lines: bool) -> None:
    source = tmp_path / "in"
    source.mkdir()
    resources = sent(OF_INJECTIONS["in words"], plan({"description": "physiotherapy"}, id="other"))
    path = source / ("record.ndjson" if lines else "bundle.json")
    path.write_bytes("\n".join(map(json.dumps, resources)).encode() if lines else bundle(*resources[1:]))
    screen(source, tmp_path / "out", on=ON)
    (row,) = dataset.dataset(sorted((tmp_path / "out").glob("part-*.parquet"))).to_table().to_pylist()
    assert row[NOT_USED] == [told("B12 injection every 3 months")]


@pytest.mark.parametrize("lines", [False, True])
@pytest.mark.parametrize("end", ["2026-10-31", "2026-10", "2026-10-31T10:00:00Z"])
def test_a_plan_that_nobody_closed_is_over_with_its_period(tmp_path: Path, end: str, lines: bool) -> None:
    """It asked whether injections are to be given as one in its period does."""
    period = {"start": "2026-01-01", "end": end}
    over = plan({"code": INJECTION}, period=period)
    assert not listed(tmp_path, over, lines=lines).rows
    said = "B12 injections: a care plan until 2026-10-31 mentioned B12 ({}): it is over, and no order and no dose"
    words = f"{INJECTION['text']!r}"
    assert said.format(words) in [each.sentence for each in assess(read_bundle(bundle(over)), on=ON).missing]
    before = assess(read_bundle(bundle(over)), on=date(2026, 10, 31))
    assert any("until 2026-10-31 mentions B12" in each.sentence for each in before.missing)


@pytest.mark.parametrize("end", ["2026-11-01", "2026-11", "2026", "soon"])
def test_one_in_its_period_asks(tmp_path: Path, end: str) -> None:
    (row,) = listed(tmp_path, plan({"code": INJECTION}, period={"end": end})).rows
    assert row.next_step == ASK


@pytest.mark.parametrize(
    ("held", "why"),
    [
        (plan({"code": INJECTION}, status="on-hold"), "without a reason"),
        (
            plan({"code": INJECTION, "status": "on-hold", "statusReason": {"text": "awaiting surgery"}}),
            "with the reason 'awaiting surgery'",
        ),
        (
            request(status="on-hold", statusReason={"text": "until after mother's visit"}),
            'with the reason "until after mother\'s visit"',
        ),
        (request(status="on-hold"), "without a reason"),
    ],
)
@pytest.mark.parametrize("lines", [False, True])
def test_what_is_planned_and_on_hold_tells_its_reason(tmp_path: Path, held: Json, why: str, lines: bool) -> None:
    (row,) = listed(tmp_path, held, lines=lines).rows
    assert row.why[0] == f"planned or proposed on 2026-03-01, and neither ordered nor given; on hold, {why}"
    assert row.next_step == ASK
    told = [each.sentence for each in assess(read_bundle(bundle(held)), on=ON).missing]
    assert f"B12 injections: what is planned is on hold, {why}" in told
    assert translator("es").said(row.why[0]) not in (None, row.why[0])


def test_a_plan_that_is_not_on_hold_says_nothing_of_one() -> None:
    for each in (
        plan({"code": INJECTION, "statusReason": {"text": "urgent"}}),
        request(statusReason={"text": "urgent"}),
    ):
        assert not any("on hold" in problem.sentence for problem in read_bundle(bundle(each)).problems)


def test_it_is_said_in_spanish() -> None:
    for sentence in (
        told("B12 injection every 3 months"),
        told("B12 injection").replace("a care plan", "a care plan until 2026-10-31"),
        "B12 injections: a care plan until 2026-10-31 mentioned B12 ('B12'): it is over, and no order and no dose",
        "B12 injections: what is planned is on hold, with the reason 'awaiting surgery'",
        "B12 injections: what is planned is on hold, without a reason",
        "planned for a time that is over: no dose",
    ):
        assert translator("es").said(sentence) not in (None, sentence)


def test_a_medicine_that_a_plan_points_to_is_found_in_lines_too(tmp_path: Path) -> None:
    """In an export of lines it was not lent to the plan, and the patient was missing from the list."""
    pointing = plan({"productReference": {"reference": "Medication/m"}})
    for lines in (False, True):
        folder = tmp_path / str(lines)
        folder.mkdir()
        (row,) = listed(folder, pointing, MEDICINE, lines=lines).rows
        assert (row.group, row.state) == (Group.NOT_GIVEN, State.NOT_STARTED)
