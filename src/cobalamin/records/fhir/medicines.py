"""Medicines to findings and treatment events: which product, by which route, how much, ordered or given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction

from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.treatment import COBALAMINS, Product, Route, TreatmentEvent, is_b12_to_inject, months_after
from cobalamin.records.fhir.against import add_forbidden, add_not_given, add_not_taken
from cobalamin.records.fhir.answers import add_reasons
from cobalamin.records.fhir.bindings import NITROUS_OXIDE_GIVEN, NOTHING, UNREAD
from cobalamin.records.fhir.bounds import last_day
from cobalamin.records.fhir.dosage import dose_of, held_by, route_of
from cobalamin.records.fhir.entries import DATED, PLANNED, PROPOSED, MedicineEntry
from cobalamin.records.fhir.modifiers import dosages_of, not_understood, understood
from cobalamin.records.fhir.notes import add_elsewhere, add_noted, is_at_home
from cobalamin.records.fhir.observations import add_unspecific
from cobalamin.records.fhir.products import is_left_out, is_mixture, medicine_of, pointed_to, product_of
from cobalamin.records.fhir.reading import Reading
from cobalamin.records.fhir.resources import (
    MedicationAdministration,
    MedicationDispense,
    MedicationRequest,
    MedicationStatement,
    Medicine,
    kind_of,
)
from cobalamin.records.fhir.schedule import interval_in, regimen_in
from cobalamin.records.fhir.stops import Stop, hold_of, last_change, stop_of, tell_plan_on_hold
from cobalamin.records.fhir.types import NOT_SENT, CodeableConcept, Dosage
from cobalamin.records.fhir.values import start
from cobalamin.records.fhir.version import require_medicine
from cobalamin.records.given import is_kit
from cobalamin.records.known import WINDOW_MONTHS
from cobalamin.records.medicine_names import facts_in, names_nitrous_oxide
from cobalamin.records.messages import short
from cobalamin.records.moments import day, span
from cobalamin.records.record import IN_MIXTURE, Missing, Source, Statement, not_confirmed


def add_request(reading: Reading, request: MedicationRequest) -> None:
    """An order: an active one says what the patient takes; it is no proof that anything was given."""
    if request.doNotPerform:
        add_forbidden(reading, request)
        return
    if request.status in ("entered-in-error", "draft"):
        return
    if request.status == "cancelled" and stop_of(request) is None and request.note is NOT_SENT:
        return
    active, doubted = request.status == "active", request.status if request.status in ("on-hold", "unknown") else ""
    planned = _PLANNED_AS.get(request.intent or "", "")
    if planned and not (active or (doubted and request.intent != PROPOSED)):
        return
    source, dosages = (
        Source(f"MedicationRequest/{request.id}", request.authoredOn or ""),
        understood(request),
    )
    end = last_day(request.dosageInstruction, source.when) if active else None
    add_medicine(
        reading, MedicineEntry(request, dosages, source, "order", active or bool(doubted), end, doubted or planned)
    )


_PLANNED_AS = {**dict.fromkeys(PLANNED, "planned or reported"), PROPOSED: "proposed"}
"""What is told of a request that is no order by itself."""


def add_statement(reading: Reading, statement: MedicationStatement) -> None:
    """What somebody says is taken."""
    if statement.status == "entered-in-error":
        return
    if statement.status == "not-taken":
        add_not_taken(reading, statement)
        return
    when = start(statement.effectiveDateTime, statement.effectivePeriod) or statement.dateAsserted or ""
    end = statement.effectivePeriod and statement.effectivePeriod.end
    until = day(end or "")
    active = statement.status in _TAKEN if not end else until is not None and statement.status in _TAKEN_TO_THE_END
    source = Source(f"MedicationStatement/{statement.id}", when)
    doubted = statement.status if statement.status in _DOUBTED else ""
    bounds = last_day(dosages_of(statement), when) if active and not end else None
    add_medicine(
        reading,
        MedicineEntry(
            statement,
            understood(statement),
            source,
            "self-reported",
            active,
            until or bounds,
            doubted,
            bounds is not None,
        ),
    )


_DOUBTED = ("intended", "on-hold", "unknown")
"""Begun perhaps, halted, or nobody knows: neither taken nor not taken (register R80)."""
_TAKEN = ("active", *_DOUBTED, None)
_TAKEN_TO_THE_END = (*_TAKEN, "completed")
"""What is taken until the end that is given; one stopped ended before its time, and nobody says when."""


def add_administration(reading: Reading, administration: MedicationAdministration) -> None:
    """A dose given; one broken off, halted or of which nobody knows whether it was may be none (register R80)."""
    doubted = administration.status if administration.status in BROKEN_OFF else ""
    if not doubted and administration.status not in ("completed", "in-progress", "not-done", None):
        return
    when = start(administration.effectiveDateTime, administration.effectivePeriod)
    source = Source(f"{kind_of(administration)}/{administration.id}", when)
    entry = MedicineEntry(
        administration, understood(administration), source, "administration", False, doubted=doubted or ""
    )
    if administration.status == "not-done":
        add_not_given(reading, entry)
    else:
        add_medicine(reading, entry)


BROKEN_OFF = ("stopped", "on-hold", "unknown")
"""The statuses of what was begun and not brought to its end, or of which nobody knows whether it was done."""


def add_dispense(reading: Reading, dispense: MedicationDispense) -> None:
    """A medicine dispensed: taken from that day on as long as a dose given counts; of an injection no proof that it was given."""
    when, refused = dispense.whenHandedOver or "", dispense.status in ("cancelled", "declined")
    if refused or dispense.status in ("completed", "unknown", None):
        when = when or dispense.whenPrepared or ""
    elif not when or dispense.status == "entered-in-error":
        return
    when = when or (last_change(dispense) if refused else "")  # it was refused by then at the latest
    source = Source(f"MedicationDispense/{dispense.id}", when)
    doubted = dispense.status if dispense.status == "unknown" else ""
    dosages = understood(dispense)
    entry = MedicineEntry(dispense, dosages, source, "dispense", False, doubted=doubted)
    if refused:
        add_not_given(reading, entry)
    else:
        add_medicine(reading, entry)


def add_medicine(reading: Reading, entry: MedicineEntry) -> None:
    """The facts of one medicine entry, and for a B12 product or folic acid the treatment event."""
    concept, form = medicine_of(reading, entry.resource)
    if concept is None:
        require_medicine(entry.resource)  # of R5 one cannot tell which it is
        _leave_unread(reading, concept, entry)
        return
    sets = reading.bindings.value_sets
    product = product_of(sets, concept)
    if product is None:
        _add_other(reading, concept, entry)
        return
    require_medicine(entry.resource)
    if is_left_out(reading, entry, product):
        return
    dose = _dose(reading, entry)
    product = "cyanide_kit" if _is_kit(reading, product, dose, entry.resource) else product
    route = route_of(entry.dosages, form, concept, sets)
    _add_events(reading, _events(entry, product, dose, route))
    if product in COBALAMINS:
        _add_said_beside(reading, entry, is_b12_to_inject(product, route))
        entry = entry._replace(mixture=is_mixture(sets, concept))
    _say_given(reading, product, route, entry)


def _add_said_beside(reading: Reading, entry: MedicineEntry, injected: bool) -> None:
    """Why a B12 product is given; a reaction that a note names, and doses that others give."""
    if injected and entry.kind not in DATED and not entry.withdrawn:
        add_elsewhere(reading, entry.resource, entry.source)
    if not (entry.withdrawn or entry.proposed):
        add_reasons(reading, entry.resource.reasonCode, entry.source)
    add_noted(reading, entry.resource, entry.source)


def _say_given(reading: Reading, product: Product, route: Route | None, entry: MedicineEntry) -> None:
    """What the entry of a B12 product or folic acid says of somebody: that it is taken, or that it is given."""
    reported = entry.event == "self-reported" and is_b12_to_inject(product, route)
    if reported and route is not None:
        _say_taken(reading, "b12_injections", entry._replace(active=False, until=None))  # as a dose given (R128)
    elif entry.taken or reported:
        _add_taken(reading, product, route, entry)
    elif entry.proposed and is_b12_to_inject(product, route):
        _tell_proposed(reading, entry.source)


def _dose(reading: Reading, entry: MedicineEntry) -> Fraction | None:
    """The dose in micrograms; a dosage that is not understood is none, and is told."""
    for where, why in not_understood(entry.resource):
        reading.leave_out(Source(where, entry.source.when), why, part=True)
    return dose_of(entry.dosages)


def _add_events(reading: Reading, events: Iterable[TreatmentEvent]) -> None:
    for event in events:
        reading.treatment.append(event)
        tell_plan_on_hold(reading, event)


def _is_kit(reading: Reading, product: Product, dose: Fraction | None, resource: Medicine) -> bool:
    """Whether it is the cyanide antidote, by its dose or by what the medicine it points to holds."""
    made = pointed_to(reading, resource)
    return is_kit(product, dose) or (made is not None and is_kit(product, held_by(made.ingredient)))


def _tell_proposed(reading: Reading, source: Source) -> None:
    sentence = f"{FACTS['b12_injections'].fact.label}: proposed, and not ordered: no word that they are given"
    reading.tell("not confirmed", sentence, source.where, source.when)


def _events(
    entry: MedicineEntry, product: Product, dose: Fraction | None, route: Route | None
) -> Iterator[TreatmentEvent]:
    """The entry in a course of treatment, with the regimen that an order in force states; and the end of injections."""
    where, when = entry.source.where, entry.source.when
    plan = regimen_in(product, route, entry.dosages) if entry.in_force else ""
    every = interval_in(entry.dosages) if entry.kind == "order" else None
    hold = _plan_on_hold(entry)
    if not entry.withdrawn and (is_b12_to_inject(product, route) or not entry.planned):
        yield TreatmentEvent(
            entry.event, span(when), where, product, dose, route, interval=every, when_text=when, plan=plan,
            in_force=entry.in_force, said=entry.said, reported=entry.reported, unsure=entry.unsure,
            supplied=entry.kind == "dispense", begun=entry.begun, on_hold=hold is not None, reason=hold.reason if hold else "",
            at_home=entry.kind not in DATED and is_at_home(entry.resource, entry.dosages),
        )  # fmt: skip
    told = entry.resource
    if not isinstance(told, (MedicationRequest, MedicationStatement)) or not is_b12_to_inject(product, route):
        return  # a dose given or dispensed has no end before its time
    if (stop := stop_of(told)) is not None:
        yield TreatmentEvent("stop", stop.when, where, reason=stop.reason, until=stop.until)
    elif (hold := hold_of(told)) is not None and not entry.planned:
        yield TreatmentEvent("hold", hold.when, where, reason=hold.reason)


def _plan_on_hold(entry: MedicineEntry) -> Stop | None:
    """The hold of a plan, which is no order by itself."""
    told = entry.resource
    return hold_of(told) if entry.planned and isinstance(told, MedicationRequest) else None


def _add_other(reading: Reading, concept: CodeableConcept, entry: MedicineEntry) -> None:
    """What taking any other medicine says."""
    binding, named = reading.meaning(concept, entry.resource), facts_in(*concept.texts)
    by_name = not binding.unspecific and names_nitrous_oxide(concept.texts)
    unnamed = not named and not by_name
    if entry.proposed or (binding is NOTHING and unnamed):
        return
    require_medicine(entry.resource)
    if is_left_out(reading, entry, None):
        return
    if binding is UNREAD and unnamed:
        _leave_unread(reading, concept, entry)
        return
    if entry.taken:
        add_unspecific(reading, NITROUS_OXIDE_GIVEN if by_name else binding, entry.source, _asked_until(entry))
    coded = [fact for fact in binding.yes if FACTS[fact].group == "medicines"]
    for fact in (coded or named) if entry.taken else ():
        _say_taken(reading, fact, entry)


def _leave_unread(reading: Reading, concept: CodeableConcept | None, entry: MedicineEntry) -> None:
    """A medicine that may be any, where it is taken."""
    if entry.taken:
        until = None if entry.may_go_on else _asked_until(entry)
        reading.leave_unread(concept, entry.resource, entry.source, until)


def _asked_until(entry: MedicineEntry) -> date | None:
    """Until when a medicine that only may count is asked about: to its end, or as long as a dose counts (register R80)."""
    given = span(entry.source.when)
    over = None if entry.active or given is None else months_after(given.last, WINDOW_MONTHS)
    return entry.until or over


def _add_taken(reading: Reading, product: Product, route: Route | None, entry: MedicineEntry) -> None:
    """What taking a B12 product or folic acid says; a cyanide antidote says nothing of replacement."""
    if product == "cyanide_kit":
        return
    if product == "folic_acid":
        fact = "folic_acid_without_b12"
    elif route is None:
        whole = len(entry.dosages) == len(dosages_of(entry.resource))  # else it is told what was left out
        if whole and (entry.until is None or entry.may_go_on):  # one with an end may be long over: nothing to ask about
            where, when, _ = entry.source
            what = _route_sent(entry.dosages)
            sentence = f"{where}: a B12 product {what}: it cannot be told whether it is injected or swallowed"
            reading.tell("unreadable", sentence, where, when, tells="perhaps B12")
        return
    else:
        fact = "oral_b12" if route in ("oral", "nasal") else "b12_injections"
    _say_taken(reading, fact, entry)


def _route_sent(dosages: tuple[Dosage, ...]) -> str:
    """How the route was sent, as the end of a sentence: not at all, or as words or a code that are not known."""
    routes = (route for dosage in dosages if (route := dosage.route) is not None)
    said = (text for route in routes for text in (*route.texts, *(each.code for each in route.coding)) if text)
    sent = next(said, "")
    return f"with a route that is not known ({short(sent)})" if sent else "without a route"


def _say_taken(reading: Reading, fact: str, entry: MedicineEntry) -> None:
    """Record that it is taken until its end and, where it is active beyond that, that it may still be."""
    reading.statements.append(_taken(fact, entry))
    if entry.may_go_on and entry.until is not None:
        reading.statements.append(_taken(fact, entry._replace(until=None, doubted="active beyond its end")))


def _taken(fact: str, entry: MedicineEntry) -> Statement:
    problem = not_confirmed(fact, entry.doubted, entry.source) if entry.doubted else None
    if entry.kind in DATED:
        problem = problem or not_dated(fact, entry.source)
    note = IN_MIXTURE if entry.mixture and fact == "oral_b12" else ""
    return Statement(fact, True, entry.source, day(entry.source.when), entry.active, problem, note, entry.until)


def not_dated(fact: str, source: Source) -> Missing | None:
    """Why a dose without a day says nothing of today: it may be of any year (register R80)."""
    if day(source.when) is not None:
        return None
    return Missing("not dated", f"{FACTS[fact].fact.label}: a dose without a date says nothing of today", source)
