"""Names as they are written on a ward, and medicines from abroad: asked about, and told in the first line (registers R79, R163)."""

from __future__ import annotations

from typing import Any

import pytest

from bundles import ON, bundle, condition, facts, observation
from cobalamin.assessment.assess import assess
from cobalamin.records.diagnosis_names import findings_named
from cobalamin.records.fhir.read import read_bundle
from cobalamin.translation.words import translator

UNREAD = "a medicine that may be B12 could not be read: ask what is given, and how"


@pytest.mark.parametrize(
    "name, fact",
    [
        ("Gastric atrophy on biopsy", "atrophic_gastritis"), ("Atrophy of gastric mucosa", "atrophic_gastritis"),
        ("Gastric mucosal atrophy", "atrophic_gastritis"), ("Atrofia gástrica", "atrophic_gastritis"),
        ("Resection of 15 cm of terminal ileum", "partial_ileal_resection"),
        ("Bowel resection 2012, 65 cm of terminal ileum removed", "partial_ileal_resection"),
        ("40cm terminal ileum resected", "partial_ileal_resection"),
    ],
)  # fmt: skip
def test_a_cause_is_asked_about_as_a_ward_writes_it(name: str, fact: str) -> None:
    assert fact in findings_named(name)


@pytest.mark.parametrize("name", ["Optic atrophy", "Cerebral atrophy", "Polyp removed from terminal ileum"])
def test_other_words_are_none(name: str) -> None:
    assert not {"atrophic_gastritis", "partial_ileal_resection"} & set(findings_named(name))


def taken(name: str) -> dict[str, Any]:
    return {
        "resourceType": "MedicationStatement", "id": "m", "status": "active", "subject": {"reference": "Patient/p"},
        "effectivePeriod": {"start": "2026-01-02"}, "medicationCodeableConcept": {"text": name},
    }  # fmt: skip


def headline(*resources: Any) -> str:
    line = assess(read_bundle(bundle(*resources)), on=ON).headline
    assert translator("es").said(line) not in (None, line)
    return line


@pytest.mark.parametrize(
    "name",
    ["Behepan 1 mg/ml injektion", "Methycobal 500 mcg inj", "Cobamamide inj", "Medivitan N Ampullen", "B-12 shots"],
)
def test_a_medicine_that_may_be_b12_is_asked_about_before_any_answer(name: str) -> None:
    """Tablets were proposed, as things stood, to somebody with an injection on record that nobody had read."""
    assert UNREAD in headline(observation(value=150), taken(name))


@pytest.mark.parametrize("name", ["Hydroxyprogesterone injection", "Vitamin C"])
def test_another_one_is_not(name: str) -> None:
    assert UNREAD not in headline(observation(value=150), taken(name))


def test_beside_injections_that_are_read_it_is_not_asked_first() -> None:
    known = taken("Hydroxocobalamin 1 mg/ml injection") | {"id": "n"}
    assert UNREAD not in headline(observation(value=150), taken("Methycobal 500 mcg inj"), known)
    assert (
        facts(condition("x") | {"code": {"text": "Gastric atrophy"}}).missing["atrophic_gastritis"].why
        == "in words only"
    )
