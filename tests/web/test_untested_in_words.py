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


def test_metformin_beside_a_neuropathy_in_words_asks_for_the_level() -> None:
    """*Diabetic polyneuropathy* under a code that is not read, metformin for years and never a level: nobody was told."""
    metformin, neuropathy = (
        ehr.prescription(ehr.METFORMIN),
        said("Type 2 diabetes mellitus with diabetic polyneuropathy"),
    )
    (card,) = cards("patient-view", [WOMAN, neuropathy, metformin], [])
    assert card["summary"].startswith(f"{FIRST}; nerve signs not confirmed: ask first.")
    assert [each["label"] for each in card["suggestions"]] == [LEVEL]
    assert cards("patient-view", [WOMAN, neuropathy, metformin, NORMAL], []) == []
    assert cards("patient-view", [WOMAN, metformin], []) == []


IN_WORDS = "B12 injections are recorded only in words: ask when the last was given."


@pytest.mark.parametrize("text", [
    "H/O: vitamin B12 deficiency - on B12 injections 3 monthly (letter from previous practice)", "On B12 injections",
    "Pernicious anaemia, on 3-monthly injections", "Vitamin B12 injections every 3 months", "B12-Spritzen alle 3 Monate",
    "Receives hydroxocobalamin injections at other practice",
])  # fmt: skip
def test_injections_that_stand_in_a_diagnosis_alone_are_asked_about(text: str) -> None:
    """A patient who moved practice: nobody here gives the next dose, and no line spoke of the injections."""
    (card,) = cards("patient-view", [WOMAN, said(text)], [])
    assert (card["summary"], card["indicator"]) == (IN_WORDS, "info")
    given = ehr.prescription(ehr.HYDROXO, ehr.IM)
    assert not [card for card in cards("patient-view", [WOMAN, said(text), given], []) if card["summary"] == IN_WORDS]


def test_where_injections_are_to_begin_they_are_asked_about_first() -> None:
    found = [WOMAN, ehr.condition("84027009"), said("On B12 injections")]
    (card,) = cards("patient-view", found, [])
    assert "; injections are recorded in words: ask first." in card["summary"]


@pytest.mark.parametrize("text", [
    "B12 injections declined", "Mother on B12 injections", "B12 deficiency, start injections", "Needs B12 injections",
    "Pernicious anaemia, on insulin", "B12 injections stopped 2019", "Joint injection",
])  # fmt: skip
def test_words_that_tell_of_no_injections_here(text: str) -> None:
    assert not [card for card in cards("patient-view", [WOMAN, said(text)], []) if card["summary"] == IN_WORDS]


PREGNANT, VEGAN = ehr.condition("77386006"), said("Vegan diet")


def test_a_pregnancy_on_a_vegan_diet_asks_for_the_level_that_tells_in_pregnancy() -> None:
    """She was silent until she had a symptom; the child is harmed first."""
    (card,) = cards("patient-view", [WOMAN, PREGNANT, VEGAN], [])
    assert card["summary"].startswith(f"{FIRST}. Next: active B12")
    assert card["indicator"] == "info"
    assert "strict low-B12 diet (not confirmed)" in card["detail"]
    assert cards("patient-view", [WOMAN, said("Breastfeeding") | {"id": "b"}, VEGAN], [])
    assert cards("patient-view", [WOMAN, PREGNANT], []) == []
    assert cards("patient-view", [WOMAN, PREGNANT, VEGAN, TABLETS], []) == []
