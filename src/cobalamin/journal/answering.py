"""Facts to an answer: the step a replay repeats."""

from __future__ import annotations

from collections.abc import Mapping

from cobalamin.assess import _changed_parameters, _Reading
from cobalamin.assessment import Assessment
from cobalamin.engine import engine_for
from cobalamin.knowledge.rules import ARTICLE
from cobalamin.language.nodes import Threshold
from cobalamin.records.record import Case
from cobalamin.records.select import Facts


def answer_of(facts: Facts, case: Case, parameters: Mapping[str, Threshold]) -> Assessment:
    """The answer those facts have under the figures in force; of the case only id and title are used."""
    guideline = ARTICLE.with_thresholds(parameters) if parameters else ARTICLE
    return _Reading(engine_for(guideline), facts).assessment(case, _changed_parameters(parameters))


def rules_version(parameters: Mapping[str, Threshold]) -> str:
    """The content hash of rules and figures in force."""
    return engine_for(ARTICLE.with_thresholds(parameters) if parameters else ARTICLE).version
