"""An answer is gone when nobody holds it: no cycle waits for the garbage collector, to be paid for by somebody else's answer."""

from __future__ import annotations

import gc
import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

import calls
import ehr
from cobalamin.assessment.assess import assess
from cobalamin.assessment.report import markdown, text
from cobalamin.records.read import read_any
from cobalamin.web.answered import answer_arrivals
from cobalamin.web.hooks import read_request
from cobalamin.web.prefetch import arrivals_of
from cobalamin.web.services import SERVICES, advised

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.json"))
ON = date(2026, 3, 1)


@contextmanager
def _kept_for_the_collector() -> Iterator[list[object]]:
    """What only the collector can let go of."""
    gc.disable()
    gc.freeze()  # what was there before is not looked at: that took half a minute of these tests
    gc.set_debug(gc.DEBUG_SAVEALL)
    found: list[object] = []
    try:
        yield found
        gc.collect()
        found += gc.garbage
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.unfreeze()
        gc.enable()


def _left_by(work: Callable[[], object]) -> Counter[str]:
    work()  # what is prepared once is there
    with _kept_for_the_collector() as found:
        work()
    return Counter(type(one).__name__ for one in found)


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_an_answer_from_bytes_to_every_form_leaves_none(file: Path) -> None:
    data = file.read_bytes()

    def answered() -> None:
        answer = assess(read_any(data), on=ON)
        answer.json(), text(answer), markdown(answer)

    assert _left_by(answered) == {}


@pytest.mark.parametrize("hook", ["patient-view", "order-select", "order-sign"])
def test_a_hook_answered_leaves_none(hook: str) -> None:
    orders = [] if hook == "patient-view" else [calls.draft("B03BA01", "26643006")]
    body = json.dumps(ehr.request(hook, calls.deficient(), orders)).encode()
    settings = ehr.settings()

    def answered() -> None:
        request = read_request(body, hook)
        reading = answer_arrivals(arrivals_of(request), "p1", settings)
        assert advised(SERVICES[f"b12-{hook}"], reading, request.context)

    assert _left_by(answered) == {}


def test_a_cycle_is_seen() -> None:
    def knows_itself() -> None:
        itself: list[object] = []
        itself.append(itself)

    assert _left_by(knows_itself) == {"list": 1}
