"""The stored order of the diagram's levels, found by `make order` (a seeded search): random orders are many times larger."""

from __future__ import annotations

ORDER: tuple[str, ...] = (
    "autoimmune_gastritis", "hereditary_b12_disorder", "weakness", "paraesthesia", "neurological_progression",
    "swallowing_difficulty", "active_b12", "total_b12", "b12_deficiency_diagnosed", "nitrous_oxide",
    "intrinsic_factor_antibody", "oral_b12", "b12_injections", "chronic_kidney_disease", "egfr", "mma", "serum_folate",
    "folate_deficiency", "homocysteine", "mcv", "bariatric_surgery", "another_diagnosis_explains",
    "hypersegmented_neutrophils", "megaloblastic_picture", "low_b12_diet", "fatigue", "glossitis",
    "marked_functional_impairment", "pancytopenia_recorded", "platelets", "white_cells", "fever", "pregnant",
    "iron_deficiency", "ferritin", "haemolysis_picture", "trimester_2", "breastfeeding", "female", "haemoglobin",
    "heart_failure", "age", "cobalamin_or_cobalt_allergy", "anaemia_recorded",
)  # fmt: skip
"""Fact names from the top level down; a group of findings stands where its first member does."""
