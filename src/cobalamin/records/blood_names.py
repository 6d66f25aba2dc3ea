"""What a diagnosis of the blood, of a lack or of the kidneys is by its name: each changes what a level or a metabolite means.

Looked up in no source (register R79, R160).
"""

from __future__ import annotations

from collections.abc import Mapping

from cobalamin.records.medicine_names import NAMED_B12

MACROCYTOSIS = "mcv"
"""In the place of a finding: large red cells in words are a judgement without its figure."""

_LACK = r"(?:deficien\w*|d[ée]fici\w*|insufficien\w*|mangel\w*|tekort\w*|brist\w*|puute\w*|hypovitaminos\w*)\b"
_LACKING = r"(?:deficien\w*|d[ée]fici\w*|insufficien\w*|mangel|carence|carenza|carencia|tekort|lack|falta)"
_LACK_OF = rf"{_LACKING} (?:of |de |en |an |in |di |aan )?"
_EATEN = r"(?! ?(?:intake|diet))"
_TESTED = r"(?! ?(?:panel|test|screen|profile|study|studies|work-?up|evaluation))"
_B12 = rf"(?:(?:vit(?:amine?|amina)?\.?[ -]?)?{NAMED_B12}|\b(?:cyano|hydroxo)?[ck]obalamin\w*)"
_LOW, _HIGH = r"(?:low|reduced|decreased|deplet\w*)", r"(?:raised|high|elevated|increased)"
_FOUND = r"(?:\bpositi[vf]\w*|\+(?!\d)|\braised\b|\belevated\b|\bdetected\b|\bpresent\b|\breactive\b|\bhigh\b)"
_NOTHING_BETWEEN = r"(?:(?!\b(?:no|not|non|nicht|never|neg\w*|un)\b)[^.;\n]){0,40}?"
_INTRINSIC_FACTOR = r"(?:\bintrinsi[ck][ -]fa[ck]tor\w*|\bfa(?:ctor|cteur|ttore) intr[íi]ns(?:eco|[èe]que))"
_PARIETAL_CELL = r"(?:\bparietal[ -]?(?:cell|zell)\w*|\bc[ée]lulas? parietal(?:es)?|\bcellules pari[ée]tales)"


def _antibody(name: str) -> str:
    """An antibody by its name, where a word behind it, or before it, says that it was found."""
    named = rf"(?:\banti[ -]?{name}|{name}(?=.*(?:anti|\bab\b|\bak\b))|\bantibod(?:y|ies) (?:to|against) {name})"
    return rf"{named}{_NOTHING_BETWEEN}{_FOUND}|\bpositi[vf]\w* (?:for )?{named}"


_EARLY = r"(?:stage |grade )?g?(?:[12]|ii?)(?:a[123])?\b"
"""Of kidneys that still clear what is measured."""
BLOOD: Mapping[str, str] = {
    "b12_deficiency_diagnosed": rf"(?<!maternal )(?<!maternal vitamin ){_B12}[ -]?(?:vitamin )?{_LACK}{_TESTED}|"
    rf"\b{_LACK_OF}(?:la |l')?{_B12}|\b{_LOW} (?:serum |levels? of )?{_B12}{_EATEN}|"
    rf"\bh[yi]povitaminos\w* (?:de |en )?{_B12}|"
    rf"(?<!maternal )(?<!maternal vitamin ){_B12}( level)?\W{{1,3}}(?:is |was )?{_LOW}\b",
    "intrinsic_factor_antibody": rf"{_antibody(_INTRINSIC_FACTOR)}|\bifab\b{_NOTHING_BETWEEN}{_FOUND}",
    "parietal_cell_antibody": _antibody(_PARIETAL_CELL),
    "anaemia_recorded": r"(?<!pernicious )(?<!perniziöse )(?<!history of )(?<!h/o )(?<!previous )(?<!past )"
    r"\ban(?:a?emi[ac]|[äæ]mi[ea]?|émie)\w*\b(?! (?:perni|screen|test|panel|study|work))|"
    r"\bbloedarmoede|\bblutarmut|\bblodbrist|\blow (?:ha?emoglobin|hb|hgb)\b|"
    rf"\b(?:ha?emoglobin|hb|hgb)\W{{1,3}}(?:is |was )?{_LOW}\b",
    MACROCYTOSIS: r"\bma[ck]ro[ckz]yt|\bmacroc[ií]t|"
    rf"\b{_HIGH} (?:mcv|mean (?:red )?(?:blood )?(?:corpuscular|cell) volume)|\bmcv\W{{1,3}}(?:is |was )?{_HIGH}\b",
    "folate_deficiency": rf"\b(?:folate|folic acid|vitamin b-?9|fols(?:ä|ae)ure\w*?|foliumzuur)[ -]?{_LACK}{_TESTED}|"
    rf"\b{_LACK_OF}(?:[aá]cido f[oó]lico|folat\w*|acide folique|fols(?:ä|ae)ure)|\blow (?:serum )?folate\b",
    "iron_deficiency": rf"\b(?:iron|ferrum|eisen|ijzer)[ -]?{_LACK}{_TESTED}|\b{_LACK_OF}(?:iron|hierro|fer|ferro|eisen)\b|"
    r"\banemia ferrop[ée]nica|\bferropeni|\bsideropen|\blow ferritin\b",
    "chronic_kidney_disease": rf"\bckd\b(?!,? {_EARLY})|\besr[df]\b|\beskd\b|\bend[ -]stage (?:kidney|renal)|"
    r"(?<!stage 1 )(?<!stage 2 )\bchronic (?:kidney|renal) (?:disease|failure|insufficiency|impairment)\b"
    rf"(?!,? (?:due to [^,]{{1,40}},? )?{_EARLY})|"
    r"\b(?:ha?emo-?)?dialysis\b|\b(?:kidney|renal) (?:transplant|replacement)|"
    r"\bchronische nier|\bniereninsuffizien|\b(?:hämo|nieren|hemo)dialyse|\binsuffisance r[ée]nale|\bnierinsuffici[ëe]nt|"
    r"\b(?:enfermedad|insuficiencia) renal cr[óo]nica|\b(?:hemo)?di[áa]lisis",
}
