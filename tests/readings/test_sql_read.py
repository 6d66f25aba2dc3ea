"""SQL read back: every form the printer uses by its meaning, and whatever else stands in a text is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

import pytest

pytest.importorskip("sqlglot", reason="sqlglot is not installed (extra `population`)")

from cobalamin.language.cells import scales
from cobalamin.language.ladder import Ladder, Rung
from cobalamin.language.nodes import (
    AtLeast,
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
from cobalamin.readings.sql import Dialect, column_types, statement
from cobalamin.readings.wanted import Wanted
from sql_back import WHY, ReadBack, Rungs, read_back

A, B, C = (Finding(name, name) for name in "abc")
level = Measure("m", "m", "u", (("v", Fraction(10)),))
other = Measure("k", "k", "w")
LOW, NOT_HIGH, SAME = level < q(30, "u"), level <= q(50, "u"), level >= q(30, "u")
WORDS = (A, B, C, LOW, SAME, Not(NOT_HIGH), other < q(1, "w"))


def back(text: str, dialect: Dialect = "duckdb") -> ReadBack:
    return read_back(text, dialect, WORDS, scales(*WORDS), ["p", "day"])


def condition(written: str) -> Condition:
    """One column over the facts."""
    read = back(f'SELECT "p", "day", {written} AS "r" FROM facts')
    assert (list(read.conditions), read.ladders, read.still_open) == (["r"], {}, {})
    return read.conditions["r"]


# --- what is read ----------------------------------------------------------------------------------------------------

ONE = "(CASE WHEN {} THEN 1 ELSE 0 END)"


def counted(*sure: str) -> str:
    return "(" + " + ".join(ONE.format(part) for part in sure) + ")"


TWO_OF = counted('"a"', '"b"', '"c"')
TWO_MAY = counted(*(f'COALESCE("{name}", TRUE)' for name in "abc"))


@pytest.mark.parametrize(
    "written, read",
    [
        ('"a"', A),
        ('("a")', A),
        ('NOT ("a")', Not(A)),
        ('("a" AND NOT ("b") AND "c")', all_of(A, Not(B), C)),
        ('("a" OR ("b" AND "c") OR "b")', any_of(A, all_of(B, C), B)),
        ('COALESCE("a", TRUE)', Presume(A, Truth.YES, WHY)),
        ('NOT (COALESCE(("a" OR "b"), FALSE))', Not(Presume(any_of(A, B), Truth.NO, WHY))),
        ('(CASE WHEN "m_high" <= 0 THEN TRUE WHEN "m_low" > 0 THEN FALSE END)', LOW),
        ('(CASE WHEN "m_high" <= 0 THEN FALSE WHEN "m_low" > 0 THEN TRUE END)', Not(LOW)),
        ('(CASE WHEN "m_high" <= 1 THEN TRUE WHEN "m_low" > 1 THEN FALSE END)', NOT_HIGH),
        (f"(CASE WHEN {TWO_OF} >= 2 THEN TRUE WHEN {TWO_MAY} < 2 THEN FALSE END)", at_least(2, A, B, C)),
        (
            "(CASE WHEN "
            + counted('"a"')
            + " >= 1 THEN TRUE WHEN "
            + counted('COALESCE("a", TRUE)')
            + " < 1 THEN FALSE END)",
            AtLeast(1, (A,)),
        ),
    ],
)
def test_a_condition_is_read(written: str, read: Condition) -> None:
    assert condition(written) == read


def test_a_cut_is_the_first_comparison_that_has_it() -> None:
    read = read_back(
        'SELECT (CASE WHEN "m_high" <= 0 THEN TRUE WHEN "m_low" > 0 THEN FALSE END) AS "r" FROM facts',
        "duckdb", (SAME, LOW), scales(SAME, LOW), [],
    )  # fmt: skip
    assert read.conditions == {"r": Not(SAME)}


RUNG = (
    'CASE WHEN "a" THEN \'now\' WHEN "a" IS NULL THEN NULL WHEN ("b") THEN \'soon\''
    " WHEN \"b\" IS NULL THEN CAST(NULL AS TEXT) ELSE 'never' END"
)
BITS = """((CASE WHEN "a" THEN 1 ELSE 0 END) + (CASE WHEN NOT COALESCE("a", FALSE) AND "b" THEN 2 ELSE 0 END))"""


def test_a_ladder_and_its_bits_are_read() -> None:
    read = back(f'SELECT "p", {RUNG} AS "how", {BITS} AS "how_open", "c" AS "r" FROM facts')
    assert read == ReadBack(
        {"r": C},
        {"how": Rungs((("now", A), ("soon", B)), "never")},
        {"how": {1: A, 2: all_of(Not(Presume(A, Truth.NO, WHY)), B)}},
    )


LEVEL = 'SELECT "p", "a", "m_low", "m_high", ("b" OR "c") AS "n0" FROM facts'
OUTER = 'SELECT "p", NOT ("n0") AS "n1", "a" AS "b", "m_low", "m_high" FROM {}'
LIKE = '(CASE WHEN "m_high" <= 0 THEN TRUE WHEN "m_low" > 0 THEN FALSE END)'
LAST = 'SELECT "p", "n1" AS "x", "b" AS "y", NOT ' + LIKE + ' AS "z" FROM {}'
MEANT: Mapping[str, Condition] = {"x": Not(any_of(B, C)), "y": A, "z": Not(LOW)}


def test_levels_are_followed_one_within_the_other() -> None:
    text = LAST.format(f"({OUTER.format(f'({LEVEL}) AS level')}) AS level")
    assert back(text).conditions == MEANT


def test_levels_are_followed_by_their_names() -> None:
    text = f"WITH one AS MATERIALIZED ({LEVEL}), two AS MATERIALIZED ({OUTER.format('one')}) {LAST.format('two')}"
    assert back(text, "postgres").conditions == MEANT


def test_a_named_level_reads_only_those_before_it() -> None:
    """As a database does: the name of a level that comes later, or its own, is a table's."""
    own = 'WITH facts AS (SELECT NOT ("a") AS "a" FROM facts) SELECT "a" AS "r" FROM facts'
    assert back(own).conditions == {"r": Not(A)}
    later = (
        'WITH one AS (SELECT "a" FROM two), two AS (SELECT NOT ("a") AS "a" FROM facts), '
        'three AS (SELECT NOT ("a") AS "a" FROM one) SELECT "a" AS "r" FROM three'
    )
    assert back(later).conditions == {"r": Not(A)}


def test_a_level_within_may_name_levels_of_its_own() -> None:
    inner = 'WITH one AS (SELECT NOT ("a") AS "a" FROM facts) SELECT "a" FROM one'
    assert back(f'SELECT "a" AS "r" FROM ({inner}) AS level').conditions == {"r": Not(A)}


def test_what_was_printed_is_read_back() -> None:
    low = Named("low", "low", LOW)
    rule = Named("rule", "r", at_least(2, low, Presume(B, Truth.NO, "why"), any_of(A, NOT_HIGH), Not(C)))
    ladder = Ladder("how", "how", (Rung("now", rule), Rung("soon", low)), "never")
    wanted = Wanted((rule, low), (ladder,))
    meant = at_least(2, LOW, Presume(B, Truth.NO, WHY), any_of(A, NOT_HIGH), Not(C))
    for dialect in ("duckdb", "postgres", "spark"):
        text = statement(
            wanted, scales(*WORDS), table="facts", columns=column_types(wanted), keep=["p"], dialect=dialect
        )  # type: ignore[arg-type]
        read = back(text, dialect)  # type: ignore[arg-type]
        assert read.conditions == {"rule": meant, "low": LOW}
        assert read.ladders == {"how": Rungs((("now", meant), ("soon", LOW)), "never")}
        assert {bit: type(node) for bit, node in read.still_open["how"].items()} == {1: Presume, 2: AtLeast, 4: AtLeast}


# --- what is refused -------------------------------------------------------------------------------------------------


def refusal(text: str) -> str:
    with pytest.raises(RuleError) as refused:
        back(text)
    return str(refused.value)


def unprinted(said: str) -> str:
    return f"the SQL says {said} where no rule prints it"


@pytest.mark.parametrize(
    "tail",
    [
        "", " FROM facts, other", ' FROM facts WHERE "b"', ' FROM facts GROUP BY "a"', ' FROM facts QUALIFY "b"',
        ' FROM facts ORDER BY "a" NULLS LAST', " FROM facts LIMIT 3", " FROM facts OFFSET 3",
        ' FROM facts JOIN other ON facts."a" = other."a"',
    ],
)  # fmt: skip
def test_a_clause_no_rule_prints_is_refused(tail: str) -> None:
    text = f'SELECT "a" AS "r"{tail}'
    assert refusal(text) == unprinted(repr(text))
    inner = f'SELECT "a"{tail}'
    assert refusal(f'SELECT "a" AS "r" FROM ({inner}) AS level') == unprinted(repr(inner))
    assert refusal(f'WITH one AS ({inner}) SELECT "a" AS "r" FROM one') == unprinted(repr(inner))


@pytest.mark.parametrize(
    "text, said",
    [
        ("DELETE FROM facts", "'DELETE FROM facts'"),
        ('SELECT DISTINCT "a" AS "r" FROM facts', """'SELECT DISTINCT "a" AS "r" FROM facts'"""),
        ("TRUE", "'TRUE'"),
        ("SELECT * FROM facts", "'*'"),
        ('SELECT "a" AS "r" FROM facts AS f', "'facts AS f'"),
        ('SELECT "a" AS "r" FROM main.facts', "'main.facts'"),
        ('SELECT "a" AS "r" FROM (SELECT "b" AS "x" FROM facts) AS level("a")', "'level(\"a\")'"),
        (
            'SELECT "a" AS "r" FROM (SELECT "a" FROM x UNION SELECT "b" FROM y) AS z',
            """'SELECT "a" FROM x UNION SELECT "b" FROM y'""",
        ),
        ('SELECT "a" AS "r" FROM (facts) AS level', "'facts'"),
        ('SELECT "a" AS "r", "b" AS "r" FROM facts', """'SELECT "a" AS "r", "b" AS "r" FROM facts'"""),
        (
            'SELECT "a" AS "r" FROM (SELECT "a", "b" AS "a" FROM facts) AS level',
            """'SELECT "a", "b" AS "a" FROM facts'""",
        ),
    ],
)
def test_a_statement_no_rule_prints_is_refused(text: str, said: str) -> None:
    assert refusal(text) == unprinted(said)


@pytest.mark.parametrize(
    "written, said",
    [
        ('"a" IS NULL', """'"a" IS NULL'"""),
        ('facts."a"', """'facts."a"'"""),
        ("TRUE", "'TRUE'"),
        ('COALESCE("a", "b")', """'"b"'"""),
        (LIKE.replace("CASE", 'CASE "a"'), repr(LIKE.replace("CASE", 'CASE "a"')[1:-1])),
        (LIKE.replace(" END", " ELSE TRUE END"), repr(LIKE.replace(" END", " ELSE TRUE END")[1:-1])),
        (LIKE.replace("TRUE", "FALSE"), repr(LIKE.replace("TRUE", "FALSE")[1:-1])),
        (LIKE.replace("TRUE", "1"), "'1'"),
        ('(CASE WHEN "a" THEN TRUE END)', """'CASE WHEN "a" THEN TRUE END'"""),
        ('(CASE WHEN "a" THEN TRUE WHEN "b" THEN FALSE END)', """'CASE WHEN "a" THEN TRUE WHEN "b" THEN FALSE END'"""),
        (LIKE.replace("<=", "<"), repr(LIKE.replace("<=", "<")[1:-1])),
        (LIKE.replace(">", ">="), repr(LIKE.replace(">", ">=")[1:-1])),
        (LIKE.replace("<= 0", "<= 1"), """'"m_high" <= 1'"""),
        (LIKE.replace("> 0", "> 1"), """'"m_high" <= 0'"""),
        (LIKE.replace("0", "7"), """'"m_high" <= 7'"""),
        (LIKE.replace("<= 0", "<= '0'"), '''"'0'"'''),
        (LIKE.replace("<= 0", '<= "a"'), """'"a"'"""),
        (LIKE.replace("> 0", "> 0.5"), "'0.5'"),
        (LIKE.replace("> 0", "> '0'"), '''"'0'"'''),
        (LIKE.replace("m_high", "n_high"), """'"n_high"'"""),
        (LIKE.replace("m_low", "n_low"), """'"n_low"'"""),
        (LIKE.replace("m_high", "m"), """'"m"'"""),
        (LIKE.replace("m_high", "a"), """'"a"'"""),
        (LIKE.replace("m_high", "m_low"), """'"m_low" <= 0'"""),
        (LIKE.replace("m_low", "m_high"), """'"m_high" <= 0'"""),
        (LIKE.replace("m_low", "k_low"), """'"m_high" <= 0'"""),
        (LIKE.replace('"m_high"', "'m_high'"), '''"'m_high'"'''),
        (LIKE.replace('"m_low"', "'m_low'"), '''"'m_low'"'''),
    ],
)
def test_a_condition_no_rule_prints_is_refused(written: str, said: str) -> None:
    assert refusal(f'SELECT {written} AS "r" FROM facts') == unprinted(said)


COUNT = f"(CASE WHEN {TWO_OF} >= 2 THEN TRUE WHEN {TWO_MAY} < 2 THEN FALSE END)"


@pytest.mark.parametrize(
    "old, new, said",
    [
        ("< 2", "< 3", f"{TWO_OF} >= 2"),
        (">= 2", ">= 1", f"{TWO_OF} >= 1"),
        ("< 2", '< "a"', '"a"'),
        (">= 2", ">= '2'", "'2'"),
        ('COALESCE("c", TRUE)', 'COALESCE("c", FALSE)', f"{TWO_OF} >= 2"),
        ('COALESCE("c", TRUE)', 'COALESCE("b", TRUE)', f"{TWO_OF} >= 2"),
        ('COALESCE("c", TRUE)', '"c"', f"{TWO_OF} >= 2"),
        ('"a" THEN 1', '"a" THEN 2', ONE.format('"a"').replace("1", "2")[1:-1]),
        ('"a" THEN 1', '"a" THEN TRUE', "TRUE"),
        ('"a" THEN 1 ELSE 0', '"a" THEN 1 ELSE 1', ONE.format('"a"').replace("0", "1")[1:-1]),
        ('"a" THEN 1 ELSE 0', "\"a\" THEN 1 ELSE '0'", "'0'"),
        (ONE.format('"a"'), '("a")', '"a"'),
        ("THEN TRUE WHEN", "THEN FALSE WHEN", None),
        (">= 2", "> 2", None),
        ("< 2", "<= 2", None),
    ],
)
def test_a_count_no_rule_prints_is_refused(old: str, new: str, said: str | None) -> None:
    assert old in COUNT
    wrong = COUNT.replace(old, new, 1)
    assert refusal(f'SELECT {wrong} AS "r" FROM facts') == unprinted(repr((said or wrong[1:-1])[:120]))


def test_a_count_turned_round_is_refused() -> None:
    turned = COUNT.replace("THEN TRUE", "THEN *").replace("THEN FALSE", "THEN TRUE").replace("THEN *", "THEN FALSE")
    assert refusal(f'SELECT {turned} AS "r" FROM facts') == unprinted(repr(turned[1:121]))


def test_a_term_that_is_not_closed_is_refused() -> None:
    assert refusal(f'SELECT {COUNT.replace(" ELSE 0", "", 1)} AS "r" FROM facts') == unprinted("nothing")


@pytest.mark.parametrize(
    "old, new, said",
    [
        (""" WHEN "b" IS NULL THEN CAST(NULL AS TEXT)""", "", ""),
        ('"a" IS NULL', '"c" IS NULL', ""),
        ('"a" IS NULL', '"a" IS TRUE', ""),
        ('"a" IS NULL', '"a"', ""),
        ("THEN NULL", "THEN 'then'", ""),
        ("THEN CAST(NULL AS TEXT)", "THEN CAST('x' AS TEXT)", ""),
        (" ELSE 'never'", "", "nothing"),
        ("'never'", "3", "'3'"),
        ("'soon'", '"c"', """'"c"'"""),
        ("'soon'", "4", "'4'"),
    ],
)
def test_a_ladder_no_rule_prints_is_refused(old: str, new: str, said: str) -> None:
    assert old in RUNG
    wrong = RUNG.replace(old, new)
    assert refusal(f'SELECT {wrong} AS "how" FROM facts') == unprinted(said or repr(wrong[:120]))


@pytest.mark.parametrize(
    "old, new, said",
    [
        ("THEN 2", "THEN 1", ""),
        ("THEN 2", "THEN 4", ""),
        ("THEN 1", "THEN 0", ""),
        ("THEN 2", "THEN '2'", '''"'2'"'''),
        ("THEN 2 ELSE 0", "THEN 2", "nothing"),
        ("THEN 2 ELSE 0", "THEN 2 ELSE 1", repr('CASE WHEN NOT COALESCE("a", FALSE) AND "b" THEN 2 ELSE 1 END')),
    ],
)
def test_a_sum_of_bits_no_rule_prints_is_refused(old: str, new: str, said: str) -> None:
    """Each outcome has a bit of its own; one added twice would be read as the last of the two."""
    wrong = BITS.replace(old, new)
    assert refusal(f'SELECT {wrong} AS "how_open" FROM facts') == unprinted(said or repr(wrong[:120]))


@pytest.mark.parametrize(
    "written, told",
    [
        ('COALESCE("a", TRUE, FALSE)', "the SQL has 2 parts where one was expected: TRUE, FALSE"),
        ('COALESCE("a")', "the SQL has 0 parts where one was expected: "),
        ('"unheard_of"', "the SQL reads the column unheard_of, which the level below does not give as a condition"),
        ('"m_low"', "the SQL reads the column m_low, which the level below does not give as a condition"),
        ('"m"', "the SQL reads the column m, which the level below does not give as a condition"),
    ],
)
def test_what_is_missing_or_too_much_is_told(written: str, told: str) -> None:
    with pytest.raises(RuleError, match=f"^{re.escape(told)}$"):
        condition(written)


def test_cells_are_followed_by_what_they_are_not_by_their_names() -> None:
    renamed = 'SELECT "m_high" AS "k_high", "m_low" AS "x", "k_high" AS "m_high" FROM facts'
    text = f'SELECT {LIKE.replace("m_high", "k_high").replace("m_low", "x")} AS "r" FROM ({renamed}) AS level'
    assert back(text).conditions == {"r": LOW}
    assert refusal(f'SELECT {LIKE} AS "r" FROM ({renamed}) AS level') == unprinted("""'"m_low"'""")
    assert refusal(f'SELECT {LIKE.replace("m_low", "x")} AS "r" FROM ({renamed}) AS level') == unprinted(
        """'"m_high" <= 0'"""
    )


def test_a_column_that_was_not_carried_is_missing() -> None:
    with pytest.raises(
        RuleError, match=r"^the SQL reads the column b, which the level below does not give as a condition$"
    ):
        back('SELECT "b" AS "r" FROM (SELECT "a" FROM facts) AS level')
