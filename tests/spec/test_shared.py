"""What formulas have in common is a formula of its own: the same answers in fewer steps."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobalamin.language.formulas import Number
from cobalamin.language.shared import Parts, shared, uses
from strategies import law


def steps(parts: Parts) -> int:
    """How many *and* and *or* a reading of every formula takes."""
    return sum(len(row) - 1 for row in parts.values())


def value(parts: Parts, number: Number, leaves: dict[Number, bool]) -> bool:
    """Whether a formula holds: an even one where all its parts do, an odd one where any does."""
    if number not in parts:
        return leaves[number]
    below = (value(parts, part, leaves) for part in parts[number])
    return any(below) if number & 1 else all(below)


def test_what_two_formulas_share_is_worked_out_once() -> None:
    found = shared({20: (2, 4, 6), 22: (2, 4, 8)}, 24)
    assert found == {20: (6, 24), 22: (8, 24), 24: (2, 4)}


def test_the_pair_that_stands_in_the_most_comes_first_and_then_what_it_stands_beside() -> None:
    found = shared({20: (2, 4, 6), 22: (2, 4, 6), 24: (4, 6, 8), 26: (2, 8)}, 28)
    assert found == {20: (2, 28), 22: (20,), 24: (8, 28), 26: (2, 8), 28: (4, 6)}


def test_a_pair_that_stands_in_fewer_since_another_was_taken_waits_for_its_turn() -> None:
    """The pair of 2 and 4 stands in three; 4 and 6 in four, and one of the three is among them."""
    parts = {20: (2, 4, 6), 22: (4, 6, 8), 24: (4, 6, 10), 26: (4, 6, 12), 28: (2, 4, 14), 30: (2, 4, 16)}
    assert shared(parts, 32) == {
        20: (2, 32), 22: (8, 32), 24: (10, 32), 26: (12, 32), 28: (14, 34), 30: (16, 34), 32: (4, 6), 34: (2, 4),
    }  # fmt: skip


def test_what_a_pair_now_stands_beside_in_three_comes_before_what_stands_together_in_two() -> None:
    parts = {20: (2, 4, 6, 8), 22: (2, 4, 6, 8, 10), 24: (2, 4, 6), 26: (2, 4, 12)}
    assert shared(parts, 28) == {20: (8, 24), 22: (10, 20), 24: (6, 28), 26: (12, 28), 28: (2, 4)}


def test_every_row_that_a_pair_left_is_looked_at_for_the_next() -> None:
    assert shared({16: (2, 4, 6), 18: (2, 4, 6, 8), 20: (2, 4, 10)}, 22) == {
        16: (6, 22),
        18: (8, 16),
        20: (10, 22),
        22: (2, 4),
    }


def test_all_of_and_any_of_share_nothing() -> None:
    parts = {20: (2, 4), 21: (2, 4)}
    assert shared(parts, 100) == parts


def test_an_any_of_shares_with_an_any_of() -> None:
    found = shared({21: (2, 4, 6), 23: (2, 4, 8)}, 24)
    assert found == {21: (6, 25), 23: (8, 25), 25: (2, 4)}


def test_a_formula_that_another_one_begins_with_stands_in_it() -> None:
    assert shared({20: (2, 4, 6), 22: (2, 4)}, 24) == {20: (6, 22), 22: (2, 4)}
    assert shared({20: (2, 4, 6), 22: (2, 4), 24: (2, 4, 20)}, 26) == {20: (6, 22), 22: (2, 4), 24: (20, 22)}
    assert shared({20: (2, 4, 22), 22: (2, 4)}, 24) == {20: (22,), 22: (2, 4)}
    assert shared({20: (4, 5), 22: (2, 3, 20), 24: (2, 3, 4, 5, 20)}, 26) == {
        20: (4, 5),
        22: (20, 26),
        24: (22,),
        26: (2, 3),
    }


@pytest.mark.parametrize("parts", [{}, {20: (2, 4)}, {20: (2, 4, 6), 22: (2, 8, 10)}])
def test_where_no_two_stand_together_twice_all_stays(parts: dict[Number, tuple[Number, ...]]) -> None:
    assert shared(parts, 100) == parts


def test_a_formula_that_took_the_place_of_a_pair_is_a_part_like_others() -> None:
    parts = {20: (2, 3), 22: (2, 3, 4), 24: (2, 3, 4, 11), 26: (11, 22)}
    assert shared(parts, 28) == {20: (2, 3), 22: (4, 20), 24: (11, 22), 26: (24,)}


def test_what_is_added_is_numbered_from_there_on() -> None:
    assert shared({21: (2, 4, 6), 23: (2, 4, 8), 25: (10, 12)}, 26) == {
        21: (6, 27),
        23: (8, 27),
        25: (10, 12),
        27: (2, 4),
    }
    found = shared({2: (40, 43, 8), 4: (40, 43, 6)}, 44)
    assert found == {2: (8, 44), 4: (6, 44), 44: (40, 43)}


LEAVES = tuple(range(2, 12))


@st.composite
def tables(draw: st.DrawFn) -> dict[Number, tuple[Number, ...]]:
    """Formulas over some leaves and over the formulas before them."""
    found: dict[Number, tuple[Number, ...]] = {}
    for number in sorted(draw(st.sets(st.integers(20, 40), max_size=8))):
        row = draw(st.sets(st.sampled_from((*LEAVES, *found)), min_size=2, max_size=8))
        found[number] = tuple(sorted(row))
    return found


@law
@given(tables())
def test_every_formula_means_what_it_meant_and_none_takes_more_steps(parts: dict[Number, tuple[Number, ...]]) -> None:
    found = shared(parts, 100)
    assert steps(found) <= steps(parts)
    assert set(parts) <= set(found)
    for chosen in list(product((False, True), repeat=len(LEAVES)))[::37]:
        leaves = dict(zip(LEAVES, chosen, strict=True))
        assert [value(found, number, leaves) for number in parts] == [value(parts, number, leaves) for number in parts]


@law
@given(tables())
def test_no_two_parts_stand_together_twice(parts: dict[Number, tuple[Number, ...]]) -> None:
    found = shared(parts, 100)
    together = [
        (number & 1, one, other) for number, row in found.items() for one in row for other in row if one < other
    ]
    assert len(together) == len(set(together))


def test_a_formula_below_some_roots_is_counted_each_time_it_is_read() -> None:
    parts = {20: (2, 22), 22: (2, 4), 24: (20, 22), 26: (2, 6)}
    assert uses(parts, [24]) == {24: 1, 20: 1, 22: 2, 2: 2, 4: 1}
    assert uses(parts, [20, 22, 22]) == {20: 1, 22: 3, 2: 2, 4: 1}
