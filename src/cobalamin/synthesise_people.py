"""A made-up patient as data: what is sent of them, what is true of them, and the codes it is sent with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from cobalamin.knowledge.facts import FACTS
from cobalamin.records.bindings import Bindings
from cobalamin.records.codes import shipped


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
    recorded: date
    truth: dict[str, str]
    missing: dict[str, str]


FINDINGS: tuple[tuple[str, float], ...] = (
    ("pancreatic_insufficiency", 0.005), ("coeliac_disease", 0.01), ("bariatric_surgery", 0.01), ("total_gastrectomy", 0.002),
    ("paraesthesia", 0.05), ("gait_disturbance", 0.02), ("confusion", 0.005), ("fatigue", 0.10), ("glossitis", 0.01),
    ("heart_failure", 0.03), ("swallowing_difficulty", 0.01), ("depression", 0.05),
    ("iron_deficiency", 0.03), ("nitrous_oxide", 0.003),
)  # fmt: skip
"""How often a finding is recorded: design rates."""
MEDICINES: tuple[tuple[str, float], ...] = (("metformin", 0.08), ("proton_pump_inhibitor", 0.10), ("colchicine", 0.01))
LABS: tuple[tuple[str, str, int, float], ...] = (
    ("total_b12", "ng/L", 0, 0.6), ("mma", "nmol/L", 0, 0.3), ("homocysteine", "umol/L", 1, 0.2), ("haemoglobin", "g/L", 0, 0.8),
    ("mcv", "fL", 0, 0.8), ("egfr", "mL/min/{1.73_m2}", 0, 0.7), ("serum_folate", "nmol/L", 1, 0.4), ("ferritin", "ug/L", 0, 0.4),
    ("platelets", "10*9/L", 0, 0.8), ("white_cells", "10*9/L", 1, 0.8),
)  # fmt: skip
"""Fact, unit sent, decimals, and how often it is measured: design rates."""


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
            if found is not None and found.yes == (fact,) and not found.unspecific:
                return addresses[short], code
    raise LookupError(f"no code of the value sets says {fact} and nothing else")
