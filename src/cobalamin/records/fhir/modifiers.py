"""What changes the meaning of a whole resource of FHIR R4 and is not understood here.

R4 forbids to read such a resource as if it did not stand there (http://hl7.org/fhir/R4/extensibility.html#modifierExtension):
what may say something is left out and told (register R100). One is understood: what affects how a result is read (register R171).
"""

from __future__ import annotations

from collections.abc import Iterator

from cobalamin.records.fhir.resources import (
    Medication,
    MedicationDispense,
    MedicationRequest,
    Medicine,
    Observation,
    Patient,
    Read,
    kind_of,
)
from cobalamin.records.fhir.types import Coding, Dosage, Extension, Modifiers
from cobalamin.records.forms import fitting, reader
from cobalamin.records.messages import short


def changed(resource: Read) -> str:
    """What changes the meaning of a resource, "" where nothing does."""
    sent = resource.modifierExtension
    strange = sent and tuple(each for each in sent if not _is_understood(each, resource))
    if strange:
        return changed_by(strange)
    if not resource.implicitRules:
        return ""
    rules = short(resource.implicitRules)
    return f"it was written by implicit rules ({rules}), which can change what it says and are not known here"


AFFECTS_READING = (
    "https://www.medizininformatik-initiative.de/fhir/core/modul-labor/StructureDefinition/"
    "InterpretationsbeeinflussendeEigenschaft"
)
"""By this modifier the core data set of German university hospitals says of a specimen that it was haemolysed, lipaemic or icteric
(https://github.com/medizininformatik-initiative/kerndatensatzmodul-labor).
"""
_CODING = reader(Coding)


def _is_understood(modifier: Extension, resource: Read) -> bool:
    return modifier.url == AFFECTS_READING and isinstance(resource, Observation)


def affected_by(observation: Observation) -> str:
    """What the laboratory says of a specimen or a measurement that affects how its result is read, "" of none."""
    for each in observation.modifierExtension:
        if each.url == AFFECTS_READING:
            coding = fitting(_CODING, each.valueCoding) or Coding()
            return coding.display or coding.code or "a property that affects how it is read"
    return ""


def changed_by(modifiers: Modifiers) -> str:
    """The same of a part of a resource."""
    url = short(modifiers[0].url)
    return f"it carries a modifier extension ({url}), which can change what it says and is not known here"


def changed_medicine(medication: Medication) -> str:
    """What keeps others from naming their medicine by this one."""
    if medication.status == "entered-in-error":
        return "the medicine it points to was recorded by mistake"
    what = changed(medication)
    return f"of the medicine it points to: {what}" if what else ""


def dosages_of(resource: Medicine) -> tuple[Dosage, ...]:
    """The dosages of an entry, as they were sent."""
    if isinstance(resource, (MedicationRequest, MedicationDispense)):
        return resource.dosageInstruction
    return (resource.dosage,) if isinstance(resource.dosage, Dosage) else resource.dosage


def not_understood(resource: Medicine) -> Iterator[tuple[str, str]]:
    """Where the dosages stand of which it is not known what they say, each with why."""
    for i, dosage in enumerate(dosages_of(resource)):
        if dosage.modifierExtension:
            yield f"{kind_of(resource)}/{resource.id}#dosage[{i}]", changed_by(dosage.modifierExtension)


def understood(resource: Medicine) -> tuple[Dosage, ...]:
    """The dosages of which it is known what they say."""
    return tuple([dosage for dosage in dosages_of(resource) if not dosage.modifierExtension])


def tells_of_another_record(patient: Patient) -> bool:
    """Whether a record says that it is not in use any more, or that another one took its place."""
    return patient.active is False or any(link.type == "replaced-by" for link in patient.link)
