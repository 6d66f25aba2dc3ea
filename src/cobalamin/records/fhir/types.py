"""The data types of FHIR R4, as far as they are read: a decode takes these fields and passes over everything else.

Lists become tuples and no type is tracked for garbage.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

import msgspec

from cobalamin.records.forms import reader

Name = Annotated[str, msgspec.Meta(max_length=4000)]
"""A code, a name, a unit or a pointer. What is longer is none: a service remembers those it met (an engineering limit)."""


NOT_SENT = msgspec.Raw(b"null")


class Extension(msgspec.Struct, gc=False):
    """Something R4 itself does not say; of its values one is read, where it is known what the address means."""

    url: Name = ""
    valueCoding: msgspec.Raw = NOT_SENT  # noqa: N815


Modifiers = tuple[Extension, ...]
"""What changes the meaning of all that stands beside it: where there is one nobody here knows what the rest says."""


class Coding(msgspec.Struct, gc=False):
    """A code in a system; `extension` is as it was sent, for hardly any code has one."""

    system: Name | None = None
    code: Name | None = None
    display: Name | None = None
    extension: msgspec.Raw = NOT_SENT


class CodeableConcept(msgspec.Struct, gc=False):
    """Codes and text for one concept."""

    coding: tuple[Coding, ...] = ()
    text: Name | None = None

    @property
    def texts(self) -> list[str]:
        """Every distinct text the concept carries, its own first."""
        shown = [coding.display for coding in self.coding if coding.display and coding.display != self.text]
        return [self.text, *shown] if self.text else shown


class Quantity(msgspec.Struct, gc=False):
    """A number as sent, with its unit text and unit code."""

    value: Decimal | None = None
    comparator: Name | None = None
    unit: Name | None = None
    code: Name | None = None

    @property
    def sent_unit(self) -> Name | None:
        """The unit's code, else its text."""
        return self.code or self.unit


class Range(msgspec.Struct, gc=False):
    """A reference range: its ends, or what is printed of them; `type` says of what it is the range."""

    low: Quantity | None = None
    high: Quantity | None = None
    type: CodeableConcept | None = None
    text: Name | None = None
    modifierExtension: Modifiers = ()  # noqa: N815


class Period(msgspec.Struct, gc=False):
    """From when to when."""

    start: str | None = None
    end: str | None = None


class Reference(msgspec.Struct, gc=False):
    """A pointer to another resource, by its address or by an identifier, which is as it was sent."""

    reference: Name | None = None
    display: Name | None = None
    type: Name | None = None
    identifier: msgspec.Raw = NOT_SENT


class PatientLink(msgspec.Struct, gc=False):
    """How another record of the patient stands to this one."""

    type: Name | None = None


class Ingredient(msgspec.Struct, gc=False):
    """What is in a medicine."""

    itemCodeableConcept: CodeableConcept | None = None  # noqa: N815
    itemReference: Reference | None = None  # noqa: N815
    isActive: bool | None = None  # noqa: N815
    strength: msgspec.Raw = NOT_SENT


class Reaction(msgspec.Struct, gc=False):
    """What set off an allergic reaction."""

    substance: CodeableConcept | None = None
    modifierExtension: Modifiers = ()  # noqa: N815


class DoseAndRate(msgspec.Struct, gc=False):
    """How much."""

    doseQuantity: Quantity | None = None  # noqa: N815
    doseRange: Range | None = None  # noqa: N815


class Dosage(msgspec.Struct, gc=False):
    """How a medicine is given. `dose` is where MedicationAdministration holds it; what is raw is read with the schedule alone."""

    sequence: msgspec.Raw = NOT_SENT
    route: CodeableConcept | None = None
    text: Name | None = None
    asNeededBoolean: msgspec.Raw = NOT_SENT  # noqa: N815
    asNeededCodeableConcept: msgspec.Raw = NOT_SENT  # noqa: N815
    patientInstruction: Name | None = None  # noqa: N815
    timing: msgspec.Raw = NOT_SENT
    doseAndRate: tuple[DoseAndRate, ...] = ()  # noqa: N815
    dose: Quantity | None = None
    modifierExtension: Modifiers = ()  # noqa: N815

    @property
    def as_needed(self) -> bool:
        """True where it is left to somebody when it is given."""
        return bytes(self.asNeededBoolean) not in (b"null", b"false") or bytes(self.asNeededCodeableConcept) != b"null"


class Valued(msgspec.Struct, gc=False):
    """The value of an observation. `interpretation` is a list in R4; one concept alone betrays STU3."""

    valueQuantity: Quantity | None = None  # noqa: N815
    valueString: str | None = None  # noqa: N815
    valueCodeableConcept: CodeableConcept | None = None  # noqa: N815
    valueBoolean: bool | None = None  # noqa: N815
    valueInteger: int | None = None  # noqa: N815
    dataAbsentReason: CodeableConcept | None = None  # noqa: N815
    interpretation: tuple[CodeableConcept, ...] | CodeableConcept = ()
    referenceRange: tuple[Range, ...] = ()  # noqa: N815
    modifierExtension: Modifiers = ()  # noqa: N815


class Component(Valued, gc=False):
    """A result inside a result."""

    code: CodeableConcept | None = None


class Answer(msgspec.Struct, gc=False):
    """An answer in a questionnaire, and what was asked because of it."""

    valueBoolean: bool | None = None  # noqa: N815
    valueInteger: int | None = None  # noqa: N815
    valueString: str | None = None  # noqa: N815
    valueCoding: Coding | None = None  # noqa: N815
    item: tuple[Asked, ...] = ()


class Asked(msgspec.Struct, gc=False):
    """A question of a questionnaire with its answers, or a group of questions."""

    text: Name | None = None
    answer: tuple[Answer, ...] = ()
    item: tuple[Asked, ...] = ()


class Anything(msgspec.Struct, gc=False):
    """An object of which only its being there is read."""


TEXT = reader(str | None)
CONCEPT = reader(CodeableConcept | None)
CONCEPTS = reader(tuple[CodeableConcept, ...] | None)
"""What reads a part of a resource that is left as it was sent until somebody asks for it."""
