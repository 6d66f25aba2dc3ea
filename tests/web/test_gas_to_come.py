"""Nitrous oxide that is planned in words is told before it is given: on the order, when the record is opened, in the answer."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

import ehr
from bundles import collection
from calls import cards
from cobalamin.assessment.assess import assess
from cobalamin.records.fhir.read import read_bundle
from cobalamin.records.notes import names_gas_to_come

Json = dict[str, Any]
WOMAN, LOW, BORDERLINE = ehr.patient("female"), ehr.result("2132-9", 120, "pg/mL"), ehr.result("2132-9", 230, "pg/mL")
PLANNED = "nitrous oxide is planned and inactivates B12: avoid it, or give B12 first"


def planned(text: str, note: str = "", **more: Any) -> Json:
    request = {"resourceType": "ServiceRequest", "id": "g", "status": "active", "intent": "order", "authoredOn": "2026-02-20",
               "subject": {"reference": "Patient/p1"}, "code": {"text": text}}  # fmt: skip
    return request | ({"note": [{"text": note}]} if note else {}) | more


THEATRE = planned("Hip replacement", "General anaesthetic with nitrous oxide and sevoflurane")


def headline(*record: Json, on: date = ehr.TODAY) -> str:
    bundle = collection(record)
    return assess(read_bundle(json.dumps(bundle).encode()), on=on).headline


@pytest.mark.parametrize(
    "order", [THEATRE, planned("Dental extraction under nitrous oxide sedation"), planned("Entonox")]
)
def test_an_order_in_words_is_warned_about_like_the_medicine(order: Json) -> None:
    drafted = order | {"status": "draft"}
    (card,) = cards("order-sign", [WOMAN, LOW], [drafted])
    assert card["summary"].startswith("Nitrous oxide is drafted, and B12 deficiency is not treated")
    (card,) = cards("order-sign", [WOMAN, BORDERLINE], [drafted])
    assert card["summary"].startswith("Nitrous oxide is drafted, and B12 is borderline and not treated")
    assert card["indicator"] == "info"
    assert not cards("order-sign", [WOMAN, ehr.result("2132-9", 600, "pg/mL")], [drafted])


def test_one_that_stands_in_the_record_is_told_when_it_is_opened() -> None:
    (card,) = cards("patient-view", [WOMAN, LOW, THEATRE], [])
    assert card["summary"].startswith("B12 deficiency; nitrous oxide is planned: avoid it. Next: ")
    assert PLANNED in card["detail"]


def test_it_is_told_in_the_first_line_of_an_answer() -> None:
    assert PLANNED in headline(WOMAN, LOW, THEATRE)
    assert PLANNED in headline(WOMAN, BORDERLINE, THEATRE)


@pytest.mark.parametrize(
    "order",
    [
        planned("Hip replacement", "TIVA: avoid nitrous oxide, B12 deficiency"),
        planned("Hip replacement", "anaesthesia without nitrous oxide"),
        planned("MRI whole spine", "recreational nitrous oxide, cord signs"),
        planned("Entonox", doNotPerform=True),
        planned("Entonox", occurrenceDateTime="2026-02-01"),
        planned("Entonox", authoredOn="2024-02-01"),
        planned("Entonox", status="completed"),
        planned("Hip replacement"),
    ],
)
def test_what_is_not_to_come_is_not_told(order: Json) -> None:
    assert "nitrous oxide is planned" not in headline(WOMAN, LOW, order)


def test_nor_beside_b12_that_is_given_or_not_wanted() -> None:
    tablets = ehr.prescription("B03BA01", ehr.ORAL)
    assert "nitrous oxide is planned" not in headline(WOMAN, LOW, tablets, THEATRE)
    assert "nitrous oxide is planned" not in headline(WOMAN, ehr.result("2132-9", 600, "pg/mL"), THEATRE)


def test_a_possible_allergy_leaves_out_the_b12() -> None:
    allergy = {"resourceType": "AllergyIntolerance", "id": "a", "patient": {"reference": "Patient/p1"},
               "code": {"text": "Cobalt contact allergy"}}  # fmt: skip
    told = headline(WOMAN, LOW, allergy, THEATRE)
    assert "inactivates B12: avoid it;" in told
    assert "give B12 first" not in told


def test_words_of_an_order() -> None:
    assert names_gas_to_come("Lachgassedierung")
    assert names_gas_to_come("Colonoscopy", "sedation: Entonox")
    assert names_gas_to_come("Laparoscopic cholecystectomy", "GA, nitrous oxide ok")
    assert not names_gas_to_come("Referral to neurology", "nitrous oxide, numb legs")
    assert not names_gas_to_come("Vitamin B12", "nitrous oxide")
