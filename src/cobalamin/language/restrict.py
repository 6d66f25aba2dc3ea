"""What an output still depends on: its diagram restricted to the facts that are open, as generated Python."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from typing import assert_never

from cobalamin.language.compile import Vector
from cobalamin.language.diagram import Diagram, Group, Output, Variable
from cobalamin.language.exact import Exact
from cobalamin.language.nodes import Fact, Finding, Measure, Presume, facts_of

Levels = int
"""A set of levels of the diagram, one bit each."""
Key = tuple[int, ...]
"""A test of the open facts: its level and splits as one whole number, then the numbers of its branches."""

_IMPOSSIBLE = 0
"""The number of the function that no world reaches."""
_LEVEL_BITS = 16
_LEVEL = (1 << _LEVEL_BITS) - 1
"""Of a test: its level, and above these bits one bit for each cell it splits after (none for a finding)."""


class Restrictions:
    """A diagram of outputs of `exact` over the same vectors; each output's function is written when first asked for."""

    def __init__(self, exact: Exact, diagram: Diagram) -> None:
        self.exact = exact
        self.diagram = diagram
        self._written: dict[Output, Callable[[Vector], Levels]] = {}
        slot = exact.program.slot
        self._open_at = [[(f, _open_slot(f, slot(f.name))) for f in _facts_at(v)] for v in diagram.variables]

    def levels(self, output: Output, vector: Vector) -> Levels:
        """The levels the output's function over the open facts still tests."""
        found = self._written.get(output)
        if found is None:
            text = _Writer(self.exact, self.diagram).function(output)
            names = {"presumed": self.exact.presumed, "numbering": _numbering, "reached": _reached}
            namespace: dict[str, Callable[[Vector], Levels]] = {}
            exec(compile(text, "<restricted>", "exec"), names, namespace)
            found = self._written[output] = namespace["restricted"]
        return found(vector)

    def open_facts(self, output: Output, vector: Vector) -> list[Fact]:
        """The unknown facts the output still depends on."""
        levels = self.levels(output, vector)
        found: list[Fact] = []
        for level, facts in enumerate(self._open_at):
            if levels >> level & 1:
                found.extend(fact for fact, slot in facts if slot is None or vector[slot] is None)
        return found


def _facts_at(variable: Variable) -> tuple[Fact, ...]:
    match variable:
        case Group(members=members):
            return members
        case Finding() | Measure():
            return (variable,)
        case Presume():
            return ()  # settled before a restriction is read: no level of it is ever left
        case _:
            assert_never(variable)


def _open_slot(fact: Fact, slot: int) -> int | None:
    """Where to look whether a finding is open; a measure whose level is left is open by its range."""
    return slot if isinstance(fact, Finding) else None


def _numbering(
    below: list[Levels],
) -> tuple[dict[Key, int], Callable[[Key], int], Callable[..., int], Callable[..., int]]:
    """Numbers functions: the same test of the same branches is one number, a test that cannot matter is its branch.

    `below` keeps for each number the levels it tests and those below it.
    """
    known: dict[Key, int] = {}

    def new(key: Key) -> int:
        levels = 1 << (key[0] & _LEVEL)
        for branch in key[1:]:
            levels |= below[branch]
        known[key] = number = len(below)
        below.append(levels)
        return number

    def either(test: int, one: int, other: int) -> int:
        """A test of two branches that differ, where one of them may be in no world."""
        if one == _IMPOSSIBLE:
            return other
        if other == _IMPOSSIBLE:
            return one
        key = (test, one, other)
        return known.get(key) or new(key)

    return known, new, either, _merging(known, new)


def _merging(known: dict[Key, int], new: Callable[[Key], int]) -> Callable[..., int]:
    def merged(test: int, splits: tuple[int, ...], branches: tuple[int, ...]) -> int:
        """A test of a measure; equal neighbours are one branch, or one function would have two numbers."""
        last = branches[0]
        kept = [last]
        for split, branch in zip(splits, branches[1:], strict=True):
            if branch != last:
                test |= split
                kept.append(branch)
                last = branch
        if len(kept) == 1:
            return last
        if _IMPOSSIBLE in kept:
            possible = set(kept) - {_IMPOSSIBLE}
            if len(possible) == 1:
                return possible.pop()
        key = (test, *kept)
        return known.get(key) or new(key)

    return merged


def _split_after(cell: int) -> int:
    """The bit of a test that splits after a cell."""
    return 1 << (_LEVEL_BITS + cell)


class _Writer:
    """Writes each node of a diagram after its children, as the number of its function over the open facts."""

    def __init__(self, exact: Exact, diagram: Diagram) -> None:
        self.diagram = diagram
        self.slots = exact.program.slot_names()
        self.name: dict[int, str] = {_IMPOSSIBLE: str(_IMPOSSIBLE)}
        self.presumption = {presume: f"p{i}" for i, presume in enumerate(exact.presumes)}
        self.groups: dict[Group, str] = {}
        self.lines: list[str] = []
        self.terminals = 1
        limited = () if exact.possible is None else facts_of(exact.possible)
        places = (diagram.level_of[diagram.group_of.get(f, f) if isinstance(f, Finding) else f] for f in limited)
        self.first_limit = min(places, default=len(diagram.variables))

    def function(self, output: Output) -> str:
        """One function of one vector for one output."""
        root = self.diagram.root[output]
        for node in self.diagram.reachable(root):
            if node not in self.name:
                self.name[node] = self.local(node)
        settled = f"    {', '.join(self.presumption.values())}, = presumed(vector)" if self.presumption else ""
        unpack = f"    {', '.join(self.slots.values())}, = vector"
        start = ["def restricted(vector):", unpack, settled, f"    below = [0] * {self.terminals}"]
        numbering = ["    known, new, either, merged = numbering(below)", "    get = known.get"]
        return "\n".join([*start, *numbering, *self.lines, f"    return below[{self.name[root]}]"])

    def local(self, node: int) -> str:
        """One node as a line; a terminal is a number of its own."""
        if self.diagram.mask[node] >= 0:
            self.terminals += 1
            return str(self.terminals - 1)
        level = self.diagram.level[node]
        variable = self.diagram.variables[level]
        children = [self.name[child] for child in self.diagram.children[node]]
        match variable:
            case Presume():
                expression = f"{children[1]} if {self.presumption[variable]} else {children[0]}"
            case Finding() | Group():
                slot, (no, yes) = self.known(variable), children
                expression = f"{yes} if {slot} else {no} if {slot} is False else {self.test(level, level, no, yes)}"
            case _:
                expression = self.cells(level, self.slots[variable], children)
        self.lines.append(f"    d{node} = {expression}")
        return f"d{node}"

    def test(self, level: int, test: int, one: str, other: str) -> str:
        """A test of two branches; above the facts that limit the worlds none of them can be in no world."""
        if level >= self.first_limit:
            return f"{one} if {one} == {other} else either({test}, {one}, {other})"
        return f"{one} if {one} == {other} else get(k := ({test}, {one}, {other})) or new(k)"

    def known(self, variable: Finding | Group) -> str:
        """The local that holds what is known of a finding, or of `any of` a group."""
        if isinstance(variable, Finding):
            return self.slots[variable]
        if variable not in self.groups:
            self.groups[variable] = name = f"g{len(self.groups)}"
            members = [self.slots[member] for member in variable.members]
            unknown = " or ".join(f"{member} is None" for member in members)
            self.lines.append(f"    {name} = {' or '.join(members)} or (None if {unknown} else False)")
        return self.groups[variable]

    def cells(self, level: int, slots: str, children: list[str]) -> str:
        """The number of a test of a measure: of the branches its cells may still reach."""
        low, high = slots.split(", ")
        branches = _branches(children)
        if len(branches) == 2:
            (below, _, cut), (above, _, _) = branches
            both = self.test(level, level | _split_after(cut), below, above)
            return f"{below} if {high} <= {cut} else {above} if {low} > {cut} else {both}"
        return _wide_test(level, low, high, branches)


def _branches(children: list[str]) -> list[tuple[str, int, int]]:
    """The children over the cells, equal neighbours as one branch: (child, first cell, last cell)."""
    found: list[tuple[str, int, int]] = []
    for cell, child in enumerate(children):
        if found and found[-1][0] == child:
            found[-1] = (child, found[-1][1], cell)
        else:
            found.append((child, cell, cell))
    return found


def _wide_test(level: int, low: str, high: str, branches: list[tuple[str, int, int]]) -> str:
    """A test of three branches or more: of all of them, of the one that is left, or of those a range still reaches."""
    children = ", ".join(child for child, _, _ in branches)
    ends = tuple(end for _, _, end in branches[:-1])
    splits = tuple(map(_split_after, ends))
    (first, _, _), *inner, (last, _, _) = branches
    one = f"{first} if {high} <= {ends[0]} or {children.replace(', ', ' == ')} else {last} if {low} > {ends[-1]} else "
    one += "".join(f"{child} if {low} >= {start} and {high} <= {end} else " for child, start, end in inner)
    every = f"merged({level}, {splits}, ({children}))"
    some = f"merged({level}, *reached({splits}, ({children}), {ends}, {low}, {high}))"
    return f"{one}{every} if {low} <= {ends[0]} and {high} > {ends[-1]} else {some}"


def _reached(
    splits: tuple[int, ...], branches: tuple[int, ...], ends: tuple[int, ...], low: int, high: int
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The branches that a range still reaches, and the splits between them."""
    first, last = bisect_left(ends, low), bisect_left(ends, high)
    return splits[first:last], branches[first : last + 1]
