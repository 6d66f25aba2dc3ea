"""What a small child's record says of the mother: her diet and her own deficiency are the child's cause, and were passed over."""

from __future__ import annotations

from typing import Any

import pytest

from bundles import ON, Resource, case, condition, observation, patient, value
from cobalamin.assessment.assess import assess
from cobalamin.records.diagnosis_names import MOTHER, findings_named
from cobalamin.records.select import facts_on

CHILD = patient(birthDate="2025-05-01")


def said(text: str) -> Resource:
    return condition("") | {"code": {"text": text}}


@pytest.mark.parametrize(
    "text",
    [
        "mother vegan", "Mother is a strict vegan", "maternal vegan diet", "breastfed by vegan mother",
        "Mother has pernicious anaemia",
        "exclusively breastfed, maternal B12 deficiency", "mum had gastric bypass", "madre vegana", "vegan diet in her mother",
    ],
)  # fmt: skip
def test_of_a_small_child_it_is_asked_about(text: str) -> None:
    found = facts_on(case(said(text), who=CHILD), ON, ["diet"])
    assert value(found, "low_b12_diet") == "[in words only]"
    assert "B12 deficiency of the mother: recorded in words" in found.missing["low_b12_diet"].sentence
    assert value(facts_on(case(said("cradle cap"), who=CHILD), ON, ["diet"]), "low_b12_diet") is False


@pytest.mark.parametrize("text", ["mother vegan", "Mother has pernicious anaemia"])
def test_of_the_grown_it_says_nothing(text: str) -> None:
    for who in (patient(), patient(birthDate=None)):
        assert value(facts_on(case(said(text), who=who), ON, ["diet"]), "low_b12_diet") is False


@pytest.mark.parametrize(
    "text", ["mother not vegan", "mother: no B12 deficiency", "mother has coeliac disease", "vegan"]
)
def test_what_is_denied_of_her_or_is_something_else_is_not(text: str) -> None:
    assert MOTHER not in findings_named(text)


@pytest.mark.parametrize("answer", [{"valueString": "vegan"}, {"valueCodeableConcept": {"text": "Vegan"}}])
def test_an_answer_about_her_is_asked_about_in_a_small_child_alone(answer: dict[str, Any]) -> None:
    asked = observation({"text": "Maternal diet"}) | answer
    assert value(facts_on(case(asked, who=CHILD), ON, ["diet"]), "low_b12_diet") == "[in words only]"
    assert value(facts_on(case(asked), ON, ["diet"]), "low_b12_diet") is False


def test_the_answer_says_it_may_be_of_the_same_day() -> None:
    """A floppy child of a vegan mother: nobody had asked how it was fed."""
    sign = condition("") | {"id": "c2", "code": {"coding": [{"system": "http://snomed.info/sct", "code": "609225004"}]}}
    answer = assess(case(said("mother vegan"), sign, who=CHILD), on=ON)
    assert any("of the mother" in each.sentence for each in answer.missing)
