"""What is read of a card at the bedside: the doses, and no reason twice."""

from __future__ import annotations

from typing import Any

import pytest

import ehr
from calls import cards, deficient

Json = dict[str, Any]
HOLD = {
    **ehr.prescription(ehr.HYDROXO, ehr.IM, status="on-hold", id="m"),
    "statusReason": {"text": "awaiting blood results"},
}


def detail(*more: Json) -> str:
    """The details of all cards of an opened record, one below the other."""
    return "\n\n".join(card["detail"] for card in cards("patient-view", [*deficient(), *more], []))


def block(text: str, title: str) -> list[str]:
    """The lines below a title; none where it is not there."""
    _, _, rest = text.partition(f"**{title}**\n\n")
    return rest.partition("\n\n")[0].splitlines()


def test_the_doses_stand_in_the_card() -> None:
    """A button offered to draft them, and what it would draft was nowhere to be read before it was pressed."""
    (line,) = block(detail(), "Plan")
    assert "1 mg on alternate days until no further improvement; then 1 mg every 2 months" in line
    assert "hydroxocobalamin" in line


@pytest.mark.parametrize("more", [HOLD, ehr.allergy("293397002"), ehr.prescription(ehr.HYDROXO, ehr.IM)])
def test_no_doses_of_a_beginning_where_none_begins(more: Json) -> None:
    """On hold, allergic or on injections already."""
    assert block(detail(more), "Plan") == []


def test_the_urgency_does_not_repeat_what_meets_an_indication() -> None:
    lines = block(detail(), "Why")
    (urgency,) = [line for line in lines if line.startswith("- Urgency")]
    assert urgency == "- Urgency: the reasons for indication 1; the reasons for indication 2"


def test_what_only_the_urgency_rests_on_is_told() -> None:
    lines = block(detail(ehr.result("718-7", 60, "g/L")), "Why")
    (urgency,) = [line for line in lines if line.startswith("- Urgency")]
    assert "below 70 g/L" in urgency


def test_where_no_indication_alone_is_certain_the_card_says_what_is_on_record() -> None:
    """A woman without part of her ileum of whom nobody told whether she is pregnant: a recommended button, and no reason at all."""
    ileum, tired = ehr.condition("51346007"), ehr.condition("84229001")
    woman = [
        ehr.patient(born="1995-01-01"),
        ileum,
        tired,
        ehr.result("2132-9", 172, "ng/L"),
        ehr.result("718-7", 113, "g/L"),
    ]
    (card,) = cards("patient-view", woman, [])
    assert card["summary"].startswith("B12 by injection is indicated.")
    (line,) = [line for line in block(card["detail"], "Why") if "on record" in line]
    assert "total serum B12 172 ng/L (Observation/o2132-9, 2026-02-20)" in line
    assert "fatigue (Condition/c84229001" in line
