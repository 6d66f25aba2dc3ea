"""In pregnancy the active B12 settles a low total that nothing else supports (register R39)."""

from __future__ import annotations

from typing import Any

import pytest
from test_answer import ALL_GROUPS, answer

from cobalamin.assessment.assessment import Assessment
from cobalamin.language.truth import Truth

BOOKED: dict[str, Any] = {
    "pregnant": True, "trimester_2": True, "total_b12": "150 ng/L", "active_b12": "82 pmol/L",
    "haemoglobin": "112 g/L", "mcv": "90 fL", "ferritin": "14 ug/L", "egfr": "110 mL/min/{1.73_m2}",
}  # fmt: skip


def full(**more: Any) -> Assessment:
    return answer({**BOOKED, **more}, ALL_GROUPS, age=31, sex="female")


def ids(found: Assessment) -> set[str]:
    return {each.id.removeprefix("safety:") for each in found.safety if each.truth is Truth.YES}


def test_a_high_active_b12_settles_a_low_total() -> None:
    """She was sent for homocysteine and methylmalonic acid, and warned that the two disagree."""
    found = full()
    assert found.route.outcome == "none"
    assert not found.next_tests
    assert "discordant_levels" not in ids(found)
    assert "total_b12_in_pregnancy" in ids(found)


def test_her_preventive_folic_acid_is_not_blocked() -> None:
    assert not ids(full(folic_acid_without_b12=True)) & {"folic_acid_alone", "folate_low_untreated_b12"}


@pytest.mark.parametrize(
    "sign", [{"mcv": "108 fL"}, {"paraesthesia": True}, {"haemoglobin": "98 g/L", "ferritin": "80 ug/L"}]
)
def test_what_supports_the_low_total_leaves_them_in_disagreement(sign: dict[str, Any]) -> None:
    found = full(**sign)
    assert found.route.outcome != "none"
    assert "discordant_levels" in ids(found)


@pytest.mark.parametrize("pregnant", [False, None])
def test_without_a_pregnancy_on_record_nothing_is_settled(pregnant: bool | None) -> None:
    facts = {**BOOKED, "pregnant": pregnant, "trimester_2": pregnant}
    found = answer({name: value for name, value in facts.items() if value is not None}, age=31, sex="female")
    assert found.route.outcome == "undetermined"
    assert "discordant_levels" in ids(found)


def test_a_low_active_b12_is_deficient_beside_any_total() -> None:
    found = full(active_b12="20 pmol/L", total_b12="400 ng/L")
    assert found.route.outcome == "injection"
    assert "discordant_levels" in ids(found)
