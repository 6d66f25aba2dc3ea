"""Random patients over every cell, unit, comparator and unknown of the rules: what the engines must agree on."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from random import Random

import numpy as np

from cobalamin.knowledge.rules import ARTICLE
from cobalamin.language.cells import Scale, scales
from cobalamin.language.nodes import Finding, Measure, facts_of
from cobalamin.language.patient import Interval
from cobalamin.readings.bits import Between, Columns, Yes
from cobalamin.readings.planes import packed
from cobalamin.readings.wanted import Wanted

WANTED = Wanted(
    (*ARTICLE.definitions, *(i.rule for i in ARTICLE.indications), *(s.rule for s in ARTICLE.safety)), ARTICLE.ladders
)
FACTS = facts_of(*WANTED.roots)
SCALES = scales(*WANTED.roots)
Patient = dict[str, bool | Interval]


def population(size: int, seed: int, known: float = 0.5) -> list[Patient]:
    """Patients whose facts are known with a chance that varies from patient to patient around `known`."""
    chance = Random(seed)
    return [_patient(chance, chance.choice((0.05, known, 0.9)), chance.choice((0.02, 0.2, 0.5))) for _ in range(size)]


def _patient(chance: Random, known: float, present: float) -> Patient:
    patient: Patient = {}
    for fact in FACTS:
        if chance.random() >= known:
            continue
        if isinstance(fact, Finding):
            patient[fact.name] = chance.random() < present
        else:
            patient[fact.name] = _interval(chance, SCALES[fact])
    return patient


def _interval(chance: Random, scale: Scale) -> Interval:
    """A value at, just below or just above a cut as printed in some unit, or anywhere; plain, censored or a band."""
    unit = chance.choice(scale.measure.units())
    value = _value(chance, scale, unit)
    match chance.randrange(8):
        case 0:
            return Interval(None, value, unit, high_open=True)
        case 1:
            return Interval(None, value, unit)
        case 2:
            return Interval(value, None, unit, low_open=True)
        case 3:
            return Interval(value, None, unit)
        case 4:
            other = _value(chance, scale, unit)
            return Interval(min(value, other), max(value, other), unit)
        case _:
            return Interval(value, value, unit)


def _value(chance: Random, scale: Scale, unit: str) -> Fraction:
    keys = scale.keys(unit)
    key = chance.choice(keys)[0]
    step = Fraction(1, chance.choice((10, 1000, 10**6)))
    return chance.choice((key, key - step, key + step, Fraction(chance.randrange(1, 3000), 10)))


def columns(patients: list[Patient]) -> Columns:
    """The same patients as planes and cells."""
    found: dict[str, Yes | Between] = {}
    for fact in FACTS:
        values = [patient.get(fact.name) for patient in patients]
        if isinstance(fact, Finding):
            yes, no = (packed(np.array([value is which for value in values], np.bool_)) for which in (True, False))
            found[fact.name] = Yes(yes, no)
        else:
            found[fact.name] = _between(fact, values)
    return found


def _between(measure: Measure, values: Iterable[bool | Interval | None]) -> Between:
    scale = SCALES[measure]
    cells = [scale.cells(value) if isinstance(value, Interval) else scale.whole for value in values]
    low, high = (np.array([cell[side] for cell in cells], np.int8) for side in (0, 1))
    return Between(low, high)


def rows(patients: list[Patient]) -> list[tuple[int | bool | None, ...]]:
    """The same patients as rows: the patient's number, then the columns of `sql.column_types`, None for unknown."""
    return [(number, *_row(patient)) for number, patient in enumerate(patients)]


def _row(patient: Patient) -> list[int | bool | None]:
    row: list[int | bool | None] = []
    for fact in FACTS:
        value = patient.get(fact.name)
        if isinstance(fact, Measure):
            row += SCALES[fact].cells(value) if isinstance(value, Interval) else (None, None)
        else:
            row.append(value if isinstance(value, bool) else None)
    return row
