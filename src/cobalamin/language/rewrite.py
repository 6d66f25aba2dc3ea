"""The same rules with other figures: every comparison takes the threshold of its id, everything else stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar, assert_never

from cobalamin.language.ladder import Ladder, Rung
from cobalamin.language.nodes import AtLeast, Compare, Condition, Finding, Named, Not, Presume, Threshold

N = TypeVar("N", bound=Condition)


class Rewriting:
    """Thresholds to put in by id. One rewriting keeps what was shared shared."""

    def __init__(self, thresholds: Mapping[str, Threshold]) -> None:
        self._thresholds = thresholds
        self._done: dict[Condition, Condition] = {}

    def condition(self, node: N) -> N:
        """The condition with the new figures; a node is rewritten into a node of its own kind."""
        if node not in self._done:
            self._done[node] = self._rewrite(node)
        return self._done[node]  # type: ignore[return-value]

    def ladder(self, ladder: Ladder) -> Ladder:
        """The ladder with the new figures."""
        return replace(ladder, rungs=tuple(Rung(rung.outcome, self.condition(rung.when)) for rung in ladder.rungs))

    def _rewrite(self, node: Condition) -> Condition:
        match node:
            case Finding():
                return node
            case Compare(bound=bound):
                return replace(node, bound=self._thresholds.get(bound.id, bound))
            case Not(part=part) | Presume(part=part) | Named(part=part):
                return replace(node, part=self.condition(part))
            case AtLeast(parts=parts):
                return replace(node, parts=tuple(self.condition(part) for part in parts))
            case _:
                assert_never(node)
