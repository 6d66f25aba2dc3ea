"""The base guideline: every definition, the six indications, the two ladders and the safety rules, as one rule set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from cobalamin.knowledge.answer import LADDERS
from cobalamin.knowledge.definitions import DEFINITIONS
from cobalamin.knowledge.indications import INDICATIONS, Indication
from cobalamin.knowledge.safety import SAFETY, SafetyRule
from cobalamin.language.ladder import Ladder
from cobalamin.language.nodes import Compare, Named, Threshold, Verified, walk
from cobalamin.language.rewrite import Rewriting


@dataclass(frozen=True)
class Clause:
    """One sentence of a source as it is read: what it decides, where it stands, and how far that was checked.

    `decides` is the id of a figure, of a named word or of a route rule, or "regimens". A `silent` clause says that the
    source says nothing, and whose figure or rule is borrowed.
    """

    decides: str
    says: str
    cites: tuple[str, ...]
    verified: Verified
    silent: bool = False


@dataclass(frozen=True)
class Regimens:
    """Which printed regimen a guideline uses, by id; the article's are the UK ones."""

    injection: str = "uk.hydroxocobalamin"
    neurological: str = "uk.hydroxocobalamin.neurological"
    dietary: str = "uk.hydroxocobalamin.dietary"
    oral: str = "oral.high_dose"
    oral_dietary: str = "oral.dietary"
    oral_malabsorption: str = "oral.high_dose"
    elsewhere: tuple[str, ...] = ("us.cyanocobalamin.label", "us.cyanocobalamin.practice")
    elsewhere_oral: tuple[str, ...] = ("oral.malabsorption",)


ARTICLE_REGIMENS = Regimens()

OFF = "switched off: "


def is_off(fact: str) -> bool:
    """Whether a fact's name stands for an entry of a guideline that was switched off, because nobody could check it."""
    return fact.startswith(OFF)


@dataclass(frozen=True)
class Guideline:
    """One rule set that answers a patient: what every reading takes."""

    id: str
    title: str
    definitions: tuple[Named, ...]
    indications: tuple[Indication, ...]
    ladders: tuple[Ladder, ...]
    safety: tuple[SafetyRule, ...]
    regimens: Regimens = ARTICLE_REGIMENS
    clauses: tuple[Clause, ...] = ()
    since: date | None = None
    until: date | None = None
    beside: tuple[tuple[str, str], ...] = ()
    """For facts of its own, the fact of the stored level order beside which each belongs: a far place makes large diagrams."""

    def __hash__(self) -> int:
        """Computed once: a guideline is looked up for every answer, and hashing all its rules takes longer than reading them."""
        known: int | None = self.__dict__.get("_hash")
        if known is None:
            known = self.__dict__["_hash"] = hash(
                (self.id, self.definitions, self.indications, self.ladders, self.safety)
            )
        return known

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
        return self.rewritten(Rewriting(changed))

    def rewritten(self, put: Rewriting) -> Guideline:
        """The same guideline with every condition rewritten."""
        return replace(
            self,
            definitions=tuple(put.condition(d) for d in self.definitions),
            indications=tuple(replace(i, rule=put.condition(i.rule)) for i in self.indications),
            ladders=tuple(put.ladder(ladder) for ladder in self.ladders),
            safety=tuple(replace(s, rule=put.condition(s.rule)) for s in self.safety),
        )

    @property
    def figures(self) -> Mapping[str, Threshold]:
        """Every figure the rules compare with, by id."""
        compares = (node for node in walk(*self.roots) if isinstance(node, Compare))
        return MappingProxyType({compare.bound.id: compare.bound for compare in compares})

    @property
    def roots(self) -> tuple[Named, ...]:
        """Every condition whose value is an output: definitions, indications, rungs, safety rules."""
        rungs = (condition for ladder in self.ladders for condition in ladder.conditions)
        return (*self.definitions, *(i.rule for i in self.indications), *rungs, *(s.rule for s in self.safety))


ARTICLE = Guideline(
    "article", "The base article, with figures borrowed from named sources", DEFINITIONS, INDICATIONS, LADDERS, SAFETY,
)  # fmt: skip
