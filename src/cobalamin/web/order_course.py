"""How an injection is ordered: who decides, its dose, its vein, its interval, and a second loading course (register R116)."""

from __future__ import annotations

from collections.abc import Iterator

from cobalamin.knowledge.regimens import PUBLISHED, REGIMENS, Regimen
from cobalamin.knowledge.treatment import Every, stop_reason
from cobalamin.records.holds import hold_told, standing_hold
from cobalamin.records.refusals import refusals_told
from cobalamin.records.stops import stop_told
from cobalamin.translation.phrases import capital
from cobalamin.web.card_words import opening, told, why_specialist
from cobalamin.web.cards import MOST_CHARACTERS, Card, card
from cobalamin.web.detail import detail, plain
from cobalamin.web.orders import Order, Orders
from cobalamin.web.situation import Situation

_LABEL, _PRACTICE = REGIMENS["us.cyanocobalamin.label"], REGIMENS["us.cyanocobalamin.practice"]


def on_course(here: Situation, orders: Orders) -> Iterator[Card]:
    """The cards about B12 to inject that the patient may have."""
    if not orders:
        return
    for one in (_specialist, _too_much, _too_little, _by_vein, _too_seldom, _loading_again):
        yield from one(here, orders)


def asked_about(here: Situation, orders: Orders) -> Iterator[Card]:
    """The cards about B12 to inject, whatever its product, that nobody orders before asking (registers R133, R136, R142)."""
    if orders and not here.allergic:
        for one in (_on_hold, _refused, _declined):
            yield from one(here)


def _on_hold(here: Situation) -> Iterator[Card]:
    """The card for an order beside one on hold, which whoever signs may not know of (register R133)."""
    hold = standing_hold(here.answered.case.treatment, here.answer.on) if here.on_hold else None
    if hold is not None:
        then = "ask why, and until when, before signing another."
        yield _told_whole(here, "An order for B12 injections is on hold", hold_told(hold, here.answer.on), then)


def _refused(here: Situation) -> Iterator[Card]:
    """The card for an order after a dose that was not given: what, when and why as it was sent (register R136)."""
    if here.refused:
        then = "ask why before signing another."
        yield _told_whole(here, "The last dose of B12 was not given", refusals_told(here.refused, here.answer.on), then)


def _declined(here: Situation) -> Iterator[Card]:
    """The card for an order where the course was declined (R142), or may be stopped (R143); another asks about an allergy."""
    stop = here.stopped
    if here.answered.facts.may_decline and not (here.on_injections or here.refused or stop is not None):
        line = "The record says in words that injections may be declined: ask before signing."
        yield told(here, line, "info", ("SPEC 6.1",))
    if stop is None or here.doubted_allergies:
        return
    if here.stop_may_hold or stop_reason(stop.reason) == "patient_choice":
        then = "ask before signing another."
        yield _told_whole(here, "A stop of the B12 injections is recorded", stop_told(stop, here.answer.on), then)


def _told_whole(here: Situation, short: str, said: str, then: str) -> Card:
    """What the record tells and what to do; where a line has no room for all of it, in the detail."""
    whole, named = f"B12 injections: {said}; {then}", capital(f"{said}; {then}")
    first = f"**{plain(whole)}**\n\n{opening(here)}"
    lines = (whole, named if "injections" in said else "", f"{short}: {then}")
    line = next(each for each in lines if each and len(each) <= MOST_CHARACTERS)
    return card(line, "warning", detail(here.answered, first), ("SPEC 6.1",))


def _specialist(here: Situation, orders: Orders) -> Iterator[Card]:
    """A child or a hereditary disorder: no plan of ours is theirs; whoever is on injections has been seen."""
    if here.answer.route.outcome == "specialist" and not here.on_injections:
        line = f"A specialist decides ({why_specialist(here)}): product, dose and interval of this injection are theirs to set."
        yield told(here, line, "info", ("NICE scope", "SPEC 4"))


def _too_much(here: Situation, orders: Orders) -> Iterator[Card]:
    """The card for too large a dose of B12 alone; of a mixture nobody knows what the amount is of."""
    alone = [order.dose_ug for order in orders if order.dose_ug is not None and not order.mixture]
    if any(dose > PUBLISHED.largest_dose for dose in alone):
        line = "The dose of this B12 injection is larger than any ampoule: check the number and the unit."
        yield told(here, line, "warning", ("FACTS 7 wrong product",))


def _too_little(here: Situation, orders: Orders) -> Iterator[Card]:
    """A dose that no list counts (M6) is a slip, of milligrams as a rule; of a child a specialist sets it, and of a mixture nobody
    knows what the amount is of.
    """
    small = any(
        order.dose_ug is not None and order.dose_ug < PUBLISHED.least_dose and not order.mixture for order in orders
    )
    if small and here.answer.route.outcome != "specialist":
        line = (
            f"The dose of this B12 injection is below {PUBLISHED.least_dose} micrograms, too little to count: check the number "
            "and the unit."
        )
        yield told(here, line, "warning", ("SPEC 6.1", "M6"))


def _by_vein(here: Situation, orders: Orders) -> Iterator[Card]:
    """Cyanocobalamin alone: of a mixture for the vein somebody thought, and of the other products the source says nothing."""
    if any(
        order.product == "cyanocobalamin" and order.route == "intravenous" and not order.mixture for order in orders
    ):
        line = "Cyanocobalamin into a vein is mostly lost in the urine: give it into the muscle or deep under the skin."
        yield told(here, line, "warning", ("FDA",))


def _too_seldom(here: Situation, orders: Orders) -> Iterator[Card]:
    """Doses further apart than the plan's, so far that the recall list would call each of them overdue."""
    plan = here.answer.plan
    if plan is None:
        return
    for order in orders:
        every, wanted = order.interval, _wanted(order, REGIMENS[plan.regimen])
        if every is not None and not order.mixture and _is_late(every, wanted):
            whose = (
                "the plan for this patient is" if wanted.id == plan.regimen else "of this product the maintenance is"
            )
            line = f"This order leaves up to {_interval(every)} between doses; {whose} {wanted.maintenance}."
            yield told(here, line, "warning", wanted.cites)
            return


def _wanted(order: Order, plan: Regimen) -> Regimen:
    """The plan that the recall list judges the doses of an order by: its own product's, else the patient's (M20)."""
    if order.product == "cyanocobalamin" and "cyanocobalamin" not in plan.products:
        small = order.dose_ug is not None and order.dose_ug < _PRACTICE.dose_ug[0]
        return _LABEL if small else _PRACTICE
    return plan


def _is_late(every: Every, wanted: Regimen) -> bool:
    """Whether doses so far apart would be overdue, with the days that the list allows (M11)."""
    return wanted.due_to is not None and every.days > wanted.due_to.days + PUBLISHED.overdue_after


def _interval(every: Every) -> str:
    """An interval in words: what was sent as weeks is read as days."""
    if every.unit == "day" and every.count % 7 == 0:
        return f"{every.count // 7} weeks"
    return f"{every.count} {every.unit}{'s' if every.count > 1 else ''}"


def _loading_again(here: Situation, orders: Orders) -> Iterator[Card]:
    """A course from its first dose on, for whoever has injections: the recall list would call its doses too early (M9)."""
    stated = next((REGIMENS[order.plan] for order in orders if order.plan and REGIMENS[order.plan].loading), None)
    if stated is not None and here.on_injections:
        many = f" ({stated.loading[0].printed})"
        line = (
            f"A loading course{many} is ordered for a patient on B12 injections: a second one needs a recorded reason."
        )
        yield told(here, line, "info", ("PGD", "SPEC 6.1"))
