"""The stored order of the diagram's levels, found by `make order` (a seeded search): random orders are many times larger."""

from __future__ import annotations

ORDER: tuple[str, ...] = (
    "pregnant", "b12_deficiency_diagnosed", "active_b12", "total_b12", "swallowing_difficulty", "vomiting",
    "oral_intolerance", "poor_adherence", "needs_supervised_treatment", "oral_treatment_failed", "weakness",
    "confusion", "psychosis", "visual_loss", "bladder_or_bowel_dysfunction", "subacute_combined_degeneration",
    "developmental_regression", "paraesthesia", "impaired_balance", "gait_disturbance",
    "impaired_position_or_vibration_sense", "memory_or_concentration_problem", "peripheral_neuropathy",
    "abnormal_reflexes_or_plantars", "neurological_progression", "autoimmune_gastritis", "total_gastrectomy",
    "complete_terminal_ileal_resection", "megaloblastic_picture", "hereditary_b12_disorder",
    "intrinsic_factor_antibody", "oral_b12", "b12_injections", "bariatric_surgery", "partial_gastrectomy",
    "partial_ileal_resection", "ileal_crohns_disease", "coeliac_disease", "bacterial_overgrowth",
    "pancreatic_insufficiency", "atrophic_gastritis", "fish_tapeworm", "abdominal_radiotherapy", "other_malabsorption",
    "nitrous_oxide", "hypersegmented_neutrophils", "low_b12_diet", "another_diagnosis_explains", "mcv", "egfr",
    "chronic_kidney_disease", "mma", "homocysteine", "serum_folate", "folate_deficiency", "pancytopenia_recorded",
    "glossitis", "fatigue", "exercise_intolerance", "breathlessness", "haemolysis_picture",
    "marked_functional_impairment", "ferritin", "platelets", "white_cells", "fever", "bleeding", "iron_deficiency",
    "trimester_2", "breastfeeding", "female", "haemoglobin", "heart_failure", "angina", "syncope", "age",
    "anaemia_recorded", "cobalamin_or_cobalt_allergy",
)  # fmt: skip
"""Fact names from the top level down. The members of a group of the base article follow its first: another guideline may
part them, and each part then stands where the group did."""
