"""Medicines that only their names tell: EHRs code the pack, and often send a pointer to it with a name and nothing more."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bundles import collection
from cobalamin.knowledge.facts import FACTS
from cobalamin.records import medicine_names
from cobalamin.records.bulk.codes import meanings_at
from cobalamin.records.fhir.read import read_bundle
from cobalamin.records.record import Case

Json = dict[str, Any]
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"


def pack(display: str, code: str = "99999999") -> Json:
    """A medicine as the code of a pack that is in no value set, with its display."""
    return {"medicationCodeableConcept": {"coding": [{"system": RXNORM, "code": code, "display": display}]}}


def case(medicine: Json, status: str = "active", route: str = "") -> Case:
    request = {
        "resourceType": "MedicationRequest", "id": "m", "status": status, "intent": "order", "subject": {"reference": "Patient/p"},
        "authoredOn": "2026-02-01", **({"dosageInstruction": [{"route": {"text": route}}]} if route else {}), **medicine,
    }  # fmt: skip
    resources = [{"resourceType": "Patient", "id": "p"}, request]
    bundle = collection(resources)
    return read_bundle(json.dumps(bundle).encode())


def said(medicine: Json, **more: str) -> set[str]:
    return {statement.fact for statement in case(medicine, **more).statements if statement.present}


@pytest.mark.parametrize(
    ("display", "fact"),
    [
        ("metformin hydrochloride 500 MG Oral Tablet", "metformin"),
        ("Metformin 500mg modified-release tablets", "metformin"),
        ("sitagliptin 50 MG / metformin hydrochloride 1000 MG Oral Tablet", "metformin"),
        ("omeprazole 20 MG Delayed Release Oral Capsule", "proton_pump_inhibitor"),
        ("Warfarin 3 mg tablets", "anticoagulant"),
        ("folic acid 1 MG Oral Tablet", "folic_acid_without_b12"),
        ("Ferrous fumarate 322mg / Folic acid 350microgram tablets", "folic_acid_without_b12"),
        ("folinic acid 15 MG Oral Tablet", "folic_acid_without_b12"),
        ("Leucovorin 5 mg tablet", "folic_acid_without_b12"),
        ("Calcium folinate 15mg tablets", "folic_acid_without_b12"),
        ("L-methylfolate 15 mg", "folic_acid_without_b12"),
        ("Levomefolate calcium 1 mg", "folic_acid_without_b12"),
        ("Ácido folínico 15 mg", "folic_acid_without_b12"),
    ],
)
def test_a_pack_is_read_by_the_name_of_its_substance(display: str, fact: str) -> None:
    assert fact in said(pack(display))
    assert fact in said({"medicationCodeableConcept": {"text": display}})
    assert fact in said({"medicationReference": {"reference": "Medication/not-sent", "display": display}})
    assert said(pack(display), status="stopped") == set()


def test_b12_by_a_pointer_with_a_name_is_b12() -> None:
    pointer = {"medicationReference": {"reference": "Medication/7", "display": "Cyanocobalamin 1000 microgram tablets"}}
    assert said(pointer) == {"oral_b12"}
    assert said({"medicationReference": {"reference": "Medication/7", "display": "Hydroxocobalamin 1 mg/ml"}},
                route="IM") == {"b12_injections"}  # fmt: skip


@pytest.mark.parametrize("display", ["Prenatal vitamins with folic acid", "Multivitamin / folic acid tablets"])
def test_a_mixture_is_no_folic_acid_alone(display: str) -> None:
    assert said(pack(display)) == set()


def test_b12_with_folic_acid_stays_b12_whatever_the_display_names() -> None:
    both = {"coding": [{"system": "http://www.whocc.no/atc", "code": "B03AE01", "display": "folic acid and others"}]}
    (event,) = case({"medicationCodeableConcept": both}).treatment
    assert event.product == "b12_not_named"


def test_a_code_that_says_what_it_is_stands_before_a_name() -> None:
    coded = {"coding": [{"system": "http://www.whocc.no/atc", "code": "A02BA03", "display": "omeprazole"}]}
    assert said({"medicationCodeableConcept": coded}) == {"h2_blocker"}


def test_every_name_says_a_fact_about_medicines_and_a_bulk_export_keeps_its_lines() -> None:
    for name, fact in medicine_names._FACTS.items():
        assert FACTS[fact].group == "medicines"
        assert meanings_at().surely(json.dumps({"text": f"{name.upper()} 20 mg"}).encode()).somewhere
    assert meanings_at().surely(b'{"text": "Folic acid 5 mg"}').somewhere
    assert not meanings_at().surely(b'{"text": "Paracetamol 500 mg"}').somewhere
