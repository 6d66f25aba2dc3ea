"""docs/language.md is what the paragraphs print."""

from __future__ import annotations

from manual import PAGE, manual
from meaning import CHAPTERS, REFUSALS


def test_the_manual_is_not_stale() -> None:
    assert PAGE.read_text(encoding="utf-8") == manual(), "write it again: python tests/spec/manual.py"


def test_the_manual_holds_every_paragraph_and_every_refusal_once() -> None:
    page = manual()
    for item in (*(paragraph for chapter in CHAPTERS for paragraph in chapter.paragraphs), *REFUSALS):
        assert page.count(f"### {item.title}\n") == 1
        assert item.rule in page


def test_every_row_of_a_table_has_a_cell_for_every_column() -> None:
    for chapter in CHAPTERS:
        for paragraph in chapter.paragraphs:
            assert {len(row) for row in paragraph.rows} == {len(paragraph.columns)}, paragraph.title
