"""Which prescriptions that were ended end a treatment, on which days that can have been, and what is said of the reason.

A course of treatment has one rule for stops, whatever door it comes through: registers M14 and M23 sort the reasons, register M39
says which orders are stops.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.regimens import IRREVERSIBLE
from cobalamin.knowledge.treatment import VALID_STOPS, Span, TreatmentEvent, names_reaction, on_day, stop_reason
from cobalamin.records.known import Facts
from cobalamin.records.messages import shown
from cobalamin.records.record import Case, Missing, Source, Statement

_INJECTIONS, _ALLERGY = "b12_injections", "cobalamin_or_cobalt_allergy"
TELLS_OF = IRREVERSIBLE | {_INJECTIONS, _ALLERGY}
"""The facts by which a stop counts and on which what is told of it depends, and of a dose not given because of a reaction."""


def treatment_of(case: Case) -> tuple[TreatmentEvent, ...]:
    """The course with the stops that end it; none beside an order or a list of medicines by which injections go on."""
    stops = [event for event in case.treatment if event.kind == "stop"]
    if not stops:
        return case.treatment
    others = tuple(event for event in case.treatment if event.kind != "stop")
    if any(True for _ in _going_on(case)):
        return others
    last = _last(stops, _doses(others))
    return (*others, *(_after_its_doses(stop, stops, others) if stop is last else stop for stop in stops))


def beside_an_order(case: Case) -> tuple[TreatmentEvent, ...]:
    """The stops that end nothing, for injections go on by an order or a list: why they were stopped is told all the same (M39).

    A reaction always; else only where no dose is of a later day, for a dose shows that it was overcome, and where there is a
    reason, or the stop is of a later day than the order: an order that a newer one replaced is ended too, and nobody says why.
    """
    stops = [event for event in case.treatment if event.kind == "stop"]
    since = max((each.day or date.min for each in _going_on(case)), default=None)
    if not stops or since is None:
        return ()
    until = _last_dose(case)
    lasting = (stop for stop in stops if _is_reaction(stop) or _lasts(stop, until))
    return tuple(stop for stop in lasting if stop_reason(stop.reason) or _is_after(stop, since))


def _is_after(stop: TreatmentEvent, since: date) -> bool:
    """On days that are told, all of them later: an end that nobody tells may be of any day."""
    return stop.when is not None and since < stop.when.first and stop.when.last < date.max


def _last_dose(case: Case, on: date = date.max) -> date:
    return max((dose.last for dose in _doses(case.treatment) if dose.first <= on), default=date.min)


def _lasts(stop: TreatmentEvent, until: date) -> bool:
    """Of one without a day, unless a dose was given since its entry was last changed (register R143)."""
    if stop.when is None:
        return stop.until is None or until < stop.until
    return stop.when.last >= until


def _last(stops: Sequence[TreatmentEvent], doses: Sequence[Span]) -> TreatmentEvent:
    """Of those that no later dose undid the one for a B12 level, which no other reason hides (M23), else the latest order's."""
    until = max((dose.last for dose in doses), default=date.min)
    lasting = [stop for stop in stops if _lasts(stop, until)] or stops
    return max(lasting, key=_weight)


def _weight(stop: TreatmentEvent) -> tuple[bool, bool, Span, str]:
    days = stop.when or Span(date.min, date.min)
    return stop.when is not None, stop_reason(stop.reason) == "b12_level", days, stop.source


def _doses(events: Sequence[TreatmentEvent]) -> list[Span]:
    """The days of what was given; what is only ordered is no dose."""
    given = (each for each in events if each.is_dose and _may_be_injected(each))
    return [each.when for each in given if each.when is not None]


def _may_be_injected(event: TreatmentEvent) -> bool:
    return event.product not in ("folic_acid", "cyanide_kit") and event.route not in ("oral", "nasal")


def _going_on(case: Case) -> Iterator[Statement]:
    """What says that injections are in force, without a doubt and without an end."""
    said = (each for each in case.statements if each.fact == _INJECTIONS and each.present)
    return (each for each in said if each.current and each.problem is None and each.until is None)


def _after_its_doses(
    stop: TreatmentEvent, stops: Sequence[TreatmentEvent], others: Sequence[TreatmentEvent]
) -> TreatmentEvent:
    """A dose within its days was given under the order, so the stop is later; unless another order is there to be given under."""
    if stop.when is None or stop.when.certain:
        return stop
    ended = {each.source for each in stops}
    if any(each.kind == "order" and each.source not in ended and _is_later(each, stop.when) for each in others):
        return stop
    within = [when.last for when in _doses(others) if stop.when.first <= when.first and when.last <= stop.when.last]
    return replace(stop, when=Span(max(within, default=stop.when.first), stop.when.last))


def _is_later(order: TreatmentEvent, stopped: Span) -> bool:
    return _may_be_injected(order) and order.when is not None and order.when.last >= stopped.first


def why_stopped(said: str, *, valid: bool) -> str:
    """The rest of a sentence that says what was stopped, and when."""
    reason = stop_reason(said)
    if reason == "b12_level":
        return " because of a B12 level: a level on treatment is no reason to stop"
    if not reason:
        return " without a recorded reason"
    if not valid:
        return f", recorded as {shown(said.strip())}: not a reason that ends injections by itself"
    return f": {reason.replace('_', ' ')}"


def tell_stops(case: Case, facts: Facts) -> None:
    """What was stopped, and why, to whoever asks for an answer: with an irreversible cause injections are never stopped."""
    beside = [each for each in beside_an_order(case) if _is_past(each, facts.on)]
    if (last := last_stop(case, facts.on)) is not None:
        facts.halted = facts.halted._replace(stopped=stop_told(last, facts.on))
    facts.problems = (
        *facts.problems,
        *(_told(stop, facts) for stop in _past_stops(case, facts.on)),
        *(_told_beside(stop, facts.on) for stop in beside),
    )
    if _ALLERGY not in facts.known:
        every = (event for event in case.treatment if event.kind == "stop")
        facts.problems = (*facts.problems, *(_asked(stop, facts.on) for stop in every if _is_reaction(stop)))


def last_stop(case: Case, on: date) -> TreatmentEvent | None:
    """The last stop, its day told or not, where nothing goes on and no dose is certainly of a later day."""
    until = max((dose.first for dose in _doses(case.treatment) if dose.first <= on), default=date.min)
    return max((stop for stop in _past_stops(case, on) if _lasts(stop, until)), key=_weight, default=None)


def undated_stops(events: Sequence[TreatmentEvent], on: date) -> tuple[TreatmentEvent, ...]:
    """The stops on no day that is told, that no dose has certainly overcome, the one to be told last."""
    doses = [when.first for when in _doses(events) if when.first <= on]
    stops = [each for each in events if each.kind == "stop" and each.when is None]
    return tuple(sorted((stop for stop in stops if _lasts(stop, max(doses, default=date.min))), key=_weight))


def _past_stops(case: Case, on: date) -> list[TreatmentEvent]:
    return [each for each in treatment_of(case) if each.kind == "stop" and _is_past(each, on)]


def ending(case: Case, on: date) -> TreatmentEvent | None:
    """The stop by which injections ended for certain on a day: no dose can lie after it, and no order stands in its place."""
    events = treatment_of(case)
    until = _last_dose(case, on)
    stops = [each for each in events if each.kind == "stop" and each.when is not None]
    certain = [each for each in stops if each.when is not None and until <= each.when.first <= on]
    return max(certain, key=_weight, default=None)


def _is_past(stop: TreatmentEvent, on: date) -> bool:
    return stop.when is None or stop.when.first <= on


def _is_reaction(stop: TreatmentEvent) -> bool:
    return names_reaction(stop.reason)


def _asked(stop: TreatmentEvent, on: date) -> Missing:
    """A reaction may have been an allergy: as one that nobody confirmed it is asked about before a dose (register R117).

    Also one of a day to come: it may be mistyped, as in a table.
    """
    label = FACTS[_ALLERGY].fact.label
    days = days_recorded(stop, on)
    sentence = f"{label}: injections were stopped because of a reaction, recorded{days}: ask whether it was one"
    return Missing("not confirmed", sentence, Source(stop.source), fact=_ALLERGY)


def day_of(stop: TreatmentEvent, on: date) -> str:
    """The days on which a stop can have been, up to the day that is looked at."""
    return days_told(stop.when and Span(stop.when.first, min(stop.when.last, on)))


def days_told(when: Span | None) -> str:
    """The days on which something recorded can have been."""
    return f" for {when}" if when is not None and when.certain else f", {on_days(when)}"


def on_days(when: Span | None) -> str:
    """A day, or that it is one of several: "stopped 2024-01-10 to 2026-11-01" would be a pause."""
    if when is None:
        return "on an unrecorded date"
    return str(when) if when.certain else f"on some day from {when}"


def days_recorded(event: TreatmentEvent, on: date) -> str:
    """The same, also of a day to come; of one whose last day nobody tells, its first."""
    if event.when is None or event.when.first <= on:
        return day_of(event, on)
    return days_told(on_day(event.when.first) if event.when.last == date.max else event.when)


def _told(stop: TreatmentEvent, facts: Facts) -> Missing:
    settled = facts.is_denied(_ALLERGY)
    how = "a specialist decides how treatment continues" if _is_reaction(stop) and not settled else "never stop"
    never = f"; the cause is irreversible: {how}" if any(map(facts.holds, IRREVERSIBLE)) else ""
    return _missing(stop, f"{_stopped(stop, facts.on)}{never}")


def _told_beside(stop: TreatmentEvent, on: date) -> Missing:
    return _missing(stop, f"{_stopped(stop, on)}; {GOES_ON}")


GOES_ON = "an order is still in force beside it, so injections are read as continuing"
"""What is told of a stop that ends nothing."""


def _stopped(stop: TreatmentEvent, on: date) -> str:
    return f"{FACTS[_INJECTIONS].fact.label}: a stop is recorded{_when_and_why(stop, on)}"


def stop_told(stop: TreatmentEvent, on: date) -> str:
    """A stop in words, with its days and its reason."""
    return f"a stop of the injections is recorded{_when_and_why(stop, on)}"


def _when_and_why(stop: TreatmentEvent, on: date) -> str:
    why = why_stopped(stop.reason, valid=stop_reason(stop.reason) in VALID_STOPS)
    return f"{day_of(stop, on)}; stopped{why}"


def _missing(stop: TreatmentEvent, sentence: str) -> Missing:
    return Missing("too old", sentence, Source(stop.source), fact=_INJECTIONS)
