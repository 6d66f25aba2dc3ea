"""The FHIR reader: whose record it is, what a resource asserts, and laws that hold for every bundle."""

from __future__ import annotations

import json
import random
from contextlib import suppress
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from hypothesis import given as law
from hypothesis import strategies as st

from bundles import (
    B12,
    HB,
    ICD10,
    LOINC,
    MMA,
    ON,
    SCT,
    Resource,
    bundle,
    case,
    coded,
    concept,
    condition,
    facts,
    given,
    medicine,
    observation,
    patient,
    value,
    why_missing,
    whys,
)  # fmt: skip
from cobalamin.knowledge.facts import FACTS
from cobalamin.records.bulk import export
from cobalamin.records.errors import RecordError
from cobalamin.records.fhir import read as fhir
from cobalamin.records.fhir.bundle import READ
from cobalamin.records.fhir.read import read_bundle
from cobalamin.records.fhir.resources import Bundle, Medication, Patient, ServiceRequest, Substance, passed
from cobalamin.records.known import Facts
from cobalamin.records.record import Missing, rejected_in
from cobalamin.records.select import facts_on
from conformance import SCHEMA

PERNICIOUS, GASTRECTOMY, FATIGUE, PREGNANT, NOT_PREGNANT = "84027009", "26452005", "84229001", "77386006", "60001007"


PANEL = "58410-2"


def done(code: str = GASTRECTOMY, **fields: Any) -> Resource:
    return {"resourceType": "Procedure", "id": "x", "status": "completed", "code": concept(code, SCT), **fields}


def allergic(code: str, **fields: Any) -> Resource:
    return {"resourceType": "AllergyIntolerance", "id": "x", "code": concept(code, SCT), **fields}


def measured(code: str, number: float) -> Resource:
    return {"code": concept(code), "valueQuantity": {"value": number, "unit": "g/L"}}


def refused(data: bytes) -> str:
    with pytest.raises(RecordError) as problem:
        read_bundle(data)
    return str(problem.value)


# --- whose record ---


def test_two_patients_are_refused() -> None:
    assert "two patients in one Bundle (Patient/p and Patient/q)" in refused(bundle(patient(id="q")))
    assert "two patients" in refused(bundle({"resourceType": "Patient"}, who={"resourceType": "Patient"}))


def test_one_patient_sent_twice_is_one_unless_the_two_differ() -> None:
    assert case(patient()).id == "p"
    assert "appears twice" in refused(bundle(patient(birthDate="1981-05-01")))


def test_no_patient_is_refused() -> None:
    assert "no Patient" in refused(bundle(who=observation(value=200)))


def test_what_speaks_of_somebody_else_is_left_out_and_told_once() -> None:
    other = {"subject": {"reference": "Patient/q"}}
    found = facts(observation(value=100, **other), observation(value=101, id="o2", **other))
    assert value(found, "total_b12") == "[never recorded]"
    assert [problem.sentence.count("Patient/q") for problem in found.problems] == [1]


@pytest.mark.parametrize("reference", ["Patient/p", "urn:uuid:p", "https://server.example/fhir/Patient/p", "#p"])
def test_every_form_of_reference_to_the_patient(reference: str) -> None:
    assert value(facts(observation(value=100, subject={"reference": reference})), "total_b12") == "100 pg/mL"


@pytest.mark.parametrize(
    "born, low, high",
    [("1980-05-01", 45 + 10 / 12, 45 + 10 / 12), ("1980-05", 45 + 9 / 12, 45 + 10 / 12), ("1980", 45 + 2 / 12, 46 + 2 / 12),
     ("2025-05-01", 10 / 12, 10 / 12), ("2026-03-01", 0, 0)],
)  # fmt: skip
def test_a_partial_birth_date_gives_an_interval_of_ages(born: str, low: float, high: float) -> None:
    age = facts(who=patient(birthDate=born)).known["age"].value
    assert (float(age.low), float(age.high)) == pytest.approx((low, high))  # type: ignore[union-attr, arg-type]


@pytest.mark.parametrize(
    "born, why",
    [
        ("2027-01-01", "in the future"),
        ("1800-01-01", "implausible"),
        ("1980-13-41", "never recorded"),
        ("soon", "never recorded"),
    ],
)
def test_a_birth_date_that_gives_no_age(born: str, why: str) -> None:
    found = facts(who=patient(birthDate=born))
    assert why_missing(found, "age").why == why
    assert (why == "never recorded") == bool(found.problems)


# --- what a resource asserts ---


@pytest.mark.parametrize(
    "fields, lifelong, passing",
    [
        ({}, True, True),
        ({"clinicalStatus": coded("resolved")}, True, False),
        ({"clinicalStatus": coded("inactive"), "abatementDateTime": "2026-02-01"}, True, False),
        ({"abatementString": "last year"}, True, False),
        ({"abatementAge": {"value": 40, "unit": "a"}}, True, False),
        ({"verificationStatus": coded("refuted")}, False, False),
        ({"verificationStatus": coded("unconfirmed")}, "[not confirmed]", "[not confirmed]"),
        ({"verificationStatus": coded("provisional")}, "[not confirmed]", "[not confirmed]"),
        ({"verificationStatus": coded("entered-in-error")}, "[never recorded]", "[never recorded]"),
        ({"recordedDate": "2026-05-01"}, "[in the future]", "[in the future]"),
        ({"recordedDate": "2019-05-01"}, True, True),  # said to be active
        ({"recordedDate": "2019-05-01", "clinicalStatus": None}, True, "[too old]"),
    ],
)
def test_a_condition_counts_by_its_status_and_whether_it_can_pass(
    fields: Resource, lifelong: Any, passing: Any
) -> None:
    found = facts(condition(PERNICIOUS, **fields), condition(FATIGUE, **fields))
    assert (value(found, "autoimmune_gastritis"), value(found, "fatigue")) == (lifelong, passing)


@pytest.mark.parametrize(
    "fields, expected",
    [
        ({"abatementDateTime": "2026-02-28"}, False),
        ({"abatementDateTime": "2026-03-01"}, False),
        ({"abatementDateTime": "2026-03-02"}, True),
        ({"abatementPeriod": {"start": "2026-03-02", "end": "2026-04-01"}}, True),
        ({"abatementDateTime": "2026-03-02", "recordedDate": "2019-05-01"}, True),  # it lasted from 2019 to 2026
        ({"abatementDateTime": "2027-01-01", "recordedDate": "2026-05-01"}, "[in the future]"),
        ({"abatementDateTime": "2026-03-02", "clinicalStatus": coded("resolved")}, True),  # a record written later
        ({"abatementString": "next week"}, False),
        ({"abatementDateTime": "2026-03-02", "verificationStatus": coded("refuted")}, False),
        ({"abatementDateTime": "2026-03-02", "verificationStatus": coded("provisional")}, "[not confirmed]"),
    ],
)
def test_a_diagnosis_with_an_end_reads_as_it_was_on_the_decision_date(fields: Resource, expected: Any) -> None:
    for status in (None, coded("active")):
        assert value(facts(condition(FATIGUE, **({"clinicalStatus": status} | fields))), "fatigue") == expected


def test_a_code_that_denies() -> None:
    assert value(facts(condition(NOT_PREGNANT)), "pregnant") is False


def test_a_denial_that_is_over_denies_nothing() -> None:
    """*Not pregnant*, resolved: she may be pregnant now."""
    assert value(facts(condition(NOT_PREGNANT, clinicalStatus=coded("resolved"))), "pregnant") == "[never recorded]"


@pytest.mark.parametrize(
    "sent, expected",
    [
        ({}, False),
        ({"valueBoolean": True}, False),
        ({"valueCodeableConcept": {"text": "Not pregnant"}}, False),
        ({"valueBoolean": False}, "[unreadable]"),
        ({"dataAbsentReason": coded("not-asked")}, "[unreadable]"),
    ],
)
def test_a_denial_denied_by_its_own_value_is_unknown(sent: dict[str, Any], expected: Any) -> None:
    found = facts(observation(concept(NOT_PREGNANT, SCT), **sent))
    assert value(found, "pregnant") == expected


@pytest.mark.parametrize(
    "status, expected", [("completed", True), ("not-done", "[never recorded]"), ("preparation", "[never recorded]")]
)
def test_an_operation_counts_when_it_was_done(status: str, expected: Any) -> None:
    code = {"coding": [{"system": SCT, "code": GASTRECTOMY}]}
    done = {"resourceType": "Procedure", "id": "x", "status": status, "code": code, "performedDateTime": "2001-01-01"}
    assert value(facts(done), "total_gastrectomy") == expected


@pytest.mark.parametrize("kind", ["Procedure", "Condition"])
@pytest.mark.parametrize("system, code", [("http://www.ama-assn.org/go/cpt", "86340"), (LOINC, "31444-3")])
def test_a_test_that_was_done_is_no_result(kind: str, system: str, code: str) -> None:
    """The antibody that was billed read as positive, and with it as injections for life."""
    asked = {"resourceType": kind, "id": "x", "code": concept(code, system), "recordedDate": "2026-02-01"}
    assert value(facts(asked), "intrinsic_factor_antibody") == "[never recorded]"


PREGNANCY_QUESTION = concept("82810-3")


@pytest.mark.parametrize(
    "code, sent, expected",
    [
        (PREGNANCY_QUESTION, {"valueCodeableConcept": concept(PREGNANT, SCT)}, True),
        (PREGNANCY_QUESTION, {"valueCodeableConcept": concept(NOT_PREGNANT, SCT)}, False),
        (PREGNANCY_QUESTION, {"valueCodeableConcept": {"text": "Not pregnant"}}, False),
        (PREGNANCY_QUESTION, {"valueCodeableConcept": {"text": "Unknown"}}, "[unreadable]"),
        (PREGNANCY_QUESTION, {"valueCodeableConcept": {"text": "Possible pregnancy"}}, "[unreadable]"),
        (PREGNANCY_QUESTION, {}, "[unreadable]"),
        (PREGNANCY_QUESTION, {"valueBoolean": False}, False),
        (concept(FATIGUE, SCT), {}, True),
        (concept(FATIGUE, SCT), {"valueBoolean": True}, True),
        (concept(FATIGUE, SCT), {"valueBoolean": False}, False),
        (concept(FATIGUE, SCT), {"valueInteger": 0}, "[unreadable]"),
        (concept(FATIGUE, SCT), {"valueInteger": 3}, "[unreadable]"),
        (concept(FATIGUE, SCT), {"valueString": "no"}, False),
        (concept(FATIGUE, SCT), {"valueString": "asked"}, "[unreadable]"),
        (concept(FATIGUE, SCT), {"valueQuantity": {"value": 3}}, "[unreadable]"),
        (concept(FATIGUE, SCT), {"dataAbsentReason": coded("not-asked")}, "[unreadable]"),
        (concept(FATIGUE, SCT), {"status": "preliminary"}, "[not final]"),
    ],
)
def test_findings_sent_as_observations_are_never_a_silent_no(code: Resource, sent: Resource, expected: Any) -> None:
    found = facts(observation(code, **sent))
    assert value(found, "pregnant" if code is PREGNANCY_QUESTION else "fatigue") == expected


@pytest.mark.parametrize(
    "sent, expected",
    [
        ({"valueString": "Positive"}, True),
        ({"valueCodeableConcept": {"text": "not detected"}}, False),
        ({"valueCodeableConcept": concept("10828004", SCT)}, True),
        ({"interpretation": [coded("NEG")]}, False),
        ({"valueBoolean": True}, True),
        ({"valueString": "equivocal"}, "[unreadable]"),
        ({"valueQuantity": {"value": 12, "unit": "U/mL"}}, "[unreadable]"),
        ({"valueQuantity": {"value": 12, "unit": "U/mL"}, "interpretation": [coded("H")]}, True),
    ],
)
def test_antibodies_by_the_laboratorys_own_word(sent: Resource, expected: Any) -> None:
    assert value(facts(observation("31444-3", **sent)), "intrinsic_factor_antibody") == expected


def test_results_inside_a_report_take_its_date_and_status() -> None:
    inner = {"resourceType": "Observation", "code": concept(B12), "valueQuantity": {"value": 150, "unit": "pg/mL"}}
    report = {
        "resourceType": "DiagnosticReport",
        "id": "r",
        "status": "final",
        "effectiveDateTime": "2026-02-01",
        "contained": [inner],
    }
    found = facts(report)
    assert value(found, "total_b12") == "150 pg/mL"
    assert found.known["total_b12"].source is not None
    assert found.known["total_b12"].source.where == "Observation/r"
    assert value(facts({**report, "status": "preliminary"}), "total_b12") == "[not final]"
    assert value(facts({**report, "effectiveDateTime": "2024-02-01"}), "total_b12") == "[too old]"


def test_results_inside_a_result() -> None:
    parts = [
        {"code": concept(HB), "valueQuantity": {"value": 9, "unit": "g/dL"}},
        {"code": concept(B12), "valueString": "<150 pg/mL"},
    ]
    found = facts(observation("58410-2", component=parts))
    assert (value(found, "haemoglobin"), value(found, "total_b12")) == ("9 g/dL", "< 150 pg/mL")
    assert found.known["total_b12"].source is not None
    assert found.known["total_b12"].source.where.endswith("#component[1]")


def test_metabolites_are_read_by_their_own_reference_range() -> None:
    own = {"referenceRange": [{"high": {"value": 400, "unit": "nmol/L"}}]}
    assert "not raised" in facts(observation(MMA, 380, "nmol/L", **own)).known["mma"].note
    assert "read as raised" in facts(observation(MMA, 420, "nmol/L", **own)).known["mma"].note
    foreign = {"referenceRange": [{"high": {"value": 0.4, "unit": "umol/L"}}]}
    assert value(facts(observation(MMA, 380, "nmol/L", **foreign)), "mma") == "≤ 271 nmol/L"


@pytest.mark.parametrize("status", ["stopped", "completed", "entered-in-error", "draft", "cancelled"])
def test_an_order_no_longer_active_says_nothing_of_today(status: str) -> None:
    assert value(facts(medicine(text="cyanocobalamin 1 mg tablet", status=status)), "oral_b12") == "[never recorded]"


@pytest.mark.parametrize(
    "status, period, expected",
    [
        ("active", {"start": "2020-01-01", "end": "2026-02-28"}, "[never recorded]"),
        ("active", {"start": "2020-01-01", "end": "2026-03-01"}, True),
        ("active", {"start": "2020-01-01", "end": "2026-12-31T10:00:00Z"}, True),
        ("active", {"start": "2020-01-01", "end": "2027"}, True),
        ("unknown", {"start": "2020-01-01", "end": "2027"}, "[not confirmed]"),
        ("active", {"start": "2020-01-01", "end": "2026"}, "[never recorded]"),  # it may have ended in January
        ("active", {"start": "2020-01-01", "end": "soon"}, "[never recorded]"),
        ("active", {"start": "2026-03-02", "end": "2026-12-31"}, "[in the future]"),
        ("completed", {"start": "2020-01-01", "end": "2026-12-31"}, True),  # a record written later
        ("completed", {"start": "2020-01-01"}, "[never recorded]"),
        (
            "stopped",
            {"start": "2020-01-01", "end": "2026-12-31"},
            "[never recorded]",
        ),  # before its time: nobody says when
        ("not-taken", {"start": "2020-01-01", "end": "2026-12-31"}, "[never recorded]"),
    ],
)
def test_a_medicine_with_an_end_reads_as_it_was_on_the_decision_date(
    status: str, period: Resource, expected: Any
) -> None:
    told = medicine("MedicationStatement", text="cyanocobalamin tablet", status=status, effectivePeriod=period)
    assert value(facts(told), "oral_b12") == expected


def test_an_order_is_no_proof_that_anything_was_given() -> None:
    order = medicine(text="hydroxocobalamin 1 mg injection", authoredOn="2026-01-25")
    assert value(facts(order, observation(value=150)), "total_b12") == "150 pg/mL"
    assert value(facts(given(), observation(value=150)), "total_b12") == "[after an injection]"


# --- bad resources, other versions ---


@pytest.mark.parametrize(
    "bad, named",
    [
        ({"resourceType": "Observation", "id": "bad", "code": 7}, "Observation/bad"),
        ({"resourceType": "Observation", "id": "bad", "valueQuantity": {"value": [12]}}, "Observation/bad"),
        ({"resourceType": "Condition", "id": "bad", "code": {"coding": {}}}, "Condition/bad"),
        ("nonsense", "$.entry[1]"),
    ],
)
def test_one_bad_resource_is_told_and_the_others_are_read(bad: Any, named: str) -> None:
    found = facts(bad, observation(value=150))
    assert value(found, "total_b12") == "150 pg/mL"
    assert [(p.why, p.sentence.startswith(named)) for p in found.problems] == [("unreadable", True)]


def test_a_resource_of_a_type_never_read_may_look_as_it_likes() -> None:
    found = facts({"resourceType": "Questionnaire", "code": [7], "status": 3}, observation(value=150))
    assert (value(found, "total_b12"), found.problems) == ("150 pg/mL", ())


@pytest.mark.parametrize(
    "resource, version",
    [
        (condition(FATIGUE, clinicalStatus="active"), "STU3"),
        (condition(FATIGUE, verificationStatus="confirmed"), "STU3"),
        (observation(value=1, interpretation=coded("L")), "STU3"),
        (medicine(medication={"concept": {"text": "B12"}}), "R5"),
        (medicine("MedicationStatement", medication={"reference": {"reference": "Medication/1"}}), "R5"),
        (medicine("MedicationStatement", "Metformin", status="active", taken="n"), "STU3"),
        (given(occurenceDateTime="2026-01-01"), "R5"),
        (done(occurrenceDateTime="2026-01-01"), "R5"),
        (done(notDone=True), "STU3"),
        (done(notPerformed=True), "DSTU2"),
        (given(notGiven=True), "STU3"),
        (given(wasNotGiven=True), "DSTU2"),
        (medicine("MedicationStatement", "Metformin", status="active", wasNotTaken=True), "DSTU2"),
        (observation(PANEL, component=[{**measured(HB, 90), "interpretation": coded("L")}]), "STU3"),
        (allergic("293397002", type=coded("allergy")), "R5"),
        (allergic("293397002", verificationStatus="confirmed"), "STU3"),
    ],
)
def test_other_versions_of_fhir_are_refused_with_the_field_that_shows_them(resource: Resource, version: str) -> None:
    assert version in refused(bundle(resource))
    assert f"{resource['resourceType']}/{resource['id']}" in refused(bundle(resource))


SAYS_NOTHING = (
    (condition("195662009", clinicalStatus="active"), "STU3"),
    (observation("8302-2", 170, "cm", interpretation=coded("N")), "STU3"),
    (observation(PANEL, interpretation=coded("L"), component=[measured(HB, 90)]), "STU3"),
    (done("80146002", occurrenceDateTime="2026-01-01"), "R5"),
    (done("80146002", notDone=True), "STU3"),
    (allergic("91936005", type=coded("allergy")), "R5"),
    (allergic("91936005", verificationStatus="confirmed"), "STU3"),
    (given("paracetamol", occurenceDateTime="2026-01-01"), "R5"),
    (medicine("MedicationStatement", "paracetamol", taken="n"), "STU3"),
)


@pytest.mark.parametrize("resource, version", SAYS_NOTHING)
def test_what_says_nothing_speaks_for_the_version_of_all_the_record(resource: Resource, version: str) -> None:
    assert version in refused(bundle(observation(value=150), resource))


@pytest.mark.parametrize("kind", ["MedicationOrder", "DiagnosticOrder", "ProcedureRequest", "ReferralRequest"])
def test_a_type_that_r4_renamed_refuses_the_record(kind: str) -> None:
    """Passed over, an injection ordered in DSTU2 would be lost without a word."""
    assert refused(bundle(observation(value=150), {"resourceType": kind, "id": "old"})).startswith(
        f"{kind}/old: {kind} is a resource type of FHIR "
    )


def test_a_type_that_is_none_of_r4_is_told_and_the_others_are_read() -> None:
    found = facts({"resourceType": "Wish", "id": "w"}, observation(value=150))
    assert value(found, "total_b12") == "150 pg/mL"
    assert [p.sentence for p in found.problems] == [
        "Wish/w is not a FHIR R4 resource and was left out: R4 has no resource of this type"
    ]


def test_a_test_order_that_does_not_fit_is_no_fact_and_not_told() -> None:
    assert facts({"resourceType": "ServiceRequest", "id": "s", "code": 7}, observation(value=150)).problems == ()


SERVER = "https://fhir.example.org/r4"


@pytest.mark.parametrize(
    "reference, ours",
    [
        ("Patient/p", True),
        ("Patient/p/_history/3", True),
        (f"{SERVER}/Patient/p", True),
        (f"{SERVER}/Patient/p/_history/3", True),
        ("urn:uuid:p", True),
        ("#p", True),
        ("Patient/q/_history/p", False),
        ("Group/p", False),
        ("Device/p", False),
        (f"{SERVER}/Location/p", False),
        ("Patient?identifier=urn:x|p", False),
        ("Patient/q", False),
    ],
)
def test_a_reference_is_read_in_every_form_and_as_nothing_else(reference: str, ours: bool) -> None:
    whose, told = {"reference": reference}, reference.removeprefix("Patient?identifier=").partition("|")[0]
    inside = {k: v for k, v in observation(B12, 150).items() if k != "subject"} | {"subject": whose, "id": "in"}
    report = {
        "resourceType": "DiagnosticReport",
        "id": "r",
        "subject": {"reference": "Patient/p"},
        "contained": [inside],
    }
    for resource in (observation(B12, 150, subject=whose), report):
        found = facts(resource)
        assert value(found, "total_b12") == ("150 pg/mL" if ours else "[never recorded]")
        assert [told in problem.sentence for problem in found.problems] == ([] if ours else [True])


@pytest.mark.parametrize(
    "reference", ["Medication/m", "Medication/m/_history/2", f"{SERVER}/Medication/m", "urn:uuid:m"]
)
def test_a_medicine_is_found_by_every_form_of_reference(reference: str) -> None:
    metformin = {
        "resourceType": "Medication",
        "id": "m",
        "code": concept("6809", "http://www.nlm.nih.gov/research/umls/rxnorm"),
    }
    assert value(facts(medicine(medicationReference={"reference": reference}), metformin), "metformin") is True


def test_an_observation_whose_code_is_none_of_r4_is_left_out_and_told_and_the_others_are_read() -> None:
    wrong = observation(B12, 90, "pg/mL", id="wrong") | {"code": {"coding": {"code": "2132-9"}}}
    for _ in range(2):  # remembered or not
        read = case(wrong, observation(B12, 300, "pg/mL", id="right"))
        (told,) = [problem.sentence for problem in read.problems]
        assert told == (
            "Observation/wrong is not a FHIR R4 resource and was left out: $.code.coding: expected a list, got an object"
        )
        assert [result.read().source.where for result in read.results] == ["Observation/right"]


def test_a_resource_left_out_is_known_by_its_field_and_not_by_the_words_of_a_sentence() -> None:
    """A laboratory may write the words itself; a site may translate the sentence."""
    wrong = observation(B12, 90, "pg/mL", id="wrong") | {"code": {"coding": {"code": "2132-9"}}}
    read = case(wrong)
    assert [problem.whole_resource for problem in read.problems] == [True]
    assert [rejected.where for rejected in rejected_in(read)] == ["Observation/wrong"]
    odd = Missing("unreadable", "x is not a FHIR R4 resource and was left out: y")
    assert [*rejected_in(replace(read, problems=(odd,)))] == []
    assert msgspec.json.decode(b'["unreadable","of a journal of before",null]', type=Missing).whole_resource is False


@pytest.mark.parametrize("kind", ["Organization", "MedicationOrder", "Observation"])
def test_a_resource_left_out_is_told_by_its_own_type_and_id_whatever_it_holds(kind: str) -> None:
    """By that of a practitioner it holds it was passed over without a word; by that of an old order all was refused."""
    wrong = {"contained": [{"resourceType": kind, "id": "inside"}], **observation(B12, 90, id="wrong"), "status": 5}
    nameless = observation(B12, 90, id={"id": "right"})
    sent = bundle(wrong, nameless, observation(B12, 300, "pg/mL", id="right"))
    named_entry = sent.replace(b'{"resource": {"contained"', b'{"id": "entry", "resource": {"contained"')
    assert named_entry != sent
    assert [told.sentence.partition(" is not")[0] for told in read_bundle(named_entry).problems] == [
        "Observation/wrong",
        "$.entry[2] (Observation)",
    ]


def test_the_types_read_are_the_types_the_bulk_reader_keeps() -> None:
    assert READ == export.READ == {*(kind.__name__ for kind in fhir.READERS), "Patient", "Medication", "Substance"}


ONLY_R4B = {
    "AdministrableProductDefinition", "Citation", "ClinicalUseDefinition", "EvidenceReport", "Ingredient",
    "ManufacturedItemDefinition", "MedicinalProductDefinition", "NutritionProduct", "PackagedProductDefinition",
    "RegulatedAuthorization", "SubscriptionStatus", "SubscriptionTopic", "SubstanceDefinition",
}  # fmt: skip
"""The types that R4B has beside those of R4 (https://hl7.org/fhir/R4B/resourcelist.html)."""


@pytest.mark.skipif(not SCHEMA.is_file(), reason="run `npm ci` in tests/cql first: HL7's R4 schema comes with it")
def test_every_type_of_r4_is_read_or_passed_over_by_name() -> None:
    """One that is missing here would cost a second look at its whole bundle."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    own = {kind.__name__ for kind in (*fhir.READERS, Patient, Medication, Substance, ServiceRequest, Bundle)}
    assert ({*passed} | own) - ONLY_R4B == set(schema["discriminator"]["mapping"])
    assert {*passed} >= ONLY_R4B
    assert own.isdisjoint(passed)


# --- laws ---

CHART: list[Resource] = [
    observation(B12, 150, "pg/mL"), observation(B12, 420, "pg/mL", id="old", effectiveDateTime="2025-06-01"),
    observation(B12, 90, None, id="no-unit", effectiveDateTime="2026-02-20"), observation(MMA, 400, "nmol/L", id="mma"),
    observation(HB, 9.1, "g/dL", id="hb"), observation("31444-3", "negative", id="ifa"),
    condition(FATIGUE), condition(FATIGUE, id="c2", clinicalStatus=coded("resolved"), recordedDate="2025-11-01"),
    condition("E53.8", ICD10, id="c3"), condition(PERNICIOUS, id="c4", verificationStatus=coded("provisional")),
    given(on="2025-01-01"), medicine(text="cyanocobalamin tablet", id="m2"), medicine(text="Vitamin B complex, b12", id="m3"),
    observation(concept(B12, text="active B12"), 60, "pmol/L", id="mixed", effectiveDateTime="2026-02-21"),
    observation(HB, 9.1, "g/dL", id="hb2"),
]  # fmt: skip
NOISE: list[Resource] = [
    {"resourceType": "Encounter", "id": "e", "status": "finished", "class": {"code": "AMB"}},
    {"resourceType": "Claim", "id": "cl", "status": "active", "type": coded("oral"), "total": {"value": 1}},
    observation("8302-2", 170, "cm", id="height"), condition("38341003", id="bp"),
    medicine(text="lisinopril 10 mg", id="m9"), observation(B12, 100, id="q", subject={"reference": "Patient/q"}),
]  # fmt: skip


def told(found: Facts) -> Any:
    return ({name: (str(k.value), k.source, k.note) for name, k in found.known.items()}, whys(found))


@law(st.randoms(use_true_random=False), st.lists(st.sampled_from(NOISE)), st.booleans())
def test_order_noise_and_repetition_change_nothing(rng: random.Random, noise: list[Resource], twice: bool) -> None:
    plain = told(facts(*CHART))
    chart = [*CHART, *noise, *(CHART if twice else [])]
    rng.shuffle(chart)
    assert told(facts(*chart)) == plain


@law(
    st.integers(50, 2000), st.sampled_from([("ng/L", 1), ("ng/mL", 1000), ("ug/L", 1000), ("ng/dL", 10), ("pg/ml", 1)])
)
def test_the_unit_a_result_is_sent_in_does_not_change_it(number: int, unit: tuple[str, int]) -> None:
    """Where the units are exact multiples; the gap between printed pmol/L and ng/L bounds is the guideline's own."""
    text, scale = unit
    one, other = (
        facts(observation(B12, sent, name)).known.get("total_b12")
        for sent, name in ((number, "pg/mL"), (number / scale, text))
    )
    if one is None or other is None:  # below twenty thousand pg/L etc. the plausibility limits speak
        return
    from cobalamin.knowledge.facts import total_b12

    assert one.value.low * total_b12.factor(one.value.unit) == other.value.low * total_b12.factor(other.value.unit)  # type: ignore[union-attr]


@law(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda x: (
            st.lists(x)
            | st.dictionaries(
                st.sampled_from(
                    ["resourceType", "id", "code", "coding", "status", "valueQuantity", "value", "subject", "component"]
                ),
                x,
            )
        ),
    )
)
def test_no_resource_breaks_the_reader(resource: Any) -> None:
    with suppress(RecordError):
        facts = facts_on(read_bundle(bundle(resource)), ON)
        assert all(name in FACTS for name in facts.known)  # a broken resource makes no fact of its own


AWKWARD = (
    None, "", 0, -1, True, [], {}, 1e300, "2026-02", "2026-02-01T08:00Z", "2026-W06-1", "0000-00-00", "9999-12-31", "<150", "NaN",
    "preliminary", "pmol/L", "2132-9", "http://loinc.org", "active B12", {"coding": [{"code": "77386006"}]}, [[]],
)  # fmt: skip


def spoiled(value: Any, rng: random.Random) -> Any:
    """The same with about one value in thirty replaced by something awkward or left out."""
    if rng.random() < 1 / 30:
        return rng.choice(AWKWARD)
    if isinstance(value, dict):
        return {key: spoiled(inner, rng) for key, inner in value.items() if rng.random() > 1 / 60}
    return [spoiled(inner, rng) for inner in value] if isinstance(value, list) else value


@law(st.randoms(use_true_random=False))
def test_no_value_out_of_place_breaks_the_reader(rng: random.Random) -> None:
    """Every field of an ordinary chart may hold what it should not: the rest is read, or the Bundle is refused."""
    with suppress(RecordError):
        found = facts(*(spoiled(resource, rng) for resource in [*CHART, *NOISE]))
        assert all(missing.sentence for missing in (*found.missing.values(), *found.problems))


@law(st.binary(max_size=200))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    with pytest.raises(RecordError):
        read_bundle(data)


def test_the_bundle_is_json_of_our_own_making() -> None:
    assert json.loads(bundle())["entry"][0]["resource"]["resourceType"] == "Patient"
    assert LOINC in bundle(observation(value=1)).decode()
