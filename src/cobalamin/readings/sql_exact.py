"""The exact meaning of unknown as SQL: the exact formulas are conditions too, and the reading of conditions prints them.

Each outcome of each output is a formula that can hold, literal by literal, exactly where some completion of the missing facts
meets it. A literal can hold where it is not known to fail: that is a presumption of yes. So every outcome is a condition that
is never unknown, and an output is decided where one outcome is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlglot import exp

from cobalamin.language.cells import says_below
from cobalamin.language.diagram import Output
from cobalamin.language.exact import Exact, runs
from cobalamin.language.formulas import FALSE, TRUE, Bits, Number
from cobalamin.language.ladder import Ladder
from cobalamin.language.nodes import (
    Compare,
    Condition,
    Finding,
    Measure,
    Named,
    Not,
    Presume,
    RuleError,
    all_of,
    any_of,
)
from cobalamin.language.truth import Truth
from cobalamin.readings.sql import OPEN, Dialect, Expression, column_of, one_if, select, total
from cobalamin.readings.wanted import Scales, Wanted

WHY = "what is not known to fail holds in some world"


def exact_statement(
    exact: Exact, scale_of: Scales, *, table: str, columns: Iterable[str], keep: Sequence[str], dialect: Dialect
) -> str:
    """One select from `table` that keeps some columns and adds the exact answers, in the columns of `sql.statement`."""
    possible = Possible(exact)
    outcomes = {output: possible.outcomes(output) for output in exact.outputs}
    asked = tuple(each for found in outcomes.values() for each in found if isinstance(each, Named))
    inner = select(Wanted(asked), scale_of, table=table, columns=columns, keep=keep, dialect=dialect)
    answers = [column for output, found in outcomes.items() for column in _columns(output, found)]
    kept = [exp.column(name, quoted=True) for name in keep]
    return exp.select(*kept, *answers).from_(inner.subquery("worlds", copy=False), copy=False).sql(dialect=dialect)


# --- formulas as conditions ------------------------------------------------------------------------------------------


class Possible:
    """The outcomes of an exact reading as conditions: each holds where some world meets the outcome, and is never unknown."""

    def __init__(self, exact: Exact) -> None:
        self.exact = exact
        self.formulas = exact.formulas
        self._done: dict[Number, Condition] = {}
        self._compares: dict[tuple[Measure, int], Compare] = {}
        for node in exact.program.nodes:
            if isinstance(node, Compare):
                self._compares.setdefault((node.measure, self.formulas.scale_of[node.measure].position(node)), node)

    def outcomes(self, output: Output) -> list[Named | bool]:
        """One condition an outcome, from bit 0 on; of one that every patient or no patient can meet only that."""
        found = sorted(self.exact.outcomes(output))
        return [self._outcome(f"{_id(output)}:{bit}", number) for bit, number in found]

    def _outcome(self, name: str, number: Number) -> Named | bool:
        return number == TRUE if number in (FALSE, TRUE) else Named(name, name, self.of(number))

    def of(self, number: Number) -> Condition:
        """The condition under which the literals of a rewritten formula can hold."""
        found = self._done.get(number)
        if found is None:
            found = self._done[number] = self._of(number)
        return found

    def _of(self, number: Number) -> Condition:
        formulas = self.formulas
        presumption, literal = formulas.presumption[number >> 1], formulas.values_in(number)
        if presumption is not None:
            settled = self._settled(formulas.presumes[presumption])
            return Not(settled) if number & 1 else settled
        if literal is not None:
            return self._literal(*literal)
        parts = [self.of(part ^ (number & 1)) for part in formulas.parts[number >> 1]]
        return any_of(*parts) if number & 1 else all_of(*parts)

    def _settled(self, presume: Presume) -> Condition:
        """What a presumption comes to: its part where all worlds agree on it, else what is presumed."""
        numbers = self.exact.settling(presume)
        if {FALSE, TRUE} & set(numbers):
            raise RuleError(f"a presumption about what is settled for everybody never decides: {presume.because}")
        holds, fails = map(self.of, numbers)
        return any_of(holds, Not(fails)) if presume.value is Truth.YES else all_of(holds, Not(fails))

    def _literal(self, variable: int, values: Bits) -> Condition:
        fact = self.formulas.facts[variable]
        if isinstance(fact, Finding):
            return Presume(fact if values == 0b10 else Not(fact), Truth.YES, WHY)
        last = self.formulas.everything[variable].bit_length() - 1
        ends = [{start - 1: False, end: True} for start, end in runs(values)]
        sides = [[self._side(fact, cut, below) for cut, below in both.items() if 0 <= cut < last] for both in ends]
        return any_of(*(all_of(*both) for both in sides))

    def _side(self, measure: Measure, cut: int, below: bool) -> Condition:
        """That the measure may lie below a cut, or above it."""
        compare = self._compares[measure, cut]
        return Presume(compare if says_below(compare) is below else Not(compare), Truth.YES, WHY)


def _id(output: Output) -> str:
    return output.id if isinstance(output, Ladder) else column_of(output)


# --- outcomes as answers ---------------------------------------------------------------------------------------------


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
