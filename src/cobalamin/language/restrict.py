"""What an output still depends on: its diagram restricted to the facts that are open, as generated Python."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable

from cobalamin.language.compile import Vector
from cobalamin.language.diagram import Diagram, Group, Output
from cobalamin.language.exact import Exact
from cobalamin.language.nodes import Finding, Presume


class Restrictions:
    """A diagram of outputs of `exact` over the same vectors; each output's function is written when first asked for."""

    def __init__(self, exact: Exact, diagram: Diagram) -> None:
        self.exact = exact
        self.diagram = diagram
        self._written: dict[Output, Callable[[Vector], Restriction]] = {}

    def of(self, output: Output, vector: Vector) -> Restriction:
        """The output's function over the facts the vector leaves open."""
        found = self._written.get(output)
        if found is None:
            text = _Writer(self.exact, self.diagram).function(output)
            names = {"presumed": self.exact.presumed, "numbering": _numbering, "reached": _reached}
            namespace: dict[str, Callable[[Vector], Restriction]] = {}
            exec(compile(text, "<restricted>", "exec"), names, namespace)
            found = self._written[output] = namespace["restricted"]
        return found(vector)


Tests = list[tuple[int, tuple[int, ...]]]
Restriction = tuple[int, Tests]
"""A function by number, and what each number tests: its level, and the numbers of its branches. Terminals are negative."""

_NO_WORLD = -1
_LEVEL_BITS = 16
_LEVEL = (1 << _LEVEL_BITS) - 1
"""A test is one whole number: its level, and above these bits one bit for each cell it splits after (none for a finding)."""


def _numbering(tests: Tests) -> tuple[Callable[..., int], Callable[..., int]]:
    """Numbers functions: the same test of the same branches is one number, a test that cannot matter is its branch."""
    numbers: dict[tuple[int, tuple[int, ...]], int] = {}

    def numbered(test: int, branches: tuple[int, ...]) -> int:
        key = (test, branches)
        found = numbers.get(key)
        if found is None:
            found = numbers[key] = len(tests)
            tests.append((test & _LEVEL, branches))
        return found

    def either(test: int, one: int, other: int) -> int:
        """A test of two branches that differ."""
        if one == _NO_WORLD:
            return other
        return one if other == _NO_WORLD else numbered(test, (one, other))

    return either, _merging(numbered)


def _merging(numbered: Callable[[int, tuple[int, ...]], int]) -> Callable[..., int]:
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
        if _NO_WORLD in kept:
            possible = set(kept) - {_NO_WORLD}
            if len(possible) == 1:
                return possible.pop()
        return numbered(test, tuple(kept))

    return merged


def _split_after(cell: int) -> int:
    """The bit of a test that splits after a cell."""
    return 1 << (_LEVEL_BITS + cell)


class _Writer:
    """Writes each node of a diagram after its children, as the number of its function over the open facts."""

    def __init__(self, exact: Exact, diagram: Diagram) -> None:
        self.diagram = diagram
        self.slots = exact.program.slot_names()
        self.name: dict[int, str] = {0: str(_NO_WORLD)}
        self.presumption = {presume: f"p{i}" for i, presume in enumerate(exact.presumes)}
        self.groups: dict[Group, str] = {}
        self.lines: list[str] = []

    def function(self, output: Output) -> str:
        """One function of one vector for one output."""
        root = self.diagram.root[output]
        for node in self.diagram.reachable(root):
            if node not in self.name:
                self.name[node] = self.local(node)
        settled = f"    {', '.join(self.presumption.values())}, = presumed(vector)" if self.presumption else ""
        unpack = f"    {', '.join(self.slots.values())}, = vector"
        start = ["def restricted(vector):", unpack, settled, "    tests = []", "    either, merged = numbering(tests)"]
        return "\n".join([*start, *self.lines, f"    return {self.name[root]}, tests"])

    def local(self, node: int) -> str:
        """One node as a line; a terminal is its mask, turned negative."""
        mask = self.diagram.mask[node]
        if mask >= 0:
            return str(_NO_WORLD - mask)
        level = self.diagram.level[node]
        variable = self.diagram.variables[level]
        children = [self.name[child] for child in self.diagram.children[node]]
        match variable:
            case Presume():
                expression = f"{children[1]} if {self.presumption[variable]} else {children[0]}"
            case Finding() | Group():
                slot, (no, yes) = self.known(variable), children
                open_fact = f"{no} if {no} == {yes} else either({level}, {no}, {yes})"
                expression = f"{yes} if {slot} else {no} if {slot} is False else {open_fact}"
            case _:
                expression = self.numbered_cells(level, self.slots[variable], children)
        self.lines.append(f"    d{node} = {expression}")
        return f"d{node}"

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

    def numbered_cells(self, level: int, slots: str, children: list[str]) -> str:
        """The number of a test of a measure: of the branches its cells may still reach."""
        low, high = slots.split(", ")
        branches = _branches(children)
        if len(branches) == 2:
            (below, _, cut), (above, _, _) = branches
            both = f"{below} if {below} == {above} else either({level | _split_after(cut)}, {below}, {above})"
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
