"""Every single-fact change at once: each change is one bit of a whole number, and the rules run once over all of them.

A node is two whole numbers: the lanes in which it is yes, and those in which it is no.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import assert_never

from cobalamin.language.cells import says_below
from cobalamin.language.compile import Known, Program
from cobalamin.language.ladder import Ladder
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
    RuleError,
    parts_of,
    walk,
)
from cobalamin.language.truth import Truth

Planes = tuple[int, int]


@dataclass(frozen=True)
class Change:
    """One fact set to one value: True or False for a finding, a cell of its scale for a measure."""

    fact: Fact
    value: bool | int


class Lanes:
    """The rules over all single-fact changes of a patient, Kleene's meaning."""

    def __init__(self, program: Program, wanted: Iterable[Condition] | None = None) -> None:
        """The lanes of every node, or of the wanted conditions alone."""
        self.program = program
        asked = program.nodes if wanted is None else tuple(wanted)
        self._needed = sorted({program.index[node] for node in walk(*asked)})
        self._asked = sorted({program.index[node] for node in asked})
        self._at = {number: at for at, number in enumerate(self._asked)}
        self.changes: tuple[Change, ...] = single_changes(program)
        self.all = (1 << len(self.changes)) - 1
        self._changes_of: dict[str, list[tuple[int, bool | int]]] = {}
        for i, change in enumerate(self.changes):
            self._changes_of.setdefault(change.fact.name, []).append((i, change.value))
        nodes = [(number, program.nodes[number]) for number in self._needed]
        self._leaves = [(i, self._leaf_planes(node)) for i, node in nodes if isinstance(node, (Compare, Finding))]
        namespace: dict[str, Callable[[list[Planes]], list[Planes]]] = {}
        exec(compile(self._source(), "<lanes>", "exec"), namespace)
        self._run = namespace["lanes"]

    def planes(self, values: tuple[Known, ...]) -> list[Planes]:
        """The lanes in which each node is yes, and in which it is no; `values` are the patient's, from `Program.values`."""
        return self._run([planes[values[i]] for i, planes in self._leaves])

    def of(self, planes: list[Planes], node: Condition) -> Planes:
        """The planes of one node."""
        return planes[self._at[self.program.index[node]]]

    def deciding(self, planes: list[Planes], ladder: Ladder) -> dict[str, int]:
        """For each outcome of a ladder the lanes in which it is certain."""
        still, found = self.all, {}
        for rung in ladder.rungs:
            yes, no = self.of(planes, rung.when)
            found[rung.outcome] = still & yes
            still &= no
        return {**found, ladder.otherwise: still}

    def changes_in(self, lanes: int) -> tuple[Change, ...]:
        """The changes whose bit is set."""
        return tuple(self.changes[i] for i in numbers_in(lanes))

    def _source(self) -> str:
        lines = ["def lanes(leaves):", f"    ALL = {self.all}"]
        lines += [f"    y{number}, n{number} = leaves[{i}]" for i, (number, _) in enumerate(self._leaves)]
        lines += [line for number in self._needed for line in self._lines(number)]
        return "\n".join([*lines, f"    return [{', '.join(f'(y{i}, n{i})' for i in self._asked)}]"])

    def _lines(self, number: int) -> list[str]:
        """A node's two planes from those of its parts; a leaf has them already."""
        node = self.program.nodes[number]
        parts = [self.program.index[part] for part in parts_of(node)]
        match node:
            case Compare() | Finding() | Named():
                return []
            case Not():
                yes, no = f"n{parts[0]}", f"y{parts[0]}"
            case Presume(value=value):
                y, n = f"y{parts[0]}", f"n{parts[0]}"
                unsettled = f"ALL & ~({y} | {n})"
                yes, no = (f"{y} | {unsettled}", n) if value is Truth.YES else (y, f"{n} | {unsettled}")
            case AtLeast(k=k):
                yes, no = _at_least(k, parts)
            case _:
                assert_never(node)
        return [f"    y{number} = {yes}", f"    n{number} = {no}"]

    def _leaf_planes(self, leaf: Leaf) -> dict[Known, Planes]:
        """A leaf's planes for each value the patient may have: the lanes that change its fact say what they set."""
        fact: Fact = leaf.measure if isinstance(leaf, Compare) else leaf
        block = yes = 0
        for i, value in self._changes_of[fact.name]:
            block |= 1 << i
            yes |= self._sets(leaf, value) << i
        rest, no = self.all & ~block, block & ~yes
        return {True: (yes | rest, no), False: (yes, no | rest), None: (yes, no)}

    def _sets(self, leaf: Leaf, value: bool | int) -> bool:
        if isinstance(leaf, Finding):
            return bool(value)
        below = value <= self.program.scales[leaf.measure].position(leaf)
        return below == says_below(leaf)


def numbers_in(lanes: int) -> list[int]:
    """The positions of the bits that are set, the lowest first."""
    found: list[int] = []
    while lanes:
        lowest = lanes & -lanes
        found.append(lowest.bit_length() - 1)
        lanes ^= lowest
    return found


def single_changes(program: Program) -> tuple[Change, ...]:
    """Every fact set to every value it can have."""
    return tuple(Change(fact, value) for fact in program.facts for value in _values(fact, program))


def _values(fact: Fact, program: Program) -> tuple[bool | int, ...]:
    return tuple(range(program.scales[fact].size)) if isinstance(fact, Measure) else (False, True)


def _at_least(k: int, parts: list[int]) -> tuple[str, str]:
    """Or and and, plane by plane; other counts as the or over all ways to choose k."""
    yes, no = [f"y{part}" for part in parts], [f"n{part}" for part in parts]
    if k == 1:
        return " | ".join(yes), " & ".join(no)
    if k == len(parts):
        return " & ".join(yes), " | ".join(no)
    from itertools import combinations

    if len(parts) > 12:
        raise RuleError(f"at least {k} of {len(parts)} parts is too wide to spell out in lanes")
    spelled_yes = " | ".join(f"({' & '.join(c)})" for c in combinations(yes, k))
    spelled_no = " | ".join(f"({' & '.join(c)})" for c in combinations(no, len(parts) - k + 1))
    return spelled_yes, spelled_no
