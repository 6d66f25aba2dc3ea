"""The engines a paragraph of the manual is run on."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from meaning import Paragraph, read, rule_of

from cobalamin.language.compile import Program
from cobalamin.language.exact import Exact
from cobalamin.language.explain import explain
from cobalamin.language.ladder import Ladder, Rung, outcomes_of, possible_outcomes
from cobalamin.language.lanes import Lanes
from cobalamin.language.nodes import Condition, Finding, Named
from cobalamin.language.patient import Patient
from cobalamin.language.truth import Truth

LETTER: Mapping[Truth, str] = {Truth.YES: "T", Truth.NO: "F", Truth.UNKNOWN: "?"}
Answer = Callable[[Patient], str]


def read_by(rule: Condition | Ladder, truth_of: Callable[[Condition], Truth]) -> str:
    """A rule's answer in the letters of a table."""
    if isinstance(rule, Ladder):
        return ", ".join(possible_outcomes(rule, truth_of))
    return LETTER[truth_of(rule)]


def by_explaining(paragraph: Paragraph) -> Answer:
    rule = rule_of(paragraph)
    return lambda patient: read_by(rule, lambda node: explain(node, patient).truth)


def by_generated_code(paragraph: Paragraph) -> Answer:
    rule, program = rule_of(paragraph), program_of(paragraph)

    def answer(patient: Patient) -> str:
        values = program.values(program.vector(patient))
        return read_by(rule, lambda node: program.truth(values, node))

    return answer


def by_diagram(paragraph: Paragraph) -> Answer:
    rule, program = rule_of(paragraph), program_of(paragraph)
    exact = Exact(program, [rule], given_by(paragraph))

    def answer(patient: Patient) -> str:
        (mask,) = exact.masks(program.vector(patient))
        if isinstance(rule, Ladder):
            return ", ".join(outcomes_of(rule, mask))
        return {0: "nothing", 1: "F", 2: "T", 3: "?"}[mask]

    return answer


def by_lanes(paragraph: Paragraph) -> Answer:
    """Each fact of the row in turn is taken as the change of a patient without it; all of them have to agree."""
    rule = rule_of(paragraph)
    ladder = rule if isinstance(rule, Ladder) else Ladder("rule", "the rule of the table", (Rung("T", rule),), "F")
    lanes = Lanes(Exact(program_of(paragraph), [ladder], given_by(paragraph)), [ladder])

    def answer(patient: Patient) -> str:
        found = {in_lane(lanes, patient, i) for i, change in enumerate(lanes.changes) if sets(lanes, patient, i)}
        assert len(found) <= 1
        still = found.pop() if found else in_lane(lanes, patient, lanes.unchanged)
        if isinstance(rule, Ladder):
            return ", ".join(still)
        return {0: "nothing", 1: "".join(still), 2: "?"}[len(still)]

    return answer


def sets(lanes: Lanes, patient: Patient, number: int) -> bool:
    """Whether a change sets its fact to what the row says of it."""
    change, program = lanes.changes[number], lanes.exact.program
    vector, slot = program.vector(patient), program.slot(change.fact.name)
    if isinstance(change.fact, Finding):
        return vector[slot] is change.value
    return vector[slot] == vector[slot + 1] == change.value


def in_lane(lanes: Lanes, patient: Patient, number: int) -> tuple[str, ...]:
    """What a lane leaves of a patient without the fact it changes."""
    (ladder,) = lanes.ladders
    changed = lanes.changes[number].fact.name if number < lanes.unchanged else None
    without = {name: known for name, known in patient.items() if name != changed}
    (planes,) = lanes.left(lanes.exact.program.vector(without)).ladders
    return tuple(outcome for outcome, plane in zip(ladder.outcomes, planes, strict=True) if plane >> number & 1)


def program_of(paragraph: Paragraph) -> Program:
    rule, given = rule_of(paragraph), given_by(paragraph)
    roots = rule.conditions if isinstance(rule, Ladder) else (rule,)
    return Program(*roots, *(() if given is None else (given,)))


def given_by(paragraph: Paragraph) -> Named | None:
    return Named("possible", "what can be", read(paragraph.given)) if paragraph.given else None


ENGINES: Mapping[str, Callable[[Paragraph], Answer]] = {
    "explained": by_explaining, "generated code": by_generated_code, "lanes": by_lanes, "diagram": by_diagram,
}  # fmt: skip


@pytest.fixture(params=list(ENGINES))
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def answer_of(engine: str) -> Callable[[Paragraph], Answer]:
    return ENGINES[engine]
