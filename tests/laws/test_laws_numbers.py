"""What is written down of rules as numbers is made again as it was: the formulas of the outcomes, and what is kept of a diagram."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobalamin.language.compile import Program
from cobalamin.language.diagram import Diagram
from cobalamin.language.exact import Exact
from cobalamin.language.ladder import Ladder
from cobalamin.language.nodes import Condition, Not, Presume, all_of, any_of
from cobalamin.language.numbers import Diagrammed, Formulated, diagrammed, formulated, kept_again, made_again
from cobalamin.language.patient import Patient
from cobalamin.language.restrict import Kept, Restrictions, kept_of
from cobalamin.language.truth import Truth
from strategies import FINDINGS, law, limits, orders, patients, roots, rule_sets

Rules = tuple[Condition | Ladder, ...]


def through_bytes(numbers: Formulated | Diagrammed) -> Formulated | Diagrammed:
    """The numbers as a file holds them."""
    return msgspec.msgpack.decode(msgspec.msgpack.encode(numbers), type=type(numbers))


def built(rules: Rules, limit: Condition | None) -> Exact:
    return Exact(Program(*roots(rules), *(() if limit is None else (limit,))), rules, limit)


def again(exact: Exact, rules: Rules, limit: Condition | None) -> Exact:
    """The same rules in a program of their own, with the formulas that the numbers hold."""
    program = Program(*roots(rules), *(() if limit is None else (limit,)))
    numbers = through_bytes(formulated(exact))
    assert isinstance(numbers, Formulated)
    return Exact(program, rules, limit, made_again(program, rules, numbers))


@law
@given(rule_sets(), limits, patients())
def test_formulas_made_again_give_the_same_answers(rules: Rules, limit: Condition | None, patient: Patient) -> None:
    exact = built(rules, limit)
    restored = again(exact, rules, limit)
    vector = exact.program.vector(patient)
    assert restored.program.vector(patient) == vector
    assert restored.presumes == exact.presumes
    for _ in range(2):  # read for the first patient, written for the second
        settled = exact.presumed(vector)
        assert restored.presumed(vector) == settled
        assert restored.everything(vector, settled) == exact.everything(vector, settled)
        assert restored.conditions(vector, settled) == exact.conditions(vector, settled)


@law
@given(rule_sets(), limits)
def test_of_formulas_made_again_the_same_numbers_are_made(rules: Rules, limit: Condition | None) -> None:
    exact = built(rules, limit)
    assert formulated(again(exact, rules, limit)) == formulated(exact)


@law
@given(rule_sets(), limits, st.data(), patients())
def test_what_was_kept_of_a_diagram_is_kept_again(
    rules: Rules, limit: Condition | None, data: st.DataObject, patient: Patient
) -> None:
    exact = built(rules, limit)
    kept = kept_of(Diagram(rules, data.draw(orders(*roots(rules))), limit, exact.program.scales))
    restored = kept_restored(exact, rules, kept)
    assert restored == kept
    vector = exact.program.vector(patient)
    settled = exact.presumed(vector)
    before, after = (Restrictions(exact, each).restricted(vector, settled, rules) for each in (kept, restored))
    assert after == before


def kept_restored(exact: Exact, rules: Rules, kept: Kept) -> Kept:
    numbers = through_bytes(diagrammed(exact, kept))
    assert isinstance(numbers, Diagrammed)
    return kept_again(exact, rules, numbers)


def test_a_group_and_a_presumption_are_levels_of_their_own_kind() -> None:
    a, b, c, d = FINDINGS
    rule = any_of(all_of(any_of(a, b), Presume(c, Truth.NO, "nobody says it")), Not(d))
    exact = built((rule,), None)
    kept = kept_of(Diagram((rule,), (), None, exact.program.scales))
    assert diagrammed(exact, kept).levels == [(0, 1), (2,), (~0,), (3,)]
    assert kept_restored(exact, (rule,), kept) == kept


def test_rules_that_are_always_met_have_no_formulas() -> None:
    always = any_of(FINDINGS[0], Not(FINDINGS[0]))
    exact = built((always,), None)
    numbers = formulated(exact)
    assert (numbers.literals, numbers.parts) == ([], [])
    assert again(exact, (always,), None).masks(exact.program.vector({})) == (2,)


def test_numbers_of_other_outputs_are_refused() -> None:
    a, b, *_ = FINDINGS
    exact = built((a, b), None)
    numbers, kept = formulated(exact), kept_of(Diagram((a, b), (), None, exact.program.scales))
    unsettled = replace(numbers, settles=[(0, 1)])
    for outputs, other in (((a,), numbers), ((a, b), unsettled)):
        with pytest.raises(ValueError, match="zip"):
            made_again(exact.program, outputs, other)
    with pytest.raises(ValueError, match="zip"):
        kept_again(exact, (a,), diagrammed(exact, kept))
