"""Any condition or ladder to Z3: what is known of each fact becomes symbols, and a solver looks for a patient.

A patient here is not one patient but all of them, those about whom little is known included: a finding is two symbols
(known to be there, known not to be), a measure an optional lower and an optional upper end. A result is either plain
(both ends, equal) or has one end, as records write it: `<150 ng/L`. Ends are closed: between two cuts lies always a
number, so `< 150` and a number just below it meet the same rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from fractions import Fraction
from typing import Any, NamedTuple, Self, TypeAlias, assert_never

import z3

from cobalamin.language.ladder import Ladder
from cobalamin.language.nodes import (
    AtLeast,
    Compare,
    Condition,
    Fact,
    Finding,
    Measure,
    Named,
    Not,
    Presume,
    RuleError,
)
from cobalamin.language.patient import Interval
from cobalamin.language.truth import Truth

# z3 is not annotated, so its terms are Any to the type checker.
Formula: TypeAlias = Any
Term: TypeAlias = Any
Model: TypeAlias = Any
Known = dict[str, bool | Interval]
"""A patient as the interpreter takes it."""

TIMEOUT_MS = 60_000


class Rails(NamedTuple):
    """A condition's truth as two formulas: certainly yes, certainly no; neither is unknown."""

    yes: Formula
    no: Formula


class Ends(NamedTuple):
    """What is known of a measure: the ends, and whether there are any."""

    has_low: Formula
    low: Term
    has_high: Formula
    high: Term


class AnyPatient:
    """Every patient at once, over the given facts. `units`: in which unit a measure is reported, if not its own."""

    def __init__(self, facts: Iterable[Fact], name: str, units: Mapping[str, str] | None = None) -> None:
        self.facts: tuple[Fact, ...] = tuple(facts)
        self.units = dict(units or {})
        self.finding: dict[Finding, Rails] = {}
        self.measure: dict[Measure, Ends] = {}
        self._rails: dict[Condition, Rails] = {}
        for fact in self.facts:
            self._introduce(fact, f"{name}.{fact.name}")

    def _introduce(self, fact: Fact, name: str) -> None:
        if isinstance(fact, Finding):
            self.finding[fact] = Rails(z3.Bool(f"{name}.yes"), z3.Bool(f"{name}.no"))
        else:
            low, high = z3.Real(f"{name}.low"), z3.Real(f"{name}.high")
            self.measure[fact] = Ends(z3.Bool(f"{name}.has_low"), low, z3.Bool(f"{name}.has_high"), high)

    def _copied(self) -> Self:
        """The same patient to be changed, of whom no condition was read yet."""
        other = copy(self)
        other.units, other.finding, other.measure = dict(self.units), dict(self.finding), dict(self.measure)
        other._rails = {}
        return other

    def sharing(self, fact: Fact, unit: str = "") -> AnyPatient:
        """A second patient who may differ in this one fact, and be reported in another unit, and in nothing else."""
        other = self._copied()
        other.units[fact.name] = unit or self.unit(fact)
        other._introduce(fact, f"q.{fact.name}")
        return other

    def unit(self, fact: Fact) -> str:
        """The unit a measure is reported in; empty for a finding."""
        return self.units.get(fact.name, fact.unit) if isinstance(fact, Measure) else ""

    # --- what may be assumed -----------------------------------------------------------------------------------------

    def well_formed(self) -> list[Formula]:
        """Nothing is known to be there and not there; a result is plain or one-sided, and above zero, where no figure lies."""
        clear = [z3.Not(z3.And(rails.yes, rails.no)) for rails in self.finding.values()]
        return clear + [self._result(ends) for ends in self.measure.values()]

    def _result(self, ends: Ends) -> Formula:
        plain = z3.Implies(z3.And(ends.has_low, ends.has_high), ends.low == ends.high)
        return z3.And(plain, ends.low > 0, ends.high > 0)

    def everything_known(self) -> list[Formula]:
        """Every finding answered and every measure a plain result."""
        return [self.settled(fact) for fact in self.facts]

    def settled(self, fact: Fact) -> Formula:
        """The finding is answered; the measure is a plain result."""
        if isinstance(fact, Finding):
            return z3.Or(self.finding[fact].yes, self.finding[fact].no)
        return z3.And(self.measure[fact].has_low, self.measure[fact].has_high)

    def nothing_known(self) -> list[Formula]:
        """The patient of whom nothing is known."""
        findings = [z3.Not(z3.Or(rails.yes, rails.no)) for rails in self.finding.values()]
        return findings + [z3.Not(z3.Or(ends.has_low, ends.has_high)) for ends in self.measure.values()]

    def learns_to_become(self, other: AnyPatient) -> list[Formula]:
        """Whatever is known here is known there too, and possibly more."""
        found: list[Formula] = []
        for finding, rails in self.finding.items():
            then = other.finding[finding]
            found += [z3.Implies(rails.yes, then.yes), z3.Implies(rails.no, then.no)]
        for measure, ends in self.measure.items():
            after = other.measure[measure]
            found.append(z3.Implies(ends.has_low, z3.And(after.has_low, after.low >= ends.low)))
            found.append(z3.Implies(ends.has_high, z3.And(after.has_high, after.high <= ends.high)))
        return found

    # --- conditions --------------------------------------------------------------------------------------------------

    def truth(self, node: Condition) -> Rails:
        """The condition's truth by Kleene's rules, shared parts once."""
        if node not in self._rails:
            self._rails[node] = self._truth(node)
        return self._rails[node]

    def _truth(self, node: Condition) -> Rails:
        match node:
            case Finding():
                return self.finding[node]
            case Compare(measure=measure):
                return self._compare(node, self.measure[measure])
            case Not(part=part):
                rails = self.truth(part)
                return Rails(rails.no, rails.yes)
            case Named(part=part):
                return self.truth(part)
            case Presume(part=part, value=Truth.YES):
                rails = self.truth(part)
                return Rails(z3.Not(rails.no), rails.no)
            case Presume(part=part):
                rails = self.truth(part)
                return Rails(rails.yes, z3.Not(rails.yes))
            case AtLeast(k=k, parts=parts):
                each = [self.truth(part) for part in parts]
                yes = at_least(k, [rails.yes for rails in each])
                return Rails(yes, at_least(len(parts) - k + 1, [rails.no for rails in each]))
            case _:
                assert_never(node)

    def _compare(self, node: Compare, ends: Ends) -> Rails:
        bound = number(node.bound_in(self.unit(node.measure)))
        match node.op:
            case "<":
                below, above = ends.high < bound, ends.low >= bound
            case "<=":
                below, above = ends.high <= bound, ends.low > bound
            case ">":
                below, above = ends.high <= bound, ends.low > bound
            case ">=":
                below, above = ends.high < bound, ends.low >= bound
        under, over = z3.And(ends.has_high, below), z3.And(ends.has_low, above)
        return Rails(under, over) if node.op in ("<", "<=") else Rails(over, under)

    def open_outcomes(self, ladder: Ladder) -> dict[str, Formula]:
        """For each outcome of a ladder, when it is still open."""
        found: dict[str, Formula] = {}
        undecided: Formula = z3.BoolVal(True)
        for rung in ladder.rungs:
            rails = self.truth(rung.when)
            found[rung.outcome] = z3.And(undecided, z3.Not(rails.no))
            undecided = z3.And(undecided, z3.Not(rails.yes))
        return {**found, ladder.otherwise: undecided}

    # --- the answer --------------------------------------------------------------------------------------------------

    def read(self, model: Model) -> Known:
        """The patient a solver found, as the interpreter takes it; what is not known is absent."""
        known: Known = {}
        for finding, rails in self.finding.items():
            if _true(model, rails.yes) or _true(model, rails.no):
                known[finding.name] = _true(model, rails.yes)
        for measure, ends in self.measure.items():
            low = _value(model, ends.low) if _true(model, ends.has_low) else None
            high = _value(model, ends.high) if _true(model, ends.has_high) else None
            if low is not None or high is not None:
                known[measure.name] = Interval(low, high, self.unit(measure))
        return known


class Solver:
    """Looks for patients who meet a base and whatever is asked on top of it."""

    def __init__(self, base: Iterable[Formula]) -> None:
        self._solver = z3.Solver()
        self._solver.set("timeout", TIMEOUT_MS)
        self._solver.add(*base)

    def find(self, formulas: Iterable[Formula]) -> Model | None:
        """A model of the base and all the formulas, or None when there is none; a solver that gives up raises."""
        self._solver.push()
        try:
            self._solver.add(*formulas)
            answer = self._solver.check()
            if answer == z3.sat:
                return self._solver.model()
            if answer == z3.unsat:
                return None
            reason = self._solver.reason_unknown()
            raise RuleError(f"Z3 answered {answer} ({reason}): the claim is neither proved nor refuted")
        finally:
            self._solver.pop()


def number(value: Fraction) -> Term:
    """An exact rational of the solver."""
    return z3.Q(value.numerator, value.denominator)


def both(*formulas: Formula) -> Formula:
    """All of the formulas."""
    return z3.And(*formulas)


def either(*formulas: Formula) -> Formula:
    """One of the formulas at least."""
    return z3.Or(*formulas)


def opposite(formula: Formula) -> Formula:
    """Not the formula."""
    return z3.Not(formula)


def differ(here: Rails, there: Rails) -> Formula:
    """The two truths are not the same."""
    return z3.Or(z3.Xor(here.yes, there.yes), z3.Xor(here.no, there.no))


def falls(here: Rails, there: Rails) -> Formula:
    """The truth there is lower than here, in the order no, unknown, yes."""
    return z3.Or(z3.And(here.yes, z3.Not(there.yes)), z3.And(there.no, z3.Not(here.no)))


def not_between(term: Term, low: Fraction, high: Fraction) -> Formula:
    """The term lies outside the closed gap."""
    return z3.Or(term < number(low), term > number(high))


def at_least(k: int, formulas: list[Formula]) -> Formula:
    """At least k of the formulas."""
    if k == 1:
        return z3.Or(*formulas)
    if k == len(formulas):
        return z3.And(*formulas)
    return z3.PbGe([(formula, 1) for formula in formulas], k)


def _true(model: Model, formula: Formula) -> bool:
    return bool(z3.is_true(model.eval(formula)))


def _value(model: Model, term: Term) -> Fraction:
    value = model.eval(term, model_completion=True)
    return Fraction(value.numerator_as_long(), value.denominator_as_long())
