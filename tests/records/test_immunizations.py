"""Injections of B12 that a system keeps among the vaccinations (register R148): they were passed over with all vaccines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bundles import ON, SCT, Resource, bundle, case, concept, facts, value
from cobalamin.recall.sources.cases import read_cases
from cobalamin.recall.worklist import recall_list
from cobalamin.records.errors import RecordError

AMPOULE = concept("39111511000001100", SCT, "Hydroxocobalamin 1mg/1ml solution for injection ampoules")
FLU = {"coding": [{"system": "http://hl7.org/fhir/sid/cvx", "code": "158", "display": "influenza, injectable"}]}


def shot(code: Any = AMPOULE, **fields: Any) -> Resource:
    return {"resourceType": "Immunization", "id": "i", "status": "completed", "patient": {"reference": "Patient/p"},
            "vaccineCode": code, "occurrenceDateTime": "2026-01-25", **fields}  # fmt: skip


@pytest.mark.parametrize(
    "code", [AMPOULE, {"text": "Vitamin B12 injection"}, {"text": "Neo-B12 (hydroxocobalamin) 1 mg inj"}]
)
def test_an_injection_among_the_vaccinations_is_a_dose_given(code: Resource) -> None:
    (event,) = case(shot(code)).treatment
    assert (event.kind, event.when_text, event.source, event.route) == (
        "administration", "2026-01-25", "Immunization/i", "injection",
    )  # fmt: skip
    assert value(facts(shot(code)), "b12_injections") is True


def test_its_route_and_dose_are_read() -> None:
    fields = {"route": {"text": "Intramuscular"}, "doseQuantity": {"value": 1, "unit": "mg"}}
    (event,) = case(shot({"text": "hydroxocobalamin"}, **fields)).treatment
    assert (event.product, event.route, event.dose_ug) == ("hydroxocobalamin", "intramuscular", 1000)


def test_one_that_was_not_given_is_told_with_its_reason() -> None:
    (event,) = case(shot(status="not-done", statusReason={"text": "anaphylaxis"})).treatment
    assert (event.kind, event.reason) == ("not_given", "anaphylaxis")
    assert case(shot(status="entered-in-error")).treatment == ()


@pytest.mark.parametrize(
    "reaction", [{"note": [{"text": "anaphylaxis within minutes"}]}, {"reaction": [{"date": "2026-01-25"}]}]
)
def test_a_reaction_to_it_is_asked_about(reaction: Resource) -> None:
    assert value(facts(shot(**reaction)), "cobalamin_or_cobalt_allergy") == "[in words only]"


@pytest.mark.parametrize(
    "code", [FLU, {"coding": [{"system": "urn:own", "code": "7"}]}, {"text": "Covid-19 vaccine"}, {}]
)
def test_a_vaccine_says_nothing(code: Resource) -> None:
    found = case(shot(code), shot(code, id="j", reaction=[{"date": "2026-01-25"}]))
    assert (found.treatment, found.statements, found.problems) == ((), (), ())


def test_one_of_somebody_else_or_that_is_changed_is_left_out() -> None:
    assert case(shot(patient={"reference": "Patient/q"})).treatment == ()
    changed = case(shot(modifierExtension=[{"url": "urn:x"}]))
    assert (changed.treatment, changed.problems[0].sentence[:14]) == ((), "Immunization/i")


def test_one_of_another_version_is_refused() -> None:
    """STU3 says beside the status that it was not given."""
    with pytest.raises(RecordError, match="Immunization/i: `notGiven` is FHIR STU3"):
        case(shot(notGiven=True))


def test_the_list_knows_it_and_an_export_says_the_same(tmp_path: Path) -> None:
    made = bundle(*(shot(occurrenceDateTime=day, id=day) for day in ("2025-09-20", "2025-11-25")))
    (tmp_path / "b.json").write_bytes(made)
    entries = json.loads(made)["entry"]
    (tmp_path / "x.ndjson").write_text("\n".join(json.dumps(each["resource"]) for each in entries))
    rows = [recall_list(read_cases(tmp_path / name, ON)[0], ON).rows for name in ("b.json", "x.ndjson")]
    assert rows[0] == rows[1]
    assert [each.last and each.last.event.when_text for each in rows[0]] == ["2025-11-25"]
