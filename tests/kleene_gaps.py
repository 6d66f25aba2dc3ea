"""Where Kleene's rules say unknown although every completion of the missing facts agrees: found by Z3, listed by name.

Kleene's rules miss an answer only through facts that push both ways. Every other fact can be taken at its worst, which
is what Kleene's rules do. So the exact meaning is Kleene's, tried with every value of the facts that push both ways.
A presumption is settled first, from what is known: it stays as it came out whatever value is tried.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Self

import z3

from cobalamin.language.cells import Scale, scales
from cobalamin.language.explain import explain
from cobalamin.language.nodes import Compare, Condition, Fact, Finding, Measure, Not, Presume, facts_of, parts_of, walk
from cobalamin.language.patient import Interval
from cobalamin.language.truth import Truth
from cobalamin.readings.proof import AnyPatient, Ends, Formula, Known, Rails, Solver, both, either, number, opposite

Side = tuple[Fact, bool]


def two_sided(node: Condition) -> frozenset[Fact]:
    """The facts that push a condition both ways; what is presumed is settled first and pushes neither way in it."""
    sides: set[Side] = set()
    seen: set[tuple[Condition, bool]] = set()

    def visit(here: Condition, positive: bool) -> None:
        if (here, positive) in seen:
            return
        seen.add((here, positive))
        match here:
            case Compare(measure=measure, op=op):
                sides.add((measure, positive == (op in ("<", "<="))))
            case Finding():
                sides.add((here, positive))
            case Not(part=part):
                visit(part, not positive)
            case Presume():
                pass
            case _:
                for part in parts_of(here):
                    visit(part, positive)

    visit(node, True)
    return frozenset(fact for fact, side in sides if (fact, not side) in sides)


class Knowing(AnyPatient):
    """A patient of whom something can be settled beforehand, or told."""

    def with_known(self, known: Mapping[Fact, bool | Fraction]) -> Self:
        """The same patient with these facts known, whatever was known of them."""
        other = self._copied()
        for fact, value in known.items():
            if isinstance(fact, Finding):
                other.finding[fact] = Rails(z3.BoolVal(value is True), z3.BoolVal(value is False))
            else:
                there = z3.BoolVal(True)
                other.measure[fact] = Ends(there, number(Fraction(value)), there, number(Fraction(value)))
        return other

    def reaches(self, measure: Measure, cell: Interval) -> Formula:
        """What is known of the measure leaves some value of the cell open."""
        ends, found = self.measure[measure], []
        if cell.low is not None:
            bound = number(cell.low)
            above = ends.high > bound if cell.low_open else ends.high >= bound
            found.append(z3.Or(z3.Not(ends.has_high), above))
        if cell.high is not None:
            bound = number(cell.high)
            below = ends.low < bound if cell.high_open else ends.low <= bound
            found.append(z3.Or(z3.Not(ends.has_low), below))
        return z3.And(*found)

    def tell(self, node: Condition, rails: Rails) -> None:
        """Read a condition as these formulas from here on; the conditions it stands in must not have been read before."""
        self._rails[node] = rails


class Gaps:
    """Looks for a patient whose answer is forced and still unknown by Kleene's rules."""

    def __init__(self, roots: Sequence[Condition], possible: Condition) -> None:
        presumptions = [node for node in walk(*roots) if isinstance(node, Presume)]
        two = frozenset[Fact]().union(*map(two_sided, (*roots, *(presume.part for presume in presumptions))))
        in_order = (fact for fact in facts_of(*roots) if fact in two)  # a set's own order changes from run to run
        self.tried: tuple[Fact, ...] = tuple(dict.fromkeys((*facts_of(possible), *in_order)))
        self.scales: dict[Measure, Scale] = scales(*roots, possible)
        self.patient = Knowing(facts_of(*roots, possible), "p")
        self.ways = list(self._ways(possible))
        standing = either(*(fits for fits, _ in self.ways))
        self.solver = Solver([*self.patient.well_formed(), standing])
        for presume in presumptions:  # what one rests on comes before it
            self._settle(presume)

    def find(self, root: Condition) -> Known | None:
        """A patient for whom the condition is forced and Kleene's rules leave it unknown; None when there is no gap."""
        here = self.patient.truth(root)
        unknown = [opposite(here.yes), opposite(here.no)]
        for side in self._forced(root):
            model = self.solver.find([*unknown, side])
            if model is not None:
                return self.patient.read(model)
        return None

    def _forced(self, node: Condition) -> Rails:
        """When every choice that fits says yes, and when every one says no."""
        said = [(opposite(fits), way.truth(node)) for fits, way in self.ways]
        return Rails(*(both(*(either(not_so, rails[side]) for not_so, rails in said)) for side in (0, 1)))

    def _settle(self, presume: Presume) -> None:
        """The same truth under every choice: what its part is forced to be, or what is presumed."""
        part = self._forced(presume.part)
        if presume.value is Truth.YES:
            came_to = Rails(opposite(part.no), part.no)
        else:
            came_to = Rails(part.yes, opposite(part.yes))
        for _, way in self.ways:
            way.tell(presume, came_to)

    def _ways(self, possible: Condition) -> Iterator[tuple[Formula, Knowing]]:
        """Every possible choice of the facts tried: when it fits what is known, and the patient with that choice."""
        for choice in product(*(self._choices(fact) for fact in self.tried)):
            chosen = dict(zip(self.tried, choice, strict=True))
            if explain(possible, {fact.name: one for fact, one in chosen.items()}).truth is Truth.YES:
                inside = {fact: one if isinstance(one, bool) else _inside(one) for fact, one in chosen.items()}
                fits = both(*(self._fits(fact, one) for fact, one in chosen.items()))
                yield fits, self.patient.with_known(inside)

    def _choices(self, fact: Fact) -> tuple[bool | Interval, ...]:
        if isinstance(fact, Finding):
            return (False, True)
        scale = self.scales[fact]
        return tuple(scale.interval_of(cell) for cell in range(scale.size))

    def _fits(self, fact: Fact, one: bool | Interval) -> Formula:
        """What is known leaves this choice open."""
        if isinstance(fact, Measure):
            assert isinstance(one, Interval)
            return self.patient.reaches(fact, one)
        rails = self.patient.finding[fact]
        return opposite(rails.no if one is True else rails.yes)


def _inside(cell: Interval) -> Fraction:
    """A value strictly inside a cell."""
    low = Fraction(0) if cell.low is None else cell.low
    return low + 1 if cell.high is None else (low + cell.high) / 2
