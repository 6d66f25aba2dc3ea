"""Whether a concept is of B12, by a name or by the code of a level: asked of what is not read otherwise."""

from __future__ import annotations

from functools import lru_cache

from cobalamin.knowledge.facts import FACTS
from cobalamin.records.codes import shipped, unmapped_but_relevant
from cobalamin.records.drawn_on_b12 import LEVELS
from cobalamin.records.fhir.bindings import LONGEST_KEPT
from cobalamin.records.fhir.types import CONCEPT, CodeableConcept, Coding
from cobalamin.records.forms import fitting

_OF_LEVELS = frozenset(concept for name in LEVELS for concept in FACTS[name].value_sets)


def name_of_b12(sent: bytes) -> str:
    """What a concept, as it was sent, calls B12 or a level of it; "" where it is of something else, or does not fit FHIR."""
    return _name(sent) if len(sent) <= LONGEST_KEPT else _name.__wrapped__(sent)


@lru_cache(maxsize=4096)
def _name(sent: bytes) -> str:
    concept = fitting(CONCEPT, sent) or CodeableConcept()
    coded = (each.display or each.code or "" for each in concept.coding if _is_of_a_level(each))
    return next(filter(unmapped_but_relevant, concept.texts), "") or next(coded, "")


def _is_of_a_level(coding: Coding) -> bool:
    return any(match.concept in _OF_LEVELS for match in shipped().concepts_of(coding.system, coding.code))
