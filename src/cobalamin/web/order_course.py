"""How an injection is ordered: who decides, its dose, its vein, its interval, and a second loading course (register R116)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cobalamin.knowledge.regimens import PUBLISHED, REGIMENS, Regimen
from cobalamin.web.advice import opening, why_specialist
from cobalamin.web.cards import Card, Indicator, card
from cobalamin.web.detail import detail
from cobalamin.web.orders import Order
from cobalamin.web.situation import Situation

Orders = tuple[Order, ...]


def on_course(here: Situation, orders: Orders) -> Iterator[Card]:
    """The cards about B12 to inject that the patient may have."""
    if not orders:
        return
    for one in (_specialist, _too_much, _by_vein, _too_seldom, _loading_again):
        yield from one(here, orders)


def _said(here: Situation, line: str, indicator: Indicator, *cites: str) -> Card:
    return card(line, indicator, detail(here.answered, f"**{line}**\n\n{opening(here)}"), cites)


def _specialist(here: Situation, orders: Orders) -> Iterator[Card]:
    """A child or a hereditary disorder: no plan of ours is theirs; whoever is on injections has been seen."""
    if here.answer.route.outcome == "specialist" and not here.on_injections:
        line = f"A specialist decides ({why_specialist(here)}): product, dose and interval of this injection are theirs to say."
        yield _said(here, line, "info", "NICE scope", "SPEC 4")


def _too_much(here: Situation, orders: Orders) -> Iterator[Card]:
    if any(order.dose_ug is not None and order.dose_ug > PUBLISHED.largest_dose for order in orders):
        line = "The dose of this B12 injection is larger than any ampoule: check the number and the unit."
        yield _said(here, line, "warning", "FACTS 7 wrong product")


def _by_vein(here: Situation, orders: Orders) -> Iterator[Card]:
    """Cyanocobalamin alone: of a mixture for the vein somebody thought, and of the other products the source says nothing."""
    if any(
        order.product == "cyanocobalamin" and order.route == "intravenous" and not order.mixture for order in orders
    ):
        line = "Cyanocobalamin into a vein is mostly lost in the urine: give it into the muscle or deep under the skin."
        yield _said(here, line, "warning", "FDA")


def _too_seldom(here: Situation, orders: Orders) -> Iterator[Card]:
    """An order that states a regimen whose doses are further apart than the plan has them; of another product nothing follows."""
    plan = here.answer.plan
    wanted = None if plan is None else REGIMENS[plan.regimen]
    for stated in _stated(orders, lambda one: wanted is not None and _is_longer(one, wanted)):
        assert wanted is not None
        line = f"This order repeats {stated.maintenance}; the plan for this patient is {wanted.maintenance}."
        yield _said(here, line, "warning", *wanted.cites)


def _is_longer(one: Regimen, other: Regimen) -> bool:
    if one.due_to is None or other.due_to is None or one.products != other.products:
        return False
    return one.due_to.days > other.due_to.days


def _loading_again(here: Situation, orders: Orders) -> Iterator[Card]:
    """A course from its first dose on, for whoever has injections: the recall list would call its doses too early (M9)."""
    for stated in _stated(orders, lambda one: here.on_injections):
        many = f" ({stated.loading[0].printed})"
        line = (
            f"A loading course{many} is ordered for a patient on B12 injections: a second one needs a recorded reason."
        )
        yield _said(here, line, "info", "PGD", "SPEC 6.1")


def _stated(orders: Orders, wanted: Callable[[Regimen], bool]) -> Iterator[Regimen]:
    """The first regimen with a loading course that an order states in figures, of those that are wanted."""
    stated = (REGIMENS[order.plan] for order in orders if order.plan)
    found = next((regimen for regimen in stated if regimen.loading and wanted(regimen)), None)
    if found is not None:
        yield found
