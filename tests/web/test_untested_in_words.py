"""A cause for life, or a risk beside a sign, that stands in words opens the card that asks for a test, as one in a code does."""

from __future__ import annotations

from typing import Any

import pytest

import ehr
from calls import cards
from ehr import said

Json = dict[str, Any]
WOMAN, FATIGUE, ANAEMIC = ehr.patient("female"), ehr.condition("84229001"), ehr.result("718-7", 9, "g/dL")
NORMAL = ehr.result("2132-9", 560, "pg/mL")
TABLETS = ehr.prescription(ehr.CYANO, ehr.ORAL, id="t")
FIRST, LEVEL = "Possible B12 deficiency", "Order total serum B12 and full blood count with film (draft)"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Perniziöse Anämie", "autoimmune gastritis (pernicious anaemia)"), ("Total gastrectomy", "total gastrectomy"),
        ("Intrinsic factor antibody positive", "intrinsic factor antibody positive"),
    ],
)  # fmt: skip
def test_a_cause_for_life_in_words_without_a_test(text: str, named: str) -> None:
    """No card: "total gastrectomy" in words, anaemia and no level ever were silent."""
    (card,) = cards("patient-view", [WOMAN, said(text)], [])
    assert card["summary"].startswith(f"{FIRST}; {named} not confirmed: ask first.")
    assert [each["label"] for each in card["suggestions"]] == [LEVEL]
    assert f"On record: {named} (not confirmed)" in card["detail"]


@pytest.mark.parametrize("sign", [FATIGUE, ANAEMIC, said("Kribbeln in den Füßen") | {"id": "s"}])
@pytest.mark.parametrize("risk", ["Vegane Ernährung", "Morbus Crohn"])
def test_a_risk_in_words_beside_a_sign(sign: Json, risk: str) -> None:
    (card,) = cards("patient-view", [WOMAN, sign, said(risk)], [])
    assert card["summary"].startswith(FIRST)


@pytest.mark.parametrize(
    "record", [[said("Morbus Crohn")], [said("Vegan")], [FATIGUE], [said("Crohn's disease of colon"), FATIGUE]]
)
def test_a_risk_or_a_sign_alone_opens_none(record: list[Json]) -> None:
    assert cards("patient-view", [WOMAN, *record], []) == []


@pytest.mark.parametrize("text", ["Perniziöse Anämie", "Intrinsic factor antibody positive"])
def test_what_makes_a_level_misleading_is_asked_about_in_words_too(text: str) -> None:
    """Beside a level of 560 pg/mL the first line asked, and whoever opened the record saw nothing."""
    (card,) = cards("patient-view", [WOMAN, NORMAL, said(text)], [])
    assert card["summary"].startswith(FIRST)
    assert "not confirmed: ask first" in card["summary"]
    assert card["indicator"] == "info"


@pytest.mark.parametrize("text", ["Total gastrectomy", "No pernicious anaemia", "Intrinsic factor antibody negative"])
def test_beside_a_normal_level_nothing_else_in_words_opens_one(text: str) -> None:
    assert cards("patient-view", [WOMAN, NORMAL, said(text)], []) == []


def test_whoever_takes_tablets_is_no_untested_patient() -> None:
    assert cards("patient-view", [WOMAN, NORMAL, TABLETS, said("Perniziöse Anämie")], []) == []
