"""Which of several results may be the latest: by the definition, pair by pair, and in bearable time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from cobalamin.records.fhir_values import moment
from cobalamin.records.record import Result, Source
from cobalamin.records.rivals import days_of, perhaps_latest

DAYS = ("2026", "2026-01", "2026-02", "2026-01-31", "2026-02-01", "2026-02-02")
CLOCKS = ("", "Z", "+02:00", "-05:00", "+14:00")
TIMES = ("T00:00:00", "T01:30:00", "T08:00:00", "T23:30:00")
TEXTS = (*DAYS, *("".join(parts) for parts in product(DAYS[3:], TIMES, CLOCKS)))


def result(when: str) -> Result:
    return Result("total_b12", None, Source("Observation/o1", when), moment(when), None)


def is_day_alone(one: Result) -> bool:
    assert one.taken is not None
    return one.taken.time() == time() and ":" not in one.source.when


def is_surely_later(one: Result, other: Result) -> bool:
    """By the instants where both clocks are told, else by the clocks on the wall; a day alone is any moment of it (R76)."""
    assert one.taken is not None
    assert other.taken is not None
    if is_day_alone(one) or is_day_alone(other):
        return days_of(one).first > days_of(other).last
    told = [datetime.fromisoformat(each.source.when) for each in (one, other)]
    if all(each.tzinfo is not None for each in told):
        return told[0].astimezone(UTC) > told[1].astimezone(UTC)
    return one.taken > other.taken


@given(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=8))
def test_those_may_be_the_latest_than_which_none_is_surely_later(texts: list[str]) -> None:
    rivals = [result(text) for text in texts]
    expected = [one for one in rivals if not any(is_surely_later(other, one) for other in rivals)]
    assert perhaps_latest(rivals) == (expected or rivals)


def test_without_a_date_each_may_be() -> None:
    undated = [Result("total_b12", None, Source("a"), None, None), Result("total_b12", None, Source("b"), None, None)]
    assert perhaps_latest(undated) == undated


def test_a_hundred_thousand_of_one_day_are_looked_at_once_each() -> None:
    """Pair by pair four thousand took seven seconds, and this would take an hour: a body within the limits held the service."""
    many = [result("2026-02-01") for _ in range(100_000)]
    assert len(perhaps_latest(many)) == len(many)
    assert days_of(many[0]).first == date(2026, 2, 1)
