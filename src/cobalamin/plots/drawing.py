"""A Vega-Lite specification to a drawing, and the look that every plot shares.

Colours differ in lightness as well as in hue, so that they survive a black and white print and colour-blind eyes; the letters are
those of a font the lock installs, so that a drawing is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import ModuleType

import msgspec

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
FONT = "Source Sans Pro, Arial, sans-serif"
INK, QUIET, LINE = "#1b1f23", "#4c5561", "#c3c9d1"
BLUE, GOLD, RUST = "#2b6a99", "#e0a030", "#b3420f"
PALE_GOLD, PALE_RUST = "#faecc8", "#f3cdbb"
"""The zones behind a result: their names stand beside them, so that nobody has to tell them by colour."""

CONFIG: Mapping[str, object] = {
    "font": FONT,
    "background": "white",
    "padding": {"left": 30, "right": 18, "top": 5, "bottom": 5},  # a reader without the font sees wider letters
    "view": {"stroke": None},
    "title": {"anchor": "start", "fontSize": 14, "fontWeight": 600, "color": INK, "subtitleColor": QUIET, "subtitleFontSize": 12},
    "axis": {
        "labelFontSize": 12, "titleFontSize": 12, "labelColor": QUIET, "titleColor": QUIET, "titleFontWeight": 400,
        "gridColor": "#e9ecef", "domainColor": LINE, "tickColor": LINE,
    },
    "legend": {"labelFontSize": 12, "titleFontSize": 12, "labelColor": INK, "symbolSize": 90},
    "text": {"fontSize": 12, "color": INK},
}  # fmt: skip


def drawn(spec: Mapping[str, object]) -> dict[str, object]:
    """The specification with its schema and the shared look: what is sent to a browser and to the files alike."""
    return {"$schema": SCHEMA, "config": CONFIG, **spec}


def svg(spec: Mapping[str, object]) -> str:
    """The drawing as SVG, its text as text."""
    return str(_library().vegalite_to_svg(_json(spec)))


def png(spec: Mapping[str, object]) -> bytes:
    """The drawing as a picture."""
    return bytes(_library().vegalite_to_png(_json(spec), scale=2))


def _json(spec: Mapping[str, object]) -> str:
    return msgspec.json.encode(spec).decode()


@cache
def _library() -> ModuleType:
    import font_source_sans_pro
    import vl_convert

    vl_convert.register_font_directory(font_source_sans_pro.font_directory)
    return vl_convert
