"""Answers that are forced although Kleene's rules say unknown: one patient for each, as small as can be."""

from __future__ import annotations

from collections.abc import Iterator

from cobalamin.knowledge.claims import outcome
from cobalamin.knowledge.possible import possible
from cobalamin.knowledge.rules import Guideline
from cobalamin.language.compile import Program
from cobalamin.language.diagram import NO, YES
from cobalamin.language.exact import Exact
from cobalamin.language.explain import explain
from cobalamin.language.nodes import Condition
from cobalamin.language.truth import Truth
from cobalamin.proving.witness import shrunk
from cobalamin.readings.gaps import Gaps
from cobalamin.readings.proof import Known


def kleene_gaps(guideline: Guideline) -> dict[str, Known]:
    """Every output that some patient forces while Kleene's rules still say unknown, with such a patient."""
    named = dict(_outputs(guideline))
    looking = Gaps(guideline.roots, possible)
    exact = Exact(Program(*named.values(), possible), tuple(named.values()), possible)
    found = {name: looking.find(condition) for name, condition in named.items()}
    return {name: _smallest(named[name], known, exact) for name, known in found.items() if known is not None}


def _outputs(guideline: Guideline) -> Iterator[tuple[str, Condition]]:
    yield from ((root.id, root) for root in guideline.roots)
    for ladder in guideline.ladders:
        yield from ((f"{ladder.id} is {name}", outcome(ladder, name)) for name in ladder.outcomes)


def _smallest(condition: Condition, patient: Known, exact: Exact) -> Known:
    place = exact.position[condition]

    def still(one: Known, _: Known | None) -> bool:
        if explain(condition, one).truth is not Truth.UNKNOWN:
            return False
        return exact.masks(exact.program.vector(one))[place] in (NO, YES)

    if not still(patient, None):
        raise AssertionError("Z3 and the exact reading disagree about a forced answer: one of the two is wrong")
    return shrunk(patient, None, still)[0]
