"""The British haematologists (BSH 2014) with BNF and product information. Not signed off by a clinician.

Only the summary and the key recommendations were open to us; the flow-chart bands are from memory.
Its low dose for a month, and its trial of treatment, are left out (register G32).
"""

from __future__ import annotations

from datetime import date

from cobalamin.knowledge import definitions as d
from cobalamin.knowledge import facts as f
from cobalamin.knowledge.facts import finding
from cobalamin.knowledge.guidelines.profile import (
    Says,
    dietary,
    figure,
    go_on,
    medicine,
    metabolite_alone,
    no_known_cause,
    profile,
    rule,
    silent,
    word,
)
from cobalamin.knowledge.indications import picture_of_deficiency
from cobalamin.knowledge.rules import Regimens
from cobalamin.knowledge.thresholds import THRESHOLDS
from cobalamin.language.nodes import Named, Not, Presume, Threshold, all_of, any_of, parts_of, q
from cobalamin.language.truth import Truth

_C = d.deficiency_confirmed
PROBABLE = Threshold(
    "b12.total.probable", (q(150, "ng/L"), q(150, "pg/mL"), q(110, "pmol/L")),
    "total B12 below this is probable deficiency even without symptoms", ("BSH flow chart", "G10"), "unverified",
)  # fmt: skip
_READS_BAND = Says(
    "Between the probable and the deficient figure deficiency is possible: it counts as confirmed with symptoms, anaemia, "
    "macrocytosis, an irreversible cause or the antibody, and is tested further without them",
    ("BSH flow chart", "G10"), "unverified",
)  # fmt: skip
strong_clinical_features = Named(
    "strong_clinical_features", "strong clinical features of B12 deficiency",
    any_of(
        all_of(d.megaloblastic_picture, d.anaemia), finding("subacute_combined_degeneration"),
        all_of(d.neurological_involvement, any_of(d.macrocytosis, finding("glossitis"), d.absorption_impaired)),
    ),
    ("BSH key recommendation 4", "G11"),
)  # fmt: skip
_CONFIRMED = word(d.deficiency_confirmed, any_of(
    Presume(finding("b12_deficiency_diagnosed"), Truth.NO, "no diagnosis of B12 deficiency recorded"),
    all_of(d.b12_deficient, any_of(
        d.symptomatic, d.anaemia, d.macrocytosis, d.absorption_impaired_for_good, f.total_b12 < PROBABLE,
        f.active_b12 < THRESHOLDS["b12.active.deficient"],
    )),
    all_of(d.metabolite_raised, any_of(d.symptomatic, d.anaemia)),
), _READS_BAND)  # fmt: skip
_UNLIKELY = word(
    d.b12_unlikely,
    all_of(*parts_of(d.b12_unlikely.part), Not(strong_clinical_features)),
    Says(
        "A normal level never makes deficiency unlikely where the clinical features are strong",
        ("BSH key recommendation 4", "G11"),
        "unverified",
    ),
)
_SUSPICION = word(
    d.suspicion,
    any_of(d.b12_deficient, *parts_of(d.suspicion.part)),
    Says(
        "A level below the deficient figure is suspicion enough to test further, symptoms or not",
        ("BSH", "G10"),
        "primary",
    ),
)
_NONE = "The guideline gives no upper bound: beyond the deficient figure it goes by clinical suspicion"

BSH_2014 = profile(
    "bsh", "BSH 2014, with BNF and product information", "2014", date(2014, 1, 1), None,
    figures=(
        figure("b12.total.deficient", Says("Below 148 pmol/L (200 ng/L), a cut-off that is 97 % sensitive; the guideline adds that "
                                           "no firm cut-off is possible", ("BSH", "G10"), "primary"),
               q(148, "pmol/L"), q(200, "ng/L"), q(200, "pg/mL")),
        figure("b12.total.band_top", silent(_NONE, "NICE 1.3 Table 1", "G10")),
        figure("b12.active.deficient", Says("Active B12 below 25 pmol/L, from laboratories of its time",
                                            ("BSH", "G10"), "unverified"),
               q(25, "pmol/L")),
        figure("b12.active.band_top", Says("Active B12 of 25 to 50 pmol/L: test methylmalonic acid", ("BSH", "G10"), "unverified"),
               q(50, "pmol/L")),
        figure("mma.raised", silent("Above 750 nmol/L deficiency is almost invariable, from memory; no figure for raised was seen",
                                    "FACTS 1c", "G9")),
        figure("homocysteine.raised", silent("No figure for homocysteine was seen", "FACTS 1c", "G9")),
        figure("b12.total.severe", silent("The guideline grades no deficiency as severe", "SPEC our judgement", "G9")),
    ),
    words=(_CONFIRMED, _UNLIKELY, _SUSPICION),
    routes=(
        rule("injection", "bsh:malabsorption", "Malabsorption", all_of(_C, d.absorption_impaired), Says(
            "Hydroxocobalamin 1 mg every 2 to 3 months after gastrectomy, ileal resection or with malabsorption; lifelong with a "
            "positive antibody", ("BSH", "SmPC", "BNF", "G27"), "primary")),
        go_on("bsh", Says("For life where the cause is irreversible, so injections continue", ("BSH", "G19"), "primary")),
        rule("injection", "bsh:neurological", "Neurological",
             all_of(d.neurological_involvement, Not(d.b12_unlikely), picture_of_deficiency), Says(
            "Neurological involvement: hydroxocobalamin 1 mg on alternate days until no further improvement",
            ("BNF", "SmPC"), "primary")),
        rule("injection", "bsh:discordant", "Clinical features against the level",
             all_of(strong_clinical_features, Not(Presume(d.b12_deficient, Truth.NO, "no low B12 known: the signs stand alone"))),
             Says(
            "Where strong clinical features are discordant with the test, treatment is not delayed",
            ("BSH key recommendation 4", "G11"), "unverified")),
        rule("injection", "bsh:antibody", "Antibody with anaemia, neuropathy or glossitis",
             all_of(d.intrinsic_factor_antibody, any_of(d.anaemia, d.neurological_involvement, finding("glossitis")),
                    d.deficiency_suspected), Says(
            "With anaemia, neuropathy or glossitis and suspected pernicious anaemia the antibody is sought whatever the level; a "
            "positive one is treated for life", ("BSH", "G40"), "primary")),
        rule("injection", "bsh:no_cause", "No cause found", all_of(_C, no_known_cause), Says(
            "No cause found: treat as pernicious anaemia without the antibody, lifelong where the response is objective",
            ("BSH", "G6", "G36"), "unverified")),
        rule("injection", "bsh:tablets_not_usable", "Tablets not usable", all_of(_C, d.oral_not_feasible), silent(
            "Nothing was seen on tablets that cannot be taken: injections, as in every other source", "FACTS 3", "G5")),
        rule("either", "bsh:dietary", "Diet", all_of(_C, dietary), Says(
            "Diet: 50 to 150 micrograms by mouth a day, or hydroxocobalamin 1 mg twice a year",
            ("BNF", "NHS", "CKS", "G30"), "primary")),
        rule("either", "bsh:medicine", "Medicine", all_of(_C, medicine), silent(
            "Nothing was seen on the route where a medicine is the cause: either is allowed here", "FACTS 10", "G12", "G30")),
        rule("either", "bsh:nitrous_oxide", "Nitrous oxide", all_of(_C, finding("nitrous_oxide")), silent(
            "Nothing was seen on nitrous oxide without neurological features: either is allowed here", "FACTS 3", "G8")),
        metabolite_alone("bsh"),
    ),
    regimens=Regimens(elsewhere=()),
    regimens_from=Says("The BNF regimens; brands differ on neurological maintenance (2, or 2 to 3, months)",
                         ("BNF", "SmPC"), "secondary"),
    also=(("severity", silent("Severe anaemia is given as no reason for one route or the other", "FACTS 3", "G20")),
          ("pregnancy", silent("The paragraph on pregnancy was not seen", "FACTS 10", "G20", "G36"))),
)  # fmt: skip
