"""One patient's entries on a line of days, each in the row of what it was read as; then the next dose and the review."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from cobalamin.plots.drawing import BLUE, GOLD, INK, QUIET, RUST, drawn
from cobalamin.plots.plot import WIDTH, Plot, Spec, days_axis, field, from_to, layer, legend, values
from cobalamin.recall.entries import Judged
from cobalamin.recall.reasons import VERDICTS, Verdict
from cobalamin.recall.schedule import Schedule
from cobalamin.translation.marked import _

_COLOUR: dict[Verdict, str] = {
    "loading": BLUE,
    "maintenance": BLUE,
    "too early": RUST,
    "wrong product": RUST,
    "impossible": RUST,
}
_SHAPE: dict[Verdict, str] = {"loading": "circle", "maintenance": "diamond", "note": "square", "order": "square"}
NEXT = _("next dose")


def timeline(course: Schedule) -> Plot | None:
    """The plot, where an entry or the next dose has a day."""
    dated = [(entry, entry.when.first, entry.when.last) for entry in course.entries if entry.when is not None]
    if not dated and course.next is None:
        return None
    rows = [verdict for verdict in VERDICTS if any(entry.verdict == verdict for entry, *_ in dated)]
    shown = [*rows, *([NEXT] if course.next is not None else [])]
    data = [_row(entry, first, last) for entry, first, last in dated]
    ends = [last for *_, last in dated] + [course.on] + ([course.next.overdue] if course.next is not None else [])
    starts = [first for _, first, _ in dated] + [course.on]
    span = (min(starts) - timedelta(days=10), max(ends) + timedelta(days=10))
    spec = drawn({
        "title": legend("dark line: the day of the list; a bar: the days on which it may lie"),
        "width": WIDTH,
        "height": 28 * len(shown),
        "layer": list(_layers(data, shown, course, span)),
    })  # fmt: skip
    table = tuple((f"{entry.when}", entry.title, str(entry.reason)) for entry, *_ in dated)
    words = f"{len(dated)} entries on a line of days, from {min(starts)} to {max([last for *_, last in dated] or [course.on])}."
    return Plot("timeline", _("The entries on a line of days"), words, spec, (_("day"), _("read as"), _("why")), table)


def _row(entry: Judged, first: date, last: date) -> Spec:
    return {
        "row": entry.verdict, "day": f"{first}", "last": f"{last}", "said": f"{entry.title}: {entry.reason}",
        "colour": _COLOUR.get(entry.verdict, QUIET), "shape": _SHAPE.get(entry.verdict, "triangle-up"),
    }  # fmt: skip


def _layers(data: list[Spec], rows: list[str], course: Schedule, span: tuple[date, date]) -> Iterator[Spec]:
    x = days_axis(span, 7)
    y = field("row", "nominal", title=None, sort=rows, scale={"domain": rows},
              axis={"labelFontSize": 13, "domain": False, "ticks": False, "labelPadding": 8})  # fmt: skip
    yield layer(values({"day": f"{course.on}"}), {"type": "rule", "color": INK, "strokeWidth": 1.5}, x=x)
    coming = course.next
    if coming is not None:
        window = {
            "row": NEXT,
            "day": f"{min(coming.earliest, coming.due)}",
            "last": f"{max(coming.overdue, coming.due)}",
        }
        yield layer(values(window), {"type": "bar", "height": 11, "color": GOLD, "opacity": 0.7, "cornerRadius": 5},
                    **from_to(x, "day", "last"), y=y)  # fmt: skip
        data = [*data, {"row": NEXT, "day": f"{coming.due}", "last": f"{coming.due}", "said": f"{coming.what}, due {coming.due}",
                        "colour": "#7a5200", "shape": "diamond"}]  # fmt: skip
    spans = [row for row in data if row["last"] != row["day"]]
    if spans:
        bar = {"type": "bar", "height": 9, "color": QUIET, "opacity": 0.4, "cornerRadius": 4}
        yield layer(values(*spans), bar, **from_to(x, "day", "last"), y=y)
    colour, shape = (field(name, "nominal", scale=None, legend=None) for name in ("colour", "shape"))
    tooltip = [field("day", "temporal", title="day", format="%d %b %Y"), field("said", "nominal", title=_("entry"))]
    point = {"type": "point", "filled": True, "size": 90, "opacity": 1}
    yield layer(values(*data), point, x=x, y=y, color=colour, shape=shape, tooltip=tooltip)
