"""Rewriting by example: which parts of an `all of` are taken case by case, over what, and that nothing is missed after it."""

from __future__ import annotations

import pytest
from formula_worlds import ABOVE, BAND, KNOWN, LOW, SEVERE, can_hold, lies_within, table, worlds_of

from cobalamin.language.formulas import FALSE, TRUE, Bits, Formulas, Number
from cobalamin.language.nodes import Condition, Not, Presume, all_of, any_of, at_least
from cobalamin.language.reach import Reach
from cobalamin.language.truth import Truth
from strategies import B12, FINDINGS

A, B, C, D = FINDINGS
BOTH, EITHER, BOTH_OTHERS = all_of(A, B), any_of(A, B), all_of(C, D)
PRESUMED = Presume(D, Truth.NO, "nobody asked")


def rewritten(condition: Condition) -> tuple[Formulas, Number]:
    formulas = table()
    return formulas, Reach(formulas).of(formulas.of(condition))


RULES: dict[str, tuple[Condition, Condition]] = {
    "a literal stays as it is": (A, A),
    "any of stays as it is": (any_of(A, all_of(B, Not(C))), any_of(A, all_of(B, Not(C)))),
    "all of stays where nothing pulls apart": (all_of(any_of(A, B), any_of(A, C)), all_of(any_of(A, B), any_of(A, C))),
    "parts that pull a finding apart are taken with it and without it": (
        all_of(any_of(A, B), any_of(Not(A), C)),
        any_of(all_of(A, C), all_of(Not(A), B)),
    ),
    "inside an any of each part is rewritten": (
        any_of(D, all_of(any_of(A, B), any_of(Not(A), C))),
        any_of(D, any_of(all_of(A, C), all_of(Not(A), B))),
    ),
    "what shares no fact with them is left out of the cases": (
        all_of(any_of(A, B), any_of(Not(A), C), any_of(LOW, D)),
        all_of(any_of(all_of(A, C), all_of(Not(A), B)), any_of(LOW, D)),
    ),
    "a fact that all pull alike is no reason for cases": (
        all_of(any_of(A, B, D), any_of(Not(A), C), any_of(LOW, D)),
        all_of(any_of(all_of(A, C), all_of(Not(A), any_of(B, D))), any_of(LOW, D)),
    ),
    "two pairs that pull apart are two groups": (
        all_of(any_of(A, LOW), any_of(Not(A), B), any_of(C, LOW), any_of(Not(C), D)),
        all_of(any_of(all_of(A, B), all_of(Not(A), LOW)), any_of(all_of(C, D), all_of(Not(C), LOW))),
    ),
    "cells of a measure that leave the same are one case": (
        all_of(any_of(LOW, A), any_of(Not(B12 < SEVERE), B)),
        any_of(all_of(B12 < SEVERE, B), all_of(LOW, Not(B12 < SEVERE)), all_of(Not(LOW), A)),
    ),
    "a band pulls apart by itself": (
        all_of(any_of(BAND, A), any_of(BAND, B)),
        any_of(BAND, all_of(Not(BAND), all_of(A, B))),
    ),
    "of several facts the one in the most places is taken first": (
        all_of(any_of(A, B), any_of(Not(A), Not(B), C), any_of(Not(B), D)),
        any_of(all_of(B, all_of(D, any_of(Not(A), C))), all_of(Not(B), A)),
    ),
    "of facts in as many places the one known first": (
        all_of(any_of(A, B, LOW), any_of(Not(A), Not(B), ABOVE)),
        any_of(all_of(A, any_of(Not(B), ABOVE)), all_of(Not(A), any_of(B, LOW))),
    ),
    "a place is a formula that speaks of the fact, at any depth": (
        all_of(any_of(A, all_of(B, any_of(C, all_of(B, D)))), any_of(Not(A), Not(B), LOW)),
        any_of(all_of(B, any_of(all_of(A, LOW), all_of(Not(A), any_of(C, D)))), all_of(Not(B), A)),
    ),
    "a fact that one part alone speaks of, both ways, is no case": (
        all_of(any_of(A, all_of(D, B), all_of(Not(D), C)), any_of(Not(A), LOW)),
        any_of(all_of(A, LOW), all_of(Not(A), any_of(all_of(D, B), all_of(Not(D), C)))),
    ),
    "a comparison that stands alone is a place too": (
        all_of(LOW, any_of(Not(any_of(B12 < SEVERE, ABOVE)), A, B), any_of(B12 < SEVERE, BAND, Not(A), C)),
        any_of(all_of(B12 < SEVERE, any_of(A, B)), all_of(LOW, Not(B12 < SEVERE), any_of(Not(A), C))),
    ),
    "a condition that two parts share is the case before any fact": (
        all_of(any_of(BOTH, C), any_of(Not(BOTH), D)),
        any_of(all_of(A, B, D), all_of(Not(BOTH), C)),
    ),
    "a shared condition that speaks of nothing that pulls is no case": (
        all_of(any_of(A, BOTH_OTHERS, LOW), any_of(Not(A), BOTH_OTHERS, ABOVE)),
        any_of(all_of(A, any_of(BOTH_OTHERS, ABOVE)), all_of(Not(A), any_of(BOTH_OTHERS, LOW))),
    ),
    "of shared conditions the one in the most parts is the case": (
        all_of(any_of(BOTH_OTHERS, BOTH), any_of(LOW, Not(BOTH)), any_of(Not(BOTH_OTHERS), ABOVE, BOTH)),
        any_of(all_of(A, B, LOW), all_of(C, D, Not(BOTH), ABOVE)),
    ),
    "of conditions in as many parts the largest is the case": (
        all_of(any_of(all_of(EITHER, C), D), any_of(Not(all_of(EITHER, C)), LOW)),
        any_of(all_of(EITHER, C, LOW), all_of(Not(all_of(EITHER, C)), D)),
    ),
    "of conditions as large the one met first is the case": (
        all_of(any_of(BOTH, BOTH_OTHERS, LOW), any_of(Not(BOTH), Not(BOTH_OTHERS), ABOVE)),
        any_of(all_of(A, B, any_of(Not(BOTH_OTHERS), ABOVE)), all_of(Not(BOTH), any_of(BOTH_OTHERS, LOW))),
    ),
    "of a fact that stands with the opposite the parts are what is left": (
        all_of(A, any_of(Not(A), B), any_of(Not(B), C)),
        all_of(A, B, C),
    ),
    "of a condition that is met the parts that ask for it are what is left": (
        all_of(EITHER, any_of(Not(EITHER), C), any_of(all_of(EITHER, D), Not(C))),
        all_of(EITHER, C, D),
    ),
    "of an inner all of that is met the parts that ask for it are what is left": (
        all_of(BOTH, any_of(Not(BOTH), C), D),
        all_of(A, B, C, D),
    ),
    "of two bands of one measure the narrower says what the wider says": (
        all_of(LOW, any_of(A, all_of(B12 < SEVERE, LOW)), C),
        all_of(LOW, any_of(A, B12 < SEVERE), C),
    ),
    "what can never be is never": (all_of(any_of(A, B), any_of(Not(A), B), Not(B)), all_of(A, Not(A))),
}  # fmt: skip


@pytest.mark.parametrize(("rule", "expected"), RULES.values(), ids=RULES)
def test_the_rewritten_rule_is(rule: Condition, expected: Condition) -> None:
    formulas, found = rewritten(rule)
    assert found == formulas.of(expected)


def test_a_presumption_is_no_fact_that_could_pull() -> None:
    rule = all_of(any_of(PRESUMED, A), any_of(Not(PRESUMED), B))
    formulas, found = rewritten(rule)
    assert found == formulas.of(rule)


WIDE: dict[str, Condition] = {
    "a chain of facts that pull apart": all_of(
        any_of(A, LOW), any_of(Not(A), B), any_of(Not(B), C), any_of(Not(C), BAND)
    ),
    "two groups joined by a last part": all_of(
        any_of(A, B), any_of(Not(A), LOW), any_of(C, BAND), any_of(Not(C), D), any_of(Not(B), Not(D), ABOVE)
    ),
    "counting, and the opposite of counting": all_of(at_least(2, A, B, C), any_of(Not(at_least(2, A, B, D)), LOW)),
    "a shared condition inside others": all_of(
        any_of(all_of(BOTH, LOW), C), any_of(all_of(Not(BOTH), BAND), D), any_of(Not(A), Not(C), ABOVE)
    ),
    "a measure in three bands": all_of(
        any_of(LOW, A), any_of(BAND, B), any_of(ABOVE, C), any_of(Not(A), Not(B)), any_of(B12 < SEVERE, Not(C))
    ),
}


@pytest.mark.parametrize("rule", [*(rule for rule, _ in RULES.values()), *WIDE.values()], ids=[*RULES, *WIDE])
def test_a_rewritten_formula_can_hold_exactly_where_a_world_within_what_is_known_meets_it(rule: Condition) -> None:
    formulas = table()
    for number in (formulas.of(rule), formulas.of(rule) ^ 1):
        found, worlds = Reach(formulas).of(number), worlds_of(formulas, number)
        for known in KNOWN:
            assert can_hold(formulas, found, known) == any(lies_within(world, known) for world in worlds)


def test_false_and_true_are_themselves() -> None:
    reach = Reach(table())
    assert [reach.of(FALSE), reach.of(TRUE)] == [FALSE, TRUE]


class Counted(Formulas):
    """Counts the questions asked of it."""

    asked: int = 0

    def all_of(self, numbers: object) -> Number:
        self.asked += 1
        return super().all_of(numbers)  # type: ignore[arg-type]


@pytest.mark.parametrize("rule", WIDE.values(), ids=WIDE)
def test_a_formula_is_rewritten_once(rule: Condition) -> None:
    formulas = table(Counted)
    assert isinstance(formulas, Counted)
    reach, number = Reach(formulas), formulas.of(rule)
    found = reach.of(number)
    asked = formulas.asked
    assert reach.of(number) == found
    assert formulas.asked == asked


class Watched(Reach):
    """Counts how often parts are taken apart over a fact."""

    taken = 0

    def _by_fact(self, whole: Number, parts: list[Number], facts: Bits) -> list[Number]:
        self.taken += 1
        return super()._by_fact(whole, parts, facts)


def test_parts_that_stand_together_in_two_formulas_are_taken_apart_once() -> None:
    formulas = table()
    reach = Watched(formulas)
    together = any_of(A, B), any_of(Not(A), C)
    for beside in (any_of(D, LOW), any_of(D, ABOVE)):
        reach.of(formulas.of(all_of(*together, beside)))
    assert reach.taken == 1
