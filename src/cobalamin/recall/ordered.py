"""What orders in force state of a course: a whole regimen in figures is its plan, a shorter interval is agreed (M35, M40)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cobalamin.knowledge.regimens import DIETARY, REGIMENS
from cobalamin.knowledge.treatment import Span, TreatmentEvent, TreatmentRecord
from cobalamin.recall.plans import plan_for


def ordered_plan(
    events: Iterable[TreatmentEvent], causes: frozenset[str], neurological: bool | None, *, carrying: bool = False
) -> str:
    """The regimen of the latest order in force that states one; none that what is recorded has overtaken (register M35)."""
    stated = [event for event in events if event.plan and event.when is not None and event.plan in _INJECTED]
    if not stated:
        return ""
    latest = max(stated, key=lambda event: (event.when, event.plan)).plan
    overtaken = latest in _LONGER_FOR_NERVES and neurological is True
    return "" if overtaken or (latest in _FOR_A_DIET and (carrying or not causes <= DIETARY)) else latest


_INJECTED = frozenset(regimen.id for regimen in REGIMENS.values() if regimen.loading)
_FOR_A_DIET = frozenset({"uk.hydroxocobalamin.dietary"})
_LONGER_FOR_NERVES = frozenset({"uk.hydroxocobalamin", *_FOR_A_DIET})


def shorter_intervals(record: TreatmentRecord) -> Iterator[TreatmentEvent]:
    """The interval of the latest order in force, where it is shorter than the plan's: recorded since it was first ordered so.

    A longer one lengthens no plan (register M40).
    """
    orders = sorted(_ordered(record.events), key=lambda each: (each[0], each[1].source))
    standing = [each for each in orders if each[1].in_force]
    if not standing:
        return
    _, latest = standing[-1]
    plan, _ = plan_for(record, latest, None)
    if latest.interval is None or plan.due_from is None or latest.interval.days >= plan.due_from.days:
        return
    first = standing[-1][0]
    for when, order in reversed(orders[: orders.index(standing[-1])]):
        if order.interval != latest.interval:
            break
        first = when
    yield TreatmentEvent("decision", first, latest.source, decision="interval", interval=latest.interval)


def _ordered(events: Iterable[TreatmentEvent]) -> Iterator[tuple[Span, TreatmentEvent]]:
    """The orders of injections with their days."""
    for event in events:
        if event.kind == "order" and not event.said and event.when is not None and event.is_to_inject:
            yield event.when, event
