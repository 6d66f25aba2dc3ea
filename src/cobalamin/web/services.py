"""The three services an EHR discovers, and what each of them looks at."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from cobalamin.records.site import Site
from cobalamin.web.advice import patient_view
from cobalamin.web.answered import AnsweredCase
from cobalamin.web.cards import Card, below_offers, offered_once
from cobalamin.web.detail import ordered_unsure
from cobalamin.web.hooks import Context
from cobalamin.web.order_advice import on_orders
from cobalamin.web.ordered import beside
from cobalamin.web.orders import Order, Orders, orders_in
from cobalamin.web.prefetch import templates
from cobalamin.web.situation import Situation

SPECIFICATION = "2.0.1"
_SCOPES = "patient/Patient.r patient/Observation.rs patient/Condition.rs patient/Procedure.rs patient/MedicationRequest.rs " \
    "patient/MedicationStatement.rs patient/MedicationAdministration.rs patient/MedicationDispense.rs " \
    "patient/AllergyIntolerance.rs patient/ServiceRequest.rs"  # fmt: skip
_USAGE = (
    f"FHIR R4. Send prefetch, or a FHIR server this service may read with {_SCOPES}; with patient/Medication.r medicines that "
    "are pointed to are read too."
)


@dataclass(frozen=True)
class Service:
    """One service: its hook, what it says of itself, the orders it looks at and the cards it gives."""

    id: str
    hook: str
    title: str
    description: str
    advise: Callable[[Situation], Iterator[Card]]
    orders: Callable[[Context, Site | None], Orders]

    def described(self, site: Site | None) -> dict[str, Any]:
        """Its entry in discovery."""
        return {
            "hook": self.hook, "id": self.id, "title": self.title, "description": self.description,
            "prefetch": {t.key: t.query for t in templates(site)}, "usageRequirements": _USAGE, "version": SPECIFICATION,
        }  # fmt: skip


def _none(context: Context, site: Site | None) -> Orders:
    return ()


def _selected(context: Context, site: Site | None) -> Orders:
    return orders_in(context, site, selected_only=True)


def _all(context: Context, site: Site | None) -> Orders:
    return orders_in(context, site, selected_only=False)


_ORDERS = (
    "Checks orders of vitamin B12, folic acid and B12 tests against the record: wrong product or dose, tablets where injections "
    "are indicated, injections where tablets are enough, folic acid alone, uninformative tests. Not signed off by a clinician."
)

SERVICES: dict[str, Service] = {
    service.id: service
    for service in (
        Service(
            "b12-patient-view", "patient-view", "Vitamin B12: injection or not",
            "For a patient with a picture of B12 deficiency: whether injections are indicated, how urgently, why, and what is "
            "missing; for one on injections: that a dose is late, that none is on record beside a low level, or that they were "
            "stopped and are needed for life. Silent otherwise. Not signed off by a clinician.",
            patient_view, _none,
        ),
        Service("b12-order-select", "order-select", "Vitamin B12: the order being chosen", _ORDERS, on_orders, _selected),
        Service("b12-order-sign", "order-sign", "Vitamin B12: the orders being signed", _ORDERS, on_orders, _all),
    )
}  # fmt: skip


def discovery(site: Site | None) -> dict[str, list[dict[str, Any]]]:
    """The discovery document; a site's own codes are asked for too."""
    return {"services": [service.described(site) for service in SERVICES.values()]}


def advised(service: Service, answered: AnsweredCase, context: Context, site: Site | None = None) -> tuple[Card, ...]:
    """The cards of a service for a patient and the orders of the context; none about the dead, none for a layperson."""
    if not is_for_cards(answered, context):
        return ()
    here = Situation(answered, beside(service.orders(context, site), _ordered(service, answered)))
    unsure = ordered_unsure(answered.ordered)
    return tuple(below_offers(one, unsure) for one in offered_once(service.advise(here)))


def is_for_cards(answered: AnsweredCase, context: Context) -> bool:
    """False where no card belongs, whatever the record says: about the dead, and before a layperson (register R92)."""
    return not (answered.case.died or _NO_PROFESSIONAL.search(context.userId))


_NO_PROFESSIONAL = re.compile(r"(^|/)(Patient|RelatedPerson)/")


def _ordered(service: Service, answered: AnsweredCase) -> Iterator[Order]:
    """What is ordered already; at the hooks of orders the EHR sends what waits for a signature itself."""
    return (order for order in answered.ordered.orders if order.signed or service.hook == "patient-view")
