"""The second prover: claims over worlds by the decision diagram, without Z3 and without knowing how it was asked.

A world is a patient of whom everything is known, up to what the rules can tell apart. Presumptions are either dropped
(in a world nothing needs one) or left free as far as they can stand: a presumption says what its part says, or, where
the part is not decided, what is presumed. A claim no world breaks with presumptions left free holds of every patient,
those included of whom little is known; the converse is not true, so a world found that way proves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from cobalamin.language.cells import Scale, scales
from cobalamin.language.diagram import IMPOSSIBLE, NO, YES, Diagram, Group, Variable
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
)
from cobalamin.language.truth import Truth

World = dict[Variable, int]
"""A value for every level that matters."""


def settled(node: Condition, done: dict[Condition, Condition]) -> Condition:
    """The condition of a patient of whom everything is known: no presumption is needed."""
    if node not in done:
        done[node] = _settled(node, done)
    return done[node]


def _settled(node: Condition, done: dict[Condition, Condition]) -> Condition:
    match node:
        case Compare() | Finding():
            return node
        case Presume(part=part):
            return settled(part, done)
        case Not(part=part):
            return Not(settled(part, done))
        case Named(id=name, statement=statement, part=part, cites=cites):
            return Named(name, statement, settled(part, done), cites)
        case AtLeast(k=k, parts=parts):
            return AtLeast(k, tuple(settled(part, done) for part in parts))


class Worlds:
    """Questions about all worlds at once. `presuming` keeps presumptions free, else they are settled."""

    def __init__(self, conditions: Iterable[Condition], possible: Condition, *, presuming: bool) -> None:
        self._done: dict[Condition, Condition] = {}
        self._presuming = presuming
        read = [self._read(condition) for condition in (*conditions, possible)]
        self.diagram = Diagram(list(dict.fromkeys(read)))
        self.possible = self._all([self.diagram.build(read[-1]), *(self._standing(p) for p in self._presumptions())])
        self._apart: set[tuple[int, int]] = set()

    def _read(self, condition: Condition) -> Condition:
        return condition if self._presuming else settled(condition, self._done)

    def _presumptions(self) -> list[Presume]:
        return [variable for variable in self.diagram.variables if isinstance(variable, Presume)]

    def _standing(self, presume: Presume) -> int:
        """Where a presumption can stand: it equals its part, or it is what is presumed."""
        d = self.diagram
        says, part = d.build(presume), d.build(presume.part)
        if presume.value is Truth.YES:
            return d.ite(part, says, YES)
        return d.ite(part, YES, d.ite(says, NO, YES))

    def node(self, condition: Condition) -> int:
        """The diagram of a condition."""
        return self.diagram.build(self._read(condition))

    def _all(self, nodes: Sequence[int]) -> int:
        """Where all hold: from the lowest level up, for what is joined above a diagram leaves it as it is."""
        found = YES
        for node in sorted(nodes, key=self.diagram.level.__getitem__, reverse=True):
            found = self.diagram.ite(found, node, NO)
        return found

    # --- questions ---------------------------------------------------------------------------------------------------

    def together(self, conditions: Sequence[Condition], outside: Sequence[Condition] = ()) -> World | None:
        """A possible world that meets all of these and none of the others, or None."""
        nodes = [self.node(condition) for condition in conditions]
        nodes += [self.node(Not(condition)) for condition in outside]
        return self.meeting(self._all(nodes), self.possible)

    def undecided(self, condition: Condition) -> World | None:
        """A world in which the condition is neither yes nor no, or None."""
        d = self.diagram
        ends = {node for node in d.reachable(self.node(condition)) if d.mask[node] >= 0}
        return None if ends <= {NO, YES} else {}

    def moved(
        self, fact: Fact, steps: Callable[[int], Iterable[tuple[int, int]]], lost: Callable[[int, int], int],
        outputs: Sequence[Condition], *, given: Sequence[Condition] = (), outside: Sequence[Condition] = (),
    ) -> World | None:  # fmt: skip
        """A possible world in which a step of the fact loses an output; `given` and not `outside` on both sides."""
        d = self.diagram
        variable: Variable = d.group_of.get(fact, fact) if isinstance(fact, Finding) else fact
        if variable not in d.level_of:
            return None
        level, size = d.level_of[variable], d.size_of(variable)
        scene = self._all([self.possible, *map(self.node, given), *(self.node(Not(c)) for c in outside)])
        for before, after in steps(size):
            here = self._all([self.fixed(scene, level, before), self.fixed(scene, level, after)])
            for output in outputs:
                node = self.node(output)
                world = self.meeting(here, lost(self.fixed(node, level, before), self.fixed(node, level, after)))
                if world is not None:
                    return {**world, variable: before}
        return None

    def taken_away(self, before: int, after: int) -> int:
        """Yes before and no after."""
        return self.diagram.ite(before, self.diagram.ite(after, NO, YES), NO)

    def changed(self, before: int, after: int) -> int:
        """Not the same before and after."""
        return self.diagram.ite(before, self.diagram.ite(after, NO, YES), after)

    # --- diagrams ----------------------------------------------------------------------------------------------------

    def fixed(self, root: int, level: int, value: int) -> int:
        """The diagram with one level set to a value."""
        d, done = self.diagram, dict[int, int]()

        def visit(node: int) -> int:
            if d.level[node] > level:
                return node
            if node not in done:
                below = d.children[node]
                if d.level[node] == level:
                    done[node] = below[value]
                else:
                    done[node] = d.node(d.level[node], tuple(visit(child) for child in below))
            return done[node]

        return visit(root)

    def meeting(self, one: int, other: int) -> World | None:
        """A world in which both say yes: looked for, so that what both together would be need not be built."""
        world: World = {}
        return world if self._meet(one, other, world) else None

    def _meet(self, one: int, other: int, world: World) -> bool:
        """Whether they meet, and where; nodes that were found not to are remembered."""
        d = self.diagram
        if one == YES or other == YES:
            rest = self.some(other if one == YES else one)
            world.update(rest or {})
            return rest is not None
        if one in (NO, IMPOSSIBLE) or other in (NO, IMPOSSIBLE) or (one, other) in self._apart:
            return False
        level = min(d.level[one], d.level[other])
        for value in range(d.size_of(d.variables[level])):
            if self._meet(d.below(one, level, value), d.below(other, level, value), world):
                world[d.variables[level]] = value
                return True
        self._apart.add((one, other))
        return False

    def some(self, root: int) -> World | None:
        """A world in which a diagram says yes; levels it does not test are left out."""
        d, world = self.diagram, dict[Variable, int]()
        if root in (NO, IMPOSSIBLE):
            return None
        while root != YES:
            value = next(i for i, child in enumerate(d.children[root]) if child not in (NO, IMPOSSIBLE))
            world[d.variables[d.level[root]]] = value
            root = d.children[root][value]
        return world


def scale_of(measure: Measure, outputs: Sequence[Condition]) -> Scale:
    """The cells of a measure as the outputs tell them apart."""
    return scales(*outputs)[measure]


def lower_steps(size: int) -> Iterable[tuple[int, int]]:
    """From every cell to the one below."""
    return [(i, i - 1) for i in range(1, size)]


def higher_steps(size: int) -> Iterable[tuple[int, int]]:
    """From every cell to the one above; from no to yes."""
    return [(i, i + 1) for i in range(size - 1)]


def told(world: World) -> str:
    """A world in words, for a report of two provers that disagree."""
    return ", ".join(f"{_name(variable)} = {value}" for variable, value in world.items())


def _name(variable: Variable) -> str:
    match variable:
        case Measure(name=name) | Finding(name=name):
            return name
        case Group(members=members):
            return f"any of {members[0].name} …"
        case Presume(because=because):
            return f"presumed ({because})"
