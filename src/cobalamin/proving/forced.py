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
from cobalamin.language.nodes import Condition, facts_of
from cobalamin.language.truth import Truth
from cobalamin.proving.witness import shrunk
from cobalamin.readings.possible import Possible
from cobalamin.readings.proof import AnyPatient, Formula, Known, Solver, opposite


def kleene_gaps(guideline: Guideline) -> dict[str, Known]:
    """Every output that some patient forces while Kleene's rules still say unknown, with such a patient."""
    named = dict(outputs(guideline))
    exact = Exact(Program(*named.values(), possible), tuple(named.values()), possible)
    looking = Forced(exact)
    found = {name: looking.find(condition) for name, condition in named.items()}
    return {name: _smallest(named[name], known, exact) for name, known in found.items() if known is not None}


def outputs(guideline: Guideline) -> Iterator[tuple[str, Condition]]:
    """The rules by id, and of the ladders each outcome as a condition."""
    yield from ((root.id, root) for root in guideline.roots)
    for ladder in guideline.ladders:
        yield from ((f"{ladder.id} is {name}", outcome(ladder, name)) for name in ladder.outcomes)


class Forced:
    """Looks for a patient whose answer is forced and still unknown by Kleene's rules: the exact formulas tell what is forced."""

    def __init__(self, exact: Exact) -> None:
        self.possible = Possible(exact)
        self.patient = AnyPatient(facts_of(*exact.program.nodes), "p")
        self.solver = Solver(self.patient.well_formed())

    def find(self, condition: Condition) -> Known | None:
        """A patient for whom the condition is forced and Kleene's rules leave it unknown; None when there is no gap."""
        here = self.patient.truth(condition)
        no, yes = (self._can(each) for each in self.possible.outcomes(condition))
        for decided in ([yes, opposite(no)], [no, opposite(yes)]):
            model = self.solver.find([opposite(here.yes), opposite(here.no), *decided])
            if model is not None:
                return self.patient.read(model)
        return None

    def _can(self, outcome: Condition | bool) -> Formula:
        return outcome if isinstance(outcome, bool) else self.patient.truth(outcome).yes


def _smallest(condition: Condition, patient: Known, exact: Exact) -> Known:
    place = exact.position[condition]

    def still(one: Known, _: Known | None) -> bool:
        if explain(condition, one).truth is not Truth.UNKNOWN:
            return False
        return exact.masks(exact.program.vector(one))[place] in (NO, YES)

    if not still(patient, None):
        raise AssertionError("Z3 and the exact reading disagree about a forced answer: one of the two is wrong")
    return shrunk(patient, None, still)[0]
