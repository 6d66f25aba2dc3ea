"""The stored order of the diagram's levels, found by `make order` (a seeded search): random orders are many times larger."""

from __future__ import annotations

ORDER: tuple[str, ...] = (
    "b12_deficiency_diagnosed", "active_b12", "total_b12", "weakness", "paraesthesia", "neurological_progression",
    "megaloblastic_picture", "autoimmune_gastritis", "hereditary_b12_disorder", "intrinsic_factor_antibody", "oral_b12",
    "swallowing_difficulty", "hypersegmented_neutrophils", "b12_injections", "nitrous_oxide", "egfr",
    "chronic_kidney_disease", "mma", "folate_deficiency", "serum_folate", "homocysteine", "mcv", "bariatric_surgery",
    "another_diagnosis_explains", "low_b12_diet", "fatigue", "glossitis", "pancytopenia_recorded",
    "marked_functional_impairment", "haemolysis_picture", "platelets", "white_cells", "fever", "pregnant",
    "iron_deficiency", "ferritin", "trimester_2", "breastfeeding", "female", "haemoglobin", "heart_failure", "age",
    "cobalamin_or_cobalt_allergy", "anaemia_recorded",
)  # fmt: skip
"""Fact names from the top level down; a group of findings stands where its first member does."""
