"""US family physicians: the FDA label, and common practice (AAFP 2017). Two profiles that are never merged.

Not signed off by a clinician. The bands of AAFP 2017 are from memory; only the abstract was open to us.
The labels of hydroxocobalamin and of the nasal spray are left out (register G33).
"""

from __future__ import annotations

from datetime import date

from cobalamin.knowledge import definitions as d
from cobalamin.knowledge import facts as f
from cobalamin.knowledge.guidelines.profile import (
    Says,
    active_if_measured,
    figure,
    go_on,
    medicine,
    metabolite_alone,
    profile,
    rule,
    silent,
    word,
)
from cobalamin.knowledge.indications import neurological, severity
from cobalamin.knowledge.rules import Clause, Regimens
from cobalamin.language.nodes import Named, Presume, Quantity, Threshold, all_of, any_of, q
from cobalamin.language.truth import Truth

_C = d.deficiency_confirmed
_BAND = "AAFP 2017: below 150 pg/mL low, 150 to 399 low-normal (test methylmalonic acid), 400 and above normal"
_LOW = (q(150, "pg/mL"), q(150, "ng/L"), q(111, "pmol/L"))
# "400 and above" is read as "above 399": results are whole numbers (register G14).
_TOP = (q(399, "pg/mL"), q(399, "ng/L"))
_MMA = Says("Normal below 400 nmol/L", ("NEJM13", "G23"), "primary")
_HCY = Says("Normal below 14 umol/L", ("NEJM13", "G23"), "primary")
OLD = Threshold(
    "age.us_at_risk", (q(75, "a"),), "older than this is at risk of B12 deficiency", ("AAFP17", "G14"), "primary",
)  # fmt: skip
at_risk = Named(
    "us_at_risk", "at risk of B12 deficiency: old age, a strict diet, a medicine that lowers B12, impaired absorption",
    any_of(Presume(f.age > OLD, Truth.NO, d.AS_AN_ADULT), d.low_b12_diet, medicine, d.absorption_impaired), ("AAFP17", "G14"),
)  # fmt: skip
_confirmed = any_of(
    d.b12_deficient, all_of(d.metabolite_raised, any_of(d.symptomatic, d.anaemia, all_of(d.b12_borderline, at_risk)))
)
substantial = Named(
    "us_severe", "severe deficiency: substantial anaemia or marked impact", severity.part, ("AAFP17", "G15"),
)  # fmt: skip
neuro = Named("us_neurological", neurological.statement, neurological.part, ("AAFP17", "G3"))


US_PRACTICE_2017 = profile(
    "us-practice", "US common practice: AAFP 2017", "2017", date(2017, 9, 15), None,
    figures=(
        figure("b12.total.deficient", Says(_BAND, ("AAFP17", "G14"), "unverified"), *_LOW),
        figure("b12.total.band_top", Says(_BAND, ("AAFP17", "G14"), "unverified"), *_TOP),
        figure("b12.active.deficient", silent("Active B12 is not part of US practice", "NICE-lab", "G14")),
        figure("b12.active.band_top", silent("Active B12 is not part of US practice", "NICE-lab", "G14")),
        figure("mma.raised", _MMA, q(400, "nmol/L"), q("0.4", "umol/L"), q("0.4", "nmol/mL")),
        figure("homocysteine.raised", _HCY, q(14, "umol/L")),
        figure("b12.total.severe", silent("No level is graded as severe", "SPEC our judgement", "G15")),
    ),
    words=(
        active_if_measured(silent("Active B12 is not part of US practice: read only where it was measured", "AAFP17", "G14")),
        word(d.deficiency_confirmed, _confirmed, Says(
            "In a patient at risk, methylmalonic acid settles a low-normal level: if raised, it confirms deficiency",
            ("AAFP17", "G14"), "unverified")),
    ),
    routes=(
        rule("injection", "us:neurological", "Neurological", neuro, Says(
            "Intramuscular B12 with neurological symptoms; tablets are as effective later", ("AAFP17", "G3", "G22"), "primary")),
        go_on("us", silent(
            "Nothing was seen on stopping: injections for an irreversible cause continue, as in the base article", "S90", "G19")),
        rule("injection", "us:severe", "Severe deficiency", all_of(_C, substantial), Says(
            "Intramuscular B12 where deficiency is severe", ("AAFP17", "G15", "G22"), "primary")),
        rule("injection", "us:tablets_not_usable", "Tablets not usable", all_of(_C, d.oral_not_feasible), silent(
            "Nothing was seen on tablets that cannot be taken: injections, as in every other source", "FACTS 3", "G5")),
        rule("either", "us:malabsorption", "Malabsorption", all_of(_C, d.absorption_impaired), Says(
            "1 to 2 mg a day by mouth is as effective as injections, pernicious anaemia and weight-loss surgery included",
            ("AAFP17", "G16"), "primary")),
        rule("oral", "us:oral", "Everybody else", _C, Says("1 to 2 mg a day by mouth", ("AAFP17",), "primary")),
        metabolite_alone("us"),
    ),
    regimens=Regimens(
        injection="us.cyanocobalamin.practice", neurological="us.cyanocobalamin.practice", dietary="us.cyanocobalamin.practice",
        oral_dietary="oral.high_dose", elsewhere=("us.cyanocobalamin.label",), elsewhere_oral=(),
    ),
    regimens_from=Says("1000 micrograms daily or on alternate days, then weekly, then monthly", ("NEJM13",), "secondary"),
    also=(
        ("nitrous_oxide", silent("Nitrous oxide without neurological symptoms is not mentioned", "FACTS 3", "G20")),
        ("pregnancy", silent("Nothing was seen on pregnancy", "FACTS 3", "G20")),
    ),
)  # fmt: skip


def _no_figure(id: str, *printed: Quantity) -> tuple[Threshold, Clause]:
    return figure(
        id, silent("A label prints no diagnostic figure: that of US practice is borrowed", "AAFP17", "G14"), *printed
    )


US_LABEL = profile(
    "us-label", "US label: FDA, cyanocobalamin injection", "", None, None,
    figures=(
        _no_figure("b12.total.deficient", *_LOW),
        _no_figure("b12.total.band_top", *_TOP),
        _no_figure("b12.active.deficient"),
        _no_figure("b12.active.band_top"),
        _no_figure("mma.raised", q(400, "nmol/L"), q("0.4", "umol/L"), q("0.4", "nmol/mL")),
        _no_figure("homocysteine.raised", q(14, "umol/L")),
        _no_figure("b12.total.severe"),
    ),
    words=(
        active_if_measured(silent("A label does not mention active B12: it is read only where it was measured", "FDA", "G14")),
        word(d.deficiency_confirmed, _confirmed, silent("A label does not say what confirms: as US practice", "AAFP17", "G14")),
    ),
    routes=(
        rule("injection", "label:malabsorption", "Malabsorption", all_of(_C, d.absorption_impaired), Says(
            "Pernicious anaemia: parenteral B12 is required for life, oral B12 is not dependable", ("FDA", "G17"), "secondary")),
        go_on("label", Says("For life in pernicious anaemia, so injections continue", ("FDA", "G19"), "secondary")),
        rule("injection", "label:severe", "Severe deficiency, also with normal absorption",
             all_of(_C, any_of(substantial, d.neurological_involvement)), Says(
            "Also with normal absorption: start by injection according to severity, then by mouth", ("FDA", "G15"), "secondary")),
        rule("injection", "label:tablets_not_usable", "Tablets not usable", all_of(_C, d.oral_not_feasible), silent(
            "Nothing was seen on tablets that cannot be taken: injections, as in every other source", "FACTS 3", "G5")),
        rule("oral", "label:oral", "Everybody else", _C, Says(
            "Normal absorption: by mouth", ("FDA", "G15"), "secondary")),
        metabolite_alone("label"),
    ),
    regimens=Regimens(
        injection="us.cyanocobalamin.label", neurological="us.cyanocobalamin.label", dietary="us.cyanocobalamin.label",
        oral_dietary="oral.high_dose", elsewhere=("us.cyanocobalamin.practice",), elsewhere_oral=(),
    ),
    regimens_from=Says("100 micrograms daily, then spaced out, then monthly for life; no dose by mouth is printed: the usual high "
                       "dose is borrowed",
                       ("FDA", "AAFP17", "G31"), "secondary"),
    also=(
        ("nitrous_oxide", silent("Nitrous oxide is not mentioned", "FDA", "G20")),
        ("do_not_wait", silent("Treating before confirmation is not mentioned", "FDA", "G20")),
        ("pregnancy", silent("Nothing was seen that chooses a route in pregnancy", "FDA", "G20")),
    ),
)  # fmt: skip
