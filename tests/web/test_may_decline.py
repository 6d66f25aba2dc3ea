"""Injections that words of the record say are declined, or a fear of needles: asked about before anybody orders one."""

from __future__ import annotations

from typing import Any

import pytest

import ehr
from calls import cards, draft, labels
from ehr import said

Json = dict[str, Any]
MAN = ehr.patient("male", born="1980-01-01")
LOW = [ehr.result("2132-9", 90, "pg/mL"), ehr.result("718-7", 100, "g/L")]
TABLETS = "If injections are declined: prescribe tablets of at least 1000 micrograms a day (draft)"


@pytest.mark.parametrize(
    "text", ["Needle phobia", "Fear of needles", "Vitamin B12 injection declined", "Spritzenangst"]
)
def test_no_button_orders_them_before_somebody_asked(text: str) -> None:
    (card,) = cards("patient-view", [MAN, *LOW, said(text)], [])
    assert "injections may be declined: ask first" in card["summary"]
    assert labels(card) == [TABLETS]
    assert not card["suggestions"][0].get("isRecommended")
    assert "the record says in words that injections may be declined: ask first" in card["detail"]


def test_whoever_signs_one_is_told_and_held_back_in_nothing() -> None:
    found = cards("order-sign", [MAN, *LOW, said("Needle phobia")], [draft(ehr.HYDROXO, ehr.IM)])
    (card,) = [each for each in found if "may be declined" in each["summary"]]
    assert card["indicator"] == "info"
    assert not labels(card)


@pytest.mark.parametrize(
    "text", ["No needle phobia", "Family history of needle phobia", "Influenza vaccination declined"]
)
def test_a_denial_and_something_else_declined_are_none(text: str) -> None:
    (card,) = cards("patient-view", [MAN, *LOW, said(text)], [])
    assert "may be declined" not in card["summary"]


@pytest.mark.parametrize("status", ["refuted", "entered-in-error"])
def test_nor_is_what_does_not_hold(status: str) -> None:
    coding = {"system": "http://terminology.hl7.org/CodeSystem/condition-ver-status", "code": status}
    fear = said("Needle phobia", verificationStatus={"coding": [coding]})
    (card,) = cards("patient-view", [MAN, *LOW, fear], [])
    assert "may be declined" not in card["summary"]


def test_where_tablets_are_the_answer_nobody_asks() -> None:
    high = ehr.result("2132-9", 700, "pg/mL")
    assert not cards("patient-view", [MAN, high, said("Needle phobia")], [])
