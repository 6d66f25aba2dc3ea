"""A picture of haemolysis counts where it is recorded, and is asked for where there is anaemia."""

from __future__ import annotations

from typing import Any

import pytest
from test_answer import ALL_GROUPS, answer, truths

from cobalamin.assessment.assessment import Assessment
from cobalamin.language.truth import Truth

LOW = {"total_b12": "160 ng/L", "mcv": "93 fL", "low_b12_diet": True, "intrinsic_factor_antibody": False}


def found(haemoglobin: str, **more: Any) -> Assessment:
    return answer({**LOW, "haemoglobin": f"{haemoglobin} g/L", **more}, ALL_GROUPS)


def asked(said: Assessment) -> bool:
    return any("haemolysis" in test.label for test in said.next_tests)


def test_who_is_not_anaemic_is_not_asked_for_haemolysis() -> None:
    """*Next: full blood count with film* stood first, and as a button, for a well vegan whose count was a week old (R44)."""
    said = found("146")
    assert not asked(said)
    assert (said.route.outcome, truths(said)[3]) == ("oral", Truth.NO)
    assert any("haemolysis" in line for line in said.presumptions)


def test_with_anaemia_or_without_a_count_it_is_open() -> None:
    assert truths(found("125"))[3] is Truth.UNKNOWN
    assert truths(answer(LOW, ALL_GROUPS))[3] is Truth.UNKNOWN


@pytest.mark.parametrize("haemoglobin", ["146", "125"])
def test_recorded_it_counts_whatever_the_count(haemoglobin: str) -> None:
    assert truths(found(haemoglobin, haemolysis_picture=True))[3] is Truth.YES
