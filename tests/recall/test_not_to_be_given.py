"""An order not to give B12, and a word that it is not taken (register R150): both were dropped, and the patient was called."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cobalamin.recall.worklist import RecallList, Row
from halted import WHO, Json, bundle
from injected import list_of

ON = date(2026, 3, 1)
OF = {"subject": WHO}
INJECTION = {"medicationCodeableConcept": {"text": "Hydroxocobalamin 1 mg/mL injection"}}
DOSES = ("2025-01-06", "2025-01-08", "2025-01-10", "2025-01-13", "2025-01-15", "2025-01-17", "2025-04-10", "2025-10-10")


def given(day: str) -> Json:
    return {"resourceType": "MedicationAdministration", "id": f"g{day}", "status": "completed", "effectiveDateTime": day,
            **OF, **INJECTION}  # fmt: skip


def forbidden(**more: Any) -> Json:
    return {"resourceType": "MedicationRequest", "id": "no", "status": "active", "intent": "order", "doNotPerform": True,
            "authoredOn": "2026-01-20", **OF, **INJECTION, **more}  # fmt: skip


def not_taken(**more: Any) -> Json:
    return {"resourceType": "MedicationStatement", "id": "s", "status": "not-taken", "dateAsserted": "2026-01-20",
            **OF, **INJECTION, **more}  # fmt: skip


def listed(folder: Path, *more: Json) -> RecallList:
    (folder / "b.json").write_bytes(bundle(*more))
    return list_of(folder / "b.json", ON)


def row(folder: Path, *more: Json) -> Row:
    (found,) = listed(folder, *map(given, DOSES), *more).rows
    return found


def test_nobody_is_called_to_a_dose_that_was_ordered_not_to_be_given(tmp_path: Path) -> None:
    found = row(tmp_path, forbidden(reasonCode=[{"text": "platelets 12"}]))
    assert "a hold is recorded for 2026-01-20, with the reason 'platelets 12'" in found.why
    assert found.next_step.startswith("first ask why injections are on hold")


@pytest.mark.parametrize(
    "where", [{"reasonCode": [{"text": "allergy to cobalamin"}]}, {"statusReason": {"text": "anaphylaxis"}}]
)
def test_a_reaction_as_the_reason_is_settled_before_the_next_dose(where: Json, tmp_path: Path) -> None:
    assert row(tmp_path, forbidden(**where)).next_step.startswith("no dose until it is clear whether that reaction")


def test_a_level_as_the_reason_is_a_stop_that_is_no_reason_to_stop(tmp_path: Path) -> None:
    found = row(tmp_path, forbidden(reasonCode=[{"text": "B12 level normal"}]))
    assert found.why[0] == "stopped 2026-01-20 because of a B12 level: a level on treatment is no reason to stop"


@pytest.mark.parametrize(
    "more",
    [
        [forbidden(), given("2026-02-01")],
        [forbidden(), {**forbidden(), "id": "go", "doNotPerform": False, "authoredOn": "2026-02-01"}],
        *([forbidden(status=status)] for status in ("draft", "cancelled", "completed", "stopped", "entered-in-error")),
        *([forbidden(intent=intent)] for intent in ("proposal", "plan", "option")),
        [forbidden(dosageInstruction=[{"route": {"text": "oral"}}])],
        [forbidden(medicationCodeableConcept={"text": "Folic acid 5 mg"})],
        [forbidden(medicationCodeableConcept={"text": "Cyanokit 5 g"})],
        [not_taken(), given("2026-02-01")],
        [not_taken(medicationCodeableConcept={"text": "Vitamin B12 1000 mcg"})],
        [not_taken(medicationCodeableConcept={"text": "Cyanocobalamin 50 microgram tablets"})],
    ],
)  # fmt: skip
def test_what_was_overcome_or_is_of_no_injection_asks_nothing(more: list[Json], tmp_path: Path) -> None:
    assert "first ask" not in row(tmp_path, *more).next_step


@pytest.mark.parametrize(
    "beside", [[], [{**forbidden(), "id": "old", "doNotPerform": False, "authoredOn": "2025-01-01"}]]
)
def test_whoever_says_that_they_are_not_taken_is_asked_before_a_call(beside: list[Json], tmp_path: Path) -> None:
    found = row(tmp_path, not_taken(statusReason=[{"text": "felt faint"}]), *beside)
    assert "the dose of 2026-01-20 was not given, with the reason 'felt faint'" in found.why
    assert found.next_step.startswith("first ask why the last dose was not given")
