"""Every kind of source ends in the same facts: NDJSON as the bundles it came from, tables as the case files they spell."""

from __future__ import annotations

import gzip
import json
import random
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from omop_places import PLACES, kept_in
from typer.testing import CliRunner

from bulk_export import as_ndjson
from bundles import collection
from cobalamin.cli import app
from cobalamin.knowledge.rules import ARTICLE
from cobalamin.language.cells import scales
from cobalamin.population.report import report
from cobalamin.population.screen import screen
from cobalamin.records.bulk import export
from cobalamin.records.bulk import heap as bulk_heap
from cobalamin.records.bulk.heap import heap_cases
from cobalamin.records.bulk.medicines import NO_MEDICINES
from cobalamin.records.case import case_from
from cobalamin.records.errors import RecordError
from cobalamin.records.fact_table import FactRows, about, interval_of, recut, text_of
from cobalamin.records.fhir.read import read_bundle
from cobalamin.records.heaps import Heap
from cobalamin.records.known import Facts
from cobalamin.records.omop import read as omop
from cobalamin.records.parts import kind_of
from cobalamin.records.record import Case, Rejected
from cobalamin.records.select import facts_on
from cobalamin.records.tables import events, wide

SHARED = Path(__file__).parents[3] / "shared" / "data"
ON = date(2026, 3, 1)
BUNDLES = [*sorted((SHARED / "synthea").glob("*.json")), *sorted((SHARED / "mimic-iv-demo").glob("*.json"))]
DAYS = {
    "synthea": (date(2015, 6, 1), date(2020, 6, 1)),
    "mimic-iv-demo": (date(2120, 1, 1), date(2160, 1, 1), date(2180, 6, 1)),
}


def seen(facts: Facts) -> tuple[dict, dict]:
    """What decides: the values, and why the rest is missing."""
    return facts.values, {name: missing.why for name, missing in facts.missing.items()}


def only_case(found) -> Case:
    (case,) = found
    assert isinstance(case, Case), case
    return case


# --- FHIR ------------------------------------------------------------------------------------------------------------


def _write_bulk(folder: Path, bundles: list[dict], packed: bool, shuffled: bool) -> None:
    lines: dict[str, list[bytes]] = {}
    for bundle in bundles:
        for kind, found in as_ndjson(bundle).items():
            lines.setdefault(kind, []).extend(found)
    for kind, found in lines.items():
        if shuffled:
            random.Random(7).shuffle(found)
        text = b"\n".join(found) + b"\n"
        if packed:
            (folder / f"{kind}.ndjson.gz").write_bytes(gzip.compress(text, 1))
        else:
            (folder / f"{kind}.ndjson").write_bytes(text)


@pytest.mark.skipif(not BUNDLES, reason="the shared bundles are not here")
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
@pytest.mark.some(1)
def test_ndjson_gives_every_shared_patient_the_facts_of_the_bundle(tmp_path, packed):
    _write_bulk(tmp_path, [json.loads(path.read_bytes()) for path in BUNDLES], packed, shuffled=False)
    heaps = tmp_path / "heaps"
    heaps.mkdir()
    found = export.scatter(export.files_to_read(tmp_path), heaps, 7)
    assert found.rejected == []
    assert 0 < found.kept < found.lines
    by_id = {case.id: case for heap in found.heaps for case in heap_cases(heap, found.medicines)}
    assert len(by_id) == len(BUNDLES)
    compared = 0
    for path in BUNDLES:
        bundled = only_case(export.bundle_cases([path]))
        for day in DAYS[path.parent.name]:
            mine, theirs = facts_on(bundled, day), facts_on(by_id[bundled.id], day)
            assert seen(mine) == seen(theirs), path.name
            compared += len(mine.known)
    assert compared > 200


PATIENT = {"resourceType": "Patient", "id": "p1", "gender": "female", "birthDate": "1980-05"}


def observation(value: object, when: str = "2026-02-01", **more: object) -> dict:
    coding = {"system": "http://loinc.org", "code": "2132-9"}
    quantity = {"value": value, "unit": "pg/mL", "code": "pg/mL"}
    return {
        "resourceType": "Observation", "id": "o1", "status": "final", "subject": {"reference": "Patient/p1"},
        "code": {"coding": [coding]}, "effectiveDateTime": when, "valueQuantity": quantity, **more,
    }  # fmt: skip


def scatter_lines(folder: Path, *lines: bytes | dict) -> tuple[export.Scattered, list]:
    texts = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    (folder / "all.ndjson").write_bytes(b"\n".join(texts))
    (folder / "heaps").mkdir()
    found = export.scatter(export.files_to_read(folder), folder / "heaps", 3)
    return found, [case for heap in found.heaps for case in heap_cases(heap, found.medicines)]


RX = "http://www.nlm.nih.gov/research/umls/rxnorm"
HYDROXO = {"coding": [{"system": RX, "code": "317106", "display": "hydroxocobalamin injection"}]}
PARACETAMOL = {"coding": [{"system": RX, "code": "161", "display": "paracetamol"}]}


@pytest.mark.parametrize(
    ("medicines", "says"),
    [
        ([{"code": PARACETAMOL, "form": 7}], "it may be any"),
        ([{"code": HYDROXO}, {"code": HYDROXO, "status": "entered-in-error"}], "cannot be told what came last"),
        ([{"code": HYDROXO}], ""),
        ([{"code": PARACETAMOL}], ""),
    ],
    ids=["no FHIR", "two versions", "B12", "another"],
)
def test_what_is_told_of_a_medicine_that_is_pointed_to_is_told_in_bulk_too(tmp_path, medicines, says):
    order = {
        "resourceType": "MedicationRequest", "id": "r", "status": "active", "intent": "order", "authoredOn": "2026-02-01",
        "subject": {"reference": "Patient/p1"}, "medicationReference": {"reference": "Medication/m"},
    }  # fmt: skip
    sent = [PATIENT, *({"resourceType": "Medication", "id": "m"} | each for each in medicines), order]
    (case,) = (each for each in scatter_lines(tmp_path, *sent)[1] if isinstance(each, Case))
    bundled = read_bundle(json.dumps(collection(sent)).encode())
    mine, theirs = ([each.sentence for each in facts_on(one, ON).problems] for one in (case, bundled))
    assert [each for each in theirs if "left out" not in each] == mine
    assert (says in "\n".join(mine)) if says else not mine


def test_malformed_lines_are_counted_with_their_place_and_never_stop_the_rest(tmp_path):
    bad = b'{"resourceType": "Observation", "id": '
    found, cases = scatter_lines(tmp_path, PATIENT, bad, b"", b"[1, 2]", observation(120))
    assert [each.where for each in found.rejected] == ["all.ndjson:2", "all.ndjson:4"]
    facts = facts_on(only_case(cases), ON)
    assert text_of(facts.values["total_b12"]) == "120 pg/mL"


def test_a_file_of_several_types_is_read_whatever_it_begins_with_and_a_mark_of_its_encoding_is_no_fault(tmp_path):
    visit = {"resourceType": "Encounter", "id": "e1", "subject": {"reference": "Patient/p1"}}
    for name, lines in (
        ("everything", (visit, PATIENT)),
        ("Observation", (observation(120),)),
        ("MimicEncounter", (visit,)),
    ):
        text = "\n".join(json.dumps(line) for line in lines)
        (tmp_path / f"{name}.ndjson").write_text(text, encoding="utf-8-sig")
    assert [path.stem for path in export.files_to_read(tmp_path)] == ["Observation", "everything"]
    (tmp_path / "heaps").mkdir()
    found = export.scatter(export.files_to_read(tmp_path), tmp_path / "heaps", 1)
    assert found.rejected == []
    (case,) = heap_cases(found.heaps[0], NO_MEDICINES)
    assert text_of(facts_on(only_case([case]), ON).values["total_b12"]) == "120 pg/mL"


def test_a_line_that_names_no_patient_is_rejected_and_a_patient_without_a_line_too(tmp_path):
    orphan = observation(120) | {"subject": {"reference": "Patient/p2"}}
    found, cases = scatter_lines(tmp_path, PATIENT, {**observation(120), "subject": None}, orphan)
    assert ["names no patient" in each.why for each in found.rejected] == [True]
    rejected = [case for case in cases if not isinstance(case, Case)]
    assert [each.where for each in rejected] == ["Patient/p2"]


def test_a_line_that_does_not_fit_r4_is_not_taken_for_anything(tmp_path):
    found, cases = scatter_lines(tmp_path, PATIENT, observation(120, effectiveDateTime=7))
    assert found.rejected == []
    case, rejected = cases
    assert "total_b12" not in facts_on(only_case([case]), ON).known
    assert rejected.where == "Observation/o1"


@pytest.mark.parametrize("id", [5, {"id": "o1"}, True])
def test_a_line_whose_id_is_no_text_is_told_of_its_patient(tmp_path, id):
    """Told of the file alone, the patient's answer did not say that a result was left out."""
    found, cases = scatter_lines(tmp_path, PATIENT, observation(120, id=id), observation(150) | {"id": None})
    assert found.rejected == []
    told = [each.sentence for each in only_case(cases[:1]).problems]
    assert [each.partition(", got")[0] for each in told] == [
        "Observation/ is not a FHIR R4 resource and was left out: $.id: expected a text"
    ] * 2


def test_a_medicine_behind_a_reference_is_found_wherever_it_stands(tmp_path):
    medicine = {"resourceType": "Medication", "id": "m1", "code": {"coding": [
        {"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "6809", "display": "metformin"}]}}  # fmt: skip
    request = {
        "resourceType": "MedicationRequest", "id": "r1", "status": "active", "intent": "order", "authoredOn": "2026-01-01",
        "subject": {"reference": "Patient/p1"}, "medicationReference": {"reference": "Medication/m1"},
    }  # fmt: skip
    _, cases = scatter_lines(tmp_path, request, PATIENT, medicine)
    assert facts_on(only_case(cases), ON).values["metformin"] is True


def test_the_cyanide_antidote_by_its_code_alone_spoils_the_level_after_it(tmp_path):
    given = {
        "resourceType": "MedicationAdministration", "id": "a1", "status": "completed", "effectiveDateTime": "2026-01-30",
        "subject": {"reference": "Patient/p1"},
        "medicationCodeableConcept": {"coding": [{"system": "http://www.whocc.no/atc", "code": "V03AB33"}]},
    }  # fmt: skip
    _, cases = scatter_lines(tmp_path, PATIENT, observation(120), given)
    assert facts_on(only_case(cases), ON).missing["total_b12"].why == "after an injection"


# --- wide tables -----------------------------------------------------------------------------------------------------

CSV = """patient,age,sex,total_b12,total_b12_unit,haemoglobin,haemoglobin_unit,mma,metformin,pregnant,assessed,total_b12_date
a,34,female,120,ng/L,104,g/L,"<0.2 umol/L",yes,no,surgery bowel,2026-02-01
b,61,m,low,,13.5,g/dL,,0,,,
c,10 mo,,"<150 ng/L",,,,,,,,2024-01-01
d,forty,male,120,furlongs,nonsense,g/L,,perhaps,,,
e,50,female,120,ng/L,,,,,,kitchen,
"""


def _case_of(id: str, facts: dict, age: float | str | None, sex: str | None, assessed: tuple[str, ...] = ()) -> Case:
    return case_from({
        "cobalamin_case": 1, "id": id, "patient": {"age": age, "sex": sex}, "facts": facts, "assessed": list(assessed),
    })  # fmt: skip


def test_a_wide_csv_says_what_the_case_files_say(tmp_path):
    path = tmp_path / "wide.csv"
    path.write_text(CSV)
    found = list(wide.cases(path))
    expected = [
        _case_of("a", {
            "total_b12": {"value": 120, "unit": "ng/L", "date": "2026-02-01"}, "haemoglobin": "104 g/L", "mma": "<0.2 umol/L",
            "metformin": True, "pregnant": False,
        }, 34, "female", ("surgery", "bowel")),
        _case_of("b", {"total_b12": "low", "haemoglobin": "13.5 g/dL", "metformin": False}, 61, "male"),
        _case_of("c", {"total_b12": {"value": 150, "comparator": "<", "unit": "ng/L", "date": "2024-01-01"}}, "10 mo", None),
    ]  # fmt: skip
    for mine, theirs in zip(found[:3], expected, strict=True):
        assert seen(facts_on(mine, ON)) == seen(facts_on(theirs, ON))
    values, missing = seen(facts_on(found[3], ON))
    assert missing["total_b12"] == "unit unknown"
    assert missing["metformin"] == "unreadable"
    assert "haemoglobin" in missing
    assert "age" not in values
    assert "kitchen" in found[4].problems[0].sentence
    assert (found[4].id, found[4].assessed) == ("e", frozenset())


def test_parquet_and_csv_of_the_same_rows_agree(tmp_path):
    (tmp_path / "wide.csv").write_text(CSV)
    duckdb.sql(f"copy (select * from read_csv('{tmp_path}/wide.csv', all_varchar=true)) to '{tmp_path}/wide.parquet'")
    pairs = zip(wide.cases(tmp_path / "wide.csv"), wide.cases(tmp_path / "wide.parquet"), strict=True)
    for mine, theirs in pairs:
        if isinstance(mine, Case):
            assert seen(facts_on(mine, ON)) == seen(facts_on(theirs, ON))


def test_rows_can_be_read_in_pieces(tmp_path):
    (tmp_path / "wide.csv").write_text(CSV)
    pieces = [*wide.cases(tmp_path / "wide.csv", stop=2), *wide.cases(tmp_path / "wide.csv", start=2)]
    assert [piece.id for piece in pieces] == ["a", "b", "c", "d", "e"]


def test_a_mapping_gives_local_columns_their_meaning(tmp_path):
    (tmp_path / "local.csv").write_text("id,serum,gender,no_of_legs\nx,120,2,4\ny,<130,1,2\n")
    mapped = wide.read_mapping(
        '[id]\nfact="patient"\n[serum]\nfact="total_b12"\nunit="pg/mL"\n[gender]\nfact="female"\nyes=["2"]\nno=["1"]\n'
    )
    first, second = wide.cases(tmp_path / "local.csv", mapped)
    assert (first.id, facts_on(first, ON).values["female"]) == ("x", True)
    assert text_of(facts_on(second, ON).values["total_b12"]) == "<130 pg/mL"


@pytest.mark.parametrize("text, told", [("[a]\nfact='wings'", "wings"), ("[a]\nfact=", "cannot be read")])
def test_a_mapping_that_cannot_mean_anything_is_refused(text, told):
    with pytest.raises(RecordError, match=told):
        wide.read_mapping(text)


# --- events and OMOP -------------------------------------------------------------------------------------------------


def test_events_in_any_order_follow_the_same_rules(tmp_path):
    (tmp_path / "events.csv").write_text(
        "patient,fact,value,unit,date\n"
        "a,total_b12,400,ng/L,2026-02-10\n"
        "b,metformin,yes,,\n"
        "a,b12_injection,1 mg,,2026-02-01\n"
        "a,sex,female,,\n"
        "a,birth_date,1980-01-01,,\n"
        "a,total_b12,120,ng/L,2026-01-20\n"
        "a,haemoglobin,104,g/L,\n"
        ",total_b12,1,ng/L,2026-01-20\n"
        "c,feathers,1,,2026-01-20\n"
    )
    rejected = events.scatter(tmp_path / "events.csv", tmp_path, 3)
    cases = {case.id: case for i in range(3) for case in events.heap_cases(Heap(tmp_path, i))}
    facts = facts_on(cases["a"], ON)
    assert text_of(facts.values["total_b12"]) == "120 ng/L"  # the later sample is spoiled by the injection before it
    assert facts.missing["haemoglobin"].why == "not dated"
    assert facts.values["female"] is True
    assert facts_on(cases["b"], ON).values["metformin"] is True
    assert [each.where for each in rejected] == ["row 8", "row 9"]


OMOP = """
create table person as select * from (values (1, 8532, 1980, 5, 2), (2, 8507, 1950, null, null))
    t(person_id, gender_concept_id, year_of_birth, month_of_birth, day_of_birth);
create table concept as select * from (values (8532, 'Gender', 'F', 'FEMALE'), (8507, 'Gender', 'M', 'MALE'),
    (4171756, 'Meas Value Operator', 'x', '<'), (999, 'LOINC', '2132-9', 'Cobalamin'))
    t(concept_id, vocabulary_id, concept_code, concept_name);
create table measurement as select * from (values
    (10, 1, 999, date '2026-01-20', 4171756, 150.0, 8845, 'B12'),
    (11, 1, 3000963, date '2026-01-20', null, 10.4, 8713, 'Hb'),
    (12, 2, 3000963, date '2026-01-20', null, 10.4, null, 'Hb'), (13, 2, 5, date '2026-01-20', null, 1.0, null, 'x'))
    t(measurement_id, person_id, measurement_concept_id, measurement_date, operator_concept_id, value_as_number,
      unit_concept_id, measurement_source_value);
create table drug_exposure as select 20 as drug_exposure_id, 1 as person_id, 1503297 as drug_concept_id,
    date '2025-12-01' as drug_exposure_start_date, null::date as drug_exposure_end_date;
create table condition_occurrence as select 30 as condition_occurrence_id, 2 as person_id,
    432295 as condition_concept_id, date '2010-01-01' as condition_start_date, null::date as condition_end_date;
"""
OMOP_TABLES = ("person", "concept", "measurement", "drug_exposure", "condition_occurrence")


@pytest.mark.parametrize("place", PLACES[:2])  # what PostgreSQL says is compared in `test_all_tables` and `test_omop`
def test_omop_tables_are_read_like_fhir(tmp_path, place):
    with kept_in(place, tmp_path, lambda execute: execute(OMOP), OMOP_TABLES) as source:
        assert kind_of(source) == "omop"
        heaps = tmp_path / "heaps"
        heaps.mkdir()
        found = omop.scatter(source, heaps, 2)
        assert screen(source, tmp_path / "out", on=ON).patients == 2
    cases = {case.id: case for heap in found.heaps for case in heap_cases(heap, found.medicines)}
    first, second = facts_on(cases["1"], ON), facts_on(cases["2"], ON)
    assert text_of(first.values["total_b12"]) == "<150 pg/mL"
    assert text_of(first.values["haemoglobin"]) == "10.4 g/dL"
    assert (first.values["female"], first.values["metformin"]) == (True, True)
    assert second.missing["haemoglobin"].why == "unit missing"
    assert second.values["autoimmune_gastritis"] is True
    assert text_of(second.values["age"]).count("..") == 1  # only the year of birth is known


def exposed(folder: Path, person: int, concept: int, start: str, end: str) -> Facts:
    """The facts of a patient of the OMOP tables with one more drug exposure."""
    with duckdb.connect(str(folder / "cdm.duckdb")) as connection:
        connection.execute(OMOP + "insert into concept values (998, 'ATC', 'V03AB33', 'hydroxocobalamin');")
        connection.execute(f"insert into drug_exposure values (21, {person}, {concept}, date '{start}', date '{end}')")
    heaps = folder / "heaps"
    heaps.mkdir()
    found = omop.scatter(folder / "cdm.duckdb", heaps, 2)
    cases = {case.id: case for heap in found.heaps for case in heap_cases(heap, found.medicines)}
    return facts_on(cases[str(person)], ON)


def test_the_antidote_among_exposures_spoils_the_level_after_it(tmp_path):
    assert exposed(tmp_path, 1, 998, "2026-01-15", "2026-01-15").missing["total_b12"].why == "after an injection"


@pytest.mark.parametrize(
    "start, end, expected",
    [
        ("2025-01-01", "2026-02-28", None),
        ("2025-01-01", "2026-03-01", True),  # the last day of an exposure is a day of it
        ("2025-01-01", "2026-12-31", True),  # tables written later: on the decision date it was taken
        ("2026-03-02", "2026-12-31", None),
    ],
)
def test_an_exposure_reads_as_it_was_on_the_decision_date(tmp_path, start, end, expected):
    assert exposed(tmp_path, 2, 1503297, start, end).values.get("metformin") is expected


def test_a_database_that_is_not_there_is_told_without_its_address(tmp_path):
    with pytest.raises(RecordError, match="cannot be reached") as told:
        screen("postgresql://somebody:secret@127.0.0.1:1/cdm", tmp_path / "out", on=ON)
    assert "secret" not in str(told.value)


# --- the table -------------------------------------------------------------------------------------------------------

SCALES = scales(*ARTICLE.roots)


@pytest.mark.parametrize(
    "text",
    [
        "247 pg/mL",
        "<150 ng/L",
        "<=0.40 umol/L",
        ">2000 ng/L",
        ">=1.5 g/dL",
        "180..350 ng/L",
        "25/12 a",
        "? ng/L",
        "0.271 umol/L",
    ],
)
def test_a_result_as_text_reads_back_exactly(text):
    assert text_of(interval_of(text)) == text.replace("0.40", "0.4")


def test_facts_become_columns_with_dates_and_reasons(tmp_path):
    case = _case_of(
        "a",
        {"total_b12": {"value": 120, "unit": "ng/L", "date": "2026-02-01"}, "mma": {"value": 1, "unit": None}},
        34,
        "female",
    )
    rows = FactRows(SCALES, ON)
    rows.add("a", facts_on(case, ON))
    rows.add("b", Facts(ON))
    table = rows.table()
    (first, second) = table.to_pylist()
    assert (first["total_b12"], first["total_b12_low"], first["total_b12_high"]) == ("120 ng/L", 1, 1)
    assert (first["total_b12_date"], first["mma_why"], first["female"]) == (date(2026, 2, 1), "unit missing", True)
    assert {name for name, value in second.items() if value is not None} == {"patient"}
    assert about(table.schema)["on"] == "2026-03-01"
    assert rows.table().num_rows == 0


def test_cells_are_made_again_from_the_text_for_other_figures():
    rows = FactRows({}, ON)
    for text in ("120 ng/L", "<150 ng/L", "133 pmol/L", "400 ng/L"):
        facts = Facts(ON)
        case = _case_of("x", {"total_b12": text}, None, None)
        rows.add(text, facts_on(case, ON) if case else facts)
    low, high = recut(rows.table(), SCALES)["total_b12"]
    assert list(zip(low.to_pylist(), high.to_pylist(), strict=True)) == [(1, 1), (0, 1), (2, 2), (3, 3)]


def test_a_parquet_file_that_is_no_table_of_facts_is_refused(tmp_path):
    parquet.write_table(pa.table({"x": [1]}), tmp_path / "x.parquet")
    with pytest.raises(RecordError, match="no table of facts"):
        about(parquet.read_schema(tmp_path / "x.parquet"))
    with pytest.raises(RecordError, match="is a fact of the vocabulary"):
        kind_of(tmp_path / "x.parquet")


# --- what is lost without a word otherwise ---------------------------------------------------------------------------


@pytest.mark.parametrize("stray", [{"coding": [{"system": "x", "code": "y"}]}, {"text": "whatever"}, "stray"])
def test_a_patient_with_a_stray_code_is_no_other_patient(tmp_path, stray):
    _, cases = scatter_lines(tmp_path, {**PATIENT, "code": stray}, observation(120))
    assert text_of(facts_on(only_case(cases), ON).values["total_b12"]) == "120 pg/mL"


def test_a_patient_without_an_id_and_a_line_without_a_type_are_rejected(tmp_path):
    nameless = {key: value for key, value in PATIENT.items() if key != "id"}
    found, cases = scatter_lines(tmp_path, PATIENT, nameless, {"id": "x"})
    assert [each.why for each in found.rejected] == ["a Patient without an id", "the line names no resourceType"]
    assert [case.id for case in cases] == ["p1"]


def test_why_a_line_is_rejected_reads_like_a_sentence(tmp_path):
    found, cases = scatter_lines(
        tmp_path, PATIENT, b'{"id": ', b"not json", b"[1]", '{"id": 1}'.encode("utf-16-le"),
        observation(120) | {"subject": {"reference": "Patient/p2"}},
    )  # fmt: skip
    assert [each.why for each in found.rejected] == [
        "the line ends in the middle",
        "the line is not JSON: invalid character (byte 4)",
        "expected an object, got a list",
        "the line is UTF-16, not UTF-8: save the file as UTF-8",
    ]
    assert [case.why for case in cases if isinstance(case, Rejected)] == [bulk_heap.NO_PATIENT]


def test_a_dose_told_of_in_a_table_says_that_the_patient_is_on_injections(tmp_path):
    (tmp_path / "wide.csv").write_text("patient,last_b12_injection\na,2026-02-01\nb,\n")
    injected = {case.id: facts_on(case, ON).values.get("b12_injections") for case in wide.cases(tmp_path / "wide.csv")}
    assert injected == {"a": True, "b": None}
    (tmp_path / "events.csv").write_text("patient,fact,value,date\na,b12_injection,1,2026-02-01\n")
    events.scatter(tmp_path / "events.csv", tmp_path, 1)
    (case,) = events.heap_cases(Heap(tmp_path, 0))
    assert facts_on(case, ON).values["b12_injections"] is True


def dead(found) -> list[str]:
    return [case.id for case in found if any(problem.why == "died" for problem in case.problems)]


def test_the_dead_are_told_by_every_source(tmp_path):
    (tmp_path / "wide.csv").write_text("patient,sex,died\na,male,yes\nb,male,no\nc,male,2026-01-02\nd,male,\n")
    assert dead(wide.cases(tmp_path / "wide.csv")) == ["a", "c"]
    (tmp_path / "events.csv").write_text("patient,fact,value\na,died,2026-01-02\nb,died,no\n")
    events.scatter(tmp_path / "events.csv", tmp_path, 1)
    assert dead(events.heap_cases(Heap(tmp_path, 0))) == ["a"]
    _, cases = scatter_lines(tmp_path, PATIENT, {**PATIENT, "id": "p2", "deceasedBoolean": True})
    assert dead(cases) == ["p2"]
    database = duckdb.connect(str(tmp_path / "cdm.duckdb"))
    database.execute(OMOP)
    database.execute("create table death as select 2 as person_id, date '2026-01-02' as death_date")
    database.close()
    (tmp_path / "cdm").mkdir()
    found = omop.scatter(tmp_path / "cdm.duckdb", tmp_path / "cdm", 1)
    assert dead(case for heap in found.heaps for case in heap_cases(heap, NO_MEDICINES)) == ["2"]


def test_who_is_one_folder_too_high_is_told_which_one_is_meant(tmp_path):
    (tmp_path / "ndjson").mkdir()
    (tmp_path / "ndjson" / "Patient.ndjson").write_text(json.dumps(PATIENT))
    with pytest.raises(RecordError, match="holds nothing that can be screened: its folder ndjson does; name it"):
        kind_of(tmp_path)


def test_a_folder_of_case_files_is_read_like_one_of_bundles(tmp_path):
    for name, facts in {"one": {"total_b12": "150 ng/L"}, "two": {}}.items():
        (tmp_path / f"{name}.json").write_text(json.dumps({"cobalamin_case": 1, "facts": facts}))
    (tmp_path / "three.json").write_text("{}")
    cases = list(export.bundle_cases(export.bundle_files(tmp_path)))
    assert [case.id for case in cases if isinstance(case, Case)] == ["one", "two"]
    assert ["neither a case file" in case.why for case in cases if isinstance(case, Rejected)] == [True]


def test_a_file_of_a_patient_that_cannot_be_read_is_a_patient_without_an_answer(tmp_path):
    """It was one line rejected, and the run ended as if everybody had an answer; the report names no file, for it may be a name."""
    source = tmp_path / "records"
    source.mkdir()
    (source / "one.json").write_text(json.dumps({"cobalamin_case": 1, "facts": {}}))
    (source / "Jane Doe.json").write_text('{"resourceType": "Bundle", "ent')
    asked = ["screen", str(source), "--to", str(tmp_path / "out"), "--on", "2026-03-02"]
    for _ in range(2):  # what is there already from the first run is told again
        said = CliRunner().invoke(app, asked)
        assert said.exit_code == 2
        assert "1 patient in 1 part" in said.stderr
        assert "; 0 lines rejected" in said.stderr
        assert "Jane Doe.json could not be read, so there is no answer for the patient" in said.stderr
    told = report(tmp_path / "out")
    assert "> <10 files of one patient each could not be read: these patients are missing from every count" in told
    assert "Jane" not in told
    assert "lines or resources could not be read" not in told


def test_an_event_may_tell_the_age_and_the_questions_asked_as_a_column_does(tmp_path):
    """An age without a date was "not dated", and what was asked a rejected row; of a row a patient both were read."""
    told = {
        "age": "70",
        "sex": "f",
        "assessed": "surgery bowel",
        "last_b12_injection": "2025-12-20",
        "coeliac_disease": "yes",
    }
    (tmp_path / "wide.csv").write_text(f"patient,{','.join(told)}\na,{','.join(told.values())}\n")
    events = ["patient,fact,value,unit,date", *(f"a,{fact},{value},," for fact, value in told.items())]
    (tmp_path / "events.csv").write_text("\n".join([*events, "b,assessed,hobbies,,", ""]))
    scattered = events_of(tmp_path / "events.csv", tmp_path / "heaps")
    (row,) = wide.cases(tmp_path / "wide.csv")
    case, other = scattered
    assert (case.age, case.sex, case.assessed) == (row.age, row.sex, row.assessed)
    assert facts_on(case, ON).values == facts_on(row, ON).values
    (told,) = other.problems
    assert told.sentence.startswith("assessed: 'hobbies' is not a group of questions")


def events_of(path: Path, heaps: Path) -> list:
    heaps.mkdir()
    assert events.scatter(path, heaps, 1) == []
    return list(events.heap_cases(Heap(heaps, 0)))


def test_a_finding_in_a_table_is_told_in_the_words_of_a_laboratory_or_a_clinic(tmp_path):
    rows = "patient,paraesthesia,paraesthesia_status\na,present,\nb,absent,final\nc,perhaps,\nd,yes,preliminary\n"
    (tmp_path / "wide.csv").write_text(rows)
    found = {case.id: facts_on(case, ON) for case in wide.cases(tmp_path / "wide.csv")}
    assert [facts.values.get("paraesthesia") for facts in found.values()] == [True, False, None, None]
    assert [found[name].missing["paraesthesia"].why for name in "cd"] == ["unreadable", "not final"]


def test_a_line_that_names_its_patient_by_an_identifier_alone_says_why_it_is_not_used(tmp_path):
    """It was said to name nobody; within one record it is read (register R124)."""
    by_identifier = {"subject": {"identifier": {"system": "urn:mrn", "value": "77"}}}
    found, _ = scatter_lines(tmp_path, PATIENT, {**observation(120), **by_identifier})
    (rejected,) = found.rejected
    assert "names its patient by an identifier alone: lines of many are sorted by the patient's id" in rejected.why
