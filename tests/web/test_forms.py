"""Two callers who were the first with a case file, at the same moment, ended the service: msgspec 0.22 has no lock there."""

from __future__ import annotations

import mixing
import pytest

from cobalamin.records.case_file import CaseFile, FindingFile, MeasureFile
from cobalamin.web import app
from cobalamin.web.forms import learn_forms
from cobalamin.web.smart import Opened


def test_the_forms_that_calls_are_read_by_are_learned_before_them(monkeypatch: pytest.MonkeyPatch) -> None:
    learned: list[type] = []
    monkeypatch.setattr("msgspec.json.Decoder", learned.append)
    learn_forms()
    assert {CaseFile, FindingFile, MeasureFile, Opened} <= {*learned}
    assert app.learn_forms is learn_forms


def test_the_campaign_of_threads_learns_what_a_service_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it two threads of the campaign were the first with the shipped value sets: it ended in one run of four."""
    order: list[str] = []
    monkeypatch.setattr(mixing, "learn_forms", lambda: order.append("learned"))
    monkeypatch.setattr(mixing, "jobs", lambda *_: iter([("one", lambda: order.append("asked") or "said")]))
    mixing.part("forwards", 1, 1, everything=False)
    assert order == ["learned", "asked"]
