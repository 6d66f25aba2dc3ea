"""What a medicine is by its name: records code the pack by the thousand, and only the text beside the code names the substance."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

from cobalamin.knowledge.treatment import Product

_GRAMS = r"(?<![\d.,])(?:[1-9]\d*(?:[.,]\d+)?\s*(?:g|gram[a-z]*)|(?:[1-9]\d{3,}|[1-9]\d{0,2}[, ]\d{3})\s*mg)(?![0-9A-Za-zÀ-ɏ_])"
"""A gram and more, in grams or in thousands of milligrams: of hydroxocobalamin it is the antidote (register M19)."""
_IN_GRAMS = re.compile(_GRAMS, re.IGNORECASE)
_HYDROXO = r"(?:(?:h[yi]dro(?:x|ks)|idross)[oy][ck]obalami|ヒドロキソコバラミン|[羟羥][钴鈷]胺|히드록[소시]코발라민)"
_KIT = re.compile(rf"cyanokit|シアノキット|{_HYDROXO}(?:\w*\b.{{0,60}}?|\D{{0,60}}?){_GRAMS}", re.IGNORECASE)
_ANTIDOTE = re.compile(r"cyanokit|シアノキット|cyanid|antidot", re.IGNORECASE)
_LATIN = "[0-9A-Za-zÀ-ɏ_]"
NAMED_B12 = rf"(?:(?<!{_LATIN})|\bvit(?:amine?)?)b[\W_]?12(?!{_LATIN})"
"""How a text names B12: beside a word, or run together with the vitamin, in Latin letters or others."""
_PRODUCTS: tuple[tuple[re.Pattern[str], Product], ...] = (
    (re.compile(rf"{_HYDROXO}|\bcobalin-?h\b|\bneo-?cytamen\b", re.I), "hydroxocobalamin"),
    (
        re.compile(
            r"[cs][yi]ano[ck]obalami|シアノコバラミン|氰[钴鈷]胺|시아노코발라민|\bcytamen\b|\bcytacon\b|\borobalin\b|\bnascobal\b",
            re.I,
        ),
        "cyanocobalamin",
    ),
    (
        re.compile(r"m[eé]th?(yy?|i)li?[ck]obalami|m[eé][ck]obalami|メコバラミン|甲[钴鈷]胺|메코발라민", re.I),
        "methylcobalamin",
    ),
    (re.compile(rf"{NAMED_B12}|[ck]obalami|コバラミン|[钴鈷]胺|코발라민", re.I), "b12_not_named"),
)
"""Substances as English, German, Dutch, French, Spanish, Italian and the Nordic languages, Japanese, Chinese and Korean spell them;
brands that the value sets name.
"""
_FOLIC_ACID = re.compile(
    r"\bfolic acid\b|\bfolate\b|\bfols(äure|yr[ae])|\bfoolihap|\bfoliumzuur\b|\b[aá]cido f[oó]lico\b|\bacide folique\b|"
    r"[葉叶]酸|엽산|"
    r"\bfolini[ck] ?acid\b|\b(calcium |sodium )?(levo)?folinate?\b|\bleucovorin|\bfolins[äa]ure|\b[aá]cido fol[ií]nico\b|"
    r"\bacide folinique\b|\bcalciumfolinat|\blevomefol|\b(l-?)?(5-?)?methyl-?(tetrahydro)?folate?\b|\b5-mthf\b",
    re.I,
)
_WITH_VITAMINS = re.compile(
    r"vit(amin)?s?\b|multivit|prenatal|\bb[\s-]?complex\b|ビタミン|[维維][生他][素命]|비타민", re.I
)
"""A mixture: whether B12 is in it the name does not say, so it is not folic acid alone."""
_BESIDE_B12 = re.compile(
    r"\+|\bfol(ic|ate|s[äa]ure|iumzuur)|\bf[oó]lico\b|\biron\b|\bferr|\bzinc\b|\bthiamin|\bpyridoxin|\bb\W?[126]\b|"
    r"multi-?vit|vit(amin)?s\b|prenatal|\bcomplex\b|\b(gaba|prega)balin|\bgabapentin|\bduloxetin|\blidocain|\blignocain",
    re.I,
)

_BESIDE_FOLIC = re.compile(
    r"\+|\biron\b|\bferr|\bhierro\b|\beisen|\bijzer|\bfer\b|\bzinc\b|\bthiamin|\bpyridoxin|\bmethotrexat|"
    r"\bfol[ií]n[ai]|\blevofolin|\bleucovorin|\bcalciumfolin",
    re.I,
)

_FACTS: Mapping[str, str] = {
    "metformin": "metformin",
    "omeprazole": "proton_pump_inhibitor", "esomeprazole": "proton_pump_inhibitor", "lansoprazole": "proton_pump_inhibitor",
    "dexlansoprazole": "proton_pump_inhibitor", "pantoprazole": "proton_pump_inhibitor", "rabeprazole": "proton_pump_inhibitor",
    "famotidine": "h2_blocker", "cimetidine": "h2_blocker", "ranitidine": "h2_blocker", "nizatidine": "h2_blocker",
    "colchicine": "colchicine", "phenobarbital": "anticonvulsant", "primidone": "anticonvulsant", "topiramate": "anticonvulsant",
    "pregabalin": "pregabalin", "colestyramine": "cholestyramine", "cholestyramine": "cholestyramine",
    "warfarin": "anticoagulant", "apixaban": "anticoagulant", "rivaroxaban": "anticoagulant", "edoxaban": "anticoagulant",
    "dabigatran": "anticoagulant",
}  # fmt: skip
"""The substances of the value sets, by name, and what taking one says (register R87)."""


def _spelled(name: str) -> str:
    """A substance as English, German, Dutch, French, Spanish and Italian spell it, without accents: omeprazol, fenobarbital."""
    stem = name.removesuffix("e").replace("ph", "(?:ph|f)").replace("y", "[yi]")
    return f"({stem})(?:um|[eao])?(?:hydrochlorid\\w*)?"


_SUBSTANCE = re.compile(rf"\b(?:{'|'.join(map(_spelled, _FACTS))})\b", re.I)
_SAYS = tuple(_FACTS.values())
_NITROUS_OXIDE = re.compile(
    r"\bnitrous oxide\b|\blachgas\b|\bprotoxyde d.azote\b|\boxido nitroso\b|\bprotossido d.azoto\b|"
    r"\bdistickstoffmonoxid\b|\bdistikstofoxide\b|\bentonox\b",
    re.I,
)


@lru_cache(maxsize=16_384)
def product_in(*texts: str | None) -> Product | None:
    """The B12 product or folic acid the texts name: a bundle repeats its medicines."""
    named = [normal(text) for text in texts if text]
    if any(map(_KIT.search, named)):
        return "cyanide_kit"
    found = next((product for form, product in _PRODUCTS for text in named if form.search(text)), None)
    if found is None and any(map(_FOLIC_ACID.search, named)) and not any(map(_WITH_VITAMINS.search, named)):
        return "folic_acid"
    return found


@lru_cache(maxsize=16_384)
def facts_in(*texts: str | None) -> tuple[str, ...]:
    """What taking a medicine of this name says; nothing where it names none of the substances."""
    found = (match.lastindex for text in texts if text for match in _SUBSTANCE.finditer(_without_accents(text)))
    return tuple(dict.fromkeys(_SAYS[number - 1] for number in found if number is not None))


def normal(text: str) -> str:
    """A text without the wide letters and digits of Japanese catalogues, and without digits set below the line."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def _without_accents(text: str) -> str:
    return text if text.isascii() else _ACCENTS.sub("", unicodedata.normalize("NFD", text))


_ACCENTS = re.compile("[\u0300-\u036f]")


def names_grams(text: str | None) -> bool:
    """Whether a dose in words is of a gram or more."""
    return text is not None and _IN_GRAMS.search(text) is not None


def names_nitrous_oxide(texts: Iterable[str]) -> bool:
    """Whether a text names nitrous oxide."""
    return any(map(_names_nitrous_oxide, texts))


@lru_cache(maxsize=16_384)
def _names_nitrous_oxide(text: str) -> bool:
    return _NITROUS_OXIDE.search(_without_accents(text)) is not None


def names_mixture(texts: Iterable[str]) -> bool:
    """Whether the name of a B12 product names something else that is in it, which would go with it."""
    return any(map(_names_mixture, texts))


@lru_cache(maxsize=16_384)
def _names_mixture(text: str) -> bool:
    return _BESIDE_B12.search(text) is not None


def names_beside_folic(texts: Iterable[str]) -> bool:
    """Whether the name of a product with folic acid names something else that is in it: iron, as a rule."""
    return any(map(_BESIDE_FOLIC.search, texts))


def names_antidote(texts: Iterable[str]) -> bool:
    """Whether a text names the cyanide antidote itself, and no amount alone."""
    return any(_ANTIDOTE.search(normal(text)) for text in texts)


def names_one(text: str) -> bool:
    """Whether a text names any medicine that is read by its name."""
    return product_in(text) is not None or bool(facts_in(text)) or names_nitrous_oxide((text,))
