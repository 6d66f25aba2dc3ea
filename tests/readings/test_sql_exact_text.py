"""The exact answers of a few small rules in SQL, word for word; the engines run the guideline's in `tests/engines`."""

from __future__ import annotations

import pytest

pytest.importorskip("sqlglot", reason="sqlglot is not installed (extra `population`)")

from sqlglot import exp

from cobalamin.language.compile import Program
from cobalamin.language.exact import Exact
from cobalamin.language.ladder import Ladder, Rung
from cobalamin.language.nodes import Condition, Finding, Measure, Named, Not, Presume, RuleError, all_of, any_of, q
from cobalamin.language.truth import Truth
from cobalamin.readings.sql import Dialect
from cobalamin.readings.sql_exact import exact_statement

A, B, C = (Finding(name, name) for name in "abc")
level = Measure("m", "m", "u")
LOW, MID, NOT_LOW = level < q(10, "u"), level < q(20, "u"), level >= q(10, "u")
FACTS = ("a", "b", "c", "m_low", "m_high")
LESS = 'CASE WHEN "m_high" <= 0 THEN TRUE WHEN "m_low" > 0 THEN FALSE END'
MORE = 'CASE WHEN "m_high" <= 1 THEN TRUE WHEN "m_low" > 1 THEN FALSE END'


def word(rule: Condition, name: str = "r") -> Named:
    return Named(name, name, rule)


def printed(
    *outputs: Named | Ladder,
    possible: Condition | None = None,
    dialect: Dialect = "duckdb",
    columns: tuple[str, ...] = FACTS,
) -> str:
    roots = [rule for output in outputs for rule in (output.conditions if isinstance(output, Ladder) else (output,))]
    program = Program(*roots, *(() if possible is None else (possible,)))
    exact = Exact(program, outputs, possible)
    return exact_statement(exact, program.scales, table="facts", columns=columns, keep=["p"], dialect=dialect)


def can(*names: str) -> str:
    return "(" + " + ".join(f'(CASE WHEN "{name}" THEN {1 << i} ELSE 0 END)' for i, name in enumerate(names)) + ")"


RULE = f'SELECT "p", CASE {can("r_0", "r_1")} WHEN 1 THEN FALSE WHEN 2 THEN TRUE END AS "r" FROM ({{}}) AS worlds'


@pytest.mark.parametrize(
    "rule, possible, levels",
    [
        (A, None, [
            '"p", "n0" AS "r_0", "n1" AS "r_1"',
            '"p", COALESCE(NOT ("a"), TRUE) AS "n0", COALESCE("a", TRUE) AS "n1"',
            '"p", "a"',
        ]),
        (any_of(all_of(A, B), all_of(Not(A), C)), None, [
            '"p", "n2" AS "r_0", "n3" AS "r_1"',
            '"p", (("n0" AND COALESCE(NOT ("c"), TRUE)) OR ("n1" AND COALESCE(NOT ("b"), TRUE))) AS "n2", '
            '(("n1" AND COALESCE("b", TRUE)) OR ("n0" AND COALESCE("c", TRUE))) AS "n3"',
            '"p", "c", "b", COALESCE(NOT ("a"), TRUE) AS "n0", COALESCE("a", TRUE) AS "n1"',
            '"p", "a", "c", "b"',
        ]),
        # Cells: below the first cut, and above the last; or between the two.
        (any_of(LOW, Not(MID)), None, [
            '"p", "n2" AS "r_0", "n3" AS "r_1"',
            '"p", (COALESCE(NOT ("n0"), TRUE) AND COALESCE("n1", TRUE)) AS "n2", '
            '(COALESCE("n0", TRUE) OR COALESCE(NOT ("n1"), TRUE)) AS "n3"',
            f'"p", {LESS} AS "n0", {MORE} AS "n1"',
            '"p", "m_low", "m_high"',
        ]),
        # A cut is told by the first comparison that has it.
        (all_of(NOT_LOW, LOW.measure >= q(10, "u")), None, [
            '"p", "n1" AS "r_0", "n2" AS "r_1"',
            '"p", COALESCE(NOT ("n0"), TRUE) AS "n1", COALESCE("n0", TRUE) AS "n2"',
            '"p", CASE WHEN "m_high" <= 0 THEN FALSE WHEN "m_low" > 0 THEN TRUE END AS "n0"',
            '"p", "m_low", "m_high"',
        ]),
        # A presumption of yes: the part can hold, or cannot fail; of no: it can hold and cannot fail.
        (all_of(Presume(A, Truth.YES, "w"), B), None, [
            '"p", "n1" AS "r_0", "n2" AS "r_1"',
            '"p", (NOT ("n0") OR COALESCE(NOT ("b"), TRUE)) AS "n1", ("n0" AND COALESCE("b", TRUE)) AS "n2"',
            '"p", "b", (COALESCE("a", TRUE) OR NOT (COALESCE(NOT ("a"), TRUE))) AS "n0"',
            '"p", "a", "b"',
        ]),
        (Presume(A, Truth.NO, "w"), None, [
            '"p", "n1" AS "r_0", "n2" AS "r_1"',
            '"p", NOT ("n0") AS "n1", "n0" AS "n2"',
            '"p", (COALESCE("a", TRUE) AND NOT (COALESCE(NOT ("a"), TRUE))) AS "n0"',
            '"p", "a"',
        ]),
        (A, any_of(A, B), [
            '"p", "n0" AS "r_0", "n1" AS "r_1"',
            '"p", (COALESCE(NOT ("a"), TRUE) AND COALESCE("b", TRUE)) AS "n0", COALESCE("a", TRUE) AS "n1"',
            '"p", "a", "b"',
        ]),
    ],
)  # fmt: skip
def test_each_outcome_is_a_condition_of_its_own(rule: Condition, possible: Condition | None, levels: list[str]) -> None:
    text = "facts"
    for columns in reversed(levels):
        text = f"SELECT {columns} FROM {text if text == 'facts' else f'({text}) AS level'}"
    assert printed(word(rule), possible=possible) == RULE.format(text)


def test_a_ladder_and_what_it_leaves_open() -> None:
    ladder = Ladder("how", "h", (Rung("now", word(A, "x")), Rung("soon", word(any_of(A, B), "y"))), "never")
    bits = can("how_0", "how_1", "how_2")
    assert printed(ladder).partition(" FROM ")[0] == (
        f"SELECT \"p\", CASE {bits} WHEN 1 THEN 'now' WHEN 2 THEN 'soon' WHEN 4 THEN 'never' END AS \"how\", {bits} AS \"how_open\""
    )


def test_no_level_is_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    """But for the first, when its table is named, and the whole to print it."""
    copied: list[bool] = []
    copy = exp.Expression.copy

    def told(self: exp.Expression) -> exp.Expression:
        copied.append(isinstance(self, exp.Select) and bool(self.expressions))
        return copy(self)

    monkeypatch.setattr(exp.Expression, "copy", told)
    printed(word(all_of(A, B)))
    assert sum(copied) == 2


def test_what_everybody_meets_needs_no_column() -> None:
    assert printed(word(any_of(A, Not(A)), "x:r")) == (
        'SELECT "p", CASE ((CASE WHEN FALSE THEN 1 ELSE 0 END) + (CASE WHEN TRUE THEN 2 ELSE 0 END)) '
        'WHEN 1 THEN FALSE WHEN 2 THEN TRUE END AS "x_r" FROM (SELECT "p" FROM (SELECT "p" FROM facts) AS level) AS worlds'
    )


def test_a_fact_without_its_column_can_be_either() -> None:
    text = printed(word(all_of(A, B)), columns=("b",))
    assert '(COALESCE(NOT (CAST(NULL AS BOOLEAN)), TRUE) OR COALESCE(NOT ("b"), TRUE)) AS "n0"' in text
    assert text.endswith('FROM (SELECT "p", "b" FROM facts) AS level) AS level) AS worlds')


def test_every_dialect_has_its_own_spelling() -> None:
    assert printed(word(A), dialect="spark") == printed(word(A)).replace('"', "`")
    postgres = printed(word(A), dialect="postgres")
    assert postgres.startswith(RULE.partition("{}")[0] + "WITH level_0 AS MATERIALIZED (SELECT")
    assert postgres.endswith('SELECT "p", "n0" AS "r_0", "n1" AS "r_1" FROM level_1) AS worlds')


def test_a_presumption_about_what_everybody_is_is_refused() -> None:
    with pytest.raises(RuleError, match=r"^a presumption about what is settled for everybody never decides: because$"):
        printed(word(all_of(Presume(any_of(A, Not(A)), Truth.YES, "because"), B)))
