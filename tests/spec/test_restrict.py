"""What an output still depends on, by example, and against a list of all worlds for many states of what is known."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from weakref import ref

import pytest
from formula_worlds import ABOVE, BAND, KNOWN, LOW, OPEN, SEVERE, WORLDS, YES, Known, can_hold, lies_within, table

from cobalamin.language.compile import Program, Vector
from cobalamin.language.diagram import Diagram, Output
from cobalamin.language.exact import Exact
from cobalamin.language.ladder import Ladder, Rung
from cobalamin.language.nodes import Condition, Fact, Named, Not, Presume, all_of, any_of, at_least, facts_of
from cobalamin.language.restrict import Restrictions, _merged, _numbering, kept_of
from cobalamin.language.truth import Truth
from strategies import B12, FINDINGS

A, B, C, D = FINDINGS
FACTS: tuple[Fact, ...] = (*FINDINGS, B12)
CELLS = any_of(B12 < SEVERE, LOW, BAND, ABOVE)
SOME_KNOWN = KNOWN[::11]


def restrictions(*outputs: Output, order: tuple[str, ...] = (), possible: Condition | None = None) -> Restrictions:
    read = [c for o in outputs for c in (o.conditions if isinstance(o, Ladder) else (o,))]
    exact = Exact(Program(*FINDINGS, CELLS, *read, *(() if possible is None else (possible,))), outputs, possible)
    return Restrictions(exact, kept_of(Diagram(outputs, order, possible, exact.program.scales)))


def vector_of(known: Known) -> Vector:
    """The four findings, and the lowest and the highest cell of B12."""
    findings = [None if values == OPEN else values == YES for values in known[:4]]
    cells = known[4]
    return (*findings, (cells & -cells).bit_length() - 1, cells.bit_length() - 1)


# --- against all worlds ----------------------------------------------------------------------------------------------

RULES: dict[str, Condition] = {
    "one fact": A,
    "a choice": any_of(all_of(A, B), all_of(Not(A), C)),
    "bands": any_of(all_of(LOW, A), all_of(BAND, B), all_of(ABOVE, C)),
    "severe or above": any_of(all_of(B12 < SEVERE, any_of(A, B)), all_of(ABOVE, any_of(C, D)), all_of(BAND, A, D)),
    "two of four": at_least(2, *FINDINGS),
    "two of four, or three where B12 is not low": any_of(all_of(LOW, at_least(2, *FINDINGS)), at_least(3, *FINDINGS)),
    "alike in two bands": any_of(all_of(any_of(LOW, ABOVE), A), all_of(BAND, Not(A)), all_of(B, C, D)),
}


def outcomes(rule: Condition) -> Mapping[Known, bool]:
    formulas = table()
    number = formulas.of(rule)
    return {world: can_hold(formulas, number, world) for world in WORLDS}


def decides(at: int, outcome: Mapping[Known, bool], known: Known) -> bool:
    """Whether two worlds that what is known leaves open differ in this fact alone and in their outcome."""
    left: dict[Known, bool] = {}
    for world in WORLDS:
        if lies_within(world, known):
            rest = (*world[:at], *world[at + 1 :])
            if left.setdefault(rest, outcome[world]) != outcome[world]:
                return True
    return False


@pytest.mark.parametrize("order", [(), ("b12", "pregnant"), ("pregnant", "female", "vegan", "tingling")], ids=str)
@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_an_outcome_depends_on_the_facts_that_alone_make_two_worlds_differ(
    rule: Condition, order: tuple[str, ...]
) -> None:
    order = tuple(name for name in order if name in {fact.name for fact in facts_of(rule)})
    still, outcome = restrictions(rule, order=order), outcomes(rule)
    for known in SOME_KNOWN:
        expected = {fact for at, fact in enumerate(FACTS) if decides(at, outcome, known)}
        assert still.can_change(vector_of(known), rule) == expected, known


# --- findings that only count together, presumptions, worlds that cannot be ------------------------------------------


def open_names(still: Restrictions, output: Output, *vector: object) -> set[str]:
    """The open facts of a vector that begins so; what follows is not known."""
    whole = (*vector, *still.exact.program.vector({})[len(vector) :])
    return {fact.name for fact in still.can_change(whole, output)}  # type: ignore[arg-type]


def test_each_fact_has_a_bit_of_its_own_also_those_that_only_count_together() -> None:
    rule = all_of(any_of(A, B), any_of(LOW, C))
    still = restrictions(rule, order=("female", "b12", "vegan"))
    assert still.bit == {"female": 1, "b12": 2, "tingling": 8, "vegan": 16}
    assert still.restricted(vector_of((OPEN, OPEN, OPEN, OPEN, 0b1111)), (), [rule]) == [0b11011]


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ((None, None, True), {"tingling", "vegan"}),
        ((False, None, True), {"vegan"}),
        ((None, False, True), {"tingling"}),
        ((True, None, True), set()),
        ((False, False, True), set()),
        ((None, None, False), set()),
        ((False, None, None), {"vegan", "female"}),
        ((True, False, None), {"female"}),
    ],
)
def test_of_findings_that_count_together_those_not_known_are_open_until_one_is_there(
    known: tuple[bool | None, ...], expected: set[str]
) -> None:
    rule = all_of(any_of(A, B), C)
    assert open_names(restrictions(rule), rule, *known) == expected


def test_two_groups_are_told_apart() -> None:
    rule = all_of(any_of(A, B), any_of(C, D))
    still = restrictions(rule)
    assert open_names(still, rule, False, None, True) == {"vegan"}
    assert open_names(still, rule, True, None, None, False) == {"female"}
    assert open_names(still, rule, False, False) == set()


def test_a_presumption_is_as_it_was_settled_and_its_facts_are_open_only_where_they_stand_outside_it() -> None:
    no_a, yes_b = Presume(A, Truth.NO, "nobody asked"), Presume(B, Truth.YES, "nobody asked")
    rule = any_of(all_of(no_a, C), all_of(Not(yes_b), D), all_of(yes_b, LOW))
    still = restrictions(rule)
    assert still.exact.presumes == (no_a, yes_b)
    assert open_names(still, rule) == {"b12"}
    assert open_names(still, rule, True) == {"female", "b12"}
    assert open_names(still, rule, None, False) == {"pregnant"}
    assert open_names(still, rule, True, False) == {"female", "pregnant"}
    open_facts = still.restricted(still.exact.program.vector({}), (True, False), [rule])
    assert open_facts == [still.bit["female"] | still.bit["pregnant"]]


def test_presumptions_of_rules_the_diagram_does_not_hold_are_no_matter() -> None:
    beside = all_of(Presume(A, Truth.YES, "nobody asked"), Presume(B, Truth.NO, "nobody asked"), C)
    within = Presume(D, Truth.NO, "nobody asked")
    rule = all_of(A, any_of(B, within), C)
    exact = Exact(Program(beside, rule), [beside, rule])
    still = Restrictions(exact, kept_of(Diagram([rule], (), None, exact.program.scales)))
    assert len(exact.presumes) == 3
    assert open_names(still, rule) == {"tingling", "vegan", "female"}
    assert open_names(still, rule, True, None, True) == {"vegan"}
    assert open_names(still, rule, True, None, True, True) == set()


def test_parts_that_settled_presumptions_make_alike_are_one_and_so_many_ways_are_kept() -> None:
    presumed = Presume(C, Truth.NO, "nobody asked")
    one, other = all_of(A, any_of(B, presumed)), all_of(A, B)
    functions = restrictions(one, other)._settled
    found = functions((False,))
    assert found.root[one] == found.root[other]
    assert found.tests[found.root[one]][0] == 0
    assert functions((False,)) is found
    assert functions((True,)).root[one] != functions((True,)).root[other]
    assert functions.cache_parameters()["maxsize"] == 256


def test_what_is_known_are_the_levels_that_leave_less_than_all_of_their_values() -> None:
    rule = any_of(all_of(any_of(A, B), LOW), all_of(C, ABOVE))
    still = restrictions(rule, order=("tingling", "b12", "female"))
    group, b12, female = 0, 1, 2
    assert still._known((None, None, None, None, 0, 3)) == {}
    assert still._known((True, None, None, None, 1, 3)) == {group: (1, 1), b12: (1, 3)}
    assert still._known((False, None, True, None, 0, 2)) == {female: (1, 1), b12: (0, 2)}
    assert still._known((False, False, False, True, 0, 0)) == {group: (0, 0), female: (0, 0), b12: (0, 0)}


def test_a_ladder_depends_on_what_could_still_choose_another_rung() -> None:
    rungs = (Rung("one", Named("one", "", all_of(A, LOW))), Rung("two", Named("two", "", any_of(B, ABOVE))))
    ladder = Ladder("ladder", "the first that holds", rungs, "none")
    still = restrictions(ladder, A)
    assert open_names(still, ladder) == {"tingling", "vegan", "b12"}
    assert open_names(still, ladder, False) == {"vegan", "b12"}
    assert open_names(still, ladder, False, True) == set()
    assert open_names(still, A, None, True) == {"tingling"}
    assert open_names(still, A, True) == set()


@pytest.mark.parametrize(
    ("order", "known", "expected"),
    [
        (("female", "pregnant"), (None, None, None, None), {"female"}),
        (("pregnant", "female"), (None, None, None, None), {"pregnant"}),
        (("female", "pregnant"), (None, None, True), set()),
        (("female", "pregnant"), (None, None, False), set()),
        (("female", "pregnant"), (None, None, None, True), set()),
        (("female", "pregnant"), (None, None, None, False), set()),
        (("female", "pregnant"), (None, None, False, True), set()),
    ],
)
def test_in_no_possible_world_nothing_can_choose(
    order: tuple[str, ...], known: tuple[bool | None, ...], expected: set[str]
) -> None:
    """Only whoever is female is pregnant here, and every one of them: one of the two facts stands for both."""
    rule = all_of(C, D)
    alike = any_of(all_of(C, D), all_of(Not(C), Not(D)))
    assert open_names(restrictions(rule, order=order, possible=alike), rule, *known) == expected


def test_cells_that_cannot_be_are_passed_over() -> None:
    rule = any_of(all_of(LOW, A), all_of(ABOVE, B))
    still = restrictions(rule, order=("b12",), possible=Not(BAND))
    assert open_names(still, rule, True, False) == {"b12"}
    assert open_names(still, rule, True, True) == set()
    assert open_names(still, rule, None, None, None, None, 2, 3) == {"vegan"}
    assert open_names(still, rule, None, None, None, None, 1, 2) == {"tingling"}
    assert open_names(still, rule, None, None, None, None, 2, 2) == set()


# --- numbers of functions --------------------------------------------------------------------------------------------


def test_equal_neighbours_are_one_branch_and_the_others_keep_where_they_end() -> None:
    assert _merged(7, range(4), [5, 5, 6, 6]) == (7, (1,), (5, 6))
    assert _merged(7, range(4), [5, 6, 6, 5]) == (7, (0, 2), (5, 6, 5))
    assert _merged(7, (1, 3), [5, 6, 8]) == (7, (1, 3), (5, 6, 8))
    assert _merged(7, range(2), [5, 5]) == (7, (), (5,))


def test_a_function_of_two_branches_is_known_by_its_test_and_tells_the_levels_it_tests() -> None:
    numbers: dict[object, int] = {}
    levels = [0, 0, 0b100]
    either, _ = _numbering(numbers, levels)  # type: ignore[arg-type]
    assert either(0, (0,), 1, 2) == 3
    assert either(0, (0,), 1, 2) == 3
    assert either(1, (0,), 1, 3) == 4
    assert levels == [0, 0, 0b100, 0b101, 0b111]
    assert numbers == {(0, (0,), (1, 2)): 3, (1, (0,), (1, 3)): 4}
    assert [either(0, (0,), 2, 2), either(0, (0,), 0, 2), either(0, (0,), 2, 0), either(0, (0,), 0, 0)] == [2, 2, 2, 0]


def test_a_function_of_several_branches_is_what_is_left_where_all_but_one_are_in_no_world() -> None:
    numbers: dict[object, int] = {}
    levels = [0, 0, 0b100, 0b1000]
    _, merged = _numbering(numbers, levels)  # type: ignore[arg-type]
    assert merged(0, (0, 1, 2), [1, 2, 3, 3]) == 4
    assert merged(0, (0, 1, 2), [1, 2, 3, 3]) == 4
    assert numbers == {(0, (0, 1), (1, 2, 3)): 4}
    assert levels[4:] == [0b1101]
    assert merged(0, (0, 1), [0, 2, 0]) == 2
    assert merged(0, (0, 1), [0, 0, 0]) == 0
    assert merged(0, (0, 1), [2, 2, 2]) == 2
    assert merged(1, (0, 1), [1, 1, 2]) == 5
    assert numbers[1, (1,), (1, 2)] == 5
    assert merged(1, (0, 1), [0, 2, 3]) == 6
    assert levels[5:] == [0b110, 0b1110]


def test_of_a_diagram_only_what_the_outputs_read_is_kept() -> None:
    """A service that had compared every guideline held a gigabyte, two thirds of it nodes that were only on the way."""
    rule = RULES["two of four, or three where B12 is not low"]
    exact = Exact(Program(rule), (rule,))
    diagram = Diagram((rule,), (), None, exact.program.scales)
    read, made, gone = diagram.size(), len(diagram.level), ref(diagram)
    kept = Restrictions(exact, kept_of(diagram))
    del diagram
    gc.collect()
    assert gone() is None
    assert len(kept.kept.tests) == read < made - 3
