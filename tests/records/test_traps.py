"""Every trap of the terminology notes through the whole path: bytes of a bundle to facts, or to a reason."""

from __future__ import annotations

from typing import Any

import pytest

from bundles import (
    B12,
    HB,
    HCY,
    HOLO,
    ICD10,
    ICD10CM,
    LOINC,
    MCV,
    MMA,
    ON,
    RXNORM,
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
)  # fmt: skip
from cobalamin.records.fhir.read import read_bundle
from cobalamin.records.select import facts_on
from cobalamin.translation.words import translator

# --- total and active B12 ---


@pytest.mark.parametrize(
    "text",
    ["Active B12", "Holotranscobalamin", "holoTC", "B12 (TC2)", "S-B12-TC2", "s-b12-akt", "Vitamin B12 active, serum"],
)
def test_an_active_name_under_a_total_code_is_neither(text: str) -> None:
    found = facts(observation(concept(B12, text=text), 60, "pmol/L"))
    assert (value(found, "total_b12"), value(found, "active_b12")) == ("[contradictory]", "[never recorded]")
    assert text in found.missing["total_b12"].sentence


def test_a_total_name_under_an_active_code_is_neither() -> None:
    found = facts(observation(concept(HOLO, text="Vitamin B12, total"), 210, "pmol/L"))
    assert (value(found, "total_b12"), value(found, "active_b12")) == ("[never recorded]", "[contradictory]")


def test_codes_of_both_beside_each_other_are_neither() -> None:
    both = {"coding": [{"system": LOINC, "code": B12}, {"system": LOINC, "code": HOLO}]}
    assert value(facts(observation(both, 60, "pmol/L")), "total_b12") == "[contradictory]"


@pytest.mark.parametrize(
    "text", ["Vitamin B12", "Serum B12 total", "Cobalamin (Vitamin B12) [Mass/volume] in Serum", ""]
)
def test_an_ordinary_name_of_the_total_is_the_total(text: str) -> None:
    found = facts(observation(concept(B12, text=text), 247, "pg/mL"))
    assert (value(found, "total_b12"), value(found, "active_b12")) == ("247 pg/mL", "[never recorded]")


def test_total_and_active_beside_each_other_stay_two_facts() -> None:
    found = facts(observation(B12, 300, "pmol/L"), observation(HOLO, 60, "pmol/L", id="o2"))
    assert (value(found, "total_b12"), value(found, "active_b12")) == ("300 pmol/L", "60 pmol/L")


def test_an_active_b12_as_high_as_a_total_is_doubted() -> None:
    found = facts(observation(HOLO, 240, "pmol/L"))
    assert "total B12" in found.known["active_b12"].note


@pytest.mark.parametrize("code", ["16696-7", "2171-7", "54376-9"])
def test_urine_and_binding_codes_are_not_serum_b12(code: str) -> None:
    assert value(facts(observation(code, 300, "pg/mL")), "total_b12") == "[never recorded]"


# --- numbers and units ---


@pytest.mark.parametrize(
    "code, sent, unit, fact, expected",
    [
        (MMA, 0.4, "nmol/mL", "mma", "0.4 nmol/mL"),
        (MMA, 0.4, "umol/L", "mma", "0.4 umol/L"),
        (MMA, 400, "nmol/L", "mma", "400 nmol/L"),
        (MMA, 400, None, "mma", "[unit missing]"),
        (MMA, 0.4, "nmol/L", "mma", "[implausible]"),
        (MMA, 400, "umol/L", "mma", "≥ 400 nmol/L"),
        (MMA, 250, "umol/L", "mma", "[implausible]"),
        (HCY, 18, "umol/L", "homocysteine", "18 umol/L"),  # a mass code with a molar unit
        ("16695-9", 180, "pmol/L", "total_b12", "180 pmol/L"),
        (B12, 2, "ng/mL", "total_b12", "2 ng/mL"),
        (B12, 200, "ng/mL", "total_b12", "[implausible]"),
        (B12, 200, "mmHg", "total_b12", "[unit unknown]"),
        (B12, 200, "splurge", "total_b12", "[unit unknown]"),
        (B12, -200, "pg/mL", "total_b12", "[implausible]"),
        (B12, 0, "pg/mL", "total_b12", "[implausible]"),
        (HB, 13.5, None, "haemoglobin", "[unit missing]"),
        (HB, 13.5, "", "haemoglobin", "[unit missing]"),
        (HB, 13.5, "g/dL", "haemoglobin", "13.5 g/dL"),
        (HB, 135, "g/dL", "haemoglobin", "[implausible]"),
        (HB, 8.4, "mmol/L", "haemoglobin", "8.4 mmol/L"),
        ("777-3", 250, "K/uL", "platelets", "250 10*3/uL"),  # kelvin in UCUM, a thousand in a laboratory
        ("14196-0", 1.5, "%", "reticulocytes", "[unit unknown]"),
        ("751-8", 4, "mmol/L", "neutrophils", "[unit unknown]"),
    ],
)
def test_a_result_is_read_in_the_unit_its_laboratory_meant(
    code: str, sent: float, unit: str | None, fact: str, expected: str
) -> None:
    assert value(facts(observation(code, sent, unit)), fact) == expected


@pytest.mark.parametrize(
    "text, expected",
    [
        (">2000*.", "[unit missing]"),
        (">2000 pg/mL*.", "> 2000 pg/mL"),
        ("<150 ng/L", "< 150 ng/L"),
        ("<= 150 pg/mL", "≤ 150 pg/mL"),
        ("247 pg/mL", "247 pg/mL"),
        ("4,5 pg/mL", "[unreadable]"),
        ("see comment", "[unreadable]"),
        ("low", "< 180 ng/L"),
    ],
)
def test_a_result_sent_as_a_text_is_read_with_its_comparator_or_named(text: str, expected: str) -> None:
    found = value(facts(observation(B12, text)), "total_b12")
    assert found == expected


def test_a_text_takes_its_unit_from_its_reference_range() -> None:
    limits = [{"low": {"value": 200, "unit": "pg/mL"}, "high": {"value": 900, "unit": "pg/mL"}}]
    found = facts(observation(B12, ">2000*.", referenceRange=limits))
    assert value(found, "total_b12") == "> 2000 pg/mL"


@pytest.mark.parametrize("comparator, expected", [("<", "< 150 pg/mL"), (">=", "≥ 150 pg/mL"), ("ad", "[unreadable]")])
def test_the_comparator_of_a_quantity_is_kept(comparator: str, expected: str) -> None:
    quantity = {"value": 150, "comparator": comparator, "unit": "pg/mL"}
    assert value(facts(observation(B12, valueQuantity=quantity)), "total_b12") == expected


@pytest.mark.parametrize(
    "code, unit, expected",
    [
        ("pg/mL", "pg/ml", "247 pg/mL"),
        ("ng/L", "pg/mL", "247 ng/L"),
        ("{weird}", "pg/mL", "247 pg/mL"),
        ("pmol/L", "pg/mL", "[contradictory]"),
    ],
)
def test_the_units_code_and_its_text(code: str, unit: str, expected: str) -> None:
    quantity = {"value": 247, "unit": unit, "code": code}
    assert value(facts(observation(B12, valueQuantity=quantity)), "total_b12") == expected


@pytest.mark.parametrize("number", ["1e999", "-1e999", "1e-999999999", "1e999999999", "1e30", "0.1e-20"])
def test_no_exponent_exhausts_the_machine(number: str) -> None:
    data = bundle(observation(B12, 12345)).replace(b"12345", number.encode())
    found = facts_on(read_bundle(data), ON)
    assert value(found, "total_b12") == "[implausible]"


# --- codes ---


@pytest.mark.parametrize(
    "code, system, fact, expected",
    [
        ("E53.8", ICD10CM, "b12_deficiency_diagnosed", "[unspecific code]"),
        ("E53.8", ICD10, "b12_deficiency_diagnosed", "[unspecific code]"),
        ("D51.0", ICD10, "autoimmune_gastritis", True),
        ("D510", ICD10CM, "b12_deficiency_diagnosed", True),
        ("K50.10", ICD10CM, "ileal_crohns_disease", "[never recorded]"),
        ("K50.90", ICD10CM, "ileal_crohns_disease", "[unspecific code]"),
        ("K50.012", ICD10CM, "ileal_crohns_disease", True),
        ("34000006", SCT, "ileal_crohns_disease", "[unspecific code]"),
        ("D69.6", ICD10, "pancytopenia_recorded", "[unspecific code]"),
        ("R11.0", ICD10CM, "vomiting", "[unspecific code]"),
        ("129839007", SCT, "impaired_balance", "[unspecific code]"),
        ("vegetarian", "http://terminology.hl7.org/CodeSystem/diet", "low_b12_diet", "[unspecific code]"),
        ("vegan", "http://terminology.hl7.org/CodeSystem/diet", "low_b12_diet", True),
        ("418038007", SCT, "cobalamin_or_cobalt_allergy", "[unspecific code]"),
    ],
)
def test_codes_wider_than_a_fact_assert_nothing(code: str, system: str, fact: str, expected: Any) -> None:
    found = facts(condition(code, system))
    assert value(found, fact) == expected


@pytest.mark.parametrize("code, expected", [("54840006", "[unspecific code]"), ("609225004", True)])
def test_failure_to_thrive_is_no_regression_of_an_infant_and_is_told(code: str, expected: Any) -> None:
    infant = patient(birthDate="2025-05-01")
    assert value(facts(condition(code), who=infant), "developmental_regression") == expected


def test_a_precise_code_beside_a_wide_one_decides() -> None:
    codes = {"coding": [{"system": ICD10CM, "code": "E53.8"}, {"system": ICD10CM, "code": "D51.0"}]}
    found = facts(condition("E53.8", ICD10CM) | {"code": codes})
    assert value(found, "autoimmune_gastritis") is True


def test_a_text_about_b12_without_a_code_is_reported() -> None:
    found = facts(observation({"text": "Vit B-12 serum"}, 200))
    assert [problem.why for problem in found.problems] == ["unmapped"]


# --- medicines ---


@pytest.mark.parametrize(
    "code, text, dose",
    [("700499", "", None), ("", "Cyanokit", None), ("", "hydroxocobalamin 5 g powder for infusion", None),
     ("5514", "hydroxocobalamin", {"value": 5, "unit": "g"}), ("5514", "hydroxocobalamin 5 g vial", None),
     ("", "hydroxocobalamin 2.5 g vial", None), ("", "Hydroxocobalamin (antidote) 5 grams", None),
     ("", "Hydroxocobalamin 5,000 mg for infusion", None), ("", "Hydroxycobalamin 5g/200 mL", None)],
)  # fmt: skip
def test_the_cyanide_antidote_is_no_replacement_and_spoils_later_samples(code: str, text: str, dose: Any) -> None:
    medication = {"text": text} | ({"coding": [{"system": RXNORM, "code": code}]} if code else {})
    dosage = {"route": {"text": "IV"}} | ({"dose": dose} if dose else {})
    kit = given(medicationCodeableConcept=medication, dosage=dosage, text="")
    found = facts(kit, observation(B12, 900))
    assert value(found, "b12_injections") == "[never recorded]"
    assert value(found, "total_b12") == "[after an injection]"


def test_grams_in_the_words_of_a_dosage_are_the_antidote_and_thousands_of_micrograms_are_not() -> None:
    for text, kit in (
        ("5 g IV over 15 minutes", True), ("infuse 5 grams", True), ("5000 mg IV", True), ("1 mg IM", False),
        ("0.001 g IM", False), ("1,000 micrograms IM", False), ("1000 mcg IM", False),
    ):  # fmt: skip
        given_so = given(
            medicationCodeableConcept={"text": "hydroxocobalamin"},
            dosage={"route": {"text": "IV"}, "text": text},
            text="",
        )
        assert (value(facts(given_so), "b12_injections") == "[never recorded]") is kit, text
    for name in (
        "Hydroxocobalamin 1mg/1ml",
        "Hydroxocobalamin 0.5 g",
        "Hydroxocobalamin 1000 mcg/mL",
        "Hydroxocobalamin 10 mg/2 ml",
    ):
        given_so = given(medicationCodeableConcept={"text": name}, dosage={"route": {"text": "IM"}}, text="")
        assert value(facts(given_so), "b12_injections") is True, name


def test_the_largest_dose_of_an_order_tells_the_antidote() -> None:
    doses = [{"doseAndRate": [{"doseQuantity": {"value": n, "unit": unit}}]} for n, unit in ((1, "mg"), (5, "g"))]
    for some in (doses, doses[::-1]):
        order = medicine(
            medicationCodeableConcept={"text": "hydroxocobalamin"}, authoredOn="2026-02-20",
            dosageInstruction=[{**each, "route": {"text": "IV"}} for each in some],
        )  # fmt: skip
        assert value(facts(order), "b12_injections") == "[never recorded]"


@pytest.mark.parametrize("name", ["VitB12 1000mcg inj", "VITB12 inj", "VitaminB12 injection", "Vitb-12 injection"])
def test_b12_written_in_one_word_is_b12(name: str) -> None:
    assert value(facts(_with_route(None, text=name)), "b12_injections") is True


def _with_route(route: Resource | None, **medication: Any) -> Resource:
    instruction = {"dosageInstruction": [{"route": route}]} if route else {}
    return medicine(medicationCodeableConcept=medication, authoredOn="2026-02-20", **instruction)


INGREDIENT = [{"system": RXNORM, "code": "11248"}]


@pytest.mark.parametrize(
    "order, fact",
    [
        (_with_route({"coding": [{"system": SCT, "code": "78421000"}]}, coding=INGREDIENT), "b12_injections"),
        (_with_route({"coding": [{"system": SCT, "code": "26643006"}]}, coding=INGREDIENT), "oral_b12"),
        (_with_route({"text": "IM"}, coding=INGREDIENT), "b12_injections"),
        (_with_route({"text": "PO"}, text="vitamin B12 injection"), "oral_b12"),  # the route stands before the text
        (_with_route(None, coding=INGREDIENT, text="cyanocobalamin 1 mg tablets"), "oral_b12"),
        (_with_route(None, text="hydroxocobalamin 1 mg/ml ampoules"), "b12_injections"),
        (_with_route(None, coding=[{"system": RXNORM, "code": "2001499"}], text="Vitamin B 12 5 MG/ML Injectable Solution"),
         "b12_injections"),
    ],
)  # fmt: skip
def test_oral_or_injected_in_the_order_of_evidence(order: Resource, fact: str) -> None:
    found = facts(order)
    other = {"oral_b12": "b12_injections", "b12_injections": "oral_b12"}[fact]
    assert (value(found, fact), value(found, other)) == (True, "[never recorded]")


def test_without_a_route_neither_is_said() -> None:
    found = facts(_with_route(None, coding=INGREDIENT))
    assert value(found, "oral_b12") == value(found, "b12_injections") == "[never recorded]"
    assert "injected or swallowed" in found.problems[0].sentence


def test_folic_acid_counts_as_alone_only_without_b12() -> None:
    folic = medicine(text="", id="f", medicationCodeableConcept={"coding": [{"system": RXNORM, "code": "4511"}]})
    assert value(facts(folic), "folic_acid_without_b12") is True
    assert value(facts(folic, _with_route({"text": "PO"}, coding=INGREDIENT)), "folic_acid_without_b12") is False


@pytest.mark.parametrize("where", ["contained", "by id", "by address"])
def test_a_medication_pointed_to(where: str) -> None:
    tablet = {
        "resourceType": "Medication",
        "id": "t",
        "code": {"text": "cyanocobalamin 1 mg"},
        "form": concept("385055001", SCT),
    }
    reference = {"contained": "#t", "by id": "Medication/t", "by address": "Medication/t"}[where]
    order = medicine(
        medicationReference={"reference": reference}, **({"contained": [tablet]} if where == "contained" else {})
    )
    found = facts(order) if where == "contained" else facts(order, tablet)
    assert value(found, "oral_b12") is True


def test_a_medication_pointed_to_by_nothing_is_not_the_one_at_hand() -> None:
    tablet = {"resourceType": "Medication", "code": {"text": "hydroxocobalamin 1 mg injection"}}
    found = facts(medicine(medicationReference={"display": "metformin"}), tablet)
    assert not found.known.keys() & {"b12_injections", "oral_b12"}


def test_an_allergy_is_to_a_substance() -> None:
    allergy = {"resourceType": "AllergyIntolerance", "id": "a", "patient": {"reference": "Patient/p"}}
    assert value(facts({**allergy, "code": concept("419382002", SCT)}), "cobalamin_or_cobalt_allergy") is True
    assert value(facts({**allergy, "code": concept("11248", RXNORM)}), "cobalamin_or_cobalt_allergy") is True
    refuted = {**allergy, "code": concept("419382002", SCT), "verificationStatus": coded("refuted")}
    assert value(facts(refuted), "cobalamin_or_cobalt_allergy") is False
    benzyl = facts({**allergy, "code": concept("55902002", SCT)})
    assert value(benzyl, "cobalamin_or_cobalt_allergy") == "[unspecific code]"


# --- people ---


def test_a_man_is_not_pregnant_and_a_record_that_says_so_is_contradictory() -> None:
    man = patient(gender="male")
    assert value(facts(who=man), "pregnant") is False
    assert value(facts(condition("77386006"), who=man), "pregnant") == "[contradictory]"


@pytest.mark.parametrize(
    "born, expected", [("1966-03-01", False), ("1966-03-02", "[never recorded]"), ("2018-01-01", False)]
)
def test_from_sixty_a_woman_is_presumed_not_pregnant(born: str, expected: Any) -> None:
    found = facts(who=patient(birthDate=born))
    assert value(found, "pregnant") == expected
    assert "pregnant" not in found.known or found.known["pregnant"].presumed


def test_mcv_in_litres_would_be_femtolitres_too_small() -> None:
    assert value(facts(observation(MCV, 0.9, "fL")), "mcv") == "[implausible]"


# --- judgements and names without what they seem to hold ---


def test_below_range_as_a_diagnosis_is_told_and_makes_no_number() -> None:
    found = facts(condition("165645009"))
    assert value(found, "total_b12") == "[never recorded]"
    assert [(problem.why, "without its figure" in problem.sentence) for problem in found.problems] == [
        ("in words only", True)
    ]
    assert value(facts(observation(concept("165645009", SCT))), "total_b12") == "[unreadable]"


def test_b12_and_folate_in_one_result_is_neither() -> None:
    """Which of the two the number is cannot be known (CPRD entity 210)."""
    found = facts(observation({"text": "B12 & Folate level"}, 250))
    assert not found.known.keys() & {"total_b12", "serum_folate"}
    assert found.problems[0].why == "unmapped"


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (observation({"text": "Vitamin B12 (local)"}, 140, "ng/L"), "140 ng/L"),
        (observation({"text": "Vitamin B12 (local)"}, "<150 low"), "<150 low"),
        (observation({"text": "B12 antibody screen"}, valueCodeableConcept={"text": "Positive"}), "Positive"),
        (observation({"text": "Vitamin B12 grade"}, valueInteger=2), "2"),
        (observation({"text": "Vitamin B12 (local)"}, dataAbsentReason={"text": "haemolysed"}), ""),
    ],
)
def test_a_result_that_speaks_of_b12_under_no_known_code_is_told_with_its_value(sent: Resource, told: str) -> None:
    """Whoever knows the test could not see in the answer that it was low, or positive."""
    (problem,) = facts(sent).problems
    assert ("sent as" in problem.sentence, f"sent as {told!r}, mentions B12" in problem.sentence) == (
        bool(told),
        bool(told),
    )
    assert translator("es").said(problem.sentence) not in (None, problem.sentence)


def test_the_laboratorys_own_range_is_shown_and_the_guidelines_figure_decides() -> None:
    limits = {"referenceRange": [{"low": {"value": 211, "unit": "pg/mL"}, "high": {"value": 911, "unit": "pg/mL"}}]}
    low = {"interpretation": [coded("L")]}
    known = facts(observation(value=200, **limits, **low)).known["total_b12"]
    assert (str(known.value), known.source and known.source.sent) == ("200 pg/mL", "200 pg/mL low")
    assert known.note == "the laboratory's own range is 211 to 911 pg/mL"
    only = {"referenceRange": [{"low": {"value": 211, "unit": "pg/mL"}}]}
    assert facts(observation(value=200, **only)).known["total_b12"].note.endswith("is from 211 pg/mL")


# --- medicines that hide B12 ---


@pytest.mark.parametrize(
    "text, fact",
    [
        ("Pregabalin 75 mg + mecobalamin 1500 mcg capsule", "oral_b12"),
        ("Duloxetine 30 mg and methylcobalamin 1500 mcg tablets", "oral_b12"),
        ("Gabapentin + Mecobalamin ampoule", "b12_injections"),
    ],
)
def test_b12_beside_another_medicine_is_seen(text: str, fact: str) -> None:
    assert value(facts(medicine(text=text)), fact) is True


@pytest.mark.parametrize("code", ["B03AE01", "A11DB"])
def test_a_combination_by_its_class_is_b12_without_a_route(code: str) -> None:
    combined = {"coding": [{"system": "http://www.whocc.no/atc", "code": code}]}
    assert [event.product for event in case(medicine(medicationCodeableConcept=combined)).treatment] == [
        "b12_not_named"
    ]
    assert not facts(medicine(medicationCodeableConcept=combined)).known.keys() & {"oral_b12", "b12_injections"}


# --- one code, two classifications ---


@pytest.mark.parametrize(
    "code, international, american, fact",
    [
        ("Z35.9", True, None, "pregnant"),
        ("O09.90", None, True, "pregnant"),
        ("D61.818", None, True, "pancytopenia_recorded"),
        ("D61.9", "[unspecific code]", None, "pancytopenia_recorded"),
        ("Z98.84", None, True, "bariatric_surgery"),
    ],
)
def test_who_and_american_codes_are_read_each_by_its_own_list(
    code: str, international: Any, american: Any, fact: str
) -> None:
    for system, expected in ((ICD10, international), (ICD10CM, american)):
        assert value(facts(condition(code, system)), fact) == ("[never recorded]" if expected is None else expected)


def test_a_band_or_bypass_status_is_no_gastrectomy() -> None:
    assert not facts(condition("Z98.84", ICD10CM)).known.keys() & {"total_gastrectomy", "partial_gastrectomy"}


def test_a_manifestation_code_names_no_cause() -> None:
    """G32.0 is coded behind D51 or E53.8: it is the cord, not the deficiency."""
    found = facts(condition("G32.0", ICD10CM))
    assert value(found, "subacute_combined_degeneration") is True
    assert value(found, "b12_deficiency_diagnosed") == "[never recorded]"
