"""The generated text of the exact reading by example: what is asked of a vector, in which order, and what gets a name."""

from __future__ import annotations

import pytest
from formula_worlds import ABOVE, BAND, LOW, SEVERE, chain, deepest

from cobalamin.language import exact
from cobalamin.language.compile import Program
from cobalamin.language.exact import Exact, _Writer, runs
from cobalamin.language.formulas import FALSE, TRUE, Bits, Formulas, Number
from cobalamin.language.ladder import Ladder, Rung
from cobalamin.language.nodes import Condition, Finding, Named, Not, Presume, all_of, any_of
from cobalamin.language.outcomes import Made
from cobalamin.language.truth import Truth
from strategies import B12, FINDINGS

A, B, C, D = FINDINGS
ALL_CELLS = any_of(B12 < SEVERE, LOW, BAND, ABOVE)
NO_A, YES_B = Presume(A, Truth.NO, "nobody asked"), Presume(B, Truth.YES, "nobody asked")


def writer_of(*rules: Condition) -> tuple[_Writer, list[Number]]:
    """A writer over tingling f0, vegan f1, female f2, B12 from cell l3 to h3, and the numbers of some rules."""
    program = Program(A, B, C, ALL_CELLS, *rules)
    formulas = Formulas(program.scales)
    numbers = [formulas.of(rule) for rule in rules]
    outcomes = {rule: [(2, number)] for rule, number in zip(rules, numbers, strict=True)}
    made = Made(formulas, outcomes, dict.fromkeys(formulas.presumes, (FALSE, FALSE)))
    return _Writer(Exact(program, rules, None, made), numbers), numbers


def named(*rules: Condition) -> list[str]:
    """The lines that give rules a name each, and the names."""
    writer, numbers = writer_of(*rules)
    names = [writer.name(number) for number in numbers]
    return [*writer.lines[1:], *names]


# --- literals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (A, "f0 is not False"),
        (Not(A), "f0 is not True"),
        (B12 < SEVERE, "l3 <= 0"),
        (LOW, "l3 <= 1"),
        (ABOVE, "h3 >= 3"),
        (BAND, "l3 <= 2 and h3 >= 2"),
        (all_of(LOW, Not(B12 < SEVERE)), "l3 <= 1 and h3 >= 1"),
        (Not(BAND), "(l3 <= 1) or (h3 >= 3)"),
        (any_of(B12 < SEVERE, BAND), "(l3 <= 0) or (l3 <= 2 and h3 >= 2)"),
        (NO_A, "p0"),
        (Not(NO_A), "not p0"),
    ],
)
def test_a_literal_can_hold_where_what_is_known_leaves_one_of_its_values(rule: Condition, text: str) -> None:
    writer, (number,) = writer_of(rule)
    assert writer.expression(number) == (text, 0)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (0b1, [(0, 0)]),
        (0b1000, [(3, 3)]),
        (0b0110, [(1, 2)]),
        (0b101, [(0, 0), (2, 2)]),
        (0b1110111, [(0, 2), (4, 6)]),
    ],
)
def test_neighbouring_cells_are_asked_for_together(values: Bits, expected: list[tuple[int, int]]) -> None:
    assert runs(values) == expected


# --- compounds -------------------------------------------------------------------------------------------------------


def test_false_and_true_are_written_as_they_are() -> None:
    writer, _ = writer_of()
    assert [writer.name(FALSE), writer.name(TRUE)] == ["False", "True"]
    assert writer.lines == ["    f0, f1, f2, l3, h3, = vector"]


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (all_of(BAND, A), "(f0 is not False) and (l3 <= 2 and h3 >= 2)"),
        (any_of(Not(BAND), A), "(f0 is not False) or ((l3 <= 1) or (h3 >= 3))"),
        (any_of(Not(A), Not(all_of(B, C))), "(f0 is not True) or ((f1 is not True) or (f2 is not True))"),
    ],
)
def test_the_short_parts_are_asked_first(rule: Condition, text: str) -> None:
    writer, (number,) = writer_of(rule)
    assert writer.expression(number)[0] == text


def test_what_is_used_once_stands_in_its_place() -> None:
    *lines, name = named(any_of(A, all_of(B, C)))
    assert lines == [f"    {name} = ((f0 is not False) or ((f1 is not False) and (f2 is not False)))"]


def test_what_is_short_is_written_again_and_what_is_long_gets_a_name_before_it_is_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def lines(worth_a_name: int) -> tuple[list[str], tuple[Number, ...]]:
        monkeypatch.setattr(exact, "_WORTH_A_NAME", worth_a_name)
        writer, (one, other) = writer_of(any_of(A, all_of(B, C)), any_of(D, all_of(B, C)))
        assert [writer.name(number) for number in (one, other)] == [f"c{one}", f"c{other}"]
        return writer.lines[1:], (one, other, writer.formulas.of(all_of(B, C)))

    both = "(f1 is not False) and (f2 is not False)"
    found, (one, other, inner) = lines(len(both))
    assert found == [f"    c{one} = ((f0 is not False) or ({both}))", f"    c{other} = ((f4 is not False) or ({both}))"]
    found, (one, other, inner) = lines(len(both) - 1)
    assert found == [
        f"    c{inner} = {both}",
        f"    c{one} = (c{inner} or (f0 is not False))",
        f"    c{other} = (c{inner} or (f4 is not False))",
    ]


@pytest.mark.parametrize(
    ("length", "lines"), [(41, [41]), (42, [41]), (43, [41, 2]), (83, [41, 41]), (84, [41, 41, 2])]
)
def test_what_nests_too_deep_for_pythons_parser_is_cut_into_lines(length: int, lines: list[int]) -> None:
    *found, _ = named(chain(length))
    assert [deepest(line) for line in found] == lines


# --- masks -----------------------------------------------------------------------------------------------------------


def test_two_outcomes_are_two_tests_and_more_of_them_a_test_each() -> None:
    writer, (a, b) = writer_of(A, B)
    assert writer.mask([(2, a), (1, b)]) == f"(3 if c{b} else 2) if c{a} else 1 if c{b} else 0"
    assert writer.mask([(4, a), (2, b), (1, TRUE)]) == f"(4 if c{a} else 0) | (2 if c{b} else 0) | (1 if True else 0)"


def test_the_first_patient_is_read_and_functions_are_written_for_the_second() -> None:
    exact = Exact(Program(NO_A), [NO_A])
    assert exact.everything is exact.everything
    assert exact.presumed.written is None
    answers = [(exact.presumed((known,)), exact.masks((known,))) for known in (True, None)]
    assert answers == [((True,), (2,)), ((False,), (1,))]
    assert exact.everything.written is not None
    assert exact.presumed.written is not None
    assert exact.everything.written.__code__.co_filename == "<masks>"  # type: ignore[attr-defined]
    assert [exact.everything.written.__name__, exact.presumed.written.__name__] == ["masks", "presumed"]


def test_the_conditions_are_answered_alone_in_their_order() -> None:
    ladder = Ladder("ladder", "the first that holds", (Rung("first", Named("a", "a", A)),), "none")
    exact = Exact(Program(A, B), [A, ladder, Not(B)])
    for vector in ((True, None), (None, True), (False, False)):
        first, outcome, second = exact.masks(vector)
        assert exact.conditions(vector, ()) == (first, second)
        assert outcome == {True: 1, None: 3, False: 2}[vector[0]]
    assert exact.position == {A: 0, ladder: 1, Not(B): 2}


def test_a_presumption_is_its_part_where_that_is_decided_else_what_is_presumed() -> None:
    rules = (NO_A, YES_B)
    exact = Exact(Program(*rules), rules)
    assert exact.presumes == rules
    found = {(a, b): exact.presumed((a, b)) for a in (True, None, False) for b in (True, None, False)}
    assert found == {(a, b): (a is True, b is not False) for a, b in found}
    assert [exact.masks(vector) for vector in ((None, None), (True, False))] == [(1, 2), (2, 1)]


def test_where_no_world_is_possible_nothing_is_and_what_is_presumed_stands() -> None:
    exact = Exact(Program(NO_A, YES_B, C), [NO_A, YES_B, A], C)
    assert exact.presumed((True, False, False)) == (False, True)
    assert exact.masks((True, False, False)) == (0, 0, 0)
    assert exact.masks((True, False, None)) == (2, 1, 2)


def test_formulas_that_are_at_hand_are_read_and_none_are_made() -> None:
    made = Made(Formulas(Program(A).scales), {A: [(2, FALSE), (1, TRUE)]}, {})
    exact = Exact(Program(A), [A], None, made)
    assert exact.formulas is made.table
    assert exact.masks((None,)) == (1,)


def test_what_is_shared_never_takes_the_number_of_an_output_that_is_a_finding_alone() -> None:
    """The pair of A and B got the number of the finding that was read after them, and stood in its place."""
    last = Finding("asked_last", "asked last")
    rules = (all_of(A, B, C), all_of(A, B, D), last)
    exact = Exact(Program(*rules), rules)
    for known in ((False, False, False, False, True), (True, True, True, True, False)):
        vector = exact.program.vector(dict(zip([f.name for f in (A, B, C, D, last)], known, strict=True)))
        expected = tuple([2 if all(values) else 1 for values in (known[:3], (*known[:2], known[3]), known[4:])])
        assert exact._written(range(3))(vector, ()) == expected
