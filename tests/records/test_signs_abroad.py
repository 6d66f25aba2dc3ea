"""Signs, causes and antibodies as Spanish, German and French clinics write them: same-day signs among them were passed over."""

from __future__ import annotations

import pytest

from bundles import ON, case, condition, observation, value
from cobalamin.knowledge.facts import ASSESSABLE
from cobalamin.records.diagnosis_names import findings_named
from cobalamin.records.select import facts_on

VISION, BLADDER, MEMORY = "visual_loss", "bladder_or_bowel_dysfunction", "memory_or_concentration_problem"
SENSE, REFLEXES, ANTIBODY = (
    "impaired_position_or_vibration_sense", "abnormal_reflexes_or_plantars", "intrinsic_factor_antibody",
)  # fmt: skip


@pytest.mark.parametrize(
    "text, fact",
    [
        *((text, VISION) for text in (
            "Disminución de la agudeza visual", "Visión borrosa", "Baisse d'acuité visuelle bilatérale", "Visusminderung",
            "Optikusneuropathie", "Optikusatrophie beidseits", "Neuropathie optique bilatérale",
        )),
        *((text, "confusion") for text in ("Confusión", "Desorientación", "Akute Verwirrtheit", "Delir", "syndrome confusionnel")),
        *((text, "psychosis") for text in ("Psicosis", "Alucinaciones", "Psychose", "ideas delirantes", "Halluzinationen")),
        *((text, BLADDER) for text in (
            "Retención urinaria", "Incontinencia fecal", "Harnverhalt", "Blasenentleerungsstörung", "incontinence urinaire",
        )),
        *((text, "weakness") for text in ("Pérdida de fuerza", "Beinschwäche", "faiblesse des membres inférieurs", "Paresia")),
        *((text, "subacute_combined_degeneration") for text in ("Mielopatía", "Myelopathie", "Myélopathie")),
        *((text, MEMORY) for text in ("Deterioro cognitivo", "Olvidos frecuentes", "Gedächtnisstörung", "troubles de la mémoire")),
        *((text, "gait_disturbance") for text in ("Ataxie", "Marche instable", "troubles de la marche")),
        *((text, "impaired_balance") for text in ("Rezidivierende Stürze", "chutes à répétition", "Gleichgewichtsstörung")),
        *((text, "peripheral_neuropathy") for text in ("Polineuropatía", "Polyneuropatía", "diabetische PNP")),
        *((text, SENSE) for text in ("Hipopalestesia", "Vibrationsempfinden vermindert")),
        *((text, REFLEXES) for text in ("Reflejos abolidos", "ausencia de reflejos", "Achillessehnenreflexe fehlend")),
        *((text, "bariatric_surgery") for text in ("Gastrectomía vertical", "Gastrectomía en manga", "Magenband")),
        *((text, "low_b12_diet") for text in ("végétalien", "vegane Ernährung", "ovolactovegetariano")),
        *((text, "leber_optic_neuropathy") for text in ("Lebersche hereditäre Optikusneuropathie", "Neuropathie optique de Leber")),
        *((text, ANTIBODY) for text in (
            "Intrinsic factor antibody positive", "Anti-Intrinsic-Faktor-AK positiv", "IFAB positive",
            "Anticuerpos anti factor intrínseco positivos", "anticorps anti-facteur intrinsèque positifs",
        )),
        ("Parietalzell-Antikörper positiv", "parietal_cell_antibody"), ("Glositis", "glossitis"), ("Gestante", "pregnant"),
    ],
)  # fmt: skip
def test_it_is_asked_about(text: str, fact: str) -> None:
    found = facts_on(case(condition("") | {"code": {"text": text}}), ON, ASSESSABLE)
    assert value(found, fact) == "[in words only]"


@pytest.mark.parametrize(
    "text",
    [
        "Incontinencia urinaria de esfuerzo", "Belastungsinkontinenz", "Hypotonie", "niega confusión", "pas de confusion",
        "aucun trouble de la marche", "keine Paresen", "Paresis facial", "Fazialisparese", "amaurosis fugax",
        "mielopatía espondilótica",
        "sin déficit motor", "neuropathie ulnaire", "Neuritis óptica", "Crohn-Krankheit des Dickdarmes", "Crohn's disease of colon",
        "Intrinsic factor antibodies: negative", "Anti-intrinsic factor Ab not detected", "Intrinsic factor antibody: unreactive",
        "Intrinsic factor antibodies requested",
    ],
)  # fmt: skip
def test_what_only_looks_like_one_is_not(text: str) -> None:
    assert findings_named(text) == ()


def test_a_leber_in_french_is_no_neuropathy_of_the_limbs() -> None:
    """It was asked about as a peripheral neuropathy, and cyanocobalamin might have been given."""
    assert findings_named("Neuropathie optique de Leber") == ("leber_optic_neuropathy",)


def test_a_vertical_gastrectomy_leaves_a_stomach() -> None:
    assert findings_named("Gastrectomía vertical laparoscópica") == ("bariatric_surgery",)


@pytest.mark.parametrize("text", ["Crohn's disease of ileum and colon", "Crohn's colitis", "Morbus Crohn"])
def test_crohn_s_disease_that_may_reach_the_ileum_is_asked_about(text: str) -> None:
    assert findings_named(text) == ("ileal_crohns_disease",)


POSITIVE = {"interpretation": [{"coding": [{"code": "POS"}]}]}


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"valueString": "POSITIVE"}, "[in words only]"),
        ({"valueQuantity": {"value": 45, "unit": "U/mL"}, **POSITIVE}, "[in words only]"),
        ({"valueString": "negative"}, "[never recorded]"),
        ({"valueQuantity": {"value": 2, "unit": "U/mL"}}, "[never recorded]"),
    ],
)
def test_an_antibody_known_by_its_name_alone_is_asked_about(more: dict[str, object], told: str) -> None:
    """A positive one beside anaemia and large red cells stood among unmapped words, below an answer of no B12 treatment."""
    sent = observation("", **more) | {"code": {"text": "Intrinsic Factor Antibodies"}}
    assert value(facts_on(case(sent), ON), ANTIBODY) == told
