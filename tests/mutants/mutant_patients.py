"""The committed patients: case files as any other, read as `cobalamin assess` reads them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from cobalamin.knowledge.facts import age, finding, haemoglobin, platelets, white_cells
from cobalamin.knowledge.possible import possible
from cobalamin.language.patient import Patient
from cobalamin.proving.witness import case_file
from cobalamin.readings.proof import AnyPatient, Formula, both, either, opposite
from cobalamin.records.read import read_any
from cobalamin.records.select import facts_on

HERE = Path(__file__).parent
ON = date(2026, 3, 1)
Case = dict[str, Any]


def case(identity: str, patient: Patient) -> Case:
    """A patient as a short case file."""
    whole = case_file(identity, identity, patient)
    return {name: value for name, value in whole.items() if name not in ("assessed", "note")}


def replayed(document: Case) -> Patient:
    """The facts the product reads out of a case file."""
    return facts_on(read_any(json.dumps(document).encode()), ON).values


def selected(patient: AnyPatient) -> list[Formula]:
    """Patients as the product reads them from a record: what `records/select.py` fills in itself is filled in."""
    said = {name: patient.finding[finding(name)] for name in SELECTED}
    blood = [patient.measure[measure] for measure in (haemoglobin, white_cells, platelets)]
    counted = [either(ends.has_low, ends.has_high) for ends in blood]
    years = patient.measure[age]
    not_pregnant = either(said["female"].no, both(years.has_low, years.low >= 60), both(years.has_high, years.high < 9))
    no_small_child = either(
        both(years.has_low, years.low >= 5), both(opposite(years.has_low), opposite(years.has_high))
    )
    regression, trimester = said["developmental_regression"], patient.finding[finding("trimester_2")]
    return [
        *patient.well_formed(),
        either(opposite(no_small_child), regression.yes, regression.no),
        either(opposite(both(years.has_low, years.low >= 16)), regression.no),
        opposite(patient.truth(possible).no),
        either(opposite(not_pregnant), both(said["pregnant"].no, said["breastfeeding"].no)),
        either(opposite(trimester.yes), said["pregnant"].yes),
        either(opposite(said["pregnant"].no), trimester.no),
        either(opposite(counted[0]), said["anaemia_recorded"].no),
        either(opposite(both(*counted)), said["pancytopenia_recorded"].no),
        opposite(both(said["folic_acid_without_b12"].yes, either(said["oral_b12"].yes, said["b12_injections"].yes))),
    ]


SELECTED = ("female", "pregnant", "breastfeeding", "anaemia_recorded", "pancytopenia_recorded", "folic_acid_without_b12",
            "oral_b12", "b12_injections", "developmental_regression")  # fmt: skip


def read(name: str) -> Any:
    return json.loads((HERE / name).read_text(encoding="utf-8"))


def write(name: str, value: Any) -> None:
    """One entry a line: a change of one patient is one line of a difference."""
    lines = {key: _lines(part) for key, part in value.items()}
    text = ",\n".join(f"{json.dumps(key)}: {part}" for key, part in lines.items())
    (HERE / name).write_text("{\n" + text + "\n}\n", encoding="utf-8")


def _lines(part: Any) -> str:
    if isinstance(part, list):
        return "[\n" + ",\n".join(json.dumps(one, ensure_ascii=False) for one in part) + "\n]"
    return "{\n" + ",\n".join(f"{json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in part.items()) + "\n}"
