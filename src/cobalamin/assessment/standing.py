"""Where one patient stands under one engine: every rule's value, exact where Kleene's rules leave it open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from cobalamin.assessment.engine import Engine
from cobalamin.assessment.prepared import TRUTH, Climb, Place, Prepared
from cobalamin.knowledge.facts import FACTS
from cobalamin.language.compile import Values, Vector
from cobalamin.language.diagram import Mask, truth_of
from cobalamin.language.exact import Settled
from cobalamin.language.ladder import outcomes_of
from cobalamin.language.lanes import Left
from cobalamin.language.nodes import Measure
from cobalamin.language.truth import Truth
from cobalamin.records.known import Facts
from cobalamin.records.known import Known as Yes
from cobalamin.records.results import word_interval
from cobalamin.records.select import replaced_words


class Standing:
    """One patient put through one engine: what every part of an answer is read from."""

    def __init__(self, engine: Engine, prepared: Prepared, facts: Facts) -> None:
        self.engine = engine
        self.prepared = prepared
        self.facts = facts
        self.vector: Vector = engine.program.vector(facts.values)
        self.values: Values = engine.program.values(self.vector)
        self.kleene = [_climbed(climb, self.values) for climb in prepared.ladders]
        """The outcomes of each ladder that Kleene's rules leave open."""
        is_open = any(len(left) > 1 for left in self.kleene)
        exact = engine.exact.everything if is_open else engine.exact.conditions
        self.settled: Settled = engine.exact.presumed(self.vector)
        self.masks: tuple[Mask, ...] = exact(self.vector, self.settled)
        self.outcomes = [self._left(left, climb) for left, climb in zip(self.kleene, prepared.ladders, strict=True)]
        """The outcomes of each ladder still possible, the highest first."""

    def _left(self, kleene: Sequence[str], climb: Climb) -> tuple[str, ...]:
        """Exactly where Kleene leaves several open; in no possible world at all what Kleene says."""
        if len(kleene) == 1:
            return tuple(kleene)
        mask = self.masks[climb.place]
        return outcomes_of(climb.ladder, mask) or tuple(kleene)

    def truth(self, place: Place) -> Truth:
        """A rule's truth."""
        value = self.values[place[0]]
        return truth_of(self.masks[place[1]]) if value is None else TRUTH[value]

    def named(self, id: str) -> Truth:
        """What a named word or a finding came to; a finding no rule reads is looked up among the facts."""
        at = self.engine.named.get(id)
        if at is not None:
            return TRUTH[self.values[at]]
        known = self.facts.known.get(id)
        return Truth.of(known.value) if known is not None and isinstance(known.value, bool) else Truth.UNKNOWN

    def holds(self, id: str) -> bool:
        """Whether a named word or a finding surely holds."""
        return self.named(id) is Truth.YES

    def supposing(self, name: str) -> Standing:
        """The same patient, had somebody confirmed a finding, or that a figure is high."""
        entry = FACTS[name]
        high = word_interval(entry, "high", self.engine.figures) if isinstance(entry.fact, Measure) else None
        known = {**self.facts.known, name: Yes(True if high is None else high)}
        return Standing(self.engine, self.prepared, replace(self.facts, known=known))

    @cached_property
    def left(self) -> Left:
        """What is left of the ladders after each change of a single fact, and with each presumption taken back."""
        return self.engine.lanes.left(self.vector, replaced_words(self.facts))

    @cached_property
    def reassured(self) -> list[str]:
        """The outcome of each ladder if everything still open came back reassuring, of those that are possible.

        A rule may presume what nobody measured, and a result would take that back: what is certain today is not hoped away.
        """
        engine, program = self.engine, self.engine.program
        others = engine.reassured_beside_ill_kidneys if self.holds("chronic_kidney_disease") else engine.reassured
        values = program.values(program.filled(self.vector, self.facts.known, others))
        hoped = (_climbed(climb, values)[0] for climb in self.prepared.ladders)
        return [one if one in left else left[-1] for one, left in zip(hoped, self.outcomes, strict=True)]


def _climbed(climb: Climb, values: Values) -> list[str]:
    """The outcomes down to the first rung that holds, without those whose rung does not."""
    found: list[str] = []
    for outcome, rung in climb.rungs:
        value = values[rung]
        if value is not False:
            found.append(outcome)
        if value is True:
            return found
    found.append(climb.ladder.otherwise)
    return found
