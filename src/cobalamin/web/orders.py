"""The orders being written: which are of B12, folic acid or a B12 test, read with the same reader as the record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cobalamin.knowledge.treatment import INJECTED, Product
from cobalamin.records.codes import RecordError, shipped
from cobalamin.records.fhir import case_of
from cobalamin.records.fhir_bundle import Entry
from cobalamin.records.fhir_resources import Medication, MedicationRequest, Patient, ServiceRequest
from cobalamin.web.hooks import Context

_TESTS = frozenset({"lab.b12_total", "lab.holotc"})
_COBALAMINS: frozenset[Product] = frozenset({"hydroxocobalamin", "cyanocobalamin", "methylcobalamin", "b12_not_named"})


@dataclass(frozen=True)
class Order:
    """One draft: its reference, what it is of, and the facts it would make true once signed."""

    reference: str
    product: Product | None = None
    injected: bool = False
    swallowed: bool = False
    b12_test: bool = False
    facts: frozenset[str] = frozenset()

    @property
    def cobalamin(self) -> bool:
        """True for a B12 product as replacement, by whatever route."""
        return self.product in _COBALAMINS


def orders_in(context: Context, *, selected_only: bool) -> tuple[Order, ...]:
    """The drafts of the context; with `selected_only` those just selected. What cannot be read is no order of ours."""
    drafts = context.draftOrders
    items = drafts.entry if drafts is not None else []
    chosen = _selected(context.selections or []) if selected_only else None
    medications = [item.resource for item in items if isinstance(item.resource, Medication)]
    found: list[Order] = []
    for item in items:
        resource = item.resource
        if not isinstance(resource, MedicationRequest | ServiceRequest):
            continue
        if chosen is not None and _reference(resource) not in chosen:
            continue
        if isinstance(resource, MedicationRequest) and not resource.doNotPerform:
            found.append(_medicine(resource, medications, context.patientId))
        elif isinstance(resource, ServiceRequest):
            found.append(Order(_reference(resource), b12_test=_is_b12_test(resource)))
    return tuple(found)


def _selected(selections: Iterable[str]) -> frozenset[str]:
    """References without a server's address or a version before or behind them."""
    return frozenset("/".join(text.partition("/_history")[0].split("/")[-2:]) for text in selections)


def _reference(resource: MedicationRequest | ServiceRequest) -> str:
    return f"{type(resource).__name__}/{resource.id}"


def _medicine(request: MedicationRequest, medications: Iterable[Medication], patient: str) -> Order:
    """What a draft prescription is of: read as if it were signed, apart from the record."""
    reference = _reference(request)
    signed = MedicationRequest(
        id=request.id, status="active", intent="order", contained=request.contained,
        medicationCodeableConcept=request.medicationCodeableConcept, medicationReference=request.medicationReference,
        dosageInstruction=request.dosageInstruction,
    )  # fmt: skip
    who = Patient(id=patient)
    try:
        case = case_of([Entry(None, who), *(Entry(None, each) for each in medications), Entry(None, signed)], patient)
    except RecordError:
        return Order(reference)
    event = case.treatment[0] if case.treatment else None
    facts = frozenset(s.fact for s in case.statements if s.present)
    if event is None:
        return Order(reference, facts=facts)
    return Order(
        reference, event.product, event.route in INJECTED, event.route in ("oral", "nasal"), facts=facts,
    )  # fmt: skip


def _is_b12_test(request: ServiceRequest) -> bool:
    codes = request.code.coding if request.code is not None else []
    return any(match.concept in _TESTS for c in codes for match in shipped().concepts_of(c.system, c.code))
