"""The words clinicians have, each defined once: specification §2, with the readings the register records."""

from __future__ import annotations

from cobalamin.knowledge import facts as f
from cobalamin.knowledge.facts import finding, findings
from cobalamin.knowledge.thresholds import THRESHOLDS as T
from cobalamin.language.nodes import Condition, Measure, Named, Not, Presume, all_of, any_of
from cobalamin.language.truth import Truth

female = finding("female")
pregnant = finding("pregnant")
breastfeeding = finding("breastfeeding")
trimester_2 = finding("trimester_2")
intrinsic_factor_antibody = finding("intrinsic_factor_antibody")
megaloblastic_picture = finding("megaloblastic_picture")
hypersegmented_neutrophils = finding("hypersegmented_neutrophils")
nitrous_oxide = finding("nitrous_oxide")
low_b12_diet = finding("low_b12_diet")

AS_AN_ADULT = "age not given: read as an adult"
"""What is presumed of somebody without an age (register R17)."""

# --- Age -------------------------------------------------------------------------------------------------------------

under_16 = Named(
    "under_16", "younger than 16",
    Presume(f.age < T["age.specialist"], Truth.NO, AS_AN_ADULT), ("NICE scope", "R17"),
)  # fmt: skip
from_15_years = Named(
    "from_15_years", "15 years or older",
    Presume(f.age >= T["age.15_years"], Truth.YES, AS_AN_ADULT), ("WHO24", "R17"),
)  # fmt: skip
under_5 = Named(
    "under_5", "younger than 5",
    Presume(f.age < T["age.5_years"], Truth.NO, AS_AN_ADULT), ("WHO24", "R17"),
)  # fmt: skip
under_2 = Named(
    "under_2", "younger than 2",
    Presume(f.age < T["age.2_years"], Truth.NO, AS_AN_ADULT), ("WHO24", "R17"),
)  # fmt: skip
from_12_years = Named(
    "from_12_years", "12 years or older",
    Presume(f.age >= T["age.12_years"], Truth.YES, AS_AN_ADULT), ("WHO24", "R17"),
)  # fmt: skip

# --- Blood count -----------------------------------------------------------------------------------------------------

_child = all_of(Not(from_15_years), Not(under_5))
anaemia = Named(
    "anaemia", "anaemia (WHO 2024 bands by sex, pregnancy, trimester and age)",
    any_of(
        Presume(finding("anaemia_recorded"), Truth.NO, "no anaemia recorded in words"),
        all_of(from_15_years, Not(female), f.haemoglobin < T["hb.men"]),
        all_of(from_15_years, Not(pregnant), f.haemoglobin < T["hb.women"]),
        all_of(pregnant, Not(trimester_2), f.haemoglobin < T["hb.pregnant"]),
        all_of(from_15_years, f.haemoglobin < T["hb.pregnant_trimester_2"]),
        all_of(_child, from_12_years, f.haemoglobin < T["hb.from_12_years"]),
        all_of(_child, f.haemoglobin < T["hb.from_5_years"]),
        all_of(under_5, Not(under_2), f.haemoglobin < T["hb.from_2_years"]),
        all_of(under_2, f.haemoglobin < T["hb.infant"]),
    ),
    ("WHO24", "R21", "R26", "R23", "R36", "R57", "R58"),
)  # fmt: skip
anaemia_moderate = Named(
    "anaemia_moderate", "moderate anaemia or worse",
    any_of(
        all_of(Not(pregnant), Not(under_5), f.haemoglobin < T["hb.moderate"]),
        all_of(Not(under_2), f.haemoglobin < T["hb.moderate_pregnant"]),
        f.haemoglobin < T["hb.moderate_infant"],
    ),
    ("WHO24 severity", "R3", "R26", "R57"),
)  # fmt: skip
_pregnancy_recorded = Presume(
    any_of(pregnant, trimester_2), Truth.NO, "no pregnancy recorded: severe anaemia is graded as outside pregnancy"
)
"""A trimester says it too; a grade that nobody settled is the graver one (register R154)."""
anaemia_severe = Named(
    "anaemia_severe", "severe anaemia",
    any_of(
        all_of(
            Not(_pregnancy_recorded),
            Not(under_5),
            f.haemoglobin < T["hb.severe"],
        ),
        f.haemoglobin < T["hb.severe_pregnant"],
    ),
    ("WHO24 severity", "R26", "R57", "R154"),
)  # fmt: skip
macrocytosis = Named("macrocytosis", "macrocytosis", f.mcv > T["mcv.macrocytosis"], ("FACTS 1d",))
pancytopenia = Named(
    "pancytopenia", "pancytopenia",
    any_of(
        Presume(finding("pancytopenia_recorded"), Truth.NO, "no pancytopenia recorded in words"),
        all_of(anaemia, f.white_cells < T["white_cells.low"], f.platelets < T["platelets.low"]),
    ),
    ("SPEC 2", "R36", "R43"),
)  # fmt: skip

# --- Symptoms --------------------------------------------------------------------------------------------------------

NEUROLOGICAL_FINDINGS = findings((
    "paraesthesia", "impaired_balance", "gait_disturbance", "weakness", "impaired_position_or_vibration_sense",
    "memory_or_concentration_problem", "confusion", "psychosis", "visual_loss", "bladder_or_bowel_dysfunction",
    "peripheral_neuropathy", "abnormal_reflexes_or_plantars", "subacute_combined_degeneration", "developmental_regression",
))  # fmt: skip
neurological_involvement = Named(
    "neurological_involvement", "a neurological finding (depression alone does not count)",
    any_of(*NEUROLOGICAL_FINDINGS), ("S13", "S58", "R30", "R23", "R46"),
)  # fmt: skip
symptomatic = Named(
    "symptomatic", "symptoms of B12 deficiency",
    any_of(
        neurological_involvement,
        *findings(("fatigue", "exercise_intolerance", "breathlessness", "glossitis", "marked_functional_impairment")),
    ),
    ("SPEC 2", "R45"),
)  # fmt: skip
neurological_red_flag = Named(
    "neurological_red_flag", "a neurological red flag",
    any_of(
        *findings((
            "subacute_combined_degeneration", "weakness", "bladder_or_bowel_dysfunction", "visual_loss", "psychosis", "confusion",
            "developmental_regression",
        )),
        all_of(neurological_involvement, finding("neurological_progression")),
    ),
    ("SPEC 2", "RCEM", "UTD", "R23", "R47"),
)  # fmt: skip
cardiac_compromise = Named(
    "cardiac_compromise", "heart failure, angina or syncope with anaemia",
    all_of(any_of(*findings(("heart_failure", "angina", "syncope"))), anaemia), ("SPEC 2", "R48"),
)  # fmt: skip

# --- Absorption and the oral route -----------------------------------------------------------------------------------

CAUSES_FOR_GOOD = findings((
    "autoimmune_gastritis", "intrinsic_factor_antibody", "total_gastrectomy", "complete_terminal_ileal_resection",
    "hereditary_b12_disorder",
))  # fmt: skip
absorption_impaired_for_good = Named(
    "absorption_impaired_for_good", "absorption permanently impaired",
    any_of(*CAUSES_FOR_GOOD),
    ("S8", "NICE 1.5", "BSH", "R50"),
)  # fmt: skip
absorption_impaired = Named(
    "absorption_impaired", "absorption impaired",
    any_of(
        absorption_impaired_for_good,
        *findings((
            "bariatric_surgery", "partial_gastrectomy", "partial_ileal_resection", "ileal_crohns_disease", "coeliac_disease",
            "bacterial_overgrowth", "pancreatic_insufficiency", "atrophic_gastritis", "fish_tapeworm", "abdominal_radiotherapy",
            "other_malabsorption",
        )),
    ),
    ("S9", "S10", "S11", "R5", "R6", "R27", "R51", "R52"),
)  # fmt: skip
oral_not_feasible = Named(
    "oral_not_feasible", "oral treatment cannot be taken, absorbed or relied on",
    any_of(*findings((
        "swallowing_difficulty", "vomiting", "oral_intolerance", "poor_adherence", "needs_supervised_treatment",
        "oral_treatment_failed",
    ))),
    ("S24", "S25", "S27", "S65", "S66", "R53", "R54"),
)  # fmt: skip

# --- B12 status ------------------------------------------------------------------------------------------------------

folate_low = Named(
    "folate_low", "folate is low",
    any_of(f.serum_folate < T["folate.low"], Presume(finding("folate_deficiency"), Truth.NO, "folate deficiency not recorded")),
    ("FACTS 1d", "R4", "R56"),
)  # fmt: skip
iron_low = Named(
    "iron_low", "iron is low",
    any_of(f.ferritin < T["ferritin.low"], Presume(finding("iron_deficiency"), Truth.NO, "iron deficiency not recorded")),
    ("FACTS 1d", "R56"),
)  # fmt: skip
kidney_function_adequate = Named(
    "kidney_function_adequate", "kidney function adequate to interpret the metabolites",
    any_of(
        f.egfr >= T["egfr.adequate"],
        all_of(
            Not(Presume(finding("chronic_kidney_disease"), Truth.NO, "no chronic kidney disease recorded")),
            Presume(f.egfr >= T["egfr.adequate"], Truth.YES, "no eGFR says otherwise: kidney function presumed adequate"),
        ),
    ),
    ("SPEC our judgement", "R4", "R82"),
)  # fmt: skip
metabolite_raised = Named(
    "metabolite_raised", "methylmalonic acid or homocysteine raised, with adequate kidneys (and folate, for homocysteine)",
    all_of(
        kidney_function_adequate,
        any_of(f.mma > T["mma.raised"], all_of(f.homocysteine > T["homocysteine.raised"], Not(folate_low))),
    ),
    ("S22", "S23", "R4", "R31"),
)  # fmt: skip


def _perhaps_raised(measure: Measure, because: str) -> Condition:
    """Raised. What has no lower end is taken as not; of a result known only to lie above a lower figure nothing is taken."""
    least = Presume(measure >= T[f"{measure.name}.least"], Truth.NO, because)
    return all_of(measure > T[f"{measure.name}.raised"], least)


metabolite_perhaps_raised = all_of(
    kidney_function_adequate,
    any_of(
        _perhaps_raised(f.mma, "no methylmalonic acid known to be raised: taken as not raised"),
        all_of(
            _perhaps_raised(f.homocysteine, "no homocysteine known to be raised: taken as not raised"),
            Not(folate_low),
        ),
    ),
)
"""What nobody measured counts as not raised; what was measured and cannot be read yet stays open (register R16)."""
_ACTIVE_ALONE = "no total B12 known to be low: the active B12 is judged alone"
_TOTAL_ALONE = "no active B12 known to be low: the total B12 is judged alone"
_total_low_or_in_band = f.total_b12 <= T["b12.total.band_top"]
_active_low_or_in_band = f.active_b12 <= T["b12.active.band_top"]
_supports_low_total_in_pregnancy = any_of(
    metabolite_raised, macrocytosis, all_of(anaemia, Not(iron_low)), neurological_involvement
)
active_settles_in_pregnancy = Named(
    "active_settles_in_pregnancy",
    "pregnancy, active B12 above the band, and nothing on record that supports a low total B12",
    all_of(
        pregnant,
        Presume(f.active_b12 > T["b12.active.band_top"], Truth.NO, "no active B12 known to be above its band"),
        Not(Presume(_supports_low_total_in_pregnancy, Truth.NO, "nothing recorded supports a low total B12 in pregnancy")),
    ),
    ("NICE 1.3.2", "FACTS 1e", "R39"),
)  # fmt: skip
b12_above_band = Named(
    "b12_above_band", "B12 above the indeterminate band, and no measured B12 in or below it",
    all_of(
        any_of(f.total_b12 > T["b12.total.band_top"], f.active_b12 > T["b12.active.band_top"]),
        any_of(Not(Presume(_total_low_or_in_band, Truth.NO, _ACTIVE_ALONE)), active_settles_in_pregnancy),
        Not(Presume(_active_low_or_in_band, Truth.NO, _TOTAL_ALONE)),
    ),
    ("NICE 1.3 Table 1", "R15", "R39"),
)  # fmt: skip
diagnosed = Presume(finding("b12_deficiency_diagnosed"), Truth.NO, "no diagnosis of B12 deficiency recorded")
hereditary = Presume(
    finding("hereditary_b12_disorder"), Truth.NO, "no hereditary disorder recorded: confirm before injecting"
)
b12_unlikely = Named(
    "b12_unlikely", "B12 deficiency unlikely",
    all_of(
        b12_above_band,
        Not(metabolite_perhaps_raised),
        Not(Presume(intrinsic_factor_antibody, Truth.NO, "no antibody result: taken as negative while B12 is above the band")),
        Not(nitrous_oxide),
        Not(any_of(finding("b12_injections"), finding("oral_b12"))),
        Not(diagnosed),  # a level does not take a recorded diagnosis back (register R38)
        Not(hereditary),  # nor says that cells can use what is in the blood (register R145)
    ),
    ("NICE 1.3 Table 1", "CBLA", "R15", "R16", "R38", "R1", "R11", "R33", "R145"),
)  # fmt: skip
total_deficient = all_of(
    f.total_b12 < T["b12.total.deficient"], any_of(Not(pregnant), _supports_low_total_in_pregnancy)
)
_low_in_a_test = any_of(f.active_b12 < T["b12.active.deficient"], total_deficient)
b12_deficient = Named(
    "b12_deficient", "B12 deficient",
    any_of(
        diagnosed,
        # With one B12 above the band, the other is asked for only if it was measured (register R15).
        all_of(_low_in_a_test, Not(b12_above_band)),
    ),
    ("NICE 1.3 Table 1", "R1", "R11", "R15", "R25", "R33", "R36", "R59", "R60"),
)  # fmt: skip
b12_borderline = Named(
    "b12_borderline", "B12 in the indeterminate band",
    all_of(
        any_of(
            all_of(f.total_b12 >= T["b12.total.deficient"], _total_low_or_in_band),
            all_of(f.active_b12 >= T["b12.active.deficient"], _active_low_or_in_band),
        ),
        Not(Presume(f.total_b12 < T["b12.total.deficient"], Truth.NO, _ACTIVE_ALONE)),
        Not(Presume(f.active_b12 < T["b12.active.deficient"], Truth.NO, _TOTAL_ALONE)),
        Not(diagnosed),
        Not(active_settles_in_pregnancy),
    ),
    ("NICE 1.3 Table 1", "S21", "R15", "R39", "R1", "R11", "R33"),
)  # fmt: skip

# --- Deficiency ------------------------------------------------------------------------------------------------------

deficiency_confirmed = Named(
    "deficiency_confirmed", "B12 deficiency confirmed",
    any_of(b12_deficient, all_of(metabolite_raised, any_of(symptomatic, anaemia))), ("S7", "S21", "S23", "R34", "R55"),
)  # fmt: skip
# Whatever the kidneys do: they can only raise it.
_mma_not_normal = Presume(f.mma > T["mma.raised"], Truth.YES, "no methylmalonic acid result argues against it")
antibody_and_blood = Named(
    "antibody_and_blood", "intrinsic factor antibody, and anaemia with large red cells or a megaloblastic picture",
    all_of(
        intrinsic_factor_antibody,
        anaemia,
        any_of(
            macrocytosis,
            Presume(megaloblastic_picture, Truth.NO, "no megaloblastic film or marrow recorded"),
            Presume(hypersegmented_neutrophils, Truth.NO, "no hypersegmented neutrophils recorded"),
        ),
        _mma_not_normal,
    ),
    ("BSH", "BSH key recommendation 4", "CBLA", "R153"),
)  # fmt: skip
infant_with_signs = Named(
    "infant_with_signs", "under 2 years, with B12 deficiency and anaemia or a symptom",
    all_of(under_2, deficiency_confirmed, any_of(symptomatic, anaemia)), ("UTD", "FACTS 4", "R149"),
)  # fmt: skip
suspicion = Named(
    "suspicion", "something points to B12 deficiency",
    any_of(
        deficiency_confirmed, b12_borderline, all_of(macrocytosis, Not(folate_low)), hypersegmented_neutrophils,
        megaloblastic_picture, absorption_impaired, nitrous_oxide, intrinsic_factor_antibody, low_b12_diet,
        # In pregnancy never confirmed by the number alone, and never dismissed by it either (register R39).
        _total_low_or_in_band,
    ),
    ("SPEC 2", "NICE 1.2", "R39", "R62"),
)  # fmt: skip
deficiency_suspected = Named(
    "deficiency_suspected", "B12 deficiency suspected", all_of(suspicion, Not(b12_unlikely)), ("SPEC 2", "NICE 1.2", "R20", "R62"),
)  # fmt: skip

DEFINITIONS: tuple[Named, ...] = (
    b12_deficient, b12_borderline, b12_unlikely, kidney_function_adequate, metabolite_raised, symptomatic, anaemia,
    anaemia_moderate, anaemia_severe, macrocytosis, pancytopenia, deficiency_confirmed, deficiency_suspected,
    absorption_impaired_for_good, absorption_impaired, oral_not_feasible, neurological_involvement, neurological_red_flag,
    cardiac_compromise,
)  # fmt: skip
"""The definitions of specification §2, in its order of meaning; the smaller words they use hang below them."""
