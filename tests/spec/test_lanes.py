"""Lanes by example: one bit a change, and for each rule the changes in which it is yes and in which it is no."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from itertools import product

import pytest
from formula_worlds import ABOVE, BAND, LOW, SEVERE

from cobalamin.language.compile import Known, Program
from cobalamin.language.ladder import Ladder, Rung
from cobalamin.language.lanes import Change, Lanes, Planes, numbers_in
from cobalamin.language.nodes import (
    Condition,
    Finding,
    Named,
    Not,
    Presume,
    RuleError,
    all_of,
    any_of,
    at_least,
)
from cobalamin.language.patient import exactly
from cobalamin.language.truth import Truth
from strategies import B12, FINDINGS

A, B, C, _ = FINDINGS
CELLS = any_of(B12 < SEVERE, LOW, BAND)


def planes(rule: Condition, *beside: Condition, **patient: object) -> Planes:
    """The planes of a rule over the changes of tingling (bits 0 and 1), vegan (2, 3), and whatever else is read."""
    program = Program(A, B, *beside, rule)
    lanes = Lanes(program)
    return lanes.of(lanes.planes(program.values(program.vector(patient))), rule)  # type: ignore[arg-type]


def test_a_finding_can_be_set_to_no_and_to_yes_and_a_measure_to_each_of_its_cells() -> None:
    lanes = Lanes(Program(A, CELLS))
    assert lanes.changes == (
        Change(A, False), Change(A, True), Change(B12, 0), Change(B12, 1), Change(B12, 2), Change(B12, 3),
    )  # fmt: skip
    assert lanes.all == 0b111111


def test_the_changes_of_some_lanes_are_those_whose_bit_is_set() -> None:
    lanes = Lanes(Program(A, B))
    assert lanes.changes_in(0b1010) == (Change(A, True), Change(B, True))
    assert lanes.changes_in(0) == ()
    assert [numbers_in(bits) for bits in (0, 1, 0b110, 1 << 70 | 1)] == [[], [0], [1, 2], [0, 70]]


@pytest.mark.parametrize(
    ("known", "expected"), [(None, (0b0010, 0b0001)), (True, (0b1110, 0b0001)), (False, (0b0010, 0b1101))]
)
def test_a_finding_is_what_its_own_changes_set_and_elsewhere_what_is_known(known: Known, expected: Planes) -> None:
    assert planes(A, **({} if known is None else {A.name: known})) == expected


@pytest.mark.parametrize(
    ("rule", "yes", "no"),
    [
        (B12 < SEVERE, 0b0001, 0b1110),
        (LOW, 0b0011, 0b1100),
        (ABOVE, 0b1000, 0b0111),
        (Not(ABOVE), 0b0111, 0b1000),
        (BAND, 0b0100, 0b1011),
    ],
)
def test_a_comparison_is_what_each_cell_says(rule: Condition, yes: int, no: int) -> None:
    assert planes(rule, CELLS) == (yes << 4, no << 4)
    assert planes(rule, CELLS, **{B12.name: exactly(1, "ng/L")}) == (
        (yes << 4 | 0b1111 * (yes & 1)), (no << 4 | 0b1111 * (no & 1)),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (Not(A), (0b0001, 0b0010)),
        (Named("word", "a word", A), (0b0010, 0b0001)),
        (all_of(A, B), (0, 0b0101)),
        (any_of(A, B), (0b1010, 0)),
        (all_of(Not(A), Not(Not(A))), (0, 0b0011)),
        (Presume(A, Truth.YES, "nobody asked"), (0b1110, 0b0001)),
        (Presume(A, Truth.NO, "nobody asked"), (0b0010, 0b1101)),
        (at_least(2, A, B, C), (0, 0)),
        (at_least(2, A, B, A), (0b0010, 0b0001)),
    ],
)
def test_where_nothing_is_known_a_rule_is_what_one_change_decides(rule: Condition, expected: Planes) -> None:
    assert planes(rule) == expected


@pytest.mark.parametrize("k", [1, 2, 3, 4])
def test_at_least_k_counts_in_every_lane(k: int) -> None:
    rule = at_least(k, *FINDINGS)
    program = Program(rule)
    lanes = Lanes(program)
    for known in product((True, None, False), repeat=4):
        yes, no = lanes.of(lanes.planes(program.values(known)), rule)
        for i, change in enumerate(lanes.changes):
            changed = [
                change.value if fact == change.fact else value for fact, value in zip(FINDINGS, known, strict=True)
            ]
            assert bool(yes >> i & 1) == (changed.count(True) >= k)
            assert bool(no >> i & 1) == (4 - changed.count(False) < k)


def test_the_outcome_of_a_ladder_is_certain_where_its_rung_is_yes_and_all_above_are_no() -> None:
    first, second = Named("first", "first", all_of(A, B)), Named("second", "second", any_of(A, C))
    ladder = Ladder("ladder", "the first that holds", (Rung("one", first), Rung("two", second)), "none")
    program = Program(A, B, first, second)
    lanes = Lanes(program)
    found = lanes.deciding(lanes.planes(program.values((True, None, False))), ladder)
    assert found == {"one": 0b001000, "two": 0b000100, "none": 0b000001}


def test_lanes_of_some_conditions_answer_those_and_what_they_are_made_of() -> None:
    program = Program(A, B, all_of(A, Not(B)), any_of(A, C))
    some, every = Lanes(program, [Not(B), all_of(A, Not(B))]), Lanes(program)
    values = program.values((None, True, None))
    few, all_planes = some.planes(values), every.planes(values)
    assert (len(few), len(all_planes)) == (2, len(program.nodes))
    for rule in (Not(B), all_of(A, Not(B))):
        assert some.of(few, rule) == every.of(all_planes, rule)
    assert some.changes == every.changes


def test_what_is_too_wide_to_spell_out_is_refused_with_its_width() -> None:
    wide = at_least(3, *(Finding(f"f{i}", f"f{i}") for i in range(13)))
    with pytest.raises(RuleError, match=r"^at least 3 of 13 parts is too wide to spell out in lanes$"):
        Lanes(Program(wide))
    assert Lanes(Program(at_least(13, *wide.parts), at_least(1, *wide.parts))).all == (1 << 26) - 1


def test_a_traceback_says_that_the_generated_code_is_that_of_the_lanes() -> None:
    assert Lanes(Program(A))._run.__code__.co_filename == "<lanes>"  # type: ignore[attr-defined]


def test_a_change_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        Change(A, True).value = False  # type: ignore[misc]
