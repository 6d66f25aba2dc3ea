"""Which medicine an entry is of: by its own codes, those of the Medication it points to, or what that is made of."""

from __future__ import annotations

from cobalamin.records.fhir.entries import MedicineEntry
from cobalamin.records.fhir.modifiers import changed, changed_medicine
from cobalamin.records.fhir.reading import Reading
from cobalamin.records.fhir.resources import Medication, Medicine
from cobalamin.records.fhir.types import CodeableConcept, Coding, Reference


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


def is_left_out(reading: Reading, entry: MedicineEntry) -> bool:
    """Whether something changes the meaning of an entry or of its medicine, which is told."""
    medication = pointed_to(reading, entry.resource)
    why = changed(entry.resource) or (changed_medicine(medication) if medication is not None else "")
    if why:
        reading.leave_out(entry.source.where, why)
    return bool(why)
