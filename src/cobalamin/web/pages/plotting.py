"""Plots on a page: the drawing that needs no script, words for it, its numbers, and the specification a script may open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from cobalamin.plots import drawing
from cobalamin.plots.plot import Plot, in_language
from cobalamin.translation.words import Words


@dataclass(frozen=True)
class Shown:
    """One plot as `plots.html` shows it."""

    id: str
    title: str
    description: str
    svg: str
    spec: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def shown(plots: Iterable[Plot | None], words: Words) -> tuple[Shown, ...]:
    """Plots as a page shows them, in its language; one that has nothing to show is left out."""
    told = (in_language(plot, words) for plot in plots if plot is not None)
    return tuple(
        Shown(plot.id, plot.title, plot.description, drawing.svg(plot.spec), msgspec.json.encode(plot.spec).decode(),
              plot.heads, plot.rows)
        for plot in told
    )  # fmt: skip
