"""The first line of an answer on its page: one thing to a line, and on a phone no route that reads as a call to a dose."""

from __future__ import annotations

from pathlib import Path

import door
import pytest

from cobalamin.records.read import read_any
from cobalamin.translation.words import translator
from cobalamin.web.pages.answering import Answered, answered
from cobalamin.web.pages.filling import filled
from cobalamin.web.settings import Settings

HELD = Path(__file__).with_name("refused-and-held.json")
ALL = [*door.EXAMPLES, HELD]


def page_of(path: Path) -> Answered:
    return answered(filled(read_any(path.read_bytes()), door.TODAY, [], path.name), Settings(today=lambda: door.TODAY))


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_every_clause_has_a_line_and_the_urgency_one(path: Path, language: str) -> None:
    found = page_of(path)
    headline = translator(language)(found.answer.headline)
    clauses = found.clauses(headline)
    assert "; ".join(clauses) == headline
    assert [clause.startswith(("urgency", "urgencia")) for clause in clauses] == [False] * (len(clauses) - 1) + [True]
    assert len(clauses) > 2 or "indications met" not in found.answer.headline


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_on_a_phone_the_route_is_no_call_to_a_dose_where_something_is_asked_first(path: Path) -> None:
    """It said "Injections" of somebody who had refused the last one."""
    record = {"record": path.read_text()}
    shown = door.posted("/pages/fill", record).text
    assert ("read on before a dose" in shown) is (path == HELD)
    assert ("siga leyendo antes de una dosis" in door.posted("/pages/fill?lang=es", record).text) is (path == HELD)
