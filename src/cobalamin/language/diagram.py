"""One multi-valued decision diagram of all outputs: the exact meaning of unknown.

A world is a completion of the missing facts. An output is decided exactly when every possible world agrees on it, which
Kleene's rules cannot always see. A level of the diagram is a fact (a finding has two values, a measure one for each
cell of its scale), a group of findings that only count together, or a presumption, which is settled from what is known
before the worlds are looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from itertools import repeat
from math import prod
from typing import assert_never

from cobalamin.language.cells import Scale, says_below, scales
from cobalamin.language.ladder import Ladder
from cobalamin.language.nodes import (
    AtLeast,
    Compare,
    Condition,
    Fact,
    Finding,
    Measure,
    Named,
    Node,
    Not,
    Presume,
    RuleError,
    facts_of,
    parts_of,
    walk,
)
from cobalamin.language.truth import Truth


class Group(Node):
    """Findings the rules only ever see together, through the same `any of`: one level stands for all of them."""

    members: tuple[Finding, ...]


Variable = Fact | Presume | Group
Output = Condition | Ladder
Mask = int
"""The outcomes still reachable, one bit each: 1 no, 2 yes for a condition; 1 << i for the i-th outcome of a ladder."""

IMPOSSIBLE, NO, YES = 0, 1, 2
"""The three terminals every diagram has, which are also their own masks (no outcome, no, yes)."""

_BOTTOM = 1 << 30


class Diagram:
    """The outputs as reduced, shared diagrams over one order of levels; equal functions are one node.

    `order` names the facts from the top level down (the rest follow), `possible` leaves out worlds that cannot be, and
    `scale_of` are the scales of a program whose vectors the diagram is to read.
    """

    def __init__(
        self,
        outputs: Sequence[Output],
        order: Sequence[str] = (),
        possible: Condition | None = None,
        scale_of: Mapping[Measure, Scale] | None = None,
    ) -> None:
        conditions = [c for o in outputs for c in (o.conditions if isinstance(o, Ladder) else (o,))]
        if possible is not None:
            require_settled(possible)
            conditions.append(possible)
        self.outputs = tuple(outputs)
        self.scales: Mapping[Measure, Scale] = scales(*conditions) if scale_of is None else scale_of
        self.group_of: dict[Finding, Group] = _groups(conditions)
        self.variables: tuple[Variable, ...] = _levels(conditions, order, self.group_of)
        self.level_of: dict[Variable, int] = {variable: i for i, variable in enumerate(self.variables)}
        self.level: list[int] = [_BOTTOM] * 3
        self.children: list[tuple[int, ...]] = [()] * 3
        self.mask: list[Mask] = [IMPOSSIBLE, NO, YES]
        self._unique: dict[tuple[int, tuple[int, ...]], int] = {}
        self._terminal = {IMPOSSIBLE: IMPOSSIBLE, NO: NO, YES: YES}
        self._ite: dict[tuple[int, int, int], int] = {}
        self._built: dict[Condition, int] = {}
        world = YES if possible is None else self.build(possible)
        self.root: dict[Output, int] = {o: self.ite(world, self._output(o), IMPOSSIBLE) for o in outputs}
        self.presumed: dict[Presume, int] = {
            v: self.ite(world, self.build(v.part), IMPOSSIBLE) for v in self.variables if isinstance(v, Presume)
        }

    # --- building ----------------------------------------------------------------------------------------------------

    def size_of(self, variable: Variable) -> int:
        """How many values a level has."""
        return self.scales[variable].size if isinstance(variable, Measure) else 2

    def node(self, level: int, children: tuple[int, ...]) -> int:
        """The one node with these children; a test that decides nothing is its child."""
        if children.count(children[0]) == len(children):
            return children[0]
        key = (level, children)
        found = self._unique.get(key)
        if found is None:
            found = self._unique[key] = len(self.level)
            self.level.append(level)
            self.children.append(children)
            self.mask.append(-1)
        return found

    def terminal(self, mask: Mask) -> int:
        """The terminal that stands for one outcome of a ladder."""
        if mask not in self._terminal:
            self._terminal[mask] = len(self.level)
            self.level.append(_BOTTOM)
            self.children.append(())
            self.mask.append(mask)
        return self._terminal[mask]

    def ite(self, test: int, then: int, otherwise: int) -> int:
        """If test then … otherwise …: the one operation everything is built with."""
        level, children, node, known = self.level, self.children, self.node, self._ite

        def chosen(test: int, then: int, otherwise: int) -> int:
            """The same with everything at hand: it calls itself a million times."""
            if test == YES:
                return then
            if test == NO:
                return otherwise
            if test == IMPOSSIBLE or then == otherwise:
                return IMPOSSIBLE if test == IMPOSSIBLE else then
            if then == YES and otherwise == NO:
                return test
            key = (test, then, otherwise)
            found = known.get(key)
            if found is None:
                # What each is at every value of the top level: its children, or itself where that says nothing of it.
                a, b, c = level[test], level[then], level[otherwise]
                top = min(a, b, c)
                tests = children[test] if a == top else repeat(test)
                thens = children[then] if b == top else repeat(then)
                others = children[otherwise] if c == top else repeat(otherwise)
                found = known[key] = node(top, tuple(map(chosen, tests, thens, others)))
            return found

        return chosen(test, then, otherwise)

    def below(self, node: int, level: int, value: int) -> int:
        """What the node is at one value of the level."""
        return self.children[node][value] if self.level[node] == level else node

    def build(self, condition: Condition) -> int:
        """The diagram of a condition."""
        if condition not in self._built:
            self._built[condition] = self._build(condition)
        return self._built[condition]

    def _build(self, condition: Condition) -> int:
        match condition:
            case Finding():
                return self.node(self.level_of[self.group_of.get(condition, condition)], (NO, YES))
            case Presume():
                return self.node(self.level_of[condition], (NO, YES))
            case Compare(measure=measure):
                cut, below = self.scales[measure].position(condition), says_below(condition)
                cells = range(self.size_of(measure))
                return self.node(self.level_of[measure], tuple(YES if (i <= cut) == below else NO for i in cells))
            case Named(part=part):
                return self.build(part)
            case Not(part=part):
                return self.ite(self.build(part), NO, YES)
            case AtLeast(k=k, parts=parts):
                # Only an `any of` may let one part speak for several: a part that stands twice counts twice.
                return self._at_least(k, [self.build(part) for part in (self._grouped(parts) if k == 1 else parts)])
            case _:
                assert_never(condition)

    def _grouped(self, parts: tuple[Condition, ...]) -> list[Condition]:
        """The parts, with one member speaking for each group."""
        speakers = (self.group_of[p].members[0] if isinstance(p, Finding) and p in self.group_of else p for p in parts)
        return list(dict.fromkeys(speakers))

    def _at_least(self, k: int, parts: list[int]) -> int:
        """Counting from the last part up: still_needed[j] is what the parts so far must give if j more are needed."""
        still_needed = [YES] + [NO] * k
        for part in reversed(parts):
            still_needed = [YES] + [self.ite(part, still_needed[j - 1], still_needed[j]) for j in range(1, k + 1)]
        return still_needed[k]

    def _output(self, output: Output) -> int:
        if not isinstance(output, Ladder):
            return self.build(output)
        outcomes = [self.terminal(1 << i) for i in range(len(output.outcomes))]
        rungs = zip(output.rungs, outcomes, strict=False)
        return reduce(
            lambda below, rung: self.ite(self.build(rung[0].when), rung[1], below), reversed(list(rungs)), outcomes[-1]
        )

    # --- looking at it -----------------------------------------------------------------------------------------------

    def reachable(self, *roots: int) -> list[int]:
        """The nodes below the roots, children before parents."""
        seen: dict[int, None] = {}

        def visit(node: int) -> None:
            if node not in seen:
                for child in self.children[node]:
                    visit(child)
                seen[node] = None

        for root in roots:
            visit(root)
        return list(seen)

    def size(self) -> int:
        """How many decision nodes all outputs and presumptions share."""
        roots = (*self.root.values(), *self.presumed.values())
        return sum(self.mask[node] < 0 for node in self.reachable(*roots))

    def worlds(self, output: Output) -> dict[Mask, int]:
        """How many worlds meet each outcome, presumptions counted as free: exact whole numbers."""
        weights = [self._weights(variable) for variable in self.variables]
        counts: dict[int, dict[Mask, int]] = {}

        def skipped(above: int, below: int) -> int:
            return prod(sum(weight) for weight in weights[above : min(below, len(weights))])

        for node in self.reachable(self.root[output]):
            if self.mask[node] >= 0:
                counts[node] = {self.mask[node]: 1}
                continue
            level = self.level[node]
            total: dict[Mask, int] = {}
            counts[node] = total
            for child, weight in zip(self.children[node], weights[level], strict=True):
                factor = weight * skipped(level + 1, self.level[child])
                for mask, count in counts[child].items():
                    total[mask] = total.get(mask, 0) + count * factor
        root = self.root[output]
        factor = skipped(0, self.level[root])
        return {mask: count * factor for mask, count in counts[root].items()}

    def _weights(self, variable: Variable) -> tuple[int, ...]:
        """How many worlds of its own facts each value of a level stands for."""
        if isinstance(variable, Group):
            return 1, 2 ** len(variable.members) - 1
        return (1,) * self.size_of(variable)


def require_settled(possible: Condition) -> None:
    """Which worlds are possible cannot rest on a presumption: a presumption is settled by looking at those worlds."""
    for node in walk(possible):
        if isinstance(node, Presume):
            raise RuleError(f"what is possible cannot be presumed ({node.because}): write it without Presume")


def _parents(conditions: Sequence[Condition]) -> dict[Finding, list[Condition]]:
    """The conditions that each finding stands directly in."""
    found: dict[Finding, list[Condition]] = {}
    for node in walk(*conditions):
        for part in parts_of(node):
            if isinstance(part, Finding):
                found.setdefault(part, []).append(node)
    return found


def _groups(conditions: Sequence[Condition]) -> dict[Finding, Group]:
    """The findings with the same parents, all of them `any of`: only whether one of them holds can matter."""
    parents = _parents(conditions)
    alone = {leaf for leaf in conditions if isinstance(leaf, Finding)}
    together: dict[frozenset[Condition], list[Finding]] = {}
    for finding, nodes in parents.items():
        if finding not in alone and all(isinstance(node, AtLeast) and node.k == 1 for node in nodes):
            together.setdefault(frozenset(nodes), []).append(finding)
    groups = (Group(tuple(members)) for members in together.values() if len(members) > 1)
    return {finding: group for group in groups for finding in group.members}


def _levels(
    conditions: Sequence[Condition], order: Sequence[str], group_of: dict[Finding, Group]
) -> tuple[Variable, ...]:
    """The levels from the top: facts in the stored order, each presumption beside the first fact it speaks of."""
    facts = facts_of(*conditions)
    unknown = set(order) - {fact.name for fact in facts}
    if unknown:
        raise RuleError(f"the stored level order names facts the rules do not read: {', '.join(sorted(unknown))}")
    rank = {name: i for i, name in enumerate(order)}
    place = {fact: rank.get(fact.name, len(rank) + i) for i, fact in enumerate(facts)}
    keyed: dict[Variable, tuple[int, int, int]] = {}
    for fact in facts:
        variable: Variable = group_of.get(fact, fact) if isinstance(fact, Finding) else fact
        keyed.setdefault(variable, (place[fact], 0, 0))
    presumptions = [node for node in walk(*conditions) if isinstance(node, Presume)]
    for i, presume in enumerate(presumptions):
        keyed[presume] = (min(place[fact] for fact in facts_of(presume)), 1, i)
    return tuple(sorted(keyed, key=keyed.__getitem__))


def truth_of(mask: Mask) -> Truth:
    """The truth a condition's mask stands for."""
    return {NO: Truth.NO, YES: Truth.YES}.get(mask, Truth.UNKNOWN)
