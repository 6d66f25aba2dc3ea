"""A lack, anaemia, large red cells and ill kidneys in words: told and asked about, for each may turn the answer (R160)."""

import pytest

from bundles import ICD10CM, ON, case, coded, condition, facts, observation, patient, value
from cobalamin.assessment.assess import assess
from cobalamin.records.diagnosis_names import findings_named

B12, MMA, HB, ACTIVE = "2132-9", "13964-2", "718-7", {"clinicalStatus": coded("active")}


def said(text, **fields):
    return condition("", **fields) | {"code": {"text": text}}


@pytest.mark.parametrize(
    "fact, texts",
    [
        ("b12_deficiency_diagnosed", (
            "Vitamin B12 deficiency", "B12 deficiency", "Vit B12 def. / B12 deficiency", "cobalamin deficiency", "low B12",
            "Deficiency of vitamin B₁₂", "Vitamin-B12-Mangel", "B12-Mangelanämie", "Déficit de vitamina B12",
            "carence en vitamine B12", "vitamine B12-tekort", "Low vitamin B12 level", "B12 deficient", "B12 level: low",
        )),
        ("anaemia_recorded", (
            "Anaemia", "Iron deficiency anemia", "macrocytic anaemia", "Anämie", "anémie", "low haemoglobin", "Hb: low",
            "Bloedarmoede", "Anemia macrocítica",
        )),
        ("mcv", ("Macrocytosis", "Macrocytic anaemia", "raised MCV", "MCV high", "makrozytäre Anämie", "Anemia macrocítica")),
        ("folate_deficiency", ("Folate deficiency", "Folsäuremangel", "Déficit de ácido fólico", "low folate")),
        ("iron_deficiency", ("Iron deficiency", "Eisenmangel", "Iron deficiency anaemia", "anemia ferropénica", "low ferritin")),
        ("chronic_kidney_disease", (
            "CKD stage 4", "CKD 3b", "Chronic kidney disease", "chronic renal failure", "Dialysis patient",
            "ESRD on haemodialysis", "Hemodialysis",
            "peritoneal dialysis", "renal transplant 2014", "Insuficiencia renal crónica", "Chronische Niereninsuffizienz",
        )),
    ],
)  # fmt: skip
def test_what_is_named_is_asked_about(fact, texts):
    for text in texts:
        assert fact in findings_named(text), text
        assert value(facts(said(text, **ACTIVE, recordedDate="2026-01-05")), fact) == "[in words only]"


@pytest.mark.parametrize(
    "text",
    [
        "At risk of B12 deficiency", "No anaemia", "Anaemia screen", "B12 deficiency screen", "Vitamin D deficiency",
        "History of anaemia", "Maternal vitamin B12 deficiency", "CKD stage 1", "CKD G2", "Chronic kidney disease stage 2",
        "Anisocytosis", "Family history of anaemia", "HbA1c low", "B12 injection", "Iron infusion", "acute kidney injury",
        "haemoglobinopathy trait", "Low vitamin B12 intake", "Low B12 diet", "Chronic kidney disease stage G1A2", "CKD G2 A1",
        "vitamin B12 deficiency ruled out", "Chronic kidney disease, stage 1", "Stage 2 chronic kidney disease",
        "macrocephaly", "leukaemia", "Sickle cell trait",
    ],
)  # fmt: skip
def test_what_is_another_thing_is_not(text):
    named = {
        "b12_deficiency_diagnosed",
        "anaemia_recorded",
        "mcv",
        "folate_deficiency",
        "iron_deficiency",
        "chronic_kidney_disease",
    }
    assert not named & set(findings_named(text))


def answered(*resources, **who):
    return assess(case(*resources, who=patient(**who)), on=ON)


LEVEL, BAND = observation(B12, 450, "pg/mL", id="b"), observation(B12, 250, "pg/mL", id="b")


def test_a_deficiency_in_words_is_asked_about_first_where_it_would_change_the_answer():
    """It was told as words nobody had mapped, and the answer as things stand was "no B12 treatment"."""
    found = answered(said("Vitamin B12 deficiency", **ACTIVE), LEVEL)
    assert "confirm first what would change this answer: a diagnosis of B12 deficiency" in found.headline
    assert not any(each.why == "unmapped" for each in found.missing)


def test_e538_is_a_suspicion_and_its_words_are_asked_about():
    """Its code is wider than B12 (R29); the words beside it are not, and stood nowhere in the first line."""
    coding = [{"system": ICD10CM, "code": "E53.8", "display": "Deficiency of other specified B group vitamins"}]
    words = condition("", **ACTIVE) | {"code": {"text": "Vitamin B12 deficiency", "coding": coding}}
    found = answered(words, LEVEL)
    assert "confirm first what would change this answer: a diagnosis of B12 deficiency" in found.headline
    assert any("beside a code that is broader" in each.sentence for each in found.missing)
    assert "confirm first" not in answered(words | {"code": {"coding": coding}}, LEVEL).headline


def test_e538_says_nothing_of_a_diet():
    """It was told as "strict low-B12 diet", and the recall list named that as the unconfirmed cause of the injections."""
    found = facts(condition("E53.8", ICD10CM))
    assert set(found.missing) == {"b12_deficiency_diagnosed"}
    assert "covers other B vitamins too" in found.missing["b12_deficiency_diagnosed"].sentence


def test_ill_kidneys_in_words_are_asked_about_before_a_raised_metabolite_is_relied_on():
    """Somebody on dialysis, in words, was "B12 by injection is indicated: severe deficiency", for methylmalonic acid alone."""
    blood = (BAND, observation(MMA, 500, "nmol/L", id="m"), observation(HB, 100, "g/L", id="h"))
    dialysis = {"resourceType": "Procedure", "id": "d", "status": "completed", "subject": {"reference": "Patient/p"},
                "performedDateTime": "2026-01-05", "code": {"text": "Haemodialysis"}}  # fmt: skip
    assert "confirm first what would change this answer: chronic kidney disease" in answered(dialysis, *blood).headline
    assert "confirm first" not in answered(*blood).headline


def test_anaemia_and_large_cells_in_words_are_asked_about_where_they_would_change_the_answer():
    mma = observation(MMA, 500, "nmol/L", id="m")
    found = answered(said("Anaemia", **ACTIVE, recordedDate="2026-01-05"), BAND, mma)
    assert "confirm first what would change this answer: anaemia recorded" in found.headline
    pregnant, low = condition("77386006", id="g", recordedDate="2026-01-05"), observation(B12, 150, "pg/mL", id="b")
    large = said("Macrocytosis", recordedDate="2026-01-05", id="x")
    found = answered(large, pregnant, low, birthDate="1992-01-01", gender="female")
    assert "confirm first what would change this answer: macrocytosis" in found.headline


def test_a_figure_decides_in_place_of_the_word():
    blood = (observation(HB, 130, "g/L", id="h"), observation("787-2", 92, "fL", id="v"))
    found = facts(said("Macrocytic anaemia", recordedDate="2026-01-05"), *blood)
    assert not {"mcv", "anaemia_recorded"} & found.missing.keys()
    assert "mcv" in found.known
    old = facts(said("Macrocytosis", recordedDate="2020-01-05"))
    assert value(old, "mcv") == "[too old]"


@pytest.mark.parametrize("over", [{"clinicalStatus": coded("resolved")}, {"abatementDateTime": "2026-01-10"}])
def test_what_passes_and_is_over_is_asked_about_no_more(over):
    """Signs of the nerves in words that were recorded as over were still to be asked about and examined first."""
    for text, fact in (
        ("Peripheral neuropathy", "peripheral_neuropathy"), ("Macrocytosis", "mcv"), ("Anaemia", "anaemia_recorded"),
        ("Fainting", "syncope"), ("Leg weakness", "weakness"),
    ):  # fmt: skip
        assert value(facts(said(text, recordedDate="2026-01-05")), fact) == "[in words only]"
        assert value(facts(said(text, recordedDate="2026-01-05", **over)), fact) == "[never recorded]"
    assert value(facts(said("Pernicious anaemia", **over)), "autoimmune_gastritis") == "[in words only]"


def test_a_pregnancy_in_words_at_eighty_is_told_and_not_asked_about_first():
    low = observation(B12, 150, "pg/mL", id="b")
    found = answered(said("Pregnancy", recordedDate="2026-01-05"), low, birthDate="1944-01-01", gender="female")
    assert "confirm first" not in found.headline
    assert any("recorded in words ('Pregnancy')" in each.sentence for each in found.missing)
