"""The printed SQL read back from its text and proved equal to the rules, for every dialect: by Z3 and by the diagram."""

from __future__ import annotations

import re
from functools import cache

import pytest

pytest.importorskip("z3", reason="z3-solver is not installed (extra `proof`)")
pytest.importorskip("sqlglot", reason="sqlglot is not installed (extra `population`)")

from random_patients import FACTS, SCALES, WANTED

from cobalamin.language.cells import says_below
from cobalamin.language.diagram import Diagram
from cobalamin.language.ladder import Ladder, Rung
from cobalamin.language.nodes import (
    AtLeast,
    Compare,
    Condition,
    Finding,
    Measure,
    Named,
    Not,
    Presume,
    RuleError,
    any_of,
    at_least,
    walk,
)
from cobalamin.readings.proof import AnyPatient, Solver, differ, opposite
from cobalamin.readings.sql import Dialect, column_types, statement
from cobalamin.readings.wanted import Wanted, column_of, cut_of
from sql_back import WHY, ReadBack, Rungs, read_back

CUTS: dict[tuple[Measure, int], Compare] = {}
for node in walk(*WANTED.roots):
    if isinstance(node, Compare):
        CUTS.setdefault((node.measure, cut_of(node, SCALES)), node)
DIALECTS: tuple[Dialect, ...] = ("duckdb", "postgres", "spark")
THREE = tuple(fact for fact in FACTS if isinstance(fact, Finding))[:3]
ANYBODY = AnyPatient(FACTS, "p")
SOLVER = Solver(ANYBODY.well_formed())


@cache
def printed(dialect: Dialect) -> str:
    return statement(WANTED, SCALES, table="facts", columns=column_types(WANTED), keep=["patient"], dialect=dialect)


def back(text: str, dialect: Dialect, wanted: Wanted = WANTED) -> ReadBack:
    return read_back(text, dialect, wanted.roots, SCALES, ["patient"])


def bare(node: Condition) -> Condition:
    """A condition without its names and reasons, which no SQL holds."""
    match node:
        case Named(part=part):
            return bare(part)
        case Not(part=part):
            return Not(bare(part))
        case Presume(part=part, value=value):
            return Presume(bare(part), value, WHY)
        case AtLeast(k=k, parts=parts):
            return AtLeast(k, tuple(bare(part) for part in parts))
        case Compare():
            # One cut may stand for several comparisons: 180 ng/L and 180 pg/mL, below and not at least.
            first = CUTS[node.measure, cut_of(node, SCALES)]
            return first if says_below(first) is says_below(node) else Not(first)
        case Finding():
            return node


def ladder_of(read: Rungs) -> Ladder:
    return Ladder("read", "", tuple(Rung(name, Named(name, "", when)) for name, when in read.rungs), read.otherwise)


def unlike(read: ReadBack) -> list[str]:
    """The columns for which Z3 finds a patient whom the SQL and the rules answer differently."""
    found = [
        column_of(rule)
        for rule in WANTED.conditions
        if SOLVER.find([differ(ANYBODY.truth(rule), ANYBODY.truth(read.conditions[column_of(rule)]))]) is not None
    ]
    for ladder in WANTED.ladders:
        mine, theirs = ANYBODY.open_outcomes(ladder), ANYBODY.open_outcomes(ladder_of(read.ladders[ladder.id]))
        bits = {outcome: read.still_open[ladder.id][1 << i] for i, outcome in enumerate(ladder.outcomes)}
        assert list(mine) == list(theirs) == list(bits)
        for outcome in ladder.outcomes:
            added = ANYBODY.truth(bits[outcome])
            wrong = [mine[outcome] != theirs[outcome], mine[outcome] != added.yes, opposite(added.yes) != added.no]
            found += [f"{ladder.id} {outcome}" for formula in wrong if SOLVER.find([formula]) is not None]
    return found


@pytest.mark.parametrize("dialect", DIALECTS)
def test_z3_finds_no_patient_whom_the_sql_answers_otherwise(dialect: Dialect) -> None:
    read = back(printed(dialect), dialect)
    assert set(read.conditions) == {column_of(rule) for rule in WANTED.conditions}
    assert set(read.ladders) == set(read.still_open) == {ladder.id for ladder in WANTED.ladders}
    assert unlike(read) == []


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_sql_and_the_rules_are_one_node_of_the_diagram(dialect: Dialect) -> None:
    read = back(printed(dialect), dialect)
    pairs = [(bare(rule), read.conditions[column_of(rule)]) for rule in WANTED.conditions]
    for ladder in WANTED.ladders:
        rungs = read.ladders[ladder.id]
        assert [rung.outcome for rung in ladder.rungs] == [name for name, _ in rungs.rungs]
        assert ladder.otherwise == rungs.otherwise
        pairs += [(bare(rung.when), when) for rung, (_, when) in zip(ladder.rungs, rungs.rungs, strict=True)]
    diagram = Diagram([side for pair in pairs for side in pair])
    for mine, theirs in pairs:
        assert diagram.root[mine] == diagram.root[theirs]


@pytest.mark.parametrize(
    "old, new",
    [
        (" AND ", " OR "),
        (r"COALESCE\(", "(NOT COALESCE("),
        ("<= 0 THEN TRUE", "<= 1 THEN TRUE"),
        (r'NOT \("pregnant"\)', '("pregnant")'),
        (r'("n\d+")( AS "anaemia_moderate"), "n\d+"', r"\1\2, \1"),
    ],
)
def test_a_slip_in_the_text_is_found(old: str, new: str) -> None:
    text = printed("duckdb")
    slipped = re.sub(old, new, text, count=1)
    assert slipped != text
    if new.startswith("(NOT"):
        start = slipped.index(new)
        end = slipped.index(")", start)
        slipped = slipped[:end] + "))" + slipped[end + 1 :]
    try:
        read = back(slipped, "duckdb")
    except RuleError:
        return
    assert unlike(read)


def test_counts_are_read_back() -> None:
    a, b, c = THREE
    rule = Named("rule", "r", at_least(2, a, Not(b), any_of(c, a)))
    wanted = Wanted((rule,))
    for dialect in DIALECTS:
        text = statement(wanted, {}, table="facts", columns=[a.name, b.name, c.name], keep=["patient"], dialect=dialect)
        assert back(text, dialect, wanted).conditions == {"rule": bare(rule)}


@pytest.mark.parametrize(
    "text",
    [
        'SELECT "patient", "a" AS "rule" FROM facts WHERE "a"',
        'SELECT "patient", "a" IS NULL AS "rule" FROM facts',
        'SELECT "patient", "unheard_of" AS "rule" FROM facts',
        'SELECT "patient", CASE WHEN "a" THEN TRUE ELSE FALSE END AS "rule" FROM facts',
        'SELECT "patient", NOT (CASE WHEN "a" THEN TRUE WHEN "b" THEN FALSE END) AS "rule" FROM facts',
        "DELETE FROM facts",
    ],
)
def test_what_no_rule_prints_is_refused(text: str) -> None:
    wanted = Wanted((Named("rule", "r", any_of(Finding("a", "a"), Finding("b", "b"))),))
    with pytest.raises((RuleError, ValueError)):
        read_back(text, "duckdb", wanted.roots, {}, ["patient"])


def test_a_comparison_that_reads_two_cuts_is_refused() -> None:
    text = printed("duckdb")
    with pytest.raises(RuleError, match="no rule prints"):
        back(text.replace('"mcv_low" > 0', '"mcv_low" > 1', 1), "duckdb")
