"""Corners the random laws rarely meet, each noticed only by a mutant of the language that survived them."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from copy import copy, deepcopy
from dataclasses import FrozenInstanceError
from gc import collect
from itertools import product

import pytest

from cobalamin.language.analyse import Decisive
from cobalamin.language.cells import scales
from cobalamin.language.compile import Program
from cobalamin.language.diagram import IMPOSSIBLE, NO, YES, Diagram, truth_of
from cobalamin.language.exact import Exact
from cobalamin.language.ladder import Ladder, Rung
from cobalamin.language.nodes import (
    _KNOWN,
    Condition,
    Finding,
    Leaf,
    Named,
    Not,
    Presume,
    RuleError,
    all_of,
    any_of,
    at_least,
    q,
)
from cobalamin.language.patient import Interval
from cobalamin.language.restrict import Restrictions, kept_of
from cobalamin.language.rewrite import Rewriting
from cobalamin.language.truth import Truth
from strategies import B12, FIGURES, FINDINGS

A, B, C, D = FINDINGS
SEVERE, DEFICIENT, BAND_TOP = FIGURES[B12]
BANDS = Ladder(
    "bands", "one outcome for every cell of a measure with three cuts",
    (
        Rung("severe", Named("severe", "", B12 < SEVERE)),
        Rung("deficient", Named("deficient", "", B12 < DEFICIENT)),
        Rung("band", Named("band", "", B12 <= BAND_TOP)),
    ), "above",
)  # fmt: skip


# --- nodes -----------------------------------------------------------------------------------------------------------


def test_a_node_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        A.name = "other"  # type: ignore[misc]


def test_equal_nodes_are_one_object() -> None:
    one, other = all_of(A, Not(B)), all_of(A, Not(B))
    assert one is other
    assert one != all_of(A, B)
    assert Finding("a", "x") != Finding("a", "y")
    assert Finding("a", label="x") is Finding(name="a", label="x")


def test_a_copy_and_what_another_process_sends_is_the_node_that_is_here() -> None:
    for node in (all_of(A, Not(B)), q(180, "ng/L") < B12, Presume(A, Truth.NO, "nobody said so")):
        assert pickle.loads(pickle.dumps(node)) is node
        assert deepcopy(node) is copy(node) is node


def test_threads_that_make_the_same_node_make_one() -> None:
    for number in range(200):
        with ThreadPoolExecutor(8) as threads:
            made = list(threads.map(lambda _: Finding(f"fresh {number}", "fresh"), range(8)))  # noqa: B023
        assert len(set(map(id, made))) == 1


def test_a_node_that_nobody_holds_is_forgotten() -> None:
    node = Finding("soon gone", "soon gone")
    key = (Finding, "soon gone", "soon gone")
    assert _KNOWN.get(key) is node
    del node
    collect()
    assert key not in _KNOWN


def test_a_bare_quantity_is_a_figure_without_a_name() -> None:
    assert (q(180, "ng/L") > B12).bound.id == ""


def test_a_ladder_is_rewritten_rung_by_rung() -> None:
    new = Named("severe", "read otherwise", A)
    changed = Rewriting({}, {"severe": new}).ladder(BANDS)
    assert [rung.when for rung in changed.rungs] == [new, *BANDS.conditions[1:]]
    assert changed.outcomes == BANDS.outcomes


# --- cells and diagrams ----------------------------------------------------------------------------------------------


def test_the_lowest_and_the_highest_cell_are_open_only_where_they_end() -> None:
    scale = scales(*BANDS.conditions)[B12]
    lowest, highest = scale.interval_of(0), scale.interval_of(scale.size - 1)
    assert (lowest.low, lowest.low_open) == (None, False)
    assert (highest.high, highest.high_open) == (None, False)


def test_a_mask_that_is_no_plain_answer_is_unknown() -> None:
    assert [truth_of(mask) for mask in (IMPOSSIBLE, NO, YES, NO | YES)] == [
        Truth.UNKNOWN, Truth.NO, Truth.YES, Truth.UNKNOWN,
    ]  # fmt: skip


def test_the_size_counts_decisions_and_no_terminal() -> None:
    assert Diagram([Named("a", "", A)]).size() == 1
    assert Diagram([BANDS]).size() == 1
    assert Diagram([Named("b", "", all_of(A, B))], (), any_of(A, B)).size() == 3


def test_a_diagram_reads_the_scales_it_is_given() -> None:
    low = Named("severe", "", B12 < SEVERE)
    assert Diagram([low]).scales[B12].size == 2
    assert Diagram([low], scale_of=scales(*BANDS.conditions)).size_of(B12) == 4


def test_findings_that_only_count_together_are_one_level() -> None:
    assert Diagram([Named("any", "", any_of(A, B, C)), Named("none", "", Not(any_of(A, B, C)))]).size() == 2
    assert len(Diagram([Named("any", "", any_of(A, B, C))]).variables) == 1


def test_levels_stand_in_the_order_given_and_the_rest_after_them_as_the_rules_first_read_them() -> None:
    rule = all_of(A, any_of(B, B12 < SEVERE), any_of(C, Not(D)))
    assert Diagram([rule]).variables == (A, B, B12, C, D)
    assert Diagram([rule], ["female", "b12"]).variables == (C, B12, A, B, D)
    presumed = Presume(all_of(B, C), Truth.NO, "nobody asked")
    assert Diagram([all_of(presumed, A)], ["tingling", "female"]).variables == (A, C, presumed, B)
    with pytest.raises(RuleError, match=r"do not read: fever, rash$"):
        Diagram([rule], ["rash", "tingling", "fever"])


class Counted(Diagram):
    """Counts the nodes asked for."""

    asked = 0

    def node(self, level: int, children: tuple[int, ...]) -> int:
        self.asked += 1
        return super().node(level, children)


def test_a_question_is_worked_out_once_and_a_decision_has_no_outcome_of_its_own() -> None:
    diagram = Counted([A, B, C])
    assert diagram.outputs == (A, B, C)
    assert diagram.mask == [IMPOSSIBLE, NO, YES, -1, -1, -1]
    roots = [diagram.root[finding] for finding in (A, B, C)]
    found, asked = diagram.ite(*roots), diagram.asked
    assert diagram.ite(*roots) == found
    assert diagram.asked == asked


def test_a_range_of_a_measure_leaves_the_outcomes_of_its_cells_and_no_other() -> None:
    exact = Exact(Program(*BANDS.conditions), [BANDS])
    restrictions = Restrictions(exact, kept_of(Diagram([BANDS], (), None, exact.program.scales)))
    scale = scales(*BANDS.conditions)[B12]
    for low, high in product(range(scale.size), repeat=2):
        if low > high:
            continue
        first, last = scale.interval_of(low), scale.interval_of(high)
        known = Interval(first.low, last.high, first.unit, first.low_open, last.high_open)
        vector = exact.program.vector({B12.name: known})
        assert exact.masks(vector) == (sum(1 << cell for cell in range(low, high + 1)),)
        assert restrictions.can_change(vector, BANDS) == (frozenset() if low == high else {B12})


# --- reasons ---------------------------------------------------------------------------------------------------------


def reasons(rule: Condition, **patient: bool | Interval) -> tuple[Leaf, ...]:
    program = Program(rule)
    return Decisive(program).leaves(rule, program.values(program.vector(patient)))


def test_a_part_that_settles_nothing_is_no_reason() -> None:
    assert reasons(any_of(A, B), **{A.name: False, B.name: True}) == (B,)
    assert reasons(any_of(A, B), **{B.name: True}) == (B,)


def test_two_parts_that_hold_are_two_reasons() -> None:
    assert reasons(any_of(A, B), **{A.name: True, B.name: True}) == (A, B)


def test_of_several_noes_the_first_that_is_enough_is_the_reason() -> None:
    noes = {A.name: False, B.name: False, C.name: False}
    assert reasons(all_of(A, B, C), **noes) == (A,)
    assert reasons(at_least(2, A, B, C), **noes) == (A, B)
    assert reasons(any_of(A, B, C), **noes) == (A, B, C)


def test_the_bands_of_one_measure_are_one_reason() -> None:
    low, in_band = B12 < DEFICIENT, B12 <= BAND_TOP
    found = reasons(any_of(low, in_band), **{B12.name: Interval(None, DEFICIENT.printed[0].value / 2, "ng/L")})
    assert found == (low,)


def test_what_excuses_takes_no_reason_away_while_nothing_is_known() -> None:
    assert reasons(any_of(Not(A), B)) == (A, B)
    assert reasons(any_of(Not(A), B), **{A.name: False, B.name: True}) == (A,)


def test_the_presumptions_of_two_answers_are_told_together() -> None:
    one, other = Presume(A, Truth.NO, "A is not recorded"), Presume(B, Truth.NO, "B is not recorded")
    program = Program(one, other)
    assert Decisive(program).presumptions((one, other), program.values(program.vector({}))) == (one, other)


def test_what_carries_one_answer_is_kept_for_the_next() -> None:
    presume, rule = Presume(A, Truth.NO, "A is not recorded"), any_of(B, C)
    program = Program(presume, rule)
    decisive, values = Decisive(program), program.values(program.vector({B.name: True}))
    told = decisive.told()
    assert decisive.presumptions((presume, rule), values, told) == (presume,)
    kept = {program.index[node]: 1 << program.index[carrier] for node, carrier in ((presume, presume), (rule, B))}
    assert told == {**decisive.told(), **kept}


@pytest.mark.parametrize(
    "again", [A, Named("again", "a word for it", A), Named("once more", "a word", Named("word", "a word", A))]
)
def test_a_part_that_stands_twice_is_still_a_reason(again: Condition) -> None:
    """Each was needless beside the other, and a decided answer rested on nothing."""
    for rule in (any_of(A, again), any_of(again, A)):
        program = Program(rule)
        assert Decisive(program).leaves(rule, program.values(program.vector({A.name: True}))) == (A,)
