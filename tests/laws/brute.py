"""The meaning of rules by listing: every completion of the missing facts, one after another, with nothing clever."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product

from cobalamin.language.cells import Scale, scales
from cobalamin.language.ladder import Ladder
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
    facts_of,
    walk,
)
from cobalamin.language.patient import Interval, Patient, holds
from cobalamin.language.truth import Truth

World = Mapping[Fact, bool | Interval]
"""Every fact known: a finding yes or no, a measure one cell of its scale."""

IMPOSSIBLE = "impossible"


class Brute:
    """Outputs over all completions; `possible` leaves worlds out."""

    def __init__(self, outputs: Sequence[Condition | Ladder], possible: Condition | None = None) -> None:
        self.outputs, self.possible = outputs, possible
        conditions = [c for o in outputs for c in (o.conditions if isinstance(o, Ladder) else (o,))]
        self.conditions = conditions if possible is None else [*conditions, possible]
        self.facts = facts_of(*self.conditions)
        self.scales = scales(*self.conditions)

    def worlds(self, patient: Patient) -> Iterator[World]:
        """Every completion of what is known, the impossible ones included."""
        choices = [self.values(fact, patient.get(fact.name)) for fact in self.facts]
        return (dict(zip(self.facts, world, strict=True)) for world in product(*choices))

    def values(self, fact: Fact, known: bool | Interval | None) -> list[bool | Interval]:
        if isinstance(fact, Finding):
            return [False, True] if known is None else [known]
        scale = self.scales[fact]
        first, last = scale.whole if known is None else reached(scale, known)
        return [scale.interval_of(cell) for cell in range(first, last + 1)]

    def can_be(self, world: World) -> bool:
        return self.possible is None or true_in(self.possible, world, {})

    def presumed(self, patient: Patient) -> dict[Presume, bool]:
        """What each presumption comes to: its part where all possible worlds agree on it, else what is presumed."""
        done: dict[Presume, bool] = {}
        worlds = [world for world in self.worlds(patient) if self.can_be(world)]
        for node in walk(*self.conditions):
            if isinstance(node, Presume):
                said = {true_in(node.part, world, done) for world in worlds}
                done[node] = said.pop() if len(said) == 1 else node.value is Truth.YES
        return done

    def outcomes(self, output: Condition | Ladder, patient: Patient) -> list[tuple[World, str]]:
        """Each completion with what the output comes to in it."""
        presumed = self.presumed(patient)
        return [
            (world, outcome_in(output, world, presumed) if self.can_be(world) else IMPOSSIBLE)
            for world in self.worlds(patient)
        ]


def reached(scale: Scale, known: Interval) -> tuple[int, int]:
    """The cells an interval reaches, by asking the plain meaning of every comparison."""
    cells = [i for i in range(scale.size) if all(_agrees(c, scale, i, known) for c in scale._position)]
    return cells[0], cells[-1]


def _agrees(compare: Compare, scale: Scale, cell: int, known: Interval) -> bool:
    """Whether a cell says of a comparison nothing that the interval denies."""
    truth = holds(compare, known)
    return truth is Truth.UNKNOWN or holds(compare, scale.interval_of(cell)) is truth


def true_in(node: Condition, world: World, presumed: Mapping[Presume, bool]) -> bool:
    """Two values: every fact is known, every presumption settled."""
    match node:
        case Finding():
            return world[node] is True
        case Compare(measure=measure):
            return holds(node, world[measure]) is Truth.YES  # type: ignore[arg-type]
        case Not(part=part):
            return not true_in(part, world, presumed)
        case AtLeast(k=k, parts=parts):
            return sum(true_in(part, world, presumed) for part in parts) >= k
        case Named(part=part):
            return true_in(part, world, presumed)
        case Presume():
            return presumed[node]


def outcome_in(output: Condition | Ladder, world: World, presumed: Mapping[Presume, bool]) -> str:
    """The outcome of a ladder, or yes or no."""
    if isinstance(output, Ladder):
        for rung in output.rungs:
            if true_in(rung.when, world, presumed):
                return rung.outcome
        return output.otherwise
    return "yes" if true_in(output, world, presumed) else "no"


def patient_of(world: World) -> Patient:
    """A completion as a patient."""
    return {fact.name: value for fact, value in world.items()}


def differ_only_in(fact: Fact, worlds: Iterable[tuple[World, str]]) -> bool:
    """Whether two of the worlds that differ in this fact alone have different outcomes."""
    found: dict[tuple[object, ...], set[str]] = {}
    for world, outcome in worlds:
        rest = tuple(value for other, value in world.items() if other != fact)
        found.setdefault(rest, set()).add(outcome)
    return any(len(outcomes) > 1 for outcomes in found.values())


def set_to(patient: Patient, fact: Fact, value: bool | int, scale: Mapping[Measure, Scale]) -> Patient:
    """The patient with one fact set, a measure to a cell of its scale."""
    return {**patient, fact.name: scale[fact].interval_of(int(value)) if isinstance(fact, Measure) else bool(value)}
