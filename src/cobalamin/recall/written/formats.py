"""The recall list in the format that was asked for, and the words that ask for it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import assert_never, get_args

from cobalamin.recall.sources.problems import Problem
from cobalamin.recall.worklist import Format, RecallList
from cobalamin.records.errors import RecordError
from cobalamin.records.messages import shown

FORMATS: tuple[Format, ...] = get_args(Format)

_QUARTER = 3
"""Months of visits in the calendar of a whole list; a patient's own holds a year."""


def rendered(form: Format, listed: RecallList, problems: Sequence[Problem] = (), from_fhir: bool = False) -> bytes:
    """The bytes of a format; a CSV begins with the mark by which spreadsheets recognise UTF-8."""
    match form:
        case "text":
            from cobalamin.recall.written.listing import text_of

            return text_of(listed, problems).encode()
        case "csv":
            from cobalamin.recall.written.table import csv_of

            return csv_of(listed, problems).encode("utf-8-sig")
        case "json":
            from cobalamin.recall.written.table import json_of

            return json_of(listed, problems)
        case "ics":
            from cobalamin.recall.written.calendars import Visits, calendar_of_all

            return calendar_of_all((row.schedule for row in listed.rows), Visits(months=_QUARTER))
        case "fhir":
            from cobalamin.recall.written.tasks import fhir_of

            return fhir_of(listed, from_fhir)
        case _:
            assert_never(form)


def days_of(text: str) -> int:
    """The days of "14d", "14" or "2w"; RecordError says what was expected."""
    found = re.fullmatch(r"(\d{1,4})([dw]?)", text.strip().lower())
    if found is None:
        raise RecordError(f"{shown(text)} is not a number of days: write 14d or 2w")
    return int(found.group(1)) * (7 if found.group(2) == "w" else 1)
