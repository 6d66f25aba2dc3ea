"""The vocabulary: every fact the rules read or the answer uses, with its question, its group and its value sets.

Units: the measure's own unit comes first; the factors turn the others into it exactly. Molar masses (g/mol) are those of
`value-sets.json`: cobalamin 1355.37, methylmalonic acid 118.09, homocysteine 135.18, folate 441.4, haemoglobin
monomer 16114.5, creatinine 113.12, potassium 39.0983.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Literal

from cobalamin.language.nodes import Finding, Measure

Group = Literal[
    "person", "labs", "tests", "surgery", "bowel", "medicines", "diet", "exposures", "neurology", "symptoms",
    "oral_route", "safety", "rivals", "course",
]  # fmt: skip
Reassuring = Literal["high", "low", "no", "yes"]

ASSESSABLE: tuple[Group, ...] = (
    "surgery", "bowel", "medicines", "diet", "exposures", "neurology", "symptoms", "oral_route", "safety", "rivals",
)  # fmt: skip
"""The groups somebody can say they asked about; inside one, a fact not recorded reads *no, presumed*."""


@dataclass(frozen=True)
class FactEntry:
    """One fact of the vocabulary. `reassuring` is the answer that speaks against needing B12: the working answer uses it."""

    fact: Measure | Finding
    group: Group
    question: str
    reassuring: Reassuring
    value_sets: tuple[str, ...] = ()
    word_limits: tuple[str, str] = ("", "")
    """Threshold ids at which "low" and "high" in words are read; empty where a word cannot be placed."""
    ever: bool = False
    """True where once recorded it holds for life (an operation, an inherited disorder); otherwise it must be current."""

    @property
    def name(self) -> str:
        """The fact's name in case files, columns and traces."""
        return self.fact.name


def _per_mole(mass: str, scale: int) -> Fraction:
    """Amount of substance in one mass unit: scale / molar mass, exactly as the mass is printed."""
    return Fraction(scale) / Fraction(mass)


def _mass(name: str, label: str, unit: str, **factors: int | str | Fraction) -> Measure:
    table = tuple((_UNIT_OF[key], Fraction(value)) for key, value in factors.items())
    return Measure(name, label, unit, table)


_UNIT_OF = {
    "ng_l": "ng/L", "pg_ml": "pg/mL", "ng_dl": "ng/dL", "ng_ml": "ng/mL", "ug_l": "ug/L", "nmol_l": "nmol/L", "umol_l": "umol/L",
    "nmol_ml": "nmol/mL", "ug_dl": "ug/dL", "mg_l": "mg/L", "ug_ml": "ug/mL", "mg_dl": "mg/dL", "g_dl": "g/dL", "mmol_l": "mmol/L",
    "l_l": "L/L", "k_ul": "10*3/uL", "m_ul": "10*6/uL", "tera_l": "10*12/L", "per_ul": "/uL", "ppth": "[ppth]", "meq_l": "meq/L",
    "ml_min": "mL/min", "mo": "mo", "wk": "wk", "d": "d",
}  # fmt: skip

_B12 = _per_mole("1355.37", 1000)
_MMA = _per_mole("118.09", 1000)
_HCY = _per_mole("135.18", 1000)
_FOLATE = _per_mole("441.4", 1000)
_HB = Fraction("16.1145")
_CREATININE = _per_mole("113.12", 10_000)
_POTASSIUM = _per_mole("39.0983", 10)

age = Measure(
    "age", "age", "a", (("mo", Fraction(1, 12)), ("wk", Fraction(7 * 400, 146_097)), ("d", Fraction(400, 146_097)))
)
total_b12 = _mass("total_b12", "total serum B12", "pmol/L", ng_l=_B12, pg_ml=_B12, ng_dl=_B12 * 10, ng_ml=_B12 * 1000,
                  ug_l=_B12 * 1000, nmol_l=1000)  # fmt: skip
active_b12 = Measure("active_b12", "active B12 (holotranscobalamin)", "pmol/L")
mma = _mass("mma", "methylmalonic acid", "nmol/L", umol_l=1000, nmol_ml=1000, ng_ml=_MMA, ug_l=_MMA, ug_dl=_MMA * 10,
            mg_l=_MMA * 1000)  # fmt: skip
homocysteine = _mass("homocysteine", "total homocysteine", "umol/L", nmol_ml=1, nmol_l="0.001", mg_l=_HCY, ug_ml=_HCY,
                     mg_dl=_HCY * 10)  # fmt: skip
haemoglobin = _mass("haemoglobin", "haemoglobin", "g/L", g_dl=10, mmol_l=_HB, mg_dl="0.01")
haematocrit = _mass("haematocrit", "haematocrit", "%", l_l=100)
mcv = Measure("mcv", "mean corpuscular volume", "fL")
platelets = _mass("platelets", "platelet count", "10*9/L", k_ul=1, per_ul="0.001")
white_cells = _mass("white_cells", "white cell count", "10*9/L", k_ul=1, per_ul="0.001")
neutrophils = _mass("neutrophils", "neutrophil count", "10*9/L", k_ul=1, per_ul="0.001")
reticulocytes = _mass("reticulocytes", "reticulocyte count", "10*9/L", k_ul=1, m_ul=1000, tera_l=1000, per_ul="0.001")
reticulocytes_percent = _mass("reticulocytes_percent", "reticulocytes, share of red cells", "%", ppth="0.1")
serum_folate = _mass("serum_folate", "serum folate", "nmol/L", ng_ml=_FOLATE, ug_l=_FOLATE)
ferritin = _mass("ferritin", "ferritin", "ug/L", ng_ml=1, ng_dl="0.01")
egfr = _mass("egfr", "estimated glomerular filtration rate", "mL/min/{1.73_m2}", ml_min=1)
creatinine = _mass("creatinine", "creatinine", "umol/L", mg_dl=_CREATININE, mg_l=_CREATININE / 10, mmol_l=1000)
potassium = _mass("potassium", "potassium", "mmol/L", meq_l=1, mg_dl=_POTASSIUM)
inr = Measure("inr", "international normalised ratio", "1")


def _lab(measure: Measure, concept: str, reassuring: Reassuring, low: str = "", high: str = "") -> FactEntry:
    return FactEntry(
        measure,
        "labs",
        f"What is the {measure.label} ({measure.unit})?",
        reassuring,
        (concept,) if concept else (),
        (low, high),
    )


_MEASURES = (
    FactEntry(age, "person", "How old is the patient?", "high"),
    _lab(total_b12, "lab.b12_total", "high", "b12.total.deficient", "b12.total.band_top"),
    _lab(active_b12, "lab.holotc", "high", "b12.active.deficient", "b12.active.band_top"),
    _lab(mma, "lab.mma_serum", "low", "", "mma.raised"),
    _lab(homocysteine, "lab.homocysteine", "low", "", "homocysteine.raised"),
    _lab(haemoglobin, "lab.haemoglobin", "high"),
    _lab(haematocrit, "lab.haematocrit", "high"),
    _lab(mcv, "lab.mcv", "low", "", "mcv.macrocytosis"),
    _lab(platelets, "lab.platelets", "high", "platelets.low"),
    _lab(white_cells, "lab.wbc", "high", "white_cells.low"),
    _lab(neutrophils, "lab.neutrophils", "high"),
    _lab(reticulocytes, "lab.reticulocyte_count", "high"),
    _lab(reticulocytes_percent, "lab.reticulocyte_percent", "high"),
    _lab(serum_folate, "lab.folate_serum", "high", "folate.low"),
    _lab(ferritin, "lab.ferritin", "high", "ferritin.low"),
    _lab(egfr, "lab.egfr", "high", "egfr.adequate"),
    _lab(creatinine, "lab.creatinine", "low"),
    _lab(potassium, "lab.potassium", "high"),
    _lab(inr, "lab.inr", "low"),
)


def _findings(
    group: Group, *rows: tuple[str, str, str, tuple[str, ...]] | tuple[str, str, str, tuple[str, ...], str]
) -> tuple[FactEntry, ...]:
    return tuple(
        FactEntry(Finding(name, label), group, question, "no", sets, ever="ever" in flags)
        for name, label, question, sets, *flags in rows
    )


_FINDINGS = (
    *_findings(
        "person",
        ("female", "female sex", "Is the patient female?", ()),
        ("pregnant", "pregnant", "Is the patient pregnant?", ("cond.pregnancy", "obs.pregnancy_status")),
        ("breastfeeding", "breastfeeding", "Is the patient breastfeeding?", ("cond.breastfeeding",)),
        ("trimester_1", "first trimester", "Is it the first trimester?", ()),
        ("trimester_2", "second trimester", "Is it the second trimester?", ()),
        ("trimester_3", "third trimester", "Is it the third trimester?", ()),
    ),
    *_findings(
        "tests",
        ("intrinsic_factor_antibody", "intrinsic factor antibody positive", "Is the intrinsic factor antibody positive?",
         ("lab.intrinsic_factor_antibody",), "ever"),
        ("parietal_cell_antibody", "parietal cell antibody positive", "Is the parietal cell antibody positive?",
         ("lab.parietal_cell_antibody",), "ever"),
        ("hypersegmented_neutrophils", "hypersegmented neutrophils", "Does the film show hypersegmented neutrophils?",
         ("lab.hypersegmented_neutrophils",)),
        ("megaloblastic_picture", "megaloblastic film or marrow", "Is the film or marrow megaloblastic?",
         ("cond.megaloblastic_anaemia",)),
        ("anaemia_recorded", "anaemia recorded without a figure", "Is anaemia recorded (no haemoglobin figure)?",
         ("cond.anaemia_unspecified", "cond.megaloblastic_anaemia", "cond.b12_deficiency_anaemia", "cond.pernicious_anaemia")),
        ("pancytopenia_recorded", "pancytopenia recorded", "Is pancytopenia recorded?", ("cond.pancytopenia",)),
        ("haemolysis_picture", "picture of haemolysis", "Do the tests show a picture of haemolysis?", ()),
        ("b12_deficiency_diagnosed", "B12 deficiency diagnosed", "Has B12 deficiency been diagnosed?",
         ("cond.b12_deficiency_anaemia", "cond.b12_deficiency", "cond.pernicious_anaemia", "cond.dietary_b12_deficiency",
          "cond.history_b12_deficiency")),
    ),
    *_findings(
        "surgery",
        ("total_gastrectomy", "total gastrectomy", "Has the whole stomach been removed?", ("cond.gastrectomy_total",), "ever"),
        ("complete_terminal_ileal_resection", "complete terminal ileal resection",
         "Has the whole terminal ileum been removed?", ("cond.ileal_resection",), "ever"),
        ("bariatric_surgery", "bariatric surgery", "Has the patient had weight-loss surgery?",
         ("cond.bariatric_rygb", "cond.bariatric_sleeve", "cond.bariatric_bpd_ds", "cond.bariatric_restrictive",
          "cond.bariatric_status"), "ever"),
        ("partial_gastrectomy", "partial gastrectomy", "Has part of the stomach been removed?",
         ("cond.gastrectomy_partial",), "ever"),
        ("partial_ileal_resection", "partial ileal resection", "Has part of the ileum been removed?",
         ("cond.ileal_resection",), "ever"),
        ("abdominal_radiotherapy", "abdominal or pelvic radiotherapy", "Has the abdomen or pelvis been irradiated?", (), "ever"),
    ),
    *_findings(
        "bowel",
        ("autoimmune_gastritis", "autoimmune gastritis (pernicious anaemia)",
         "Has autoimmune gastritis or pernicious anaemia been diagnosed?",
         ("cond.pernicious_anaemia",), "ever"),
        ("hereditary_b12_disorder", "hereditary disorder of B12 uptake or metabolism",
         "Is there a hereditary disorder of B12 uptake or metabolism?",
         ("cond.imerslund_grasbeck", "cond.transcobalamin_deficiency", "cond.inborn_cobalamin"), "ever"),
        ("ileal_crohns_disease", "ileal Crohn's disease", "Is there Crohn's disease of the ileum?", ("cond.crohn",)),
        ("coeliac_disease", "coeliac disease", "Is there coeliac disease?", ("cond.coeliac",)),
        ("bacterial_overgrowth", "small-bowel bacterial overgrowth", "Is there bacterial overgrowth of the small bowel?",
         ("cond.sibo",)),
        ("pancreatic_insufficiency", "pancreatic insufficiency", "Is there pancreatic insufficiency?",
         ("cond.chronic_pancreatitis",)),
        ("atrophic_gastritis", "atrophic gastritis (not autoimmune)", "Is there atrophic gastritis that is not autoimmune?",
         ("cond.autoimmune_atrophic_gastritis",)),
        ("fish_tapeworm", "fish tapeworm", "Is there a fish tapeworm?", ("cond.fish_tapeworm",)),
        ("other_malabsorption", "other or unnamed malabsorption",
         "Is there another cause of malabsorption, or a bowel resection of unknown extent?",
         ("cond.tropical_sprue", "cond.zollinger_ellison", "cond.short_bowel")),
        ("food_bound_malabsorption", "food-bound B12 malabsorption", "Is food-bound B12 malabsorption the likely cause?", ()),
    ),
    *_findings(
        "medicines",
        ("metformin", "metformin", "Does the patient take metformin?", ("med.metformin",)),
        ("proton_pump_inhibitor", "proton pump inhibitor", "Does the patient take a proton pump inhibitor?",
         ("med.omeprazole", "med.lansoprazole", "med.pantoprazole", "med.rabeprazole", "med.esomeprazole", "med.dexlansoprazole")),
        ("h2_blocker", "H2 blocker", "Does the patient take an H2 blocker?",
         ("med.famotidine", "med.cimetidine", "med.ranitidine", "med.nizatidine")),
        ("colchicine", "colchicine", "Does the patient take colchicine?", ("med.colchicine",)),
        ("anticonvulsant", "phenobarbital, primidone or topiramate",
         "Does the patient take phenobarbital, primidone or topiramate?",
         ("med.phenobarbital", "med.primidone", "med.topiramate")),
        ("pregabalin", "pregabalin", "Does the patient take pregabalin?", ("med.pregabalin",)),
        ("cholestyramine", "colestyramine", "Does the patient take colestyramine?", ("med.colestyramine",)),
        ("combined_oral_contraceptive", "combined oral contraceptive", "Does the patient take a combined contraceptive pill?",
         ("med.oral_contraceptive",)),
        ("folic_acid_without_b12", "folic acid without B12", "Does the patient take folic acid without B12?", ("med.folic_acid",)),
        ("anticoagulant", "anticoagulant", "Does the patient take an anticoagulant?",
         ("med.warfarin", "med.apixaban", "med.rivaroxaban", "med.edoxaban", "med.dabigatran")),
        ("oral_b12", "oral B12", "Does the patient take B12 by mouth?", ("med.cyanocobalamin_oral",)),
        ("b12_injections", "B12 injections", "Does the patient have B12 injections?",
         ("med.cyanocobalamin_parenteral", "med.hydroxocobalamin_parenteral", "admin.b12_injection_procedure")),
        ("biotin", "high-dose biotin", "Does the patient take high-dose biotin?", ()),
    ),
    *_findings(
        "exposures",
        ("nitrous_oxide", "nitrous oxide exposure", "Has the patient used or recently been given nitrous oxide?",
         ("cond.nitrous_oxide", "med.nitrous_oxide")),
        ("alcohol_excess", "alcohol excess", "Is there alcohol excess?", ("cond.alcohol_use_disorder",)),
    ),
    *_findings(
        "diet",
        ("low_b12_diet", "strict low-B12 diet", "Does the patient eat few or no animal foods, without a supplement?",
         ("cond.vegan_diet", "cond.dietary_b12_deficiency")),
        ("undernutrition", "undernutrition", "Is the patient undernourished?", ("cond.malnutrition", "cond.eating_disorder")),
    ),
    *_findings(
        "neurology",
        ("paraesthesia", "numbness or tingling", "Numbness, tingling or pins and needles?", ("cond.paraesthesia",)),
        ("impaired_balance", "impaired balance", "Poor balance or falls?", ("cond.balance",)),
        ("gait_disturbance", "gait disturbance", "A change in walking?", ("cond.gait_ataxia",)),
        ("weakness", "limb weakness", "Weakness of the limbs on examination or in use?", ()),
        ("impaired_position_or_vibration_sense", "impaired position or vibration sense",
         "Reduced position or vibration sense?", ()),
        ("memory_or_concentration_problem", "memory or concentration problem", "Trouble with memory or concentration?",
         ("cond.memory_loss", "cond.cognitive_impairment", "cond.dementia")),
        ("confusion", "acute confusion", "Acute confusion or delirium?", ("cond.confusion_delirium",)),
        ("psychosis", "psychosis", "Hallucinations, delusions or psychosis?", ("cond.psychosis",)),
        ("depression", "depression", "Low mood or depression?", ("cond.depression",)),
        ("visual_loss", "visual loss", "Loss of vision or optic neuropathy?", ("cond.optic_neuropathy",)),
        ("bladder_or_bowel_dysfunction", "new bladder or bowel dysfunction", "New trouble with bladder or bowel control?", ()),
        ("peripheral_neuropathy", "peripheral neuropathy", "Peripheral neuropathy?", ("cond.polyneuropathy",)),
        ("abnormal_reflexes_or_plantars", "abnormal reflexes or plantar responses", "Abnormal reflexes or plantar responses?", ()),
        ("subacute_combined_degeneration", "subacute combined degeneration", "Subacute combined degeneration of the cord?",
         ("cond.subacute_combined_degeneration", "cond.myelopathy")),
        ("developmental_regression", "developmental delay or regression (infant)",
         "In an infant: delayed or lost development, low muscle tone?", ("cond.infant",)),
        ("neurological_progression", "neurological signs getting worse", "Are the neurological signs getting worse now?", ()),
    ),
    *_findings(
        "symptoms",
        ("fatigue", "fatigue", "Fatigue?", ("cond.fatigue",)),
        ("exercise_intolerance", "exercise intolerance", "Exercise intolerance?", ()),
        ("breathlessness", "breathlessness", "Breathlessness?", ("cond.dyspnoea",)),
        ("marked_functional_impairment", "marked loss of function", "Marked loss of everyday function?", ()),
        ("glossitis", "sore or smooth tongue", "A sore or smooth tongue?", ("cond.glossitis",)),
        ("heart_failure", "heart failure", "Heart failure?", ("cond.heart_failure",)),
        ("angina", "angina", "Angina?", ()),
        ("syncope", "syncope", "Fainting?", ("cond.syncope",)),
        ("bleeding", "bleeding", "Bleeding?", ()),
        ("fever", "fever", "Fever?", ()),
    ),
    *_findings(
        "oral_route",
        ("swallowing_difficulty", "difficulty swallowing", "Difficulty swallowing tablets?", ("cond.dysphagia",)),
        ("vomiting", "vomiting", "Repeated vomiting?", ("cond.nausea_vomiting",)),
        ("oral_intolerance", "intolerance of oral B12", "Does the patient not tolerate B12 by mouth?", ()),
        ("poor_adherence", "poor adherence", "Is adherence to tablets in doubt?", ("cond.nonadherence",)),
        ("needs_supervised_treatment", "needs supervised treatment", "Does treatment have to be supervised?", ()),
        ("oral_treatment_failed", "oral treatment failed",
         "Have at least 1 mg a day by mouth for 3 months failed?", ()),
        ("oral_treatment_doubtful", "oral treatment of doubtful effect",
         "Has a shorter or lower oral course seemed not to work?", ()),
    ),
    *_findings(
        "safety",
        ("cobalamin_or_cobalt_allergy", "allergy to cobalamin or cobalt", "Any allergy to a cobalamin or to cobalt?",
         ("cond.b12_allergy",), "ever"),
        ("leber_optic_neuropathy", "Leber hereditary optic neuropathy", "Leber's hereditary optic neuropathy?",
         ("cond.lhon",), "ever"),
        ("bleeding_disorder", "bleeding disorder", "A bleeding disorder?", ("cond.haemophilia", "cond.thrombocytopenia")),
        ("injection_site_infection", "infection at the injection site", "Infection at the injection site?", ()),
        ("polycythaemia_vera", "polycythaemia vera", "Polycythaemia vera?", ("cond.polycythaemia_vera",), "ever"),
    ),
    *_findings(
        "rivals",
        ("another_diagnosis_explains", "another named diagnosis explains the picture",
         "Does another named diagnosis explain the picture?", ()),
        ("folate_deficiency", "folate deficiency", "Folate deficiency?", ("cond.folate_deficiency",)),
        ("iron_deficiency", "iron deficiency", "Iron deficiency?", ("cond.iron_deficiency",)),
        ("copper_deficiency", "copper deficiency", "Copper deficiency?", ()),
        ("chronic_kidney_disease", "chronic kidney disease", "Chronic kidney disease?", ("cond.ckd",), "ever"),
    ),
    *_findings(
        "course",
        ("cause_resolved", "the cause has been dealt with", "Has the cause been dealt with?", ()),
    ),
)  # fmt: skip

FACTS = MappingProxyType({entry.name: entry for entry in (*_MEASURES, *_FINDINGS)})
"""Every fact by name, in the order a clinician would ask."""


def finding(name: str) -> Finding:
    """The finding called `name`."""
    fact = FACTS[name].fact
    if not isinstance(fact, Finding):
        raise TypeError(f"{name} is a measure, not a finding")
    return fact


def findings(names: Iterable[str]) -> tuple[Finding, ...]:
    """The findings called by these names, in that order."""
    return tuple(finding(name) for name in names)


def group(name: Group) -> tuple[Finding, ...]:
    """The findings of a group, in order."""
    return tuple(e.fact for e in FACTS.values() if e.group == name and isinstance(e.fact, Finding))


def told_by(concept: str) -> tuple[FactEntry, ...]:
    """The facts that a diagnosis asserts, by the value set of its codes."""
    return tuple(entry for entry in FACTS.values() if concept in entry.value_sets)


def denied_with(asserted: Iterable[FactEntry], concepts: Iterable[str]) -> tuple[FactEntry, ...]:
    """Of the facts a diagnosis asserts those that its denial denies (register R25).

    No pernicious anaemia is no autoimmune gastritis, and says nothing of B12 or blood: of several facts only the one that
    names the concept first is denied, and none where no single concept tells them all (anaemia after gastrectomy).
    """
    entries = tuple(asserted)
    if len(entries) < 2:
        return entries
    whole = (concept for concept in concepts if all(concept in entry.value_sets for entry in entries))
    own = next(whole, None)
    return tuple(entry for entry in entries if entry.value_sets[:1] == (own,))
