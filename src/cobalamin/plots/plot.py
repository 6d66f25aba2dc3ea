"""A plot as data: one Vega-Lite specification for screen and print, words for it, and the numbers it shows as a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cobalamin.plots.drawing import QUIET

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
