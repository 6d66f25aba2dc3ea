"""The rules as SQL: one select in levels, each definition one column computed once; NULL is unknown.

SQL's AND, OR and NOT are Kleene's, so a condition prints as itself. A measure is read from two small whole numbers, its
lowest and its highest cell, which `cells_of` computes from value, unit and comparator where the data must stay in the
engine. No IN, rounding, casts of values or date functions: engines differ on them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from math import inf, nextafter
from typing import Literal, assert_never

from sqlglot import exp

from cobalamin.language.cells import Scale, Scales, says_below
from cobalamin.language.ladder import Ladder
from cobalamin.language.nodes import (
    AtLeast,
    Compare,
    Condition,
    Fact,
    Finding,
    Named,
    Not,
    Presume,
    facts_of,
    parts_of,
    walk,
)
from cobalamin.language.truth import Truth
from cobalamin.readings.wanted import OPEN, Wanted, column_of, cut_of

Dialect = Literal["duckdb", "spark", "postgres"]
Expression = exp.Expr

LOW, HIGH = "_low", "_high"
"""What is added to a measure's name for its two columns."""


def statement(
    wanted: Wanted, scale_of: Scales, *, table: str, columns: Iterable[str], keep: Sequence[str], dialect: Dialect
) -> str:
    """One select from `table` that keeps some columns and adds the answers. Facts that `columns` lacks are unknown."""
    return select(wanted, scale_of, table=table, columns=columns, keep=keep, dialect=dialect).sql(dialect=dialect)


def select(
    wanted: Wanted, scale_of: Scales, *, table: str, columns: Iterable[str], keep: Sequence[str], dialect: Dialect
) -> exp.Query:
    """The same as a tree, to be read by another select."""
    for condition in wanted.conditions:
        column_of(condition)
    return _levels(_Columns(wanted, scale_of, frozenset(columns)), wanted, table, tuple(keep), dialect)


# --- levels ----------------------------------------------------------------------------------------------------------


def _levels(nodes: _Columns, wanted: Wanted, table: str, keep: tuple[str, ...], dialect: Dialect) -> exp.Query:
    """Level 1 reads the table, each next level the one before it; a column is carried until its last reader."""
    query = exp.select(*(_ident(name) for name in (*keep, *nodes.facts))).from_(exp.to_table(table, dialect=dialect))
    steps: list[exp.Select] = [query]
    for level in range(1, nodes.depth + 1):
        carried = [*keep, *nodes.carried(level)]
        steps.append(exp.select(*(_ident(name) for name in carried), *nodes.computed(level)))
    last: list[Expression] = [exp.alias_(nodes.read(c), column_of(c), quoted=True) for c in wanted.conditions]
    last += [column for ladder in wanted.ladders for column in _ladder(ladder, nodes)]
    steps.append(exp.select(*(_ident(name) for name in keep), *last))
    return _chained(steps, materialised=dialect == "postgres")


def _chained(steps: list[exp.Select], materialised: bool) -> exp.Query:
    """Nested selects; PostgreSQL would flatten those and compute shared columns again, so there each is materialised."""
    if not materialised:
        return reduce(lambda inner, outer: outer.from_(inner.subquery("level", copy=False), copy=False), steps)
    query = steps[-1].from_(f"level_{len(steps) - 2}")
    for i, step in enumerate(steps[:-1]):
        body = step if i == 0 else step.from_(f"level_{i - 1}")
        query = query.with_(f"level_{i}", as_=body, materialized=True)
    return query


class _Columns:
    """Which conditions are columns (the named, and those used twice), at which level, and when each was last read."""

    def __init__(self, wanted: Wanted, scale_of: Scales, given: frozenset[str]) -> None:
        roots = wanted.roots
        self.given = given
        self.scale_of = scale_of
        self.facts = [name for fact in facts_of(*roots) for name in _fact_columns(fact) if name in given]
        self.name: dict[Condition, str] = {}
        self.level: dict[Condition, int] = {}
        self.parts: dict[Condition, Expression] = {}
        uses: dict[Condition, int] = {}
        for node in walk(*roots):
            for part in parts_of(node):
                uses[part] = uses.get(part, 0) + 1
        for node in walk(*roots):
            self._place(node, shared=isinstance(node, Named) or uses[node] > 1)
        self.depth = max(self.level.values(), default=0)
        self._last_read = self._reads(roots)

    def _place(self, node: Condition, shared: bool) -> None:
        """A column of its own one level above what it reads, or part of its only reader."""
        below = max((self.level[part] for part in parts_of(node)), default=0)
        self.parts[node] = self._expression(node)
        if shared and not isinstance(node, Finding):
            self.level[node] = below + 1
            self.name[node] = f"n{len(self.name)}"
        else:
            self.level[node] = below

    def _expression(self, node: Condition) -> Expression:
        match node:
            case Finding(name=name):
                return _ident(name) if name in self.given else exp.cast(exp.null(), "boolean")
            case Compare():
                return self._compare(node)
            case Not(part=part):
                return exp.Not(this=exp.paren(self.read(part)))
            case Named(part=part):
                return self.read(part)
            case Presume(part=part, value=value):
                return _or_else(self.read(part), exp.Boolean(this=value is Truth.YES))
            case AtLeast(k=k, parts=parts):
                return _at_least(k, [self.read(part) for part in parts])
            case _:
                assert_never(node)

    def read(self, node: Condition) -> Expression:
        """A condition as its readers see it: its column, or the expression itself, which but for a finding has one reader."""
        if node in self.name:
            return _ident(self.name[node])
        return self.parts[node].copy() if isinstance(node, Finding) else self.parts[node]

    def _compare(self, compare: Compare) -> Expression:
        low, high = _fact_columns(compare.measure)
        if low not in self.given or high not in self.given:
            return exp.cast(exp.null(), "boolean")
        cut = exp.Literal.number(cut_of(compare, self.scale_of))
        below = says_below(compare)
        within, above = exp.LTE(this=_ident(high), expression=cut), exp.GT(this=_ident(low), expression=cut.copy())
        return exp.Case().when(within, exp.Boolean(this=below)).when(above, exp.Boolean(this=not below))

    def _reads(self, roots: Sequence[Condition]) -> dict[str, int]:
        """The last level at which each column is read; the answers are read after the last."""
        last: dict[str, int] = {self.name[root]: self.depth + 1 for root in roots}
        for node in self.name:
            for column in self.parts[node].find_all(exp.Column):
                last[column.name] = max(last.get(column.name, 0), self.level[node])
        return last

    def carried(self, level: int) -> list[str]:
        """The columns of earlier levels that this level's successors still read."""
        earlier = [*self.facts, *(name for node, name in self.name.items() if self.level[node] < level)]
        return [name for name in earlier if self._last_read.get(name, 0) > level]

    def computed(self, level: int) -> list[Expression]:
        """The columns this level adds."""
        here = [(node, name) for node, name in self.name.items() if self.level[node] == level]
        return [exp.alias_(self.parts[node], name, quoted=True) for node, name in here]


def _fact_columns(fact: Fact) -> tuple[str, ...]:
    return (fact.name,) if isinstance(fact, Finding) else (fact.name + LOW, fact.name + HIGH)


def _ident(name: str) -> exp.Column:
    return exp.column(name, quoted=True)


def _at_least(k: int, parts: list[Expression]) -> Expression:
    """Or, and, or a count of the certain against a count of the possible."""
    if k == 1:
        return exp.paren(exp.or_(*parts, copy=False), copy=False)
    if k == len(parts):
        return exp.paren(exp.and_(*parts, copy=False), copy=False)
    certain = total(one_if(part) for part in parts)
    possible = total(one_if(_or_else(part.copy(), exp.true())) for part in parts)
    bound = exp.Literal.number(k)
    return (
        exp.Case()
        .when(exp.GTE(this=certain, expression=bound), exp.true())
        .when(exp.LT(this=possible, expression=bound.copy()), exp.false())
    )


def _or_else(written: Expression, other: Expression) -> Expression:
    """The one, or the other where it is unknown."""
    return exp.Coalesce(this=written, expressions=[other])


def one_if(condition: Expression, weight: int = 1) -> Expression:
    """The weight where the condition holds, else nothing."""
    return exp.paren(exp.Case().when(condition, exp.Literal.number(weight)).else_(exp.Literal.number(0)))


def total(terms: Iterable[Expression]) -> Expression:
    """The terms added up."""
    return exp.paren(reduce(lambda so_far, term: exp.Add(this=so_far, expression=term), terms))


def _ladder(ladder: Ladder, nodes: _Columns) -> list[Expression]:
    """The outcome (NULL while more than one is open), and the outcomes still open as a sum of bits."""
    rungs = [nodes.read(rung.when) for rung in ladder.rungs]
    certain = exp.Case()
    for rung, read in zip(ladder.rungs, rungs, strict=True):
        certain = certain.when(read.copy(), exp.Literal.string(rung.outcome))
        certain = certain.when(exp.Is(this=read.copy(), expression=exp.null()), exp.cast(exp.null(), "text"))
    certain = certain.else_(exp.Literal.string(ladder.otherwise))
    no_higher: list[Expression] = []
    bits: list[Expression] = []
    for i, read in enumerate(rungs):
        may_hold = _or_else(read.copy(), exp.true())
        bits.append(one_if(exp.and_(*(c.copy() for c in no_higher), may_hold), 1 << i))
        no_higher.append(exp.Not(this=_or_else(read.copy(), exp.false())))
    bits.append(one_if(exp.and_(*(c.copy() for c in no_higher)), 1 << len(rungs)))
    return [exp.alias_(certain, ladder.id, quoted=True), exp.alias_(total(bits), ladder.id + OPEN, quoted=True)]


# --- cells from values -----------------------------------------------------------------------------------------------


def cells_of(scale: Scale, value: str, unit: str, comparator: str) -> tuple[exp.Expr, exp.Expr]:
    """The lowest and the highest cell from a float64 value, a unit the measure accepts and a comparator ('' or NULL: none).

    A unit the measure does not accept gives NULL. The keys are the first float64 on the far side of each cut, so that the
    answer is that of the exact fractions for every number of up to fifteen digits.
    """
    given, sent = _or_else(_ident(comparator), exp.Literal.string("")), _ident(unit)

    def within(counts: Callable[[int], bool]) -> Expression:
        found = exp.Case()
        for name in scale.measure.units():
            same = exp.EQ(this=sent.copy(), expression=exp.Literal.string(name))
            found = found.when(same, _count(scale, name, _ident(value), counts))
        return found

    def either(*signs: str) -> Expression:
        return exp.or_(*(exp.EQ(this=given.copy(), expression=exp.Literal.string(sign)) for sign in signs))

    no_value = exp.Is(this=_ident(value), expression=exp.null())
    missing = exp.or_(no_value, exp.Is(this=within(lambda side: side == 0), expression=exp.null()))
    bottom, top = exp.Literal.number(0), exp.Literal.number(scale.size - 1)
    low = (
        exp.Case().when(missing.copy(), exp.null()).when(either("<", "<="), bottom)
        .when(either(">"), within(lambda side: True)).else_(within(lambda side: side == 0))
    )  # fmt: skip
    high = (
        exp.Case().when(missing.copy(), exp.null()).when(either(">", ">="), top)
        .when(either("<"), within(lambda side: False)).else_(within(lambda side: side == 0))
    )  # fmt: skip
    return low, high


def _count(scale: Scale, unit: str, value: Expression, equal_counts: Callable[[int], bool]) -> Expression:
    """How many cuts lie below the value; one equal to it counts where `equal_counts` says so."""
    terms: list[Expression] = []
    for key, side in scale.keys(unit):
        bound = exp.cast(exp.Literal.string(repr(first_float(key, equal_counts(side)))), "double")
        terms.append(one_if(exp.GTE(this=value.copy(), expression=bound)))
    return total(terms)


def first_float(key: Fraction, equal_counts: bool) -> float:
    """The smallest float64 whose shortest decimal text lies above the key, or at it where `equal_counts`.

    It is the nearest one or the next: the text of a float is nearer to it than any other float is.
    """
    nearest = float(key)
    printed = Fraction(repr(nearest))
    counts = printed > key or (equal_counts and printed == key)
    return nearest if counts else nextafter(nearest, inf)


def column_types(wanted: Wanted) -> Mapping[str, Literal["boolean", "smallint"]]:
    """The fact columns the statement reads, and their types."""
    facts = facts_of(*wanted.roots)
    return {
        name: "boolean" if isinstance(fact, Finding) else "smallint" for fact in facts for name in _fact_columns(fact)
    }
