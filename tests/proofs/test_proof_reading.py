"""The two provers read the language as the interpreter does: random conditions, random patients, no difference."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("z3", reason="z3-solver is not installed (extra `proof`)")

from cobalamin.language.explain import explain
from cobalamin.language.ladder import Ladder, Rung, possible_outcomes
from cobalamin.language.nodes import (
    AtLeast,
    Compare,
    Condition,
    Finding,
    Measure,
    Named,
    Not,
    Presume,
    Threshold,
    any_of,
    facts_of,
    q,
)
from cobalamin.language.patient import Interval, Patient
from cobalamin.language.truth import Truth
from cobalamin.readings.proof import AnyPatient, Formula, Solver, both
from cobalamin.readings.worlds import Worlds
from kleene_gaps import Gaps

FINDINGS = [Finding(name, name) for name in "abcd"]
MEASURES = [Measure(name, name, "u", (("v", Fraction(10)),)) for name in "xy"]
NUMBERS = st.integers(1, 6).map(Fraction)
leaves = st.one_of(
    st.sampled_from(FINDINGS),
    st.builds(
        lambda m, op, n: Compare(m, op, Threshold("", (q(n, "u"),))),
        st.sampled_from(MEASURES), st.sampled_from(["<", "<=", ">", ">="]), NUMBERS,
    ),
)  # fmt: skip


def _counted(parts: list[Condition]) -> st.SearchStrategy[Condition]:
    return st.integers(1, len(parts)).map(lambda k: AtLeast(k, tuple(parts)))


conditions: st.SearchStrategy[Condition] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        inner.map(Not),
        inner.map(lambda part: Named("n", "n", part)),
        st.builds(lambda part, value: Presume(part, value, "why"), inner, st.sampled_from([Truth.YES, Truth.NO])),
        st.lists(inner, min_size=1, max_size=4).flatmap(_counted),
    ),
    max_leaves=12,
)
intervals = st.one_of(
    NUMBERS.map(lambda n: Interval(n, n, "u")),
    NUMBERS.map(lambda n: Interval(None, n, "u")),
    NUMBERS.map(lambda n: Interval(n, None, "u")),
)
patients = st.fixed_dictionaries(
    {}, optional={**{f.name: st.booleans() for f in FINDINGS}, **{m.name: intervals for m in MEASURES}}
)


def pinned(anyone: AnyPatient, patient: Patient) -> list[Formula]:
    """Formulas that leave this one patient."""
    found: list[Formula] = []
    for finding, rails in anyone.finding.items():
        known = patient.get(finding.name)
        found += [rails.yes == (known is True), rails.no == (known is False)]
    for measure, ends in anyone.measure.items():
        known = patient.get(measure.name)
        low, high = (known.low, known.high) if isinstance(known, Interval) else (None, None)
        found += [ends.has_low == (low is not None), ends.has_high == (high is not None)]
        found += [ends.low == low] if low is not None else []
        found += [ends.high == high] if high is not None else []
    return found


@given(conditions, patients)
@settings(max_examples=150, deadline=None)
def test_z3_reads_a_condition_as_the_interpreter_does(condition: Condition, patient: Patient) -> None:
    anyone = AnyPatient(facts_of(condition), "p")
    truth, rails = explain(condition, patient).truth, anyone.truth(condition)
    solver = Solver([*anyone.well_formed(), *pinned(anyone, patient)])
    assert (solver.find([rails.yes]) is not None) == (truth is Truth.YES)
    assert (solver.find([rails.no]) is not None) == (truth is Truth.NO)


@given(st.lists(conditions, min_size=1, max_size=3), patients)
@settings(max_examples=60, deadline=None)
def test_z3_reads_a_ladder_as_the_interpreter_does(rules: list[Condition], patient: Patient) -> None:
    rungs = tuple(Rung(str(i), Named(str(i), "", rule)) for i, rule in enumerate(rules))
    ladder = Ladder("l", "l", rungs, "none")
    anyone = AnyPatient(facts_of(*rules), "p")
    solver = Solver([*anyone.well_formed(), *pinned(anyone, patient)])
    still = {name for name, formula in anyone.open_outcomes(ladder).items() if solver.find([formula]) is not None}
    assert still == set(possible_outcomes(ladder, lambda rule: explain(rule, patient).truth))


@given(conditions)
@settings(max_examples=80, deadline=None)
def test_both_provers_agree_whether_a_fully_known_patient_meets_a_condition(condition: Condition) -> None:
    always = any_of(FINDINGS[0], Not(FINDINGS[0]))
    anyone = AnyPatient(facts_of(condition, always), "p")
    model = Solver(anyone.well_formed()).find([*anyone.everything_known(), anyone.truth(condition).yes])
    assert (model is not None) == (Worlds([condition], always, presuming=False).together([condition]) is not None)
    if model is not None:
        assert explain(condition, anyone.read(model)).truth is Truth.YES


@given(conditions)
@settings(max_examples=80, deadline=None)
def test_no_world_with_presumptions_left_free_means_no_patient_at_all(condition: Condition) -> None:
    always = any_of(FINDINGS[0], Not(FINDINGS[0]))
    anyone = AnyPatient(facts_of(condition, always), "p")
    model = Solver(anyone.well_formed()).find([anyone.truth(condition).yes])
    if model is not None:
        assert Worlds([condition], always, presuming=True).together([condition]) is not None


def test_a_tautology_is_the_plainest_gap() -> None:
    a, b = FINDINGS[:2]
    gaps = Gaps([any_of(a, Not(a)), b], any_of(b, Not(b)))
    assert gaps.find(any_of(a, Not(a))) == {}
    assert gaps.find(b) is None


def test_below_or_above_the_same_figure_is_a_gap() -> None:
    x, b = MEASURES[0], FINDINGS[1]
    rule = any_of(x < q(3, "u"), x >= q(3, "u"))
    assert Gaps([rule], any_of(b, Not(b))).find(rule) is not None


def test_learning_keeps_what_is_known() -> None:
    here, there = AnyPatient([FINDINGS[0]], "p"), AnyPatient([FINDINGS[0]], "q")
    lost = both(here.finding[FINDINGS[0]].yes, there.finding[FINDINGS[0]].no)
    solver = Solver([*here.well_formed(), *there.well_formed(), *here.learns_to_become(there)])
    assert solver.find([lost]) is None
