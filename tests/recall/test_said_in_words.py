"""An injection that stands in words alone among what was observed or done (register R128): the recall lost it in silence.

General practice codes *B12 injection given* as an entry of its own, which arrives as an Observation or a Procedure.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cobalamin.recall.worklist import RecallList
from cobalamin.records.fhir.read import read_bundle
from cobalamin.records.notes import injection_said
from cobalamin.records.select import facts_on
from halted import Json, bundle
from injected import list_of

ON = date(2026, 3, 1)


def observed(text: str, **more: Any) -> Json:
    return {"resourceType": "Observation", "id": "o", "status": "final", "effectiveDateTime": "2026-01-10",
            "subject": {"reference": "Patient/p"}, "code": {"text": text}, **more}  # fmt: skip


def done(text: str, **more: Any) -> Json:
    return {"resourceType": "Procedure", "id": "r", "status": "completed", "performedDateTime": "2026-01-10",
            "subject": {"reference": "Patient/p"}, "code": {"text": text}, **more}  # fmt: skip


def listed(folder: Path, *more: Json) -> RecallList:
    (folder / "b.json").write_bytes(bundle(*more))
    return list_of(folder / "b.json", ON)


@pytest.mark.parametrize("entry", [observed("Vitamin B12 injection given"), done("Administration of vitamin B12")])
def test_who_has_no_other_word_of_injections_is_on_the_list(tmp_path: Path, entry: Json) -> None:
    (row,) = listed(tmp_path, entry).rows
    assert "reported as being given, as of 2026-01-10, no record that it was given" in row.why
    assert row.next_step == "find out when the last dose was given, and record it"


def test_nobody_is_called_to_a_prescribed_dose_that_may_have_been_given(tmp_path: Path) -> None:
    order = {
        "resourceType": "MedicationRequest", "id": "m", "status": "active", "intent": "order", "authoredOn": "2025-12-01",
        "subject": {"reference": "Patient/p"}, "medicationCodeableConcept": {"text": "Hydroxocobalamin 1mg/ml injection"},
    }  # fmt: skip
    assert listed(tmp_path, order).rows[0].next_step == "give the prescribed dose, or record when it was given"
    assert listed(tmp_path, order, observed("Hydroxocobalamin injection")).rows[0].next_step == (
        "find out when the last dose was given, and record it"
    )


def test_the_answer_asks_and_presumes_nothing() -> None:
    found = facts_on(read_bundle(bundle(observed("Vitamin B12 injection given"))), ON, ["medicines"])
    assert "b12_injections" not in found.known
    assert found.missing["b12_injections"].why == "in words only"


STOPPED = {"coding": [{"system": "http://snomed.info/sct", "code": "170826002"}]}
"""The code of injections that were stopped."""


@pytest.mark.parametrize(
    "entry",
    [
        observed("Vitamin B12 injection given", status="entered-in-error"), done("B12 injection", status="not-done"),
        observed("B12 injection declined"), observed("B12 injection due"), observed("Vitamin B12 level"), done("Injection of knee"),
        observed("", code={**STOPPED, "text": "B12 injection"}),
        observed("Allergy to hydroxocobalamin injection"), done("B12 injection?"), observed("Vitamin B12 tablets given"),
    ],
)  # fmt: skip
def test_other_words_are_no_injection(tmp_path: Path, entry: Json) -> None:
    assert listed(tmp_path, entry).rows == ()
    assert [each.kind for each in read_bundle(bundle(entry)).treatment] == []


@pytest.mark.parametrize(
    "text", ["Intramuscular injection of vitamin B12", "Hydroxocobalamin 1 mg i.m.", "Cyanocobalamin given"]
)
def test_what_says_that_it_was_injected(text: str) -> None:
    assert injection_said(text) is not None
