"""Alerts and adverse events: what they name is asked about, never believed (register R107).

An anaphylaxis after an injection may stand there alone, where nobody wrote it down as an allergy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from cobalamin.records.diagnosis_names import findings_named
from cobalamin.records.fhir.modifiers import changed
from cobalamin.records.fhir.products import medicine_of, product_of
from cobalamin.records.fhir.reading import Reading
from cobalamin.records.fhir.resources import CONTAINED, AdverseEvent, Flag, Medicine, Procedure, Resource, kind_of
from cobalamin.records.fhir.types import CONCEPT, TEXT, CodeableConcept, Coding, Reference
from cobalamin.records.forms import fitting, reader
from cobalamin.records.identifiers import pointed, unversioned
from cobalamin.records.record import Source, asked_about

_ALLERGY = "cobalamin_or_cobalt_allergy"
_NO_B12 = (None, "folic_acid", "cyanide_kit")


class _Suspect(msgspec.Struct, gc=False):
    instance: Reference | None = None


_SUSPECTS = reader(tuple[_Suspect, ...] | None)


def add_flag(reading: Reading, flag: Flag) -> None:
    """What an alert names that is in force."""
    if fitting(TEXT, flag.status) not in ("inactive", "entered-in-error"):
        _ask(reading, flag, _named(fitting(CONCEPT, flag.code)), "named in an alert; ask whether this is correct", "")


def add_adverse_event(reading: Reading, event: AdverseEvent) -> None:
    """What a report of harm names, and the allergy that it may be where a B12 product is suspected."""
    if fitting(TEXT, event.actuality) == "potential":
        return
    found = [*_named(fitting(CONCEPT, event.event)), *([_ALLERGY] if _suspects_b12(reading, event) else ())]
    _ask(
        reading, event, found, "named in a report of harm; ask whether this is correct", fitting(TEXT, event.date) or ""
    )


def _ask(reading: Reading, resource: Flag | AdverseEvent, found: Iterable[str], what: str, when: str) -> None:
    facts = dict.fromkeys(found)
    source = Source(f"{kind_of(resource)}/{resource.id}", when)
    if facts and (why := changed(resource)):
        reading.leave_out(source, why)
        return
    reading.statements += (asked_about(fact, "in words only", what, source) for fact in facts)


def _named(concept: CodeableConcept | None) -> Iterator[str]:
    for text in concept.texts if concept is not None else ():
        yield from findings_named(text)


def suspected(event: AdverseEvent) -> list[Reference]:
    """What is suspected to have done the harm."""
    return [each.instance for each in fitting(_SUSPECTS, event.suspectEntity) or () if each.instance is not None]


def _suspects_b12(reading: Reading, event: AdverseEvent) -> bool:
    called = (concept for each in suspected(event) for concept in _called(reading, event, each))
    return any(product_of(reading.bindings.value_sets, each) not in _NO_B12 for each in called)


def _called(reading: Reading, event: AdverseEvent, pointer: Reference) -> Iterator[CodeableConcept]:
    """What is suspected: a medicine, a substance or a dose that was sent, else what the pointer calls it."""
    contained = fitting(CONTAINED, event.contained) or ()
    found = reading.pointed_to(pointer, contained)
    said = [found.code if found is not None else None]
    said += [
        _done(reading, each) if isinstance(each, Procedure) else medicine_of(reading, each)[0]
        for each in _taken(reading, pointer, contained)
    ]
    yield from [each for each in said if each is not None] or [CodeableConcept(text=pointer.display)]


def _taken(reading: Reading, pointer: Reference, contained: Iterable[Resource]) -> Iterator[Medicine | Procedure]:
    """What is said of a medicine where the pointer is to that: a dose, a prescription, a supply, an injection that was done."""
    reference = unversioned(pointer.reference)
    yield from (each for each in contained if isinstance(each, Medicine | Procedure) and f"#{each.id}" == reference)
    names = {reference, "/".join(pointed(reference))}
    yield from (each for name in sorted(names) for each in reading.taken.get(name, ()))


def _done(reading: Reading, procedure: Procedure) -> CodeableConcept:
    """What was injected, by the names and by the codes that say so; a code for an injection of anything says nothing."""
    called = procedure.code or CodeableConcept()
    own = reading.bindings
    injections = tuple(each for each in called.coding if "b12_injections" in own[each.system, each.code].yes)
    return CodeableConcept((*injections, *(Coding(display=each) for each in called.texts)))
