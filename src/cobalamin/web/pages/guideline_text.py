"""The generated guideline page as structured HTML: sections of entries and tables, which a search can pick from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from html import escape, unescape

from markdown_it import MarkdownIt

from cobalamin.knowledge.rules import Guideline
from cobalamin.language.nodes import Threshold
from cobalamin.manual.guideline import guideline_page
from cobalamin.translation.words import Words, translator

_TARGET = re.compile(r'<a id="([^"]+)"></a>')
_PLACED = re.compile(r"⟦([^⟧]+)⟧")
_STATE = re.compile(r"\[(primary|secondary|unverified)\]")
_CELL = re.compile(r"^(primary|secondary|unverified)$")
_ADDRESS = re.compile(r"https://\S+")
CARDS = frozenset({"entry", "key", "statement", "attribute"})
"""First columns of tables whose rows are read one by one: they are shown as cards, not as a table too wide to read."""


@dataclass(frozen=True)
class Passage:
    """One thing of a section: a rule with its title, or a paragraph. `text` is what a search looks through."""

    html: str
    text: str


@dataclass(frozen=True)
class Row:
    """One line of a table."""

    cells: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Table:
    """A table of a section; `cards` where its rows are shown one below the other."""

    heads: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def cards(self) -> bool:
        """Whether each row is a card."""
        return self.heads[0] in CARDS


@dataclass(frozen=True)
class Section:
    """One chapter."""

    id: str
    title: str
    parts: tuple[Passage | Table, ...]


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False})


@cache
def chapters(guideline: Guideline) -> tuple[Section, ...]:
    """The guideline with the figures in force."""
    text = _TARGET.sub(r"⟦\1⟧", guideline_page(guideline))
    found = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    return tuple(_section(*part.split("\n", 1)) for part in found)


def _section(title: str, body: str) -> Section:
    id = title.lower().replace(" ", "-").replace("'", "")
    return Section(id, title, tuple(part for block in _blocks(body) for part in _parts(block)))


def _blocks(body: str) -> Iterator[str]:
    """The body cut at its titles, then at its tables."""
    for titled in re.split(r"^(?=### )", body, flags=re.MULTILINE):
        yield from (block for block in re.split(r"((?:^\|.*\n)+)", titled, flags=re.MULTILINE) if block.strip())


def _parts(block: str) -> Iterator[Passage | Table]:
    if not block.startswith("|"):
        yield Passage(_dressed(_markdown().render(block)), block.lower())
        return
    lines = [[cell.strip() for cell in line.strip().strip("|").split(" | ")] for line in block.strip().split("\n")]
    heads, rows = lines[0], lines[2:]
    yield Table(tuple(heads), tuple(Row(tuple(map(_cell, row)), " ".join(row).lower()) for row in rows))


def _cell(text: str) -> str:
    if _CELL.match(text):
        return f'<span class="tag tag-{text}">{text}</span>'
    if _ADDRESS.fullmatch(text):
        shown = escape(text)
        tab = '<span class="nhsuk-u-visually-hidden"> (opens in a new tab)</span>'
        return f'<a href="{shown}" target="_blank" rel="noopener noreferrer">{shown}{tab}</a>'
    return _dressed(_markdown().renderInline(text))


def _dressed(html: str) -> str:
    """Places to link to, and how far a figure was checked, as they are shown."""
    placed = _PLACED.sub(r'<span class="place" id="\1"></span>', html)
    return _STATE.sub(r'<span class="tag tag-\1">\1</span>', placed)


# --- search ----------------------------------------------------------------------------------------------------------


def found(sections: tuple[Section, ...], words: str) -> tuple[tuple[Section, ...], int]:
    """What has every word, with the words marked, and how many entries that are."""
    wanted = words.lower().split()
    hits: list[Section] = []
    for section in sections:
        parts = tuple(_hits(section, wanted))
        if parts:
            hits.append(replace(section, parts=parts))
    return tuple(hits), sum(len(p.rows) if isinstance(p, Table) else 1 for s in hits for p in s.parts)


def _hits(section: Section, wanted: list[str]) -> Iterator[Passage | Table]:
    for part in section.parts:
        if isinstance(part, Table):
            rows = tuple(
                Row(tuple(_marked(c, wanted) for c in r.cells), r.text) for r in part.rows if _all(r.text, wanted)
            )
            if rows:
                yield Table(part.heads, rows)
        elif _all(part.text, wanted):
            yield Passage(_marked(part.html, wanted), part.text)


def _all(text: str, wanted: list[str]) -> bool:
    return all(word in text for word in wanted)


def _marked(html: str, wanted: list[str]) -> str:
    """The words marked where they stand in text, never inside a tag."""
    words = "|".join(re.escape(escape(word)) for word in sorted(wanted, key=len, reverse=True))
    pieces = re.split(r"(<[^>]+>)", html)
    return "".join(
        piece if piece.startswith("<") else re.sub(f"({words})", r"<mark>\1</mark>", piece, flags=re.IGNORECASE)
        for piece in pieces
    )


def states(figures: Mapping[str, Threshold]) -> dict[str, int]:
    """How many figures were checked how far."""
    counted = {"primary": 0, "secondary": 0, "unverified": 0}
    for figure in figures.values():
        counted[figure.verified] += 1
    return counted


# --- in another language: what has no words there stays, marked as English ---

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
