"""The generated SQL answers as the one-patient evaluator does, on every engine.

`make differential` is the long run over 100,000 patients of each kind; the default is short.
"""

from __future__ import annotations

import os
from fractions import Fraction

import pytest
from made_up_patients import made_up
from random_patients import SCALES, WANTED, Patient, population, rows

from cobalamin.knowledge.facts import total_b12
from cobalamin.knowledge.rules import ARTICLE
from cobalamin.language.compile import Program
from cobalamin.language.ladder import Ladder, possible_outcomes
from cobalamin.language.nodes import Finding, Named, Not, RuleError, any_of, at_least
from cobalamin.language.patient import Interval
from cobalamin.readings.sql import cells_of, first_float, statement
from cobalamin.readings.wanted import Wanted, column_of
from engines import TYPES

PATIENTS = int(os.environ.get("COBALAMIN_PATIENTS", "800"))
BATCH = 20_000


def expected(patients: list[Patient]) -> list[tuple]:
    """What one-patient evaluation says: conditions, then for each ladder its certain outcome and the sum of its open ones."""
    program = Program(*WANTED.roots)
    places = [program.index[condition] for condition in WANTED.conditions]
    found = []
    for number, patient in enumerate(patients):
        values = program.values(program.vector(patient))
        ladders = [answer for ladder in WANTED.ladders for answer in _ladder(ladder, program, values)]
        found.append((number, *(values[place] for place in places), *ladders))
    return found


def _ladder(ladder: Ladder, program: Program, values) -> tuple[str | None, int]:
    still = possible_outcomes(ladder, lambda rule: program.truth(values, rule))
    return (still[0] if len(still) == 1 else None), sum(1 << ladder.outcomes.index(outcome) for outcome in still)


KINDS = {"random": population, "synthetic": made_up}


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_engine_gives_every_patient_the_same_answers(engine, kind):
    dialect, ask = engine
    text = statement(WANTED, SCALES, table="facts", columns=TYPES, keep=["patient"], dialect=dialect)
    names = [
        "patient",
        *map(column_of, WANTED.conditions),
        *(n for x in WANTED.ladders for n in (x.id, f"{x.id}_open")),
    ]
    for start in range(0, PATIENTS, BATCH):
        patients = KINDS[kind](min(BATCH, PATIENTS - start), seed=start)
        assert len(patients) == min(BATCH, PATIENTS - start)
        mismatches = [
            (number, name, mine, theirs)
            for number, (right, found) in enumerate(zip(expected(patients), ask(rows(patients), text), strict=True))
            for name, mine, theirs in zip(names, right, found, strict=True)
            if mine != theirs
        ]
        assert mismatches == []


A, B, C = (Finding(name, name) for name in ("pregnant", "female", "confusion"))


@pytest.mark.parametrize("k", [1, 2, 3])
def test_counts_and_absent_columns(engine, k):
    dialect, ask = engine
    shared = Named("shared", "s", any_of(A, Not(B)))
    rule = Named("rule", "r", at_least(k, shared, A, Finding("not_a_column", "n"), Not(C)))
    wanted = Wanted((rule, shared))
    patients: list[Patient] = [
        {name: value for name, value in zip(("pregnant", "female", "confusion"), row, strict=True) if value is not None}
        for row in ((a, b, c) for a in (True, False, None) for b in (True, False, None) for c in (True, False, None))
    ]
    program = Program(rule, shared)
    found = ask(rows(patients), statement(wanted, {}, table="facts", columns=TYPES, keep=["patient"], dialect=dialect))
    values = [program.values(program.vector(patient)) for patient in patients]
    assert found == [(i, v[program.index[rule]], v[program.index[shared]]) for i, v in enumerate(values)]


def test_a_definition_is_printed_once():
    text = statement(WANTED, SCALES, table="facts", columns=TYPES, keep=["patient"], dialect="duckdb")
    ends = [f'"{name}" <= {cut}' for name in ("active_b12_high",) for cut in (0,)]
    compared = sum(text.count(end) for end in ends)
    assert compared <= 2  # below, and its opposite; b12_deficient alone is read by a dozen rules
    assert len(text) < 60 * len(Program(*ARTICLE.roots).nodes) + 20_000


@pytest.mark.parametrize("measure", list(SCALES), ids=lambda m: m.name)
def test_cells_from_values_are_the_exact_cells(measure):
    duckdb = pytest.importorskip("duckdb")
    scale, cases = SCALES[measure], []
    for unit in measure.units():
        for key, _ in scale.keys(unit):
            at = float(f"{float(key):.12g}")
            cases += [
                (value, unit, sign)
                for value in (at, at * 0.999999, at * 1.000001, 0.1)
                for sign in ("", "<", "<=", ">", ">=")
            ]
    cases += [(1.0, "furlong", ""), (None, measure.unit, ""), (1.0, None, "")]
    low, high = (part.sql("duckdb") for part in cells_of(scale, "v", "u", "c"))
    connection = duckdb.connect()
    connection.execute("create table t (i integer, v double, u varchar, c varchar)")
    connection.executemany("insert into t values (?, ?, ?, ?)", [(i, *case) for i, case in enumerate(cases)])
    found = connection.execute(f"select {low}, {high} from t order by i").fetchall()
    assert found == [_cells(scale, *case) for case in cases]


def _cells(scale, value, unit, sign):
    if value is None or unit not in scale.measure.units():
        return None, None
    number = Fraction(repr(value))
    low = None if sign in ("<", "<=") else number
    high = None if sign in (">", ">=") else number
    return scale.cells(Interval(low, high, unit, low_open=sign == ">", high_open=sign == "<"))


def test_a_float_key_separates_what_the_fractions_separate():
    key = SCALES[total_b12].keys("nmol/L")[0][0]  # 100 ng/L in nmol/L: not a decimal number
    first = first_float(key, equal_counts=True)
    assert Fraction(repr(first)) > key
    assert first_float(Fraction(180), equal_counts=True) == 180.0
    assert first_float(Fraction(180), equal_counts=False) > 180.0


def test_an_unnamed_output_has_no_column():
    with pytest.raises(RuleError, match="wrap it in Named"):
        statement(Wanted((A,)), {}, table="facts", columns=["pregnant"], keep=[], dialect="duckdb")
