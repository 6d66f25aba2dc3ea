"""A small child with measured deficiency: how soon, and what is asked and looked for (register R149)."""

from __future__ import annotations

from typing import Any

import pytest
from test_answer import answer

from cobalamin.assessment.assessment import Assessment

LOW: dict[str, Any] = {"total_b12": "95 ng/L"}


def child(age: float = 0.35, **facts: Any) -> Assessment:
    return answer({**LOW, **facts}, age=age)


def labels(found: Assessment) -> str:
    return "; ".join(test.label for test in found.next_tests)


@pytest.mark.parametrize("sign", [{"haemoglobin": "81 g/L"}, {"fatigue": True}, {"glossitis": True}])
def test_an_infant_with_a_sign_is_seen_the_same_day(sign: dict[str, Any]) -> None:
    """Of an anaemic infant of four months it said "within days"."""
    assert child(**sign).urgency.at_least == "same_day"


def test_without_a_sign_it_may_be_the_same_day() -> None:
    found = child()
    assert found.urgency.at_least != "same_day"
    assert "same_day" in found.urgency.possible


def test_from_two_years_on_the_rule_is_none() -> None:
    assert child(2, haemoglobin="95 g/L").urgency.at_least == "prompt"


def test_nobody_asks_a_small_child_about_alcohol_memory_or_gait() -> None:
    asked = labels(child(3, haemoglobin="101 g/L"))
    assert "Ask: nitrous oxide as an anaesthetic" in asked
    assert "Examine: development, muscle tone" in asked
    assert not any(word in asked for word in ("alcohol", "memory", "gait", "tablets"))


def test_from_five_years_on_the_questions_are_those_of_everybody() -> None:
    assert "Ask: nitrous oxide, alcohol" in labels(child(5))
