"""The stored order of the diagram's levels, found by `make order` (a seeded search): random orders are many times larger."""

from __future__ import annotations

ORDER: tuple[str, ...] = (
    "hereditary_b12_disorder", "autoimmune_gastritis", "weakness", "paraesthesia", "neurological_progression",
    "b12_deficiency_diagnosed", "nitrous_oxide", "intrinsic_factor_antibody", "b12_injections", "oral_b12",
    "swallowing_difficulty", "active_b12", "total_b12", "chronic_kidney_disease", "egfr", "mma", "serum_folate",
    "folate_deficiency", "homocysteine", "mcv", "bariatric_surgery", "glossitis", "another_diagnosis_explains", "fatigue",
    "hypersegmented_neutrophils", "megaloblastic_picture", "low_b12_diet", "marked_functional_impairment",
    "pregnant", "iron_deficiency", "ferritin", "haemolysis_picture", "fever", "pancytopenia_recorded", "platelets",
    "white_cells", "trimester_2", "breastfeeding", "female", "haemoglobin", "heart_failure", "age",
    "anaemia_recorded", "cobalamin_or_cobalt_allergy",
)  # fmt: skip
"""Fact names from the top level down; a group of findings stands where its first member does."""
