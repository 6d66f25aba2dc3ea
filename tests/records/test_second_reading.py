"""What a second reading of bundles, written from the texts alone, found at once: each fault as the record that showed it."""

from __future__ import annotations

from typing import Any

import pytest

from bundles import (
    B12,
    ICD10,
    LOINC,
    MMA,
    ON,
    RXNORM,
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
    value,
)
from cobalamin.records.select import facts_on

ANTIBODY, HAEMATOCRIT = "31444-3", "20570-8"
READ = "http://read.info/readv2"


def antibody(word: str, on: str, **fields: Any) -> Resource:
    return observation(ANTIBODY, word, id=f"a{on}", effectiveDateTime=on, **fields)


@pytest.mark.parametrize(
    "results, positive",
    [
        ([("positive", "2019-05-01")], True),
        ([("positive", "2025-10-01"), ("negative", "2026-01-10")], True),
        ([("positive", "2019-05-01"), ("negative", "2026-01-10")], True),
        ([("negative", "2019-05-01")], "[too old]"),
        ([("positive", "2026-03-02"), ("negative", "2026-01-10")], False),
        ([("negative", "2026-01-10")], False),
    ],
)
def test_a_positive_antibody_holds_for_life_whatever_a_later_test_says(
    results: list[tuple[str, str]], positive: bool | str
) -> None:
    assert value(facts(*(antibody(*each) for each in results)), "intrinsic_factor_antibody") == positive


def test_an_antibody_of_the_days_after_an_injection_holds_for_nothing() -> None:
    found = facts(antibody("positive", "2026-01-10"), given(on="2026-01-05"))
    assert value(found, "intrinsic_factor_antibody") == "[after an injection]"
    early = facts(antibody("positive", "2020-01-10"), given(on="2020-01-05"), antibody("negative", "2026-01-10"))
    assert value(early, "intrinsic_factor_antibody") is False


@pytest.mark.parametrize("code", ["D0110", "D011000", "D011013"])
def test_a_dietary_deficiency_in_read_codes_is_no_hereditary_disorder(code: str) -> None:
    found = facts(condition(code, READ))
    assert (value(found, "b12_deficiency_diagnosed"), value(found, "hereditary_b12_disorder")) == (
        True,
        "[never recorded]",
    )
    assert value(facts(condition("D011011", READ)), "hereditary_b12_disorder") is True


@pytest.mark.parametrize(
    "on, known",
    [("2026-02-01", False), ("2025-05-05", False), ("2025-05-04", "[too old]"), ("2023-01-01", "[too old]")],
)
@pytest.mark.parametrize("form", ["observed", "answered", "diagnosed", "refuted"])
def test_not_pregnant_is_no_word_for_ever(on: str, known: bool | str, form: str) -> None:
    forms = {
        "observed": observation(concept("60001007", SCT), effectiveDateTime=on),
        "answered": observation("82810-3", effectiveDateTime=on, valueCodeableConcept=concept("60001007", SCT)),
        "diagnosed": condition("60001007", recordedDate=on),
        "refuted": condition("77386006", recordedDate=on, verificationStatus=coded("refuted")),
    }
    assert value(facts(forms[form]), "pregnant") == known


@pytest.mark.parametrize("resource", ["Condition", "Procedure"])
@pytest.mark.parametrize("code", ["82810-3", "LA15173-0"])
def test_the_question_of_pregnancy_in_the_place_of_a_diagnosis_makes_nobody_pregnant(resource: str, code: str) -> None:
    dated = (
        {"recordedDate": "2026-02-01"}
        if resource == "Condition"
        else {"performedDateTime": "2026-02-01", "status": "completed"}
    )
    asked = {**condition(code, "http://loinc.org"), "resourceType": resource, **dated}
    assert value(facts(asked), "pregnant") == "[unspecific code]"
    assert value(facts(asked, observation(concept("77386006", SCT), id="o")), "pregnant") is True


@pytest.mark.parametrize(
    "system",
    ["http://loinc.org", "urn:oid:2.16.840.1.113883.6.1", "urn:oid:2.16.840.1.113883.2.20.5.1"],
)
def test_the_question_of_pregnancy_without_an_answer_says_nothing_by_whatever_name_loinc_is_sent(system: str) -> None:
    asked = observation(concept("82810-3", system))
    assert value(facts(asked), "pregnant") == "[unreadable]"
    assert value(facts(asked | {"valueBoolean": True}), "pregnant") is True


@pytest.mark.parametrize(
    "status, known", [("final", "150 pg/mL"), ("preliminary", "150 pg/mL"), ("entered-in-error", "[not final]")]
)
def test_a_report_that_is_withdrawn_takes_its_results_along(status: str, known: str) -> None:
    report = {"resourceType": "DiagnosticReport", "id": "r", "status": status, "contained": [observation(value=150)]}
    assert value(facts(report), "total_b12") == known


def ranged(amount: float, unit: str, high: float, of: str) -> Resource:
    return observation(MMA, amount, unit, referenceRange=[{"high": {"value": high, "unit": of}}])


@pytest.mark.parametrize(
    "result, known",
    [
        (ranged(300, "nmol/L", 0.4, "umol/L"), "≤ 271 nmol/L"),
        (ranged(0.3, "µmol/L", 0.4, "umol/l"), "≤ 271 nmol/L"),
        (ranged(250, "nmol/L", 0.24, "nmol/mL"), "> 271 nmol/L"),
        (ranged(300, "nmol/L", 400, "furlong"), "300 nmol/L"),
        (ranged(5, "nmol/L", 271, "nmol/L"), "[implausible]"),  # 5 umol/L would be eighteen times the limit
        (ranged(5, "nmol/L", 0.271, "nmol/L"), "> 271 nmol/L"),
        (ranged(45, "umol/L", 271, "umol/L"), "≤ 271 nmol/L"),
    ],
)
def test_a_metabolite_by_the_range_of_its_laboratory_in_whatever_unit(result: Resource, known: str) -> None:
    assert value(facts(result), "mma") == known


@pytest.mark.parametrize(
    "kind, status, known",
    [
        ("MedicationRequest", "active", True), ("MedicationRequest", "on-hold", "[not confirmed]"),
        ("MedicationStatement", "active", True), ("MedicationStatement", "intended", "[not confirmed]"),
        ("MedicationStatement", "on-hold", "[not confirmed]"), ("MedicationStatement", "unknown", "[not confirmed]"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "text, fact", [("metformin 500 mg", "metformin"), ("hydroxocobalamin 1 mg injection", "b12_injections")]
)
def test_what_is_halted_intended_or_unknown_is_neither_taken_nor_not(
    kind: str, status: str, known: bool | str, text: str, fact: str
) -> None:
    assert value(facts(medicine(kind, text, status=status)), fact) == known


def test_a_dose_without_a_day_says_nothing_of_today() -> None:
    undated = given()
    del undated["effectiveDateTime"]
    done = {"resourceType": "Procedure", "id": "i", "status": "completed", "code": concept("170823005", SCT)}
    assert value(facts(undated), "b12_injections") == "[not dated]"
    assert value(facts(done), "b12_injections") == "[not dated]"
    assert value(facts(done | {"performedDateTime": "2026-02-01"}), "b12_injections") is True


@pytest.mark.parametrize("on, told", [("2025-03-01", True), ("2025-02-28", False), ("2025", True), ("2024", False)])
def test_nitrous_oxide_of_a_year_is_asked_about_while_it_may_count(on: str, told: bool) -> None:
    gas = medicine("MedicationAdministration", "nitrous oxide", effectiveDateTime=on)
    assert (value(facts(gas), "nitrous_oxide") == "[unspecific code]") is told


@pytest.mark.parametrize(
    "on, known", [("2025-02-27", False), ("2025-02", False), ("2025", "[too old]"), ("2024", False)]
)
def test_a_symptom_of_a_year_that_may_still_count_is_not_presumed_away(on: str, known: bool | str) -> None:
    tingling = condition("91019004", recordedDate=on)
    del tingling["clinicalStatus"]
    assert value(facts_on(case(tingling), ON, ["neurology"]), "paraesthesia") == known


def test_a_code_of_another_specimen_beside_that_of_serum_is_neither() -> None:
    both = {"coding": [{"system": LOINC, "code": B12}, {"system": LOINC, "code": "54378-5"}]}
    assert value(facts(observation(both, 150, "pmol/L")), "total_b12") == "[contradictory]"


def interpreted(code: str, word: str, grade: str) -> Resource:
    return observation(code, word, interpretation=[coded(grade)])


@pytest.mark.parametrize(
    "grade, known", [("POS", True), ("H", True), ("NEG", "[unreadable]"), ("IND", "[unreadable]"), ("A", True)]
)
def test_a_word_and_an_interpretation_that_disagree_say_nothing(grade: str, known: bool | str) -> None:
    assert value(facts(interpreted(ANTIBODY, "Positive", grade)), "intrinsic_factor_antibody") == known
    if grade == "NEG":
        assert value(facts(interpreted(B12, "low", "H")), "total_b12") == "[unreadable]"
        assert value(facts(interpreted(B12, "low", "L")), "total_b12") == "< 180 ng/L"


@pytest.mark.parametrize(
    "amount, unit, known", [(1, "mg", True), (1, "g", "[never recorded]"), (2.5, "g", "[never recorded]")]
)
def test_hydroxocobalamin_in_grams_is_no_replacement(amount: float, unit: str, known: bool | str) -> None:
    dosage = {"route": {"text": "intravenous"}, "dose": {"value": amount, "unit": unit}}
    found = facts(given("hydroxocobalamin", dosage=dosage), observation(value=900))
    assert value(found, "b12_injections") == known
    assert value(found, "total_b12") == "[after an injection]"


@pytest.mark.parametrize(
    "code, system", [("309594", RXNORM), ("2860311000001102", SCT), ("21366111000001101", SCT), ("11248", RXNORM)]
)
def test_an_allergy_to_a_product_of_a_cobalamin_is_one(code: str, system: str) -> None:
    allergy = {
        "resourceType": "AllergyIntolerance",
        "id": "a",
        "code": concept(code, system),
        "clinicalStatus": coded("active"),
    }
    assert value(facts(allergy), "cobalamin_or_cobalt_allergy") is True


def test_a_haematocrit_grades_an_anaemia_that_is_diagnosed() -> None:
    haematocrit, anaemia = observation(HAEMATOCRIT, 24, "%"), condition("271737000")
    found = facts(haematocrit, anaemia)
    assert (value(found, "haemoglobin"), value(found, "anaemia_recorded")) == ("79.2 g/L", False)
    low = observation("718-7", id="o2", interpretation=[coded("L")])
    assert value(facts(haematocrit, low), "anaemia_recorded") is True


@pytest.mark.parametrize("said", [
    {"text": "Positive"}, {"text": "POS"}, {"coding": [{"system": "urn:ours", "code": "7", "display": "Positive"}]},
    {"coding": [{"system": SCT, "code": "10828004"}]}, {"text": "Above reference range"},
])  # fmt: skip
def test_an_interpretation_without_a_code_of_hl7_is_read(said: Resource) -> None:
    """A number of an antibody that the laboratory called positive was a test without a result."""
    number = {"valueQuantity": {"value": 12, "unit": "U/mL"}}
    assert value(facts(observation(ANTIBODY, **number, interpretation=[said])), "intrinsic_factor_antibody") is True


@pytest.mark.parametrize("said", [[{"text": "negative"}, coded("POS")], [{**coded("POS"), "text": "negative"}]])
def test_interpretations_of_two_sides_say_nothing(said: list[Resource]) -> None:
    assert value(facts(observation(ANTIBODY, interpretation=said)), "intrinsic_factor_antibody") == "[unreadable]"


def test_of_interpretations_of_one_side_the_outright_one_counts_in_any_order() -> None:
    """*High* of a number that was not sent took the *positive* beside it away where it stood first."""
    both = [{"text": "H"}, coded("POS")]
    for said in (both, both[::-1]):
        assert value(facts(observation(ANTIBODY, interpretation=said)), "intrinsic_factor_antibody") is True


def test_the_reason_why_a_finding_is_missing_is_the_same_in_any_order() -> None:
    """Two copies of one resource, of which neither is the newer: the reason was that of whichever stood last."""
    one = observation({"coding": [{"system": ICD10, "code": "D51.0"}]}, valueInteger=0, meta={})
    both = [one, one | {"status": "active"}]
    assert {value(facts(*order), "autoimmune_gastritis") for order in (both, both[::-1])} == {"[unreadable]"}
