"""The three services as an EHR sees them: discovery, what each says, when each is silent."""

import asyncio
import re
from typing import Any

import pytest

import conformance
import ehr
from calls import DEFICIENT, TINGLING, call, cards, deficient, draft, record

Json = dict[str, Any]


def test_discovery_names_three_services_with_complete_entries() -> None:
    async def discovered() -> Json:
        async with ehr.service() as client:
            return (await client.get("/cds-services")).json()

    services = asyncio.run(discovered())["services"]
    assert [(s["id"], s["hook"]) for s in services] == [
        ("b12-patient-view", "patient-view"),
        ("b12-order-select", "order-select"),
        ("b12-order-sign", "order-sign"),
    ]
    for service in services:
        conformance._no_empty(service)
        assert service["version"] == "2.0.1"
        assert "{{context.patientId}}" in service["prefetch"]["patient"]


def test_indication_urgency_and_draft_for_a_deficient_patient() -> None:
    (card,) = cards("patient-view", deficient(), [])
    assert card["indicator"] == "warning"
    assert "injection is indicated" in card["summary"]
    (suggestion,) = card["suggestions"]
    draft = suggestion["actions"][0]["resource"]
    assert suggestion["isRecommended"] is True
    assert draft["medicationCodeableConcept"]["text"] == "Hydroxocobalamin injection"
    assert draft["subject"] == {"reference": "Patient/p1"}
    assert len(card["overrideReasons"]) == 12


def test_same_day_is_critical() -> None:
    (card,) = cards("patient-view", record(DEFICIENT, ehr.result("718-7", 4.5, "g/dL")), [])
    assert card["indicator"] == "critical"


@pytest.mark.parametrize(
    "resources",
    [
        (),
        (ehr.result("2132-9", 600, "pg/mL"),),
        (ehr.condition("84229001"),),  # fatigue alone is no picture
        (*deficient()[1:], ehr.prescription(ehr.HYDROXO, ehr.IM)),  # treated already
    ],
)
def test_silent_when_there_is_nothing_to_say(resources: tuple[Json, ...]) -> None:
    assert cards("patient-view", record(*resources), []) == []


ORDER_CASES = {
    "tablets where injections are indicated": (deficient(), [draft(ehr.CYANO, ehr.ORAL)], "by mouth is drafted"),
    "injection without an indication": (
        record(ehr.result("2132-9", 600, "pg/mL")),
        [draft(ehr.HYDROXO, ehr.IM)],
        "no indication",
    ),
    "Leber's and cyanocobalamin": (
        record(DEFICIENT, ehr.condition("58610003")),
        [draft(ehr.CYANO, ehr.IM)],
        "never cyanocobalamin",
    ),
    "allergy": (record(DEFICIENT, ehr.allergy("293397002")), [draft(ehr.HYDROXO, ehr.IM)], "Allergy"),
    "cyanide kit": (deficient(), [draft(ehr.CYANIDE_KIT)], "cyanide antidote"),
    "folic acid alone, deficiency suspected": (
        record(DEFICIENT),
        [draft(ehr.FOLIC, ehr.ORAL)],
        "blood but not the nerves",
    ),
    "folic acid alone, nothing known": (record(), [draft(ehr.FOLIC, ehr.ORAL)], "not excluded"),
    "serum B12 on injections": (record(ehr.prescription(ehr.HYDROXO, ehr.IM)), [ehr.lab_order()], "is uninformative"),
    "metformin with tingling, untested": (
        record(ehr.prescription(ehr.METFORMIN), TINGLING),
        [draft("N02BE01")],
        "Metformin with neuro",
    ),
    "nitrous oxide with tingling, untested": (
        record(ehr.condition("1268384001"), TINGLING),
        [draft("N02BE01")],
        "a normal B12 level does not exclude",
    ),
    "metformin drafted, tingling, untested": (record(TINGLING), [draft(ehr.METFORMIN)], "Metformin with neuro"),
}


@pytest.mark.parametrize("hook", ["order-select", "order-sign"])
@pytest.mark.parametrize("name", ORDER_CASES)
def test_an_order_that_calls_for_a_card(name: str, hook: str) -> None:
    resources, orders, words = ORDER_CASES[name]
    found = cards(hook, resources, orders)
    assert [card for card in found if words in card["summary"]], [card["summary"] for card in found]


def test_after_nitrous_oxide_a_metabolite_is_drafted_and_not_a_level_alone() -> None:
    found = cards("order-sign", record(ehr.condition("1268384001"), TINGLING), [draft("N02BE01")])
    (card,) = [card for card in found if "Nitrous oxide" in card["summary"]]
    drafted = [action["resource"]["code"]["text"] for s in card["suggestions"] for action in s["actions"]]
    assert drafted == ["Plasma homocysteine", "Total serum B12"]
    assert card["suggestions"][0]["isRecommended"] is True


def test_with_metformin_beside_it_the_sentence_still_ends() -> None:
    both = record(ehr.condition("1268384001"), TINGLING, ehr.prescription(ehr.METFORMIN))
    (card,) = [card for card in cards("order-sign", both, [draft("N02BE01")]) if "nitrous oxide" in card["summary"]]
    assert card["summary"].startswith("Metformin and nitrous oxide with neurological signs: measure homocysteine")
    assert card["summary"].endswith("does not exclude deficiency.")


QUIET = {
    "the right product": (deficient(), [draft(ehr.HYDROXO, ehr.IM)]),
    "folic acid with B12": (record(DEFICIENT), [draft(ehr.FOLIC), draft(ehr.CYANO, ehr.ORAL, id="e")]),
    "folic acid, on injections": (record(ehr.prescription(ehr.HYDROXO, ehr.IM)), [draft(ehr.FOLIC)]),
    "serum B12 without injections": (record(), [ehr.lab_order()]),
    "repeat of injections": (record(ehr.prescription(ehr.HYDROXO, ehr.IM)), [draft(ehr.HYDROXO, ehr.IM)]),
    "metformin with tingling, tested": (
        record(ehr.prescription(ehr.METFORMIN), TINGLING, ehr.result("2132-9", 600, "pg/mL")),
        [draft("N02BE01")],
    ),
    "metformin with tingling, test drafted": (record(ehr.prescription(ehr.METFORMIN), TINGLING), [ehr.lab_order()]),
    "something else": (deficient(), [draft("N02BE01")]),
}


@pytest.mark.parametrize("name", QUIET)
def test_an_order_that_calls_for_none(name: str) -> None:
    resources, orders = QUIET[name]
    assert cards("order-sign", resources, orders) == []


def test_order_select_looks_at_the_selected_only() -> None:
    kit = draft(ehr.CYANIDE_KIT)
    request = ehr.request("order-select", deficient(), [kit, {**draft("N02BE01"), "id": "other"}])
    request["context"]["selections"] = ["MedicationRequest/other"]
    assert call(request)[1]["cards"] == []
    request["context"]["selections"] = []
    assert call(request)[1]["cards"] == []
    request["context"]["selections"] = [f"{ehr.BASE}/fhir/MedicationRequest/d/_history/2"]
    assert len(call(request)[1]["cards"]) == 1


def test_leber_replaces_in_one_step_and_removes_the_draft() -> None:
    orders = [draft(ehr.CYANO, ehr.IM)]
    (card,) = cards("order-sign", [*deficient(), ehr.condition("58610003")], orders)
    assert card["indicator"] == "critical"
    first = card["suggestions"][0]
    assert [action["type"] for action in first["actions"]] == ["delete", "create"]
    assert first["actions"][0]["resourceId"] == "MedicationRequest/d"
    assert card["selectionBehavior"] == "at-most-one"


def test_no_injection_is_drafted_with_an_allergy() -> None:
    found = cards("patient-view", [*deficient(), ehr.allergy("293397002")], [])
    assert not [action for card in found for s in card.get("suggestions", []) for action in s["actions"]]


def test_a_draft_is_no_treatment() -> None:
    """A drafted injection does not make the patient treated: the record is read without the drafts."""
    request = ehr.request("order-sign", deficient(), [draft(ehr.HYDROXO, ehr.IM), ehr.lab_order()])
    assert call(request)[1]["cards"] == []


def test_a_card_asks_before_the_first_dose_what_the_page_asks() -> None:
    """Page, report and text ask about Leber's disease and bleeding; the card that drafts the injections said neither."""
    (card,) = cards("patient-view", deficient(), [])
    safety = card["detail"].partition("**Safety**")[2].partition("\n\n**")[0]
    (line,) = [each for each in safety.splitlines() if "**ask first**" in each]
    for asked in (
        "Leber's hereditary optic neuropathy in the patient or the family?",
        "A bleeding disorder or very low platelets?",
        "An anticoagulant?",
    ):
        assert asked in line
    assert safety.index("**ask first**") < safety.index("**inform**")


def test_a_card_prints_units_as_the_page_does() -> None:
    """ "{1.73_m2}", "10*9/L" and a dose in "ug", which reads like mg, are codes for machines."""
    blood = [ehr.result("33914-3", 82, "mL/min/{1.73_m2}", id="egfr"), ehr.result("13964-2", 0.9, "umol/L", id="mma")]
    count = [ehr.result("777-3", 88, "10*9/L", id="plt"), ehr.result("6690-2", 3.1, "10*9/L", id="wcc")]
    (card,) = cards("patient-view", record(*blood, *count, ehr.result("718-7", 79, "g/L", id="hb"), TINGLING), [])
    assert "82 mL/min/1.73 m²" in card["detail"]
    assert "0.9 µmol/L" in card["detail"]
    assert not re.search(r"1\.73\\?_m2|10\\?\*9|[0-9] u(g|mol)", card["detail"]), card["detail"]


def test_markup_in_a_record_stays_text() -> None:
    bad = ehr.result("2132-9", 120, "pg/mL", id="<script>alert(1)</script>")
    (card,) = cards("patient-view", record(bad, ehr.condition("84027009"), TINGLING), [])
    assert "<script>" not in card["detail"]
