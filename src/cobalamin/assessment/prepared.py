"""What an answer repeats for every patient, prepared once a guideline: where each rule stands, and rows that never change."""

from __future__ import annotations

from collections.abc import Container
from functools import cached_property
from typing import NamedTuple

from cobalamin.assessment.assessment import DefinitionAnswer, MissingAnswer, Reason, SafetyAnswer
from cobalamin.assessment.engine import Engine
from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.indications import Indication
from cobalamin.knowledge.safety import SafetyRule
from cobalamin.language.ladder import Ladder
from cobalamin.language.nodes import Compare, Finding, Presume, facts_of, walk
from cobalamin.language.truth import Truth
from cobalamin.records.known import Facts

LEVELS = ("block", "warn", "inform")
TRUTH = {True: Truth.YES, False: Truth.NO, None: Truth.UNKNOWN}
Place = tuple[int, int]
"""Where a rule stands among the values, and among the exact masks."""
Leaves = list[tuple[int, str]]
"""Leaves by number, each with the name of the fact it reads."""


class Climb(NamedTuple):
    """A ladder by number: each rung's outcome with where its condition stands, and its place among the masks."""

    ladder: Ladder
    rungs: tuple[tuple[str, int], ...]
    place: int


class SafetyPlace:
    """A safety rule by number, with all that can be said of it: where it holds, and the questions where it is unknown."""

    def __init__(self, rule: SafetyRule, place: int) -> None:
        self.place = place
        self.holds = _said(rule, rule.action, Truth.YES)
        self.holds_beside_allergy = _said(rule, rule.action_beside_allergy or rule.action, Truth.YES)
        self._ask = _said(rule, rule.ask, Truth.UNKNOWN) if rule.ask else None
        self._ask_result = _said(rule, rule.ask_result, Truth.UNKNOWN) if rule.ask_result else self._ask
        self._settle = _said(rule, rule.settle, Truth.UNKNOWN) if rule.settle else None
        self._findings = [fact.name for fact in facts_of(rule.rule) if isinstance(fact, Finding)]

    def asked(self, known: Container[str]) -> SafetyAnswer | None:
        """The question to put where the rule is unknown: of what the record answers already nobody is asked again."""
        return self._ask_result if all(name in known for name in self._findings) else self._ask

    def to_settle(self, facts: Facts) -> SafetyAnswer | None:
        """What is said where the rule is unknown because what is recorded does not settle it, whichever the route."""
        doubted = self._settle is not None and any(facts.may_be(name) for name in self._findings)
        return self._settle if doubted else None


class Prepared:
    """The rules of an engine by number, and the answers that are the same for whomever they are given to."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.presumed: dict[tuple[object, ...], Reason] = {}
        self._leaves: dict[int, Leaves] = {}

    def _place(self, rule: Indication | SafetyRule) -> int:
        return self.engine.program.index[rule.rule]

    @cached_property
    def indications(self) -> tuple[tuple[Indication, Place], ...]:
        """The six, each with where it stands."""
        place = self.engine.exact.position
        return tuple((i, (self._place(i), place[i.rule])) for i in self.engine.guideline.indications)

    @cached_property
    def definitions(self) -> tuple[tuple[dict[Truth, DefinitionAnswer], Place], ...]:
        """The definitions with each answer one of them can have."""
        index, place = self.engine.program.index, self.engine.exact.position
        return tuple(
            ({truth: DefinitionAnswer(d.id, d.statement, truth) for truth in Truth}, (index[d], place[d]))
            for d in self.engine.guideline.definitions
        )

    @cached_property
    def ladders(self) -> tuple[Climb, ...]:
        """The ladders by number."""
        index, position = self.engine.program.index, self.engine.exact.position
        return tuple(
            Climb(ladder, tuple((rung.outcome, index[rung.when]) for rung in ladder.rungs), position[ladder])
            for ladder in self.engine.guideline.ladders
        )

    @cached_property
    def read_by(self) -> dict[Presume, frozenset[str]]:
        """The facts that each presumption speaks of."""
        presumes = self.engine.exact.presumes
        return {presume: frozenset(fact.name for fact in facts_of(presume.part)) for presume in presumes}

    @cached_property
    def safety(self) -> tuple[SafetyPlace, ...]:
        """The safety rules by level."""
        ranked = sorted(self.engine.guideline.safety, key=lambda rule: LEVELS.index(rule.level))
        return tuple(SafetyPlace(rule, self._place(rule)) for rule in ranked)

    def leaves(self, rule: int) -> Leaves:
        """The leaves below a rule, in its order; looked for once."""
        found = self._leaves.get(rule)
        if found is None:
            program = self.engine.program
            found = self._leaves[rule] = [
                (program.index[leaf], leaf.measure.name if isinstance(leaf, Compare) else leaf.name)
                for leaf in walk(program.nodes[rule])
                if isinstance(leaf, (Compare, Finding))
            ]
        return found

    @cached_property
    def never_recorded(self) -> dict[str, MissingAnswer]:
        """What is said of each fact that was never recorded."""
        return {n: MissingAnswer(n, "never recorded", f"{e.fact.label}: never recorded") for n, e in FACTS.items()}


def _said(rule: SafetyRule, action: str, truth: Truth) -> SafetyAnswer:
    return SafetyAnswer(rule.level, rule.id, rule.rule.statement, action, truth, rule.rule.cites)
