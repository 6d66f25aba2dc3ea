"""What the concept ids of OMOP tables mean: by the value sets, or by the `concept` table of the source.

A concept in a vocabulary we know is read as its code there; any other keeps its id and its name. One that means nothing by itself
is replaced by what the site's `concept_relationship` maps it to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from cobalamin.records.bulk.codes import meanings_at
from cobalamin.records.codes import shipped
from cobalamin.records.omop.database import Database

OMOP = "https://fhir-terminology.ohdsi.org"
SYSTEMS: Mapping[str, str] = {
    "SNOMED": "http://snomed.info/sct", "LOINC": "http://loinc.org", "RxNorm": "http://www.nlm.nih.gov/research/umls/rxnorm",
    "RxNorm Extension": "http://www.nlm.nih.gov/research/umls/rxnorm", "ATC": "http://www.whocc.no/atc",
    "ICD10CM": "http://hl7.org/fhir/sid/icd-10-cm", "ICD10": "http://hl7.org/fhir/sid/icd-10", "dm+d": "https://dmd.nhs.uk",
    "CPT4": "http://www.ama-assn.org/go/cpt", "HCPCS": "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
    "OPCS4": "https://fhir.hl7.org.uk/CodeSystem/OPCS-4", "Read": "http://read.info/readv2",
}  # fmt: skip
"""OMOP's names of the vocabularies whose codes the value sets hold."""
UNITS: Mapping[int, str] = {
    8729: "pmol/L", 8736: "nmol/L", 8749: "umol/L", 8753: "mmol/L", 8845: "pg/mL", 8842: "ng/mL", 8725: "ng/L", 8748: "ug/L",
    8751: "mg/L", 8636: "g/L", 8713: "g/dL", 8583: "fL", 8554: "%", 9444: "10*9/L", 8734: "10*12/L",
}  # fmt: skip
"""Unit concepts where there is no `concept` table: those of `value-sets.json` (FinnGen and MIMIC-OMOP maps)."""
_OPERATORS: Mapping[int, str] = {4171756: "<", 4171754: "<=", 4172703: "=", 4171755: ">=", 4172704: ">"}
"""The operators of CDM 5.4, as two published conversions from OMOP tables write them."""
_SIGNS: Mapping[str, str] = {"=": "", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_SEXES: Mapping[int, str] = {8532: "female", 8507: "male"}
"""The two of the OMOP genders that are one sex, as the tables of CDM 5.4 name them."""
_TOGETHER = 10_000
"""How many concepts are asked for in one query."""
_OPERATOR = "Meas Value Operator"
Json = dict[str, Any]


class _Concept(NamedTuple):
    """One row of `concept`."""

    vocabulary: str
    code: str
    name: str
    domain: str


class Concepts:
    """The concepts met so far, looked up in the source's vocabulary tables in as few queries as possible."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._rows: dict[int, _Concept | None] = {}
        self._mapped: dict[int, tuple[int, ...]] = {}
        self._speaks: dict[int, bool] = {}
        self._meanings = meanings_at()

    def learn(self, ids: Iterable[int]) -> None:
        """Ask for the concepts that were not met before, and for what those without a meaning are mapped to."""
        fresh = self._look_up(ids)
        silent = [number for number in fresh if not self._has_meaning(number)]
        targets = self._maps_to(silent)
        self._look_up(target for found in targets.values() for target in found)
        self._mapped |= targets

    def _look_up(self, ids: Iterable[int]) -> list[int]:
        fresh = sorted({*ids} - self._rows.keys() - {0})
        self._rows |= dict.fromkeys(fresh)
        table = self._database.tables.get("concept")
        if table is not None:
            table.require("concept_id")
        fields = ["concept_id", "vocabulary_id", "concept_code", "concept_name", "domain_id"]
        for some in _in_pieces(fresh) if table is not None else ():
            assert table is not None
            chosen = [f"{table.columns.get(name, 'null')} as {name}" for name in fields]
            where = f"{table.columns['concept_id']} in ({_listed(some)})"
            for row in self._database.rows(f"select {', '.join(chosen)} from {table.name} where {where}"):
                number, *texts = (row[name] for name in fields)
                self._rows[int(number)] = _Concept(*(str(text or "") for text in texts))
        return fresh

    def _maps_to(self, ids: Sequence[int]) -> dict[int, tuple[int, ...]]:
        """What the site's vocabulary maps concepts to that have no meaning of their own."""
        table = self._database.tables.get("concept_relationship")
        found: defaultdict[int, list[int]] = defaultdict(list)
        for some in _in_pieces(ids) if table is not None else ():
            assert table is not None
            table.require("concept_id_1", "concept_id_2", "relationship_id")
            first, second, kind = (table.columns[name] for name in ("concept_id_1", "concept_id_2", "relationship_id"))
            where = f"{kind} = 'Maps to' and {first} <> {second} and {first} in ({_listed(some)})"
            for row in self._database.rows(f"select {first} as one, {second} as other from {table.name} where {where}"):
                found[int(row["one"])].append(int(row["other"]))
        return {number: tuple(sorted(targets)) for number, targets in found.items()}

    # --- what they mean ---

    def concept(self, numbers: Sequence[int | None], text: str | None) -> Json:
        """The CodeableConcept of a row: its concepts, and the source's own name for it."""
        return {"coding": [each for number in dict.fromkeys(numbers) for each in self.codings(number)], "text": text}

    def may_be_any(self, kind: str, numbers: Sequence[int], text: str) -> bool:
        """Whether such a row may stand for anything, judged as a FHIR resource of this type would be."""
        return kind in self._meanings.surely(msgspec.json.encode(self.concept(numbers, text or None))).unread

    def codings(self, number: int | None) -> list[Json]:
        """The codes of a concept: its own, and where that has no meaning those it is mapped to."""
        if not number:
            return []
        return [
            *self._own(number),
            *(coding for target in self._mapped.get(number, ()) for coding in self._own(target)),
        ]

    def _own(self, number: int) -> list[Json]:
        row = self._rows.get(number)
        by_id = {"system": OMOP, "code": str(number)}
        if row is None:
            return [by_id]
        if row.vocabulary not in SYSTEMS:
            return [{**by_id, "display": row.name}]
        own = {"system": SYSTEMS[row.vocabulary], "code": row.code, "display": row.name}
        return [own, by_id] if shipped().concepts_of(OMOP, str(number)) else [own]

    def _has_meaning(self, number: int) -> bool:
        return any(self._says(coding) for coding in self._own(number))

    def _says(self, coding: Json) -> bool:
        return self.speaks({"coding": [{name: coding[name] for name in ("system", "code")}]})

    def speaks(self, concept: Json) -> bool:
        """Whether a code or its text can say something, judged as in a FHIR export."""
        return self._meanings.surely(msgspec.json.encode(concept)).somewhere

    def says(self, number: int) -> bool:
        """Whether rows with this concept can say something."""
        found = self._speaks.get(number)
        if found is None:
            found = self._speaks[number] = self.speaks({"coding": self.codings(number)})
        return found

    def unit(self, number: int | None) -> str | None:
        """A unit's own code."""
        row = self._rows.get(number or 0)
        return row.code if row is not None and row.vocabulary == "UCUM" else UNITS.get(number or 0)

    def comparator(self, number: int | None) -> str | None:
        """The sign of an operator, "" where the number itself is meant; None where nobody knows what it is."""
        row = self._rows.get(number or 0)
        named = (
            row.name if row is not None and _OPERATOR in (row.domain, row.vocabulary) else _OPERATORS.get(number or 0)
        )
        return _SIGNS.get(named or "") if number else ""

    def sex(self, number: int | None) -> str | None:
        """A sex, where the concept is one."""
        row = self._rows.get(number or 0)
        if row is not None and row.vocabulary == "Gender":
            return {"F": "female", "M": "male"}.get(row.code)
        return _SEXES.get(number or 0)


def _in_pieces(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[i : i + _TOGETHER] for i in range(0, len(ids), _TOGETHER))


def _listed(ids: Iterable[int]) -> str:
    return ", ".join(map(str, ids))
