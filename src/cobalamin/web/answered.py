"""Arrivals to one patient's case and answer; somebody else's data never joins it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, cast

import msgspec

from cobalamin.assessment.assess import answer_of
from cobalamin.assessment.assessment import Assessment
from cobalamin.knowledge.thresholds import THRESHOLDS
from cobalamin.language.nodes import Threshold
from cobalamin.recall.course import tell_course
from cobalamin.records.errors import RecordError
from cobalamin.records.fhir.read import case_of, new_reading
from cobalamin.records.fhir.reading import Reading
from cobalamin.records.fhir.resources import (
    BundleEntry,
    DiagnosticReport,
    Medication,
    MedicationDispense,
    Patient,
    Resource,
    Substance,
)
from cobalamin.records.fhir.subject import Subject
from cobalamin.records.fhir.version import require_r4
from cobalamin.records.known import Facts, Known
from cobalamin.records.record import Case, Missing, Source
from cobalamin.records.select import facts_on
from cobalamin.records.site import Site
from cobalamin.web.errors import Refusal
from cobalamin.web.ordered import NOTHING_ORDERED, Ordered, ordered_in
from cobalamin.web.pointers import lacking, medicines_in, names_of
from cobalamin.web.prefetch import MEDICINES, ORDERS, Arrival, State, groups_not_whole, lacks, templates
from cobalamin.web.settings import Settings


@dataclass(frozen=True)
class AnsweredCase:
    """One patient's facts and answer, what of the record did not arrive, as sentences, and what is ordered already."""

    case: Case
    facts: Facts
    answer: Assessment
    gaps: tuple[str, ...]
    ordered: Ordered = NOTHING_ORDERED
    figures: Mapping[str, Threshold] = field(default_factory=lambda: THRESHOLDS)
    """The figures in force."""


def case_in(arrivals: dict[str, Arrival], patient: str, site: Site | None) -> Case:
    """The patient's case; Refusal(400) where the Patient sent is not the one of the context."""
    sent = arrivals["patient"].items[0].resource
    if not isinstance(sent, Patient) or sent.id != patient:
        raise Refusal(400, "the Patient sent in prefetch is not the patient of $.context.patientId; nothing was read")
    entries = list(_entries(arrivals))
    try:
        require_r4([entry.resource for entry in entries])
        return case_of(entries, patient, new_reading(site, _left_out(arrivals)))
    except RecordError as problem:
        raise Refusal(
            400, f"the record sent cannot be read as FHIR R4 of one patient; {_what_is_wrong(problem)}"
        ) from None


_OF_ANOTHER_VERSION = re.compile(r"([A-Z][A-Za-z]+)/[^:]*: (.*; expected R4.*)", re.DOTALL)


def _what_is_wrong(problem: RecordError) -> str:
    """The field of another version of FHIR, by the type of resource and without its id; of anything else no word of the record."""
    found = _OF_ANOTHER_VERSION.fullmatch(str(problem))
    return f"{found[1]}: {found[2]}" if found else "check version and Bundle"


def _entries(arrivals: dict[str, Arrival]) -> Iterator[BundleEntry]:
    """What arrived under each key of the type it asks for, with what stands beside it."""
    for template in templates():
        accepted = (template.type, *_BESIDE)
        for item in arrivals[template.key].items:
            if type(item.resource) in accepted:
                yield BundleEntry(item.fullUrl, cast(Resource, item.resource))


_BESIDE = (Medication, Substance, MedicationDispense, DiagnosticReport)
"""What is read under any key: medicines that are pointed to or were dispensed, and reports, as servers send them along."""


def _note_unnamed(arrivals: dict[str, Arrival]) -> None:
    """Mark as not whole each key that points to medicines which were not sent and have no name beside the pointer."""
    sent = names_of(medicines_in(arrivals))
    for arrival in (arrivals[key] for key in MEDICINES):
        if not arrival.fault and any(lacking(item.resource, sent) for item in arrival.items):
            arrival.fault = "medicines it points to were not sent"


def _note_strangers(arrivals: dict[str, Arrival]) -> None:
    """Mark as failed each key of which something came, and nothing of it is the patient's: the search went wrong, so what it
    should have found is not known.
    """
    patient, url = arrivals["patient"].items[0].resource, arrivals["patient"].items[0].fullUrl or ""
    if not isinstance(patient, Patient):
        return
    subject, reading = Subject(patient, url), new_reading()
    for template in templates():
        arrival = arrivals[template.key]
        came = (item.resource for item in arrival.items if type(item.resource) is template.type)
        if template.type is not Patient and _are_others(came, subject, reading):
            arrival.state = State.FAILED
            arrival.note("all that came name somebody else")


def _are_others(came: Iterator[Any], subject: Subject, reading: Reading) -> bool:
    """Whether something came and none of it is the patient's; nearly always the first is, and the rest is not looked at."""
    first = next(came, None)
    return (
        first is not None and not subject.has(first, reading) and not any(subject.has(each, reading) for each in came)
    )


def _left_out(arrivals: dict[str, Arrival]) -> Iterable[Missing]:
    for key, arrival in arrivals.items():
        if arrival.fault and arrival.items and key != ORDERS:
            yield Missing("unreadable", f"{key}: {arrival.fault}", Source(f"prefetch.{key}"))
        if key != ORDERS:
            yield from arrival.unfit


def gaps_in(arrivals: dict[str, Arrival]) -> tuple[str, ...]:
    """What holds facts and did not arrive, or not wholly, each with its reason; orders hold none."""
    told = (each.key for each in templates() if each.key != ORDERS and lacks(each, arrivals[each.key]))
    return tuple(f"{key}: {arrivals[key].fault or 'not read'}" for key in told)


def answer_arrivals(arrivals: dict[str, Arrival], patient: str, settings: Settings) -> AnsweredCase:
    """The answer for what arrived; a group is presumed asked about only where its part of the record is whole."""
    _note_unnamed(arrivals)
    _note_strangers(arrivals)
    case = case_in(arrivals, patient, settings.site)
    presumed = frozenset(settings.presume) - groups_not_whole(arrivals)
    found = answer_case(case, settings, presumed, gaps_in(arrivals), settings.today_of(case, lambda: _sent(arrivals)))
    return replace(found, ordered=ordered_in(arrivals, case, found.facts.on, settings.site))


def _sent(arrivals: dict[str, Arrival]) -> bytes:
    return msgspec.json.encode([item.resource for arrival in arrivals.values() for item in arrival.items])


def answer_case(
    case: Case, settings: Settings, presumed: Iterable[str], gaps: tuple[str, ...] = (), on: date | None = None
) -> AnsweredCase:
    """The answer for a case, with the site's figures in force."""
    figures = {**THRESHOLDS, **settings.parameters} if settings.parameters else THRESHOLDS
    facts = facts_on(case, on or settings.today(), presumed, figures)
    tell_course(case, facts)
    if not settings.plain_patients:
        _forget_birthday(facts)
    return AnsweredCase(case, facts, answer_of(facts, case, settings.parameters), gaps, figures=figures)


def _forget_birthday(facts: Facts) -> None:
    """Leave out of the age's source the birth date it came from, which would identify the patient in the journal."""
    age = facts.known.get("age")
    if age is not None and age.source is not None:
        facts.known["age"] = Known(age.value, Source(age.source.where), age.note, age.presumed)
