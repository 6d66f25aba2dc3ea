"""Records in the forms in which national guides and vendors publish their examples; each test writes a resource of its own.

The forms were met in the examples of FHIR R4, US Core, the NHS, MII and KBV, CH EMED and CH IPS, FR Medication, LMDI (Norway), NLL
(Sweden), MOLIS (Belgium), MedCom (Denmark), the IPS of Australia and New Zealand, and Israel's laboratories.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from bundles import LOINC, ON, SCT, Resource, case, concept, condition, facts, medicine, observation, patient, value
from cobalamin.records.errors import RecordError
from cobalamin.records.fhir.read import read_bundle
from cobalamin.records.record import Case
from cobalamin.records.select import facts_on

ATC = "http://www.whocc.no/atc"
HYDROXO, METFORMIN = concept("B03BA03", ATC), concept("A10BA02", ATC)
IM = [{"route": concept("78421000", SCT)}]
TOTAL_GASTRECTOMY = concept("26452005", SCT)


def read(*entries: Resource) -> Case:
    return read_bundle(json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode())


def entry(resource: Resource, url: str = "") -> Resource:
    return {"resource": resource} | ({"fullUrl": url} if url else {})


def without_id(resource: Resource) -> Resource:
    return {name: sent for name, sent in resource.items() if name != "id"}


def told(found: Case) -> str:
    return "\n".join(problem.sentence for problem in found.problems)


# --- how much: units in words, or coded in SNOMED CT as the NHS writes them ------------------------------------------------


@pytest.mark.parametrize(
    "dose",
    [
        {"value": 5, "unit": "gram"}, {"value": 5, "unit": "Gramm"}, {"value": 5, "unit": "g", "code": "258682000"},
        {"value": 5000, "unit": "milligram"}, {"value": 5_000_000, "unit": "Mikrogramm"}, {"value": 5, "unit": "gramme(s)"},
    ],
)  # fmt: skip
def test_five_grams_in_any_words_are_the_antidote(dose: Resource) -> None:
    given = medicine("MedicationAdministration", medicationCodeableConcept=HYDROXO, effectiveDateTime="2026-01-25",
                     dosage={"route": concept("47625008", SCT), "dose": dose})  # fmt: skip
    (event,) = case(given).treatment
    assert event.product == "cyanide_kit"
    assert value(facts(given), "b12_injections") == "[never recorded]"


GRAMS_5 = {"numerator": {"value": 5, "unit": "gram", "code": "g"}, "denominator": {"value": 1, "unit": "Vial"}}


@pytest.mark.parametrize(
    "strength, product",
    [
        (GRAMS_5, "cyanide_kit"), ({"numerator": {"value": 5000, "unit": "mg"}}, "cyanide_kit"),
        (GRAMS_5 | {"denominator": {"value": 200, "unit": "mL"}}, "cyanide_kit"),
        ({"numerator": {"value": 1, "unit": "mg"}, "denominator": {"value": 1, "unit": "mL"}}, "hydroxocobalamin"),
        ({"numerator": {"value": 1, "unit": "g"}, "denominator": {"value": 1, "unit": "L"}}, "hydroxocobalamin"),
        ({"numerator": {"value": "five"}}, "hydroxocobalamin"), ([GRAMS_5], "hydroxocobalamin"), (None, "hydroxocobalamin"),
    ],
)  # fmt: skip
def test_five_grams_of_an_ingredient_are_the_antidote(strength: Any, product: str) -> None:
    """The European guide of prescriptions describes a medicine by its ingredients alone, and counts the dose in vials."""
    named = concept("409258004", SCT, "Hydroxocobalamin")
    held = {"itemCodeableConcept": named, "isActive": True, "strength": strength}
    vial = {"resourceType": "Medication", "id": "v", "form": {"text": "powder for solution"}, "ingredient": [held]}
    given = medicine("MedicationAdministration", medicationReference={"reference": "Medication/v"}, effectiveDateTime="2026-01-25",
                     dosage={"route": concept("47625008", SCT), "dose": {"value": 1, "unit": "Vial"}})  # fmt: skip
    (event,) = case(vial, given).treatment
    assert event.product == product
    assert value(facts(vial, given), "b12_injections") == ("[never recorded]" if product == "cyanide_kit" else True)


def test_the_strength_of_another_ingredient_is_none_of_the_dose() -> None:
    """What is no active ingredient, and what a medicine of several holds of others in small amounts."""
    salt = {"itemCodeableConcept": {"text": "sodium chloride"}, "isActive": False, "strength": GRAMS_5}
    vial = {"resourceType": "Medication", "id": "v", "ingredient": [
        {"itemCodeableConcept": concept("409258004", SCT, "Hydroxocobalamin"), "isActive": True}, salt]}  # fmt: skip
    given = medicine("MedicationAdministration", medicationReference={"reference": "Medication/v"},
                     effectiveDateTime="2026-01-25", dosage={"route": concept("78421000", SCT)})  # fmt: skip
    assert [event.product for event in case(vial, given).treatment] == ["hydroxocobalamin"]


@pytest.mark.parametrize(
    "text", ["hydroxocobalamine 5 grammes i.v.", "idrossocobalamina 5 grammi", "Hydroxokobalamin 5 gram"]
)
def test_grams_in_a_name_are_the_antidote_in_any_language(text: str) -> None:
    (event,) = case(medicine("MedicationAdministration", text, effectiveDateTime="2026-01-25")).treatment
    assert event.product == "cyanide_kit"


@pytest.mark.parametrize(
    "dose",
    [
        {"value": 1, "unit": "milligram"}, {"value": 1000, "unit": "micrograms"}, {"value": 1000, "unit": "Mikrogramm"},
        {"value": 1000, "unit": "microgram", "system": SCT, "code": "258685003"}, {"value": 1, "unit": "milligramme"},
        {"value": 1, "unit": "miligramo"},
    ],
)  # fmt: skip
def test_a_dose_in_words_is_a_dose(dose: Resource) -> None:
    order = medicine(medicationCodeableConcept=HYDROXO, intent="order", authoredOn="2026-01-10",
                     dosageInstruction=[{**IM[0], "doseAndRate": [{"doseQuantity": dose}]}])  # fmt: skip
    assert [event.dose_ug for event in case(order).treatment] == [1000]


def test_none_in_the_morning_is_no_dose() -> None:
    """Germany's plan of medicines writes 0-0-1 as a dosage each."""
    each = ({"doseAndRate": [{"doseQuantity": {"value": value, "unit": "mg"}}], **IM[0]} for value in (0, 1))
    taken = medicine("MedicationStatement", medicationCodeableConcept=HYDROXO, dosage=list(each))
    assert [event.dose_ug for event in case(taken).treatment] == [1000]


@pytest.mark.parametrize("end, known", [("2020-02-10", "[not confirmed]"), ("2026-12-31", True)])
@pytest.mark.parametrize("text, fact", [("metformin 500 mg", "metformin"), ("hydroxocobalamin", "b12_injections")])
def test_a_medicine_listed_as_active_beyond_the_bounds_of_its_dosage_is_asked_about(
    end: str, known: bool | str, text: str, fact: str
) -> None:
    """CH EMED says there from when to when it is taken."""
    bounds = {"timing": {"repeat": {"boundsPeriod": {"start": "2016-02-10", "end": end}}}}
    listed = medicine("MedicationStatement", text, effectiveDateTime="2016-02-10", dosage=[bounds | IM[0]])
    assert value(facts(listed), fact) == known


# --- an ampoule that is drunk ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text, route",
    [
        ("VITAMINE B12 1000 µg/4 ml, solution buvable en ampoule", "oral"), ("vitamina B12 ampollas bebibles", "oral"),
        ("Vitamin B12 Trinkampullen 1000 µg", "oral"), ("Vitamine B12 drinkampullen", "oral"),
        ("cyanocobalamin oral ampoule 1 mg", "oral"), ("cyanocobalamin, ampoules to be taken by mouth", "oral"),
        ("Vitamin B12 Ampullen zum Einnehmen", "oral"), ("Vitamine B12 1000 µg, solution injectable (IM) et buvable", None),
        ("Vitamine B12 1mg/1ml solution injectable et buvable, ampoules", None), ("vitamina B12 1 mg ampolas", "injection"),
        ("Hydroxocobalamin ampoules 1 mg", "injection"), ("Hydroxocobalamin 1 mg ampoule, po 1 sztuce", "injection"),
    ],
)  # fmt: skip
def test_an_ampoule_is_injected_unless_it_is_drunk(text: str, route: str | None) -> None:
    assert [event.route for event in case(medicine(text=text, intent="order")).treatment] == [route]
    written = [{"text": text.replace("B12", "").replace("cobalamin", "")}]
    named = medicine(text="vitamin B12", intent="order", dosageInstruction=written)
    assert [event.route for event in case(named).treatment] == [route]


BOTH = "VITAMINE B12 1000 microgrammes/2 ml, solution injectable (IM) et buvable"


@pytest.mark.parametrize(
    "dosage, route",
    [
        ({"text": "1 ampoule IM par mois"}, "intramuscular"), ({"text": "1 ampoule à boire par jour"}, "oral"),
        ({"text": "1 ampoule par jour"}, None), ({"text": "1 ampoule per os"}, "oral"),
        ({"route": concept("78421000", SCT)}, "intramuscular"),
        ({"route": concept("26643006", SCT)}, "oral"), ({}, None),
    ],
)  # fmt: skip
def test_a_pack_that_is_injected_or_drunk_is_what_is_prescribed(dosage: Resource, route: str | None) -> None:
    """France and Belgium sell such packs: a patient who drinks them is on no injections."""
    order = medicine(text=BOTH, intent="order", dosageInstruction=[dosage])
    assert [event.route for event in case(order).treatment] == [route]
    assert ("it cannot be told whether it is injected or swallowed" in told(case(order))) is (route is None)


# --- which B12: the name beside the code -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["Aktives Vitamin B12", "Aktivt B12", "Actief vitamine B12", "Vitamina B12 activa", "Vitamina B12 attiva",
     "Transkobalamin II", "Holotranskobalamin", "Vitamine B12 active"],
)  # fmt: skip
def test_active_b12_named_so_is_not_read_as_total_in_any_language(name: str) -> None:
    level = observation(concept("14685-2", LOINC, name), 45, "pmol/L")
    assert value(facts(level), "total_b12") == "[contradictory]"


@pytest.mark.parametrize("name", ["Vitamin B12, gesamt", "Totaal vitamine B12", "Vitamin B12"])
def test_a_name_of_total_b12_is_none_of_active(name: str) -> None:
    assert value(facts(observation(concept("14685-2", LOINC, name), 145, "pmol/L")), "total_b12") == "145 pmol/L"


@pytest.mark.parametrize(
    "name",
    ["P—Kobalaminer; substansk. = ? pmol/L", "Kobalamiini", "fP-Metylmalonat", "Acide méthylmalonique", "Ácido metilmalónico",
     "Metyylimalonaatti", "Metylmalonsyra"],
)  # fmt: skip
def test_a_result_of_a_national_code_that_speaks_of_b12_is_told(name: str) -> None:
    level = observation(
        {"coding": [{"system": "urn:oid:1.2.752.108.1", "code": "NPU01700", "display": name}]}, 90, "pmol/L"
    )
    assert "mentions B12" in told(case(level))


# --- whose: references as guides write them ---------------------------------------------------------------------------------

NHS = "https://fhir.nhs.uk/Id/nhs-number"
B12_OF = observation(concept("14685-2"), 90, "pmol/L")
WHO = patient(identifier=[{"system": NHS, "value": "9000000009"}, {"system": "urn:oid:1.2.3", "value": "7"}])


def subject(**sent: Any) -> Resource:
    return B12_OF | {"subject": sent}


@pytest.mark.parametrize(
    "sent, of_the_patient",
    [
        ({"identifier": {"system": NHS, "value": "9000000009"}}, True),
        ({"identifier": {"system": NHS, "value": "9000000017"}}, False),
        ({"identifier": {"system": "urn:oid:9.9", "value": "1"}}, True),  # the patient has none of that system
        ({"identifier": {"value": "1"}}, True), ({"identifier": "1"}, True), ({"display": "A. Patient"}, True),
        ({"type": "Group", "display": "the ward"}, False), ({"type": "Patient"}, True),
        ({"reference": f"Patient?identifier={NHS}|9000000009"}, True),
        ({"reference": f"Patient?identifier={NHS}|9000000017"}, False),
        ({"reference": "urn:uuid:not-here", "identifier": {"system": NHS, "value": "9000000009"}}, True),
        ({"reference": "Patient/90", "identifier": {"system": NHS, "value": "9000000017"}}, False),
        ({"reference": "Group/1", "identifier": {"system": NHS, "value": "9000000009"}}, False),
        ({"reference": "RelatedPerson/p"}, False), ({"reference": "Patient/p/_history/3"}, True),
    ],
)  # fmt: skip
def test_a_result_of_somebody_else_by_an_identifier_is_left_out_and_told(sent: Resource, of_the_patient: bool) -> None:
    found = case(subject(**sent), who=WHO)
    assert bool(found.results) is of_the_patient
    assert ("left out" in told(found)) is not of_the_patient
    assert "9000000017" not in told(found)


@pytest.mark.parametrize(
    "inside, of_the_patient",
    [
        ({"birthDate": "1980-05-01"}, True), ({"birthDate": "1980"}, True), ({}, True), ({"birthDate": "2026-01-20"}, False),
        ({"identifier": [{"system": NHS, "value": "9000000009"}]}, True),
        ({"identifier": [{"system": NHS, "value": "9000000017"}]}, False),
    ],
)  # fmt: skip
def test_a_patient_inside_a_result_is_the_patient_unless_it_is_another(inside: Resource, of_the_patient: bool) -> None:
    """The results of a newborn may stand in the mother's record, each with the child inside it."""
    child = {"resourceType": "Patient", "id": "who", **inside}
    found = case(subject(reference="#who") | {"contained": [child]}, subject(reference="#who") | {"id": "o2"}, who=WHO)
    assert [result.read().source.where for result in found.results] == ["Observation/o1"] * of_the_patient + [
        "Observation/o2"
    ]
    assert ("left out" in told(found)) is not of_the_patient


def test_a_resource_without_an_id_is_known_by_its_address() -> None:
    server = "https://example.org/fhir"
    found = read(
        entry(without_id(patient()), f"{server}/Patient/7"),
        entry(without_id(B12_OF) | {"subject": {"reference": "Patient/7"}}, f"{server}/Observation/9"),
        entry({"resourceType": "Medication", "code": METFORMIN}, f"{server}/Medication/4"),
        entry(medicine(intent="order", medicationReference={"reference": "Medication/4"},
                       subject={"reference": f"{server}/Patient/7"})),
    )  # fmt: skip
    assert [result.read().source.where for result in found.results] == ["Observation/9"]
    assert [statement.fact for statement in found.statements] == ["metformin"]
    assert not found.problems


def test_results_of_a_document_are_told_apart_by_their_addresses() -> None:
    first, second = (f"urn:uuid:{n}0a1b2c3-0000-4000-8000-000000000000" for n in "12")
    found = read(
        entry(without_id(patient()), "urn:uuid:p"),
        *(entry(without_id(B12_OF) | {"subject": {"reference": "urn:uuid:p"}}, url) for url in (first, second)),
    )
    assert [result.read().source.where for result in found.results] == [
        f"Observation/{url.removeprefix('urn:uuid:')}" for url in (first, second)
    ]


@pytest.mark.parametrize("order", [1, -1])
def test_a_substance_with_the_id_of_a_medicine_does_not_stand_in_its_place(order: int) -> None:
    pill = {"resourceType": "Medication", "id": "1", "code": METFORMIN}
    sugar = {"resourceType": "Substance", "id": "1", "code": {"text": "sugar"}}
    taken = medicine(intent="order", medicationReference={"reference": "Medication/1"})
    assert value(facts(*(pill, sugar)[::order], taken), "metformin") is True


def test_a_medicine_is_the_one_of_its_own_server() -> None:
    ours, theirs = "https://a.example/fhir/", "https://b.example/fhir/"
    pill = {"resourceType": "Medication", "id": "1", "code": METFORMIN}
    found = read(
        entry(patient(), f"{ours}Patient/p"), entry(pill, f"{ours}Medication/1"),
        entry({**pill, "code": {"text": "bisoprolol"}}, f"{theirs}Medication/1"),
        entry(medicine(intent="order", medicationReference={"reference": "Medication/1"}), f"{ours}MedicationRequest/m1"),
    )  # fmt: skip
    assert [statement.fact for statement in found.statements] == ["metformin"]


# --- what is planned, reported, broken off, or of a state that nobody knows ------------------------------------------------


@pytest.mark.parametrize(
    "more", [{"status": "unknown"}, {"intent": "plan"}, {"intent": "plan", "reportedBoolean": True}]
)
@pytest.mark.parametrize("text, fact", [("metformin 500 mg", "metformin"), ("hydroxocobalamin", "b12_injections")])
def test_an_order_of_unknown_state_and_a_medicine_planned_or_reported_are_asked_about(
    more: Resource, text: str, fact: str
) -> None:
    order = medicine("MedicationRequest", text, **({"intent": "order", "dosageInstruction": IM} | more))
    assert value(facts(order), fact) == "[not confirmed]"


def test_a_plan_is_no_order_of_a_course_and_one_that_is_over_says_nothing() -> None:
    plan = medicine("MedicationRequest", "hydroxocobalamin 1 mg", intent="plan", dosageInstruction=IM)
    assert [event.kind for event in case(plan).treatment] == ["planned"]
    over = [case(plan | {"status": status}) for status in ("stopped", "completed", "cancelled", "draft")]
    assert not any(each.treatment or each.statements for each in over)


@pytest.mark.parametrize("status, known", [("unknown", "[not confirmed]"), ("stopped", "[not confirmed]"),
                                           ("on-hold", "[not confirmed]"), ("not-done", "[never recorded]")])  # fmt: skip
def test_a_dose_broken_off_or_of_unknown_state_is_no_dose_and_is_asked_about(status: str, known: str) -> None:
    given = medicine("MedicationAdministration", "hydroxocobalamin 1 mg", status=status,
                     effectiveDateTime="2026-01-25", dosage=IM[0])  # fmt: skip
    assert value(facts(given), "b12_injections") == known
    assert not any(event.kind == "administration" for event in case(given).treatment)


@pytest.mark.parametrize("status, known", [("completed", True), ("unknown", "[not confirmed]"), ("stopped", "[not confirmed]"),
                                           ("on-hold", "[not confirmed]"), ("preparation", "[never recorded]"),
                                           ("not-done", "[never recorded]")])  # fmt: skip
def test_an_operation_broken_off_or_of_unknown_state_is_asked_about(status: str, known: bool | str) -> None:
    done = {
        "resourceType": "Procedure",
        "id": "g",
        "status": status,
        "performedDateTime": "2019-04-01",
        "code": TOTAL_GASTRECTOMY,
    }
    assert value(facts(done), "total_gastrectomy") == known


def test_an_injection_of_unknown_state_is_no_dose_of_a_course() -> None:
    done = {"resourceType": "Procedure", "id": "i", "status": "unknown", "performedDateTime": "2026-02-01",
            "code": concept("170823005", SCT)}  # fmt: skip
    assert value(facts(done), "b12_injections") == "[not confirmed]"
    assert case(done).treatment == ()


# --- names in the languages of the Nordic countries, Italy and Portugal ----------------------------------------------------


@pytest.mark.parametrize(
    "name, product",
    [
        ("Hydroxokobalamin 1 mg/ml injektionsvätska", "hydroxocobalamin"), ("Hydroksokobalamin 1 mg/ml", "hydroxocobalamin"),
        ("Hydroksokobalamiini", "hydroxocobalamin"), ("Cyanokobalamin 1 mg tablett", "cyanocobalamin"),
        ("Syanokobalamiini 1 mg tabletti", "cyanocobalamin"), ("Metylkobalamin", "methylcobalamin"),
        ("Idrossocobalamina 5 mg soluzione iniettabile", "hydroxocobalamin"), ("Cianocobalamina", "cyanocobalamin"),
        ("Kobalamin", "b12_not_named"), ("Folsyra 5 mg tablett", "folic_acid"), ("Folsyre 1 mg", "folic_acid"),
        ("Foolihappo", "folic_acid"), ("Acido folico 5 mg", "folic_acid"),
    ],
)  # fmt: skip
def test_a_b12_product_and_folic_acid_are_read_in_every_spelling(name: str, product: str) -> None:
    pack = {"coding": [{"system": "urn:oid:1.2.752.129.2.1.5.1", "code": "20010101000039", "display": name}]}
    (event,) = case(
        medicine("MedicationStatement", medicationCodeableConcept=pack, effectiveDateTime="2026-01-10")
    ).treatment
    assert event.product == product


@pytest.mark.parametrize("name, route", [("Idrossocobalamina soluzione iniettabile", "injection"),
                                         ("Hydroxokobalamin injektionsvätska", "injection")])  # fmt: skip
def test_a_pack_says_that_it_is_injected(name: str, route: str) -> None:
    (event,) = case(medicine("MedicationStatement", name)).treatment
    assert event.route == route


@pytest.mark.parametrize("route", ["per via intramuscolare", "Voie intramusculaire", "intramuskulär användning"])
def test_a_route_in_words(route: str) -> None:
    (event,) = case(medicine("MedicationStatement", "cobalamin", dosage=[{"route": {"text": route}}])).treatment
    assert event.route == "intramuscular"


@pytest.mark.parametrize(
    "name, fact",
    [
        ("vereinbar mit perniziöser Anämie", "autoimmune_gastritis"),
        ("Perniciös anemi", "autoimmune_gastritis"), ("Perniciøs anæmi", "autoimmune_gastritis"),
        ("Pernisiøs anemi", "autoimmune_gastritis"), ("Pernisiöösi anemia", "autoimmune_gastritis"),
        ("Anemia perniciosa da deficit di fattore intrinseco", "autoimmune_gastritis"),
        ("Total gastrektomi 2010", "total_gastrectomy"), ("Gastrektomi", "total_gastrectomy"),
        ("Gastrektomi", "partial_gastrectomy"), ("Gastrectomia totale", "total_gastrectomy"),
        ("Gastrectomia parziale", "partial_gastrectomy"), ("Partiell gastrektomi", "partial_gastrectomy"),
        ("Celiaki", "coeliac_disease"), ("Cøliaki", "coeliac_disease"), ("Keliakia", "coeliac_disease"),
        ("Celiachia", "coeliac_disease"), ("Atrofisk gastrit", "atrophic_gastritis"),
        ("Magsäcksresektion", "partial_gastrectomy"), ("Ventrikelresektion 1998", "total_gastrectomy"),
        ("Ventrikkelreseksjon", "partial_gastrectomy"), ("Mahalaukun poisto", "total_gastrectomy"),
        ("Mahalaukun osapoisto", "partial_gastrectomy"), ("Mahalaukun osittainen poisto", "partial_gastrectomy"),
        ("Mahalaukun ohitusleikkaus", "bariatric_surgery"), ("Lihavuusleikkaus", "bariatric_surgery"),
        ("Gastrisk bypass", "bariatric_surgery"), ("Fetmaoperation", "bariatric_surgery"),
        ("Fedmeoperation", "bariatric_surgery"), ("Fedmeoperasjon", "bariatric_surgery"),
        ("Sleeve-gastrektomi", "bariatric_surgery"), ("Ileumresektion", "partial_ileal_resection"),
        ("Ileumreseksjon", "partial_ileal_resection"), ("Ileumresektio", "partial_ileal_resection"),
        ("Ileocekalresektion", "partial_ileal_resection"), ("Ileocækalresektion", "partial_ileal_resection"),
    ],
)  # fmt: skip
def test_a_diagnosis_of_a_national_code_is_asked_about_by_its_name(name: str, fact: str) -> None:
    found = facts(condition("D51.0", "urn:oid:1.2.752.116.1.1.1.1.3") | {"code": {"text": name}})
    assert value(found, fact) == "[in words only]"


@pytest.mark.parametrize(
    "name", ["Ingen celiaki", "Inte perniciös anemi", "Subtotal gastrektomi", "Sleeve-gastrektomi"]
)
def test_what_is_denied_or_another_operation_is_not_asked_about(name: str) -> None:
    found = facts(condition("x", "urn:oid:1.2.752.116.1.1.1.1.3") | {"code": {"text": name}})
    for fact in ("coeliac_disease", "autoimmune_gastritis", "total_gastrectomy"):
        assert value(found, fact) == "[never recorded]"


def test_an_allergy_named_in_swedish_is_asked_about() -> None:
    allergy = {"resourceType": "AllergyIntolerance", "id": "a", "patient": {"reference": "Patient/p"},
               "code": {"text": "Hydroxokobalamin"}}  # fmt: skip
    assert value(facts(allergy), "cobalamin_or_cobalt_allergy") == "[in words only]"


# --- the range a laboratory prints ---------------------------------------------------------------------------------------

NORMAL, OTHER = (
    {"type": concept(code, "http://terminology.hl7.org/CodeSystem/referencerange-meaning")}
    for code in ("normal", "post")
)


@pytest.mark.parametrize(
    "ranges, known",
    [
        *(([{"text": text}], "≤ 271 nmol/L") for text in ("<320", "≤ 320 nmol/L", "< 0.32 umol/L", "73 - 320", "73–320 nmol/l",
                                                          "73 to 320", "up to 320")),
        *(([{"text": text}], "300 nmol/L, read as raised") for text in ("up to 290", "60-280 nmol/L")),
        *(([{"text": text}], "300 nmol/L") for text in ("0,07-0,32", "<1,320", "see report", ">320", "73-320 furlong",
                                                        "1 - 2 - 320", "320-73", "<320 (adults)")),
        ([{"text": "<280", "high": {"value": 320}}], "≤ 271 nmol/L"),
        ([{"high": {"value": 320}} | NORMAL, {"high": {"value": 280}} | OTHER], "≤ 271 nmol/L"),
        ([{"high": {"value": 280}} | OTHER, {"high": {"value": 320}} | NORMAL], "≤ 271 nmol/L"),
        ([{"high": {"value": 320}}, {"high": {"value": 280}}], "300 nmol/L"),
        ([{"high": {"value": 320}} | NORMAL, {"high": {"value": 280}} | NORMAL], "300 nmol/L"),
        ([{"high": {"value": 280}} | OTHER], "300 nmol/L"),
    ],
)  # fmt: skip
def test_a_metabolite_is_read_by_the_range_that_its_laboratory_prints(ranges: list[Resource], known: str) -> None:
    """Many send it as a text alone, or the normal one beside others; register R31."""
    read = facts(observation("13964-2", 300, "nmol/L", referenceRange=ranges))
    raised = ", read as raised" if "read as raised" in read.known["mma"].note else ""
    assert value(read, "mma") + raised == known


@pytest.mark.parametrize(
    "sent, top, known",
    [
        ("0.88 umol/L", "0.28", "0.88 umol/L"), ("275 nmol/L", "270", "275 nmol/L"), ("150 nmol/L", "280", "150 nmol/L"),
        (">1000 nmol/L", "400", "> 1000 nmol/L"), ("275 nmol/L", "280", "≤ 271 nmol/L"), ("260 nmol/L", "250", "> 271 nmol/L"),
        ("<300 nmol/L", "400", "≤ 271 nmol/L"),
    ],
)  # fmt: skip
def test_the_number_stays_where_both_limits_say_the_same_of_it(sent: str, top: str, known: str) -> None:
    """A form and an explanation said "> 271 nmol/L" of every 880 that came with a range."""
    observed = observation("13964-2", sent, referenceRange=[{"high": {"value": float(top)}}])
    assert value(facts(observed), "mma") == known


# --- a number as a country writes it ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text, known",
    [("1.250 ng/L", "[unreadable]"), ("> 1.250 ng/L", "[unreadable]"), ("1.250 pg/mL*", "[unreadable]"), ("1250 ng/L", "1250 ng/L"),
     ("12.5 ng/L", "12.5 ng/L"), ("125.500 ng/L", "125.5 ng/L"), ("1,250 ng/L", "1250 ng/L"), ("0.250 ng/L", "[implausible]")],
)  # fmt: skip
def test_a_point_that_may_group_thousands_makes_no_severe_deficiency(text: str, known: str) -> None:
    """Germany, Italy, Spain and Brazil write 1.250 for 1250: read as one and a quarter it is the lowest level of all."""
    found = facts(observation("2132-9", text))
    assert value(found, "total_b12") == known
    if known == "[unreadable]":
        assert "may group thousands" in found.missing["total_b12"].sentence


def test_a_point_is_one_where_the_value_is_an_ordinary_one() -> None:
    assert value(facts(observation("2428-1", "12.345 umol/L")), "homocysteine") == "12.345 umol/L"
    quantity = observation("2132-9") | {"valueQuantity": {"value": 12.50, "unit": "ng/L"}}
    assert value(facts(quantity), "total_b12") == "12.5 ng/L"


# --- why there is no value -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sent",
    [
        {"valueRange": {"low": {"value": 100, "unit": "pmol/L"}, "high": {"value": 120, "unit": "pmol/L"}}},
        {"valueRatio": {"numerator": {"value": 1}, "denominator": {"value": 1}}}, {"valueString": "112.5.1 pmol/L"},
    ],
)  # fmt: skip
def test_a_value_that_is_not_read_is_not_said_to_be_none(sent: Resource) -> None:
    found = facts_on(case(observation(concept("14685-2"), **sent)), ON)
    assert (
        found.missing["total_b12"].sentence
        == "total serum B12: the result has no single number or word that can be read; look at it and ask for the figure"
    )


def test_the_reason_why_there_is_no_value_is_told() -> None:
    why = concept("not-performed", "http://terminology.hl7.org/CodeSystem/data-absent-reason")
    missing = facts_on(case(observation(concept("14685-2"), dataAbsentReason=why)), ON).missing["total_b12"]
    assert missing.sentence == "total serum B12: the laboratory says that there is no value (not-performed)"


def test_one_bundle_of_two_patients_is_still_refused() -> None:
    with pytest.raises(RecordError, match="two patients"):
        read(entry(patient(id="a")), entry(patient(id="b")))


# --- how it is given: what it comes in, and what its doses are counted in ---------------------------------------------------


EDQM = "http://standardterms.edqm.eu"


@pytest.mark.parametrize(
    "name, fact",
    [
        ("Solution for injection", "b12_injections"), ("Injektionslösung", "b12_injections"),
        ("Solution injectable", "b12_injections"), ("Film-coated tablet", "oral_b12"), ("Filmtablette", "oral_b12"),
    ],
)  # fmt: skip
def test_the_name_beside_a_code_of_a_form_says_how_it_is_given(name: str, fact: str) -> None:
    """The forms of EDQM, as the IPS and many national guides send them: a code and its name, and no text."""
    form = {"coding": [{"system": EDQM, "code": "1", "display": name}]}
    pack = {"resourceType": "Medication", "id": "pack", "code": concept("B03BA01", ATC), "form": form}
    listed = medicine("MedicationStatement", medicationReference={"reference": "#pack"}, contained=[pack])
    assert value(facts(listed | {"effectiveDateTime": "2026-02-01"}), fact) is True


@pytest.mark.parametrize(
    "unit, fact", [("tablet", "oral_b12"), ("Tablette", "oral_b12"), ("ampoule", "b12_injections"), ("mL", None)]
)
def test_what_is_counted_says_how_it_is_given(unit: str, fact: str | None) -> None:
    dosage = [{"doseAndRate": [{"doseQuantity": {"value": 1, "unit": unit}}]}]
    ordered = medicine(medicationCodeableConcept=concept("B03BA01", ATC), intent="order", authoredOn="2026-02-01",
                       dosageInstruction=dosage)  # fmt: skip
    found = facts(ordered)
    assert {name for name in ("oral_b12", "b12_injections") if value(found, name) is True} == {
        *([fact] if fact else ())
    }


def test_a_name_stands_before_what_is_counted() -> None:
    dosage = [{"doseAndRate": [{"doseQuantity": {"value": 1, "unit": "ampoule"}}]}]
    drunk = medicine(
        text="Vitamin B12 Trinkampullen", intent="order", authoredOn="2026-02-01", dosageInstruction=dosage
    )
    assert [event.route for event in case(drunk).treatment] == ["oral"]
    both = medicine(text="Vitamine B12 solution injectable et buvable", intent="order", dosageInstruction=dosage)
    assert [event.route for event in case(both).treatment] == [None]


# --- until when: a length or a number of doses ------------------------------------------------------------------------------


DAYS_5 = {"boundsDuration": {"value": 5, "unit": "d", "code": "d"}}
LATER = "[not confirmed]"


@pytest.mark.parametrize("kind", ["MedicationRequest", "MedicationStatement"])
@pytest.mark.parametrize(
    "repeats, begun, known",
    [
        ([DAYS_5], "2021-01-15", LATER), ([DAYS_5], "2026-02-26", True), ([DAYS_5], "2021", LATER),
        ([{"boundsDuration": {"value": 2, "unit": "weeks"}}], "2026-02-14", LATER),
        ([{"boundsDuration": {"value": 3, "code": "mo"}}], "2025-11-30", LATER),
        ([{"boundsDuration": {"value": 3, "code": "mo"}}], "2025-12-01", True),
        ([{"boundsDuration": {"value": 1, "code": "a"}}], "2025-03-02", True),
        ([{"boundsDuration": {"value": 48, "code": "h"}}], "2026-02-26", LATER),
        ([{"boundsRange": {"low": {"value": 5, "code": "d"}, "high": {"value": 7, "code": "d"}}}], "2026-02-20", LATER),
        ([{"boundsRange": {"low": {"value": 5, "code": "d"}, "high": {"value": 7, "code": "d"}}}], "2026-02-22", True),
        ([{"count": 1}], "2026-02-28", LATER),
        ([{"count": 6, "frequency": 3, "period": 1, "periodUnit": "wk"}], "2026-02-14", LATER),
        ([{"count": 6, "countMax": 12, "frequency": 3, "period": 1, "periodUnit": "wk"}], "2026-02-14", True),
        ([DAYS_5, {"boundsDuration": {"value": 2, "code": "wk"}}], "2026-02-10", True),  # one after the other, perhaps
        ([DAYS_5, {"boundsDuration": {"value": 2, "code": "wk"}}], "2026-02-09", LATER),
        ([DAYS_5, {"boundsPeriod": {"end": "2026-03-05"}}], "2021-01-15", True),
        # what goes on, or does not say until when
        ([DAYS_5, {"frequency": 1, "period": 1, "periodUnit": "d"}], "2021-01-15", True),
        ([{"boundsDuration": {"value": 5, "comparator": ">", "code": "d"}}], "2021-01-15", True),
        ([{"boundsDuration": {"value": 5, "unit": "jours"}}], "2021-01-15", True),
        ([{"boundsDuration": {"value": 5_000_000, "code": "a"}}], "2021-01-15", True),
        ([{"boundsDuration": {"code": "d"}}], "2021-01-15", True), ([{"count": 30}], "2021-01-15", True),
        ([{"count": "6"}], "2021-01-15", True), ([DAYS_5], "", True), ([DAYS_5], "soon", True),
        ([{"boundsDuration": {"value": 1200, "code": "a"}}] * 10, "2021-01-15", True),
    ],
)  # fmt: skip
def test_a_medicine_active_beyond_the_length_of_its_dosage_is_asked_about(
    kind: str, repeats: list[Resource], begun: str, known: bool | str
) -> None:
    """Finland and Japan send how long a medicine is taken, not until when; a prescription of 2021 is still called active there."""
    timings = [{"timing": {"repeat": each}} for each in repeats]
    name = {
        "MedicationRequest": ("authoredOn", "dosageInstruction"),
        "MedicationStatement": ("effectiveDateTime", "dosage"),
    }
    when, dosage = name[kind]
    sent = medicine(kind, medicationCodeableConcept=METFORMIN, **{dosage: timings, "intent": "order"})
    assert value(facts(sent | ({when: begun} if begun else {})), "metformin") == known


@pytest.mark.parametrize("days, known", [(["2021-01-05", "2021-01-08"], LATER), (["2021-01-05", "2026-03-01"], True),
                                         (["2021-01-05", "soon"], True)])  # fmt: skip
def test_a_medicine_for_days_that_are_over_is_asked_about(days: list[str], known: bool | str) -> None:
    sent = medicine(medicationCodeableConcept=METFORMIN, intent="order", authoredOn="2021-01-04",
                    dosageInstruction=[{"timing": {"event": days}}])  # fmt: skip
    assert value(facts(sent), "metformin") == known


@pytest.mark.parametrize("begun, known", [("2026-01-15", True), ("2025-11-20", LATER)])
def test_a_day_beside_a_length_is_where_it_begins(begun: str, known: bool | str) -> None:
    """Japan's prescriptions name the first day as an event, and how many days it is for beside it."""
    lasts = {"boundsDuration": {"value": 90, "code": "d"}, "count": 90, "frequency": 1, "period": 1, "periodUnit": "d"}
    for repeat, expected in ((lasts, known), ({"frequency": 1, "period": 1, "periodUnit": "d"}, True)):
        timing = {"event": [f"{begun}T00:00:00+09:00"], "repeat": repeat}
        sent = medicine(medicationCodeableConcept=METFORMIN, intent="order", authoredOn=begun,
                        dosageInstruction=[{"timing": timing}])  # fmt: skip
        assert value(facts(sent), "metformin") == expected


def test_a_course_of_injections_that_is_over_says_of_none_that_it_goes_on() -> None:
    course = [IM[0] | {"timing": {"repeat": {"count": 6, "frequency": 3, "period": 1, "periodUnit": "wk"}}}]
    ordered = medicine(
        medicationCodeableConcept=HYDROXO, intent="order", authoredOn="2021-01-04", dosageInstruction=course
    )
    assert value(facts(ordered), "b12_injections") == LATER


# --- medicines in Japanese, Chinese and Korean ------------------------------------------------------------------------------


HOT9 = "urn:oid:1.2.392.200119.4.403.1"


@pytest.mark.parametrize(
    "name, product, route",
    [
        ("ビタミンＢ１２注射液１ｍｇ", "b12_not_named", "injection"), ("維他命B12注射液", "b12_not_named", "injection"),
        ("ビタミンB12筋肉内注射", "b12_not_named", "intramuscular"), ("维生素B12片", "b12_not_named", "oral"),
        ("メコバラミン錠５００μｇ", "methylcobalamin", "oral"),
        ("メコバラミン注射液５００μｇ", "methylcobalamin", "injection"),
        ("ヒドロキソコバラミン酢酸塩注射液", "hydroxocobalamin", "injection"),
        ("シアノコバラミン注射液１ｍｇ", "cyanocobalamin", "injection"),
        ("甲钴胺片", "methylcobalamin", "oral"), ("甲鈷胺膠囊", "methylcobalamin", "oral"),
        ("氰钴胺 皮下注射", "cyanocobalamin", "subcutaneous"),
        ("羟钴胺注射液", "hydroxocobalamin", "injection"), ("메코발라민정 경구", "methylcobalamin", "oral"),
        ("히드록소코발라민 주사", "hydroxocobalamin", "injection"), ("葉酸錠５ｍｇ", "folic_acid", "oral"),
        ("ヒドロキソコバラミン5g注射用", "cyanide_kit", "injection"), ("シアノキット注射用", "cyanide_kit", "injection"),
        ("Vitamin B₁₂ injection", "b12_not_named", "injection"),
    ],
)  # fmt: skip
def test_b12_is_known_by_its_name_in_other_scripts(name: str, product: str, route: str) -> None:
    """JP Core and TW Core send a pack of a national list with its name alone, in wide letters and digits too."""
    ordered = medicine(medicationCodeableConcept={"coding": [{"system": HOT9, "code": "1", "display": name}]},
                       intent="order", authoredOn="2026-02-01")  # fmt: skip
    found = case(ordered)
    assert [(event.product, event.route) for event in found.treatment] == [(product, route)]
    assert found.problems == ()


@pytest.mark.parametrize(
    "text, route",
    [("筋肉注射 １日おき", "intramuscular"), ("每月肌肉注射一次", "intramuscular"), ("内服・経口・１日３回", "oral"),
     ("静脈内", "intravenous"), ("皮下", "subcutaneous"), ("筋肉痛時", None), ("用法注意", None), ("皮下出血", None)],
)  # fmt: skip
def test_a_dosage_in_other_scripts_says_how_it_is_given(text: str, route: str | None) -> None:
    sent = medicine(
        medicationCodeableConcept=concept("B03BA01", ATC), dosageInstruction=[{"text": text}], intent="order"
    )
    assert [event.route for event in case(sent).treatment] == [route]


@pytest.mark.parametrize("name", ["cB12", "B123", "AB12", "B12X", "コバルト", "鴉片"])
def test_another_name_is_no_b12(name: str) -> None:
    assert case(medicine(text=f"Paracetamol {name}")).treatment == ()


def test_a_diagnosis_that_speaks_of_b12_in_other_scripts_is_told_once() -> None:
    code = {
        "coding": [{"system": "urn:oid:1.2.392.200119.4.101.2", "code": "1", "display": "ビタミンＢ１２欠乏性貧血"}]
    }
    assert told(case(condition("x") | {"code": code})).count("Condition/c1") == 1


@pytest.mark.parametrize(
    "name", ["ビタミンＢ１２注射液", "メコバラミン", "コバルト", "甲钴胺", "코발라민", "Vitamin B12", "vitB12"]
)
def test_an_allergy_to_b12_in_other_scripts_is_asked_about(name: str) -> None:
    allergy = {"resourceType": "AllergyIntolerance", "id": "a", "patient": {"reference": "Patient/p"}}
    found = facts(allergy | {"code": {"coding": [{"system": HOT9, "code": "1", "display": name}]}})
    assert value(found, "cobalamin_or_cobalt_allergy") == "[in words only]"


@pytest.mark.parametrize(
    "ranges, beside",
    [
        ([], ""), ([{"high": {"value": 6, "unit": "U/mL"}}], " (the laboratory's own range is up to 6 U/mL)"),
        ([{"text": "<6"}], " (the laboratory's own range is up to 6 U/mL)"),
        ([{"high": {"value": 6, "unit": "kU/L"}}], ""),
    ],
)  # fmt: skip
def test_an_antibody_sent_as_a_number_is_told_with_its_range(ranges: list[Resource], beside: str) -> None:
    """That a limit was needed was all that was said, of a result that came with one; register R85."""
    missing = facts(observation("31444-3", 25, "U/mL", referenceRange=ranges)).missing["intrinsic_factor_antibody"]
    asked = "without saying positive or negative; ask the laboratory which it is"
    assert missing.sentence == f"intrinsic factor antibody positive: sent as 25 U/mL{beside}, {asked}"
