"""The SQL of a few small rules word for word in every dialect, and what is refused; the engines run it in `tests/engines`."""

from __future__ import annotations

from fractions import Fraction
from math import inf, nextafter

import pytest

pytest.importorskip("sqlglot", reason="sqlglot is not installed (extra `population`)")

from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlglot import exp

from cobalamin.language.cells import scales
from cobalamin.language.ladder import Ladder, Rung
from cobalamin.language.nodes import (
    Condition,
    Finding,
    Measure,
    Named,
    Not,
    Presume,
    RuleError,
    all_of,
    any_of,
    at_least,
    q,
)
from cobalamin.language.truth import Truth
from cobalamin.readings.sql import Dialect, cells_of, column_types, first_float, statement
from cobalamin.readings.wanted import Wanted, column_of

A, B, C = (Finding(name, name) for name in "abc")
level = Measure("m", "m", "u", (("v", Fraction(10)),))
LOW = Named("low", "low", level < q(30, "u"))
HIGH = Named("s:high", "high", any_of(level >= q(50, "u"), Not(C)))
TWO = Named("two", "two", at_least(2, LOW, Presume(A, Truth.YES, "w"), Presume(B, Truth.NO, "w"), HIGH))
LADDER = Ladder("how", "how", (Rung("now", TWO), Rung("soon", LOW)), "never")
SMALL = Wanted((LOW, HIGH, TWO), (LADDER,))


def printed(
    wanted: Wanted, dialect: Dialect = "duckdb", lacking: tuple[str, ...] = (), keep: tuple[str, ...] = ("p",)
) -> str:
    columns = [name for name in column_types(wanted) if name not in lacking]
    return statement(wanted, scales(*wanted.roots), table="facts", columns=columns, keep=keep, dialect=dialect)


# --- a small statement, level by level -------------------------------------------------------------------------------

LEVELS = (
    'SELECT "p", "m_low", "m_high", "c", "a", "b" FROM {}',
    # "m" is read for the last time here: its cells are carried no further.
    'SELECT "p", "a", "b", CASE WHEN "m_high" <= 0 THEN TRUE WHEN "m_low" > 0 THEN FALSE END AS "n0", '
    '(CASE WHEN "m_high" <= 1 THEN FALSE WHEN "m_low" > 1 THEN TRUE END OR NOT ("c")) AS "n1" FROM {}',
    'SELECT "p", "n0", "n1", CASE WHEN ((CASE WHEN "n0" THEN 1 ELSE 0 END) + (CASE WHEN COALESCE("a", TRUE) THEN 1 ELSE 0 END)'
    ' + (CASE WHEN COALESCE("b", FALSE) THEN 1 ELSE 0 END) + (CASE WHEN "n1" THEN 1 ELSE 0 END)) >= 2 THEN TRUE'
    ' WHEN ((CASE WHEN COALESCE("n0", TRUE) THEN 1 ELSE 0 END) + (CASE WHEN COALESCE(COALESCE("a", TRUE), TRUE) THEN 1 ELSE 0 END)'
    ' + (CASE WHEN COALESCE(COALESCE("b", FALSE), TRUE) THEN 1 ELSE 0 END) + (CASE WHEN COALESCE("n1", TRUE) THEN 1 ELSE 0 END))'
    ' < 2 THEN FALSE END AS "n2" FROM {}',
    'SELECT "p", "n0" AS "low", "n1" AS "s_high", "n2" AS "two", '
    'CASE WHEN "n2" THEN \'now\' WHEN "n2" IS NULL THEN CAST(NULL AS TEXT) WHEN "n0" THEN \'soon\''
    ' WHEN "n0" IS NULL THEN CAST(NULL AS TEXT) ELSE \'never\' END AS "how", '
    '((CASE WHEN COALESCE("n2", TRUE) THEN 1 ELSE 0 END)'
    ' + (CASE WHEN NOT COALESCE("n2", FALSE) AND COALESCE("n0", TRUE) THEN 2 ELSE 0 END)'
    ' + (CASE WHEN NOT COALESCE("n2", FALSE) AND NOT COALESCE("n0", FALSE) THEN 4 ELSE 0 END)) AS "how_open" FROM {}',
)


def nested() -> str:
    text = LEVELS[0].format("facts")
    for outer in LEVELS[1:]:
        text = outer.format(f"({text}) AS level")
    return text


def test_duckdb_gets_nested_selects() -> None:
    assert printed(SMALL) == nested()


def test_spark_gets_the_same_in_its_own_spelling() -> None:
    assert printed(SMALL, "spark") == nested().replace('"', "`").replace("AS TEXT", "AS STRING")


def test_postgres_materialises_each_level() -> None:
    steps = [LEVELS[0].format("facts"), LEVELS[1].format("level_0"), LEVELS[2].format("level_1")]
    named = ", ".join(f"level_{i} AS MATERIALIZED ({step})" for i, step in enumerate(steps))
    assert printed(SMALL, "postgres") == f"WITH {named} {LEVELS[3].format('level_2')}"


def test_a_table_may_have_a_schema_and_nothing_need_be_kept() -> None:
    wanted = Wanted((Named("rule", "r", A),))
    text = statement(wanted, {}, table="main.facts", columns=["a"], keep=[], dialect="duckdb")
    assert text == 'SELECT "n0" AS "rule" FROM (SELECT "a" AS "n0" FROM (SELECT "a" FROM main.facts) AS level) AS level'


def test_a_statement_that_is_asked_nothing_keeps_what_it_keeps() -> None:
    assert printed(Wanted(())) == 'SELECT "p" FROM (SELECT "p" FROM facts) AS level'


def test_the_columns_a_statement_reads() -> None:
    assert column_types(SMALL) == {
        "m_low": "smallint", "m_high": "smallint", "c": "boolean", "a": "boolean", "b": "boolean",
    }  # fmt: skip
    assert list(column_types(SMALL)) == ["m_low", "m_high", "c", "a", "b"]


# --- one rule at a time ----------------------------------------------------------------------------------------------


def alone(rule: Condition, *lacking: str) -> str:
    """The one column of a rule that nothing else reads."""
    text = printed(Wanted((Named("r", "r", rule),)), lacking=lacking, keep=())
    start = 'SELECT "n0" AS "r" FROM (SELECT '
    assert text.startswith(start)
    return text.removeprefix(start).partition(' AS "n0" FROM (SELECT ')[0]


@pytest.mark.parametrize(
    "rule, text",
    [
        (any_of(A, all_of(B, C)), '("a" OR ("b" AND "c"))'),
        (all_of(A, any_of(B, C), Not(all_of(A, B))), '("a" AND ("b" OR "c") AND NOT (("a" AND "b")))'),
        (Not(Not(A)), 'NOT (NOT ("a"))'),
        (Not(Presume(A, Truth.NO, "w")), 'NOT (COALESCE("a", FALSE))'),
        (at_least(1, A), '("a")'),
        (level <= q(30, "u"), 'CASE WHEN "m_high" <= 0 THEN TRUE WHEN "m_low" > 0 THEN FALSE END'),
        (level > q(30, "u"), 'CASE WHEN "m_high" <= 0 THEN FALSE WHEN "m_low" > 0 THEN TRUE END'),
        (
            at_least(2, A, B, C),
            'CASE WHEN ((CASE WHEN "a" THEN 1 ELSE 0 END) + (CASE WHEN "b" THEN 1 ELSE 0 END) + (CASE WHEN "c" THEN 1 ELSE 0 END))'
            ' >= 2 THEN TRUE WHEN ((CASE WHEN COALESCE("a", TRUE) THEN 1 ELSE 0 END) + (CASE WHEN COALESCE("b", TRUE) THEN 1 ELSE 0'
            ' END) + (CASE WHEN COALESCE("c", TRUE) THEN 1 ELSE 0 END)) < 2 THEN FALSE END',
        ),
    ],
)
def test_a_condition_in_sql(rule: Condition, text: str) -> None:
    assert alone(rule) == text


@pytest.mark.parametrize(
    "lacking, text",
    [
        (("a",), '(CAST(NULL AS BOOLEAN) OR CASE WHEN "m_high" <= 0 THEN TRUE WHEN "m_low" > 0 THEN FALSE END)'),
        (("m_low",), '("a" OR CAST(NULL AS BOOLEAN))'),
        (("m_high",), '("a" OR CAST(NULL AS BOOLEAN))'),
        (("m_low", "m_high"), '("a" OR CAST(NULL AS BOOLEAN))'),
    ],
)
def test_a_fact_without_its_columns_is_unknown(lacking: tuple[str, ...], text: str) -> None:
    assert alone(any_of(A, level < q(30, "u")), *lacking) == text


def test_what_is_read_twice_is_a_column_and_what_is_read_once_is_not() -> None:
    shared, once = all_of(A, B), all_of(B, C)
    text = printed(Wanted((Named("x", "x", any_of(shared, once)), Named("y", "y", Not(shared)))), keep=())
    assert text == (
        'SELECT "n1" AS "x", "n2" AS "y" FROM (SELECT ("n0" OR ("b" AND "c")) AS "n1", NOT ("n0") AS "n2" FROM '
        '(SELECT "b", "c", ("a" AND "b") AS "n0" FROM (SELECT "a", "b", "c" FROM facts) AS level) AS level) AS level'
    )


def test_a_column_is_carried_to_its_last_reader_and_an_answer_to_the_end() -> None:
    first = Named("first", "f", A)
    second = Named("second", "s", all_of(first, B))
    third = Named("third", "t", any_of(second, A))
    text = printed(Wanted((third, first)), keep=("p", "day"))
    assert text == (
        'SELECT "p", "day", "n2" AS "third", "n0" AS "first" FROM (SELECT "p", "day", "n0", ("n1" OR "a") AS "n2" FROM '
        '(SELECT "p", "day", "a", "n0", ("n0" AND "b") AS "n1" FROM (SELECT "p", "day", "a", "b", "a" AS "n0" FROM '
        '(SELECT "p", "day", "a", "b" FROM facts) AS level) AS level) AS level) AS level'
    )


@pytest.mark.parametrize("named", [False, True], ids=["one within the other", "one level on the other"])
def test_nothing_is_copied_on_its_way_up(monkeypatch: pytest.MonkeyPatch, named: bool) -> None:
    """Twice as deep, twice as many nodes are copied: a copy at every level would be four times as many."""
    copied: list[int] = []
    copy = exp.Expression.copy

    def counted(self: exp.Expression) -> exp.Expression:
        copied.append(sum(1 for _ in self.walk()))
        return copy(self)

    monkeypatch.setattr(exp.Expression, "copy", counted)
    totals = []
    for depth in (10, 20, 40):
        rule: Condition = A
        for step in range(depth):
            rule = (all_of, any_of)[step % 2](rule, B, C)
            rule = Named(f"n{step}", "", rule) if named else rule
        copied.clear()
        printed(Wanted((Named("r", "", rule),)))
        totals.append(sum(copied))
    assert totals[2] - totals[1] == 2 * (totals[1] - totals[0])


def test_a_table_is_named_as_its_dialect_names_it() -> None:
    wanted = Wanted((Named("r", "", A),))
    assert statement(wanted, {}, table="`my table`", columns=["a"], keep=[], dialect="spark").endswith(
        "FROM `my table`) AS level) AS level"
    )
    assert statement(wanted, {}, table='"my table"', columns=["a"], keep=[], dialect="duckdb").endswith(
        'FROM "my table") AS level) AS level'
    )


def test_a_ladder_of_one_rung() -> None:
    ladder = Ladder("it's", "how", (Rung("no'w", Named("x", "x", A)),), "ne'ver")
    text = printed(Wanted((), (ladder,)), keep=())
    assert text.partition(" FROM ")[0] == (
        "SELECT CASE WHEN \"n0\" THEN 'no''w' WHEN \"n0\" IS NULL THEN CAST(NULL AS TEXT) ELSE 'ne''ver' END AS \"it's\", "
        '((CASE WHEN COALESCE("n0", TRUE) THEN 1 ELSE 0 END) + (CASE WHEN NOT COALESCE("n0", FALSE) THEN 2 ELSE 0 END))'
        ' AS "it\'s_open"'
    )


def test_only_a_named_condition_has_a_column() -> None:
    assert column_of(HIGH) == "s_high"
    for asked in (lambda: column_of(A), lambda: printed(Wanted((A,)))):
        with pytest.raises(RuleError, match=r"^only a named condition has a column; wrap it in Named$"):
            asked()


# --- cells from values -----------------------------------------------------------------------------------------------


def test_cells_from_a_value_its_unit_and_its_comparator() -> None:
    scale = scales(any_of(level < q(30, "u"), level <= q(50, "u")))[level]
    low, high = (part.sql("duckdb") for part in cells_of(scale, "value", "unit", "sign"))

    def count(*bounds: str) -> str:
        return " + ".join(f"(CASE WHEN \"value\" >= CAST('{bound}' AS DOUBLE) THEN 1 ELSE 0 END)" for bound in bounds)

    def within(own: tuple[str, str], factored: tuple[str, str]) -> str:
        return f"CASE WHEN \"unit\" = 'u' THEN ({count(*own)}) WHEN \"unit\" = 'v' THEN ({count(*factored)}) END"

    # 30 is above its cut, 50 is not: of a plain value, of one that is more than it, of one that is less.
    plain = within(("30.0", "50.00000000000001"), ("3.0", "5.000000000000001"))
    more = within(("30.0", "50.0"), ("3.0", "5.0"))
    less = within(("30.000000000000004", "50.00000000000001"), ("3.0000000000000004", "5.000000000000001"))
    sign = "COALESCE(\"sign\", '')"
    missing = f'WHEN "value" IS NULL OR {plain} IS NULL THEN NULL'
    assert (
        low
        == f"CASE {missing} WHEN {sign} = '<' OR {sign} = '<=' THEN 0 WHEN {sign} = '>' THEN {more} ELSE {plain} END"
    )
    assert (
        high
        == f"CASE {missing} WHEN {sign} = '>' OR {sign} = '>=' THEN 2 WHEN {sign} = '<' THEN {less} ELSE {plain} END"
    )


@given(st.fractions(Fraction(1, 1000), 10**6, max_denominator=10**7), st.booleans())
@settings(max_examples=100, deadline=None)
@example(Fraction(1, 3), True)
@example(Fraction(135_537, 1000), False)
@example(Fraction("0.1"), True)
@example(Fraction("0.1"), False)
@example(Fraction(10**15, 3), True)
@example(Fraction(2**53 + 1), True)
@example(Fraction(2**53 + 3), False)
def test_a_float_key_is_the_first_on_its_side(key: Fraction, equal_counts: bool) -> None:
    found = first_float(key, equal_counts)
    printed, before = Fraction(repr(found)), Fraction(repr(nextafter(found, -inf)))
    assert printed > key or (equal_counts and printed == key)
    assert before < key or (not equal_counts and before == key)
