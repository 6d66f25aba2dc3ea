"""The guideline page in another language: each text of its HTML said again; what has no words there stays, marked as English."""

from __future__ import annotations

import re
from functools import cache
from html import escape, unescape

from cobalamin.knowledge.rules import Guideline
from cobalamin.translation.words import Words, translator
from cobalamin.web.pages.guideline_text import Passage, Row, Section, Table, chapters

_PIECES = re.compile(r"(<[^>]+>|\n)")
_PROSE = re.compile(r"[a-z]{4}|[a-z]{3} [a-z]|\b(?:not|any|and)\b")
"""What is said in words rather than by a name, a number or a unit."""


@cache
def chapters_in(language: str, guideline: Guideline) -> tuple[Section, ...]:
    """The chapters in a language; a search finds the words of both, for sources are quoted as they stand."""
    found = chapters(guideline)
    if language == "en":
        return found
    words = translator(language)
    return tuple(Section(one.id, words(one.title), tuple(_part(part, words) for part in one.parts)) for one in found)


def _part(part: Passage | Table, words: Words) -> Passage | Table:
    if isinstance(part, Passage):
        html = _html(part.html, words)
        return Passage(html, f"{part.text} {_text(html)}")
    return Table(part.heads, tuple(_row(row, words) for row in part.rows))


def _row(row: Row, words: Words) -> Row:
    cells = tuple(_html(cell, words) for cell in row.cells)
    return Row(cells, f"{row.text} {' '.join(map(_text, cells))}")


def _text(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html)).lower()


def _html(html: str, words: Words) -> str:
    """The texts between the tags, line by line; what stands inside `<code>` is a name and stays."""
    out, in_code = [], False
    for piece in _PIECES.split(html):
        in_code = piece == "<code>" or (in_code and piece != "</code>")
        out.append(piece if in_code or piece.startswith("<") or not _PROSE.search(piece) else _said(piece, words))
    return "".join(out)


def _said(piece: str, words: Words) -> str:
    text = unescape(piece)
    core = text.strip()
    said = words.said(core)
    if said is None:
        return f'<span lang="en">{piece}</span>'
    before, _, after = text.partition(core)
    return escape(f"{before}{said}{after}", quote=False)
