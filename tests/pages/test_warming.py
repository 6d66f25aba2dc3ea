"""What the first reader would wait for is made beforehand, with the figures of the site."""

from typing import Any

import pytest

from cobalamin.knowledge.thresholds import THRESHOLDS
from cobalamin.records.errors import RecordError
from cobalamin.web.pages import warming
from cobalamin.web.settings import Settings


def test_every_guideline_is_made_ready_with_the_figures_of_the_site(monkeypatch: pytest.MonkeyPatch) -> None:
    """That one of them cannot take a figure hinders nothing: the page says so when it is asked."""
    asked = []

    def compare(_: Any, *, verified: bool, parameters: Any) -> None:
        asked.append((verified, parameters))
        raise RecordError("a figure that another guideline cannot take")

    own = {"b12.total.deficient": THRESHOLDS["b12.total.deficient"]}
    monkeypatch.setattr(warming, "compare", compare)
    warming._warm(Settings(parameters=own))
    assert asked == [(False, own), (True, own)]
