"""What a table can carry it says as FHIR does: results, findings and injections with whole, partial and impossible dates, in CSV,
Parquet and OMOP (a folder, a DuckDB file, a real PostgreSQL), an event a row or a patient a row.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.csv as csv
import pyarrow.parquet as parquet
import pytest
from omop_places import PLACES, kept_in
from test_all_sources import Json, Rows, at_the_bedside, differences, screened

from awkward import EDGES, LOINC, ON, RXNORM, SNOMED, UNITS
from cobalamin.synthetic.people import coded

PEOPLE = int(os.environ.get("COBALAMIN_DAMAGED", "60")) * 3
LABS = {
    "total_b12": ("2132-9", 3000593, (120, 190, 400)), "haemoglobin": ("718-7", 3000963, (8.9, 104, 140)),
    "mcv": ("787-2", 3023599, (91, 108)), "mma": ("13964-2", 3009799, (0.2, 300)), "ferritin": ("2276-4", 3001122, (8, 90)),
}  # fmt: skip
ANTIBODY = ("31444-3", 3022194, {"positive": "10828004", "negative": "260385009"})
"""The antibody to intrinsic factor, answered by a code of SNOMED CT where a source has codes."""
UNREADABLE = ("soon", "2026-02-30")
"""Of a finding with such a day a table says *not dated*: there it is a form of date that was not expected (register R101)."""
FINDINGS = ("paraesthesia", "vomiting", "total_gastrectomy", "glossitis")


class Event(NamedTuple):
    """One row of a table."""

    fact: str
    value: str
    unit: str | None
    comparator: str
    date: str
    status: str


class Person(NamedTuple):
    id: str
    sex: str
    born: str
    events: list[Event]


def person(number: int, once: bool, days: tuple[str, ...] = EDGES, answers: bool = False) -> Person:
    """Somebody with a few events; `once`: one a fact, as a row a patient has it; `answers`: results that are codes, too."""
    chance = Random(number)
    events: list[Event] = []
    for _ in range(chance.randint(0, 8)):
        day = chance.choice(days) if chance.random() < 0.3 else _day(chance)
        if chance.random() < 0.6:
            fact = chance.choice(list(LABS))
            value, sign = str(chance.choice(LABS[fact][2])), chance.choice(("", "", "", "<", ">"))
            status = chance.choice(("final", "final", "preliminary"))
            events.append(Event(fact, value, chance.choice(UNITS), sign, day, status))
        elif answers and chance.random() < 0.2:
            events.append(Event("intrinsic_factor_antibody", chance.choice(list(ANTIBODY[2])), None, "", day, "final"))
        elif chance.random() < 0.8:
            events.append(Event(chance.choice(FINDINGS), "yes", None, "", "" if day in UNREADABLE else day, ""))
        else:
            given = str(ON - timedelta(days=chance.choice((3, 15, 40, 200, 500))))
            events.append(Event("b12_injection", given, None, "", given, ""))
    events = list({event.fact: event for event in events}.values()) if once else events
    return Person(
        f"p{number}", chance.choice(("female", "male")), chance.choice(("1950-07", "1962-02-28", "1980")), events
    )


def _day(chance: Random) -> str:
    found = ON - timedelta(days=chance.choice((5, 12, 20, 60, 200, 364, 365, 366, 500, -1)))
    return f"{found}{chance.choice(('', '', 'T09:30:00', 'T23:30:00'))}"


def resources(one: Person) -> list[Json]:
    """The same as FHIR."""
    patient = {"resourceType": "Patient", "id": one.id, "gender": one.sex, "birthDate": one.born}
    return [patient, *(_resource(f"{one.id}-{i}", event) for i, event in enumerate(one.events))]


def _resource(id: str, event: Event) -> Json:
    if event.fact in LABS:
        code = {"coding": [{"system": LOINC, "code": LABS[event.fact][0]}]}
        quantity = {"value": float(event.value), "unit": event.unit, "comparator": event.comparator or None}
        return {"resourceType": "Observation", "id": id, "code": code, "status": event.status, "effectiveDateTime": event.date,
                "valueQuantity": quantity}  # fmt: skip
    if event.fact == "intrinsic_factor_antibody":
        value = {"coding": [{"system": SNOMED, "code": ANTIBODY[2][event.value]}]}
        return {"resourceType": "Observation", "id": id, "code": {"coding": [{"system": LOINC, "code": ANTIBODY[0]}]},
                "status": event.status, "effectiveDateTime": event.date, "valueCodeableConcept": value}  # fmt: skip
    if event.fact == "b12_injection":
        concept = {"coding": [{"system": RXNORM, "code": "317106"}]}
        return {"resourceType": "MedicationAdministration", "id": id, "status": "completed", "effectiveDateTime": event.date,
                "medicationCodeableConcept": concept, "dosage": {"route": {"text": "intramuscular"}}}  # fmt: skip
    coding = dict(zip(("system", "code"), coded(event.fact), strict=True))
    return {"resourceType": "Condition", "id": id, "code": {"coding": [coding]}, "recordedDate": event.date}


def bedside(people: list[Person]) -> Rows:
    return at_the_bedside({one.id: resources(one) for one in people})[0]


def written(rows: list[dict[str, Any]], folder: Path, kind: str) -> Path:
    names = list(dict.fromkeys(name for row in rows for name in row))
    table = pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in names})
    path = folder / f"table.{kind}"
    if kind == "csv":
        csv.write_csv(table, path)
    else:
        parquet.write_table(table, path)
    return path


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_row_an_event_says_what_fhir_says(tmp_path, kind):
    people = [person(number, once=False) for number in range(PEOPLE)]
    rows = []
    for one in people:
        told = [("sex", one.sex), ("birth_date", one.born)]
        rows += [{"patient": one.id, "fact": fact, "value": value} for fact, value in told]
        rows += [{"patient": one.id, **event._asdict()} for event in one.events]
    Random(1).shuffle(rows)
    found = screened(written(rows, tmp_path, kind), tmp_path / "out")
    assert differences(found, bedside(people)) == []


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_row_a_patient_says_what_fhir_says(tmp_path, kind):
    """But of what has no date at all: in a row of a patient that is current, for it was written for the question."""
    people = [person(number, once=True, days=tuple(filter(None, EDGES))) for number in range(PEOPLE)]
    rows = []
    for one in people:
        row: dict[str, Any] = {"patient": one.id, "sex": one.sex, "birth_date": one.born}
        for event in one.events:
            if event.fact == "b12_injection":
                row["last_b12_injection"] = event.value
            else:
                beside = {
                    "unit": event.unit,
                    "comparator": event.comparator,
                    "date": event.date,
                    "status": event.status,
                }
                row |= {event.fact: event.value} | {f"{event.fact}_{name}": value for name, value in beside.items()}
        rows.append(row)
    found = screened(written(rows, tmp_path, kind), tmp_path / "out")
    assert differences(found, bedside(people)) == []


CONCEPTS = {
    name: 900_000_000 + i for i, name in enumerate((*FINDINGS, *(unit for unit in UNITS if unit), "<", ">", "317106"))
}
ANSWERS = {word: 900_001_000 + i for i, word in enumerate(ANTIBODY[2])}


def tables(people: list[Person]) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of the OMOP tables."""
    found: dict[str, list[tuple[Any, ...]]] = {name: [] for name in OMOP}
    for name, number in CONCEPTS.items():
        system, code = ("UCUM", name) if name in UNITS else ("Meas Value Operator", name)
        if name in FINDINGS:
            system, code = "SNOMED", coded(name)[1]
        found["concept"].append((number, "RxNorm" if name == "317106" else system, code, name))
    found["concept"] += [(ANSWERS[word], "SNOMED", code, word) for word, code in ANTIBODY[2].items()]
    found["concept"] += [(8532, "Gender", "F", "FEMALE"), (8507, "Gender", "M", "MALE")]
    for i, one in enumerate(people):
        year, month, day = (*map(int, one.born.split("-")), None, None)[:3]
        found["person"].append((i, {"female": 8532, "male": 8507}[one.sex], year, month, day))
        for n, event in enumerate(one.events, i * 100):
            when = event.date.replace("T", " ")
            if event.fact in LABS:
                unit, sign = CONCEPTS.get(event.unit or ""), CONCEPTS.get(event.comparator)
                row = (n, i, LABS[event.fact][1], when[:10], _moment(when), sign, float(event.value), unit, None)
                found["measurement"].append(row)
            elif event.fact == "intrinsic_factor_antibody":
                row = (n, i, ANTIBODY[1], when[:10], _moment(when), None, None, None, ANSWERS[event.value])
                found["measurement"].append(row)
            elif n % 2 and event.fact in CONCEPTS:
                found["observation"].append((n, i, CONCEPTS[event.fact], when[:10]))
            elif event.fact == "b12_injection":
                found["drug_exposure"].append((n, i, CONCEPTS["317106"], when[:10], when[:10], "intramuscular"))
            else:
                found["condition_occurrence"].append((n, i, CONCEPTS[event.fact], when[:10]))
    return found


OMOP = {
    "person": "person_id int, gender_concept_id int, year_of_birth int, month_of_birth int, day_of_birth int",
    "concept": "concept_id int, vocabulary_id text, concept_code text, concept_name text",
    "measurement": "measurement_id int, person_id int, measurement_concept_id int, measurement_date date, "
    "measurement_datetime timestamp, operator_concept_id int, value_as_number float8, unit_concept_id int, value_as_concept_id int",
    "observation": "observation_id int, person_id int, observation_concept_id int, observation_date date",
    "drug_exposure": "drug_exposure_id int, person_id int, drug_concept_id int, drug_exposure_start_date date, "
    "drug_exposure_end_date date, route_source_value text",
    "condition_occurrence": "condition_occurrence_id int, person_id int, condition_concept_id int, condition_start_date date",
}


def filled(execute: Callable[[str], object], people: list[Person]) -> None:
    """The tables made and filled by a database."""
    for name, rows in tables(people).items():
        execute(f"create table {name} ({OMOP[name]})")
        values = ", ".join("(" + ", ".join("null" if v is None else f"'{v}'" for v in row) + ")" for row in rows)
        execute(f"insert into {name} values {values}")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.some(1)
def test_omop_says_what_fhir_says(tmp_path, place):
    """Whole days and moments, results that are final: what OMOP has no column for is not there."""
    people = []
    for i, one in enumerate(
        person(number, once=False, days=("2026-02-11", "2026-02-11T08:30:00"), answers=True) for number in range(PEOPLE)
    ):
        events = [event._replace(status="final", date=_as_omop(event)) for event in one.events]
        people.append(one._replace(id=str(i), events=events))
    with kept_in(place, tmp_path, partial(filled, people=people), OMOP) as source:
        found = screened(source, tmp_path / "out")
    assert differences(found, bedside(people)) == []


def _moment(when: str) -> str:
    """Midnight where no time is known, as the conventions of OMOP have it."""
    return when if ":" in when else f"{when} 00:00:00"


def _as_omop(event: Event) -> str:
    """A diagnosis, an observation and an exposure have a day, a measurement a moment."""
    measured = event.fact in LABS or event.fact == "intrinsic_factor_antibody"
    return event.date if measured else event.date[:10]
