"""A line whose text is broken in one place: no run ends by it, nobody else's answer changes, and nothing is lost unsaid."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from itertools import product
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as dataset
import pyarrow.parquet as parquet
import pytest

from cobalamin.population.screen import screen
from cobalamin.records.fact_table import NOT_USED

ON = date(2026, 1, 1)
QUANTITY = {"value": 120, "unit": "pg/mL", "code": "pg/mL"}


def observation(patient: str) -> dict[str, object]:
    """A low result with everything that is read of an observation."""
    return {
        "resourceType": "Observation", "id": "o-HERE", "status": "final", "effectiveDateTime": "2025-12-01",
        "issued": "2025-12-01T10:00:00Z", "subject": {"reference": f"Patient/{patient}"},
        "code": {"coding": [{"system": "http://loinc.org", "code": "2132-9"}]}, "valueQuantity": QUANTITY,
        "referenceRange": [{"low": {"value": 197, "unit": "pg/mL"}}], "note": [{"text": "x"}], "method": {"text": "x"},
    }  # fmt: skip


PLACES = [
    ["id"], ["status"], ["issued"], ["effectiveDateTime"], ["subject", "reference"], ["code", "coding", 0, "code"],
    ["valueQuantity", "unit"],
    ["referenceRange", 0, "low", "unit"], ["note", 0, "text"], ["method", "text"], ["resourceType"],
]  # fmt: skip
BYTES = {"a byte of Latin-1": b"\xc9", "half a character": b"\xe2\x82", "a surrogate": b"\xed\xa0\x80"}
DEEP = b"[" * 5000 + b"]" * 5000


def broken(patient: str, place: list[str | int], by: bytes) -> bytes:
    """The line of a patient with these bytes within a text of it, or in its stead where they are a list."""
    sent = observation(patient)
    holder: object = sent
    for step in place[:-1]:
        holder = holder[step]  # type: ignore[index]
    holder[place[-1]] = "HERE" if by is DEEP else f"{holder[place[-1]]}HERE"  # type: ignore[index]
    text = json.dumps({**sent, "id": "o" if place != ["id"] else sent["id"]}).encode()
    return text.replace(b'"HERE"', by) if by is DEEP else text.replace(b"HERE", by, 1)


Answers = tuple[dict[str, dict[str, object]], int]
"""The row of each patient, and how many lines were rejected."""


def rows(source: Path, to: Path) -> Answers:
    found = screen(source, to, on=ON)
    table = dataset.dataset(sorted(to.glob("part-*"))).to_table()
    return {row["patient"]: row for row in table.to_pylist()}, found.rejected


@pytest.mark.parametrize("many", [False, True], ids=["some lines", "as part of many observations"])
@pytest.mark.parametrize("by", [*BYTES.values(), DEEP], ids=[*BYTES, "a list without end"])
@pytest.mark.some(3)
def test_broken_text_is_told_or_makes_no_difference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by: bytes, many: bool
) -> None:
    """A patient for each place, whose line is broken there, among the sound lines of somebody else."""
    monkeypatch.setattr("cobalamin.records.bulk.pieces.CHUNK_BYTES", 4000 if many else 1 << 18)
    places = {f"p-{'-'.join(map(str, place))}": place for place in PLACES}
    lines = [json.dumps(observation("p1")).encode()] * (40 if many else 1)
    alone = answers(tmp_path / "alone", ["p1", *places], lines)[0]
    sound = answers(
        tmp_path / "sound", ["p1", *places], [*lines, *(json.dumps(observation(p)).encode() for p in places)]
    )[0]
    broken_lines = [each for p, place in places.items() for each in (broken(p, place, by), *lines)]
    found, rejected = answers(tmp_path / "broken", ["p1", *places], [*lines, *broken_lines])
    assert found["p1"] == sound["p1"]
    lost = [patient for patient in places if found[patient] != sound[patient] and not found[patient]["total_b12_why"]]
    assert all(found[patient] | {NOT_USED: None} == alone[patient] for patient in lost)
    assert all("was left out" in told for patient in lost for told in found[patient][NOT_USED] or ())
    assert len(lost) <= rejected


def answers(place: Path, patients: Iterable[str], observations: Iterable[bytes]) -> Answers:
    """The answers of these people under a folder, with these lines as their observations."""
    folder = place / "source"
    folder.mkdir(parents=True)
    people = [{"resourceType": "Patient", "id": id, "gender": "female", "birthDate": "1960-02-01"} for id in patients]
    (folder / "Patient.ndjson").write_text("".join(json.dumps(each) + "\n" for each in people))
    (folder / "Observation.ndjson").write_bytes(b"".join(line + b"\n" for line in observations))
    return rows(folder, place / "out")


CODES = {"Condition": "84027009", "MedicationRequest": "7646"}


def resource(kind: str, patient: str) -> dict[str, object]:
    """One of each kind that is read by its line."""
    match kind:
        case "Patient":
            return {"resourceType": "Patient", "id": patient, "gender": "female", "birthDate": "1960-02-01"}
        case "Condition":
            code = {"coding": [{"system": "http://snomed.info/sct", "code": CODES[kind]}]}
            more: dict[str, object] = {"code": code, "recordedDate": "2025-12-01"}
        case "MedicationRequest":
            code = {"coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": CODES[kind]}]}
            more = {
                "status": "active",
                "intent": "order",
                "medicationCodeableConcept": code,
                "authoredOn": "2025-12-01",
            }
        case _:
            return {**observation(patient), "id": "o"}
    return {"resourceType": kind, "id": "r", "subject": {"reference": f"Patient/{patient}"}, **more}


KINDS = ("Patient", "Condition", "MedicationRequest", "Observation")
WRONG = ("5", '"x"', "null", "[1]", "{}")


def twice(kind: str, patient: str, name: str, wrong: str, last: bool) -> str:
    """A line in which a field stands again, rightly and wrongly; `last` is whether the right one ends it."""
    line = resource(kind, patient)
    sent = json.dumps({name: line.get(name)})[1:-1], f'"{name}": {wrong}'
    return "{" + ", ".join((json.dumps(line)[1:-1], *(sent[::-1] if last else sent))) + "}"


@pytest.mark.parametrize("last", [True, False], ids=["the right one last", "the wrong one last"])
@pytest.mark.parametrize("chunk", [1, 1 << 18], ids=["line by line", "all at once"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.some(6)
def test_a_field_sent_twice_ends_no_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, chunk: int, last: bool
) -> None:
    """JSON leaves open what that means; whoever reads one of them first must not stumble over the other."""
    monkeypatch.setattr("cobalamin.records.bulk.pieces.CHUNK_BYTES", chunk)
    fields = (*resource(kind, ""), "patient")
    lines = {f"p{i}": twice(kind, f"p{i}", *each, last) for i, each in enumerate(product(fields, WRONG))}
    people = [json.dumps(resource("Patient", patient)) for patient in ("sound", *lines)]
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "Patient.ndjson").write_text("\n".join(people[: 1 if kind == "Patient" else None]) + "\n")
    with (folder / f"{kind}.ndjson").open("a") as file:
        file.write("\n".join(lines.values()) + "\n")
    found, rejected = rows(folder, tmp_path / "out")
    assert found["sound"]["female"] is True
    assert len(found) + rejected >= len({"sound", *lines})  # under one of two ids, or told as rejected


def test_a_person_whose_id_is_far_too_long_ends_no_run(tmp_path: Path) -> None:
    """OMOP ids are numbers; where a table has texts, one may be anything."""
    source = tmp_path / "cdm"
    source.mkdir()
    long = "a" * 5000
    b12 = {"measurement_concept_id": 3000593, "measurement_date": date(2025, 12, 1), "value_as_number": 120.0}
    tables = {
        "person": [{"person_id": id, "year_of_birth": 1960, "gender_concept_id": 8532} for id in ("1", long)],
        "measurement": [{"measurement_id": i, "person_id": id, **b12} for i, id in enumerate(("1", long, "a" * 4500))],
    }
    for name, lines in tables.items():
        parquet.write_table(pa.Table.from_pylist(lines), source / f"{name}.parquet")
    found, rejected = rows(source, tmp_path / "out")
    assert (list(found), rejected, found[long]["total_b12"]) == (["1", long], 2, None)
    for note in (tmp_path / "out" / "_rejects").glob("*.json"):
        assert all(len(each["why"]) < 500 for each in json.loads(note.read_text())["first"])


@pytest.mark.parametrize("cell", ["a" * 3000, " ".join(["kitchen"] * 500)])
def test_a_group_nobody_knows_is_told_in_a_sentence_of_bounded_length(tmp_path: Path, cell: str) -> None:
    (tmp_path / "table.csv").write_text(f"patient,mcv,assessed\np1,90 fL,bowel\np2,90 fL,{cell}\n")
    found, rejected = rows(tmp_path / "table.csv", tmp_path / "out")
    (told,) = found["p2"][NOT_USED]
    assert (list(found), rejected, len(told) < 400) == (["p1", "p2"], 0, True)
    assert told.count("kitchen") <= 1
