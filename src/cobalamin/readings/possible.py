"""The exact meaning written as conditions, so that whatever reads conditions reads it: the SQL, the theorem prover.

Each outcome of each output is a formula that can hold, literal by literal, exactly where some completion of the missing facts
meets it. A literal can hold where it is not known to fail: that is a presumption of yes. So every outcome is a condition that
is never unknown, and an output is decided where one outcome is left.
"""

from __future__ import annotations

from cobalamin.language.cells import says_below
from cobalamin.language.diagram import Output
from cobalamin.language.exact import Exact, runs
from cobalamin.language.formulas import FALSE, TRUE, Bits, Number
from cobalamin.language.nodes import Compare, Condition, Finding, Measure, Not, Presume, RuleError, all_of, any_of
from cobalamin.language.truth import Truth

WHY = "what is not known to fail holds in some world"


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

    def outcomes(self, output: Output) -> list[Condition | bool]:
        """One condition an outcome, from bit 0 on; of one that every patient or no patient can meet only that."""
        numbers = [number for _, number in sorted(self.exact.outcomes(output))]
        return [number == TRUE if number in (FALSE, TRUE) else self.of(number) for number in numbers]

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
