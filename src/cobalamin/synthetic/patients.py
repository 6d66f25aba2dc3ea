"""A made-up population with known answers: correlated results and causes, dirty at known rates, with the truth kept aside.

The distribution of B12 and methylmalonic acid follows the survey-weighted figures for US adults (NHANES 2011-2014: B12
below 148 pmol/L 1.8 %, 148 to 221 9.1 %; methylmalonic acid above 271 nmol/L 8.8 %, and 30.4 % against 3.4 % with and
without an eGFR below 60 where B12 is at least 300 pmol/L). Where the other rates come from stands beside each of them in
`people.py`; most are assumed, so that every rule has somebody to speak of, and are no prevalence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cobalamin.records.errors import RecordError
from cobalamin.records.outputs import alone_in, work_in
from cobalamin.synthetic.people import (
    ASSESSED,
    FINDINGS,
    INJECTED,
    LABS,
    MEDICINES,
    PREGNANT,
    Person,
    Rate,
    Result,
    asked,
)
from cobalamin.synthetic.write import WRITERS, TruthWriter, Writer

Format = Literal["ndjson", "parquet", "omop"]
Dirt = Literal[
    "",
    "too old",
    "in the future",
    "unit missing",
    "unit unknown",
    "not final",
    "censored",
    "superseded",
    "sent twice",
    "after an injection",
]
DIRT: tuple[tuple[Dirt, float], ...] = (
    ("too old", 0.05), ("in the future", 0.01), ("unit missing", 0.03), ("unit unknown", 0.01), ("not final", 0.02),
    ("censored", 0.02), ("superseded", 0.10), ("sent twice", 0.03), ("after an injection", 0.10),
)  # fmt: skip
"""How often a result is dirty, and how: assumed. After an injection only B12 of those on injections can be drawn."""
ON_TREATMENT = 2.5
"""How much higher B12 stands on injections: assumed."""
CHUNK = 10_000
ABOUT, _TRUTH = "README.txt", "truth.parquet"
Numbers = NDArray[np.float64]


PMOL_TO_NG = 1.35537
"""ng/L of total B12 in one pmol/L (molar mass 1355.37 g/mol)."""


def synthesise(
    to: str | Path, *, patients: int, seed: int, format: Format = "ndjson", on: date = date(2026, 1, 1)
) -> None:
    """A population of that many patients in the folder `to`, with `truth.parquet` beside it."""
    folder = Path(to)
    with alone_in(folder), work_in(folder) as work:
        _require_same(folder, next(_about(patients, seed, on)), format)
        _write(work, people(patients, seed, on), format)
        (work / ABOUT).write_text("\n".join(_about(patients, seed, on)) + "\n")
        _put_in_place(work, folder, format)


def _require_same(folder: Path, told: str, format: Format) -> None:
    """RecordError where other people stand there in another format: beside them the truth would be that of these."""
    others = [each for each in WRITERS if each != format and (folder / each).exists()]
    about = folder / ABOUT
    if others and about.is_file() and (found := about.read_text().partition("\n")[0]) != told:
        raise RecordError(
            f"{folder.name} holds another population as {others[0]} ({found}), whose truth would be replaced; name another folder"
        )


def _write(work: Path, made: Iterable[Person], format: Format) -> None:
    writer: Writer = WRITERS[format](work / format)
    truth = TruthWriter(work / _TRUTH)
    for person in made:
        writer.add(person)
        truth.add(person)
    writer.close()
    truth.close()


def _put_in_place(work: Path, folder: Path, format: Format) -> None:
    """Everything under its name. What is said about a population stands there last: without it none is whole."""
    (folder / ABOUT).unlink(missing_ok=True)
    (folder / format).mkdir(exist_ok=True)
    for path in sorted((work / format).iterdir()):
        path.replace(folder / format / path.name)
    for name in (_TRUTH, ABOUT):
        (work / name).replace(folder / name)


def _about(patients: int, seed: int, on: date) -> Iterator[str]:
    yield f"{patients} made-up patients, seed {seed}, decision date {on}. Nobody real."
    yield "B12 and methylmalonic acid: NHANES 2011-14 (see synthetic/patients.py). Other rates, and where B12 is below 148 pmol/L:"
    for rate in (*FINDINGS, *MEDICINES, PREGNANT, ASSESSED, INJECTED):
        yield f"  {rate.fact}: {100 * rate.rate:.3g} %, {100 * rate.low:.3g} % ({rate.source})"
    yield "truth.parquet names the patients s00000000, s00000001 and so on; in OMOP tables these are person_id 0, 1 and so on."
    yield "Dirty results (assumed): " + ", ".join(f"{100 * rate:.3g} % {kind}" for kind, rate in DIRT)


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


@dataclass
class _Draft:
    """A patient being made up: chance, the day, and what must come of what is sent."""

    chance: np.random.Generator
    on: date
    injections: tuple[date, ...] = ()
    truth: dict[str, str] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)

    def happens(self, rate: Rate, low: bool) -> bool:
        """Whether something this frequent is so of this patient."""
        return bool(self.chance.random() < (rate.low if low else rate.rate))


def _person(chance: np.random.Generator, labs: dict[str, Numbers], i: int, number: int, on: date) -> Person:
    draft = _Draft(chance, on)
    age, female = int(labs["age"][i]), bool(labs["female"][i])
    born = date(on.year - age - 1, int(chance.integers(1, 13)), int(chance.integers(1, 29)))
    low = bool(labs["total_b12"][i] < 148 * PMOL_TO_NG)
    draft.truth["female"] = "yes" if female else "no"
    draft.injections = _injections(draft, low)
    assessed = draft.happens(ASSESSED, low)
    results = [
        result
        for fact, unit, decimals, measured in LABS
        if chance.random() < (1 - 0.1 * (1 - measured) if assessed else measured)
        for result in _results(draft, fact, f"{_level(draft, labs, fact, i):.{decimals}f}", unit)
    ]
    findings = [rate.fact for rate in (*FINDINGS, *MEDICINES) if draft.happens(rate, low)]
    absent = [name for name in asked() if name not in findings] if assessed else []
    if assessed and female and 20 <= age < 45:
        (findings if draft.happens(PREGNANT, low) else absent).append("pregnant")
    draft.truth |= dict.fromkeys(findings, "yes") | dict.fromkeys(absent, "no")
    sex = "female" if female else "male"
    return Person(
        f"s{number:08}", sex, born, tuple(results), tuple(findings), tuple(absent), draft.injections,
        on - timedelta(days=10), draft.truth, draft.missing,
    )  # fmt: skip


def _injections(draft: _Draft, low: bool) -> tuple[date, ...]:
    """The days of the last injections, two or three months apart; some broke off."""
    if not draft.happens(INJECTED, low):
        return ()
    draft.truth["b12_injections"] = "yes"
    last, apart = int(draft.chance.integers(10, 85)), int(draft.chance.integers(56, 92))
    if draft.chance.random() < 0.1:
        last += 150
    return tuple(draft.on - timedelta(days=days) for days in range(last, 330, apart))


def _level(draft: _Draft, labs: dict[str, Numbers], fact: str, i: int) -> float:
    """The patient's level: injections raise B12."""
    return float(labs[fact][i]) * (ON_TREATMENT if fact == "total_b12" and draft.injections else 1)


def _results(draft: _Draft, fact: str, value: str, unit: str) -> list[Result]:
    """One result, dirty at the known rates; what must come of it goes to the truth."""
    day = _undisturbed(draft.on - timedelta(days=int(draft.chance.integers(0, 300))), draft.injections)
    kind = _dirt(draft, fact)
    if kind in ("", "superseded", "censored", "sent twice"):
        draft.truth[fact] = f"{'<' if kind == 'censored' else ''}{_shortest(value)} {unit}"
    else:
        draft.missing[fact] = kind
    good = Result(fact, value, unit, day)
    match kind:
        case "too old":
            return [replace(good, day=draft.on - timedelta(days=500))]
        case "in the future":
            return [replace(good, day=draft.on + timedelta(days=9))]
        case "unit missing":
            return [replace(good, unit=None)]
        case "unit unknown":
            return [replace(good, unit="furlong")]
        case "not final":
            return [replace(good, status="preliminary")]
        case "censored":
            return [replace(good, comparator="<")]
        case "superseded":
            return [good, Result(fact, "77", unit, day - timedelta(days=30))]
        case "sent twice":
            return [good, good]
        case "after an injection":
            return [replace(good, day=draft.injections[0] + timedelta(days=7))]
        case _:
            return [good]


def _dirt(draft: _Draft, fact: str) -> Dirt:
    draw = draft.chance.random()
    for name, rate in DIRT:
        if draw < rate:
            spoils = fact == "total_b12" and draft.injections
            return "" if name == "after an injection" and not spoils else name
        draw -= rate
    return ""


def _undisturbed(day: date, injections: tuple[date, ...]) -> date:
    """The day, or the one before an injection that would spoil a sample drawn on it."""
    given = next((given for given in injections if 0 <= (day - given).days <= 15), None)
    return day if given is None else given - timedelta(days=1)


def _shortest(value: str) -> str:
    return value.rstrip("0").rstrip(".") if "." in value else value
