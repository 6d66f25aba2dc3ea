"""As things stand tablets would do: how much of them is said where that is said."""

from __future__ import annotations

from typing import Any

import pytest
from test_answer import ALL_GROUPS, WELL, answer

from cobalamin.assessment.report import text
from cobalamin.translation.words import translator

LOW = {**WELL, "total_b12": "160 ng/L"}


@pytest.mark.parametrize(
    ("more", "dose"),
    [
        ({"low_b12_diet": True}, "50-150 ug a day"),
        ({"metformin": True}, "1000-2000 ug a day"),
        ({"low_b12_diet": True, "metformin": True}, "1000-2000 ug a day"),
    ],
)
def test_the_dose_stands_beside_the_tablets(more: dict[str, Any], dose: str) -> None:
    """*Tablets, provided that nothing turns up in the antibody*: with a patient waiting, nowhere how many micrograms."""
    found = answer({**LOW, **more}, ALL_GROUPS)
    assert found.route.outcome == "undetermined"
    assert found.working.statement == f"tablets, {dose}"
    assert f"tablets, {dose.replace(' ug ', ' micrograms ')}" in " ".join(text(found).split())
    assert translator("es").said(found.working.statement) not in (None, found.working.statement)


@pytest.mark.parametrize("more", [{"leber_optic_neuropathy": True}])
def test_no_dose_of_what_must_not_be_given(more: dict[str, Any]) -> None:
    words = answer({**LOW, "low_b12_diet": True, **more}, ALL_GROUPS).working.statement
    assert words == "tablets; Leber's disease is recorded, so never cyanocobalamin"


def test_without_tablets_there_is_none() -> None:
    assert "a day" not in answer({}).working.statement
