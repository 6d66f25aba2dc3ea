"""What an answer rests on where no indication is certain, and one of them is whichever way the open facts turn out."""

from __future__ import annotations

from cobalamin.assessment.assessment import Assessment, FactAnswer
from cobalamin.knowledge.answer import any_indication
from cobalamin.knowledge.facts import FACTS
from cobalamin.language.nodes import facts_of
from cobalamin.language.truth import Truth

GROUNDS = "on record, and enough whichever way the open facts turn out: "
_RESULTS = frozenset(("total_b12", "active_b12", "mma", "homocysteine", "haemoglobin", "mcv"))
_READ = frozenset(fact.name for fact in facts_of(any_indication))
_FINDINGS = frozenset(("tests", "surgery", "bowel", "exposures", "diet", "neurology", "symptoms", "oral_route"))


def grounds(answer: Assessment) -> tuple[FactAnswer, ...]:
    """The results and findings on record that an indication can rest on; none where the indications met tell it themselves."""
    met = any(indication.truth is Truth.YES for indication in answer.indications)
    on_injections = any(fact.name == "b12_injections" and fact.value == "yes" for fact in answer.facts)
    if answer.route.outcome != "injection" or met or on_injections:
        return ()
    return tuple(fact for fact in answer.facts if _bears(fact))


def _bears(fact: FactAnswer) -> bool:
    found = fact.name in _READ and FACTS[fact.name].group in _FINDINGS and fact.value == "yes"
    return not fact.presumed and (found or fact.name in _RESULTS)
