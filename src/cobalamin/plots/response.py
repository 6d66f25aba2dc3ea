"""Expected against observed after treatment starts: haemoglobin on its expected rise, and when each sign is due to show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from cobalamin.assessment.assessment import Assessment
from cobalamin.knowledge.follow_up import EXPECTED, Expected
from cobalamin.knowledge.regimens import PUBLISHED
from cobalamin.knowledge.treatment import LabResult, Span, TreatmentRecord
from cobalamin.language.nodes import Quantity, Threshold
from cobalamin.plots.drawing import BLUE, GOLD, INK, QUIET, RUST, drawn
from cobalamin.plots.plot import WIDTH, Plot, Spec, field, from_to, layer, legend, values
from cobalamin.plots.results import anaemia_edge
from cobalamin.recall.followup import began
from cobalamin.recall.response import Judgement, judge_response
from cobalamin.recall.schedule import Schedule
from cobalamin.records.known import Facts
from cobalamin.translation.marked import _
from cobalamin.translation.phrases import capital

_DAYS: Mapping[str, float] = {"h": 1 / 24, "d": 1, "wk": 7, "mo": 365.25 / 12}
_TICKS = (
    (1, "1 d"),
    (7, "1 wk"),
    (14, "2 wk"),
    (28, "4 wk"),
    (56, "8 wk"),
    (84, "12 wk"),
    (182, "6 mo"),
    (365, "12 mo"),
)
_LAST_DAY = 366
"""Where the signs end; what was seen later is drawn at the end, and the table says its day."""
_OF: Mapping[str, tuple[str, ...]] = {
    "haemoglobin": ("haemoglobin_rise", "haemoglobin_normal"),
    "mcv": ("mcv_normal",),
    "reticulocytes": ("reticulocyte_peak",),
    "reticulocytes_percent": ("reticulocyte_peak",),
    "mma": ("metabolites_fall",),
    "homocysteine": ("metabolites_fall",),
    "symptoms": ("feeling", "nerves_improve"),
    "nerves": ("nerves_improve",),
}
"""Which expected sign each observed marker speaks to."""
_WORD = {"responding": _("as expected"), "insufficient": _("not as expected"), "new or worse": _("not as expected")}


@dataclass(frozen=True)
class Seen:
    """One observation: the sign it speaks to, the day of treatment, and how it was judged."""

    sign: str
    day: int
    said: str
    verdict: str


def response(answer: Assessment, facts: Facts, course: Schedule, figures: Mapping[str, Threshold]) -> Plot | None:
    """The plot, where treatment has begun or is planned; without a first dose nothing is observed yet.

    None for somebody already on injections of whom no dose is recorded: their plan has no dates.
    """
    start = began(course.record, course.doses)
    if start is None and (answer.plan is None or not answer.plan.doses):
        return None
    edge = anaemia_edge(facts, figures)
    # What is told below is judged by the line that is drawn: of a child, of a trimester, of a laboratory.
    record = course.record if edge is None else replace(course.record, haemoglobin_limit=edge.printed[0].value)
    seen = tuple(_seen(record, start, answer.on)) if start is not None else ()
    blood = _haemoglobin(record.labs, start, edge) if start is not None else None
    when = (
        f"counted from the first dose of this treatment, {start}; dark line: the day of the answer"
        if start
        else _("nothing observed yet: treatment has not begun")
    )
    spec = drawn({
        "title": legend(when),
        "spacing": 26,
        "vconcat": [*([blood] if blood else []), _signs(seen, facts.on, start)],
    })  # fmt: skip
    rows = tuple(_row(sign, seen) for sign in EXPECTED)
    heads = (_("sign"), _("expected after the first dose"), _("observed"), _("otherwise"), _("source"))
    return Plot("response", _("Expected and observed response"), _description(seen, start), spec, heads, rows)


def _days(length: Quantity) -> float:
    return float(length.value) * _DAYS[length.unit]


def _seen(record: TreatmentRecord, start: Span, on: date) -> Iterator[Seen]:
    """What the record shows, as the recall judges it, beside the sign it speaks to."""
    judged: Judgement = judge_response(record, start, on)
    days = {lab.source: (lab.when.first - start.last).days for lab in record.labs}
    days |= {event.source: (event.when.first - start.last).days for event in record.events if event.when}
    for found in judged.signs:
        now = (on - start.last).days  # what is recorded as it stands, without an entry of a day
        day = max((days.get(source, 0) for source in found.sources), default=now)
        for sign in _OF[found.marker][: 1 if found.marker != "haemoglobin" or "normal" not in found.text else 2]:
            yield Seen(sign, max(day, 0), found.text, _WORD.get(found.verdict, _("too early to tell")))


# --- haemoglobin -----------------------------------------------------------------------------------------------------


def _haemoglobin(labs: tuple[LabResult, ...], start: Span, edge: Threshold | None) -> Spec | None:
    """The expected rise from the last result before the first dose up to the normal range, and what was measured."""
    own = sorted((lab for lab in labs if lab.fact == "haemoglobin"), key=lambda lab: lab.when)
    before = [lab for lab in own if lab.when.last <= start.first]
    after = [lab for lab in own if lab.when.first > start.last]
    if not before or not after or edge is None or before[-1].value >= edge.printed[0].value:
        return None
    normal, first = float(edge.printed[0].value), float(before[-1].value)
    seen = [(0.0, first)] + [(float((lab.when.first - start.last).days), float(lab.value)) for lab in after]
    return _rise(normal, list(_expected(first, normal, seen[-1][0])), seen)


def _rise(normal: float, expected: list[tuple[float, float]], seen: list[tuple[float, float]]) -> Spec:
    expected_above = expected[-1][1] > seen[-1][1]
    line, points = ([{"day": day, "value": value} for day, value in found] for found in (expected, seen))
    x = field("day", title=_("days after the first dose"), axis={"tickCount": 8, "grid": False})
    y = field("value", title=_("haemoglobin, g/L"), scale={"zero": False, "padding": 12}, axis={"tickCount": 5})
    return {
        "width": WIDTH - 60,
        "height": 150,
        "layer": [
            layer(values({"value": normal}), {"type": "rule", "color": QUIET, "strokeDash": [2, 3]}, y=y),
            _note(_("normal from here"), normal, y),
            layer(values(*line), {"type": "line", "color": GOLD, "strokeWidth": 3, "strokeDash": [7, 4]}, x=x, y=y),
            layer(values(*points), {"type": "line", "color": BLUE, "strokeWidth": 1.5}, x=x, y=y),
            layer(
                values(*points), {"type": "point", "filled": True, "size": 80, "color": BLUE, "opacity": 1}, x=x, y=y
            ),
            _end_note(line[-1], _("expected"), x, y, above=expected_above),
            _end_note(points[-1], _("observed"), x, y, above=not expected_above),
        ],
    }


def _expected(first: float, normal: float, until: float) -> Iterator[tuple[float, float]]:
    """About so much a week from the day the rise begins, until it is normal."""
    begins, a_week = PUBLISHED.kinetics_haemoglobin_from, PUBLISHED.kinetics_haemoglobin_week
    yield 0, first
    yield begins, first
    reached = begins + 7 * (normal - first) / a_week
    yield reached, normal
    if until > reached:
        yield until, normal


def _note(words: str, value: float, y: Spec) -> Spec:
    mark = {"type": "text", "align": "left", "dx": 6, "dy": -8, "fontSize": 11, "color": QUIET}
    return layer(values({"value": value, "words": words}), mark, x={"value": 0}, y=y, text=field("words", "nominal"))


def _end_note(point: Mapping[str, float], words: str, x: Spec, y: Spec, *, above: bool) -> Spec:
    """The higher line has its name above its end, the lower below: they never stand on each other."""
    colour = "#7a5200" if words == "expected" else BLUE
    mark = {"type": "text", "align": "right", "dx": -4, "dy": -12 if above else 15, "fontSize": 12, "fontWeight": 600,
            "color": colour}  # fmt: skip
    return layer(values({**point, "words": words}), mark, x=x, y=y, text=field("words", "nominal"))


# --- signs -----------------------------------------------------------------------------------------------------------


def _signs(seen: tuple[Seen, ...], on: date, start: Span | None) -> Spec:
    """A bar a sign on a scale that gives the first days their room, today's day of treatment, and what was seen."""
    labels = {sign.id: _label(sign) for sign in EXPECTED}
    said = " : ".join(f"datum.value == {day} ? '{words}'" for day, words in _TICKS)
    x = field("from", title=_("after the first dose"), scale={"type": "sqrt", "domain": [0, _LAST_DAY]},
              axis={"values": [day for day, _ in _TICKS], "labelExpr": f"{said} : ''",
                    "labelOverlap": "greedy", "labelSeparation": 3})  # fmt: skip
    y = field("sign", "nominal", title=None, sort=list(labels.values()), scale={"domain": list(labels.values())},
              axis={"labelLimit": 260, "domain": False, "ticks": False, "labelPadding": 8})  # fmt: skip
    bars = values(*({"sign": labels[e.id], "from": _days(e.first), "to": _shown_end(e)} for e in EXPECTED))
    points = values(
        *({"sign": labels[s.sign], "from": min(s.day, _LAST_DAY), "said": s.said, "verdict": s.verdict} for s in seen)
    )
    layers = [layer(bars, {"type": "bar", "height": 12, "color": GOLD, "opacity": 0.6, "cornerRadius": 4},
                    **from_to(x, "from", "to"), y=y)]  # fmt: skip
    if start is not None:
        day = values({"from": min((on - start.last).days, _LAST_DAY)})
        layers.append(layer(day, {"type": "rule", "color": INK, "strokeWidth": 1.5}, x=x))
        layers.append(
            layer(points, {"type": "point", "filled": True, "size": 110, "opacity": 1}, x=x, y=y, **_verdicts())
        )
    return {"width": WIDTH - 60, "height": 24 * len(EXPECTED), "layer": layers}


def _shown_end(sign: Expected) -> float:
    """A moment is drawn as a short bar."""
    return max(_days(sign.last), _days(sign.first) * 1.12)


def _label(sign: Expected) -> str:
    return capital(sign.sign.split(";")[0].split(", at")[0])


def _verdicts() -> Spec:
    names = ["as expected", "too early to tell", "not as expected"]
    legend = {"orient": "bottom", "title": None}
    colours = {"domain": names, "range": [BLUE, QUIET, RUST]}
    shapes = {"domain": names, "range": ["circle", "square", "triangle-up"]}
    return {
        "color": field("verdict", "nominal", scale=colours, legend=legend),
        "shape": field("verdict", "nominal", scale=shapes, legend=legend),
        "tooltip": [field("said", "nominal", title=_("observed")), field("verdict", "nominal", title=_("judged"))],
    }


# --- words -----------------------------------------------------------------------------------------------------------


def _row(sign: Expected, seen: tuple[Seen, ...]) -> tuple[str, ...]:
    observed = "; ".join(f"{s.said} ({s.verdict})" for s in seen if s.sign == sign.id)
    return sign.sign, _span(sign), observed, sign.otherwise, f"{', '.join(sign.cites)}, {sign.verified}"


def _span(sign: Expected) -> str:
    first, last = sign.first, sign.last
    if first == last:
        return f"about {last}"
    return f"{first.value} to {last}" if first.unit == last.unit else f"{first} to {last}"


def _description(seen: tuple[Seen, ...], start: Span | None) -> str:
    if start is None:
        return "Bars show when each sign of response is expected after the first dose. Nothing is observed yet."
    told = "; ".join(f"{s.said}, {s.verdict}" for s in seen) or "nothing was observed yet"
    return f"Bars show when each sign of response is expected after the first dose on {start}. Observed: {told}."
