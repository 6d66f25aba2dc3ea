"""Rows of OMOP tables as FHIR resources, which the one reader of FHIR then reads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cobalamin.knowledge.treatment import ENDING, names_reaction, stop_reason
from cobalamin.records.omop.concepts import Concepts
from cobalamin.records.units import as_printed, parse_result, spelled

Row = Mapping[str, Any]
Json = dict[str, Any]

FIELDS: Mapping[str, str] = {
    "person": "person_id year_of_birth month_of_birth day_of_birth birth_datetime gender_concept_id gender_source_value "
    "death_datetime",
    "measurement": "measurement_id person_id measurement_concept_id measurement_source_concept_id measurement_source_value "
    "measurement_date measurement_datetime operator_concept_id value_as_number value_as_concept_id value_source_value "
    "unit_concept_id unit_source_value range_low range_high",
    "observation": "observation_id person_id observation_concept_id observation_source_concept_id observation_source_value "
    "observation_date observation_datetime value_as_number value_as_string value_as_concept_id value_source_value "
    "qualifier_concept_id unit_concept_id unit_source_value",
    "condition_occurrence": "condition_occurrence_id person_id condition_concept_id condition_source_concept_id "
    "condition_source_value condition_start_date condition_start_datetime condition_end_date condition_end_datetime "
    "condition_status_concept_id condition_status_source_value",
    "procedure_occurrence": "procedure_occurrence_id person_id procedure_concept_id procedure_source_concept_id "
    "procedure_source_value procedure_date procedure_datetime",
    "drug_exposure": "drug_exposure_id person_id drug_concept_id drug_source_concept_id drug_source_value "
    "drug_exposure_start_date drug_exposure_start_datetime drug_exposure_end_date drug_exposure_end_datetime drug_type_concept_id "
    "stop_reason route_concept_id route_source_value sig",
}
"""The columns that are read of each table, if it has them; `note` and every other table is left alone."""
PREFIX: Mapping[str, str] = {
    "measurement": "measurement", "observation": "observation", "condition_occurrence": "condition",
    "procedure_occurrence": "procedure", "drug_exposure": "drug",
}  # fmt: skip
"""The prefix of the columns that hold a row's code."""
UNREAD_IN: Mapping[str, str] = {
    "condition_occurrence": "Condition", "procedure_occurrence": "Procedure", "drug_exposure": "MedicationStatement",
}  # fmt: skip
"""Tables whose rows may stand for anything if they are not understood, and the resource type of such a row."""
_SEXES: Mapping[str, str] = {"f": "female", "female": "female", "m": "male", "male": "male"}
_DOUBTED = frozenset({32899, 4033240, 32892})
"""Condition status: a preliminary diagnosis (by either id), and a condition to be diagnosed by a procedure."""
_DOUBT = re.compile(
    r"rule[ds]?[ _-]*out|suspect|provisional|prelim|differential|presum|possib|probab|doubt|unconfirm|not confirm|refut|exclu",
    re.IGNORECASE,
)
"""The same in words: the name of the concept, or the source's own text, which stands alone if nobody mapped it (register R79)."""
_RESOLVED = 32906
"""Condition status: a resolved condition."""
_GIVEN = frozenset({32818, 38000179, 38000180, 43542356, 43542357, 43542358, 581373})
"""Drug type: an administration in the record; given by a physician (as procedure, or found in a problem list, a referral, an
observation or an order), given in hospital. The last six are the drug types before 2020, which many tables still hold."""
_NO_DOSE = frozenset({
    32838, 32839, 32833, 38000177, 32825, 32837, 32857, 32869, 38000175, 38000176, 581452, 32830, 38000178, 32865, 44787730,
})  # fmt: skip
"""Drug type: a prescription, its issue, an order; dispensed or planned to be, by post or by a pharmacy's claim; a list of
medicines; the patient's own word. Each by its id of today and of before 2020 (sources in register R86)."""


def lines(concepts: Concepts, table: str, row: Row) -> Iterator[Json]:
    """The FHIR resources of a row, without members that the row lacks: one, or two for a dose given over several days."""
    for resource in _resources(concepts, table, row):
        yield {name: said for name, said in resource.items() if said is not None}


def _resources(concepts: Concepts, table: str, row: Row) -> Iterator[Json]:
    match table:
        case "person":
            yield _person(concepts, row)
        case "measurement" | "observation":
            yield _observation(concepts, table, row)
        case "condition_occurrence":
            yield _condition(concepts, row)
        case "procedure_occurrence":
            about = _about("Procedure", concepts, table, row)
            yield {**about, "status": "completed", "performedDateTime": _day(row, "procedure")}
        case _:
            yield from _drug(concepts, row)


def _about(kind: str, concepts: Concepts, table: str, row: Row) -> Json:
    """What every resource has: type, id, subject and codes, the source's code before the one it was mapped to."""
    prefix = PREFIX[table]
    numbers = (row.get(f"{prefix}_source_concept_id"), row.get(f"{prefix}_concept_id"))
    code = concepts.concept(numbers, row.get(f"{prefix}_source_value"))
    subject = {"reference": f"Patient/{row['person_id']}"}
    return {"resourceType": kind, "id": _text(row.get(f"{table}_id")) or "", "subject": subject, "code": code}


# --- the person ------------------------------------------------------------------------------------------------------


def _person(concepts: Concepts, row: Row) -> Json:
    told = str(row.get("gender_source_value") or "").strip().lower()
    died = row.get("death_date") or row.get("death_datetime")
    return {
        "resourceType": "Patient", "id": str(row["person_id"]), "birthDate": _born(row),
        "gender": concepts.sex(row.get("gender_concept_id")) or _SEXES.get(told), "deceasedDateTime": died,
        "deceasedBoolean": True if row.get("is_dead") and died is None else None,
    }  # fmt: skip


def _born(row: Row) -> str | None:
    """The date of birth as far as it is known: CDM 5.4 has `birth_datetime` made up where month or day is unknown."""
    if row.get("year_of_birth") is None:
        return None if row.get("birth_datetime") is None else str(row["birth_datetime"])[:10]
    known: list[str] = []
    for name, width in (("year_of_birth", 4), ("month_of_birth", 2), ("day_of_birth", 2)):
        number = _whole(row.get(name))
        if number is None:
            break
        known.append(f"{number:0{width}}")
    return "-".join(known) or None


def _whole(number: Any) -> int | None:
    """A whole number, however its column keeps it; None for an empty text or *not a number*."""
    try:
        return None if number is None else int(number)
    except (ValueError, OverflowError, TypeError):
        return None


# --- measurements and observations -----------------------------------------------------------------------------------


def _observation(concepts: Concepts, table: str, row: Row) -> Json:
    """A result or an answer: a number, a concept or a text; whatever the row has is passed to the reader."""
    about = {**_about("Observation", concepts, table, row), "status": "final", "effectiveDateTime": _moment(row, table)}
    text = _text(row.get("value_as_string"), row.get("value_source_value"))
    answer = row.get("value_as_concept_id") or row.get("qualifier_concept_id")
    quantity = _quantity(concepts, row, text)
    if quantity is not None:
        about["valueQuantity"] = quantity
    if answer:
        about["valueCodeableConcept"] = {"coding": concepts.codings(answer), "text": text}
    elif quantity is None and text is not None and _number(row) is None:
        about |= _as_written(concepts, row, text)
    return about | {"referenceRange": _range(row, about["valueQuantity"])} if "valueQuantity" in about else about


def _moment(row: Row, table: str) -> str | None:
    """The moment of the day recorded; a moment of another day (another time zone, a stopgap) says less than the day.

    Midnight is what these tables hold where only the day is known: the day alone then.
    """
    day, moment = row.get(f"{table}_date"), row.get(f"{table}_datetime")
    if day is None or (moment is not None and moment[:10] == day[:10]):
        day = moment or day
    return None if day is None else str(day).replace(" ", "T")[:19].removesuffix("T00:00:00")


def _text(*texts: str | None) -> str | None:
    return next((str(text) for text in texts if text is not None and str(text).strip()), None)


def _number(row: Row) -> Any:
    """The number; None for *not a number*, which tables written from data frames have in place of a null."""
    return _real(row.get("value_as_number"))


def _real(number: Any) -> Any:
    return None if number is None or number != number else number


def _quantity(concepts: Concepts, row: Row, text: str | None) -> Json | None:
    """The number with its sign and unit; none where the sign is an operator nobody knows, or the text has another one.

    A sign that only the text has is that of its own number: "<200" beside 100, half of it, does not say "<100".
    The unit written beside the same number in the source's own text counts like a text of the unit: two that differ are none.
    """
    number, sign = _number(row), concepts.comparator(row.get("operator_concept_id"))
    if number is None or sign is None:
        return None
    sent = parse_result(text) if text is not None else None
    same = sent is not None and sent.value == as_printed(number)
    if sent is not None and sent.comparator and (sent.comparator != sign if sign else not same):
        return None
    own = sent.unit if sent is not None and same else ""
    units = _units(concepts, row, own)
    if units is None:
        return None
    sign = sign or (sent.comparator if sent is not None else "")
    return {"value": number, "comparator": sign or None, "unit": units[-1], "code": units[0]}


def _as_written(concepts: Concepts, row: Row, text: str) -> Json:
    """A result in words; one with a unit, of columns or of its own, is a number with it, and one with three is nothing."""
    sent = parse_result(text)
    units = _units(concepts, row, sent.unit if sent is not None else "")
    if sent is None or units == (None,):
        return {"valueString": text}
    if units is None:
        return {}
    value = {"value": float(sent.value), "comparator": sent.comparator or None, "unit": units[-1], "code": units[0]}
    return {"valueQuantity": value}


def _units(concepts: Concepts, row: Row, own: str) -> tuple[str | None, ...] | None:
    """The one or two spellings of the unit, from its concept, its column and the text of the result itself.

    None where there are three: a Quantity has room for two, and one of them may be another unit.
    """
    told: dict[str, str] = {}
    for unit in (concepts.unit(row.get("unit_concept_id")), _text(row.get("unit_source_value")), _FLAG.sub("", own)):
        if unit:
            told.setdefault(spelled(unit), unit)
    return None if len(told) > 2 else (*told.values(),) or (None,)


_FLAG = re.compile(r"(?:^|\s+)\(?[HLN]{1,2}\)?$")
"""What a laboratory writes beside a number that is high, low or normal."""


def _range(row: Row, quantity: Json) -> list[Json]:
    limits = {"low": _real(row.get("range_low")), "high": _real(row.get("range_high"))}
    unit = {name: quantity[name] for name in ("unit", "code")}
    sent = {end: {"value": limit, **unit} for end, limit in limits.items() if limit is not None}
    return [sent] if sent else []


# --- diagnoses and medicines -----------------------------------------------------------------------------------------


def _condition(concepts: Concepts, row: Row) -> Json:
    """A diagnosis; the day a row ends is that of the visit or the bill unless its status is *resolved* (register R86)."""
    status = row.get("condition_status_concept_id")
    about = {
        **_about("Condition", concepts, "condition_occurrence", row),
        "recordedDate": _day(row, "condition_start"),
    }
    words = (row.get("condition_status_source_value"), *(each.get("display") for each in concepts.codings(status)))
    if status in _DOUBTED or any(_DOUBT.search(str(word or "")) for word in words):
        about["verificationStatus"] = {"coding": [{"code": "provisional"}]}
    if status == _RESOLVED:
        about["clinicalStatus"] = {"coding": [{"code": "resolved"}]}
        about["abatementDateTime"] = _day(row, "condition_end")
    return about


def _drug(concepts: Concepts, row: Row) -> Iterator[Json]:
    """An exposure of one day is read as a dose given, any other as a statement of its whole time, unless its type says more (R86).

    One without an end, or that ends before it begins, is a word of its first day: nothing says that it goes on. What was written,
    dispensed, listed or told by the patient is no dose given; what was given is a dose of its first day, whenever it ended.
    A reason that ends a treatment, a reaction above all, is told as that of a stop.
    """
    start, end = (_day(row, f"drug_exposure_{which}") for which in ("start", "end"))
    kind = row.get("drug_type_concept_id")
    route = {"coding": concepts.codings(row.get("route_concept_id")), "text": row.get("route_source_value")}
    dosage = {"route": route, "text": row.get("sig")}
    lasting = end is not None and (start is None or end > start)
    about = _about("MedicationStatement", concepts, "drug_exposure", row)
    about["medicationCodeableConcept"] = about.pop("code")
    stopped = _stopped(row)
    if stopped or lasting:
        until = {"effectivePeriod": {"start": start, "end": end if lasting else start}, "dosage": [dosage]}
        yield {**about, "status": "active", **until, **stopped}
    if kind in _NO_DOSE and not lasting:
        word = {"status": "completed", "whenHandedOver": start, "dosageInstruction": [dosage]}
        yield {**about, "resourceType": "MedicationDispense", **word}
    if (kind in _GIVEN and (start or not lasting)) or not (lasting or kind in _NO_DOSE):
        dose = {"status": "completed", "effectiveDateTime": start, "dosage": dosage}
        yield {**about, "resourceType": "MedicationAdministration", **dose}


def _stopped(row: Row) -> Json:
    """The status and reason of a stop; empty for other words (*finished*): every row of some sites has them."""
    why = _text(row.get("stop_reason")) or ""
    if stop_reason(why) not in ENDING and not names_reaction(why):
        return {}
    return {"status": "stopped", "statusReason": [{"text": why}]}


def _day(row: Row, what: str) -> str | None:
    """The date column, or the day of the datetime column where that stands alone, as in CDM 6.0."""
    told = _text(row.get(f"{what}_date"), row.get(f"{what}_datetime"))
    return None if told is None else told[:10]


def concept_columns(columns: Sequence[str], table: str) -> list[str]:
    """The columns of a row that hold concepts beside the code."""
    own = {f"{PREFIX[table]}_concept_id", f"{PREFIX[table]}_source_concept_id"}
    return [name for name in columns if name.endswith("_concept_id") and name not in own]
