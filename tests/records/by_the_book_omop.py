"""OMOP tables read a second time, from the texts alone: the FHIR bundle that the rows of one person say.

Written from the documentation of CDM 5.4, `docs/population.md` and the register (R80, R86, R101) before a look at
`cobalamin.records.omop.read`; what the bundle then means is decided by the book of bundles (`by_the_book_records.py`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from by_the_book_codes import DATA, concepts, number

Row = Mapping[str, Any]
Tables = Mapping[str, Sequence[Row]]
Json = dict[str, Any]
SYSTEMS = {
    "SNOMED": "sct", "LOINC": "loinc", "RxNorm": "rxnorm", "ATC": "atc", "ICD10": "icd10", "ICD10CM": "icd10cm", "CPT4": "cpt",
    "HCPCS": "hcpcs", "OPCS4": "opcs4", "Read": "readv2", "dm+d": "sct",
}  # fmt: skip
UNITS = {
    8729: "pmol/L", 8736: "nmol/L", 8749: "umol/L", 8753: "mmol/L", 8845: "pg/mL", 8842: "ng/mL", 8725: "ng/L", 8748: "ug/L",
    8751: "mg/L", 8636: "g/L", 8713: "g/dL", 8583: "fL", 8554: "%", 9444: "10*9/L",
}  # fmt: skip
"""Of `terminology/value-sets.json`, omop_unit_concepts."""
SIGNS = {4171756: "<", 4172704: ">", 4171754: "<=", 4171755: ">=", 4172703: ""}
RESOLVED, UNSURE = 32906, (32899, 32892)
"""Resolved condition; preliminary diagnosis, condition to be diagnosed by procedure."""
GIVEN = (32818, 38000179, 38000180, 43542356, 43542357, 43542358, 581373)
NO_DOSE = (
    32825,
    32830,
    32833,
    32837,
    32838,
    32839,
    32857,
    32865,
    32869,
    38000175,
    38000176,
    38000177,
    38000178,
    581452,
    44787730,
)
"""Drug types: an administration; an order, a dispensing, a list or the patient's word."""


def nothing(value: Any) -> bool:
    return value is None or value != value or value in (0, "")


class Tabled:
    """The tables of a site, and what the rows of each person are as FHIR."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.names = {row["concept_id"]: row for row in tables.get("concept", ())}
        self.maps: dict[int, list[int]] = defaultdict(list)
        for row in tables.get("concept_relationship", ()):
            if row["relationship_id"] == "Maps to" and row["concept_id_1"] != row["concept_id_2"]:
                self.maps[row["concept_id_1"]].append(row["concept_id_2"])

    def bundle(self, id: int) -> Json:
        resources = [self._patient(id)]
        for name, make in (
            ("measurement", self._measurement), ("observation", self._observation),
            ("condition_occurrence", self._condition), ("procedure_occurrence", self._procedure),
        ):  # fmt: skip
            resources += [make(row) for row in self.tables.get(name, ()) if row["person_id"] == id]
        for row in self.tables.get("drug_exposure", ()):
            resources += self._exposure(row) if row["person_id"] == id else ()
        entries = [
            {"fullUrl": f"urn:uuid:00000000-0000-4000-8000-{i:012}", "resource": {"id": f"r{i}", **each}}
            for i, each in enumerate(resources)
        ]
        return {"resourceType": "Bundle", "type": "collection", "entry": entries}

    # --- people -----------------------------------------------------------------------------------------------------

    def _patient(self, id: int) -> Json:
        row = next(row for row in self.tables["person"] if row["person_id"] == id)
        sex = {8532: "female", 8507: "male"}.get(row.get("gender_concept_id") or 0)
        if sex is None:
            words = {"f": "female", "female": "female", "m": "male", "male": "male"}
            sex = words.get((row.get("gender_source_value") or "").strip().lower())
        born = self._born(row)
        about = {"gender": sex, "birthDate": born}
        return {"resourceType": "Patient", "id": str(id)} | {k: v for k, v in about.items() if v}

    def _born(self, row: Row) -> str:
        """As far as year, month and day say so; the moment of birth is made up where they do not. What cannot be is no birth."""
        year, month, day = (row.get(f"{name}_of_birth") for name in ("year", "month", "day"))
        try:
            whole = date(year or 0, month or 1, (day or 1) if month else 1).isoformat()
        except ValueError:
            return ""
        return whole if month and day else whole[:7] if month else whole[:4]

    # --- codes ------------------------------------------------------------------------------------------------------

    def _codings(self, id: Any) -> Iterator[Json]:
        """A concept is its code where its vocabulary is known, else its id; what means nothing is what it is mapped to."""
        if nothing(id):
            return
        own = self._coding(int(id))
        yield own
        if not concepts({"coding": [own]}):
            for other in self.maps[int(id)]:
                yield self._coding(other)

    def _coding(self, id: int) -> Json:
        row = self.names.get(id)
        if row and row["vocabulary_id"] in SYSTEMS:
            system = DATA["systems"][SYSTEMS[row["vocabulary_id"]]][0]
            return {"system": system, "code": row["concept_code"], "display": row["concept_name"]}
        known = {"system": DATA["systems"]["omop"][0], "code": str(id)}
        return known | ({"display": row["concept_name"]} if row else {})

    def _concept(self, row: Row, kind: str) -> Json:
        ids = (row.get(f"{kind}_source_concept_id"), row.get(f"{kind}_concept_id"))
        text = row.get(f"{kind}_source_value")
        found: Json = {"coding": [coding for id in ids for coding in self._codings(id)]}
        return found | ({"text": text} if not nothing(text) else {})

    def _units(self, row: Row, own: str) -> list[str]:
        """The unit by its concept, in its column, and beside the number in the source's own text, each spelling once."""
        id, text = row.get("unit_concept_id"), row.get("unit_source_value")
        known = None if nothing(id) else (self.names[id]["concept_code"] if id in self.names else UNITS.get(int(id)))
        own = "" if re.fullmatch(r"[HLN]{1,2}", own) else own
        return list({unit.lower(): unit for unit in (known, text, own) if not nothing(unit)}.values())

    # --- results and findings ---------------------------------------------------------------------------------------

    def _measurement(self, row: Row) -> Json:
        return self._seen(row, "measurement")

    def _observation(self, row: Row) -> Json:
        return self._seen(row, "observation")

    def _seen(self, row: Row, kind: str) -> Json:
        return {
            "resourceType": "Observation", "status": "final", "code": self._concept(row, kind),
            **({"effectiveDateTime": when} if (when := moment(row, kind)) else {}), **self._value(row),
        }  # fmt: skip

    def _value(self, row: Row) -> Json:
        value, answer = row.get("value_as_number"), row.get("value_as_concept_id")
        text = next((row[n] for n in ("value_as_string", "value_source_value") if not nothing(row.get(n))), None)
        coded: Json = {} if nothing(answer) else {"coding": list(self._codings(answer))}
        if coded and text is not None:
            coded["text"] = text
        found: Json = {}
        if value is not None and value == value:
            quantity = self._quantity(row, value)
            found = {"valueQuantity": quantity} if quantity else {"dataAbsentReason": {"text": "unreadable"}}
            if coded and quantity:
                found["interpretation"] = [coded]
        elif coded:
            found = {"valueCodeableConcept": coded}
        elif text is not None:
            found = self._text(row, text)
        if not nothing(row.get("qualifier_concept_id")) and not found:
            found = {"valueCodeableConcept": {"coding": list(self._codings(row["qualifier_concept_id"]))}}
        return found | self._range(row, found.get("valueQuantity", {}))

    def _quantity(self, row: Row, value: float) -> Json | None:
        """Number, sign and unit of the columns and of the source's own text, where these do not say two things."""
        operator = row.get("operator_concept_id")
        if not nothing(operator) and operator not in SIGNS:
            return None
        sign, own = SIGNS.get(operator or 0, ""), number(str(row.get("value_source_value") or ""))
        if own is not None and own[0] and sign and own[0] != sign:
            return None
        units = self._units(row, own[2] if own is not None and float(own[1]) == value else "")
        return self._measured(value, sign or (own[0] if own else ""), units)

    def _measured(self, value: float, sign: str, units: list[str]) -> Json | None:
        """A quantity with what was said of its unit; with three units it is none."""
        told = {"code": units[0], "unit": units[-1]} if units else {}
        return None if len(units) > 2 else {"value": value, **told, **({"comparator": sign} if sign else {})}

    def _text(self, row: Row, text: str) -> Json:
        own = number(text)
        units = self._units(row, own[2]) if own else []
        if own is None or not units:
            return {"valueString": text}
        quantity = self._measured(float(own[1]), own[0], units)
        return {"valueQuantity": quantity} if quantity else {"dataAbsentReason": {"text": "unreadable"}}

    def _range(self, row: Row, quantity: Json) -> Json:
        """In the unit of the result, as CDM 5.4 has it."""
        ends = {side: row[f"range_{side}"] for side in ("low", "high") if row.get(f"range_{side}") is not None}
        beside = {name: quantity[name] for name in ("code", "unit") if name in quantity}
        return {"referenceRange": [{side: {"value": v, **beside} for side, v in ends.items()}]} if ends else {}

    # --- diagnoses, operations, medicines ---------------------------------------------------------------------------

    def _condition(self, row: Row) -> Json:
        found: Json = {"resourceType": "Condition", "code": self._concept(row, "condition")}
        when, status = moment(row, "condition_start"), row.get("condition_status_concept_id")
        found |= {"recordedDate": when} if when else {}
        if status in UNSURE:
            found["verificationStatus"] = {"coding": [{"code": "provisional"}]}
        if status == RESOLVED:
            end = moment(row, "condition_end")
            found |= {"clinicalStatus": {"coding": [{"code": "resolved"}]}} | (
                {"abatementDateTime": end} if end else {}
            )
        return found

    def _procedure(self, row: Row) -> Json:
        when = moment(row, "procedure")
        return {
            "resourceType": "Procedure", "status": "completed", "code": self._concept(row, "procedure"),
            **({"performedDateTime": when} if when else {}),
        }  # fmt: skip

    def _exposure(self, row: Row) -> Iterator[Json]:
        start, end = moment(row, "drug_exposure_start"), moment(row, "drug_exposure_end")
        code = self._concept(row, "drug")
        route: Json = {"coding": list(self._codings(row.get("route_concept_id")))}
        route |= {"text": row["route_source_value"]} if not nothing(row.get("route_source_value")) else {}
        if not route["coding"] and "text" not in route and not nothing(row.get("sig")):
            route["text"] = row["sig"]
        dosage = {"route": route} if route["coding"] or "text" in route else {}
        about = {"medicationCodeableConcept": code}
        type = row.get("drug_type_concept_id")
        given = {
            **about, "resourceType": "MedicationAdministration", "status": "completed", "dosage": dosage,
            **({"effectiveDateTime": start} if start else {}),
        }  # fmt: skip
        if not end or (start and end[:10] <= start[:10]):  # no end, or one that cannot be: a word of its first day
            if type in NO_DOSE:
                yield {
                    **about, "resourceType": "MedicationDispense", "status": "completed", "dosageInstruction": [dosage],
                    **({"whenHandedOver": start} if start else {}),
                }  # fmt: skip
            else:
                yield given
            return
        period = {name: day for name, day in (("start", start), ("end", end)) if day}
        yield {
            **about, "resourceType": "MedicationStatement", "status": "completed", "effectivePeriod": period,
            "dosage": [dosage],
        }  # fmt: skip
        if type in GIVEN and start:
            yield given


def moment(row: Row, kind: str) -> str:
    """The day; or the moment beside it, where that is of the same day and not midnight, which stands for a day alone."""
    day, at = row.get(f"{kind}_date"), row.get(f"{kind}_datetime")
    if day is None and at is None:
        return ""
    if isinstance(day, datetime):
        day = day.date()
    if at is None or (day is not None and at.date() != day) or (at.hour, at.minute, at.second) == (0, 0, 0):
        return str(day or at.date())
    return at.replace(tzinfo=None).isoformat(timespec="seconds")
