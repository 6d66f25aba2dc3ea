"""A plot as data: one Vega-Lite specification for screen and print, words for it, and the numbers it shows as a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cobalamin.drawing import QUIET

Spec = dict[str, object]
WIDTH = 520
"""The width of the drawing proper; names and axes stand beside it."""


@dataclass(frozen=True)
class Plot:
    """One plot. The table holds every number the drawing shows; `description` says what can be seen in it."""

    id: str
    title: str
    description: str
    spec: Mapping[str, object]
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def values(*rows: Mapping[str, object]) -> Spec:
    """Rows as the data of a layer."""
    return {"values": list(rows)}


def field(name: str, kind: str = "quantitative", **more: object) -> Spec:
    """An encoding by a field of the data."""
    return {"field": name, "type": kind, **more}


def layer(data: Spec, mark: Mapping[str, object] | str, **encoding: object) -> Spec:
    """One layer of a plot."""
    return {"data": data, "mark": mark, "encoding": encoding}


def legend(words: str) -> Spec:
    """How to read the plot, above it; its title is the heading of the place where it stands."""
    return {"text": words, "fontSize": 12, "fontWeight": 400, "color": QUIET, "offset": 12}
