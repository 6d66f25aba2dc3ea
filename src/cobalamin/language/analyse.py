"""What is unsettled, what can still change an outcome, and the smallest changes that would flip it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from operator import or_
from typing import assert_never

from cobalamin.language.compile import Known, Program, Vector
from cobalamin.language.diagram import Diagram, Group, Output, Variable
from cobalamin.language.exact import Exact
from cobalamin.language.ladder import Ladder, certain, possible_outcomes
from cobalamin.language.lanes import Change, Lanes, Planes
from cobalamin.language.nodes import (
    AtLeast,
    Compare,
    Condition,
    Fact,
    Finding,
    Leaf,
    Measure,
    Named,
    Not,
    Presume,
    facts_of,
)
from cobalamin.language.truth import Truth

UNDETERMINED = "undetermined"
"""What a ladder reads while more than one outcome is open."""


class Restricted:
    """The diagram with the known facts of one patient put in: what is left is what can still matter.

    A node's function over the unknown facts is numbered; equal functions share their number. Terminals are negative.
    """

    def __init__(self, exact: Exact, vector: Vector) -> None:
        self._diagram: Diagram = exact.diagram
        self._allowed = _allowed(exact, vector)
        self._number: dict[tuple[int, tuple[int, ...]], int] = {}
        self._tests: list[tuple[int, tuple[int, ...]]] = []
        self._left: dict[int, int] = {}

    def can_change(self, output: Output) -> frozenset[Fact]:
        """The unknown facts on which the outcome still depends; every answer to any other leaves it as it is."""
        levels: set[int] = set()
        seen: set[int] = set()
        frontier = [self._reduce(self._diagram.root[output])]
        while frontier:
            number = frontier.pop()
            if number >= 0 and number not in seen:
                seen.add(number)
                level, children = self._tests[number]
                levels.add(level)
                frontier.extend(children)
        return frozenset(fact for level in levels for fact in _facts_at(self._diagram.variables[level]))

    def _reduce(self, node: int) -> int:
        number = self._left.get(node)
        if number is None:
            number = self._left[node] = self._reduced(node)
        return number

    def _reduced(self, node: int) -> int:
        diagram = self._diagram
        if diagram.mask[node] >= 0:
            return -1 - diagram.mask[node]
        level, children = diagram.level[node], diagram.children[node]
        left = tuple(self._reduce(children[value]) for value in self._allowed[level])
        possible = {child for child in left if child != -1}  # -1 is no world at all: it decides nothing
        if len(possible) <= 1:
            return next(iter(possible), -1)
        key = (level, left)
        number = self._number.get(key)
        if number is None:
            number = self._number[key] = len(self._tests)
            self._tests.append(key)
        return number


def _facts_at(variable: Variable) -> tuple[Fact, ...]:
    match variable:
        case Group(members=members):
            return members
        case Presume():
            return facts_of(variable)
        case Finding() | Measure():
            return (variable,)
        case _:
            assert_never(variable)


def _allowed(exact: Exact, vector: Vector) -> list[tuple[int, ...]]:
    """The values each level may still take, as child numbers."""
    presumed = dict(zip(exact.diagram.presumed, exact.presumed(vector), strict=True))
    return [_values(variable, exact.program, vector, presumed) for variable in exact.diagram.variables]


def _values(variable: Variable, program: Program, vector: Vector, presumed: dict[Presume, bool]) -> tuple[int, ...]:
    match variable:
        case Presume():
            return (int(presumed[variable]),)
        case Finding():
            return _of_finding(vector[program.slot(variable.name)])
        case Measure():
            low, high = vector[program.slot(variable.name)], vector[program.slot(variable.name) + 1]
            assert isinstance(low, int)
            assert isinstance(high, int)
            return tuple(range(low, high + 1))
        case Group(members=members):
            known = [vector[program.slot(member.name)] for member in members]
            return (1,) if True in known else (0, 1) if None in known else (0,)
        case _:
            assert_never(variable)


def _of_finding(known: bool | int | None) -> tuple[int, ...]:
    return (0, 1) if known is None else (int(known),)


def decisive(node: Condition, truth_of: Callable[[Condition], Truth]) -> tuple[Leaf, ...]:
    """The leaves that settle a condition (or, where it is unknown, keep it open), each once, in the order of the rule."""
    found: dict[Leaf, None] = {}

    def visit(inner: Condition) -> None:
        truth = truth_of(inner)
        match inner:
            case Compare() | Finding():
                found[inner] = None
            case Named(part=part) | Not(part=part):
                visit(part)
            case Presume(part=part):
                if truth_of(part) is not Truth.UNKNOWN:  # a presumption that stood in is told apart, not as a fact
                    visit(part)
            case AtLeast(parts=parts):
                for part in _carrying(inner, [(part, truth_of(part)) for part in parts], truth):
                    visit(part)
            case _:
                assert_never(inner)

    visit(node)
    return tuple(found)


def _carrying(node: AtLeast, parts: list[tuple[Condition, Truth]], truth: Truth) -> list[Condition]:
    """The parts an answer rests on: enough equal ones for yes or no, the unknown ones for unknown."""
    alike = [part for part, its_truth in parts if its_truth is truth]
    if truth is Truth.NO and node.k > 1:
        return alike[: len(parts) - node.k + 1]
    return alike


def what_if(lanes: Lanes, values: tuple[Known, ...], output: Condition | Ladder) -> dict[Change, str]:
    """Every single-fact change after which the output reads differently, with what it then reads.

    A condition reads yes, no or unknown; a ladder its certain outcome, or undetermined.
    """
    planes = lanes.planes(values)
    read = _readings(lanes, planes, output)
    present = _present(lanes, values, output)
    return {
        change: reading
        for reading, where in read.items()
        if reading != present
        for change in lanes.changes_in(where)
    }


def _readings(lanes: Lanes, planes: list[Planes], output: Condition | Ladder) -> dict[str, int]:
    """Each reading of the output, and the lanes in which it reads so."""
    if isinstance(output, Ladder):
        certain = lanes.deciding(planes, output)
        return {**certain, UNDETERMINED: lanes.all & ~_union(certain.values())}
    yes, no = planes[lanes.program.index[output]]
    return {Truth.YES.value: yes, Truth.NO.value: no, Truth.UNKNOWN.value: lanes.all & ~(yes | no)}


def _present(lanes: Lanes, values: tuple[Known, ...], output: Condition | Ladder) -> str:
    if isinstance(output, Ladder):
        return certain(possible_outcomes(output, lambda rung: lanes.program.truth(values, rung))) or UNDETERMINED
    return lanes.program.truth(values, output).value


def _union(lanes: Iterable[int]) -> int:
    return reduce(or_, lanes, 0)


def smallest_changes(
    lanes: Lanes, vector: Vector, output: Condition | Ladder, target: str, at_most: int = 2
) -> tuple[tuple[Change, ...], ...]:
    """The smallest sets of facts that make the output read `target`: all single ones, else all pairs, up to `at_most` facts."""
    program = lanes.program
    frontier: list[tuple[tuple[Change, ...], Vector]] = [((), vector)]
    for size in range(1, at_most + 1):
        found: list[tuple[Change, ...]] = []
        following: list[tuple[tuple[Change, ...], Vector]] = []
        for done, here in frontier:
            where = _readings(lanes, lanes.planes(program.values(here)), output)[target]
            fresh = [change for change in lanes.changes if all(change.fact != earlier.fact for earlier in done)]
            reached = set(lanes.changes_in(where))
            found.extend((*done, change) for change in fresh if change in reached)
            if size < at_most:
                following.extend(((*done, change), changed(program, here, change)) for change in fresh)
        if found:
            return tuple({frozenset(changes): changes for changes in found}.values())
        frontier = following
    return ()


def changed(program: Program, vector: Vector, change: Change) -> Vector:
    """The vector with one fact set."""
    at = program.slot(change.fact.name)
    if isinstance(change.fact, Finding):
        return (*vector[:at], bool(change.value), *vector[at + 1 :])
    return (*vector[:at], int(change.value), int(change.value), *vector[at + 2 :])
