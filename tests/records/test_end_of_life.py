"""Palliative care in words: whoever is in it is not called to a dose before somebody asked whether it is still wanted (R170)."""

from __future__ import annotations

from typing import Any

import pytest

from bundles import ON, case, condition, given, medicine, observation
from cobalamin.assessment.assess import assess
from cobalamin.recall.worklist import Row
from cobalamin.records.notes import names_end_of_life
from cobalamin.translation.words import translator
from injected import row_of

ASK = "first ask whether injections are still wanted; then "
DOSES = [given(on=day, id=day) for day in ("2025-05-01", "2025-07-25", "2025-10-01")]
PALLIATIVE = condition(None) | {"id": "p", "code": {"text": "Encounter for palliative care"}}


def ordered() -> dict[str, Any]:
    said = {"status": "active", "intent": "order", "authoredOn": "2025-10-20", "id": "o"}
    return medicine("MedicationRequest", "hydroxocobalamin 1 mg injection", **said)


def row(*resources: dict[str, Any]) -> Row:
    return row_of(case(condition("84027009"), *DOSES, ordered(), *resources), ON)


def test_whoever_is_in_palliative_care_is_asked_about_and_not_called() -> None:
    """A patient in the last days of life was invited to an overdue injection."""
    found = row(PALLIATIVE)
    assert found.next_step.startswith(ASK), found.next_step
    assert "palliative care is recorded in words: ask whether injections are still wanted" in found.why
    for said in (found.next_step, *found.why):
        assert translator("es").said(said) not in (None, said)


def test_an_observation_that_says_so_asks_too_and_one_that_denies_it_does_not() -> None:
    sent = observation({"text": "End of life care"}, id="x")
    assert row(sent).next_step.startswith(ASK)
    assert not row(sent | {"code": {"text": "Not for palliative care"}}).next_step.startswith(ASK)
    assert not row().next_step.startswith(ASK)


def test_the_answer_tells_it_where_it_was_not_used() -> None:
    told = [each.sentence for each in assess(case(PALLIATIVE), on=ON).missing]
    sentence = "Condition/p: 'Encounter for palliative care': ask whether B12 is still wanted"
    assert sentence in told
    assert translator("es").said(sentence) not in (None, sentence)


@pytest.mark.parametrize(
    "text",
    [
        "Palliative care", "On the palliative care register", "End-of-life care plan", "EOL pathway", "Lives in a hospice",
        "Cuidados paliativos", "Palliativversorgung", "Soins palliatifs", "Soins de fin de vie",
    ],
)  # fmt: skip
def test_these_words_say_it(text: str) -> None:
    assert names_end_of_life(text)


@pytest.mark.parametrize(
    "text",
    [
        "Palliative radiotherapy to the spine", "palliative chemotherapy", "Palliative gastrectomy", "not palliative",
        "no palliative care needs", "Eol", "whole of life", "Bellevue",
    ],
)  # fmt: skip
def test_other_texts_do_not_name_the_end_of_life(text: str) -> None:
    assert not names_end_of_life(text)
