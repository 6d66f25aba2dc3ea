"""Injections whose order is on hold: nobody is called to a dose before somebody asked why, and until when (register R133)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.treatment import TreatmentEvent
from cobalamin.records.given import is_injection
from cobalamin.records.known import ON_HOLD, Facts
from cobalamin.records.messages import shown
from cobalamin.records.record import Case, Missing, Source, Why
from cobalamin.records.stops import GOES_ON, day_of

_INJECTIONS = "b12_injections"
_TAKEN_UP = ("resume", "restart", "reload", "start_maintenance")
"""The decisions by which injections go on."""


def standing_hold(events: Sequence[TreatmentEvent], on: date) -> TreatmentEvent | None:
    """The latest hold that nothing has overcome; one without a day is the last to be looked at."""
    holds = [each for each in _holds(events, on) if not any(_overcomes(event, each, on) for event in events)]
    return max(holds, key=lambda each: (each.when is not None, each.when or (), each.source), default=None)


def holds_beside_an_order(events: Sequence[TreatmentEvent], on: date) -> tuple[TreatmentEvent, ...]:
    """The holds that a later order in force stands beside, until a dose may have been given by it: told all the same."""
    return tuple(
        hold
        for hold in _holds(events, on)
        if any(_is_in_force_beside(event, hold) for event in events)
        and not any(_may_follow(event, hold) for event in events if event.is_dose)
    )


def _holds(events: Iterable[TreatmentEvent], on: date) -> Iterator[TreatmentEvent]:
    """Those of a day to come are none yet."""
    return (each for each in events if each.kind == "hold" and (each.when is None or each.when.first <= on))


def _overcomes(event: TreatmentEvent, hold: TreatmentEvent, on: date) -> bool:
    """A dose, an order or a decision of a later day for certain; or another order that is in force and not the older."""
    if event.when is None or hold.when is None or event.when.first > on:
        return False
    later = event.when.first > hold.when.last
    if event.kind == "decision":
        return later and event.decision in _TAKEN_UP
    if event.kind == "order":
        return _is_in_force_beside(event, hold) or (later and not event.elsewhere and is_injection(event))
    return later and event.is_dose and is_injection(event)


def _is_in_force_beside(event: TreatmentEvent, hold: TreatmentEvent) -> bool:
    if not event.in_force or event.when is None or hold.when is None:
        return False
    return is_injection(event) and event.when.last >= hold.when.first


def _may_follow(event: TreatmentEvent, hold: TreatmentEvent) -> bool:
    return event.when is None or hold.when is None or event.when.last > hold.when.first


def hold_told(hold: TreatmentEvent, on: date, *, beside: bool = False) -> str:
    """A hold in words, with its reason as it was sent."""
    return f"a hold is recorded{day_of(hold, on)}, {_why(hold)}" + (f"; {GOES_ON}" if beside else "")


def held_told(planned: TreatmentEvent) -> str:
    """That what is planned is on hold, as the rest of a sentence."""
    return f"on hold, {_why(planned)}"


def _why(hold: TreatmentEvent) -> str:
    reason = hold.reason.strip()
    return f"with the reason {shown(reason)}" if reason else "without a reason"


def tell_holds(case: Case, facts: Facts) -> None:
    """That injections are on hold, and why, to whoever asks for an answer."""
    beside = holds_beside_an_order(case.treatment, facts.on)
    standing = standing_hold(case.treatment, facts.on)
    told = [_missing("contradictory", hold, hold_told(hold, facts.on, beside=True)) for hold in beside]
    told += [] if standing is None else [_missing(ON_HOLD, standing, hold_told(standing, facts.on))]
    facts.problems = (*facts.problems, *told)


def _missing(why: Why, hold: TreatmentEvent, text: str) -> Missing:
    return Missing(why, f"{FACTS[_INJECTIONS].fact.label}: {text}", Source(hold.source), fact=_INJECTIONS)
