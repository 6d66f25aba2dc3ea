"""A made-up population with known answers: correlated results, dirty at known rates, with the truth kept aside.

The distribution of B12 and methylmalonic acid follows the survey-weighted figures for US adults (NHANES 2011-2014: B12
below 148 pmol/L 1.8 %, 148 to 221 9.1 %; methylmalonic acid above 271 nmol/L 8.8 %, and 30.4 % against 3.4 % with and
without an eGFR below 60 where B12 is at least 300 pmol/L). Every other rate is a design choice that exercises the rules:
it is no prevalence.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet
from numpy.typing import NDArray

from cobalamin.synthesise_people import FINDINGS, LABS, MEDICINES, Person, Result
from cobalamin.synthesise_write import WRITERS, Writer

Format = Literal["ndjson", "parquet", "omop"]
Dirt = Literal["", "too old", "in the future", "unit missing", "unit unknown", "not final", "censored", "superseded"]
DIRT: tuple[tuple[Dirt, float], ...] = (
    ("too old", 0.05), ("in the future", 0.01), ("unit missing", 0.03), ("unit unknown", 0.01), ("not final", 0.02),
    ("censored", 0.02), ("superseded", 0.10),
)  # fmt: skip
"""How often a result is dirty, and how: design rates."""
CHUNK = 10_000
Numbers = NDArray[np.float64]


PMOL_TO_NG = 1.35537
"""ng/L of total B12 in one pmol/L (molar mass 1355.37 g/mol)."""


def synthesise(
    to: str | Path, *, patients: int, seed: int, format: Format = "ndjson", on: date = date(2026, 1, 1)
) -> None:
    """A population of that many patients in the folder `to`, with `truth.parquet` beside it."""
    folder = Path(to)
    folder.mkdir(parents=True, exist_ok=True)
    writer: Writer = WRITERS[format](folder / format)
    truth: list[tuple[str, str, str | None, str | None]] = []
    for person in people(patients, seed, on):
        writer.add(person)
        truth += [(person.id, fact, text, None) for fact, text in person.truth.items()]
        truth += [(person.id, fact, None, why) for fact, why in person.missing.items()]
    writer.close()
    columns = list(zip(*truth, strict=True)) or [(), (), (), ()]
    names = ("patient", "fact", "text", "why")
    table = pa.table({name: pa.array(column, pa.string()) for name, column in zip(names, columns, strict=True)})
    parquet.write_table(table, folder / "truth.parquet", compression="zstd")
    (folder / "README.txt").write_text(
        f"{patients} made-up patients, seed {seed}, decision date {on}. Nobody real. Rates that are not NHANES figures are design "
        f"choices. Dirt: {json.dumps(dict(DIRT))}\n"
    )


def people(patients: int, seed: int, on: date) -> Iterator[Person]:
    """The patients one by one; the same seed and number give the same people."""
    chance = np.random.default_rng(seed)
    for start in range(0, patients, CHUNK):
        size = min(CHUNK, patients - start)
        labs = biology(chance, size)
        for i in range(size):
            yield _person(chance, labs, i, start + i, on)


# --- biology ---------------------------------------------------------------------------------------------------------


def biology(chance: np.random.Generator, size: int) -> dict[str, Numbers]:
    """Correlated results of adults: low B12, failing kidneys and age raise the metabolites; deficiency lowers haemoglobin."""
    age = chance.uniform(20, 90, size)
    b12 = np.exp(chance.normal(5.973, 0.466, size))  # pmol/L: 1.8 % below 148, 10.9 % below 221
    egfr = np.clip(chance.normal(118 - 0.75 * np.maximum(age - 30, 0), 17, size), 8, 140)
    shortage = np.maximum(np.log(300 / b12), 0)
    kidney = np.maximum((75 - egfr) / 40, 0)
    mma = np.exp(chance.normal(4.893, 0.382, size) + 0.922 * shortage + 0.82 * kidney)
    homocysteine = np.exp(chance.normal(2.14, 0.22, size) + 0.3 * shortage + 0.3 * kidney)
    female = chance.random(size) < 0.5
    haemoglobin = chance.normal(np.where(female, 135, 149), 10, size) - 25 * np.maximum(shortage - 0.5, 0)
    return {
        "age": age, "female": female.astype(np.float64), "total_b12": b12 * PMOL_TO_NG, "mma": mma, "homocysteine": homocysteine,
        "haemoglobin": np.clip(haemoglobin, 45, 200), "mcv": np.clip(chance.normal(90, 5, size) + 12 * shortage, 60, 140),
        "egfr": egfr, "serum_folate": np.exp(chance.normal(3.3, 0.6, size)), "ferritin": np.exp(chance.normal(4.4, 0.9, size)),
        "platelets": np.clip(chance.normal(250, 60, size) - 60 * shortage, 20, 600),
        "white_cells": np.clip(chance.normal(7, 1.8, size) - shortage, 1, 20),
    }  # fmt: skip


# --- one patient -----------------------------------------------------------------------------------------------------


def _person(chance: np.random.Generator, labs: dict[str, Numbers], i: int, number: int, on: date) -> Person:
    sex = "female" if labs["female"][i] else "male"
    born = date(on.year - int(labs["age"][i]) - 1, int(chance.integers(1, 13)), int(chance.integers(1, 29)))
    truth: dict[str, str] = {"female": "yes" if sex == "female" else "no"}
    missing: dict[str, str] = {}
    results: list[Result] = []
    for fact, unit, decimals, measured in LABS:
        if chance.random() < measured:
            results += _result(chance, fact, f"{labs[fact][i]:.{decimals}f}", unit, on, truth, missing)
    rates = (*FINDINGS, *MEDICINES)
    findings = tuple(name for (name, rate), draw in zip(rates, chance.random(len(rates)), strict=True) if draw < rate)
    truth.update(dict.fromkeys(findings, "yes"))
    return Person(f"s{number:08}", sex, born, tuple(results), findings, on - timedelta(days=10), truth, missing)


def _result(
    chance: np.random.Generator,
    fact: str,
    value: str,
    unit: str,
    on: date,
    truth: dict[str, str],
    missing: dict[str, str],
) -> list[Result]:
    """One result, dirty at the known rates; what must come of it goes to the truth."""
    day = on - timedelta(days=int(chance.integers(0, 300)))
    kind, draw = "", chance.random()
    for name, rate in DIRT:
        if draw < rate:
            kind = name
            break
        draw -= rate
    if kind in ("", "superseded", "censored"):
        truth[fact] = f"{'<' if kind == 'censored' else ''}{_shortest(value)} {unit}"
    else:
        missing[fact] = kind
    match kind:
        case "too old":
            return [Result(fact, value, unit, on - timedelta(days=500))]
        case "in the future":
            return [Result(fact, value, unit, on + timedelta(days=9))]
        case "unit missing":
            return [Result(fact, value, None, day)]
        case "unit unknown":
            return [Result(fact, value, "furlong", day)]
        case "not final":
            return [Result(fact, value, unit, day, status="preliminary")]
        case "censored":
            return [Result(fact, value, unit, day, comparator="<")]
        case "superseded":
            return [Result(fact, value, unit, day), Result(fact, "77", unit, day - timedelta(days=30))]
        case _:
            return [Result(fact, value, unit, day)]


def _shortest(value: str) -> str:
    return value.rstrip("0").rstrip(".") if "." in value else value
