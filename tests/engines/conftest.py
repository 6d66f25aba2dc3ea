"""Each engine that is here, once a module of tests."""

from __future__ import annotations

import pytest

from engines import ENGINES


@pytest.fixture(scope="module", params=list(ENGINES))
def engine(request):
    with ENGINES[request.param]() as ask:
        yield request.param, ask
