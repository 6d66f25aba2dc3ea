"""Which medicine an entry is of, by its own codes or what it points to, and which B12 product, or folic acid, that is."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from cobalamin.knowledge.treatment import COBALAMINS, Product
from cobalamin.records.codes import ValueSets
from cobalamin.records.fhir.entries import MedicineEntry
from cobalamin.records.fhir.modifiers import changed, changed_medicine
from cobalamin.records.fhir.reading import Reading
from cobalamin.records.fhir.resources import Medication, Medicine
from cobalamin.records.fhir.types import CodeableConcept, Coding, Reference
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


def medicine_of(reading: Reading, resource: Medicine) -> tuple[CodeableConcept | None, CodeableConcept | None]:
    """The medicine's codes and its dose form, from the entry itself or the Medication it points to."""
    if resource.medicationCodeableConcept is not None:
        return resource.medicationCodeableConcept, None
    if resource.medicationReference is None:
        return None, None
    medication = pointed_to(reading, resource)
    concept = None if medication is None else _called(reading, medication)
    display = resource.medicationReference.display
    if concept is None and display:  # the resource it points to was not sent, or says nothing; its name was
        concept = CodeableConcept(text=display)
    return concept, None if medication is None else medication.form


def _called(reading: Reading, medication: Medication) -> CodeableConcept | None:
    """What a medicine is called, with the active ingredients it lists: a pack's own name often does not say what is in it."""
    active = (each for each in medication.ingredient if each.isActive is not False)
    listed = [each.itemCodeableConcept or _made_of(reading, medication, each.itemReference) for each in active]
    ingredients = [each for each in listed if each is not None]
    if not ingredients:
        return medication.code
    own = medication.code or CodeableConcept()
    named = (Coding(display=each.text) for each in ingredients if each.text)
    return CodeableConcept((*own.coding, *(coding for each in ingredients for coding in each.coding), *named), own.text)


def _made_of(reading: Reading, medication: Medication, pointer: Reference | None) -> CodeableConcept | None:
    """The ingredient a medicine points to; a code that says nothing where it was not sent, for it may be anything (R105)."""
    if pointer is None:
        return None
    found = reading.pointed_to(pointer, medication.contained)
    code = (found.code if found is not None else None) or CodeableConcept()
    said = CodeableConcept((*code.coding, *((Coding(display=pointer.display),) if pointer.display else ())), code.text)
    return said if said.coding or said.text else CodeableConcept((Coding(),))


def pointed_to(reading: Reading, resource: Medicine) -> Medication | None:
    """The Medication an entry points to, where it was sent."""
    if resource.medicationCodeableConcept is not None:
        return None
    found = reading.pointed_to(resource.medicationReference, resource.contained)
    return found if isinstance(found, Medication) else None


def is_left_out(reading: Reading, entry: MedicineEntry, product: Product | None) -> bool:
    """Whether something changes the meaning of an entry or of its medicine, which is told."""
    medication = pointed_to(reading, entry.resource)
    why = changed(entry.resource) or (changed_medicine(medication) if medication is not None else "")
    if why:
        reading.leave_out(entry.source, why, tells="perhaps B12" if product in COBALAMINS and entry.taken else "")
    return bool(why)
