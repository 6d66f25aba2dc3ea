"""No test asserts a time: hypothesis's deadline of 200 ms would, on a busy machine. And what tests of several folders stand on."""

import gc
import sys
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    """Of the cases of a test marked `some(2)` or `some("an id")` the first two, or those named, are for `make test`: the
    others are marked `thorough`, and so left to `make thorough`."""
    met: Counter[str] = Counter()
    for item in items:
        wanted = [wanted for mark in item.iter_markers("some") for wanted in mark.args]
        if wanted:
            name, _, id = item.nodeid.removesuffix("]").partition("[")
            met[name] += 1
            if id not in wanted and not any(isinstance(one, int) and met[name] <= one for one in wanted):
                item.add_marker("thorough")


gc.set_threshold(50_000, 20, 50)  # an eighth of the run went into looking for cycles


@pytest.fixture(scope="session", autouse=True)
def _nothing_is_left_open() -> Iterator[None]:
    """What hangs open in a cycle is told at the latest here: a worker of pytest-xdist says nothing after its last test."""
    yield
    gc.collect()


@pytest.fixture
def _turns() -> Iterator[None]:
    """Python changes threads as often as it can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)
