"""An order on hold calls nobody to a dose before somebody asked why, and until when; its reason is told (register R133)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cobalamin.assessment.assess import assess
from cobalamin.prints.sheet import sheet_of
from cobalamin.recall.reasons import Flag, State
from cobalamin.recall.worklist import Group, RecallList, Row
from cobalamin.recall.written.calendars import calendar_of
from cobalamin.records.fhir.read import read_bundle
from cobalamin.translation.words import translator
from halted import DAYS, DOSES, IM, NAME, WHO, Json, bundle, coded, given
from injected import list_of

REASONS = "http://terminology.hl7.org/CodeSystem/medicationrequest-status-reason"
ON = date(2026, 11, 1)
ASK = "first ask why injections are on hold, and until when; then "
REASON = "awaiting blood results"


def hold(day: str = "2025-12-01", reason: str = REASON, **more: Any) -> Json:
    made = {"resourceType": "MedicationRequest", "id": "m", "status": "on-hold", "intent": "order", "authoredOn": day}
    told = {"statusReason": {"text": reason}} if reason else {}
    return {**made, "dosageInstruction": [IM], **NAME, **told, **more}


def order(day: str, **more: Any) -> Json:
    return hold(day, "", id="n", status="active", **more)


PERNICIOUS = coded("84027009", recordedDate="2015-10-01")


def row(folder: Path, *more: Json) -> Row:
    path = folder / "bundle.json"
    path.write_bytes(bundle(*more))
    (found,) = list_of(path, ON).rows
    return found


def table(folder: Path, *rows: str) -> RecallList:
    path = folder / "events.csv"
    path.write_text("\n".join(("patient,date,event,product,reason,cause", *rows)))
    return list_of(path, ON)


def test_without_a_dose_nobody_gives_what_is_on_hold(tmp_path: Path) -> None:
    """The list said to give the prescribed dose, and no word of the hold."""
    found = row(tmp_path, hold())
    assert (found.group, found.state) == (Group.NOT_GIVEN, State.NOT_STARTED)
    assert found.why[0] == f"a hold is recorded, on some day from 2025-12-01 to 2026-11-01, with the reason '{REASON}'"
    assert found.next_step == f"{ASK}give the prescribed dose, or record when it was given"


def test_beside_doses_nobody_is_invited_before_it_is_asked_why(tmp_path: Path) -> None:
    found = row(tmp_path, PERNICIOUS, *DOSES, hold(reason=""))
    assert (found.group, str(found.overdue)) == (Group.OVERDUE, "2026-10-15")
    assert "a hold is recorded, on some day from 2025-12-01 to 2026-11-01, without a reason" in found.why
    assert found.next_step == f"{ASK}invite for the maintenance dose; review symptoms"


def test_a_word_that_it_is_taken_is_on_hold_too_also_without_a_day(tmp_path: Path) -> None:
    statement = {
        "resourceType": "MedicationStatement", "id": "s", "status": "on-hold", "statusReason": [{"text": REASON}],
        "dosage": [IM], **NAME,
    }  # fmt: skip
    found = row(tmp_path, PERNICIOUS, *DOSES, statement)
    assert f"a hold is recorded, on an unrecorded date, with the reason '{REASON}'" in found.why
    assert found.next_step.startswith(ASK)
    assert [why for why in found.why if "could not be used" in why] == ["1 of the entries could not be used: no date"]


@pytest.mark.parametrize(
    "overcome",
    [
        [order("2025-12-01")],
        [order("2026-10-20")],
        [hold(meta={"lastUpdated": "2026-05-15T10:00:00Z"})],
        [hold(day="2026-12-01")],
        [hold(status="stopped")],
    ],
)
def test_a_later_order_or_dose_takes_injections_up_again(tmp_path: Path, overcome: list[Json]) -> None:
    held = [] if overcome[0]["id"] == "m" else [hold()]
    found = row(tmp_path, PERNICIOUS, *DOSES, *held, *overcome)
    assert Flag.ON_HOLD not in found.schedule.flags
    assert not found.next_step.startswith(ASK)


def test_an_older_order_that_nobody_ended_does_not(tmp_path: Path) -> None:
    assert Flag.ON_HOLD in row(tmp_path, PERNICIOUS, *DOSES, order("2025-11-01"), hold()).schedule.flags


def test_the_reason_is_told_beside_a_later_order_until_a_dose_is_given_by_it(tmp_path: Path) -> None:
    """As that of a stop is (register M39)."""
    told = f"with the reason '{REASON}'; an order is still in force beside it, so injections are read as continuing"
    assert any(told in why for why in row(tmp_path, PERNICIOUS, *DOSES, hold("2026-08-01"), order("2026-09-01")).why)
    assert not any("hold" in why for why in row(tmp_path, PERNICIOUS, *DOSES, hold(), order("2026-01-01")).why)


@pytest.mark.parametrize("word", ["on hold", "Suspended", "paused"])
def test_a_table_may_say_so_too(tmp_path: Path, word: str) -> None:
    doses = [f"p,{day},given,hydroxocobalamin 1 mg im,,pernicious anaemia" for day in DAYS]
    (found,) = table(tmp_path, *doses, f"p,2026-08-01,{word},,{REASON},").rows
    assert f"a hold is recorded for 2026-08-01, with the reason '{REASON}'" in found.why
    assert found.next_step == f"{ASK}invite for the maintenance dose; review symptoms"
    for after in ("given", "order", "restart"):
        again = table(
            tmp_path, *doses, f"p,2026-08-01,{word},,{REASON},", f"p,2026-08-02,{after},hydroxocobalamin im,,"
        )
        assert not any("hold" in row.next_step for row in again.rows), after


@pytest.mark.parametrize(
    "no_dose",
    ["given,cholecalciferol im", "given,Cyanokit 5 g iv", "given,hydroxocobalamin 5 g iv", "order,cholecalciferol im"],
)
def test_what_is_no_dose_of_b12_settles_no_hold_and_no_refusal(tmp_path: Path, no_dose: str) -> None:
    """An injection of vitamin D, and the antidote, took injections up again."""
    doses = [f"p,{day},given,hydroxocobalamin 1 mg im,,pernicious anaemia" for day in DAYS]
    for asked, event in ((Flag.ON_HOLD, "on hold"), (Flag.REFUSED, "not given")):
        (found,) = table(tmp_path, *doses, f"p,2026-08-01,{event},,,", f"p,2026-08-02,{no_dose},,").rows
        assert asked in found.schedule.flags


def test_a_dose_of_a_day_that_cannot_be_settles_none(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    rows = "p,2025-01-02,given,hydroxocobalamin im,2026-01-01", "p,2025-01-01,not given,,2026-01-01"
    path.write_text("\n".join(("patient,date,event,product,born", *rows)))
    (found,) = list_of(path, ON).rows
    assert Flag.REFUSED in found.schedule.flags


def test_a_hold_alone_in_a_table_is_asked_about(tmp_path: Path) -> None:
    (found,) = table(tmp_path, "p,2026-08-01,on hold,,,").rows
    assert (found.group, found.next_step.partition(";")[0]) == (Group.NOT_GIVEN, ASK.partition(";")[0])


@pytest.mark.parametrize(
    ("reason", "group"), [("rash", Group.DO_NOT_GIVE), ("B12 level normal", Group.STOPPED_IRREVERSIBLE)]
)
def test_on_hold_for_a_reason_that_ends_injections_is_stopped_in_a_table_as_in_a_bundle(
    tmp_path: Path, reason: str, group: Group
) -> None:
    doses = [f"p,{day},given,hydroxocobalamin 1 mg im,,pernicious anaemia" for day in DAYS]
    (of_table,) = table(tmp_path, *doses, f"p,2026-08-01,on hold,,{reason},").rows
    of_bundle = row(tmp_path, PERNICIOUS, *DOSES, hold(reason=reason))
    assert (of_table.group, of_table.next_step) == (of_bundle.group, of_bundle.next_step)
    assert of_table.group is group


@pytest.mark.parametrize("why", [{"text": "rash"}, {"coding": [{"system": REASONS, "code": "salg"}]}])
def test_on_hold_for_a_reaction_is_no_stop_and_closes_nobodys_course(tmp_path: Path, why: dict[str, Any]) -> None:
    """As a stop it ended the injections of whoever has a cause that can be dealt with: on no list, and nobody settled it."""
    coeliac = {**PERNICIOUS, "code": {"coding": [{"system": "http://snomed.info/sct", "code": "396331005"}]}}
    found = row(tmp_path, coeliac, *DOSES, {**hold(), "statusReason": why})
    doses = [f"p,{day},given,hydroxocobalamin 1 mg im,,coeliac disease" for day in DAYS]
    (of_table,) = table(tmp_path, *doses, "p,2026-08-01,on hold,,rash,").rows
    for each in (found, of_table):
        assert (each.group, each.due) == (Group.DO_NOT_GIVE, None)
        assert each.next_step.startswith("no dose until it is clear whether that reaction was an allergy")
        assert Flag.ON_HOLD in each.schedule.flags
        assert not each.schedule.flags & {Flag.STOPPED, Flag.STOPPED_IRREVERSIBLE}


def test_an_allergy_is_settled_first(tmp_path: Path) -> None:
    allergy = {
        "resourceType": "AllergyIntolerance", "id": "y", "patient": WHO, "code": {"text": "vitamin B12"},
        "verificationStatus": {"coding": [{"code": "unconfirmed"}]},
    }  # fmt: skip
    step = row(tmp_path, PERNICIOUS, *DOSES, allergy, hold()).next_step
    assert step.startswith(
        "first clarify the recorded allergy, and give no dose until then; ask why injections are on hold"
    )


def test_a_calendar_says_it_where_a_visit_is_planned(tmp_path: Path) -> None:
    held, plain = (
        calendar_of(row(tmp_path, PERNICIOUS, *DOSES, *more).schedule).decode().replace("\r\n ", "")
        for more in ([hold()], [])
    )
    assert "SUMMARY:B12 injection (maintenance dose\\; ask first\\, see the note): p" in held
    assert "First ask why injections are on hold\\, and until when. " in held
    assert "hold" not in plain
    assert "SUMMARY:B12 symptom review: p" in held


def test_the_answer_calls_to_no_dose_and_tells_the_reason() -> None:
    said = f"B12 injections: a hold is recorded, on some day from 2025-12-01 to 2026-11-01, with the reason '{REASON}'"
    treated, new = (assess(read_bundle(bundle(PERNICIOUS, *more, hold())), on=ON) for more in (DOSES, []))
    assert "but an order for them is on hold, so ask why, and until when, before the next dose" in treated.headline
    assert "; an order for injections is on hold: ask why, and until when" in new.headline
    for answer in (treated, new):
        assert said in [each.sentence for each in answer.missing]


def test_the_patient_reads_of_no_day() -> None:
    page = sheet_of(read_bundle(bundle(PERNICIOUS, *DOSES, hold())), ON, translator("en"))
    assert page.dates.about == "Your notes say that your B12 shots are on hold. Ask why, and until when."
    assert not page.dates.days
    assert not [line for part in page.parts for line in part.lines if "get now" in line.words]


def test_it_is_said_in_spanish() -> None:
    for sentence in (
        f"a hold is recorded, on some day from 2026-08-01 to 2026-11-01, with the reason '{REASON}'",
        "a hold is recorded for 2026-08-01, without a reason",
        f"a hold is recorded, on an unrecorded date, with the reason '{REASON}'; an order is still in force beside it, so "
        "injections are read as continuing",
        f"B12 injections: a hold is recorded for 2026-08-01, with the reason '{REASON}'",
        f"{ASK}give the prescribed dose, or record when it was given",
        "Your notes say that your B12 shots are on hold. Ask why, and until when.",
    ):
        assert translator("es").said(sentence) not in (None, sentence)


def haemoglobin(day: str, value: float) -> Json:
    return {
        "resourceType": "Observation", "id": f"h{day}", "status": "final", "subject": WHO, "effectiveDateTime": day,
        "code": {"coding": [{"system": "http://loinc.org", "code": "718-7"}]},
        "valueQuantity": {"value": value, "unit": "g/dL", "code": "g/dL"},
    }  # fmt: skip


@pytest.mark.parametrize("held", [True, False])
def test_where_treatment_fails_the_hold_is_asked_about_before_more_is_given(tmp_path: Path, held: bool) -> None:
    """The next step said to shorten the interval, and when the next dose is due, and nothing of the hold."""
    doses = map(
        given, ("2025-09-01", "2025-11-01", "2026-01-01", "2026-03-01", "2026-05-01", "2026-07-01", "2026-09-20")
    )
    low = haemoglobin("2025-08-28", 9.0), haemoglobin("2026-10-20", 8.8)
    found = row(tmp_path, PERNICIOUS, *doses, *low, *([hold("2025-09-01")] if held else []))
    assert found.group is Group.FAILING
    assert found.next_step.startswith(f"{ASK if held else ''}shorten the interval")
    assert translator("es").said(found.next_step) not in (None, found.next_step)


def test_a_hold_for_a_reaction_is_told_as_a_hold(tmp_path: Path) -> None:
    """The row said that a dose was not given, and the record held none that was not."""
    rows = ("1,2026-03-02,given,hydroxocobalamin 1 mg im,,PA", "1,2026-03-20,on hold,,rash,PA")
    (found,) = table(tmp_path, *rows).rows
    assert found.why[0].startswith(
        "do not give: injections are on hold because of a reaction, and nobody has established whether"
    )
