"""Routes and doses of medicines: what a dosage says in codes, in figures and in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

import msgspec

from cobalamin.knowledge.treatment import DRUNK, Route
from cobalamin.records.codes import ValueSets
from cobalamin.records.fhir.types import CodeableConcept, Dosage, Ingredient, Quantity
from cobalamin.records.forms import fitting, reader
from cobalamin.records.medicine_names import names_grams, normal

_ROUTE_CONCEPTS: Mapping[str, Route] = {
    "admin.route_im": "intramuscular", "admin.route_sc": "subcutaneous", "admin.route_iv": "intravenous",
    "admin.route_oral": "oral", "admin.route_sublingual": "oral", "admin.route_nasal": "nasal",
}  # fmt: skip
_SWALLOWED = (
    r"p\.?o\.?|oraa?l\w*|tabs?|\w*tablet\w*|comprim[ié]\w*|cap(sule)?s?|[ck][aá]ps[eu]l\w*|lozenges?|chewable|"
    r"sublingual\w*|by mouth|einnehmen|sl|peroral\w*|per os|tropfen|drops|gouttes|gotas|druppels|\w*tbl|kps|drag[eé]es?|drg|"
    r"g[eé]lules?|syrup|sirup|sirop|jarabe|troches?|orobalin|cytacon"
)
_ROUTE_WORDS: tuple[tuple[re.Pattern[str], Route], ...] = (
    (
        re.compile(
            r"\b(i\.m\.?|(?-i:IM|Im|im)(?! (mund|wechsel|abstand|monat|jahr)\b)(?-i:(?! [A-ZÄÖÜ][a-zäöüß]))"
            r"(?-i:(?<!im)|(?! (?!then\b|when\b)[a-zäöüß]{3,}en\b))|i\. m|"  # German: "im täglichen Wechsel"
            r"intra[- ]?mus(?:[ck]ul|col)\w*)\b|筋肉内|筋肉注|筋注|肌[肉內内]?注|肌[內内]|근육\s?(?:주사|내)",
            re.I,
        ),
        "intramuscular",
    ),
    (re.compile(r"\b(s\.?[cq]\.?|subq|sub[ck]ut\w*|deep sc)\b|皮下(?:注|投与|$)|피하", re.I), "subcutaneous"),
    (re.compile(r"\b(i\.?v\.?|intraven\w*)\b|[静靜][脈脉](?:内|內|注)|静注|정맥", re.I), "intravenous"),
    (
        re.compile(
            r"\b(inj\w*|inye[ck]\w*|iniett\w*|iniez\w*|parenteral\w*|spritz\w*|\w*spritzen?|cobalin-?h|(?:neo-?)?cytamen)\b|"
            r"注射|주사",
            re.I,
        ),
        "injection",
    ),
    (re.compile(r"\b(nasal|intranasal|nasenspray|neusspray|nascobal)\b", re.I), "nasal"),
    (
        re.compile(rf"\b({_SWALLOWED})\b|[経經经]口|[内內]服|口服|錠|(?<=[0-9胺素])片|カプセル|[胶膠]囊|경구", re.I),
        "oral",
    ),
)
"""English, and the words that a German, Dutch, French, Spanish, Italian, Nordic, Japanese, Chinese or Korean pack has for them,
with their abbreviations; brands of the value sets that come in one form alone.
"""
_CONTAINER = re.compile(r"\b(ampou?les?|ampul\w*|ampoll?as?|amps?|vials?)\b", re.I)
_BY_MOUTH = re.compile(r"\b((?-i:PO)|p\.o|oraa?l\w*|peroral\w*|per os|by mouth|einnehmen)\b", re.I)
"""What is injected from, unless it is said that it is taken by mouth: some ampoules are drunk."""
_FORM_CODES: Mapping[str, Route] = {
    "385219001": "injection", "385055001": "oral", "385084005": "oral", "385023001": "oral", "385061003": "oral",
    "385074009": "oral",
}  # fmt: skip
_PRODUCT_ROUTES: Mapping[str, Route] = {
    "med.cyanocobalamin_parenteral": "injection", "med.hydroxocobalamin_parenteral": "injection",
    "med.b12_dmd_parenteral": "injection", "admin.b12_injection_procedure": "injection", "med.cyanocobalamin_oral": "oral",
    "med.b12_dmd_oral": "oral", "med.b12_dmd_sublingual": "oral", "med.cyanocobalamin_nasal": "nasal",
}  # fmt: skip


def route_of(
    dosages: Iterable[Dosage], form: CodeableConcept | None, concept: CodeableConcept, sets: ValueSets
) -> Route | None:
    """In order of evidence: the dosage's route, the dose form, the product code, the texts, what is counted; else unknown."""
    dosages = tuple(dosages)
    routes = (_dosage_route(dosage.route, sets) for dosage in dosages if dosage.route is not None)
    forms = (_FORM_CODES.get(coding.code or "") for coding in (form.coding if form is not None else ()))
    products = (
        _PRODUCT_ROUTES.get(match.concept)
        for coding in concept.coding
        for match in sets.concepts_of(coding.system, coding.code)
    )
    if any(map(_is_for_both, concept.texts)):
        return next(filter(None, chain(routes, map(_way_in, _words(dosages)))), None)
    texts = (*(form.texts if form is not None else ()), *concept.texts, *_words(dosages), *_counted(dosages))
    return next(filter(None, chain(routes, forms, products, map(_route_in, texts))), None)


def _words(dosages: Iterable[Dosage]) -> Iterator[str | None]:
    for dosage in dosages:
        yield from (dosage.text, dosage.patientInstruction)


def _counted(dosages: Iterable[Dosage]) -> Iterator[str | None]:
    """What a dose is counted in: a tablet is swallowed."""
    for dosage in dosages:
        sent = (dosage.dose, *(each.doseQuantity for each in dosage.doseAndRate))
        yield from (quantity.unit for quantity in sent if quantity is not None)


def _dosage_route(route: CodeableConcept, sets: ValueSets) -> Route | None:
    for coding in route.coding:
        for match in sets.concepts_of(coding.system, coding.code):
            if match.concept in _ROUTE_CONCEPTS:
                return _ROUTE_CONCEPTS[match.concept]
        found = _route_in(coding.code) or _route_in(coding.display)
        if found is not None:
            return found
    return _route_in(route.text)


@lru_cache(maxsize=16_384)
def _route_in(text: str | None) -> Route | None:
    if not text or _is_for_both(text):
        return None
    text = normal(text)
    if found := _way_in(text):
        return "injection" if found == "oral" and _CONTAINER.search(text) and not _is_swallowed(text) else found
    return "injection" if _CONTAINER.search(text) else None


def _way_in(text: str | None) -> Route | None:
    """The route by the way it is given alone, whatever it comes in."""
    found = next((route for form, route in _ROUTE_WORDS if text and form.search(text)), None)
    return found or ("oral" if text and DRUNK.search(text) else None)


def _is_swallowed(text: str) -> bool:
    return _BY_MOUTH.search(text) is not None or DRUNK.search(text) is not None


def _is_for_both(text: str) -> bool:
    """Whether a pack is injected or drunk, as it is prescribed (register R130)."""
    return DRUNK.search(text) is not None and _way_in(text) not in ("oral", None)


_MASSES: tuple[tuple[re.Pattern[str], int], ...] = (
    (re.compile(r"ug|mcg|µg|μg|mi[ck]rogram[a-z()]*", re.I), 1),
    (re.compile(r"mg|mill?igram[a-z()]*", re.I), 1000),
    (re.compile(r"g|gram[a-z()]*", re.I), 1_000_000),
)
"""Units of mass in micrograms, in symbols and in words: beside the word some guides send a code of SNOMED CT."""
_GRAM = Fraction(1_000_000)


def dose_of(dosages: Iterable[Dosage]) -> Fraction | None:
    """The first dose in micrograms, where it is a mass, of a range the lower end; but a gram and more before every other, in a
    quantity or in words.
    """
    found = list[Fraction]()
    for dosage in dosages:
        ranges = [each.doseRange for each in dosage.doseAndRate if each.doseRange is not None]
        sent = (
            dosage.dose,
            *(each.doseQuantity for each in dosage.doseAndRate),
            *(each.low for each in ranges),
        )
        found += [mass for mass in map(_micrograms, sent) if mass]  # none in the morning is no dose
        most = [mass for each in ranges if (mass := _micrograms(each.high)) is not None]
        found += [_GRAM] if names_grams(dosage.text) or any(mass >= _GRAM for mass in most) else []
    return next((mass for mass in found if mass >= _GRAM), found[0] if found else None)


class _Strength(msgspec.Struct, gc=False):
    numerator: Quantity | None = None
    denominator: Quantity | None = None


_STRENGTH = reader(_Strength | None)
_A_LITRE = re.compile(r"l|lit(er|re|ro)s?", re.I)


def held_by(ingredients: Iterable[Ingredient]) -> Fraction | None:
    """The most in micrograms that one piece of a medicine holds of an active ingredient; what a litre holds is no piece."""
    found = list[Fraction]()
    for each in ingredients:
        strength = fitting(_STRENGTH, each.strength) if each.isActive is not False else None
        if strength is not None:
            per, mass = strength.denominator or Quantity(), _micrograms(strength.numerator)
            litre = any(_A_LITRE.fullmatch(unit) for unit in (per.code, per.unit) if unit)
            found += [mass] if mass is not None and not litre else []
    return max(found, default=None)


class Amount(NamedTuple):
    """A dose in micrograms: the ends of a range, None where an end is not told or is no mass."""

    low: Fraction | None
    high: Fraction | None


def doses_of(dosages: Iterable[Dosage]) -> list[Amount]:
    """Every dose that is stated; of a dosage that states none there is none known."""
    found = list[Amount]()
    for dosage in dosages:
        if not dosage.doseAndRate:
            found.append(Amount(None, None))
        for each in dosage.doseAndRate:
            ends = (each.doseRange.low, each.doseRange.high) if each.doseRange else (each.doseQuantity,) * 2
            exact = (None if end is None or end.comparator else end for end in ends)
            found.append(Amount(*map(_micrograms, exact)))
    return found


def _micrograms(quantity: Quantity | None) -> Fraction | None:
    if quantity is None or quantity.value is None or abs(quantity.value.adjusted()) > 15:
        return None
    scale = _scale(quantity.code or "") or _scale(quantity.unit or "")
    return Fraction(quantity.value) * scale if scale else None


@lru_cache(maxsize=1024)
def _scale(unit: str) -> int:
    """How many micrograms one is, 0 where it is not a unit of mass that is known."""
    return next((scale for form, scale in _MASSES if form.fullmatch(unit.strip())), 0)
