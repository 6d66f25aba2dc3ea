"""Checklists of invented patients, for the tests of the prints."""

from datetime import date
from pathlib import Path

from cobalamin.prints import sheet
from cobalamin.prints.checklist import Checklist
from cobalamin.records.read import read_any
from cobalamin.records.record import Case
from cobalamin.translation.words import translator

EXAMPLES = Path(__file__).parents[2] / "examples"
NAMES = tuple(sorted(path.stem for path in EXAMPLES.glob("*.json")))
ON = date(2026, 3, 2)


def example(name: str) -> Case:
    return read_any((EXAMPLES / f"{name}.json").read_bytes())


def sheet_of(case: Case, language: str = "en", on: date = ON) -> Checklist:
    return sheet.sheet_of(case, on, translator(language))
