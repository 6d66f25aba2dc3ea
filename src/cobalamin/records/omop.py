"""OMOP CDM 5.4 tables (Parquet files, a DuckDB file, a PostgreSQL database) as FHIR lines: from there on the one reader.

Concept ids are looked up in the value sets directly, and through the `concept` table where there is one, which gives
SNOMED CT, LOINC and RxNorm codes and the unit's own code. What has neither cannot be told and is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from cobalamin.records.bindings import Bindings
from cobalamin.records.bulk import Scattered, heap_cases
from cobalamin.records.codes import RecordError, shipped
from cobalamin.records.fhir_medicines import is_antidote
from cobalamin.records.heaps import BUFFER_BYTES, Heap, HeapWriter
from cobalamin.records.omop_database import Database, opened
from cobalamin.records.omop_database import is_address as is_address

__all__ = ["heap_cases", "is_address", "is_omop", "scatter"]

TABLES = ("person", "measurement", "condition_occurrence", "procedure_occurrence", "drug_exposure")
_OMOP = "https://fhir-terminology.ohdsi.org"
_SYSTEMS: Mapping[str, str] = {
    "SNOMED": "http://snomed.info/sct", "LOINC": "http://loinc.org", "RxNorm": "http://www.nlm.nih.gov/research/umls/rxnorm",
    "RxNorm Extension": "http://www.nlm.nih.gov/research/umls/rxnorm", "ATC": "http://www.whocc.no/atc",
    "ICD10CM": "http://hl7.org/fhir/sid/icd-10-cm", "ICD10": "http://hl7.org/fhir/sid/icd-10",
}  # fmt: skip
_SEX: Mapping[str, str] = {"F": "female", "M": "male"}
_OPERATORS: Mapping[str, str] = {"<": "<", "<=": "<=", ">": ">", ">=": ">="}
UNITS: Mapping[int, str] = {
    8729: "pmol/L", 8736: "nmol/L", 8749: "umol/L", 8753: "mmol/L", 8845: "pg/mL", 8842: "ng/mL", 8725: "ng/L", 8748: "ug/L",
    8751: "mg/L", 8636: "g/L", 8713: "g/dL", 8583: "fL", 8554: "%", 9444: "10*9/L", 8734: "10*12/L",
}  # fmt: skip
"""Unit concepts where there is no `concept` table: those of `value-sets.json` (FinnGen and MIMIC-OMOP maps)."""
_ENCODER = msgspec.json.Encoder(decimal_format="number")
_PACKED = 10
"""How many times larger the lines are than the columns they come from, about."""
_DATABASE_BYTES = 4 << 30
"""What a database is taken for whose size is not asked: heaps enough for some millions of patients."""

Row = Mapping[str, Any]


def is_omop(folder: Path) -> bool:
    """Whether a folder holds OMOP tables as Parquet files."""
    return (folder / "person.parquet").exists()


def weight(source: str | Path) -> int:
    """About how many bytes of lines the source may give."""
    if is_address(source):
        return _DATABASE_BYTES
    path = Path(source)
    files = path.glob("*.parquet") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files) * _PACKED


def scatter(source: str | Path, folder: Path, heaps: int, buffer: int = BUFFER_BYTES) -> Scattered:
    """The rows that can say something as FHIR lines, put into heaps by patient."""
    writer = HeapWriter(folder, heaps, buffer=buffer)
    with opened(source) as database:
        tables = _tables(database)
        codings = _codings(database, "concept" in tables)
        for table in filter(tables.__contains__, TABLES):
            line = partial(_LINES[table], codings)
            for row in database.rows(_query(table, tables, codings)):
                writer.put(str(row["person_id"]), _ENCODER.encode(line(row)))
    writer.flush()
    return Scattered([Heap(folder, i) for i in range(heaps)], lines=writer.kept, kept=writer.kept)


def _tables(database: Database) -> frozenset[str]:
    """The tables there are; a source without `person` is not OMOP."""
    rows = database.rows(
        "select distinct table_name from information_schema.columns where table_schema = current_schema()"
    )
    found = frozenset(str(row["table_name"]).lower() for row in rows)
    if "person" not in found:
        raise RecordError("no table `person` was found: expected the tables of OMOP CDM 5.4")
    return found


def _codings(database: Database, has_concepts: bool) -> dict[int, dict[str, str]]:
    """Concept id -> the coding that has a meaning to us; units and operators keep their code."""
    bindings = Bindings(shipped())

    def means(system: str, code: str) -> bool:
        binding = bindings.of(system, code)
        said = binding.yes or binding.no or binding.unspecific or binding.concepts
        return bool(said) or is_antidote(shipped(), system, code)

    found: dict[int, dict[str, str]] = {number: {"system": "UCUM", "code": unit} for number, unit in UNITS.items()}
    if has_concepts:
        kinds = (*_SYSTEMS, "UCUM", "Gender", "Meas Value Operator")
        query = (
            f"select concept_id, vocabulary_id, concept_code, concept_name from concept where vocabulary_id in {kinds}"
        )
        for number, vocabulary, code, name in (row.values() for row in database.rows(query)):
            if vocabulary not in _SYSTEMS:
                found[number] = {"system": vocabulary, "code": code if vocabulary != "Meas Value Operator" else name}
            elif means(_SYSTEMS[vocabulary], code):
                found[number] = {"system": _SYSTEMS[vocabulary], "code": code, "display": name}
    for concept in shipped().concepts.values():
        for system, code, _ in concept.codes:
            if system == "omop" and int(code) not in found and means(_OMOP, code):
                found[int(code)] = {"system": _OMOP, "code": code}
    return found


_PERSONS = (
    "select person.*, died.death_date from person left join "
    "(select person_id, min(death_date) as death_date from death group by person_id) died on died.person_id = person.person_id"
)


def _query(table: str, tables: frozenset[str], codings: Mapping[int, dict[str, str]]) -> str:
    """The rows of a table that can say something; persons with the day they died, where deaths are told."""
    if table == "person":
        return _PERSONS if "death" in tables else "select * from person"
    wanted = ", ".join(str(number) for number, coding in codings.items() if coding["system"] not in _HELPERS) or "-1"
    return f"select * from {table} where {_PREFIX[table]}_concept_id in ({wanted})"


_HELPERS = frozenset({"UCUM", "Gender", "Meas Value Operator"})
_PREFIX = {
    "measurement": "measurement", "condition_occurrence": "condition", "procedure_occurrence": "procedure",
    "drug_exposure": "drug",
}  # fmt: skip


# --- rows to resources -----------------------------------------------------------------------------------------------

Codings = Mapping[int, dict[str, str]]
Json = dict[str, Any]


def _person(codings: Codings, row: Row) -> Json:
    born = row.get("birth_datetime")
    parts = [row.get("year_of_birth"), row.get("month_of_birth"), row.get("day_of_birth")]
    text = str(born)[:10] if born is not None else _partial(parts)
    gender = (
        codings.get(row.get("gender_concept_id") or 0, {}).get("code") or str(row.get("gender_source_value") or "")[:1]
    )
    sex = _SEX.get(gender.upper())
    died = _when(row, "death_date")
    return {
        "resourceType": "Patient", "id": str(row["person_id"]), "birthDate": text, "gender": sex, "deceasedDateTime": died,
    }  # fmt: skip


def _partial(parts: Sequence[int | None]) -> str | None:
    """A date as far as it is known: YYYY, YYYY-MM or YYYY-MM-DD."""
    known: list[str] = []
    for part, width in zip(parts, (4, 2, 2), strict=True):
        if part is None:
            break
        known.append(f"{part:0{width}}")
    return "-".join(known) or None


def _measurement(codings: Codings, row: Row) -> Json:
    unit = codings.get(row.get("unit_concept_id") or 0, {}).get("code") or row.get("unit_source_value")
    operator = codings.get(row.get("operator_concept_id") or 0, {}).get("code", "")
    number, text = row.get("value_as_number"), row.get("value_source_value")
    line: Json = {**_about("Observation", row, "measurement", codings), "status": "final"}
    line["effectiveDateTime"] = _when(row, "measurement_datetime", "measurement_date")
    if number is not None:
        line["valueQuantity"] = {"value": number, "comparator": _OPERATORS.get(operator), "unit": unit, "code": unit}
        limits = {"low": row.get("range_low"), "high": row.get("range_high")}
        sent = {end: {"value": limit, "unit": unit, "code": unit} for end, limit in limits.items() if limit is not None}
        line["referenceRange"] = [sent] if sent else []
    elif text is not None:
        line["valueString"] = str(text)
    return line


def _condition(codings: Codings, row: Row) -> Json:
    ended = row.get("condition_end_date")
    return {
        **_about("Condition", row, "condition", codings), "recordedDate": _when(row, "condition_start_date"),
        "abatementDateTime": None if ended is None else str(ended)[:10],
    }  # fmt: skip


def _procedure(codings: Codings, row: Row) -> Json:
    return {
        **_about("Procedure", row, "procedure", codings), "status": "completed", "performedDateTime": _when(row, "procedure_date"),
    }  # fmt: skip


def _drug(codings: Codings, row: Row) -> Json:
    """An exposure of one day is read as a dose given, any other as a statement of its whole time (register R86)."""
    start, end = _when(row, "drug_exposure_start_date"), _when(row, "drug_exposure_end_date")
    route = codings.get(row.get("route_concept_id") or 0)
    dosage = {"route": {"coding": [route] if route else [], "text": row.get("route_source_value")}}
    if start is not None and start == end:
        about = _about("MedicationAdministration", row, "drug", codings)
        about |= {"status": "completed", "effectiveDateTime": start, "dosage": dosage}
    else:
        about = _about("MedicationStatement", row, "drug", codings)
        about |= {"status": "unknown", "effectivePeriod": {"start": start, "end": end}, "dosage": [dosage]}
    about["medicationCodeableConcept"] = about.pop("code")
    return about


def _about(kind: str, row: Row, prefix: str, codings: Codings) -> Json:
    key = {"condition": "condition_occurrence_id", "procedure": "procedure_occurrence_id", "drug": "drug_exposure_id"}
    number = row[f"{prefix}_concept_id"]
    code = {"coding": [codings[number]], "text": row.get(f"{prefix}_source_value")}
    name = str(row.get(key.get(prefix, f"{prefix}_id"), ""))
    return {"resourceType": kind, "id": name, "subject": {"reference": f"Patient/{row['person_id']}"}, "code": code}


def _when(row: Row, *names: str) -> str | None:
    found = next((row[name] for name in names if row.get(name) is not None), None)
    return None if found is None else str(found).replace(" ", "T")[:19]


_LINES = {
    "person": _person, "measurement": _measurement, "condition_occurrence": _condition, "procedure_occurrence": _procedure,
    "drug_exposure": _drug,
}  # fmt: skip
