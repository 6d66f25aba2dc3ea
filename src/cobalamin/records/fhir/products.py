"""Which B12 product, or folic acid, a medicine is: by its code, else by its name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from cobalamin.knowledge.treatment import Product
from cobalamin.records.codes import ValueSets
from cobalamin.records.fhir.types import CodeableConcept
from cobalamin.records.medicine_names import names_mixture, product_in

_PRODUCTS: Mapping[str, Product] = {
    "med.cyanocobalamin": "cyanocobalamin", "med.cyanocobalamin_parenteral": "cyanocobalamin",
    "med.cyanocobalamin_oral": "cyanocobalamin", "med.cyanocobalamin_nasal": "cyanocobalamin",
    "med.hydroxocobalamin": "hydroxocobalamin", "med.hydroxocobalamin_parenteral": "hydroxocobalamin",
    "med.methylcobalamin": "methylcobalamin", "med.b12_combination": "b12_not_named",
    "med.b12_dmd_parenteral": "b12_not_named", "med.b12_dmd_oral": "b12_not_named", "med.b12_dmd_sublingual": "b12_not_named",
    "admin.b12_injection_procedure": "b12_not_named", "med.folic_acid": "folic_acid",
}  # fmt: skip


def product_of(sets: ValueSets, concept: CodeableConcept) -> Product | None:
    """Which B12 product or folic acid a medicine is, by code, else by its name; a cyanide antidote is no replacement."""
    coded = [_coded(sets, coding.system, coding.code) for coding in concept.coding]
    products = [product for product in coded if product is not None]
    by_code = next((product for product in products if product != "folic_acid"), products[0] if products else None)
    by_name = product_in(*concept.texts)
    if by_code is None or (by_code == "b12_not_named" and by_name != "folic_acid"):
        return by_name or by_code
    return by_name if by_code == "hydroxocobalamin" and by_name == "cyanide_kit" else by_code


@lru_cache(maxsize=16_384)
def _coded(sets: ValueSets, system: str | None, code: str | None) -> Product | None:
    if is_antidote(sets, system, code):
        return "cyanide_kit"
    return next(
        (_PRODUCTS[match.concept] for match in sets.concepts_of(system, code) if match.concept in _PRODUCTS), None
    )


def is_mixture(sets: ValueSets, concept: CodeableConcept) -> bool:
    """Whether something else is in a B12 product, by its name or by its code."""
    matches = (match.concept for each in concept.coding for match in sets.concepts_of(each.system, each.code))
    return names_mixture(concept.texts) or "med.b12_combination" in matches


def is_antidote(sets: ValueSets, system: str | None, code: str | None) -> bool:
    """Whether the code is the cyanide antidote's: no replacement, but a level drawn after it is its own."""
    return any(match.concept == "med.hydroxocobalamin_antidote" for match in sets.exclusions_of(system, code))
