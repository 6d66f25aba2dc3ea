"""Signs and symptoms as a clinic writes them down, in words and in figures: they were passed over, and then presumed absent."""

from __future__ import annotations

from typing import Any

import pytest

from bundles import ON, case, condition, observation, patient, value
from cobalamin.knowledge.facts import ASSESSABLE
from cobalamin.records.diagnosis_names import findings_named
from cobalamin.records.select import facts_on

POSITION, WEAK, REFLEXES = "impaired_position_or_vibration_sense", "weakness", "abnormal_reflexes_or_plantars"


@pytest.mark.parametrize(
    "text, fact",
    [
        *((text, POSITION) for text in (
            "Romberg's sign +ve", "Romberg +", "Romberg test: positive", "Rombergism present", "JPS reduced at toes",
            "tuning fork not felt at toes", "sways: Romberg unsteady",
        )),
        *((text, WEAK) for text in (
            "power 3/5", "Power 4/5 lower limbs bilaterally", "strength 4+/5 in hip flexors", "4-/5 power on the left",
            "MRC grade 3 ankle dorsiflexion", "reduced power in both legs", "leg power: reduced", "Proximal weakness",
        )),
        *((text, REFLEXES) for text in ("plantars up", "plantars ↑↑", "Plantar: ↑", "Hoffman's sign positive")),
        *((text, "gait_disturbance") for text in ("wide-based gait", "broad based gait", "steppage gait", "Gait: unsteady")),
        *((text, "paraesthesia") for text in ("decreased sensation both feet", "sensory loss to knees", "Sensation: reduced")),
        ("glove and stocking distribution", "peripheral_neuropathy"),
        *((text, "subacute_combined_degeneration") for text in ("Thoracic myelopathy", "B12 deficiency with myelopathy")),
        *((text, "visual_loss") for text in ("visual acuity reduced", "pale optic discs", "temporal disc pallor")),
        *((text, "bladder_or_bowel_dysfunction") for text in ("incontinent of urine", "lost bladder control")),
        *((text, "memory_or_concentration_problem") for text in ("Dementia", "memory poor", "Alzheimer's disease", "Demencia")),
        *((text, "developmental_regression") for text in (
            "lost ability to sit", "not yet sitting at 10 months", "head lag", "delayed milestones", "milestones delayed",
            "retraso psicomotor",
        )),
        *((text, "bleeding") for text in (
            "easy bruising", "bruises easily", "petechiae on shins", "recurrent nosebleeds", "melaena", "púrpura",
        )),
        *((text, "bleeding_disorder") for text in ("Haemophilia A", "von Willebrand disease", "bleeding diathesis")),
        *((text, "fever") for text in ("Fever", "pyrexia of unknown origin", "febrile neutropenia", "fiebre")),
        *((text, "syncope") for text in ("Syncope", "fainted twice", "blackouts", "collapse ?cause")),
        *((text, "angina") for text in ("Angina", "unstable angina", "angina de pecho")),
        *((text, "heart_failure") for text in ("CCF", "congestive heart failure", "Herzinsuffizienz", "insuficiencia cardíaca")),
        *((text, "breathlessness") for text in ("SOB on exertion", "dyspnea", "shortness of breath", "disnea")),
        *((text, "fatigue") for text in ("TATT", "tired all the time", "Fatigue", "astenia", "Müdigkeit")),
        ("reduced exercise tolerance", "exercise_intolerance"),
        *((text, "swallowing_difficulty") for text in ("dysphagia", "PEG fed", "nil by mouth", "difficulty swallowing")),
        *((text, "vomiting") for text in ("vomiting daily", "persistent vomiting", "hyperemesis gravidarum")),
        *((text, "nitrous_oxide") for text in ("uses NOS balloons", "whippits", "N2O misuse", "N₂O", "inhaling balloons")),
        *((text, "low_b12_diet") for text in ("plant-based diet", "eats no meat", "no animal products")),
        *((text, "bariatric_surgery") for text in ("RYGB 2015", "gastric band in situ")),
        *((text, "other_malabsorption") for text in ("right hemicolectomy", "small bowel resection")),
        *((text, "coeliac_disease") for text in ("Coeliac", "celiac, diagnosed 2009")), ("tongue sore", "glossitis"),
    ],
)  # fmt: skip
def test_a_sign_as_a_clinic_writes_it_is_asked_about(text: str, fact: str) -> None:
    who = patient(birthDate="2025-03-01" if fact == "developmental_regression" else "1980-05-01")
    found, other = (
        facts_on(case(condition("") | {"code": {"text": each}}, who=who), ON, ASSESSABLE)
        for each in (text, "Sprained ankle")
    )
    assert value(found, fact) == "[in words only]"
    assert value(other, fact) is False


@pytest.mark.parametrize(
    "text",
    [
        "Romberg negative", "Romberg's -ve", "power 5/5 throughout", "Strength 5/5", "power of attorney 3/5/2025", "power normal",
        "MRC grade 5", "MRC dyspnoea scale", "plantars down", "plantars ↓↓", "gait normal", "no easy bruising", "hay fever",
        "Q fever serology",
        "afebrile", "febrile convulsion", "lung collapse", "Lumbar disc collapse", "L5 vertebral body collapse", "collapsed veins",
        "left lower lobe collapse", "Coeliac antibodies not positive", "Coeliac screen: negative",
        "Pulmonary collapse", "collapse/consolidation", "Ludwig's angina", "no fever or bleeding",
        "denies syncope", "coeliac screen", "coeliac axis compression", "celiac artery stenosis", "sensation intact",
        "sleeve", "heat exhaustion", "faint rash", "disc prolapse", "visual acuity 6/6", "sitting unaided", "no dysphagia",
        "mother: haemophilia", "fatigue denied: no", "resection of colon", "milestones met",
        "Other spondylosis with myelopathy, cervical region", "Cervical disc disorder with myelopathy",
        "cervical spondylotic myelopathy", "spinal stenosis with myelopathy",
    ],
)  # fmt: skip
def test_what_only_looks_like_such_a_sign_is_none(text: str) -> None:
    assert set(findings_named(text)) <= {"fatigue"}


def asked(question: str, **answer: Any) -> object:
    """What a record says of the power and the senses after a question of an unknown code."""
    said = observation({"text": question}) | answer
    found = facts_on(case(said), ON, ["neurology"])
    return value(found, POSITION if "omberg" in question else WEAK)


@pytest.mark.parametrize(
    "question, answer",
    [
        ("Romberg", {"valueString": "positive"}), ("Romberg sign", {"valueBoolean": True}),
        ("Romberg test", {"valueCodeableConcept": {"text": "Positive"}}),
        ("Romberg test", {"valueCodeableConcept": {"coding": [{"system": "http://snomed.info/sct", "code": "10828004"}]}}),
        ("Muscle power", {"valueString": "3/5"}), ("Muscle power, legs", {"valueInteger": 4}),
        ("Power lower limbs", {"valueQuantity": {"value": 4, "unit": "/5"}}),
        ("MRC muscle power grade", {"valueQuantity": {"value": 2}}), ("Muscle power", {"valueString": "reduced"}),
    ],
)  # fmt: skip
def test_a_sign_that_only_its_question_names_is_asked_about(question: str, answer: dict[str, Any]) -> None:
    assert asked(question, **answer) == "[in words only]"


@pytest.mark.parametrize(
    "question, answer",
    [
        ("Romberg", {"valueString": "negative"}), ("Romberg sign", {"valueBoolean": False}),
        ("Romberg", {"valueString": "normal"}),
        ("Muscle power", {"valueString": "5/5"}), ("Muscle power", {"valueInteger": 5}),
        ("Muscle power", {"valueString": "normal"}),
        ("Muscle power, legs", {"valueQuantity": {"value": 5, "unit": "/5"}}),
        ("Muscle power", {"valueString": "5 / 5 all groups"}),
        ("Muscle power", {"dataAbsentReason": {"text": "not performed"}}),
    ],
)  # fmt: skip
def test_a_sign_that_was_looked_for_and_not_found_is_none(question: str, answer: dict[str, Any]) -> None:
    assert asked(question, **answer) is False


@pytest.mark.parametrize(
    "answer",
    [
        {"valueString": "Not at all"}, {"valueString": "none"}, {"valueString": "Nil"}, {"valueString": "never"},
        {"valueString": "0 - Not at all"}, {"valueString": "Normal"}, {"valueString": "denies"}, {"valueString": "No problems"},
        {"valueCodeableConcept": {"coding": [{"system": "http://loinc.org", "code": "LA6568-5", "display": "Not at all"}]}},
    ],
)  # fmt: skip
def test_an_answer_that_is_a_no_in_other_words_is_none(answer: dict[str, Any]) -> None:
    """*Trouble concentrating: not at all* of a form on low mood was a sign of the nerves to be asked about."""
    for question, fact in (("Trouble concentrating", "memory_or_concentration_problem"), ("Numbness", "paraesthesia")):
        found = facts_on(case(observation({"text": question}) | answer), ON, ["neurology"])
        assert value(found, fact) is False


@pytest.mark.parametrize(
    "answer", ["no change", "not better", "several days", "never goes away", "normally in the feet"]
)
def test_an_answer_that_only_begins_like_a_no_is_asked_about(answer: str) -> None:
    found = facts_on(case(observation({"text": "Numbness"}) | {"valueString": answer}), ON, ["neurology"])
    assert value(found, "paraesthesia") == "[in words only]"
