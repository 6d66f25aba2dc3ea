"""The base guideline: every definition, the six indications, the two ladders and the safety rules, as one rule set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from cobalamin.knowledge.answer import LADDERS
from cobalamin.knowledge.definitions import DEFINITIONS
from cobalamin.knowledge.indications import INDICATIONS, Indication
from cobalamin.knowledge.safety import SAFETY, SafetyRule
from cobalamin.language.ladder import Ladder
from cobalamin.language.nodes import Named, Threshold
from cobalamin.language.rewrite import Rewriting


@dataclass(frozen=True)
class Guideline:
    """One rule set that answers a patient: what every reading takes."""

    id: str
    title: str
    definitions: tuple[Named, ...]
    indications: tuple[Indication, ...]
    ladders: tuple[Ladder, ...]
    safety: tuple[SafetyRule, ...]

    @property
    def route(self) -> Ladder:
        """How B12 is given."""
        return self.ladders[0]

    @property
    def urgency(self) -> Ladder:
        """How soon."""
        return self.ladders[1]

    def with_thresholds(self, changed: Mapping[str, Threshold]) -> Guideline:
        """The same guideline with a site's own figures."""
        put = Rewriting(changed)
        return replace(
            self,
            definitions=tuple(put.condition(d) for d in self.definitions),
            indications=tuple(replace(i, rule=put.condition(i.rule)) for i in self.indications),
            ladders=tuple(put.ladder(ladder) for ladder in self.ladders),
            safety=tuple(replace(s, rule=put.condition(s.rule)) for s in self.safety),
        )

    @property
    def roots(self) -> tuple[Named, ...]:
        """Every condition whose value is an output: definitions, indications, rungs, safety rules."""
        rungs = (condition for ladder in self.ladders for condition in ladder.conditions)
        return (*self.definitions, *(i.rule for i in self.indications), *rungs, *(s.rule for s in self.safety))


ARTICLE = Guideline(
    "article", "The base article, with figures borrowed from named sources", DEFINITIONS, INDICATIONS, LADDERS, SAFETY,
)  # fmt: skip
