"""Shared nodes to generated Python: one function that returns every node's value at once, for the fast path.

A node's value is True, False or None (unknown). `a or b or c` on those three is Kleene's `or` up to telling None from
False, so the generated text asks for a yes first and for an unknown second: local variables and jumps, no calls.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from cobalamin.language.cells import Scale, says_below, scales
from cobalamin.language.nodes import (
    AtLeast,
    Compare,
    Condition,
    Fact,
    Finding,
    Measure,
    Named,
    Not,
    Presume,
    RuleError,
    facts_of,
    walk,
)
from cobalamin.language.patient import Interval, Patient
from cobalamin.language.truth import Truth

Known = bool | None
Vector = tuple[Known | int, ...]
"""A patient as the generated code takes it: a finding one slot, a measure two (its lowest and highest cell)."""


class Program:
    """The compiled roots. `values(vector)` is a tuple with the value of every node, at the positions `index` gives."""

    def __init__(self, *roots: Condition) -> None:
        self.nodes: tuple[Condition, ...] = tuple(walk(*roots))
        self.index: dict[Condition, int] = {node: i for i, node in enumerate(self.nodes)}
        self.facts: tuple[Fact, ...] = facts_of(*roots)
        self.scales: dict[Measure, Scale] = scales(*roots)
        self._blank, self._slot = _layout(self.facts, self.scales)
        self.source = _source(self)
        namespace: dict[str, Callable[[Vector], tuple[Known, ...]]] = {}
        exec(compile(self.source, "<rules>", "exec"), namespace)
        self.values: Callable[[Vector], tuple[Known, ...]] = namespace["values"]

    def vector(self, patient: Patient, unknown: Vector | None = None) -> Vector:
        """The patient as the generated code takes it; facts the rules do not read are passed over.

        What is not known of the patient is as in `unknown`, if that is given.
        """
        slots = self._blank.copy() if unknown is None else [*unknown]
        for name, known in patient.items():
            place = self._slot.get(name)
            if place is None:
                continue
            slot, scale = place
            if scale is None:
                slots[slot] = _yes_or_no(name, known)
            else:
                slots[slot : slot + 2] = scale.cells(_interval(name, known))
        return tuple(slots)

    def slot(self, name: str) -> int:
        """Where a fact stands in the vector."""
        return self._slot[name][0]

    def slot_names(self) -> dict[Fact, str]:
        """What the generated code calls each fact: one local for a finding, the lowest and highest cell for a measure."""
        return {fact: f"f{i}" if isinstance(fact, Finding) else f"l{i}, h{i}" for i, fact in enumerate(self.facts)}

    def truth(self, values: tuple[Known, ...], node: Condition) -> Truth:
        """The truth of one node in a result of `values`."""
        return Truth.of(values[self.index[node]])


Slots = dict[str, tuple[int, Scale | None]]


def _layout(facts: tuple[Fact, ...], scale_of: dict[Measure, Scale]) -> tuple[list[Known | int], Slots]:
    """A vector in which nothing is known, and where each fact stands in it."""
    blank: list[Known | int] = []
    slot: Slots = {}
    for fact in facts:
        if fact.name in slot:
            raise RuleError(f"two facts are called {fact.name!r}: a fact has one name and one definition")
        if isinstance(fact, Finding):
            slot[fact.name] = len(blank), None
            blank.append(None)
        else:
            slot[fact.name] = len(blank), scale_of[fact]
            blank.extend(scale_of[fact].whole)
    return blank, slot


def _yes_or_no(name: str, known: bool | Interval) -> bool:
    if isinstance(known, bool):
        return known
    raise RuleError(f"{name} is a finding and takes True or False, not {known!r}")


def _interval(name: str, known: bool | Interval) -> Interval:
    if isinstance(known, Interval):
        return known
    raise RuleError(f"{name} is a measure and takes an interval with its unit, not {known!r}")


def _source(program: Program) -> str:
    names: dict[Condition, str] = {}
    slot = {fact: i for i, fact in enumerate(program.facts)}
    slots = ", ".join(program.slot_names().values())
    lines: list[str] = []
    for i, node in enumerate(program.nodes):
        match node:
            case Finding():
                names[node] = f"f{slot[node]}"
            case Named(part=part):
                names[node] = names[part]
            case _:
                names[node] = f"n{i}"
                lines.append(f"    n{i} = {_expression(node, names, slot, program.scales)}")
    result = ", ".join(names[node] for node in program.nodes)
    return "\n".join(["def values(vector):", f"    {slots}, = vector", *lines, f"    return ({result},)"])


def _expression(
    node: Compare | Not | Presume | AtLeast,
    names: dict[Condition, str],
    slot: dict[Fact, int],
    scale_of: dict[Measure, Scale],
) -> str:
    """The value of one node as an expression over the nodes before it."""
    match node:
        case Compare(measure=measure):
            i, cut = slot[measure], scale_of[measure].position(node)
            below, above = (True, False) if says_below(node) else (False, True)
            return f"{below} if h{i} <= {cut} else {above} if l{i} > {cut} else None"
        case Not(part=part):
            return f"None if {names[part]} is None else not {names[part]}"
        case Presume(part=part, value=value):
            return f"{value is Truth.YES} if {names[part]} is None else {names[part]}"
        case AtLeast(k=k, parts=parts):
            return _at_least(k, [names[part] for part in parts])
        case _:
            assert_never(node)


def _at_least(k: int, parts: list[str]) -> str:
    if k == 1:
        unknown = " or ".join(f"{part} is None" for part in parts)
        return f"{' or '.join(parts)} or (None if {unknown} else False)"
    if k == len(parts):
        no = " or ".join(f"{part} is False" for part in parts)
        return f"False if {no} else ({' and '.join(parts)})"
    yes = " + ".join(f"({part} is True)" for part in parts)
    possible = " + ".join(f"({part} is not False)" for part in parts)
    return f"True if {yes} >= {k} else False if {possible} < {k} else None"
