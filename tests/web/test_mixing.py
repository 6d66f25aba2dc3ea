"""Nothing of one patient in another's answer, however many ask at once; `mixing.py` is the campaign over a cold start."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import mixing
import pytest


@pytest.fixture
def _turns() -> Iterator[None]:
    """Python changes threads as often as it can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("_turns")
def test_everybody_gets_their_own_answer() -> None:
    asking = [
        (name, job)
        for name, job in mixing.jobs(7, everything=False)
        if name.split()[1] in ("hook", "figures", "recall")
    ]
    found = mixing.together(asking, 3)
    assert mixing.strangers(found) == []
    assert found == mixing.alone(asking)
    assert sum(bool(mixing._NUMBER.search(said)) for (said,) in found.values()) > 10
