"""Every term the first prover is asked with, on patients small enough to write down."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from kleene_gaps import Knowing

pytest.importorskip("z3", reason="z3-solver is not installed (extra `proof`)")

import z3

from cobalamin.language.ladder import Ladder, Rung
from cobalamin.language.nodes import Finding, Measure, Named, Not, Presume, RuleError, all_of, any_of, at_least, q
from cobalamin.language.patient import Interval
from cobalamin.language.truth import Truth
from cobalamin.readings import proof
from cobalamin.readings.proof import AnyPatient, Formula, Rails, Solver

A, B, C = (Finding(name, name) for name in "abc")
level = Measure("level", "level", "u", (("v", Fraction(10)),))
other = Measure("other", "other", "w")
LOW = level < q(30, "u")
YES, NO = z3.BoolVal(True), z3.BoolVal(False)


def boolean(value: bool) -> Formula:
    return YES if value else NO


def holds(formula: Formula, *given: Formula) -> bool:
    """A formula of constants; with `given`, what follows from them."""
    if not given:
        plain = z3.simplify(formula)
        assert z3.is_true(plain) or z3.is_false(plain), plain
        return bool(z3.is_true(plain))
    return Solver(given).find([z3.Not(formula)]) is None


def can_be(*formulas: Formula) -> bool:
    return Solver(formulas).find([]) is not None


# --- plain terms -----------------------------------------------------------------------------------------------------


def test_a_number_is_exact() -> None:
    assert holds(proof.number(Fraction(1, 3)) * 3 == 1)
    assert holds(proof.number(Fraction(7, 2)) == z3.Q(7, 2))


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_counts_and_their_two_ends(size: int) -> None:
    for row in product((True, False), repeat=size):
        formulas = [boolean(one) for one in row]
        assert holds(proof.both(*formulas)) is all(row)
        assert holds(proof.either(*formulas)) is any(row)
        for k in range(1, size + 1):
            assert holds(proof.at_least(k, formulas)) is (sum(row) >= k)


def test_a_count_is_never_a_weighted_sum() -> None:
    signs = [z3.Bool(name) for name in "xyz"]
    assert can_be(proof.at_least(2, signs), signs[0], signs[1], z3.Not(signs[2]))
    assert not can_be(proof.at_least(2, signs), signs[0], z3.Not(signs[1]), z3.Not(signs[2]))


def test_the_opposite_of_a_formula_holds_where_it_does_not() -> None:
    assert (holds(proof.opposite(YES)), holds(proof.opposite(NO))) == (False, True)


TRUTHS = {Truth.YES: Rails(YES, NO), Truth.NO: Rails(NO, YES), Truth.UNKNOWN: Rails(NO, NO)}
RANK = {Truth.NO: 0, Truth.UNKNOWN: 1, Truth.YES: 2}


@pytest.mark.parametrize("here, there", list(product(TRUTHS, TRUTHS)))
def test_two_truths_beside_each_other(here: Truth, there: Truth) -> None:
    assert holds(proof.differ(TRUTHS[here], TRUTHS[there])) is (here is not there)
    assert holds(proof.falls(TRUTHS[here], TRUTHS[there])) is (RANK[there] < RANK[here])


@pytest.mark.parametrize("value, outside", [(1, True), (2, False), (3, False), (4, False), (5, True)])
def test_outside_a_closed_gap(value: int, outside: bool) -> None:
    assert holds(proof.not_between(z3.Q(value, 1), Fraction(2), Fraction(4))) is outside


# --- symbols ---------------------------------------------------------------------------------------------------------


def test_every_fact_has_its_symbols() -> None:
    anyone = AnyPatient(iter([A, level]), "p", {"level": "v"})
    assert anyone.facts == (A, level)
    assert (anyone.unit(level), anyone.unit(A), AnyPatient([level], "p").unit(level)) == ("v", "", "u")
    assert [str(term) for term in anyone.finding[A]] == ["p.a.yes", "p.a.no"]
    assert [str(term) for term in anyone.measure[level]] == [
        "p.level.has_low", "p.level.low", "p.level.has_high", "p.level.high",
    ]  # fmt: skip
    assert (list(anyone.finding), list(anyone.measure)) == ([A], [level])


def test_a_second_patient_differs_in_one_fact_alone() -> None:
    anyone = AnyPatient([A, B, level, other], "p", {"other": "z"})
    second = anyone.sharing(level, "v")
    assert second.facts == anyone.facts
    assert second.finding == anyone.finding
    assert second.measure[other] is anyone.measure[other]
    assert str(second.measure[level].low) == "q.level.low"
    assert (second.unit(level), second.unit(other), anyone.unit(level)) == ("v", "z", "u")
    third = AnyPatient([A, B, level], "p", {"level": "v"}).sharing(A)
    assert (str(third.finding[A].yes), str(third.finding[B].yes), third.unit(level)) == ("q.a.yes", "p.b.yes", "v")
    assert AnyPatient([level], "p", {"level": "v"}).sharing(level).unit(level) == "v"
    assert str(anyone.finding[A].yes) == "p.a.yes"


def test_a_second_patient_shares_no_truth() -> None:
    anyone = AnyPatient([A, B], "p")
    assert holds(anyone.truth(A).yes, anyone.finding[A].yes)
    second = anyone.sharing(A)
    assert second.truth(A).yes is second.finding[A].yes


def test_facts_that_are_told() -> None:
    anyone = Knowing([A, B, C, level, other], "p", {"level": "v"})
    known = anyone.with_known({A: True, B: False, level: Fraction(5, 2)})
    assert (holds(known.truth(A).yes), holds(known.truth(A).no)) == (True, False)
    assert (holds(known.truth(B).yes), holds(known.truth(B).no)) == (False, True)
    assert known.finding[C] is anyone.finding[C]
    assert known.measure[other] is anyone.measure[other]
    assert known.facts == anyone.facts
    ends = known.measure[level]
    assert holds(proof.both(ends.has_low, ends.has_high, ends.low == z3.Q(5, 2), ends.high == z3.Q(5, 2)))
    assert known.unit(level) == "v"
    assert holds(known.truth(LOW).yes)  # 2.5 v are 25 u
    assert str(anyone.finding[A].yes) == "p.a.yes"
    assert holds(anyone.with_known({level: Fraction(3)}).truth(LOW).no)


# --- what may be assumed ---------------------------------------------------------------------------------------------


def test_nothing_is_known_both_ways_and_results_are_plain_or_one_sided() -> None:
    anyone = AnyPatient([A, B, level], "p")
    rails, ends, formed = anyone.finding[A], anyone.measure[level], anyone.well_formed()
    assert len(formed) == 3
    assert not can_be(*formed, rails.yes, rails.no)
    assert not can_be(*formed, anyone.finding[B].yes, anyone.finding[B].no)
    assert all(can_be(*formed, *signs) for signs in ([rails.yes], [rails.no], [z3.Not(rails.yes), z3.Not(rails.no)]))
    assert not can_be(*formed, ends.has_low, ends.has_high, ends.low < ends.high)
    assert can_be(*formed, ends.has_low, z3.Not(ends.has_high), ends.low < ends.high)
    assert can_be(*formed, z3.Not(ends.has_low), ends.has_high, ends.low < ends.high)
    assert can_be(*formed, ends.has_low, ends.has_high, ends.low == z3.Q(1, 2))
    assert not can_be(*formed, ends.low == 0)
    assert not can_be(*formed, ends.high == 0)


def test_everything_known_and_nothing_known() -> None:
    anyone = AnyPatient([A, B, level], "p")
    rails, ends = anyone.finding[A], anyone.measure[level]
    full, nothing = anyone.everything_known(), anyone.nothing_known()
    assert can_be(*full, rails.yes, anyone.finding[B].no)
    assert can_be(*full, rails.no)
    assert not can_be(*full, z3.Not(rails.yes), z3.Not(rails.no))
    assert not can_be(*full, z3.Not(anyone.finding[B].yes), z3.Not(anyone.finding[B].no))
    assert not can_be(*full, z3.Not(ends.has_low))
    assert not can_be(*full, z3.Not(ends.has_high))
    assert can_be(*nothing)
    for known in (rails.yes, rails.no, anyone.finding[B].no, ends.has_low, ends.has_high):
        assert not can_be(*nothing, known)
    assert not can_be(anyone.settled(level), z3.Not(ends.has_low))
    assert can_be(anyone.settled(A), z3.Not(rails.no))


def test_learning_only_adds() -> None:
    here, there = (AnyPatient([A, B, other, level], name) for name in "pq")
    learnt = here.learns_to_become(there)
    mine, theirs, m, t = here.finding[A], there.finding[A], here.measure[level], there.measure[level]
    assert not can_be(*learnt, here.finding[B].no, z3.Not(there.finding[B].no))
    assert not can_be(*learnt, here.measure[other].has_low, z3.Not(there.measure[other].has_low))
    for kept, lost in ((mine.yes, theirs.yes), (mine.no, theirs.no), (m.has_low, t.has_low), (m.has_high, t.has_high)):
        assert not can_be(*learnt, kept, z3.Not(lost))
        assert can_be(*learnt, kept, lost)
        assert can_be(*learnt, z3.Not(kept), lost)
    assert not can_be(*learnt, m.has_low, t.low < m.low)
    assert can_be(*learnt, m.has_low, t.low == m.low)
    assert can_be(*learnt, m.has_low, t.low > m.low)
    assert can_be(*learnt, z3.Not(m.has_low), t.low < m.low)
    assert not can_be(*learnt, m.has_high, t.high > m.high)
    assert can_be(*learnt, m.has_high, t.high == m.high)
    assert can_be(*learnt, m.has_high, t.high < m.high)
    assert can_be(*learnt, z3.Not(m.has_high), t.high > m.high)


@pytest.mark.parametrize(
    "cell, low, high, reached",
    [
        (Interval(Fraction(2), Fraction(4), "u"), 2, None, True),
        (Interval(Fraction(2), Fraction(4), "u"), 4, None, True),
        (Interval(Fraction(2), Fraction(4), "u"), 5, None, False),
        (Interval(Fraction(2), Fraction(4), "u"), None, 2, True),
        (Interval(Fraction(2), Fraction(4), "u"), None, 1, False),
        (Interval(Fraction(2), Fraction(4), "u"), 3, 3, True),
        (Interval(Fraction(2), Fraction(4), "u"), None, None, True),
        (Interval(Fraction(2), Fraction(4), "u", low_open=True), None, 2, False),
        (Interval(Fraction(2), Fraction(4), "u", low_open=True), 4, 4, True),
        (Interval(Fraction(2), Fraction(4), "u", high_open=True), 4, None, False),
        (Interval(Fraction(2), Fraction(4), "u", high_open=True), 2, 2, True),
        (Interval(None, Fraction(4), "u"), 4, None, True),
        (Interval(None, Fraction(4), "u"), 5, None, False),
        (Interval(None, Fraction(4), "u"), None, 1, True),
        (Interval(Fraction(2), None, "u"), None, 2, True),
        (Interval(Fraction(2), None, "u"), None, 1, False),
        (Interval(Fraction(2), None, "u"), 9, None, True),
        (Interval(None, None, "u"), 9, 9, True),
    ],
)
def test_what_is_known_reaches_a_cell(cell: Interval, low: int | None, high: int | None, reached: bool) -> None:
    anyone = Knowing([level], "p")
    ends = anyone.measure[level]
    told = [ends.has_low == (low is not None), ends.has_high == (high is not None)]
    told += [ends.low == (99 if low is None else low), ends.high == (0 if high is None else high)]  # an absent end lies
    assert holds(anyone.reaches(level, cell), *told) is reached
    assert holds(z3.Not(anyone.reaches(level, cell)), *told) is not reached


# --- conditions ------------------------------------------------------------------------------------------------------


def in_words(rails: Rails, *given: Formula) -> Truth:
    yes, no = holds(rails.yes, *given), holds(rails.no, *given)
    assert not (yes and no)
    assert yes or holds(z3.Not(rails.yes), *given)
    assert no or holds(z3.Not(rails.no), *given)
    return Truth.of(True if yes else False if no else None)


@pytest.mark.parametrize("unit, scale", [("u", 1), ("v", 10)])
@pytest.mark.parametrize(
    "op, below, at, above",
    [("<", True, False, False), ("<=", True, True, False), (">", False, False, True), (">=", False, True, True)],
)
def test_a_comparison_at_below_and_above_its_figure(
    op: str, below: bool, at: bool, above: bool, unit: str, scale: int
) -> None:
    rule = {"<": level.__lt__, "<=": level.__le__, ">": level.__gt__, ">=": level.__ge__}[op](q(30, "u"))
    anyone = AnyPatient([level], "p", {"level": unit})
    ends, rails = anyone.measure[level], anyone.truth(rule)
    for value, answer in ((29, below), (30, at), (31, above)):
        low, high = ends.low * scale == value, ends.high * scale == value
        assert in_words(rails, ends.has_low, ends.has_high, low, high) is Truth.of(answer)
        from_below = [ends.has_low, z3.Not(ends.has_high), low, ends.high == 0]  # at least so much
        from_above = [ends.has_high, z3.Not(ends.has_low), high, ends.low == 1000]
        assert in_words(rails, *from_below) is Truth.of(above if answer is above and value >= 30 else None)
        assert in_words(rails, *from_above) is Truth.of(below if answer is below and value <= 30 else None)
    assert in_words(rails, z3.Not(ends.has_low), z3.Not(ends.has_high)) is Truth.UNKNOWN


@pytest.mark.parametrize("a, b, c", list(product(Truth, Truth, Truth)))
def test_every_node_by_kleenes_rules(a: Truth, b: Truth, c: Truth) -> None:
    anyone = AnyPatient([A, B, C], "p")
    told = [
        formula
        for finding, truth in zip((A, B, C), (a, b, c), strict=True)
        for formula in (
            anyone.finding[finding].yes == (truth is Truth.YES),
            anyone.finding[finding].no == (truth is Truth.NO),
        )
    ]
    ranks = sorted((RANK[a], RANK[b], RANK[c]), reverse=True)
    word = {rank: truth for truth, rank in RANK.items()}
    for k in (1, 2, 3):
        assert in_words(anyone.truth(at_least(k, A, B, C)), *told) is word[ranks[k - 1]]
    assert in_words(anyone.truth(Named("n", "n", Not(A))), *told) is word[2 - RANK[a]]
    for presumed in (Truth.YES, Truth.NO):
        assert in_words(anyone.truth(Presume(A, presumed, "why")), *told) is (presumed if a is Truth.UNKNOWN else a)
    rungs = (Rung("now", Named("x", "x", A)), Rung("soon", Named("y", "y", B)))
    still = anyone.open_outcomes(Ladder("how", "how", rungs, "never"))
    expected = {
        "now": a is not Truth.NO,
        "soon": a is not Truth.YES and b is not Truth.NO,
        "never": a is not Truth.YES and b is not Truth.YES,
    }
    assert {name: holds(formula, *told) for name, formula in still.items()} == expected
    assert list(still) == list(expected)


def test_a_condition_is_built_once_or_told() -> None:
    anyone = Knowing([A, B], "p")
    rule = any_of(A, B)
    assert anyone.truth(rule) is anyone.truth(rule)
    anyone.tell(A, Rails(YES, NO))
    assert holds(anyone.truth(all_of(A, Not(B))).yes, anyone.finding[B].no)


# --- the answer ------------------------------------------------------------------------------------------------------


def test_a_patient_is_read_from_a_model() -> None:
    anyone = Knowing([A, B, C, level, other], "p", {"level": "v"})
    there, none = anyone.measure[level], anyone.measure[other]
    base = [anyone.finding[A].yes, anyone.finding[B].no, z3.Not(anyone.finding[C].yes), z3.Not(anyone.finding[C].no)]
    base += [*anyone.well_formed(), there.low == z3.Q(1, 3), there.high == z3.Q(1, 3)]
    base += [z3.Not(none.has_low), z3.Not(none.has_high)]
    third = Fraction(1, 3)
    for low, high in ((True, True), (True, False), (False, True)):
        model = Solver(base).find([there.has_low == low, there.has_high == high])
        known = Interval(third if low else None, third if high else None, "v")
        assert anyone.read(model) == {"a": True, "b": False, "level": known}


def test_what_a_model_leaves_open_is_not_known() -> None:
    anyone = AnyPatient([A, level], "p")
    assert anyone.read(Solver([]).find([])) == {}
    told = anyone.read(Solver([anyone.measure[level].has_low]).find([]))
    assert told["level"] == Interval(Fraction(0), None, "u")


def test_a_question_leaves_nothing_behind() -> None:
    x = z3.Bool("x")
    solver = Solver([x])
    assert solver.find([z3.Not(x)]) is None
    found = solver.find([])
    assert found is not None
    assert z3.is_true(found.eval(x))


def test_a_solver_that_gives_up_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "TIMEOUT_MS", 50)
    x = z3.Real("x")
    solver = Solver([])
    with pytest.raises(RuleError, match=r"^Z3 answered unknown \([a-z]+\): the claim is neither proved nor refuted$"):
        solver.find([x**x == 3])
    assert solver.find([x == 3]) is not None


def test_a_solver_gives_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, int]] = []
    monkeypatch.setattr(z3.Solver, "set", lambda self, name, value: asked.append((name, value)))
    Solver([])
    assert asked == [("timeout", 60_000)]
