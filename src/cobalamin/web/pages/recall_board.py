"""The recall board: a file of events to the list by groups, a patient's timeline, the list to take away, the nurse's slots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

from litestar import Response, post

from cobalamin.knowledge.notice import SHORT_NOTICE
from cobalamin.plots.clinic import plot_spec
from cobalamin.plots.plot import Plot
from cobalamin.plots.timeline import timeline
from cobalamin.recall.schedule import Schedule
from cobalamin.recall.sources.columns import COLUMNS, NO_MAPPING, ColumnMapping, read_mapping
from cobalamin.recall.sources.days import OTHER_ORDER
from cobalamin.recall.sources.events import EventsFile, read_events_csv
from cobalamin.recall.sources.header import AnotherFileError
from cobalamin.recall.sources.problems import together
from cobalamin.recall.worklist import Group, RecallList, Row, recall_list
from cobalamin.recall.written.calendars import calendar_of
from cobalamin.recall.written.clinic import Week, numbers_of, weeks_of
from cobalamin.recall.written.formats import FORMATS, rendered
from cobalamin.records.errors import RecordError
from cobalamin.translation.marked import _
from cobalamin.translation.phrases import capital
from cobalamin.translation.words import Words
from cobalamin.web.desk import Desk
from cobalamin.web.errors import Refusal
from cobalamin.web.own import require_name
from cobalamin.web.pages.form import Fault
from cobalamin.web.pages.plotting import shown
from cobalamin.web.pages.recall_form import ORDERS, Asked, asked_of
from cobalamin.web.pages.site import Call, Carry, download, frame, page

A_PAGE = 50
"""Patients shown at once."""
HAZARDS = frozenset((
    Group.DO_NOT_GIVE, Group.STOPPED_IRREVERSIBLE, Group.STOPPED_FOR_LEVEL, Group.STOPPED_NO_REASON,
))  # fmt: skip
DUE = frozenset(
    (Group.LOADING_BROKEN, Group.OVERDUE, Group.FAILING, Group.NERVES, Group.DUE_THIS_WEEK, Group.NOT_GIVEN)
)
_KINDS: Mapping[str, str] = {
    "csv": "text/csv",
    "json": "application/json",
    "ics": "text/calendar",
}


class Board(NamedTuple):
    """A file that could be read: the list, and what of the file was not used."""

    listed: RecallList
    found: EventsFile
    ambiguous: bool
    turned: bool
    """Whether days of the file are days only in the other order than it was read in."""


def opening(desk: Desk, call: Call) -> Response[bytes]:
    """The page before there is a file."""
    require_name(desk.settings, call.headers.get("host", ""))
    return _page(desk, call, Asked(day=desk.settings.today().isoformat()))


def handlers(desk: Desk) -> list[Any]:
    """What the form of the page sends; the page itself shares its address with the service's own recall."""

    @post("/pages/recall", status_code=200)
    async def board(request: Call) -> Response[bytes]:
        asked = await asked_of(request, desk.settings.largest_body)
        return await desk.listed(partial(_page, desk, request, asked, sent=True))

    @post("/pages/recall/list", status_code=200)
    async def take_away(request: Call) -> Response[bytes]:
        asked = await asked_of(request, desk.settings.largest_body)
        return await desk.listed(partial(_file, asked, request.query_params.get("as", "csv")))

    return [board, take_away]


# --- the page --------------------------------------------------------------------------------------------------------


def _page(desk: Desk, call: Call, asked: Asked, *, sent: bool = False) -> Response[bytes]:
    context = {
        **frame(desk, "recall", call), "asked": asked, "orders": ORDERS[1:], "columns": COLUMNS, "faults": [],
        "board_notice": SHORT_NOTICE,
    }  # fmt: skip
    if not sent:
        return page(call, "recall.html", context)
    board, faults = board_of(asked)
    if board is None:
        return page(call, "recall.html", {**context, "asked": _kept(asked, faults), "faults": faults}, 400)
    course = _course(board.listed, asked.patient) if asked.patient else None
    if course is None:
        carry = Carry("carried", "/pages/recall")
        return page(call, "recall.html", {**context, **_board(board, asked, context["_"]), "carry": carry})
    carry = Carry("carried", "/pages/recall", "patient", asked.patient)
    return page(call, "recall_patient.html", {**context, **_patient(board, course, context["_"]), "carry": carry})


def _kept(asked: Asked, faults: list[Fault]) -> Asked:
    """What was asked, without a file that is of no use."""
    return asked if all(fault.of_use for fault in faults) else replace(asked, packed="")


def board_of(asked: Asked) -> tuple[Board | None, list[Fault]]:
    """The board of a file, or what has to be mended in the form first."""
    faults = list(_faults(asked))
    if faults or asked.table is None or asked.on is None or asked.days is None:
        return None, faults
    try:
        mapping = read_mapping(asked.mapping.encode()) if asked.mapping else NO_MAPPING
    except RecordError as problem:
        return None, [Fault("mapping_file", capital(str(problem)))]
    try:
        found = read_events_csv(asked.table, mapping, date_format=asked.order)
    except RecordError as problem:
        return None, [Fault("file", capital(str(problem)), not isinstance(problem, AnotherFileError))]
    listed, ambiguous = recall_list(found.records, asked.on, asked.days), _is_ambiguous(asked, found, mapping)
    turned = any(OTHER_ORDER in problem.text for problem in found.problems)
    return Board(listed, found, ambiguous, turned), []


def _faults(asked: Asked) -> Iterator[Fault]:
    if asked.table is None:
        yield Fault("file", _("Choose a CSV file of treatment events"))
    if asked.on is None:
        yield Fault("day", _("Enter the day of the list as a calendar date, such as 2026-03-02"))
    if asked.days is None:
        yield Fault("within", _("Enter a number of days, such as 14"))


def _is_ambiguous(asked: Asked, found: EventsFile, mapping: ColumnMapping) -> bool:
    """Rows that are refused now and could be read if somebody said how the file writes its dates."""
    if asked.table is None or asked.order or mapping.date_format or not found.refused:
        return False
    return len(read_events_csv(asked.table, mapping, date_format="DD/MM/YYYY").refused) < len(found.refused)


def _board(board: Board, asked: Asked, words: Words) -> dict[str, Any]:
    """What the list shows: the groups with their counts, and the patients of this page of it."""
    chosen = [row for row in board.listed.rows if _is_asked(row, asked)]
    start = min(asked.start, max(len(chosen) - 1, 0) // A_PAGE * A_PAGE)
    weeks = weeks_of(board.listed.schedules, board.listed.on)
    return {
        "board": board, "listed": board.listed, "refused": board.found.refused, "problems": together(board.found.problems),
        "groups": [(g.name, str(g), board.listed.counts[g], g in HAZARDS) for g in Group if board.listed.counts[g]],
        "rows": chosen[start : start + A_PAGE], "matching": len(chosen), "start": start, "a_page": A_PAGE,
        "hazards": HAZARDS, "due": DUE, "plots": shown([_slots(weeks)], words),
    }  # fmt: skip


def _is_asked(row: Row, asked: Asked) -> bool:
    in_group = not asked.group or any(group.name == asked.group for group in row.groups)
    return in_group and asked.search.casefold() in f"{row.patient} {row.name}".casefold()


def _slots(weeks: tuple[Week, ...]) -> Plot | None:
    """The nurse's slots with their numbers; nothing where no dose is coming."""
    total = sum(week.injections for week in weeks)
    if not total:
        return None
    rows = tuple((f"{week.monday}", *map(str, numbers_of(week))) for week in weeks)
    words = f"Stacked bars: {total} injections in the {len(weeks)} weeks from {weeks[0].monday}, most of them in the week of "
    words += f"{max(weeks, key=lambda week: week.injections).monday}."
    if waiting := sum(week.asked_first for week in weeks):
        words += f" Of {waiting} the patient is asked first: on hold, stopped perhaps, refused, or a possible allergy."
    heads = (
        _("week beginning"), _("overdue"), _("loading"), _("maintenance"), _("injections"), _("asked first"), _("reviews"),
    )  # fmt: skip
    return Plot("slots", _("Nurse slots a week"), words, plot_spec(weeks), heads, rows)


def _course(listed: RecallList, patient: str) -> Schedule | None:
    courses = (*(row.schedule for row in listed.rows), *listed.up_to_date, *listed.ended)
    return next((course for course in courses if course.record.patient == patient), None)


def _patient(board: Board, course: Schedule, words: Words) -> dict[str, Any]:
    row = next((row for row in board.listed.rows if row.schedule is course), None)
    return {"course": course, "row": row, "plots": shown([timeline(course)], words), "hazards": HAZARDS, "due": DUE}


# --- to take away ----------------------------------------------------------------------------------------------------


def _file(asked: Asked, form: str) -> Response[bytes]:
    """The list, or one patient's calendar, as a file."""
    board, faults = board_of(asked)
    if board is None:
        raise Refusal(400, faults[0].sentence if faults else "the form cannot be read")
    known = next((each for each in FORMATS if each == form), None)
    if known is None or known not in _KINDS:
        raise Refusal(400, f"a list can be downloaded as {', '.join(_KINDS)}")
    course = _course(board.listed, asked.patient) if asked.patient else None
    if course is not None and known == "ics":
        return download(calendar_of(course), "b12-dates.ics", _KINDS[known])
    body = rendered(known, board.listed, board.found.problems)
    return download(body, f"b12-recall-{board.listed.on}.{known}", _KINDS[known])
