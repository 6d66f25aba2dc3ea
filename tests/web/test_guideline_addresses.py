"""The documents on the guideline page are opened by a click."""

from __future__ import annotations

import re

import pytest

from cobalamin.knowledge.rules import ARTICLE
from cobalamin.knowledge.sources import SOURCES
from cobalamin.web.pages.guideline_text import Table, chapters_in, found


@pytest.mark.parametrize("language", ["en", "es"])
def test_each_address_is_a_link(language: str) -> None:
    (sources,) = [each for each in chapters_in(language, ARTICLE) if each.id == "sources"]
    (table,) = [part for part in sources.parts if isinstance(part, Table)]
    linked = re.findall(r'<a href="([^"]+)" target="_blank" rel="noopener noreferrer">', str(table.rows))
    assert linked == [each.address for each in SOURCES.values() if each.address]


def test_a_search_marks_the_words_and_keeps_the_link() -> None:
    shown, _ = found(chapters_in("en", ARTICLE), "brisdoc")
    cells = str([part.rows for each in shown for part in each.parts if isinstance(part, Table)])
    assert 'href="https://radar-brisdoc.co.uk/knowledgebase/ckmp-b12-deficiency"' in cells
    assert "radar-<mark>brisdoc</mark>.co.uk" in cells
