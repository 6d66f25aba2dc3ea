"""Resources and places that were passed over without a word: each is read, or asked about, or told (register R107)."""

import json
from pathlib import Path

import pytest

from bundles import (
    B12,
    ICD10,
    ON,
    SCT,
    bundle,
    case,
    concept,
    condition,
    facts,
    medicine,
    observation,
    patient,
    value,
    why_missing,
)
from cobalamin.records.bulk.heap import heap_cases
from cobalamin.records.fhir.bundle import READ
from cobalamin.records.fhir.read import READERS
from cobalamin.records.select import facts_on

IM = [{"route": {"text": "intramuscular"}}]
SUBJECT = {"subject": {"reference": "Patient/p"}}


def dispensed(text="Metformin 500 mg", on="2026-01-05", **fields):
    handed = {"whenHandedOver": on} if on else {}
    return medicine("MedicationDispense", text, status="completed", **handed) | fields


def why(fact, *resources):
    return why_missing(facts(*resources), fact).why


# --- medicines dispensed -------------------------------------------------------------------------------------------


def test_a_medicine_handed_over_is_taken_as_long_as_a_dose_counts():
    assert value(facts(dispensed()), "metformin") is True
    assert value(facts(dispensed(on="", whenPrepared="2026-01-05")), "metformin") is True
    assert value(facts(dispensed(status="stopped")), "metformin") is True
    assert why("metformin", dispensed(on="2024-01-05")) == "too old"
    assert why("metformin", dispensed(on="")) == "not dated"
    assert why("metformin", dispensed(status="unknown")) == "not confirmed"


@pytest.mark.parametrize(
    "status", ["preparation", "in-progress", "on-hold", "cancelled", "declined", "entered-in-error"]
)
def test_what_was_not_handed_over_is_not(status):
    handed = "2026-01-05" if status in ("cancelled", "declined", "entered-in-error") else ""
    assert why("metformin", dispensed(on=handed, status=status)) == "never recorded"


def test_an_ampoule_handed_over_is_treatment_and_no_dose_given():
    ampoule = dispensed("Hydroxocobalamin 1 mg/ml injection", dosageInstruction=IM)
    found = case(ampoule)
    assert [(event.kind, event.product, event.route) for event in found.treatment] == [
        ("order", "hydroxocobalamin", "intramuscular")
    ]
    assert value(facts_on(found, ON), "b12_injections") is True
    drawn = facts(ampoule, observation(B12, 150, effectiveDateTime="2026-01-06"))
    assert "total_b12" in drawn.known  # nobody says that it was injected before the sample


def test_a_dispense_that_cannot_be_read_is_no_silence():
    unread = dispensed("", medicationCodeableConcept=concept("123", "http://fhir.de/CodeSystem/ifa/pzn"))
    known = facts_on(case(unread), ON, ["medicines"])
    assert "metformin" not in known.known
    assert (
        facts_on(case(unread | {"whenHandedOver": "2020-01-05"}), ON, ["medicines"]).known["metformin"].value is False
    )


# --- what a medicine is made of --------------------------------------------------------------------------------------

PACK = {"resourceType": "Medication", "id": "d1", "code": {"text": "Siofor 1000"}}
METFORMIN = concept("A10BA02", "http://www.whocc.no/atc")
POINTED = medicine(medicationReference={"reference": "Medication/d1"})


@pytest.mark.parametrize(
    "beside, ingredient",
    [
        ([{"resourceType": "Substance", "id": "s", "code": METFORMIN}], {"reference": "Substance/s"}),
        ([{"resourceType": "Medication", "id": "s", "code": METFORMIN}], {"reference": "Medication/s"}),
        ([], {"display": "metformin hydrochloride"}),
        (
            [{"resourceType": "Substance", "id": "s", "code": concept("1", "urn:x")}],
            {"reference": "Substance/s", "display": "Metformin"},
        ),
    ],
)
def test_an_ingredient_that_is_pointed_to_is_read(beside, ingredient):
    pack = PACK | {"ingredient": [{"itemReference": ingredient}]}
    assert value(facts(*beside, pack, POINTED), "metformin") is True
    inside = PACK | {
        "contained": [one | {"id": "s"} for one in beside],
        "ingredient": [{"itemReference": ingredient | {"reference": "#s"}}],
    }
    assert value(facts(inside, POINTED), "metformin") is True


def test_an_ingredient_that_was_not_sent_may_be_anything():
    pack = PACK | {"ingredient": [{"itemReference": {"reference": "Substance/s"}}]}
    (told,) = case(pack, POINTED).problems
    assert told.sentence.startswith("MedicationRequest/m1: a medicine without words that are read")
    assert "metformin" not in facts_on(case(pack, POINTED), ON, ["medicines"]).known
    assert case(PACK, POINTED).problems == ()
    named = pack | {"code": METFORMIN}
    assert value(facts(named, POINTED), "metformin") is True


# --- results inside a result, and what a report concludes ------------------------------------------------------------


def panel(**fields):
    inside = {"resourceType": "Observation", "id": "i", "status": "final", "code": concept(B12),
              "valueQuantity": {"value": 110, "unit": "pg/mL"}}  # fmt: skip
    return observation(concept("58410-2"), contained=[inside], hasMember=[{"reference": "#i"}]) | fields


def test_a_result_inside_a_result_is_read_with_the_date_of_the_outer_one():
    known = facts(panel()).known["total_b12"]
    assert known.source == ("Observation/i", "2026-02-01T08:00:00Z", "110 pg/mL")
    assert why("total_b12", panel(status="entered-in-error")) == "not final"
    assert why("total_b12", panel(modifierExtension=[{"url": "urn:x"}])) == "never recorded"
    assert "left out" in case(panel(modifierExtension=[{"url": "urn:x"}])).problems[0].sentence


def report(**fields):
    return {"resourceType": "DiagnosticReport", "id": "r", "status": "final", "effectiveDateTime": "2026-02-01",
            "code": concept("11529-5"), **SUBJECT, **fields}  # fmt: skip


@pytest.mark.parametrize(
    "concluded",
    [
        {"conclusionCode": [concept("K90.0", ICD10)]},
        {"conclusionCode": [concept("396331005", SCT)]},
        {"conclusion": "Villous atrophy, consistent with coeliac disease."},
        {"conclusionCode": [{"text": "Zöliakie"}]},
    ],
)
def test_what_a_report_concludes_is_asked_about_and_never_presumed_absent(concluded):
    known = facts_on(case(report(**concluded)), ON, ["bowel"])
    assert why_missing(known, "coeliac_disease").why == "in words only"
    assert "conclusion of a report" in why_missing(known, "coeliac_disease").sentence
    withdrawn = facts_on(case(report(status="entered-in-error", **concluded)), ON, ["bowel"])
    assert withdrawn.known["coeliac_disease"].value is False


def test_what_a_report_excludes_is_not_asked_about():
    for text in ("No evidence of coeliac disease.", "Crohn's disease excluded", "Normal mucosa"):
        known = facts_on(case(report(conclusion=text)), ON, ["bowel"])
        assert known.known["coeliac_disease"].value is False
        assert known.problems == ()
    assert "mentions B12" in case(report(conclusion="Severe B12 deficiency")).problems[0].sentence


NAMED, CODED = {"code": {"text": "Vitamin B12"}}, {"code": concept(B12)}


@pytest.mark.parametrize("more", [
    NAMED, CODED, NAMED | {"result": [{"reference": "Observation/not-sent"}]}, CODED | {"conclusion": "Low. Suggest treatment."},
    NAMED | {"presentedForm": [{"contentType": "application/pdf", "title": "scan.pdf"}]},
])  # fmt: skip
def test_a_report_of_b12_without_its_result_is_told(more):
    """A scanned report, or one whose result was not sent, was passed over: nobody learned that B12 had been tested."""
    (told,) = facts(report(**more)).problems
    assert told.sentence.endswith("mentions B12, and no result of it was sent: look at it")
    assert told.tells == "perhaps a level"


@pytest.mark.parametrize("resources", [
    [report(**NAMED, result=[{"reference": "Observation/o1"}]), observation(B12, 320, "ng/L")],
    [report(**NAMED), observation(B12, 320, "ng/L", effectiveDateTime="2026-02-01")],
    [report(**NAMED, contained=[observation(B12, 320, "ng/L")])], [report(**NAMED) | {"status": "entered-in-error"}],
    [report(**NAMED) | {"status": "registered"}], [report(**NAMED) | {"subject": {"reference": "Patient/another"}}],
    [report(code={"text": "Ferritin"})], [report(code="Vitamin B12")],
])  # fmt: skip
def test_one_whose_result_is_there_or_that_is_no_result_yet_is_not(resources):
    assert "no result of it was sent" not in str(facts(*resources).problems)


@pytest.mark.parametrize(("text", "is_level"), [
    ("Serum B12 118 ng/L, folate 8.2", True), ("Vitamin B-12: <150pg/mL", True), ("Cobalamin 96 pmol/l, MMA pending", True),
    ("B12 deficiency", False), ("Suggest B12 in 3 months", False), ("B12 reference range 180 ng/L", False),
    ("B12 1000 mcg daily", False), ("keep B12, target 400 ng/L", False),
])  # fmt: skip
def test_a_figure_of_b12_in_a_conclusion_is_a_result_to_be_looked_at(text, is_level):
    tells = {problem.tells for problem in facts(report(conclusion=text)).problems}
    assert ("perhaps a level" in tells) is is_level


# --- questionnaires and relatives ------------------------------------------------------------------------------------


def answered(text, nested=False, **answer):
    item = {"linkId": "1", "text": text, "answer": [answer]}
    return {"resourceType": "QuestionnaireResponse", "id": "q", "status": "completed", "authored": "2026-02-01", **SUBJECT,
            "item": [{"linkId": "0", "text": "Health", "item": [item]}] if nested else [item]}  # fmt: skip


@pytest.mark.parametrize(
    "response, fact, group",
    [
        (answered("Do you feel numbness in your feet?", valueBoolean=True), "paraesthesia", "neurology"),
        (answered("Diet", valueString="I have been vegan for ten years"), "low_b12_diet", "diet"),
        (
            answered("Diagnoses", nested=True, valueCoding={"system": SCT, "code": "396331005"}),
            "coeliac_disease",
            "bowel",
        ),
        (answered("Diagnoses", valueCoding={"display": "Crohn's disease"}), "ileal_crohns_disease", "bowel"),
    ],
)
def test_an_answer_in_a_questionnaire_is_asked_about(response, fact, group):
    known = facts_on(case(response), ON, [group])
    assert why_missing(known, fact).why == "in words only"
    silent = facts_on(case(response | {"status": "entered-in-error"}), ON, [group])
    assert silent.known[fact].value is False


def test_a_no_and_a_relative_are_none_of_the_patients():
    for response in (
        answered("Do you feel numbness in your feet?", valueBoolean=False),
        answered("Do you feel numbness in your feet?", valueCoding={"display": "No"}),
        answered("Diseases in the family", valueString="pernicious anaemia"),
        answered("PHQ-9 total", valueInteger=4),
    ):
        assert case(response).statements == ()
        assert case(response).problems == ()
    relative = {"resourceType": "FamilyMemberHistory", "id": "f", "status": "completed", "patient": {"reference": "Patient/p"},
                "relationship": {"text": "mother"}, "condition": [{"code": concept("D51.0", ICD10)}]}  # fmt: skip
    assert facts_on(case(relative), ON) == facts_on(case(), ON)  # of a small child alone it is asked about (R158)


# --- bulk ------------------------------------------------------------------------------------------------------------

EVERY = [
    dispensed(), panel(), report(conclusion="coeliac disease"), answered("Diet", valueString="vegan"),
    condition("I10", ICD10),
]  # fmt: skip


def exported(folder: Path, *resources):
    bulk = pytest.importorskip("cobalamin.records.bulk.export")
    (folder / "all.ndjson").write_text("\n".join(json.dumps(one) for one in resources))
    heaps = folder / "heaps"
    heaps.mkdir()
    found = bulk.scatter(bulk.files_to_read(folder), heaps, 1)
    return found, [*heap_cases(found.heaps[0], found.medicines)]


def test_bulk_reads_the_same(tmp_path: Path):
    _, (read,) = exported(tmp_path, patient(), *EVERY)
    expected = facts_on(case(*EVERY), ON, ["bowel", "diet"])
    found = facts_on(read, ON, ["bowel", "diet"])
    assert found.known == expected.known
    assert found.missing == expected.missing
    assert {"coeliac_disease", "low_b12_diet"} <= found.missing.keys()


def test_a_bundle_on_a_line_is_told(tmp_path: Path):
    """It was passed over without a word, with the patient in it."""
    bulk = pytest.importorskip("cobalamin.records.bulk.export")
    (tmp_path / "Bundle.ndjson").write_bytes(bundle(condition("D51.0", ICD10)))
    assert [path.name for path in bulk.files_to_read(tmp_path)] == ["Bundle.ndjson"]
    found, cases = exported(tmp_path, json.loads(bundle(condition("D51.0", ICD10))))
    assert cases == []
    assert found.bad == 2  # it stands in both files
    assert "a Bundle on a line" in found.rejected[0].why


@pytest.mark.parametrize(("severity", "told"), [("error", 2), ("fatal", 2), ("information", 0)])
def test_what_an_export_could_not_write_is_told(tmp_path: Path, severity: str, told: int):
    """The file of its errors was not opened: what they speak of passed for never recorded."""
    bulk = pytest.importorskip("cobalamin.records.bulk.export")
    outcome = {"resourceType": "OperationOutcome", "issue": [{"severity": severity, "code": "exception"}]}
    (tmp_path / "OperationOutcome.ndjson").write_text(json.dumps(outcome))
    assert [path.name for path in bulk.files_to_read(tmp_path)] == ["OperationOutcome.ndjson"]
    found, _ = exported(tmp_path, patient(), condition("D51.0", ICD10), outcome)
    assert found.bad == told  # it stands in both files
    assert all("could not write everything (exception)" in each.why for each in found.rejected)


def test_of_deletions_it_is_said_that_what_they_take_back_is_still_read(tmp_path: Path):
    """A dose that a bulk export told as deleted counted as the last one, and the advice was to write the Bundle elsewhere."""
    request = {"method": "DELETE", "url": "Condition/a"}
    found, _ = exported(tmp_path, {"resourceType": "Bundle", "type": "transaction", "entry": [{"request": request}]})
    assert "what it takes back is read as if it still stood" in found.rejected[0].why


def test_the_types_that_are_read_are_those_that_are_looked_into():
    assert {kind.__name__ for kind in READERS} <= READ


# --- reasons for a B12 product ---------------------------------------------------------------------------------------

AMPOULE = {"text": "Hydroxocobalamin 1 mg/ml injection", "dosageInstruction": IM, "status": "active", "intent": "order"}
PERNICIOUS = concept("84027009", SCT)


@pytest.mark.parametrize("reason", [PERNICIOUS, concept("D51.0", ICD10), {"text": "Pernicious anaemia"}])
def test_the_reason_for_an_injection_is_asked_about(reason):
    """The only place that said why: under a presumption it was no pernicious anaemia, and for life nobody would treat it."""
    found = facts(medicine(**AMPOULE, reasonCode=[reason]))
    assert value(found, "b12_injections") is True
    assert why_missing(found, "autoimmune_gastritis").why == "in words only"
    presumed = facts_on(case(medicine(**AMPOULE, reasonCode=[reason])), ON, ["bowel", "surgery", "exposures"])
    assert "autoimmune_gastritis" not in presumed.known


def test_a_reason_settles_nothing_and_takes_nothing_back():
    known = facts(medicine(**AMPOULE, reasonCode=[PERNICIOUS]), condition("84027009"))
    assert value(known, "autoimmune_gastritis") is True
    assert (
        why("autoimmune_gastritis", medicine(**AMPOULE, reasonCode=[{"text": "mother with pernicious anaemia"}]))
        == "never recorded"
    )
    assert value(facts(medicine(**AMPOULE, reasonCode="as told by phone")), "b12_injections") is True
    assert why("autoimmune_gastritis", medicine(text="Metformin 500 mg", reasonCode=[PERNICIOUS])) == "never recorded"


def test_the_reason_for_an_injection_recorded_as_a_procedure_is_asked_about_too():
    injection = {"resourceType": "Procedure", "id": "i", **SUBJECT, "status": "completed", "performedDateTime": "2026-01-05",
                 "code": concept("170823005", SCT), "reasonCode": [PERNICIOUS]}  # fmt: skip
    found = facts(injection)
    assert value(found, "b12_injections") is True
    assert why_missing(found, "autoimmune_gastritis").why == "in words only"
