"""A plot in another language: the words a reader sees in its drawing, its table and its description; fields keep their names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from cobalamin.plots.drawing import CONFIG
from cobalamin.plots.plot import Plot
from cobalamin.translation.words import Words

_SHOWN = frozenset(("title", "subtitle", "text", "description", "domain", "sort"))
"""The keys of a specification whose texts are seen; every other text names a field, a mark or a colour."""
_QUOTED = re.compile(r"'([^']+)'")


def in_language(plot: Plot, words: Words) -> Plot:
    """The plot in a language; in English the plot itself."""
    if words.language == "en":
        return plot
    spec = {name: _named(name, part, words) for name, part in plot.spec.items() if name != "config"}
    spec["config"] = {**CONFIG, "locale": {"time": words.calendar()}}
    rows = tuple(tuple(map(words, row)) for row in plot.rows)
    heads = tuple(map(words, plot.heads))
    return replace(
        plot, title=words(plot.title), description=words(plot.description), spec=spec, heads=heads, rows=rows
    )


def _named(name: str, part: object, words: Words) -> object:
    if name == "values" and isinstance(part, list):
        return [_row(one, words) for one in part]
    if name == "labelExpr":
        return _QUOTED.sub(lambda label: f"'{words(label[1])}'", str(part))
    return _part(part, words, shown=name in _SHOWN)


def _part(part: object, words: Words, *, shown: bool) -> object:
    match part:
        case str():
            return words(part) if shown else part
        case Mapping():
            return {name: _named(name, inner, words) for name, inner in part.items()}
        case list() | tuple():
            return [_part(one, words, shown=shown) for one in part]
        case _:
            return part


def _row(row: object, words: Words) -> object:
    """A row of the data: its texts are what axes and legends name."""
    if not isinstance(row, Mapping):
        return row
    return {name: words(value) if isinstance(value, str) else value for name, value in row.items()}
