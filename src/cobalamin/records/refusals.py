"""Doses that were to be given and were not: nobody is called before somebody asked why (register R136)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.treatment import Span, TreatmentEvent, is_b12_to_inject
from cobalamin.records.document import short
from cobalamin.records.known import Facts
from cobalamin.records.record import Case, Missing, Source

_GIVEN = ("administration", "self-reported")


def refusals(events: Iterable[TreatmentEvent], on: date) -> tuple[TreatmentEvent, ...]:
    """Those that no dose of a later or the same day has overcome; one without a day may be the last."""
    every = tuple(events)
    given = [
        each.when.last
        for each in every
        if each.kind in _GIVEN and each.when is not None and each.when.last <= on
        and is_b12_to_inject(each.product, each.route)
    ]  # fmt: skip
    last = max(given, default=date.min)
    return tuple(each for each in every if each.kind == "not_given" and _is_open(each, last, on))


def _is_open(refusal: TreatmentEvent, last: date, on: date) -> bool:
    return refusal.when is None or (refusal.when.first <= on and refusal.when.last > last)


def refusal_told(refusal: TreatmentEvent, on: date) -> str:
    """A dose that was not given in words, with its reason as it was sent."""
    reason = short(refusal.reason.strip())
    why = f", with the reason '{reason}'" if reason else ", without a reason"
    days = refusal.when and Span(refusal.when.first, min(refusal.when.last, on))
    what = "a dose was not given, on a day that is not told" if days is None else f"the dose of {days} was not given"
    return f"{what}{why}"


def tell_refusals(case: Case, facts: Facts) -> None:
    """That doses were not given, and why, to whoever asks for an answer."""
    label = FACTS["b12_injections"].fact.label
    told = (
        Missing("not confirmed", f"{label}: {refusal_told(each, facts.on)}", Source(each.source, each.when_text))
        for each in refusals(case.treatment, facts.on)
    )
    facts.problems = (*facts.problems, *told)
