"""Which result a name alone says: asked where a laboratory's own code says nothing, and told, never used (register R135).

A name counts only where every other word of the text is one that leaves the result what it is: the specimen, how it was measured,
a kind of quantity. So a look-alike (haemoglobin A1c or S, folate in red cells, creatinine in urine, the mean cell haemoglobin) is
none, and neither is a name with a word that is not known.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from cobalamin.records.medicine_names import NAMED_B12

_AS_LOINC = "mass moles volume entitic in by automated count calculation level measurement estimation observable entity procedure"
_BLOOD = f"{_AS_LOINC} blood arterial venous mixed capillary blut masse mol volumen bld mcnc concentration of total "
_SERUM = f"{_AS_LOINC} serum plasma or concentration of substance"


class _Named(NamedTuple):
    """Names of a result, each as its words, and the words that may stand beside one."""

    names: tuple[frozenset[str], ...]
    beside: frozenset[str]


def _named(beside: str, *names: str) -> _Named:
    return _Named(tuple(frozenset(name.split()) for name in names), frozenset(beside.split()))


_NAMES: Mapping[str, _Named] = {
    "haemoglobin": _named(
        f"{_BLOOD} measured from haemoglobinometer", "haemoglobin", "hemoglobin", "hb", "hgb", "hämoglobin", "hémoglobine",
        "hemoglobina", "hæmoglobin", "ヘモグロビン",
    ),
    "mcv": _named(f"{_AS_LOINC} mean red blood cells", "mcv", "mean corpuscular volume", "vgm", "volume globulaire moyen"),
    "serum_folate": _named(_SERUM, "folate", "folaat"),
    "ferritin": _named(f"{_SERUM} immunoassay", "ferritin"),
    "creatinine": _named(f"{_SERUM} blood", "creatinine", "kreatinin", "krea", "creatininium"),
    "egfr": _named(
        f"{_SERUM} blood estimated predicted area 1 73 sq m per square metres laboratory creatinine cystatin c and based formula "
        "equation using mdrd ckd epi 2021",
        "egfr", "gfr", "glomerular filtration rate", "推算gfr",
    ),
    "inr": _named(
        "in platelet poor plasma blood capillary by coagulation assay prothrombin time pt international normalised normalized "
        "ratio", "inr",
    ),
}  # fmt: skip
"""LOINC's and the NHS's names, those of a public hospital's records (MIMIC-IV), of ISiK and MII (Germany), EDSH (France), HL7 Peru,
the WHO's guide on pregnancy, MedCom (Denmark), JP Core and CLINS (Japan), and the laboratories of Finland (FinnGen's list).
"""
_SPECIMEN = re.compile(r"(?:f?[sp]|[av]?b|e)(?:\([akv]?b\))?[-—]")
"""Finland's letters in front of a name, and NPU's: of serum or plasma, fasting, of blood, of red cells."""
_KIND = re.compile(r";\s*(?:(?:stofk|massek)\.(?:\([^()]*\))? = \?.*|[bps])$")
"""What NPU has behind a name: the kind of quantity with its unit; or, in Denmark's short names, the specimen alone."""
_UNIT = re.compile(r"\(g/d?l\)$")
_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=16_384)
def result_named(text: str) -> str:
    """The fact of which a text names a result, "" of none."""
    plain = unicodedata.normalize("NFKC", text).casefold().strip()
    if (specimen := _SPECIMEN.match(plain)) is not None:
        plain = plain[specimen.end() :]
    words = frozenset(_WORD.findall(_UNIT.sub("", _KIND.sub("", plain).removesuffix("(fe)"))))
    return next((fact for fact, named in _NAMES.items() if _names(words, named)), "")


def _names(words: frozenset[str], named: _Named) -> bool:
    """Whether it is a name, or several of one result: *haemoglobin (Hb)*."""
    said = [name for name in named.names if name <= words]
    return bool(said) and words.difference(*said) <= named.beside


def result_of_all(texts: Iterable[str]) -> str:
    """The fact all these texts name a result of: where one says anything else, nobody knows which."""
    named = {result_named(text) for text in texts}
    return named.pop() if len(named) == 1 else ""


_A_LEVEL = re.compile(
    rf"(?:{NAMED_B12}|[ck]obalamin\w*)(?:(?!\b(?:target|aim|goal|range|normal|referen[cz]\w*)\b)\D){{0,30}}?"
    r"\d+(?:[.,]\d+)?\s*(?:n|p)(?:g|mol)/(?:d?l|ml)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def states_a_level(text: str) -> bool:
    """Whether a text states a figure of B12 with its unit: "B12 118 ng/L, folate 8"; a target or a range is none."""
    return _A_LEVEL.search(unicodedata.normalize("NFKC", text)) is not None
