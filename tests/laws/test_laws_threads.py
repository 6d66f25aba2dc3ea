"""Threads that ask a new engine for its answers at the same moment: a page is compared in a thread while a call is answered."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from cobalamin.assessment.engine import Engine, engine_for
from cobalamin.knowledge.rules import ARTICLE
from cobalamin.language.compile import Vector
from cobalamin.language.diagram import Mask

NOTHING: Vector = engine_for(ARTICLE).program.vector({})


@pytest.mark.usefixtures("_turns")
def test_threads_that_build_an_engine_together_get_its_answers() -> None:
    whole = engine_for(ARTICLE).exact
    settled = whole.presumed(NOTHING)
    expected = (settled, whole.everything(NOTHING, settled), whole.conditions(NOTHING, settled))
    engine = Engine(ARTICLE, shipped=False)
    exact, start = engine.exact, Barrier(3)

    def asked(first: str) -> tuple[tuple[bool | None, ...], tuple[Mask, ...], tuple[Mask, ...]]:
        start.wait()
        getattr(exact, first)
        presumed = exact.presumed(NOTHING)
        return presumed, exact.everything(NOTHING, presumed), exact.conditions(NOTHING, presumed)

    with ThreadPoolExecutor(3) as threads:
        assert list(threads.map(asked, ("presumed", "everything", "conditions"))) == [expected] * 3
