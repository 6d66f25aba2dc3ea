"""The working answer of a patient whose urgent injection must not wait for a result."""

from __future__ import annotations

from typing import Any

import pytest
from test_answer import answer

CORD: dict[str, Any] = {
    "paraesthesia": True, "weakness": True, "abnormal_reflexes_or_plantars": True, "haemoglobin": "4.2 g/dL", "mcv": "112 fL",
}  # fmt: skip
URGENT = " (an urgent injection does not wait for it)"


def test_it_does_not_read_as_no_treatment() -> None:
    """The first line said not to delay an urgent injection, and the working answer "no B12 treatment", with cord signs."""
    found = answer(CORD, age=63, sex="female")
    assert "do not delay an urgent injection" in found.headline
    assert found.working.route == "none"
    assert found.working.statement == f"no B12 treatment{URGENT}"


def test_after_an_operation_it_says_so_too() -> None:
    found = answer({**CORD, "bariatric_surgery": True}, age=63, sex="female")
    assert found.working.statement.endswith(URGENT)


@pytest.mark.parametrize("facts", [{}, {"paraesthesia": True, "total_b12": "900 ng/L"}, {**CORD, "oral_b12": True}])
def test_it_is_said_only_where_the_first_line_says_it(facts: dict[str, Any]) -> None:
    found = answer(facts)
    assert ("do not delay an urgent injection" in found.headline) == found.working.statement.endswith(URGENT)
