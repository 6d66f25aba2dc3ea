"""A unit that may have slipped: the same number in another unit would be as believable and mean something else."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import NamedTuple

from cobalamin.assessment.engine import Engine, engine_for
from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.rules import ARTICLE
from cobalamin.language.nodes import Compare, Measure, plain
from cobalamin.language.patient import holds
from cobalamin.language.truth import Truth
from cobalamin.records.units import Printed, UnitProblem, converted, implausible, interval, parse_result, unit_of
from cobalamin.translation.marked import _
from cobalamin.web.pages.form import Form
from cobalamin.web.pages.questions import daily, default_unit


class Amount(NamedTuple):
    """A number with a unit, and the same amount in another unit."""

    unit: str
    said: str
    same_as: str


class Hint(NamedTuple):
    """What stands below a result while it is typed: the amount in another unit, a doubt, or two units to choose from."""

    converted: str = ""
    doubt: str = ""
    choices: tuple[Amount, ...] = ()


_UNDATED = _("it has no date: it counts as of the decision date, because earlier results stand below")


def hint(form: Form, name: str) -> Hint:
    """The hint of a result, and of one without a date beside earlier ones, that it counts as the latest."""
    found = _hint(form, name)
    beside = any(form.value(f"earlier.{i}.fact") == name for i in form.earlier)
    if found.doubt or not beside or not form.value(name) or form.value(f"{name}.date"):
        return found
    return found._replace(doubt=_UNDATED)


def _hint(form: Form, name: str) -> Hint:
    """The hint of a result; nothing where the number came from a record as it stands there."""
    measure = FACTS[name].fact
    parsed = parse_result(form.value(name))
    if not isinstance(measure, Measure) or parsed is None:
        return Hint()
    typed = parsed.unit or form.value(f"{name}.unit") or default_unit(measure)
    if not typed:
        return Hint(choices=tuple(_reading(measure, parsed, unit) for unit in daily(measure)))
    unit = unit_of(measure, typed)
    if isinstance(unit, UnitProblem):
        return Hint()
    doubt = implausible(measure, parsed.value, unit)
    amount = _reading(measure, parsed, unit)
    same = f"{parsed.comparator or '='} {amount.same_as}" if amount.same_as else ""
    if form.origin(name) is not None or form.value(f"{name}.sure") == amount.said:
        return Hint(same, doubt.sentence if doubt is not None else "")
    others = _other_readings(measure, parsed, unit)
    return Hint(same, doubt.sentence if doubt is not None else "", (amount, *others) if others else ())


def _reading(measure: Measure, sent: Printed, unit: str) -> Amount:
    return Amount(unit, f"{plain(sent.value)} {unit}", _elsewhere(measure, sent.value, unit))


def _elsewhere(measure: Measure, value: Fraction, unit: str) -> str:
    """The same amount in the first unit of another size."""
    for other in measure.units():
        if measure.factor(other) != measure.factor(unit) and other in daily(measure):
            return f"{_rounded(converted(measure, value, unit, other))} {_spelt(measure, other)}"
    return ""


def _spelt(measure: Measure, unit: str) -> str:
    """A unit, with the other name that half the world prints for it."""
    return f"{unit} (pg/mL)" if measure.name == "total_b12" and unit == "ng/L" else unit


def _rounded(value: Fraction) -> str:
    return f"{float(value):.3g}" if abs(value) < 1000 else f"{float(value):.0f}"


def _other_readings(measure: Measure, sent: Printed, unit: str) -> tuple[Amount, ...]:
    """The same number in the other daily units, where it would be believable and fall on another side of a figure."""
    value, here = sent.value, _sides(measure, sent, unit)
    return tuple(
        Amount(
            other,
            f"{plain(value)} {other}",
            f"{_rounded(converted(measure, value, other, unit))} {_spelt(measure, unit)}",
        )
        for other in daily(measure)
        if measure.factor(other) != measure.factor(unit)
        and implausible(measure, value, other) is None
        and _sides(measure, sent, other) != here
    )


def _sides(measure: Measure, sent: Printed, unit: str) -> tuple[Truth, ...]:
    """On which side of every figure a result lies."""
    amount = interval(measure, sent.value, unit, sent.comparator)
    return tuple(holds(compare, amount) for compare in _compares(measure))


@cache
def _compares(measure: Measure) -> tuple[Compare, ...]:
    engine: Engine = engine_for(ARTICLE)
    nodes = (n for n in engine.program.nodes if isinstance(n, Compare) and n.measure == measure)
    return tuple(n for n in nodes if n.bound.id not in _ONLY_TOLD)


_ONLY_TOLD = frozenset({"b12.total.high"})
"""Figures that change no answer: a unit need not be confirmed for them."""
