"""The stored order of the diagram's levels, found by `make order` (a seeded search): random orders are many times larger."""

from __future__ import annotations

ORDER: tuple[str, ...] = (
    "autoimmune_gastritis", "hereditary_b12_disorder", "swallowing_difficulty", "weakness", "paraesthesia",
    "neurological_progression", "b12_deficiency_diagnosed", "active_b12", "total_b12", "nitrous_oxide",
    "intrinsic_factor_antibody", "oral_b12", "b12_injections", "chronic_kidney_disease", "egfr", "mma", "serum_folate",
    "folate_deficiency", "homocysteine", "mcv", "bariatric_surgery", "another_diagnosis_explains",
    "hypersegmented_neutrophils", "megaloblastic_picture", "low_b12_diet", "fatigue", "glossitis",
    "marked_functional_impairment", "pancytopenia_recorded", "haemolysis_picture", "platelets", "white_cells", "fever",
    "pregnant", "iron_deficiency", "ferritin", "trimester_2", "breastfeeding", "female", "haemoglobin", "heart_failure",
    "age", "anaemia_recorded", "cobalamin_or_cobalt_allergy",
)  # fmt: skip
"""Fact names from the top level down; a group of findings stands where its first member does."""
