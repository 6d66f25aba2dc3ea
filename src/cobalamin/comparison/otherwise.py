"""The base article read otherwise: under which other readings of the register one patient would be answered differently.

Kleene's rules pick out the readings that may make a difference, the exact reading tells whether they do. Not signed off by a
clinician.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

import msgspec

from cobalamin.assessment.assess import at_least_routine
from cobalamin.assessment.wording import urgency_statement
from cobalamin.knowledge.other_readings import OTHER_READINGS, OtherReading
from cobalamin.knowledge.possible import possible
from cobalamin.knowledge.register import REGISTER
from cobalamin.knowledge.rules import ARTICLE, Guideline
from cobalamin.language.cells import Scales, scales
from cobalamin.language.compile import Program, Values
from cobalamin.language.explain import truths_of
from cobalamin.language.ladder import Ladder, outcomes_of, possible_outcomes
from cobalamin.language.nodes import Named, Threshold
from cobalamin.language.once import masks_once
from cobalamin.language.patient import Patient

Figures = tuple[tuple[str, Threshold], ...]
Open = tuple[tuple[str, ...], ...]
"""The outcomes of each ladder that are open, the highest first."""


class ReadingAnswer(msgspec.Struct, frozen=True):
    """What a source says, what it could mean beside how it is read, and the answer this patient would then have."""

    entry: str
    source_says: str
    could_mean: str
    possible: tuple[str, ...]
    urgency: str


def read_otherwise(patient: Patient, figures: Mapping[str, Threshold]) -> tuple[ReadingAnswer, ...]:
    """The other readings that would answer these facts with another route or urgency, under a site's own figures if any."""
    own = tuple(figures.items())
    readings = _readings(own)
    values = readings.program.values(readings.program.vector(patient))
    ours, *others = (_by_kleene(readings.program, way, values) for way in readings.ways)
    doubtful = [other for other, theirs in zip(OTHER_READINGS, others, strict=True) if theirs != ours]
    if not doubtful:
        return ()
    now = _told(_exactly(ARTICLE, own, patient))
    found = [(other, _told(_exactly(other.guideline, own, patient))) for other in doubtful]
    return tuple(_answer(other, *then) for other, then in found if then != now)


def _told(found: Open) -> tuple[tuple[str, ...], str]:
    """Route and urgency as an answer tells them."""
    routes, urgencies = found
    return routes, urgency_statement(at_least_routine(routes, urgencies))


def _answer(other: OtherReading, routes: tuple[str, ...], urgency: str) -> ReadingAnswer:
    return ReadingAnswer(other.entry, REGISTER[other.entry].source_says, other.could_mean, routes, urgency)


def _with(guideline: Guideline, figures: Figures) -> Guideline:
    return guideline.with_thresholds(dict(figures)) if figures else guideline


class _Readings(NamedTuple):
    """The rules of all readings as one program, and the ladders of each: first the article as it is read."""

    program: Program
    ways: tuple[tuple[Ladder, ...], ...]


@lru_cache(maxsize=4)
def _readings(figures: Figures) -> _Readings:
    guidelines = (ARTICLE, *(other.guideline for other in OTHER_READINGS))
    ways = tuple(_with(guideline, figures).ladders for guideline in guidelines)
    return _Readings(Program(*dict.fromkeys(chain.from_iterable(map(_conditions, ways)))), ways)


def _conditions(ladders: Iterable[Ladder]) -> tuple[Named, ...]:
    return tuple(condition for ladder in ladders for condition in ladder.conditions)


def _by_kleene(program: Program, ladders: Iterable[Ladder], values: Values) -> Open:
    return tuple(possible_outcomes(ladder, lambda rung: program.truth(values, rung)) for ladder in ladders)


def _exactly(guideline: Guideline, figures: Figures, patient: Patient) -> Open:
    """What is open on each ladder; in no possible world at all what Kleene's rules say."""
    ladders, scale_of = _scaled(guideline, figures)
    masks = masks_once(ladders, patient, scale_of, possible)
    if not all(masks):
        truth = truths_of(patient)
        return tuple(possible_outcomes(ladder, truth) for ladder in ladders)
    return tuple(map(outcomes_of, ladders, masks))


@lru_cache(maxsize=4 * len(OTHER_READINGS))
def _scaled(guideline: Guideline, figures: Figures) -> tuple[tuple[Ladder, ...], Scales]:
    """The ladders under a site's own figures, and the scales of their measures."""
    ladders = _with(guideline, figures).ladders
    return ladders, scales(*_conditions(ladders), possible)
