"""The recall list as CSV that a spreadsheet opens without surprises, and as JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import msgspec

from cobalamin.knowledge.notice import SHORT_NOTICE
from cobalamin.recall.entries import Judged
from cobalamin.recall.sources.problems import Problem
from cobalamin.recall.worklist import RecallList, Row
from cobalamin.recall.written.listing import product_text
from cobalamin.records.spreadsheet import guarded

COLUMNS = (
    "patient", "name", "group", "all groups", "state", "never stop", "last dose", "last product", "earliest", "due",
    "overdue from", "review due", "why", "next step", "source entries", "notice",
)  # fmt: skip


def csv_of(listed: RecallList, problems: Iterable[Problem] = ()) -> str:
    """One line a patient, dates as 2026-03-01; then one line for every row of the source that could not be used."""
    refused = (problem_line(problem) for problem in problems if problem.refused)
    return "".join((HEADER, *map(row_line, listed.rows), *refused))


def row_line(row: Row) -> str:
    """One patient's line; no cell holds a line break, so it is one line of text too."""
    return _line(_cells(row))


def problem_line(problem: Problem) -> str:
    """The line of a row of the source that could not be used."""
    return _line(_problem_cells(problem))


def _line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow(cells)
    return out.getvalue()


HEADER = _line(COLUMNS)


def _cells(row: Row) -> Sequence[str]:
    last, product = _last(row.last)
    texts = (guarded(row.patient), guarded(row.name), str(row.group), "; ".join(row.groups), str(row.state))
    dates = (_day(row.earliest), _day(row.due), _day(row.overdue), _day(row.review_due))
    tail = (guarded("; ".join(row.why)), guarded(row.next_step), guarded(", ".join(row.sources)), SHORT_NOTICE)
    return (*texts, "yes" if row.never_stop else "", last, product, *dates, *tail)


def _last(last: Judged | None) -> tuple[str, str]:
    """A full date is a bare date; an uncertain one is words, or a spreadsheet would make a day of it."""
    if last is None or last.when is None:
        return "", ""
    day = last.when.first.isoformat() if last.when.certain else f"between {last.when.first} and {last.when.last}"
    return day, product_text(last)


def _problem_cells(problem: Problem) -> Sequence[str]:
    filled = {
        "group": "row not used", "why": guarded(str(problem)), "next step": "mend the row and run the list again",
        "source entries": guarded(problem.place), "notice": SHORT_NOTICE,
    }  # fmt: skip
    return [filled.get(name, "") for name in COLUMNS]


def _day(day: date | None) -> str:
    return day.isoformat() if day is not None else ""


# --- JSON -----------------------------------------------------------------------------------------


def json_of(listed: RecallList, problems: Iterable[Problem]) -> bytes:
    """The list with every entry and how it was read; dates as 2026-03-01, absent dates null."""
    document = {
        "cobalamin_recall": 1,
        "notice": SHORT_NOTICE,
        "on": listed.on,
        "within_days": listed.within,
        "patients": listed.patients,
        "up_to_date": len(listed.up_to_date),
        "ended": len(listed.ended),
        "counts": {str(group): number for group, number in listed.counts.items()},
        "rows": [row_object(row) for row in listed.rows],
        "rows_not_used": [{"where": p.place, "why": p.text} for p in problems if p.refused],
        "cells_not_used": [{"where": p.place, "why": p.text} for p in problems if not p.refused],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


def row_object(row: Row) -> Mapping[str, object]:
    """One patient as JSON holds it."""
    course = row.schedule
    return {
        "patient": row.patient,
        "name": row.name,
        "group": str(row.group),
        "groups": [str(group) for group in row.groups],
        "state": str(row.state),
        "plan": course.plan.id if course.plan else None,
        "never_stop": row.never_stop,
        "flags": sorted(flag.name.lower() for flag in course.flags),
        "why": list(row.why),
        "earliest": row.earliest,
        "due": row.due,
        "overdue_from": row.overdue,
        "review_due": row.review_due,
        "next_step": row.next_step,
        "response": _response(row),
        "checks": [{"what": c.what, "due": c.due, "done": c.done or None} for c in course.checks],
        "entries": [_entry(entry) for entry in course.entries],
    }


def _response(row: Row) -> Mapping[str, object] | None:
    said = row.response
    if said is None:
        return None
    return {
        "verdict": str(said.verdict),
        "action": str(said.action),
        "signs": [
            {"marker": s.marker, "verdict": str(s.verdict), "text": s.text, "from": s.sources} for s in said.signs
        ],
        "set_aside": said.set_aside,
    }


def _entry(entry: Judged) -> Mapping[str, object]:
    event, when = entry.event, entry.when
    return {
        "source": event.source,
        "kind": event.kind,
        "from": when.first if when else None,
        "to": when.last if when else None,
        "product": event.product,
        "class": entry.title,
        "reason": entry.reason.name.lower(),
        "said": str(entry.reason),
        "marks": [mark.name.lower() for mark in entry.marks],
        "detail": entry.detail or None,
    }
