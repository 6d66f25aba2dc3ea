"""Every rule few facts decide, over every three-valued patient of its facts; every other rule by exact world counts.

Both must agree with what is proved: which rules can be met and missed, which are never unknown with all facts known, and
where Kleene's rules miss an answer that is forced. EXHAUSTIVE=1 takes rules of up to 2 * 10^9 patients, else of 10^5.
"""

from __future__ import annotations

import os
from functools import cache
from typing import NamedTuple

import pytest

pytest.importorskip("numpy", reason="numpy is not installed (extra `population`)")
pytest.importorskip("z3", reason="z3-solver is not installed (extra `proof`)")

import numpy as np
from cubes import SCALES, Cube

from cobalamin.knowledge.possible import possible
from cobalamin.knowledge.rules import ARTICLE
from cobalamin.language.diagram import IMPOSSIBLE, NO, YES, Diagram
from cobalamin.language.nodes import Condition, Named, facts_of, walk
from cobalamin.readings.bits import Answers, Bits, Columns, Yes
from cobalamin.readings.circuit import Plane
from cobalamin.readings.planes import count, packed
from cobalamin.readings.wanted import Wanted
from cobalamin.readings.worlds import settled
from kleene_gaps import Gaps

FEW = 2 * 10**9 if os.environ.get("EXHAUSTIVE") else 10**5
RULES = {node.id: node for node in walk(*ARTICLE.roots) if isinstance(node, Named)}


def cube(rule: Condition) -> Cube:
    """The rule's facts; where one of them decides who is possible, all that decide it."""
    facts, deciding = facts_of(rule), facts_of(possible)
    return Cube(tuple(dict.fromkeys((*facts, *deciding))) if set(facts) & set(deciding) else facts)


SMALL = [name for name, rule in RULES.items() if cube(rule).size <= FEW]


class Counts(NamedTuple):
    """Possible patients: known in full and met, known in full and missed, left unknown by Kleene alone."""

    met: int
    missed: int
    forced: int


def counted(rule: Condition) -> Counts:
    """Every patient of the rule's cube, by Kleene's planes and the exact ones."""
    worlds, wanted = cube(rule), Wanted((rule, possible))
    size = len(worlds.rows())
    kleene, exact = Bits(wanted, SCALES), Bits(wanted, SCALES, Diagram(wanted.outputs, (), possible, SCALES))
    total = Counts(0, 0, 0)
    for columns in worlds.slices():
        found = _of_slice(rule, kleene.run(columns, size), exact.run(columns, size), columns)
        total = Counts(*map(sum, zip(total, found, strict=True)))
    return total


def _of_slice(rule: Condition, kleene: Answers, exact: Answers, columns: Columns) -> Counts:
    size, here, there = kleene.size, kleene.conditions[rule], exact.conditions[rule]
    can_be, full = exact.conditions[possible].yes, everything_known(columns, size)  # some world is left
    # What Kleene's rules decide the exact reading decides the same way, for everybody who can be.
    assert count((here.yes & ~there.yes | here.no & ~there.no) & can_be, size) == 0
    assert count(full & can_be & ~(here.yes | here.no), size) == 0
    forced = (there.yes | there.no) & ~(here.yes | here.no) & can_be
    return Counts(count(full & can_be & here.yes, size), count(full & can_be & here.no, size), count(forced, size))


def everything_known(columns: Columns, size: int) -> Plane:
    """The patients of whom nothing is left open."""
    found = packed(np.ones(size, bool))
    for column in columns.values():
        found &= column.yes | column.no if isinstance(column, Yes) else packed(column.low == column.high)
    return found


@cache
def worlds() -> Diagram:
    """All rules of patients of whom everything is known."""
    done: dict[Condition, Condition] = {}
    return Diagram([settled(rule, done) for rule in RULES.values()], (), settled(possible, done))


def counted_by_diagram(rule: Condition) -> dict[int, int]:
    """How many worlds of the rule's own cube meet it, and how many do not."""
    done: dict[Condition, Condition] = {}
    alone, shared = settled(rule, done), set(facts_of(rule)) & set(facts_of(possible))
    return Diagram([alone], (), settled(possible, done) if shared else None, SCALES).worlds(alone)


@pytest.mark.parametrize("name", SMALL)
def test_every_patient_of_a_small_rule_agrees_with_the_proofs(name: str) -> None:
    rule = RULES[name]
    found = counted(rule)
    assert (found.met > 0, found.missed > 0) == (True, True)  # proved: everything can be met, and missed
    by_diagram = counted_by_diagram(rule)
    assert (found.met, found.missed) == (by_diagram[YES], by_diagram[NO])
    assert (found.forced > 0) == (Gaps([rule], possible).find(rule) is not None)


def test_the_small_rules_are_nearly_half_of_the_rules() -> None:
    assert len(SMALL) > len(RULES) * 2 / 5


@pytest.mark.parametrize("name", RULES)
def test_the_worlds_of_every_rule_are_counted(name: str) -> None:
    """Met by some, missed by some, and by nobody neither: as proved."""
    rule = next(root for root in worlds().outputs if isinstance(root, Named) and root.id == name)
    found = worlds().worlds(rule)
    assert found[YES] > 0
    assert found[NO] > 0
    assert set(found) <= {IMPOSSIBLE, NO, YES}
    assert found[YES] + found[NO] == possible_worlds()


@cache
def possible_worlds() -> int:
    """How many worlds can be, over all facts the rules read."""
    done: dict[Condition, Condition] = {}
    can_be = settled(possible, done)
    diagram = Diagram([can_be, *worlds().outputs])
    return diagram.worlds(can_be)[YES]
