"""The proofs counted out: every three-valued patient over the facts that decide most, by bit planes, and exact world counts.

EXHAUSTIVE=1 counts out the whole cube of more than 10^8 patients; without it every 200th slice.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import product
from math import prod

import pytest

pytest.importorskip("numpy", reason="numpy is not installed (extra `population`)")

import numpy as np

from cobalamin.knowledge.claims import Never
from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.obligations import obligations
from cobalamin.knowledge.possible import possible
from cobalamin.knowledge.rules import ARTICLE
from cobalamin.language.cells import Scale, scales
from cobalamin.language.diagram import NO, YES, Diagram
from cobalamin.language.explain import explain
from cobalamin.language.nodes import Condition, Measure, Named, Not, all_of
from cobalamin.language.patient import Patient
from cobalamin.language.truth import Truth
from cobalamin.readings.bits import Between, Bits, Yes
from cobalamin.readings.planes import count, packed, plane_words, unpacked
from cobalamin.readings.wanted import Wanted
from cobalamin.readings.worlds import settled

SLICED = (
    "total_b12",
    "active_b12",
    "mma",
    "pregnant",
    "paraesthesia",
    "autoimmune_gastritis",
    "nitrous_oxide",
    "female",
)
"""Every combination of these is one slice."""
ACROSS = ("b12_injections", "b12_deficiency_diagnosed", "cobalamin_or_cobalt_allergy", "vomiting", "fatigue", "haemoglobin",
          "egfr")  # fmt: skip
"""A slice for every combination of these."""
State = bool | int | None
SCALES: dict[Measure, Scale] = scales(*ARTICLE.roots)


def claims() -> list[Condition]:
    """What no patient may be certain to meet: the claims of the obligations, less their recorded exceptions."""
    return [
        all_of(*claim.together, *(Not(allowed.when) for allowed in obligation.allowed))
        for obligation in obligations(ARTICLE)
        for claim in obligation.claims
        if isinstance(claim, Never)
    ]


def states(name: str) -> tuple[State, ...]:
    fact = FACTS[name].fact
    return (None, *range(SCALES[fact].size)) if isinstance(fact, Measure) else (None, False, True)


def column(values: list[State], name: str) -> Yes | Between:
    fact = FACTS[name].fact
    if isinstance(fact, Measure):
        top = SCALES[fact].size - 1
        low = np.array([0 if v is None else v for v in values], np.int8)
        high = np.array([top if v is None else v for v in values], np.int8)
        return Between(low, high)
    return Yes(packed(np.array([v is True for v in values])), packed(np.array([v is False for v in values])))


def constant(value: State, name: str, size: int) -> Yes | Between:
    fact = FACTS[name].fact
    if isinstance(fact, Measure):
        top = SCALES[fact].size - 1
        ends = (0, top) if value is None else (value, value)
        return Between(*(np.full(size, end, np.int8) for end in ends))
    full, empty = packed(np.ones(size, bool)), np.zeros(plane_words(size), np.uint64)
    return Yes(full if value is True else empty, full if value is False else empty)


def slices() -> Iterator[tuple[State, ...]]:
    every = list(product(*(states(name) for name in ACROSS)))
    yield from every if os.environ.get("EXHAUSTIVE") else every[::200]


def test_no_patient_of_the_cube_meets_what_is_proved_impossible() -> None:
    rows = list(product(*(states(name) for name in SLICED)))
    inner = {name: column([row[i] for row in rows], name) for i, name in enumerate(SLICED)}
    asked = claims()
    bits = Bits(Wanted((*asked, possible)), SCALES)
    met = total = 0
    for chosen in slices():
        outer = {name: constant(value, name, len(rows)) for name, value in zip(ACROSS, chosen, strict=True)}
        answers = bits.run({**inner, **outer}, len(rows))
        cannot_be = answers.conditions[possible].no
        for claim in asked:
            met += count(answers.conditions[claim].yes & ~cannot_be, len(rows))
        total += len(rows)
    size = prod(len(states(name)) for name in (*SLICED, *ACROSS))
    assert met == 0
    assert size > 10**8
    assert total == size or not os.environ.get("EXHAUSTIVE")


def test_the_cube_can_find_a_patient() -> None:
    """The same planes see what is possible: an indication with pregnancy."""
    rows = list(product(*(states(name) for name in SLICED)))
    inner = {name: column([row[i] for row in rows], name) for i, name in enumerate(SLICED)}
    rule = ARTICLE.indications[5].rule
    found = Bits(Wanted((rule,)), SCALES).run(inner, len(rows)).conditions[rule]
    yes = unpacked(found.yes, len(rows))
    assert yes.any()
    for i in range(0, len(rows), 41):
        assert yes[i] == (truth(rule, rows[i]) is Truth.YES), rows[i]


def truth(rule: Named, row: tuple[State, ...]) -> Truth:
    patient: dict[str, object] = {}
    for name, value in zip(SLICED, row, strict=True):
        fact = FACTS[name].fact
        if value is not None:
            patient[name] = SCALES[fact].interval_of(value) if isinstance(fact, Measure) else value
    known: Patient = patient  # type: ignore[assignment]
    return explain(rule, known).truth


def test_no_world_meets_what_is_proved_impossible() -> None:
    """Exact counts over all worlds: every one that is possible counts as a no, of more worlds than can be written down."""
    done: dict[Condition, Condition] = {}
    asked = [settled(claim, done) for claim in claims()]
    diagram = Diagram(asked, (), settled(possible, done))
    for claim in asked:
        worlds = diagram.worlds(claim)
        assert worlds.get(YES, 0) == 0
        assert worlds[NO] > 10**20
