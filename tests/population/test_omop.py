"""OMOP tables as sites keep them: coded results, the observation table, source concepts, operators, mappings, odd types and names.

What a concept means is said by the `concept` table of the test, as a site's own would say it, or by the shipped value sets.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from omop_places import PLACES, kept_in

from cobalamin.population.screen import screen
from cobalamin.records.bulk.heap import heap_cases
from cobalamin.records.case import Case
from cobalamin.records.errors import RecordError
from cobalamin.records.fact_table import text_of
from cobalamin.records.fhir.read import read_bundle
from cobalamin.records.known import Facts
from cobalamin.records.omop import read as omop
from cobalamin.records.omop.database import opened
from cobalamin.records.parts import kind_of
from cobalamin.records.select import facts_on

ON = date(2026, 3, 1)
DAY = date(2026, 1, 20)
B12, ANTIBODY, PARAESTHESIA, PG_ML, LESS = 3000593, 3022194, 4236484, 8845, 4171756
MMA = 3009799
Rows = Sequence[Mapping[str, Any]]
CONCEPTS: Rows = [
    {"concept_id": number, "vocabulary_id": vocabulary, "concept_code": code, "concept_name": name, "domain_id": domain}
    for number, vocabulary, code, name, domain in (
        (LESS, "SNOMED", "276139006", "<", "Meas Value Operator"),
        (901, "SNOMED", "10828004", "Positive", "Meas Value"),
        (902, "SNOMED", "260385009", "Negative", "Meas Value"),
        (903, "SNOMED", "373067005", "No", "Meas Value"),
        (904, "SNOMED", "255604002", "Mild", "Meas Value"),
        (905, "ICD10CM", "D51.0", "Vitamin B12 deficiency anemia due to intrinsic factor deficiency", "Condition"),
        (906, "RxNorm", "860975", "24 HR metformin hydrochloride 500 MG Extended Release Oral Tablet", "Drug"),
        (907, "RxNorm", "99999901", "metformin hydrochloride 1 GM Oral Tablet [Brand]", "Drug"),
        (908, "HCPCS", "J3420", "Injection, vitamin b-12 cyanocobalamin, up to 1000 mcg", "Drug"),
        (909, "Our laboratory", "B12S", "Cobalamin, our own code", "Measurement"),
        (910, "LOINC", "2132-9", "Cobalamin (Vitamin B12) [Mass/volume] in Serum or Plasma", "Measurement"),
        (911, "Our laboratory", "NA", "Sodium, our own code", "Measurement"),
        (912, "Our laboratory", "WD", "Rule-out diagnosis", "Condition Status"),
        (913, "OMOP Extension", "HX", "History of event", "Observation"),
        (914, "SNOMED", "57177007", "Family history with explicit context", "Observation"),
    )
]


def cases(folder: Path, **tables: Rows) -> dict[str, Case]:
    """The patients of a folder of these tables; person 1 is there unless said otherwise."""
    source = folder / "cdm"
    source.mkdir(exist_ok=True)
    tables.setdefault("person", [{"person_id": 1, "gender_concept_id": 8532, "year_of_birth": 1970}])
    for name, rows in tables.items():
        parquet.write_table(pa.Table.from_pylist([dict(row) for row in rows]), source / f"{name}.parquet")
    return read(source, folder)


def read(source: Path | str, folder: Path) -> dict[str, Case]:
    heaps = folder / "heaps"
    heaps.mkdir(exist_ok=True)
    found = omop.scatter(source, heaps, 1)
    every = (case for heap in found.heaps for case in heap_cases(heap, found.medicines))
    return {case.id: case for case in every if isinstance(case, Case)}


def facts(folder: Path, **tables: Rows) -> Facts:
    return facts_on(cases(folder, **tables)["1"], ON)


def measured(**columns: Any) -> Rows:
    """One B12 result of person 1."""
    row = {"measurement_id": 10, "person_id": 1, "measurement_concept_id": B12, "measurement_date": DAY,
           "value_as_number": 150.0, "unit_concept_id": PG_ML}  # fmt: skip
    return [row | columns]


def observed(**columns: Any) -> Rows:
    """One observation of person 1: tingling."""
    return [
        {"observation_id": 20, "person_id": 1, "observation_concept_id": PARAESTHESIA, "observation_date": DAY}
        | columns
    ]


# --- results ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("concepts", [{"concept": CONCEPTS}, {}])
def test_the_operator_of_a_result_is_read(tmp_path, concepts):
    """Athena keeps the operators in SNOMED CT and in a domain of their own; a number without its sign would be another result."""
    found = facts(tmp_path, measurement=measured(operator_concept_id=LESS), **concepts)
    assert text_of(found.values["total_b12"]) == "<150 pg/mL"


@pytest.mark.parametrize("equal", [4172703, 0, None])
def test_an_operator_that_says_equal_says_no_more_than_none(tmp_path, equal):
    found = facts(tmp_path, measurement=measured(operator_concept_id=equal))
    assert text_of(found.values["total_b12"]) == "150 pg/mL"


def test_a_number_with_an_operator_nobody_knows_is_not_used(tmp_path):
    assert facts(tmp_path, measurement=measured(operator_concept_id=77)).missing["total_b12"].why == "unreadable"


def test_a_sign_that_only_the_source_value_kept_counts(tmp_path):
    found = facts(tmp_path, measurement=measured(value_as_number=2000.0, value_source_value=">2000"))
    assert text_of(found.values["total_b12"]) == ">2000 pg/mL"


@pytest.mark.parametrize("number", [None, float("nan")])
@pytest.mark.parametrize("text, unit, expected", [
    ("150", {"unit_concept_id": PG_ML}, "150 pg/mL"),
    ("<150", {"unit_concept_id": 0, "unit_source_value": "ng/L"}, "<150 ng/L"),
    ("150 pmol/L", {"unit_concept_id": None}, "150 pmol/L"),
])  # fmt: skip
def test_a_result_in_words_has_the_unit_beside_it(tmp_path, number, text, unit, expected):
    found = facts(tmp_path, measurement=measured(value_as_number=number, value_source_value=text, **unit))
    assert text_of(found.values["total_b12"]) == expected


def test_a_unit_that_was_mapped_to_another_is_no_unit(tmp_path):
    found = facts(tmp_path, measurement=measured(unit_source_value="pmol/L"))
    assert found.missing["total_b12"].why == "contradictory"


@pytest.mark.parametrize(
    "columns, expected",
    [
        ({"value_source_value": "150 pmol/L"}, "contradictory"), ({"value_source_value": "203 pmol/L"}, "150 pg/mL"),
        ({"value_source_value": "150 H"}, "150 pg/mL"), ({"value_source_value": "150 pmol/L", "unit_concept_id": 0}, "150 pmol/L"),
        ({"value_source_value": ">150", "operator_concept_id": LESS}, "unreadable"),
        ({"value_source_value": "<150", "operator_concept_id": LESS}, "<150 pg/mL"),
        ({"value_as_number": None, "value_source_value": "150 pmol/L"}, "contradictory"),
        ({"value_as_number": None, "value_source_value": "<150 H"}, "<150 pg/mL"),
        # The unit as it was sent, in a column of its own, is one more that may say otherwise.
        ({"value_source_value": "150 pmol/L", "unit_concept_id": 0, "unit_source_value": "pg/mL"}, "contradictory"),
        ({"value_source_value": "150 pmol/L", "unit_source_value": "pg/mL"}, "contradictory"),
        ({"value_source_value": "150 pmol/L", "unit_source_value": "ng/L"}, "unreadable"),
        ({"value_as_number": None, "value_source_value": "150", "unit_source_value": "pmol/L"}, "contradictory"),
        ({"value_as_number": None, "value_source_value": "<150 pmol/L", "unit_source_value": "ng/L"}, "unreadable"),
        ({"value_as_number": None, "value_source_value": "<150 H", "unit_source_value": "PG/ML"}, "<150 pg/mL"),
        ({"value_source_value": "150 PG/ML", "unit_source_value": "pg/ml"}, "150 pg/mL"),
    ],
)  # fmt: skip
def test_sign_and_unit_in_the_sources_own_text_and_in_columns_are_one(tmp_path, columns, expected):
    """Of no two signs or units that are said one is passed over: 150 pmol/L filed under pg/mL would be deficient."""
    found = facts(tmp_path, measurement=measured(**columns))
    known = found.values.get("total_b12")
    assert (found.missing["total_b12"].why if known is None else text_of(known)) == expected


@pytest.mark.parametrize(
    "columns", [{"value_as_number": 250.0}, {"value_as_number": None, "value_source_value": "250 nmol/L"}]
)
def test_the_range_beside_a_result_decides_however_the_number_is_kept(tmp_path, columns):
    row = measured(measurement_concept_id=MMA, unit_concept_id=8736, range_high=200.0, **columns)
    assert text_of(facts(tmp_path, measurement=row).values["mma"]) == ">271 nmol/L"


@pytest.mark.parametrize("answer, text", [(902, "positive"), (901, "NEG"), (901, "not detected")])
def test_a_concept_and_the_sources_own_word_of_two_sides_say_nothing(tmp_path, answer, text):
    """An antibody that the laboratory called positive and the conversion negative ruled pernicious anaemia out."""
    row = measured(
        measurement_concept_id=ANTIBODY, value_as_number=None, value_as_concept_id=answer, value_source_value=text
    )
    assert facts(tmp_path, measurement=row, concept=CONCEPTS).missing["intrinsic_factor_antibody"].why == "unreadable"


def test_rows_of_nobody_are_of_no_patient(tmp_path):
    """Persons and results without an id made up one patient called None."""
    people = [{"person_id": 1, "year_of_birth": 1970}, {"person_id": None, "year_of_birth": 1950}]
    source, heaps = tmp_path / "cdm", tmp_path / "heaps"
    assert list(cases(tmp_path, person=people, measurement=[*measured(), *measured(person_id=None)])) == ["1"]
    found = omop.scatter(source, heaps, 1)
    assert (found.bad, [each.why for each in found.rejected]) == (2, ["rows without a person_id: 1"] * 2)


def test_a_result_whose_test_the_source_called_active_is_not_taken_for_total(tmp_path):
    found = facts(tmp_path, measurement=measured(measurement_source_value="Active B12", unit_concept_id=8729))
    assert found.missing["total_b12"].why == "contradictory"


@pytest.mark.parametrize("answer, expected", [(901, True), (902, False), (904, None), (999, None)])
@pytest.mark.parametrize("number", [None, 2.5])
def test_a_coded_result_is_read(tmp_path, answer, expected, number):
    row = measured(
        measurement_concept_id=ANTIBODY, value_as_number=number, unit_concept_id=None, value_as_concept_id=answer
    )
    assert facts(tmp_path, measurement=row, concept=CONCEPTS).values.get("intrinsic_factor_antibody") is expected


@pytest.mark.parametrize("columns, expected", [
    ({}, True), ({"value_as_concept_id": 903}, False), ({"value_as_concept_id": 904}, None), ({"value_as_concept_id": 999}, None),
    ({"value_as_string": "no"}, False), ({"value_as_string": "since 2019"}, None), ({"value_as_number": 1.0}, None),
    ({"value_as_concept_id": 0, "value_as_string": None, "value_as_number": None}, True),
    ({"qualifier_concept_id": 902}, False), ({"qualifier_concept_id": 904}, None),
])  # fmt: skip
def test_the_observation_table_is_read_as_fhir_observations(tmp_path, columns, expected):
    """An answer nobody can read, a qualifier too, is never a yes."""
    found = facts(tmp_path, observation=observed(**columns), concept=CONCEPTS)
    assert found.values.get("paraesthesia") is expected
    assert ("paraesthesia" in found.missing) == (expected is None)


def test_a_result_in_the_observation_table_is_a_result(tmp_path):
    row = observed(observation_concept_id=B12, value_as_number=150.0, unit_source_value="ng/L")
    assert text_of(facts(tmp_path, observation=row).values["total_b12"]) == "150 ng/L"


# --- codes -----------------------------------------------------------------------------------------------------------


def diagnosed(**columns: Any) -> Rows:
    """One diagnosis of person 1."""
    row = {"condition_occurrence_id": 30, "person_id": 1, "condition_concept_id": 194992, "condition_start_date": DAY}
    return [row | columns]


def exposed(**columns: Any) -> Rows:
    """One exposure of person 1 to a drug, still going on."""
    row = {"drug_exposure_id": 40, "person_id": 1, "drug_concept_id": 0, "drug_exposure_start_date": DAY,
           "drug_exposure_end_date": date(2026, 12, 31)}  # fmt: skip
    return [row | columns]


def test_the_source_concept_counts_where_there_is_no_standard_one(tmp_path):
    row = diagnosed(condition_concept_id=0, condition_source_concept_id=905)
    assert facts(tmp_path, condition_occurrence=row, concept=CONCEPTS).values["autoimmune_gastritis"] is True


def test_a_vocabulary_of_the_site_is_read_by_what_it_maps_to(tmp_path):
    links = [{"concept_id_1": 909, "concept_id_2": 910, "relationship_id": "Maps to"},
             {"concept_id_1": 911, "concept_id_2": 910, "relationship_id": "Mapped from"}]  # fmt: skip
    rows = [*measured(measurement_concept_id=0, measurement_source_concept_id=909),
            *measured(measurement_id=11, measurement_concept_id=911, value_as_number=900.0, measurement_date=ON)]  # fmt: skip
    found = facts(tmp_path, measurement=rows, concept=CONCEPTS, concept_relationship=links)
    assert text_of(found.values["total_b12"]) == "150 pg/mL"


@pytest.mark.parametrize("columns", [
    {"drug_concept_id": 906}, {"drug_concept_id": 907}, {"drug_source_value": "METFORMIN 500MG TABS"},
])  # fmt: skip
def test_a_pack_is_read_by_its_code_or_by_its_name(tmp_path, columns):
    row = exposed(**{"drug_source_value": None, **columns})
    assert facts(tmp_path, drug_exposure=row, concept=CONCEPTS).values["metformin"] is True


def test_a_billed_injection_spoils_the_level_after_it(tmp_path):
    given = exposed(drug_source_concept_id=908, drug_exposure_start_date=date(2026, 1, 15),
                    drug_exposure_end_date=date(2026, 1, 15))  # fmt: skip
    found = facts(tmp_path, drug_exposure=given, measurement=measured(), concept=CONCEPTS)
    assert found.missing["total_b12"].why == "after an injection"
    assert found.values["b12_injections"] is True


def test_the_route_may_stand_in_the_signature(tmp_path):
    row = exposed(drug_concept_id=1308738, sig="inject 1 mL intramuscularly every month")
    assert facts(tmp_path, drug_exposure=row).values["b12_injections"] is True


def test_a_name_that_speaks_of_b12_under_an_unknown_code_is_told(tmp_path):
    (case,) = cases(
        tmp_path, measurement=measured(measurement_concept_id=0, measurement_source_value="VIT B12")
    ).values()
    assert [problem.why for problem in case.problems] == ["unmapped"]


@pytest.mark.parametrize("status, end, expected", [
    (None, None, True), (0, date(2026, 1, 22), True), (32890, DAY, True),  # the visit ended, not the disease
    (32906, date(2026, 1, 22), False), (32906, None, False), (32899, None, None), (32892, None, None),
])  # fmt: skip
def test_a_diagnosis_ends_where_its_status_says_resolved(tmp_path, status, end, expected):
    row = diagnosed(condition_status_concept_id=status, condition_end_date=end)
    assert facts(tmp_path, condition_occurrence=row).values.get("coeliac_disease") is expected


@pytest.mark.parametrize("source, status", [("ruled out", 0), ("Suspected", None), (None, 912)])
def test_a_status_in_words_alone_that_doubts_a_diagnosis_is_read(tmp_path, source, status):
    """A coeliac disease that was ruled out was a malabsorption, for nobody had mapped the word."""
    row = diagnosed(condition_status_concept_id=status, condition_status_source_value=source)
    assert facts(tmp_path, condition_occurrence=row, concept=CONCEPTS).missing["coeliac_disease"].why == "not confirmed"


def test_a_history_answered_by_a_disease_is_asked_about_and_that_of_a_family_is_not(tmp_path):
    """As OMOP keeps them: a question, with the disease as its answer."""
    of_the_patient = observed(observation_concept_id=913, value_as_concept_id=905)
    found = facts(tmp_path, observation=of_the_patient, concept=CONCEPTS)
    assert found.missing["autoimmune_gastritis"].why == "in words only"
    of_others = observed(observation_concept_id=914, value_as_concept_id=905)
    assert "autoimmune_gastritis" not in facts(tmp_path, observation=of_others, concept=CONCEPTS).missing


@pytest.mark.parametrize("column", ["value_as_string", "value_source_value"])
@pytest.mark.parametrize(
    ("asked", "answer", "fact"),
    [
        ("Allergy", "hydroxocobalamin", "cobalamin_or_cobalt_allergy"),
        ("allergy", "Allergic to hydroxocobalamin", "cobalamin_or_cobalt_allergy"),
        ("Past history", "Pernicious anaemia", "autoimmune_gastritis"),
    ],
)
def test_an_answer_in_words_is_read_whatever_the_question_is_called(tmp_path, column, asked, answer, fact):
    """The question alone says nothing, and its row was passed over: of the same line of NDJSON it was told."""
    sent = observed(observation_concept_id=0, observation_source_value=asked, **{column: answer})
    others = observed(
        person_id=1,
        observation_id=21,
        observation_concept_id=0,
        observation_source_value=asked,
        **{column: "penicillin"},
    )
    found = facts(tmp_path, observation=[*sent, *others], concept=CONCEPTS)
    assert found.missing[fact].why == "in words only"


@pytest.mark.parametrize("end", [None, date(2024, 12, 1)])
@pytest.mark.parametrize("start, expected", [(DAY, "True"), (date(2025, 1, 20), "too old")])
def test_an_exposure_without_an_end_that_can_be_is_a_word_of_its_first_day(tmp_path, start, end, expected):
    """An injection of ten years ago whose end nobody wrote down was given to this day; one with a slip in its end, never."""
    row = exposed(
        drug_concept_id=1308738, route_source_value="IM", drug_exposure_start_date=start, drug_exposure_end_date=end
    )
    found = facts(tmp_path, drug_exposure=row)
    assert (
        found.missing["b12_injections"].why if expected == "too old" else str(found.values["b12_injections"])
    ) == expected


def test_an_exposure_without_any_day_is_asked_about(tmp_path):
    """It was taken to this day."""
    row = exposed(
        drug_concept_id=1308738, route_source_value="IM", drug_exposure_start_date=None, drug_exposure_end_date=None
    )
    assert facts(tmp_path, drug_exposure=row).missing["b12_injections"].why == "not dated"


def test_a_moment_alone_is_its_day(tmp_path):
    """As CDM 6.0 has it: an old tingling without its day was one of today, an injection was one of the day it ended."""
    at = datetime(2020, 1, 20, 8, 30)
    row = diagnosed(condition_concept_id=PARAESTHESIA, condition_start_date=None, condition_start_datetime=at)
    assert facts(tmp_path, condition_occurrence=row).missing["paraesthesia"].why == "too old"
    injected = exposed(drug_concept_id=1308738, route_source_value="IM", drug_exposure_start_date=None,
                       drug_exposure_start_datetime=datetime(2026, 1, 15, 8), drug_exposure_end_date=date(2026, 1, 15))  # fmt: skip
    assert (
        facts(tmp_path, drug_exposure=injected, measurement=measured()).missing["total_b12"].why == "after an injection"
    )


# --- people ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("columns, expected", [
    ({"gender_concept_id": 8532}, True), ({"gender_concept_id": 8507}, False), ({"gender_source_value": "Female"}, True),
    ({"gender_source_value": "M"}, False), ({"gender_source_value": "Mujer"}, None), ({"gender_source_value": "missing"}, None),
    ({"gender_concept_id": 8551, "gender_source_value": None}, None),
])  # fmt: skip
def test_a_sex_is_read_by_its_concept_or_its_whole_word(tmp_path, columns, expected):
    found = facts(tmp_path, person=[{"person_id": 1, "year_of_birth": 1970} | columns])
    assert found.values.get("female") is expected


@pytest.mark.parametrize("month, day, told", [(None, None, "1970"), (6, None, "1970-06"), (2, 28, "1970-02-28")])
def test_a_moment_of_birth_that_was_guessed_is_not_believed(tmp_path, month, day, told):
    """CDM 5.4 has the 15th of June written where only the year is known."""
    born = {
        "year_of_birth": 1970,
        "month_of_birth": month,
        "day_of_birth": day,
        "birth_datetime": datetime(1970, 6, 15),
    }
    patient = {"resourceType": "Patient", "id": "1", "birthDate": told}
    as_fhir = read_bundle(json.dumps({"resourceType": "Bundle", "entry": [{"resource": patient}]}).encode())
    assert facts(tmp_path, person=[{"person_id": 1} | born]).values["age"] == facts_on(as_fhir, ON).values["age"]


@pytest.mark.parametrize("death", [{"death_date": date(2026, 1, 1)}, {"death_date": None}, {}])
def test_who_died_on_an_unknown_day_is_dead(tmp_path, death):
    (case,) = cases(tmp_path, death=[{"person_id": 1, "cause_concept_id": 0} | death]).values()
    assert [problem.why for problem in case.problems] == ["died"]


# --- days, types and names -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("moment, expected", [
    (datetime(2026, 1, 20, 8, 30), "2026-01-20T08:30:00"),
    (datetime(2026, 1, 20, 8, 30, tzinfo=UTC), "2026-01-20T08:30:00"),  # as Spark writes it
    (datetime(2026, 1, 21, 1, 30, tzinfo=UTC), "2026-01-20"),  # still the 20th where the sample was drawn
    (datetime(1970, 1, 1), "2026-01-20"),
])  # fmt: skip
def test_a_moment_counts_on_the_day_recorded_beside_it(tmp_path, moment, expected):
    found = facts(tmp_path, measurement=measured(measurement_datetime=moment))
    assert found.known["total_b12"].source.when == expected


def test_days_kept_as_moments_and_concepts_kept_as_numbers_with_a_point_are_read(tmp_path):
    """As data frames write them."""
    row = measured(
        measurement_concept_id=float(B12), measurement_date=datetime(2026, 1, 20), unit_concept_id=float(PG_ML)
    )
    assert text_of(facts(tmp_path, measurement=row).values["total_b12"]) == "150 pg/mL"


def test_large_letters_and_folders_of_files_are_read(tmp_path):
    source = tmp_path / "CDM"
    (source / "MEASUREMENT").mkdir(parents=True)
    person = pa.Table.from_pylist([{"PERSON_ID": 1, "YEAR_OF_BIRTH": 1970}])
    parquet.write_table(person, source / "PERSON.PARQUET")
    rows = [{name.upper(): value for name, value in row.items()} for row in measured()]
    parquet.write_table(pa.Table.from_pylist(rows), source / "MEASUREMENT" / "part-0.snappy.parquet")
    assert kind_of(source) == "omop"
    assert text_of(facts_on(read(source, tmp_path)["1"], ON).values["total_b12"]) == "150 pg/mL"


def in_schemas(execute, catalog: str) -> None:
    """Patients in one schema, in large letters, the vocabulary in another; the file may be called as its schema is."""
    execute(f'create schema {catalog}"CDM"')
    execute("create schema vocabulary")
    execute(f'create table {catalog}"CDM"."PERSON" as select 1 as "PERSON_ID", 1970 as "YEAR_OF_BIRTH"')
    execute(
        f'create table {catalog}"CDM"."MEASUREMENT" as select 1 as "PERSON_ID", 909 as "MEASUREMENT_CONCEPT_ID", '
        f"""date '{DAY}' as "MEASUREMENT_DATE", timestamptz '{DAY} 23:30:00+00' as "MEASUREMENT_DATETIME", """
        f"""150.0 as "VALUE_AS_NUMBER", {PG_ML} as "UNIT_CONCEPT_ID" """
    )
    row = "909 as concept_id, 'LOINC' as vocabulary_id, '2132-9' as concept_code, 'Cobalamin' as concept_name"
    execute(f"create table vocabulary.concept as select {row}")


OTHERWISE = "%20-csearch_path%3D%22CDM%22%2Cvocabulary%20-ctimezone%3DAsia/Tokyo%20-cdatestyle%3DSQL"
"""A server with another time zone and another way to write days than ours."""


@pytest.mark.parametrize("place", PLACES[1:])
def test_patients_and_vocabulary_may_stand_in_two_schemas(tmp_path, place):
    """A server speaks of days in its own way; the session says which it wants."""
    catalog = "cdm." if place == "DuckDB file" else ""
    with kept_in(place, tmp_path, partial(in_schemas, catalog=catalog), ()) as source:
        both = source
        if place == "PostgreSQL":
            with pytest.raises(RecordError, match="in the schema CDM, which is not searched: end the address with"):
                read(source, tmp_path)
            both = f"{source}{OTHERWISE}"
            _ends_are_told_as_what_they_are(both)
        known = facts_on(read(both, tmp_path)["1"], ON).known["total_b12"]
    assert text_of(known.value) == "150 pg/mL"
    assert known.source.when == f"{DAY}T23:30:00"


def _ends_are_told_as_what_they_are(address: str) -> None:
    """Here, for a server takes seconds to make: whoever was told of wrong tables looked for a fault where there was none."""
    ended = "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()"
    slow = "select set_config('statement_timeout', '1', true), pg_sleep(0.1)"
    for statement, told in {
        ended: "the connection to the database ended while it was read (AdminShutdown)",
        slow: "the database stopped answering (QueryCanceled)",
        "select nothing": "the database could not answer (UndefinedColumn): expected the tables and columns of OMOP CDM 5.4",
    }.items():
        with pytest.raises(RecordError) as refused:
            _ask(address, statement)
        assert str(refused.value).startswith(told)


def _ask(address: str, statement: str) -> None:
    with opened(address) as database, opened(address) as other:
        list(other.rows(statement))
        list(database.rows("select pg_sleep(0.1)"))
        list(other.rows("select pg_sleep(0.1)"))


# --- what cannot be read ---------------------------------------------------------------------------------------------


def test_what_is_no_database_is_refused_with_a_sentence(tmp_path):
    (tmp_path / "cdm.duckdb").write_text("no database")
    with pytest.raises(RecordError, match=r"cdm\.duckdb cannot be opened as a DuckDB file"):
        read(tmp_path / "cdm.duckdb", tmp_path)


def test_tables_as_csv_are_refused_with_what_to_do(tmp_path):
    (tmp_path / "PERSON.csv").write_text("person_id\n1\n")
    with pytest.raises(RecordError, match="holds OMOP tables as CSV, which are not read: make a DuckDB file of them"):
        kind_of(tmp_path)


def test_a_table_without_a_column_it_must_have_is_refused_with_a_sentence(tmp_path):
    with pytest.raises(RecordError, match="the table `measurement` has no column `measurement_date`"):
        cases(tmp_path, measurement=[{"person_id": 1, "measurement_concept_id": B12}])


def test_what_the_database_complains_of_tells_no_value(tmp_path):
    with pytest.raises(RecordError, match="the database could not answer") as refused:
        cases(tmp_path, measurement=[{"person_id": 1, "measurement_concept_id": "Ann Smith", "measurement_date": DAY}])
    assert "Smith" not in str(refused.value)


def test_two_schemas_of_patients_are_not_chosen_between(tmp_path):
    with duckdb.connect(str(tmp_path / "cdm.duckdb")) as connection:
        for schema in ("site_a", "site_b"):
            connection.execute(f"create schema {schema}; create table {schema}.person as select 1 as person_id")
    with pytest.raises(RecordError, match="the schemas site_a and site_b each hold a table `person`"):
        read(tmp_path / "cdm.duckdb", tmp_path)


def test_a_run_says_what_it_did_and_nothing_else(tmp_path):
    """What the library says of itself at the end of a process is nobody's business."""
    cases(tmp_path, measurement=measured())
    command = [sys.executable, "-m", "cobalamin", "screen", str(tmp_path / "cdm"), "--to", str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr == "1 patient in 1 part; 0 lines rejected\n"


def test_heaps_are_as_many_as_the_lines_need_however_well_the_columns_are_packed(tmp_path):
    """Of a million people they were five times as large as memory was given for."""
    rows = [*measured()] * 20_000
    cases(tmp_path, measurement=rows)
    lines = sum(file.stat().st_size for file in (tmp_path / "heaps").rglob("*") if file.is_file())
    assert lines / 2 < omop.weight(tmp_path / "cdm") < 2 * lines


def test_notes_are_not_read(tmp_path):
    found = cases(tmp_path, note=[{"person_id": 1, "note_text": "vitamin B12 injection"}])
    assert not found["1"].problems
    assert not found["1"].treatment


# --- what kind of word an exposure is --------------------------------------------------------------------------------

PRESCRIBED, HANDED_OVER, GIVEN, LISTED, IN_A_RECORD = 32838, 32825, 32818, 32830, 32817
WRITTEN_BEFORE_2020, GIVEN_BEFORE_2020 = 38000177, 38000180


def injected(**columns: Any) -> Rows:
    """One exposure to a B12 injection, five days before the result of `measured`."""
    day = date(2026, 1, 15)
    return exposed(drug_concept_id=1308738, route_source_value="IM", drug_exposure_start_date=day, drug_exposure_end_date=day,
                   **columns)  # fmt: skip


@pytest.mark.parametrize("kind", [PRESCRIBED, HANDED_OVER, LISTED, WRITTEN_BEFORE_2020])
def test_an_injection_prescribed_or_handed_over_is_no_dose_given(tmp_path, kind):
    """It may lie in a cupboard: the level after it was read as one after an injection, and the deficiency it shows was lost."""
    (case,) = cases(tmp_path, drug_exposure=injected(drug_type_concept_id=kind), measurement=measured()).values()
    assert [event.kind for event in case.treatment] == ["order"]
    found = facts_on(case, ON)
    assert text_of(found.values["total_b12"]) == "150 pg/mL"
    assert found.values["b12_injections"] is True


@pytest.mark.parametrize("kind", [GIVEN, GIVEN_BEFORE_2020, IN_A_RECORD, 0, None])
def test_an_exposure_of_one_day_that_is_not_said_to_be_anything_else_is_a_dose_given(tmp_path, kind):
    found = facts(tmp_path, drug_exposure=injected(drug_type_concept_id=kind), measurement=measured())
    assert found.missing["total_b12"].why == "after an injection"


@pytest.mark.parametrize("kind, expected", [(GIVEN, True), (GIVEN_BEFORE_2020, True), (PRESCRIBED, None), (None, None)])
def test_a_dose_given_counts_although_its_row_ends_with_the_stay(tmp_path, kind, expected):
    """An injection given in hospital in January looked stopped in March."""
    row = injected(drug_type_concept_id=kind)[0] | {"drug_exposure_end_date": date(2026, 1, 18)}
    assert facts(tmp_path, drug_exposure=[row]).values.get("b12_injections") is expected


def test_what_was_given_over_a_long_time_is_taken_to_its_end(tmp_path):
    row = exposed(drug_concept_id=906, drug_source_value=None, drug_type_concept_id=GIVEN,
                  drug_exposure_start_date=date(2024, 1, 1))  # fmt: skip
    assert facts(tmp_path, drug_exposure=row, concept=CONCEPTS).values["metformin"] is True


@pytest.mark.parametrize("kind", [GIVEN, PRESCRIBED, None])
@pytest.mark.parametrize("lasting", [False, True])
def test_injections_that_ended_for_a_reaction_are_asked_about(tmp_path, kind, lasting):
    """The column was not read: of an anaphylaxis nothing was said, and injections were the answer."""
    end = {"drug_exposure_end_date": date(2026, 1, 18)} if lasting else {}
    (row,) = injected(drug_type_concept_id=kind, stop_reason="anaphylaxis")
    found = facts(tmp_path, drug_exposure=[row | end])
    assert found.may_be_allergic
    assert any("injections were stopped because of a reaction" in each for each in found.reactions)


@pytest.mark.parametrize("reason", ["FinishedRunning", "regimen completed", "", None])
def test_a_word_that_ends_no_treatment_stops_none(tmp_path, reason):
    found = facts(tmp_path, drug_exposure=injected(drug_type_concept_id=GIVEN, stop_reason=reason))
    assert found.values["b12_injections"] is True
    assert not found.problems


# --- rows of which nobody can tell what they are ---------------------------------------------------------------------


@pytest.mark.parametrize("columns", [
    {"condition_concept_id": 0, "condition_source_value": "K90.0"}, {"condition_concept_id": 0}, {"condition_concept_id": None},
    {"condition_concept_id": 0, "condition_source_concept_id": 2_000_000_001, "condition_source_value": "D99"},
])  # fmt: skip
def test_a_diagnosis_of_which_nobody_can_tell_what_it_is_is_told(tmp_path, columns):
    """It may be a coeliac disease: of such a patient nothing of bowel and stomach is presumed, as of the same line of FHIR."""
    (case,) = cases(tmp_path, condition_occurrence=diagnosed(**columns), concept=CONCEPTS).values()
    assert [problem.why for problem in case.problems] == ["unmapped"]
    assert "it may be any" in case.problems[0].sentence


@pytest.mark.parametrize("columns", [
    {"condition_concept_id": 0, "condition_source_value": "Hypertension"}, {"condition_concept_id": 914},
    {"condition_concept_id": 0, "condition_source_concept_id": 905},
])  # fmt: skip
def test_a_diagnosis_that_is_something_else_is_not_told(tmp_path, columns):
    (case,) = cases(tmp_path, condition_occurrence=diagnosed(**columns), concept=CONCEPTS).values()
    assert not case.problems


def test_an_operation_and_a_medicine_without_a_meaning_are_told_and_a_measurement_is_not(tmp_path):
    tables = {
        "procedure_occurrence": [
            {"procedure_occurrence_id": 50, "person_id": 1, "procedure_concept_id": 0, "procedure_date": DAY}
        ],
        "drug_exposure": exposed(drug_source_value="00002-1433"),
        "measurement": measured(measurement_concept_id=0),
    }
    (case,) = cases(tmp_path, **tables).values()
    assert sorted(problem.sentence.split(":")[0] for problem in case.problems) == [
        "MedicationStatement/40", "Procedure/50"
    ]  # fmt: skip


def test_nothing_is_presumed_of_what_a_row_without_a_meaning_may_have_shown(tmp_path):
    """As of the same lines of a FHIR export: a coeliac disease kept as K90.0 under concept 0 would have read as none."""
    row = diagnosed(condition_concept_id=0, condition_source_value="K90.0")
    person = [{"person_id": 1, "year_of_birth": 1970}, {"person_id": 2, "year_of_birth": 1970}]
    cases(tmp_path, condition_occurrence=row, person=person)
    screen(tmp_path / "cdm", tmp_path / "out", on=ON, presume=("bowel",))
    rows = {row["patient"]: row for row in parquet.read_table(tmp_path / "out" / "part-00000.parquet").to_pylist()}
    assert (rows["1"]["coeliac_disease"], rows["2"]["coeliac_disease"]) == (None, False)


@pytest.mark.parametrize(("number", "named"), [(0, "Observation/0"), (None, "Observation/")])
def test_a_row_with_the_id_nought_is_named_by_it(tmp_path, number, named):
    """It was named "Observation/:", as one without an id is."""
    found = facts(tmp_path, measurement=measured(measurement_id=number, unit_concept_id=None))
    assert found.missing["total_b12"].source is not None
    assert found.missing["total_b12"].source.where == named


# --- found by an analyst ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("whole", [1.0, Decimal("1"), Decimal("1.00"), "1"])
def test_a_person_id_kept_as_a_number_with_a_point_is_the_same_person(tmp_path, whole):
    """As data frames write a column with gaps: every result of one table was of a patient "1.0" who does not exist."""
    found = cases(tmp_path, measurement=measured(person_id=whole), death=[{"person_id": whole, "death_date": DAY}])
    assert list(found) == ["1"]
    assert facts_on(found["1"], ON).known["total_b12"]
    assert found["1"].died
    (tmp_path / "all").mkdir()
    persons = [{"person_id": whole, "gender_concept_id": 8532, "year_of_birth": 1970}]
    assert list(cases(tmp_path / "all", person=persons, measurement=measured())) == ["1"]


@pytest.mark.parametrize(
    "number, text, expected",
    [(75.0, "<150", "unreadable"), (150.0, "<150", "<150 pg/mL"), (75.0, ">150 pg/mL", "unreadable"), (150.0, "150", "150 pg/mL")],
)  # fmt: skip
def test_a_sign_of_another_number_is_not_that_of_this_one(tmp_path, number, text, expected):
    """Where sites keep half of a limit: "<200" with 100 beside it was "<100", a severe deficiency."""
    found = facts(tmp_path, measurement=measured(value_as_number=number, value_source_value=text))
    known = found.known.get("total_b12")
    assert (text_of(known.value) if known else found.missing["total_b12"].why) == expected
