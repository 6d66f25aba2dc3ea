"""A resource that does not fit FHIR R4: by its own name and its code what it may have been, so that somebody looks at it."""

from __future__ import annotations

import msgspec

from cobalamin.records.fhir.of_b12 import name_of_b12
from cobalamin.records.fhir.resources import MEDICINES, NO_TYPE, R4_TYPES
from cobalamin.records.fhir.types import NOT_SENT, TEXT
from cobalamin.records.forms import fitting, reader
from cobalamin.records.messages import fault
from cobalamin.records.record import Missing, Source, Tells, left_out


class Unfit(msgspec.Struct, frozen=True, gc=False):
    """The parts of a resource that are looked at where the whole does not fit, each as it was sent."""

    resourceType: msgspec.Raw = NOT_SENT  # noqa: N815
    id: msgspec.Raw = NOT_SENT
    code: msgspec.Raw = NOT_SENT
    medicationCodeableConcept: msgspec.Raw = NOT_SENT  # noqa: N815
    effectiveDateTime: msgspec.Raw = NOT_SENT  # noqa: N815

    @property
    def kind(self) -> str:
        """Its type, "" where it names none."""
        return _name(self.resourceType)

    @property
    def name(self) -> str:
        """Its id, "" where it has none: its own, not that of what it contains."""
        return _name(self.id)

    def told(self, problem: Exception, place: str = "") -> Missing:
        """Why it was left out, `problem`; without an id it is told by its place in what was sent."""
        kind = self.kind or "resource"
        where = f"{kind}/{self.name}" if self.name or not place else place
        why = fault(problem) if kind in R4_TYPES or kind == "resource" else NO_TYPE
        told = left_out(where, why, where if self.name or not place else f"{where} ({kind})")
        return told._replace(source=Source(where, _name(self.effectiveDateTime)), tells=self._tells)

    @property
    def _tells(self) -> Tells:
        if self.kind == "Observation":
            return "perhaps a level" if name_of_b12(bytes(self.code)) else ""
        is_b12 = self.kind in MEDICINES and name_of_b12(bytes(self.medicationCodeableConcept))
        return "perhaps B12" if is_b12 else ""


class _Entry(msgspec.Struct, gc=False):
    resource: Unfit = Unfit()


UNFIT_RESOURCE = reader(Unfit)
_ENTRY = reader(_Entry)
_LONGEST_ID = 64
"""FHIR allows no more."""


def unfit_in(entry: bytes | msgspec.Raw) -> Unfit:
    """The resource in an entry of a Bundle that does not fit."""
    found = fitting(_ENTRY, entry)
    return found.resource if found is not None else Unfit()


def _name(sent: msgspec.Raw) -> str:
    """A type, an id or a day as sent, "" where there is none."""
    found = fitting(TEXT, sent) or ""
    return found if len(found) <= _LONGEST_ID else ""
