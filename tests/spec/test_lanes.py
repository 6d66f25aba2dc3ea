"""Lanes by example: one bit a change, and for each outcome of a ladder the changes that leave it open."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from itertools import product
from types import CodeType

import pytest
from formula_worlds import ABOVE, BAND, LOW, SEVERE, chain, deepest

from cobalamin.language.compile import Known, Program
from cobalamin.language.exact import Exact
from cobalamin.language.ladder import Ladder, Rung
from cobalamin.language.lanes import Change, Lanes, Plane, _Writer, numbers_in
from cobalamin.language.nodes import Condition, Named, Not, Presume, all_of, any_of, at_least
from cobalamin.language.patient import exactly
from cobalamin.language.truth import Truth
from strategies import B12, FINDINGS

A, B, C, D = FINDINGS
CELLS = any_of(B12 < SEVERE, LOW, BAND)


def lanes_of(rule: Condition, *beside: Condition) -> Lanes:
    """The lanes of a rule over the changes of the facts beside it, in their order, and then of its own."""
    program = Program(*beside, rule)
    ladder = Ladder("rule", "the rule of the example", (Rung("yes", rule),), "no")
    return Lanes(Exact(program, [ladder]), [ladder])


def planes(rule: Condition, *beside: Condition, **patient: object) -> tuple[Plane, Plane]:
    """Where a rule can be yes and where it can be no: bits 0 and 1 change tingling, 2 and 3 vegan, then come others."""
    lanes = lanes_of(rule, A, B, *beside)
    ((yes, no),) = lanes.left(lanes.exact.program.vector(patient)).ladders  # type: ignore[arg-type]
    changes = (1 << len(lanes.changes)) - 1
    return yes & changes, no & changes


def test_a_finding_can_be_set_to_no_and_to_yes_and_a_measure_to_each_of_its_cells() -> None:
    lanes = lanes_of(CELLS, A)
    assert lanes.changes == (
        Change(A, False), Change(A, True), Change(B12, 0), Change(B12, 1), Change(B12, 2), Change(B12, 3),
    )  # fmt: skip
    assert lanes.unchanged == 6
    assert lanes.all == 0b1111111


def test_the_numbers_of_some_lanes_are_the_bits_that_are_set() -> None:
    assert [numbers_in(bits) for bits in (0, 1, 0b110, 1 << 70 | 1)] == [[], [0], [1, 2], [0, 70]]


@pytest.mark.parametrize(
    ("known", "expected"), [(None, (0b1110, 0b1101)), (True, (0b1110, 0b0001)), (False, (0b0010, 0b1101))]
)
def test_a_finding_is_what_its_own_changes_set_and_elsewhere_what_is_known(
    known: Known, expected: tuple[Plane, Plane]
) -> None:
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
    assert planes(rule, CELLS) == (yes << 4 | 0b1111, no << 4 | 0b1111)
    assert planes(rule, CELLS, **{B12.name: exactly(1, "ng/L")}) == (
        (yes << 4 | 0b1111 * (yes & 1)), (no << 4 | 0b1111 * (no & 1)),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (Not(A), (0b1101, 0b1110)),
        (Named("word", "a word", A), (0b1110, 0b1101)),
        (all_of(A, B), (0b1010, 0b1111)),
        (any_of(A, B), (0b1111, 0b0101)),
        (all_of(A, Not(A)), (0, 0b1111)),
        (Presume(A, Truth.YES, "nobody asked"), (0b1110, 0b0001)),
        (Presume(A, Truth.NO, "nobody asked"), (0b0010, 0b1101)),
        (at_least(2, A, B, A), (0b1110, 0b1101)),
    ],
)
def test_where_nothing_is_known_a_lane_leaves_what_its_change_does_not_rule_out(
    rule: Condition, expected: tuple[Plane, Plane]
) -> None:
    assert planes(rule) == expected


@pytest.mark.parametrize("k", [1, 2, 3, 4])
def test_at_least_k_counts_in_every_lane(k: int) -> None:
    lanes = lanes_of(at_least(k, *FINDINGS))
    for known in product((True, None, False), repeat=4):
        ((yes, no),) = lanes.left(known).ladders
        for i, change in enumerate(lanes.changes):
            changed = [
                change.value if fact == change.fact else value for fact, value in zip(FINDINGS, known, strict=True)
            ]
            assert bool(yes >> i & 1) == (4 - changed.count(False) >= k)
            assert bool(no >> i & 1) == (changed.count(True) < k)


def test_the_outcome_of_a_ladder_is_open_where_its_rung_can_be_yes_and_all_above_can_be_no() -> None:
    first, second = Named("first", "first", all_of(A, B)), Named("second", "second", any_of(A, C))
    ladder = Ladder("ladder", "the first that holds", (Rung("one", first), Rung("two", second)), "none")
    lanes = Lanes(Exact(Program(A, B, first, second), [ladder]), [ladder])
    changes = (1 << len(lanes.changes)) - 1
    (left,) = lanes.left((True, None, False)).ladders
    assert tuple(plane & changes for plane in left) == (0b111010, 0b110110, 0b000001)


@pytest.mark.parametrize(
    ("patient", "made"),
    [({}, 0b11), ({A.name: False}, 0b10), ({B.name: True}, 0b01), ({A.name: True, B.name: False}, 0)],
)
def test_a_presumption_is_made_where_its_part_is_open_and_its_lane_takes_it_back(
    patient: dict[str, bool], made: int
) -> None:
    ill, well = Presume(A, Truth.NO, "nobody asked"), Presume(B, Truth.YES, "most are")
    rule = any_of(ill, all_of(well, C))
    lanes = lanes_of(rule)
    left = lanes.left(lanes.exact.program.vector(patient))
    ((yes, no),) = left.ladders
    assert lanes.presumes == (ill, well)
    assert left.made == made << len(lanes.changes)
    assert lanes.presumes_in(left.made) == tuple(presume for i, presume in enumerate((ill, well)) if made >> i & 1)
    if made & 0b01:
        assert (yes >> len(lanes.changes) & 1, no >> len(lanes.changes) & 1) == (1, 0)


def test_a_presumption_that_only_a_change_would_need_is_not_made() -> None:
    lanes = lanes_of(Presume(all_of(A, C), Truth.NO, "nobody asked"))
    assert lanes.left(lanes.exact.program.vector({A.name: False})).made == 0


def test_what_a_ladder_does_not_presume_is_never_made() -> None:
    presume = Presume(B, Truth.YES, "most are")
    ladder, other = (
        Ladder(name, name, (Rung("yes", rule),), "no") for name, rule in (("asked", A), ("other", presume))
    )
    lanes = Lanes(Exact(Program(A, presume), [ladder, other]), [ladder])
    assert lanes.presumes == (presume,)
    for _ in range(2):  # read for the first patient, written for the second
        assert lanes.left(lanes.exact.program.vector({})).made == 0


def test_a_traceback_says_that_the_generated_code_is_that_of_the_lanes() -> None:
    assert code_of(lanes_of(A)).co_filename == "<left>"


def test_a_change_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        Change(A, True).value = False  # type: ignore[misc]


def test_a_finding_is_denied_by_every_value_of_a_fact_and_what_is_not_read_denies_and_is_denied_nothing() -> None:
    lanes = lanes_of(any_of(A, B), A)
    vector = lanes.exact.program.vector({A.name: False, B.name: True})
    ((yes, no),) = lanes.left(vector, [(A.name, B.name)]).ladders
    assert (yes & 0b1111, no & 0b1111) == (0b1010, 0b0101)  # bits 0 and 1 change A, 2 and 3 B
    assert lanes.left(vector, [("something else", B.name), (A.name, "something else")]) == lanes.left(vector)


def code_of(lanes: Lanes) -> CodeType:
    """What is written for the second patient."""
    for _ in range(2):
        lanes.left(lanes.exact.program.vector({}))
    assert lanes._run.written is not None
    return lanes._run.written.__code__  # type: ignore[attr-defined, no-any-return]


def locals_of(lanes: Lanes) -> list[str]:
    """The locals that the written function holds formulas in."""
    return [name for name in code_of(lanes).co_varnames if name.startswith("c")]


def test_what_is_used_once_stands_in_its_place_and_what_is_used_again_is_computed_once() -> None:
    shared = any_of(B, C)
    assert locals_of(lanes_of(all_of(A, shared))) == []
    first, second = Named("first", "first", all_of(A, shared)), Named("second", "second", all_of(B12 < SEVERE, shared))
    ladder = Ladder("ladder", "the first that holds", (Rung("one", first), Rung("two", second)), "none")
    lanes = Lanes(Exact(Program(first, second), [ladder]), [ladder])
    assert len(locals_of(lanes)) == len(set(locals_of(lanes))) > 0
    presumed = Presume(shared, Truth.NO, "nobody asked")
    assert len(locals_of(lanes_of(presumed))) == 2  # whether it can hold and whether it can fail, each read twice


@pytest.mark.parametrize(("length", "yes"), [(41, [40]), (42, [40]), (43, [40, 1]), (83, [40, 40]), (84, [40, 40, 1])])
def test_what_nests_too_deep_is_cut_into_lines(length: int, yes: list[int]) -> None:
    """The outcome no is cut as the outcome yes is."""
    writer = _Writer(lanes_of(chain(length)))
    writer.function()
    outcomes = [writer.text[number] for number in writer.lanes.used.roots]
    depths = [deepest(text) for text in (*writer.lines, *outcomes)]
    assert sorted(depth for depth in depths if depth) == sorted(2 * yes)


def test_a_rule_however_deep_is_written_so_that_python_can_read_it() -> None:
    rule: Condition = A
    for depth in range(150):
        rule = all_of(B, Not(rule)) if depth % 2 else any_of(C, Not(rule))
    lanes = lanes_of(at_least(2, rule, B12 < SEVERE, D))
    vector = lanes.exact.program.vector({B.name: True, C.name: False, A.name: True})
    assert len(lanes.left(vector).ladders[0]) == 2
    assert locals_of(lanes)
