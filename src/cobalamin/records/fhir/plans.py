"""Care plans: one that speaks of B12 is told, and injections that stand only there are asked about (register R137)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import msgspec

from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.treatment import COBALAMINS, Product, Route, TreatmentEvent, is_b12_to_inject
from cobalamin.records.codes import unmapped_but_relevant
from cobalamin.records.fhir.dosage import route_of
from cobalamin.records.fhir.modifiers import changed
from cobalamin.records.fhir.products import product_of
from cobalamin.records.fhir.reading import Reading
from cobalamin.records.fhir.resources import CONTAINED, CarePlan
from cobalamin.records.fhir.stops import reason_in, tell_plan_on_hold
from cobalamin.records.fhir.types import CONCEPTS, NOT_SENT, TEXT, CodeableConcept, Period, Reference
from cobalamin.records.forms import fitting, reader
from cobalamin.records.messages import short
from cobalamin.records.moments import span
from cobalamin.records.record import Missing, Source

_OVER = ("draft", "revoked", "completed", "entered-in-error")
_ON_HOLD = "on-hold"
_DONE = ("completed", "cancelled", "stopped", "entered-in-error")


class _Detail(msgspec.Struct, gc=False):
    status: str | None = None
    doNotPerform: bool = False  # noqa: N815
    code: CodeableConcept | None = None
    productCodeableConcept: CodeableConcept | None = None  # noqa: N815
    productReference: Reference | None = None  # noqa: N815
    description: str | None = None
    statusReason: msgspec.Raw = NOT_SENT  # noqa: N815


class _Activity(msgspec.Struct, gc=False):
    detail: _Detail | None = None
    reference: Reference | None = None


_PERIOD = reader(Period | None)
_ACTIVITIES = reader(tuple[_Activity, ...] | None)


class _Part(NamedTuple):
    """A part of a plan that names something, and whether it is still to be done."""

    concept: CodeableConcept
    open: bool = True
    on_hold: bool = False
    reason: str = ""


class _Planned(NamedTuple):
    product: Product
    route: Route | None
    on_hold: bool
    reason: str


def add_care_plan(reading: Reading, plan: CarePlan) -> None:
    """What a plan in force says of B12: no dose and no order, and never lost in silence."""
    if fitting(TEXT, plan.status) in _OVER:
        return
    parts, held = [*_parts(reading, plan)], fitting(TEXT, plan.status) == _ON_HOLD
    spoken = next((said for part in parts if (said := _said_of_b12(reading, part.concept))), "")
    if spoken and (why := changed(plan)):
        reading.leave_out(Source(f"CarePlan/{plan.id}"), why)
    elif spoken:
        planned = next((found for part in parts if part.open and (found := _injected(reading, part, held))), None)
        _tell(reading, plan, spoken, planned)


def _tell(reading: Reading, plan: CarePlan, spoken: str, planned: _Planned | None) -> None:
    """To every reader; of injections the recall asks, and of what may be a level or tablets it says that it was not used.

    A plan that nobody closed is over all the same once its period is.
    """
    period = fitting(_PERIOD, plan.period)
    source = Source(f"CarePlan/{plan.id}", fitting(TEXT, plan.created) or (period and period.start) or "")
    end = span((period and period.end) or "")
    until, of_plan = (None, "a care plan") if end is None else (end.last, f"a care plan until {end.last}")
    label, said = FACTS["b12_injections"].fact.label, repr(short(spoken))
    sentence = f"{label}: {of_plan} mentions B12 ({said}): it is no order and no dose; ask what is planned"
    over = f"{label}: {of_plan} mentioned B12 ({said}): it is over, and no order and no dose"
    vague = planned is None
    reading.problems.append(Missing("not confirmed", sentence, source, whole_resource=vague, until=until, over=over))
    if planned is not None:
        _ask(reading, source, planned, until)


def _ask(reading: Reading, source: Source, planned: _Planned, until: date | None) -> None:
    event = TreatmentEvent(
        "planned", span(source.when), source.where, planned.product, None, planned.route, reason=planned.reason,
        when_text=source.when, until=until, on_hold=planned.on_hold,
    )  # fmt: skip
    reading.treatment.append(event)
    tell_plan_on_hold(reading, event)


def _parts(reading: Reading, plan: CarePlan) -> Iterator[_Part]:
    for sent in (plan.title, plan.description):
        yield _Part(CodeableConcept(text=fitting(TEXT, sent)))
    yield from map(_Part, fitting(CONCEPTS, plan.category) or ())
    activities = fitting(_ACTIVITIES, plan.activity)
    if activities is None:  # none was sent, or what was sent is not of R4: told by its words as they stand
        yield _Part(CodeableConcept(text=bytes(plan.activity).decode()), open=False)
    for activity in activities or ():
        if activity.reference is not None:
            yield _Part(CodeableConcept(text=activity.reference.display))
        if (detail := activity.detail) is not None:
            is_open = not detail.doNotPerform and detail.status not in _DONE
            why = reason_in(detail.statusReason)
            yield _Part(_named(reading, plan, detail), is_open, detail.status == _ON_HOLD, why)


def products_of(plan: CarePlan) -> list[Reference]:
    """The medicines that its activities point to."""
    details = (each.detail for each in fitting(_ACTIVITIES, plan.activity) or ())
    return [detail.productReference for detail in details if detail is not None and detail.productReference is not None]


def _named(reading: Reading, plan: CarePlan, detail: _Detail) -> CodeableConcept:
    """What is to be done with what, in one: the one may name the injection and the other what is in it."""
    product = detail.productCodeableConcept or _pointed_to(reading, plan, detail.productReference)
    both = [each for each in (detail.code, product) if each is not None]
    words = " ".join(filter(None, (*(each.text for each in both), detail.description)))
    return CodeableConcept(tuple(coding for each in both for coding in each.coding), words or None)


def _pointed_to(reading: Reading, plan: CarePlan, pointer: Reference | None) -> CodeableConcept | None:
    if pointer is None:
        return None
    contained = fitting(CONTAINED, plan.contained)
    found = reading.pointed_to(pointer, contained or ())
    named = found.code if found is not None else None
    return named or CodeableConcept(text=pointer.display)


def _said_of_b12(reading: Reading, concept: CodeableConcept) -> str:
    """The words by which a part speaks of B12, of a code without words the code; "" where it does not."""
    if words := next(filter(unmapped_but_relevant, concept.texts), ""):
        return words
    product = product_of(reading.bindings.value_sets, concept)
    if product not in COBALAMINS:
        return ""
    return next(iter(concept.texts), "") or next((each.code for each in concept.coding if each.code), "")


def _injected(reading: Reading, part: _Part, held: bool) -> _Planned | None:
    sets, concept = reading.bindings.value_sets, part.concept
    product = product_of(sets, concept)
    if product not in COBALAMINS:
        return None
    route = route_of((), None, concept, sets)
    is_planned, on_hold = is_b12_to_inject(product, route), held or part.on_hold
    return _Planned(product, route, on_hold, part.reason if on_hold else "") if is_planned else None
