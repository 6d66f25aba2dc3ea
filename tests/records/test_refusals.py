"""What a refusal repeats of a record: enough to find the place, never a resource and never a page of text."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cobalamin.records.errors import RecordError
from cobalamin.records.fhir.read import read_bundle
from cobalamin.records.read import read_any

LONG = "Kowalska " * 600


@pytest.mark.parametrize(
    ("case", "found"),
    [
        ({"cobalamin_case": LONG}, "$.cobalamin_case: found 'Kowalska"),
        ({"cobalamin_case": {"name": LONG}}, "$.cobalamin_case: found a JSON object, expected 1"),
        ({"cobalamin_case": None}, "$.cobalamin_case: found null, expected 1"),
        ({"cobalamin_case": 1, "patient": {"age": LONG}}, "$.patient.age: 'Kowalska"),
        (
            {"cobalamin_case": 1, "facts": {"age": {"value": 5, "comparator": LONG}}},
            "$.facts.age.comparator: 'Kowalska",
        ),
        ({"cobalamin_case": 1, "on": LONG}, "$.on: expected a date"),
        ({"cobalamin_case": 1, "patient": {"birth_date": LONG}}, "$.patient.birth_date: expected a date"),
        ({"resourceType": {"resourceType": "Patient", "name": LONG}}, "$.resourceType: found a JSON object, expected"),
        ({"resourceType": [LONG], "entry": []}, "$.resourceType: found a JSON list, expected"),
        ({"resourceType": LONG, "entry": []}, "$.resourceType: found Kowalska"),
    ],
)
def test_a_refusal_names_the_place_and_repeats_little(case: dict[str, Any], found: str) -> None:
    with pytest.raises(RecordError) as refused:
        read_any(json.dumps(case).encode())
    assert str(refused.value).startswith(found)
    assert len(str(refused.value)) < 250


def test_a_number_of_a_million_digits_is_told_by_its_place() -> None:
    digits = b"1" * 1_000_000
    with pytest.raises(RecordError) as refused:
        read_any(b'{"cobalamin_case": 1, "facts": {"mcv": {"unit": "fL", "value": ' + digits + b"}}}")
    assert str(refused.value).startswith("$.facts.mcv.value: found 11111111111111111111…, expected a number")


def test_a_name_without_a_code_is_told_in_short() -> None:
    code = {"text": f"vitamin B12 {LONG}"}
    entries = [
        {"resource": {"resourceType": "Patient", "id": "p"}},
        {"resource": {"resourceType": "Observation", "code": code}},
    ]
    case = read_bundle(json.dumps({"resourceType": "Bundle", "entry": entries}).encode())
    (problem,) = case.problems
    assert len(problem.sentence) < 200
