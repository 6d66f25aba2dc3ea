"""The plots of the atlas: the matrix as a table one can read and click, the rest as inline SVG. Not signed off by a clinician."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from cobalamin.atlas.atlas import Atlas, Pair
from cobalamin.knowledge.facts import FACTS
from cobalamin.plots import drawing

ROUTES = {
    "none": "no B12 treatment", "oral": "tablets", "either": "either", "injection": "injections",
    "specialist": "specialist", "undetermined": "undecided",
}  # fmt: skip
COLOURS = {
    "injections": "#1f4e79", "either": "#6fa3c7", "tablets": "#e0a030", "specialist": "#7a5195",
}  # fmt: skip
"""Told apart by lightness too, for print and for colour-blind readers."""
_DARKEST = 0.5
"""The share at which a cell of the matrix is darkest."""
_FONT = "system-ui, DejaVu Sans, Arial, sans-serif"
MOST_FACTS = 12


def svg(spec: dict[str, Any], words: str) -> str:
    """A Vega-Lite plot as inline SVG with words for those who do not see it."""
    axis = {"labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": 400, "labelLimit": 320, "domain": False}
    config = {**drawing.CONFIG, "font": _FONT, "axis": axis}
    drawn = drawing.svg({"$schema": drawing.SCHEMA, "config": config, **spec})
    return f'<figure role="img" aria-label="{escape(words, quote=True)}">{drawn[drawn.index("<svg") :]}</figure>'


def anchor(pair: Pair) -> str:
    """The name a link finds a pair by."""
    return f"pair-{pair.one}-{pair.other}".replace("@", "-")


# --- the matrix -------------------------------------------------------------------------------------------------------


def matrix(atlas: Atlas) -> Iterator[str]:
    """Above the diagonal the drawn patients, below it the made-up people; every cell leads to its pair."""
    pairs = {(p.one, p.other): p for p in atlas.pairs}
    yield '<table class="matrix" aria-label="Matrix: how often each pair of guidelines gives another route"><thead><tr><td></td>'
    yield "".join(f'<th scope="col">{_broken(name)}</th>' for name in atlas.guidelines) + "</tr></thead><tbody>"
    for i, one in enumerate(atlas.guidelines):
        cells = "".join(_cell(pairs, one, other, above=j > i) for j, other in enumerate(atlas.guidelines))
        yield f'<tr><th scope="row">{escape(one)}</th>{cells}</tr>'
    yield "</tbody></table>"


def _broken(name: str) -> str:
    """A dated name on two lines, never broken at its hyphen."""
    return "<wbr>@".join(f"<span>{escape(part)}</span>" for part in name.split("@"))


def _cell(pairs: dict[tuple[str, str], Pair], one: str, other: str, *, above: bool) -> str:
    if one == other:
        return '<td class="same"></td>'
    pair = pairs.get((one, other)) or pairs[other, one]
    share = pair.drawn if above else pair.people
    depth = min(share / _DARKEST, 1) if above else min(share * 8 / _DARKEST, 1)
    light = 97 - (60 if above else 40) * depth
    hue = "205 60%" if above else "35 75%"
    ink = "#fff" if light < 50 else "#16202a"
    told = f"{share:.0%}" if above else f"{share:.1%}"
    style = f"background:hsl({hue} {light:.0f}%);color:{ink}"
    title = f"{one} and {other} differ in {share:.1%} of the {'drawn patients' if above else 'made-up people'}"
    return f'<td style="{style}" title="{escape(title)}"><a href="#{escape(anchor(pair))}">{told}</a></td>'


# --- plots ------------------------------------------------------------------------------------------------------------


def facts_plot(atlas: Atlas) -> dict[str, Any]:
    """For each pair, how often a fact's reassuring answer alone would end the difference."""
    weight: dict[str, float] = {}
    for pair in atlas.pairs:
        for name, share in pair.facts:
            weight[name] = weight.get(name, 0) + share
    facts = sorted(weight, key=lambda name: -weight[name])[:MOST_FACTS]
    rows = [
        {"pair": f"{pair.one} · {pair.other}", "fact": _label(name), "share": round(share, 4)}
        for pair in atlas.pairs
        for name, share in pair.facts
        if name in facts and share >= 0.005
    ]
    shade = {"field": "share", "type": "quantitative"}
    return {"data": {"values": rows}, "width": 560, "height": {"step": 24}, "encoding": {
        "y": {"field": "pair", "type": "nominal", "title": None,
              "sort": [f"{p.one} · {p.other}" for p in sorted(atlas.pairs, key=lambda p: -p.drawn)]},
        "x": {"field": "fact", "type": "nominal", "title": None, "sort": [_label(name) for name in facts],
              "axis": {"labelAngle": -35, "orient": "top"}},
    }, "layer": [
        {"mark": "rect", "encoding": {"color": {**shade, "legend": None, "scale": {"scheme": "tealblues", "domain": [0, 0.5]}}}},
        {"mark": {"type": "text", "fontSize": 11}, "encoding": {
            "text": {**shade, "format": ".0%"},
            "color": {"condition": {"test": "datum.share > 0.22", "value": "white"}, "value": "#16202a"}}},
    ]}  # fmt: skip


def _label(name: str) -> str:
    return FACTS[name].fact.label.partition(" (")[0]


def routes_plot(atlas: Atlas) -> dict[str, Any]:
    """For each guideline the made-up people by route, those not treated or undecided left out."""
    rows = [
        {"guideline": g, "route": ROUTES[r], "order": list(COLOURS).index(ROUTES[r]), "share": share}
        for g, shares in atlas.route_shares.items()
        for r, share in shares.items()
        if r not in ("none", "undetermined")
    ]
    shown = [name for name in COLOURS if any(row["route"] == name for row in rows)]
    return {"data": {"values": rows}, "width": 620, "height": {"step": 30}, "mark": {"type": "bar", "size": 20}, "encoding": {
        "y": {"field": "guideline", "type": "nominal", "sort": list(atlas.guidelines), "title": None},
        "x": {"field": "share", "type": "quantitative", "axis": {"format": ".1%", "tickCount": 6}, "title": "of made-up people"},
        "order": {"field": "order", "type": "quantitative"},
        "color": {"field": "route", "type": "nominal", "title": None, "legend": {"orient": "top"},
                  "scale": {"domain": shown, "range": [COLOURS[name] for name in shown]}},
    }}  # fmt: skip
