"""A made-up patient as data: what is sent of them, what is true of them, and the codes it is sent with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple

from cobalamin.knowledge.facts import ASSESSABLE, FACTS
from cobalamin.language.nodes import Finding
from cobalamin.records.codes import shipped
from cobalamin.records.fhir.bindings import Bindings


@dataclass(frozen=True)
class Result:
    """One result as it is sent, and what is true of it."""

    fact: str
    value: str
    unit: str | None
    day: date
    status: str = "final"
    comparator: str = ""


@dataclass(frozen=True)
class Person:
    """One made-up patient: what is sent, and the truth: what must be known of each fact, or why it is missing."""

    id: str
    sex: str
    born: date
    results: tuple[Result, ...]
    findings: tuple[str, ...]
    absent: tuple[str, ...]
    """What somebody asked about and did not find: the whole list where the patient was assessed."""
    injections: tuple[date, ...]
    recorded: date
    truth: dict[str, str]
    missing: dict[str, str]


class Rate(NamedTuple):
    """How often a fact is recorded, how often where B12 is below 148 pmol/L, and where the figures come from."""

    fact: str
    rate: float
    low: float
    source: str = "assumed"


_RX = "NHANES 2013-14, adults from 20 years, weighted, prescription medicines of 30 days (shared/data/nhanes)"
FINDINGS: tuple[Rate, ...] = (
    Rate("autoimmune_gastritis", 0.001, 0.15), Rate("coeliac_disease", 0.01, 0.02), Rate("bariatric_surgery", 0.01, 0.04),
    Rate("total_gastrectomy", 0.0005, 0.02), Rate("pancreatic_insufficiency", 0.005, 0.01), Rate("paraesthesia", 0.04, 0.25),
    Rate("gait_disturbance", 0.015, 0.08), Rate("confusion", 0.005, 0.02), Rate("depression", 0.05, 0.08),
    Rate("fatigue", 0.10, 0.35), Rate("glossitis", 0.005, 0.08), Rate("heart_failure", 0.03, 0.04),
    Rate("swallowing_difficulty", 0.01, 0.01), Rate("vomiting", 0.01, 0.02), Rate("iron_deficiency", 0.03, 0.06),
    Rate("nitrous_oxide", 0.002, 0.01),
)  # fmt: skip
"""Findings recorded. Nothing in our sources gives these rates: they are assumed, and say nothing about anybody."""
MEDICINES: tuple[Rate, ...] = (
    Rate("metformin", 0.0713, 0.0713 * 8.2 / 1.82, f"{_RX}: 7.13 %; B12 below 148 pmol/L in 8.2 % on it, 1.82 % of all"),
    Rate("proton_pump_inhibitor", 0.1014, 0.1014, f"{_RX}: 10.14 %"), Rate("h2_blocker", 0.0264, 0.0264, f"{_RX}: 2.64 %"),
    Rate("colchicine", 0.002, 0.002, f"{_RX}: 0.20 %"),
)  # fmt: skip
ASSESSED = Rate("assessed", 0.4, 0.7)
"""Somebody asked about everything that can be asked, wrote down the answers and drew blood: nine of ten results that would be
missing are there."""
PREGNANT = Rate(
    "pregnant", 0.0521, 0.0521, "NHANES 2011-14, women of 20-44 years examined, weighted (shared/data/nhanes)"
)
INJECTED = Rate("b12_injections", 0.004, 0.5)
"""On injections. NHANES 2013-14 counts 0.06 % of adults on any prescribed cobalamin, clinics many more: assumed."""
LABS: tuple[tuple[str, str, int, float], ...] = (
    ("total_b12", "ng/L", 0, 0.6), ("mma", "nmol/L", 0, 0.3), ("homocysteine", "umol/L", 1, 0.2), ("haemoglobin", "g/L", 0, 0.8),
    ("mcv", "fL", 0, 0.8), ("egfr", "mL/min/{1.73_m2}", 0, 0.7), ("serum_folate", "nmol/L", 1, 0.4), ("ferritin", "ug/L", 0, 0.4),
    ("platelets", "10*9/L", 0, 0.8), ("white_cells", "10*9/L", 1, 0.8),
)  # fmt: skip
"""Fact, unit sent, decimals, and how often it is measured within the year: assumed."""


@cache
def asked() -> tuple[str, ...]:
    """The findings an assessment asks about that have a code to answer with."""
    return tuple(entry.name for entry in FACTS.values() if entry.group in ASSESSABLE and _has_code(entry.name))


def _has_code(fact: str) -> bool:
    if not isinstance(FACTS[fact].fact, Finding) or fact in ("b12_injections", "oral_b12"):
        return False
    try:
        return not coded(fact)[0].endswith("rxnorm")  # a medicine is on the list or it is not: nobody codes its absence
    except LookupError:
        return False


@cache
def coded(fact: str) -> tuple[str, str]:
    """A system address and code that says exactly this fact, from the shipped value sets."""
    sets = shipped()
    addresses: dict[str, str] = {}
    for address, short in sets.systems.items():
        if address.startswith("http"):
            addresses.setdefault(short, address)
    bindings = Bindings(sets)
    for concept in FACTS[fact].value_sets:
        for short, code, _ in sets.concepts[concept].codes:
            found = bindings.of(addresses.get(short), code) if short in ("loinc", "sct", "rxnorm") else None
            if found is not None and found.yes in ((fact,), WITH.get(fact)) and not found.unspecific:
                return addresses[short], code
    raise LookupError(f"no code of the value sets says {fact} and nothing else")


WITH: dict[str, tuple[str, ...]] = {
    "autoimmune_gastritis": ("anaemia_recorded", "b12_deficiency_diagnosed", "autoimmune_gastritis")
}
"""What the code of a fact says besides: pernicious anaemia is an anaemia from a lack of B12."""


INJECTION = ("http://www.nlm.nih.gov/research/umls/rxnorm", "317106")
"""Hydroxocobalamin for injection, of the value set med.hydroxocobalamin_parenteral."""
INTRAMUSCULAR = ("http://snomed.info/sct", "78421000")
