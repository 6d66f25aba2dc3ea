"""People in OMOP tables for the second reading, each made from a number: rows as sites have them, right and wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from by_the_book_bundles import ON, USUAL, day
from by_the_book_codes import DATA, MEASURES
from by_the_book_omop import SYSTEMS, UNITS

Row = dict[str, Any]
VOCABULARIES = {short: name for name, short in SYSTEMS.items() if name != "dm+d"}
ANSWERS = {  # what a result or an answer can be, by SNOMED CT
    "10828004": "Positive", "260385009": "Negative", "373066001": "Yes", "373067005": "No", "255604002": "Mild",
    "42425007": "Equivocal",
}  # fmt: skip
NOT_READ = "Our own"
COLUMNS = {
    "person": "person_id gender_concept_id gender_source_value year_of_birth month_of_birth day_of_birth birth_datetime",
    "measurement": "measurement_id person_id measurement_concept_id measurement_source_concept_id measurement_source_value "
    "measurement_date measurement_datetime operator_concept_id value_as_number value_as_concept_id value_source_value "
    "unit_concept_id unit_source_value range_low range_high",
    "observation": "observation_id person_id observation_concept_id observation_source_concept_id observation_source_value "
    "observation_date observation_datetime value_as_number value_as_string value_as_concept_id value_source_value "
    "qualifier_concept_id unit_concept_id unit_source_value",
    "condition_occurrence": "condition_occurrence_id person_id condition_concept_id condition_source_concept_id "
    "condition_source_value condition_start_date condition_start_datetime condition_end_date condition_end_datetime "
    "condition_status_concept_id stop_reason",
    "procedure_occurrence": "procedure_occurrence_id person_id procedure_concept_id procedure_source_concept_id "
    "procedure_source_value procedure_date procedure_datetime quantity",
    "drug_exposure": "drug_exposure_id person_id drug_concept_id drug_source_concept_id drug_source_value "
    "drug_exposure_start_date drug_exposure_start_datetime drug_exposure_end_date drug_exposure_end_datetime "
    "drug_type_concept_id route_concept_id route_source_value sig quantity stop_reason",
}  # fmt: skip


def vocabulary() -> tuple[list[Row], list[Row], dict[str, list[int]]]:
    """A site's `concept` and `concept_relationship`, and the ids of each value set."""
    rows: list[Row] = []
    links: list[Row] = []
    ids: dict[str, list[int]] = defaultdict(list)
    known: dict[tuple[str, str], int] = {}

    def add(vocabulary: str, code: str, name: str) -> int:
        if (vocabulary, code) not in known:
            known[vocabulary, code] = 50_000_000 + len(known)
            rows.append({"concept_id": known[vocabulary, code], "vocabulary_id": vocabulary, "concept_code": code,
                         "concept_name": name, "domain_id": ""})  # fmt: skip
        return known[vocabulary, code]

    for concept, body in DATA["concepts"].items():
        for system, code, _ in body["codes"]:
            if system == "omop":
                ids[concept].append(int(code))
            elif system in VOCABULARIES:
                ids[concept].append(add(VOCABULARIES[system], code, f"concept {code}"))
        for id in ids[concept][:1]:  # one code of the site's own, mapped to it
            own = add(NOT_READ, f"own {concept}", f"our {len(rows)}")
            links.append({"concept_id_1": own, "concept_id_2": id, "relationship_id": "Maps to"})
            links.append({"concept_id_1": id, "concept_id_2": own, "relationship_id": "Mapped from"})
            ids[concept].append(own)
    for code, name in ANSWERS.items():
        ids["answer"].append(add("SNOMED", code, name))
    ids["nothing"] = [add(NOT_READ, "x", "our x"), add("SNOMED", "271649006", "concept 271649006")]
    return rows, links, dict(ids)


CONCEPTS, LINKS, IDS = vocabulary()
WHERE = {"cond": "condition_occurrence", "med": "drug_exposure", "admin": "procedure_occurrence", "obs": "observation"}
DIAGNOSES = [concept for concept in IDS if concept.startswith("cond.")]
MEDICINES = [concept for concept in IDS if concept.startswith("med.")]
TESTED = ["lab.intrinsic_factor_antibody", "lab.parietal_cell_antibody", "lab.hypersegmented_neutrophils"]
ROUTES = [concept for concept in IDS if concept.startswith("admin.route")]


def tables(first: int, count: int) -> dict[str, list[Row]]:
    """The tables of so many people, the first of that number."""
    found: dict[str, list[Row]] = {name: [] for name in COLUMNS}
    for id in range(first, first + count):
        rng = Random(id)
        found["person"].append(person(rng, id))
        for name, row in rows_of(rng):
            key = f"{name}_id"
            found[name].append({key: id * 100 + len(found[name]) % 100, "person_id": id, **row})
            if rng.random() < 0.05:  # sent twice
                found[name].append({**found[name][-1], key: id * 100 + 99})
    whole = {
        name: [{column: row.get(column) for column in COLUMNS[name].split()} for row in rows]
        for name, rows in found.items()
    }
    return whole | {"concept": CONCEPTS, "concept_relationship": LINKS}


def person(rng: Random, id: int) -> Row:
    year, month, born = rng.choice(
        ((1971, 5, 4), (1962, None, None), (1966, 3, None), (1966, 2, 28), (1940, 1, 1), (2019, 7, 1), (2010, 3, 2),
         (1990, None, 6), (1967, 2, 30), (1980, 13, 1))  # the last two cannot be
    )  # fmt: skip
    at = rng.choice((None, datetime(year, 6, 15), datetime(year, 1, 1), datetime(1971, 5, 4, 8, 30)))
    sex, word = rng.choice(((8532, "F"), (8532, None), (8507, "M"), (0, "female"), (0, "M"), (None, "Male"), (8551, "F"), (0, None),
                            (0, "missing"), (8521, None)))  # fmt: skip
    return {"person_id": id, "gender_concept_id": sex, "gender_source_value": word, "year_of_birth": year, "month_of_birth": month,
            "day_of_birth": born, "birth_datetime": at}  # fmt: skip


def rows_of(rng: Random) -> Iterator[tuple[str, Row]]:
    for _ in range(rng.randrange(1, 6)):
        kind = rng.random()
        if kind < 0.4:
            yield placed(rng.choice(("measurement",) * 5 + ("observation",)), result(rng))
        elif kind < 0.5:
            yield placed(rng.choice(("measurement", "observation")), tested(rng))
        elif kind < 0.7:
            yield "condition_occurrence", diagnosis(rng)
        elif kind < 0.8:
            yield placed(rng.choice(("observation", "procedure_occurrence")), other(rng))
        else:
            yield "drug_exposure", exposure(rng)


def placed(table: str, row: Row) -> tuple[str, Row]:
    """The row as that table has it: what an event is called and when it was are columns of its own name."""
    kind = table.removesuffix("_occurrence")
    return table, {column.replace("event_", f"{kind}_", 1): value for column, value in row.items()}


def coded(rng: Random, kind: str, concept: str) -> Row:
    """Standard and source concept and the source's text, any of them left out."""
    ids = [rng.choice(IDS[concept]), rng.choice((0, 0, None, rng.choice(IDS[concept]), rng.choice(IDS["nothing"])))]
    if rng.random() < 0.3:
        ids.reverse()
    return {f"{kind}_concept_id": ids[0], f"{kind}_source_concept_id": ids[1],
            f"{kind}_source_value": rng.choice((None, "", "xyz", "17"))}  # fmt: skip


def dated(rng: Random, kind: str, that: date | None = None) -> Row:
    """The day and the moment beside it: as it should be, one alone, midnight, of another day."""
    that = that or day(rng)
    at = datetime.combine(that, rng.choice((time(0, 0), time(8, 30), time(23, 30))))
    both: tuple[tuple[date | None, datetime | None], ...] = (
        (that, at), (that, at), (that, None), (that, None), (None, at), (that, at + timedelta(days=1)),
    )  # fmt: skip
    one, other = rng.choice(both)
    return {f"{kind}_date": one, f"{kind}_datetime": other}


def result(rng: Random) -> Row:
    name = rng.choice((*MEASURES, "total_b12", "haemoglobin", "mma"))
    values, units = USUAL[name]
    value: float | None = rng.choice(values)
    unit = rng.choice(units)
    row = dated(rng, "event") | coded(rng, "event", MEASURES[name])
    id = next((id for id, known in UNITS.items() if known == unit), 0)
    row |= {
        "unit_concept_id": rng.choice((id, id, id, id, 0, None, 8729)),
        "unit_source_value": rng.choice((unit, None, None, "", "furlong")),
    }
    row |= {"operator_concept_id": rng.choice((None, None, None, 0, 4172703, 4171756, 4172704, 4171754, 4171755, 77))}
    if rng.random() < 0.1:
        value = rng.choice((None, -1.0, 0.0, float("nan")))
    beside = (f"{value}", f">{value}", f"<{value}", f"{value} {unit}", f"{value} pmol/L") if value and value > 0 else ()
    text = rng.choice((None, None, None, "", "haemolysed", "150 H", "low", *beside))
    row |= {"value_as_number": value, "value_source_value": text}
    if rng.random() < 0.15:
        row["range_high"] = rng.choice((271.0, 0.4, 15.0, 500.0))
        row["range_low"] = rng.choice((None, 0.0, 1.0))
    if rng.random() < 0.1:
        row["value_as_number"], row["value_source_value"] = (
            None,
            rng.choice(
                (f"{values[0]}", f"<{values[0]} {unit}", f"{values[0]} H", f"{values[0]} pmol/L", "<0.5", "abc")
            ),
        )
    return row


def tested(rng: Random) -> Row:
    row = dated(rng, "event") | coded(rng, "event", rng.choice(TESTED))
    row["value_as_concept_id"] = rng.choice((*IDS["answer"], None, 0, 999))
    if rng.random() < 0.3:
        row["value_as_number"] = rng.choice((2.5, None))
    if rng.random() < 0.2:
        row["value_source_value"] = rng.choice(("positive", "NEG", "?", "2.5"))
    return row


def diagnosis(rng: Random) -> Row:
    start = day(rng)
    end = rng.choice(
        (None, None, start, start + timedelta(5), start - timedelta(5), ON + timedelta(30), start + timedelta(400))
    )
    status = rng.choice((None, None, 0, 32890, 32896, 32893, 32902, 32908, 32906, 32906, 32899, 32892))
    return {**coded(rng, "condition", rng.choice(DIAGNOSES)), **dated(rng, "condition_start", start),
            "condition_end_date": end, "condition_status_concept_id": status,
            "stop_reason": rng.choice((None, "resolved"))}  # fmt: skip


def other(rng: Random) -> Row:
    """A finding as an observation, answered or not, or as a procedure."""
    concept = rng.choice((*DIAGNOSES, "admin.b12_injection_procedure", "obs.pregnancy_status"))
    row = {**dated(rng, "event"), **coded(rng, "event", concept)}
    shape = rng.randrange(8)
    if shape == 0:
        row["value_as_concept_id"] = rng.choice((*IDS["answer"], 999, 0))
        row["value_source_value"] = rng.choice((None, None, "yes", "NO", "since 2019"))
    elif shape == 1:
        row["value_as_string"] = rng.choice(("yes", "no", "since 2019", ""))
    elif shape == 2:
        row["value_as_number"] = rng.choice((1.0, 0.0, float("nan")))
    elif shape == 3:
        row["qualifier_concept_id"] = rng.choice((*IDS["answer"], 0))
    return row


def exposure(rng: Random) -> Row:
    start = day(rng)
    end = rng.choice((start, start, None, start + timedelta(29), start + timedelta(29), start + timedelta(1), ON + timedelta(60),
                      start - timedelta(3), start + timedelta(400)))  # fmt: skip
    row = {
        **coded(rng, "drug", rng.choice(MEDICINES)),
        **dated(rng, "drug_exposure_start", start),
        "drug_exposure_end_date": end,
    }
    if rng.random() < 0.4:
        row["route_concept_id"] = rng.choice([id for route in ROUTES for id in IDS[route]] + [0])
    elif rng.random() < 0.3:
        row["route_source_value"] = rng.choice(("intramuscular", "PO", "IM", "oral", "?"))
    if rng.random() < 0.6:  # given, written, dispensed, listed, told, or a record of whatever kind
        row["drug_type_concept_id"] = rng.choice(
            (32818, 38000180, 32838, 38000177, 32825, 32869, 32830, 32865, 32817, 0)
        )
    if rng.random() < 0.05:  # no day at all, or that of the end alone
        row |= {"drug_exposure_start_date": None, "drug_exposure_start_datetime": None}
    row |= {"quantity": rng.choice((None, 1.0, -1.0, 30.0)), "stop_reason": rng.choice((None, "regimen completed"))}
    if rng.random() < 0.2:  # in words alone, as where nobody mapped it
        row |= {"drug_concept_id": rng.choice((0, *IDS["nothing"])), "drug_source_concept_id": None}
        row["drug_source_value"] = rng.choice(("metformin 500 mg tablets", "hydroxocobalamin 1 mg/mL injection",
                                               "vitamin B12 tablets", "folic acid 5 mg"))  # fmt: skip
    return row
