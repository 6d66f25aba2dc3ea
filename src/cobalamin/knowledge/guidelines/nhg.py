"""The Dutch general practitioners (NHG 2014): 148 pmol/L, and 1000 micrograms by mouth whatever the cause.

Not signed off by a clinician. Injections come in only where tablets fail or the symptoms are severe (NTvG).
"""

from __future__ import annotations

from datetime import date

from cobalamin.knowledge import definitions as d
from cobalamin.knowledge.facts import finding
from cobalamin.knowledge.guidelines.profile import (
    Says,
    active_if_measured,
    figure,
    go_on,
    metabolite_alone,
    profile,
    rule,
    silent,
)
from cobalamin.knowledge.rules import Regimens
from cobalamin.language.nodes import Named, all_of, any_of, q

_C = d.deficiency_confirmed
severe_clinical_symptoms = Named(
    "severe_clinical_symptoms", "severe clinical symptoms",
    any_of(d.neurological_red_flag, d.anaemia_severe, d.pancytopenia, finding("marked_functional_impairment")),
    ("NTvG", "G18"),
)  # fmt: skip
_LOW_NORMAL = Says("148 to 260 pmol/L is low-normal", ("NHG", "G24"), "primary")

NHG_2014 = profile(
    "nhg", "NHG 2014 (Dutch general practitioners)", "2014", date(2014, 1, 1), None,
    figures=(
        figure("b12.total.deficient", Says("Below 148 pmol/L", ("NHG",), "primary"), q(148, "pmol/L")),
        figure("b12.total.band_top", _LOW_NORMAL, q(260, "pmol/L")),
        figure("b12.active.deficient", silent("No figure for active B12 was seen", "NICE-lab", "G9")),
        figure("b12.active.band_top", silent("No figure for active B12 was seen", "NICE-lab", "G9")),
        figure("mma.raised", silent("No figure for methylmalonic acid was seen", "FACTS 1c", "G9")),
        figure("homocysteine.raised", silent("No figure for homocysteine was seen", "FACTS 1c", "G9")),
        figure("b12.total.severe", silent("No level is graded as severe", "SPEC our judgement", "G9")),
    ),
    words=(active_if_measured(silent("Active B12 is not mentioned: read only where it was measured", "NHG", "G14")),),
    routes=(
        rule("injection", "nhg:tablets_not_usable", "Tablets not usable", all_of(_C, d.oral_not_feasible), Says(
            "Parenteral where swallowing or adherence is a problem", ("NTvG", "G5"), "primary")),
        go_on("nhg", silent(
            "Nothing was seen on stopping: injections for an irreversible cause continue, as in the base article", "S90", "G19")),
        rule("injection", "nhg:severe", "Severe clinical symptoms", all_of(_C, severe_clinical_symptoms), Says(
            "Parenteral with severe clinical symptoms; which are severe is not said", ("NTvG", "G18"), "unverified")),
        rule("oral", "nhg:oral", "Everybody else", _C, Says(
            "1000 micrograms by mouth a day, whatever the cause", ("NHG",), "primary")),
        metabolite_alone("nhg"),
    ),
    regimens=Regimens(oral="oral.nhg", oral_dietary="oral.nhg", oral_malabsorption="oral.nhg", elsewhere=(), elsewhere_oral=()),
    regimens_from=Says("1000 micrograms by mouth a day; no schedule of injections was seen, the BNF's is borrowed",
                       ("NHG", "BNF", "G35"), "unverified"),
    also=(
        ("nitrous_oxide", silent("Nitrous oxide is not mentioned", "FACTS 3", "G20")),
        ("pregnancy", silent("Nothing was seen on pregnancy", "FACTS 3", "G20")),
        ("do_not_wait", silent("Treating before confirmation is not mentioned", "FACTS 2", "G20")),
    ),
)  # fmt: skip
