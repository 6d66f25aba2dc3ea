"""A code of unusual length is read as any other and not remembered: so many of them would fill the memory of a service."""

import json

from bundles import B12, concept, facts, observation, patient, value
from cobalamin.records.fhir.bindings import LONGEST_KEPT
from cobalamin.records.fhir.of_b12 import _name, name_of_b12
from cobalamin.records.fhir.read import new_reading
from cobalamin.records.fhir.resources import Observation

LONG = {
    "coding": [{"system": "urn:local", "code": f"{i}" * 30} for i in range(400)]
    + [{"system": "http://loinc.org", "code": B12}]
}


def test_it_says_what_a_short_one_says() -> None:
    assert len(json.dumps(LONG)) > LONGEST_KEPT
    assert value(facts(patient(), observation(LONG, 120, "ng/L")), "total_b12") == "120 ng/L"
    assert name_of_b12(json.dumps(LONG).encode()) == B12


def test_it_is_not_remembered() -> None:
    reading, kept = new_reading(), len(new_reading().bindings.coded)
    sent, short = (json.dumps(each).encode() for each in (LONG, concept(B12, text="not met before")))
    assert reading.coded(sent, Observation()) == reading.coded(sent, Observation())
    assert len(reading.bindings.coded) == kept
    reading.coded(short, Observation())
    assert len(reading.bindings.coded) == kept + 1
    before = _name.cache_info().currsize
    name_of_b12(sent)
    assert _name.cache_info().currsize == before
