"""The population report as one page that needs nothing from elsewhere: numbers first, a plot where one says more, every table."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from typing import Any

from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.rules import Guideline
from cobalamin.plots.drawing import BLUE, GOLD, LINE, RUST, drawn, svg
from cobalamin.population.counts import Counts, figures, missing_most
from cobalamin.population.sheet import Sheet, answer, known, untreated
from cobalamin.population.told import HIDDEN, told

INDICATIONS = "When injections are indicated"
"""The heading over a guideline's indications: the article has six, others fewer."""
Plots = Mapping[str, Mapping[str, Any]]
"""The beginning of a section's heading -> the plot that stands under it."""
WIDTH = 560
PADDING = {"left": 40, "top": 5, "right": 15, "bottom": 5}
"""Room for labels in a browser whose letters are wider than those they were measured with."""


def _marked(name: str, texts: Iterable[str]) -> str:
    """A name with the marks of the tables where a number of its bar is hidden: drawn as nothing it would pass for none."""
    return " ".join((name, *dict.fromkeys(text for text in texts if text == HIDDEN or text.startswith("<"))))


def plots(counts: Counts, guideline: Guideline, sheet: Sheet) -> Plots:
    """The plots as Vega-Lite specifications; counts that may not be shown are drawn as nothing."""
    answers, treated = [], []
    for each in guideline.indications:
        yes, no, unknown = map(sheet.drawn, answer(each.rule.id))
        on, off, unsaid = map(sheet.drawn, untreated(each.id))
        name = _marked(f"{each.number}. {each.heading}", sheet.texts(answer(each.rule.id)))
        answers += [(name, "met", yes), (name, "unknown", unknown), (name, "not met", no)]
        name = _marked(f"{each.number}. {each.heading}", sheet.texts(untreated(each.id)))
        treated += [(name, "on injections", on), (name, "not on injections", off), (name, "not recorded", unsaid)]
    labs = [
        (_marked(FACTS[name].fact.label, sheet.texts(known(name, ()))), "known", sheet.drawn(known(name, ())[0]))
        for name in missing_most(counts, guideline, sheet.small)
        if FACTS[name].group in ("labs", "tests")
    ]
    return {
        INDICATIONS: _bars(answers, {"met": BLUE, "unknown": GOLD, "not met": LINE}),
        "Treated": _bars(treated, {"on injections": BLUE, "not on injections": RUST, "not recorded": GOLD}),
        "What is missing": _bars(labs, {"known": BLUE}),
        "What each figure": _moves(counts, guideline, sheet.small),
    }


def _bars(rows: Iterable[tuple[str, str, int]], colours: Mapping[str, str]) -> dict[str, Any]:
    values = [{"what": what, "answer": answer, "patients": n} for what, answer, n in rows]
    order = list(colours)
    legend = {"orient": "top", "title": None} if len(order) > 1 else None
    title = "patients" if len(order) > 1 else f"patients of whom the result is {order[0]}"
    return {
        "width": WIDTH, "height": {"step": 24}, "padding": PADDING,
        "data": {"values": values}, "mark": {"type": "bar", "height": 16},
        "transform": [{"calculate": f"indexof({order}, datum.answer)", "as": "place"}],
        "encoding": {
            "y": {"field": "what", "type": "nominal", "title": None, "sort": None, "axis": {"labelLimit": 320, "ticks": False}},
            "x": {"field": "patients", "type": "quantitative", "title": title, "axis": {"tickCount": 5, "format": ",d"}},
            "color": {
                "field": "answer", "type": "nominal", "legend": legend,
                "scale": {"domain": order, "range": list(colours.values())},
            },
            "order": {"field": "place"},
        },
    }  # fmt: skip


def _moves(counts: Counts, guideline: Guideline, small: int) -> dict[str, Any]:
    """How many more or fewer meet an indication when a figure moves: a bar to the left or to the right."""
    values = [
        {"what": threshold.label, "move": "a tenth lower" if move < 1 else "a tenth higher", "change": change,
         "indication": f"{i.number}. {i.heading}"}
        for threshold in figures(guideline)
        for (id, move), found in counts.moved.items()
        if id == threshold.id
        for i in guideline.indications
        if (change := _signed(found[i.id] - counts.unmoved[i.id], small))
    ]  # fmt: skip
    return {
        "width": WIDTH, "height": {"step": 22}, "padding": PADDING,
        "data": {"values": values}, "mark": {"type": "bar", "height": 9},
        "encoding": {
            "y": {"field": "what", "type": "nominal", "title": None, "sort": None, "axis": {"labelLimit": 320, "ticks": False}},
            "yOffset": {"field": "move", "sort": ["a tenth lower", "a tenth higher"]},
            "x": {"field": "change", "aggregate": "sum", "type": "quantitative", "title": "more or fewer who meet an indication"},
            "color": {
                "field": "move", "type": "nominal", "legend": {"orient": "top", "title": "the figure is"},
                "scale": {"domain": ["a tenth lower", "a tenth higher"], "range": [GOLD, BLUE]},
            },
        },
    }  # fmt: skip


def _signed(change: int, small: int) -> int:
    return told(abs(change), small) * (1 if change > 0 else -1)


# --- the page --------------------------------------------------------------------------------------------------------

STYLE = """
:root{--ink:#1b1f23;--quiet:#4c5561;--line:#dfe3e8;--blue:#2b6a99}
body{font:16px/1.55 'Source Sans Pro','Source Sans 3',system-ui,sans-serif;color:var(--ink);margin:0;background:#f6f7f9}
main{max-width:62rem;margin:0 auto;padding:2rem 1.25rem 4rem}
h1{font-size:1.65rem;line-height:1.2;margin:0 0 .75rem}
h2{font-size:1.25rem;margin:0 0 .75rem}
p{max-width:46rem;margin:.5rem 0}
blockquote{border-left:4px solid #b3420f;margin:1rem 0;padding:.6rem 1rem;background:#fdf3ee;border-radius:0 6px 6px 0}
section{background:#fff;border:1px solid var(--line);border-radius:10px;padding:1.4rem 1.5rem;margin:1.25rem 0}
.tiles{display:flex;flex-wrap:wrap;gap:.75rem;margin:1.5rem 0;padding:0;list-style:none}
.tiles li{flex:1 1 7rem;box-sizing:border-box;background:#fff;border:1px solid var(--line);border-radius:10px;
padding:.8rem .9rem;color:var(--quiet);
font-size:.86rem;line-height:1.3}
.tiles b{display:block;font-size:1.55rem;line-height:1.25;color:var(--blue);font-weight:600}
figure{margin:1rem 0;overflow-x:auto}svg{max-width:100%;height:auto}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.92rem;margin:.75rem 0}
th{text-align:left;vertical-align:bottom;color:var(--quiet);font-weight:600;border-bottom:2px solid var(--line)}
td{border-bottom:1px solid var(--line);vertical-align:top}td,th{padding:.35rem .7rem .35rem 0}
.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
details summary{cursor:pointer;color:var(--blue);margin:.5rem 0}
@media(max-width:62rem){.tiles li{flex-basis:22%}}@media(max-width:36rem){.tiles li{flex-basis:40%}figure svg{max-width:none}}
@media print{body{background:#fff}section,.tiles li{break-inside:avoid}details>*{display:block}}
"""
LONG = 12
"""Tables with more rows than this are folded."""


def page_of(text: str, tiles: Iterable[tuple[str, str]], drawings: Plots) -> str:
    """The report's own Markdown as a page."""
    head, *sections = text.split("\n## ")
    title = html.escape(head.split("\n", 1)[0].removeprefix("# "))
    cells = "".join(f"<li><b>{html.escape(number)}</b>{html.escape(what)}</li>" for number, what in tiles)
    body = "".join(_section(section, drawings) for section in sections)
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><style>{STYLE}</style></head>'
        f'<body><main>{_blocks(head)}<ul class="tiles">{cells}</ul>{body}</main></body></html>\n'
    )


def _section(text: str, drawings: Plots) -> str:
    heading, _, rest = text.partition("\n")
    plot = next((spec for begin, spec in drawings.items() if heading.startswith(begin)), None)
    rows = plot["data"]["values"] if plot is not None else ()
    seen = any(row.get("patients") or row.get("change") for row in rows)  # where every count is hidden there is no bar
    figure = f"<figure>{svg(drawn(plot))}</figure>" if plot is not None and seen else ""
    return f"<section><h2>{html.escape(heading)}</h2>{figure}{_blocks(rest)}</section>"


def _blocks(text: str) -> str:
    return "".join(_block(block.strip()) for block in text.split("\n\n") if block.strip())


def _block(block: str) -> str:
    if block.startswith("# "):
        return f"<h1>{_DAY.sub(_unbroken, html.escape(block[2:]))}</h1>"
    if block.startswith("> "):
        return f"<blockquote>{html.escape(block[2:])}</blockquote>"
    if block.startswith("|"):
        return _table(block)
    text = _EMPHASIS.sub(r"<em>\1</em>", html.escape(block))
    return f"<p>{text}</p>"


_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _unbroken(day: re.Match[str]) -> str:
    return day[0].replace("-", "\N{NON-BREAKING HYPHEN}")


_EMPHASIS = re.compile(r"\*(.+?)\*")


def _table(block: str) -> str:
    heads, _, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in block.split("\n"))
    numeric = [all(_is_number(row[i]) for row in rows) for i in range(len(heads))]
    body = "".join(_row(cells, "td", numeric) for cells in rows)
    table = f'<div class="wide"><table><thead>{_row(heads, "th", numeric)}</thead><tbody>{body}</tbody></table></div>'
    return f"<details><summary>All {len(rows)} rows</summary>{table}</details>" if len(rows) > LONG else table


def _is_number(cell: str) -> bool:
    digits = cell.lstrip("<+−-–").replace(",", "").replace(".", "").rstrip(" %")
    return digits.isdigit() or cell in ("–", "", HIDDEN)


def _row(cells: list[str], tag: str, numeric: list[bool]) -> str:
    return "<tr>" + "".join(
        f'<{tag}{" class=n" if right else ""}>{html.escape(cell)}</{tag}>'
        for cell, right in zip(cells, numeric, strict=True)
    ) + "</tr>"  # fmt: skip
