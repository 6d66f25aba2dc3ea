"""An order whose words say that the patient injects at home: those doses are not on record, and are asked about (register R159)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bundles import ON, case, condition, given, medicine, observation
from cobalamin.recall.worklist import Row
from cobalamin.records.notes import injects_at_home
from cobalamin.translation.words import translator
from injected import row_of

ASK = "first ask when the patient last injected at home, and record it; then "
DOSES = [given(on=day, id=day) for day in ("2025-05-01", "2025-07-25", "2025-10-01")]


def ordered(**more: Any) -> dict[str, Any]:
    said = {"status": "active", "intent": "order", "authoredOn": "2025-10-20", "id": "o"}
    return medicine("MedicationRequest", "hydroxocobalamin 1 mg injection", **said, **more)


def row(*resources: dict[str, Any]) -> Row:
    return row_of(case(condition("84027009"), *DOSES, *resources), ON)


@pytest.mark.parametrize(
    "more",
    [
        {"note": [{"text": "Self injects at home."}]},
        {"dosageInstruction": [{"text": "1 mg every 2 months, self-administered", "route": {"text": "intramuscular"}}]},
        {
            "dosageInstruction": [
                {"patientInstruction": "inject yourself; self injection", "route": {"text": "subcutaneous"}}
            ]
        },
    ],
)
def test_whoever_injects_at_home_is_asked_and_not_called(more: dict[str, Any]) -> None:
    """She was overdue for good, called in vain, or had the injection twice."""
    found = row(ordered(**more))
    assert found.next_step.startswith(ASK), found.next_step
    assert "the record says that the patient injects at home: those doses are not on record here" in found.why
    for said in (found.next_step, *found.why):
        assert translator("es").said(said) not in (None, said)


def test_an_observation_that_says_so_asks_too() -> None:
    """Only orders were asked: "self-injects hydroxocobalamin" among a patient's findings stood below, as unmapped."""
    sent = observation({"text": "Patient self-injects hydroxocobalamin at home"}, id="x")
    assert row(ordered(), sent).next_step.startswith(ASK)
    assert not row(ordered(), sent | {"code": {"text": "Taught to self-inject B12"}}).next_step.startswith(ASK)


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"note": [{"text": "Not able to self-inject"}]},
        {"status": "stopped", "note": [{"text": "Self injects at home"}]},
    ],
)
def test_whoever_does_not_inject_at_home_is_not_asked_about_it(more: dict[str, Any]) -> None:
    assert ASK not in row(ordered() | more).next_step


@pytest.mark.parametrize(
    "text, is_it",
    [
        ("Self injects at home", True), ("patient self-administers", True), ("injects herself", True), ("se inyecta en casa", True),
        ("declined self-injection", False), ("Consider self injection", False), ("to be taught self-injection", False),
        ("self-injection discussed", False), ("no longer self injects", False), ("given by nurse", False),
        ("Wants tablets. Self injects.", True),
    ],
)  # fmt: skip
def test_what_is_only_planned_or_denied_is_none(text: str, is_it: bool) -> None:
    assert injects_at_home(text) is is_it


def test_a_day_is_told_all_the_same() -> None:
    assert row(ordered(note=[{"text": "self-injects"}])).due == date(2025, 12, 1)


def test_doses_that_a_note_puts_elsewhere_are_asked_for_in_the_list() -> None:
    """A patient injected by the district nurse was overdue, and called in."""
    found = row(ordered(note=[{"text": "Given by district nurse"}]))
    assert found.next_step.startswith("first ask for the doses given elsewhere, and record them; then ")
    assert "a note may tell of doses given elsewhere: those are not on record here" in found.why
