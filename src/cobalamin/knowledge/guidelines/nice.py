"""NICE NG239 (2024) with BNF regimens: deficiency and cause decide the route. Not signed off by a clinician.

Sections 1.3 to 1.7 were not open to us: what is marked unverified must be read in the document before it decides anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cobalamin.knowledge import definitions as d
from cobalamin.knowledge import facts as f
from cobalamin.knowledge.facts import finding, findings
from cobalamin.knowledge.guidelines.profile import (
    Profile,
    RouteRule,
    Says,
    dietary,
    figure,
    go_on,
    medicine,
    metabolite_alone,
    no_known_cause,
    other_malabsorption,
    profile,
    rule,
    silent,
)
from cobalamin.knowledge.indications import picture_of_deficiency
from cobalamin.knowledge.rules import Clause, Regimens
from cobalamin.knowledge.thresholds import THRESHOLDS as T
from cobalamin.language.nodes import Named, Not, Presume, Threshold, all_of, any_of
from cobalamin.language.truth import Truth

_C = d.deficiency_confirmed
could_deteriorate_fast = Named(
    "could_deteriorate_fast", "a condition that may deteriorate fast with a large effect on quality of life",
    any_of(d.neurological_involvement, d.anaemia), ("NICE 1.5", "G4"),
)  # fmt: skip
_low_or_in_band = all_of(
    any_of(f.total_b12 <= T["b12.total.band_top"], f.active_b12 <= T["b12.active.band_top"]), Not(d.b12_above_band)
)
relevant_surgery = Named(
    "relevant_surgery", "an operation on the stomach, on the ileum, or for weight",
    any_of(*findings((
        "bariatric_surgery", "partial_gastrectomy", "total_gastrectomy", "partial_ileal_resection",
        "complete_terminal_ileal_resection",
    ))), ("NICE 1.3", "G28"),
)  # fmt: skip
_no_metabolite_speaks_against = any_of(
    Not(d.kidney_function_adequate),  # with poor kidneys methylmalonic acid decides nothing, this way or that
    Presume(f.mma > T["mma.raised"], Truth.YES, "methylmalonic acid is not back: do not wait for it"),
)
_neurology = all_of(d.neurological_involvement, Not(d.b12_unlikely), picture_of_deficiency)

_INJECTION = (
    rule("injection", "nice:irreversible", "Irreversible malabsorption", all_of(_C, d.absorption_impaired_for_good), Says(
        "Offer lifelong intramuscular B12 for autoimmune gastritis, total gastrectomy, complete terminal ileal resection",
        ("NICE 1.5", "NICE-gh"), "secondary")),
    go_on("nice", Says("For life where the cause is irreversible, so injections continue", ("NICE 1.5", "G19"), "secondary")),
    rule("injection", "nice:irreversible_do_not_wait", "Irreversible cause, methylmalonic acid not awaited",
         all_of(d.absorption_impaired_for_good, any_of(_low_or_in_band, _neurology)), Says(
        "Act without waiting for methylmalonic acid where the cause is irreversible", ("NICE 1.3", "G3", "G28"), "unverified")),
    rule("injection", "nice:tablets_not_usable", "Tablets not usable", all_of(_C, d.oral_not_feasible), Says(
        "Intramuscular B12 where tablets cannot be taken or adherence is in doubt", ("NICE-draft", "NICE 1.5", "G5"),
        "unverified")),
)  # fmt: skip
_EITHER = (
    rule("either", "nice:other_malabsorption", "Other malabsorption", all_of(_C, other_malabsorption), Says(
        "Consider intramuscular instead of oral B12 for malabsorption that is not irreversible; by mouth at least 1 mg a day",
        ("NICE 1.5", "NICE-bmj", "G2"), "unverified")),
    rule("either", "nice:deteriorating", "May deteriorate fast", all_of(_C, could_deteriorate_fast), Says(
        "Consider intramuscular B12 where a condition may deteriorate fast, such as ataxia or anaemia",
        ("NICE 1.5", "G2", "G4"), "unverified")),
    rule("either", "nice:do_not_wait", "Neurological, not yet confirmed", _neurology, Says(
        "With neurological features, do not delay replacement for results; the cause sets the route",
        ("NICE 1.3", "G3"), "secondary")),
    rule("either", "nice:indeterminate_do_not_wait", "Level in the band, and it presses",
         all_of(_low_or_in_band, any_of(d.symptomatic, d.anaemia), _no_metabolite_speaks_against,
                any_of(could_deteriorate_fast, relevant_surgery, d.pregnant, d.breastfeeding)), Says(
        "Begin without waiting for methylmalonic acid where a condition may deteriorate fast, after relevant surgery, or in "
        "pregnancy and breastfeeding", ("NICE 1.3", "G28"), "unverified")),
    rule("either", "nice:medicine", "Medicine", all_of(_C, medicine), Says(
        "A medicine is the cause: either route, by judgement and preference; review the medicine",
        ("NICE 1.5", "G30"), "unverified")),
    rule("either", "nice:unknown_cause", "No cause found", all_of(_C, no_known_cause), Says(
        "No cause found: oral or intramuscular by judgement; continue and follow up",
        ("NICE-sps", "NICE 1.5", "G6"), "unverified")),
)  # fmt: skip
_ORAL = (
    rule("oral", "nice:dietary", "Diet", all_of(_C, dietary), Says(
        "Consider oral B12 where the diet is the cause", ("NICE 1.5", "NICE-draft", "G2", "G30"), "unverified")),
    metabolite_alone("nice"),
)  # fmt: skip


def _nitrous_oxide(says: Says) -> tuple[RouteRule, Clause]:
    when = all_of(finding("nitrous_oxide"), any_of(_C, d.neurological_involvement))
    return rule("either", "nice:nitrous_oxide", "Nitrous oxide", when, says)


def _version(since: date, until: date | None, nitrous_oxide: Says, title: str) -> Profile:
    return profile(
        "nice", title, f"{since:%Y-%m}", since, until, figures=_figures(), words=(),
        routes=(*_INJECTION, *_EITHER, _nitrous_oxide(nitrous_oxide), *_ORAL),
        regimens=Regimens(oral_malabsorption="oral.malabsorption", elsewhere=()),
        regimens_from=Says("The guideline prints no schedule and defers to the BNF; by mouth at least 1 mg a day in malabsorption",
                           ("NICE-bmj", "BNF", "G7"), "secondary"),
        also=(("black_ethnicity", Says(
            "People of Black ethnicity may have a higher reference range; the quotations draw opposite conclusions, so no figure "
            "is shifted", ("NICE 1.3.13", "NICE-lab", "G13"), "unverified")),),
    )  # fmt: skip


_TABLE_1 = Says("Table 1 of section 1.3", ("NICE 1.3 Table 1",), "secondary")
_TABLE_1_ACTIVE = Says("Table 1 of section 1.3, as a laboratory prints it", ("NICE-lab",), "primary")


def _figures() -> Iterator[tuple[Threshold, Clause]]:
    yield figure("b12.total.deficient", _TABLE_1)
    yield figure("b12.total.band_top", _TABLE_1)
    yield figure("b12.active.deficient", _TABLE_1_ACTIVE)
    yield figure("b12.active.band_top", _TABLE_1_ACTIVE)
    yield figure(
        "mma.raised",
        silent("No figure for methylmalonic acid was found in the guideline: the laboratory's own", "FACTS 1c", "G9"),
    )
    yield figure(
        "homocysteine.raised", silent("No figure for homocysteine was found in the guideline", "FACTS 1c", "G9")
    )
    yield figure("b12.total.severe", silent("The guideline grades no deficiency as severe", "SPEC our judgement", "G9"))


_DRAFT = Says(
    "Nitrous oxide: offer intramuscular or oral B12 by preference; stop nitrous oxide",
    ("NICE-draft 1.5.8", "G25"),
    "secondary",
)
_FINAL = Says(
    "Nitrous oxide: the final wording was not found; the draft's either route is carried over", ("NICE-draft 1.5.8", "G8"),
    "unverified",
)  # fmt: skip
NICE_2023 = _version(date(2023, 7, 1), date(2024, 3, 5), _DRAFT, "NICE NG239, consultation draft of July 2023")
NICE_2024 = _version(date(2024, 3, 6), None, _FINAL, "NICE NG239 of March 2024, with BNF regimens")
