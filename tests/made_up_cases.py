"""Random case files as a clinic might write them: half of them nearly complete, with results at and around the figures."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from cobalamin.knowledge.facts import ASSESSABLE, FACTS
from cobalamin.language.nodes import Finding

RESULTS = {
    "total_b12": ("ng/L", (60, 99, 120, 179, 180, 214, 350, 351, 420, 1000)),
    "active_b12": ("pmol/L", (10, 24, 25, 50, 70, 71, 120)),
    "mma": ("nmol/L", (150, 271, 272, 420, 900)), "homocysteine": ("umol/L", (9, 15, 16, 40)),
    "haemoglobin": ("g/L", (55, 69, 75, 95, 105, 115, 125, 140)), "mcv": ("fL", (80, 100, 101, 120)),
    "platelets": ("10*9/L", (15, 40, 120, 250)), "white_cells": ("10*9/L", (2, 3.5, 6)), "serum_folate": ("nmol/L", (4, 7, 20)),
    "ferritin": ("ug/L", (10, 30, 100)), "egfr": ("mL/min/{1.73_m2}", (20, 59, 60, 90)), "inr": ("", (1, 2.5, 4)),
}  # fmt: skip
WELL: dict[str, str | bool] = {
    "haemoglobin": "140 g/L", "mcv": "90 fL", "white_cells": "6 10*9/L", "platelets": "250 10*9/L",
    "intrinsic_factor_antibody": False, "haemolysis_picture": False, "hypersegmented_neutrophils": False,
    "megaloblastic_picture": False, "pregnant": False, "breastfeeding": False,
}  # fmt: skip
PREGNANCY = ("pregnant", "breastfeeding", "trimester_1", "trimester_2", "trimester_3")
FINDINGS = tuple(name for name, entry in FACTS.items() if isinstance(entry.fact, Finding) and name != "female")
Case = dict[str, Any]


def cases(count: int, seed: int) -> Iterator[Case]:
    """That many case files; the same seed gives the same."""
    chance = Random(seed)
    for _ in range(count):
        yield _case(chance)


def _case(chance: Random) -> Case:
    sex = chance.choice(("male", "female", "female", None))
    thorough = chance.random() < 0.6
    facts = {**_results(chance, 0.3), **_findings(chance, thorough)}
    if thorough:
        level = {
            "total_b12": chance.choice(("420 ng/L", "214 ng/L", "120 ng/L")),
            "active_b12": chance.choice(("90 pmol/L", "50 pmol/L")),
        }
        facts = {**{name: value for name, value in {**WELL, **level}.items() if chance.random() < 0.8}, **facts}
    if sex == "male" or facts.get("pregnant") is False:
        facts = {name: value for name, value in facts.items() if name not in PREGNANCY or value is False}
    asked = [group for group in ASSESSABLE if chance.random() < (0.93 if thorough else 0.5)]
    person = {"sex": sex, "age": chance.choice((None, 1, 10, 15, 16, 30, 40, 50, 60, 85))}
    return {
        "cobalamin_case": 1, "patient": {key: value for key, value in person.items() if value is not None}, "facts": facts,
        "assessed": asked,
    }  # fmt: skip


def _results(chance: Random, known: float) -> dict[str, str | bool]:
    found: dict[str, str | bool] = {}
    for name, (unit, values) in RESULTS.items():
        if chance.random() < known:
            comparator = chance.choice(("", "", "", "", "", "", "<", ">"))
            found[name] = f"{comparator}{chance.choice(values)} {unit}".strip()
    return found


def _findings(chance: Random, thorough: bool) -> dict[str, str | bool]:
    known, present = chance.choice((0.03, 0.1, 0.3, 0.7)), chance.choice((0.05, 0.15, 0.4))
    share = present / 3 if thorough else present
    return {name: chance.random() < share for name in FINDINGS if chance.random() < known}
