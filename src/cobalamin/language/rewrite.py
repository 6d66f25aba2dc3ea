"""The same rules with other figures and other words: each stands where the one of its id stood, everything else stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TypeVar, assert_never

from cobalamin.language.ladder import Ladder, Rung
from cobalamin.language.nodes import AtLeast, Compare, Condition, Finding, Named, Not, Presume, RuleError, Threshold

N = TypeVar("N", bound=Condition)
_NONE: Mapping[str, Condition] = MappingProxyType({})


class Rewriting:
    """Figures and named words to put in by id. One rewriting keeps what was shared shared.

    A new word may use other words, which are rewritten too, but not itself. `instead` puts a condition in the place of
    every comparison with a figure.
    """

    def __init__(
        self,
        thresholds: Mapping[str, Threshold],
        words: Mapping[str, Named] = MappingProxyType({}),
        instead: Mapping[str, Condition] = _NONE,
    ) -> None:
        self._thresholds = thresholds
        self._words = words
        self._instead = instead
        self._done: dict[Condition, Condition] = {}
        self._inside: list[str] = []

    def condition(self, node: N) -> N:
        """The condition with the new figures and words; a named word stays a named word."""
        if node not in self._done:
            self._done[node] = self._rewrite(node)
        return self._done[node]  # type: ignore[return-value]

    def ladder(self, ladder: Ladder) -> Ladder:
        """The ladder with the new figures and words."""
        return replace(ladder, rungs=tuple(Rung(rung.outcome, self.condition(rung.when)) for rung in ladder.rungs))

    def _rewrite(self, node: Condition) -> Condition:
        match node:
            case Finding():
                return node
            case Compare(bound=bound):
                if bound.id in self._instead:
                    return self._instead[bound.id]
                return replace(node, bound=self._thresholds.get(bound.id, bound))
            case Named(id=name) if name in self._words:
                return self._word(name)
            case Not(part=part) | Presume(part=part) | Named(part=part):
                return replace(node, part=self.condition(part))
            case AtLeast(parts=parts):
                return replace(node, parts=tuple(self.condition(part) for part in parts))
            case _:
                assert_never(node)

    def _word(self, name: str) -> Named:
        if name in self._inside:
            way = " > ".join((*self._inside, name))
            raise RuleError(f"the new {name!r} is defined by itself ({way}); name the old part otherwise")
        self._inside.append(name)
        new = self._words[name]
        found = replace(new, part=self.condition(new.part))
        self._inside.pop()
        return found
