"""LOINC's codes of B12 tests under another name, as RNDS (Brazil) sends them: told, and not read, for the system may be any."""

from __future__ import annotations

import json

import pytest
from bundles import case, concept, facts, medicine, observation, patient, value

from cobalamin.records.bulk_codes import Meanings

RNDS = "http://www.saude.gov.br/fhir/r4/CodeSystem/BRNomeExameLOINC"


@pytest.mark.parametrize("code", ["2132-9", "14685-2", "13964-2", "2428-1"])
def test_a_b12_test_of_loinc_sent_in_another_system_is_told(code: str) -> None:
    level = observation(concept(code, RNDS), 90, "pmol/L")
    (told,) = case(level).problems
    assert told.why == "unmapped"
    assert told.sentence.startswith(
        f"Observation/o1: {code!r} is LOINC's code of a B12 test, sent in the system {RNDS[:40]}"
    )
    assert told.sentence.endswith(": not used; send it in http://loinc.org, or map it in the site file")
    assert value(facts(level), "total_b12") == "[never recorded]"


def test_one_without_a_system_and_one_inside_a_result_are_told() -> None:
    bare = observation({"coding": [{"code": "2132-9"}]}, 90, "pmol/L")
    panel = observation(concept("x", RNDS), component=[{"code": concept("2132-9", RNDS), "valueString": "90"}])
    assert "sent without a system: not used" in case(bare).problems[0].sentence
    assert "sent in the system " in case(panel).problems[0].sentence


@pytest.mark.parametrize(
    "code",
    [
        concept("718-7", RNDS), concept("2132", RNDS), concept("2132-9"), concept("2132-9", "http://snomed.info/sct"),
        {"coding": [{"system": RNDS, "code": "2132-9"}, {"system": "http://loinc.org", "code": "2132-9"}]},
    ],
)  # fmt: skip
def test_another_code_and_one_that_loinc_stands_beside_are_not(code: dict[str, object]) -> None:
    assert not case(observation(code, 90, "pmol/L"), who=patient()).problems


def test_the_line_of_an_export_is_looked_into() -> None:
    """What a glance passes over is never told there."""
    known = Meanings()
    level, haemoglobin = (json.dumps(concept(code, RNDS)).encode() for code in ("2132-9", "718-7"))
    assert known[level].observed
    assert not known[haemoglobin].observed


@pytest.mark.parametrize(
    "route, what",
    [
        (concept("20035000", "http://standardterms.edqm.eu"), "with a route that is not known (20035000)"),
        ({"text": "근육주사"}, "with a route that is not known (근육주사)"),
        ({}, "without a route"),
        (None, "without a route"),
    ],
)  # fmt: skip
def test_a_route_that_is_not_known_is_told_as_it_was_sent(route: dict[str, object] | None, what: str) -> None:
    """MII, ELGA and CH EMED code routes by EDQM; whoever connects them must see that it arrived."""
    dosage = [{"text": "1x"} | ({"route": route} if route is not None else {})]
    taken = medicine("MedicationStatement", "cyanocobalamin", effectiveDateTime="2026-02-01", dosage=dosage)
    (told,) = case(taken).problems
    assert (
        told.sentence
        == f"MedicationStatement/m1: a B12 product {what}: it cannot be told whether it is injected or swallowed"
    )
