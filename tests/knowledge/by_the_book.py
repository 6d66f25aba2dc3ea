"""The specification, sections 2 to 4, written a second time: an adult of whom everything is known, in plain Python.

Written from `../shared/clinical/specification.md` alone and compared with the rules afterwards. Where the product reads the
specification otherwise than its letter, the line says by which entry of the register.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

NEUROLOGICAL = (
    "paraesthesia", "impaired_balance", "gait_disturbance", "weakness", "impaired_position_or_vibration_sense",
    "memory_or_concentration_problem", "confusion", "psychosis", "visual_loss", "bladder_or_bowel_dysfunction",
    "peripheral_neuropathy", "abnormal_reflexes_or_plantars", "subacute_combined_degeneration",
    "developmental_regression",  # R23
)  # fmt: skip
RED_FLAGS = (
    "subacute_combined_degeneration", "weakness", "bladder_or_bowel_dysfunction", "visual_loss", "psychosis", "confusion",
    "developmental_regression",  # R23
)  # fmt: skip
FOR_GOOD = (
    "autoimmune_gastritis", "intrinsic_factor_antibody", "total_gastrectomy", "complete_terminal_ileal_resection",
    "hereditary_b12_disorder",
)  # fmt: skip
OTHER_MALABSORPTION = (
    "bariatric_surgery", "partial_gastrectomy", "partial_ileal_resection", "ileal_crohns_disease", "coeliac_disease",
    "bacterial_overgrowth", "pancreatic_insufficiency", "atrophic_gastritis", "fish_tapeworm", "abdominal_radiotherapy",
    "other_malabsorption",
)  # fmt: skip
NOT_BY_MOUTH = (
    "swallowing_difficulty", "vomiting", "oral_intolerance", "poor_adherence", "needs_supervised_treatment",
    "oral_treatment_failed",
)  # fmt: skip
IMPACT = ("fatigue", "exercise_intolerance", "breathlessness", "marked_functional_impairment")
HEART = ("heart_failure", "angina", "syncope")


class Person:
    """A finding is True or False, a measure a number in its own unit, and total B12 in the one that is named."""

    TOTAL_LOW: Mapping[str, float] = {"ng/L": 180, "pg/mL": 180, "pmol/L": 133}
    TOTAL_TOP: Mapping[str, float] = {"ng/L": 350, "pg/mL": 350, "pmol/L": 258}
    TOTAL_VERY_LOW: Mapping[str, float] = {"ng/L": 100, "pg/mL": 100, "pmol/L": 73.8}
    ACTIVE_LOW, ACTIVE_TOP, MMA, HOMOCYSTEINE = 25, 70, 271, 15

    def __init__(self, known: Mapping[str, float], unit: str = "ng/L") -> None:
        self.known, self.unit = known, unit

    def __getitem__(self, name: str) -> float:
        return self.known[name]

    def any(self, names: Iterable[str]) -> bool:
        return any(self[name] for name in names)

    # --- §2 ----------------------------------------------------------------------------------------------------------

    @property
    def total_low(self) -> bool:
        return self["total_b12"] < self.TOTAL_LOW[self.unit]

    @property
    def total_above(self) -> bool:
        return self["total_b12"] > self.TOTAL_TOP[self.unit]

    @property
    def active_low(self) -> bool:
        return self["active_b12"] < self.ACTIVE_LOW

    @property
    def active_above(self) -> bool:
        return self["active_b12"] > self.ACTIVE_TOP

    @cached_property
    def kidney_function_adequate(self) -> bool:
        return self["egfr"] >= 60

    @cached_property
    def folate_low(self) -> bool:
        return bool(self["serum_folate"] < 7 or self["folate_deficiency"])

    @cached_property
    def metabolite_raised(self) -> bool:
        return self.kidney_function_adequate and (
            self["mma"] > self.MMA or (self["homocysteine"] > self.HOMOCYSTEINE and not self.folate_low)
        )

    @cached_property
    def anaemia(self) -> bool:
        figure = 120 if self["female"] else 130
        if self["pregnant"]:
            figure = 105 if self["trimester_2"] else 110
        return bool(self["haemoglobin"] < figure or self["anaemia_recorded"])  # recorded in words: R36

    @cached_property
    def anaemia_moderate(self) -> bool:
        return self["haemoglobin"] < (100 if self["pregnant"] else 110)

    @cached_property
    def anaemia_severe(self) -> bool:
        return self["haemoglobin"] < (70 if self["pregnant"] else 80)

    @cached_property
    def macrocytosis(self) -> bool:
        return self["mcv"] > 100

    @cached_property
    def pancytopenia(self) -> bool:
        low = self.anaemia and self["white_cells"] < 4 and self["platelets"] < 150
        return bool(self["pancytopenia_recorded"] or low)

    @cached_property
    def neurological_involvement(self) -> bool:
        return self.any(NEUROLOGICAL)

    @cached_property
    def symptomatic(self) -> bool:
        return self.neurological_involvement or self.any((*IMPACT, "glossitis"))

    @cached_property
    def neurological_red_flag(self) -> bool:
        return self.any(RED_FLAGS) or bool(self.neurological_involvement and self["neurological_progression"])

    @cached_property
    def cardiac_compromise(self) -> bool:
        return self.anaemia and self.any(HEART)

    @cached_property
    def absorption_impaired_for_good(self) -> bool:
        return self.any(FOR_GOOD)

    @cached_property
    def absorption_impaired(self) -> bool:
        return self.absorption_impaired_for_good or self.any(OTHER_MALABSORPTION)

    @cached_property
    def oral_not_feasible(self) -> bool:
        return self.any(NOT_BY_MOUTH)

    @cached_property
    def _a_level_is_low(self) -> bool:
        without_iron = self.anaemia and not (self["iron_deficiency"] or self["ferritin"] < 30)
        supported = self.metabolite_raised or self.macrocytosis or without_iron or self.neurological_involvement
        total = self.total_low and (not self["pregnant"] or supported)
        return self.active_low or total

    @cached_property
    def _settled_by_active(self) -> bool:
        """In pregnancy the active B12 counts, and a low total that nothing else supports does not: R39."""
        without_iron = self.anaemia and not (self["iron_deficiency"] or self["ferritin"] < 30)
        supported = self.metabolite_raised or self.macrocytosis or without_iron or self.neurological_involvement
        return bool(self["pregnant"] and self.active_above and not supported)

    @cached_property
    def b12_deficient(self) -> bool:
        return bool(self["b12_deficiency_diagnosed"] or self._a_level_is_low)

    @cached_property
    def b12_borderline(self) -> bool:
        low = self.total_low or self.active_low  # in pregnancy too: R39
        in_band = not (self.total_above and self.active_above)
        return in_band and not low and not self["b12_deficiency_diagnosed"] and not self._settled_by_active

    @cached_property
    def b12_unlikely(self) -> bool:
        above = self.active_above and (
            self.total_above or self._settled_by_active
        )  # the lower of two decides: R15, R39
        against = (
            "intrinsic_factor_antibody",
            "nitrous_oxide",
            "b12_injections",
            "oral_b12",
            "b12_deficiency_diagnosed",
            "hereditary_b12_disorder",  # whose cells cannot use it: R145
        )
        return above and not self.metabolite_raised and not self.any(against)  # a diagnosis stands: R38

    @cached_property
    def deficiency_confirmed(self) -> bool:
        return self.b12_deficient or (self.metabolite_raised and (self.symptomatic or self.anaemia))

    @cached_property
    def deficiency_suspected(self) -> bool:
        seen = (
            "hypersegmented_neutrophils", "megaloblastic_picture", "nitrous_oxide", "intrinsic_factor_antibody", "low_b12_diet",
        )  # fmt: skip
        picture = self.absorption_impaired or (self.macrocytosis and not self.folate_low) or self.any(seen)
        level = self.b12_borderline or not self.total_above  # in pregnancy a low level is not dismissed: R39
        return (self.deficiency_confirmed or level or picture) and not self.b12_unlikely

    # --- §3 ----------------------------------------------------------------------------------------------------------

    @cached_property
    def antibody_and_blood(self) -> bool:
        """A level that the antibody itself disturbs is not waited for: R153."""
        large = self.macrocytosis or self.any(("megaloblastic_picture", "hypersegmented_neutrophils"))
        return bool(self["intrinsic_factor_antibody"] and self.anaemia and large and self["mma"] > self.MMA)

    @cached_property
    def indication_malabsorption(self) -> bool:
        return (self.deficiency_confirmed and self.absorption_impaired) or self.antibody_and_blood

    @cached_property
    def indication_neurological(self) -> bool:
        strong = (
            self.b12_deficient or self.b12_borderline or self.metabolite_raised or self.absorption_impaired_for_good
            or self.any(("megaloblastic_picture", "nitrous_oxide", "intrinsic_factor_antibody"))
        )  # fmt: skip
        # A weak sign counts unless another diagnosis is recorded as the explanation: R14.
        weak = (self.macrocytosis or self.absorption_impaired) and not self["another_diagnosis_explains"]
        return bool(self.neurological_involvement and not self.b12_unlikely and (strong or weak))

    @cached_property
    def indication_severity(self) -> bool:
        blood = self.anaemia_moderate or self.anaemia_severe or self.pancytopenia or self["haemolysis_picture"]
        impact = self["marked_functional_impairment"] or (self.anaemia and self.any(IMPACT))
        very_low = self["total_b12"] < self.TOTAL_VERY_LOW[self.unit] and self.symptomatic
        return bool(self.deficiency_confirmed and (blood or impact or very_low))

    @cached_property
    def indication_functional(self) -> bool:
        return self.metabolite_raised and (self.symptomatic or self.anaemia)

    @cached_property
    def indication_oral_route(self) -> bool:
        return self.deficiency_confirmed and self.oral_not_feasible

    @cached_property
    def indication_pregnancy(self) -> bool:
        likely = self.deficiency_suspected and (self.absorption_impaired or self.neurological_involvement)
        return self.any(("pregnant", "breastfeeding")) and (self.deficiency_confirmed or likely)

    @cached_property
    def any_indication(self) -> bool:
        return (
            self.indication_malabsorption or self.indication_neurological or self.indication_severity
            or self.indication_functional or self.indication_oral_route or self.indication_pregnancy
        )  # fmt: skip

    # --- §4 ----------------------------------------------------------------------------------------------------------

    @cached_property
    def route(self) -> str:
        go_on = self["b12_injections"] and self.absorption_impaired_for_good  # R40
        injection = self.any_indication or go_on
        # R19: a raised metabolite, and a strict diet until a level speaks against it, are treated by mouth.
        by_mouth = (
            self.deficiency_confirmed or self.metabolite_raised or (self["low_b12_diet"] and not self.b12_unlikely)
        )
        allergic = self["cobalamin_or_cobalt_allergy"] and (
            injection or by_mouth
        )  # a tablet holds the same substance: R98
        if self["age"] < 16 or self["hereditary_b12_disorder"] or allergic:
            return "specialist"
        return "injection" if injection else "oral" if by_mouth else "none"

    @cached_property
    def urgency(self) -> str:
        same_day = (
            (self.neurological_red_flag and self.deficiency_suspected)
            or (self.anaemia_severe and self.cardiac_compromise)
            or self["haemoglobin"] < 70
            or (self.pancytopenia and self.any(("fever", "bleeding")))
            or (self["nitrous_oxide"] and self.neurological_involvement)
        )
        if same_day:
            return "same_day"
        low = self.total_low and self.active_low
        blood = (self.anaemia_moderate or self.pancytopenia) and not self["b12_injections"]
        points_to_b12 = self["megaloblastic_picture"] or self.absorption_impaired_for_good or self.total_low
        prompt = (
            (blood and points_to_b12 and not self.b12_unlikely)  # R99
            or self.indication_neurological or self.indication_severity
            or self.indication_pregnancy  # breastfeeding with it: R61
            or (self.absorption_impaired_for_good and self.deficiency_confirmed)
            or (self.antibody_and_blood and not self["b12_injections"])  # R153
            or (self.neurological_involvement and low)  # no result speaks against deficiency: R13
            or (self.neurological_red_flag and not self["another_diagnosis_explains"])  # R41
        )  # fmt: skip
        if prompt:
            return "prompt"
        tests = self.deficiency_suspected or ((self.symptomatic or self.anaemia) and not self.b12_unlikely)  # R37, R62
        return "routine" if self.route != "none" or tests or self.absorption_impaired_for_good else "none"  # R49
