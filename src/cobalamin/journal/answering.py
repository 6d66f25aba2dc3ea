"""Facts to an answer: the step a replay repeats."""

from __future__ import annotations

from collections.abc import Mapping

from cobalamin.assessment.assess import answer
from cobalamin.assessment.assessment import Assessment
from cobalamin.assessment.engine import engine_with
from cobalamin.knowledge.rules import ARTICLE
from cobalamin.language.nodes import Threshold
from cobalamin.records.record import Case
from cobalamin.records.select import Facts


def answer_of(facts: Facts, case: Case, parameters: Mapping[str, Threshold]) -> Assessment:
    """The answer those facts have under the figures in force; of the case only id and title are used."""
    return answer(engine_with(ARTICLE, parameters), facts, case, parameters)


def rules_version(parameters: Mapping[str, Threshold]) -> str:
    """The content hash of rules and figures in force."""
    return engine_with(ARTICLE, parameters).version
