"""What is recorded and not confirmed, and would press: it stands in the first line, and on the card (registers R79, R126, R135)."""

from __future__ import annotations

from typing import Any

import pytest
from test_nerves_in_words import answered, said

import ehr
from calls import DEFICIENT, cards, record
from cobalamin.translation.words import translator

Json = dict[str, Any]
FIRST = "confirm first what would change this answer"
GAS = "nitrous oxide and nerve signs are recorded, not all confirmed: ask today"
NUMB, NORMAL = said("Numb feet"), ehr.result("2132-9", 410, "pg/mL")
TABLETS = ehr.prescription(ehr.CYANO, ehr.ORAL, text="Cyanocobalamin 1 mg tablets")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Pernicious anaemia", "autoimmune gastritis (pernicious anaemia)"), ("Total gastrectomy", "total gastrectomy"),
        ("Coeliac disease", "coeliac disease"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("level", [DEFICIENT, NORMAL])
def test_a_cause_in_words_is_confirmed_before_tablets_are_relied_upon(level: Json, text: str, named: str) -> None:
    """A low level and *pernicious anaemia* in words: as things stand tablets, routine, and no word of the cause."""
    found = answered(level, said(text))
    assert f"{FIRST}: {named}" in found.headline
    assert found.working.statement.startswith(f"{FIRST}: {named}; otherwise ")
    assert found.working.urgency != "none"
    for line in (found.headline, found.working.statement):
        assert translator("es").said(line) not in (None, line)


def test_where_it_is_known_nothing_is_said() -> None:
    assert FIRST not in answered(DEFICIENT, said("Pernicious anaemia"), ehr.condition("84027009")).headline


@pytest.mark.parametrize("sign", [NUMB, ehr.condition("91019004")])
def test_nitrous_oxide_in_words_beside_a_sign_is_asked_about_today(sign: Json) -> None:
    """An unsteady gait, *balloons daily* and a normal level: as things stand no B12 treatment, urgency none."""
    found = answered(NORMAL, said("NOS balloons"), sign)
    assert GAS in found.headline
    assert "nerve signs are recorded but not confirmed" not in found.headline
    assert found.working.urgency != "none"
    assert translator("es").said(found.headline) not in (None, found.headline)
    assert GAS not in answered(NORMAL, said("NOS balloons")).headline


def opened(*resources: Json, who: Json | None = None) -> list[Json]:
    return cards("patient-view", [who, *resources] if who else record(*resources), [])


def test_the_card_of_whoever_is_to_be_injected_asks_about_the_signs() -> None:
    (card,) = opened(DEFICIENT, ehr.condition("84027009"), NUMB)
    assert "is indicated: malabsorption; nerve signs not confirmed: ask first. Urgency" in card["summary"]


def test_fever_beside_a_failing_marrow_is_asked_about_now() -> None:
    """*Febrile 38.6* in words, three cell lines down: the card said *at least prompt*, and nothing of the fever."""
    blood = (ehr.result("718-7", 74, "g/L"), ehr.result("6690-2", 2.0, "10*9/L"), ehr.result("777-3", 60, "10*9/L"))
    (card,) = opened(DEFICIENT, *blood, said("Febrile 38.6"))
    assert "what would be seen the same day is not confirmed: ask now. Urgency" in card["summary"]
    assert card["indicator"] == "warning"


def test_a_floppy_child_of_a_vegan_mother_is_a_warning() -> None:
    child = {**ehr.patient("male"), "birthDate": "2025-07-15"}
    (card,) = opened(ehr.result("718-7", 78, "g/L"), said("Floppy baby"), said("Mother vegan"), who=child)
    assert card["indicator"] == "warning"
    assert "a specialist decides; a red flag not confirmed: ask today. Urgency" in card["summary"]


def test_on_tablets_the_signs_have_a_card() -> None:
    """*Likely SACD on MRI* on tablets, a normal level: whoever opened the record saw nothing."""
    level = ehr.result("2132-9", 510, "pg/mL")
    (card,) = opened(level, TABLETS, said("likely SACD on MRI"))
    assert card["summary"] == "On B12 by mouth, and nerve signs are recorded but not confirmed: ask and examine first."
    assert opened(level, TABLETS) == []


@pytest.mark.parametrize("named", [True, False])
def test_an_inr_that_could_not_be_read_is_looked_at_before_a_dose_into_the_muscle(named: bool) -> None:
    """INR 4.8 under a laboratory's own code, warfarin, and a dose that is late: give it now, it said."""
    doses = [
        {"resourceType": "MedicationAdministration", "id": day, "status": "completed", "effectiveDateTime": day,
         "subject": {"reference": "Patient/p1"}, "medicationCodeableConcept": ehr.concept(ehr.ATC, ehr.HYDROXO),
         "dosage": {"route": ehr.concept(ehr.SCT, ehr.IM), "dose": {"value": 1, "unit": "mg"}}}
        for day in ("2025-05-01", "2025-07-25", "2025-10-20")
    ]  # fmt: skip
    inr = {**ehr.result("1", 4.8, "{INR}"), "code": {"text": "INR" if named else "Something"}}
    found = answered(ehr.condition("84027009"), *doses, inr)
    assert ("now, overdue since 2026-02-03, not into the muscle before the INR on record" in found.headline) is named
    assert translator("es").said(found.headline) not in (None, found.headline)
    (card,) = opened(ehr.condition("84027009"), *doses, inr)
    assert ("; first look at the INR on record." in card["summary"]) is named


# --- orders ----------------------------------------------------------------------------------------------------------

SIGNED = ehr.prescription(ehr.CYANO, ehr.ORAL, status="draft", id="d")


@pytest.mark.parametrize(
    "doubt, told",
    [
        (NUMB, "nerve signs are recorded but not confirmed: ask and examine first."),
        (said("Pernicious anaemia"), f"{FIRST}: autoimmune gastritis (pernicious anaemia)."),
        (said("dysphagia"), "trouble with tablets is recorded but not confirmed: ask before relying on them."),
    ],
)
def test_tablets_that_are_ordered_beside_a_doubt_have_a_card(doubt: Json, told: str) -> None:
    """Tablets beside a level of 120 and *pernicious anaemia* in words were signed without a word."""
    shown = cards("order-sign", record(DEFICIENT, doubt), [SIGNED])
    assert f"B12 by mouth is drafted; {told}" in [card["summary"] for card in shown]
    assert not any(card.get("suggestions") for card in shown)


def test_nobody_who_orders_an_injection_beside_a_doubt_is_told_that_tablets_are_enough() -> None:
    injection = ehr.prescription(ehr.HYDROXO, ehr.IM, status="draft", id="d")
    known = (DEFICIENT, ehr.result("2276-4", 80, "ng/mL"))
    for resources, wanted in ((known, True), ((*known, NUMB), False)):
        shown = [card["summary"] for card in cards("order-sign", record(*resources), [injection])]
        assert any(line.startswith("An injection is drafted;") for line in shown) is wanted, shown


def dose(day: str) -> Json:
    drug = ehr.prescription("B03BA03", text="hydroxocobalamin 1 mg injection")["medicationCodeableConcept"]
    return {
        "resourceType": "MedicationAdministration", "id": f"g{day}", "status": "completed", "effectiveDateTime": day,
        "subject": {"reference": "Patient/p1"}, "medicationCodeableConcept": drug,
    }  # fmt: skip


def test_tablets_for_whoever_is_on_injections_wait_for_the_cause_in_words() -> None:
    """With the code of it the card says not to stop; in words a change to tablets was signed without a word."""
    doses = [dose(day) for day in ("2025-10-01", "2025-12-01", "2026-02-01")]
    shown = [card["summary"] for card in cards("order-sign", record(*doses, said("Pernicious anaemia")), [SIGNED])]
    assert f"B12 by mouth is drafted; {FIRST}: autoimmune gastritis (pernicious anaemia)." in shown
    assert not any(FIRST in card["summary"] for card in cards("order-sign", record(*doses), [SIGNED]))


def test_many_causes_do_not_burst_the_line() -> None:
    many = ("Pernicious anaemia", "Total gastrectomy", "Coeliac disease", "Cobalamin C (cblC) disease")
    (card,) = cards(
        "order-sign", record(NORMAL, *(said(each) | {"id": f"c{i}"} for i, each in enumerate(many))), [SIGNED]
    )
    assert card["summary"] == f"B12 by mouth is drafted; {FIRST}."


@pytest.mark.parametrize(
    ("level", "words"),
    [
        (
            ehr.result("2132-9", 90, "pg/mL") | {"status": "preliminary"},
            "A B12 result is not final yet: ask the laboratory for it first.",
        ),
        (
            ehr.result("1", 28, "pmol/L") | {"code": {"text": "Active B12"}},
            "A result that mentions B12 could not be read: look at it first.",
        ),
    ],
)  # fmt: skip
def test_a_level_that_cannot_be_used_is_not_called_unmeasured(level: Json, words: str) -> None:
    """An injection ordered beside an active B12 of 28 under a laboratory's own code: "B12 is not measured: measure it first"."""
    injection = ehr.prescription("B03BA03", ehr.IM, status="draft", id="i")
    (card,) = [each for each in cards("order-sign", record(level), [injection]) if "no indication" in each["summary"]]
    assert card["summary"] == f"An injection is drafted; no indication for one is recorded. {words}"
