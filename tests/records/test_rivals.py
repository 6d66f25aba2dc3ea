"""Which of several results may be the latest: by the definition, pair by pair, and in bearable time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from cobalamin.knowledge.facts import FACTS
from cobalamin.records.moments import moment
from cobalamin.records.record import Missing, Result, Source
from cobalamin.records.results import Sent, read_result
from cobalamin.records.rivals import agreed_latest, days_of, perhaps_latest

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


def level(i: int, number: str, unit: str = "pg/mL", comparator: str = "") -> Result:
    when = "2026-02-01T08:00:00Z"
    return read_result(FACTS["total_b12"], Sent(number, unit, comparator), f"Observation/o{i}", when, moment(when))


def test_of_many_values_of_one_moment_the_least_and_the_greatest_are_told() -> None:
    """Each was told, and the sentence was pages long; 400 pmol/L is more than any of these in pg/mL."""
    few = agreed_latest(FACTS["total_b12"], [level(i, f"{150 + i}") for i in range(6)])
    assert isinstance(few, Missing)
    assert few.sentence.endswith(": 150 pg/mL, 151 pg/mL, 152 pg/mL, 153 pg/mL, 154 pg/mL, 155 pg/mL")
    many = [level(i, f"{150 + i}") for i in range(300)]
    for results, ends in (
        (many, "301 different results for one moment, from 150 pg/mL to 400 pmol/L"),
        (
            [level(i, f"{90 + i}") for i in range(20)],
            "21 different results for one moment, from 90 pg/mL to 400 pmol/L",
        ),
        (
            [*many, level(998, "150", comparator="<")],
            "302 different results for one moment, from <150 pg/mL to 400 pmol/L",
        ),
    ):
        found = agreed_latest(FACTS["total_b12"], [*results, level(999, "400", "pmol/L")])
        assert isinstance(found, Missing)
        assert found.sentence == f"total serum B12: {ends}, in Observation/o0 and {len(results)} more"
        assert found.source is not None
        assert found.source.where == "Observation/o0"


def test_of_two_that_are_raised_by_their_own_range_neither_number_stands() -> None:
    entry, top = FACTS["mma"], Decimal(300)
    one, other, same = (
        read_result(entry, Sent(number, "nmol/L", high=top), f"Observation/o{i}", "2026-02-01", None)
        for i, number in enumerate(("500", "900", "500"))
    )
    agreed = agreed_latest(entry, [one, same])
    assert agreed == one
    for rivals in ([one, other, same], [same, one, other], [other, same, one]):
        both = agreed_latest(entry, rivals)
        assert isinstance(both, Result)
        assert (both.value, both.number) == ("high", None)


def test_of_many_words_of_one_moment_two_are_told() -> None:
    entry = FACTS["intrinsic_factor_antibody"]
    said = [
        read_result(
            entry,
            Sent(f"{i}", "U/mL", "", "positive" if i % 2 else "negative"),
            f"Observation/o{i}",
            "2026-02-01",
            None,
        )
        for i in range(9)
    ]
    found = agreed_latest(entry, said)
    assert isinstance(found, Missing)
    assert "9 different results for one moment, among them" in found.sentence
