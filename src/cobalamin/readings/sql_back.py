"""The printed SQL read back into conditions: what a database would compute, recovered from the text alone.

Every form the printer uses is known here by its meaning, and anything else is refused: a text that cannot be read is not
proved. The levels are followed as the database follows them, so a column that is carried wrongly is read wrongly too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import sqlglot
from sqlglot import exp

from cobalamin.language.cells import says_below
from cobalamin.language.nodes import (
    AtLeast,
    Compare,
    Condition,
    Fact,
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
from cobalamin.readings.sql import HIGH, LOW, OPEN, Dialect
from cobalamin.readings.wanted import Scales, cut_of

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
    tree = sqlglot.parse_one(text, dialect=dialect)
    if not isinstance(tree, exp.Select):
        raise _unreadable(tree)
    columns = [column for column in reader.projections(tree) if column[0] not in kept]
    conditions, ladders, still_open = dict[str, Condition](), dict[str, Rungs](), dict[str, Mapping[int, Condition]]()
    for name, written, scope in columns:
        if name.endswith(OPEN):
            still_open[name.removesuffix(OPEN)] = reader.bits(written, scope)
        elif isinstance(written, exp.Case):
            ladders[name] = reader.rungs(written, scope)
        else:
            conditions[name] = reader.condition(written, scope)
    return ReadBack(conditions, ladders, still_open)


Scope = Mapping[str, Condition]
"""The columns a level sees that are conditions; the cells of a measure are read where they are compared."""


class _Reader:
    def __init__(self, words: Sequence[Condition], scale_of: Scales) -> None:
        self._facts: dict[str, Fact] = {fact.name: fact for fact in facts_of(*words)}
        self._compares: dict[tuple[Measure, int], Compare] = {}
        for node in walk(*words):
            if isinstance(node, Compare):
                self._compares.setdefault((node.measure, cut_of(node, scale_of)), node)

    # --- levels ------------------------------------------------------------------------------------------------------

    def projections(self, query: exp.Select) -> list[tuple[str, exp.Expr, Scope]]:
        """The columns of the outermost level, each with what it may refer to."""
        levels = {cte.alias: cte.this for cte in query.ctes}
        scope = self._scope(self._source(query, levels), levels)
        return [(column.alias_or_name, column.unalias(), scope) for column in query.expressions]

    def _source(self, query: exp.Select, levels: Mapping[str, exp.Expr]) -> exp.Select | None:
        """The level a level reads from; None for the table itself."""
        if any(query.args.get(clause) for clause in ("where", "joins", "group", "having", "distinct", "limit")):
            raise _unreadable(query)
        source = query.args["from_"].this
        inner = source.this if isinstance(source, exp.Subquery) else levels.get(source.name)
        if inner is not None and not isinstance(inner, exp.Select):
            raise _unreadable(inner)
        return inner

    def _scope(self, query: exp.Select | None, levels: Mapping[str, exp.Expr]) -> Scope:
        """What each column of a level means, every deeper level first."""
        if query is None:
            return {name: fact for name, fact in self._facts.items() if isinstance(fact, Finding)}
        below = self._scope(self._source(query, levels), levels)
        found: dict[str, Condition] = {}
        for column in query.expressions:
            written = column.unalias()
            if not isinstance(written, exp.Column):
                found[column.alias_or_name] = self.condition(written, below)
            elif written.name in below:
                found[column.alias_or_name] = below[written.name]
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
                value = Truth.of(_boolean(_only(written.expressions)))
                return Presume(self.condition(written.this, scope), value, WHY)
            case exp.Case():
                return self._case(written, scope)
            case _:
                raise _unreadable(written)

    def _column(self, written: exp.Column, scope: Scope) -> Condition:
        if written.name not in scope:
            raise RuleError(f"the SQL reads the column {written.name}, which the level below does not give")
        return scope[written.name]

    def _case(self, written: exp.Case, scope: Scope) -> Condition:
        """A comparison by cells, or a count; both are NULL where neither branch holds."""
        branches = written.args["ifs"]
        if len(branches) != 2 or written.args.get("default") is not None:
            raise _unreadable(written)
        (first, then), (second, otherwise) = ((branch.this, _boolean(branch.args["true"])) for branch in branches)
        if then is otherwise:
            raise _unreadable(written)
        match first, second:
            case exp.LTE(), exp.GT():
                return self._compared(first, second, below=then)
            case exp.GTE(), exp.LT() if then:
                return self._counted(first, second, scope)
            case _:
                raise _unreadable(written)

    def _compared(self, within: exp.LTE, above: exp.GT, *, below: bool) -> Condition:
        """The highest cell at most at the cut: below; the lowest cell above it: not; else some of each, so unknown."""
        measure = self._facts.get(within.this.name.removesuffix(HIGH))
        cut = int(within.expression.this)
        same = above.this.name == within.this.name.removesuffix(HIGH) + LOW and int(above.expression.this) == cut
        if not isinstance(measure, Measure) or not same or (measure, cut) not in self._compares:
            raise _unreadable(within)
        compare = self._compares[measure, cut]
        return compare if says_below(compare) is below else Not(compare)

    def _counted(self, certain: exp.GTE, possible: exp.LT, scope: Scope) -> Condition:
        """At least k: so many are certain; or fewer are possible."""
        k = int(certain.expression.this)
        sure = [self._one_if(term, scope) for term in _terms(certain.this)]
        may_be = [self._one_if(term, scope) for term in _terms(possible.this)]
        if [Presume(part, Truth.YES, WHY) for part in sure] != may_be or int(possible.expression.this) != k:
            raise _unreadable(certain)
        return AtLeast(k, tuple(sure))

    def _one_if(self, term: exp.Expr, scope: Scope) -> Condition:
        condition, weight = self._weighed(term, scope)
        if weight != 1:
            raise _unreadable(term)
        return condition

    def _weighed(self, term: exp.Expr, scope: Scope) -> tuple[Condition, int]:
        """A condition and the number it adds where it holds, else nothing."""
        case = term.unnest()
        if not isinstance(case, exp.Case) or case.args["default"].this != "0":
            raise _unreadable(term)
        branch = _only(case.args["ifs"])
        return self.condition(branch.this, scope), int(branch.args["true"].this)

    # --- ladders -----------------------------------------------------------------------------------------------------

    def rungs(self, written: exp.Case, scope: Scope) -> Rungs:
        """The first rung that holds; NULL from the first that may hold on."""
        branches, found = written.args["ifs"], list[tuple[str, Condition]]()
        for holds, unknown in zip(branches[::2], branches[1::2], strict=True):
            when, text = self.condition(holds.this, scope), unknown.this
            asked = isinstance(text, exp.Is) and isinstance(text.expression, exp.Null)
            if not asked or self.condition(text.this, scope) != when or not _is_null(unknown.args["true"]):
                raise _unreadable(written)
            found.append((holds.args["true"].name, when))
        return Rungs(tuple(found), written.args["default"].name)

    def bits(self, written: exp.Expr, scope: Scope) -> Mapping[int, Condition]:
        """For each bit of the sum, when it is added."""
        found = {weight: condition for condition, weight in (self._weighed(term, scope) for term in _terms(written))}
        if sorted(found) != [1 << i for i in range(len(found))]:
            raise _unreadable(written)
        return found


def _terms(written: exp.Expr) -> list[exp.Expr]:
    """What a sum adds up."""
    inner = written.unnest()
    return list(inner.flatten()) if isinstance(inner, exp.Add) else [inner]


def _boolean(written: exp.Expr) -> bool:
    if not isinstance(written, exp.Boolean):
        raise _unreadable(written)
    return bool(written.this)


def _is_null(written: exp.Expr) -> bool:
    return isinstance(written.this if isinstance(written, exp.Cast) else written, exp.Null)


def _only(parts: list[exp.Expr]) -> exp.Expr:
    if len(parts) != 1:
        raise RuleError(f"the SQL has {len(parts)} parts where one was expected: {parts}")
    return parts[0]


def _unreadable(written: exp.Expr) -> RuleError:
    return RuleError(f"the SQL says {written.sql()[:120]!r}, which no rule prints")
