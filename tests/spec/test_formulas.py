"""Formulas by example: which number a condition is, what it speaks of, and what is left of it where another one holds."""

from __future__ import annotations

import pytest
from formula_worlds import BAND, LOW, NO, SEVERE, WORLDS, YES, can_hold, table, worlds_of

from cobalamin.language.formulas import FALSE, TRUE, Bits, Formulas, Number
from cobalamin.language.nodes import Named, Not, Presume, all_of, any_of, at_least
from cobalamin.language.truth import Truth
from strategies import B12, FINDINGS

A, B, C, D = FINDINGS
PRESUMED, OTHER = (Presume(finding, Truth.NO, "nobody asked") for finding in (A, B))

# --- facts and literals ----------------------------------------------------------------------------------------------


def test_false_and_true_speak_of_nothing() -> None:
    formulas = Formulas({})
    assert [(formulas.up[n], formulas.down[n], formulas.about[n]) for n in (FALSE, TRUE)] == [(0, 0, 0)] * 2
    assert [formulas.values_in(n) for n in (FALSE, TRUE)] == [None, None]


def test_a_fact_has_one_number_and_as_many_values_as_the_rules_can_tell_apart() -> None:
    formulas = table()
    assert [formulas.variable(fact) for fact in (B12, A, B, C, D)] == [4, 0, 1, 2, 3]
    assert formulas.facts == [A, B, C, D, B12]
    assert formulas.everything == [0b11, 0b11, 0b11, 0b11, 0b1111]


def test_among_all_of_its_values_a_fact_always_lies_and_among_none_never() -> None:
    formulas = table()
    assert [formulas.lies_in(4, 0b1111), formulas.lies_in(4, 0), formulas.lies_in(0, 0b11)] == [TRUE, FALSE, TRUE]


@pytest.mark.parametrize("values", range(1, 15))
def test_a_literal_is_one_number_beside_its_opposite_and_tells_its_values(values: Bits) -> None:
    formulas = table()
    number = formulas.lies_in(4, values)
    assert formulas.lies_in(4, values) == number
    assert formulas.lies_in(4, 0b1111 ^ values) == number ^ 1
    assert formulas.values_in(number) == (4, values)
    assert number & 1 == values & 1, "the even one lacks the lowest value"


@pytest.mark.parametrize(
    ("values", "up", "down"),
    [(0b1000, 1, 0), (0b1110, 1, 0), (0b0001, 0, 1), (0b0111, 0, 1), (0b0100, 1, 1), (0b1011, 1, 1), (0b1010, 1, 1)],
)
def test_a_literal_is_helped_up_or_down_and_one_with_neighbours_on_both_sides_both_ways(
    values: Bits, up: Bits, down: Bits
) -> None:
    formulas = table()
    number = formulas.lies_in(4, values)
    assert (formulas.up[number], formulas.down[number]) == (up << 4, down << 4)
    assert (formulas.up[number ^ 1], formulas.down[number ^ 1]) == (down << 4, up << 4)


def test_a_finding_helps_by_being_there_its_opposite_by_being_absent() -> None:
    formulas = table()
    present, absent = formulas.of(B), formulas.of(Not(B))
    assert [formulas.values_in(present), formulas.values_in(absent)] == [(1, YES), (1, NO)]
    assert [(formulas.up[n], formulas.down[n]) for n in (present, absent)] == [(2, 0), (0, 2)]


def test_what_formulas_speak_of_is_a_bit_for_each_fact_and_for_each_presumption() -> None:
    formulas = table()
    facts = [formulas.of(fact) for fact in (A, B, C)]
    presumed = [formulas.of(one) for one in (PRESUMED, OTHER, Presume(C, Truth.YES, "nobody asked"))]
    about = [formulas.about[n] for n in (*facts, *presumed)]
    assert about == [0b1, 0b100, 0b10000, 0b10, 0b1000, 0b100000]
    assert [formulas.about[n ^ 1] for n in (*facts, *presumed)] == about


def test_a_presumption_is_settled_before_the_worlds_and_no_fact_helps_it() -> None:
    formulas = table()
    number = formulas.of(PRESUMED)
    assert formulas.presumes == [PRESUMED]
    assert formulas.presumption[number >> 1] == 0
    assert (formulas.up[number], formulas.down[number]) == (0, 0)
    assert formulas.of(PRESUMED) == number


# --- putting together ------------------------------------------------------------------------------------------------


def test_all_of_nothing_holds_and_any_of_nothing_fails() -> None:
    formulas = table()
    assert (formulas.all_of([]), formulas.any_of([])) == (TRUE, FALSE)


def test_one_part_is_itself_and_what_always_holds_is_left_out() -> None:
    formulas = table()
    a, b = formulas.of(A), formulas.of(B)
    assert formulas.all_of([a]) == formulas.all_of([TRUE, a, a]) == formulas.any_of([FALSE, a]) == a
    assert formulas.all_of([b, TRUE, a]) == formulas.all_of([a, b])
    assert (formulas.all_of([a, FALSE, b]), formulas.any_of([a, TRUE, b])) == (FALSE, TRUE)


def test_the_order_of_parts_is_no_matter_and_the_same_parts_are_one_number() -> None:
    formulas = table()
    a, b, c = (formulas.of(fact) for fact in (A, B, C))
    both = formulas.all_of([a, b])
    assert formulas.all_of([b, a]) == formulas.of(all_of(B, A)) == both
    assert formulas.any_of([a, b]) == formulas.all_of([a ^ 1, b ^ 1]) ^ 1
    assert formulas.parts[both >> 1] == (a, b)
    assert formulas.all_of([a, c]) != both


def test_the_literals_of_one_fact_are_one_and_where_they_leave_no_value_nothing_holds() -> None:
    formulas = table()
    a, low, band = formulas.of(A), formulas.of(LOW), formulas.of(BAND)
    assert formulas.values_in(low) == (4, 0b0011)
    assert formulas.values_in(band) == (4, 0b0100)
    assert formulas.values_in(formulas.any_of([low, band])) == (4, 0b0111)
    assert formulas.all_of([low, a, band]) == FALSE
    assert formulas.parts[formulas.all_of([low ^ 1, a, band ^ 1]) >> 1] == (a, formulas.lies_in(4, 0b1000))


def test_what_stands_beside_the_literals_of_one_fact_stays_and_so_does_the_lowest_value() -> None:
    formulas = table()
    parts = [LOW, any_of(B12 < SEVERE, BAND), all_of(A, B), C]
    number = formulas.all_of([formulas.of(part) for part in parts])
    assert worlds_of(formulas, number) == [(YES, YES, YES, other, 1) for other in (NO, YES)]


def test_a_whole_never_holds_beside_the_opposite_of_one_of_its_parts() -> None:
    formulas = table()
    number = formulas.all_of([formulas.of(all_of(A, B)), formulas.of(Not(A))])
    assert worlds_of(formulas, number) == []


def test_a_part_and_its_opposite_never_hold_together() -> None:
    formulas = table()
    a, both, c = formulas.of(A), formulas.of(all_of(A, B)), formulas.of(C)
    one = formulas.of(PRESUMED)
    assert formulas.all_of([one, a, one ^ 1]) == FALSE
    assert formulas.all_of([formulas.any_of([both, c]), formulas.any_of([both, c]) ^ 1]) == FALSE


def test_an_any_of_with_a_part_that_holds_already_says_nothing_more() -> None:
    formulas = table()
    a, b, c = (formulas.of(fact) for fact in (A, B, C))
    either, other = formulas.any_of([a, b]), formulas.any_of([b, c])
    assert formulas.all_of([a, either]) == a
    assert formulas.all_of([a, either, other]) == formulas.all_of([a, other])
    assert formulas.parts[formulas.all_of([a ^ 1, either]) >> 1] == tuple(sorted((a ^ 1, either)))
    assert formulas.parts[formulas.all_of([either, other]) >> 1] == tuple(sorted((either, other)))


def test_a_compound_speaks_of_what_its_parts_speak_of_and_is_helped_as_they_are() -> None:
    formulas = table()
    number = formulas.of(all_of(B, Not(C), BAND, OTHER))
    assert formulas.up[number] == formulas.down[number ^ 1] == 0b10010
    assert formulas.down[number] == formulas.up[number ^ 1] == 0b10100
    assert formulas.about[number] == formulas.about[number ^ 1] == 0b100010110


def test_a_named_word_is_what_it_names() -> None:
    formulas = table()
    assert formulas.of(Named("word", "a word", A)) == formulas.of(A)


@pytest.mark.parametrize("k", [1, 2, 3, 4])
def test_at_least_k_counts_the_parts_one_that_stands_twice_twice(k: int) -> None:
    formulas = table()
    number = formulas.of(at_least(k, A, B, LOW, A))
    for world in WORLDS:
        a, b, low = world[0] == YES, world[1] == YES, world[4] in (1, 2)
        assert can_hold(formulas, number, world) == (a + b + low + a >= k)


# --- taking apart ----------------------------------------------------------------------------------------------------


def test_given_itself_a_formula_holds_and_given_its_opposite_it_fails() -> None:
    formulas = table()
    for number in (formulas.of(A), formulas.of(any_of(A, B)), formulas.of(PRESUMED)):
        for one in (number, number ^ 1):
            assert (formulas.given(one, one), formulas.given(one, one ^ 1)) == (TRUE, FALSE)


def test_given_a_condition_every_part_that_is_one_is_settled() -> None:
    formulas = table()
    a, b, c = (formulas.of(fact) for fact in (A, B, C))
    rule = formulas.of(any_of(all_of(A, B), all_of(Not(A), C)))
    assert (formulas.given(rule, a), formulas.given(rule, a ^ 1)) == (b, c)
    either = formulas.any_of([b, c])
    assert formulas.given(formulas.all_of([a, either]), either) == a
    assert formulas.given(formulas.all_of([a, either]), either ^ 1) == FALSE


def test_what_speaks_of_other_facts_or_of_only_some_of_them_is_left_alone() -> None:
    formulas = table()
    a, both, either = formulas.of(A), formulas.of(all_of(A, B)), formulas.of(any_of(B, C))
    assert formulas.given(a, formulas.of(B)) == a
    assert formulas.given(both, either) == both
    assert formulas.given(formulas.of(OTHER), a) == formulas.of(OTHER)


@pytest.mark.parametrize(
    ("values", "known", "left"),
    [(0b0011, 0b1100, 0), (0b0011, 0b0001, 0b1111), (0b0011, 0b0111, 0b0011), (0b1010, 0b1001, 0b1010)],
)
def test_of_a_literal_nothing_is_left_where_the_known_values_decide_it(values: Bits, known: Bits, left: Bits) -> None:
    formulas = table()
    assert formulas.given(formulas.lies_in(4, values), formulas.lies_in(4, known)) == formulas.lies_in(4, left)


def test_what_is_left_is_the_formula_wherever_the_other_holds() -> None:
    formulas = table()
    rule = formulas.of(any_of(all_of(A, B, Not(LOW)), all_of(any_of(A, C), BAND), at_least(2, A, B, C)))
    for known in (A, Not(B), LOW, BAND, any_of(A, C)):
        where, left = formulas.of(known), formulas.given(rule, formulas.of(known))
        for world in WORLDS:
            if can_hold(formulas, where, world):
                assert can_hold(formulas, left, world) == can_hold(formulas, rule, world)


class Counted(Formulas):
    """Counts what is worked out."""

    worked_out = 0

    def _left(self, number: Number, holds: Number) -> Number:
        self.worked_out += 1
        return super()._left(number, holds)


def test_what_is_left_is_worked_out_once() -> None:
    formulas = table(Counted)
    assert isinstance(formulas, Counted)
    rule, a = formulas.of(all_of(any_of(A, B), C)), formulas.of(A)
    assert formulas.given(rule, a) == formulas.of(C)
    worked_out = formulas.worked_out
    assert worked_out == 2, "the rule, and the part of it that speaks of A"
    formulas.given(rule, a)
    assert formulas.worked_out == worked_out
