"""What is asked before a dose: an allergy that nobody settled (R98), an order on hold (R133), and of who has no dose on record."""

from __future__ import annotations

from cobalamin.recall.cautions import UNSETTLED, refused
from cobalamin.recall.reasons import Flag, Reason
from cobalamin.recall.schedule import Schedule


def asked_first(course: Schedule) -> str:
    """What comes first, as the rest of a sentence; "" where nothing does. Nobody is called to a dose before it is settled."""
    if refused(course.record, course.stopped):  # no dose at all
        return ""
    settle = "settle the recorded allergy, no dose before that" if UNSETTLED in course.record.cautions else ""
    hold = "ask why injections are on hold, and until when" if Flag.ON_HOLD in course.flags else ""
    return "; ".join(filter(None, (settle, hold)))


def not_started(course: Schedule, step: str) -> str:
    """The step, unless somebody is said to have injections, here or elsewhere, or nobody ordered those that are planned."""
    if course.stopped is not None:
        return _ASK_ORDER
    if any(entry.event.elsewhere for entry in course.entries):
        return _ASK_LAST
    orders = [entry.event for entry in course.entries if entry.reason in (Reason.ORDER_NOT_GIVEN, Reason.SAME_DAY)]
    if orders and all(order.unsure for order in orders):
        return _ASK_STANDS
    return step if orders else _ASK_ORDER


_ASK_STANDS = "ask whether the order stands: give the dose, or record that it does not"
"""Of an order whose state nobody knows (register R80)."""


_ASK_LAST = "find out when the last dose was given, and record it"
"""Of somebody who is said to have injections: a practice that changed its system holds no dose of them."""
_ASK_ORDER = "ask whether injections are to be given: order them, or record that they are not"
"""Of somebody whose injections are planned and no more, or planned again after a stop (register R131)."""
