"""The report on a screened population: Markdown, and one self-contained HTML page with its plots.

Counts below the limit are not shown and the others are rounded, so that no small number can be computed from them.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cobalamin.assessment import NOTICE
from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.rules import ARTICLE, Guideline
from cobalamin.markdown import table
from cobalamin.population_counts import MOVES, Counts, Three, counted, day_of, figures, missing_most

SMALL = 10
"""Counts from 1 to one less than this are not shown."""
ROUND = 5
"""Other counts are rounded to a multiple of this."""


def report(
    path: str | Path, *, markdown: str | Path | None = None, page: str | Path | None = None, small: int = SMALL
) -> str:
    """The report on the folder a screening run wrote, as Markdown; written to files where they are named."""
    folder = Path(path)
    counts = counted(folder, ARTICLE)
    text = "\n".join(_lines(counts, ARTICLE, day_of(folder).isoformat(), small))
    if markdown is not None:
        Path(markdown).write_text(text, encoding="utf-8")
    if page is not None:
        Path(page).write_text(page_of(text, plots(counts, ARTICLE, small)), encoding="utf-8")
    return text


def shown(number: int, small: int = SMALL) -> str:
    """A count as it may be told."""
    if 0 < number < small:
        return f"<{small}"
    return f"{ROUND * round(number / ROUND):,}" if small > 1 else f"{number:,}"


def share(number: int, of: int, small: int = SMALL) -> str:
    """A percentage of what may be told; none where the count may not."""
    if of == 0 or 0 < number < small or 0 < of < small:
        return "–"
    told, whole = (ROUND * round(n / ROUND) if small > 1 else n for n in (number, of))
    return f"{100 * told / whole:.1f} %" if whole else "–"


# --- the text --------------------------------------------------------------------------------------------------------


def _lines(counts: Counts, guideline: Guideline, on: str, small: int) -> Iterator[str]:
    yield f"# B12 injections: who needs them, who gets them ({on})"
    yield ""
    yield f"> {NOTICE}"
    yield ""
    yield f"{shown(counts.patients, small)} patients, guideline *{guideline.title}*. Unknown is never no."
    if small > 1:
        yield f"Counts below {small} are not shown; the others are rounded to the nearest {ROUND}."
    yield ""
    yield from _answers(counts, guideline, small)
    yield from _treatment(counts, guideline, small)
    yield from _missing(counts, guideline, small)
    yield from _moved(counts, guideline, small)


def _answers(counts: Counts, guideline: Guideline, small: int) -> Iterator[str]:
    yield "## The six indications"
    yield ""
    rows = [(i.rule.id, f"{i.number}. {i.heading}") for i in guideline.indications]
    yield from _threes(counts, rows, small)
    for ladder in guideline.ladders:
        yield f"## {ladder.id.capitalize()}"
        yield ""
        names = (*ladder.outcomes, "undetermined")
        found = counts.ladders[ladder.id]
        yield from table(
            (ladder.id, "patients", "share"),
            ((n.replace("_", " "), shown(found[n], small), share(found[n], counts.patients, small)) for n in names),
        )
    yield "## Definitions"
    yield ""
    yield from _threes(counts, [(rule.id, rule.statement) for rule in guideline.definitions], small)


def _threes(counts: Counts, rows: list[tuple[str, str]], small: int) -> Iterator[str]:
    yield from table(
        ("", "yes", "no", "unknown", "yes, share of all", "unknown, share of all"),
        (
            (
                name,
                *(shown(n, small) for n in three),
                share(three[0], counts.patients, small),
                share(three[2], counts.patients, small),
            )
            for id, name in rows
            for three in [counts.conditions[id]]
        ),
    )


def _treatment(counts: Counts, guideline: Guideline, small: int) -> Iterator[str]:
    yield "## Treated and untreated"
    yield ""
    yield "Of those who meet an indication, how many are on B12 injections; *not recorded* is not the same as untreated."
    yield ""
    yield from table(
        ("indication met", "on injections", "not on injections", "not recorded"),
        (
            (f"{i.number}. {i.heading}", *(shown(n, small) for n in counts.untreated[i.id]))
            for i in guideline.indications
        ),
    )
    met, none, unsaid = counts.treated
    yield "Of those on B12 injections, whether an indication is met. None of them is to be stopped because of this table."
    yield ""
    yield from table(
        ("on injections", "patients"),
        (("an indication is met", shown(met, small)), ("no indication is met", shown(none, small)),
         ("it cannot be said", shown(unsaid, small))),
    )  # fmt: skip


def _missing(counts: Counts, guideline: Guideline, small: int) -> Iterator[str]:
    yield "## What is missing"
    yield ""
    yield "For each fact the rules read: of how many it is known, why not of the others, for how many it could still decide."
    yield ""
    yield from table(
        ("fact", "known", "share", "why not", "could still decide for"),
        (
            (
                FACTS[name].fact.label, shown(known, small), share(known, counts.patients, small),
                ", ".join(f"{reason} {shown(n, small)}" for reason, n in sorted(why.items(), key=lambda item: -item[1])),
                shown(counts.asked[name], small),
            )
            for name, known, why in missing_most(counts, guideline)
        ),
    )  # fmt: skip


def _moved(counts: Counts, guideline: Guideline, small: int) -> Iterator[str]:
    yield "## What each figure decides"
    yield ""
    yield (
        "How many more or fewer meet each indication when one figure is a tenth lower or higher. Figures that change nothing here "
        "are left out; results given only in words stay where the published figures put them."
    )
    yield ""
    rows = [
        row
        for threshold in figures(guideline)
        for move in MOVES
        if (row := _move(counts, guideline, threshold.id, move, small))
    ]
    heads = ("figure", "moved to", *(f"indication {i.number}" for i in guideline.indications))
    yield from table(heads, rows)


def _move(counts: Counts, guideline: Guideline, figure: str, move: Any, small: int) -> tuple[str, ...] | None:
    found = counts.moved.get((figure, move))
    if found is None:
        return None
    changes = [found[i.id] - counts.conditions[i.id][0] for i in guideline.indications]
    if not any(changes):
        return None
    threshold = next(each for each in figures(guideline) if each.id == figure)
    first = threshold.printed[0]
    to = f"{float(first.value * move):g} {first.unit} (from {first})"
    return figure, to, *(_signed(change, small) for change in changes)


def _signed(change: int, small: int) -> str:
    if change == 0:
        return "0"
    sign = "+" if change > 0 else "−"
    return f"{sign}{shown(abs(change), small)}"


# --- the plots and the page ------------------------------------------------------------------------------------------

_COLOURS = {"yes": "#005eb8", "no": "#d8dde0", "unknown": "#ffb81c"}


def plots(counts: Counts, guideline: Guideline, small: int) -> list[tuple[str, dict[str, Any]]]:
    """Titles and Vega-Lite specifications; counts that may not be shown are drawn as nothing."""
    answers = [
        {"what": f"{i.number}. {i.heading}", "answer": answer, "patients": n}
        for i in guideline.indications
        for answer, n in zip(("yes", "no", "unknown"), _told(counts.conditions[i.rule.id], small), strict=True)
    ]
    labs = [
        {"what": FACTS[name].fact.label, "answer": "known", "patients": _told_one(known, small)}
        for name, known, _ in missing_most(counts, guideline)
        if FACTS[name].group in ("labs", "tests")
    ]
    return [("The six indications", _bars(answers, True)), ("Results known", _bars(labs, False))]


def _told(three: Three, small: int) -> tuple[int, ...]:
    return tuple(_told_one(n, small) for n in three)


def _told_one(number: int, small: int) -> int:
    if number < small:
        return 0
    return ROUND * round(number / ROUND) if small > 1 else number


def _bars(rows: list[dict[str, Any]], stacked: bool) -> dict[str, Any]:
    colour: dict[str, Any] = {"value": _COLOURS["yes"]}
    if stacked:
        scale = {"domain": list(_COLOURS), "range": list(_COLOURS.values())}
        colour = {"field": "answer", "type": "nominal", "scale": scale, "title": None}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": 560, "data": {"values": rows}, "mark": {"type": "bar", "tooltip": True},
        "encoding": {
            "y": {"field": "what", "type": "nominal", "title": None, "sort": None, "axis": {"labelLimit": 260}},
            "x": {"field": "patients", "type": "quantitative", "title": "patients"}, "color": colour,
        },
        "config": {"font": "sans-serif"},
    }  # fmt: skip


_STYLE = """body{font:16px/1.5 sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#212b32}
table{border-collapse:collapse;margin:1rem 0;display:block;overflow-x:auto}
td,th{border:1px solid #aeb7bd;padding:.3rem .6rem;text-align:left}
th{background:#f0f4f5}
blockquote{border-left:.3rem solid #d5281b;margin:1rem 0;padding:.2rem 1rem;background:#fdf2f1}figure{margin:1rem 0}"""


def page_of(text: str, drawings: list[tuple[str, dict[str, Any]]]) -> str:
    """The report as one page that needs nothing from elsewhere."""
    import vl_convert

    figures_ = "".join(
        f"<figure><figcaption>{html.escape(title)}</figcaption>{vl_convert.vegalite_to_svg(spec)}</figure>"
        for title, spec in drawings
    )
    head, rest = _html(text)
    title = html.escape(text.split("\n", 1)[0].removeprefix("# "))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style></head>'
        f"<body>{head}{figures_}{rest}</body></html>\n"
    )


def _html(text: str) -> tuple[str, str]:
    """The report's own Markdown (headings, paragraphs, quotes, tables) as HTML: before the first section, and the rest."""
    blocks = [block for block in text.split("\n\n") if block.strip()]
    done = [_block(block) for block in blocks]
    first = next(i for i, block in enumerate(blocks) if block.startswith("## "))
    return "".join(done[:first]), "".join(done[first:])


def _block(block: str) -> str:
    if block.startswith("#"):
        level = len(block) - len(block.lstrip("#"))
        return f"<h{level}>{html.escape(block.lstrip('# '))}</h{level}>"
    if block.startswith("> "):
        return f"<blockquote>{html.escape(block[2:])}</blockquote>"
    if block.startswith("|"):
        heads, _, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in block.strip().split("\n"))
        return f"<table><thead>{_row(heads, 'th')}</thead><tbody>{''.join(_row(cells, 'td') for cells in rows)}</tbody></table>"
    return f"<p>{html.escape(block)}</p>"


def _row(cells: list[str], tag: str) -> str:
    return f"<tr>{''.join(f'<{tag}>{html.escape(cell)}</{tag}>' for cell in cells)}</tr>"
