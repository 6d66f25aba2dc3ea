"""Generated Python, bit planes and the plain interpreter on the patients who kill mutants, and on random ones.

`make million` (COBALAMIN_MILLION=1000000) makes the long run; the interpreter, slower by far, reads every 500th of those.
"""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path

import pytest

pytest.importorskip("numpy", reason="numpy is not installed (extra `population`)")

import numpy as np
from random_patients import FACTS, SCALES, WANTED, Patient, columns, population

from cobalamin.language.compile import Program
from cobalamin.language.explain import explain
from cobalamin.language.ladder import possible_outcomes
from cobalamin.language.truth import Truth
from cobalamin.readings.bits import Answers, Bits
from cobalamin.readings.planes import unpacked

sys.path.append(str(Path(__file__).parents[1] / "mutants"))
from mutant_patients import read, replayed

PATIENTS = int(os.environ.get("COBALAMIN_MILLION", "1200"))
BATCH = 20_000
SIGN = {True: 1, False: 2, None: 0}
TRUTH = {Truth.YES: 1, Truth.NO: 2, Truth.UNKNOWN: 0}


@cache
def program() -> Program:
    return Program(*WANTED.roots)


def committed() -> list[Patient]:
    """The mutation-killing patients and both sides of every MC/DC pair."""
    head = {"cobalamin_case": 1, "id": "p", "title": "p", "on": "2026-03-01"}
    pairs = [{**head, **one} for two in read("pairs.json")["pairs"].values() for one in two]
    names = {fact.name for fact in FACTS}
    found = [replayed(document) for document in (*read("killers.json")["patients"], *pairs)]
    return [{name: known for name, known in patient.items() if name in names} for patient in found]


def by_program(patients: list[Patient]) -> tuple[np.ndarray, list[list[int]]]:
    """A row a patient, a sign a condition; and the open outcomes of each ladder as bits."""
    places = [program().index[condition] for condition in WANTED.conditions]
    signs, still = [], [[] for _ in WANTED.ladders]
    for patient in patients:
        values = program().values(program().vector(patient))
        signs.append([SIGN[values[place]] for place in places])
        for ladder, masks in zip(WANTED.ladders, still, strict=True):
            left = possible_outcomes(ladder, lambda rule, values=values: program().truth(values, rule))
            masks.append(sum(1 << ladder.outcomes.index(outcome) for outcome in left))
    return np.array(signs, np.uint8), still


def by_planes(answers: Answers, size: int) -> tuple[np.ndarray, list[list[int]]]:
    signs = [
        unpacked(answers.conditions[c].yes, size) + 2 * unpacked(answers.conditions[c].no, size).astype(np.uint8)
        for c in WANTED.conditions
    ]
    still = [
        sum(
            (unpacked(plane, size).astype(int) << bit for bit, plane in enumerate(answers.ladders[x])),
            np.zeros(size, int),
        )
        for x in WANTED.ladders
    ]
    return np.array(signs, np.uint8).T, [masks.tolist() for masks in still]


def agree(patients: list[Patient], every: int) -> None:
    signs, still = by_program(patients)
    planes, masks = by_planes(Bits(WANTED, SCALES).run(columns(patients), len(patients)), len(patients))
    assert not np.argwhere(signs != planes).tolist()[:5]
    assert still == masks
    for i in range(0, len(patients), every):
        expected = [TRUTH[explain(condition, patients[i]).truth] for condition in WANTED.conditions]
        assert signs[i].tolist() == expected, i


def test_all_three_agree_on_the_mutation_killing_patients() -> None:
    patients = committed()
    assert len(patients) > 600
    agree(patients, 10)


def test_all_three_agree_on_random_patients() -> None:
    done = 0
    for start in range(0, PATIENTS, BATCH):
        patients = population(min(BATCH, PATIENTS - start), seed=1_000_000 + start)
        agree(patients, 500)
        done += len(patients)
    assert done == PATIENTS
