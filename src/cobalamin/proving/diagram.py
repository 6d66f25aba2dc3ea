"""The second prover: what the decision diagram says of a claim, over worlds, without Z3."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple, assert_never

from cobalamin.knowledge.claims import (
    Allowed,
    Claim,
    FromNothing,
    Ignores,
    Keeps,
    Matters,
    Never,
    OneAnswer,
    Possible,
    Settled,
    Stable,
    UnitFree,
    differ,
    outcome,
)
from cobalamin.knowledge.possible import possible
from cobalamin.language.ladder import Ladder
from cobalamin.language.nodes import Compare, Condition, Fact, Measure, Not, Presume, walk
from cobalamin.language.truth import Truth
from cobalamin.readings import worlds
from cobalamin.readings.worlds import World, Worlds


class Verdict(NamedTuple):
    """What the diagram says: a world that breaks the claim, or none. Not asked where it cannot decide the claim.

    `everybody`: it proves the claim for patients of whom little is known, too.
    """

    world: World | None = None
    asked: bool = True
    everybody: bool = False


NOT_ASKED = Verdict(asked=False)


class ByDiagram:
    """Every claim the diagram can decide; the diagrams are built once."""

    def __init__(self, claims: Sequence[Claim], allowed: Sequence[Condition]) -> None:
        settled = [c for claim in claims if not isinstance(claim, Stable) for c in conditions_of(claim)]
        unsettled = [
            c for claim in claims if isinstance(claim, Never | FromNothing | Matters) for c in conditions_of(claim)
        ]
        self.presuming = Worlds([*unsettled, *allowed], possible, presuming=True)
        self.settled = Worlds([*settled, *allowed], possible, presuming=False)

    def verdict(self, claim: Claim, allowed: Sequence[Allowed] = ()) -> Verdict:
        """What the diagram says of the claim."""
        outside = [a.when for a in allowed]
        match claim:
            case Never(together=together):
                everybody = self.presuming.together(together, outside) is None
                return Verdict(None if everybody else self.settled.together(together, outside), everybody=everybody)
            case Possible(condition=condition):
                return Verdict({} if self.settled.together([condition]) is None else None)
            case Keeps(fact=fact, direction=direction, outputs=outputs):
                steps = worlds.lower_steps if direction == "lower" else worlds.higher_steps
                return Verdict(self.settled.moved(fact, steps, self.settled.taken_away, outputs, outside=outside))
            case Ignores(fact=fact, given=given, outputs=outputs):
                held = () if given is None else (given,)
                return Verdict(
                    self.settled.moved(
                        fact, worlds.higher_steps, self.settled.changed, outputs, given=held, outside=outside
                    )
                )
            case OneAnswer(ladder=ladder):
                return Verdict(self._two_answers_or_none(ladder))
            case Settled(outputs=outputs):
                return Verdict(next(filter(None, map(self.settled.undecided, outputs)), None))
            case FromNothing(outputs=outputs):
                return Verdict(None if all(map(self._open_from_nothing, outputs)) else {})
            case UnitFree(measure=measure, unit=unit, outputs=outputs):
                return Verdict(_other_cells(measure, unit, outputs))
            case Matters(rule=rule, changed=changed):
                return self._matters(differ(rule, changed))
            case Stable():
                return NOT_ASKED
            case _:
                assert_never(claim)

    def _two_answers_or_none(self, ladder: Ladder) -> World | None:
        """A world with two outcomes at once, or with none."""
        answers = [outcome(ladder, name) for name in ladder.outcomes]
        found = (self.settled.together(pair) for pair in combinations(answers, 2))
        return next(filter(None, found), self.settled.together([Not(answer) for answer in answers]))

    def _open_from_nothing(self, output: Condition) -> bool:
        """With every presumption as it is presumed, some world does not meet the output: it is not certain."""
        stated = [node for node in walk(output) if isinstance(node, Presume)]
        as_presumed = [node if node.value is Truth.YES else Not(node) for node in stated]
        return self.presuming.together([*as_presumed, Not(output)]) is not None

    def _matters(self, difference: Condition) -> Verdict:
        """A world that is answered otherwise proves it; where there is none only somebody half known can, which Z3 decides."""
        found = self.settled.together([difference]) is not None or self.presuming.together([difference]) is not None
        return Verdict() if found else NOT_ASKED


def _other_cells(measure: Measure, unit: str, outputs: Sequence[Condition]) -> World | None:
    """A cut that lies elsewhere in the other unit, outside the printed gaps: a value between the two is another world."""
    scale, gaps = worlds.scale_of(measure, outputs), printed_gaps(measure, unit, outputs)
    for cell, ((own, _), (other, _)) in enumerate(zip(scale.keys(measure.unit), scale.keys(unit), strict=True)):
        low, high = sorted((own, other * measure.factor(unit)))
        if low != high and not any(first <= low and high <= last for first, last in gaps):
            return {measure: cell}
    return None


def conditions_of(claim: Claim) -> tuple[Condition, ...]:
    """Every condition a claim speaks of."""
    match claim:
        case Never(together=together):
            return together
        case Possible(condition=condition):
            return (condition,)
        case Matters(rule=rule, changed=changed):
            return rule, changed
        case OneAnswer(ladder=ladder):
            return ladder.conditions
        case Ignores(given=given, outputs=outputs):
            return outputs if given is None else (given, *outputs)
        case Keeps(outputs=outputs) | UnitFree(outputs=outputs):
            return outputs
        case Settled(outputs=outputs) | Stable(outputs=outputs) | FromNothing(outputs=outputs):
            return outputs
        case _:
            assert_never(claim)


def moved_by(claim: Claim) -> tuple[Fact, ...]:
    """The fact a claim moves, if it moves one."""
    return (claim.fact,) if isinstance(claim, Keeps | Ignores) else ()


def printed_gaps(measure: Measure, unit: str, outputs: Sequence[Condition]) -> list[tuple[Fraction, Fraction]]:
    """Where a figure printed in two units leaves a gap, in the measure's own unit: 133 pmol/L and 180 ng/L (132.8)."""
    found: list[tuple[Fraction, Fraction]] = []
    for node in walk(*outputs):
        if isinstance(node, Compare) and node.measure == measure:
            own, other = node.bound_in(measure.unit), node.bound_in(unit) * measure.factor(unit)
            if own != other:
                found.append((min(own, other), max(own, other)))
    return found
