"""Injections drafted beside a bleeding disorder or few platelets: a button, but no recommendation to inject into the muscle."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import ehr
from calls import call, cards, deficient, draft
from cobalamin.records.parameters import read_parameters

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
    assert "nothing into the muscle before the bleeding risk has been assessed" in card["detail"]
    assert "warfarin" not in card["detail"]


def test_the_figure_for_platelets_is_the_one_in_force(tmp_path: Path) -> None:
    """The card recommended the muscle by the published figure where a site had set its own."""
    own = tmp_path / "lab.toml"
    own.write_text('["platelets.caution"]\nvalue = 100\nunit = "10*9/L"\nsource = "Our haematologists, 2025"\n')
    request = ehr.request("patient-view", [*deficient(), ehr.result("777-3", 90, "10*3/uL")], [])
    for settings, recommended in (({}, True), ({"parameters": read_parameters(own)}, False)):
        _, body = call(request, **settings)
        (button,) = [each for each in body["cards"][0]["suggestions"] if "injections" in each["label"]]
        assert button.get("isRecommended", False) is recommended
