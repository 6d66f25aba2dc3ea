"""The cards of whoever has injections already: planned, on hold, reported, or after a reaction."""

from __future__ import annotations

import json
from typing import Any

import pytest

import ehr
from calls import cards, draft

Json = dict[str, Any]
PERNICIOUS = [ehr.patient(), ehr.condition("84027009")]


def held(**more: Any) -> Json:
    made = ehr.prescription(ehr.HYDROXO, ehr.IM, status="on-hold", id="m")
    return {**made, "statusReason": {"text": "awaiting blood results"}, **more}


def given(day: str) -> Json:
    return {
        "resourceType": "MedicationAdministration", "id": f"a{day}", "status": "completed", "subject": {"reference": "Patient/p1"},
        "medicationCodeableConcept": ehr.concept(ehr.ATC, ehr.HYDROXO), "effectiveDateTime": day,
        "dosage": {"route": ehr.concept(ehr.SCT, ehr.IM), "dose": {"value": 1, "unit": "mg", "code": "mg"}},
    }  # fmt: skip


def test_a_card_asks_why_injections_are_on_hold_and_drafts_none() -> None:
    """It drafted a loading course beside the order on hold (register R133)."""
    (card,) = cards("patient-view", [*PERNICIOUS, held()], [])
    assert "an order is on hold, so first ask why" in card["summary"]
    assert "hydroxocobalamin" not in json.dumps(card.get("suggestions", [])).lower()
    assert "awaiting blood results" in card["detail"]
    (before,) = cards("patient-view", PERNICIOUS, [])
    assert "hydroxocobalamin" in json.dumps(before["suggestions"]).lower()


@pytest.mark.parametrize(("day", "told"), [("2025-03-20", True), ("2026-01-20", False)])
def test_an_opened_record_tells_of_one_dose_alone_where_the_next_is_late_either_way(day: str, told: bool) -> None:
    """Eleven months after the only dose of a record, in pernicious anaemia, no card spoke (registers R125, R126)."""
    found = cards("patient-view", [*PERNICIOUS, given(day)], [])
    late = "B12 injections, the last on 2025-03-20: maintenance dose overdue since 2025-07-04."
    assert [card["summary"] for card in found] == [late] * told


def test_a_late_dose_in_palliative_care_is_asked_about_and_not_called_for() -> None:
    """The card was that of anybody whose dose is late (register R170)."""
    palliative = {**ehr.condition("84027009"), "id": "p", "code": {"text": "Palliative care"}}
    (card,) = cards("patient-view", [*PERNICIOUS, given("2025-03-20"), palliative], [])
    assert card["summary"].endswith("overdue since 2025-07-04; palliative care in words: ask whether still wanted.")


def test_a_late_dose_on_hold_is_asked_about_first() -> None:
    doses = [given(day) for day in ("2025-03-01", "2025-05-01", "2025-07-01", "2025-09-01")]
    (card,) = cards("patient-view", [*PERNICIOUS, *doses, held(authoredOn="2025-03-01")], [])
    assert "overdue since" in card["summary"]
    assert card["summary"].endswith("an order is on hold, so first ask why.")


@pytest.mark.parametrize("refused", [False, True])
def test_what_is_asked_first_is_not_cut_off_where_the_line_is_long(refused: bool) -> None:
    """Of a late dose of another product the line of 139 characters ended in "so first ask…" (register R133)."""
    doses = [
        {**given(day), "medicationCodeableConcept": ehr.concept(ehr.ATC, ehr.CYANO)}
        for day in ("2025-09-10", "2025-12-10")
    ]
    leber = ehr.condition("58610003")
    more = [not_done("no time")] if refused else []
    (card,) = cards("patient-view", [*PERNICIOUS, leber, *doses, held(authoredOn="2026-01-10"), *more], [])
    assert "of another product, overdue since" in card["summary"]
    assert card["summary"].endswith("an order is on hold, so first ask why.")


def test_the_detail_of_a_card_says_of_what_the_urgency_is() -> None:
    """Of somebody whose next dose is to come; the headline above it said so already."""
    doses = [given(day) for day in ("2025-08-10", "2025-10-10", "2025-12-10", "2026-02-10")]
    tingling = ehr.condition("91019004")
    (card,) = cards("order-sign", [*PERNICIOUS, *doses, tingling], [ehr.lab_order()])
    assert "next dose on 2026-04-10" in card["detail"]
    assert "Urgency of what is new or worse, not of the next dose: " in card["detail"]


def stopped(reason: str) -> Json:
    made = ehr.prescription(ehr.HYDROXO, ehr.IM, status="stopped", id="s")
    return {**made, "authoredOn": "2025-03-01", "statusReason": {"text": reason}}


LATE = [given(day) for day in ("2025-03-01", "2025-05-01", "2025-07-01", "2025-09-01")]


def test_tablets_for_somebody_whose_injections_were_stopped_are_not_for_a_patient_on_them() -> None:
    """After a reaction a card asked before it is given, and another said not to stop the injections."""
    tablets = [draft(ehr.CYANO, "26643006")]
    summaries = [card["summary"] for card in cards("order-sign", [*PERNICIOUS, *LATE, stopped("rash")], tablets)]
    assert summaries == [
        "B12 injections were stopped because of a reaction, and nobody knows whether it was an allergy: ask before giving this."
    ]
    (card,) = cards("order-sign", [*PERNICIOUS, *LATE, stopped("declined")], tablets)
    assert card["summary"] == (
        "B12 injections were stopped, yet their cause is irreversible: offer them again; by mouth at least 1000 micrograms a day."
    )
    assert "suggestions" not in card, "what somebody takes who declines the needle is not to be removed"
    (card,) = cards("order-sign", [*PERNICIOUS, *LATE], tablets)
    assert card["summary"].endswith("do not stop the injections.")


def test_whoever_signs_another_injection_learns_that_one_is_on_hold_and_why() -> None:
    doses = [given(day) for day in ("2025-08-10", "2025-10-10", "2025-12-10", "2026-02-10")]
    another = [draft(ehr.HYDROXO, ehr.IM)]
    (card,) = cards("order-sign", [*PERNICIOUS, *doses, held(authoredOn="2025-08-01")], another)
    assert card["summary"] == "An order for B12 injections is on hold: ask why, and until when, before signing another."
    assert card["indicator"] == "warning"
    assert card["detail"].startswith(
        "**B12 injections: a hold is recorded, on some day from 2025-08-01 to 2026-03-01, with the reason"
    )
    assert "with the reason 'awaiting blood results'; ask why, and until when" in card["detail"]
    assert not cards("order-sign", [*PERNICIOUS, *doses], another)


DOSES = [given(day) for day in ("2025-08-10", "2025-10-10", "2025-12-10")]


def not_done(reason: str, day: str = "2026-02-10") -> Json:
    told = {"statusReason": [{"text": reason}]} if reason else {}
    return {**given(day), "status": "not-done", **told}


@pytest.mark.parametrize("hook", ["order-select", "order-sign"])
@pytest.mark.parametrize("before", [[], DOSES])
def test_whoever_signs_another_injection_learns_that_the_last_was_refused_and_why(
    before: list[Json], hook: str
) -> None:
    """Nothing said so; and nothing is held back: the order stays as it is."""
    found = cards(hook, [*PERNICIOUS, *before, not_done("patient refused")], [draft(ehr.HYDROXO, ehr.IM)])
    (card,) = [each for each in found if "not given" in each["summary"]]
    assert card["summary"] == (
        "B12 injections: the dose of 2026-02-10 was not given, with the reason 'patient refused'; ask why before signing another."
    )
    assert card["indicator"] == "warning"
    assert "suggestions" not in card
    assert not any(each["indicator"] == "critical" for each in found)


def test_a_long_reason_stands_in_the_detail_as_text_and_not_as_markup() -> None:
    reason = "refused <b>today</b>: she is to see the neurologist in the spring and wants to wait until then"
    (card,) = cards("order-sign", [*PERNICIOUS, *DOSES, not_done(reason)], [draft(ehr.HYDROXO, ehr.IM)])
    assert card["summary"] == "The last dose of B12 was not given: ask why before signing another."
    assert "the dose of 2026-02-10 was not given, with the reason" in card["detail"]
    assert "<b>" not in card["detail"]


def test_a_dose_given_since_and_an_order_of_tablets_say_nothing_of_it() -> None:
    refused = not_done("patient refused", "2026-01-10")
    since = [*PERNICIOUS, *DOSES, refused, given("2026-02-10")]
    assert not cards("order-sign", since, [draft(ehr.HYDROXO, ehr.IM)])
    by_mouth = cards("order-sign", [*PERNICIOUS, *DOSES, refused], [draft(ehr.CYANO, "26643006")])
    assert not any("not given" in card["summary"] for card in by_mouth)


def test_not_given_for_a_reaction_a_card_asks_before_another_is_given() -> None:
    found = cards("order-sign", [*PERNICIOUS, *DOSES, not_done("rash")], [draft(ehr.HYDROXO, ehr.IM)])
    assert found[0]["summary"] == (
        "A B12 injection was not given because of a reaction, and nobody knows whether it was an allergy: ask before giving this."
    )
    (card,) = cards("patient-view", [*PERNICIOUS, *DOSES, not_done("rash")], [])
    assert card["summary"] == (
        "A B12 injection was not given because of a reaction, yet the record shows them continuing: no dose until a "
        "possible allergy is clarified."
    )


def test_of_injections_on_hold_for_a_reaction_no_card_says_that_one_was_not_given() -> None:
    record = [*PERNICIOUS, *DOSES, held(statusReason={"text": "rash after the last one"})]
    (card,) = cards("patient-view", record, [])
    assert card["summary"] == (
        "B12 injections are on hold because of a reaction, yet the record shows them continuing: no dose until a possible "
        "allergy is clarified."
    )
    found = cards("order-sign", record, [draft(ehr.HYDROXO, ehr.IM)])
    assert found[0]["summary"].startswith(
        "B12 injections are on hold because of a reaction, and nobody knows whether it was an allergy: ask"
    )


def test_an_opened_record_calls_to_a_late_dose_only_after_asking_why_the_last_was_not_given() -> None:
    late = [given(day) for day in ("2025-03-01", "2025-05-01", "2025-07-01", "2025-09-01")]
    (card,) = cards("patient-view", [*PERNICIOUS, *late, not_done("no time")], [])
    assert card["summary"].endswith("; the last dose was not given, so first ask why.")


@pytest.mark.parametrize(
    ("record", "told"),
    [
        ([*PERNICIOUS, not_done("patient refused")], "; the last dose was not given, so first ask why. Urgency: "),
        ([ehr.patient(), ehr.condition("91019004"), not_done("patient refused")],
         "Possible B12 deficiency; a dose was not given: ask why. Next: "),
        ([*PERNICIOUS, stopped("declined")], "; once stopped (patient choice): ask before ordering them. Urgency: "),
    ],
)  # fmt: skip
def test_whoever_opens_the_record_of_somebody_without_a_dose_learns_that_one_was_refused(
    record: list[Json], told: str
) -> None:
    """The line said that injections are indicated, and no more."""
    (card,) = cards("patient-view", record, [])
    assert told in card["summary"]


def test_a_supply_that_was_refused_is_asked_about_before_a_late_dose() -> None:
    supply = {
        "resourceType": "MedicationDispense", "id": "w", "status": "declined", "whenHandedOver": "2026-02-10",
        "subject": {"reference": "Patient/p1"}, "medicationCodeableConcept": ehr.concept(ehr.ATC, ehr.HYDROXO),
        "dosageInstruction": [{"route": ehr.concept(ehr.SCT, ehr.IM)}],
    }  # fmt: skip
    (card,) = cards("patient-view", [*PERNICIOUS, *LATE, supply], [])
    assert card["summary"].endswith("; the last supply was not dispensed, so first ask why.")


def undated(reason: str, last_change: str = "") -> Json:
    made = stopped(reason)
    del made["authoredOn"]
    return {**made, "meta": {"lastUpdated": last_change}} if last_change else made


def test_a_late_dose_is_called_to_only_after_asking_whether_a_stop_without_a_day_holds() -> None:
    """The line said only that it is overdue (register R143)."""
    (card,) = cards("patient-view", [*PERNICIOUS, *LATE, undated("declined")], [])
    assert card["summary"].endswith(
        "overdue since 2025-12-15; a stop is recorded, so first ask whether it still applies."
    )
    another = [draft(ehr.HYDROXO, ehr.IM)]
    (card,) = cards("order-sign", [*PERNICIOUS, *LATE, undated("no longer vegan")], another)
    assert card["summary"] == "A stop of the B12 injections is recorded: ask before signing another."
    assert "on an unrecorded date; stopped, recorded as 'no longer vegan'" in card["detail"]


REFUTED = {
    "resourceType": "AllergyIntolerance", "id": "al", "patient": {"reference": "Patient/p1"}, "recordedDate": "2020-01-01",
    "code": ehr.concept(ehr.SCT, "293397002"), "verificationStatus": {"coding": [{"code": "refuted"}]},
}  # fmt: skip


def test_the_question_about_a_stop_is_not_cut_off_a_long_line() -> None:
    """Of a late dose of another product the line ended in the middle of what to ask first: "whether it still…"."""
    cyano = ehr.concept(ehr.ATC, ehr.CYANO)
    doses = [{**given(day), "medicationCodeableConcept": cyano} for day in ("2025-10-10", "2025-11-09")]
    waits = [undated("rash"), held(statusReason={"text": "rash"}), REFUTED]
    (card,) = cards("patient-view", [ehr.patient(), ehr.condition("91019004"), LEBER, *doses, *waits], [])
    assert card["summary"].endswith("; first ask whether the recorded stop applies.")


def test_a_dose_since_the_entry_of_a_stop_was_last_changed_settles_it() -> None:
    """Whenever it was, it was before (register R143)."""
    before, after = undated("declined", "2025-08-20T10:00:00Z"), undated("declined", "2025-09-02T10:00:00Z")
    for entry, asked in ((before, False), (after, True)):
        (card,) = cards("patient-view", [*PERNICIOUS, *LATE, entry], [])
        assert card["summary"].endswith("so first ask whether it still applies.") is asked


LEBER = ehr.condition("58610003", id="leber")
CYANO, UNNAMED = (
    ehr.prescription(ehr.CYANO, ehr.IM, id="m"),
    ehr.prescription("", ehr.IM, text="Vitamin B12 injection", id="m"),
)


@pytest.mark.parametrize(("order", "level"), [(CYANO, "critical"), (UNNAMED, "warning")])
def test_whoever_opens_the_record_of_somebody_on_the_wrong_product_is_told(order: Json, level: str) -> None:
    """There was no card: the order is signed, and nobody opens it again."""
    (card,) = cards("patient-view", [*PERNICIOUS, LEBER, order], [])
    assert card["indicator"] == level
    assert "Leber's optic neuropathy is recorded: change to hydroxocobalamin" in card["summary"]
    doubted = {**LEBER, "verificationStatus": {"coding": [{"code": "provisional"}]}}
    (card,) = cards("patient-view", [*PERNICIOUS, doubted, order], [])
    assert (card["indicator"], "not clarified: hydroxocobalamin until it is" in card["summary"]) == ("warning", True)


@pytest.mark.parametrize(("order", "told"), [(CYANO, True), (ehr.prescription(ehr.HYDROXO, ehr.IM, id="m"), False)])
def test_a_late_dose_of_the_right_product_beside_an_order_of_the_wrong_one_says_so(order: Json, told: bool) -> None:
    """The card told the late dose alone: whoever gave it took the product from the order."""
    doses = [given(day) for day in ("2025-03-01", "2025-05-01", "2025-07-01", "2025-09-01")]
    (card,) = cards("patient-view", [*PERNICIOUS, LEBER, *doses, order], [])
    assert "overdue since" in card["summary"]
    assert card["summary"].endswith("; no cyanocobalamin (Leber).") is told


@pytest.mark.parametrize(
    "more", [[CYANO], [LEBER, ehr.prescription(ehr.HYDROXO, ehr.IM, id="m")], [LEBER, {**CYANO, "status": "stopped"}]]
)
def test_without_the_disease_or_without_cyanocobalamin_no_card_names_leber(more: list[Json]) -> None:
    assert not any("Leber" in card["summary"] for card in cards("patient-view", [*PERNICIOUS, *more], []))
