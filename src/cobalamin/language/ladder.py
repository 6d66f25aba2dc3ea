"""Ordered outcomes: the first rung that holds decides; what is certain, and what is still possible."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cobalamin.language.nodes import Named, Node, RuleError
from cobalamin.language.truth import Truth

UNDETERMINED = "undetermined"
"""What is told in the place of an outcome while several are open."""


class Rung(Node):
    """One outcome and the condition under which it is the answer, unless a higher rung already was."""

    outcome: str
    when: Named


class Ladder(Node):
    """Outcomes from the highest down, and the one left over when no rung holds."""

    id: str
    statement: str
    rungs: tuple[Rung, ...]
    otherwise: str

    def __post_init__(self) -> None:
        if len(set(self.outcomes)) != len(self.outcomes):
            raise RuleError(f"the ladder {self.id} names an outcome twice: {', '.join(self.outcomes)}")

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Every outcome, the highest first."""
        return (*(rung.outcome for rung in self.rungs), self.otherwise)

    @property
    def conditions(self) -> tuple[Named, ...]:
        """The conditions of the rungs, in order."""
        return tuple(rung.when for rung in self.rungs)


def possible_outcomes(ladder: Ladder, truth_of: Callable[[Named], Truth]) -> tuple[str, ...]:
    """The outcomes still open, the highest first; one alone is certain."""
    open_outcomes: list[str] = []
    for rung in ladder.rungs:
        truth = truth_of(rung.when)
        if truth is not Truth.NO:
            open_outcomes.append(rung.outcome)
        if truth is Truth.YES:
            return tuple(open_outcomes)
    return (*open_outcomes, ladder.otherwise)


def certain(outcomes: Sequence[str]) -> str | None:
    """The outcome when only one is open."""
    return outcomes[0] if len(outcomes) == 1 else None


def outcome_told(outcomes: Sequence[str]) -> str:
    """The outcome when only one is open, else that it is undetermined."""
    return certain(outcomes) or UNDETERMINED


def outcomes_of(ladder: Ladder, mask: int) -> tuple[str, ...]:
    """The outcomes a mask leaves open, a bit each, the highest first."""
    return tuple([outcome for i, outcome in enumerate(ladder.outcomes) if mask >> i & 1])
