"""Random patients over the space of all guidelines, known in part: what the laws of this folder are tried on."""

from functools import cache
from random import Random

from cobalamin.atlas.space import Space, drawn, known_of, patient_of
from cobalamin.knowledge.guidelines.registry import PROFILES
from cobalamin.language.patient import Patient

SPACE = Space(tuple(PROFILES.values()))


@cache
def whole(count: int, seed: int) -> tuple[Patient, ...]:
    """Patients of whom everything is known."""
    patients = drawn(SPACE, count, seed)
    return tuple(known_of(SPACE, patient_of(SPACE, patients, row)) for row in range(count))


@cache
def partly(count: int, seed: int) -> tuple[Patient, ...]:
    """The same, each fact known with the chance of its patient."""
    chance = Random(seed)
    found = []
    for patient in whole(count, seed):
        known = chance.choice((0.3, 0.7, 0.95))
        found.append({name: value for name, value in patient.items() if chance.random() < known})
    return tuple(found)
