"""The schedule as a strip of days: doses given, doses planned with the days they may move between, tests and reviews."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from cobalamin.assessment.assessment import Assessment
from cobalamin.knowledge.regimens import REGIMENS
from cobalamin.plots.drawing import BLUE, GOLD, QUIET, RUST, drawn
from cobalamin.plots.plot import WIDTH, Plot, Spec, days_axis, field, from_to, layer, legend, values
from cobalamin.recall.schedule import Schedule
from cobalamin.translation.marked import _

_LONGEST = 200
"""Days from the decision that the strip shows; what lies beyond stands in the table, unless everything does."""
_ROWS = (_("given"), _("planned doses"), _("maintenance"), _("blood tests"), _("reviews"))
_LOOK = (("given", QUIET, "circle"), ("planned doses", BLUE, "circle"), ("maintenance", BLUE, "diamond"),
         ("blood tests", GOLD, "square"), ("reviews", RUST, "triangle-up"))  # fmt: skip
_REVIEWS = ("first_review", "first_review_pregnancy", "later_review")


@dataclass(frozen=True)
class Mark:
    """One thing on the strip: the row, the day, and the days between which it may lie."""

    row: str
    day: date
    first: date
    last: date
    what: str


def schedule_strip(answer: Assessment, course: Schedule) -> Plot | None:
    """The strip, where a dose was given or is planned."""
    marks = sorted((*_given(course), *_coming(answer, course)), key=lambda mark: (mark.day, mark.row))
    if not marks:
        return None
    near = [mark for mark in marks if abs((mark.day - answer.on).days) <= _LONGEST]
    shown = near or _from_the_last_dose(marks)
    end = max([mark.last for mark in shown] + [answer.on]) + timedelta(days=6)
    start = min([mark.first for mark in shown] + [answer.on]) - timedelta(days=6)
    rows = [row for row in _ROWS if any(mark.row == row for mark in shown)]
    spec = drawn({
        "title": legend(_legend(answer, course)),
        "width": WIDTH,
        "height": 30 * len(rows),
        "layer": list(_layers(shown, rows, answer.on, (start, end))),
    })  # fmt: skip
    table = tuple((f"{mark.day}", mark.what, _window(mark)) for mark in marks)
    return Plot("schedule", _("The schedule"), _description(marks), spec, (_("day"), _("what"), _("between")), table)


def _from_the_last_dose(marks: list[Mark]) -> list[Mark]:
    """Of somebody lost for long the last dose and what was due after it: an empty strip looked as if nothing were."""
    last = max((mark.day for mark in marks if mark.row == "given"), default=date.min)
    return [mark for mark in marks if mark.day >= last]


def _legend(answer: Assessment, course: Schedule) -> str:
    if course.doses:
        return "dark line: the day of the answer; bars: the days between which it may be done"
    return f"if treatment starts on {answer.on:%d %b %Y}; bars: the days between which it may be done"


def _given(course: Schedule) -> Iterator[Mark]:
    for dose in course.doses:
        if dose.when is not None:
            yield Mark("given", dose.when.last, dose.when.first, dose.when.last, f"B12 injection given ({dose.title})")


def _coming(answer: Assessment, course: Schedule) -> Iterator[Mark]:
    """What a running course has before it; else the plan of the answer."""
    if course.doses:
        yield from _running(course)
        return
    plan = answer.plan
    if plan is not None:
        for dose in plan.doses:
            yield Mark("planned doses", dose.expected, dose.earliest, dose.latest, f"loading dose {dose.number}")
        if plan.maintenance is not None:
            m, last = plan.maintenance, plan.doses[-1].number
            ends = f", where loading ended with dose {last}" if REGIMENS[plan.regimen].open_ended else ""
            yield Mark("maintenance", m.due, m.earliest, m.overdue, f"first maintenance dose{ends}, then {m.printed}")
    yield from _checks(answer)


def _running(course: Schedule) -> Iterator[Mark]:
    coming = course.next if course.tablets_since is None else None
    if coming is not None:
        row = "maintenance" if coming.of_maintenance else "planned doses"
        yield Mark(row, coming.due, min(coming.earliest, coming.due), max(coming.overdue, coming.due), coming.what)
    for check in course.checks:
        if not check.done and check.until >= course.on:
            yield Mark("blood tests", check.due, check.start, check.until, check.what)
    if course.review is not None:
        day = course.review.due
        what = _("symptom review") if day >= course.on else _("symptom review, still to be done")
        yield Mark("reviews", day, day, day, what)


def _checks(answer: Assessment) -> Iterator[Mark]:
    for check in answer.follow_up:
        if check.first is not None:
            row = "reviews" if check.id in _REVIEWS else "blood tests"
            yield Mark(row, check.first, check.first, check.last or check.first, "; ".join(check.what))


# --- drawing ---------------------------------------------------------------------------------------------------------


def _layers(marks: Iterable[Mark], rows: list[str], on: date, span: tuple[date, date]) -> Iterator[Spec]:
    x = days_axis(span, 8)
    y = field("row", "nominal", title=None, sort=rows, scale={"domain": rows},
              axis={"labelFontSize": 13, "domain": False, "ticks": False, "labelPadding": 8})  # fmt: skip
    look = {name: (colour, shape) for name, colour, shape in _LOOK}
    scales: dict[str, Spec] = {
        "color": {"domain": rows, "range": [look[row][0] for row in rows]},
        "shape": {"domain": rows, "range": [look[row][1] for row in rows]},
    }
    data = values(
        *({"row": m.row, "day": f"{m.day}", "first": f"{m.first}", "last": f"{m.last}", "what": m.what} for m in marks)
    )
    colour = field("row", "nominal", legend=None, scale=scales["color"])
    yield layer(values({"day": f"{on}"}), {"type": "rule", "color": "#1b1f23", "strokeWidth": 1.5}, x=x)
    bar = {"type": "bar", "height": 11, "opacity": 0.35, "cornerRadius": 5}
    yield layer(data, bar, **from_to(x, "first", "last"), y=y, color=colour)
    point = {"type": "point", "filled": True, "size": 95, "opacity": 1}
    shape = field("row", "nominal", legend=None, scale=scales["shape"])
    tooltip = [field("day", "temporal", title="day", format="%d %b %Y"), field("what", "nominal", title="what")]
    yield layer(data, point, x=x, y=y, color=colour, shape=shape, tooltip=tooltip)


# --- words -----------------------------------------------------------------------------------------------------------


def _window(mark: Mark) -> str:
    return "" if mark.first == mark.last else f"{mark.first} to {mark.last}"


def _description(marks: list[Mark]) -> str:
    told = []
    for row in _ROWS:
        days = [mark.day for mark in marks if mark.row == row]
        if days:
            several = f"from {days[0]} to {days[-1]}" if len(days) > 1 else f"on {days[0]}"
            told.append(f"{row}: {len(days)}, {several}")
    return f"A strip of days. {'; '.join(told)}."
