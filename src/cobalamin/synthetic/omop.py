"""A made-up population as OMOP CDM 5.4 tables, written as it comes: memory does not grow with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet

from cobalamin.synthetic.people import INJECTION, INTRAMUSCULAR, Person, Result, coded

Json = dict[str, Any]
ROWS = 50_000
"""Rows of a table held before they are written."""
_LOCAL = 2_000_000_000
"""Concept ids from here on are local by OMOP's convention; the `concept` table written beside says what they stand for."""
_VOCABULARIES = {"http://loinc.org": "LOINC", "http://snomed.info/sct": "SNOMED"}
_TABLES: Mapping[str, str] = {
    "person": "person_id gender_concept_id year_of_birth month_of_birth day_of_birth",
    "measurement": "measurement_id person_id measurement_date measurement_concept_id value_as_number operator_concept_id "
    "unit_concept_id",
    "condition_occurrence": "condition_occurrence_id person_id condition_start_date condition_concept_id",
    "drug_exposure": "drug_exposure_id person_id drug_exposure_start_date drug_exposure_end_date drug_concept_id "
    "route_concept_id",
    "concept": "concept_id vocabulary_id concept_code concept_name",
}


def _type(column: str) -> pa.DataType:
    if column.endswith("_date"):
        return pa.date32()
    if column == "value_as_number":
        return pa.float64()
    return pa.string() if column in ("vocabulary_id", "concept_code", "concept_name") else pa.int64()


def _schema(columns: str) -> pa.Schema:
    return pa.schema([(name, _type(name)) for name in columns.split()])


class Table:
    """One table, written in row groups; one without a row is there too, or that of an earlier population would stay."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._schema = schema
        self._rows: list[Json] = []
        self._writer = parquet.ParquetWriter(path, self._schema, compression="zstd")
        self.count = 0

    def add(self, row: Json) -> None:
        """One row more."""
        self._rows.append(row)
        self.count += 1
        if len(self._rows) >= ROWS:
            self._flush()

    def _flush(self) -> None:
        if self._rows:
            self._writer.write_table(pa.Table.from_pylist(self._rows, self._schema))
            self._rows.clear()

    def close(self) -> None:
        """The rest to the file."""
        self._flush()
        self._writer.close()


class OmopWriter:
    """OMOP CDM 5.4 tables as Parquet files, with the rows of `concept` they use."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self._tables = {name: Table(folder / f"{name}.parquet", _schema(columns)) for name, columns in _TABLES.items()}
        self._concepts: dict[tuple[str, str], int] = {}

    def add(self, person: Person) -> None:
        """One patient more. OMOP has no result status: what is not final is not loaded, as its conventions ask."""
        number = int(person.id[1:])
        gender = self._concept("Gender", "F" if person.sex == "female" else "M")
        self._tables["person"].add({
            "person_id": number, "gender_concept_id": gender, "year_of_birth": person.born.year,
            "month_of_birth": person.born.month, "day_of_birth": person.born.day,
        })  # fmt: skip
        for result in person.results:
            if result.status == "final":
                self._tables["measurement"].add(self._measurement(number, result))
        for fact in person.findings:
            self._add_finding(number, fact, person.recorded)
        for day in person.injections:
            self._add_injection(number, day)

    def _measurement(self, number: int, result: Result) -> Json:
        system, code = coded(result.fact)
        return {
            "measurement_id": self._tables["measurement"].count, "person_id": number, "measurement_date": result.day,
            "measurement_concept_id": self._concept(_VOCABULARIES[system], code), "value_as_number": float(result.value),
            "operator_concept_id": self._concept("Meas Value Operator", result.comparator) if result.comparator else None,
            "unit_concept_id": self._concept("UCUM", result.unit) if result.unit else None,
        }  # fmt: skip

    def _add_finding(self, number: int, fact: str, day: date) -> None:
        system, code = coded(fact)
        table, prefix = ("condition_occurrence", "condition")
        if system.endswith("rxnorm"):
            table, prefix = ("drug_exposure", "drug")
        start = "condition_start_date" if prefix == "condition" else "drug_exposure_start_date"
        self._tables[table].add({
            f"{table}_id": self._tables[table].count, "person_id": number, start: day,
            f"{prefix}_concept_id": self._concept(_VOCABULARIES.get(system, "RxNorm"), code),
        })  # fmt: skip

    def _add_injection(self, number: int, day: date) -> None:
        self._tables["drug_exposure"].add({
            "drug_exposure_id": self._tables["drug_exposure"].count, "person_id": number, "drug_exposure_start_date": day,
            "drug_exposure_end_date": day, "drug_concept_id": self._concept("RxNorm", INJECTION[1]),
            "route_concept_id": self._concept("SNOMED", INTRAMUSCULAR[1]),
        })  # fmt: skip

    def _concept(self, vocabulary: str, code: str) -> int:
        key = vocabulary, code
        if key not in self._concepts:
            self._concepts[key] = number = _LOCAL + len(self._concepts)
            row = {"concept_id": number, "vocabulary_id": vocabulary, "concept_code": code, "concept_name": code}
            self._tables["concept"].add(row)
        return self._concepts[key]

    def close(self) -> None:
        """The rest to the files."""
        for table in self._tables.values():
            table.close()
