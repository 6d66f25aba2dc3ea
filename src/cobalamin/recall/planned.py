"""Injections only ordered, or only planned: how each is told, and which plan is still to be asked about (register R131)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cobalamin.knowledge.treatment import TreatmentEvent
from cobalamin.recall.entries import Judged
from cobalamin.recall.reasons import ONLY_ORDERED, Reason

_PRESCRIBED = "prescribed on"


def ordered_how(order: TreatmentEvent) -> str:
    """What an order without a dose is, in words before its day."""
    if order.said:
        return "reported as being given, as of"
    if order.supplied:
        return "dispensed on"
    if order.begun:
        return "a dose was begun on"
    if order.unsure:
        return "prescribed, not known whether still valid, on"
    return "prescribed elsewhere on" if order.reported else _PRESCRIBED


def open_plans(judged: Sequence[Judged], stopped: Judged | None) -> Iterator[Judged]:
    """What is planned and not yet ordered: a plan is no order."""
    for entry in judged:
        asked = entry.event.on_hold or stopped is not None or not _is_ordered(entry, judged)
        if entry.reason is Reason.PLANNED and is_open(entry, stopped) and asked:
            yield entry


def _is_ordered(plan: Judged, judged: Sequence[Judged]) -> bool:
    """Whether there is a prescription of its day or later, which is told by itself: that is what became of it."""
    orders = (e.when for e in judged if e.reason in ONLY_ORDERED and ordered_how(e.event) == _PRESCRIBED)
    return plan.when is not None and any(when is not None and when.first >= plan.when.first for when in orders)


def is_open(plan: Judged, stopped: Judged | None) -> bool:
    """Whether what is planned may have been so after the stop; what was planned before it was stopped too."""
    if stopped is None or stopped.when is None:
        return True
    return plan.when is not None and plan.when.last > stopped.when.first
