"""What a dose given says of the patient: on injections, on tablets, or on folic acid (register R80).

Readers whose form lists doses apart from findings ask here; a FHIR record says it resource by resource.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from cobalamin.knowledge.regimens import FIGURES
from cobalamin.knowledge.treatment import INJECTED, Product, TreatmentEvent
from cobalamin.records.record import Source, Statement

_KIT_MICROGRAMS = FIGURES["recall.gram_dose"].printed[0].value
"""No ampoule of replacement holds so much (register M19)."""


def is_kit(product: Product | None, dose: int | Fraction | None) -> bool:
    """Whether so much hydroxocobalamin is the cyanide antidote, or a slip of the unit: never replacement."""
    return product == "hydroxocobalamin" and (dose or 0) >= _KIT_MICROGRAMS


def is_injection(event: TreatmentEvent) -> bool:
    """Whether it is of B12 to inject, whatever is said of its amount: an antidote and a medicine nobody knows are none."""
    return event.is_to_inject and not is_kit(event.product, event.dose_ug)


def said_by(treatment: Iterable[TreatmentEvent]) -> Iterator[Statement]:
    """The findings that the doses given speak for."""
    for event in treatment:
        fact = _fact(event)
        if fact is not None:
            when = "" if event.when is None else str(event.when)
            yield Statement(fact, True, Source(event.source, when), None if event.when is None else event.when.first)


def _fact(event: TreatmentEvent) -> str | None:
    if event.product in ("cyanide_kit", "unknown") or event.kind in ("not_given", "stop", "hold"):
        return None
    if event.product == "folic_acid":
        return "folic_acid_without_b12"
    if event.route in INJECTED:
        return "b12_injections"
    return None if event.route is None else "oral_b12"
