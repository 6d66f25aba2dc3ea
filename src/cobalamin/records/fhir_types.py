"""The fields of FHIR R4 that are read, as types: one typed decode takes them and passes over everything else.

Lists become tuples and no type is tracked for garbage: a Bundle of 300 entries is decoded in under a millisecond.
"""

from __future__ import annotations

import re
from decimal import Decimal

import msgspec

from cobalamin.records.codes import RecordError
from cobalamin.records.document import UNFIT, decoded, without_mark
from cobalamin.records.record import Missing, Source


class Coding(msgspec.Struct, gc=False):
    """A code in a system."""

    system: str | None = None
    code: str | None = None
    display: str | None = None


class CodeableConcept(msgspec.Struct, gc=False):
    """Codes and text for one concept."""

    coding: tuple[Coding, ...] = ()
    text: str | None = None

    @property
    def texts(self) -> list[str]:
        """Every distinct text the concept carries, its own first."""
        shown = [coding.display for coding in self.coding if coding.display and coding.display != self.text]
        return [self.text, *shown] if self.text else shown


class Quantity(msgspec.Struct, gc=False):
    """A number as sent, with its unit text and unit code."""

    value: Decimal | None = None
    comparator: str | None = None
    unit: str | None = None
    code: str | None = None

    @property
    def sent_unit(self) -> str | None:
        """The unit's code, else its text."""
        return self.code or self.unit


class Range(msgspec.Struct, gc=False):
    """A reference range."""

    low: Quantity | None = None
    high: Quantity | None = None


class Period(msgspec.Struct, gc=False):
    """From when to when."""

    start: str | None = None
    end: str | None = None


class Reference(msgspec.Struct, gc=False):
    """A pointer to another resource."""

    reference: str | None = None


class DoseAndRate(msgspec.Struct, gc=False):
    """How much."""

    doseQuantity: Quantity | None = None  # noqa: N815


class Dosage(msgspec.Struct, gc=False):
    """How a medicine is given. `dose` is where MedicationAdministration holds it."""

    route: CodeableConcept | None = None
    text: str | None = None
    doseAndRate: tuple[DoseAndRate, ...] = ()  # noqa: N815
    dose: Quantity | None = None


class Component(msgspec.Struct, gc=False):
    """A result inside a result. `interpretation` is a list in R4; one concept alone betrays STU3."""

    code: CodeableConcept | None = None
    valueQuantity: Quantity | None = None  # noqa: N815
    valueString: str | None = None  # noqa: N815
    valueCodeableConcept: CodeableConcept | None = None  # noqa: N815
    valueBoolean: bool | None = None  # noqa: N815
    dataAbsentReason: CodeableConcept | None = None  # noqa: N815
    interpretation: tuple[CodeableConcept, ...] | CodeableConcept = ()
    referenceRange: tuple[Range, ...] = ()  # noqa: N815


class Anything(msgspec.Struct, gc=False):
    """An object of which only its being there is read."""


class Resource(Component, kw_only=True, gc=False):
    """The union of the fields read from any resource; the reader of its type takes what is its own."""

    resourceType: str = ""  # noqa: N815
    id: str = ""
    status: str | None = None
    clinicalStatus: CodeableConcept | str | None = None  # noqa: N815
    verificationStatus: CodeableConcept | str | None = None  # noqa: N815
    subject: Reference | None = None
    patient: Reference | None = None
    effectiveDateTime: str | None = None  # noqa: N815
    effectivePeriod: Period | None = None  # noqa: N815
    effectiveInstant: str | None = None  # noqa: N815
    issued: str | None = None
    onsetDateTime: str | None = None  # noqa: N815
    onsetPeriod: Period | None = None  # noqa: N815
    abatementDateTime: str | None = None  # noqa: N815
    abatementPeriod: Period | None = None  # noqa: N815
    abatementString: str | None = None  # noqa: N815
    abatementAge: Anything | None = None  # noqa: N815
    abatementRange: Anything | None = None  # noqa: N815
    recordedDate: str | None = None  # noqa: N815
    performedDateTime: str | None = None  # noqa: N815
    performedPeriod: Period | None = None  # noqa: N815
    authoredOn: str | None = None  # noqa: N815
    dateAsserted: str | None = None  # noqa: N815
    intent: str | None = None
    doNotPerform: bool = False  # noqa: N815
    medicationCodeableConcept: CodeableConcept | None = None  # noqa: N815
    medicationReference: Reference | None = None  # noqa: N815
    form: CodeableConcept | None = None
    dosageInstruction: tuple[Dosage, ...] = ()  # noqa: N815
    dosage: tuple[Dosage, ...] | Dosage = ()
    component: tuple[Component, ...] = ()
    contained: tuple[Resource, ...] = ()
    gender: str | None = None
    birthDate: str | None = None  # noqa: N815
    deceasedBoolean: bool = False  # noqa: N815
    deceasedDateTime: str | None = None  # noqa: N815
    # fields of other versions: read only to say so (see fhir_version)
    medication: Anything | None = None
    occurrenceDateTime: str | None = None  # noqa: N815
    occurrencePeriod: Period | None = None  # noqa: N815
    occurenceDateTime: str | None = None  # noqa: N815
    occurencePeriod: Period | None = None  # noqa: N815
    type: Anything | tuple[Anything, ...] | str | None = None


class Entry(msgspec.Struct, gc=False):
    """A resource and the address it stands under."""

    fullUrl: str | None = None  # noqa: N815
    resource: Resource | None = None


class Bundle(msgspec.Struct, gc=False):
    """What was sent of one patient."""

    resourceType: str = ""  # noqa: N815
    id: str = ""
    entry: tuple[Entry, ...] = ()


class _RawEntry(msgspec.Struct):
    fullUrl: str | None = None  # noqa: N815
    resource: msgspec.Raw = msgspec.Raw(b"null")


class _RawBundle(msgspec.Struct):
    resourceType: str = ""  # noqa: N815
    id: str = ""
    entry: list[msgspec.Raw] = []


READ = frozenset({
    "Patient", "Observation", "DiagnosticReport", "Condition", "Procedure", "AllergyIntolerance", "Medication",
    "MedicationRequest", "MedicationStatement", "MedicationAdministration",
})  # fmt: skip
"""The resource types that can hold facts; a resource of another type may look as it likes."""
BUNDLE = msgspec.json.Decoder(Bundle)
_RAW_BUNDLE = msgspec.json.Decoder(_RawBundle)
_RAW_ENTRY = msgspec.json.Decoder(_RawEntry)
_RESOURCE = msgspec.json.Decoder(Resource | None)

# --- a Bundle from bytes ---------------------------------------------------------------------------------------------


def decoded_bundle(data: bytes) -> tuple[Bundle, list[Missing]]:
    """The Bundle in the bytes, and why each resource left out of it could not be read."""
    text = without_mark(data)
    problems: list[Missing] = []
    try:
        bundle = BUNDLE.decode(text)
    except UNFIT:
        bundle = _entry_by_entry(text, problems)
    if bundle.resourceType != "Bundle":
        raise _no_bundle(bundle.resourceType or "none")
    return bundle, problems


def _no_bundle(found: str) -> RecordError:
    return RecordError(
        f'$.resourceType: found {found}, expected "Bundle" with one Patient and what is recorded of them'
    )


def _entry_by_entry(data: bytes, problems: list[Missing]) -> Bundle:
    """The bundle with each bad resource left out and told; a text that is no bundle at all is refused by `decoded`."""
    try:
        raw = _RAW_BUNDLE.decode(data)
    except UNFIT as problem:
        found = decoded(data).get("resourceType")
        if found != "Bundle":
            raise _no_bundle(repr(found)) from None
        raise RecordError(f"{_fault(problem)}: this is no FHIR Bundle") from None
    entries: list[Entry] = []
    for i, text in enumerate(raw.entry):
        try:
            entry = _RAW_ENTRY.decode(text)
            entries.append(Entry(entry.fullUrl, _RESOURCE.decode(entry.resource)))
        except UNFIT as problem:
            unread = _unreadable(bytes(text), i, problem)
            problems.extend([unread] if unread is not None else [])
    return Bundle(raw.resourceType, raw.id, tuple(entries))


_NAMED = re.compile(rb'"(resourceType|id)"\s*:\s*"([^"]{1,64})"')


def _unreadable(text: bytes, i: int, problem: Exception) -> Missing | None:
    """Why a resource was left out; None where its type is never read."""
    names = {key.decode(): value.decode(errors="replace") for key, value in reversed(_NAMED.findall(text[:4000]))}
    kind = names.get("resourceType", "resource")
    if "resourceType" in names and kind not in READ:
        return None
    where, shown = f"$.entry[{i}]", f"$.entry[{i}] ({kind})"
    if "id" in names:
        where = shown = f"{kind}/{names['id']}"
    sentence = f"{shown} is not a FHIR R4 resource and was left out: {_fault(problem)}"
    return Missing("unreadable", sentence, Source(where))


_TYPES = re.compile(r"`([a-z| ]+)`")
_IN_WORDS = {
    "array": "a list", "object": "an object", "str": "a text", "int": "a number", "float": "a number",
    "decimal": "a number", "bool": "true or false", "null": "null",
}  # fmt: skip


def _fault(problem: Exception) -> str:
    """The place and what stands there, in the words of JSON."""
    what, _, place = str(problem).partition(" - at `")
    told = _TYPES.sub(lambda found: " or ".join(_IN_WORDS.get(t, t) for t in found[1].split(" | ")), what)
    return f"{place.rstrip('`') or '$'}: {told[:1].lower()}{told[1:]}"
