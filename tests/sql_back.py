"""The printed SQL read back into conditions: what a database would compute, recovered from the text alone.

Every form the printer uses is known here by its meaning, and anything else is refused: a text that cannot be read is not
proved. The levels are followed as the database follows them, so a column that is carried wrongly is read wrongly too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import NamedTuple

from sqlglot import exp

import sql_syntax as syntax
from cobalamin.language.cells import Scales, says_below
from cobalamin.language.nodes import (
    AtLeast,
    Compare,
    Condition,
    Finding,
    Measure,
    Not,
    Presume,
    RuleError,
    all_of,
    any_of,
    facts_of,
    walk,
)
from cobalamin.language.truth import Truth
from cobalamin.readings.sql import HIGH, LOW, Dialect
from cobalamin.readings.wanted import OPEN, cut_of

WHY = "read back from SQL"


class Rungs(NamedTuple):
    """A ladder's column: the outcomes with their conditions, from the highest down, and the one left over."""

    rungs: tuple[tuple[str, Condition], ...]
    otherwise: str


@dataclass(frozen=True)
class ReadBack:
    """What the columns of a statement mean, by their names. `still_open`: for each bit, when it is in the sum."""

    conditions: Mapping[str, Condition]
    ladders: Mapping[str, Rungs]
    still_open: Mapping[str, Mapping[int, Condition]]


def read_back(
    text: str, dialect: Dialect, words: Iterable[Condition], scale_of: Scales, keep: Iterable[str]
) -> ReadBack:
    """The columns of a printed statement as conditions; `keep` names the columns that are no answer.

    Of `words` only the leaves are used: the facts a column can be, and the comparison a cut of a measure stands for.
    """
    kept = frozenset(keep)
    reader = _Reader(tuple(words), scale_of)
    columns = [column for column in reader.projections(syntax.parsed(text, dialect)) if column[0] not in kept]
    conditions, ladders, still_open = dict[str, Condition](), dict[str, Rungs](), dict[str, Mapping[int, Condition]]()
    for name, written, scope in columns:
        if name.endswith(OPEN):
            still_open[name.removesuffix(OPEN)] = reader.bits(written, scope)
        elif isinstance(written, exp.Case):
            ladders[name] = reader.rungs(written, scope)
        else:
            conditions[name] = reader.condition(written, scope)
    return ReadBack(conditions, ladders, still_open)


class _Cell(NamedTuple):
    """A column that holds the lowest or the highest cell of a measure."""

    measure: Measure
    end: str


Scope = Mapping[str, Condition | _Cell]
"""The columns a level sees."""
Levels = Mapping[str, exp.Expr]
"""The named levels a level may read from: those written before it."""


class _Reader:
    def __init__(self, words: Sequence[Condition], scale_of: Scales) -> None:
        self._facts = facts_of(*words)
        self._compares: dict[tuple[Measure, int], Compare] = {}
        for node in walk(*words):
            if isinstance(node, Compare):
                self._compares.setdefault((node.measure, cut_of(node, scale_of)), node)

    # --- levels ------------------------------------------------------------------------------------------------------

    def projections(self, query: exp.Select) -> list[tuple[str, exp.Expr, Scope]]:
        """The columns of the outermost level, each with what it may refer to."""
        scope = self._below(query, {})
        return [(name, written, scope) for name, written in syntax.columns(query)]

    def _below(self, query: exp.Select, levels: Levels) -> Scope:
        """What a level may refer to: the columns of the level it reads from, or of the table itself."""
        if query.args.get("from_") is None:
            raise syntax.unreadable(query)
        levels = {**levels, **{cte.alias: cte.this for cte in query.ctes}}
        source = query.args["from_"].this
        if isinstance(source, exp.Subquery):
            return self._scope(syntax.select(source.this), levels)
        if source.name in levels:
            before = dict(takewhile(lambda level: level[0] != source.name, levels.items()))
            return self._scope(syntax.select(levels[source.name]), before)
        findings: Scope = {fact.name: fact for fact in self._facts if isinstance(fact, Finding)}
        measures = (fact for fact in self._facts if isinstance(fact, Measure))
        return {**findings, **{m.name + end: _Cell(m, end) for m in measures for end in (LOW, HIGH)}}

    def _scope(self, query: exp.Select, levels: Levels) -> Scope:
        """What each column of a level means, every deeper level first."""
        below = self._below(query, levels)
        found: dict[str, Condition | _Cell] = {}
        for name, written in syntax.columns(query):
            if not isinstance(written, exp.Column):
                found[name] = self.condition(written, below)
            elif written.name in below:
                found[name] = below[written.name]
        return found

    # --- conditions --------------------------------------------------------------------------------------------------

    def condition(self, written: exp.Expr, scope: Scope) -> Condition:
        """One boolean expression."""
        match written:
            case exp.Paren():
                return self.condition(written.this, scope)
            case exp.Column():
                return self._column(written, scope)
            case exp.Not():
                return Not(self.condition(written.this, scope))
            case exp.And():
                return all_of(*(self.condition(part, scope) for part in written.flatten()))
            case exp.Or():
                return any_of(*(self.condition(part, scope) for part in written.flatten()))
            case exp.Coalesce():
                value = Truth.of(syntax.boolean(syntax.only(written.expressions)))
                return Presume(self.condition(written.this, scope), value, WHY)
            case exp.Case():
                return self._case(written, scope)
            case _:
                raise syntax.unreadable(written)

    def _column(self, written: exp.Column, scope: Scope) -> Condition:
        found = scope.get(written.name)
        if found is None or isinstance(found, _Cell):
            raise RuleError(
                f"the SQL reads the column {written.name}, which the level below does not give as a condition"
            )
        return found

    def _case(self, written: exp.Case, scope: Scope) -> Condition:
        """A comparison by cells, or a count; both are NULL where neither branch holds."""
        branches = written.args["ifs"]
        if len(branches) != 2 or written.args.get("default") is not None:
            raise syntax.unreadable(written)
        (first, then), (second, otherwise) = ((branch.this, syntax.boolean(branch.args["true"])) for branch in branches)
        if then is otherwise:
            raise syntax.unreadable(written)
        match first, second:
            case exp.LTE(), exp.GT():
                return self._compared(first, second, scope, below=then)
            case exp.GTE(), exp.LT() if then:
                return self._counted(first, second, scope)
            case _:
                raise syntax.unreadable(written)

    def _compared(self, within: exp.LTE, above: exp.GT, scope: Scope, *, below: bool) -> Condition:
        """The highest cell at most at the cut: below; the lowest cell above it: not; else some of each, so unknown."""
        cut, high, low = syntax.number(within.expression), _cell(within.this, scope), _cell(above.this, scope)
        if high.end != HIGH or low != (high.measure, LOW) or syntax.number(above.expression) != cut:
            raise syntax.unreadable(within)
        compare = self._compares.get((high.measure, cut))
        if compare is None:
            raise syntax.unreadable(within)
        return compare if says_below(compare) is below else Not(compare)

    def _counted(self, certain: exp.GTE, possible: exp.LT, scope: Scope) -> Condition:
        """At least k: so many are certain; or fewer are possible."""
        k = syntax.number(certain.expression)
        sure = [self._one_if(term, scope) for term in syntax.terms(certain.this)]
        may_be = [self._one_if(term, scope) for term in syntax.terms(possible.this)]
        if [Presume(part, Truth.YES, WHY) for part in sure] != may_be or syntax.number(possible.expression) != k:
            raise syntax.unreadable(certain)
        return AtLeast(k, tuple(sure))

    def _one_if(self, term: exp.Expr, scope: Scope) -> Condition:
        condition, weight = self._weighed(term, scope)
        if weight != 1:
            raise syntax.unreadable(term)
        return condition

    def _weighed(self, term: exp.Expr, scope: Scope) -> tuple[Condition, int]:
        """A condition and the number it adds where it holds, else nothing."""
        if not isinstance(term, exp.Case) or syntax.number(term.args.get("default")) != 0:
            raise syntax.unreadable(term)
        branch = syntax.only(term.args["ifs"])
        return self.condition(branch.this, scope), syntax.number(branch.args["true"])

    # --- ladders -----------------------------------------------------------------------------------------------------

    def rungs(self, written: exp.Case, scope: Scope) -> Rungs:
        """The first rung that holds; NULL from the first that may hold on."""
        branches, found = written.args["ifs"], list[tuple[str, Condition]]()
        if len(branches) % 2:
            raise syntax.unreadable(written)
        for holds, unknown in zip(branches[::2], branches[1::2], strict=True):
            when, text = self.condition(holds.this, scope), unknown.this
            asked = isinstance(text, exp.Is) and isinstance(text.expression, exp.Null)
            if not asked or self.condition(text.this, scope) != when or not syntax.is_null(unknown.args["true"]):
                raise syntax.unreadable(written)
            found.append((syntax.text(holds.args["true"]), when))
        return Rungs(tuple(found), syntax.text(written.args.get("default")))

    def bits(self, written: exp.Expr, scope: Scope) -> Mapping[int, Condition]:
        """For each bit of the sum, when it is added."""
        terms = [self._weighed(term, scope) for term in syntax.terms(written)]
        if sorted(weight for _, weight in terms) != [1 << i for i in range(len(terms))]:
            raise syntax.unreadable(written)
        return {weight: condition for condition, weight in terms}


def _cell(written: exp.Expr, scope: Scope) -> _Cell:
    found = scope.get(written.name) if isinstance(written, exp.Column) else None
    if not isinstance(found, _Cell):
        raise syntax.unreadable(written)
    return found
