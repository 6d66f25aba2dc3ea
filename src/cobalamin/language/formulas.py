"""Conditions as numbers: equal formulas are one number, and the opposite of formula n is n ^ 1.

An even number is a literal or an `all of`, the odd one beside it the opposite: an `any of` the opposite parts. A literal
says that a fact lies among some of its values, written as bits: bit 0 no and bit 1 yes for a finding, one bit a cell for a
measure. A presumption is a literal without a fact: it is settled before the worlds are looked at, and alike in all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import assert_never

from cobalamin.language.cells import Scale, says_below
from cobalamin.language.nodes import AtLeast, Compare, Condition, Fact, Finding, Measure, Named, Not, Presume

Number = int
Bits = int
FALSE: Number = 0
TRUE: Number = 1


class Table:
    """Formulas by number, to be read: of formula n either the `parts`, the `literal` or the `presumption` at n >> 1."""

    def __init__(self, scale_of: Mapping[Measure, Scale]) -> None:
        self.scale_of = scale_of
        self.facts: list[Fact] = []
        self.everything: list[Bits] = []
        self.presumes: list[Presume] = []
        self.parts: list[tuple[Number, ...]] = [()]
        self.literal: list[tuple[int, Bits] | None] = [None]
        self.presumption: list[int | None] = [None]

    def values_of(self, fact: Fact) -> Bits:
        """The values a fact may have."""
        return (1 << (self.scale_of[fact].size if isinstance(fact, Measure) else 2)) - 1

    def values_in(self, number: Number) -> tuple[int, Bits] | None:
        """The fact of a literal and the values it may have; None for any other formula."""
        found = self.literal[number >> 1]
        if found is None or not number & 1:
            return found
        return found[0], self.everything[found[0]] ^ found[1]

    def below(self, roots: Iterable[Number]) -> dict[Number, tuple[Number, ...]]:
        """The `all of` and the `any of` that the roots are read from, each with its parts."""
        found: dict[Number, tuple[Number, ...]] = {}
        waiting = [*roots]
        while waiting:
            number = waiting.pop()
            parts = self.parts[number >> 1]
            if parts and number not in found:
                found[number] = tuple([part ^ (number & 1) for part in parts])
                waiting.extend(found[number])
        return found


class Formulas(Table):
    """A table of formulas over the facts and presumptions of some conditions, to which more are added.

    `up[n]` and `down[n]` are the facts, a bit each, of which a higher or a lower value may help n to hold. A fact that
    pulls both ways in one formula is in both: only such facts can make Kleene's rules miss an answer.
    """

    def __init__(self, scale_of: Mapping[Measure, Scale]) -> None:
        super().__init__(scale_of)
        self.up: list[Bits] = [0, 0]
        self.down: list[Bits] = [0, 0]
        self.about: list[Bits] = [0, 0]
        self._opposites: list[frozenset[Number]] = [frozenset()]
        self._variable: dict[Fact, int] = {}
        self._literals: dict[tuple[int, Bits], Number] = {}
        self._compounds: dict[tuple[Number, ...], Number] = {}
        self._built: dict[Condition, Number] = {}
        self._given: dict[tuple[Number, Number], Number] = {}

    def _new(self, up: Bits, down: Bits, about: Bits) -> Number:
        number = 2 * len(self.parts)
        self.parts.append(())
        self.literal.append(None)
        self.presumption.append(None)
        self._opposites.append(frozenset())
        self.up += (up, down)
        self.down += (down, up)
        self.about += (about, about)
        return number

    # --- literals ----------------------------------------------------------------------------------------------------

    def variable(self, fact: Fact) -> int:
        """The number of a fact."""
        found = self._variable.get(fact)
        if found is None:
            found = self._variable[fact] = len(self.facts)
            self.facts.append(fact)
            self.everything.append(self.values_of(fact))
        return found

    def lies_in(self, variable: int, values: Bits) -> Number:
        """The fact lies among these values."""
        everything = self.everything[variable]
        values &= everything
        if values in (0, everything):
            return TRUE if values else FALSE
        turned = int(values & -everything & everything != 0)  # the one without the lowest value is even
        even = everything ^ values if turned else values
        number = self._literals.get((variable, even))
        if number is None:
            upward = even == everything & -(even & -even)
            bit = 1 << variable
            number = self._literals[variable, even] = self._new(bit, 0 if upward else bit, 1 << 2 * variable)
            self.literal[number >> 1] = (variable, even)
        return number ^ turned

    def presumed(self, presume: Presume) -> Number:
        """The literal of a presumption."""
        self.of(presume.part)  # what stands inside a presumption is settled before it
        at = len(self.presumes)
        self.presumes.append(presume)
        number = self._new(0, 0, 1 << 2 * at + 1)
        self.presumption[number >> 1] = at
        return number

    # --- putting together --------------------------------------------------------------------------------------------

    def all_of(self, numbers: Iterable[Number]) -> Number:
        """Every one of them holds: literals of one fact are one, and what another part already says is left out."""
        parts = set(numbers)
        parts.discard(TRUE)
        facts = [found[0] for number in parts if (found := self.literal[number >> 1])]
        if len(set(facts)) < len(facts):
            parts = self._one_of_each_fact(parts)
        if FALSE in parts or not parts.isdisjoint([number ^ 1 for number in parts]):
            return FALSE
        return self._joined(parts)

    def _one_of_each_fact(self, parts: set[Number]) -> set[Number]:
        """The same parts, with one literal for all those of a fact."""
        ranges: dict[int, Bits] = {}
        kept: set[Number] = set()
        for number in parts:
            found = self.values_in(number)
            if found is None:
                kept.add(number)
            else:
                ranges[found[0]] = ranges.get(found[0], -1) & found[1]
        kept.update([self.lies_in(variable, values) for variable, values in ranges.items()])
        return kept

    def _joined(self, parts: set[Number]) -> Number:
        opposites = self._opposites
        kept = sorted([n for n in parts if not n & 1 or parts.isdisjoint(opposites[n >> 1])])
        if len(kept) < 2:
            return kept[0] if kept else TRUE
        key = tuple(kept)
        number = self._compounds.get(key)
        if number is None:
            up = down = about = 0
            for part in key:
                up, down, about = up | self.up[part], down | self.down[part], about | self.about[part]
            number = self._compounds[key] = self._new(up, down, about)
            self.parts[number >> 1] = key
            self._opposites[number >> 1] = frozenset(part ^ 1 for part in key)
        return number

    def any_of(self, numbers: Iterable[Number]) -> Number:
        """One of them holds at least."""
        return self.all_of([number ^ 1 for number in numbers]) ^ 1

    def of(self, condition: Condition) -> Number:
        """The formula of a condition."""
        found = self._built.get(condition)
        if found is None:
            found = self._built[condition] = self._of(condition)
        return found

    def _of(self, condition: Condition) -> Number:
        match condition:
            case Finding():
                return self.lies_in(self.variable(condition), 0b10)
            case Compare(measure=measure):
                variable = self.variable(measure)
                below = (2 << self.scale_of[measure].position(condition)) - 1
                return self.lies_in(variable, below if says_below(condition) else ~below)
            case Presume():
                return self.presumed(condition)
            case Named(part=part):
                return self.of(part)
            case Not(part=part):
                return self.of(part) ^ 1
            case AtLeast(k=k, parts=parts):
                return self._at_least(k, [self.of(part) for part in parts])
            case _:
                assert_never(condition)

    def _at_least(self, k: int, parts: Sequence[Number]) -> Number:
        if k == 1:
            return self.any_of(parts)
        if k == len(parts):
            return self.all_of(parts)
        still_needed = [TRUE] + [FALSE] * k  # what the parts looked at must give if j more are needed
        for part in reversed(parts):
            with_it = [(self.all_of([part, fewer]), same) for fewer, same in pairwise(still_needed)]
            still_needed = [TRUE, *map(self.any_of, with_it)]
        return still_needed[k]

    # --- taking apart ------------------------------------------------------------------------------------------------

    def given(self, number: Number, holds: Number) -> Number:
        """What is left of a formula where another one holds."""
        if number == holds:
            return TRUE
        if number == holds ^ 1:
            return FALSE
        shared = self.about[number] & self.about[holds]
        if not shared or (shared != self.about[holds] and self.literal[holds >> 1] is None):
            return number
        key = (number, holds)
        found = self._given.get(key)
        if found is None:
            found = self._given[key] = self._left(number, holds)
        return found

    def _left(self, number: Number, holds: Number) -> Number:
        parts = self.parts[number >> 1]
        if parts:
            left = tuple([self.given(part, holds) for part in parts])
            return number if left == parts else self.all_of(left) ^ (number & 1)
        here, there = self.values_in(number), self.values_in(holds)
        assert here is not None  # what is about one fact alone is a literal
        assert there is not None
        if not here[1] & there[1]:
            return FALSE
        return number if there[1] & ~here[1] else TRUE
