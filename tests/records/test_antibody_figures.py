"""An antibody sent as a figure: the laboratory's own word beside it counts, unless its own range says the opposite (R85, R76)."""

from __future__ import annotations

from typing import Any

import pytest

from bundles import Resource, facts, observation, value

ANTIBODY = "intrinsic_factor_antibody"


def sent(number: float, word: str = "", high: float | None = 1.5, **fields: Any) -> Resource:
    own = {} if high is None else {"referenceRange": [{"high": {"value": high, "unit": "U/mL"}}]}
    graded = {"interpretation": [{"coding": [{"code": word}]}]} if word else {}
    return observation("31444-3", number, "U/mL", **own, **graded, **fields)


@pytest.mark.parametrize("word", ["H", "HH", "POS"])
def test_a_figure_that_the_laboratory_calls_positive_is_positive(word: str) -> None:
    assert value(facts(sent(12, word)), ANTIBODY) is True
    assert value(facts(sent(12, word, high=None)), ANTIBODY) is True


@pytest.mark.parametrize("word", ["N", "NEG", "L"])
def test_a_figure_that_the_laboratory_calls_negative_is_negative(word: str) -> None:
    assert value(facts(sent(0.4, word)), ANTIBODY) is False


@pytest.mark.parametrize("number, word", [(0.4, "POS"), (0.4, "H"), (12, "N"), (12, "NEG")])
def test_a_word_and_a_range_that_say_opposite_things_say_nothing(number: float, word: str) -> None:
    """A positive antibody is a cause for life: a flag that its own range denies made one."""
    found = facts(sent(number, word))
    assert value(found, ANTIBODY) == "[contradictory]"
    assert "up to 1.5 U/mL" in found.missing[ANTIBODY].sentence


@pytest.mark.parametrize("word", ["", "A", "IND"])
def test_a_figure_without_such_a_word_is_told_and_read_as_neither(word: str) -> None:
    assert value(facts(sent(12, word)), ANTIBODY) == "[unreadable]"


def test_a_figure_at_the_limit_or_below_a_comparator_leaves_the_word_alone() -> None:
    assert value(facts(sent(1.5, "POS")), ANTIBODY) is True
    assert value(facts(sent(1.5, "NEG")), ANTIBODY) is False
    above = sent(1.5, "POS") | {"valueQuantity": {"value": 1.0, "comparator": ">", "unit": "U/mL"}}
    assert value(facts(above), ANTIBODY) is True
