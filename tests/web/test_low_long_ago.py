"""A low level of more than a year ago that nobody followed up opens a card (R172); doses given elsewhere are asked for."""

from __future__ import annotations

from typing import Any

import pytest

import ehr
from calls import cards, deficient, draft

Json = dict[str, Any]
WOMAN = ehr.patient("female", "1949-02-02")
OLD = ehr.result("2132-9", 150, "ng/L", "2023-11-01")
LINE = "The last total serum B12, of 2023-11-01, was low, and no later test or B12 is on record: test again."


def test_a_low_level_that_nobody_followed_up_opens_a_card() -> None:
    """A woman on metformin with 150 ng/L more than two years ago, never tested or treated since, had none."""
    (card,) = cards("patient-view", [WOMAN, OLD, ehr.prescription(ehr.METFORMIN)], [])
    assert (card["summary"], card["indicator"]) == (LINE, "info")
    assert "150 ng/L" in card["detail"]
    (offered,) = card["suggestions"]
    assert offered["label"] == "Order total serum B12 (draft)"


@pytest.mark.parametrize("more", [
    ehr.result("2132-9", 420, "ng/L", "2024-05-01", id="later"), ehr.result("13964-2", 150, "nmol/L", "2024-05-01"),
    ehr.prescription(ehr.HYDROXO, ehr.IM), ehr.prescription(ehr.CYANO, ehr.ORAL, status="stopped"),
    {**ehr.lab_order(), "status": "active", "authoredOn": "2026-02-25"},
    {**ehr.condition("1", id="care"), "code": {"text": "Palliative care"}},
])  # fmt: skip
def test_what_was_followed_up_opens_none(more: Json) -> None:
    assert not [card for card in cards("patient-view", [WOMAN, OLD, more], []) if card["summary"] == LINE]


@pytest.mark.parametrize("old", [
    {**OLD, "valueQuantity": {"value": 400, "unit": "ng/L"}}, {**OLD, "status": "entered-in-error"},
    {**OLD, "effectiveDateTime": None},
])  # fmt: skip
def test_one_that_was_not_low_or_is_of_no_day_opens_none(old: Json) -> None:
    assert cards("patient-view", [WOMAN, {name: said for name, said in old.items() if said is not None}], []) == []


# --- doses given elsewhere -------------------------------------------------------------------------------------------

ANAEMIA = ehr.condition("84027009")
GIVEN = {
    "resourceType": "MedicationAdministration", "id": "g", "status": "completed", "effectiveDateTime": "2025-06-01",
    "subject": {"reference": "Patient/p1"}, "medicationCodeableConcept": ehr.concept(ehr.ATC, ehr.HYDROXO),
    "dosage": {"route": {"coding": [{"system": ehr.SCT, "code": ehr.IM}]}},
}  # fmt: skip


def late(note: str) -> str:
    order = ehr.prescription(ehr.HYDROXO, ehr.IM) | {"note": [{"text": note}]}
    (card,) = cards("patient-view", [WOMAN, ANAEMIA, order, GIVEN], [])
    summary: str = card["summary"]
    return summary


@pytest.mark.parametrize("note", [
    "Given by district nurse at home", "Now administered at GP practice every 3 months", "has it at the hospital clinic",
    "Injections given by community nurses", "bekommt die Spritze beim Hausarzt", "se la ponen en el centro de salud",
])  # fmt: skip
def test_a_late_dose_that_others_may_have_given_is_asked_about(note: str) -> None:
    """It read as overdue for nine months, and nothing of the note."""
    assert "overdue" in late(note)
    assert "doses may be given elsewhere: ask" in late(note)


@pytest.mark.parametrize(
    "note", ["", "Given by practice nurse", "Not given by district nurse", "Seen at hospital for her hip"]
)
def test_other_notes_change_nothing(note: str) -> None:
    assert "elsewhere" not in late(note)


# --- an injection drafted where no level counts -----------------------------------------------------------------------


def drafted(*record: Json) -> str:
    found = cards("order-sign", [ehr.patient("male", "1945-01-01"), *record], [draft(ehr.HYDROXO, ehr.IM)])
    return " ".join(card["summary"] for card in found)


def test_who_presses_is_not_told_to_wait_for_a_level() -> None:
    """Beside a haemoglobin of 45 g/L with pancytopenia the card said: measure it first."""
    counts = [ehr.result("718-7", 4.5, "g/dL"), ehr.result("787-2", 122, "fL"), ehr.result("6690-2", 1.9, "10*3/uL")]
    assert "B12 is not measured: take blood first, do not wait for the result." in drafted(*counts)


def test_a_level_drawn_after_an_injection_was_measured() -> None:
    """Beside a level of the day after an injection, which is on record in words, the card said that B12 was not measured."""
    said = {**ehr.result("", 1, "1", "2026-02-19", id="w"), "code": {"text": "Vitamin B12 injection given"}}
    told = drafted(
        {name: each for name, each in said.items() if name != "valueQuantity"}, ehr.result("2132-9", 1800, "pg/mL")
    )
    assert "the B12 level was drawn after an injection: it tells nothing." in told
    assert drafted(*deficient()[1:]) == ""


def test_no_level_is_too_old_to_be_told_of() -> None:
    """One of fifteen years ago too: its cause may last, and one test ends the line (R172)."""
    long_ago = ehr.result("2132-9", 150, "ng/L", "2011-03-01")
    (card,) = cards("patient-view", [WOMAN, long_ago], [])
    assert "of 2011-03-01, was low" in card["summary"]
