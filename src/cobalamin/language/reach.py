"""Formulas rewritten until Kleene's rules miss nothing: whether some completion of the missing facts makes them hold.

`Any of` is never the trouble. `All of` is only where its parts share a fact that pulls one of them up and another down:
each part could be met, both together not. Such parts are taken case by case, over the values of a fact or over a
condition they share, until no two parts pull apart. What is left is read literal by literal: a literal can hold where
what is known leaves one of its values open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from cobalamin.language.formulas import FALSE, TRUE, Bits, Formulas, Number


class Reach:
    """For a formula one that holds in the same worlds, and can hold exactly where each of its literals can."""

    def __init__(self, formulas: Formulas) -> None:
        self.formulas = formulas
        self._done: dict[Number, Number] = {FALSE: FALSE, TRUE: TRUE}
        self._compounds: dict[Number, frozenset[Number]] = {}

    def of(self, number: Number) -> Number:
        """The rewritten formula."""
        found = self._done.get(number)
        if found is None:
            found = self._done[number] = self._of(number)
        return found

    def _of(self, number: Number) -> Number:
        parts = self.formulas.parts[number >> 1]
        if not parts:
            return number
        if number & 1:
            return self.formulas.any_of([self.of(part ^ 1) for part in parts])
        together = self._pulling_apart(self._simplified(number))
        return self.formulas.all_of([self._case_by_case(parts, facts) for parts, facts in together])

    # --- all of ------------------------------------------------------------------------------------------------------

    def _flat(self, number: Number) -> tuple[list[Number], list[Number]]:
        """The parts of an `all of` down to those that are none, and the ones passed on the way."""
        formulas = self.formulas
        found: dict[Number, None] = {}
        passed: dict[Number, None] = {}
        pending = [number]
        while pending:
            here = pending.pop()
            inner = formulas.parts[here >> 1]
            if here & 1 or not inner:
                found[here] = None
            elif here not in passed:
                passed[here] = None
                pending.extend(inner)
        return list(found), list(passed)

    def _simplified(self, number: Number) -> list[Number]:
        """The parts of an `all of`, each as what is left of it where the others hold."""
        formulas = self.formulas
        while True:
            parts, passed = self._flat(number)
            every = (*parts, *passed)
            left = [self._given_all(part, every) for part in parts]
            if left == parts:
                return parts
            number = formulas.all_of(left)

    def _given_all(self, part: Number, others: Iterable[Number]) -> Number:
        about, given, left = self.formulas.about, self.formulas.given, part
        for other in others:
            # A formula is only looked for where all it speaks of is spoken of: that spares most of the looking.
            if other != part and not about[other] & ~about[left]:
                left = given(left, other)
        return left

    def _pulling_apart(self, parts: list[Number]) -> Iterator[tuple[list[Number], Bits]]:
        """The parts in groups that share no fact which pulls both ways, each with those facts inside it."""
        formulas = self.formulas
        once = twice = up = down = 0
        for part in parts:
            facts = formulas.up[part] | formulas.down[part]
            twice |= once & facts
            once |= facts
            up |= formulas.up[part]
            down |= formulas.down[part]
        both = twice & up & down
        groups: list[tuple[list[Number], Bits]] = []
        for part in parts:
            members, shared = [part], (formulas.up[part] | formulas.down[part]) & both
            apart = []
            for other, facts in groups:
                if facts & shared:
                    members, shared = other + members, shared | facts
                else:
                    apart.append((other, facts))
            groups = [*apart, (members, shared)]
        yield from groups

    # --- case by case ------------------------------------------------------------------------------------------------

    def _case_by_case(self, parts: list[Number], facts: Bits) -> Number:
        whole = self.formulas.all_of(parts)
        if len(parts) == 1:
            return self.of(whole)
        found = self._done.get(whole)
        if found is None:
            shared = self._most_shared(parts, facts)
            cases = self._by_fact(whole, parts, facts) if shared is None else self._by_condition(whole, shared)
            found = self._done[whole] = self.formulas.any_of(cases)
        return found

    def _by_condition(self, whole: Number, shared: Number) -> list[Number]:
        """With the shared condition, and without it."""
        formulas = self.formulas
        return [self.of(formulas.all_of([case, formulas.given(whole, case)])) for case in (shared, shared ^ 1)]

    def _most_shared(self, parts: list[Number], facts: Bits) -> Number | None:
        """The condition inside the most parts, the largest of those, that speaks of a fact which pulls both ways."""
        formulas = self.formulas
        count = Counter(inner for part in parts for inner in self._inside(part))
        shared = [
            (times, len(self._inside(inner)), -inner)
            for inner, times in count.items()
            if times > 1 and (formulas.up[inner] | formulas.down[inner]) & facts
        ]
        return -max(shared)[2] if shared else None

    def _by_fact(self, whole: Number, parts: list[Number], facts: Bits) -> list[Number]:
        """Over the values of the fact that stands in the most places; values that leave the same are one case."""
        formulas = self.formulas
        variable = max(_numbers(facts), key=lambda fact: (sum(self._places(part, fact) for part in parts), -fact))
        left: dict[Number, Bits] = {}
        for value in _numbers(formulas.everything[variable]):
            case = formulas.given(whole, formulas.lies_in(variable, 1 << value))
            left[case] = left.get(case, 0) | 1 << value
        return [formulas.all_of([formulas.lies_in(variable, values), self.of(case)]) for case, values in left.items()]

    def _places(self, number: Number, variable: int) -> int:
        """Whether a literal of the fact stands directly in a formula, and in how many of its compounds."""
        bit = 1 << 2 * variable
        compounds = [inner for inner in self._inside(number) if self.formulas.about[inner] & bit]
        return len(compounds) or bool(self.formulas.about[number] & bit)

    def _inside(self, number: Number) -> frozenset[Number]:
        """Every compound in a formula, itself included, each as its even number."""
        even = number & ~1
        found = self._compounds.get(even)
        if found is None:
            parts = self.formulas.parts[even >> 1]
            own = (even,) if parts else ()
            found = self._compounds[even] = frozenset(own).union(*(self._inside(part) for part in parts))
        return found


def _numbers(bits: Bits) -> list[int]:
    return [i for i in range(bits.bit_length()) if bits >> i & 1]
