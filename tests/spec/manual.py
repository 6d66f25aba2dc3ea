"""Prints the manual of the rule language from the paragraphs that `test_meaning.py` runs: `python tests/spec/manual.py`."""

from __future__ import annotations

from pathlib import Path

from meaning import CHAPTERS, FACTS, REFUSALS, Chapter, Paragraph

PAGE = Path(__file__).parents[2] / "docs" / "language.md"

OPENING = """# The rule language

*This page is generated from the tests that run it (`python tests/spec/manual.py`); its examples are examples of the language,
not clinical advice, and not signed off by a clinician.*

A rule is a frozen tree of six kinds of nodes: `Compare` (written `b12 < low`), `Finding`, `Not`, `AtLeast` (written `all_of`,
`any_of`, `at_least`), `Presume` and `Named`. A `Ladder` puts conditions in order. In the tables one row is one patient: `T` is
yes, `F` is no, `?` is unknown, and `=` is the answer. Every table is checked on the plain interpreter, on generated Python, on
the lanes that try every change at once, and on the exact reading.

The examples speak of these facts:
"""


def manual() -> str:
    """The whole page."""
    facts = [f"{name} = {text}" for name, text in FACTS.items()]
    parts = [OPENING, "```python", *facts, "```", ""]
    for chapter in CHAPTERS:
        parts += chapter_page(chapter)
    return "\n".join([*parts, *refusal_page()])


def chapter_page(chapter: Chapter) -> list[str]:
    lines = [f"## {chapter.title}", "", chapter.opening, ""]
    for paragraph in chapter.paragraphs:
        lines += paragraph_page(paragraph)
    return lines


def paragraph_page(paragraph: Paragraph) -> list[str]:
    rule = [f"# possible: {paragraph.given}"] if paragraph.given else []
    lines = [f"### {paragraph.title}", "", "```python", *rule, paragraph.rule, "```", ""]
    lines += [*table(paragraph.columns, paragraph.rows), ""]
    return [*lines, paragraph.why, ""] if paragraph.why else lines


def table(heads: list[str], rows: list[list[str]]) -> list[str]:
    """A Markdown table, its columns as wide as their widest cell."""
    shown = [[f"`{head}`" if head in FACTS or head == "=" else head for head in heads], *rows]
    widths = [max(map(len, column)) for column in zip(*shown, strict=True)]
    lines = [f"| {' | '.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))} |" for row in shown]
    rule = f"|{'|'.join('-' * (width + 2) for width in widths)}|"
    return [lines[0], rule, *lines[1:]]


def refusal_page() -> list[str]:
    lines = ["## What is refused", "", "A rule that cannot mean anything is an error where it is written.", ""]
    for refusal in REFUSALS:
        lines += [f"### {refusal.title}", "", "```python", refusal.rule, "```", "", f"> {refusal.message}", ""]
    return lines


if __name__ == "__main__":
    PAGE.write_text(manual(), encoding="utf-8")
