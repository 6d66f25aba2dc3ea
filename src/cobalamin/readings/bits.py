"""Rules over columns: every condition as two bit planes (yes, no), sixty-four patients to a machine word.

The rules become a circuit over the planes of the facts, for Kleene's meaning and, by the decision diagram, for the exact
one. Patients are computed in blocks whose planes stay in the processor's cache.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, repeat
from typing import Literal, assert_never

import numpy as np
from numpy.typing import NDArray

from cobalamin.language.cells import Scales, says_below
from cobalamin.language.diagram import Diagram, Group, Output, Variable
from cobalamin.language.ladder import Ladder
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
from cobalamin.language.truth import Truth
from cobalamin.readings.circuit import FALSE, TRUE, Circuit, Gate, Input, Plane
from cobalamin.readings.planes import packed, plane_words
from cobalamin.readings.wanted import Wanted, cut_of, positions

Cells = NDArray[np.int8]

BLOCK = 1 << 19
"""Patients computed at once: planes of 64 KiB."""


@dataclass(frozen=True)
class Yes:
    """A column of three values: the plane of those it is known to hold for, and of those it is known not to."""

    yes: Plane
    no: Plane


@dataclass(frozen=True)
class Between:
    """A measure's column: the lowest and the highest cell; outside the plane `known` (if given) nothing is known."""

    low: Cells
    high: Cells
    known: Plane | None = None


Columns = Mapping[str, Yes | Between]
"""Facts by name; a fact without a column is unknown for everybody."""


@dataclass(frozen=True)
class Answers:
    """The planes of every output: a ladder has one an outcome (still open), `unsettled` one a fact."""

    size: int
    conditions: dict[Condition, Yes]
    ladders: dict[Ladder, tuple[Plane, ...]]
    unsettled: dict[Fact, Plane]


class Bits:
    """The rules compiled for columns in the given scales: exact with a diagram of the outputs, Kleene's without."""

    def __init__(self, wanted: Wanted, scale_of: Scales, diagram: Diagram | None = None) -> None:
        self.wanted = wanted
        self.facts = facts_of(*wanted.roots)
        circuit = Circuit()
        kleene = KleeneGates(circuit, scale_of)
        outputs = _kleene_outputs(kleene, wanted) if diagram is None else _exact_outputs(kleene, diagram, wanted)
        if wanted.unsettled:
            outputs += kleene.unsettled(wanted.ladders, self.facts)
        self.compiled = circuit.compiled(outputs)

    def run(self, columns: Columns, size: int) -> Answers:
        """The answers for `size` patients, block by block."""
        words = plane_words(size)
        result = [np.empty(words, np.uint64) for _ in range(self.compiled.results)]
        step = BLOCK // 64
        scratch = self.compiled.scratch(min(step, words))
        for start in range(0, words, step):
            stop = min(start + step, words)
            block = _Block(columns, start, stop, size)
            self.compiled.run(block.plane, [plane[start:stop] for plane in result], scratch)
        return self._answers(result, size)

    def _answers(self, planes: Sequence[Plane], size: int) -> Answers:
        left = iter(planes)
        conditions = {condition: Yes(next(left), next(left)) for condition in self.wanted.conditions}
        ladders = {ladder: tuple(next(left) for _ in ladder.outcomes) for ladder in self.wanted.ladders}
        unsettled = dict(zip(self.facts, left, strict=True)) if self.wanted.unsettled else {}
        return Answers(size, conditions, ladders, unsettled)


def _kleene_outputs(kleene: KleeneGates, wanted: Wanted) -> list[Gate]:
    planes = [kleene.plane(condition, yes) for condition in wanted.conditions for yes in (True, False)]
    return [*planes, *(gate for ladder in wanted.ladders for gate in kleene.still_open(ladder))]


def _exact_outputs(kleene: KleeneGates, diagram: Diagram, wanted: Wanted) -> list[Gate]:
    gates, circuit = DiagramGates(kleene, diagram), kleene.circuit
    outputs: list[Gate] = []
    for condition in wanted.conditions:
        no, yes = gates.outcomes(condition)
        outputs += circuit.both(yes, circuit.opposite(no)), circuit.both(no, circuit.opposite(yes))
    for ladder in wanted.ladders:
        outputs += gates.outcomes(ladder)
    return outputs


# --- Kleene ----------------------------------------------------------------------------------------------------------


class KleeneGates:
    """The two planes of every condition by Kleene's rules."""

    def __init__(self, circuit: Circuit, scale_of: Scales) -> None:
        self.circuit = circuit
        self.scale_of = scale_of
        self._plane: dict[tuple[Condition, bool], Gate] = {}

    def plane(self, node: Condition, yes: bool) -> Gate:
        """The plane in which the condition holds (yes), or in which it does not (no)."""
        if (node, yes) not in self._plane:
            self._plane[node, yes] = self._of(node, yes)
        return self._plane[node, yes]

    def _of(self, node: Condition, yes: bool) -> Gate:
        match node:
            case Finding(name=name):
                return self.circuit.input("yes" if yes else "no", name)
            case Compare(measure=measure):
                kind: Literal["within", "above"] = "within" if says_below(node) == yes else "above"
                return self.circuit.input(kind, measure.name, cut_of(node, self.scale_of))
            case Not(part=part):
                return self.plane(part, not yes)
            case Named(part=part):
                return self.plane(part, yes)
            case Presume(part=part, value=value):
                # The presumed side is what the part does not rule out.
                presumed = value is Truth.YES
                return (
                    self.plane(part, yes) if yes != presumed else self.circuit.opposite(self.plane(part, not presumed))
                )
            case AtLeast(k=k, parts=parts):
                return self.circuit.at_least(
                    k if yes else len(parts) - k + 1, [self.plane(part, yes) for part in parts]
                )
            case _:
                assert_never(node)

    def still_open(self, ladder: Ladder) -> list[Gate]:
        """A plane an outcome: those for whom it may still be the answer."""
        no_higher, gates = TRUE, []
        for rung in ladder.rungs:
            gates.append(self.circuit.both(no_higher, self.circuit.opposite(self.plane(rung.when, False))))
            no_higher = self.circuit.both(no_higher, self.circuit.opposite(self.plane(rung.when, True)))
        return [*gates, no_higher]

    def unsettled(self, ladders: Sequence[Ladder], facts: Sequence[Fact]) -> list[Gate]:
        """A plane a fact: those for whom it is unknown and keeps a rung of a ladder undecided that could still count."""
        open_at: dict[Condition, Gate] = {}
        for ladder in ladders:
            no_higher = TRUE
            for rung in ladder.rungs:
                open_at[rung.when] = self.circuit.either(open_at.get(rung.when, FALSE), no_higher)
                no_higher = self.circuit.both(no_higher, self.circuit.opposite(self.plane(rung.when, True)))
        for node in reversed(list(walk(*open_at))):
            open_at[node] = here = self.circuit.both(open_at[node], self._unknown(node))
            for part in parts_of(node):
                open_at[part] = self.circuit.either(open_at.get(part, FALSE), here)
        found = dict.fromkeys(facts, FALSE)
        for node, gate in open_at.items():
            if isinstance(node, (Compare, Finding)):
                fact: Fact = node.measure if isinstance(node, Compare) else node
                found[fact] = self.circuit.either(found[fact], gate)
        return [found[fact] for fact in facts]

    def _unknown(self, node: Condition) -> Gate:
        return self.circuit.opposite(self.circuit.either(self.plane(node, True), self.plane(node, False)))


# --- exact -----------------------------------------------------------------------------------------------------------


class DiagramGates:
    """The outcomes some completion of the missing facts still meets: a plane for every node and outcome of the diagram."""

    def __init__(self, kleene: KleeneGates, diagram: Diagram) -> None:
        self.circuit = kleene.circuit
        self.diagram = diagram
        self._cut = {
            (measure, cut): position
            for measure, scale in diagram.scales.items()
            for cut, position in enumerate(positions(scale, kleene.scale_of))
        }
        self._nodes: dict[int, tuple[Gate, ...]] = {}
        self._presumed: dict[Presume, Gate] = {}
        self._inside: dict[tuple[int, int, int], bool] = {}

    def outcomes(self, output: Output) -> list[Gate]:
        """One plane an outcome: (no, yes) of a condition, the outcomes of a ladder from the highest down."""
        if output not in self.diagram.root:
            raise RuleError(
                "the diagram was built without one of the outputs asked for; build it with `wanted.outputs`"
            )
        width = len(output.outcomes) if isinstance(output, Ladder) else 2
        gates = self._node(self.diagram.root[output])
        return [gates[bit] if bit < len(gates) else FALSE for bit in range(width)]

    def _node(self, root: int) -> tuple[Gate, ...]:
        for node in self.diagram.reachable(root):
            if node not in self._nodes:
                self._nodes[node] = self._of(node)
        return self._nodes[root]

    def _of(self, node: int) -> tuple[Gate, ...]:
        mask = self.diagram.mask[node]
        if mask >= 0:
            return tuple(TRUE if mask >> bit & 1 else FALSE for bit in range(mask.bit_length()))
        allowed = self._allowed(self.diagram.variables[self.diagram.level[node]], self.diagram.children[node])
        width = max(len(self._nodes[child]) for child, _ in allowed)
        return tuple(self._outcome(allowed, bit) for bit in range(width))

    def _outcome(self, allowed: list[tuple[int, Gate]], bit: int) -> Gate:
        """Whether some child that is still allowed meets an outcome.

        Where each child's worlds lie within the next one's, the last one allowed decides: two gates a child, not three.
        """
        for ordered in (allowed, allowed[::-1]):
            if all(self._within(a, b, bit) for (a, _), (b, _) in pairwise(ordered)):
                found = self._bit(ordered[0][0], bit)
                for child, gate in ordered[1:]:
                    found = self.circuit.both(self._bit(child, bit), self.circuit.either(found, gate))
                return found
        return self.circuit.any(self.circuit.both(gate, self._bit(child, bit)) for child, gate in allowed)

    def _bit(self, node: int, bit: int) -> Gate:
        gates = self._nodes[node]
        return gates[bit] if bit < len(gates) else FALSE

    def _within(self, inner: int, outer: int, bit: int) -> bool:
        """Whether every world that leads from `inner` to the outcome leads from `outer` to it."""
        key = inner, outer, bit
        found = self._inside.get(key)
        if found is None:
            found = self._inside[key] = inner == outer or self._compared(inner, outer, bit)
        return found

    def _compared(self, inner: int, outer: int, bit: int) -> bool:
        mask, level, children = self.diagram.mask, self.diagram.level, self.diagram.children
        if (mask[inner] >= 0 and not mask[inner] >> bit & 1) or (mask[outer] >= 0 and mask[outer] >> bit & 1):
            return True
        if mask[inner] >= 0 and mask[outer] >= 0:
            return False
        # At each value of the upper level of the two; a million pairs are looked at: equal ones not even here.
        mine = children[inner] if level[inner] <= level[outer] else repeat(inner)
        theirs = children[outer] if level[outer] <= level[inner] else repeat(outer)
        return all(a == b or self._within(a, b, bit) for a, b in zip(mine, theirs, strict=False))

    def _allowed(self, variable: Variable, children: tuple[int, ...]) -> list[tuple[int, Gate]]:
        """Each child with the plane of those for whom the level may still lead to it."""
        match variable:
            case Presume():
                taken = self._settled(variable)
                return [(children[0], self.circuit.opposite(taken)), (children[1], taken)]
            case Finding():
                members: tuple[Finding, ...] = (variable,)
            case Group(members=members):
                pass
            case _:
                return self._cells(variable, children)
        yes = self.circuit.any(self.circuit.input("yes", member.name) for member in members)
        no = self.circuit.all(self.circuit.input("no", member.name) for member in members)
        return [(children[0], self.circuit.opposite(yes)), (children[1], self.circuit.opposite(no))]

    def _cells(self, measure: Measure, children: tuple[int, ...]) -> list[tuple[int, Gate]]:
        """Neighbouring cells with the same child are one: excluded if the value lies above their last or below their first."""
        last, found, start = len(children) - 1, [], 0
        for cell, child in enumerate(children):
            if cell < last and children[cell + 1] == child:
                continue
            above = self.circuit.input("above", measure.name, self._cut[measure, cell]) if cell < last else FALSE
            below = self.circuit.input("within", measure.name, self._cut[measure, start - 1]) if start else FALSE
            found.append((child, self.circuit.opposite(self.circuit.either(above, below))))
            start = cell + 1
        return found

    def _settled(self, presume: Presume) -> Gate:
        """What a presumption came to: the part where it is decided, else what is presumed."""
        if presume not in self._presumed:
            no, yes = (*self._node(self.diagram.presumed[presume]), FALSE, FALSE)[:2]
            only = self.circuit.both
            if presume.value is Truth.YES:
                self._presumed[presume] = self.circuit.opposite(only(no, self.circuit.opposite(yes)))
            else:
                self._presumed[presume] = only(yes, self.circuit.opposite(no))
        return self._presumed[presume]


class _Block:
    """The input planes of one block of patients."""

    def __init__(self, columns: Columns, start: int, stop: int, size: int) -> None:
        self.columns = columns
        self.words = slice(start, stop)
        self.rows = slice(start * 64, min(stop * 64, size))
        self.nothing = np.zeros(stop - start, np.uint64)

    def plane(self, given: Input) -> Plane:
        """The plane of one input; of a fact without a column nothing is known."""
        column = self.columns.get(given.fact)
        match column, given.kind:
            case None, _:
                return self.nothing
            case Yes(yes=yes), "yes":
                return yes[self.words]
            case Yes(no=no), "no":
                return no[self.words]
            case Between(), "above" | "within":
                return self._cut(column, given)
            case _:
                raise RuleError(f"the column {given.fact} is given as the wrong kind: {type(column).__name__}")

    def _cut(self, column: Between, given: Input) -> Plane:
        cells = column.low if given.kind == "above" else column.high
        flags = cells[self.rows] > given.cut if given.kind == "above" else cells[self.rows] <= given.cut
        plane = packed(flags)
        return plane if column.known is None else np.bitwise_and(plane, column.known[self.words], plane)
