"""Whose a resource is: its patient by address, by id or by identifier, as guides and vendors refer to one (register R124)."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

import msgspec

from cobalamin.records.fhir.reading import Reading
from cobalamin.records.fhir.resources import Medicine, Passed, Patient, Read, Resource, kind_of
from cobalamin.records.fhir.types import Reference
from cobalamin.records.forms import fitting, reader
from cobalamin.records.identifiers import patient_id, pointed
from cobalamin.records.messages import short


class _Identifier(msgspec.Struct, gc=False):
    system: str | None = None
    value: str | None = None


_ONE = reader(_Identifier | None)
_ALL = reader(tuple[_Identifier, ...] | None)
_SEARCHED = "Patient?identifier="


class Subject:
    """The patient as the resources refer to them; each other subject is told once."""

    def __init__(self, patient: Patient, url: str) -> None:
        self.id, self._born = patient.id or pointed(url)[1], patient.birthDate or ""
        self.references: set[str | None] = {url} if url else set()
        self.strangers: set[str] = set()
        self._identifiers = {*_identifiers(patient.identifier)}
        self._systems = {system for system, _ in self._identifiers}

    def has(self, resource: Resource, reading: Reading) -> bool:
        """Whether a resource is of the patient: one that names nobody is."""
        if isinstance(resource, Passed):
            return True
        said = resource.subject or resource.patient
        return said is None or said.reference in self.references or self._is_of(resource, said, reading)

    def is_named(self, reference: str) -> bool:
        """Whether a reference is to the patient."""
        if reference in self.references or bool(self.id and patient_id(reference) == self.id):
            return True
        return _searched(reference) in self._identifiers

    def _is_of(self, resource: Read, said: Reference, reading: Reading) -> bool:
        """False for a resource that names somebody else: it is left out and told."""
        reference = said.reference
        if reference and self.is_named(reference):
            self.references.add(reference)
            return True
        inside = reference is not None and reference.startswith("#")
        other = self._somebody_inside(resource, reference or "") if inside else self._somebody_else(said)
        if other and other not in self.strangers:
            self.strangers.add(other)
            where = f"{kind_of(resource)}/{resource.id}"
            sentence = f"{where} and perhaps others concern {other}, not Patient/{self.id}: left out"
            reading.tell("unreadable", sentence, where)
        return not other

    def _somebody_inside(self, resource: Read, reference: str) -> str:
        """Who a subject inside the resource is that is not the patient, as `_somebody_else` tells it."""
        for inner in getattr(resource, "contained", ()):
            if isinstance(inner, Patient) and f"#{inner.id}" == reference:
                born, ours = inner.birthDate or "", self._born
                if born and ours and not (born.startswith(ours) or ours.startswith(born)):
                    return "a patient with another birth date"
                return self._by_identifiers(inner.identifier)
        return ""

    def _somebody_else(self, said: Reference) -> str:
        """Who a subject is that is not the patient, told without that person's identifier; "" where it may be the patient."""
        if said.reference:
            if pointed(said.reference)[0] in ("Patient", "") and not self._identifiers.isdisjoint(
                _identifiers(said.identifier)
            ):
                return ""  # an address that was not sent, and the patient's own identifier beside it
            system = _searched(said.reference)[0]
            return f"a patient with another identifier of {short(system)}" if system else said.reference
        if said.type and pointed(said.type)[1] != "Patient":
            return f"a subject of another type ({short(said.type)})"
        return self._by_identifiers(said.identifier)

    def _by_identifiers(self, sent: msgspec.Raw) -> str:
        """Whose identifiers these are; the patient's own among them says that it is the patient."""
        found = [*_identifiers(sent)]
        if not self._identifiers.isdisjoint(found):
            return ""
        system = next((system for system, _ in found if system in self._systems), "")
        return f"a patient with another identifier of {short(system)}" if system else ""


def _searched(reference: str) -> tuple[str, str]:
    """The identifier by which a reference searches for its patient; empty where it does not."""
    if not reference.startswith(_SEARCHED):
        return "", ""
    system, _, value = unquote(reference.removeprefix(_SEARCHED)).partition("|")
    return system, value


def located(resource: Read, url: str) -> None:
    """A resource with the address it stands under: one without an id is known by it, and a medicine that it points to is that of
    its own server.
    """
    if not resource.id:
        resource.id = pointed(url)[1]
    medicine = resource.medicationReference if isinstance(resource, Medicine) else None
    if medicine is not None and (medicine.reference or "").startswith("Medication/"):
        server = url.removesuffix(f"{kind_of(resource)}/{resource.id}")
        medicine.reference = medicine.reference if server == url else f"{server}{medicine.reference}"


def _identifiers(sent: msgspec.Raw) -> Iterator[tuple[str, str]]:
    """The identifiers that were sent with their systems: one alone of a reference, several of a patient."""
    found = fitting(_ALL, sent) if bytes(sent)[:1] == b"[" else (fitting(_ONE, sent),)
    yield from ((each.system, each.value) for each in found or () if each is not None and each.system and each.value)
