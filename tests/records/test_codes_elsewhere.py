"""LOINC's codes under another name, as RNDS (Brazil) sends them: told, and not read, for the system may be any."""

from __future__ import annotations

import json

import pytest

from bundles import ON, case, concept, condition, facts, medicine, observation, patient, value
from cobalamin.records.bulk.codes import Meanings
from cobalamin.records.record import rejected_in
from cobalamin.records.select import facts_on

RNDS = "http://www.saude.gov.br/fhir/r4/CodeSystem/BRNomeExameLOINC"


@pytest.mark.parametrize(
    "code, fact",
    [
        ("2132-9", "total serum B12"), ("13964-2", "methylmalonic acid"), ("718-7", "haemoglobin"),
        ("787-2", "mean corpuscular volume"), ("2284-8", "serum folate"), ("33914-3", "estimated glomerular filtration rate"),
        ("31444-3", "intrinsic factor antibody positive"), ("82810-3", "pregnant"),
    ],
)  # fmt: skip
def test_a_result_under_a_code_of_loinc_in_another_system_is_told(code: str, fact: str) -> None:
    (told,) = case(observation(concept(code, RNDS), 90, "pmol/L")).problems
    assert told.why == "unmapped"
    assert told.sentence == (
        f"Observation/o1: {code!r} is a code of LOINC ({fact}), sent in the system {RNDS}: not used; "
        "send it in http://loinc.org, or map it in the site file"
    )


def test_it_is_not_used() -> None:
    assert value(facts(observation(concept("2132-9", RNDS), 90, "pmol/L")), "total_b12") == "[never recorded]"


def test_one_without_a_system_and_one_inside_a_result_are_told() -> None:
    bare = observation({"coding": [{"code": "2132-9"}]}, 90, "pmol/L")
    panel = observation(concept("x", RNDS), component=[{"code": concept("2132-9", RNDS), "valueString": "90"}])
    assert "sent without a system: not used" in case(bare).problems[0].sentence
    assert "sent in the system " in case(panel).problems[0].sentence


def test_a_record_full_of_them_is_told_in_a_sentence_a_system() -> None:
    """In the order of the vocabulary: a level of B12 is not lost behind three hundred counts."""
    counts = [observation(concept(code, RNDS), 9, id=f"{code}-{i}") for i in range(100) for code in ("718-7", "787-2")]
    level = observation({"coding": [{"code": "2132-9"}]}, 90, id="bare")
    found = case(*counts, observation(concept("2132-9", RNDS), 90, id="z"), level).problems
    assert [each.sentence for each in found] == [
        "Observation/718-7-0 and 200 more: entries under codes of LOINC (total serum B12, haemoglobin, mean corpuscular volume), "
        f"sent in the system {RNDS}: not used; send them in http://loinc.org, or map them in the site file",
        "Observation/bare: '2132-9' is a code of LOINC (total serum B12), sent without a system: not used; "
        "send it in http://loinc.org, or map it in the site file",
    ]


@pytest.mark.parametrize(
    "code",
    [
        concept("3016-3", RNDS), concept("8302-2", RNDS), concept("2132", RNDS, "Glicose"), concept("2132-9"),
        concept("2132-9", "http://snomed.info/sct"),
        {"coding": [{"system": RNDS, "code": "2132-9"}, {"system": "http://loinc.org", "code": "2132-9"}]},
    ],
)  # fmt: skip
def test_what_no_rule_asks_for_and_what_loinc_stands_beside_is_not(code: dict[str, object]) -> None:
    assert not case(observation(code, 90, "pmol/L"), who=patient()).problems


OWN, OWN_DANISH = "http://example.org/catalogue", "urn:oid:1.2.208.176.2.4"


@pytest.mark.parametrize(
    "sent, what",
    [
        (condition("K90.0", OWN), "Condition/c1: 'K90.0' is a code of ICD-10 (coeliac disease)"),
        (condition("Z90.3", OWN), "Condition/c1: 'Z90.3' is a code of ICD-10 (total gastrectomy, partial gastrectomy)"),
        (condition("34000006", OWN), "Condition/c1: '34000006' is a code of SNOMED CT (ileal Crohn's disease)"),
        (condition("DK900", OWN_DANISH), "Condition/c1: 'DK900' is a code of ICD-10 (coeliac disease)"),
        (condition("DD51", OWN_DANISH), "Condition/c1: 'DD51' is a code of ICD-10 ("),
        (medicine("MedicationRequest", medicationCodeableConcept=concept("A10BA02", OWN)),
         "MedicationRequest/m1: 'A10BA02' is a code of ATC (metformin)"),
        (medicine("MedicationStatement", medicationCodeableConcept=concept("B03BA01", OWN, "Vibeden")),
         "MedicationStatement/m1: 'B03BA01' is a code of ATC (a B12 product)"),
    ],
)  # fmt: skip
def test_a_diagnosis_and_a_medicine_are_told_whatever_words_stand_beside_the_code(
    sent: dict[str, object], what: str
) -> None:
    """Words that name nothing that is read had them pass for something else, and what they may be for a no."""
    for text in ({}, {"text": "Xyz"}):
        name = "code" if "code" in sent else "medicationCodeableConcept"
        (told,) = case({**sent, name: sent[name] | text}).problems  # type: ignore[operator]
        assert told.sentence.startswith(what)
        assert ", sent in the system " in told.sentence
        assert told.whole_resource


def test_what_a_name_tells_is_not_told_again() -> None:
    named = medicine("MedicationRequest", medicationCodeableConcept=concept("A10BA02", OWN, "Metformin 500 mg"))
    assert not case(named, condition("K90.0", OWN) | {"code": concept("K90.0", OWN, "Coeliac disease")}).problems


def test_what_it_may_have_shown_is_not_presumed_to_be_none() -> None:
    coeliac = condition("K90.0", OWN) | {"code": concept("K90.0", OWN, "Xyz")}
    assert "coeliac_disease" not in facts_on(case(coeliac), ON, ["bowel"]).known


@pytest.mark.parametrize("code", ["K90", "K90.01", "D99.06", "B81", "1234567", "A10"])
def test_a_code_that_may_be_of_icpc_or_of_any_catalogue_is_told_as_one_that_may_be_any(code: str) -> None:
    (told,) = case(condition(code, OWN)).problems
    assert "it may be anything" in told.sentence


def test_an_operation_that_looks_like_a_diagnosis_is_of_opcs() -> None:
    operation = {"resourceType": "Procedure", "id": "o", "status": "completed", "subject": {"reference": "Patient/p"}}
    (told,) = case(operation | {"code": concept("K90.0", OWN)}).problems
    assert "it may be anything" in told.sentence


def test_the_line_of_an_export_is_looked_into() -> None:
    """What a glance passes over is never told there."""
    known = Meanings()
    level, height, coeliac = (json.dumps(concept(code, RNDS, "x")).encode() for code in ("718-7", "8302-2", "K90.0"))
    assert known[level].observed
    assert not known[height].observed
    assert known[coeliac].speaks_in("Condition")


@pytest.mark.parametrize(
    "route, what",
    [
        (concept("20035000", "http://standardterms.edqm.eu"), "with a route that is not known (20035000)"),
        ({"text": "внутримышечно"}, "with a route that is not known (внутримышечно)"),
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


def test_a_medicine_that_speaks_of_b12_is_not_presumed_to_be_none_and_no_recall_loses_it() -> None:
    """A brand under the number of its pack: it may be the injections, and the recall names what it left out."""
    depot = medicine(
        "MedicationAdministration", "COHEMIN DEPOT injektioneste, liuos 1 mg/ml", effectiveDateTime="2026-02-01"
    )
    record = case(depot)
    assert "b12_injections" not in facts_on(record, ON, ["medicines"]).known
    assert ["COHEMIN DEPOT" in each.why for each in rejected_in(record)] == [True]
