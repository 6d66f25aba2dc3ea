"""Signs of the nerves that are on record and not confirmed: the first line says so, and a card warns (register R79)."""

from __future__ import annotations

import json
from typing import Any

import pytest

import ehr
from bundles import collection
from calls import DEFICIENT, cards, record
from cobalamin.assessment.assess import assess
from cobalamin.assessment.assessment import Assessment
from cobalamin.records.fhir.read import read_bundle
from cobalamin.translation.words import translator

Json = dict[str, Any]
FIRST = "nerve signs are recorded but not confirmed: ask and examine first"


def said(text: str) -> Json:
    return {**ehr.condition("1"), "id": f"c-{text[:5]}", "code": {"text": text}}


def answered(*resources: Json) -> Assessment:
    bundle = collection(record(*resources))
    return assess(read_bundle(json.dumps(bundle).encode()), on=ehr.TODAY)


def test_the_first_line_asks_for_them_before_tablets_are_named() -> None:
    """A level of 120 and *likely SACD* in a letter: as things stand tablets, routine, and the card asked for a blood count."""
    found = answered(DEFICIENT, said("Romberg +, power 4/5"))
    assert FIRST in found.headline
    assert FIRST in found.working.statement
    assert translator("es").said(found.headline) not in (None, found.headline)
    assert translator("es").said(found.working.statement) not in (None, found.working.statement)


def test_the_working_answer_asks_before_it_points_to_tablets() -> None:
    """It read *tablets, 1000-2000 ug a day; nerve signs ...; routine*: who stops at the tablets does not ask."""
    found = answered(DEFICIENT, said("Numb feet")).working
    assert found.statement == f"{FIRST}; otherwise tablets, 1000-2000 ug a day"
    assert (found.route, found.urgency) == ("oral", "routine")


@pytest.mark.parametrize(
    "resources", [(DEFICIENT,), (DEFICIENT, said("Sprained ankle")), (DEFICIENT, ehr.condition("91019004"))]
)
def test_where_none_is_in_doubt_it_says_nothing(resources: tuple[Json, ...]) -> None:
    assert FIRST not in answered(*resources).headline


def test_a_card_warns_and_says_what_is_to_be_asked() -> None:
    (card,) = cards("patient-view", record(DEFICIENT, said("Numb feet")), [])
    assert card["indicator"] == "warning"
    assert "nerve signs not confirmed: ask first" in card["summary"]
    (other,) = cards("patient-view", record(DEFICIENT), [])
    assert other["indicator"] == "info"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Psicosis aguda", "psychosis"),
        ("Harnverhalt", "a red flag"),
        ("Visual loss", "visual loss"),
    ],
)
def test_a_sign_that_would_be_seen_the_same_day_is_named(text: str, named: str) -> None:
    """It read "nerve signs not confirmed: ask first" beside "at least routine", as numb feet do."""
    (card,) = cards("patient-view", record(DEFICIENT, said("Numb feet"), said(text) | {"id": "red"}), [])
    assert f"; {named} not confirmed: ask today. " in card["summary"]
    assert card["indicator"] == "warning"


def test_injections_in_words_alone_are_asked_about_in_the_first_line() -> None:
    given = {
        **ehr.result("1", 1, "1"),
        "code": {"text": "Vitamin B12 injection given"},
        "effectiveDateTime": "2025-10-02",
    }
    del given["valueQuantity"]
    found = answered(ehr.condition("26452005"), given)
    assert "B12 injections are recorded only in words: ask when the last was given" in found.headline
    assert translator("es").said(found.headline) not in (None, found.headline)


def test_a_small_child_of_a_vegan_mother_with_a_sign_has_a_card() -> None:
    """Nine months, floppy, a haemoglobin of 82 g/L, a vegan mother: whoever opened the record saw nothing."""
    child = {**ehr.patient("male"), "birthDate": "2025-06-01"}
    blood = ehr.result("718-7", 82, "g/L")
    (card,) = cards("patient-view", [child, said("Mother vegan"), blood], [])
    assert card["summary"].startswith("Possible B12 deficiency, under 16: a specialist decides.")
    assert cards("patient-view", [child, said("Cradle cap"), blood], []) == []
    assert cards("patient-view", [child, said("Mother vegan")], []) == []


@pytest.mark.parametrize("sign", [said("Unsteady gait"), ehr.condition("91019004")])
def test_nitrous_oxide_in_words_beside_a_sign_has_a_card(sign: Json) -> None:
    """*NOS balloons most weekends*, an unsteady gait and a normal level: whoever opened the record saw nothing."""
    (card,) = cards("patient-view", record(ehr.result("2132-9", 410, "pg/mL"), said("NOS balloons"), sign), [])
    assert card["indicator"] == "warning"
    assert card["summary"].startswith("Nitrous oxide and nerve signs are recorded, not all confirmed: ask today.")
    assert cards("patient-view", record(ehr.result("2132-9", 410, "pg/mL"), said("NOS balloons")), []) == []


@pytest.mark.parametrize("gas", [said("NOS balloons"), said("?nitrous oxide use")])
def test_where_injections_are_indicated_anyway_the_gas_is_named(gas: Json) -> None:
    """A level of 95 with tingling: the card ordered injections, and said nothing of the gas that makes them useless."""
    (card,) = cards("patient-view", record(ehr.result("2132-9", 95, "pg/mL"), ehr.condition("91019004"), gas), [])
    assert "; nitrous oxide and nerve signs not all confirmed: ask today. Urgency:" in card["summary"]
    assert "ask today, no more of it until then" in card["detail"]
