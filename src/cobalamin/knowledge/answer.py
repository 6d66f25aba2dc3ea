"""Route and urgency as ladders: specification §4. That the first answer that applies counts is register R63."""

from __future__ import annotations

from cobalamin.knowledge import definitions as d
from cobalamin.knowledge import facts as f
from cobalamin.knowledge.facts import finding, findings
from cobalamin.knowledge.indications import INDICATIONS, not_explained_otherwise
from cobalamin.knowledge.thresholds import THRESHOLDS as T
from cobalamin.language.ladder import Ladder, Rung
from cobalamin.language.nodes import Condition, Named, Not, Presume, all_of, any_of
from cobalamin.language.truth import Truth

any_indication = Named(
    "any_indication", "at least one of the six indications is met", any_of(*(i.rule for i in INDICATIONS)), ("S88", "S91"),
)  # fmt: skip

_allergy = Presume(
    finding("cobalamin_or_cobalt_allergy"),
    Truth.NO,
    "no cobalamin or cobalt allergy recorded: ask before injecting",
)
continuing = Named(
    "continuing_injections", "already on injections for an irreversible cause: continue them, whatever the level",
    all_of(finding("b12_injections"), d.absorption_impaired_for_good), ("S90", "NICE 1.5", "R40"),
)  # fmt: skip
injection = Named(
    "route_injection", "B12 by injection: an indication is met, or injections for an irreversible cause continue",
    any_of(any_indication, continuing), ("R40",),
)  # fmt: skip
_sign_in_the_blood = any_of(
    d.macrocytosis,
    Presume(d.megaloblastic_picture, Truth.NO, "no megaloblastic film or marrow recorded"),
    Presume(d.hypersegmented_neutrophils, Truth.NO, "no hypersegmented neutrophils recorded"),
)
# After nitrous oxide a level says nothing, and beside a sign in the blood one that is not above the band says too little: one of
# the metabolites is asked for although there is no symptom, and a normal one is enough (register R19).
_marker_asked_for = all_of(
    any_of(d.nitrous_oxide, all_of(_sign_in_the_blood, Not(d.b12_above_band))),
    d.metabolite_raised,
    Presume(f.mma > T["mma.raised"], Truth.YES, "no methylmalonic acid result argues against it"),
    any_of(
        Presume(d.folate_low, Truth.NO, "no low folate known: a normal homocysteine counts"),
        Presume(f.homocysteine > T["homocysteine.raised"], Truth.YES, "no homocysteine result argues against it"),
    ),
)  # fmt: skip
tablets = Named(
    "route_oral",
    "B12 by mouth: deficiency confirmed, metabolite raised, or a strict low-B12 diet, and no indication for injections",
    any_of(
        d.deficiency_confirmed,
        d.metabolite_perhaps_raised,
        _marker_asked_for,
        all_of(d.low_b12_diet, Not(d.b12_unlikely))),
    ("S5", "S43", "S71", "R19"),
)  # fmt: skip


def specialist_where(b12_is_needed: Condition) -> Named:
    """Whom a specialist decides on: an allergy counts for whoever would otherwise have B12, by either route (register R98)."""
    return Named(
        "route_specialist", "a specialist decides: under 16, hereditary disorder, or cobalamin allergy where B12 is needed",
        any_of(d.under_16, d.hereditary, all_of(_allergy, b12_is_needed)),
        ("SPEC 4", "NICE scope", "R17", "R18", "R7", "R23", "R98"),
    )  # fmt: skip


specialist = specialist_where(any_of(injection, tablets))

route = Ladder(
    "route", "the first that applies: specialist, injection, oral, no B12 treatment",
    (Rung("specialist", specialist), Rung("injection", injection), Rung("oral", tablets)), "none",
)  # fmt: skip

_not_yet_unlikely = Not(
    Presume(d.b12_unlikely, Truth.NO, "no result makes deficiency unlikely yet: the suspicion remains")
)
same_day = Named(
    "urgency_same_day", "seen the same day",
    any_of(
        all_of(d.neurological_red_flag, d.suspicion, _not_yet_unlikely),
        all_of(d.anaemia_severe, d.cardiac_compromise),
        f.haemoglobin < T["hb.same_day"],
        all_of(d.pancytopenia, any_of(*findings(("fever", "bleeding")))),
        all_of(d.nitrous_oxide, d.neurological_involvement),
        d.infant_with_signs,
    ),
    ("SPEC 4", "RCEM", "UTD", "S82", "R48", "R149"),
)  # fmt: skip
_no_b12_result_speaks_against = all_of(
    Presume(f.total_b12 < T["b12.total.deficient"], Truth.YES, "no total B12 result argues against deficiency"),
    Presume(f.active_b12 < T["b12.active.deficient"], Truth.YES, "no active B12 result argues against deficiency"),
)
_no_injections = Not(Presume(finding("b12_injections"), Truth.NO, "no B12 injections recorded"))
pressing_blood = Named(
    "pressing_blood",
    "moderate anaemia or pancytopenia beside a low total B12, a megaloblastic picture or an irreversible cause, and no injections "
    "yet",
    all_of(
        any_of(d.anaemia_moderate, d.pancytopenia),
        any_of(
            # In pregnancy it confirms nothing by itself, and the blood must not wait for the test that does (register R99).
            Presume(f.total_b12 < T["b12.total.deficient"], Truth.NO, "no total B12 known to be low"),
            Presume(d.megaloblastic_picture, Truth.NO, "no megaloblastic film or marrow recorded"),
            Presume(d.absorption_impaired_for_good, Truth.NO, "no irreversible cause known"),
        ),
        _not_yet_unlikely,
        _no_injections,
    ),
    ("R99", "BSH key recommendation 4", "CBLA", "CKS", "SPS-preg"),
)  # fmt: skip
untested_neurology = Named(
    "untested_neurology", "neurological features and no B12 result that argues against deficiency",
    all_of(d.neurological_involvement, _no_b12_result_speaks_against), ("R2", "R13"),
)  # fmt: skip
indications = {indication.number: indication.rule for indication in INDICATIONS}
prompt = Named(
    "urgency_prompt", "within days, without waiting for further tests",
    any_of(
        indications[2],
        indications[3],
        indications[6],
        all_of(d.absorption_impaired_for_good, d.deficiency_confirmed),
        all_of(d.antibody_and_blood, _no_injections),
        untested_neurology,
        pressing_blood,
        all_of(d.neurological_red_flag, not_explained_otherwise),  # whatever its cause turns out to be (register R41)
    ),
    ("S14", "S70", "R10", "R13", "R41", "R49", "R61", "R99", "R153"),
)  # fmt: skip
# Not the antibody: a positive one is a suspicion by itself, and above the band one that nobody tested is read as negative.
_cause_for_good = any_of(*(cause for cause in d.CAUSES_FOR_GOOD if cause != d.intrinsic_factor_antibody))
routine = Named(
    "urgency_routine", "routine: treatment or tests are needed, but nothing is urgent",
    any_of(
        injection, tablets, d.under_16, d.deficiency_suspected, _cause_for_good,
        all_of(any_of(d.symptomatic, d.anaemia), Not(d.b12_unlikely)),
    ),
    ("SPEC 4", "R37", "R49", "R62"),
)  # fmt: skip

urgency = Ladder(
    "urgency", "the highest that applies: same day, prompt, routine, none",
    (Rung("same_day", same_day), Rung("prompt", prompt), Rung("routine", routine)), "none",
)  # fmt: skip

LADDERS: tuple[Ladder, ...] = (route, urgency)
