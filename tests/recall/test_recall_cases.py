"""Bundles, NDJSON and case files give the recall the same records a CSV does."""

from __future__ import annotations

import json
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cobalamin.cli import app
from cobalamin.commands.recall_list import make_folder, make_list
from cobalamin.knowledge.treatment import on_day
from cobalamin.recall.reasons import Flag, State
from cobalamin.recall.schedule import schedule
from cobalamin.recall.sources.cases import read_cases
from cobalamin.records.errors import RecordError
from injected import injections

ON = date(2026, 5, 10)
DAYS = [date(2026, 1, 5) + timedelta(days=n) for n in (0, 2, 4, 7, 9, 11)]
REAL = Path(__file__).parents[2].parent / "shared" / "data" / "synthea"


def administration(number: int, day: date, patient: str = "p1") -> dict[str, Any]:
    return {
        "resourceType": "MedicationAdministration",
        "id": f"a{number}",
        "status": "completed",
        "subject": {"reference": f"Patient/{patient}"},
        "medicationCodeableConcept": {"text": "Hydroxocobalamin 1mg/1ml solution for injection ampoules"},
        "effectiveDateTime": day.isoformat(),
        "dosage": {"dose": {"value": 1, "unit": "mg"}, "route": {"text": "intramuscular"}},
    }


def resources(patient: str = "p1") -> list[dict[str, Any]]:
    haemoglobin = {
        "resourceType": "Observation",
        "id": "hb",
        "status": "final",
        "subject": {"reference": f"Patient/{patient}"},
        "code": {"coding": [{"system": "http://loinc.org", "code": "718-7"}]},
        "effectiveDateTime": "2026-01-04",
        "valueQuantity": {"value": 8.1, "unit": "g/dL", "system": "http://unitsofmeasure.org", "code": "g/dL"},
    }
    person = {"resourceType": "Patient", "id": patient, "gender": "female", "birthDate": "1950-02-03"}
    return [person, *(administration(i, day, patient) for i, day in enumerate(DAYS)), haemoglobin]


def bundle(patient: str = "p1") -> bytes:
    entries = [{"fullUrl": f"urn:uuid:{i}", "resource": r} for i, r in enumerate(resources(patient))]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()


def test_a_bundle_gives_doses_person_and_results(tmp_path: Path) -> None:
    (tmp_path / "one.json").write_bytes(bundle())
    (record,), problems = read_cases(tmp_path, ON)
    assert problems == ()
    course = schedule(record, ON)
    assert (record.patient, record.female, record.born) == ("p1", True, on_day(date(1950, 2, 3)))
    assert (course.state, len(course.doses)) == (State.MAINTENANCE, 6)
    assert Flag.OVERDUE in course.flags
    assert [(lab.fact, lab.value) for lab in record.labs] == [("haemoglobin", Fraction(81))]


def test_ndjson_gives_the_same_schedule_as_the_bundle(tmp_path: Path) -> None:
    (tmp_path / "one.json").write_bytes(bundle())
    lines = tmp_path / "all.ndjson"
    lines.write_text("\n".join(json.dumps(resource) for resource in resources()))
    (from_bundle,), _ = read_cases(tmp_path / "one.json", ON)
    (from_lines,), _ = read_cases(lines, ON)
    one, other = schedule(from_bundle, ON), schedule(from_lines, ON)
    assert (one.state, one.next, one.remarks) == (other.state, other.next, other.remarks)


def test_a_case_file_gives_its_treatment_and_causes(tmp_path: Path) -> None:
    case = {
        "cobalamin_case": 1, "id": "R1", "title": "t", "on": "2026-05-10", "patient": {"age": 70, "sex": "female"},
        "facts": {"autoimmune_gastritis": True, "paraesthesia": True},
        "treatment": injections(DAYS),
    }  # fmt: skip
    (tmp_path / "case.json").write_text(json.dumps(case))
    (record,), problems = read_cases(tmp_path / "case.json", ON)
    assert problems == ()
    assert record.causes == {"autoimmune_gastritis"}
    assert record.neurological is True
    assert len(schedule(record, ON).doses) == 6


def test_what_cannot_be_read_is_named_and_counted(tmp_path: Path) -> None:
    (tmp_path / "good.json").write_bytes(bundle())
    (tmp_path / "bad.json").write_text("{")
    made = make_list(tmp_path, ON, form="json")
    assert made.notes == ("2 records read, 1 not used",)
    assert json.loads(made.body)["rows_not_used"][0]["where"] == "bad.json"


UNREAD = "1 file could not be read: a patient with no other file is on no list until that is corrected"
NOBODY = "nobody is on this list, because nothing could be read: correct the source and run it again"


@pytest.mark.parametrize(
    ("files", "missing"),
    [
        ({"good.json": bundle(), "bad.json": b"{"}, (UNREAD,)),
        ({"bad.json": b"{"}, (NOBODY,)),
        ({"good.json": bundle()}, ()),
    ],
)
def test_a_list_that_may_lack_a_patient_says_so(
    tmp_path: Path, files: dict[str, bytes], missing: tuple[str, ...]
) -> None:
    """A job of the night that reads a broken export must not end as if nobody were due."""
    source = tmp_path / "records"
    source.mkdir()
    for name, text in files.items():
        (source / name).write_bytes(text)
    assert make_list(source, ON).missing == missing
    assert make_folder(source, tmp_path / "out", ON).missing == missing
    ended = CliRunner().invoke(app, ["recall", str(source), "--on", ON.isoformat()])
    assert (ended.exit_code, all(told in ended.stderr for told in missing)) == (2 if missing else 0, True)


def test_a_table_of_which_no_row_is_read_is_a_list_of_nobody(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(
        "patient,date,event,product\n1,03/04/2026,given,hydroxocobalamin 1 mg injection\n"
    )
    assert make_list(tmp_path / "list.csv", ON).missing == (NOBODY,)
    assert make_folder(tmp_path / "list.csv", tmp_path / "out", ON).missing == (NOBODY,)


def test_what_is_left_out_of_a_record_is_named_by_its_file(tmp_path: Path) -> None:
    """Each practice system begins to number at 1: of a folder of records `Observation/1` says nothing."""
    broken = json.loads(bundle())
    broken["entry"].append({"resource": {"resourceType": "Observation", "id": "1", "valueQuantity": {"value": "x"}}})
    (tmp_path / "anna.json").write_text(json.dumps(broken))
    (told,) = json.loads(make_list(tmp_path, ON, form="json").body)["rows_not_used"]
    assert told["where"] == "anna.json"
    assert told["why"].startswith("Observation/1 is not a FHIR R4 resource")


def test_a_task_from_a_bundle_refers_to_its_patient(tmp_path: Path) -> None:
    (tmp_path / "good.json").write_bytes(bundle())
    assert json.loads(make_list(tmp_path, ON, form="fhir").body)["entry"][0]["resource"]["for"] == {
        "reference": "Patient/p1"
    }


def test_a_folder_without_anything_to_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=r"no \.json and no \.ndjson"):
        read_cases(tmp_path, ON)


@pytest.mark.skipif(not REAL.is_dir(), reason="the shared Synthea records are not here")
def test_real_bundles_are_read_without_a_problem() -> None:
    records, problems = read_cases(REAL, date(2026, 1, 1))
    assert problems == ()
    assert len(records) == len(list(REAL.glob("*.json")))
    for record in records:
        read = [entry.event for entry in schedule(record, date(2026, 1, 1)).entries]
        assert sorted(map(repr, read)) == sorted(map(repr, record.events)), "every entry of the record is judged once"
