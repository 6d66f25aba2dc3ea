"""A blood test of the first weeks is asked for until a result certainly lies in its window (register M24)."""

from datetime import date
from fractions import Fraction

import pytest

from cobalamin.knowledge.treatment import LabResult, TreatmentEvent, TreatmentRecord, on_day, span
from cobalamin.recall.schedule import schedule

STARTED = date(2026, 1, 5)


def open_checks(on: date, fact: str, taken: str) -> list[str]:
    """The checks still asked for on a day, with one result on record."""
    dose = TreatmentEvent("administration", on_day(STARTED), "dose", "hydroxocobalamin", 1000, "intramuscular")
    result = LabResult(fact, span(taken), Fraction(140), "result")
    record = TreatmentRecord("one", (dose,), labs=(result,))
    return [check.what for check in schedule(record, on).checks if check.open_on(on)]


@pytest.mark.parametrize(
    ("taken", "asked"),
    [
        ("2026-01-09", True),  # day 4, before the window
        ("2026-01-10", False),
        ("2026-01-15", False),
        ("2026-01-16", True),  # day 11, after it
        ("2026-01", True),  # any day of January, also one outside
    ],
)
def test_reticulocytes_count_as_done_by_a_result_in_their_window(taken: str, asked: bool) -> None:
    assert ("reticulocytes" in open_checks(date(2026, 1, 15), "reticulocytes", taken)) is asked


@pytest.mark.parametrize(("taken", "asked"), [("2026-02-15", True), ("2026-02-16", False), ("2026-02", True)])
def test_a_blood_count_counts_as_done_from_two_weeks_before_its_day(taken: str, asked: bool) -> None:
    assert ("blood count" in open_checks(date(2026, 3, 2), "haemoglobin", taken)) is asked
