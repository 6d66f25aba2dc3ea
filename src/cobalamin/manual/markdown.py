"""Pieces of a generated Markdown page: titles, link targets, tables, citations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator


def anchor(id: str) -> str:
    """The link target of an id."""
    return id.replace(":", "-").replace(".", "-")


def target(id: str) -> str:
    """An id that can be linked to."""
    return f'<a id="{anchor(id)}"></a>`{id}`'


def titled(title: str) -> Iterator[str]:
    """The title of a section."""
    yield f"## {title}"
    yield ""


def row(*cells: object) -> str:
    """One line of a table; a bar inside a cell would end it and is written as a slash."""
    return f"| {' | '.join(str(cell).replace('|', '/') for cell in cells)} |"


def table(titles: Iterable[str], rows: Iterable[tuple[object, ...]]) -> Iterator[str]:
    """A table with its titles."""
    heads = tuple(titles)
    yield row(*heads)
    yield row(*("---" for _ in heads))
    for cells in rows:
        yield row(*cells)
    yield ""


def cited(cites: Iterable[str]) -> str:
    """The citations in a row, the entries of the register among them by their numbers."""
    said = tuple(cites)
    entries = iter(sorted(filter(_ENTRY.fullmatch, said), key=lambda entry: (entry[0], int(entry[1:]))))
    return ", ".join(next(entries) if _ENTRY.fullmatch(cite) else cite for cite in said) or "none"


_ENTRY = re.compile(r"[RMG][0-9]+")
