"""Injections drafted beside a bleeding disorder or few platelets: a button, but no recommendation to inject into the muscle."""

from __future__ import annotations

from typing import Any

import ehr
import pytest
from calls import cards, deficient, draft

Json = dict[str, Any]
PLATELETS_18, PLATELETS_180 = ehr.result("777-3", 18, "10*3/uL"), ehr.result("777-3", 180, "10*3/uL")
APIXABAN, HAEMOPHILIA = ehr.prescription("B01AF02"), ehr.condition("90935002")
ASSESSED = "once the bleeding risk is assessed (draft)"


def offered(*more: Json, tablets: bool = False) -> tuple[str, bool]:
    """The label of the button that drafts the injections, and whether it is recommended."""
    hook, orders = ("order-select", [draft(ehr.CYANO, ehr.ORAL)]) if tablets else ("patient-view", [])
    card = cards(hook, [*deficient(), *more], orders)[0]
    (button,) = [each for each in card["suggestions"] if "injections" in each["label"]]
    return button["label"], button.get("isRecommended", False)


@pytest.mark.parametrize("tablets", [False, True])
@pytest.mark.parametrize("risk", [PLATELETS_18, HAEMOPHILIA])
def test_who_may_bleed_into_the_muscle_is_assessed_first(risk: Json, tablets: bool) -> None:
    """With platelets of 18 and with haemophilia it recommended injections into the muscle (PGD; register R64)."""
    label, recommended = offered(risk, tablets=tablets)
    assert label.endswith(ASSESSED)
    assert not recommended


@pytest.mark.parametrize("tablets", [False, True])
@pytest.mark.parametrize("more", [(), (PLATELETS_180,), (APIXABAN,)])
def test_everybody_else_is_recommended_them_as_before(more: tuple[Json, ...], tablets: bool) -> None:
    label, recommended = offered(*more, tablets=tablets)
    assert ASSESSED not in label
    assert recommended


def test_the_answer_says_what_to_look_at_before_the_muscle() -> None:
    (card,) = cards("patient-view", [*deficient(), HAEMOPHILIA], [])
    assert "On warfarin see the INR first" in card["detail"]
    assert "nothing into the muscle before that is assessed" in card["detail"]
