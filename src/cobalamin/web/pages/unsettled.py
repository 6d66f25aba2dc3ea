"""What the record that filled a form says beside its fields: a death, and what is not settled and comes before a dose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from cobalamin.records.record import DIED, Case, Missing, Source, Statement, Why, died

_SETTLED_FIRST = ("cobalamin_or_cobalt_allergy", "leber_optic_neuropathy")
_DOUBTS: tuple[Why, ...] = ("not confirmed", "in words only")


def beside_the_fields(
    case: Case, unused: Mapping[str, str], problems: Iterable[str], answers: Mapping[str, str]
) -> Case:
    """The case of a form with what no field of it holds."""
    statements = tuple(_unsettled(unused, answers))
    dead = any(each.startswith(f"{DIED}: ") for each in problems)
    if not (statements or dead):
        return case
    told = (*case.problems, *([died("")] if dead else []))
    return replace(case, statements=(*case.statements, *statements), problems=told, died=case.died or dead)


def _unsettled(unused: Mapping[str, str], answers: Mapping[str, str]) -> Iterator[Statement]:
    """An allergy, or Leber's disease, in doubt: a form that kept silent on it said that none is recorded (R98, R102)."""
    for name in _SETTLED_FIRST:
        told = unused.get(name, "")
        why = next((each for each in _DOUBTS if told.startswith(f"{each}: ")), None)
        if why is not None and not answers.get(name):
            yield Statement(name, False, Source(""), problem=Missing(why, told.removeprefix(f"{why}: ")))
