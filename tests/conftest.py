"""No test asserts a time: hypothesis's deadline of 200 ms would, on a busy machine. And what tests of several folders stand on."""

import gc
import sys
from collections import defaultdict
from collections.abc import Iterator

import pytest
from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    """Of the cases of a test marked `some(2)` or `some("an id")` the first two, or those named, are for `make test`: the
    others are marked `thorough`, and so left to `make thorough`."""
    cases: defaultdict[str, list[tuple[str, pytest.Function]]] = defaultdict(list)
    for item in items:
        if item.get_closest_marker("some"):
            name, _, id = item.nodeid.removesuffix("]").partition("[")
            cases[name].append((id, item))
    for name, found in cases.items():
        for item in _left_out(name, found, found[0][1].get_closest_marker("some").args):  # type: ignore[union-attr]
            item.add_marker("thorough")


def _left_out(
    name: str, found: list[tuple[str, pytest.Function]], wanted: tuple[int | str, ...]
) -> Iterator[pytest.Function]:
    ids = [id for id, _ in found]
    if len(ids) > len(wanted) and (lost := [one for one in wanted if isinstance(one, str) and one not in ids]):
        raise pytest.UsageError(f"{name}: no case is called {', '.join(lost)}; name some of {', '.join(ids)}")
    first = max((one for one in wanted if isinstance(one, int)), default=0)
    yield from (item for i, (id, item) in enumerate(found) if i >= first and id not in wanted)


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
