"""What an output still depends on: its diagram restricted to the facts that are open, as generated Python."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable

from cobalamin.language.compile import Vector
from cobalamin.language.diagram import IMPOSSIBLE, Diagram, Group, Output
from cobalamin.language.exact import Exact, Settled
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
        self._written: dict[Output, Callable[[Vector, Settled], Levels]] = {}
        groups = [(level, v.members) for level, v in enumerate(diagram.variables) if isinstance(v, Group)]
        beside = enumerate((member for _, members in groups for member in members), len(diagram.variables))
        alone = ((level, v) for level, v in enumerate(diagram.variables) if isinstance(v, (Finding, Measure)))
        self._at: dict[Fact, int] = {fact: at for at, fact in (*alone, *beside)}
        self.bit: dict[str, int] = {fact.name: 1 << at for fact, at in self._at.items()}
        """The bit of each fact: that of its level; of a finding in a group, one of its own."""
        slot = exact.program.slot
        self._groups = [(1 << level, [(slot(m.name), self.bit[m.name]) for m in members]) for level, members in groups]

    def levels(self, output: Output, vector: Vector, settled: Settled) -> Levels:
        """The levels the output's function over the open facts still tests; `settled` as `Exact.presumed` gives it."""
        found = self._written.get(output)
        if found is None:
            text = _Writer(self.exact, self.diagram).function(output)
            names = {"numbering": _numbering, "reached": _reached, "tested": _tested}
            namespace: dict[str, Callable[[Vector, Settled], Levels]] = {}
            exec(compile(text, "<restricted>", "exec"), names, namespace)
            found = self._written[output] = namespace["restricted"]
        return found(vector, settled)

    def open_bits(self, output: Output, vector: Vector, settled: Settled) -> int:
        """The unknown facts the output still depends on, as their bits."""
        found = self.levels(output, vector, settled)
        for group, members in self._groups:
            if found & group:
                found = (found ^ group) | sum([bit for slot, bit in members if vector[slot] is None])
        return found

    def open_facts(self, output: Output, vector: Vector) -> list[Fact]:
        """The unknown facts the output still depends on."""
        found = self.open_bits(output, vector, self.exact.presumed(vector))
        return [fact for fact, at in self._at.items() if found >> at & 1]


def _numbering(known: dict[Key, int], first: int) -> tuple[Callable[..., int], Callable[..., int]]:
    """Numbers functions from `first` on: the same test of the same branches is one number, a test that cannot matter its branch."""

    def either(test: int, one: int, other: int) -> int:
        """A test of two branches that differ, where one of them may be in no world."""
        if one == _IMPOSSIBLE:
            return other
        if other == _IMPOSSIBLE:
            return one
        return known.setdefault((test, one, other), len(known) + first)

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
        return known.setdefault((test, *kept), len(known) + first)

    return either, merged


def _tested(known: dict[Key, int], first: int, root: int) -> Levels:
    """The levels that the function of a number tests, and those of all its branches; they are numbered before it."""
    levels, keys, wanted = 0, list(known), {root}
    for at in range(root - first, -1, -1):
        if at + first in wanted:
            key = keys[at]
            levels |= 1 << (key[0] & _LEVEL)
            wanted.update(key[1:])
    return levels


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
        self.first = 1
        limited = () if exact.possible is None else facts_of(exact.possible)
        places = (diagram.level_of[diagram.group_of.get(f, f) if isinstance(f, Finding) else f] for f in limited)
        self.first_limit = min(places, default=len(diagram.variables))

    def function(self, output: Output) -> str:
        """One function of one vector for one output."""
        root = self.diagram.root[output]
        nodes = self.diagram.reachable(root)
        self.first += sum(self.diagram.mask[node] > IMPOSSIBLE for node in nodes)
        for node in nodes:
            if node not in self.name:
                self.name[node] = self.local(node)
        settled = f"    {', '.join(self.presumption.values())}, = settled" if self.presumption else ""
        unpack = f"    {', '.join(self.slots.values())}, = vector"
        start = ["def restricted(vector, settled):", unpack, settled, "    known = {}", "    number = known.setdefault"]
        numbering = f"    either, merged = numbering(known, {self.first})"
        return "\n".join([*start, numbering, *self.lines, f"    return tested(known, {self.first}, {self.name[root]})"])

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
                expression = f"{yes} if {slot} else {no} if {slot} is not None else {self.test(level, level, no, yes)}"
            case _:
                expression = self.cells(level, self.slots[variable], children)
        self.lines.append(f"    d{node} = {expression}")
        return f"d{node}"

    def test(self, level: int, test: int, one: str, other: str) -> str:
        """A test of two branches; above the facts that limit the worlds none of them can be in no world."""
        if level >= self.first_limit:
            return f"{one} if {one} == {other} else either({test}, {one}, {other})"
        return f"{one} if {one} == {other} else number(({test}, {one}, {other}), len(known) + {self.first})"

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
