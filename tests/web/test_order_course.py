"""How an injection is ordered, as cards: who decides, dose, vein, interval, a second course, a reaction (registers R116, R117)."""

from __future__ import annotations

import json
from typing import Any

import pytest

import ehr
from calls import DEFICIENT, TINGLING, cards, deficient, draft, record
from cobalamin.records.fhir.out import medication_request

Json = dict[str, Any]
STANDARD, NERVES, DIET = "uk.hydroxocobalamin", "uk.hydroxocobalamin.neurological", "uk.hydroxocobalamin.dietary"
CHILD = [ehr.patient("female", "2018-01-01"), DEFICIENT, TINGLING]
BEFORE = ehr.prescription(ehr.HYDROXO, ehr.IM, id="before")
TABLETS = draft(ehr.CYANO, ehr.ORAL)
NO_NERVES = record(DEFICIENT, ehr.condition("84027009"))
SPECIALIST, DOSE, VEIN, SELDOM, AGAIN, REACTION = (
    "A specialist decides", "larger than any ampoule", "into a vein", "This order leaves up to", "A loading course",
    "because of a reaction",
)  # fmt: skip
ALL = (SPECIALIST, DOSE, VEIN, SELDOM, AGAIN, REACTION)


def stated(regimen: str) -> Json:
    """A draft that states a regimen in figures, as a card of ours drafts it."""
    return {**json.loads(json.dumps(medication_request(regimen, "p1", ehr.TODAY))), "id": "d", "intent": "order"}


def repeated(period: int, unit: str) -> Json:
    """A draft as most systems write it: one line, how often."""
    made = order("Hydroxocobalamin 1 mg injection", "IM", "1 mg")
    made["dosageInstruction"][0]["timing"] = {"repeat": {"frequency": 1, "period": period, "periodUnit": unit}}
    return made


def order(name: str, route: str, dose: str = "") -> Json:
    value, _, unit = dose.partition(" ")
    amount = {"doseAndRate": [{"doseQuantity": {"value": int(value), "unit": unit, "code": unit}}]} if dose else {}
    return {
        **draft(""),
        "medicationCodeableConcept": {"text": name},
        "dosageInstruction": [{"route": {"text": route}, **amount}],
    }


def stopped(reason: str) -> Json:
    return {**BEFORE, "status": "stopped", "statusReason": {"text": reason}}


IM = order("Hydroxocobalamin 1 mg injection", "IM", "1 mg")


@pytest.mark.parametrize("hook", ["order-select", "order-sign"])
@pytest.mark.parametrize(
    ("patient", "ordered", "words", "indicator"),
    [
        (CHILD, IM, SPECIALIST, "info"),
        (deficient(), order("Hydroxocobalamin injection", "IM", "100 mg"), DOSE, "warning"),
        (deficient(), order("Cyanocobalamin 1000 mcg injection", "IV"), VEIN, "warning"),
        (deficient(), stated(DIET), SELDOM, "warning"),
        (deficient(), stated(STANDARD), SELDOM, "warning"),
        (NO_NERVES, stated(DIET), SELDOM, "warning"),
        (deficient(), repeated(12, "wk"), SELDOM, "warning"),
        ([*NO_NERVES, BEFORE], repeated(6, "mo"), SELDOM, "warning"),
        ([*deficient(), BEFORE], stated(NERVES), AGAIN, "info"),
        ([*deficient(), stopped("anaphylaxis")], IM, REACTION, "warning"),
        ([*deficient(), stopped("anaphylaxis")], TABLETS, REACTION, "warning"),
        ([*deficient(), stopped("anaphylaxis"), {**BEFORE, "id": "now"}], IM, REACTION, "warning"),
    ],
)
def test_what_may_harm_or_leaves_too_little_is_told(
    patient: list[Json], ordered: Json, words: str, indicator: str, hook: str
) -> None:
    found = [card for card in cards(hook, patient, [ordered]) if any(each in card["summary"] for each in ALL)]
    assert [(words in card["summary"], card["indicator"]) for card in found] == [(True, indicator)]


@pytest.mark.parametrize(
    ("patient", "ordered"),
    [
        (deficient(), IM),
        (deficient(), stated(NERVES)),
        (NO_NERVES, stated(STANDARD)),
        (NO_NERVES, stated(NERVES)),  # more often does no harm
        (NO_NERVES, stated("us.cyanocobalamin.label")),
        (NO_NERVES, repeated(12, "wk")),
        (NO_NERVES, repeated(13, "wk")),
        (NO_NERVES, repeated(4, "wk")),
        (deficient(), repeated(8, "wk")),
        (deficient(), repeated(10, "wk")),
        ([*deficient(), BEFORE], repeated(2, "mo")),
        (deficient(), order("Hydroxocobalamin 10 mg injection", "IM", "10 mg")),
        (deficient(), order("Cyanocobalamin 1000 mcg injection", "subcutaneous")),
        (deficient(), order("Cyanocobalamin, thiamine and pyridoxine infusion", "IV")),
        ([*CHILD, BEFORE], IM),
        ([*deficient(), BEFORE], IM),
        ([*deficient(), stopped("patient declined")], IM),
        (deficient(), TABLETS),
    ],
)
def test_the_rest_is_signed_without_a_word_of_these(patient: list[Json], ordered: Json) -> None:
    assert [
        c["summary"] for c in cards("order-sign", patient, [ordered]) if any(each in c["summary"] for each in ALL)
    ] == []


def test_after_a_reaction_no_card_drafts_b12_and_an_opened_record_says_what_to_ask() -> None:
    patient = [*deficient(), stopped("anaphylaxis after the injection")]
    (card,) = cards("patient-view", patient, [])
    assert "Ask first" in card["detail"]
    assert "stopped: reaction" in card["detail"]
    assert "suggestions" not in card
    drafted = [each["suggestions"] for each in cards("order-sign", patient, [TABLETS]) if "suggestions" in each]
    assert [action["type"] for (step,) in drafted for action in step["actions"]] == ["delete"]


def test_an_allergy_that_was_settled_settles_the_reaction_too() -> None:
    (card,) = [
        card
        for card in cards("order-sign", [*deficient(), stopped("rash"), ehr.allergy("293397002")], [IM])
        if "llergy" in card["summary"]
    ]
    assert card["summary"].startswith("Allergy to a cobalamin or cobalt is recorded")


# --- injections that were stopped, when a record is opened ---------------------------------------------------------------

GASTRECTOMY = {
    "resourceType": "Procedure", "id": "op", "status": "completed", "subject": {"reference": "Patient/p1"},
    "code": {"coding": [{"system": "http://snomed.info/sct", "code": "26452005"}]}, "performedDateTime": "2015-01-01",
}  # fmt: skip
NORMAL = ehr.result("2132-9", 520, "pg/mL")
TAKEN = ehr.prescription(ehr.CYANO, ehr.ORAL, id="t")


def given(day: str) -> Json:
    return {
        "resourceType": "MedicationAdministration", "id": "g", "status": "completed", "subject": {"reference": "Patient/p1"},
        "medicationCodeableConcept": {"text": "Hydroxocobalamin 1 mg injection"}, "effectiveDateTime": day,
        "dosage": {"route": {"text": "IM"}},
    }  # fmt: skip


def opened(*more: Json) -> list[Json]:
    return cards("patient-view", record(NORMAL, *more), [])


@pytest.mark.parametrize("dose", [[], [given("2025-12-10")], [given("2026-02-10")]])
@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (
            "B12 level normal",
            "B12 injections were stopped because of a B12 level, yet their cause is irreversible: offer them again.",
        ),
        (
            "",
            "B12 injections were stopped without a recorded reason, yet their cause is irreversible: offer them again.",
        ),
        (
            "declined",
            "B12 injections were stopped (patient choice), yet their cause is irreversible: offer them again.",
        ),
        ("reordered", "B12 injections were stopped, yet their cause is irreversible: offer them again."),
        ("rash", "B12 injections were stopped (reaction), yet their cause is irreversible: a specialist decides."),
    ],
)
def test_an_opened_record_says_that_injections_for_life_were_stopped(reason: str, words: str, dose: list[Json]) -> None:
    """A normal level silenced the card: it is of the treatment that was stopped for it."""
    (card,) = opened(GASTRECTOMY, {**stopped(reason), "authoredOn": "2024-01-10"}, *dose)
    assert (card["summary"], card["indicator"]) == (words, "warning")
    assert "A high or normal B12 level is no reason to stop" in card["detail"]


def test_nerves_after_such_a_stop_do_not_wait() -> None:
    """Of a woman whose feet had begun to tingle since, the card offered injections again as of one who was well."""
    tingling = ehr.condition("91019004", day="2026-02-25")
    halted = {**stopped("B12 level high"), "authoredOn": "2024-01-10"}
    (card,) = opened(GASTRECTOMY, halted, given("2025-12-10"), tingling)
    assert card["summary"].endswith("their cause is irreversible: offer them again, within days: nerves.")


@pytest.mark.parametrize(
    "more",
    [
        [GASTRECTOMY],
        [stopped("B12 level normal")],
        [GASTRECTOMY, stopped("B12 level normal"), {**BEFORE, "id": "now"}],
        [GASTRECTOMY, {**stopped("B12 level normal"), "authoredOn": "2026-03-02"}],
        [GASTRECTOMY, {**stopped("B12 level normal"), "meta": {"lastUpdated": "2026-02-05"}}, given("2026-02-10")],
    ],
)
def test_where_injections_go_on_or_may_end_nothing_is_said(more: list[Json]) -> None:
    assert [card for card in opened(*more) if "were stopped" in card["summary"]] == []


DEFICIENCY = {**ehr.condition("", id="e"), "code": {**ehr.concept("http://hl7.org/fhir/sid/icd-10", "E53.8"),
              "text": "Vitamin B12 deficiency"}}  # fmt: skip
ENDED = {**stopped("B12 level normal"), "authoredOn": "2024-01-10"}
NO_REASON = "B12 injections were stopped because of a B12 level: no reason to stop on treatment. Ask for the cause"


def test_deficiency_in_words_and_injections_that_a_level_ended() -> None:
    """E53.8 with its words, a normal level of the treatment, a stop for it: no card, and the deficiency would come back."""
    (card,) = opened(DEFICIENCY, ENDED, given("2025-12-10"))
    assert (card["summary"], card["indicator"]) == (f"{NO_REASON}, and whether to restart.", "info")
    tingling = ehr.said("Numb feet", id="t")
    (card,) = opened(DEFICIENCY, ENDED, given("2025-12-10"), tingling)
    assert (card["summary"], card["indicator"]) == (f"{NO_REASON}; nerve signs: within days.", "warning")


@pytest.mark.parametrize("other", [[stopped("declined")], [ENDED, TAKEN], [ENDED, {**BEFORE, "id": "now"}], []])
def test_of_another_reason_on_tablets_or_on_injections_it_is_not_told(other: list[Json]) -> None:
    assert [card for card in opened(DEFICIENCY, *other) if "because of a B12 level" in card["summary"]] == []


def test_a_level_that_ended_injections_stands_in_the_line_of_a_confirmed_deficiency() -> None:
    (card,) = opened(ehr.condition("190634004"), ENDED, given("2025-12-10"))
    assert card["summary"].startswith("B12 deficiency; injections were stopped because of a B12 level. Next: ")


def test_a_level_above_its_range_asks_whether_injections_are_given_elsewhere() -> None:
    """Pernicious anaemia, 1500 pg/mL and no dose on record: the card ordered a loading course without a question."""
    high = ehr.result("2132-9", 1500, "pg/mL")
    (card,) = cards("patient-view", record(high, ehr.condition("84027009")), [])
    assert "; B12 is above its range: ask whether it is given already. Urgency" in card["summary"]
    (card,) = cards("patient-view", record(NORMAL, ehr.condition("84027009")), [])
    assert "above its range" not in card["summary"]


def test_where_injections_are_indicated_anyway_that_is_the_card() -> None:
    (card,) = cards("patient-view", [*deficient(), stopped("B12 level normal")], [])
    assert card["summary"].startswith("B12 by injection is indicated")
    assert "stopped because of a B12 level" in card["detail"]


# --- a dose that is late (register R126) -----------------------------------------------------------------------------


def doses(*days: str) -> list[Json]:
    return [{**given(day), "id": f"g{i}"} for i, day in enumerate(days)]


LATE = doses("2025-06-10", "2025-09-10")


@pytest.mark.parametrize(
    ("more", "indicator"),
    [
        ([GASTRECTOMY], "warning"),
        ([ehr.condition("84027009")], "warning"),
        ([DEFICIENT, TINGLING], "warning"),
        ([DEFICIENT], "info"),
    ],
)
def test_a_late_dose_is_told_when_the_record_is_opened(more: list[Json], indicator: str) -> None:
    """Of a patient on injections nothing was said, unless somebody had to be seen today."""
    found = cards("patient-view", record(*more, *LATE), [])
    nerves = TINGLING in more
    since = "2025-11-24" if nerves else "2025-12-24"  # the interval with nerves is two months, else two to three
    assert [(card["summary"], card["indicator"]) for card in found] == [
        (f"B12 injections, the last on 2025-09-10: maintenance dose overdue since {since}.", indicator)
    ]
    (card,) = found
    assert "suggestions" not in card
    assert (
        "**Injections on record**\n\n- last dose 2025-09-10 (MedicationAdministration/g1)\n- maintenance dose: due 2025-11-10"
        in (card["detail"])
    )


def test_a_late_dose_that_must_not_be_given_as_before_says_so() -> None:
    leber = ehr.condition("58610003", id="leber")
    american = [{**each, "medicationCodeableConcept": {"text": "Cyanocobalamin 1 mg injection"}} for each in LATE]
    (card,) = cards("patient-view", record(GASTRECTOMY, leber, *american), [])
    assert "maintenance dose, of another product, overdue since 2025-10-24" in card["summary"]
    doubted = {**ehr.allergy("293397002"), "verificationStatus": {"coding": [{"code": "unconfirmed"}]}}
    (card,) = cards("patient-view", record(GASTRECTOMY, doubted, *LATE), [])
    assert card["summary"].endswith("overdue since 2025-12-24; first clarify a possible allergy.")


ONCE = {**stopped("B12 level normal"), "authoredOn": "2024-01-10"}
IN_FORCE = {**BEFORE, "id": "now"}


def test_a_late_dose_is_told_with_the_reason_for_which_injections_were_stopped_once() -> None:
    (card,) = opened(GASTRECTOMY, ONCE, IN_FORCE, *LATE)
    assert card["summary"] == (
        "B12 injections, the last on 2025-09-10, once stopped because of a B12 level: maintenance dose overdue since 2025-12-24."
    )
    doubted = {**ehr.allergy("293397002"), "verificationStatus": {"coding": [{"code": "unconfirmed"}]}}
    (card,) = opened(GASTRECTOMY, ONCE, IN_FORCE, doubted, *LATE)
    assert card["summary"].endswith("overdue since 2025-12-24; first clarify a possible allergy.")


@pytest.mark.parametrize("more", [[], LATE, doses("2025-10-10", "2026-01-12")])
def test_an_opened_record_says_that_injections_go_on_after_a_reaction(more: list[Json]) -> None:
    """An order in force cancelled the stop (M39), and with it the reaction: the patient was called to the next dose."""
    (card,) = opened(GASTRECTOMY, {**ONCE, "statusReason": {"text": "anaphylaxis"}}, IN_FORCE, *more)
    assert (card["summary"], card["indicator"]) == (
        "B12 injections were stopped because of a reaction, yet the record shows them continuing: no dose until a possible "
        "allergy is clarified.",
        "warning",
    )  # fmt: skip
    assert "ask whether it was one" in card["detail"]
    assert "overdue" not in card["detail"]


@pytest.mark.parametrize(
    "more",
    [
        [ehr.allergy("293397002")],
        [{**ehr.allergy("293397002"), "verificationStatus": {"coding": [{"code": "unconfirmed"}]}}],
        [{**ONCE, "id": "older", "statusReason": {"text": "rash"}}],
    ],
)
def test_stopped_injections_are_not_offered_again_beside_what_may_be_an_allergy(more: list[Json]) -> None:
    (card,) = opened(GASTRECTOMY, ONCE, *more, *LATE)
    assert card["summary"] == (
        "B12 injections were stopped because of a B12 level, yet their cause is irreversible: a specialist decides."
    )


def test_an_indicated_injection_waits_for_an_allergy_in_the_line_of_the_card_too() -> None:
    doubted = {**ehr.allergy("293397002"), "verificationStatus": {"coding": [{"code": "unconfirmed"}]}}
    (card,) = cards("patient-view", [*deficient(), doubted], [])
    assert card["summary"] == (
        "B12 by injection is indicated: malabsorption and 1 more; first clarify a possible allergy. Urgency: at least prompt "
        "(within days)."
    )


def test_a_loading_course_that_was_broken_off_is_told() -> None:
    (card,) = cards("patient-view", record(GASTRECTOMY, *doses("2026-01-12", "2026-01-14", "2026-01-16")), [])
    assert card["summary"] == "B12 injections, the last on 2026-01-16: loading interrupted: decide how to continue."


@pytest.mark.parametrize(
    "more",
    [
        [GASTRECTOMY, *doses("2025-09-10", "2025-12-10")],
        [GASTRECTOMY, *doses("2025-10-10", "2026-01-12")],
        [GASTRECTOMY, *doses("2025-12-10")],
        [GASTRECTOMY, ehr.allergy("293397002"), *LATE],
        [GASTRECTOMY, *doses("2026-02-25", "2026-02-27")],
    ],
    ids=["due and not late", "not due", "one dose alone", "an allergy", "loading"],
)
def test_where_no_dose_is_late_for_certain_no_card_says_so(more: list[Json]) -> None:
    assert [
        card for card in cards("patient-view", record(*more), []) if "injections, the last" in card["summary"]
    ] == []
