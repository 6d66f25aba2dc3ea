"""The exact SQL answers as the exact reading of one patient does, on every engine; `make differential` is the long run."""

from __future__ import annotations

import os
from functools import cache

import pytest
from random_patients import SCALES, Patient, population, rows
from test_sql import BATCH, KINDS

from cobalamin.assessment.engine import engine_for
from cobalamin.knowledge.rules import ARTICLE
from cobalamin.language.exact import Exact
from cobalamin.language.ladder import Ladder
from cobalamin.readings.sql import Dialect
from cobalamin.readings.sql_exact import exact_statement
from cobalamin.readings.wanted import column_of
from engines import TYPES

PATIENTS = int(os.environ.get("COBALAMIN_PATIENTS", "400"))
EXACT = engine_for(ARTICLE).exact


@cache
def printed(dialect: Dialect) -> str:
    return exact_statement(EXACT, SCALES, table="facts", columns=TYPES, keep=["patient"], dialect=dialect)


def names() -> list[str]:
    columns = (
        [output.id, f"{output.id}_open"] if isinstance(output, Ladder) else [column_of(output)]
        for output in EXACT.outputs
    )
    return ["patient", *(name for found in columns for name in found)]


def expected(exact: Exact, patients: list[Patient]) -> list[tuple]:
    """What the formulas of one patient leave open: a condition in three values, a ladder as its outcome and the sum of bits."""
    found = []
    for number, patient in enumerate(patients):
        masks = zip(exact.outputs, exact.masks(exact.program.vector(patient)), strict=True)
        found.append((number, *(value for output, mask in masks for value in _answer(output, mask))))
    return found


def _answer(output, mask: int) -> tuple:
    if not isinstance(output, Ladder):
        return ({1: False, 2: True}.get(mask),)
    return {1 << bit: outcome for bit, outcome in enumerate(output.outcomes)}.get(mask), mask


@pytest.mark.parametrize("kind", list(KINDS))
@pytest.mark.some(3)
def test_every_engine_gives_every_patient_the_same_exact_answers(engine, kind):
    dialect, ask = engine
    for start in range(0, PATIENTS, BATCH):
        patients = KINDS[kind](min(BATCH, PATIENTS - start), seed=start)
        mismatches = [
            (number, name, mine, theirs)
            for number, (right, found) in enumerate(
                zip(expected(EXACT, patients), ask(rows(patients), printed(dialect)), strict=True)
            )
            for name, mine, theirs in zip(names(), right, found, strict=True)
            if mine != theirs
        ]
        assert mismatches == []


def test_a_record_that_contradicts_itself_has_no_outcome():
    duckdb = pytest.importorskip("duckdb")
    connection = duckdb.connect()
    connection.execute('create table facts as select 0 as patient, false as "female", true as "pregnant"')
    text = exact_statement(
        EXACT, SCALES, table="facts", columns=["female", "pregnant"], keep=["patient"], dialect="duckdb"
    )
    row = dict(zip(names(), connection.execute(text).fetchone(), strict=True))
    assert (row["route"], row["route_open"], row["anaemia"]) == (None, 0, None)


def test_exactly_more_is_decided_than_by_kleenes_rules():
    masks = [dict(zip(EXACT.outputs, EXACT.masks(EXACT.program.vector(p)), strict=True)) for p in population(300, 5)]
    program = EXACT.program
    kleene = [program.values(program.vector(p)) for p in population(300, 5)]
    rules = [output for output in EXACT.outputs if not isinstance(output, Ladder)]
    assert any(
        mask[rule] in (1, 2) and values[program.index[rule]] is None
        for mask, values in zip(masks, kleene, strict=True)
        for rule in rules
    )
