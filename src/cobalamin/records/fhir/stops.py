"""A prescription that was ended: the reason that is given, and the days on which that can have been."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import msgspec

from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.treatment import ENDING, ENDING_A_HOLD, Span, TreatmentEvent, names_reaction, stop_reason
from cobalamin.records.fhir.reading import Reading
from cobalamin.records.fhir.resources import (
    MedicationAdministration,
    MedicationDispense,
    MedicationRequest,
    MedicationStatement,
)
from cobalamin.records.fhir.types import CodeableConcept
from cobalamin.records.fhir.values import start
from cobalamin.records.forms import fitting, reader
from cobalamin.records.holds import held_told
from cobalamin.records.moments import span


class Stop(NamedTuple):
    """An early end. R4 gives that of an order no day, so it lies between the order and the resource's last change."""

    when: Span | None
    reason: str
    until: date | None = None
    """The last day on which an end without a day can have been, where a server tells that."""


class _Meta(msgspec.Struct, gc=False):
    lastUpdated: str | None = None  # noqa: N815


_META = reader(_Meta)
_ALLERGY, _INTOLERANCE = "allergy", "intolerance, read as a reaction"
_OF_ORDERS = "http://terminology.hl7.org/CodeSystem/medicationrequest-status-reason"
_OF_SUPPLIES = "http://terminology.hl7.org/fhir/CodeSystem/medicationdispense-status-reason"
_OF_SUPPLIES_R5 = "http://hl7.org/fhir/CodeSystem/medicationdispense-status-reason"
_REACTIONS: Mapping[tuple[str | None, str | None], str] = {
    (_OF_ORDERS, "salg"): _ALLERGY, (_OF_ORDERS, "sintol"): _INTOLERANCE,
    (_OF_SUPPLIES, "saig"): _ALLERGY, (_OF_SUPPLIES, "sintol"): _INTOLERANCE,
    (_OF_SUPPLIES_R5, "saig"): _ALLERGY, (_OF_SUPPLIES_R5, "sintol"): _INTOLERANCE,
}  # fmt: skip
"""FHIR's own codes of a reaction to a substance of the therapy, in words that are read as one: the code may say it alone.

Sources: HL7's MedicationRequest Status Reason Codes 1.0.1, as HL7 Austria's guide quotes them, and its MedicationDispense Status
Reason Codes, as libraries of programs quote them; an allergy is "saig" there (secondary, all of them). FHIR's codes of a dose not
given, "reason-medication-not-given", name none.
"""
_REASON = reader(CodeableConcept | tuple[CodeableConcept, ...] | None)


def stop_of(resource: MedicationRequest | MedicationStatement) -> Stop | None:
    """The stop that a resource tells of. Any status but *stopped* needs a reason that ends a treatment (M39)."""
    if resource.status not in ("stopped", "completed", "cancelled", "on-hold"):
        return None
    reason = reason_of(resource)
    ending = ENDING_A_HOLD if resource.status == "on-hold" else ENDING
    if resource.status != "stopped" and stop_reason(reason) not in ending:
        return None
    days, last = _days(resource), _changed_last(resource.meta)
    return Stop(days, reason, last if days is None and last != date.max else None)


def hold_of(resource: MedicationRequest | MedicationStatement) -> Stop | None:
    """A hold that is no stop, on the days on which it can have begun (register R133)."""
    on_hold = resource.status == "on-hold" and stop_of(resource) is None
    return Stop(_days(resource), reason_of(resource)) if on_hold else None


_WithReason = MedicationRequest | MedicationStatement | MedicationAdministration | MedicationDispense


def reason_of(resource: _WithReason) -> str:
    """The reason in words; a code alone is told as a code, for it is a reason and nobody here knows which."""
    if isinstance(resource, MedicationDispense):
        return reason_in(resource.statusReasonCodeableConcept)
    return reason_in(resource.statusReason)


def reason_in(sent: msgspec.Raw) -> str:
    """The same of the part that tells it."""
    found = fitting(_REASON, sent)
    concepts = found if isinstance(found, tuple) else () if found is None else (found,)
    texts = [text for concept in concepts for text in concept.texts]
    codings = [coding for concept in concepts for coding in concept.coding if coding.code]
    said = texts or [f"code {coding.code}" for coding in codings]
    if any(names_reaction(text) for text in said):
        return "; ".join(said)
    return "; ".join((*said, *(_REACTIONS[key] for each in codings if (key := (each.system, each.code)) in _REACTIONS)))


def _days(resource: MedicationRequest | MedicationStatement) -> Span | None:
    """An end that is told, else from the beginning on to the last change; None where no beginning is told."""
    if isinstance(resource, MedicationStatement):
        began = start(resource.effectiveDateTime, resource.effectivePeriod) or resource.dateAsserted or ""
        end = span((resource.effectivePeriod and resource.effectivePeriod.end) or "")
        if end is not None:
            return end
    else:
        began = resource.authoredOn or ""
    first, last = span(began), _changed_last(resource.meta)
    return None if first is None else Span(first.first, max(first.last, last))


def tell_plan_on_hold(reading: Reading, planned: TreatmentEvent) -> None:
    """That what is planned is on hold, and why as it was sent, to whoever asks for an answer (registers R131, R133)."""
    if planned.on_hold:
        label = FACTS["b12_injections"].fact.label
        reading.tell(
            "not confirmed", f"{label}: what is planned is {held_told(planned)}", planned.source, planned.when_text
        )


def last_change(resource: MedicationAdministration | MedicationDispense | MedicationStatement) -> str:
    """The day on which a server wrote it last, as a text; "" where none is told."""
    last = _changed_last(resource.meta)
    return "" if last == date.max else last.isoformat()


def _changed_last(meta: msgspec.Raw) -> date:
    """The day on which a server wrote the resource last; without one, any day to come."""
    told = fitting(_META, meta) or _Meta()
    found = span(told.lastUpdated or "")
    return date.max if found is None else found.last
