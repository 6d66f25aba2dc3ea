"""What is ordered already: tests and B12 that stand in the record as active or drafted requests, so that nobody orders them twice.

No fact of the patient is read from them: an order is no result and no dose. Where they did not arrive nothing falls silent,
and a card that offers an order says that it may be there already.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from cobalamin.journal.entry import OrderedRow
from cobalamin.knowledge.next_tests import NEXT_TESTS
from cobalamin.records.fhir.out import TESTS
from cobalamin.records.fhir.resources import MedicationRequest
from cobalamin.records.moments import day
from cobalamin.records.record import Case
from cobalamin.records.site import Site
from cobalamin.web.orders import Order, Orders, Request, is_of, medications_in, order_of
from cobalamin.web.prefetch import ORDERS, PRESCRIPTIONS, Arrival

WAITING_DAYS = 28
"""So long an order without a result counts as on its way (register R96): our own figure."""
MOST_KEPT = 50
"""How many orders of a record are looked at and kept in the journal, the latest first: an engineering limit."""
_PLANNED = frozenset({"proposal", "plan", "directive", "option"})
"""Intents of what nobody has ordered yet."""
_FACTS = {test.id: frozenset(test.facts) for test in NEXT_TESTS}


@dataclass(frozen=True)
class Ordered:
    """The orders that wait; why others do not count, or did not arrive, as sentences."""

    orders: Orders = ()
    unsure: tuple[str, ...] = ()


NOTHING_ORDERED = Ordered()


class _Asked(NamedTuple):
    """One request of the record that may be an order, with what it is of."""

    request: Request
    order: Order


def ordered_in(arrivals: dict[str, Arrival], case: Case, on: date, site: Site | None) -> Ordered:
    """The orders of the patient that wait on a day."""
    found, unsure = list[Order](), list(_not_read(arrivals[ORDERS]))
    for request, order in _asked(arrivals, case.id, site):
        since = _ordered_on(request)
        waiting = _waiting(order, since, case) if since is not None and _is_recent(order, since, on) else None
        if waiting is not None:
            found.append(waiting)
        else:
            when = f"ordered on {since}" if since is not None else "ordered on no day that is given"
            unsure.append(
                f"{order.reference or 'an order without an id'}: {words(order)}, {when}, not counted as waiting"
            )
    by_name = sorted(found, key=lambda order: order.reference)  # however the EHR sorted those of one day
    latest = sorted(by_name, key=lambda order: order.since or date.min, reverse=True)[:MOST_KEPT]
    more = [f"and {len(unsure) - MOST_KEPT} more"] if len(unsure) > MOST_KEPT else []
    return Ordered(tuple(latest), (*unsure[:MOST_KEPT], *more))


def _not_read(arrival: Arrival) -> Iterator[str]:
    if not arrival.whole:
        yield f"{ORDERS}: {arrival.fault or 'not read'}"


def _asked(arrivals: dict[str, Arrival], patient: str, site: Site | None) -> Iterator[_Asked]:
    """What is of B12 or of one of our tests; an active prescription is no order here, for it says what is taken."""
    medications = medications_in(arrivals[PRESCRIPTIONS].items)
    for item in (*arrivals[ORDERS].items, *arrivals[PRESCRIPTIONS].items):
        request = item.resource
        if isinstance(request, Request) and _is_order(request) and is_of(request.subject, patient):
            order = order_of(request, medications, patient, site)
            if order.cobalamin or order.tests:
                yield _Asked(request, replace(order, signed=request.status == "active", selected=False))


def _is_order(request: Request) -> bool:
    if request.doNotPerform:
        return False
    if request.status == "draft":
        return True
    prescribed = isinstance(request, MedicationRequest)
    return request.status == "active" and request.intent not in _PLANNED and not prescribed


def _ordered_on(request: Request) -> date | None:
    text = request.authoredOn or ""
    return day(text) if len(text) >= len("2026-01-01") else None


def _is_recent(order: Order, since: date, on: date) -> bool:
    """A signed order of injections stands like a prescription until it is ended; everything else waits for a while."""
    return (order.signed and order.cobalamin) or -1 <= (on - since).days <= WAITING_DAYS


def _waiting(order: Order, since: date, case: Case) -> Order | None:
    """The order without what was measured since: a result of the day or later, usable or not, is no longer on its way."""
    measured = {r.fact for r in case.results if r.taken is not None and r.taken.date() >= since}
    tests = frozenset(test for test in order.tests if not _FACTS[test] & measured)
    return replace(order, since=since, tests=tests) if tests or order.cobalamin else None


def words(order: Order) -> str:
    """What was ordered, in a few words."""
    if order.tests:
        return ", ".join(TESTS[test][1] for test in TESTS if test in order.tests)
    return "B12 injection" if order.for_injection else "B12"


def rows_of(ordered: Ordered) -> tuple[OrderedRow, ...]:
    """The orders that wait, as the journal keeps them."""
    return tuple(OrderedRow(words(order), order.since, order.signed, order.reference) for order in ordered.orders)


def beside(orders: Iterable[Order], standing: Iterable[Order]) -> Orders:
    """The drafts of a call with the orders of the record beside them: one the record holds too stands once."""
    drafts = tuple(orders)
    there = {order.reference for order in drafts} - {""}
    return (*drafts, *(order for order in standing if order.reference not in there))
