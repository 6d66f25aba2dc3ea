"""An injection drafted beside a level above the band: what the card says of the level, and where it says nothing of it."""

from __future__ import annotations

from typing import Any

import ehr
from calls import cards, draft

Json = dict[str, Any]
ILEUM, GASTRECTOMY, BYPASS = "51346007", "26452005", "442338001"
INJECTION = draft(ehr.HYDROXO, ehr.IM)
AGAINST = "the B12 level counts against deficiency"


def level(value: float = 480) -> Json:
    return ehr.result("2132-9", value, "ng/L")


def shown(*resources: Json) -> list[str]:
    """The summaries for an injection drafted for a man of 66, who is never asked about a pregnancy."""
    found = cards("order-select", [ehr.patient("male"), *resources], [INJECTION])
    return [card["summary"] for card in found]


def test_a_level_speaks_against_deficiency_where_nothing_else_speaks_for_it() -> None:
    (line,) = shown(level())
    assert AGAINST in line


def test_prevention_where_absorption_is_impaired_meets_no_card() -> None:
    """After a gastrectomy the answer offers injections to prevent it, and the card spoke against them (registers R20, R88)."""
    for operation in (GASTRECTOMY, BYPASS):
        assert shown(level(), ehr.condition(operation)) == []


def test_injections_offered_again_are_not_spoken_against() -> None:
    """Stopped for a level beside a lasting cause: one card said *offer them again*, the next that the level speaks against it."""
    dose = {
        "resourceType": "MedicationAdministration", "id": "a", "status": "completed", "subject": {"reference": "Patient/p1"},
        "medicationCodeableConcept": ehr.concept(ehr.ATC, ehr.HYDROXO), "effectiveDateTime": "2024-12-10",
        "dosage": {"route": ehr.concept(ehr.SCT, ehr.IM), "dose": {"value": 1, "unit": "mg", "code": "mg"}},
    }  # fmt: skip
    stop = {**ehr.prescription(ehr.HYDROXO, ehr.IM, status="stopped"), "authoredOn": "2024-01-01"}
    stop |= {"statusReason": {"text": "B12 level high"}}
    record = (level(690), ehr.condition(GASTRECTOMY), dose, stop)
    (opened,) = cards("patient-view", [ehr.patient("male"), *record], [])
    assert "offer them again" in opened["summary"]
    assert not [line for line in shown(*record) if AGAINST in line]


def test_what_the_blood_or_the_nerves_show_is_not_answered_with_the_level() -> None:
    """An assay may read falsely normal: a neuropathy or a macrocytosis beside the level is settled by a metabolite (R16, R88)."""
    neuropathy, large_cells = ehr.condition("42345000"), ehr.result("787-2", 116, "fL")
    anaemia = ehr.result("718-7", 99, "g/L")
    for signs in ((neuropathy,), (large_cells, anaemia)):
        (line,) = shown(level(410), *signs)
        assert AGAINST not in line
        assert "See what would decide it" in line


def test_of_a_lasting_cause_the_card_says_that_injections_may_prevent() -> None:
    """A positive antibody and a level in the band: *no indication is recorded* stood where the answer speaks of prevention."""
    antibody = {**ehr.result("31444-3", 1, "1"), "valueCodeableConcept": {"text": "positive"}}
    del antibody["valueQuantity"]
    (line,) = shown(level(240), antibody)
    assert "no deficiency is shown yet, but the cause is irreversible: it may prevent one" in line
