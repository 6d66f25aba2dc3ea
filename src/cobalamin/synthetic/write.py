"""The three forms a made-up population is written in: FHIR NDJSON, one wide Parquet row a patient, OMOP tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import msgspec
import pyarrow as pa
import pyarrow.parquet as parquet

from cobalamin.knowledge.facts import ASSESSABLE
from cobalamin.synthetic.omop import ROWS, OmopWriter, Table
from cobalamin.synthetic.people import (
    FINDINGS,
    INJECTED,
    INJECTION,
    INTRAMUSCULAR,
    LABS,
    MEDICINES,
    PREGNANT,
    WITH,
    Person,
    Result,
    coded,
)  # fmt: skip

Json = dict[str, Any]


class Writer(Protocol):
    """Takes people one by one."""

    def add(self, person: Person) -> None:
        """One patient more."""

    def close(self) -> None:
        """The rest to the files."""


class NdjsonWriter:
    """A folder as bulk export gives it: one file a resource type."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        kinds = ("Patient", "Observation", "Condition", "MedicationRequest", "MedicationAdministration")
        self._files = {kind: (folder / f"{kind}.ndjson").open("wb") for kind in kinds}

    def add(self, person: Person) -> None:
        """One patient more."""
        self._line(
            {"resourceType": "Patient", "id": person.id, "gender": person.sex, "birthDate": person.born.isoformat()}
        )
        for i, result in enumerate(person.results):
            self._line(self._observation(person.id, i, result))
        for i, fact in enumerate(person.findings):
            self._line(self._finding(person.id, i, fact, person.recorded))
        for i, fact in enumerate(person.absent):
            self._line(_asked(person.id, i, fact, person.recorded))
        for i, day in enumerate(person.injections):
            self._line(_injection(person.id, i, day))

    def _line(self, resource: Json) -> None:
        self._files[resource["resourceType"]].write(msgspec.json.encode(resource) + b"\n")

    def _observation(self, patient: str, number: int, result: Result) -> Json:
        system, code = coded(result.fact)
        quantity: Json = {"value": msgspec.Raw(result.value.encode())}
        if result.unit is not None:
            quantity |= {"unit": result.unit, "code": result.unit}
        if result.comparator:
            quantity["comparator"] = result.comparator
        return {
            **_about("Observation", patient, number), "status": result.status, "effectiveDateTime": result.day.isoformat(),
            "code": {"coding": [{"system": system, "code": code}]}, "valueQuantity": quantity,
        }  # fmt: skip

    def _finding(self, patient: str, number: int, fact: str, day: date) -> Json:
        system, code = coded(fact)
        concept = {"coding": [{"system": system, "code": code}]}
        if fact == "pregnant":
            return _asked(patient, number, fact, day, there=True)
        if system.endswith("rxnorm"):
            about = _about("MedicationRequest", patient, number)
            return {
                **about,
                "status": "active",
                "intent": "order",
                "authoredOn": day.isoformat(),
                "medicationCodeableConcept": concept,
            }
        active = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]}
        return {
            **_about("Condition", patient, number),
            "clinicalStatus": active,
            "recordedDate": day.isoformat(),
            "code": concept,
        }

    def close(self) -> None:
        """The rest to the files."""
        for file in self._files.values():
            file.close()


def _asked(patient: str, number: int, fact: str, day: date, there: bool = False) -> Json:
    """The answer to a question about a finding."""
    system, code = coded(fact)
    about = _about("Observation", patient, number)
    return {
        **about, "id": f"{about['id']}-{fact}", "status": "final", "effectiveDateTime": day.isoformat(),
        "code": {"coding": [{"system": system, "code": code}]}, "valueBoolean": there,
    }  # fmt: skip


def _injection(patient: str, number: int, day: date) -> Json:
    """A dose given."""
    product, route = ({"coding": [{"system": system, "code": code}]} for system, code in (INJECTION, INTRAMUSCULAR))
    return {
        **_about("MedicationAdministration", patient, number), "status": "completed", "effectiveDateTime": day.isoformat(),
        "medicationCodeableConcept": product, "dosage": {"route": route, "dose": {"value": 1, "unit": "mg", "code": "mg"}},
    }  # fmt: skip


def _about(kind: str, patient: str, number: int) -> Json:
    return {"resourceType": kind, "id": f"{patient}-{kind[:3]}{number}", "subject": {"reference": f"Patient/{patient}"}}


class WideWriter:
    """One row a patient: for each result its value, unit, comparator, date and status."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        fields = [(name, pa.string()) for name in ("patient", "sex", "birth_date", "assessed", "last_b12_injection")]
        for fact, *_ in LABS:
            fields += [(fact, pa.string()), (f"{fact}_unit", pa.string()), (f"{fact}_comparator", pa.string())]
            fields += [(f"{fact}_date", pa.date32()), (f"{fact}_status", pa.string())]
        names = [rate.fact for rate in (*FINDINGS, *MEDICINES, PREGNANT, INJECTED)]
        fields += [
            (name, pa.bool_()) for name in dict.fromkeys((*names, *(also for each in WITH.values() for also in each)))
        ]
        self._table = Table(folder / "patients.parquet", pa.schema(fields))

    def add(self, person: Person) -> None:
        """One patient more; a superseded result has no place in a row."""
        row: Json = {"patient": person.id, "sex": person.sex, "birth_date": person.born.isoformat()}
        for result in reversed(person.results):
            row |= {
                result.fact: result.value, f"{result.fact}_unit": result.unit, f"{result.fact}_comparator": result.comparator,
                f"{result.fact}_date": result.day, f"{result.fact}_status": result.status,
            }  # fmt: skip
        said = [also for fact in person.findings for also in WITH.get(fact, (fact,))]
        row |= dict.fromkeys(said, True) | ({"pregnant": False} if "pregnant" in person.absent else {})
        if person.absent:
            row["assessed"] = " ".join(ASSESSABLE)
        if person.injections:
            row |= {"b12_injections": True, "last_b12_injection": person.injections[0].isoformat()}
        self._table.add(row)

    def close(self) -> None:
        """The rest to the file."""
        self._table.close()


class TruthWriter:
    """What must be known of each fact of each patient, or why it is missing; written as it comes."""

    def __init__(self, path: Path) -> None:
        self._schema = pa.schema([(name, pa.string()) for name in ("patient", "fact", "text", "why")])
        self._writer = parquet.ParquetWriter(path, self._schema, compression="zstd")
        self._rows: list[tuple[str, str, str | None, str | None]] = []

    def add(self, person: Person) -> None:
        """One patient more."""
        self._rows += [(person.id, fact, text, None) for fact, text in person.truth.items()]
        self._rows += [(person.id, fact, None, why) for fact, why in person.missing.items()]
        if len(self._rows) > ROWS * 4:
            self._flush()

    def _flush(self) -> None:
        columns = list(zip(*self._rows, strict=True)) or [(), (), (), ()]
        arrays = [pa.array(column, pa.string()) for column in columns]
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema))
        self._rows.clear()

    def close(self) -> None:
        """The rest to the file."""
        self._flush()
        self._writer.close()


WRITERS: Mapping[str, Callable[[Path], Writer]] = {"ndjson": NdjsonWriter, "parquet": WideWriter, "omop": OmopWriter}
