"""A machine that is busy with other tests is no journal that hangs."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """How long an answer waits for the journal is a test's own matter where it is what is tested (`tests/journal`)."""
    monkeypatch.setattr("cobalamin.web.desk._JOURNAL_SECONDS", 60.0)
