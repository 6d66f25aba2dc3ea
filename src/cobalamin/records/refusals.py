"""Doses that were to be given, or dispensed, and were not: nobody is called before somebody asked why (register R136)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.treatment import (
    Span,
    TreatmentEvent,
    may_be_b12_to_inject,
    names_reaction,
)
from cobalamin.records.given import is_injection
from cobalamin.records.known import HELD_BACK, WITHHELD, Facts
from cobalamin.records.messages import shown, some
from cobalamin.records.record import Case, Missing, Source, Tells, Why
from cobalamin.records.stops import days_recorded

_MOST = 3
"""How many reasons are told; the entries have them all."""
_INJECTIONS, _ALLERGY = "b12_injections", "cobalamin_or_cobalt_allergy"


def refusals(events: Iterable[TreatmentEvent], on: date, *, supplied: bool = False) -> tuple[TreatmentEvent, ...]:
    """The doses, or the supplies, that none of a later or the same day has overcome; without one those without a day too.

    A supply is overcome by what was dispensed too.
    """
    every = tuple(events)
    last = _last_given(every, on, supplied=supplied)
    return tuple([each for each in _not_given(every) if each.supplied is supplied and _is_open(each, last, on)])


def undated_refusals(
    events: Iterable[TreatmentEvent], on: date, *, supplied: bool = False
) -> tuple[TreatmentEvent, ...]:
    """Those without a day, where something was given: before or after it nobody knows, so its day is asked for (register R139)."""
    every = tuple(events)
    last = _last_given(every, on, supplied=supplied)
    undated = (each for each in _not_given(every) if each.supplied is supplied and each.when is None)
    return tuple([each for each in undated if not each.in_force and date.min < last < (each.until or date.max)])


def _last_given(events: Iterable[TreatmentEvent], on: date, *, supplied: bool) -> date:
    return _last((each for each in events if each.is_dose or (supplied and _handed_over(each))), on)


def _not_given(events: Iterable[TreatmentEvent]) -> Iterator[TreatmentEvent]:
    """Of B12 to inject: a table may say it of tablets too."""
    return (e for e in events if e.kind == "not_given" and may_be_b12_to_inject(e.product, e.route))


def _handed_over(event: TreatmentEvent) -> bool:
    return event.kind == "order" and event.supplied


def _last(events: Iterable[TreatmentEvent], on: date) -> date:
    """The last day up to today on which one of them can have been."""
    days = (each.when.last for each in events if each.when is not None and is_injection(each))
    return max((day for day in days if day <= on), default=date.min)


def _is_open(refusal: TreatmentEvent, last: date, on: date) -> bool:
    if refusal.when is None:
        return last == date.min or refusal.in_force
    return refusal.when.first <= on and refusal.when.last > last


def withheld_for_a_reaction(events: Iterable[TreatmentEvent]) -> tuple[TreatmentEvent, ...]:
    """What a reaction kept from being given, whatever was given since: a dose settles nothing (register R117, R138)."""
    every = tuple(events)
    held = (each for each in every if each.is_held)
    return tuple([each for each in (*_not_given(every), *held) if names_reaction(each.reason)])


def refusals_told(found: Sequence[TreatmentEvent], on: date) -> str:
    """Those of one kind in one sentence, with the reasons as they were sent: a long stay has one for every day."""
    supplied, why = found[0].supplied, _why(found)
    days = [Span(each.when.first, min(each.when.last, on)) for each in found if each.when is not None]
    if len(found) == 1:
        one = "a supply was not dispensed, as of" if supplied else "the dose of"
        undated = "a supply was not dispensed" if supplied else "a dose was not given"
        told = f"{undated}, on an unrecorded date" if not days else f"{one} {days[0]}"
        return f"{told}{'' if supplied or not days else ' was not given'}, {why}"
    many = "supplies were not dispensed" if supplied else "doses were not given"
    return f"{len(found)} {many} ({_between(days, len(found))}), {why}"


def _between(days: Sequence[Span], of: int) -> str:
    if not days:
        return "on unrecorded dates"
    first, last = min(each.first for each in days), max(each.last for each in days)
    told = f"on {first}" if first == last else f"between {first} and {last}"
    return told if len(days) == of else f"{told}, {of - len(days)} of them undated"


def _why(found: Iterable[TreatmentEvent]) -> str:
    said = Counter(each.reason.strip() for each in found)
    none = said.pop("", 0)
    if not said:
        return "without a reason"
    if len(said) == 1 and not none:
        return f"with the reason {shown(next(iter(said)))}"
    often = sorted(said.items(), key=lambda each: (-each[1], each[0]))  # however the record sorts its entries
    told = some([f"{shown(reason)} ({count})" for reason, count in often], _MOST)
    return f"with the reasons {told}" + (f", {none} without one" if none else "")


def tell_refusals(case: Case, facts: Facts) -> None:
    """That doses were not given, and why, to whoever asks for an answer; a reaction is asked about as that of a stop is."""
    to_ask = [refusals(case.treatment, facts.on, supplied=supplied) for supplied in (False, True)]
    undated = [undated_refusals(case.treatment, facts.on, supplied=supplied) for supplied in (False, True)]
    facts.halted = facts.halted._replace(not_given=_words(to_ask, facts.on), undated=_words(undated, facts.on))
    told = [*_missing("not confirmed", to_ask, facts.on), *_missing("not dated", undated, facts.on)]
    reactions = withheld_for_a_reaction(case.treatment)
    if reactions and _ALLERGY not in facts.known:
        told.append(_asked(reactions, facts.on))
    facts.problems = (*facts.problems, *told)


def _words(kinds: Iterable[Sequence[TreatmentEvent]], on: date) -> tuple[str, ...]:
    return tuple([refusals_told(found, on) for found in kinds if found])


def _missing(why: Why, kinds: Iterable[Sequence[TreatmentEvent]], on: date) -> Iterator[Missing]:
    label = FACTS[_INJECTIONS].fact.label
    return (Missing(why, f"{label}: {refusals_told(found, on)}", _source(found)) for found in kinds if found)


def _asked(reactions: Sequence[TreatmentEvent], on: date) -> Missing:
    latest = _latest(reactions)
    days = days_recorded(latest, on)
    sentence = f"{FACTS[_ALLERGY].fact.label}: {HELD_BACK if latest.is_held else WITHHELD}, recorded{days}: ask whether it was one"
    tells: Tells = "injections held" if latest.is_held else "dose withheld"
    return Missing("not confirmed", sentence, Source(latest.source, latest.when_text), fact=_ALLERGY, tells=tells)


def _source(found: Sequence[TreatmentEvent]) -> Source:
    latest = _latest(found)
    return Source(latest.source, latest.when_text)


def _latest(found: Sequence[TreatmentEvent]) -> TreatmentEvent:
    return max(found, key=lambda each: (each.when is not None, each.when or (), each.source))
