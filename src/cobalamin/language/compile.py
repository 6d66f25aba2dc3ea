"""Shared nodes to generated Python: one function that returns every node's value at once, for the fast path.

A node's value is True, False or None (unknown). `a or b or c` on those three is Kleene's `or` up to telling None from
False, so the generated text asks for a yes first and for an unknown second: local variables and jumps, no calls. It asks
`x is None` and never `x is False`: Python has a jump for the first, and takes four steps for the second. What only one
measure decides is looked up by its cells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, assert_never, cast

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
    parts_of,
    walk,
)
from cobalamin.language.patient import Interval, Patient
from cobalamin.language.truth import Truth

Known = bool | None
Vector = tuple[Known | int, ...]
"""A patient as the generated code takes it: a finding one slot, a measure two (its lowest and highest cell)."""


class Program:
    """The compiled roots. `values(vector)` is a tuple with the value of every node, at the positions `index` gives.

    A named word has the value of what it names, and its position: `nodes` are the others, in the order of their positions.
    """

    def __init__(self, *roots: Condition) -> None:
        distinct = tuple(walk(*roots))
        self.nodes: tuple[Condition, ...] = tuple(node for node in distinct if not isinstance(node, Named))
        self.index: dict[Condition, int] = {node: i for i, node in enumerate(self.nodes)}
        for node in distinct:
            if isinstance(node, Named):
                self.index[node] = self.index[node.part]
        self.facts: tuple[Fact, ...] = facts_of(*roots)
        self.scales: dict[Measure, Scale] = scales(*roots)
        self._blank, self._slot = _layout(self.facts, self.scales)
        self.values: Callable[[Vector], tuple[Known, ...]] = _Writer(self).values()

    def vector(self, patient: Patient) -> Vector:
        """The patient as the generated code takes it; facts the rules do not read are passed over."""
        slots = self._blank.copy()
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

    def filled(self, vector: Vector, known: Iterable[str], others: Vector) -> Vector:
        """The vector with what is not known as in `others`; `known` names the facts it knows.

        Of a measure known only in part the cell nearest to that of `others` is taken.
        """
        slots = [*others]
        for name in known:
            place = self._slot.get(name)
            if place is not None:
                slot, scale = place
                if scale is None:
                    slots[slot] = vector[slot]
                else:
                    cells = cast(list[int], [others[slot], *vector[slot : slot + 2]])
                    slots[slot] = slots[slot + 1] = sorted(cells)[1]
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


class _Writer:
    """Writes the nodes of a program as Python, each after its parts."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.slot = {fact: i for i, fact in enumerate(program.facts)}
        self.name: dict[int, str] = {}
        self.rows = _one_measure(program)

    def values(self) -> Callable[[Vector], tuple[Known, ...]]:
        """The function that gives every node's value, written and compiled."""
        lines = [f"    {', '.join(self.program.slot_names().values())}, = vector"]
        tables = {f"rows{self.slot[measure]}": self.table(measure, nodes) for measure, nodes in self.rows.items()}
        for measure, nodes in self.rows.items():
            i = self.slot[measure]
            lines.append(f"    {', '.join(self.name[node] for node in nodes)} = rows{i}[l{i}][h{i}]")
        looked_up = {node for nodes in self.rows.values() for node in nodes}
        read = {self.program.index[part] for node in self.program.nodes for part in parts_of(node)}
        for i, node in enumerate(self.program.nodes):
            if i in looked_up:
                continue
            if i in read or isinstance(node, Finding):
                lines += self.line(i)
            else:  # what no other node reads needs no local
                self.name[i] = self.expression(node)
        result = ", ".join(self.name[i] for i in range(len(self.program.nodes)))
        return _function("values", "vector", lines, f"({result},)", tables)

    def table(self, measure: Measure, nodes: list[int]) -> list[list[tuple[Known, ...]]]:
        """The values of the nodes that read one measure only: for each lowest cell, for each highest."""
        i, cells = self.slot[measure], range(self.program.scales[measure].size)
        lines = [line for node in nodes for line in self.line(node)]
        row = _function("row", f"l{i}, h{i}", lines, f"({', '.join(self.name[node] for node in nodes)},)", {})
        return [[row(low, high) for high in cells] for low in cells]

    def line(self, number: int) -> list[str]:
        """The line that gives a node its value; a finding has it already."""
        node = self.program.nodes[number]
        self.name[number] = f"f{self.slot[node]}" if isinstance(node, Finding) else f"n{number}"
        return [] if isinstance(node, Finding) else [f"    n{number} = {self.expression(node)}"]

    def expression(self, node: Condition) -> str:
        """The value of one node as an expression over the nodes before it."""
        parts = [self.name[self.program.index[part]] for part in parts_of(node)]
        match node:
            case Compare(measure=measure):
                i, cut = self.slot[measure], self.program.scales[measure].position(node)
                below, above = (True, False) if says_below(node) else (False, True)
                return f"{below} if h{i} <= {cut} else {above} if l{i} > {cut} else None"
            case Not():
                return f"None if {parts[0]} is None else not {parts[0]}"
            case Presume(value=value):
                return f"{value is Truth.YES} if {parts[0]} is None else {parts[0]}"
            case AtLeast(k=k):
                return _at_least(k, parts)
            case Finding() | Named():  # pragma: no cover
                return parts[0]  # never asked for: both have a name already
            case _:
                assert_never(node)


def _one_measure(program: Program) -> dict[Measure, list[int]]:
    """The measures that decide several nodes alone, with those nodes."""
    only: list[Measure | None] = []
    found: dict[Measure, list[int]] = {}
    for i, node in enumerate(program.nodes):
        parts = {only[program.index[part]] for part in parts_of(node)}
        only.append(node.measure if isinstance(node, Compare) else parts.pop() if len(parts) == 1 else None)
        if (measure := only[i]) is not None:
            found.setdefault(measure, []).append(i)
    return {measure: nodes for measure, nodes in found.items() if len(nodes) > 1}


def _function(name: str, takes: str, lines: list[str], gives: str, beside: Mapping[str, object]) -> Callable[..., Any]:
    """A function written as text, compiled; `beside` are the names it finds outside itself."""
    namespace: dict[str, Any] = {**beside}
    exec(compile("\n".join([f"def {name}({takes}):", *lines, f"    return {gives}"]), f"<{name}>", "exec"), namespace)
    found: Callable[..., Any] = namespace[name]
    return found


def _at_least(k: int, parts: list[str]) -> str:
    if k == 1:
        return _any(parts)
    if k == len(parts):
        return _all(parts)
    yes = " + ".join(f"({part} is True)" for part in parts)
    possible = " + ".join(f"({part} is not False)" for part in parts)
    return f"True if {yes} >= {k} else False if {possible} < {k} else None"


def _any(parts: list[str]) -> str:
    """Any of the parts; after an unknown one only a yes decides."""
    first, *rest = parts
    if not rest:
        return first
    return f"({' or '.join(rest)} or None) if {first} is None else {first} or ({_any(rest)})"


def _all(parts: list[str]) -> str:
    """All of the parts; after an unknown one only a no decides."""
    first, *rest = parts
    if not rest:
        return first
    return f"({_unless_no(rest)}) if {first} is None else {first} and ({_all(rest)})"


def _unless_no(parts: list[str]) -> str:
    """No where a part is no, else unknown."""
    first, *rest = parts
    if not rest:
        return f"{first} and None"
    return f"({_unless_no(rest)}) if {first} or {first} is None else False"
