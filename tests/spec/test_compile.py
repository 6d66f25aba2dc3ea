"""Generated code by example: how a patient is laid out, and the value of every node for every state of a few facts."""

from __future__ import annotations

from itertools import product

import pytest
from formula_worlds import ABOVE, BAND, LOW, SEVERE

from cobalamin.language.compile import Program
from cobalamin.language.explain import explain
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
    walk,
)
from cobalamin.language.patient import Interval, exactly
from cobalamin.language.truth import Truth
from strategies import B12, FIGURES, FINDINGS, HAEMOGLOBIN

A, B, C, D = FINDINGS
CELLS = any_of(B12 < SEVERE, LOW, BAND, ABOVE)
WORD = Named("word", "a word", all_of(A, LOW))
NEVER = Presume(A, Truth.NO, "nobody asked")
ANAEMIC = FIGURES[HAEMOGLOBIN][0] > HAEMOGLOBIN

# --- patients --------------------------------------------------------------------------------------------------------


def test_a_finding_has_one_slot_and_then_a_measure_two_for_its_lowest_and_highest_cell() -> None:
    program = Program(A, CELLS, B)
    assert [program.slot(fact.name) for fact in (A, B12, B)] == [0, 2, 1]
    assert list(program.slot_names().items()) == [(A, "f0"), (B, "f2"), (B12, "l1, h1")]
    assert program.vector({}) == (None, None, 0, 3)
    assert program.vector({A.name: True, B.name: False, B12.name: exactly(1, "ng/L")}) == (True, False, 0, 0)
    assert program.vector({B12.name: Interval(SEVERE.printed[0].value, None, "ng/L")}) == (None, None, 1, 3)


def test_facts_the_rules_do_not_read_are_passed_over() -> None:
    program = Program(A, LOW)
    assert program.vector({"shoe size": True, A.name: True}) == (True, 0, 1)


def test_what_is_not_known_of_a_patient_can_be_filled_in() -> None:
    program = Program(A, B, LOW, ANAEMIC)
    vector, others = (True, None, 0, 0, 1, 1), (False, False, 1, 1, 0, 0)
    assert program.filled(vector, [A.name, "shoe size", HAEMOGLOBIN.name], others) == (True, False, 1, 1, 1, 1)
    assert program.filled(vector, [B12.name], others) == (False, False, 0, 0, 0, 0)
    assert program.filled(vector, [], others) == others
    assert program.filled((None, None, 1, 1, 0, 0), [B12.name], (None, None, 0, 0, 0, 0)) == (None, None, 1, 1, 0, 0)


def test_one_patient_leaves_no_trace_in_the_next() -> None:
    program = Program(A, LOW)
    program.vector({A.name: True, B12.name: exactly(1, "ng/L")})
    assert program.vector({}) == (None, 0, 1)


@pytest.mark.parametrize(
    ("patient", "message"),
    [
        ({A.name: exactly(1, "ng/L")}, "tingling is a finding and takes True or False, not "),
        ({B12.name: True}, "b12 is a measure and takes an interval with its unit, not True"),
    ],
)
def test_what_a_fact_cannot_be_is_refused(patient: dict[str, bool | Interval], message: str) -> None:
    with pytest.raises(RuleError) as refused:
        Program(A, LOW).vector(patient)
    assert str(refused.value).startswith(message)


def test_two_facts_of_one_name_are_refused() -> None:
    with pytest.raises(RuleError) as refused:
        Program(A, Finding(A.name, "another label"))
    assert str(refused.value) == "two facts are called 'tingling': a fact has one name and one definition"


# --- nodes and their values ------------------------------------------------------------------------------------------


def test_every_node_has_a_position_and_a_named_word_that_of_what_it_names() -> None:
    program = Program(Not(WORD))
    assert program.nodes == (LOW, WORD.part, Not(WORD), A)
    assert list(program.index.items()) == [(A, 3), (LOW, 0), (WORD.part, 1), (WORD, 1), (Not(WORD), 2)]
    values = program.values((True, 0, 0))
    assert list(values[:4]) == [True, True, False, True]
    assert [program.truth(values, node) for node in (WORD, Not(WORD))] == [Truth.YES, Truth.NO]
    assert program.truth(program.values((None, 0, 0)), WORD) is Truth.UNKNOWN


def test_what_one_measure_decides_alone_is_looked_up_by_its_cells_where_it_is_more_than_one_node() -> None:
    low = [LOW, B12 < SEVERE, any_of(LOW, B12 < SEVERE), Not(LOW)]
    program = Program(any_of(LOW, B12 < SEVERE), all_of(A, Not(LOW)), ANAEMIC, Not(A))
    assert program.looked_up == {B12: low}
    assert program.worked_out == [all_of(A, Not(LOW)), ANAEMIC, Not(A)]
    assert program.nodes == (*program.worked_out, *low, A)
    assert Program(Not(LOW), Not(A), all_of(A, ANAEMIC)).looked_up == {B12: [LOW, Not(LOW)]}


def test_a_word_is_no_second_value_of_its_measure() -> None:
    assert Program(Named("low", "a low level", LOW), A).looked_up == {}


def test_a_traceback_says_what_the_generated_code_gives() -> None:
    values = Program(A).values
    assert (values.__name__, values.__code__.co_filename) == ("values", "<values>")  # type: ignore[attr-defined]


RULES: dict[str, tuple[Condition, ...]] = {
    "one finding": (A,),
    "one comparison": (LOW,),
    "comparisons of one measure": (LOW, B12 < SEVERE, BAND, Not(ABOVE), any_of(B12 < SEVERE, ABOVE)),
    "comparisons of two measures": (all_of(LOW, ANAEMIC), any_of(BAND, Not(ANAEMIC)), FIGURES[HAEMOGLOBIN][1] <= HAEMOGLOBIN),
    "opposites": (Not(A), Not(Not(B))),
    "all of two, three, four": (all_of(A, B), all_of(A, Not(B), C), all_of(A, B, C, D)),
    "any of two, three, four": (any_of(A, B), any_of(A, Not(B), C), any_of(A, B, C, D)),
    "some of three and four": (at_least(2, A, B, C), at_least(2, *FINDINGS), at_least(3, *FINDINGS)),
    "a part that stands twice": (at_least(2, A, A, B), all_of(A, A), any_of(B, B)),
    "presumptions": (Presume(A, Truth.YES, "nobody asked"), Presume(all_of(A, LOW), Truth.NO, "nobody asked")),
    "what is never unknown, alone and beside others": (
        Not(NEVER), all_of(B, NEVER), any_of(NEVER, B, C), all_of(NEVER, Not(NEVER)), any_of(C, any_of(NEVER, Not(NEVER))),
        at_least(2, B, NEVER, C),
    ),
    "one inside another": (any_of(all_of(A, Not(B)), WORD, at_least(2, B, C, Not(LOW))), Not(any_of(WORD, C))),
}  # fmt: skip


@pytest.mark.parametrize("rules", RULES.values(), ids=RULES)
def test_every_node_has_the_value_the_plain_interpreter_gives_it(rules: tuple[Condition, ...]) -> None:
    program = Program(*rules)
    choices = []
    for fact in program.facts:
        if isinstance(fact, Finding):
            choices.append([{}, {fact.name: True}, {fact.name: False}])
            continue
        scale = program.scales[fact]
        ends = [
            (scale.interval_of(low), scale.interval_of(high)) for high in range(scale.size) for low in range(high + 1)
        ]
        choices.append(
            [{fact.name: Interval(one.low, end.high, one.unit, one.low_open, end.high_open)} for one, end in ends]
        )
    for known in product(*choices):
        patient = {name: value for part in known for name, value in part.items()}
        values = program.values(program.vector(patient))
        for node in walk(*rules):
            assert values[program.index[node]] is explain(node, patient).truth.known, (node, patient)
