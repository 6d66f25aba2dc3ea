"""The six indications for B12 by injection: specification §3."""

from __future__ import annotations

from dataclasses import dataclass

from cobalamin.knowledge import definitions as d
from cobalamin.knowledge import facts as f
from cobalamin.knowledge.facts import finding, findings
from cobalamin.knowledge.thresholds import THRESHOLDS as T
from cobalamin.language.nodes import Named, Not, Presume, all_of, any_of
from cobalamin.language.truth import Truth


@dataclass(frozen=True)
class Indication:
    """One of the six, with its number in the base article's order and a short heading."""

    number: int
    heading: str
    rule: Named

    @property
    def id(self) -> str:
        """The rule's id."""
        return self.rule.id


malabsorption = Named(
    "indication_malabsorption", "deficiency, confirmed or shown by the antibody and the blood, that absorption from the gut is "
    "unlikely to correct",
    any_of(all_of(d.deficiency_confirmed, d.absorption_impaired), d.antibody_and_blood),
    ("S7", "S8", "S9", "S10", "S11", "S12", "S53", "S54", "S55", "S56", "S57", "R6", "R9", "R51", "R153"),
)  # fmt: skip

_strong_sign = any_of(
    d.b12_deficient, d.b12_borderline, d.metabolite_raised, d.megaloblastic_picture, d.absorption_impaired_for_good,
    d.nitrous_oxide,
)  # fmt: skip
_weak_sign = any_of(d.macrocytosis, d.absorption_impaired)
not_explained_otherwise = Not(
    Presume(finding("another_diagnosis_explains"), Truth.NO, "no other diagnosis is recorded as the explanation")
)
picture_of_deficiency = Named(
    "picture_of_deficiency", "a picture of B12 deficiency",
    any_of(_strong_sign, all_of(_weak_sign, not_explained_otherwise)), ("SPEC 3", "R2", "R14"),
)  # fmt: skip
neurological = Named(
    "indication_neurological", "neurological features with a picture of deficiency: do not wait for the work-up",
    all_of(d.neurological_involvement, Not(d.b12_unlikely), picture_of_deficiency),
    ("S13", "S14", "S15", "S58", "S59", "R2", "R14", "R13"),
)  # fmt: skip

_haemolysis = finding("haemolysis_picture")
HAEMOLYSIS = (
    all_of(d.anaemia, _haemolysis),
    Presume(_haemolysis, Truth.NO, "no picture of haemolysis recorded: look for it if there is anaemia"),
)
"""Recorded it counts by itself; whoever is known not to be anaemic is not asked for it (register R44)."""
_impact = findings(("fatigue", "exercise_intolerance", "breathlessness", "marked_functional_impairment"))
severity = Named(
    "indication_severity", "deficiency with substantial anaemia or marked impact",
    all_of(
        d.deficiency_confirmed,
        any_of(
            d.anaemia_moderate,
            d.anaemia_severe,
            d.pancytopenia,
            *HAEMOLYSIS,
            all_of(d.anaemia, any_of(*_impact)),
            finding("marked_functional_impairment"),
            all_of(f.total_b12 < T["b12.total.severe"], d.symptomatic),
        ),
    ),
    ("S16", "S17", "S18", "S19", "S20", "S60", "S61", "R3", "R42", "R44"),
)  # fmt: skip

functional = Named(
    "indication_functional", "raised methylmalonic acid or homocysteine with a clinical picture",
    all_of(d.metabolite_raised, any_of(d.symptomatic, d.anaemia)),
    ("S21", "S22", "S23", "S62", "S63", "S64", "R8"),
)  # fmt: skip

oral_route = Named(
    "indication_oral_route", "confirmed deficiency and the oral route cannot be taken, absorbed or relied on",
    all_of(d.deficiency_confirmed, d.oral_not_feasible),
    ("S24", "S25", "S26", "S27", "S28", "S65", "S66", "S67", "R54"),
)  # fmt: skip

pregnancy = Named(
    "indication_pregnancy", "pregnancy or breastfeeding, where rapid and certain correction has priority",
    all_of(
        any_of(d.pregnant, d.breastfeeding),
        any_of(
            d.deficiency_confirmed,
            all_of(d.deficiency_suspected, any_of(d.absorption_impaired, d.neurological_involvement)),
        ),
    ),
    ("S29", "S30", "S31", "S68", "S69", "R7", "R61"),
)  # fmt: skip

INDICATIONS: tuple[Indication, ...] = (
    Indication(1, "Malabsorption", malabsorption),
    Indication(2, "Neurological features", neurological),
    Indication(3, "Severe deficiency", severity),
    Indication(4, "Functional deficiency", functional),
    Indication(5, "Oral route not usable", oral_route),
    Indication(6, "Pregnancy and breastfeeding", pregnancy),
)
