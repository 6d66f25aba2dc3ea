"""Facts to an answer: the step a replay repeats."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from cobalamin.assess import answer
from cobalamin.assessment import Assessment
from cobalamin.engine import Engine, engine_for
from cobalamin.knowledge.rules import ARTICLE
from cobalamin.language.nodes import Threshold
from cobalamin.records.record import Case
from cobalamin.records.select import Facts


def answer_of(facts: Facts, case: Case, parameters: Mapping[str, Threshold]) -> Assessment:
    """The answer those facts have under the figures in force; of the case only id and title are used."""
    return answer(_engine(tuple(parameters.items())), facts, case, parameters)


def rules_version(parameters: Mapping[str, Threshold]) -> str:
    """The content hash of rules and figures in force."""
    return _engine(tuple(parameters.items())).version


@lru_cache(maxsize=16)
def _engine(parameters: tuple[tuple[str, Threshold], ...]) -> Engine:
    """The engine of a site's figures, made once: a service asks for the same with every call."""
    return engine_for(ARTICLE.with_thresholds(dict(parameters)) if parameters else ARTICLE)
