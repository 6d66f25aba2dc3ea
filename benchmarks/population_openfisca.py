"""The same rules over the same columns in OpenFisca: each definition a variable with a vectorised formula. CPU time, interleaved.

`make bench-openfisca`: in an environment of its own, for OpenFisca is no dependency of this program.

OpenFisca has no unknown (what is missing is 0), so everything is known of everybody here: two values against our three. It is
given the measures as the cells our columns hold, so that a comparison costs it one whole number, and it shares every definition.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from functools import reduce
from importlib.metadata import version
from statistics import median
from typing import assert_never

import numpy as np
from openfisca_core.entities import Entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from cobalamin.knowledge.rules import ARTICLE
from cobalamin.language.cells import says_below, scales
from cobalamin.language.ladder import Ladder
from cobalamin.language.nodes import AtLeast, Compare, Condition, Finding, Named, Not, Presume, facts_of, walk
from cobalamin.readings.bits import Between, Bits, Yes
from cobalamin.readings.planes import packed, unpacked
from cobalamin.readings.wanted import Wanted

WANTED = Wanted((*ARTICLE.definitions, *(i.rule for i in ARTICLE.indications)), ARTICLE.ladders)
SCALES = scales(*ARTICLE.roots)
FACTS = facts_of(*WANTED.roots)
PERIOD = "2026"
PERSON = Entity("person", "persons", "", "")
Columns = dict[str, np.ndarray]


def value_of(node: Condition, person, period) -> np.ndarray:
    """A condition over everybody, as an OpenFisca formula says it."""
    match node:
        case Named(id=id):
            return person(id, period)
        case Finding(name=name):
            return person(name, period)
        case Compare(measure=measure):
            below = person(measure.name, period) <= SCALES[measure].position(node)
            return below if says_below(node) else ~below
        case Not(part=part):
            return ~value_of(part, person, period)
        case Presume(part=part):
            return value_of(part, person, period)
        case AtLeast(k=k, parts=parts):
            values = [value_of(part, person, period) for part in parts]
            if k == 1:
                return reduce(np.logical_or, values)
            return reduce(np.logical_and, values) if k == len(parts) else sum(v.astype(np.int8) for v in values) >= k
        case _:
            assert_never(node)


def variable(name: str, kind: type, formula: Callable | None) -> type[Variable]:
    """An OpenFisca variable; without a formula one that is put in."""
    body = {"value_type": kind, "entity": PERSON, "definition_period": DateUnit.YEAR}
    return type(name, (Variable,), body | ({} if formula is None else {"formula": formula}))


def word_formula(word: Named) -> Callable:
    """What a definition means."""

    def formula(person, period):
        return value_of(word.part, person, period)

    return formula


def ladder_formula(ladder: Ladder) -> Callable:
    """Which rung is the first that holds."""

    def formula(person, period):
        return np.select(
            [person(rung.when.id, period) for rung in ladder.rungs], range(len(ladder.rungs)), len(ladder.rungs)
        )

    return formula


def system() -> TaxBenefitSystem:
    """The rules as OpenFisca variables."""
    found = TaxBenefitSystem([PERSON])
    for fact in FACTS:
        found.add_variable(variable(fact.name, bool if isinstance(fact, Finding) else int, None))
    for node in walk(*WANTED.roots):
        if isinstance(node, Named):
            found.add_variable(variable(node.id, bool, word_formula(node)))
    for ladder in WANTED.ladders:
        found.add_variable(variable(ladder.id, int, ladder_formula(ladder)))
    return found


def people(rows: int) -> Columns:
    """Everything known of everybody: a finding present in one of twenty, a measure in any cell."""
    chance = np.random.default_rng(1)
    return {
        fact.name: chance.random(rows) < 0.05
        if isinstance(fact, Finding)
        else chance.integers(0, SCALES[fact].size, rows, np.int32)
        for fact in FACTS
    }


def by_openfisca(rules: TaxBenefitSystem, columns: Columns) -> Columns:
    """Every answer of everybody."""
    simulation = SimulationBuilder().build_default_simulation(rules, count=len(next(iter(columns.values()))))
    for name, column in columns.items():
        simulation.set_input(name, PERIOD, column)
    return {
        name: simulation.calculate(name, PERIOD)
        for name in (*(c.id for c in WANTED.conditions), *(x.id for x in WANTED.ladders))
    }


def same(answers, theirs: Columns, rows: int) -> int:
    """How many answers of how many patients differ."""
    differ = sum(int((unpacked(answers.conditions[c].yes, rows) != theirs[c.id]).sum()) for c in WANTED.conditions)
    for ladder in WANTED.ladders:
        for i, plane in enumerate(answers.ladders[ladder]):
            differ += int((unpacked(plane, rows) != (theirs[ladder.id] == i)).sum())
    return differ


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=500_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    columns, rules, bits = people(options.rows), system(), Bits(WANTED, SCALES)
    ours = {
        fact.name: Yes(packed(columns[fact.name]), packed(~columns[fact.name])) if isinstance(fact, Finding)
        else Between(columns[fact.name].astype(np.int8), columns[fact.name].astype(np.int8))
        for fact in FACTS
    }  # fmt: skip
    sides = {"openfisca": lambda: by_openfisca(rules, columns), "kernel": lambda: bits.run(ours, options.rows)}
    spent: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(options.rounds):
        for name, run in sides.items():
            begun = time.process_time()
            run()
            spent[name].append(time.process_time() - begun)
    found = {name: median(times) for name, times in spent.items()}
    differ = same(bits.run(ours, options.rows), by_openfisca(rules, columns), options.rows)
    answers = len(WANTED.conditions) + len(WANTED.ladders)
    print(
        f"# OpenFisca-Core {version('openfisca-core')}, NumPy {np.__version__}, "
        f"{os.cpu_count()} cores; {time.strftime('%Y-%m-%d')}; {options.rows:,} patients, {answers} answers each, {differ} differ"
    )
    print(
        "# million patients a second of CPU: "
        + ", ".join(f"{n} {options.rows / s / 1e6:.2f}" for n, s in found.items())
    )
    print(f"{'kernel / OpenFisca vectorised':<66} {found['openfisca'] / found['kernel']:8.2f}  target >= 3")


if __name__ == "__main__":
    main()
