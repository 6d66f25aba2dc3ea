"""Runs the obligations of a guideline: Z3 over every patient, the diagram over every world, a witness for each no."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Literal, NamedTuple, assert_never

from cobalamin.knowledge.claims import (
    Allowed,
    Claim,
    FromNothing,
    Ignores,
    Keeps,
    Matters,
    Never,
    Obligation,
    OneAnswer,
    Possible,
    Settled,
    Stable,
    UnitFree,
)
from cobalamin.knowledge.obligations import obligations
from cobalamin.knowledge.possible import possible
from cobalamin.knowledge.rules import Guideline
from cobalamin.language.nodes import Condition, Finding, Measure, Presume, facts_of, walk
from cobalamin.proving.diagram import ByDiagram, conditions_of, moved_by, printed_gaps
from cobalamin.proving.witness import Witness, smallest
from cobalamin.readings import proof, worlds
from cobalamin.readings.proof import AnyPatient, Formula, both, either, opposite

Status = Literal[
    "proved", "proved with recorded exceptions", "broken", "exception no longer needed", "provers disagree"
]


@dataclass(frozen=True)
class Result:
    """What came of one obligation. `recorded` holds one witness for every recorded exception, in their order.

    `by_diagram`: the claims the diagram decides too; `for_everybody`: those of them it proves even where little is known.
    """

    obligation: Obligation
    status: Status
    claims: int
    by_diagram: int
    for_everybody: int
    seconds: float
    broken: Witness | None = None
    recorded: tuple[Witness, ...] = ()
    remark: str = ""

    @property
    def holds(self) -> bool:
        """Proved, but for what is recorded."""
        return self.status.startswith("proved")


class Question(NamedTuple):
    """What Z3 is asked: formulas no patient should meet (for Possible: some should), over one patient or two."""

    formulas: list[Formula]
    before: AnyPatient
    after: AnyPatient | None = None


def prove(guideline: Guideline) -> tuple[Result, ...]:
    """Every obligation of the guideline, decided."""
    todo = obligations(guideline)
    prover = Prover(todo)
    return tuple(prover.result(obligation) for obligation in todo)


class Prover:
    """Both provers over one set of obligations: the symbols and the diagrams are built once."""

    def __init__(self, todo: Sequence[Obligation]) -> None:
        claims = [claim for obligation in todo for claim in obligation.claims]
        allowed = [allowed.when for obligation in todo for allowed in obligation.allowed]
        conditions = [*allowed, possible, *(c for claim in claims for c in conditions_of(claim))]
        facts = dict.fromkeys((*facts_of(*conditions), *(f for claim in claims for f in moved_by(claim))))
        self.patient = AnyPatient(facts, "p")
        self.later = AnyPatient(facts, "q")
        self.solver = proof.Solver(self._real(self.patient))
        self.by_diagram = ByDiagram(claims, allowed)

    def _real(self, patient: AnyPatient) -> list[Formula]:
        """Well formed, and not known to be what cannot be."""
        return [*patient.well_formed(), opposite(patient.truth(possible).no)]

    # --- one obligation ----------------------------------------------------------------------------------------------

    def result(self, obligation: Obligation) -> Result:
        """Each claim outside the exceptions, then each exception: it must still be one."""
        start, by_diagram, for_everybody = perf_counter(), 0, 0
        status: Status = "proved"
        broken, remark = None, ""
        for claim in obligation.claims:
            verdict = self.by_diagram.verdict(claim, obligation.allowed)
            by_diagram += verdict.asked
            for_everybody += verdict.everybody
            broken = self.witness(claim, obligation.allowed)
            if broken is not None:
                status = "broken"
                break
            if verdict.world is not None:
                status, remark = "provers disagree", f"the diagram knows a world: {worlds.told(verdict.world)}"
                break
        recorded: tuple[Witness, ...] = ()
        if status == "proved" and obligation.allowed:
            found = [self._recorded(obligation, allowed) for allowed in obligation.allowed]
            recorded = tuple(witness for witness in found if witness is not None)
            status = "proved with recorded exceptions" if len(recorded) == len(found) else "exception no longer needed"
        seconds = perf_counter() - start
        return Result(
            obligation, status, len(obligation.claims), by_diagram, for_everybody, seconds, broken, recorded, remark
        )

    def _recorded(self, obligation: Obligation, allowed: Allowed) -> Witness | None:
        others = tuple(other for other in obligation.allowed if other is not allowed)
        for claim in obligation.claims:
            witness = self.witness(claim, others)
            if witness is not None:
                return witness
        return None

    # --- Z3 ----------------------------------------------------------------------------------------------------------

    def witness(self, claim: Claim, allowed: Sequence[Allowed] = ()) -> Witness | None:
        """A patient who breaks the claim outside the exceptions, as small as can be; None when it is proved."""
        question = self.question(claim)
        outside = [self._outside(question, a.when) for a in allowed]
        model = self.solver.find([*question.formulas, *outside])
        if isinstance(claim, Possible | Matters):
            return Witness(claim, {}) if model is None else None
        if model is None:
            return None
        before = question.before.read(model)
        after = None if question.after is None else question.after.read(model)
        return Witness(claim, *smallest(claim, before, after, [a.when for a in allowed]))

    def _outside(self, question: Question, when: Condition) -> Formula:
        """The exception does not apply: it is not certain; where two patients are compared, ruled out for both."""
        if question.after is None:
            return opposite(question.before.truth(when).yes)
        return both(question.before.truth(when).no, question.after.truth(when).no)

    def question(self, claim: Claim) -> Question:
        """The claim for Z3."""
        p = self.patient
        match claim:
            case Never(together=together):
                return Question([p.truth(c).yes for c in together], p)
            case Possible(condition=condition):
                return Question([*p.everything_known(), p.truth(condition).yes], p)
            case Matters(rule=rule, changed=changed):
                return Question([proof.differ(p.truth(rule), p.truth(changed))], p)
            case Settled(outputs=outputs):
                rails = [p.truth(output) for output in outputs]
                unknown = both(*p.everything_known(), either(*(opposite(either(r.yes, r.no)) for r in rails)))
                return Question([either(unknown, *(both(r.yes, r.no) for r in rails))], p)
            case OneAnswer(ladder=ladder):
                still = list(p.open_outcomes(ladder).values())
                several = both(*p.everything_known(), proof.at_least(2, still))
                return Question([either(opposite(either(*still)), several)], p)
            case FromNothing(outputs=outputs):
                return Question([*p.nothing_known(), either(*(p.truth(o).yes for o in outputs))], p)
            case Stable(outputs=outputs):
                return self._stable(outputs)
            case UnitFree(measure=measure, unit=unit, outputs=outputs):
                return self._unit_free(measure, unit, outputs)
            case Keeps():
                return self._keeps(claim)
            case Ignores(fact=fact, given=given, outputs=outputs):
                q = p.sharing(fact)
                held = [] if given is None else [p.truth(given).yes, q.truth(given).yes]
                moved = either(*(proof.differ(p.truth(o), q.truth(o)) for o in outputs))
                return Question([*self._real(q), *held, moved], p, q)
            case _:
                assert_never(claim)

    def _stable(self, outputs: Sequence[Condition]) -> Question:
        p, q = self.patient, self.later
        presumptions = [node for node in walk(*outputs) if isinstance(node, Presume)]
        same = [opposite(proof.differ(p.truth(node), q.truth(node))) for node in presumptions]
        turned = (either(both(p.truth(o).yes, q.truth(o).no), both(p.truth(o).no, q.truth(o).yes)) for o in outputs)
        return Question([*self._real(q), *p.learns_to_become(q), *same, either(*turned)], p, q)

    def _unit_free(self, measure: Measure, unit: str, outputs: Sequence[Condition]) -> Question:
        p = self.patient
        q = p.sharing(measure, unit)
        here, there = p.measure[measure], q.measure[measure]
        converted = there.low * proof.number(measure.factor(unit)) == here.low
        outside = [proof.not_between(here.low, *gap) for gap in printed_gaps(measure, unit, outputs)]
        changed = either(*(proof.differ(p.truth(o), q.truth(o)) for o in outputs))
        return Question([*self._real(q), p.settled(measure), q.settled(measure), converted, *outside, changed], p, q)

    def _keeps(self, claim: Keeps) -> Question:
        p, q = self.patient, self.patient.sharing(claim.fact)
        falls = either(*(proof.falls(p.truth(o), q.truth(o)) for o in claim.outputs))
        if isinstance(claim.fact, Finding):
            lost = either(*(both(p.truth(o).yes, opposite(q.truth(o).yes)) for o in claim.outputs))
            here, there = p.finding[claim.fact], q.finding[claim.fact]
            moved = [there.yes, opposite(here.yes), either(lost, both(here.no, falls))]
        else:
            here_ends, there_ends = p.measure[claim.fact], q.measure[claim.fact]
            step = there_ends.low < here_ends.low if claim.direction == "lower" else there_ends.low > here_ends.low
            moved = [p.settled(claim.fact), q.settled(claim.fact), step, falls]
        return Question([*self._real(q), *moved], p, q)
