"""The atlas as one self-contained page, its plots as inline SVG. Not signed off by a clinician."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from importlib.resources import files

from cobalamin.atlas.atlas import Atlas, Kind, Pair, told
from cobalamin.atlas.findings import Found
from cobalamin.atlas.plots import ROUTES, anchor, facts_plot, matrix, routes_plot, svg
from cobalamin.atlas.review import REVIEWS
from cobalamin.comparison.compare import ClauseAnswer
from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.notice import NOTICE
from cobalamin.language.ladder import UNDETERMINED
from cobalamin.translation.printed_units import printed_units

_STYLE = files("cobalamin.atlas").joinpath("atlas.css").read_text(encoding="utf-8")


def page(atlas: Atlas) -> str:
    """The whole page."""
    parts = (_opening, _matrix, _population, _pairs, _findings)
    body = printed_units("\n".join(line for part in parts for line in part(atlas)))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Atlas of disagreement</title>'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><style>{_STYLE}</style></head>'
        f"<body>{_HEAD}<main>{body}</main></body></html>\n"
    )


_HEAD = (
    "<header><h1>Atlas of disagreement</h1><p>Which route for vitamin B12 each guideline gives the same patient, as this program "
    'reads them: how often they differ, what decides it, and what each leaves out.</p></header><nav><ul><li><a href="#matrix">How '
    'often</a></li><li><a href="#facts">What decides</a></li><li><a href="#people">Made-up people</a></li><li><a href="#kinds">'
    'Every difference, with a patient</a></li><li><a href="#gaps">Gaps and contradictions</a></li></ul></nav>'
)


def _opening(atlas: Atlas) -> Iterator[str]:
    yield f'<p class="notice">{escape(NOTICE)} Much of what is compared could not be checked against the documents themselves; '
    yield "every clause says how far it was.</p>"
    rows = zip(atlas.guidelines, atlas.titles, atlas.versions, strict=True)
    yield _table(("guideline", "what it is", "content"),
                 ([f"<b>{escape(a)}</b>", escape(b), f"<code>{escape(c)}</code>"] for a, b, c in rows))  # fmt: skip


def _table(head: Iterable[str], rows: Iterable[Iterable[str]], numbers: Iterable[int] = ()) -> str:
    kinds = frozenset(numbers)
    heads = tuple(head)
    top = "".join(f'<th scope="col"{_kind_of(i, kinds)}>{h}</th>' for i, h in enumerate(heads))
    body = "".join(f"<tr>{''.join(_cell(i, heads[i], cell, kinds) for i, cell in enumerate(row))}</tr>" for row in rows)
    return f'<div class="scroll"><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'


def _cell(place: int, head: str, cell: str, numbers: frozenset[int]) -> str:
    """A cell that knows its column: on a narrow page, where the columns stand below one another, it says so."""
    return f'<td{_kind_of(place, numbers)} data-head="{head}">{cell}</td>'


def _kind_of(place: int, numbers: frozenset[int]) -> str:
    return ' class="n"' if place in numbers else ""


# --- how often, and what decides --------------------------------------------------------------------------------------


def _matrix(atlas: Atlas) -> Iterator[str]:
    yield '<section id="matrix"><h2>How often each pair differs in route</h2><p>'
    yield f'<span class="key drawn"></span>Above the diagonal: of {atlas.size:,} <b>drawn</b> patients, findings rare and results'
    yield f'spread over every figure. <span class="key people"></span>Below it: of {atlas.people:,} <b>made-up people</b>, most of'
    yield "them well, every unrecorded finding read as absent. Neither is a prevalence. A cell leads to its differences.</p>"
    yield '<div class="scroll">' + "".join(matrix(atlas)) + "</div>"
    yield "<p><b>Exact</b> in the table is the share of all possible patients, counted by decision diagram. There every finding is"
    yield "as often present as absent, nearly everybody is severely ill, and the guidelines then mostly agree.</p>"
    rows = (
        [f'<a href="#{escape(anchor(p))}">{escape(p.one)} · {escape(p.other)}</a>', one_in(p.exact), f"{p.drawn:.1%}",
         f"{p.people:.1%}", str(len(p.kinds))]
        for p in sorted(atlas.pairs, key=lambda p: -p.drawn)
    )  # fmt: skip
    yield _table(("pair", "exact", "drawn", "made up", "kinds of difference"), rows, (1, 2, 3, 4)) + "</section>"
    yield '<section id="facts"><h2>Which facts decide it</h2><p>Of the drawn patients in whom a pair differs, the share in whom'
    yield "the reassuring answer to this one fact would end the difference.</p>"
    words = "Heat map: for each pair of guidelines the facts whose reassuring answer alone would end the difference"
    yield svg(facts_plot(atlas), f"{words}; the shares are also told with each pair below") + "</section>"


def one_in(share: float) -> str:
    """A small share as people say it."""
    return "none" if share == 0 else f"1 in {1 / share:,.0f}" if share < 0.1 else f"{share:.1%}"


def _population(atlas: Atlas) -> Iterator[str]:
    yield '<section id="people"><h2>What each guideline answers to made-up people</h2>'
    yield f"<p>{escape(unsettled_words(atlas))}</p><p>The bars show whom each guideline treats.</p>"
    yield svg(
        routes_plot(atlas),
        "Bars: for each guideline the share of made-up people by route, without those not treated or undecided",
    )
    names = [name for name in ROUTES if any(name in shares for shares in atlas.route_shares.values())]
    rows = (
        [f"<b>{escape(g)}</b>", *(f"{shares.get(n, 0):.2%}" for n in names)] for g, shares in atlas.route_shares.items()
    )
    yield _table(("guideline", *(ROUTES[n] for n in names)), rows, range(1, len(names) + 1)) + "</section>"


def unsettled_words(atlas: Atlas) -> str:
    """What undecided means, and how many are."""
    every = [shares.get(UNDETERMINED, 0) for shares in atlas.route_shares.values()]
    without, having = zip(*atlas.unsettled.values(), strict=True)
    return (
        "Undecided does not mean no. It means that what is known of a person still allows more than one route under the "
        f"guideline, and the program asks for the test that decides. Depending on the guideline, {_range(every)} of the made-up "
        f"people are undecided: {_range(without)} of those without a B12 level ({atlas.unmeasured:.0%} of all), and "
        f"{_range(having)} of the others, whose level calls for a second B12 test, a metabolite or a blood count that is "
        "missing. The tests, like everything else about these people, are made up; once the missing test is done, the answer "
        "follows. So these shares describe records with gaps, not patients. When two guidelines are compared, an undecided "
        "answer counts as a different route."
    )


def _range(shares: Sequence[float]) -> str:
    low, high = f"{min(shares):.0%}", f"{max(shares):.0%}"
    return low if low == high else f"{low} to {high}"


# --- pairs -----------------------------------------------------------------------------------------------------------


def _pairs(atlas: Atlas) -> Iterator[str]:
    yield '<section id="kinds"><h2>Every kind of difference, with the smallest patient</h2>'
    yield "<p>Open a pair. Each row is one way to differ, the commonest first, with a patient who has it, as few facts out of the "
    yield "ordinary as can be; the case files are in the folder <code>witnesses</code> and <code>cobalamin assess --guideline all"
    yield "</code> replays them.</p>"
    for pair in atlas.pairs:
        yield f'<details id="{escape(anchor(pair))}"><summary>{escape(pair.one)} · {escape(pair.other)} '
        yield f"<span>{len(pair.kinds)} kinds, {pair.drawn:.1%} of drawn patients</span></summary>"
        yield f"<p>Deciding facts: {_facts(pair)}.</p>"
        yield _table(
            (escape(pair.one), escape(pair.other), "share", "patient", "clauses"), map(_kind, pair.kinds), (2,)
        )
        yield "</details>"
    yield "</section>"


def _facts(pair: Pair) -> str:
    return ", ".join(f"{escape(FACTS[name].fact.label)} {share:.0%}" for name, share in pair.facts[:6])


def _kind(kind: Kind) -> list[str]:
    here, there = (f"<b>{ROUTES.get(route, route)}</b>" for route in (kind.one_route, kind.other_route))
    return [here, there, f"{kind.share:.2%}", escape(told(kind.witness)), _clauses(kind.clauses)]


def _clauses(clauses: Iterable[ClauseAnswer]) -> str:
    return "".join(map(_clause, clauses)) or "no rule of either asks for it"


def _clause(clause: ClauseAnswer) -> str:
    silent = '<span class="tag">source silent</span> ' if clause.silent else ""
    return (
        f'<div class="clause"><b>{escape(clause.guideline)}</b>: {escape(clause.says)} <span class="quiet">'
        f'({escape(", ".join(clause.cites))})</span> {silent}<span class="tag {clause.verified}">{clause.verified}</span></div>'
    )


# --- gaps and contradictions -----------------------------------------------------------------------------------------

_WHAT = {
    "silent": "The source is silent", "untreated": "Nobody treats this patient", "two rules": "Two rules pull two ways",
    "two tests": "Two tests pull two ways", "two units": "One figure, two units",
}  # fmt: skip


def _findings(atlas: Atlas) -> Iterator[str]:
    yield '<section id="gaps"><h2>Gaps, and contradictions inside one source</h2>'
    yield f"<p>{escape(tally(atlas))} A gap means that nothing was seen: of most sources only summaries were open to us.</p>"
    genuine = [found for found in in_order(atlas) if judged(found) == "genuine"]
    for what, title in _WHAT.items():
        these = [found for found in genuine if found.what == what]
        if these:
            yield f"<h3>{title} ({len(these)})</h3>"
            yield from map(_finding, these)
    rest = [found for found in in_order(atlas) if judged(found) != "genuine"]
    yield f"<details><summary>Looked at and put aside <span>{len(rest)} found that are no fault of the source</span></summary>"
    yield from map(_finding, rest)
    yield "</details></section>"


def _finding(found: Found) -> str:
    word = judged(found)
    return (
        f'<div class="finding"><h4>{escape(found.guideline)}: {escape(found.sentence)}</h4><p>{escape(reviewed(found))}</p>'
        f'<p class="who">Patient: {escape(told(found.witness))}. Route: {escape(ROUTES.get(found.route, found.route))}.</p>'
        f'{"".join(map(_clause, found.clauses))}<p><span class="tag {escape(word)}">{escape(word)}</span> '
        f"<code>{escape(found.id)}</code></p></div>"
    )


def judged(found: Found) -> str:
    """What a finding was judged to be."""
    return REVIEWS[found.id].judgement if found.id in REVIEWS else "not reviewed"


def in_order(atlas: Atlas) -> list[Found]:
    """The genuine ones first, then ours, then those settled by sense, then what nobody has looked at."""
    rank = {"genuine": 0, "ours": 1, "settled by sense": 2}
    return sorted(atlas.findings, key=lambda found: rank.get(judged(found), 3))


def reviewed(found: Found) -> str:
    """What was thought of a finding."""
    return REVIEWS[found.id].why if found.id in REVIEWS else ""


def tally(atlas: Atlas) -> str:
    """How many were found, and how many of them reviewed."""
    counts = Counter(map(judged, atlas.findings))
    words = ", ".join(f"{count} {word}" for word, count in counts.most_common())
    return f"{len(atlas.findings)} found: {words}. Reviewed with summaries of the sources at hand, by no clinician."
