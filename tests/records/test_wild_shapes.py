"""Records in the forms in which real systems send them: each form with where it is seen, about B12 and small.

The forms are taken from public profiles and their examples; none of the content is.
"""

from __future__ import annotations

import json
import re
from datetime import date
from itertools import permutations
from typing import Any

import pytest

from bundles import (
    B12,
    LOINC,
    ON,
    SCT,
    Resource,
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
)
from cobalamin.knowledge.treatment import Span
from cobalamin.records.fhir.read import read_bundle
from cobalamin.records.known import Facts
from cobalamin.records.select import facts_on

PERNICIOUS, NUMB = "84027009", "91019004"
NEGATIVE = concept("NEG", "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation")


# --- statuses: a local code before R4's own, or a text alone (Oracle Health, athenahealth, converted C-CDA) -----------------


def both(code: str, text: str = "") -> Resource:
    """R4's code behind one of the system's own."""
    return {"coding": [{"system": "urn:local", "code": "9", "display": text}, {"system": "urn:r4", "code": code}]}


@pytest.mark.parametrize(
    "status",
    [
        coded("refuted"),
        both("refuted"),
        {"text": "Refuted"},
        {"coding": [{"system": "urn:local", "display": "refuted"}]},
    ],
)
def test_a_refuted_diagnosis_is_denied_however_its_status_is_sent(status: Resource) -> None:
    assert value(facts(condition(PERNICIOUS, verificationStatus=status)), "autoimmune_gastritis") is False


@pytest.mark.parametrize("status", [{"text": "Entered in error"}, both("entered-in-error")])
def test_what_was_entered_in_error_says_nothing_however_that_is_sent(status: Resource) -> None:
    assert value(facts(condition(PERNICIOUS, verificationStatus=status)), "autoimmune_gastritis") == "[never recorded]"


@pytest.mark.parametrize("status", [{"text": "Suspected"}, {"coding": [{"system": SCT, "code": "1"}]}])
def test_a_verification_nobody_knows_is_no_confirmation(status: Resource) -> None:
    found = facts(condition(PERNICIOUS, verificationStatus=status))
    assert value(found, "autoimmune_gastritis") == "[not confirmed]"


@pytest.mark.parametrize("status", [both("resolved"), {"text": "Resolved"}])
def test_a_symptom_that_is_over_is_over_however_its_status_is_sent(status: Resource) -> None:
    assert value(facts(condition(NUMB, clinicalStatus=status)), "paraesthesia") is False


@pytest.mark.parametrize(
    "status", [{"coding": [{"system": SCT, "code": "413322009"}]}, coded("unknown"), {"text": "Chronic"}]
)
def test_a_symptom_of_which_nobody_knows_whether_it_is_over_is_asked_about(status: Resource) -> None:
    """Records born of C-CDA send the status as SNOMED CT has it, often without its name."""
    assert value(facts(condition(NUMB, clinicalStatus=status)), "paraesthesia") == "[not confirmed]"
    assert value(facts(condition(PERNICIOUS, clinicalStatus=status)), "autoimmune_gastritis") is True, "it is for life"
    refuted = condition(NUMB, clinicalStatus=status, verificationStatus=coded("refuted"))
    assert value(facts(refuted), "paraesthesia") is False


# --- findings and results that contradict themselves ------------------------------------------------------------------------


def test_a_finding_interpreted_as_negative_is_no_finding() -> None:
    numb = observation(concept(NUMB, SCT))
    assert value(facts(numb), "paraesthesia") is True
    assert value(facts({**numb, "interpretation": [NEGATIVE]}), "paraesthesia") == "[unreadable]"
    assert value(facts({**numb, "interpretation": [NEGATIVE], "valueBoolean": True}), "paraesthesia") == "[unreadable]"
    positive = concept("POS", "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation")
    assert value(facts({**numb, "interpretation": [positive]}), "paraesthesia") is True


@pytest.mark.parametrize("text", ["120,5 pg/ml", "< 120,5", "1,25 µg/l"])
def test_of_a_comma_that_may_be_a_decimal_point_it_is_said_that_it_is_the_comma(text: str) -> None:
    """It was said that there is no number."""
    (told,) = [each.sentence for each in facts(observation(B12, text)).missing.values() if each.why == "unreadable"]
    assert told == f"total serum B12: {text!r} has a comma that may be a decimal point: not used; ask the laboratory"


def test_a_figure_beside_the_reason_why_there_is_none_is_not_used() -> None:
    """FHIR R4 forbids both (obs-6); an analyser that sends them does not trust its figure."""
    absent = {"dataAbsentReason": concept("error", "http://terminology.hl7.org/CodeSystem/data-absent-reason")}
    assert value(facts(observation(B12, 150, **absent)), "total_b12") == "[contradictory]"
    found = facts(observation(B12, 450, **absent), observation(B12, 150, id="before", effectiveDateTime="2026-01-15"))
    assert value(found, "total_b12") == "150 pg/mL"


# --- allergies by what set them off (US Core, AU Core, IPS: code "drug allergy", the substance with the reaction) ------------


def allergy(**fields: Any) -> Resource:
    return {"resourceType": "AllergyIntolerance", "id": "a", "patient": {"reference": "Patient/p"}, **fields}


def reaction(substance: Resource) -> Resource:
    return {"reaction": [{"substance": substance, "manifestation": [{"text": "anaphylaxis"}]}]}


DRUG_ALLERGY = concept("416098002", SCT)


@pytest.mark.parametrize("code", [{}, {"code": {"text": "Drug allergy"}}, {"code": DRUG_ALLERGY}])
@pytest.mark.parametrize(
    ("substance", "read"),
    [(concept("B03BA03", "http://www.whocc.no/atc"), True), ({"text": "Hydroxocobalamin"}, "[in words only]")],
)
def test_the_substance_of_a_reaction_is_read(code: Resource, substance: Resource, read: object) -> None:
    assert value(facts(allergy(**code, **reaction(substance))), "cobalamin_or_cobalt_allergy") == read


def test_an_allergy_to_something_else_stays_one() -> None:
    penicillin = reaction({"text": "Penicillin"})
    assert value(facts(allergy(**penicillin)), "cobalamin_or_cobalt_allergy") == "[never recorded]"
    assert value(facts(allergy(code=DRUG_ALLERGY)), "cobalamin_or_cobalt_allergy") == "[unspecific code]"


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Allergy to hydroxocobalamin", True),
        ("Hydroxocobalamin allergy", True),
        ("Anaphylaxis after vitamin B12 injection", True),
        ("Allergie gegen Vitamin B12", True),
        ("Kobaltallergie", True),
        ("No known allergy to vitamin B12", False),
        ("Vitamin B12 deficiency. Penicillin allergy", False),
    ],
)
def test_an_allergy_on_the_problem_list_in_words_is_asked_about(text: str, asked: bool) -> None:
    found = facts(condition("x", "urn:local") | {"code": {"text": text}})
    assert (value(found, "cobalamin_or_cobalt_allergy") == "[in words only]") is asked


# --- doses and routes ---------------------------------------------------------------------------------------------------------


def order(text: str, **fields: Any) -> Resource:
    return medicine("MedicationRequest", text, authoredOn="2026-01-20", **fields)


def test_a_range_of_grams_is_the_antidote() -> None:
    grams = {"low": {"value": 5, "unit": "g"}, "high": {"value": 10, "unit": "g"}}
    told = [{"route": {"text": "IV"}, "doseAndRate": [{"doseRange": grams}]}]
    (event,) = case(order("Hydroxocobalamin", dosageInstruction=told)).treatment
    assert event.product == "cyanide_kit"
    assert value(facts(order("Hydroxocobalamin", dosageInstruction=told)), "b12_injections") == "[never recorded]"


def test_of_a_range_of_doses_the_lower_one_is_surely_given() -> None:
    milligrams = {"low": {"value": 1, "unit": "mg"}, "high": {"value": 2, "unit": "mg"}}
    told = [{"route": {"text": "IM"}, "doseAndRate": [{"doseRange": milligrams}]}]
    (event,) = case(order("Hydroxocobalamin", dosageInstruction=told)).treatment
    assert event.dose_ug == 1000


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("1 amp. i.m. alle 3 Monate", "b12_injections"),
        ("1 Ampulle alle 3 Monate i. m.", "b12_injections"),
        ("1 mg i.m. 1x/3 mois", "b12_injections"),
        ("1 amp IM c/3 meses", "b12_injections"),
        ("1 ampul 1x per 2 maanden", "b12_injections"),
        ("alle 4 Wochen spritzen", "b12_injections"),
        ("im Notfall 1 Tablette", "oral_b12"),
        ("1000 ug per os", "oral_b12"),
        ("10 Tropfen täglich", "oral_b12"),
        ("1 mg im every 3 months", "b12_injections"),
    ],
)
def test_a_dosage_in_words_says_how_it_is_given(text: str, fact: str) -> None:
    found = facts(order("Hydroxocobalamin 1 mg", dosageInstruction=[{"text": text}]))
    assert value(found, fact) is True


def test_what_the_patient_is_told_to_do_says_how_it_is_given() -> None:
    told = [{"patientInstruction": "Inject one ampoule every three months"}]
    assert value(facts(order("Hydroxocobalamin 1 mg", dosageInstruction=told)), "b12_injections") is True


@pytest.mark.parametrize(
    ("name", "fact"),
    [
        ("METFORMINE TABLET 500MG", "metformin"),
        ("Metformina 850 mg", "metformin"),
        ("Pantoprazol 40 mg", "proton_pump_inhibitor"),
        ("OMÉPRAZOLE 20 mg gélule", "proton_pump_inhibitor"),
        ("Esomeprazol", "proton_pump_inhibitor"),
        ("Ranitidina 150 mg", "h2_blocker"),
        ("Colchicin 0,5 mg", "colchicine"),
        ("Prégabaline", "pregabalin"),
        ("Topiramat", "anticonvulsant"),
    ],
)
def test_a_medicine_is_known_by_its_name_in_the_languages_of_its_packs(name: str, fact: str) -> None:
    assert value(facts(order(name)), fact) is True


# --- findings as the answer to a question (CH EMS "Clinical finding", home-lab-report and BE patient-monitoring "Yes") --------

FINDING, SYMPTOM = concept("404684003", SCT), concept("75325-1", LOINC, "Symptom")


@pytest.mark.parametrize("question", [FINDING, SYMPTOM, {"text": "Problem"}, concept("Q7", "urn:local")])
@pytest.mark.parametrize(
    "answer",
    [
        {"valueCodeableConcept": concept(NUMB, SCT)},
        {"valueCodeableConcept": {"text": "Numbness of both feet"}},
        {"valueString": "tingling in the feet for months"},
    ],
)
def test_a_finding_sent_as_an_answer_is_asked_about(question: Resource, answer: Resource) -> None:
    sent = observation(question, None, **answer)
    assert value(facts(sent), "paraesthesia") == "[in words only]"
    assert value(facts_on(case(sent), ON, ["neurology"]), "paraesthesia") == "[in words only]"
    parts = observation(concept("85354-9"), None, component=[{"code": question, **answer}])
    assert value(facts(parts), "paraesthesia") == "[in words only]"


@pytest.mark.parametrize(
    ("answer", "asked"),
    [
        ({}, True),
        ({"valueBoolean": True}, True),
        ({"valueCodeableConcept": {"text": "often"}}, True),
        ({"valueInteger": 3}, True),
        ({"valueQuantity": {"value": 7, "unit": "{score}"}}, True),
        ({"valueBoolean": False}, False),
        ({"valueCodeableConcept": {"text": "No"}}, False),
        ({"valueString": "nein"}, False),
        ({"valueInteger": 0}, False),
        ({"valueQuantity": {"value": 0.3, "unit": "U/mL"}}, False),
        ({"dataAbsentReason": concept("asked-declined", "urn:absent")}, False),
        ({"status": "entered-in-error"}, False),
    ],
)
def test_a_question_in_words_that_may_be_answered_yes_is_asked_about(answer: Resource, asked: bool) -> None:
    found = facts(observation({"text": "Do you have numbness in your feet?"}, None, **answer))
    assert (value(found, "paraesthesia") == "[in words only]") is asked


@pytest.mark.parametrize("question", ["Family history", "Mother's diseases", "Excluded diagnosis"])
def test_what_is_somebody_elses_or_excluded_is_not_asked_about(question: str) -> None:
    for answer in ({"valueCodeableConcept": concept(PERNICIOUS, SCT)}, {"valueString": "Pernicious anaemia"}):
        found = facts(observation({"text": question}, None, **answer))
        assert value(found, "autoimmune_gastritis") == "[never recorded]"


def test_an_allergy_sent_as_an_answer_is_asked_about() -> None:
    found = facts(observation({"text": "Allergies"}, "Hydroxocobalamin, anaphylaxis"))
    assert value(found, "cobalamin_or_cobalt_allergy") == "[in words only]"


def test_an_answer_that_speaks_of_b12_is_told() -> None:
    (problem,) = facts(observation(SYMPTOM, "Vitamin B12 was low last year")).problems
    assert problem.why == "unmapped"


def test_a_symptom_of_years_ago_is_too_old_in_an_answer_too() -> None:
    old = observation(FINDING, None, valueCodeableConcept=concept(NUMB, SCT), effectiveDateTime="2020-01-01")
    assert value(facts(old), "paraesthesia") == "[too old]"


def test_a_modifier_beside_an_answer_is_told() -> None:
    changed = {"modifierExtension": [{"url": "http://x.example/not"}], "valueCodeableConcept": concept(NUMB, SCT)}
    found = facts(observation(FINDING, None, **changed))
    assert value(found, "paraesthesia") == "[never recorded]"
    assert "modifier extension" in found.problems[0].sentence


@pytest.mark.parametrize(
    ("answer", "read"),
    [
        ({"text": "ja"}, True),
        ({"coding": [{"system": SCT, "code": "1", "display": "Yes (qualifier value)"}]}, True),
        ({"text": "Nein"}, False),
        ({"text": "mild"}, "[unreadable]"),
    ],
)
def test_a_finding_is_answered_in_other_languages_too(answer: Resource, read: object) -> None:
    assert value(facts(observation(concept(NUMB, SCT), None, valueCodeableConcept=answer)), "paraesthesia") == read


@pytest.mark.parametrize(("word", "read"), [("positiv", True), ("négatif", False), ("NEGATIVO", False)])
def test_an_antibody_is_positive_in_other_languages_too(word: str, read: bool) -> None:
    assert value(facts(observation("31444-3", word)), "intrinsic_factor_antibody") is read


# --- versions, deletions and bundles in bundles (merged incremental exports, _history, batch-response) -------------------------


def version(resource: Resource, number: str = "", updated: str = "", **fields: Any) -> Resource:
    meta = {key: text for key, text in (("versionId", number), ("lastUpdated", updated)) if text}
    return {**resource, **fields, "meta": meta}


EARLY, LATE = "2026-02-01T10:00:00Z", "2026-02-05T10:00:00Z"
LEVEL = observation(B12, 150)
HIGHER = {"valueQuantity": {"value": 450, "unit": "pg/mL"}}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (("1", EARLY), ("2", LATE)),
        (("", EARLY), ("", LATE)),
        (("9", ""), ("10", "")),
        (("", "2026-02-01T23:30:00-05:00"), ("", "2026-02-02T05:00:00Z")),
    ],
)
def test_the_newer_version_counts_in_any_order(old: tuple[str, str], new: tuple[str, str]) -> None:
    before, after = version(LEVEL, *old), version(LEVEL, *new, **HIGHER)
    for sent in ([before, after], [after, before], [after, before, after]):
        found = facts(*sent)
        assert value(found, "total_b12") == "450 pg/mL"
        assert found.problems == ()


@pytest.mark.parametrize(
    "entries",
    [
        [{"response": {"status": "201", "etag": 'W/"1"'}}, {"response": {"status": "200", "etag": 'W/"2"'}}],
        [{"response": {"status": "201", "etag": '"9"'}}, {"response": {"status": "200", "etag": '"10"'}}],
        [{"fullUrl": f"https://x.example/Observation/o1/_history/{number}"} for number in (1, 2)],
    ],
)
def test_a_version_has_the_number_that_its_server_tells(entries: list[Resource]) -> None:
    """A history may tell it beside the resource alone."""
    before, after = (
        {"resource": sent} | told for sent, told in zip((LEVEL, {**LEVEL, **HIGHER}), entries, strict=True)
    )
    for sent in ([before, after], [after, before]):
        text = json.dumps({"resourceType": "Bundle", "type": "history", "entry": [{"resource": patient()}, *sent]})
        found = facts_on(read_bundle(text.encode()), ON)
        assert (value(found, "total_b12"), found.problems) == ("450 pg/mL", ())


def test_a_newer_version_takes_back_what_an_older_one_said() -> None:
    confirmed = version(condition(PERNICIOUS, verificationStatus=coded("confirmed")), "1", EARLY)
    refuted = version(condition(PERNICIOUS, verificationStatus=coded("refuted")), "2", LATE)
    assert value(facts(refuted, confirmed), "autoimmune_gastritis") is False
    withdrawn = version(LEVEL, "2", LATE, status="entered-in-error")
    assert value(facts(withdrawn, version(LEVEL, "1", EARLY)), "total_b12") == "[not final]"
    stopped = version(order("Metformin 500 mg"), "2", LATE, status="stopped")
    assert value(facts(version(order("Metformin 500 mg"), "1", EARLY), stopped), "metformin") == "[never recorded]"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("", ""), ("", "")),
        (("1", ""), ("", LATE)),
        (("2", EARLY), ("1", LATE)),
        (("1", EARLY), ("1", EARLY)),
        (("a", ""), ("b", "")),
    ],
)
def test_of_versions_that_cannot_be_ordered_both_are_read_and_it_is_told(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    found = facts(version(LEVEL, *one), version(LEVEL, *other, **HIGHER))
    assert value(found, "total_b12") == "[contradictory]"
    assert "several versions" in found.problems[0].sentence


def test_of_versions_that_cannot_be_ordered_none_is_read_twice() -> None:
    local = {**LEVEL, "code": {"coding": [{"system": "http://lab.example/tests", "code": "4711"}]}}
    problems = facts(local, local, {**local, **HIGHER}, local).problems
    assert [each.sentence.partition(":")[0] for each in problems if each.why == "unmapped"] == [
        "Observation/o1 and 1 more"
    ]


@pytest.mark.parametrize("other", [(), ({"status": "active"},)], ids=["alike", "and one that says otherwise"])
def test_of_versions_that_say_the_same_the_first_written_dates_a_stop_in_any_order(other: tuple[Resource, ...]) -> None:
    """The one that stood first was read: a stop was of January or of any day since the order, by the order of the record."""
    stopped = {**order("Hydroxocobalamin 1 mg injection"), "id": "m", "status": "stopped", "authoredOn": "2025-10-17"}
    sent = [
        stopped,
        version(stopped, "2", "2026-01-10T08:00:00Z"),
        *(version(stopped, "1", LATE, **each) for each in other),
    ]
    stops = {event.when for each in permutations(sent) for event in case(*each).treatment if event.kind == "stop"}
    assert stops == {Span(date(2025, 10, 17), date(2026, 1, 10))}


@pytest.mark.parametrize("less", [{"code": None}, {"status": "entered-in-error"}], ids=["no code", "in error"])
def test_of_a_medicine_in_two_versions_the_one_that_says_more_is_read_in_any_order(less: Resource) -> None:
    """The last that stood in the record was, so its order decided whether somebody was on injections."""
    said = {"resourceType": "Medication", "id": "m", "code": {"text": "Hydroxocobalamin 1 mg injection"}}
    dose = given("", medicationReference={"reference": "Medication/m"})
    read = [facts(*sent, dose) for sent in ([said, {**said, **less}], [{**said, **less}, said])]
    assert [value(found, "b12_injections") for found in read] == [True, True]
    assert ["several versions" in found.problems[0].sentence for found in read] == [True, True]


def test_the_same_resource_twice_is_no_contradiction_and_two_servers_are_two_resources() -> None:
    assert facts(LEVEL, LEVEL).problems == ()
    issued = {**LEVEL, "issued": "2026-02-03T08:00:00Z"}
    assert facts(LEVEL, issued).problems == ()  # it is dated by itself, so nothing of it hangs on when it was issued
    undated = {**issued, "effectiveDateTime": None}
    assert "several versions" in facts(undated, {**undated, "issued": "2026-02-04T08:00:00Z"}).problems[0].sentence
    assert facts(version(LEVEL, "1", EARLY), version(LEVEL, "2", LATE)).problems == ()
    a, b = (f"https://{server}.example/fhir/Observation/o1" for server in ("a", "b"))
    sent = ({"fullUrl": a, "resource": LEVEL}, {"fullUrl": b, "resource": LEVEL | HIGHER})
    found = entries({"resource": patient()}, *sent)
    assert found.problems == ()
    assert value(found, "total_b12") == "[contradictory]"


def test_of_a_patient_in_two_versions_the_newer_is_read() -> None:
    born = [version(patient(), "1", EARLY, birthDate="1950-05-01"), version(patient(), "2", LATE)]
    found = entries(*({"resource": each} for each in born))
    assert found.known["age"].value == facts().known["age"].value


def entries(*sent: Resource, **fields: Any) -> Any:
    text = json.dumps({"resourceType": "Bundle", "type": "collection", "entry": list(sent), **fields})
    return facts_on(read_bundle(text.encode()), ON)


def test_what_a_history_says_is_deleted_is_not_read() -> None:
    gone = {
        "request": {"method": "DELETE", "url": "Observation/o1"},
        "response": {"status": "204", "lastModified": LATE},
    }
    live = {"fullUrl": "https://s.example/Observation/o1", "resource": version(LEVEL, "1", EARLY)}
    assert value(entries({"resource": patient()}, gone, live, type="history"), "total_b12") == "[never recorded]"
    again = {**live, "resource": version(LEVEL, "3", "2026-02-06T10:00:00Z")}
    assert value(entries({"resource": patient()}, again, gone, live, type="history"), "total_b12") == "150 pg/mL"
    undated = {"request": gone["request"]}
    found = entries({"resource": patient()}, undated, live, type="history")
    assert value(found, "total_b12") == "150 pg/mL"
    assert "as deleted" in found.problems[0].sentence


def test_a_transaction_that_deletes_a_resource_does_not_say_it() -> None:
    sent = {"resource": LEVEL, "request": {"method": "DELETE", "url": "Observation/o1"}}
    assert value(entries({"resource": patient()}, sent, type="transaction"), "total_b12") == "[never recorded]"


def test_bundles_in_a_bundle_are_read_as_one() -> None:
    """The answer to a batch of searches holds a searchset for each."""
    found = [
        {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": each}]} for each in (patient(), LEVEL)
    ]
    assert value(entries(*({"resource": each} for each in found), type="batch-response"), "total_b12") == "150 pg/mL"


def test_a_bundle_in_a_bundle_that_cannot_be_read_is_told() -> None:
    spoiled = {"resourceType": "Bundle", "entry": [{"resource": {**LEVEL, "code": 7, "component": 7}}]}
    found = entries({"resource": patient()}, {"resource": spoiled})
    assert "was left out" in found.problems[0].sentence


# --- one page of a search (what `GET [base]/Patient/p/$everything` answers when a record is long) -------------------------------

NEXT = {"link": [{"relation": "self", "url": "https://s/1"}, {"relation": "next", "url": "https://s/2"}]}


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"total": 431}, "2 of 431 matches of a search"),
        ({"total": 431} | NEXT, "2 of 431 matches of a search"),
        (NEXT, "one page of a search, with a link to the next"),
        ({"total": "431"} | NEXT, "one page of a search, with a link to the next"),
    ],
)
def test_one_page_of_a_record_is_told_and_presumes_nothing(said: Resource, found: str) -> None:
    """The pregnancy, the operation and the allergy may lie on the next page."""
    sent = json.dumps({"resourceType": "Bundle", "entry": [{"resource": each} for each in (patient(), LEVEL)], **said})
    read = facts_on(read_bundle(sent.encode()), ON, ["surgery"])
    told = read.problems[0].sentence
    assert told.startswith(f"$: found {found}, ")
    assert value(read, "total_b12") == "150 pg/mL"
    assert value(read, "total_gastrectomy") == "[never recorded]"


@pytest.mark.parametrize(
    "said", [{"total": 2}, {"total": 1}, {"total": 2} | NEXT, {"total": None, "link": 7}, {"link": [7]}]
)
def test_all_pages_of_a_record_are_the_record(said: Resource) -> None:
    """Put together from its pages it may still hold the link of the first; what is included is not counted."""
    sent = json.dumps({"resourceType": "Bundle", "entry": [{"resource": each} for each in (patient(), LEVEL)], **said})
    read = facts_on(read_bundle(sent.encode()), ON, ["surgery"])
    assert not read.problems
    assert value(read, "total_gastrectomy") is False


def test_a_page_among_the_answers_to_several_searches_is_told_too() -> None:
    pages = [
        {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": each}]} for each in (patient(), LEVEL)
    ]
    found = entries({"resource": pages[0]}, {"resource": pages[1] | {"total": 40}}, type="batch-response")
    assert found.problems[0].sentence.startswith("$.entry[1]: found 1 of 40 matches of a search")


# --- what a server could not answer (a batch of searches of which one failed) --------------------------------------------------

OUTCOME = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "timeout"}]}


def batch(*answers: Resource) -> Facts:
    sent = [{"resource": patient(), "response": {"status": "200 OK"}}, {"resource": LEVEL}, *answers]
    text = json.dumps({"resourceType": "Bundle", "type": "batch-response", "entry": sent})
    return facts_on(read_bundle(text.encode()), ON, ["surgery"])


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"response": {"status": "403 Forbidden"}}, "403 Forbidden"),
        ({"response": {"status": "504"}, "resource": OUTCOME}, "504"),
        ({"resource": OUTCOME}, "timeout"),
        ({"resource": {"resourceType": "OperationOutcome", "issue": 7}}, "not told"),
        ({"resource": {"resourceType": "Bundle", "entry": [{"resource": OUTCOME}]}}, "timeout"),
        ({"resource": OUTCOME | {"issue": [{"severity": "warning", "code": "suppressed"}]}}, "suppressed"),
        ({"resource": OUTCOME | {"issue": [{"severity": "information", "code": "incomplete"}]}}, "incomplete"),
    ],
)
def test_what_a_server_could_not_answer_is_told_and_presumes_nothing(answer: Resource, error: str) -> None:
    """The operations may be what it could not answer."""
    found = batch(answer)
    assert re.match(
        r"\$\.entry\[2\](\.entry\[0\])?: the server answered with an error \(" + error, found.problems[0].sentence
    )
    assert value(found, "total_b12") == "150 pg/mL"
    assert value(found, "total_gastrectomy") == "[never recorded]"


@pytest.mark.parametrize(
    "answer",
    [
        {"response": {"status": "304 Not Modified"}},
        {"response": {"status": 500}},
        {"resource": OUTCOME | {"issue": [{"severity": "warning", "code": "informational"}]}},
        {"resource": OUTCOME | {"issue": [{"severity": "warning", "code": "processing"}]}},
    ],
)
def test_what_a_server_only_says_beside_its_answer_is_no_gap(answer: Resource) -> None:
    found = batch(answer)
    assert not found.problems
    assert value(found, "total_gastrectomy") is False


# --- orders with an end (FR inpatient, ISiK, FHIR converters: bounds of the timing; the status stays "active") ----------------


def bounded(*ends: str | None) -> Resource:
    periods = [{"start": "2025-06-01"} | ({"end": end} if end else {}) for end in ends]
    return {"dosageInstruction": [{"timing": {"repeat": {"boundsPeriod": each, "when": ["MORN"]}}} for each in periods]}


@pytest.mark.parametrize(
    ("ends", "read"),
    [
        (["2026-06-01"], True),
        (["2026-03-01"], True),
        (["2026-02-28"], "[not confirmed]"),
        (["2025-07-01", "2026-04-01"], True),
        (["2025-07-01", None], True),
        ([None], True),
    ],
)
def test_an_order_that_is_still_active_beyond_its_end_is_asked_about(ends: list[str | None], read: object) -> None:
    sent = {"authoredOn": "2025-06-01", **bounded(*ends)}
    assert value(facts(medicine("MedicationRequest", "Metformin 500 mg", **sent)), "metformin") == read
    injected = medicine("MedicationRequest", "Hydroxocobalamin 1 mg injection", **sent)
    assert value(facts_on(case(injected), ON, ["medicines"]), "b12_injections") == read
    assert len(case(injected).treatment) == 1


@pytest.mark.parametrize(
    "timing", [7, [], {"repeat": []}, {"repeat": {"boundsPeriod": {"end": "soon"}}}, {"code": {"text": "BID"}}]
)
def test_a_timing_nobody_can_read_takes_no_order_away(timing: object) -> None:
    assert value(facts(order("Metformin 500 mg", dosageInstruction=[{"timing": timing}])), "metformin") is True


def test_versions_that_hold_a_bundle_inside_them_are_compared_too() -> None:
    inside = {"resourceType": "Bundle", "id": "in", "entry": [{"resource": {"resourceType": "Basic"}}]}
    report = {"resourceType": "DiagnosticReport", "id": "r", "status": "final", "subject": {"reference": "Patient/p"}}
    assert facts(report | {"contained": [inside]}, report | {"contained": [inside], "issued": LATE}).problems != ()


@pytest.mark.parametrize("when", ["9999", "9999-06-01", "9999-12-31", "0001", "0001-01-01"])
@pytest.mark.parametrize(
    "sent", [{"text": "nitrous oxide"}, {"coding": [{"system": "urn:oid:1.2.3", "code": "Q"}]}], ids=["gas", "unread"]
)
def test_a_date_at_the_end_of_the_calendar_ends_no_reading(sent: Resource, when: str) -> None:
    given = {"resourceType": "MedicationAdministration", "id": "m", "status": "completed", "effectiveDateTime": when}
    found = facts({**given, "medicationCodeableConcept": sent}, observation(value=100))
    assert value(found, "nitrous_oxide") is not False
    assert all(missing.sentence for missing in (*found.missing.values(), *found.problems))


def test_a_type_that_only_r4b_has_is_passed_over() -> None:
    others = [
        {"resourceType": kind, "id": "x", "status": "active"} for kind in ("SubscriptionStatus", "NutritionProduct")
    ]
    assert facts(*others, LEVEL).problems == ()
