"""What an output still depends on: its diagram restricted to the facts that are open.

Presumptions are settled before anything is asked, and most patients settle theirs alike: what each part of the diagram
is where nothing else is known is worked out once for each way they came out. A part that asks for nothing known stands
as it is, so that a question costs by what is known and not by how large the diagram is.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import or_

from cobalamin.language.cells import Cells
from cobalamin.language.compile import Vector
from cobalamin.language.diagram import Diagram, Group, Output, Variable
from cobalamin.language.exact import Exact, Settled
from cobalamin.language.nodes import Fact, Finding, Measure, Presume

Levels = int
"""A set of levels of the diagram, one bit each."""
Number = int
"""A function of the open facts: a test of others, or an outcome."""
Ends = tuple[int, ...]
"""Of the branches of a test the last cell of each, but for the last branch. A finding has two cells: no and yes."""
Test = tuple[int, Ends, tuple[int, ...]]
"""A level, and where each of its branches leads: to nodes of the diagram, or to numbers."""
_Either = Callable[[int, Ends, Number, Number], Number]
_Merged = Callable[[int, Ends, list[Number]], Number]

_NO: Cells = (0, 0)
_YES: Cells = (1, 1)
_IMPOSSIBLE: Number = 0
"""The function that no world reaches; a diagram has a node of the same number for it."""
_REMEMBERED = 256
"""So many ways in which presumptions came out are kept; a thousand records need some twenty."""


@dataclass(frozen=True)
class Kept:
    """What is kept of a diagram: its levels, its roots, its outcomes, and the tests that are read on the way."""

    variables: tuple[Variable, ...]
    root: Mapping[Output, int]
    outcomes: Sequence[int]
    tests: Mapping[int, Test]


def kept_of(diagram: Diagram) -> Kept:
    """What the outputs read of a diagram: most of its nodes were only on the way to it."""
    tests = {
        node: _merged(diagram.level[node], range(len(below)), below)
        for node in diagram.reachable(*diagram.root.values())
        if (below := diagram.children[node])
    }
    outcomes = [node for node, mask in enumerate(diagram.mask) if mask >= 0]
    return Kept(diagram.variables, diagram.root, outcomes, tests)


class Restrictions:
    """What is kept of a diagram of outputs of `exact`, over the same vectors."""

    def __init__(self, exact: Exact, kept: Kept) -> None:
        self.exact = exact
        self.kept = kept
        slot, scales = exact.program.slot, exact.program.scales
        levels = list(enumerate(kept.variables))
        groups = [(level, v.members) for level, v in levels if isinstance(v, Group)]
        alone = [(level, v) for level, v in levels if isinstance(v, (Finding, Measure))]
        beside = enumerate((member for _, members in groups for member in members), len(levels))
        self._at: dict[Fact, int] = {fact: at for at, fact in (*alone, *beside)}
        self.bit: dict[str, int] = {fact.name: 1 << at for fact, at in self._at.items()}
        """The bit of each fact: that of its level; of a finding in a group, one of its own."""
        self._findings = [(level, slot(v.name)) for level, v in alone if isinstance(v, Finding)]
        self._measures = [(level, slot(v.name), scales[v].size - 1) for level, v in alone if isinstance(v, Measure)]
        self._groups = [(level, [(slot(m.name), self.bit[m.name]) for m in members]) for level, members in groups]
        self._presumes = [(exact.presumes.index(v), level) for level, v in levels if isinstance(v, Presume)]
        self._settled = lru_cache(_REMEMBERED)(self._functions)

    def restricted(self, vector: Vector, settled: Settled, outputs: Sequence[Output]) -> list[int]:
        """For each output the unknown facts it still depends on, as their bits; `settled` as `Exact.presumed` gives it."""
        found = self._settled(settled).restricted(self._known(vector), outputs)
        for level, members in self._groups:
            open_members = sum([bit for slot, bit in members if vector[slot] is None])
            found = [(bits ^ 1 << level) | open_members if bits >> level & 1 else bits for bits in found]
        return found

    def can_change(self, vector: Vector, output: Output) -> frozenset[Fact]:
        """The unknown facts on which the outcome still depends, given what is presumed.

        Every answer to any other fact leaves the outcome as it is, unless it overturns a presumption: those are shown apart.
        """
        (found,) = self.restricted(vector, self.exact.presumed(vector), (output,))
        return frozenset(fact for fact, at in self._at.items() if found >> at & 1)

    def _known(self, vector: Vector) -> dict[int, Cells]:
        """The levels of which something is known, and the cells that leaves."""
        known = {level: _YES if vector[slot] else _NO for level, slot in self._findings if vector[slot] is not None}
        for level, members in self._groups:
            values = [vector[slot] for slot, _ in members]
            if True in values:
                known[level] = _YES
            elif None not in values:
                known[level] = _NO
        for level, slot, last in self._measures:
            low, high = vector[slot : slot + 2]
            if low or high != last:
                known[level] = low, high  # type: ignore[assignment]
        return known

    def _functions(self, settled: Settled) -> _Functions:
        presumed = {level: settled[at] for at, level in self._presumes}
        return _Functions(self.kept, presumed)


class _Functions:
    """The functions of a diagram whose presumptions are settled.

    Its parts are tests that lead to other parts, the outcomes first; a part is what is left of a node of the diagram.
    """

    def __init__(self, kept: Kept, presumed: Mapping[int, bool]) -> None:
        outcomes, tests = kept.outcomes, kept.tests
        self.tests: list[Test] = [(-1, (), ())] * len(outcomes)
        self.asks: list[Levels] = [0] * len(outcomes)
        """The levels below each part, also those that matter in no possible world."""
        self.plain: list[Number] = [*range(len(outcomes))]
        """The function of each part where nothing is known."""
        self.levels: list[Levels] = [0] * len(outcomes)
        """The levels that each function tests."""
        self.numbers: dict[Test, Number] = {}
        _, self._numbered = _numbering(self.numbers, self.levels)
        self._known_as: dict[Test, int] = {}
        part_of = {node: part for part, node in enumerate(outcomes)}

        def part(node: int) -> int:
            found = part_of.get(node)
            if found is None:
                level, ends, branches = tests[node]
                if level in presumed:
                    found = part(branches[presumed[level]])
                else:
                    found = self._part(_merged(level, ends, [part(branch) for branch in branches]))
                part_of[node] = found
            return found

        self.root = {output: part(node) for output, node in kept.root.items()}

    def _part(self, test: Test) -> int:
        """The part with this test; a test without a choice is where it leads."""
        level, ends, branches = test
        if not ends:
            return branches[0]
        found = self._known_as.get(test)
        if found is None:
            found = self._known_as[test] = len(self.tests)
            self.tests.append(test)
            self.plain.append(self._numbered(level, ends, [self.plain[branch] for branch in branches]))
            self.asks.append(reduce(or_, [self.asks[branch] for branch in branches], 1 << level))
        return found

    def restricted(self, known: Mapping[int, Cells], outputs: Iterable[Output]) -> list[Levels]:
        """For each output the levels its function still tests, where something is known of some facts."""
        tests, plain, asks, touched = self.tests, self.plain, self.asks, sum([1 << level for level in known])
        levels, done = self.levels.copy(), dict[int, Number]()
        either, merged = _numbering(self.numbers.copy(), levels)

        def function(again: Callable[..., Number], part: int) -> Number:
            """`again` is this function itself: one that knew itself by name would wait for the garbage collector."""
            while asks[part] & touched:
                if (found := done.get(part)) is not None:
                    return found
                level, ends, branches = tests[part]
                if touched >> level & 1:
                    low, high = known[level]
                    first = bisect_left(ends, low)
                    last = first if low == high else bisect_left(ends, high)
                    if first == last:
                        part = branches[first]
                        continue
                    ends, branches = ends[first:last], branches[first : last + 1]
                if len(branches) == 2:
                    found = either(level, ends, again(again, branches[0]), again(again, branches[1]))
                else:
                    found = merged(level, ends, [again(again, branch) for branch in branches])
                done[part] = found
                return found
            return plain[part]

        return [levels[function(function, self.root[output])] for output in outputs]


def _numbering(numbers: dict[Test, Number], levels: list[Levels]) -> tuple[_Either, _Merged]:
    """Numbers a test by its branches: the same test is one number, and one that cannot matter is that of its branch."""

    def either(level: int, ends: Ends, one: Number, other: Number) -> Number:
        """A test of two branches: most are."""
        if one == other or other == _IMPOSSIBLE:
            return one
        if one == _IMPOSSIBLE:
            return other
        test = level, ends, (one, other)
        found = numbers.get(test)
        if found is None:
            found = numbers[test] = len(levels)
            levels.append(levels[one] | levels[other] | 1 << level)
        return found

    def merged(level: int, ends: Ends, branches: list[Number]) -> Number:
        test = _merged(level, ends, branches)
        kept = test[2]
        if len(kept) == 2:
            return either(level, test[1], *kept)
        if len({*kept} - {_IMPOSSIBLE}) < 2:
            return max(kept)
        found = numbers.get(test)
        if found is None:
            found = numbers[test] = len(levels)
            levels.append(reduce(or_, [levels[branch] for branch in kept], 1 << level))
        return found

    return either, merged


def _merged(level: int, ends: Sequence[int], branches: Sequence[int]) -> Test:
    """A test with equal neighbours as one branch."""
    last = branches[0]
    kept, cuts = [last], []
    for end, branch in zip(ends, branches[1:], strict=False):
        if branch != last:
            cuts.append(end)
            kept.append(branch)
            last = branch
    return level, tuple(cuts), tuple(kept)
