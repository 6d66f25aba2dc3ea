"""One entry of a list of medicines: whether it says that something is taken, was ordered, or was given."""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple

from cobalamin.records.fhir.resources import MedicationRequest, MedicationStatement, Medicine
from cobalamin.records.fhir.types import Dosage
from cobalamin.records.moments import day
from cobalamin.records.record import Source

Kind = Literal["order", "administration", "self-reported", "dispense"]
DATED = ("administration", "dispense")


PLANNED = ("plan", "option")
"""What is no order by itself. One line of a prescription of several is an option of its group, which is not read (register R80)."""
PROPOSED = "proposal"


class MedicineEntry(NamedTuple):
    """One medicine entry: what kind of word it is, where it stands, whether it is taken now or until which day."""

    resource: Medicine
    dosages: tuple[Dosage, ...]
    source: Source
    kind: Kind
    active: bool
    until: date | None = None
    doubted: str = ""
    """The status that leaves open whether it is taken."""
    bounded: bool = False
    """Whether the end of a word is that of its dosage alone."""
    mixture: bool = False
    """Whether something else is in the product beside B12."""

    @property
    def may_go_on(self) -> bool:
        """True where it may be taken beyond its end, which is that of the dosage: nobody says that it ended (register R80)."""
        return self.kind == "order" or self.bounded

    @property
    def taken(self) -> bool:
        """A dose given or dispensed was taken; an order or a word only while it is active; what is proposed is not."""
        return (self.active and not self.proposed) or self.kind in DATED

    @property
    def withdrawn(self) -> bool:
        """True for an order that was cancelled: nothing was ever ordered by it."""
        return self.resource.status == "cancelled"

    @property
    def in_force(self) -> bool:
        """True for an order that stands, without a doubt and without an end: what it states is what is agreed."""
        return self.kind == "order" and self.active and not self.doubted and self.until is None

    @property
    def event(self) -> Literal["order", "planned", "administration", "self-reported"]:
        """What it is in a course of treatment; a supply counts as an order, for it may lie in a cupboard and proves no dose."""
        if self.planned:
            return "planned"
        return "order" if self.kind == "dispense" or self.begun or self.said else self.kind

    @property
    def said(self) -> bool:
        """True for a statement that it is taken, or was over some time; a reported dose, of one day, is none (register R128)."""
        return isinstance(self.resource, MedicationStatement) and not _is_of_one_day(self.resource)

    @property
    def planned(self) -> bool:
        """True for what is planned or proposed: nobody ordered it by itself. A plan that is reported is what is taken (R132)."""
        intent = self.resource.intent if isinstance(self.resource, MedicationRequest) else None
        return intent == PROPOSED or (intent in PLANNED and not self.reported)

    @property
    def reported(self) -> bool:
        """True for a request that was written elsewhere, or is a patient's word, and is told here (register R132)."""
        told = self.resource
        return isinstance(told, MedicationRequest) and (
            bytes(told.reportedBoolean) == b"true" or bytes(told.reportedReference) != b"null"
        )

    @property
    def begun(self) -> bool:
        """True for a dose that was broken off, halted or is of unknown state: nobody knows whether it was given (R80)."""
        return self.kind == "administration" and bool(self.doubted)

    @property
    def unsure(self) -> bool:
        """True for an order whose sender does not know whether it stands."""
        return self.kind == "order" and self.doubted == "unknown"

    @property
    def proposed(self) -> bool:
        """True for a proposal: it is told where it is of injections, and never says that something is taken (R131)."""
        return isinstance(self.resource, MedicationRequest) and self.resource.intent == PROPOSED


def _is_of_one_day(told: MedicationStatement) -> bool:
    if told.status not in ("completed", None):
        return False
    period = told.effectivePeriod
    begun_and_over = period is not None and bool(period.start) and day(period.start or "") == day(period.end or "")
    return bool(told.effectiveDateTime) or begun_and_over
