"""A date of a year or a month is read by one rule, whatever record it stands in, and what is near one is none."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from cobalamin.knowledge.treatment import Span
from cobalamin.recall.sources.days import read_day
from cobalamin.records.case_treatment import span_of
from cobalamin.records.errors import RecordError
from cobalamin.records.moments import moment, span

NONE = [
    "196", "26", "02026", "2026-1", "2026-001", "+2026", " 2026", "-026", "2_26", "2026-13", "2026-00", "2026-03-00", "0000",
]  # fmt: skip
SPANS = {
    "1966": (date(1966, 1, 1), date(1966, 12, 31)),
    "2028-02": (date(2028, 2, 1), date(2028, 2, 29)),
    "9999": (date(9999, 1, 1), date.max),
    "9999-12": (date(9999, 12, 1), date.max),
    "2026-03-01": (date(2026, 3, 1), date(2026, 3, 1)),
}


@pytest.mark.parametrize("text", SPANS)
def test_a_partial_date_means_all_its_days_in_every_record(text: str) -> None:
    days = Span(*SPANS[text])
    assert (span(text), span_of(text, "$"), read_day(text, "").when) == (days, days, days)


@pytest.mark.parametrize("text", NONE)
def test_what_is_near_a_date_is_none_in_a_bundle_and_refused_in_a_case_file(text: str) -> None:
    assert span(text) is None
    with pytest.raises(RecordError, match="is not a calendar date; expected YYYY, YYYY-MM or YYYY-MM-DD"):
        span_of(text, "$")


def test_the_day_of_a_moment_is_read_in_a_bundle_alone() -> None:
    day = date(2026, 3, 1)
    assert span("2026-03-01T23:30:00-05:00") == Span(day, day)
    with pytest.raises(RecordError):
        span_of("2026-03-01T23:30:00", "$")


def test_a_day_without_hyphens_is_none_for_every_reader() -> None:
    """R4 writes hyphens. The level after a dose of "20260220" was set aside for it, while the recall did not count that dose."""
    assert span("20260220") is None
    assert moment("20260220") is None
    assert moment("2026-02") == datetime(2026, 2, 1)
