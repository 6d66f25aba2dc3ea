"""A line whose text is broken in one place: no run ends by it, nobody else's answer changes, and nothing is lost unsaid."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.dataset as dataset
import pyarrow.parquet as parquet
import pytest

from cobalamin.population.screen import screen
from cobalamin.records.tables import NOT_USED

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


def broken(place: list[str | int], by: bytes) -> bytes:
    """The line of the second patient with these bytes within a text of it, or in its stead where they are a list."""
    sent = observation("p2")
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
    table = dataset.dataset(sorted(to.glob("part-*"))).to_table().drop_columns([NOT_USED])
    return {row["patient"]: row for row in table.to_pylist()}, found.rejected


@pytest.mark.parametrize("many", [False, True], ids=["some lines", "as part of many observations"])
@pytest.mark.parametrize("by", [*BYTES.values(), DEEP], ids=[*BYTES, "a list without end"])
@pytest.mark.parametrize("place", PLACES, ids=lambda place: ".".join(map(str, place)))
def test_broken_text_is_told_or_makes_no_difference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: list[str | int], by: bytes, many: bool
) -> None:
    monkeypatch.setattr("cobalamin.records.pieces.CHUNK_BYTES", 4000 if many else 1 << 18)
    lines = [json.dumps(observation("p1")).encode()] * (40 if many else 1)
    alone, _ = answers_of(tuple(lines))
    sound, _ = answers_of((*lines, json.dumps(observation("p2")).encode()))
    found, rejected = answers(tmp_path, [*lines, broken(place, by), *lines])
    assert found["p1"] == sound["p1"]
    assert (found["p2"], rejected) in ((alone["p2"], 1), (sound["p2"], 0)) or found["p2"]["total_b12_why"]


def answers(place: Path, observations: Iterable[bytes]) -> Answers:
    """The answers of two people under a folder, with these lines as their observations.

    Without the sentences on what is not used: each line stands twice, and of one that is read by itself that is told.
    """
    folder = place / "source"
    folder.mkdir()
    people = [
        {"resourceType": "Patient", "id": id, "gender": "female", "birthDate": "1960-02-01"} for id in ("p1", "p2")
    ]
    (folder / "Patient.ndjson").write_text("".join(json.dumps(each) + "\n" for each in people))
    (folder / "Observation.ndjson").write_bytes(b"".join(line + b"\n" for line in observations))
    return rows(folder, place / "out")


@cache
def answers_of(observations: tuple[bytes, ...]) -> Answers:
    """The same, once for all places."""
    with TemporaryDirectory() as place:
        return answers(Path(place), observations)


CODES = {"Condition": "84027009", "MedicationRequest": "7646"}


def resource(kind: str) -> dict[str, object]:
    """One of each kind that is read by its line, of the second patient."""
    match kind:
        case "Patient":
            return {"resourceType": "Patient", "id": "p2", "gender": "female", "birthDate": "1960-02-01"}
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
            return {**observation("p2"), "id": "o"}
    return {"resourceType": kind, "id": "r", "subject": {"reference": "Patient/p2"}, **more}


TWICE = [
    (kind, name)
    for kind in ("Patient", "Condition", "MedicationRequest", "Observation")
    for name in (*resource(kind), "patient")
]


@pytest.mark.parametrize("last", [True, False], ids=["the right one last", "the wrong one last"])
@pytest.mark.parametrize("wrong", ["5", '"x"', "null", "[1]", "{}"])
@pytest.mark.parametrize(("kind", "name"), TWICE)
def test_a_field_sent_twice_ends_no_run(tmp_path: Path, kind: str, name: str, wrong: str, last: bool) -> None:
    """JSON leaves open what that means; whoever reads one of them first must not stumble over the other."""
    folder = tmp_path / "source"
    folder.mkdir()
    mine = {"resourceType": "Patient", "id": "p1", "gender": "female", "birthDate": "1960-02-01"}
    texts = {each: json.dumps(resource(each)) for each in ("Patient", kind)}
    sent = json.dumps({name: resource(kind).get(name)})[1:-1], f'"{name}": {wrong}'
    texts[kind] = "{" + ", ".join((texts[kind][1:-1], *(sent[::-1] if last else sent))) + "}"
    for each, text in texts.items():
        first = f"{json.dumps(mine)}\n" if each == "Patient" else ""
        (folder / f"{each}.ndjson").write_text(f"{first}{text}\n")
    found, rejected = rows(folder, tmp_path / "out")
    assert found["p1"]["female"] is True
    assert len(found) == 2 or rejected


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
    (note,) = (tmp_path / "out" / "_rejects").glob("*.json")
    (told,) = json.loads(note.read_text())["first"]
    assert (list(found), rejected, len(told["why"]) < 400) == (["p1"], 1, True)
    assert told["why"].count("kitchen") <= 1
