"""What the page of the guideline says is not used of a person is not used: the answer stays the same, word for word."""

from copy import deepcopy
from datetime import date
from typing import Any

import msgspec
import pytest

import cobalamin
from bundles import collection
from cobalamin.knowledge.attributes import ATTRIBUTES
from cobalamin.knowledge.facts import FACTS

CORE = "http://hl7.org/fhir/us/core/StructureDefinition/"
PATIENT: dict[str, Any] = {"resourceType": "Patient", "id": "p", "gender": "female", "birthDate": "1961-03-04"}
RECORD: tuple[dict[str, Any], ...] = (
    {"resourceType": "Observation", "id": "b12", "status": "final", "subject": {"reference": "Patient/p"},
     "code": {"coding": [{"system": "http://loinc.org", "code": "2132-9"}]}, "effectiveDateTime": "2026-01-10",
     "valueQuantity": {"value": 150, "unit": "ng/L"}},
)  # fmt: skip


def coded(name: str, system: str, code: str) -> dict[str, Any]:
    """An extension of US Core that holds a code."""
    return {"url": CORE + name, "valueCodeableConcept": {"coding": [{"system": system, "code": code}]}}


def listed(name: str, code: str) -> dict[str, Any]:
    """An extension of US Core that holds a category and its text."""
    category = {"url": "ombCategory", "valueCoding": {"system": "urn:oid:2.16.840.1.113883.6.238", "code": code}}
    return {"url": CORE + name, "extension": [category, {"url": "text", "valueString": "as told"}]}


TRAITS: dict[str, dict[str, Any]] = {
    "Race": {"extension": [listed("us-core-race", "2054-5")]},
    "Ethnicity": {"extension": [listed("us-core-ethnicity", "2135-2")]},
    "Language": {"communication": [{"language": {"text": "Spanish"}, "preferred": True}], "language": "es"},
    "Sexual orientation": {"extension": [coded("us-core-sexualOrientation", "http://snomed.info/sct", "38628009")]},
    "Gender identity": {"extension": [coded("us-core-genderIdentity", "http://snomed.info/sct", "446151000124109")]},
}


def answered(person: dict[str, Any]) -> bytes:
    """The whole answer as JSON."""
    resources = ({**PATIENT, **person}, *deepcopy(RECORD))
    bundle = collection(resources)
    return msgspec.json.encode(
        cobalamin.assess(cobalamin.read_bundle(msgspec.json.encode(bundle)), on=date(2026, 3, 1))
    )


@pytest.mark.parametrize("trait", TRAITS)
def test_a_trait_that_is_not_used_changes_no_word_of_the_answer(trait: str) -> None:
    assert answered(TRAITS[trait]) == answered({})


def test_what_is_used_changes_it() -> None:
    assert answered({"birthDate": "2020-03-04"}) != answered({})
    assert answered({"gender": "male"}) != answered({})


def test_the_thirteen_attributes_are_there_and_each_trait_that_is_not_used_is_tried() -> None:
    assert len(ATTRIBUTES) == 13
    assert {each.name for each in ATTRIBUTES if each.says.startswith("Not used")} == TRAITS.keys()
    assert all(name in FACTS for each in ATTRIBUTES for name in each.facts)
