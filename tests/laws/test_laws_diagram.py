"""The exact meaning of unknown: formulas and decision diagram both equal listing every completion, in any order of levels."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import product

import pytest
from brute import IMPOSSIBLE, Brute, differ_only_in, outcome_in, true_in
from hypothesis import given
from hypothesis import strategies as st

from cobalamin.language.compile import Program
from cobalamin.language.diagram import Diagram, Group, Mask, truth_of
from cobalamin.language.exact import Exact
from cobalamin.language.explain import explain
from cobalamin.language.ladder import Ladder, outcomes_of, possible_outcomes
from cobalamin.language.nodes import (
    AtLeast,
    Condition,
    Finding,
    Measure,
    Not,
    Presume,
    RuleError,
    all_of,
    any_of,
    facts_of,
    q,
    walk,
)
from cobalamin.language.once import masks_once
from cobalamin.language.patient import Interval, Patient
from cobalamin.language.restrict import Restrictions, kept_of
from cobalamin.language.truth import Truth
from strategies import (
    FIGURES,
    FINDINGS,
    MEASURES,
    compares,
    conditions,
    in_band,
    law,
    limits,
    no_band,
    orders,
    patients,
    possible,
    roots,
    rule_sets,
)

Rules = tuple[Condition | Ladder, ...]


def exact_of(rules: Rules, limit: Condition | None) -> Exact:
    return Exact(Program(*roots(rules), *(() if limit is None else (limit,))), rules, limit)


def open_of(rules: Rules, order: tuple[str, ...], limit: Condition | None) -> Restrictions:
    exact = exact_of(rules, limit)
    return Restrictions(exact, kept_of(Diagram(rules, order, limit, exact.program.scales)))


def read(output: Condition | Ladder, mask: Mask) -> set[str]:
    """The outcomes a mask leaves open."""
    if isinstance(output, Ladder):
        return set(outcomes_of(output, mask))
    return {word for bit, word in ((1, "no"), (2, "yes")) if mask & bit}


@law
@given(rule_sets(), limits, patients())
def test_exact_answers_are_those_of_all_possible_completions(
    rules: Rules, limit: Condition | None, patient: Patient
) -> None:
    exact = exact_of(rules, limit)
    brute = Brute(rules, limit)
    masks = exact.masks(exact.program.vector(patient))
    for output, mask in zip(rules, masks, strict=True):
        assert read(output, mask) == {outcome for _, outcome in brute.outcomes(output, patient)} - {IMPOSSIBLE}
        assert exact.position[output] == rules.index(output)


@law
@given(rule_sets(), limits, patients())
def test_what_is_read_once_for_one_patient_is_what_is_written_for_all(
    rules: Rules, limit: Condition | None, patient: Patient
) -> None:
    exact = exact_of(rules, limit)
    assert masks_once(rules, patient, exact.program.scales, limit) == exact.masks(exact.program.vector(patient))


@law
@given(rule_sets(), limits, patients())
def test_what_the_first_patient_is_read_with_is_what_is_written_for_the_second(
    rules: Rules, limit: Condition | None, patient: Patient
) -> None:
    exact = exact_of(rules, limit)
    vector = exact.program.vector(patient)
    first, second = (
        (settled := exact.presumed(vector), exact.everything(vector, settled), exact.conditions(vector, settled))
        for _ in range(2)
    )
    assert exact.everything.written is not None  # so the second was
    assert first == second


@law
@given(rule_sets(), limits, patients())
def test_presumptions_are_settled_from_what_is_known(rules: Rules, limit: Condition | None, patient: Patient) -> None:
    exact = exact_of(rules, limit)
    expected = Brute(rules, limit).presumed(patient)
    found = dict(zip(exact.presumes, exact.presumed(exact.program.vector(patient)), strict=True))
    assert found == expected


@law
@given(rule_sets(presume=False), limits, patients())
def test_kleene_and_generated_code_refine_to_the_diagram(
    rules: Rules, limit: Condition | None, patient: Patient
) -> None:
    exact = exact_of(rules, limit)
    vector = exact.program.vector(patient)
    values = exact.program.values(vector)
    for output, mask in zip(rules, exact.masks(vector), strict=True):
        if isinstance(output, Ladder):
            kleene = set(possible_outcomes(output, lambda rung: exact.program.truth(values, rung)))
            assert read(output, mask) <= kleene
            continue
        truth = exact.program.truth(values, output)
        assert explain(output, patient).truth is truth
        assert truth is Truth.UNKNOWN or mask == 0 or truth_of(mask) is truth


@law
@given(rule_sets(), patients())
def test_kleene_refines_with_presumptions_too_where_it_settles_them_as_the_diagram_does(
    rules: Rules, patient: Patient
) -> None:
    exact = exact_of(rules, None)
    vector = exact.program.vector(patient)
    values = exact.program.values(vector)
    settled = exact.presumed(vector)
    alike = all(values[exact.program.index[p]] is s for p, s in zip(exact.presumes, settled, strict=True))
    for output, mask in zip(rules, exact.masks(vector), strict=True):
        if alike and not isinstance(output, Ladder):
            truth = exact.program.truth(values, output)
            assert truth is Truth.UNKNOWN or truth_of(mask) is truth


@law
@given(rule_sets(), limits, st.data())
def test_worlds_are_counted_exactly(rules: Rules, limit: Condition | None, data: st.DataObject) -> None:
    diagram = Diagram(rules, data.draw(orders(*roots(rules))), limit)
    brute = Brute(rules, limit)
    assumed = [node for node in walk(*brute.conditions) if isinstance(node, Presume)]
    worlds = [(world, brute.can_be(world)) for world in brute.worlds({})]
    for output in rules:
        expected: Counter[str] = Counter()
        for settled in product((False, True), repeat=len(assumed)):
            presumed = dict(zip(assumed, settled, strict=True))
            expected.update(outcome_in(output, world, presumed) if can_be else IMPOSSIBLE for world, can_be in worlds)
        found = {(read(output, mask) or {IMPOSSIBLE}).pop(): count for mask, count in diagram.worlds(output).items()}
        assert found == {outcome: count for outcome, count in expected.items() if count}


@law
@given(conditions(presume=False), conditions(presume=False), st.data())
def test_equal_functions_are_one_node_in_any_order_of_levels(
    one: Condition, other: Condition, data: st.DataObject
) -> None:
    diagram = Diagram([one, other], data.draw(orders(one, other)))
    brute = Brute([one, other])
    equal = all(true_in(one, world, {}) == true_in(other, world, {}) for world in brute.worlds({}))
    assert (diagram.root[one] == diagram.root[other]) == equal


@law
@given(rule_sets(), st.data())
def test_the_levels_are_the_facts_the_groups_and_the_presumptions_each_once(rules: Rules, data: st.DataObject) -> None:
    order = data.draw(orders(*roots(rules)))
    diagram = Diagram(rules, order)
    members = [m for v in diagram.variables for m in (v.members if isinstance(v, Group) else (v,))]
    presumed = {node for node in walk(*roots(rules)) if isinstance(node, Presume)}
    assert len(members) == len(set(members))
    assert set(members) == {*facts_of(*roots(rules)), *presumed}
    single = [v.name for v in diagram.variables if isinstance(v, (Finding, Measure)) and v.name in order]
    assert single == [name for name in order if name in single]


@law
@given(rule_sets(), st.data(), patients())
def test_what_can_change_an_outcome_is_every_unknown_fact_it_depends_on(
    rules: Rules, data: st.DataObject, patient: Patient
) -> None:
    still = open_of(rules, data.draw(orders(*roots(rules))), None)
    brute, vector = Brute(rules), still.exact.program.vector(patient)
    for output in rules:
        worlds = brute.outcomes(output, patient)
        assert still.can_change(vector, output) == {f for f in brute.facts if differ_only_in(f, worlds)}


pairs_of = st.builds(AtLeast, st.integers(1, 2), st.tuples(compares(), compares()))
bands = st.one_of(pairs_of, st.builds(AtLeast, st.integers(1, 2), st.tuples(compares(), pairs_of)))


@law
@given(bands, bands, patients(MEASURES))
def test_a_fact_that_chooses_between_rules_alike_on_all_that_is_still_possible_cannot_change_the_outcome(
    one: Condition, other: Condition, patient: Patient
) -> None:
    """Rules that differ below 100 ng/L are alike for a result of 120 to 400: nobody need ask which of them applies."""
    chooser = FINDINGS[0]
    rule = any_of(all_of(chooser, one), all_of(Not(chooser), other))
    still = open_of((rule,), (chooser.name,), None)
    worlds = Brute([rule]).outcomes(rule, patient)
    expected = {f for f in still.exact.program.facts if differ_only_in(f, worlds)}
    assert still.can_change(still.exact.program.vector(patient), rule) == expected


@law
@given(rule_sets(), st.sampled_from((possible, no_band)), st.data(), patients())
def test_with_impossible_worlds_what_can_change_is_enough_and_nothing_that_cannot_matter(
    rules: Rules, limit: Condition, data: st.DataObject, patient: Patient
) -> None:
    """A fact may stand for another it goes with (female, pregnant): which of them depends on the order of levels."""
    still = open_of(rules, data.draw(orders(*roots(rules))), limit)
    brute, vector = Brute(rules, limit), still.exact.program.vector(patient)
    for output in rules:
        found = still.can_change(vector, output)
        worlds = brute.outcomes(output, patient)
        can_be = [(world, outcome) for world, outcome in worlds if outcome != IMPOSSIBLE]
        assert {f for f in brute.facts if differ_only_in(f, can_be)} <= found
        assert found <= {f for f in brute.facts if differ_only_in(f, worlds)}
        outcomes: dict[tuple[object, ...], set[str]] = {}
        for world, outcome in can_be:
            outcomes.setdefault(tuple(v for f, v in world.items() if f in found), set()).add(outcome)
        assert all(len(said) == 1 for said in outcomes.values())


def test_a_level_order_that_names_a_fact_no_rule_reads_is_refused() -> None:
    with pytest.raises(RuleError, match="names facts the rules do not read: fever"):
        Diagram([Finding("tingling", "tingling")], ["fever", "tingling"])


def test_findings_only_ever_seen_together_are_one_level() -> None:
    signs = tuple(Finding(name, name) for name in "abc")
    apart = Diagram([any_of(*signs), signs[0]])
    together = Diagram([any_of(*signs)])
    assert len(apart.variables) == 2
    assert together.variables == (Group(signs),)
    assert together.worlds(any_of(*signs)) == {1: 1, 2: 7}


def test_a_range_within_which_two_bands_agree_makes_nobody_ask_which_band_applies() -> None:
    chooser, b12 = FINDINGS[0], MEASURES[0]
    wide, narrow = b12 < q(8, "pmol/L"), all_of(b12 >= q(2, "pmol/L"), b12 < q(8, "pmol/L"))
    rule = any_of(all_of(chooser, narrow), all_of(Not(chooser), wide))
    still = open_of((rule,), (chooser.name,), None)
    known = still.exact.program.vector({"b12": Interval(Fraction(3), Fraction(9), "pmol/L")})
    assert still.can_change(known, rule) == {b12}
    assert still.can_change(still.exact.program.vector({}), rule) == {b12, chooser}


def test_of_findings_that_count_together_each_unknown_one_can_change_the_outcome() -> None:
    signs = tuple(Finding(name, name) for name in "abc")
    still = open_of((any_of(*signs),), (), None)
    assert still.can_change(still.exact.program.vector({"a": False}), any_of(*signs)) == set(signs[1:])
    assert still.can_change(still.exact.program.vector({"a": True}), any_of(*signs)) == set()


def test_a_measure_whose_possible_values_are_all_alike_cannot_change_the_outcome() -> None:
    """B12 lies below or above the band, never in it: with tingling, a value in the band would be the only one to say no."""
    tingling, vegan = FINDINGS[:2]
    rule = all_of(tingling, any_of(Not(in_band), vegan))
    still = open_of((rule,), ("tingling", "vegan", "b12"), no_band)
    assert still.can_change(still.exact.program.vector({}), rule) == {tingling}
    assert still.can_change(still.exact.program.vector({"tingling": True}), rule) == set()


def test_a_measure_that_cannot_lie_between_two_answers_still_chooses_between_them() -> None:
    """B12 lies below the band or above it: below, tingling decides, above it the diet does."""
    tingling, vegan, b12 = *FINDINGS[:2], MEASURES[0]
    low, high = FIGURES[b12][1:]
    rule = any_of(all_of(b12 < low, tingling), all_of(b12 > high, vegan))
    still = open_of((rule,), ("b12",), no_band)
    assert still.can_change(still.exact.program.vector({}), rule) == {b12, tingling, vegan}


def test_a_range_over_branches_that_came_to_the_same_leaves_nothing_to_ask() -> None:
    tingling, vegan, female, b12 = *FINDINGS[:3], MEASURES[0]
    low, high = b12 < q(2, "pmol/L"), b12 >= q(8, "pmol/L")
    rule = any_of(all_of(low, female), all_of(high, tingling), all_of(Not(low), Not(high), vegan))
    still = open_of((rule,), ("b12",), None)
    known = {"vegan": True, "tingling": True, "b12": Interval(Fraction(3), Fraction(9), "pmol/L")}
    assert still.can_change(still.exact.program.vector(known), rule) == set()
    assert still.can_change(still.exact.program.vector({**known, "b12": Interval(None, None, "pmol/L")}), rule) == {
        b12,
        female,
    }


def test_the_size_of_a_diagram_is_its_decisions_shared_ones_counted_once() -> None:
    two_of_three = AtLeast(2, FINDINGS[:3])
    assert Diagram([two_of_three]).size() == 4
    assert Diagram([two_of_three, Not(Not(two_of_three))]).size() == 4
    assert Diagram([any_of(FINDINGS[0], Not(FINDINGS[0]))]).size() == 0
