"""Generated code by example: how a patient is laid out, and the value of every node for every state of a few facts."""

from __future__ import annotations

from itertools import product

import pytest
from formula_worlds import ABOVE, BAND, LOW, SEVERE

from cobalamin.language.compile import Program, _one_measure
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
ANAEMIC = FIGURES[HAEMOGLOBIN][0] > HAEMOGLOBIN

# --- patients --------------------------------------------------------------------------------------------------------


def test_a_finding_has_one_slot_and_a_measure_two_for_its_lowest_and_highest_cell() -> None:
    program = Program(A, CELLS, B)
    assert [program.slot(fact.name) for fact in (A, B12, B)] == [0, 1, 3]
    assert program.slot_names() == {A: "f0", B12: "l1, h1", B: "f2"}
    assert program.vector({}) == (None, 0, 3, None)
    assert program.vector({A.name: True, B.name: False, B12.name: exactly(1, "ng/L")}) == (True, 0, 0, False)
    assert program.vector({B12.name: Interval(SEVERE.printed[0].value, None, "ng/L")}) == (None, 1, 3, None)


def test_facts_the_rules_do_not_read_are_passed_over() -> None:
    program = Program(A, LOW)
    assert program.vector({"shoe size": True, A.name: True}) == (True, 0, 1)


def test_what_is_not_known_of_a_patient_can_be_filled_in() -> None:
    program = Program(A, B, LOW, ANAEMIC)
    vector, others = (True, None, 0, 0, 1, 1), (False, False, 1, 1, 0, 0)
    assert program.filled(vector, [A.name, "shoe size", HAEMOGLOBIN.name], others) == (True, False, 1, 1, 1, 1)
    assert program.filled(vector, [B12.name], others) == (False, False, 0, 0, 0, 0)
    assert program.filled(vector, [], others) == others


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
    assert program.nodes == (A, LOW, WORD.part, Not(WORD))
    assert program.index == {A: 0, LOW: 1, WORD.part: 2, WORD: 2, Not(WORD): 3}
    values = program.values((True, 0, 0))
    assert values == (True, True, True, False)
    assert [program.truth(values, node) for node in (WORD, Not(WORD))] == [Truth.YES, Truth.NO]
    assert program.truth(program.values((None, 0, 0)), WORD) is Truth.UNKNOWN


def test_what_one_measure_decides_alone_is_looked_up_by_its_cells_where_it_is_more_than_one_node() -> None:
    program = Program(any_of(LOW, B12 < SEVERE), all_of(A, Not(LOW)), ANAEMIC, Not(A))
    numbers = [program.index[node] for node in (LOW, B12 < SEVERE, any_of(LOW, B12 < SEVERE), Not(LOW))]
    assert _one_measure(program) == {B12: numbers}
    assert _one_measure(Program(Not(LOW), Not(A), all_of(A, ANAEMIC))) == {B12: [0, 1]}


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
        assert len(values) == len(program.nodes)
        for node in walk(*rules):
            assert values[program.index[node]] is explain(node, patient).truth.known, (node, patient)
