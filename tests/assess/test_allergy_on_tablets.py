"""An allergy to B12 beside tablets that are on record: neither stopped nor continued by this answer, and asked about (R98)."""

from __future__ import annotations

import pytest
from test_answer import ALL_GROUPS, WELL, answer

from cobalamin.translation.words import translator

ASKED = "B12 by mouth is on record: ask whether it is taken without a reaction, and tell the specialist."


@pytest.mark.parametrize("tablets", [True, False])
def test_whoever_takes_tablets_is_asked_whether_they_are_tolerated(tablets: bool) -> None:
    """*Give no cobalamin by mouth* to somebody who has taken it for years, and no word of that."""
    facts = {**WELL, "total_b12": "120 ng/L", "cobalamin_or_cobalt_allergy": True, "oral_b12": tablets}
    found = answer(facts, ALL_GROUPS)
    assert found.route.outcome == "specialist"
    (block,) = [each for each in found.safety if each.id == "safety:allergy"]
    assert (ASKED in block.action) is tablets
    assert translator("es").said(block.action) not in (None, block.action)
