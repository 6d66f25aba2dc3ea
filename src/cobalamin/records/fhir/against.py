"""What speaks against the next injection of B12 and is no stop: a dose or a supply not given, an order not to give it, a word that
it is not taken (registers R136, R150).
"""

from __future__ import annotations

from dataclasses import replace

from cobalamin.knowledge.treatment import (
    COBALAMINS,
    ENDING_A_HOLD,
    Product,
    Route,
    TreatmentEvent,
    is_b12_to_inject,
    stop_reason,
)
from cobalamin.records.fhir.dosage import route_of
from cobalamin.records.fhir.entries import PLANNED, PROPOSED, MedicineEntry
from cobalamin.records.fhir.modifiers import understood
from cobalamin.records.fhir.notes import add_noted
from cobalamin.records.fhir.products import is_left_out, medicine_of, product_of
from cobalamin.records.fhir.reading import Reading
from cobalamin.records.fhir.resources import (
    MedicationRequest,
    MedicationStatement,
)
from cobalamin.records.fhir.stops import last_change, reason_in, reason_of
from cobalamin.records.fhir.values import start
from cobalamin.records.moments import day, span
from cobalamin.records.record import Source


def add_not_given(reading: Reading, entry: MedicineEntry) -> None:
    """Record a B12 injection, or its supply, that was not given, with the reason (register R136); nothing of other medicines."""
    event, told = _injection(reading, entry), entry.resource
    if event is not None and not isinstance(told, MedicationRequest):
        by = day(last_change(told)) if event.when is None else None
        found = replace(event, kind="not_given", until=by, reason=reason_of(told), supplied=entry.kind == "dispense")
        reading.treatment.append(found)


def add_not_taken(reading: Reading, statement: MedicationStatement) -> None:
    """Record a statement that B12 to inject is not taken: it counts as a dose not given, on the day of the statement."""
    when = statement.dateAsserted or start(statement.effectiveDateTime, statement.effectivePeriod) or ""
    source = Source(f"MedicationStatement/{statement.id}", when)
    entry = MedicineEntry(statement, understood(statement), source, "self-reported", False)
    if _is_said_to_inject(reading, entry):
        add_not_given(reading, entry)


def add_forbidden(reading: Reading, request: MedicationRequest) -> None:
    """An order in force not to inject B12 (register R150): a hold from its day on, or a stop where the reason ends a treatment."""
    if request.status == "active" and request.intent not in (*PLANNED, PROPOSED):
        source = Source(f"MedicationRequest/{request.id}", request.authoredOn or "")
        entry = MedicineEntry(request, understood(request), source, "order", False)
        event, reason = _injection(reading, entry), reason_of(request) or reason_in(request.reasonCode)
        if event is not None:
            ends = stop_reason(reason) in ENDING_A_HOLD
            found = TreatmentEvent("stop" if ends else "hold", event.when, event.source, reason=reason)
            reading.treatment.append(found)


def _injection(reading: Reading, entry: MedicineEntry) -> TreatmentEvent | None:
    """The entry as an event where it is, or may be, of B12 to inject; a reaction in its notes is recorded too."""
    product, route = _b12(reading, entry)
    if product is None or is_left_out(reading, entry, product):
        return None
    add_noted(reading, entry.resource, entry.source)
    if route is not None and not is_b12_to_inject(product, route):
        return None
    where, when, _ = entry.source
    return TreatmentEvent("hold", span(when), where, product, None, route, when_text=when)


def _is_said_to_inject(reading: Reading, entry: MedicineEntry) -> bool:
    """Whether the entry certainly is of B12 to inject: on a patient's own list B12 without a route is usually a tablet."""
    product, route = _b12(reading, entry)
    return product is not None and is_b12_to_inject(product, route)


def _b12(reading: Reading, entry: MedicineEntry) -> tuple[Product | None, Route | None]:
    """The B12 product of an entry and its route; None for another medicine."""
    concept, form = medicine_of(reading, entry.resource)
    sets = reading.bindings.value_sets
    product = None if concept is None else product_of(sets, concept)
    if concept is None or product not in COBALAMINS:
        return None, None
    return product, route_of(entry.dosages, form, concept, sets)
