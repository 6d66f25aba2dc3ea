"""What a card offers to whoever refused, was stopped or is on hold: no button orders what nobody asked about (register R142)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from test_treated_cards import LATE, PERNICIOUS, given, held, not_done, stopped

import ehr
from calls import DEFICIENT, cards, draft, labels

Json = dict[str, Any]
NEEDED = [*PERNICIOUS, DEFICIENT]
TABLETS = [draft(ehr.CYANO, "26643006")]
FOLIC = [ehr.prescription("B03BB01", status="draft", id="f")]
REFUSED = {
    "a dose": not_done("patient refused"),
    "a dose without a reason": not_done(""),
    "a supply": {
        "resourceType": "MedicationDispense", "id": "w", "status": "declined", "whenHandedOver": "2026-02-10",
        "subject": {"reference": "Patient/p1"}, "medicationCodeableConcept": ehr.concept(ehr.ATC, ehr.HYDROXO),
        "dosageInstruction": [{"route": ehr.concept(ehr.SCT, ehr.IM)}],
    },
    "the course": stopped("patient declined"),
    "the course, in words nobody sorts": stopped("afraid of needles"),
    "the course, nobody says why": stopped(""),
}  # fmt: skip


def injections_in(found: list[Json]) -> list[str]:
    """The labels that draft B12 to inject."""
    return [
        offer["label"]
        for card in found
        for offer in card.get("suggestions", [])
        for action in offer["actions"]
        if "injection" in (action.get("resource") or {}).get("medicationCodeableConcept", {}).get("text", "")
    ]


@pytest.mark.parametrize("what", REFUSED)
@pytest.mark.parametrize(("hook", "orders"), [("patient-view", []), ("order-sign", TABLETS), ("order-select", FOLIC)])
def test_no_button_orders_what_was_refused(what: str, hook: str, orders: list[Json]) -> None:
    """It was recommended, and at the signing of the tablets it took them back for the injections that were refused."""
    assert injections_in(cards(hook, NEEDED, orders)), "whoever refused nothing is offered them"
    found = cards(hook, [*NEEDED, REFUSED[what]], orders)
    assert found
    assert not injections_in(found)


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_left_is_offered_and_says_for_whom(what: str) -> None:
    (card,) = cards("patient-view", [*NEEDED, REFUSED[what]], [])
    assert labels(card) == ["If injections are declined: prescribe tablets of at least 1000 micrograms a day (draft)"]
    (offer,) = card["suggestions"]
    assert not offer.get("isRecommended"), "asking comes first"
    assert offer["actions"][0]["resource"]["dosageInstruction"][0]["doseAndRate"] == [
        {"doseRange": {"low": {"value": 1000, "unit": "ug", "system": "http://unitsofmeasure.org", "code": "ug"}}}
    ]


@pytest.mark.parametrize(
    "speaks_against",
    [ehr.condition("58610003"), ehr.condition("40739000"), ehr.prescription(ehr.CYANO, "26643006", id="t")],
    ids=["Leber's disease", "difficulty swallowing", "tablets already"],
)
def test_no_tablets_where_they_are_no_way_or_taken_already(speaks_against: Json) -> None:
    for card in cards("patient-view", [*NEEDED, speaks_against, REFUSED["a dose"]], []):
        assert "tablets" not in json.dumps(labels(card))


def test_of_tablets_for_somebody_who_refused_a_card_asks_first_and_takes_nothing_back() -> None:
    (card,) = cards("order-sign", [*NEEDED, REFUSED["a dose"]], TABLETS)
    assert card["summary"] == (
        "B12 by mouth is drafted, but injections are indicated: malabsorption; the last dose was not given, so first ask why."
    )
    assert "suggestions" not in card
    (card,) = cards("order-sign", [*NEEDED, held()], TABLETS)
    assert card["summary"].endswith("malabsorption; an order is on hold, so first ask why.")
    (card,) = cards("order-sign", [*NEEDED, REFUSED["the course"]], TABLETS)
    assert card["summary"].endswith("malabsorption; once stopped (patient choice): ask before ordering them.")


@pytest.mark.parametrize("reason", ["B12 level normal", "cause resolved", "moved away"])
def test_after_a_stop_that_was_not_the_patients_the_button_says_that_they_were_stopped(reason: str) -> None:
    (card,) = cards("patient-view", [*NEEDED, stopped(reason)], [])
    (label,) = injections_in([card])
    assert label == "Prescribe the injections again, once stopped (draft)"
    (card,) = cards("order-sign", [*NEEDED, stopped(reason)], TABLETS)
    assert labels(card) == ["Replace with injections, once stopped (draft)"]


def test_a_stop_without_a_day_is_told_and_asked_about_too() -> None:
    undated = {**stopped("patient declined")}
    del undated["authoredOn"]
    (card,) = cards("patient-view", [*NEEDED, undated], [])
    assert "; once stopped (patient choice): ask before ordering them." in card["summary"]
    assert not injections_in([card])


def test_a_dose_given_since_frees_the_button() -> None:
    """Of another treatment, too long ago to count: who is to begin again is asked about nothing that was overcome."""
    long_ago = [given("2023-01-10"), not_done("patient refused", "2023-03-10"), given("2023-05-10")]
    diet = [ehr.patient(), DEFICIENT, ehr.condition("91019004"), ehr.condition("34000006")]
    assert injections_in(cards("patient-view", [*diet, *long_ago], []))
    assert not injections_in(cards("patient-view", [*diet, *long_ago[:-1]], []))


def test_the_blood_that_a_first_dose_would_spoil_is_offered_while_somebody_asks() -> None:
    (card,) = cards("patient-view", [*PERNICIOUS, REFUSED["a dose"]], [])
    blood, by_mouth = labels(card)
    assert blood == "Order total serum B12 (draft)"
    assert by_mouth.endswith("tablets of at least 1000 micrograms a day, with blood before the first (draft)")
    (card,) = cards("patient-view", [*PERNICIOUS, held()], [])
    assert labels(card) == ["Order total serum B12 (draft)"]


def test_whoever_signs_an_injection_learns_that_the_patient_declined_the_course() -> None:
    another = [draft(ehr.HYDROXO, ehr.IM)]
    (card,) = cards("order-sign", [*NEEDED, stopped("patient declined")], another)
    assert card["summary"].startswith("A stop of the injections is recorded, on some day from ")
    assert card["summary"].endswith("; stopped: patient choice; ask before signing another.")
    assert card["indicator"] == "warning"
    assert "suggestions" not in card
    assert not cards("order-sign", [*NEEDED, stopped("B12 level normal")], another)


@pytest.mark.parametrize("beside", [REFUSED["a dose"], held()])
def test_the_wrong_product_is_not_replaced_by_an_injection_nobody_asked_about(beside: Json) -> None:
    leber, kit = ehr.condition("58610003"), ehr.prescription("V03AB33", status="draft", id="k")
    cyano = [draft(ehr.CYANO, ehr.IM)]
    found = cards("order-sign", [*NEEDED, leber, beside], cyano)
    assert not injections_in(found)
    assert any(card["summary"].endswith("before signing another.") for card in found)
    assert not injections_in(cards("order-sign", [*NEEDED, beside], [kit]))


def test_the_gravest_line_tells_its_urgency_all_the_same() -> None:
    cord = ehr.condition("85949006")
    dose, course = REFUSED["a dose"], REFUSED["the course, nobody says why"]
    ordered = {
        "resourceType": "ServiceRequest", "id": "sr", "status": "active", "intent": "order", "authoredOn": "2026-02-20",
        "subject": {"reference": "Patient/p1"}, "code": {"text": "Vitamin B12 injection"},
    }  # fmt: skip
    for what in (*([each] for each in REFUSED.values()), [dose, held()], [dose, course], [dose, held(), ordered]):
        (card,) = cards("patient-view", [*NEEDED, cord, *what], [])
        assert "Urgency: " in card["summary"]
        assert "ask" in card["summary"]
        assert not card["summary"].endswith("…")


def test_late_doses_and_a_stop_offer_nothing_that_was_refused() -> None:
    ended = {**stopped("patient declined"), "authoredOn": "2025-10-01"}
    assert not injections_in(cards("patient-view", [*NEEDED, *LATE, ended], []))
