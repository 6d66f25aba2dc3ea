"""What is made of rules as plain numbers, and made again from them: the formulas of the outcomes, and what is kept of a diagram.

Making both takes longer than all else before a first answer, and the numbers can be kept. They mean something only beside the very
rules they were made of: whoever keeps them knows those rules by their text (`nodes.listing`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from cobalamin.language.compile import Program
from cobalamin.language.diagram import Group, Mask, Output, Variable
from cobalamin.language.exact import Exact
from cobalamin.language.formulas import Bits, Number, Table
from cobalamin.language.nodes import Finding, Presume
from cobalamin.language.outcomes import Made, Outcome, Ways
from cobalamin.language.restrict import Kept, Test


@dataclass(frozen=True)
class Formulated:
    """The formulas that some outputs are read from. A formula n stands at its half, n >> 1."""

    facts: list[int]
    """Where each fact stands among those of the program."""
    presumes: list[int]
    """Where each presumption stands among the nodes of the program."""
    literals: list[tuple[int, int, Bits]]
    presumptions: list[tuple[int, int]]
    parts: list[tuple[int, tuple[Number, ...]]]
    outcomes: list[list[tuple[Mask, Number]]]
    settles: list[tuple[Number, Number]]


@dataclass(frozen=True)
class Diagrammed:
    """What is kept of a diagram: of each level the facts, or the presumption as its complement."""

    levels: list[tuple[int, ...]]
    roots: list[int]
    outcomes: list[int]
    tests: list[tuple[int, int, tuple[int, ...], tuple[int, ...]]]


def formulated(exact: Exact) -> Formulated:
    """The formulas of an exact reading as numbers: those that its outputs and presumptions are read from, and no other."""
    table, program = exact.formulas, exact.program
    outcomes: list[list[Outcome]] = [exact.outcomes(output) for output in exact.outputs]
    settles: list[Ways] = [exact.settling(presume) for presume in exact.presumes]
    roots = [number for rows in outcomes for _, number in rows] + [number for ways in settles for number in ways]
    read = sorted({number >> 1 for number in chain(roots, *table.below(roots).values())})
    return Formulated(
        [program.facts.index(fact) for fact in table.facts],
        [program.nodes.index(presume) for presume in exact.presumes],
        [(half, *literal) for half in read if (literal := table.literal[half])],
        [(half, at) for half in read if (at := table.presumption[half]) is not None],
        [(half, parts) for half in read if (parts := table.parts[half])],
        outcomes,
        settles,
    )


def made_again(program: Program, outputs: Sequence[Output], numbers: Formulated) -> Made:
    """The formulas of these outputs, from the numbers that were made of them."""
    table = Table(program.scales)
    table.facts = [program.facts[at] for at in numbers.facts]
    table.everything = [table.values_of(fact) for fact in table.facts]
    presumes = [program.nodes[at] for at in numbers.presumes]
    table.presumes = [node for node in presumes if isinstance(node, Presume)]
    halves = 1 + max(
        (row[0] for rows in (numbers.literals, numbers.presumptions, numbers.parts) for row in rows), default=0
    )
    table.parts, table.literal, table.presumption = [()] * halves, [None] * halves, [None] * halves
    for half, variable, values in numbers.literals:
        table.literal[half] = variable, values
    for half, at in numbers.presumptions:
        table.presumption[half] = at
    for half, parts in numbers.parts:
        table.parts[half] = parts
    outcomes = dict(zip(outputs, numbers.outcomes, strict=True))
    return Made(table, outcomes, dict(zip(table.presumes, numbers.settles, strict=True)))


def diagrammed(exact: Exact, kept: Kept) -> Diagrammed:
    """What is kept of a diagram as numbers."""
    place = {fact: at for at, fact in enumerate(exact.program.facts)}

    def level(variable: Variable) -> tuple[int, ...]:
        if isinstance(variable, Presume):
            return (~exact.presumes.index(variable),)
        return tuple(place[fact] for fact in (variable.members if isinstance(variable, Group) else (variable,)))

    tests = [(node, *test) for node, test in kept.tests.items()]
    return Diagrammed([level(v) for v in kept.variables], [*kept.root.values()], [*kept.outcomes], tests)


def kept_again(exact: Exact, outputs: Sequence[Output], numbers: Diagrammed) -> Kept:
    """What was kept of the diagram of these outputs, from its numbers."""

    def variable(level: tuple[int, ...]) -> Variable:
        first, *others = level
        if first < 0:
            return exact.presumes[~first]
        if not others:
            return exact.program.facts[first]
        return Group(tuple(fact for at in level if isinstance(fact := exact.program.facts[at], Finding)))

    tests: dict[int, Test] = {node: (at, ends, branches) for node, at, ends, branches in numbers.tests}
    roots = dict(zip(outputs, numbers.roots, strict=True))
    return Kept(tuple(variable(level) for level in numbers.levels), roots, numbers.outcomes, tests)
