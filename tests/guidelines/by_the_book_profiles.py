"""The profiles of the other guidelines, written a second time: an adult of whom everything is known, in plain Python.

Written from `../shared/clinical/facts.md` (§1 to §5, §10) and `specification.md` (§4, §5, §10), with what was expected of each
source noted before the modules of the profiles were read; the code itself was written after, so it is not wholly independent.
Where the product reads a source otherwise than its letter, the line says by which
entry of the register. What a source does not say is the base article's (G20); its urgency is the base article's ladder over the
source's own words (G1).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from by_the_book import OTHER_MALABSORPTION, Person

MEDICINES = (
    "metformin", "proton_pump_inhibitor", "h2_blocker", "colchicine", "anticonvulsant", "pregabalin", "cholestyramine",
)  # fmt: skip
DIET = ("low_b12_diet", "undernutrition", "alcohol_excess")  # G30
SURGERY = (
    "bariatric_surgery", "partial_gastrectomy", "total_gastrectomy", "partial_ileal_resection",
    "complete_terminal_ileal_resection",
)  # fmt: skip
OTHER_REVERSIBLE = (
    *MEDICINES, "alcohol_excess", "nitrous_oxide", "coeliac_disease", "bacterial_overgrowth", "fish_tapeworm",
    "food_bound_malabsorption",
)  # fmt: skip
"""Causes beside a diet that can be dealt with (M18): with one of them the plan is not the dietary one (R68, M20)."""


class Adult(Person):
    """What every source shares, and the plan; of the base article itself it is the whole."""

    INJECTED, INJECTED_NERVES, INJECTED_DIET = (
        "uk.hydroxocobalamin", "uk.hydroxocobalamin.neurological", "uk.hydroxocobalamin.dietary",
    )  # fmt: skip
    BY_MOUTH, BY_MOUTH_DIET, BY_MOUTH_MALABSORPTION = "oral.high_dose", "oral.dietary", "oral.high_dose"

    @cached_property
    def dietary(self) -> bool:
        return self.any(DIET)

    @cached_property
    def medicine(self) -> bool:
        return self.any(MEDICINES)

    @cached_property
    def no_known_cause(self) -> bool:
        return not (self.absorption_impaired or self.dietary or self.medicine or self["nitrous_oxide"])  # G6

    @cached_property
    def goes_on(self) -> bool:
        return bool(self["b12_injections"] and self.absorption_impaired_for_good)  # G19

    @cached_property
    def plan(self) -> str | None:
        """The regimen, by its row in specification §5; where either route is allowed that of the injection."""
        diet = (
            self.any(("low_b12_diet", "undernutrition"))
            and not self.absorption_impaired
            and not self.any(OTHER_REVERSIBLE)
        )
        if self.route == "oral":
            malabsorption = self.BY_MOUTH_MALABSORPTION if self.absorption_impaired else None
            return malabsorption or (self.BY_MOUTH_DIET if diet else self.BY_MOUTH)
        if self.route not in ("injection", "either"):
            return None
        nerves = self.neurological_involvement
        wanted = self.INJECTED_NERVES if nerves else self.INJECTED_DIET if diet else self.INJECTED
        if self["leber_optic_neuropathy"] and wanted.startswith("us."):  # cyanocobalamin is contraindicated: facts §7
            return Adult.INJECTED_NERVES if nerves else Adult.INJECTED
        return wanted


class Source(Adult):
    """A source that is not the article: route rules of its own over confirmed deficiency."""

    @property
    def asks_for_injections(self) -> bool:
        """Each source has its own."""
        raise NotImplementedError

    @property
    def allows_either(self) -> bool:
        return False

    @property
    def asks_for_tablets(self) -> bool:
        """Each source has its own."""
        raise NotImplementedError

    @property
    def any_indication(self) -> bool:  # type: ignore[override]
        return self.asks_for_injections or self.goes_on

    @property
    def route_either(self) -> bool:
        return self.allows_either

    @property
    def route_oral(self) -> bool:
        # No source speaks of a raised metabolite in somebody well; "no B12 treatment" is not what it says either: G39.
        return self.asks_for_tablets or self.metabolite_raised

    @property
    def route_specialist(self) -> bool:
        needed = self.any_indication or self.route_either or self.route_oral
        allergic = self["cobalamin_or_cobalt_allergy"] and needed
        return bool(self["age"] < 16 or self["hereditary_b12_disorder"] or allergic)  # G29, R98

    @cached_property
    def route(self) -> str:
        if self.route_specialist:
            return "specialist"
        if self.any_indication:
            return "injection"  # G21: injections before either before tablets
        return "either" if self.route_either else "oral" if self.route_oral else "none"

    @property
    def not_by_mouth(self) -> bool:
        return self.deficiency_confirmed and self.oral_not_feasible  # G5


class Nice(Source):
    """NG239: deficiency and cause decide the route. Table 1 is the base article's; a raised metabolite confirms (R8)."""

    BY_MOUTH_MALABSORPTION = "oral.malabsorption"  # at least 1 mg a day

    @cached_property
    def _indeterminate(self) -> bool:
        return not (self.active_above and (self.total_above or self._settled_by_active))  # in pregnancy: R39

    @property
    def asks_for_injections(self) -> bool:
        offer = self.deficiency_confirmed and self.absorption_impaired_for_good
        at_once = self.absorption_impaired_for_good and (self._indeterminate or self.indication_neurological)  # G28, G3
        return offer or at_once or self.not_by_mouth

    @property
    def _fast(self) -> bool:
        return self.neurological_involvement or self.anaemia  # G4

    @property
    def allows_either(self) -> bool:
        reversible = self.any(OTHER_MALABSORPTION) and not self.absorption_impaired_for_good
        other = reversible or self.medicine or self.no_known_cause  # G2, G30, G6
        nitrous_oxide = self["nitrous_oxide"] and (self.deficiency_confirmed or self.neurological_involvement)  # G8
        presses = self._fast or self.any((*SURGERY, "pregnant", "breastfeeding"))
        mma_is_normal = self.kidney_function_adequate and self["mma"] <= self.MMA
        at_once = self._indeterminate and (self.symptomatic or self.anaemia) and not mma_is_normal and presses  # G28
        return bool(
            (self.deficiency_confirmed and (other or self._fast))
            or self.indication_neurological  # G3
            or nitrous_oxide
            or at_once
        )

    @property
    def asks_for_tablets(self) -> bool:
        return self.deficiency_confirmed and self.dietary


class Bsh(Source):
    """Haematologists 2014: 148 pmol/L (200 ng/L), bands of 110 and 148 from memory (G10); active B12 25 to 50."""

    TOTAL_LOW: Mapping[str, float] = {"ng/L": 200, "pg/mL": 200, "pmol/L": 148}
    PROBABLE: Mapping[str, float] = {"ng/L": 150, "pg/mL": 150, "pmol/L": 110}
    ACTIVE_TOP = 50

    @cached_property
    def strong_clinical_features(self) -> bool:
        second = self.macrocytosis or self["glossitis"] or self.absorption_impaired
        return bool(
            (self["megaloblastic_picture"] and self.anaemia)
            or self["subacute_combined_degeneration"]
            or (self.neurological_involvement and second)
        )  # G11

    @cached_property
    def b12_unlikely(self) -> bool:
        return Person.b12_unlikely.func(self) and not self.strong_clinical_features  # type: ignore[attr-defined]

    @cached_property
    def deficiency_confirmed(self) -> bool:
        sign = self.symptomatic or self.anaemia
        probable = self["total_b12"] < self.PROBABLE[self.unit] or self.active_low
        possible = sign or self.macrocytosis or self.absorption_impaired_for_good or probable  # G10
        return bool(
            self["b12_deficiency_diagnosed"] or (self.b12_deficient and possible) or (self.metabolite_raised and sign)
        )

    @cached_property
    def deficiency_suspected(self) -> bool:
        suspected: bool = Person.deficiency_suspected.func(self)  # type: ignore[attr-defined]
        return suspected or (self.b12_deficient and not self.b12_unlikely)

    @property
    def asks_for_injections(self) -> bool:
        against_the_test = self.strong_clinical_features and not self.b12_deficient  # key recommendation 4, G11
        # A positive antibody is treated for life; it is sought with anaemia, neuropathy or glossitis whatever the level (1A).
        sought = self.anaemia or self.neurological_involvement or self["glossitis"]
        antibody = self["intrinsic_factor_antibody"] and sought  # G40
        cause = self.deficiency_confirmed and (self.absorption_impaired or self.no_known_cause)  # G27, G6, G36
        return bool(cause or self.indication_neurological or against_the_test or antibody or self.not_by_mouth)

    @property
    def allows_either(self) -> bool:
        open_cause = self.dietary or self.medicine or self["nitrous_oxide"]  # G12, G8
        return bool(self.deficiency_confirmed and open_cause)

    @property
    def asks_for_tablets(self) -> bool:
        return False


class _American(Source):
    """150 pg/mL low, 150 to 399 low-normal, 400 and above normal (memory, G14); normal MMA below 400, homocysteine below 14."""

    TOTAL_LOW: Mapping[str, float] = {"ng/L": 150, "pg/mL": 150, "pmol/L": 111}
    TOTAL_TOP: Mapping[str, float] = {"ng/L": 399, "pg/mL": 399, "pmol/L": 294.4}
    MMA, HOMOCYSTEINE = 400, 14  # the figure itself on neither side: G23
    BY_MOUTH_DIET = "oral.high_dose"

    @cached_property
    def deficiency_confirmed(self) -> bool:
        at_risk = self["age"] > 75 or self["low_b12_diet"] or self.medicine or self.absorption_impaired
        well = self.b12_borderline and at_risk  # G14
        return self.b12_deficient or bool(self.metabolite_raised and (self.symptomatic or self.anaemia or well))

    @property
    def severe(self) -> bool:
        return self.indication_severity  # confirmed, and the base article's grades: G15

    @property
    def asks_for_tablets(self) -> bool:
        return self.deficiency_confirmed


class UsPractice(_American):
    """AAFP 2017: tablets as effective, pernicious anaemia and bariatric surgery included; injections if severe or neurological."""

    INJECTED = INJECTED_NERVES = INJECTED_DIET = "us.cyanocobalamin.practice"

    @property
    def asks_for_injections(self) -> bool:
        return self.indication_neurological or self.severe or self.not_by_mouth  # G22, G3

    @property
    def allows_either(self) -> bool:
        return self.deficiency_confirmed and self.absorption_impaired  # G16


class UsLabel(_American):
    """The FDA label: for life in pernicious anaemia, tablets not dependable; with normal absorption by severity, then by mouth."""

    INJECTED = INJECTED_NERVES = INJECTED_DIET = "us.cyanocobalamin.label"

    @property
    def asks_for_injections(self) -> bool:
        grave = self.severe or (self.deficiency_confirmed and self.neurological_involvement)  # G15
        return (self.deficiency_confirmed and self.absorption_impaired) or grave or self.not_by_mouth  # G17


class Nhg(Source):
    """Dutch practice: 148 pmol/L, low-normal to 260, 1000 ug by mouth whatever the cause; injections if tablets fail or grave."""

    TOTAL_LOW: Mapping[str, float] = {"ng/L": 200.6, "pg/mL": 200.6, "pmol/L": 148}
    TOTAL_TOP: Mapping[str, float] = {"ng/L": 352.4, "pg/mL": 352.4, "pmol/L": 260}
    BY_MOUTH = BY_MOUTH_DIET = BY_MOUTH_MALABSORPTION = "oral.nhg"

    @property
    def asks_for_injections(self) -> bool:
        grave = (
            self.neurological_red_flag
            or self.anaemia_severe
            or self.pancytopenia
            or self["marked_functional_impairment"]
        )  # G18
        return self.not_by_mouth or bool(self.deficiency_confirmed and grave)

    @property
    def asks_for_tablets(self) -> bool:
        return self.deficiency_confirmed


BOOK: Mapping[str, type[Adult]] = {
    "article": Adult, "nice": Nice, "nice@2023-07": Nice, "bsh": Bsh, "us-label": UsLabel, "us-practice": UsPractice, "nhg": Nhg,
}  # fmt: skip
"""The draft of July 2023 differs from the final text only in how far its sentence on nitrous oxide was seen (G25)."""
