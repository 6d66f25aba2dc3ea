"""Every three-valued patient over some facts, slice by slice, as the columns bit planes read.

The first facts of a cube are a slice, every combination of them at once; the others are the same for the whole slice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

import numpy as np

from cobalamin.knowledge.rules import ARTICLE
from cobalamin.language.cells import Scale, scales
from cobalamin.language.nodes import Fact, Measure
from cobalamin.language.patient import Interval, Patient
from cobalamin.readings.bits import Between, Yes
from cobalamin.readings.planes import packed, plane_words

State = bool | tuple[int, int] | None
"""A finding; the lowest and the highest cell a result can lie in; nothing known."""
SCALES: dict[Measure, Scale] = scales(*ARTICLE.roots)
SLICE = 1 << 18
"""A slice has no more patients than this."""


def states(fact: Fact) -> tuple[State, ...]:
    """What a record can say of a fact: nothing, no or yes; nothing, the cell of a plain result, one end as in `<150 ng/L`."""
    if not isinstance(fact, Measure):
        return None, False, True
    cells, top = range(SCALES[fact].size), SCALES[fact].size - 1
    said = [*((i, i) for i in cells), *((0, high) for high in cells), *((low, top) for low in cells)]
    return None, *dict.fromkeys(ends for ends in said if ends != (0, top))


@dataclass(frozen=True)
class Cube:
    """Every combination of the states of these facts."""

    facts: tuple[Fact, ...]

    @property
    def size(self) -> int:
        """How many patients there are."""
        return prod(len(states(fact)) for fact in self.facts)

    @property
    def inner(self) -> tuple[Fact, ...]:
        """The facts that make a slice: as many as keep it small."""
        count, rows = 0, 1
        for fact in self.facts:
            rows *= len(states(fact))
            if rows > SLICE:
                break
            count += 1
        return self.facts[:count]

    def rows(self) -> list[tuple[State, ...]]:
        """The patients of a slice, as far as they differ."""
        return list(product(*map(states, self.inner)))

    def slices(self, every: int = 1) -> Iterator[dict[str, Yes | Between]]:
        """The columns of each slice, or of every so many."""
        rows = self.rows()
        inside = {fact.name: column([row[i] for row in rows], fact) for i, fact in enumerate(self.inner)}
        outer = self.facts[len(self.inner) :]
        for number, chosen in enumerate(product(*map(states, outer))):
            if number % every == 0:
                yield {
                    **inside,
                    **{fact.name: constant(value, fact, len(rows)) for fact, value in zip(outer, chosen, strict=True)},
                }


def column(values: Sequence[State], fact: Fact) -> Yes | Between:
    """A fact with a state of its own for every patient."""
    if isinstance(fact, Measure):
        top = SCALES[fact].size - 1
        ends = np.array([value if isinstance(value, tuple) else (0, top) for value in values], np.int8)
        return Between(ends[:, 0].copy(), ends[:, 1].copy())
    return Yes(packed(np.array([v is True for v in values])), packed(np.array([v is False for v in values])))


def constant(value: State, fact: Fact, size: int) -> Yes | Between:
    """A fact in the same state for everybody."""
    if isinstance(fact, Measure):
        ends = value if isinstance(value, tuple) else (0, SCALES[fact].size - 1)
        return Between(*(np.full(size, end, np.int8) for end in ends))
    full, empty = packed(np.ones(size, bool)), np.zeros(plane_words(size), np.uint64)
    return Yes(full if value is True else empty, full if value is False else empty)


def patient(facts: Sequence[Fact], row: Sequence[State]) -> Patient:
    """One patient of a cube as the interpreter takes it."""
    return {fact.name: _known(fact, value) for fact, value in zip(facts, row, strict=True) if value is not None}


def _known(fact: Fact, value: bool | tuple[int, int]) -> bool | Interval:
    if not isinstance(fact, Measure) or not isinstance(value, tuple):
        return value is True
    (first, last), scale = value, SCALES[fact]
    low, high = scale.interval_of(first), scale.interval_of(last)
    return Interval(low.low, high.high, fact.unit, low.low_open, high.high_open)
