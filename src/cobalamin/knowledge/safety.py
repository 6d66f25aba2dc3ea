"""What can go wrong and what to do about it: specification §7, by level."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cobalamin.knowledge import definitions as d
from cobalamin.knowledge import facts as f
from cobalamin.knowledge.answer import any_indication, continuing, tablets
from cobalamin.knowledge.facts import finding, findings
from cobalamin.knowledge.thresholds import THRESHOLDS as T
from cobalamin.language.nodes import Condition, Named, Not, Presume, all_of, any_of
from cobalamin.language.truth import Truth

Level = Literal["block", "warn", "inform"]


@dataclass(frozen=True)
class SafetyRule:
    """When it holds, what is said and done. `ask` is the question to put when it is unknown and matters before a dose.

    `ask_result` is the question where every finding is known and only a result is open; `action_beside_allergy` is what is said
    of a patient who has the allergy too, where `action` alone would contradict it; `settle` is what is said where the finding is
    recorded and not settled (registers R98, R102).
    """

    level: Level
    rule: Named
    action: str
    ask: str = ""
    ask_result: str = ""
    action_beside_allergy: str = ""
    settle: str = ""

    @property
    def id(self) -> str:
        """The rule's id."""
        return self.rule.id


def _safety(
    level: Level, name: str, statement: str, when: Condition, action: str, *cites: str, **otherwise: str
) -> SafetyRule:
    return SafetyRule(level, Named(f"safety:{name}", statement, when, cites), action, **otherwise)


_on_b12 = Presume(
    any_of(finding("b12_injections"), finding("oral_b12")), Truth.NO, "no B12 treatment recorded: read as untreated"
)
_not_excluded = Not(Presume(d.b12_unlikely, Truth.NO, "no result makes B12 deficiency unlikely: read as not excluded"))
_treated = any_of(any_indication, tablets)
_discordant = any_of(
    all_of(
        f.total_b12 < T["b12.total.deficient"],
        f.active_b12 > T["b12.active.band_top"],
        Not(
            Presume(
                d.active_settles_in_pregnancy, Truth.NO, "no pregnancy in which the active B12 settles it is recorded"
            )
        ),
    ),
    all_of(f.active_b12 < T["b12.active.deficient"], f.total_b12 > T["b12.total.band_top"]),
)
_kidneys_reduced = Not(f.egfr >= T["egfr.adequate"])
_metabolite_unread = any_of(
    all_of(any_of(f.mma > T["mma.raised"], f.homocysteine > T["homocysteine.raised"]), _kidneys_reduced),
    all_of(f.homocysteine > T["homocysteine.raised"], d.folate_low),
)
_perhaps_falsely_normal = all_of(
    d.intrinsic_factor_antibody,
    Not(f.total_b12 < T["b12.total.deficient"]),
    Presume(f.mma > T["mma.raised"], Truth.YES, "no methylmalonic acid result argues against it"),
    Not(_on_b12),
)
REVIEW, GO_ON_WITH_METFORMIN = "Review the medicine.", "Do not stop metformin for this."
"""What is done about a medicine that lowers B12; the second is told of whoever takes metformin."""
LOWERING_B12 = findings((
    "metformin", "proton_pump_inhibitor", "h2_blocker", "colchicine", "anticonvulsant", "pregabalin", "cholestyramine",
))  # fmt: skip
"""The medicines that lower B12."""

_folic_acid_alone = all_of(finding("folic_acid_without_b12"), _not_excluded, Not(_on_b12))
prevention = Named(
    "prevention_in_pregnancy", "a pregnancy in which nothing recorded points to B12 deficiency",
    all_of(d.pregnant, Not(Presume(
        any_of(d.suspicion, d.anaemia, d.macrocytosis, d.neurological_involvement, d.folate_low),
        Truth.NO, "nothing recorded points to B12 deficiency"))),
    ("R94", "SPEC our judgement"),
)  # fmt: skip

SAFETY: tuple[SafetyRule, ...] = (
    _safety("block", "allergy", "allergy to a cobalamin or to cobalt", finding("cobalamin_or_cobalt_allergy"),
            "Give no cobalamin, by injection or by mouth, until a specialist has seen the patient (testing, desensitisation).",
            "FACTS 7", "SmPC", "R18", "R98", ask="Any allergy to a cobalamin or to cobalt?",
            settle="A possible allergy to a cobalamin or to cobalt is recorded: clarify it before any dose."),
    _safety("block", "leber", "Leber hereditary optic neuropathy", finding("leber_optic_neuropathy"),
            "Never cyanocobalamin. Hydroxocobalamin is allowed; take ophthalmology advice.", "FDA", "SmPC", "R102",
            ask="Leber's hereditary optic neuropathy in the patient or the family?",
            settle="Leber's hereditary optic neuropathy is recorded but not clarified: give no cyanocobalamin until it is."),
    _safety("block", "folic_acid_alone", "folic acid without B12 while B12 deficiency is untreated or not excluded",
            all_of(_folic_acid_alone, Not(Presume(prevention, Truth.NO, "no pregnancy recorded"))),
            "Do not give folic acid alone: it may correct the blood but not the nerves. Treat B12 first, or both together.",
            "FDA", "SmPC", "R65", "R81", "R94", ask="Is folic acid being taken without B12?"),
    _safety("block", "folate_low_untreated_b12", "folate is low and B12 deficiency is untreated or not excluded",
            all_of(d.folate_low, _not_excluded, Not(_on_b12)),
            "Do not start folic acid alone. Treat B12 first, or both together.", "FDA", "SmPC", "R65"),
    _safety("block", "never_stop", "B12 injections for an irreversible cause",
            continuing,
            "Do not stop the injections: the cause is irreversible. A high or normal B12 level is no reason to stop.",
            "NICE 1.5", "BSH", "R12", "R109",
            action_beside_allergy="Do not end the treatment for good: the cause is irreversible and B12 is needed for life. "
                  "The next dose waits for the specialist: arrange the referral before it is due."),
    _safety("warn", "potassium", "severe anaemia", d.anaemia_severe,
            "Measure potassium before the first dose and again at 24 to 48 hours; replace it if low.", "FDA", "R97"),
    _safety("warn", "fluid_overload", "severe anaemia or heart failure", any_of(d.anaemia_severe, finding("heart_failure")),
            "Watch for fluid overload and heart failure; avoid transfusion unless compromised.", "FDA"),
    _safety("warn", "bleeding", "a bleeding disorder or very low platelets",
            any_of(finding("bleeding_disorder"), f.platelets < T["platelets.caution"]),
            "Give nothing into the muscle before the bleeding risk has been assessed; use another route if it works.",
            "PGD", "R64", ask="A bleeding disorder or very low platelets?", ask_result="Very low platelets?"),
    _safety("warn", "anticoagulant", "an anticoagulant", finding("anticoagulant"),
            "Use another route if it works; else a small volume, a fine needle and pressure afterwards. On warfarin, check the "
            "INR first.", "SPS-IM", "R64", ask="An anticoagulant?"),
    _safety("warn", "inr", "INR above range", f.inr > T["inr.above_range"],
            "Do not inject into the muscle while the INR is above its range.", "SPS-IM", "R64"),
    _safety("warn", "injection_site", "infection at the injection site", finding("injection_site_infection"),
            "Use another site, or wait.", "PGD"),
    _safety("warn", "benzyl_alcohol", "pregnancy or infancy", any_of(d.pregnant, d.under_2),
            "Choose a preservative-free product (some contain benzyl alcohol).", "FDA", "R64"),
    _safety("warn", "aluminium", "reduced kidney function",
            any_of(_kidneys_reduced, all_of(finding("chronic_kidney_disease"), Presume(
                _kidneys_reduced, Truth.YES, "kidney disease without an eGFR: function read as reduced"))),
            "Some products contain aluminium, which accumulates in prolonged parenteral use when kidney function is reduced.",
            "FDA", "R64", "R82"),
    _safety("warn", "polycythaemia_vera", "polycythaemia vera", finding("polycythaemia_vera"),
            "B12 deficiency can hide it: watch the haematocrit.", "FACTS 7"),
    _safety("warn", "nitrous_oxide", "nitrous oxide exposure", d.nitrous_oxide,
            "Nitrous oxide inactivates B12: stop it; a normal B12 level does not exclude deficiency.", "RCEM"),
    _safety("warn", "iron", "iron is low", d.iron_low, "Treat the iron deficiency: it blunts the response to B12.", "FACTS 7"),
    _safety("warn", "folate", "folate is low", d.folate_low,
            "Treat the folate deficiency, but never before B12 deficiency is treated or excluded. Low folate can lower total B12 "
            "without B12 deficiency: active B12 or methylmalonic acid tells more.", "FACTS 7", "FACTS 1e", "R59"),
    _safety("warn", "functional_normal_level", "a raised metabolite with a B12 level that is not low",
            all_of(d.metabolite_raised, any_of(d.b12_borderline, d.b12_above_band)),
            "A B12 level in or above range must not veto treatment.", "S23", "CBLA"),
    _safety("warn", "discordant_levels", "total and active B12 disagree: one is deficient, the other above its band", _discordant,
            "The higher one does not cancel out the lower one: methylmalonic acid or homocysteine, and the intrinsic factor "
            "antibody, tell more. In pregnancy the total falls by itself: the active B12 counts, unless something else points to "
            "deficiency.",
            "R15", "R39", "CBLA", "FACTS 1e", "NICE 1.3.2"),
    _safety("inform", "antibody_and_level", "intrinsic factor antibody positive, and total B12 not low", _perhaps_falsely_normal,
            "The antibody can make an assay read too high: methylmalonic acid or homocysteine is more informative.",
            "CBLA", "FACTS 1e", "R120"),
    _safety("inform", "metabolite_unread", "methylmalonic acid or homocysteine raised, and kidneys or folate may be why",
            _metabolite_unread,
            "Poor kidney function raises both, and low folate raises homocysteine: a raised result then neither shows nor "
            "excludes B12 deficiency. Active B12 is more informative.", "FACTS 1c", "R4"),
    _safety("inform", "metabolite_on_injections", "methylmalonic acid or homocysteine raised, and B12 injections on record",
            all_of(d.metabolite_raised, finding("b12_injections")),
            "Both metabolites fall within days to four weeks of treatment. If one is still raised after that, check kidney "
            "function and folate, and whether the doses were given.", "FACTS 6", "R71", "R110"),
    _safety("inform", "folic_acid_in_pregnancy", "folic acid without B12 in a pregnancy, and nothing points to B12 deficiency",
            all_of(_folic_acid_alone, prevention),
            "Nothing recorded argues against preventive folic acid. Folic acid treats no B12 deficiency and can hide one: ask "
            "about diet, bowel and operations, and look for B12 deficiency before any higher dose.", "FACTS 7", "R94"),
    _safety("inform", "unexplained_high_level", "B12 above its range, and no B12 treatment recorded",
            all_of(f.total_b12 > T["b12.total.high"], Not(_on_b12)),
            "A high level does not prove that there is enough. Ask about unrecorded supplements and injections; if there "
            "are none, look for the cause, unless one is on record: liver, kidney or myeloproliferative disease, B12 bound to "
            "antibodies.",
            "RUH", "FACTS 1d", "R15"),
    _safety("inform", "medicines", "a medicine that lowers B12", any_of(*LOWERING_B12),
            f"{REVIEW} {GO_ON_WITH_METFORMIN}", "MHRA", "R6", "R66"),
    _safety("inform", "contraceptive", "combined oral contraceptive", finding("combined_oral_contraceptive"),
            "The pill lowers total B12 without causing deficiency: active B12 or a metabolite is more reliable.", "FACTS "
            "1e", "R59"),
    _safety("inform", "total_b12_in_pregnancy", "pregnancy", d.pregnant,
            "Total B12 falls in normal pregnancy: active B12 is more informative.", "NICE 1.3.2", "SPS-preg"),
    _safety("inform", "nerve_recovery", "neurological involvement", d.neurological_involvement,
            "Recovery of nerves takes weeks to months and may be incomplete, whatever the blood count does.",
            "S34", "S41", "S59", "S79"),
    _safety("inform", "breastfed_child", "breastfeeding, and B12 is needed", all_of(d.breastfeeding, _treated),
            "The child may lack B12 too: ask about feeding and development. A child with symptoms is seen the same day.",
            "UTD", "FACTS 4", "R121"),
    _safety("inform", "treat_the_cause", "B12 is needed", _treated,
            "Look for the cause and treat it: while it lasts, deficiency will develop or return.", "S40", "S78", "S92"),
    _safety("inform", "anaphylaxis", "injections indicated or allowed", any_indication,
            "Anaphylaxis is rare: have the means to treat it to hand.", "FDA", "SmPC"),
    _safety("inform", "long_term", "irreversible cause with deficiency",
            any_of(all_of(d.absorption_impaired_for_good, d.deficiency_confirmed), d.antibody_and_blood),
            "The cause persists: lifelong maintenance, not a short course.", "S37", "S90", "NICE 1.5", "R153"),
)  # fmt: skip
SAFETY_BY_ID = {rule.id: rule for rule in SAFETY}
