"""The stored order of the diagram's levels, found by `make order` (a seeded search): random orders are many times larger."""

from __future__ import annotations

ORDER: tuple[str, ...] = (
    "pregnant", "b12_deficiency_diagnosed", "active_b12", "total_b12", "swallowing_difficulty", "weakness",
    "paraesthesia", "neurological_progression", "autoimmune_gastritis", "megaloblastic_picture",
    "hereditary_b12_disorder", "intrinsic_factor_antibody", "oral_b12", "b12_injections", "bariatric_surgery",
    "nitrous_oxide", "hypersegmented_neutrophils", "low_b12_diet", "another_diagnosis_explains", "mcv", "egfr",
    "chronic_kidney_disease", "mma", "homocysteine", "serum_folate", "folate_deficiency", "pancytopenia_recorded",
    "glossitis", "fatigue", "haemolysis_picture", "marked_functional_impairment", "ferritin", "platelets",
    "white_cells", "fever", "iron_deficiency", "trimester_2", "breastfeeding", "female", "haemoglobin", "heart_failure",
    "age", "anaemia_recorded", "cobalamin_or_cobalt_allergy",
)  # fmt: skip
"""Fact names from the top level down; a group of findings stands where its first member does."""
