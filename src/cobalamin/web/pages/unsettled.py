"""What the record that filled a form leaves unsettled and comes before a dose: it stays so until the question is answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cobalamin.records.record import Missing, Source, Statement, Why

_SETTLED_FIRST = ("cobalamin_or_cobalt_allergy", "leber_optic_neuropathy")
_DOUBTS: tuple[Why, ...] = ("not confirmed", "in words only")


def unsettled(unused: Mapping[str, str], answers: Mapping[str, str]) -> Iterator[Statement]:
    """An allergy, or Leber's disease, in doubt: a form that kept silent on it said that none is recorded (R98, R102)."""
    for name in _SETTLED_FIRST:
        told = unused.get(name, "")
        why = next((each for each in _DOUBTS if told.startswith(f"{each}: ")), None)
        if why is not None and not answers.get(name):
            yield Statement(name, False, Source(""), problem=Missing(why, told.removeprefix(f"{why}: ")))
