"""A length of time in calendar months, at the ends of months and of the calendar."""

from datetime import date

import pytest

from cobalamin.knowledge.treatment import months_after


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 15), 2, date(2026, 3, 15)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 1, 31), -1, date(2025, 12, 31)),
        (date(9999, 11, 3), 2, date.max),
        (date(1, 2, 3), -2, date.min),
    ],
)
def test_the_same_day_of_a_later_month_or_its_last_and_never_past_the_calendar(
    day: date, months: int, expected: date
) -> None:
    assert months_after(day, months) == expected
