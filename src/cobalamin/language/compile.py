"""Shared nodes to generated Python: one function that returns every node's value at once, for the fast path.

A node's value is True, False or None (unknown). `a or b or c` on those three is Kleene's `or` up to telling None from
False, so the generated text asks for a yes first and for an unknown second: local variables and jumps, no calls. It asks
`x is None` and never `x is False`: Python has a jump for the first, and takes four steps for the second. What only one
measure decides is looked up by its cells. Putting hundreds of values into the result one by one takes as long as working
them out: what was given or looked up is put there as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
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
"""A patient as the generated code takes it: the findings one slot each, then the measures two (lowest and highest cell)."""
Values = Sequence[Known]
"""The value of every node of a program at its position. What stands behind the last node is of no use."""


class Program:
    """The compiled roots. `values(vector)` is a list with the value of every node, at the positions `index` gives.

    A named word has the value of what it names, and its position: `nodes` are the others, in the order of their positions.
    `index` has all of them, each after its parts.
    """

    def __init__(self, *roots: Condition) -> None:
        self.facts: tuple[Fact, ...] = facts_of(*roots)
        self.scales: dict[Measure, Scale] = scales(*roots)
        self._blank, self._slot = _layout(self.facts, self.scales)
        distinct = tuple(walk(*roots))
        self.looked_up = _of_one_measure(distinct)
        """The nodes that a measure decides alone, where it decides several."""
        given, there = [fact for fact in self.facts if isinstance(fact, Finding)], [*chain(*self.looked_up.values())]
        elsewhere = {*given, *there}
        self.worked_out = [node for node in distinct if not isinstance(node, Named) and node not in elsewhere]
        self.nodes: tuple[Condition, ...] = (*self.worked_out, *there, *given)
        place = {node: i for i, node in enumerate(self.nodes)}
        self.index: dict[Condition, int] = {}
        for node in distinct:
            self.index[node] = self.index[node.part] if isinstance(node, Named) else place[node]
        self.values: Callable[[Vector], Values] = _Writer(self).values()

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
        """What the generated code calls each fact, in the order of the slots: a finding has one local, a measure two."""
        name = {fact: f"f{i}" if isinstance(fact, Finding) else f"l{i}, h{i}" for i, fact in enumerate(self.facts)}
        return {fact: name[fact] for fact in _in_slots(self.facts)}

    def truth(self, values: Values, node: Condition) -> Truth:
        """The truth of one node in a result of `values`."""
        return Truth.of(values[self.index[node]])


Slots = dict[str, tuple[int, Scale | None]]


def _layout(facts: tuple[Fact, ...], scale_of: dict[Measure, Scale]) -> tuple[list[Known | int], Slots]:
    """A vector in which nothing is known, and where each fact stands in it."""
    blank: list[Known | int] = []
    slot: Slots = {}
    for fact in _in_slots(facts):
        if fact.name in slot:
            raise RuleError(f"two facts are called {fact.name!r}: a fact has one name and one definition")
        if isinstance(fact, Finding):
            slot[fact.name] = len(blank), None
            blank.append(None)
        else:
            slot[fact.name] = len(blank), scale_of[fact]
            blank.extend(scale_of[fact].whole)
    return blank, slot


def _in_slots(facts: Iterable[Fact]) -> list[Fact]:
    """The findings, then the measures."""
    return sorted(facts, key=lambda fact: isinstance(fact, Measure))


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
        self.name = {program.index[fact]: f"f{i}" for fact, i in self.slot.items() if isinstance(fact, Finding)}
        self.decided: set[str] = set()
        """The names of values that are never unknown."""

    def values(self) -> Callable[[Vector], Values]:
        """The function that gives every node's value, written and compiled."""
        program = self.program
        lines = [f"    {', '.join(program.slot_names().values())}, = vector"]
        tables: dict[str, object] = {}
        for measure, nodes in program.looked_up.items():
            i = self.slot[measure]
            tables[f"rows{i}"] = self.table(measure, nodes)
            lines.append(f"    {self.names(nodes)} = row{i} = rows{i}[l{i}][h{i}]")
        read = {program.index[part] for node in program.nodes for part in parts_of(node)}
        for i, node in enumerate(program.worked_out):
            if i in read:
                lines.append(self.line(node))
            else:  # what no other node reads needs no local
                self.name[i] = self.expression(node)
        rows = [f"*row{self.slot[measure]}" for measure in program.looked_up]
        result = ", ".join([*(self.name[i] for i in range(len(program.worked_out))), *rows, "*vector"])
        return _function("values", "vector", lines, f"[{result}]", tables)

    def table(self, measure: Measure, nodes: list[Condition]) -> list[list[tuple[Known, ...]]]:
        """The values of the nodes that read one measure only: for each lowest cell, for each highest."""
        i, cells = self.slot[measure], range(self.program.scales[measure].size)
        lines = [self.line(node) for node in nodes]
        row = _function("row", f"l{i}, h{i}", lines, f"({self.names(nodes)},)", {})
        return [[row(low, high) for high in cells] for low in cells]

    def names(self, nodes: Iterable[Condition]) -> str:
        """The locals of some nodes, one after another."""
        return ", ".join(self.name[self.program.index[node]] for node in nodes)

    def line(self, node: Condition) -> str:
        """The line that gives a node its value."""
        number, text = self.program.index[node], self.expression(node)
        name = self.name[number] = f"n{number}"
        parts = self.names_of_parts(node)
        if isinstance(node, Presume) or (parts and self.decided.issuperset(parts)):
            self.decided.add(name)
        return f"    {name} = {text}"

    def names_of_parts(self, node: Condition) -> list[str]:
        """The locals of what a node is made of."""
        return [self.name[self.program.index[part]] for part in parts_of(node)]

    def expression(self, node: Condition) -> str:
        """The value of one node as an expression over the nodes before it."""
        parts = self.names_of_parts(node)
        match node:
            case Compare(measure=measure):
                i, cut = self.slot[measure], self.program.scales[measure].position(node)
                below, above = (True, False) if says_below(node) else (False, True)
                return f"{below} if h{i} <= {cut} else {above} if l{i} > {cut} else None"
            case Not():
                return (
                    f"not {parts[0]}" if parts[0] in self.decided else f"None if {parts[0]} is None else not {parts[0]}"
                )
            case Presume(value=value):
                return f"{value is Truth.YES} if {parts[0]} is None else {parts[0]}"
            case AtLeast(k=k):
                decided = [part for part in parts if part in self.decided]
                return _at_least(k, decided, [part for part in parts if part not in self.decided])
            case Finding() | Named():  # pragma: no cover
                return parts[0]  # never asked for: both have a name already
            case _:
                assert_never(node)


def _of_one_measure(nodes: Iterable[Condition]) -> dict[Measure, list[Condition]]:
    """The measures that decide several of the nodes alone, with those nodes; each node stands after its parts."""
    only: dict[Condition, Measure | None] = {}
    found: dict[Measure, list[Condition]] = {}
    for node in nodes:
        parts = {only[part] for part in parts_of(node)}
        measure = only[node] = node.measure if isinstance(node, Compare) else parts.pop() if len(parts) == 1 else None
        if measure is not None and not isinstance(node, Named):
            found.setdefault(measure, []).append(node)
    return {measure: told for measure, told in found.items() if len(told) > 1}


def _function(name: str, takes: str, lines: list[str], gives: str, beside: Mapping[str, object]) -> Callable[..., Any]:
    """A function written as text, compiled; `beside` are the names it finds outside itself."""
    namespace: dict[str, Any] = {**beside}
    exec(compile("\n".join([f"def {name}({takes}):", *lines, f"    return {gives}"]), f"<{name}>", "exec"), namespace)
    found: Callable[..., Any] = namespace[name]
    return found


def _at_least(k: int, decided: list[str], others: list[str]) -> str:
    """At least so many of the parts; those that are never unknown decide alone, or leave it to the others."""
    parts = [*decided, *others]
    if k == 1 or k == len(parts):
        word, joined = ("or", _any) if k == 1 else ("and", _all)
        return f" {word} ".join([*decided, f"({joined(others)})"] if others else decided)
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
