"""The atlas of disagreement: how often each pair of guidelines differs, what decides it, who it happens to, what is left out.

Three measures that must not be mixed: the exact share of all possible patients (by the decision diagram, findings present as
often as absent), the share of drawn patients (findings rare, figures spread), and the share of a made-up population. None is
a prevalence. Not signed off by a clinician.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from cobalamin.assessment.engine import engine_for
from cobalamin.atlas.findings import Found, findings
from cobalamin.atlas.space import Answering, Draw, Space, calmest, drawn, patient_of, routes, smallest
from cobalamin.comparison.compare import ClauseAnswer, clause_answer, decided_by, guideline_of
from cobalamin.comparison.exchange import ROUTES, cause
from cobalamin.knowledge.claims import outcome
from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.guidelines.profile import Profile
from cobalamin.knowledge.guidelines.registry import PROFILES
from cobalamin.knowledge.order import ORDER
from cobalamin.knowledge.possible import possible
from cobalamin.language.diagram import NO, YES, Diagram
from cobalamin.language.ladder import UNDETERMINED, Ladder, outcome_told, possible_outcomes
from cobalamin.language.nodes import Condition, Fact, Finding, Measure, Not, all_of, any_of, facts_of
from cobalamin.language.patient import Interval, Patient, exactly
from cobalamin.readings.worlds import settled
from cobalamin.synthetic.patients import people

Names = NDArray[np.str_]
SIZE = 1 << 17
"""Patients drawn."""
ENOUGH = 1 << 14
"""Patients drawn in whom the deciding facts are looked for."""
PEOPLE = 4000
"""People made up."""


@dataclass(frozen=True)
class Kind:
    """One way in which a pair differs: the two routes, how many drawn patients, the smallest of them, and whose clauses."""

    one_route: str
    other_route: str
    share: float
    witness: Patient
    clauses: tuple[ClauseAnswer, ...]


@dataclass(frozen=True)
class Pair:
    """Two guidelines: how often they differ in route, the facts that decide it, and the kinds of difference."""

    one: str
    other: str
    exact: float
    drawn: float
    people: float
    facts: tuple[tuple[str, float], ...]
    kinds: tuple[Kind, ...]


@dataclass(frozen=True)
class Atlas:
    """Everything the page shows."""

    guidelines: tuple[str, ...]
    titles: tuple[str, ...]
    versions: tuple[str, ...]
    size: int
    people: int
    route_shares: dict[str, dict[str, float]]
    unmeasured: float
    """The share of the made-up people of whom no B12 level is known."""
    unsettled: dict[str, tuple[float, float]]
    """By guideline the share not settled, of those without a B12 level and of those with one."""
    pairs: tuple[Pair, ...]
    findings: tuple[Found, ...]


def atlas(names: Sequence[str] = (), *, size: int = SIZE, made_up: int = PEOPLE, seed: int = 1) -> Atlas:
    """The atlas of the named guidelines, by default of all; the same seed gives the same atlas."""
    profiles = tuple(PROFILES[name] for name in names or PROFILES)
    space = Space(profiles)
    patients = drawn(space, size, seed)
    reading = Answering(space, space.ladders)
    answers = reading(patients)
    given = [routes(answers, ladder) for ladder in space.ladders]
    crowd = tuple(made_up_patients(made_up, seed).values())
    in_clinic = population_routes(profiles, crowd)
    measured = np.array([not {"total_b12", "active_b12"}.isdisjoint(patient) for patient in crowd])
    deciding = _deciding(space, reading, patients, given)
    pairs = tuple(
        Pair(profiles[i].name, profiles[j].name, exact_share(space.ladders[i], space.ladders[j]),
             float((given[i] != given[j]).mean()), float((in_clinic[i] != in_clinic[j]).mean()), deciding[i, j],
             tuple(_kinds(space, patients, given, i, j)))
        for i, j in combinations(range(len(profiles)), 2)
    )  # fmt: skip
    shares = {p.name: _shares(column) for p, column in zip(profiles, in_clinic, strict=True)}
    unsettled = {p.name: _unsettled(column, measured) for p, column in zip(profiles, in_clinic, strict=True)}
    return Atlas(
        tuple(p.name for p in profiles), tuple(p.title for p in profiles), tuple(engine_for(p.guideline).version for p in profiles),
        size, made_up, shares, float((~measured).mean()), unsettled, pairs, findings(profiles, size, seed),
    )  # fmt: skip


def _shares(column: Names) -> dict[str, float]:
    return {str(route): count / len(column) for route, count in Counter(column.tolist()).most_common()}


def _unsettled(column: Names, measured: NDArray[np.bool_]) -> tuple[float, float]:
    """The share not settled, of those without a B12 level and of those with one."""
    is_open = column == UNDETERMINED
    without, having = is_open[~measured], is_open[measured]
    return float(without.mean() if without.size else 0), float(having.mean() if having.size else 0)


# --- exact -----------------------------------------------------------------------------------------------------------


def exact_share(one: Ladder, other: Ladder) -> float:
    """The share of all possible patients of whom everything is known to whom two ladders answer differently."""
    apart = settled(differently(one, other), {})
    read = {fact.name for fact in facts_of(apart, possible)}
    worlds = Diagram((apart,), tuple(name for name in ORDER if name in read), possible).worlds(apart)
    total = worlds.get(NO, 0) + worlds.get(YES, 0)
    return worlds.get(YES, 0) / total


def differently(one: Ladder, other: Ladder) -> Condition:
    """The two ladders do not answer the same."""
    parts = [
        outcome(one, o) if o not in other.outcomes else all_of(outcome(one, o), Not(outcome(other, o)))
        for o in one.outcomes
    ]
    return any_of(*parts)


# --- which facts decide ----------------------------------------------------------------------------------------------


_MOST_DECIDING = 8
"""Facts named for a pair of guidelines."""


def _deciding(
    space: Space, reading: Answering, patients: Draw, given: Sequence[Names]
) -> dict[tuple[int, int], tuple[tuple[str, float], ...]]:
    """For each pair the facts whose reassuring answer alone would end the difference, by how often it would."""
    patients, given = {fact: cells[:ENOUGH] for fact, cells in patients.items()}, [column[:ENOUGH] for column in given]
    pairs = list(combinations(range(len(given)), 2))
    apart = {(i, j): given[i] != given[j] for i, j in pairs}
    ended: dict[tuple[int, int], list[tuple[str, float]]] = {pair: [] for pair in pairs}
    for fact, cells in patients.items():
        calm = np.full_like(cells, space.reassuring(fact))
        answers = reading({**patients, fact: calm})
        there = [routes(answers, ladder) for ladder in space.ladders]
        for i, j in pairs:
            share = float((apart[i, j] & (there[i] == there[j])).sum() / max(1, apart[i, j].sum()))
            ended[i, j].append((fact.name, share))
    return {pair: tuple(sorted(rows, key=lambda row: -row[1])[:_MOST_DECIDING]) for pair, rows in ended.items()}


# --- kinds and witnesses ---------------------------------------------------------------------------------------------


def _kinds(space: Space, patients: Draw, given: Sequence[Names], i: int, j: int) -> Iterator[Kind]:
    """Every pair of routes that occurs, the commonest first, with its smallest patient."""
    counts = Counter(zip(given[i].tolist(), given[j].tolist(), strict=True))
    for (here, there), count in counts.most_common():
        if here == there:
            continue
        row = calmest(space, patients, (given[i] == here) & (given[j] == there))
        wanted = {space.ladders[i]: here, space.ladders[j]: there}
        witness = smallest(space, patient_of(space, patients, row), None, wanted)
        pair = space.profiles[i], space.profiles[j]
        yield Kind(here, there, count / len(given[i]), witness, tuple(_clauses(*pair, (here, there), witness)))


def _clauses(one: Profile, other: Profile, given: tuple[str, str], patient: Patient) -> Iterator[ClauseAnswer]:
    """The clauses of both that make the difference."""
    for entry in cause(one, other, patient):
        for found, route in zip((one, other), given, strict=True):
            if entry == ROUTES:
                yield from decided_by(found, guideline_of(found), (route,), patient)
            else:
                yield clause_answer(found, entry)


# --- a made-up population --------------------------------------------------------------------------------------------


def made_up_patients(count: int, seed: int) -> dict[str, Patient]:
    """Made-up people as patients: every finding that was not recorded was looked for and is absent, the antibody included."""
    absent = {name: False for name, entry in FACTS.items() if isinstance(entry.fact, Finding)}
    return {
        person.id: {**absent, **dict(filter(None, (_read(name, text) for name, text in person.truth.items())))}
        for person in people(count, seed, date(2026, 1, 1))
    }


def _read(name: str, text: str) -> tuple[str, bool | Interval] | None:
    if text in ("yes", "no"):
        return name, text == "yes"
    number, _, unit = text.partition(" ")
    if number.startswith("<"):
        bound = exactly(number[1:], unit)
        return name, Interval(None, bound.high, unit, high_open=True)
    return name, exactly(number, unit)


def population_routes(profiles: Sequence[Profile], crowd: Sequence[Patient]) -> list[Names]:
    """The route of every made-up person under every guideline, by Kleene's rules; undetermined where several are open."""
    return [np.array([_route(profile, patient) for patient in crowd]) for profile in profiles]


def _route(profile: Profile, patient: Patient) -> str:
    engine = engine_for(profile.guideline)
    values = engine.program.values(engine.program.vector(patient))
    ladder = engine.guideline.route
    return outcome_told(possible_outcomes(ladder, lambda rung: engine.program.truth(values, rung)))


def told(patient: Patient) -> str:
    """A witness in a line: results, and the findings that are there."""
    return (
        ", ".join(_told(name, value) for name, value in patient.items() if value is not False)
        or "nothing out of the ordinary"
    )


def _told(name: str, value: bool | Interval) -> str:
    fact: Fact = FACTS[name].fact
    assert isinstance(fact, Measure | Finding)
    return fact.label if value is True else f"{fact.label} {value}"
