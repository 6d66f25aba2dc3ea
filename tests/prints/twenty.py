"""Twenty invented patients whose prints are looked at: unknowns, many warnings, long names, every route, running courses."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from injected import injections

ASKED = ["surgery", "bowel", "medicines", "diet", "exposures", "neurology", "oral_route", "safety"]
WOMAN, MAN = {"age": 55, "sex": "female"}, {"age": 50, "sex": "male"}
LOADED = ("2022-01-03", "2022-01-05", "2022-01-07", "2022-01-10", "2022-01-12", "2022-01-14")
LATER = tuple(f"{year}-{month:02}-14" for year in (2022, 2023, 2024, 2025) for month in (3, 6, 9, 12))
EVERYTHING = {
    "total_b12": "60 ng/L", "haemoglobin": "58 g/L", "mcv": "121 fL", "platelets": "40 10*9/L", "white_cells": "2.9 10*9/L",
    "inr": "3.9", "serum_folate": "4 nmol/L", "ferritin": "9 ug/L", "egfr": "32 mL/min/1.73m2", "potassium": "3.1 mmol/L",
} | dict.fromkeys((
    "anticoagulant", "bleeding_disorder", "polycythaemia_vera", "heart_failure", "iron_deficiency", "folate_deficiency",
    "metformin", "proton_pump_inhibitor", "colchicine", "autoimmune_gastritis", "paraesthesia", "gait_disturbance", "weakness",
    "visual_loss", "fever", "bleeding", "nitrous_oxide", "injection_site_infection", "folic_acid_without_b12",
), True)  # fmt: skip


def dated(unit: str, *values: tuple[float, str]) -> list[dict[str, Any]]:
    return [{"value": value, "unit": unit, "date": day} for value, day in values]


COURSE = dated(
    "g/L", (75, "2021-12-20"), (98, "2022-02-01"), (141, "2022-04-01"), (139, "2023-04-01"), (118, "2025-12-01")
)
RELAPSE = dated("g/L", (75, "2021-12-20"), (141, "2022-04-01"), (80, "2026-02-01"), (86, "2026-02-20"))
GASTRITIS = {"total_b12": "90 ng/L", "autoimmune_gastritis": True}
PATIENTS: dict[str, dict[str, Any]] = {
    "nothing": {"patient": {}, "facts": {}},
    "warnings": {"patient": {"age": 78, "sex": "female"}, "facts": EVERYTHING, "assessed": ASKED},
    "long": {"facts": {"total_b12": "150 ng/L", "coeliac_disease": True},
             "title": "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft " * 3},
    "allergy": {"facts": {**GASTRITIS, "cobalamin_or_cobalt_allergy": True}, "assessed": ASKED},
    "leber": {"facts": {"total_b12": "90 ng/L", "leber_optic_neuropathy": True, "low_b12_diet": True, "visual_loss": True}},
    "child": {"patient": {"age": 4, "sex": "male"}, "facts": {"total_b12": "90 ng/L", "haemoglobin": "85 g/L"}},
    "pregnant": {"patient": {"age": 29, "sex": "female"}, "assessed": ASKED,
                 "facts": {"pregnant": True, "trimester_2": True, "active_b12": "20 pmol/L", "haemoglobin": "101 g/L",
                           "vomiting": True}},
    "tablets": {"patient": WOMAN, "assessed": ASKED,
                "facts": {"total_b12": "150 ng/L", "low_b12_diet": True, "haemoglobin": "130 g/L", "mcv": "92 fL"}},
    "unlikely": {"facts": {"total_b12": "420 ng/L", "haemoglobin": "140 g/L", "mcv": "90 fL"}, "assessed": ASKED},
    "doses": {"facts": {"autoimmune_gastritis": True, "b12_injections": True, "haemoglobin": COURSE},
              "given": (*LOADED, *LATER), "assessed": ASKED},
    "lapse": {"facts": {**GASTRITIS, "haemoglobin": RELAPSE}, "given": (*LOADED, *LATER[:2], "2026-02-02")},
    "units": {"patient": WOMAN, "assessed": ASKED[:3],
              "facts": {"total_b12": "<150 ng/L", "mma": "0.45 umol/L", "homocysteine": ">50 umol/L",
                        "haemoglobin": "10.4 g/dL", "mcv": "97 fL"}},
    "letters": {"facts": {"total_b12": "150 ng/L"}, "title": "Ελένη Наталья Ñandú <b>&amp;</b> #strong[x] $x^2$"},
    "gas": {"patient": {"age": 22, "sex": "male"}, "assessed": ASKED,
            "facts": {"nitrous_oxide": True, "paraesthesia": True, "impaired_balance": True, "total_b12": "300 ng/L"}},
    "unusable": {"facts": {"total_b12": dated("ng/L", (90, "2015-01-01")), "haemoglobin": dated("stone", (90, "2026-02-01"))}},
    "failed": {"patient": WOMAN, "assessed": ASKED,
               "facts": {"total_b12": "150 ng/L", "oral_treatment_failed": True, "oral_b12": True, "metformin": True,
                         "glossitis": True, "fatigue": True}},
    "leap": {"patient": WOMAN, "on": "2027-12-18", "facts": {**GASTRITIS, "haemoglobin": "70 g/L"}, "assessed": ASKED},
    "ageless": {"patient": {"sex": "female"}, "facts": {"total_b12": "200 ng/L", "fatigue": True, "depression": True,
                                                      "memory_or_concentration_problem": True}},
    "feeding": {"patient": {"age": 31, "sex": "female"}, "assessed": ASKED,
                "facts": {"breastfeeding": True, "bariatric_surgery": True, "total_b12": "170 ng/L", "haemoglobin": "109 g/L",
                          "exercise_intolerance": True}},
    "diet": {"on": "2026-12-28", "assessed": ASKED,
             "facts": {"total_b12": "80 ng/L", "low_b12_diet": True, "haemoglobin": "75 g/L", "mcv": "118 fL"}},
}  # fmt: skip


def document(name: str) -> dict[str, Any]:
    """The case file of a patient."""
    about = PATIENTS[name]
    given = injections(about.get("given", ()))
    return {
        "cobalamin_case": 1, "id": name, "title": about.get("title", name), "on": about.get("on", "2026-03-02"),
        "patient": about.get("patient", MAN), "facts": about["facts"], "assessed": about.get("assessed", []),
        **({"treatment": given} if given else {}),
    }  # fmt: skip


def written(folder: Path, names: Iterable[str]) -> Path:
    """Some of them as case files."""
    for name in names:
        (folder / f"{name}.json").write_text(json.dumps(document(name)), encoding="utf-8")
    return folder
