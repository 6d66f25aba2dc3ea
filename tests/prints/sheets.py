"""Checklists of invented patients, for the tests of the prints."""

from datetime import date
from pathlib import Path

from cobalamin.assess import assess
from cobalamin.checklist import Checklist, checklist
from cobalamin.recall.cases import record_of
from cobalamin.recall.schedule import schedule
from cobalamin.records.read import read_any
from cobalamin.records.record import Case
from cobalamin.records.select import facts_on
from cobalamin.words import translator

EXAMPLES = Path(__file__).parents[2] / "examples"
NAMES = tuple(sorted(path.stem for path in EXAMPLES.glob("*.json")))
ON = date(2026, 3, 2)


def example(name: str) -> Case:
    return read_any((EXAMPLES / f"{name}.json").read_bytes())


def sheet_of(case: Case, language: str = "en", on: date = ON) -> Checklist:
    course = schedule(record_of(case, on), on) if case.treatment else None
    return checklist(facts_on(case, on), assess(case, on=on), translator(language), course)
