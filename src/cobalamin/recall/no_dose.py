"""Entries that are no dose: only ordered or planned, not injected, or of no use (register R131, M13)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cobalamin.knowledge.treatment import Span, TreatmentEvent
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


def swallowed_since(judged: Iterable[Judged], last: Span | None) -> Span | None:
    """The first after the last injection, which says nothing of whether injections are to go on."""
    return next((when for when in _days(judged) if last is not None and when.first > last.last), None)


def not_injected(judged: Iterable[Judged]) -> Span | None:
    """Since when B12 by another route is recorded."""
    return min(_days(judged), default=None)


def _days(judged: Iterable[Judged]) -> Iterator[Span]:
    return (entry.when for entry in judged if entry.reason is Reason.NOT_INJECTED and entry.when is not None)


_TO_CHECK = frozenset((
    Reason.NO_DATE, Reason.NOT_A_DATE, Reason.BEFORE_BIRTH, Reason.BEFORE_B12, Reason.AFTER_DEATH, Reason.IN_FUTURE,
    Reason.CYANIDE_KIT, Reason.DOSE_TOO_SMALL, Reason.DOSE_IMPLAUSIBLE, Reason.ROUTE_UNKNOWN, Reason.UNKNOWN_DRUG,
))  # fmt: skip


def unusable_told(judged: Iterable[Judged], *, untold: bool) -> str:
    """How many, and why; "" where all could. Where a list tells no last injection that is `untold`, and nothing to be mended."""
    found = [entry for entry in judged if _is_puzzling(entry) and not (untold and entry.reason is Reason.NO_DATE)]
    said = sorted({entry.reason.value.split(":")[0] for entry in found})
    # The last injection of a list and how often it is repeated are one entry to whoever wrote it.
    number = len({(entry.event.source, entry.event.when, entry.event.when_text) for entry in found})
    return f"{number} of the entries could not be used: {'; '.join(said)}" if found else ""


def _is_puzzling(entry: Judged) -> bool:
    """A hold, or a dose that was not given, is told without its day by itself."""
    is_told = entry.event.kind in ("hold", "not_given") and entry.when is None
    return entry.reason in _TO_CHECK and not is_told
