"""What several `all of` or several `any of` have in common, made a formula of its own, so that it is worked out once.

Formulas are equal only as a whole: of two that share thirty of their parts each would be worked out part by part.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from heapq import heapify, heappop, heappush
from itertools import combinations, product

from cobalamin.language.formulas import Number

Parts = Mapping[Number, tuple[Number, ...]]
"""By formula its parts: of an even one all must hold, of an odd one any."""
_Pair = tuple[Number, Number]


def shared(parts: Parts, above: Number) -> dict[Number, tuple[Number, ...]]:
    """The same formulas over fewer parts: the two that stand together most often become one, until no two stand together twice.

    What is added has numbers from `above` on, an even one that no formula has yet: even or odd as the formulas it is a part of.
    """
    found: dict[Number, tuple[Number, ...]] = {}
    for any_of in (0, 1):
        pairs = _Pairs({number: set(row) for number, row in parts.items() if number & 1 == any_of}, above | any_of)
        pairs.share()
        above = pairs.free & ~1
        found |= {number: tuple(sorted(row)) for number, row in pairs.rows.items()}
    return found


def uses(parts: Parts, roots: Iterable[Number]) -> Counter[Number]:
    """How often each formula is read where the roots are, each formula once."""
    found: Counter[Number] = Counter()
    waiting = [*roots]
    while waiting:
        number = waiting.pop()
        found[number] += 1
        if found[number] == 1:
            waiting.extend(parts.get(number, ()))
    return found


class _Pairs:
    """The pairs that stand in the same rows; `free` is the number that the next one gets."""

    def __init__(self, rows: dict[Number, set[Number]], free: Number) -> None:
        self.rows, self.free = rows, free
        self.where: dict[_Pair, set[Number]] = {}
        rows_with = Counter(part for row in rows.values() for part in row)
        for number, row in rows.items():
            # A part of one row alone is in no pair of two, unless it is a row itself: then it may take the place of a pair.
            for pair in combinations(sorted([part for part in row if rows_with[part] > 1 or part in rows]), 2):
                self.where.setdefault(pair, set()).add(number)
        self.waiting = [(-len(where), pair) for pair, where in self.where.items() if len(where) > 1]
        heapify(self.waiting)

    def share(self) -> None:
        """One part for each pair, the most frequent first."""
        while self.waiting:
            times, pair = heappop(self.waiting)
            where = self.where[pair]
            if len(where) == -times:
                self._put(self._row_of(pair), pair)
            elif len(where) > 1:
                heappush(self.waiting, (-len(where), pair))

    def _row_of(self, pair: _Pair) -> Number:
        """The row that is the pair and nothing else: a new one where there is none."""
        found = min((row for row in self.where[pair] if len(self.rows[row]) == 2), default=None)
        if found is None:
            found, self.free = self.free, self.free + 2
            self.rows[found] = set(pair)
        return found

    def _put(self, number: Number, pair: _Pair) -> None:
        """The number in the place of the pair, in every other row that has both."""
        beside: set[Number] = set()
        having, self.where[pair] = self.where[pair], {number}
        for row in having - {number}:
            others = self.rows[row] - {*pair, number}
            for gone, other in product(pair, (*others, number)):
                self.where.get(_pair(gone, other), set()).discard(row)
            for other in others:
                self.where.setdefault(_pair(other, number), set()).add(row)
            self.rows[row] = {*others, number}
            beside |= others
        for other in beside:
            together = len(self.where[_pair(other, number)])
            if together > 1:
                heappush(self.waiting, (-together, _pair(other, number)))


def _pair(one: Number, other: Number) -> _Pair:
    return (one, other) if one < other else (other, one)
