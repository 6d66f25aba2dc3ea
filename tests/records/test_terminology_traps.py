"""Traps met in public terminology work, as far as a code, a unit or a number alone can show them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cobalamin.knowledge.facts import active_b12, haemoglobin, homocysteine, mma, neutrophils, reticulocytes, total_b12
from cobalamin.language.nodes import Measure, Threshold, q
from cobalamin.language.patient import exactly, holds
from cobalamin.language.truth import Truth
from cobalamin.records.codes import Match, shipped
from cobalamin.records.units import UnitProblem, converted, implausible, interval, parse_result, unit_of

LOINC, SCT = "http://loinc.org", "http://snomed.info/sct"
ICD10CM, ICD10 = "http://hl7.org/fhir/sid/icd-10-cm", "http://hl7.org/fhir/sid/icd-10"
RXNORM, ATC = "http://www.nlm.nih.gov/research/umls/rxnorm", "http://www.whocc.no/atc"
OMOP, CPT = "https://fhir-terminology.ohdsi.org", "http://www.ama-assn.org/go/cpt"


def concepts(system: str, code: str) -> dict[str, str]:
    return {match.concept: match.role for match in shipped().concepts_of(system, code)}


# --- units ---


def test_a_printed_bound_is_never_reached_by_rounding() -> None:
    """0.74 or 0.738 in place of 1000/1355.37 would move a patient across 180 ng/L = 133 pmol/L."""
    bound = Threshold("t", (q(180, "ng/L"), q(133, "pmol/L")))
    assert holds(total_b12 < bound, exactly("132.9", "pmol/L")) is Truth.YES
    assert holds(total_b12 < bound, exactly(180, "pg/mL")) is Truth.NO
    assert converted(total_b12, Fraction(180), "ng/L") == Fraction(180_000) / Fraction("1355.37") != Fraction("133.2")


def test_total_and_active_share_a_unit_but_no_code() -> None:
    assert unit_of(active_b12, "pmol/L") == unit_of(total_b12, "pmol/L") == "pmol/L"
    by_concept = {name: {row[:2] for row in shipped().concepts[name].codes} for name in ("lab.b12_total", "lab.holotc")}
    assert by_concept["lab.b12_total"] & by_concept["lab.holotc"] == set()


@pytest.mark.parametrize("value, unit", [("0.4", "nmol/mL"), ("0.4", "umol/L"), ("400", "nmol/L")])
def test_one_code_of_methylmalonic_acid_three_habits(value: str, unit: str) -> None:
    assert concepts(LOINC, "13964-2") == {"lab.mma_serum": ""}
    assert converted(mma, Fraction(value), unit) == 400


@pytest.mark.parametrize("measure", [mma, haemoglobin, total_b12, active_b12], ids=lambda m: m.name)
def test_a_bare_number_is_refused(measure: Measure) -> None:
    sent = parse_result("13")
    assert sent is not None
    assert isinstance(unit_of(measure, sent.unit), UnitProblem)


def test_the_unit_wins_over_the_property_of_the_code() -> None:
    """Homocysteine 2428-1 and B12 16695-9 are mass codes met with amounts of substance."""
    assert concepts(LOINC, "2428-1") == {"lab.homocysteine": ""}
    assert unit_of(homocysteine, "umol/L") == "umol/L"
    assert concepts(LOINC, "16695-9") == {"lab.b12_total": ""}
    assert unit_of(total_b12, "pmol/l") == "pmol/L"


@pytest.mark.parametrize(
    "measure, unit, grams_per_mole, scale",
    [(homocysteine, "mg/L", "135.18", 1000), (mma, "ng/mL", "118.09", 1000), (total_b12, "ng/L", "1355.37", 1000)],
)
def test_the_masses_are_those_of_the_named_molecule(
    measure: Measure, unit: str, grams_per_mole: str, scale: int
) -> None:
    """Not homocystine (268.36), not the anion (116.07), not hydroxocobalamin (factor 1.329)."""
    assert measure.factor(unit) * Fraction(grams_per_mole) == scale


def test_haemoglobin_is_counted_by_the_monomer() -> None:
    assert converted(haemoglobin, Fraction(1), "g/dL", "mmol/L") == 10 / Fraction("16.1145")


def test_reticulocyte_percentages_under_count_codes_are_refused() -> None:
    assert concepts(LOINC, "14196-0") == {"lab.reticulocyte_count": ""}
    assert isinstance(unit_of(reticulocytes, "%"), UnitProblem)
    doubt = implausible(reticulocytes, Fraction("1.5"), "10*3/uL")
    assert doubt is not None
    assert "percentage" in doubt.sentence


def test_nonsense_units_are_refused() -> None:
    assert isinstance(unit_of(neutrophils, "mmol/L"), UnitProblem)


@pytest.mark.parametrize(
    "text, low", [("<150", Truth.YES), ("<300", Truth.UNKNOWN), (">1000", Truth.NO), (">2000*.", Truth.NO)]
)
def test_censored_results_keep_their_comparator(text: str, low: Truth) -> None:
    sent = parse_result(text)
    assert sent is not None
    assert holds(total_b12 < q(180, "ng/L"), interval(total_b12, sent.value, "pg/mL", sent.comparator)) is low


def test_egfr_above_60_decides_what_it_can() -> None:
    sent = parse_result(">60")
    assert sent is not None
    assert sent.comparator == ">"


# --- codes ---


@pytest.mark.parametrize("system", [ICD10, ICD10CM])
@pytest.mark.parametrize("code", ["E53.8", "E538"])
def test_e53_8_is_not_b12_by_itself(system: str, code: str) -> None:
    found = concepts(system, code)
    assert set(found.values()) == {"broad"}
    assert "cond.b12_deficiency" in found


@pytest.mark.parametrize(
    "system, code",
    [
        (ICD10, "Z90.3"),
        (ICD10CM, "Z90.3"),
        (ICD10CM, "Z90.49"),
        (ICD10CM, "K91.2"),
        (ICD10CM, "F18.10"),
        (CPT, "96372"),
        (ICD10, "D69.6"),
    ],
)
def test_codes_too_wide_to_stand_alone(system: str, code: str) -> None:
    found = {concept: role for concept, role in concepts(system, code).items() if concept != "cond.thrombocytopenia"}
    assert found
    assert set(found.values()) == {"broad"}


@pytest.mark.parametrize(
    "code", ["16696-7", "30904-7", "30905-4", "30906-2", "54376-9", "54378-5", "2171-7", "1888-7", "26916-7"]
)
def test_schilling_urine_and_binding_codes_are_no_serum_b12(code: str) -> None:
    assert shipped().concepts_of(LOINC, code) == ()
    assert shipped().exclusions_of(LOINC, code) == (Match("lab.b12_not_serum", "exclude"),)


@pytest.mark.parametrize(
    "system, code, looks_like",
    [
        (LOINC, "32623-1", "lab.mcv"),  # mean platelet volume, in a public "platelet count" set
        (LOINC, "24360-0", "lab.haemoglobin"),  # a panel
        (LOINC, "35183-3", "lab.haemoglobin"),  # plasma
        (LOINC, "770-8", "lab.neutrophils"),  # a percentage
        (LOINC, "30424-6", "lab.hypersegmented_neutrophils"),  # macrocytes
        (OMOP, "3009438", "lab.b12_not_serum"),  # sent for holotranscobalamin and for vitamin B1
        (OMOP, "3021356", "lab.intrinsic_factor_antibody"),  # the protein
        (OMOP, "3005872", "lab.haemoglobin"),
        (SCT, "402377001", "cond.crohn"),
        (SCT, "399946006", "cond.crohn"),
        (ICD10CM, "K50.111", "cond.crohn"),  # colonic
        (ICD10, "K501", "cond.crohn"),
        (RXNORM, "807283", "med.oral_contraceptive"),  # an intrauterine system
        (RXNORM, "748962", "med.oral_contraceptive"),  # norethindrone alone
        (SCT, "170826002", "admin.b12_injection_procedure"),  # injections stopped
        (RXNORM, "700499", "med.hydroxocobalamin_antidote"),
        (ATC, "V03AB33", "med.hydroxocobalamin_antidote"),
    ],
)
def test_what_only_looks_right_is_reported_and_never_matches(system: str, code: str, looks_like: str) -> None:
    assert looks_like not in concepts(system, code)
    assert Match(looks_like, "exclude") in shipped().exclusions_of(system, code)


@pytest.mark.parametrize(
    "system, code",
    [
        (LOINC, "2285-5"),
        (LOINC, "2974-0"),
        (LOINC, "5140-4"),
        (LOINC, "25130-6"),
        (SCT, "1000661000000107"),
        (SCT, "308752009"),
        (SCT, "20262006"),
        (SCT, "398979000"),
    ],
)
def test_wrong_codes_of_public_lists_are_not_taken_for_b12_work(system: str, code: str) -> None:
    wrong = {
        "lab.folate_serum",
        "lab.b12_total",
        "lab.intrinsic_factor_antibody",
        "lab.mma_urine",
        "admin.b12_injection_procedure",
        "cond.optic_neuropathy",
    }
    assert not wrong & set(concepts(system, code))


def test_an_ingredient_does_not_tell_the_route() -> None:
    for system, code in ((RXNORM, "11248"), (ATC, "B03BA01"), (RXNORM, "5514"), (ATC, "B03BA03")):
        assert not any("parenteral" in concept or "oral" in concept for concept in concepts(system, code)), code


def test_products_tell_the_route() -> None:
    assert "med.cyanocobalamin_parenteral" in concepts(RXNORM, "2001499")  # the one B12 drug Synthea gives
    routes = [name for name in shipped().concepts if name.startswith("med.b12_dmd_")]
    assert sorted(routes) == ["med.b12_dmd_oral", "med.b12_dmd_parenteral", "med.b12_dmd_sublingual"]
    found = [{code for _, code, _ in shipped().concepts[name].codes} for name in routes]
    assert sum(map(len, found)) == len(set().union(*found)) == 181


def test_pregabalin_by_its_old_and_new_class() -> None:
    assert concepts(ATC, "N02BF02") == concepts(ATC, "N03AX16") == {"med.pregabalin": ""}


def test_diabetic_neuropathy_is_marked_as_of_another_cause() -> None:
    assert concepts(SCT, "368581000119106") == {"cond.polyneuropathy": "variant"}


def test_an_allergy_is_to_a_substance_that_is_also_a_medicine() -> None:
    assert concepts(SCT, "419382002") == {"cond.b12_allergy": "", "med.cyanocobalamin": ""}
    assert concepts(SCT, "55902002")["cond.b12_allergy"] == "broad"  # benzyl alcohol, a preservative
