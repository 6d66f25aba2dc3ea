"""Nurse slots a week for the next quarter: one Vega-Lite plot for screen and print, and a page that holds it with its table."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path

from cobalamin.knowledge.notice import SHORT_NOTICE
from cobalamin.plots.drawing import BLUE, GOLD, RUST, drawn, png, svg
from cobalamin.recall.forecast import Need
from cobalamin.recall.written.clinic import COLUMNS, OF_THEM, Week, numbers_of
from cobalamin.records.errors import RecordError
from cobalamin.records.outputs import write_whole

_SHOWN: tuple[tuple[Need, str, str], ...] = (
    ("overdue", "overdue or broken off", RUST),
    ("loading", "loading", GOLD),
    ("maintenance", "maintenance", BLUE),
)
"""Stacked from the bottom; the colours differ in lightness too, for print and for colour-blind readers."""

_TICKS = 8
"""The most lines of the scale."""


def plot_spec(weeks: Sequence[Week]) -> dict[str, object]:
    """A Vega-Lite specification that carries its own values."""
    values = [
        {"week": f"{week.monday:%d %b}", "need": label, "order": order, "slots": getattr(week, need)}
        for week in weeks
        for order, (need, label, _) in enumerate(_SHOWN)
    ]
    labels = [label for _, label, _ in _SHOWN]
    most = max((week.injections for week in weeks), default=0)
    whole = {
        "tickCount": max(1, min(most, _TICKS)),
        "format": "d",
    }  # half an injection stood on the axis of a small clinic
    bars = {
        "mark": {"type": "bar", "size": 32},
        "encoding": {
            "x": {"field": "week", "type": "ordinal", "sort": None, "title": "week beginning",
                  "axis": {"labelAngle": 0}},
            "y": {"field": "slots", "type": "quantitative", "title": "injections", "axis": whole},
            "color": {
                "field": "need", "type": "nominal", "title": None, "legend": {"orient": "top"},
                "scale": {"domain": labels, "range": [colour for *_, colour in _SHOWN]},
            },
            "order": {"field": "order", "type": "quantitative"},
        },
    }  # fmt: skip
    totals = {
        "mark": {"type": "text", "dy": -7, "fontSize": 11},
        "encoding": {
            "x": {"field": "week", "type": "ordinal", "sort": None},
            "y": {"aggregate": "sum", "field": "slots", "type": "quantitative", "axis": whole},
            "text": {"aggregate": "sum", "field": "slots", "type": "quantitative"},
        },
    }
    return drawn({
        "title": {"text": "B12 injections: nurse slots a week", "subtitle": SHORT_NOTICE, "anchor": "start"},
        "description": "Stacked bars: injections needed in each of the next weeks, overdue, loading and maintenance.",
        "width": 660,
        "height": 280,
        "data": {"values": values},
        "layer": [bars, totals],
    })  # fmt: skip


def write_plot(weeks: Sequence[Week], path: Path) -> None:
    """The plot as .svg, .png or .html; the page holds plot and table and needs no network."""
    spec = plot_spec(weeks)
    match path.suffix.lower():
        case ".svg":
            write_whole(path, svg(spec).encode())
        case ".png":
            write_whole(path, png(spec))
        case ".html":
            untitled = {name: part for name, part in spec.items() if name != "title"}  # the page has a heading
            write_whole(path, page_of(weeks, svg(untitled)).encode())
        case other:
            raise RecordError(f"a plot is written as .svg, .png or .html, not {other or 'without an ending'!r}")


def page_of(weeks: Sequence[Week], drawing: str) -> str:
    """A page with the drawing in it and the same numbers as a table, for those who do not see the drawing."""
    cells = {week: "".join(f"<td>{number}</td>" for number in numbers_of(week)) for week in weeks}
    rows = "".join(f"<tr><th scope=row>{week.monday.isoformat()}</th>{cells[week]}</tr>\n" for week in weeks)
    heads = "".join(f"<th scope=col>{name}</th>" for name in ("week beginning", *COLUMNS))
    style = (
        "body{font-family:sans-serif;margin:clamp(1rem,3vw,2rem);max-width:60rem}"
        "table{border-collapse:collapse;display:block;overflow-x:auto}th{white-space:nowrap}"
        "caption{text-align:left;padding:.5rem .75rem;font-weight:bold}"
        "th,td{padding:.25rem .75rem;text-align:right;border-bottom:1px solid #ccc}svg{max-width:100%;height:auto}"
    )
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>B12 injections: nurse slots</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<style>{style}</style></head><body><h1>B12 injections: nurse slots a week</h1><p>{html.escape(SHORT_NOTICE)}</p>\n"
        f'<div role="img" aria-label="Stacked bars of the table below">{drawing}</div>\n'
        f"<table><caption>Slots a week</caption><thead><tr>{heads}</tr></thead><tbody>\n{rows}</tbody></table>"
        f"<p>{OF_THEM}</p></body></html>\n"
    )
