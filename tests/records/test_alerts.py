"""Alerts and adverse events: what they name is asked about, and a B12 product that is suspected asks for the allergy."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow.dataset as dataset
import pytest

from bundles import ON, RXNORM, SCT, Resource, case, coded, concept, facts, patient, value
from cobalamin.population.screen import screen

ALLERGY = "cobalamin_or_cobalt_allergy"
ASKED = "[in words only]"


def flag(text: str, **fields: Any) -> Resource:
    return {"resourceType": "Flag", "id": "f", "status": "active", "subject": {"reference": "Patient/p"},
            "code": {"text": text}, **fields}  # fmt: skip


def harm(text: str = "Rash", *suspects: Resource, **fields: Any) -> Resource:
    return {"resourceType": "AdverseEvent", "id": "e", "actuality": "actual", "subject": {"reference": "Patient/p"},
            "event": {"text": text}, "date": "2024-03-02", "suspectEntity": [{"instance": each} for each in suspects],
            **fields}  # fmt: skip


MEDICINE = {"resourceType": "Medication", "id": "m", "code": concept("11248", RXNORM)}

DOSE = {"resourceType": "MedicationAdministration", "id": "g", "status": "completed", "subject": {"reference": "Patient/p"},
        "effectiveDateTime": "2024-03-01", "medicationReference": {"reference": "Medication/m"}}  # fmt: skip
ORDER = {"resourceType": "MedicationRequest", "id": "o", "status": "stopped", "intent": "order", "authoredOn": "2024-02-01",
         "subject": {"reference": "Patient/p"}, "medicationCodeableConcept": concept("11248", RXNORM)}  # fmt: skip
JAB = {"resourceType": "Procedure", "id": "j", "status": "completed", "subject": {"reference": "Patient/p"},
       "performedDateTime": "2024-03-01", "code": concept("170823005", SCT)}  # fmt: skip
ANY_JAB = {**JAB, "code": concept("96372", "http://www.ama-assn.org/go/cpt")}
OTHER = {**ORDER, "id": "x", "medicationCodeableConcept": {"text": "amoxicillin"}}


@pytest.mark.parametrize(
    "resources, known",
    [
        ([harm("Rash", {"reference": "MedicationAdministration/g"}), DOSE, MEDICINE], ASKED),
        ([harm("Rash", {"reference": "MedicationAdministration/g/_history/2"}), DOSE, MEDICINE], ASKED),
        ([harm("Rash", {"reference": "https://ehr.example/MedicationRequest/o"}), ORDER], ASKED),
        ([harm("Rash", {"reference": "#o"}, contained=[ORDER])], ASKED),
        ([harm("Rash", {"reference": "Procedure/j"}), JAB], ASKED),
        ([harm("Rash", {"reference": "#j"}, contained=[JAB])], ASKED),
        ([harm("Rash", {"reference": "Procedure/j"}), {**JAB, "code": {"text": "Vitamin B12 injection"}}], ASKED),
        ([harm("Rash", {"reference": "Procedure/j"}), ANY_JAB], "[never recorded]"),
        ([harm("Rash", {"reference": "Procedure/j"}), {**JAB, "code": None}], "[never recorded]"),
        ([harm("Rash", {"reference": "MedicationStatement/o"}), ORDER], "[never recorded]"),
        ([harm("Rash", {"reference": "MedicationRequest/x"}), OTHER, ORDER], "[never recorded]"),
        ([harm("Rash", {"reference": "MedicationRequest/x", "display": "cyanocobalamin"}), ORDER], ASKED),
    ],
)
def test_harm_is_laid_to_a_dose_or_an_order_too(resources: list[Resource], known: str) -> None:
    assert value(facts(*resources), ALLERGY) == known


@pytest.mark.parametrize(
    "resources, fact, known",
    [
        ([flag("Allergic to hydroxocobalamin")], ALLERGY, ASKED), ([flag("Coeliac disease")], "coeliac_disease", ASKED),
        ([flag("Allergic to hydroxocobalamin", status="inactive")], ALLERGY, "[never recorded]"),
        ([flag("Falls risk")], ALLERGY, "[never recorded]"), ([flag("No allergy to vitamin B12")], ALLERGY, "[never recorded]"),
        ([flag("x", code=None)], ALLERGY, "[never recorded]"), ([flag("x", code=7)], ALLERGY, "[never recorded]"),
        ([harm("Anaphylaxis after hydroxocobalamin injection")], ALLERGY, ASKED),
        ([harm("Rash", {"display": "hydroxocobalamin 1 mg injection"})], ALLERGY, ASKED),
        ([harm("Rash", {"reference": "Medication/m"}), MEDICINE], ALLERGY, ASKED),
        ([harm("Rash", {"reference": "#m"}, contained=[MEDICINE])], ALLERGY, ASKED),
        ([harm("Rash", {"display": "amoxicillin"}, {"display": "cyanocobalamin"})], ALLERGY, ASKED),
        ([harm("Rash", {"display": "amoxicillin"})], ALLERGY, "[never recorded]"),
        ([harm("Rash", {"display": "cyanocobalamin"}, actuality="potential")], ALLERGY, "[never recorded]"),
        ([harm("B12 deficiency", {"display": "metformin"})], ALLERGY, "[never recorded]"),
        ([harm("Rash", suspectEntity="x", event=[])], ALLERGY, "[never recorded]"),
    ],
)  # fmt: skip
def test_what_is_named_is_asked_about(resources: list[Resource], fact: str, known: str) -> None:
    found = facts(*resources)
    assert value(found, fact) == known
    assert found.problems == ()


def test_it_denies_no_allergy_that_is_recorded() -> None:
    allergy = {"resourceType": "AllergyIntolerance", "id": "a", "patient": {"reference": "Patient/p"},
               "clinicalStatus": coded("active"), "code": concept("11248", RXNORM)}  # fmt: skip
    assert value(facts(allergy, harm("Rash", {"display": "cyanocobalamin"})), ALLERGY) is True


def test_what_changes_its_meaning_is_told() -> None:
    strange = {"modifierExtension": [{"url": "http://x.example/refuted"}]}
    (told,) = case(harm("Rash", {"display": "cyanocobalamin"}, **strange)).problems
    assert told.sentence.startswith("AdverseEvent/e was left out: it carries a modifier extension")
    assert case(flag("Falls risk", **strange)).problems == ()
    somebody = flag("Allergic to cobalamin", subject={"reference": "Group/1"})
    assert value(facts(somebody), ALLERGY) == "[never recorded]"


@pytest.mark.parametrize(
    "suspect, dose", [("Medication/m", ()), ("MedicationAdministration/g", (DOSE,)), ("Procedure/j", (JAB,))]
)
def test_a_bulk_export_is_asked_too(tmp_path: Path, suspect: str, dose: tuple[Resource, ...]) -> None:
    (tmp_path / "export").mkdir()
    for resource in (patient(), flag("Coeliac disease"), harm("Rash", {"reference": suspect}), MEDICINE, *dose):
        (tmp_path / "export" / f"{resource['resourceType']}.ndjson").write_text(json.dumps(resource) + "\n")
    screen(tmp_path / "export", tmp_path / "out", on=ON)
    (row,) = dataset.dataset(tmp_path / "out", format="parquet").to_table().to_pylist()
    assert (row[f"{ALLERGY}_why"], row["coeliac_disease_why"]) == ("in words only", "in words only")
