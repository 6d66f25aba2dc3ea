"""Whoever takes B12 by mouth is not passed over where a cause in words, or impaired absorption, says that tablets may not do."""

from __future__ import annotations

from typing import Any

import pytest

import ehr
from calls import cards
from ehr import said

Json = dict[str, Any]
WOMAN = ehr.patient("female")
TAKEN = ehr.prescription("", "", status="active", id="t") | {
    "medicationCodeableConcept": {"text": "Cyanocobalamin 50 microgram tablets"}
}
LOW, BORDERLINE = ehr.result("2132-9", 170, "pg/mL"), ehr.result("2132-9", 170, "pmol/L")


def operation(text: str) -> Json:
    return {"resourceType": "Procedure", "id": "q", "status": "completed", "subject": {"reference": "Patient/p1"},
            "code": {"text": text}, "performedDateTime": "2020-01-01"}  # fmt: skip


FOR_GOOD = operation("Total gastrectomy") | {"code": ehr.concept(ehr.SCT, "26452005")}


@pytest.mark.parametrize(
    ("cause", "named"),
    [
        (operation("Total gastrectomy"), "total gastrectomy"),
        (operation("Roux-en-Y gastric bypass"), "bariatric surgery"),
        (operation("Ileal resection, 60 cm"), "partial ileal resection"),
        (said("Pernicious anaemia"), "autoimmune gastritis (pernicious anaemia)"),
    ],
)
@pytest.mark.parametrize("level", [LOW, BORDERLINE])
def test_a_cause_in_words_is_asked_about_beside_tablets(cause: Json, named: str, level: Json) -> None:
    """Beside a level of 170, in either unit, nothing was said: the tablets passed for a treatment."""
    (card,) = cards("patient-view", [WOMAN, cause, level, TAKEN], [])
    assert card["summary"].endswith(f"B12 by mouth; confirm first what would change this answer: {named}.")
    assert card["indicator"] == ("warning" if level is LOW else "info")


def test_without_tablets_the_line_asks_about_it_too() -> None:
    (card,) = cards("patient-view", [WOMAN, operation("Total gastrectomy"), LOW], [])
    assert card["summary"].startswith("B12 deficiency; total gastrectomy not confirmed: ask first. Next: ")


def test_trouble_with_tablets_in_words_is_asked_about() -> None:
    (card,) = cards("patient-view", [WOMAN, said("Difficulty swallowing"), LOW, TAKEN], [])
    assert "trouble with tablets is recorded but not confirmed" in card["summary"]


def test_a_borderline_level_on_tablets_with_impaired_absorption_asks_for_the_dose() -> None:
    (card,) = cards("patient-view", [WOMAN, FOR_GOOD, BORDERLINE, TAKEN], [])
    assert card["summary"] == (
        "On B12 by mouth, absorption is impaired and the level is borderline: at least 1000 micrograms a day, or injections."
    )


@pytest.mark.parametrize(
    "record",
    [
        [FOR_GOOD, ehr.result("2132-9", 600, "pg/mL")],
        [FOR_GOOD, BORDERLINE, ehr.result("13964-2", 150, "nmol/L")],
        [BORDERLINE],
        [LOW],
    ],
)
def test_tablets_that_work_or_may_do_stay_silent(record: list[Json]) -> None:
    assert not cards("patient-view", [WOMAN, *record, TAKEN], [])


def test_the_card_of_a_first_dose_names_what_forbids_the_muscle() -> None:
    deficient = [WOMAN, ehr.result("2132-9", 90, "pg/mL"), ehr.result("718-7", 80, "g/L")]
    (card,) = cards("patient-view", [*deficient, ehr.result("777-3", 12, "10*3/uL")], [])
    assert "; first assess the bleeding risk. Urgency: " in card["summary"]
    inr = ehr.result("6301-6", 4.2, "1") | {"code": {"text": "INR"}}
    (card,) = cards("patient-view", [*deficient, inr], [])
    assert "; first look at the INR on record. Urgency: " in card["summary"]


def test_a_nasal_spray_is_not_called_b12_by_mouth() -> None:
    spray = ehr.prescription(ehr.CYANO, id="n") | {
        "dosageInstruction": [{"route": {"text": "Nasal"}, "text": "1 spray weekly"}]
    }
    borderline = ehr.result("2132-9", 280, "pg/mL")
    (card,) = cards("patient-view", [ehr.patient(), ehr.condition("396331005"), borderline, spray], [])
    assert card["summary"] == (
        "On a B12 nasal spray, absorption is impaired and the level is borderline: at least 1000 micrograms a day by mouth, or "
        "injections."
    )
