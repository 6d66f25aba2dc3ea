"""A plot as data: one Vega-Lite specification for screen and print, words for it, and the numbers it shows as a table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from cobalamin.plots.drawing import CONFIG, QUIET
from cobalamin.translation.words import Words

Spec = dict[str, object]
_LONG = 150
"""Days beyond which an axis names months instead of days."""
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


def days_axis(span: tuple[date, date], ticks: int, **more: object) -> Spec:
    """The encoding of days along a plot, from one end to the other, each as it is in a calendar and in no time zone."""
    form = "%b %Y" if (span[1] - span[0]).days > _LONG else "%d %b"
    ends = [{"year": day.year, "month": day.month, "date": day.day, "utc": True} for day in span]
    axis = {"format": form, "tickCount": ticks, "labelOverlap": True, "labelSeparation": 8, **more}
    return field("day", "temporal", title=None, scale={"type": "utc", "domain": ends}, axis=axis)


def from_to(axis: Spec, first: str, last: str, channel: str = "x") -> Spec:
    """The encoding of a stretch along an axis whose ends another layer sets: Vega-Lite reads those of a stretch twice."""
    scale = axis.get("scale")
    kept = {name: value for name, value in scale.items() if name != "domain"} if isinstance(scale, dict) else {}
    return {channel: {**axis, "field": first, "scale": kept}, f"{channel}2": {"field": last}}


# --- in another language: fields keep their names ---

_SHOWN = frozenset(("title", "subtitle", "text", "description", "domain", "sort"))
"""The keys of a specification whose texts are seen; every other text names a field, a mark or a colour."""
_QUOTED = re.compile(r"'([^']+)'")


def in_language(plot: Plot, words: Words) -> Plot:
    """The plot in a language; in English the plot itself."""
    if words.language == "en":
        return plot
    spec = {name: _named_in(name, part, words) for name, part in plot.spec.items() if name != "config"}
    spec["config"] = {**CONFIG, "locale": {"time": words.calendar()}}
    rows = tuple(tuple(map(words, row)) for row in plot.rows)
    heads = tuple(map(words, plot.heads))
    return replace(
        plot, title=words(plot.title), description=words(plot.description), spec=spec, heads=heads, rows=rows
    )


def _named_in(name: str, part: object, words: Words) -> object:
    if name == "values" and isinstance(part, list):
        return [_row_in(one, words) for one in part]
    if name == "labelExpr":
        return _QUOTED.sub(lambda label: f"'{words(label[1])}'", str(part))
    return _part_in(part, words, shown=name in _SHOWN)


def _part_in(part: object, words: Words, *, shown: bool) -> object:
    match part:
        case str():
            return words(part) if shown else part
        case Mapping():
            return {name: _named_in(name, inner, words) for name, inner in part.items()}
        case list() | tuple():
            return [_part_in(one, words, shown=shown) for one in part]
        case _:
            return part


def _row_in(row: object, words: Words) -> object:
    """A row of the data: its texts are what axes and legends name."""
    if not isinstance(row, Mapping):
        return row
    return {name: words(value) if isinstance(value, str) else value for name, value in row.items()}
