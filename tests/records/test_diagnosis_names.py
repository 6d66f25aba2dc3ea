"""A diagnosis or an operation in words alone, or under a code nobody here knows: told, never read as no (registers R75, R79)."""

import pytest

from bundles import ICD10, ON, SCT, case, coded, condition, facts, medicine, observation, value, whys
from cobalamin.assessment.assess import assess
from cobalamin.records.diagnosis_names import findings_named
from cobalamin.records.select import facts_on


def diagnosis(text: str, **fields):
    return condition("", **fields) | {"code": {"text": text}}


def operation(text: str, **fields):
    return {
        "resourceType": "Procedure", "id": "x1", "status": "completed", "subject": {"reference": "Patient/p"},
        "performedDateTime": "2012-05-01", "code": {"text": text}, **fields,
    }  # fmt: skip


@pytest.mark.parametrize(
    "text, fact",
    [
        ("Pernicious anaemia", "autoimmune_gastritis"), ("Perniziöse Anämie", "autoimmune_gastritis"),
        ("Anemia perniciosa", "autoimmune_gastritis"), ("maladie de Biermer", "autoimmune_gastritis"),
        ("Total gastrectomy with oesophagojejunostomy", "total_gastrectomy"), ("Z.n. Billroth II 1998", "partial_gastrectomy"),
        ("Laparoscopic Roux-en-Y bypass", "bariatric_surgery"), ("Schlauchmagen-OP 2019", "bariatric_surgery"),
        ("Resection of terminal ileum", "partial_ileal_resection"), ("ileocaecal resection", "partial_ileal_resection"),
        ("Morbus Crohn", "ileal_crohns_disease"), ("Coeliac disease", "coeliac_disease"), ("Celiac sprue", "coeliac_disease"),
        ("Coeliac screen positive", "coeliac_disease"), ("positive coeliac serology", "coeliac_disease"),
        ("tTG IgA: strongly positive", "coeliac_disease"), ("Collapse at work", "syncope"),
        ("Zöliakie", "coeliac_disease"), ("SIBO", "bacterial_overgrowth"), ("Short bowel syndrome", "other_malabsorption"),
        ("Chronische Lachgas-Exposition", "nitrous_oxide"), ("vegan", "low_b12_diet"),
        ("Funikuläre Myelose", "subacute_combined_degeneration"), ("Polyneuropathie", "peripheral_neuropathy"),
        ("tingling in both feet", "paraesthesia"), ("Kribbelparästhesien", "paraesthesia"),
        ("Leber's hereditary optic neuropathy", "leber_optic_neuropathy"),
        ("Malabsorption, not elsewhere classified", "other_malabsorption"), ("V.a. Zöliakie", "coeliac_disease"),
        ("Crohn's disease of small intestine without complications", "ileal_crohns_disease"),
        ("Z.n. totaler Gastrektomie bei Magenkarzinom", "total_gastrectomy"), ("Gastrektomie (total)", "total_gastrectomy"),
        ("Z.n. subtotaler Gastrektomie", "partial_gastrectomy"), ("Z.n. distaler Gastrektomie", "partial_gastrectomy"),
        ("Whipple disease", "other_malabsorption"), ("Morbus Whipple", "other_malabsorption"),
        ("Whipple procedure", "pancreatic_insufficiency"), ("Pancreatoduodenectomy", "partial_gastrectomy"),
        ("Strict vegetarian, no milk", "low_b12_diet"), ("Does not eat meat or eggs", "low_b12_diet"),
        ("Copper deficiency", "copper_deficiency"), ("Microangiopathic hemolytic anemia", "haemolysis_picture"),
        ("Sore tongue", "glossitis"), ("few hypersegmented neutrophils", "hypersegmented_neutrophils"),
        ("megaloblastic erythropoiesis", "megaloblastic_picture"), ("Marrow: megaloblastic change", "megaloblastic_picture"),
    ],
)  # fmt: skip
def test_what_is_named_is_asked_about(text, fact):
    for resource in (
        diagnosis(text),
        condition("") | {"code": {"coding": [{"code": "X", "display": text}]}},
    ):
        found = facts(resource)
        assert value(found, fact) == "[in words only]"
        assert f"recorded in words ({text!r}), without a code that is known" in found.missing[fact].sentence


@pytest.mark.parametrize(
    "text, fact",
    [
        *((text, "paraesthesia") for text in (
            "Burning feet", "burning sensation in both soles", "Toes: burning at night", "Pins and needles in feet", "Numb fingers",
            "feet feel numb", "Hypoesthesia of skin", "Taubheitsgefühl Füße",
        )),
        *((text, "peripheral_neuropathy") for text in ("Neuropathy", "Diabetic neuropathy", "Peripheral nerve disease")),
        *((text, "gait_disturbance") for text in ("Unsteady gait", "unsteadiness on feet", "Difficulty walking", "Abnormal gait")),
        *((text, "impaired_balance") for text in ("Poor balance", "Recurrent falls", "unsteady on her feet")),
        *((text, "weakness") for text in (
            "Leg weakness", "weakness of both legs", "spastic paraparesis", "Weak legs", "legs feel weak", "Muscle weakness",
            "Debilidad en las piernas", "debilidad muscular", "Paraparesia espástica",
        )),
        *((text, "gait_disturbance") for text in ("Marcha inestable", "alteración de la marcha", "Dificultad para la marcha")),
        *((text, "paraesthesia") for text in ("Hipoestesia en guante", "entumecimiento de pies", "acorchamiento de manos")),
        *((text, "impaired_balance") for text in ("Pérdida del equilibrio", "caídas de repetición")),
        ("Sensibilidad vibratoria abolida", "impaired_position_or_vibration_sense"),
        ("Hiperreflexia", "abnormal_reflexes_or_plantars"), ("arreflexia aquílea", "abnormal_reflexes_or_plantars"),
        ("Pérdida de visión", "visual_loss"), ("Neuropatía óptica", "visual_loss"),
        ("Vejiga neurógena", "bladder_or_bowel_dysfunction"),
        ("Degeneración combinada subaguda", "subacute_combined_degeneration"),
        *((text, "impaired_position_or_vibration_sense") for text in (
            "Loss of vibration sense to knees", "vibration sense reduced at ankles", "impaired joint position sense",
            "Vibration sense: reduced",
            "Romberg positive", "dorsal column signs",
        )),
        *((text, "abnormal_reflexes_or_plantars") for text in (
            "Extensor plantars", "plantars upgoing", "Babinski sign", "absent ankle jerks", "ankle reflexes: absent", "areflexia",
            "Plantar response: extensor",
        )),
        *((text, "visual_loss") for text in ("Optic atrophy", "nutritional optic neuropathy", "visual loss, left eye")),
        ("Neurogenic bladder", "bladder_or_bowel_dysfunction"), ("Lhermitte's sign", "subacute_combined_degeneration"),
        ("SACD?", "subacute_combined_degeneration"),
        *((text, "confusion") for text in ("Acute confusion", "Altered mental status", "Delirium")),
        *((text, "psychosis") for text in ("Mood disorder with psychotic features", "Psychosis", "Visual hallucinations")),
        *((text, "memory_or_concentration_problem") for text in ("Memory loss", "recent memory deficit", "Poor concentration")),
        *((text, "bladder_or_bowel_dysfunction") for text in (
            "Urinary retention", "Faecal incontinence", "Bladder dysfunction", "Voiding difficulty",
        )),
        *((text, "visual_loss") for text in ("Blurred vision", "Bilateral decreased central vision", "central scotoma")),
        *((text, "weakness") for text in ("Paraplegia", "Bilateral hand weakness", "Weakness of all limbs")),
        ("Unable to walk", "gait_disturbance"),
        *((text, "impaired_position_or_vibration_sense") for text in (
            "Joint position sense: marked distal loss", "Joint position and vibration sense, lower limbs: absent",
        )),
    ],
)  # fmt: skip
def test_a_sign_of_the_nerves_in_words_is_asked_about(text, fact):
    """Four of them have no code that is read: they were passed over, and presumed absent where asked about."""
    found = facts_on(case(diagnosis(text)), ON, ["neurology"])
    assert value(found, fact) == "[in words only]"
    assert value(facts_on(case(diagnosis("Sprained ankle")), ON, ["neurology"]), fact) is False


@pytest.mark.parametrize(
    "text",
    [
        "Burning tongue", "burns to hand, scald", "heartburn", "No neuropathy", "ulnar neuropathy",
        "Leber hereditary optic neuropathy",
        "general weakness", "Debilidad general", "niega debilidad en piernas", "sin hipoestesia", "descartada neuropatía óptica",
        "Neuropatía óptica hereditaria de Leber", "weak handshake", "pulso débil",
        "stress incontinence", "plantar fasciitis", "reflux", "plantars downgoing", "Babinski negative",
        "vibration sense normal", "Mixed acid-base balance disorder",
        "stress urinary incontinence", "Confusion Assessment Method", "denies hallucinations", "position of fetus: breech",
        "no memory loss", "able to walk", "hearing loss", "positional vertigo", "no hypersegmented neutrophils",
        "falls clinic letter", "position of fetus", "vision test", "number 7", "no pins and needles",
    ],
)  # fmt: skip
def test_what_only_looks_like_one_is_not(text):
    assert set(findings_named(text)) <= {"leber_optic_neuropathy"}


@pytest.mark.parametrize(
    "text, names",
    [
        ("Gastrectomy 2009", {"total_gastrectomy", "partial_gastrectomy"}),
        ("Gastrektomie", {"total_gastrectomy", "partial_gastrectomy"}),
        ("Subtotal gastrectomy", {"partial_gastrectomy"}), ("Subtotale Gastrektomie", {"partial_gastrectomy"}),
        ("Totale Gastrektomie", {"total_gastrectomy"}), ("Sleeve gastrectomy", {"bariatric_surgery"}),
        ("No fever. Crohn's disease since 2011", {"ileal_crohns_disease"}),
        ("no numbness; tingling of both feet", {"paraesthesia"}),
        ("Coeliac disease, antibodies negative", {"coeliac_disease"}), ("denies numbness, tingling", set()),
        ("Neuropatía óptica hereditaria de Leber", {"leber_optic_neuropathy"}),
        ("Neuropatía óptica de Leber", {"leber_optic_neuropathy"}), ("Amaurosis congénita de Leber", set()),
        ("Alergia a la vitamina B12", {"cobalamin_or_cobalt_allergy"}), ("Anafilaxia por hidroxocobalamina", {
            "cobalamin_or_cobalt_allergy"}), ("Alergia al polen", set()),
        ("Crohn's disease ruled out", set()), ("ohne Polyneuropathie", set()),
    ],
)  # fmt: skip
def test_a_denial_ends_with_its_sentence_and_what_may_be_either_is_both(text, names):
    assert set(findings_named(text)) == names


@pytest.mark.parametrize(
    "text",
    [
        "Family history of pernicious anaemia", "Mother: coeliac disease", "Screening for coeliac disease", "no history of Crohn's",
        "Coeliac disease excluded", "Ausschluss Zöliakie", "Sprained ankle", "Gastroscopy", "Cholecystectomy", "Tuberculosis",
        "Crone's visit", "Resection of colon",
    ],
)  # fmt: skip
def test_what_is_of_a_relative_looked_for_denied_or_something_else_is_not(text):
    assert findings_named(text) == ()
    assert "in words only" not in whys(facts(diagnosis(text))).values()


def test_it_is_not_presumed_to_be_none():
    """It was: with operations asked about, a gastrectomy in words alone read as none."""
    for resource in (operation("Total gastrectomy"), diagnosis("Total gastrectomy")):
        answer = assess(case(resource), on=ON, presume=["surgery", "bowel"])
        assert "total_gastrectomy" not in {fact.name for fact in answer.facts}
        assert {fact.name for fact in answer.facts} >= {"bariatric_surgery", "coeliac_disease"}
        (missing,) = [m for m in answer.missing if m.name == "total_gastrectomy"]
        assert missing.sentence.startswith("total gastrectomy: recorded in words")


def test_a_code_that_is_known_says_it_and_the_words_are_not_read():
    both = condition("") | {"code": {"coding": [{"system": SCT, "code": "26452005"}], "text": "Morbus Crohn"}}
    known = facts(both)
    assert "ileal_crohns_disease" not in known.missing or known.missing["ileal_crohns_disease"].why != "in words only"


def test_what_fades_is_too_old_in_words_as_by_a_code():
    old = diagnosis("numbness", recordedDate="2019-01-01", clinicalStatus=None)
    assert value(facts(old), "paraesthesia") == "[too old]"
    assert (
        value(facts(diagnosis("numbness", recordedDate="2019-01-01")), "paraesthesia") == "[in words only]"
    )  # said to be active
    assert (
        value(facts(diagnosis("Morbus Crohn", recordedDate="1999-01-01")), "ileal_crohns_disease") == "[in words only]"
    )


@pytest.mark.parametrize("status", ["refuted", "entered-in-error"])
def test_what_is_denied_is_not_asked_about(status):
    assert (
        value(facts(diagnosis("Morbus Crohn", verificationStatus=coded(status))), "ileal_crohns_disease")
        == "[never recorded]"
    )


def test_an_allergy_in_words_is_asked_about():
    allergy = {
        "resourceType": "AllergyIntolerance", "id": "a1", "patient": {"reference": "Patient/p"},
        "clinicalStatus": coded("active"), "code": {"text": "cobalt (nickel, chrome)"},
    }  # fmt: skip
    found = facts_on(case(allergy), ON, ["safety"])
    assert value(found, "cobalamin_or_cobalt_allergy") == "[in words only]"
    assert (
        value(facts_on(case(allergy | {"code": {"text": "penicillin"}}), ON, ["safety"]), "cobalamin_or_cobalt_allergy")
        is False
    )


def test_results_and_medicines_are_not_read_so():
    assert "in words only" not in whys(facts(observation({"text": "Crohn's disease activity index"}, 5, "1"))).values()
    assert "in words only" not in whys(facts(medicine(text="tablets for Crohn's"))).values()


def test_an_unlisted_code_of_a_known_system_is_asked_about_too():
    coding = {"system": ICD10, "code": "Z99.99", "display": "Status after gastric bypass"}
    assert value(facts(condition("") | {"code": {"coding": [coding]}}), "bariatric_surgery") == "[in words only]"
