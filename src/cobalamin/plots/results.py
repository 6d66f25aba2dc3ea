"""Results over time, a panel a measure, on the bands of the figures in force, with the injections marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from cobalamin.knowledge.definitions import anaemia
from cobalamin.knowledge.facts import FACTS
from cobalamin.language.explain import explain
from cobalamin.language.nodes import Measure, Threshold
from cobalamin.language.patient import Interval
from cobalamin.language.truth import Truth
from cobalamin.plots.drawing import BLUE, INK, PALE_GOLD, PALE_RUST, QUIET, drawn
from cobalamin.plots.plot import WIDTH, Plot, Spec, days_axis, field, from_to, layer, legend, values
from cobalamin.recall.schedule import Schedule
from cobalamin.records.known import Facts
from cobalamin.records.record import Case, Result
from cobalamin.translation.marked import _
from cobalamin.translation.phrases import capital
from cobalamin.translation.printed_units import printed_units

SHOWN = ("total_b12", "active_b12", "mma", "homocysteine", "haemoglobin", "mcv")
"""The measures that have a panel, in the order they are read."""

_BANDS: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "total_b12": (
        ("b12.total.deficient", "below", _("deficient")),
        ("b12.total.band_top", "between", _("indeterminate")),
    ),
    "active_b12": (("b12.active.deficient", "below", "deficient"), ("b12.active.band_top", "between", "indeterminate")),
    "mma": (("mma.raised", "above", _("raised")),),
    "homocysteine": (("homocysteine.raised", "above", _("raised")),),
    "mcv": (("mcv.macrocytosis", "above", _("macrocytosis")),),
}
"""Per measure the figures that bound its bands, and what a result there is called."""
_OWN_RANGE = {"high": _("above its own reference range"), "normal": _("within its own reference range")}


@dataclass(frozen=True)
class Point:
    """One result: its day, its place in the unit of the panel, and how it is written."""

    day: date
    value: float
    text: str
    used: bool
    mark: str
    dated: bool = True
    own: str = ""
    """On which side of the range reported with it, where that decides and no band (register R31)."""


@dataclass(frozen=True)
class Band:
    """A stretch of values that has a name; an open end reaches to the edge of the panel."""

    name: str
    low: float | None
    high: float | None
    figure: str


@dataclass(frozen=True)
class Panel:
    """The results of one measure in one unit, and the bands they lie in."""

    name: str
    unit: str
    points: tuple[Point, ...]
    bands: tuple[Band, ...]

    @property
    def label(self) -> str:
        """What the measure is called."""
        return FACTS[self.name].fact.label


def results_over_time(case: Case, facts: Facts, course: Schedule, figures: Mapping[str, Threshold]) -> Plot | None:
    """The plot, where any of the measures has a dated result."""
    panels = [panel for name in SHOWN if (panel := _panel(name, case, facts, figures)).points]
    if not panels:
        return None
    doses = [dose.when.first for dose in course.doses if dose.when is not None]
    days = [point.day for panel in panels for point in panel.points] + [facts.on] + doses
    span = (min(days) - timedelta(days=7), max(days) + timedelta(days=7))
    spec = drawn({
        "title": legend(_("filled: the result the answer rests on; grey line: an injection")),
        "spacing": 22,
        "vconcat": [_drawn(panel, doses, span) for panel in panels],
    })  # fmt: skip
    rows = tuple(_row(panel, point) for panel in panels for point in panel.points)
    given = tuple((_("B12 injection"), f"{day}", "given", "", "") for day in doses)
    heads = (_("measure"), _("day"), _("result"), _("band"), _("in use"))
    return Plot("results", _("Results over time"), _description(panels, doses), spec, heads, (*rows, *given))


def _panel(name: str, case: Case, facts: Facts, figures: Mapping[str, Threshold]) -> Panel:
    unit = _unit(name, facts)
    return Panel(name, unit, _points(name, case, facts, unit), tuple(_bands(name, unit, facts, figures)))


def _unit(name: str, facts: Facts) -> str:
    """The unit of the result in use, else the measure's own."""
    known = facts.known.get(name)
    measure = FACTS[name].fact
    assert isinstance(measure, Measure)
    in_use = known.value.unit if known is not None and isinstance(known.value, Interval) else measure.unit
    return in_use if in_use in measure.units() else measure.unit


def _points(name: str, case: Case, facts: Facts, unit: str) -> tuple[Point, ...]:
    """Every result of a measure that is a number and has a day, the earliest first."""
    known = facts.known.get(name)
    used = known.source if known is not None else None
    found: list[Point] = []
    for pending in case.results:
        result = pending.read() if pending.fact == name else None
        if result is None or result.problem is not None or result.number is None:
            continue
        if pending.taken is not None:
            found += _point(result, unit, pending.taken.date(), result.source == used)
        elif result.source == used:  # not dated and taken as current: it stands on the day of the answer, and says so
            found += (replace(point, dated=False) for point in _point(result, unit, facts.on, True))
    return tuple(sorted(found, key=lambda point: (point.day, point.value)))


def _point(result: Result, unit: str, day: date, used: bool) -> Iterator[Point]:
    value = result.number
    end = None if value is None else value.high if value.low is None else value.low
    if value is None or end is None:
        return
    mark = "circle" if value.low == value.high else "triangle-down" if value.low is None else "triangle-up"
    own = _OWN_RANGE.get(result.value, "") if isinstance(result.value, str) else ""
    yield Point(day, float(_in_unit(result.fact, end, value.unit, unit)), str(value), used, mark, own=own)


def _in_unit(name: str, value: Fraction, unit: str, wanted: str) -> Fraction:
    measure = FACTS[name].fact
    assert isinstance(measure, Measure)
    return value * measure.factor(unit) / measure.factor(wanted)


# --- bands -----------------------------------------------------------------------------------------------------------


def _bands(name: str, unit: str, facts: Facts, figures: Mapping[str, Threshold]) -> Iterator[Band]:
    if name == "haemoglobin":
        edge = anaemia_edge(facts, figures)
        if edge is not None:
            yield Band(_("anaemia"), None, _bound(name, edge, unit), _cited(edge))
        return
    below: float | None = None
    for id, side, words in _BANDS[name]:
        bound, figure = _bound(name, figures[id], unit), _cited(figures[id])
        yield Band(words, bound if side == "above" else below if side == "between" else None,
                   None if side == "above" else bound, figure)  # fmt: skip
        below = bound


def anaemia_edge(facts: Facts, figures: Mapping[str, Threshold]) -> Threshold | None:
    """The haemoglobin below which this patient is anaemic: the figure at which the rule itself turns, if it is known."""
    others = {name: value for name, value in facts.values.items() if name not in ("haemoglobin", "anaemia_recorded")}
    for figure in (figures[id] for id in figures if id.startswith("hb.")):
        bound = figure.printed[0]
        at, under = (Interval(value, value, bound.unit) for value in (bound.value, bound.value - 1))
        turned = [explain(anaemia, {**others, "haemoglobin": value}).truth for value in (at, under)]
        if turned == [Truth.NO, Truth.YES]:
            return figure
    return None


def _bound(name: str, figure: Threshold, unit: str) -> float:
    """A figure in a unit: as printed where it is printed in it."""
    for printed in figure.printed:
        if printed.unit == unit:
            return float(printed.value)
    return float(_in_unit(name, Fraction(figure.printed[0].value), figure.printed[0].unit, unit))


def _cited(figure: Threshold) -> str:
    return f"{figure.printed[0]}: {', '.join(figure.cites)}, {figure.verified}"


# --- drawing ---------------------------------------------------------------------------------------------------------


def _drawn(panel: Panel, doses: list[date], span: tuple[date, date]) -> Spec:
    bands, found = panel.bands, panel.points
    edges = [edge for band in bands for edge in (band.low, band.high) if edge is not None]
    low, top = _axis(panel.name, [point.value for point in found], edges)
    points = tuple(point if point.value <= top else replace(point, value=top, mark="triangle-up") for point in found)
    x = days_axis(span, 6, grid=False)
    y = field("value", title=None, scale={"domain": [low, top], "nice": False, "zero": False}, axis={"tickCount": 4})
    return {
        "title": {"text": f"{capital(panel.label)}, {printed_units(panel.unit)}", "fontSize": 13, "offset": 6},
        "width": WIDTH,
        "height": 96,
        "layer": [
            *_band_layers(bands, (low, top), y),
            *_dose_layer(doses, x),
            *_point_layers(points, panel.unit, x, y),
        ],
    }


def _axis(name: str, points: list[float], edges: list[float]) -> tuple[float, float]:
    """From nothing where nothing is a value; a level far above the bands, as on treatment, is drawn at the upper edge."""
    top = 1.25 * max(*points, *edges, 0)
    if name in ("haemoglobin", "mcv"):
        return round(0.8 * min(*points, *edges, top), 1), round(0.95 * top, 1)
    return 0, round(min(top, 2 * max(edges)) if name.endswith("b12") else top, 2)


def _band_layers(bands: Iterable[Band], ends: tuple[float, float], y: Spec) -> Iterator[Spec]:
    for band in bands:
        low, high = ends[0] if band.low is None else band.low, ends[1] if band.high is None else band.high
        data = values({"value": low, "end": high, "name": band.name})
        colour = PALE_GOLD if band.name == "indeterminate" else PALE_RUST
        yield layer(data, {"type": "rect", "color": colour}, **from_to(y, "value", "end", "y"))
        words = values({"value": (low + high) / 2, "name": band.name})
        mark = {"type": "text", "align": "left", "color": INK, "fontSize": 11}
        yield layer(words, mark, y=y, x={"value": WIDTH + 6}, text=field("name", "nominal"))


def _dose_layer(doses: list[date], x: Spec) -> Iterator[Spec]:
    if doses:
        data = values(*({"day": f"{day}"} for day in doses))
        yield layer(data, {"type": "rule", "color": QUIET, "opacity": 0.55, "strokeWidth": 1.5}, x=x)


def _told(point: Point, unit: str) -> Spec:
    """A point; its number stands alone only where it is one of the panel's unit."""
    short = printed_units(point.text.removesuffix(f" {unit}"))
    return {
        "day": f"{point.day}", "value": point.value, "text": point.text, "short": short,
        "used": point.used, "mark": point.mark,
    }  # fmt: skip


_CROWDED = 16


def _numbered(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """Where there is no room for every number: the result in use, the first and last, the highest and lowest."""
    if len(points) <= _CROWDED:
        return points
    ends = (
        points[0],
        points[-1],
        min(points, key=lambda point: point.value),
        max(points, key=lambda point: point.value),
    )
    return tuple(point for point in points if point.used or point in ends)


def _point_layers(points: tuple[Point, ...], unit: str, x: Spec, y: Spec) -> Iterator[Spec]:
    data = values(*(_told(point, unit) for point in points))
    yield layer(data, {"type": "line", "color": BLUE, "strokeWidth": 1.5}, x=x, y=y)
    yield layer(
        data, {"type": "point", "size": 75, "filled": True, "stroke": BLUE, "strokeWidth": 2, "opacity": 1}, x=x, y=y,
        shape=field("mark", "nominal", scale=None, legend=None),
        fill={"condition": {"test": "datum.used", "value": BLUE}, "value": "white"},
        tooltip=[field("day", "temporal", title="day", format="%d %b %Y"), field("text", "nominal", title="result")],
    )  # fmt: skip
    mark = {"type": "text", "dy": -11, "fontSize": 11, "color": INK}
    numbered = values(*(_told(point, unit) for point in _numbered(points)))
    yield layer(numbered, mark, x=x, y=y, text=field("short", "nominal"))


# --- words -----------------------------------------------------------------------------------------------------------


def _row(panel: Panel, point: Point) -> tuple[str, ...]:
    inside = next((band for band in panel.bands if _holds(band, point.value)), None)
    where = point.own or (f"{inside.name} ({inside.figure})" if inside is not None else _("outside the bands"))
    day = f"{point.day}" if point.dated else _("not dated")
    return panel.label, day, printed_units(point.text), where, "yes" if point.used else "no"


def _holds(band: Band, value: float) -> bool:
    """Strict at a bound that makes a result low or raised; the indeterminate band has both its ends."""
    if band.low is not None and band.high is not None:
        return band.low <= value <= band.high
    return value > band.low if band.low is not None else band.high is not None and value < band.high


def _description(panels: Iterable[Panel], doses: list[date]) -> str:
    """What there is to see: the course of each measure from its first to its last result."""
    told = [f"{panel.label} {_course(panel.points)}" for panel in panels]
    injections = f" {len(doses)} injections from {doses[0]} to {doses[-1]} are marked." if doses else ""
    return f"A panel for each measure over time. {'; '.join(told)}.{injections}"


def _course(found: tuple[Point, ...]) -> str:
    first, last = found[0], found[-1]
    if first is last:
        return f"{printed_units(first.text)}{f' on {first.day}' if first.dated else ', not dated'}"
    return f"from {printed_units(first.text)} on {first.day} to {printed_units(last.text)} on {last.day}"
