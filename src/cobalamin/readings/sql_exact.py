"""The exact meaning of unknown as SQL: the outcomes still possible are conditions, printed by the one reading of conditions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sqlglot import exp

from cobalamin.language.cells import Scales
from cobalamin.language.diagram import Output
from cobalamin.language.exact import Exact
from cobalamin.language.ladder import Ladder
from cobalamin.language.nodes import Named
from cobalamin.readings.possible import Possible
from cobalamin.readings.sql import Dialect, Expression, one_if, select, total
from cobalamin.readings.wanted import OPEN, Wanted, column_of


def exact_statement(
    exact: Exact, scale_of: Scales, *, table: str, columns: Iterable[str], keep: Sequence[str], dialect: Dialect
) -> str:
    """One select from `table` that keeps some columns and adds the exact answers, in the columns of `sql.statement`."""
    possible = Possible(exact)
    outcomes = {output: list(_named(output, possible)) for output in exact.outputs}
    asked = tuple(each for found in outcomes.values() for each in found if isinstance(each, Named))
    inner = select(Wanted(asked), scale_of, table=table, columns=columns, keep=keep, dialect=dialect)
    answers = [column for output, found in outcomes.items() for column in _columns(output, found)]
    kept = [exp.column(name, quoted=True) for name in keep]
    return exp.select(*kept, *answers).from_(inner.subquery("worlds", copy=False), copy=False).sql(dialect=dialect)


def _named(output: Output, possible: Possible) -> Iterator[Named | bool]:
    """The outcomes, each with a name for its column."""
    name = output.id if isinstance(output, Ladder) else column_of(output)
    for bit, outcome in enumerate(possible.outcomes(output)):
        yield outcome if isinstance(outcome, bool) else Named(f"{name}:{bit}", f"{name}, outcome {bit}", outcome)


def _columns(output: Output, outcomes: list[Named | bool]) -> list[Expression]:
    """The answer: of a condition in three values; of a ladder the outcome that is left, and those still open as a sum of bits."""
    can = [
        exp.Boolean(this=each) if isinstance(each, bool) else exp.column(column_of(each), quoted=True)
        for each in outcomes
    ]
    bits = total(one_if(each, 1 << bit) for bit, each in enumerate(can))
    left = exp.Case(this=bits)
    if not isinstance(output, Ladder):
        left = left.when(exp.Literal.number(1), exp.false()).when(exp.Literal.number(2), exp.true())
        return [exp.alias_(left, column_of(output), quoted=True)]
    for bit, outcome in enumerate(output.outcomes):
        left = left.when(exp.Literal.number(1 << bit), exp.Literal.string(outcome))
    return [exp.alias_(left, output.id, quoted=True), exp.alias_(bits.copy(), output.id + OPEN, quoted=True)]
