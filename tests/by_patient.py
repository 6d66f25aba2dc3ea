"""Planes and explanations as tests compare them: patient by patient."""

from __future__ import annotations

from cobalamin.language.explain import explain, unsettled
from cobalamin.language.ladder import Ladder
from cobalamin.language.nodes import Compare
from cobalamin.language.patient import Patient
from cobalamin.language.truth import Truth
from cobalamin.readings.bits import Yes
from cobalamin.readings.planes import unpacked


def truths(answer: Yes, size: int) -> list[Truth]:
    yes, no = unpacked(answer.yes, size), unpacked(answer.no, size)
    assert not (yes & no).any()
    return [Truth.of(True if y else False if n else None) for y, n in zip(yes, no, strict=True)]


def kept_open(ladder: Ladder, patient: Patient) -> set[str]:
    """The unknown facts that keep a rung undecided which could still count."""
    names: set[str] = set()
    for rung in ladder.rungs:
        trace = explain(rung.when, patient)
        names |= {leaf.measure.name if isinstance(leaf, Compare) else leaf.name for leaf in unsettled(trace)}
        if trace.truth is Truth.YES:
            break
    return names
