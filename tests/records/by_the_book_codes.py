"""Codes, units, words and limits for the second reading of a bundle (`by_the_book_records.py`): from the value sets alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from importlib.resources import files
from typing import Any

from cobalamin.knowledge.facts import FACTS
from cobalamin.language.nodes import Measure

DATA = json.loads((files("cobalamin.records") / "value_sets.json").read_text("utf-8"))
SHORT = {address: short for short, addresses in DATA["systems"].items() for address in addresses}
ROWS: dict[str, dict[tuple[str, str], str]] = {}
"""Concept -> (system, code without the dot of ICD and the first term of Read) -> role."""


def _plain(short: str, code: str) -> str:
    if short == "readv2":  # five characters, and the number of a term: 00 for the first
        return code.removesuffix("00") if len(code) == 7 else code
    return code.replace(".", "").upper() if short.startswith("icd") else code


for _concept, _body in DATA["concepts"].items():
    ROWS[_concept] = {(system, _plain(system, code)): role for system, code, role in _body["codes"]}

ROWS["total_ileectomy"] = {("sct", "37593003"): ROWS["cond.ileal_resection"].pop(("sct", "37593003"))}
"""The only ileal resection whose code says that it is complete (R27)."""
ROWS["not pregnant"] = {("sct", "60001007"): ROWS["obs.pregnancy_status"].pop(("sct", "60001007"))}
"""The code that says its absence stands in the set of the finding."""

MEASURES = {
    "total_b12": "lab.b12_total", "active_b12": "lab.holotc", "mma": "lab.mma_serum", "homocysteine": "lab.homocysteine",
    "haemoglobin": "lab.haemoglobin", "haematocrit": "lab.haematocrit", "mcv": "lab.mcv", "platelets": "lab.platelets",
    "white_cells": "lab.wbc", "neutrophils": "lab.neutrophils", "reticulocytes": "lab.reticulocyte_count",
    "reticulocytes_percent": "lab.reticulocyte_percent", "serum_folate": "lab.folate_serum", "ferritin": "lab.ferritin",
    "egfr": "lab.egfr", "creatinine": "lab.creatinine", "potassium": "lab.potassium",
}  # fmt: skip
FINDINGS = {
    "pregnant": "cond.pregnancy obs.pregnancy_status", "breastfeeding": "cond.breastfeeding",
    "intrinsic_factor_antibody": "lab.intrinsic_factor_antibody", "parietal_cell_antibody": "lab.parietal_cell_antibody",
    "hypersegmented_neutrophils": "lab.hypersegmented_neutrophils", "megaloblastic_picture": "cond.megaloblastic_anaemia",
    "anaemia_recorded": "cond.anaemia_unspecified cond.megaloblastic_anaemia cond.b12_deficiency_anaemia cond.pernicious_anaemia",
    "pancytopenia_recorded": "cond.pancytopenia",
    "b12_deficiency_diagnosed": "cond.b12_deficiency_anaemia cond.b12_deficiency cond.pernicious_anaemia "
    "cond.dietary_b12_deficiency cond.history_b12_deficiency",  # R25
    "total_gastrectomy": "cond.gastrectomy_total", "partial_gastrectomy": "cond.gastrectomy_partial",
    "partial_ileal_resection": "cond.ileal_resection", "complete_terminal_ileal_resection": "total_ileectomy",
    "bariatric_surgery": "cond.bariatric_rygb cond.bariatric_sleeve cond.bariatric_bpd_ds cond.bariatric_restrictive "
    "cond.bariatric_status",  # R5
    "autoimmune_gastritis": "cond.pernicious_anaemia",
    "hereditary_b12_disorder": "cond.imerslund_grasbeck cond.transcobalamin_deficiency cond.inborn_cobalamin",
    "ileal_crohns_disease": "cond.crohn", "coeliac_disease": "cond.coeliac", "bacterial_overgrowth": "cond.sibo",
    "pancreatic_insufficiency": "cond.chronic_pancreatitis", "atrophic_gastritis": "cond.autoimmune_atrophic_gastritis",
    "fish_tapeworm": "cond.fish_tapeworm",
    "other_malabsorption": "cond.tropical_sprue cond.zollinger_ellison cond.short_bowel",
    "nitrous_oxide": "cond.nitrous_oxide", "alcohol_excess": "cond.alcohol_use_disorder",
    "low_b12_diet": "cond.vegan_diet cond.dietary_b12_deficiency", "undernutrition": "cond.malnutrition cond.eating_disorder",
    "paraesthesia": "cond.paraesthesia", "impaired_balance": "cond.balance", "gait_disturbance": "cond.gait_ataxia",
    "memory_or_concentration_problem": "cond.memory_loss cond.cognitive_impairment cond.dementia",
    "confusion": "cond.confusion_delirium", "psychosis": "cond.psychosis", "depression": "cond.depression",
    "visual_loss": "cond.optic_neuropathy", "peripheral_neuropathy": "cond.polyneuropathy",
    "subacute_combined_degeneration": "cond.subacute_combined_degeneration cond.myelopathy",
    "developmental_regression": "cond.infant", "fatigue": "cond.fatigue", "breathlessness": "cond.dyspnoea",
    "glossitis": "cond.glossitis", "heart_failure": "cond.heart_failure", "syncope": "cond.syncope",
    "swallowing_difficulty": "cond.dysphagia", "vomiting": "cond.nausea_vomiting", "poor_adherence": "cond.nonadherence",
    "cobalamin_or_cobalt_allergy": "cond.b12_allergy", "leber_optic_neuropathy": "cond.lhon",
    "bleeding_disorder": "cond.haemophilia cond.thrombocytopenia", "polycythaemia_vera": "cond.polycythaemia_vera",
    "folate_deficiency": "cond.folate_deficiency", "iron_deficiency": "cond.iron_deficiency",
    "chronic_kidney_disease": "cond.ckd", "b12_injections": "admin.b12_injection_procedure",
    "another_diagnosis_explains": "diabetic_neuropathy",
}  # fmt: skip
MEDICINES = {
    "metformin": "med.metformin", "colchicine": "med.colchicine", "pregabalin": "med.pregabalin",
    "proton_pump_inhibitor": "med.omeprazole med.lansoprazole med.pantoprazole med.rabeprazole med.esomeprazole "
    "med.dexlansoprazole",
    "h2_blocker": "med.famotidine med.cimetidine med.ranitidine med.nizatidine",
    "anticonvulsant": "med.phenobarbital med.primidone med.topiramate", "cholestyramine": "med.colestyramine",
    "combined_oral_contraceptive": "med.oral_contraceptive", "folic_acid_without_b12": "med.folic_acid",
    "anticoagulant": "med.warfarin med.apixaban med.rivaroxaban med.edoxaban med.dabigatran", "nitrous_oxide": "med.nitrous_oxide",
}  # fmt: skip
INJECTED = ["med.cyanocobalamin_parenteral", "med.hydroxocobalamin_parenteral", "med.b12_dmd_parenteral"]
SWALLOWED = ["med.cyanocobalamin_oral", "med.b12_dmd_oral", "med.b12_dmd_sublingual"]
COBALAMINS = [*INJECTED, *SWALLOWED, "med.cyanocobalamin_nasal", "med.cyanocobalamin", "med.hydroxocobalamin",
              "med.methylcobalamin", "med.b12_combination"]  # fmt: skip
NAMES = {
    "b12": r"cobalamin|\bb ?12\b|cytamen|cobalin-h|cytacon|orobalin", "metformin": "metformin",
    "omeprazole": "proton_pump_inhibitor",
}  # fmt: skip
"""Medicines that are known by their names, as far as the bundles name any (R87)."""
WORD_LIMITS = {name: FACTS[name].word_limits for name in MEASURES}
LASTING = {
    "total_gastrectomy", "partial_gastrectomy", "partial_ileal_resection", "bariatric_surgery", "hereditary_b12_disorder",
    "autoimmune_gastritis", "intrinsic_factor_antibody", "parietal_cell_antibody", "cobalamin_or_cobalt_allergy",
    "leber_optic_neuropathy", "chronic_kidney_disease", "polycythaemia_vera", "complete_terminal_ileal_resection",
}  # fmt: skip
"""What holds for life (R74; R82 the kidneys)."""
OWN = {
    "cond.pernicious_anaemia": "autoimmune_gastritis", "cond.b12_deficiency_anaemia": "b12_deficiency_diagnosed",
    "cond.megaloblastic_anaemia": "megaloblastic_picture",
}  # fmt: skip
"""What a diagnosis of several facts is about: a denial denies that alone (R25)."""
WORDS = {
    "positive": ("POS", "DET", "positive", "pos", "detected", "reactive", "present", "yes", "pregnant", "10828004", "LA6576-8"),
    "negative": ("NEG", "ND", "negative", "neg", "not detected", "non-reactive", "absent", "no", "not pregnant", "260385009",
                 "LA6577-6"),
    "indeterminate": ("IND", "E", "equivocal", "indeterminate"), "borderline": ("borderline",),
    "low": ("L", "LL", "low", "decreased", "below reference range"),
    "high": ("H", "HH", "high", "raised", "elevated", "above reference range"), "normal": ("N", "normal"),
}  # fmt: skip
SIDE = {"positive": 1, "high": 1, "negative": 0, "normal": 0, "low": -1}


def concepts(codeable: Mapping[str, Any]) -> dict[str, str]:
    """The concepts of all codings, a precise code before a wide one."""
    found: dict[str, str] = {}
    for coding in codeable.get("coding", ()):
        for concept, role in _of_one(coding).items():
            found[concept] = min(role, found.get(concept, role))
    return found


def first_meant(codeable: Mapping[str, Any]) -> dict[str, str]:
    """The concepts of the first coding with a meaning (docs/real-data.md), else of the first that only hints at one."""
    each = [_of_one(coding) for coding in codeable.get("coding", ())]
    found = [{concept: role for concept, role in one.items() if role != "exclude"} for one in each]
    return next(
        (f for f in found if any(SAYS.get(c) and not role for c, role in f.items())), next(filter(None, found), {})
    )


def may_be_any(codeable: Mapping[str, Any], systems: set[str]) -> bool:
    """Whether a code says nothing, is of no system whose other codes are something else, and has no word (R105)."""
    codings = codeable.get("coding", ())
    texts = [codeable.get("text"), *(coding.get("display") for coding in codings)]
    words = [text for text in texts if text and text not in {coding.get("code") for coding in codings}]
    known = any(SHORT.get(coding.get("system", "")) in systems and coding.get("code") for coding in codings)
    return not (first_meant(codeable) or known or any(re.search("[A-Za-z]{3}", text) for text in words))


def _of_one(coding: Mapping[str, Any]) -> dict[str, str]:
    short, code = SHORT.get(coding.get("system", "")), coding.get("code", "")
    if short is None or not code:
        return {}
    plain = _plain(short, code)
    wider = range(len(plain) - 1, 2, -1) if short.startswith("icd") else (5,) if short == "readv2" else ()  # of a kind
    found = {}
    for concept, rows in ROWS.items():
        role = next((rows[short, plain[:end]] for end in (len(plain), *wider) if (short, plain[:end]) in rows), None)
        if (concept, role) == ("cond.dietary_b12_deficiency", "broad"):
            continue  # E53.8 says nothing of a diet (R29)
        if role is not None:
            found[concept] = "" if role in ("product", "variant") else role
            if (concept, role) == ("cond.polyneuropathy", "variant"):
                found["diabetic_neuropathy"] = ""
    return found


SAYS = {concept: True for table in (FINDINGS, MEDICINES) for listed in table.values() for concept in listed.split()}
SAYS |= dict.fromkeys(
    [*MEASURES.values(), *INJECTED, *SWALLOWED, "admin.b12_injection_procedure", "not pregnant"], True
)


def measure(name: str) -> Measure:
    fact = FACTS[name].fact
    assert isinstance(fact, Measure)
    return fact


def _spelled(unit: str) -> str:
    same = (
        unit.strip().replace("µ", "u").replace("μ", "u").lower().replace(" ", "").replace("^", "*").replace("mcg", "ug")
    )
    return re.sub(r"^x(?=10)", "", same)


def unit_of(name: str, sent: Iterable[str | None]) -> str:
    """The unit of a result by its code, else its text; or why there is none, as where the two do not agree."""
    told = [unit for unit in sent if unit and unit.strip()]
    if not told:
        return "unit missing"
    table = {_spelled(s): unit for unit, spellings in DATA["concepts"][MEASURES[name]]["units"].items()
             for s in (unit, *spellings)}  # fmt: skip
    known = [table[_spelled(unit)] for unit in told if _spelled(unit) in table]
    if len({measure(name).factor(unit) for unit in known}) > 1:
        return "contradictory"
    return known[0] if known else "unit unknown"


def number(text: str) -> tuple[str, Fraction, str] | None:
    """`<1,200* ng/L` -> comparator, number, unit; None where it is no number."""
    found = re.fullmatch(
        r"\s*(<=|>=|<|>|≤|≥)?\s*(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*[*.#!]*\s*([a-z%µμ/].*|x?10[*^].*)?",
        text,
        re.IGNORECASE,
    )
    if not found or (found[2].startswith("0,")):
        return None
    sign = {"≤": "<=", "≥": ">="}.get(found[1] or "", found[1] or "")
    return sign, Fraction(found[2].replace(",", "")), (found[3] or "").strip()


def implausible(name: str, value: Fraction, unit: str) -> bool:
    """Outside the limits of the value sets, or a number that another unit would make ordinary."""
    body, own = DATA["concepts"][MEASURES[name]], measure(name)
    for units, side, limit, _, refuse in body.get("suspicions", ()):
        beyond = value > Fraction(limit) if side == "above" else value < Fraction(limit)
        if refuse and unit in units and beyond:
            return True
    limits = {key: Fraction(text) / own.factor(unit) for key, text in body.get("limits", {}).items()}
    return bool(
        ("reject_at_or_below" in limits and value <= limits["reject_at_or_below"])
        or ("reject_below" in limits and value < limits["reject_below"])
        or ("reject_above" in limits and value > limits["reject_above"])
        or value < 0
    )


def active_or_total(codeable: Mapping[str, Any], name: str) -> bool:
    """Whether the other codes and the name go with a level of B12: one that they call the other B12, or no serum's, is neither."""
    if name not in ("total_b12", "active_b12"):
        return True
    said = " ".join([codeable.get("text", ""), *(c.get("display", "") for c in codeable.get("coding", ()))]).lower()
    beside = {concept for coding in codeable.get("coding", ()) for concept in _of_one(coding)}
    if "lab.b12_not_serum" in beside or {"lab.b12_total", "lab.holotc"} <= beside:
        return False
    active = bool(re.search(r"active|aktiv|holo|\btc ?(2|ii)\b|tc2|akt\b", said)) and "total" not in said
    return not active if name == "total_b12" else active or "total" not in said
