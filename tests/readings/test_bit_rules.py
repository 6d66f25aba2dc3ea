"""The planes of a few small rules: the operations that are written, the columns they read, and what is refused."""

from __future__ import annotations

import re
from itertools import product

import pytest

pytest.importorskip("numpy", reason="numpy is not installed (extra `population`)")

import numpy as np

from cobalamin.language.cells import scales
from cobalamin.language.diagram import Diagram
from cobalamin.language.ladder import Ladder, Rung
from cobalamin.language.nodes import (
    Condition,
    Finding,
    Measure,
    Named,
    Not,
    Presume,
    RuleError,
    all_of,
    any_of,
    at_least,
    q,
)
from cobalamin.language.truth import Truth
from cobalamin.readings.bits import Answers, Between, Bits, Columns, DiagramGates, KleeneGates, Yes, _Block
from cobalamin.readings.circuit import Circuit
from cobalamin.readings.planes import packed, unpacked
from cobalamin.readings.wanted import Wanted

A, B, C = (Finding(name, name) for name in "abc")
level = Measure("m", "m", "u")
CUTS = [level < q(figure, "u") for figure in (10, 20, 30)]
NOT_BELOW = level >= q(20, "u")
TENS = scales(*CUTS, NOT_BELOW)
GUESSED, DENIED = Presume(A, Truth.YES, "w"), Presume(A, Truth.NO, "w")


def written(wanted: Wanted, *, exact: bool, possible: Condition | None = None) -> list[str]:
    """The lines of the function between its heading and its end, with short names for its inputs."""
    compiled = Bits(wanted, TENS, Diagram(wanted.outputs, (), possible) if exact else None).compiled
    text = "\n".join(line.strip() for line in compiled.source.splitlines()[1:-1])
    for gate, kind, fact, cut in re.findall(r"(i\d+) = plane\(Input\(kind='(\w+)', fact='(\w+)', cut=(\d)\)\)", text):
        text = re.sub(rf"\b{gate}\b", f"{fact}_{kind}" + (cut if kind in ("above", "within") else ""), text)
    return [
        line for line in text.splitlines() if "plane(" not in line and "results" not in line and "len(" not in line
    ][compiled.registers > 0 :]


# --- Kleene ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rule, lines",
    [
        (A, ["o0[:] = a_yes", "o1[:] = a_no"]),
        (Named("n", "n", Not(A)), ["o0[:] = a_no", "o1[:] = a_yes"]),
        (CUTS[1], ["o0[:] = m_within1", "o1[:] = m_above1"]),
        (NOT_BELOW, ["o0[:] = m_above1", "o1[:] = m_within1"]),
        (GUESSED, ["NOT(a_no, o0)", "o1[:] = a_no"]),
        (DENIED, ["NOT(a_yes, o1)", "o0[:] = a_yes"]),
        (all_of(A, B), ["AND(a_yes, b_yes, o0)", "OR(a_no, b_no, o1)"]),
        (
            at_least(2, A, B, C),
            [
                "AND(a_yes, b_yes, r0)", "OR(a_yes, b_yes, r1)", "AND(c_yes, r1, r1)", "OR(r0, r1, o0)",
                "AND(a_no, b_no, r0)", "OR(a_no, b_no, r1)", "AND(c_no, r1, r1)", "OR(r0, r1, o1)",
            ],
        ),
    ],
)  # fmt: skip
def test_the_two_planes_of_a_condition(rule: Condition, lines: list[str]) -> None:
    assert written(Wanted((rule,)), exact=False) == lines


def ladder(*rules: Condition) -> Ladder:
    return Ladder("how", "how", tuple(Rung(str(i), Named(str(i), "", rule)) for i, rule in enumerate(rules)), "none")


def test_the_planes_of_a_ladder_and_of_what_keeps_it_open() -> None:
    asked = Wanted((), (ladder(A, any_of(A, B)),), unsettled=True)
    assert written(asked, exact=False) == [
        "NOT(a_no, o0)", "NOT(a_yes, r0)", "AND(a_no, b_no, r1)", "NOT(r1, r2)", "AND(r0, r2, o1)",
        "OR(a_yes, b_yes, r2)", "NOT(r2, r3)", "AND(r0, r3, o2)",
        # a is unknown: it keeps the first rung open; b is, and the second rung is undecided and may still count
        "OR(a_no, a_yes, r3)", "NOT(r3, o3)",
        "OR(r1, r2, r1)", "NOT(r1, r1)", "AND(r0, r1, r1)", "OR(b_no, b_yes, r0)", "NOT(r0, r0)", "AND(r1, r0, o4)",
    ]  # fmt: skip


# --- exact -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rule, possible, lines",
    [
        # Two gates a child where the worlds of one lie within the other's.
        (all_of(A, B), None, [
            "NOT(b_no, r0)", "NOT(a_no, r1)", "AND(r0, r1, r0)",
            "NOT(b_yes, r1)", "NOT(a_yes, r2)", "OR(r1, r2, r1)",
            "NOT(r1, r2)", "AND(r0, r2, o0)", "NOT(r0, r0)", "AND(r1, r0, o1)",
        ]),
        # Three where they do not: b decides with a, c without.
        (any_of(all_of(A, B), all_of(Not(A), C)), None, [
            "NOT(c_no, r0)", "NOT(a_yes, r1)", "AND(r0, r1, r0)", "NOT(b_no, r2)", "NOT(a_no, r3)", "AND(r2, r3, r2)",
            "OR(r0, r2, r2)",
            "NOT(c_yes, r0)", "AND(r0, r1, r1)", "NOT(b_yes, r0)", "AND(r0, r3, r3)", "OR(r1, r3, r3)",
            "NOT(r3, r1)", "AND(r2, r1, o0)", "NOT(r2, r2)", "AND(r3, r2, o1)",
        ]),
        # Neighbouring cells with one answer are one; an end needs one comparison.
        (CUTS[1], None, ["NOT(m_above1, r0)", "AND(r0, m_within1, o0)", "NOT(m_within1, r0)", "AND(m_above1, r0, o1)"]),
        (any_of(CUTS[0], Not(CUTS[2])), None, [
            "OR(m_above2, m_within0, r0)", "NOT(m_above0, r1)", "NOT(m_within2, r2)", "OR(r1, r2, r1)",
            "AND(r0, r1, o0)", "NOT(r0, r0)", "NOT(r1, r1)", "AND(r0, r1, o1)",
        ]),
        (GUESSED, None, ["NOT(a_yes, r0)", "AND(a_no, r0, o1)", "NOT(o1, o0)"]),
        (DENIED, None, ["NOT(a_no, r0)", "AND(a_yes, r0, o0)", "NOT(o0, o1)"]),
        # Worlds without a and b cannot be: known not to have the one, the patient has the other.
        (A, any_of(A, B), [
            "NOT(a_no, r0)", "NOT(b_no, r1)", "NOT(a_yes, r2)", "AND(r1, r2, r1)",
            "NOT(r1, r2)", "AND(r0, r2, o0)", "AND(a_no, r1, o1)",
        ]),
    ],
)  # fmt: skip
def test_the_two_planes_by_the_diagram(rule: Condition, possible: Condition | None, lines: list[str]) -> None:
    assert written(Wanted((rule,)), exact=True, possible=possible) == lines


def test_the_worlds_of_one_node_lie_within_those_of_another() -> None:
    """Every pair of nodes, every outcome, against a list of all worlds."""
    wanted = Wanted((), (ladder(all_of(A, CUTS[0]), any_of(B, CUTS[1]), C),))
    diagram = Diagram(wanted.outputs, (), any_of(B, Not(C)))
    circuit = Circuit()
    gates = DiagramGates(KleeneGates(circuit, TENS), diagram)
    worlds = list(product(*(range(diagram.size_of(variable)) for variable in diagram.variables)))

    def meets(node: int, world: tuple[int, ...], bit: int) -> bool:
        while diagram.mask[node] < 0:
            node = diagram.children[node][world[diagram.level[node]]]
        return bool(diagram.mask[node] >> bit & 1)

    nodes = diagram.reachable(*diagram.root.values(), *range(3))
    assert len(nodes) > 10
    for inner, outer, bit in product(nodes, nodes, range(4)):
        expected = all(meets(outer, world, bit) for world in worlds if meets(inner, world, bit))
        assert gates._within(inner, outer, bit) is expected


def test_a_condition_and_a_ladder_share_their_gates() -> None:
    many = any_of(A, B)
    assert written(Wanted((many,), (ladder(many, C),)), exact=True) == [
        "OR(a_yes, b_yes, r0)", "AND(a_no, b_no, r1)", "NOT(r1, o2)", "AND(r0, o2, o0)", "NOT(r0, r0)",
        "AND(r1, r0, o1)", "NOT(c_no, r1)", "AND(r0, r1, o3)", "NOT(c_yes, r1)", "AND(r0, r1, o4)",
    ]  # fmt: skip


def test_a_diagram_with_fewer_cuts_than_the_columns() -> None:
    assert written(Wanted((CUTS[2],)), exact=True)[0] == "NOT(m_above2, r0)"


def test_a_diagram_without_the_output_is_refused() -> None:
    told = "^the diagram was built without one of the outputs asked for; build it with `wanted.outputs`$"
    for wanted in (Wanted((B,)), Wanted((), (ladder(A),))):
        with pytest.raises(RuleError, match=told):
            Bits(wanted, TENS, Diagram((A,)))


# --- columns ---------------------------------------------------------------------------------------------------------


def flags(*rows: bool) -> np.ndarray:
    return packed(np.array(rows, np.bool_))


def said(answers: Answers, rule: Condition) -> list[Truth]:
    yes, no = (unpacked(plane, answers.size) for plane in (answers.conditions[rule].yes, answers.conditions[rule].no))
    return [Truth.of(True if y else False if n else None) for y, n in zip(yes, no, strict=True)]


def test_cells_and_whether_they_are_known() -> None:
    low, high = np.array([0, 1, 2, 1, 2, 0], np.int8), np.array([1, 2, 3, 1, 2, 3], np.int8)
    wanted = Wanted((CUTS[1],))
    yes, no, open_ = Truth.YES, Truth.NO, Truth.UNKNOWN
    for exact in (None, Diagram(wanted.outputs)):
        bits = Bits(wanted, TENS, exact)
        assert said(bits.run({"m": Between(low, high)}, 6), CUTS[1]) == [yes, open_, no, yes, no, open_]
        known = flags(True, True, False, False, True, True)
        assert said(bits.run({"m": Between(low, high, known)}, 6), CUTS[1]) == [yes, open_, open_, open_, no, open_]
        assert known.tolist() == flags(True, True, False, False, True, True).tolist()
        assert said(bits.run({}, 6), CUTS[1]) == [open_] * 6


def test_a_rung_of_two_ladders_is_open_where_it_is_in_one_of_them() -> None:
    rung = Rung("x", Named("x", "", A))
    both = (Ladder("one", "", (rung,), "none"), Ladder("two", "", (Rung("y", Named("y", "", B)), rung), "none"))
    for ladders in (both, both[::-1]):
        everybody, nobody = flags(True, True), flags(False, False)
        answers = Bits(Wanted((), ladders, unsettled=True), TENS).run({"b": Yes(everybody, nobody)}, 2)
        asked = {fact.name: unpacked(plane, 2).tolist() for fact, plane in answers.unsettled.items()}
        assert asked == {"a": [True, True], "b": [False, False]}


@pytest.mark.parametrize("size", [1, 64, 65, 128, 200])
def test_blocks_are_put_together(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr("cobalamin.readings.bits.BLOCK", 64)
    cells = np.array([number % 4 for number in range(size)], np.int8)
    odd = flags(*(bool(number % 2) for number in range(size)))
    both, wanted = all_of(A, CUTS[1]), Wanted((all_of(A, CUTS[1]), B))
    answers = Bits(wanted, TENS).run({"a": Yes(odd, ~odd), "m": Between(cells, cells, odd | ~odd)}, size)
    assert answers.size == size
    assert said(answers, both) == [Truth.of(number % 4 == 1) for number in range(size)]
    assert said(answers, B) == [Truth.UNKNOWN] * size
    assert answers.unsettled == {}


def test_no_block_is_computed_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cobalamin.readings.bits.BLOCK", 128)
    starts: list[int] = []

    class Told(_Block):
        def __init__(self, columns: Columns, start: int, stop: int, size: int) -> None:
            starts.append(start)
            super().__init__(columns, start, stop, size)

    monkeypatch.setattr("cobalamin.readings.bits._Block", Told)
    Bits(Wanted((A,)), TENS).run({}, 300)
    assert starts == [0, 2, 4]


def test_only_scratch_for_one_block_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cobalamin.readings.bits.BLOCK", 128)
    bits, taken = Bits(Wanted((at_least(2, A, B, C),)), TENS), []
    monkeypatch.setattr(
        "cobalamin.readings.circuit.Compiled.scratch", lambda self, words: taken.append(words) or scratch
    )
    scratch = [np.empty(2, np.uint64) for _ in range(bits.compiled.registers)]
    for size in (64, 128, 500):
        bits.run({}, size)
    assert taken == [1, 2, 2]


def test_a_column_of_the_wrong_kind_is_refused() -> None:
    cells, nobody = np.zeros(3, np.int8), flags(False, False, False)
    wrong: list[tuple[Condition, Columns, str]] = [
        (A, {"a": Between(cells, cells)}, "the column a is given as the wrong kind: Between"),
        (CUTS[0], {"m": Yes(nobody, nobody)}, "the column m is given as the wrong kind: Yes"),
    ]
    for rule, columns, told in wrong:
        with pytest.raises(RuleError, match=f"^{told}$"):
            Bits(Wanted((rule,)), TENS).run(columns, 3)
