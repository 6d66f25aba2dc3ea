"""What is done first stands first on the cards: in pregnancy, after nitrous oxide, beside a result on its way or an allergy."""

from __future__ import annotations

import json
from typing import Any

import ehr
from bundles import collection
from calls import cards, draft, labels
from cobalamin.assessment.assess import assess
from cobalamin.records.fhir.read import read_bundle
from ehr import said

Json = dict[str, Any]
LOW = ehr.result("2132-9", 110, "ng/L")
PREGNANT = ehr.condition("77386006")
HYDROXO = draft(ehr.HYDROXO, ehr.IM)
YOUNG = ehr.patient("female", born="1995-01-01")
MAN = ehr.patient("male")
FOLIC = draft("B03BB01")


def on_its_way(code: str) -> Json:
    sent = ehr.result(code, 1, "nmol/L")
    return {key: value for key, value in sent.items() if key != "valueQuantity"} | {"status": "registered"}


def test_a_low_total_in_pregnancy_asks_for_active_b12() -> None:
    """The card ordered a blood count, and the register says that active B12 comes first (R39, R67)."""
    (card,) = cards("patient-view", [YOUNG, PREGNANT, LOW], [])
    assert "Next: active B12" in card["summary"]
    assert labels(card) == ["Order active B12 (holotranscobalamin) (draft)"]


def test_nor_does_the_card_of_an_injection_dismiss_it() -> None:
    card = cards("order-select", [YOUNG, PREGNANT, LOW], [HYDROXO])[0]
    assert "no B12 treatment: look for another cause" not in card["detail"]
    assert "no B12 treatment only if active B12 is not low either" in card["detail"]


def test_folic_acid_in_pregnancy_is_not_forbidden_in_the_detail() -> None:
    (card,) = cards("order-sign", [YOUNG, PREGNANT, LOW], [FOLIC])
    assert card["detail"].partition("\n")[0].endswith("In pregnancy do not leave it out.**")


def test_nor_is_what_may_be_given_beside_methotrexate() -> None:
    (card,) = cards("order-sign", [MAN, LOW], [FOLIC])
    assert "such as methotrexate, do not leave it out: test or treat B12 too.**" in card["detail"].partition("\n")[0]


def test_folic_acid_alone_stands_in_the_line_of_the_card() -> None:
    """Beside numb feet and 110 ng/L, which is where most people look."""
    taken = {**FOLIC, "id": "f", "status": "active"}
    for more, told in (([], ""), ([said("Numb feet")], "; nerve signs not confirmed: ask first")):
        (card,) = cards("patient-view", [MAN, LOW, taken, *more], [])
        assert card["summary"].startswith(f"B12 deficiency; folic acid not alone{told}. Next: full blood count")
        assert card["summary"].endswith("Urgency: at least routine.")


def test_after_nitrous_oxide_the_metabolite_comes_first() -> None:
    gas, numb = said("Recreational nitrous oxide use"), said("Numbness of legs", id="n")
    for record in ([gas, numb], [said("nitrous oxide inhaled daily", id="g"), ehr.condition("91019004")]):
        (card,) = cards("patient-view", [MAN, ehr.result("2132-9", 412, "ng/L"), *record], [])
        assert labels(card) == ["Order plasma homocysteine (draft)"]


def test_what_is_on_its_way_is_not_ordered_again() -> None:
    blood = [ehr.result("718-7", 140, "g/L"), ehr.result("787-2", 90, "fL"), ehr.result("6690-2", 6, "10*3/uL")]
    record = [MAN, ehr.result("2132-9", 205, "ng/L"), said("Recreational nitrous oxide use"), *blood]
    before = cards("patient-view", [*record, said("Numbness of legs", id="n")], [])
    assert labels(before[0]) == ["Order plasma homocysteine (draft)"]
    (card,) = cards("patient-view", [*record, said("Numbness of legs", id="n"), on_its_way("13964-2")], [])
    assert not labels(card)
    assert "methylmalonic acid: the result is registered, not final" in card["detail"]


def test_in_the_list_of_tests_it_says_so() -> None:
    record = [MAN, ehr.result("2132-9", 205, "ng/L"), on_its_way("13964-2")]
    told = assess(
        read_bundle(json.dumps(collection(record)).encode()),
        on=ehr.TODAY,
    ).next_tests
    assert "Serum methylmalonic acid (sent already: ask the laboratory for the result)" in [test.label for test in told]


def test_nobody_is_told_that_tablets_would_do_before_a_possible_allergy_is_clarified() -> None:
    allergy = {"resourceType": "AllergyIntolerance", "id": "a", "patient": {"reference": "Patient/p1"},
               "code": {"text": "Cobalt contact allergy"}}  # fmt: skip
    found = cards("order-sign", [MAN, LOW, allergy], [HYDROXO])
    assert not [card for card in found if "tablets would do" in card["summary"]]
    assert all("first clarify a possible allergy" in card["detail"] for card in found)


def test_where_deficiency_is_certain_its_cause_is_looked_for_and_no_metabolite() -> None:
    """A level of 160 with a normal blood count: the card asked for homocysteine, and said nothing of treatment."""
    blood = [ehr.result("718-7", 139, "g/L"), ehr.result("787-2", 94, "fL")]
    (card,) = cards("patient-view", [MAN, ehr.result("2132-9", 160, "ng/L"), *blood], [])
    assert card["summary"] == (
        "B12 deficiency: treat, by injection or by mouth. Next: intrinsic factor antibody. Urgency: at least routine."
    )
    assert [each["label"] for each in card["suggestions"]] == ["Order intrinsic factor antibody (draft)"]
    (card,) = cards("patient-view", [MAN, ehr.result("2132-9", 230, "ng/L"), *blood], [])
    assert card["summary"].startswith("Possible B12 deficiency. Next: active B12")


def test_a_blood_count_of_last_week_is_not_the_next_test() -> None:
    """Haemoglobin 98 and a mean volume of 74: its card asked for the blood count that had just been made."""
    blood = [ehr.result("718-7", 98, "g/L"), ehr.result("787-2", 74, "fL"), ehr.result("2276-4", 6, "ug/L")]
    (card,) = cards("patient-view", [MAN, ehr.result("2132-9", 185, "ng/L"), *blood, ehr.condition("84229001")], [])
    assert card["summary"].startswith("Possible B12 deficiency. Next: active B12")


def test_beside_a_borderline_level_a_normal_metabolite_is_told() -> None:
    """Tired, 240 ng/L and a normal methylmalonic acid: the card spoke of a possible deficiency as if nobody had looked further."""
    found = [MAN, ehr.result("2132-9", 240, "ng/L"), ehr.result("13964-2", 190, "nmol/L"), ehr.condition("84229001")]
    (card,) = cards("patient-view", found, [])
    assert card["summary"].startswith("Possible B12 deficiency; methylmalonic acid is normal. Next: ")
    raised = ehr.result("13964-2", 900, "nmol/L")
    assert not any("is normal" in card["summary"] for card in cards("patient-view", [*found[:2], raised, found[3]], []))
