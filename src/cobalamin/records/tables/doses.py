"""A dose of B12 as a row tells it: given on a day, said not to have been given, or of a day nobody can place."""

from __future__ import annotations

import re
from typing import Literal

from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.treatment import TreatmentEvent
from cobalamin.records.document import shown
from cobalamin.records.moments import span
from cobalamin.records.record import Missing, Source, Statement
from cobalamin.records.results import FINAL
from cobalamin.records.tables.cells import NO

_WAS_GIVEN = ("", "completed", "in-progress", *FINAL)
"""The status of a dose that was given: that of an administration or of an observation in FHIR, or none."""
_NOT_GIVEN = re.compile(
    r"no|not|never|none|nil|(declin|refus|cancel|plan|schedul|order|prescri|book|withh|omit)\w*|missed|due",
    re.IGNORECASE,
)
"""Words of a dose that was offered, planned or written down, and not given."""


def dose(value: str, day: str, status: str, where: str) -> TreatmentEvent | Statement | None:
    """The dose, or why it does not count; None where nothing is said. Its day stands beside it, or is its value."""
    if value.lower() in NO or any(map(_NOT_GIVEN.fullmatch, re.findall(r"\w+", value))) or status not in _WAS_GIVEN:
        return _not_given(day, value if status in _WAS_GIVEN else status, where)
    when = day or value
    if not when:
        return None
    days = span(when)
    if days is None:  # as of a bundle: it is not known when, so no sample is spoiled by it
        return _untold("not dated", f"a dose of {shown(when)}, which is not a calendar date", Source(where, when))
    return TreatmentEvent("administration", days, where, "b12_not_named", None, "injection", when_text=when)


def _not_given(day: str, said: str, where: str) -> Statement:
    return _untold("not confirmed", f"a dose said to be {shown(said)}: not counted as given", Source(where, day, said))


def _untold(why: Literal["not dated", "not confirmed"], sentence: str, source: Source) -> Statement:
    days = span(source.when)
    problem = Missing(why, f"{FACTS['b12_injections'].fact.label}: {sentence}", source)
    return Statement("b12_injections", False, source, None if days is None else days.first, problem=problem)
