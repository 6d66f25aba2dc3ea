"""An order of an injection tells what the answer warns of and concerns the act (register R115)."""

from __future__ import annotations

from typing import Any

import pytest

import ehr
from calls import cards, deficient, draft

Json = dict[str, Any]
SUBCUTANEOUS = "34206005"
IM, SC = draft(ehr.HYDROXO, ehr.IM), draft(ehr.HYDROXO, SUBCUTANEOUS)
TABLETS, KIT = draft(ehr.CYANO, ehr.ORAL), draft(ehr.CYANIDE_KIT)
PLATELETS_18, PLATELETS_180 = ehr.result("777-3", 18, "10*3/uL"), ehr.result("777-3", 180, "10*3/uL")
APIXABAN, HAEMOPHILIA, PREGNANT = ehr.prescription("B01AF02"), ehr.condition("90935002"), ehr.condition("77386006")
HB_65 = ehr.result("718-7", 6.5, "g/dL")
ON_INJECTIONS, ALLERGY = ehr.prescription(ehr.HYDROXO, ehr.IM, id="before"), ehr.allergy("293397002")
BLEEDING, TECHNIQUE = "bleeding risk (not into the muscle", "an anticoagulant (route and technique)"
POTASSIUM, PRODUCT = "severe anaemia (potassium first", "preservative-free"


def given(day: str) -> Json:
    return {"resourceType": "MedicationAdministration", "id": f"g{day}", "status": "completed", "effectiveDateTime": day,
            "subject": {"reference": "Patient/p1"}, "medicationCodeableConcept": ehr.concept(ehr.ATC, ehr.HYDROXO),
            "dosage": {"route": {"coding": [{"system": ehr.SCT, "code": ehr.IM}]}}}  # fmt: skip


def told(order: Json, *more: Json, hook: str = "order-sign") -> list[Json]:
    return [
        card
        for card in cards(hook, [*deficient(), *more], [order])
        if card["summary"].startswith("Before this B12 injection, check")
    ]


@pytest.mark.parametrize("hook", ["order-select", "order-sign"])
@pytest.mark.parametrize(
    ("order", "more", "words", "indicator"),
    [
        (IM, [PLATELETS_18], [BLEEDING], "warning"),
        (IM, [APIXABAN], [TECHNIQUE], "warning"),
        (IM, [HAEMOPHILIA, APIXABAN], [BLEEDING, TECHNIQUE], "warning"),
        (draft(ehr.HYDROXO), [APIXABAN], [TECHNIQUE], "warning"),
        (IM, [HB_65], [POTASSIUM], "warning"),
        (IM, [PREGNANT], [PRODUCT], "info"),
        (SC, [PREGNANT, HB_65], [POTASSIUM, PRODUCT], "warning"),
        (IM, [PLATELETS_18, ON_INJECTIONS], [BLEEDING], "warning"),
    ],
)
def test_what_to_mind_is_told_with_the_order(
    order: Json, more: list[Json], words: list[str], indicator: str, hook: str
) -> None:
    (card,) = told(order, *more, hook=hook)
    assert [word for word in (BLEEDING, TECHNIQUE, POTASSIUM, PRODUCT) if word in card["summary"]] == words
    assert card["indicator"] == indicator
    assert "suggestions" not in card


def test_the_detail_says_what_to_do() -> None:
    (card,) = told(IM, PLATELETS_18, HB_65)
    assert "before the bleeding risk has been assessed" in card["detail"]
    assert "Measure potassium before the first dose" in card["detail"]
    assert "fluid overload" in card["detail"]


def test_the_potassium_on_record_stands_where_it_is_to_be_measured() -> None:
    (card,) = told(IM, HB_65, ehr.result("2823-3", 2.9, "mmol/L"))
    first = card["detail"].partition("#### ")[0]
    assert "replace it if low. On record: 2.9 mmol/L, of " in first


def test_the_potassium_is_told_until_the_loading_is_over() -> None:
    """At 66 g/L and a potassium of 2.6 mmol/L, two days after the first dose, the order of the next had no card."""
    doses = [given("2026-02-25"), given("2026-02-27")]
    (card,) = told(IM, HB_65, ehr.result("2823-3", 2.6, "mmol/L", "2026-02-28"), *doses)
    assert POTASSIUM in card["summary"]
    assert "On record: 2.6 mmol/L, of 2026-02-28" in card["detail"]


@pytest.mark.parametrize(
    ("order", "more"),
    [
        (IM, []),
        (IM, [PLATELETS_180]),
        (SC, [PLATELETS_18, APIXABAN]),
        (TABLETS, [PLATELETS_18, HB_65, PREGNANT]),
        (KIT, [PLATELETS_18]),
        (IM, [HB_65, ON_INJECTIONS]),
        (IM, [PLATELETS_18, ALLERGY]),
        (ehr.lab_order(), [PLATELETS_18]),
    ],
)
def test_what_does_not_concern_the_act_is_not_told(order: Json, more: list[Json]) -> None:
    assert told(order, *more) == []


def benzyl_alcohol(**more: Any) -> Json:
    return ehr.allergy("55902002") | more


@pytest.mark.parametrize(
    "allergy, told_of",
    [
        (benzyl_alcohol(), True),
        (benzyl_alcohol(code=ehr.concept("https://dmd.nhs.uk", "55902002")), True),
        (benzyl_alcohol(code={"text": "Benzylalkohol"}), True),
        (benzyl_alcohol(code={"text": "Benzyl alcohol (preservative)"}), True),
        (benzyl_alcohol(verificationStatus={"coding": [{"code": "refuted"}]}), False),
        (benzyl_alcohol(clinicalStatus={"coding": [{"code": "resolved"}]}), False),
        (benzyl_alcohol(code={"text": "Cetyl alcohol"}), False),
    ],
)
def test_who_is_allergic_to_the_preservative_is_told_of_before_the_injection(allergy: Json, told_of: bool) -> None:
    """It was signed without a word: "not by itself an allergy to cobalamin; ask which substance" stood in the answer alone."""
    found = told(IM, allergy)
    assert bool(found) is told_of
    for card in found:
        assert card["summary"].endswith("check: allergy to benzyl alcohol (preservative-free product).")
        assert card["indicator"] == "warning"
        assert "**Allergy to benzyl alcohol:** Choose a preservative-free product" in card["detail"]
    assert told(TABLETS, allergy) == []


def test_one_who_is_pregnant_and_allergic_to_it_is_told_once() -> None:
    (card,) = told(IM, PREGNANT, benzyl_alcohol())
    assert card["summary"].count(PRODUCT) == 1
    assert card["indicator"] == "warning"
