"""Records, tables and treatment histories."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as dataset
import pyarrow.parquet as parquet
from door_laws import (
    ON,
    ROOT,
    WORK,
    Door,
    files,
    fresh,
    lawful,
    sentence,
    small_bundles,
)
from mutations import Tables, Texts, Trees

import ehr
from cobalamin.population.screen import screen
from cobalamin.recall.sources.events import read_events_csv
from cobalamin.recall.worklist import recall_list
from cobalamin.recall.written.formats import rendered
from cobalamin.records.errors import RecordError
from cobalamin.records.fhir.read import read_bundle
from cobalamin.records.read import read_any
from cobalamin.records.select import facts_on
from cobalamin.web import rest
from cobalamin.web.desk import Desk
from cobalamin.web.errors import Refusal
from cobalamin.web.metrics import Metrics


def record(data: bytes) -> None:
    try:
        case = read_any(data)
    except RecordError as problem:
        sentence(problem, data)
        return
    lawful(case, lambda: read_any(data))
    with suppress(ValueError, RecursionError):
        sent = json.loads(data)
        if isinstance(sent.get("entry"), list):
            sent["entry"].append({"resource": {"resourceType": "Basic", "id": "zz", "code": {"text": "B12"}}})
            more = facts_on(read_bundle(json.dumps(sent).encode()), case.on or ON)
            assert more == facts_on(
                read_bundle(json.dumps({**sent, "entry": sent["entry"][:-1]}).encode()), case.on or ON
            ), "irrelevant"


def cases_door() -> Door:
    seeds = [
        seed for seed in files("examples", "tests/published", "tests/guidelines/patients") if b"cobalamin_case" in seed
    ]
    return Door(seeds, Trees(seeds), record)


def bundles_door() -> Door:
    seeds = small_bundles()
    return Door(seeds, Trees(seeds), record)


def population_door() -> Door:
    from test_damaged_population import but_left_out, in_bulk, one_by_one, read_in_bulk, unlike_left_out

    seeds = [
        json.dumps([entry["resource"] for entry in json.loads(each)["entry"]]).encode() for each in small_bundles()
    ]

    def enter(data: bytes) -> None:
        try:
            sent = json.loads(data)
        except (ValueError, RecursionError):
            sent = None
        if not isinstance(sent, list) or not all(isinstance(each, dict) for each in sent):
            in_bulk({"raw": []}, fresh()) if sent is None else None
            return
        person = {"resourceType": "Patient", "id": "p1", "birthDate": "1960-02-01", "gender": "female"}
        mine = [
            {**each, owner(each): {"reference": "Patient/p1"}} for each in sent if str(each.get("resourceType")) in READ
        ]
        whole = [person, *mine]
        alone, (together, rejected) = one_by_one({"p1": whole}), read_in_bulk({"p1": whole}, fresh())
        for id, row in alone.items():
            assert not (found := unlike_left_out(whole, row, together[id], rejected)), f"left out: {found}"
            mine, theirs = but_left_out(row), but_left_out(together[id])
            differing = {name: (value, theirs[name]) for name, value in mine.items() if theirs[name] != value}
            assert not differing, f"alone and in bulk: {differing}"

    return Door(seeds, Trees(seeds), enter)


READ = ("Observation", "Condition", "Procedure", "MedicationRequest", "MedicationStatement", "MedicationAdministration",
        "MedicationDispense", "AllergyIntolerance", "DiagnosticReport", "QuestionnaireResponse", "Medication")  # fmt: skip


def owner(resource: dict[str, Any]) -> str:
    return "patient" if resource["resourceType"] == "AllergyIntolerance" else "subject"


def ndjson_door() -> Door:
    """Lines of any kind through the whole of `screen`."""
    seeds = [
        b"\n".join(json.dumps(e["resource"]).encode() for e in json.loads(each)["entry"]) for each in small_bundles()
    ]
    return Door(seeds, Texts(seeds), lambda data: screened("lines.ndjson", data))


def screened(name: str, data: bytes) -> None:
    source = fresh()
    source.mkdir()
    (source / name).write_bytes(data)
    through(source if name.endswith("ndjson") else source / name, data)


def through(source: Path, data: bytes) -> None:
    try:
        found = screen(source, WORK / "fresh" / "out", on=ON)
    except RecordError as problem:
        sentence(problem, data)
        return
    rows = [
        row
        for part in sorted((WORK / "fresh" / "out").glob("part-*.parquet"))
        for row in dataset.dataset(part).to_table().to_pylist()
    ]
    assert len(rows) == found.patients
    for note in (WORK / "fresh" / "out" / "_rejects").glob("*.json"):
        for each in json.loads(note.read_bytes())["first"]:
            sentence(each["why"], data)


EVENTS = b"""patient,fact,value,unit,date,status
p1,total_b12,120,pg/mL,2026-02-01,final
p1,sex,female,,,
p1,birth_date,1960-02,,,
p1,paraesthesia,yes,,2026-01,
p2,b12_injection,2026-01-03,,2026-01-03,
p2,age,70,a,,
p2,mma,<0.4,umol/L,2026-02-20T09:00:00,preliminary
p2,assessed,bowel,,,
p3,died,2026-01-01,,,
"""


PERSONS = b"""\
patient,sex,birth_date,age,total_b12,total_b12_unit,total_b12_date,mcv,mcv_unit,vomiting,assessed,last_b12_injection,died
p1,female,1960-02-01,,150,pg/mL,2026-02-01,101,fL,yes,bowel,,
p2,m,,71,>2000,ng/L,,low,,no,,2026-01-03,
p3,male,1950,,<150 ng/L,,2025-01,,,1.0,,,2026-01
"""


def tables_door() -> Door:
    seeds = [EVENTS, PERSONS]
    return Door(seeds, Tables(seeds), lambda data: screened("table.csv", data))


OMOP = {
    "person": [{"person_id": 1, "gender_concept_id": 8532, "year_of_birth": 1960, "month_of_birth": 2, "day_of_birth": 1}],
    "concept": [{"concept_id": 3000593, "vocabulary_id": "LOINC", "concept_code": "2132-9", "concept_name": "B12"},
                {"concept_id": 9, "vocabulary_id": "UCUM", "concept_code": "pg/mL", "concept_name": "x"},
                {"concept_id": 8532, "vocabulary_id": "Gender", "concept_code": "F", "concept_name": "FEMALE"},
                {"concept_id": 5, "vocabulary_id": "SNOMED", "concept_code": "91019004", "concept_name": "tingling"}],
    "measurement": [{"measurement_id": 1, "person_id": 1, "measurement_concept_id": 3000593, "measurement_date": "2026-02-01",
                     "value_as_number": 120.5, "unit_concept_id": 9, "unit_source_value": "pg/mL"}],
    "condition_occurrence": [{"condition_occurrence_id": 1, "person_id": 1, "condition_concept_id": 5,
                              "condition_start_date": "2026-01-05"}],
    "death": [{"person_id": 1, "death_date": "2026-02-20"}],
}  # fmt: skip


def omop_door() -> Door:
    def enter(data: bytes) -> None:
        source = fresh()
        source.mkdir()
        with suppress(ValueError, RecursionError, TypeError, AttributeError, OSError, pa.ArrowException):
            if write_omop(source, json.loads(data)) and (source / "person.parquet").exists():
                through_omop(source, data)

    seeds = [json.dumps(OMOP).encode(), json.dumps({**OMOP, "death": []}).encode()]
    return Door(seeds, Trees(seeds), enter)


def write_omop(source: Path, tables: Any) -> bool:
    with suppress(KeyError, OverflowError, UnicodeEncodeError):
        for name, rows in tables.items():
            parquet.write_table(pa.Table.from_pylist(rows), source / f"{name.replace('/', '_')[:40]}.parquet")
        return True
    return False


def through_omop(source: Path, data: bytes) -> None:
    try:
        through(source, data)
    except (ValueError, TypeError, AttributeError, OSError) as problem:
        raise AssertionError(f"OMOP: {type(problem).__name__} {problem}") from problem


def recall_door() -> Door:
    def enter(data: bytes) -> None:
        try:
            found = read_events_csv(data)
        except RecordError as problem:
            sentence(problem, data)
            return
        assert sum(len(each.events) for each in found.records) + len(found.refused) == found.rows, "a row is lost"
        listed = recall_list(found.records, ON, 14)
        for form in ("text", "csv", "json", "fhir"):
            assert rendered(form, listed, found.problems)  # type: ignore[arg-type]

    seeds = [
        (ROOT / "tests/pages/events.csv").read_bytes(),
        b"id;date given;drug;dose;unit\n1;01.02.2026;hydroxocobalamin inj;1;mg\n",
    ]
    return Door(seeds, Tables(seeds), enter)


def desk() -> Desk:
    return Desk(ehr.settings(), Metrics(), None, None)  # type: ignore[arg-type]


def recall_cases_door() -> Door:
    def enter(data: bytes) -> None:
        for work in (
            lambda: rest.recall(desk(), data, None, "14d", False),
            lambda: rest.compare(desk(), data, None, rest.Asked([], [])),
        ):
            try:
                work()
            except Refusal as problem:
                sentence(problem.sentence, data)

    seeds = [*files("examples"), *small_bundles()[:10]]
    return Door(seeds, Trees(seeds), enter)
