"""The facts an answer used, with their provenance, and those it misses, with the reason."""

from __future__ import annotations

from collections.abc import Mapping

from cobalamin.assessment.assessment import FactAnswer, MissingAnswer, TestAnswer
from cobalamin.assessment.wording import value_text
from cobalamin.knowledge.facts import FACTS
from cobalamin.language.nodes import Measure
from cobalamin.records.known import Facts, Known
from cobalamin.records.record import Missing, Source

_LABELS = {name: entry.fact.label for name, entry in FACTS.items()}
_PLACES = {name: place for place, name in enumerate(_LABELS)}
_NOWHERE = Source("", "", "")


def used_facts(facts: Facts) -> tuple[FactAnswer, ...]:
    """The facts in use, in the order of the vocabulary."""
    known = facts.known
    return tuple(_fact_answer(name, known[name]) for name in _LABELS if name in known)


def _fact_answer(name: str, known: Known) -> FactAnswer:
    where, when, sent = known.source or _NOWHERE
    return FactAnswer(name, _LABELS[name], value_text(name, known.value), where, when, sent, known.note, known.presumed)


def missing_facts(
    facts: Facts, never: Mapping[str, MissingAnswer], next_tests: tuple[TestAnswer, ...]
) -> tuple[MissingAnswer, ...]:
    """What was recorded and is not used, and what was never recorded and can still change the answer.

    In the order of the vocabulary too: servers send the same record in any order, and a card has room for some lines only.
    """
    missing = facts.missing
    rows = [_missing(name, missing[name]) for name in sorted(missing, key=_PLACES.__getitem__)]
    open_names = dict.fromkeys(name for test in next_tests for name in test.facts)
    known = facts.known
    rows += [
        _unsettled(name, known[name]) if name in known else never[name] for name in open_names if name not in missing
    ]
    return (*rows, *(_missing("", problem) for problem in facts.problems))


def _missing(name: str, missing: Missing) -> MissingAnswer:
    where, _, sent = missing.source or _NOWHERE
    of = name or missing.fact
    told = of and isinstance(FACTS[of].fact, Measure) and missing.why in _SHOWN
    return MissingAnswer(
        name, missing.why, missing.sentence, where, sent if told and missing.tells != "withdrawn" else ""
    )


def _unsettled(name: str, known: Known) -> MissingAnswer:
    """A result with a comparator or a range that leaves open what is asked of it: it was recorded, and it is not enough."""
    told = _fact_answer(name, known)
    return MissingAnswer(name, "censored", f"{told.label}: {told.value} does not settle the question", told.source)


_SHOWN = ("too old", "not final", "after an injection", "unit missing", "unit unknown", "in the future", "not dated")
"""Why a result does not count although it can be read: what was sent is told beside the reason."""
