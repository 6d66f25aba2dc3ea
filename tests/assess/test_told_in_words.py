"""What stands in the record in words and would change the answer stands in the first line too (register R79)."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest

from bundles import HB, bundle, condition, given, medicine, observation, patient
from cobalamin.assessment.assess import assess
from cobalamin.assessment.assessment import Assessment
from cobalamin.records.fhir.read import read_bundle
from cobalamin.translation.words import translator

MAN = patient(gender="male", birthDate="1950-01-01")
WOMAN = patient(gender="female", birthDate="1990-01-01")
PANCYTOPENIA = [observation(code, number, unit, id=code) for code, number, unit in (
    (HB, 85, "g/L"), ("6690-2", 1.9, "10*3/uL"), ("777-3", 60, "10*3/uL"))]  # fmt: skip
SEVERE = [observation(HB, 74, "g/L", id="hb")]
LOW = observation("2132-9", 120, "pg/mL", id="b12")
ENOUGH = observation("2132-9", 450, "pg/mL", id="b12")
UNREAD = observation({"text": "Vitamin B12 i.S."}, 89, "pg/mL", id="x")


def said(text: str) -> Any:
    return condition("", id=f"c-{text[:4]}") | {"code": {"text": text}}


def no_unit() -> Any:
    sent = observation("2132-9", 90, "pg/mL", id="x")
    return sent | {"valueQuantity": {"value": 90}}


STRANGE = {"modifierExtension": [{"url": "http://lab.example/not-of-this-patient", "valueBoolean": True}]}


def strange(**more: Any) -> Any:
    """A level that carries something which nobody here understands: R4 forbids to read it."""
    return observation("2132-9", 120, "pg/mL", id="x") | STRANGE | more


def misshapen(**more: Any) -> Any:
    """A level that does not fit R4."""
    sent = observation("2132-9", 120, "pg/mL", id="x")
    return sent | {"valueQuantity": [sent["valueQuantity"]]} | more


def early() -> Any:
    return observation("2132-9", 90, "pg/mL", id="x") | {"status": "preliminary"}


def answered(*resources: Any, who: Any = MAN) -> Assessment:
    sent = json.loads(bundle(*resources, who=who))
    return assess(read_bundle(json.dumps(sent).encode()), on=date(2026, 3, 1))


@pytest.mark.parametrize(
    "resources, told",
    [
        ([LOW, *SEVERE, said("Collapse")], "heart failure, angina or fainting is recorded but not confirmed: ask now"),
        ([LOW, *PANCYTOPENIA, said("pyrexia")], "fever or bleeding is recorded but not confirmed: ask now"),
        ([LOW, said("PEG fed")], "trouble with tablets is recorded but not confirmed: ask before relying on them"),
        ([LOW, said("poor compliance")], "trouble with tablets is recorded but not confirmed"),
        ([UNREAD], "a result that mentions B12 could not be read: look at it first"),
        ([no_unit()], "a result that mentions B12 could not be read: look at it first"),
        ([strange()], "a result that mentions B12 could not be read: look at it first"),
        (
            [strange(focus=[{"reference": "Patient/p"}])],
            "a result that mentions B12 could not be read: look at it first",
        ),
        ([misshapen()], "a result that mentions B12 could not be read: look at it first"),
        ([misshapen(code={"text": "Vitamin B12"})], "a result that mentions B12 could not be read: look at it first"),
        (
            [medicine(text="hydroxocobalamin 1 mg injection", id="x") | STRANGE],
            "a medicine that may be B12 could not be read: ask what is given, and how",
        ),
        (
            [medicine(text="hydroxocobalamin 1 mg injection", id="x") | {"dosageInstruction": {}}],
            "a medicine that may be B12 could not be read: ask what is given, and how",
        ),
        ([early()], "a B12 result is not final yet: ask the laboratory for it first"),
        ([LOW, said("Total gastrectomy")], "confirm first what would change this answer: total gastrectomy"),
        ([ENOUGH, said("Pernicious anaemia")], "would change this answer: autoimmune gastritis (pernicious anaemia)"),
        ([LOW, said("Pancytopenia")], "would change this answer: pancytopenia recorded"),
        ([ENOUGH, said("Cobalamin C (cblC) disease")], "would change this answer: hereditary disorder of B12"),
        (
            [LOW, condition("20262006", id="a"), said("Copper deficiency")],
            "copper deficiency is on record and may cause",
        ),
    ],
)
def test_it_is_asked_about_in_the_first_line(resources: list[Any], told: str) -> None:
    found = answered(*resources)
    assert told in found.headline
    assert translator("es").said(found.headline) not in (None, found.headline)
    assert told not in answered(*(each for each in resources if "c-" not in each["id"] and each["id"] != "x")).headline


@pytest.mark.parametrize("make", [strange, misshapen])
@pytest.mark.parametrize("more", [{"effectiveDateTime": "2015-02-02"}, {"code": {"text": "Potassium"}}])
def test_an_old_or_other_result_that_cannot_be_read_is_not_to_be_looked_at_first(make: Any, more: Any) -> None:
    assert "could not be read" not in answered(make(**more)).headline


@pytest.mark.parametrize("more", [{"status": "entered-in-error"}, {"focus": [{"reference": "RelatedPerson/child"}]}])
def test_nor_is_one_taken_back_or_of_somebody_else(more: Any) -> None:
    assert "could not be read" not in answered(strange(**more)).headline


def test_where_a_level_counts_the_unread_one_stands_below() -> None:
    assert "could not be read" not in answered(LOW, UNREAD).headline


def test_what_would_change_nothing_is_not_asked_about_first() -> None:
    for text in ("Nitrous oxide misuse", "Atrophic gastritis"):
        assert "confirm first" not in answered(condition("84027009", id="pa"), LOW, said(text)).headline
    coded = answered(LOW, condition("84027009", id="pa"), said("Pernicious anaemia"))
    assert "confirm first" not in coded.headline


def test_nobody_is_asked_about_what_he_cannot_have_or_what_is_over() -> None:
    """A man whose record said *Partner pregnant* was to confirm that first."""
    pregnant, over = said("Partner pregnant"), {"coding": [{"code": "resolved"}]}
    assert "confirm first" not in answered(LOW, pregnant).headline
    for text in ("Pregnancy", "Pancytopenia"):
        ended = said(text) | {"clinicalStatus": over}
        found = answered(LOW, ended, who=WOMAN)
        assert "confirm first" in answered(LOW, said(text), who=WOMAN).headline
        assert "confirm first" not in found.headline
        assert text not in str(found.missing)


def test_of_many_two_are_named_and_the_others_counted() -> None:
    many = ("Pernicious anaemia", "Total gastrectomy", "Whipple's procedure", "Coeliac disease")
    found = answered(LOW, *map(said, many))
    assert re.search(r"would change this answer: [^;]+, [^;]+ and \d more;", found.headline)
    assert "más" in str(translator("es").said(found.headline))


def test_injections_whose_cause_stands_in_words_are_not_reviewed_without_a_word_of_it() -> None:
    """They were answered "no indication found: review why they are given" beside *Pernicious anaemia* in words."""
    doses = [given(on=day, id=day) for day in ("2025-06-01", "2025-09-01", "2025-12-01")]
    found = answered(said("Pernicious anaemia"), *doses)
    assert "would change this answer: autoimmune gastritis" in found.headline
    assert "would change this answer: autoimmune gastritis" in found.working.statement
    assert "; otherwise no indication found" in found.working.statement
    assert "; si no, no se halla" in str(translator("es").said(found.working.statement))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("hydroxocobalamin - rash", "first clarify a possible allergy"),
        ("LHON", "no cyanocobalamin until that is clarified"),
    ],
)
def test_tablets_as_things_stand_wait_for_an_allergy_or_lebers_disease(text: str, told: str) -> None:
    allergy = {
        "resourceType": "AllergyIntolerance",
        "id": "al",
        "patient": {"reference": "Patient/p"},
        "code": {"text": text},
    }
    found = answered(LOW, allergy if "rash" in text else said(text))
    assert found.working.statement.startswith("tablets; ")
    assert told in found.working.statement


def test_haemophilia_in_words_keeps_the_first_line_from_the_muscle() -> None:
    doses = [given(on=day, id=day) for day in ("2025-06-01", "2025-09-01")]
    found = answered(condition("84027009", id="pa"), *doses, said("Haemophilia A"))
    assert "not into the muscle before the bleeding risk has been assessed" in found.headline


def test_nitrous_oxide_that_is_asked_about_today_is_not_asked_about_twice() -> None:
    found = answered(LOW, said("Nitrous oxide misuse"), condition("22325002", id="g"))
    assert "nitrous oxide and nerve signs are recorded, not all confirmed: ask today" in found.headline
    assert "confirm first" not in found.headline


def test_where_injections_are_settled_nobody_is_told_of_relying_on_tablets() -> None:
    """*B12 by injection is indicated; trouble with tablets is recorded: ask before relying on them.*"""
    found = answered(LOW, condition("91019004", id="n"), said("forgets to take her tablets"))
    assert found.route.outcome == "injection"
    assert "trouble with tablets" not in found.headline
    assert "trouble with tablets" in answered(LOW, said("forgets to take her tablets")).headline
