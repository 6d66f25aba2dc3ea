"""What is recorded today counts today, wherever the machine thinks it is."""

import asyncio
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

import calls
import ehr
from bundles import collection
from cobalamin.records.read import read_any
from cobalamin.records.today import today_of

YESTERDAY, TODAY = date(2026, 11, 27), date(2026, 11, 28)
MORNING_IN_AUCKLAND = datetime(2026, 11, 27, 19, 30, tzinfo=UTC)


def drawn(moment: str, *more: dict[str, Any]) -> list[dict[str, Any]]:
    return [ehr.patient(), ehr.result("2132-9", 80, "pg/mL", moment), *more]


def today(record: list[dict[str, Any]], here: date, now: datetime) -> date:
    sent = json.dumps(collection(record))
    return today_of(read_any(sent.encode()), sent.encode, here, now)


@pytest.mark.parametrize(
    ("moment", "here", "now", "expected"),
    [
        # A container keeps UTC, the clinic is in Auckland.
        ("2026-11-28T08:15:00+13:00", YESTERDAY, MORNING_IN_AUCKLAND, TODAY),
        # A laptop in Los Angeles, a server that writes UTC.
        ("2026-11-28T02:00:00Z", YESTERDAY, datetime(2026, 11, 28, 2, 30, tzinfo=UTC), TODAY),
        # Nobody's today yet: the date is a mistake.
        ("2026-11-28T08:15:00+13:00", YESTERDAY, datetime(2026, 11, 27, 9, 0, tzinfo=UTC), YESTERDAY),
        ("2026-11-28T08:15:00Z", YESTERDAY, MORNING_IN_AUCKLAND, YESTERDAY),
        ("2026-11-28", YESTERDAY, MORNING_IN_AUCKLAND, YESTERDAY),
        ("2026-11-28T08:15:00+23:00", YESTERDAY, MORNING_IN_AUCKLAND, YESTERDAY),
        # Two days ahead is ahead everywhere.
        ("2026-11-29T08:15:00+13:00", YESTERDAY, datetime(2026, 11, 27, 9, 0, tzinfo=UTC), YESTERDAY),
        # The clinic's own day is the machine's, or behind it: nothing moves.
        ("2026-11-28T08:15:00+13:00", TODAY, MORNING_IN_AUCKLAND, TODAY),
        ("2026-11-27T17:00:00-08:00", TODAY, datetime(2026, 11, 28, 1, 30, tzinfo=UTC), TODAY),
    ],
)
def test_it_is_the_day_after_where_the_record_says_that_this_has_begun(
    moment: str, here: date, now: datetime, expected: date
) -> None:
    assert today(drawn(moment), here, now) == expected


def test_a_day_without_a_time_counts_where_another_moment_tells_the_zone() -> None:
    given = {**ehr.condition("84027009"), "recordedDate": "2026-11-28"}
    assert today(drawn("2026-05-01T08:15:00+12:00", given), YESTERDAY, MORNING_IN_AUCKLAND) == TODAY
    assert today(drawn("2026-05-01T08:15:00Z", given), YESTERDAY, MORNING_IN_AUCKLAND) == YESTERDAY


CLOCK: dict[str, Any] = {"today": lambda: YESTERDAY, "now": lambda: MORNING_IN_AUCKLAND}
FRESH = drawn("2026-11-28T08:15:00+13:00", ehr.condition("84027009"), calls.TINGLING)


def test_a_card_speaks_of_what_was_drawn_this_morning() -> None:
    _, body = calls.call(ehr.request(resources=FRESH), **CLOCK)
    assert "80 pg/mL" in body["cards"][0]["detail"]


@pytest.mark.parametrize("path", ["/assess", "/recall"])
def test_so_does_every_other_door(path: str) -> None:
    body = collection(FRESH)

    async def asked(query: str) -> str:
        async with ehr.service(**CLOCK) as client:
            answer = await client.post(f"{path}{query}", json=body)
            assert answer.status_code == 200, answer.text
            return answer.json()["on"]

    assert asyncio.run(asked("")) == "2026-11-28"
    assert asyncio.run(asked("?on=2026-11-27")) == "2026-11-27", "the day that is asked for is the day"
