"""A circuit computes what its gates say, says the same thing once, and writes the function it says it writes."""

from __future__ import annotations

from itertools import product

import pytest

pytest.importorskip("numpy", reason="numpy is not installed (extra `population`)")

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cobalamin.readings.circuit import FALSE, TRUE, Circuit, Gate, Input, Plane

SIGNS = ("a", "b", "c", "d")
ROWS = list(product((0, 1), repeat=len(SIGNS)))
"""Every way four inputs can stand: one bit of a plane each."""
TOLD = {name: sum(row[i] << bit for bit, row in enumerate(ROWS)) for i, name in enumerate(SIGNS)}
EVERYBODY = (1 << len(ROWS)) - 1
Tree = str | bool | tuple[str | int, list["Tree"]]  # type: ignore[misc]

trees: st.SearchStrategy[Tree] = st.recursive(
    st.sampled_from([*SIGNS, *SIGNS, True, False]),
    lambda inner: st.tuples(st.sampled_from(["not", "and", "or", 1, 2, 3]), st.lists(inner, min_size=1, max_size=4)),
    max_leaves=12,
)


def built(circuit: Circuit, tree: Tree) -> Gate:
    match tree:
        case str():
            return circuit.input("yes", tree)
        case bool():
            return TRUE if tree else FALSE
        case "not", [first, *_]:
            return circuit.opposite(built(circuit, first))
        case "and", parts:
            return circuit.all(built(circuit, part) for part in parts)
        case "or", parts:
            return circuit.any(built(circuit, part) for part in parts)
        case int() as k, parts:
            return circuit.at_least(min(k, len(parts)), [built(circuit, part) for part in parts])
    raise AssertionError(tree)


def meant(tree: Tree) -> int:
    """The rows in which a tree is true, one row at a time."""
    return sum(_holds(tree, dict(zip(SIGNS, row, strict=True))) << bit for bit, row in enumerate(ROWS))


def _holds(tree: Tree, row: dict[str, int]) -> bool:
    match tree:
        case str():
            return bool(row[tree])
        case bool():
            return tree
        case "not", [first, *_]:
            return not _holds(first, row)
        case "and", parts:
            return all(_holds(part, row) for part in parts)
        case "or", parts:
            return any(_holds(part, row) for part in parts)
        case int() as k, parts:
            return sum(_holds(part, row) for part in parts) >= min(k, len(parts))
    raise AssertionError(tree)


def computed(circuit: Circuit, outputs: list[Gate], words: int = 2) -> list[int]:
    """The rows in which each output is true; scratch planes may be longer than the block, and hold anything."""
    compiled = circuit.compiled(outputs)
    assert compiled.results == len(outputs)
    results = [np.full(words, 7, np.uint64) for _ in outputs]
    scratch = compiled.scratch(words + 1)
    assert [(len(plane), plane.dtype) for plane in scratch] == [(words + 1, np.uint64)] * compiled.registers

    def plane(wanted: Input) -> Plane:
        assert (wanted.kind, wanted.cut) == ("yes", 0)
        return np.full(words, TOLD[wanted.fact], np.uint64)

    compiled.run(plane, results, scratch)
    assert all((one == one[0]).all() for one in results)
    return [int(one[0]) & EVERYBODY for one in results]


@given(st.lists(trees, min_size=1, max_size=4))
@settings(max_examples=120, deadline=None)
def test_every_output_is_what_its_gates_say(asked: list[Tree]) -> None:
    circuit = Circuit()
    outputs = [built(circuit, tree) for tree in asked]
    assert computed(circuit, outputs) == [meant(tree) for tree in asked]


@pytest.mark.parametrize("k", [1, 2, 3, 4])
def test_a_count_over_all_four(k: int) -> None:
    circuit = Circuit()
    assert computed(circuit, [built(circuit, (k, list(SIGNS)))]) == [meant((k, list(SIGNS)))]


def test_the_same_thing_is_one_gate() -> None:
    circuit = Circuit()
    a, b = circuit.input("yes", "a"), circuit.input("above", "m", 3)
    assert (a, b) == (2, 3)
    assert (circuit.input("yes", "a", 0), circuit.input("above", "m", 3), circuit.input("above", "m")) == (a, b, 4)
    both, either = circuit.both(a, b), circuit.either(a, b)
    assert len({a, b, both, either}) == 4
    assert (circuit.both(b, a), circuit.either(b, a)) == (both, either)
    assert circuit.all([b, a, b]) == both
    assert circuit.any([b, a, b]) == either
    assert (circuit.all([]), circuit.any([])) == (TRUE, FALSE)
    assert circuit.at_least(2, [b, a]) == both
    assert circuit.at_least(1, [b, a]) == either


def test_what_is_said_already_needs_no_gate() -> None:
    circuit = Circuit()
    a, b = circuit.input("yes", "a"), circuit.input("yes", "b")
    both, either, not_a = circuit.both(a, b), circuit.either(a, b), circuit.opposite(a)
    assert (circuit.opposite(TRUE), circuit.opposite(FALSE), circuit.opposite(not_a)) == (FALSE, TRUE, a)
    for one, other in ((circuit.both, circuit.either), (circuit.either, circuit.both)):
        neutral, deciding = (TRUE, FALSE) if one == circuit.both else (FALSE, TRUE)
        assert (one(a, a), one(a, neutral), one(neutral, a)) == (a, a, a)
        assert (one(a, deciding), one(deciding, a), one(a, not_a), one(not_a, a)) == (deciding,) * 4
        same = one(a, b)
        assert (one(a, same), one(same, a), one(b, same)) == (same,) * 3
        assert (one(a, other(a, b)), one(other(a, b), b)) == (a, b)
    assert circuit.both(both, either) not in (both, either)  # only one step deep: what is seen at once


def test_the_function_of_a_small_circuit_word_for_word() -> None:
    circuit = Circuit()
    a, b, x = circuit.input("yes", "a"), circuit.input("no", "b"), circuit.input("within", "m", 2)
    both = circuit.both(a, b)
    neither = circuit.opposite(circuit.either(both, x))
    two = circuit.at_least(2, [a, b, x])
    compiled = circuit.compiled([neither, neither, a, TRUE, FALSE, both, two])
    assert (compiled.results, compiled.registers, compiled.operations) == (7, 1, 6)
    assert compiled.run.__code__.co_filename == "<planes>"  # what a profile shows
    assert compiled.source.splitlines() == [
        "def fill(plane, results, scratch):",
        "    o0, o1, o2, o3, o4, o5, o6, = results",
        "    words = len(o0)",
        "    r0, = [r[:words] for r in scratch]",
        "    i4 = plane(Input(kind='within', fact='m', cut=2))",
        "    i2 = plane(Input(kind='yes', fact='a', cut=0))",
        "    i3 = plane(Input(kind='no', fact='b', cut=0))",
        "    AND(i2, i3, o5)",
        "    OR(i4, o5, r0)",
        "    NOT(r0, o0)",
        "    OR(i2, i3, r0)",
        "    AND(i4, r0, r0)",
        "    OR(o5, r0, o6)",
        "    o1[:] = o0",
        "    o2[:] = i2",
        "    o3.fill(ONES)",
        "    o4.fill(0)",
        "    return",
    ]


def test_a_circuit_that_is_asked_nothing_does_nothing() -> None:
    compiled = Circuit().compiled([])
    assert compiled.source == "def fill(plane, results, scratch):\n    return"
    assert (compiled.results, compiled.registers, compiled.operations, compiled.scratch(3)) == (0, 0, 0, [])


def test_a_scratch_plane_is_free_again_after_its_last_reader() -> None:
    circuit = Circuit()
    gates = [circuit.input("yes", f"x{i}") for i in range(7)]
    chain = gates[0]
    for step, gate in enumerate(gates[1:]):
        chain = (circuit.both, circuit.either)[step % 2](chain, gate)
    assert circuit.compiled([chain]).registers == 1
    twice = circuit.both(circuit.opposite(chain), circuit.either(chain, circuit.input("yes", "last")))
    assert circuit.compiled([twice]).registers == 2


def test_two_registers_and_every_bit_of_a_plane_that_is_always_true() -> None:
    circuit = Circuit()
    deep = circuit.either(
        circuit.both(circuit.input("yes", "a"), circuit.input("yes", "b")),
        circuit.both(circuit.input("yes", "c"), circuit.input("yes", "d")),
    )
    compiled = circuit.compiled([circuit.opposite(deep), TRUE])
    assert "    r0, r1, = [r[:words] for r in scratch]" in compiled.source.splitlines()
    full = np.zeros(1, np.uint64)
    compiled.run(lambda wanted: full.copy(), [np.zeros(1, np.uint64), full], compiled.scratch(1))
    assert int(full[0]) == 2**64 - 1
