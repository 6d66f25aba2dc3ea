"""Injections as a case file records them, and what the recall list makes of a record."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from cobalamin.knowledge.regimens import PUBLISHED
from cobalamin.recall.record import record_of
from cobalamin.recall.sources.source import read_source
from cobalamin.recall.worklist import RecallList, Row, placed, recall_list
from cobalamin.records.record import Case
from cobalamin.records.select import facts_on


def injections(days: Iterable[date | str]) -> list[dict[str, Any]]:
    """The `treatment` of a case file: 1 mg of hydroxocobalamin into the muscle on each of these days."""
    dose = {"product": "hydroxocobalamin", "dose": "1 mg", "route": "intramuscular"}
    return [{**dose, "date": str(day)} for day in days]


def list_of(path: Path, on: date) -> RecallList:
    """The list made of a file, of whatever kind."""
    return recall_list(read_source(path, on).records, on)


def row_of(case: Case, on: date) -> Row:
    """The row of a patient who has one."""
    row, _ = placed(record_of(case, facts_on(case, on)), on, 14, PUBLISHED)
    assert row is not None
    return row
