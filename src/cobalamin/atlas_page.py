"""The atlas as one self-contained page, its plots as inline SVG. Not signed off by a clinician."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

from cobalamin.assessment import NOTICE
from cobalamin.atlas import Atlas, Kind, Pair, told
from cobalamin.atlas_findings import Found
from cobalamin.atlas_review import REVIEWS
from cobalamin.compare import ClauseAnswer
from cobalamin.knowledge.facts import FACTS

_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;background:#fff}
h1,h2,h3{line-height:1.2} table{border-collapse:collapse;margin:1rem 0} th,td{border:1px solid #bbb;padding:.3rem .6rem;
text-align:left;vertical-align:top} th[scope=row]{font-weight:600} .notice{border-left:.4rem solid #a33;padding:.5rem 1rem;
background:#fbeeee} .number{text-align:right;font-variant-numeric:tabular-nums} .clause{margin:.2rem 0 .2rem 1rem}
.unverified{color:#8a3b00} details{margin:.5rem 0} summary{cursor:pointer} svg{max-width:100%;height:auto}
"""
ROUTES = {"none": "no B12 treatment", "oral": "tablets", "either": "either", "injection": "injections"}


def page(atlas: Atlas) -> str:
    """The whole page."""
    body = "\n".join(part for section in (_opening, _matrix, _population, _pairs, _findings) for part in section(atlas))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Atlas of disagreement</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body>{body}</body></html>\n'
    )


def _opening(atlas: Atlas) -> Iterator[str]:
    yield "<h1>Atlas of disagreement</h1>"
    yield f'<p class="notice">{escape(NOTICE)}</p>'
    yield "<p>Which route for vitamin B12 each guideline gives the same patient, as this program reads them. Much of what is "
    yield "compared could not be checked against the documents; every clause says how far. Three measures, no prevalence:</p>"
    yield "<ul><li><b>exact</b>: the share of all possible patients, counted by decision diagram; with every finding as often "
    yield "present as absent nearly everybody has severe disease, so the shares are small;</li>"
    yield f"<li><b>drawn</b>: the share of {atlas.size} drawn patients, findings rare and results spread over every figure;</li>"
    yield f"<li><b>made up</b>: the share of {atlas.people} made-up people, every unrecorded finding read as absent.</li></ul>"
    rows = zip(atlas.guidelines, atlas.titles, atlas.versions, strict=True)
    yield _table(
        ("guideline", "what it is", "content"),
        ([escape(a), escape(b), f"<code>{escape(c)}</code>"] for a, b, c in rows),
    )


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    top = "".join(f'<th scope="col">{h}</th>' for h in head)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


# --- plots -----------------------------------------------------------------------------------------------------------


def svg(spec: dict[str, Any], words: str) -> str:
    """A Vega-Lite plot as inline SVG with words for those who do not see it."""
    import vl_convert

    drawn: str = vl_convert.vegalite_to_svg(
        json.dumps({"$schema": "https://vega.github.io/schema/vega-lite/v5.json", **spec})
    )
    return f'<figure role="img" aria-label="{escape(words, quote=True)}">{drawn[drawn.index("<svg") :]}</figure>'


def _matrix(atlas: Atlas) -> Iterator[str]:
    yield "<h2>How often each pair differs</h2>"
    words = "Matrix of guidelines: the share of drawn patients to whom each pair gives another route; the table has the numbers"
    yield svg(_matrix_plot(atlas), words)
    rows = (
        [f"{escape(p.one)} and {escape(p.other)}", f"{p.exact:.2e}", f"{p.drawn:.1%}", f"{p.people:.1%}", _facts(p)]
        for p in sorted(atlas.pairs, key=lambda p: -p.drawn)
    )
    yield _table(
        ("pair", "exact", "drawn", "made up", "facts whose reassuring answer alone would end the difference"), rows
    )


def _matrix_plot(atlas: Atlas) -> dict[str, Any]:
    both = [(p, names) for p in atlas.pairs for names in ((p.one, p.other), (p.other, p.one))]
    cells = [{"one": one, "other": other, "share": round(p.drawn, 3)} for p, (one, other) in both]
    order = list(atlas.guidelines)
    share = {"field": "share", "type": "quantitative"}
    shade = {**share, "title": "differ", "scale": {"scheme": "blues", "domain": [0, 0.6]}}
    return {"data": {"values": cells}, "width": 480, "height": 360, "encoding": {
        "x": {"field": "other", "type": "nominal", "sort": order, "title": None, "axis": {"labelAngle": -30}},
        "y": {"field": "one", "type": "nominal", "sort": order, "title": None},
    }, "layer": [
        {"mark": "rect", "encoding": {"color": shade}},
        {"mark": {"type": "text", "fontSize": 13}, "encoding": {"text": {**share, "format": ".0%"}}},
    ]}  # fmt: skip


def _facts(pair: Pair) -> str:
    return ", ".join(f"{escape(FACTS[name].fact.label)} ({share:.0%})" for name, share in pair.facts[:5])


def _population(atlas: Atlas) -> Iterator[str]:
    yield "<h2>What each guideline answers to made-up people</h2>"
    told = [(g, r, s) for g, shares in atlas.route_shares.items() for r, s in shares.items()]
    rows = [
        {"guideline": g, "route": ROUTES.get(r, r), "share": s} for g, r, s in told if r not in ("none", "undetermined")
    ]
    spec = {"data": {"values": rows}, "width": 560, "mark": "bar", "encoding": {
        "y": {"field": "guideline", "type": "nominal", "sort": list(atlas.guidelines), "title": None},
        "x": {"field": "share", "type": "quantitative", "axis": {"format": ".1%"}, "title": "share of made-up people"},
        "color": {"field": "route", "type": "nominal", "title": "route", "scale": {"scheme": "tableau10"}},
    }}  # fmt: skip
    yield svg(
        spec, "Bars: for each guideline the share of made-up people by route, leaving out no treatment and not settled"
    )
    names = sorted({r for shares in atlas.route_shares.values() for r in shares})
    yield _table(("guideline", *(ROUTES.get(n, n) for n in names)),
                 ([escape(g), *(f"{shares.get(n, 0):.2%}" for n in names)]
                  for g, shares in atlas.route_shares.items()))  # fmt: skip


# --- pairs -----------------------------------------------------------------------------------------------------------


def _pairs(atlas: Atlas) -> Iterator[str]:
    yield "<h2>Each kind of difference, with the smallest patient</h2>"
    for pair in atlas.pairs:
        names = f"{escape(pair.one)} and {escape(pair.other)}"
        yield f"<details><summary>{names}: {len(pair.kinds)} kinds, {pair.drawn:.1%} of drawn</summary>"
        yield _table(
            (escape(pair.one), escape(pair.other), "share", "patient", "clauses"), (_kind(kind) for kind in pair.kinds)
        )
        yield "</details>"


def _kind(kind: Kind) -> list[str]:
    routes = [ROUTES.get(route, route) for route in (kind.one_route, kind.other_route)]
    return [*routes, f"{kind.share:.2%}", escape(told(kind.witness)), _clauses(kind.clauses)]


def _clauses(clauses: Iterable[ClauseAnswer]) -> str:
    lines = []
    for clause in clauses:
        words = (
            f"{escape(clause.guideline)}: {escape(clause.says)} ({escape(', '.join(clause.cites))}; {clause.verified})"
        )
        lines.append(f'<div class="clause {clause.verified}">{"silent: " if clause.silent else ""}{words}</div>')
    return "".join(lines) or "no rule of either asks for it"


# --- gaps and contradictions -----------------------------------------------------------------------------------------


def _findings(atlas: Atlas) -> Iterator[str]:
    yield "<h2>Gaps, and contradictions inside one source</h2>"
    yield f"<p>{escape(tally(atlas))}</p>"
    rows = ([f"<code>{escape(f.id)}</code>", escape(f.sentence), escape(told(f.witness)), _clauses(f.clauses), escape(reviewed(f))]
            for f in in_order(atlas))  # fmt: skip
    yield _table(("finding", "what", "patient", "clauses", "review"), rows)


def in_order(atlas: Atlas) -> list[Found]:
    """The reviewed ones first, the genuine ones before the rest."""
    rank = {"genuine": 0, "ours": 1, "settled by sense": 2}
    return sorted(atlas.findings, key=lambda f: rank.get(REVIEWS[f.id].judgement, 3) if f.id in REVIEWS else 3)


def reviewed(found: Found) -> str:
    """What was thought of a finding."""
    review = REVIEWS.get(found.id)
    return "not reviewed" if review is None else f"{review.judgement}: {review.why}"


def tally(atlas: Atlas) -> str:
    """How many were found, and how many of them reviewed."""
    counts = Counter(REVIEWS[f.id].judgement if f.id in REVIEWS else "not reviewed" for f in atlas.findings)
    told = ", ".join(f"{count} {word}" for word, count in counts.most_common())
    return (
        f"{len(atlas.findings)} found: {told}. Reviewed by an engineer with the summaries at hand, not by a clinician."
    )
