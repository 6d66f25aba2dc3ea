"""A guideline ready to answer: its rules compiled once, each reading of them when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import cache, cached_property, lru_cache
from hashlib import sha256
from math import ceil, floor, log10

from cobalamin.assessment.ready import Ready, hash_of, ready_for
from cobalamin.assessment.wording import negated, span_text
from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.next_tests import NEXT_TESTS, NextTest
from cobalamin.knowledge.order import ORDER
from cobalamin.knowledge.possible import possible
from cobalamin.knowledge.rules import ARTICLE, ARTICLE_REGIMENS, Guideline
from cobalamin.knowledge.thresholds import THRESHOLDS
from cobalamin.language.analyse import Decisive
from cobalamin.language.compile import Program, Values, Vector
from cobalamin.language.diagram import Diagram, Output
from cobalamin.language.exact import Exact
from cobalamin.language.lanes import Change, Lanes
from cobalamin.language.nodes import (
    Compare,
    Condition,
    Fact,
    Finding,
    Measure,
    Named,
    Presume,
    Threshold,
    facts_of,
    listing,
    parts_of,
)
from cobalamin.language.numbers import diagrammed, formulated, kept_again, made_again
from cobalamin.language.patient import Interval
from cobalamin.language.restrict import Kept, Restrictions, kept_of


class Engine:
    """The readings of one guideline that one patient needs.

    `shipped` says whether what was made of these very rules before, and lies beside the program, may be used.
    """

    def __init__(self, guideline: Guideline, *, shipped: bool = True) -> None:
        self.guideline = guideline
        self._may_be_shipped = shipped

    @cached_property
    def program(self) -> Program:
        """Every node's value by Kleene's rules."""
        return Program(*self.guideline.roots, possible)

    @cached_property
    def exact(self) -> Exact:
        """The definitions, the indications and the ladders, exactly."""
        indications = (i.rule for i in self.guideline.indications)
        outputs: tuple[Output, ...] = (*self.guideline.definitions, *indications, *self.guideline.ladders)
        made = None if self._shipped is None else made_again(self.program, outputs, self._shipped.formulas)
        return Exact(self.program, outputs, possible, made)

    @cached_property
    def depends(self) -> Restrictions:
        """What the ladders still depend on: their diagram, looked for when a test is first asked for."""
        ladders, shipped = self.guideline.ladders, self._shipped
        return Restrictions(
            self.exact, self._diagram() if shipped is None else kept_again(self.exact, ladders, shipped.diagram)
        )

    def _diagram(self) -> Kept:
        ladders = self.guideline.ladders
        read = {fact.name for fact in facts_of(*(c for ladder in ladders for c in ladder.conditions), possible)}
        beside: dict[str, list[str]] = {}
        for name, neighbour in self.guideline.beside:
            beside.setdefault(neighbour, []).append(name)
        order = tuple(name for known in ORDER for name in (*beside.get(known, ()), known) if name in read)
        return kept_of(Diagram(ladders, order, possible, self.program.scales))

    @cached_property
    def _shipped(self) -> Ready | None:
        """What was made of these rules before, where it lies beside the program."""
        return ready_for(self.guideline.id, self._text) if self._may_be_shipped else None

    @property
    def ready(self) -> Ready:
        """What is made of these rules, to lie beside the program (`tools/write_ready.py`)."""
        return Ready(hash_of(self._text), formulated(self.exact), diagrammed(self.exact, self.depends.kept))

    @cached_property
    def _text(self) -> str:
        """The whole text of the rules and figures in force, of the worlds that can be, and of the order of the diagram."""
        return "\n".join((*listing(*self.guideline.roots, possible), f"{ORDER} {self.guideline.beside}"))

    @cached_property
    def lanes(self) -> Lanes:
        """All single-fact changes at once, and each presumption taken back, as far as the ladders read them."""
        return Lanes(self.exact, self.guideline.ladders)

    @cached_property
    def reassuring(self) -> dict[str, bool | Interval]:
        """For every fact the rules read the answer that speaks against needing B12."""
        return {fact.name: self._reassuring(fact) for fact in self.program.facts}

    def _reassuring(self, fact: Fact, side: str = "") -> bool | Interval:
        side = side or (FACTS[fact.name].reassuring if fact.name in FACTS else "no")
        if isinstance(fact, Finding):
            return side == "yes"
        scale = self.program.scales[fact]
        return scale.interval_of(scale.size - 1 if side == "high" else 0)

    @cached_property
    def reassured(self) -> Vector:
        """A patient of whom everything is known and nothing points to needing B12."""
        return self.program.vector(self.reassuring)

    @cached_property
    def reassured_beside_ill_kidneys(self) -> Vector:
        """The same beside a recorded kidney disease: an eGFR that leaves a raised marker to the kidneys (register R82)."""
        kidneys = {f.name: self._reassuring(f, "low") for f in self.program.facts if f.name == "egfr"}
        return self.program.vector({**self.reassuring, **kidneys})

    @cached_property
    def _texts(self) -> dict[tuple[int, int, str], str]:
        return {}

    def change_text(self, first: int, last: int, unit: str = "") -> str:
        """Changes `first` to `last` of the lanes (of one fact) in words: "haemoglobin < 70 g/L", "no coeliac disease".

        A figure is told in `unit`, or as it is printed where none is given.
        """
        key = first, last, unit
        text = self._texts.get(key)
        if text is None:
            changes = self.lanes.changes
            text = self._texts[key] = self._change_text(changes[first], changes[last], unit)
        return text

    def _change_text(self, first: Change, last: Change, unit: str) -> str:
        fact = first.fact
        if isinstance(fact, Finding):
            return fact.label if first.value else negated(fact)
        scale, unit = self.program.scales[fact], unit or self.printed_unit(fact)
        low, high = scale.interval_of(int(first.value), unit), scale.interval_of(int(last.value), unit)
        span = Interval(_legible(low.low, ceil), _legible(high.high, floor), unit, low.low_open, high.high_open)
        return f"{fact.label}, any result" if span.low is span.high is None else f"{fact.label} {span_text(span)}"

    def printed_unit(self, measure: Measure) -> str:
        """The unit in which a measure's figures are first printed, of those in which all of them are."""
        nodes = self.program.nodes
        printed = [[p.unit for p in n.bound.printed] for n in nodes if isinstance(n, Compare) and n.measure == measure]
        first = printed[0] if printed else [measure.unit]
        return next((unit for unit in first if all(unit in units for units in printed)), first[0])

    @cached_property
    def decisive(self) -> Decisive:
        """What each answer rests on."""
        return Decisive(self.program)

    @cached_property
    def tests(self) -> tuple[tuple[NextTest, int, tuple[tuple[str, int], ...]], ...]:
        """The next tests with the facts of theirs that the ladders read: their bits together, and each by name."""
        bit = self.depends.bit
        rows = ((test, tuple((name, bit[name]) for name in test.facts if name in bit)) for test in NEXT_TESTS)
        return tuple((test, sum({bit for _, bit in facts}), facts) for test, facts in rows)

    @cached_property
    def version(self) -> str:
        """What identifies the rules and figures in force: the beginning of a hash of their whole text."""
        lines = [*listing(*self.guideline.roots), *map(str, self.guideline.clauses)]
        if self.guideline.regimens != ARTICLE_REGIMENS:
            lines.append(f"{self.guideline.regimens}")
        text = "\n".join(lines)
        return f"{self.guideline.id}@{sha256(text.encode()).hexdigest()[:12]}"

    @cached_property
    def figures(self) -> Mapping[str, Threshold]:
        """The figures in force, by id; one the rules do not read is as published."""
        return {**THRESHOLDS, **self.guideline.figures}

    def presumed_under(self, conditions: Iterable[Condition], values: Values) -> tuple[Presume, ...]:
        """The presumptions below some conditions, as far as what is settled below the open ones rests on them."""
        index, seen, settled = self.program.index, set[Condition](), list[Condition]()
        waiting = list(conditions)
        while waiting:
            node = waiting.pop()
            if node in seen:
                continue
            seen.add(node)
            if values[index[node]] is None:
                waiting.extend(parts_of(node))
            else:
                settled.append(node)
        return self.decisive.presumptions(settled, values)

    @cached_property
    def named(self) -> dict[str, int]:
        """Where each named word and each finding stands among a program's values."""
        return {
            node.id if isinstance(node, Named) else node.name: i
            for node, i in self.program.index.items()
            if isinstance(node, (Named, Finding))
        }


@cache
def engine_for(guideline: Guideline) -> Engine:
    """The engine of a guideline, built once."""
    return Engine(guideline)


def engine_with(guideline: Guideline, figures: Mapping[str, Threshold]) -> Engine:
    """The engine of a guideline with a site's own figures, built once: a service asks for the same with every call."""
    return _engine_with(guideline, tuple(figures.items())) if figures else engine_for(guideline)


def rules_version(figures: Mapping[str, Threshold]) -> str:
    """What identifies the article's rules with a site's own figures."""
    return engine_with(ARTICLE, figures).version


@lru_cache(maxsize=64)
def _engine_with(guideline: Guideline, figures: tuple[tuple[str, Threshold], ...]) -> Engine:
    return engine_for(guideline.with_thresholds(dict(figures)))


_DIGITS = 4
"""No source prints a figure with more."""


def _legible(bound: Fraction | None, inward: Callable[[Fraction], int]) -> Fraction | None:
    """A figure as the source prints it; one converted from another unit (73.7806 pmol/L) with three digits.

    Rounded `inward`: of a result just outside nothing is said that does not hold of it.
    """
    if bound is None or len(f"{float(bound):.9g}".replace(".", "")) <= _DIGITS:
        return bound
    scale = Fraction(10) ** (_DIGITS - 2 - floor(log10(bound)))
    return inward(bound * scale) / scale
