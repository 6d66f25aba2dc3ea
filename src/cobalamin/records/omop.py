"""OMOP CDM 5.4 tables (a folder of Parquet files, or a DuckDB file) as FHIR lines: from there on the one reader.

Concept ids are looked up in the value sets directly, and through the `concept` table where there is one, which gives
SNOMED CT, LOINC and RxNorm codes and the unit's own code. What has neither cannot be told and is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

import msgspec

from cobalamin.records.bindings import Bindings
from cobalamin.records.bulk import Scattered, heap_cases
from cobalamin.records.codes import RecordError, shipped

if TYPE_CHECKING:
    import duckdb

__all__ = ["heap_cases", "is_omop", "scatter"]

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
BATCH = 20_000

Row = Mapping[str, Any]


def is_omop(folder: Path) -> bool:
    """Whether a folder holds OMOP tables as Parquet files."""
    return (folder / "person.parquet").exists()


def scatter(source: Path, heaps: Sequence[Path]) -> Scattered:
    """The rows that can say something as FHIR lines, put into heaps by patient."""
    found = Scattered(list(heaps))
    with _opened(source) as connection:
        tables = _tables(connection)
        codings = _codings(connection, "concept" in tables)
        for table in TABLES:
            if table in tables:
                _scatter_table(connection, table, tables[table], codings, found)
    return found


def _opened(source: Path) -> duckdb.DuckDBPyConnection:
    import duckdb  # a heavy library that only this source needs

    if source.is_dir():
        connection = duckdb.connect()
        for path in sorted(source.glob("*.parquet")):
            name, place = path.stem.replace('"', '""'), str(path).replace("'", "''")
            connection.execute(f"""create view "{name}" as select * from read_parquet('{place}')""")
    else:
        connection = duckdb.connect(str(source), read_only=True)
    return connection


def _tables(connection: duckdb.DuckDBPyConnection) -> dict[str, frozenset[str]]:
    """The columns of each table; a source without `person` is not OMOP."""
    rows = connection.execute("select table_name, column_name from information_schema.columns").fetchall()
    found: dict[str, set[str]] = {}
    for table, column in rows:
        found.setdefault(table.lower(), set()).add(column.lower())
    if "person" not in found:
        raise RecordError("no table `person` was found: expected the tables of OMOP CDM 5.4")
    return {table: frozenset(columns) for table, columns in found.items()}


def _codings(connection: duckdb.DuckDBPyConnection, has_concepts: bool) -> dict[int, dict[str, str]]:
    """Concept id -> the coding that has a meaning to us; units and operators keep their code."""
    bindings = Bindings(shipped())

    def means(system: str, code: str) -> bool:
        binding = bindings.of(system, code)
        return bool(binding.yes or binding.no or binding.unspecific or binding.concepts)

    found: dict[int, dict[str, str]] = {number: {"system": "UCUM", "code": unit} for number, unit in UNITS.items()}
    if has_concepts:
        kinds = (*_SYSTEMS, "UCUM", "Gender", "Meas Value Operator")
        query = (
            f"select concept_id, vocabulary_id, concept_code, concept_name from concept where vocabulary_id in {kinds}"
        )
        for number, vocabulary, code, name in connection.execute(query).fetchall():
            if vocabulary not in _SYSTEMS:
                found[number] = {"system": vocabulary, "code": code if vocabulary != "Meas Value Operator" else name}
            elif means(_SYSTEMS[vocabulary], code):
                found[number] = {"system": _SYSTEMS[vocabulary], "code": code, "display": name}
    for concept in shipped().concepts.values():
        for system, code, _ in concept.codes:
            if system == "omop" and int(code) not in found and means(_OMOP, code):
                found[int(code)] = {"system": _OMOP, "code": code}
    return found


def _scatter_table(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: frozenset[str],
    codings: Mapping[int, dict[str, str]],
    found: Scattered,
) -> None:
    where = ""
    if table != "person":
        concept = f"{_PREFIX[table]}_concept_id"
        wanted = (
            ", ".join(str(number) for number, coding in codings.items() if coding["system"] not in _HELPERS) or "-1"
        )
        where = f" where {concept} in ({wanted})"
    reader = connection.execute(f"select * from {table}{where}")
    names = [column[0].lower() for column in reader.description or ()]
    line = partial(_LINES[table], codings)
    while rows := reader.fetchmany(BATCH):
        piles: dict[Path, list[bytes]] = {}
        for values in rows:
            row = dict(zip(names, values, strict=True))
            heap = found.heaps[crc32(str(row["person_id"]).encode()) % len(found.heaps)]
            piles.setdefault(heap, []).append(msgspec.json.encode(line(row)) + b"\n")
        found.lines += len(rows)
        found.kept += len(rows)
        for heap, lines in piles.items():
            with heap.open("ab") as file:
                file.writelines(lines)


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
    return {"resourceType": "Patient", "id": str(row["person_id"]), "birthDate": text, "gender": sex}


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
    """An exposure is read as a statement that the medicine was taken from its start to its end."""
    about = _about("MedicationStatement", row, "drug", codings)
    about["medicationCodeableConcept"] = about.pop("code")
    route = codings.get(row.get("route_concept_id") or 0)
    dosage = [{"route": {"coding": [route], "text": row.get("route_source_value")}}] if route else []
    if not dosage and row.get("route_source_value"):
        dosage = [{"route": {"text": row["route_source_value"]}}]
    period = {"start": _when(row, "drug_exposure_start_date"), "end": _when(row, "drug_exposure_end_date")}
    return {**about, "status": "unknown", "effectivePeriod": period, "dosage": dosage}


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
