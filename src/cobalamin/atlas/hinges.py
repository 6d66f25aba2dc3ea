"""What hangs on a reading or a figure: how many answers would be others were it another, and whose.

Counted over drawn patients and over made-up people, as the atlas counts: neither share is a prevalence. Not signed off by a
clinician.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial, reduce
from itertools import chain
from math import fsum
from operator import or_

import numpy as np
from numpy.typing import NDArray

from cobalamin.atlas.atlas import PEOPLE, SIZE, made_up_patients
from cobalamin.atlas.space import Answering, Draw, Space, calmest, drawn, patient_of, smallest
from cobalamin.knowledge.facts import age
from cobalamin.knowledge.other_readings import OTHER_READINGS, OtherReading
from cobalamin.knowledge.rules import ARTICLE
from cobalamin.language.compile import Program, Values
from cobalamin.language.ladder import Ladder, outcome_told, outcomes_of, possible_outcomes
from cobalamin.language.nodes import Compare, Condition, Threshold, walk
from cobalamin.language.patient import Patient
from cobalamin.language.truth import Truth
from cobalamin.readings.planes import open_masks

_WORDS_BESIDE_FIGURES = frozenset(("anaemia_recorded", "pancytopenia_recorded"))
"""With the blood count known no record has them as facts (register R77)."""


@dataclass(frozen=True)
class Move:
    """Route and urgency as the article is read and as it would be, and the share of the patients looked at."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    share: float


@dataclass(frozen=True)
class Hinge:
    """One other reading: the moves it makes, the commonest first, and the plainest of the drawn for whom the first is made."""

    other: OtherReading
    people: tuple[Move, ...]
    drawn: tuple[Move, ...]
    witness: Patient | None
    """None where no drawn patient is moved: the reading is about what is not known, and of the drawn everything is."""


@dataclass(frozen=True)
class Figure:
    """A figure of the rules, and the moves of the made-up people were it a tenth lower or higher."""

    figure: Threshold
    lower: tuple[Move, ...]
    higher: tuple[Move, ...]


@dataclass(frozen=True)
class Hinges:
    """Every other reading that can be counted and every figure but the ages, the one that moves most people first."""

    size: int
    people: int
    readings: tuple[Hinge, ...]
    figures: tuple[Figure, ...]


Open = Mapping[Ladder, NDArray[np.int64]]
"""For each ladder and patient the outcomes that are open, a bit each."""
Ways = tuple[Sequence[Ladder], Sequence[Ladder]]
"""The ladders as the article is read, and as it would be."""


def hinges(*, size: int = SIZE, made_up: int = PEOPLE, seed: int = 1) -> Hinges:
    """Every other reading with what hangs on it; the same seed gives the same."""
    crowd = tuple(made_up_patients(made_up, seed).values())
    return Hinges(size, made_up, _of_readings(crowd, size, seed), _of_figures(crowd))


def _of_readings(crowd: Sequence[Patient], size: int, seed: int) -> tuple[Hinge, ...]:
    others = [(other, other.guideline.ladders) for other in OTHER_READINGS]
    ladders = tuple(dict.fromkeys(chain(ARTICLE.ladders, *(theirs for _, theirs in others))))
    space = Space((), _conditions(ladders))
    patients = drawn(space, size, seed)
    patients |= {fact: np.zeros_like(cells) for fact, cells in patients.items() if fact.name in _WORDS_BESIDE_FIGURES}
    answers = Answering(space, ladders)(patients)
    of_drawn = {ladder: open_masks(answers.ladders[ladder], size).astype(np.int64) for ladder in ladders}
    found = of_drawn, _of_people(space.program, ladders, crowd)
    hanging = [_hinge(space, patients, other, theirs, found) for other, theirs in others]
    return tuple(sorted(hanging, key=lambda hinge: (-moved(hinge.people), -moved(hinge.drawn))))


def _of_figures(crowd: Sequence[Patient]) -> tuple[Figure, ...]:
    nodes = walk(*_conditions(ARTICLE.ladders))
    figures = dict.fromkeys(node.bound for node in nodes if isinstance(node, Compare) and node.measure != age)
    ways = {
        (figure, tenths): ARTICLE.with_thresholds({figure.id: _times(figure, tenths)}).ladders
        for figure in figures
        for tenths in (9, 11)
    }
    ladders = tuple(dict.fromkeys(chain(ARTICLE.ladders, *ways.values())))
    of_people = _of_people(Program(*_conditions(ladders)), ladders, crowd)
    moves = {key: _moves(way := (ARTICLE.ladders, theirs), _keys(way, of_people))[0] for key, theirs in ways.items()}
    found = [Figure(figure, moves[figure, 9], moves[figure, 11]) for figure in figures]
    return tuple(sorted(found, key=lambda one: -moved(one.lower) - moved(one.higher)))


def _times(figure: Threshold, tenths: int) -> Threshold:
    return replace(figure, printed=tuple(replace(one, value=one.value * tenths / 10) for one in figure.printed))


def _conditions(ladders: Sequence[Ladder]) -> tuple[Condition, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(ladder.conditions for ladder in ladders)))


def moved(moves: Sequence[Move]) -> float:
    """The share of the patients whose route or urgency is another."""
    return fsum(move.share for move in moves)  # `sum` rounds otherwise from Python 3.12 on


def _of_people(program: Program, ladders: Sequence[Ladder], crowd: Sequence[Patient]) -> Open:
    """By Kleene's rules."""
    values = [program.values(program.vector(patient)) for patient in crowd]
    return {ladder: np.array(list(_open(program, ladder, values)), np.int64) for ladder in ladders}


def _open(program: Program, ladder: Ladder, values: Sequence[Values]) -> Iterator[int]:
    place = {id(condition): program.index[condition] for condition in ladder.conditions}  # to hash a rule takes long
    bit = {outcome: 1 << i for i, outcome in enumerate(ladder.outcomes)}
    for value in values:
        outcomes = possible_outcomes(ladder, partial(_truth, place, value))
        yield reduce(or_, [bit[outcome] for outcome in outcomes])


def _truth(place: Mapping[int, int], value: Values, rung: Condition) -> Truth:
    return Truth.of(value[place[id(rung)]])


def _hinge(
    space: Space, patients: Draw, other: OtherReading, theirs: Sequence[Ladder], found: tuple[Open, Open]
) -> Hinge:
    """What hangs on one reading; `found` are the answers of the drawn patients and of the people."""
    ways = (ARTICLE.ladders, theirs)
    keys, of_people = (_keys(ways, one) for one in found)
    moves, most = _moves(ways, keys)
    people, _ = _moves(ways, of_people)
    if not moves:
        return Hinge(other, people, (), None)
    row = patient_of(space, patients, calmest(space, patients, keys == most))
    routes = dict(zip(chain(*ways), (*moves[0].before, *moves[0].after), strict=True))
    return Hinge(other, people, moves, smallest(space, row, None, routes))


def _keys(ways: Ways, found: Open) -> NDArray[np.int64]:
    """What is open on each ladder, eight bits each, the first ladder in the highest."""
    first, *others = chain(*ways)
    return reduce(lambda key, ladder: key << 8 | found[ladder], others, found[first])


def _moves(ways: Ways, keys: NDArray[np.int64]) -> tuple[tuple[Move, ...], int]:
    """The moves, the commonest first, and a key of that one."""
    ladders = list(chain(*ways))
    counts: Counter[tuple[str, ...]] = Counter()
    key_of: dict[tuple[str, ...], int] = {}
    for key, count in zip(*(column.tolist() for column in np.unique(keys, return_counts=True)), strict=True):
        told = tuple(map(_told, ladders, key.to_bytes(len(ladders), "big")))
        counts[told] += count
        key_of.setdefault(told, key)
    half = len(ladders) // 2
    apart = [(told, count) for told, count in counts.most_common() if told[:half] != told[half:]]
    moves = tuple(Move(told[:half], told[half:], count / len(keys)) for told, count in apart)
    return moves, key_of[apart[0][0]] if apart else 0


def _told(ladder: Ladder, mask: int) -> str:
    return outcome_told(outcomes_of(ladder, mask))
