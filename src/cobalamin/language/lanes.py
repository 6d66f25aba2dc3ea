"""Every single-fact change at once: each change is one bit of a whole number, and the rules run once over all of them.

A node is two whole numbers: the lanes in which it is yes, and those in which it is no.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

from cobalamin.language.cells import says_below
from cobalamin.language.compile import Known, Program
from cobalamin.language.ladder import Ladder
from cobalamin.language.nodes import (
    AtLeast,
    Compare,
    Fact,
    Finding,
    Leaf,
    Measure,
    Named,
    Not,
    Presume,
    RuleError,
    parts_of,
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

    def __init__(self, program: Program) -> None:
        self.program = program
        self.changes: tuple[Change, ...] = tuple(
            Change(fact, value) for fact in program.facts for value in _values(fact, program)
        )
        self.all = (1 << len(self.changes)) - 1
        self._changes_of: dict[str, list[tuple[int, bool | int]]] = {}
        for i, change in enumerate(self.changes):
            self._changes_of.setdefault(change.fact.name, []).append((i, change.value))
        self._leaves = [node for node in program.nodes if isinstance(node, (Compare, Finding))]
        self._leaf_index = [program.index[leaf] for leaf in self._leaves]
        self._planes = [self._leaf_planes(leaf) for leaf in self._leaves]
        namespace: dict[str, Callable[[list[Planes]], list[Planes]]] = {}
        exec(compile(_source(program, self._leaves, self.all), "<lanes>", "exec"), namespace)
        self._run = namespace["lanes"]

    def planes(self, values: tuple[Known, ...]) -> list[Planes]:
        """The lanes in which each node is yes, and in which it is no; `values` are the patient's, from `Program.values`."""
        return self._run([planes[values[i]] for planes, i in zip(self._planes, self._leaf_index, strict=True)])

    def deciding(self, planes: list[Planes], ladder: Ladder) -> dict[str, int]:
        """For each outcome of a ladder the lanes in which it is certain."""
        still, found = self.all, {}
        for rung in ladder.rungs:
            yes, no = planes[self.program.index[rung.when]]
            found[rung.outcome] = still & yes
            still &= no
        return {**found, ladder.otherwise: still}

    def changes_in(self, lanes: int) -> tuple[Change, ...]:
        """The changes whose bit is set."""
        return tuple(self.changes[i] for i in numbers_in(lanes))

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


def _values(fact: Fact, program: Program) -> tuple[bool | int, ...]:
    return tuple(range(program.scales[fact].size)) if isinstance(fact, Measure) else (False, True)


def _source(program: Program, leaves: list[Leaf], everything: int) -> str:
    at = program.index
    lines = [f"    y{at[leaf]}, n{at[leaf]} = leaves[{i}]" for i, leaf in enumerate(leaves)]
    for i, node in enumerate(program.nodes):
        parts = [at[part] for part in parts_of(node)]
        match node:
            case Compare() | Finding() | Named():
                continue
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
        lines.append(f"    y{i} = {yes}")
        lines.append(f"    n{i} = {no}")
    result = ", ".join(f"(y{i}, n{i})" for i in range(len(program.nodes)))
    return "\n".join(["def lanes(leaves):", f"    ALL = {everything}", *lines, f"    return [{result}]"])


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
