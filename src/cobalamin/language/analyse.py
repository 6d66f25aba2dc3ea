"""What an answer rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import assert_never

from cobalamin.language.compile import Program, Values
from cobalamin.language.nodes import (
    AtLeast,
    Compare,
    Condition,
    Finding,
    Leaf,
    Named,
    Not,
    Presume,
    facts_of,
    parts_of,
    walk,
)


class Decisive:
    """For each condition of a program the leaves its answer rests on, walked by number: it runs for every answer given."""

    def __init__(self, program: Program) -> None:
        self._index = program.index
        self._parts = [tuple(program.index[part] for part in parts_of(node)) for node in program.nodes]
        self._enough = [_enough_for_no(node) for node in program.nodes]
        reads: dict[int, frozenset[str]] = {}
        for node, number in program.index.items():
            own = () if self._parts[number] else (fact.name for fact in facts_of(node))
            reads[number] = frozenset(own).union(*(reads[part] for part in self._parts[number]))
        self._needless = [_needless(node, program, reads) for node in program.nodes]
        self._themselves: Told = {i: 1 << i for i, parts in enumerate(self._parts) if not parts}
        self._presumptions = [(1 << i, node) for node, i in program.index.items() if isinstance(node, Presume)]

    def told(self) -> Told:
        """What is found of one patient, to be kept from question to question: each leaf carries itself."""
        return self._themselves.copy()

    def leaves(self, node: Condition, values: Values) -> tuple[Leaf, ...]:
        """The leaves that settle a condition (or, where it is unknown, keep it open), each once, in the order of the rule."""
        carriers = self.carriers(self._index[node], values, self.told())
        return tuple(
            leaf for leaf in walk(node) if isinstance(leaf, (Compare, Finding)) and carriers >> self._index[leaf] & 1
        )

    def presumptions(
        self, decided: Iterable[Condition], values: Values, told: Told | None = None
    ) -> tuple[Presume, ...]:
        """The presumptions that decided conditions rest on: without all others they would read the same."""
        told, carriers = self.told() if told is None else told, 0
        for node in decided:
            carriers |= self.carriers(self._index[node], values, told)
        return tuple(presume for bit, presume in self._presumptions if carriers & bit)

    def carriers(self, number: int, values: Values, told: Told) -> Carriers:
        """The leaves, and the presumptions that stood in, which carry the value of a condition; `told` keeps what was found."""
        found = told.get(number)
        if found is None:
            parts, enough = self._parts[number], self._enough[number]
            if enough == _PRESUMED and values[parts[0]] is None:
                found = 1 << number  # a presumption that stood in is told apart, not as a fact
            else:
                found = 0
                for part in parts if enough < 0 else self._alike(number, values):
                    found |= told.get(part) or self.carriers(part, values, told)
            told[number] = found
        return found

    def _alike(self, number: int, values: Values) -> list[int]:
        """The parts that carry the value of a condition with several."""
        value = values[number]
        alike = [part for part in self._parts[number] if values[part] is value]
        if value is False:  # of enough equal parts the first few settle a no
            return alike[: self._enough[number]]
        by = self._needless[number]
        if value is None or not by:
            return alike
        return [part for part in alike if part not in by or by[part].isdisjoint(alike)]


Carriers = int
"""A set of conditions, one bit for each position among a program's values."""
Told = dict[int, Carriers]
"""What carries each condition of one patient, by number."""

_ONE_PART, _PRESUMED = -1, -2


def _needless(node: Condition, program: Program, reads: Mapping[int, frozenset[str]]) -> dict[int, frozenset[int]]:
    """For the parts of an `any of` those whose yes makes them needless as a reason.

    A negated part excuses ("not pregnant, or else ..."): of whom it excuses nothing else is asked. A part is told by an
    earlier one that reads the same facts and more: the bands of one measure are one reason. What only presumes an earlier part
    is needless where that is known: beside a measured eGFR nobody asks whether kidney disease is recorded.
    """
    if not isinstance(node, AtLeast) or node.k != 1:
        return {}
    told: dict[int, Condition] = {}
    for part in node.parts:
        told.setdefault(program.index[part], part)  # a word and what it means are one part: neither excuses the other
    excuses = {i for i, part in told.items() if isinstance(part, Not)}
    found: dict[int, frozenset[int]] = {}
    for place, (i, part) in enumerate(told.items()):
        presumed = {program.index[node.part] for node in walk(part) if isinstance(node, Presume)}
        by = excuses.union(o for o in islice(told, place) if reads[i] <= reads[o] or o in presumed)
        if i not in excuses and by:
            found[i] = frozenset(by)
    return found


def _enough_for_no(node: Condition) -> int:
    """How many noes settle a condition; for one with a single part, of which kind it is."""
    match node:
        case AtLeast(k=k, parts=parts):
            return len(parts) - k + 1
        case Presume():
            return _PRESUMED
        case Named() | Not():
            return _ONE_PART
        case Compare() | Finding():
            return 0
        case _:
            assert_never(node)
