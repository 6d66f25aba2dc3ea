"""Every lane is the exact answer of the patient it stands for: one fact set, one presumption taken back, or nothing changed."""

from __future__ import annotations

from brute import set_to
from hypothesis import given
from hypothesis import strategies as st

from cobalamin.language.compile import Program
from cobalamin.language.exact import Exact, Settled
from cobalamin.language.ladder import Ladder
from cobalamin.language.lanes import Change, Lanes, Left
from cobalamin.language.nodes import Condition, Finding, Measure, walk
from cobalamin.language.patient import Patient
from strategies import FINDINGS, MEASURES, ladders, law, limits, patients, roots


def lanes_of(ladder: Ladder, limit: Condition | None) -> Lanes:
    program = Program(*roots([ladder]), *(() if limit is None else (limit,)))
    return Lanes(Exact(program, (ladder,), limit), (ladder,))


def mask_in(left: Left, lane: int) -> int:
    (outcomes,) = left.ladders
    return sum(1 << i for i, plane in enumerate(outcomes) if plane >> lane & 1)


def masks_of(lanes: Lanes, patient: Patient, change: Change) -> tuple[int, ...]:
    """The exact answer of a patient of whom one fact was changed."""
    program = lanes.exact.program
    return lanes.exact.masks(program.vector(set_to(patient, change.fact, change.value, program.scales)))


@law
@given(ladders(), limits, patients())
def test_a_lane_leaves_what_the_changed_patient_leaves(
    ladder: Ladder, limit: Condition | None, patient: Patient
) -> None:
    lanes = lanes_of(ladder, limit)
    vector = lanes.exact.program.vector(patient)
    left = lanes.left(vector)
    assert (mask_in(left, lanes.unchanged),) == lanes.exact.masks(vector)
    for i, change in enumerate(lanes.changes):
        assert (mask_in(left, i),) == masks_of(lanes, patient, change), change


@law
@given(ladders(), limits, patients())
def test_the_lane_of_a_presumption_leaves_what_its_opposite_leaves(
    ladder: Ladder, limit: Condition | None, patient: Patient
) -> None:
    lanes = lanes_of(ladder, limit)
    exact, first = lanes.exact, len(lanes.changes)
    vector = exact.program.vector(patient)
    left, settled = lanes.left(vector), exact.presumed(vector)
    made = [i for i in range(len(lanes.presumes)) if left.made >> first + i & 1]
    assert lanes.presumes_in(left.made) == tuple(lanes.presumes[i] for i in made)
    for i in made:
        if not any(inside(lanes, i, other) for other in range(len(settled))):
            assert (mask_in(left, first + i),) == exact.everything(vector, flipped(settled, i))


@law
@given(ladders(), limits, patients())
def test_what_the_first_patient_is_read_with_is_what_is_written_for_the_second(
    ladder: Ladder, limit: Condition | None, patient: Patient
) -> None:
    lanes = lanes_of(ladder, limit)
    vector = lanes.exact.program.vector(patient)
    assert lanes.left(vector) == lanes.left(vector)


def inside(lanes: Lanes, i: int, other: int) -> bool:
    """Whether another presumption rests on this one: taking this one back may turn it as well."""
    return other != i and lanes.presumes[i] in walk(lanes.presumes[other].part)


def flipped(settled: Settled, i: int) -> Settled:
    return (*settled[:i], not settled[i], *settled[i + 1 :])


@law
@given(ladders(), patients(), st.sampled_from(FINDINGS), st.sampled_from(MEASURES))
def test_what_every_value_of_a_fact_denies_is_denied_in_its_lanes_alone(
    ladder: Ladder, patient: Patient, denied: Finding, by: Measure
) -> None:
    lanes = lanes_of(ladder, None)
    program = lanes.exact.program
    if denied not in program.facts or by not in program.facts:
        return
    left = lanes.left(program.vector(patient), [(by.name, denied.name)])
    without = {**patient, denied.name: False}
    for i, change in enumerate(lanes.changes):
        assert (mask_in(left, i),) == masks_of(lanes, without if change.fact == by else patient, change), change
