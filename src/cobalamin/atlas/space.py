"""The space all guidelines are compared in: patients of whom everything is known, up to what any guideline tells apart.

A measure has one cell between every two figures of any guideline. Patients are drawn, not counted by prevalence: a share of
the space is no share of a clinic. Not signed off by a clinician.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cobalamin.knowledge.facts import ASSESSABLE, FACTS
from cobalamin.knowledge.guidelines.profile import Profile, route_of
from cobalamin.knowledge.possible import possible
from cobalamin.knowledge.usual import USUAL
from cobalamin.language.cells import Scale, scales
from cobalamin.language.compile import Program, Values
from cobalamin.language.ladder import Ladder, outcome_told, outcomes_of, possible_outcomes
from cobalamin.language.nodes import Condition, Fact, Finding, Measure, facts_of
from cobalamin.language.patient import Interval, Patient, exactly
from cobalamin.language.truth import Truth
from cobalamin.readings.bits import Answers, Between, Bits, Columns, Yes
from cobalamin.readings.planes import open_masks, packed
from cobalamin.readings.wanted import Wanted

DENSITIES = (0.005, 0.02, 0.08)
"""How often a finding is present in a drawn patient: few, some, many; a design choice, no prevalence."""
_COMMON = frozenset((
    "paraesthesia", "peripheral_neuropathy", "fatigue", "autoimmune_gastritis", "low_b12_diet", "metformin",
    "bariatric_surgery", "swallowing_difficulty", "total_gastrectomy", "coeliac_disease",
))  # fmt: skip
_ODD = frozenset((
    "hereditary_b12_disorder", "developmental_regression", "fish_tapeworm", "cobalamin_or_cobalt_allergy", "b12_injections",
    "oral_b12", "trimester_1", "trimester_2", "trimester_3", "breastfeeding",
))  # fmt: skip
Flags = NDArray[np.bool_]
Cells = NDArray[np.int8]


@dataclass(frozen=True)
class Space:
    """The facts and scales of several guidelines' route ladders, and of other conditions asked of the same patients."""

    profiles: tuple[Profile, ...]
    also: tuple[Condition, ...] = ()

    @cached_property
    def ladders(self) -> tuple[Ladder, ...]:
        """The route ladder of each guideline."""
        return tuple(route_of(p) for p in self.profiles)

    @cached_property
    def roots(self) -> tuple[Condition, ...]:
        """Every condition compared here."""
        return (*(c for ladder in self.ladders for c in ladder.conditions), *self.also, possible)

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """Every fact a guideline reads; what is switched off is no fact."""
        return tuple(fact for fact in facts_of(*self.roots) if fact.name in FACTS)

    @cached_property
    def scales(self) -> dict[Measure, Scale]:
        """The cells that tell patients apart in any guideline."""
        return scales(*self.roots)

    @cached_property
    def program(self) -> Program:
        """Every condition, compiled."""
        return Program(*self.roots)

    def truth(self, values: Values, condition: Condition) -> Truth:
        """What one condition came to in a result of the program."""
        return self.program.truth(values, condition)

    def reassuring(self, fact: Fact) -> int:
        """The cell (0 or 1 for a finding) that speaks against needing B12."""
        side = FACTS[fact.name].reassuring
        if isinstance(fact, Finding):
            return int(side == "yes")
        return self.scales[fact].size - 1 if side == "high" else 0


Draw = dict[Fact, Cells]
"""One cell a patient and fact; a finding has the cells 0 and 1."""


def drawn(space: Space, size: int, seed: int) -> Draw:
    """Possible patients of whom everything is known; the same seed gives the same patients."""
    chance = np.random.default_rng(seed)
    density = chance.choice(DENSITIES, size)
    found: Draw = {}
    for fact in space.facts:
        if isinstance(fact, Finding):
            found[fact] = (chance.random(size) < density).astype(np.int8)
        else:
            cells = chance.integers(0, space.scales[fact].size, size)
            usual = chance.random(size) < (0.95 if fact.name == "age" else 0.5)
            found[fact] = np.where(usual, space.reassuring(fact), cells).astype(np.int8)
    _make_possible(found, chance, size)
    return found


def _make_possible(found: Draw, chance: np.random.Generator, size: int) -> None:
    """Half are women; only women are pregnant or breastfeed, only pregnancies have trimesters."""
    by_name = {fact.name: fact for fact in found}
    female = (chance.random(size) < 0.5).astype(np.int8)
    for name, bound in (("female", female), ("pregnant", female), ("breastfeeding", female)):
        if name in by_name:
            found[by_name[name]] = female if name == "female" else found[by_name[name]] & bound
    if {"pregnant", "trimester_2"} <= by_name.keys():
        found[by_name["trimester_2"]] &= found[by_name["pregnant"]]


def columns(drawn_cells: Draw) -> Columns:
    """The same patients as planes and cells."""
    found: dict[str, Yes | Between] = {}
    for fact, cells in drawn_cells.items():
        if isinstance(fact, Finding):
            there = packed(cells == 1)
            found[fact.name] = Yes(there, packed(cells == 0))
        else:
            found[fact.name] = Between(cells, cells)
    return found


class Answering:
    """The route ladders (and the other conditions) over columns."""

    def __init__(self, space: Space, ladders: Sequence[Ladder], conditions: Sequence[Condition] = ()) -> None:
        self.ladders = tuple(dict.fromkeys(ladders))
        self.conditions = tuple(dict.fromkeys(conditions))
        self._bits = Bits(Wanted(self.conditions, self.ladders), space.scales)

    def __call__(self, patients: Draw) -> Answers:
        """The answers for drawn patients."""
        return self._bits.run(columns(patients), len(next(iter(patients.values()))))


def routes(answers: Answers, ladder: Ladder) -> NDArray[np.str_]:
    """The route of each patient in words; undetermined where several are open."""
    words = np.array([outcome_told(outcomes_of(ladder, mask)) for mask in range(1 << len(ladder.outcomes))])
    return words[open_masks(answers.ladders[ladder], answers.size)]


def calmest(space: Space, patients: Draw, here: Flags) -> int:
    """The row with the fewest facts that are out of the ordinary, and of those the ones met most often."""
    rows = np.flatnonzero(here)[:20_000]
    unusual = np.zeros(len(rows), np.int16)
    for fact, cells in patients.items():
        weight = 9 if fact.name in _COMMON else 25 if fact.name in _ODD else 10
        unusual += (cells[rows] != space.reassuring(fact)).astype(np.int16) * np.int16(weight)
    return int(rows[int(np.argmin(unusual))])


# --- one patient -----------------------------------------------------------------------------------------------------


def patient_of(space: Space, patients: Draw, row: int) -> dict[Fact, int]:
    """One drawn patient by fact."""
    return {fact: int(cells[row]) for fact, cells in patients.items()}


def smallest(
    space: Space,
    patient: Mapping[Fact, int],
    still: Condition | None,
    routes_of: Mapping[Ladder, str],
    left_open: Ladder | None = None,
) -> Patient:
    """The same routes with as few abnormal facts as can be, then as few known facts as keep every route certain.

    The condition `still` goes on holding, and `left_open` stays open.
    """

    def holds(known: Patient) -> bool:
        values = space.program.values(space.program.vector(known))
        if any(space.truth(values, c) is not Truth.YES for c in (possible, still) if c is not None):
            return False
        if left_open is not None and len(possible_outcomes(left_open, lambda rung: space.truth(values, rung))) == 1:
            return False
        done = (possible_outcomes(ladder, lambda rung: space.truth(values, rung)) for ladder in routes_of)
        return all(found == (route,) for found, route in zip(done, routes_of.values(), strict=True))

    here = dict(patient)
    for fact in sorted(here, key=lambda fact: fact.name):
        calmer = {**here, fact: space.reassuring(fact)}
        if calmer[fact] != patient[fact] and holds(known_of(space, calmer)):
            here = calmer
    known = dict(known_of(space, here))
    for name in list(known):
        fewer = {other: value for other, value in known.items() if other != name}
        if not _asked(name) and holds(fewer):
            known = fewer
    return known


def _asked(name: str) -> bool:
    """Findings somebody asks about are told by their group, not one by one."""
    return FACTS[name].group in ASSESSABLE


def known_of(space: Space, patient: Mapping[Fact, int]) -> dict[str, bool | Interval]:
    """A patient as the interpreter takes it, with numbers a person would write."""
    return {fact.name: _known(space, fact, cell) for fact, cell in patient.items()}


def _known(space: Space, fact: Fact, cell: int) -> bool | Interval:
    if isinstance(fact, Finding):
        return cell == 1
    scale = space.scales[fact]
    values = _written(scale.interval_of(cell), USUAL.get(fact.name))
    return exactly(next(v for v in values if scale.cells(exactly(v, fact.unit)) == (cell, cell)), fact.unit)


def _written(inside: Interval, usual: int | None) -> Iterator[Fraction]:
    """Values inside a cell, the likeliest first: a usual one, else near the end that is met in a clinic, plainly rounded."""
    if usual is not None:
        yield Fraction(usual)
    low = Fraction(0) if inside.low is None else inside.low
    high = low * 6 / 5 + 10 if inside.high is None else inside.high
    middle = (low + high) / 2 if low else high * 17 / 20
    for step in (10, 5, 1, Fraction(1, 10), Fraction(1, 100)):
        if rounded := round(middle / step) * Fraction(step):  # no result is zero, and none is sent as one
            yield rounded
    yield low + (1 if inside.high is None else 0)
    yield from (low, high, middle)
