"""Nitrous oxide that is ordered and not given yet: no exposure, and told before it is given (register R166)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cobalamin.knowledge.treatment import months_after
from cobalamin.records.fhir.modifiers import changed
from cobalamin.records.fhir.notes import note_texts
from cobalamin.records.fhir.reading import Reading
from cobalamin.records.fhir.resources import ServiceRequest
from cobalamin.records.fhir.types import CONCEPTS, TEXT
from cobalamin.records.forms import fitting
from cobalamin.records.known import WINDOW_MONTHS
from cobalamin.records.messages import short
from cobalamin.records.moments import day
from cobalamin.records.notes import names_gas_to_come
from cobalamin.records.record import Missing, Source

_TO_COME = ("active", "draft", "on-hold")


def add_planned(reading: Reading, request: ServiceRequest) -> None:
    """That nitrous oxide is planned, until its day or, where none is given, for twelve months."""
    said = next(gas_in(request), "")
    if request.status not in _TO_COME or request.doNotPerform or not said or changed(request):
        return
    where, when = f"ServiceRequest/{request.id}", fitting(TEXT, request.occurrenceDateTime) or ""
    ordered = request.authoredOn or ""
    sentence = f"{where}: nitrous oxide is planned ({short(said)!r}); it inactivates B12"
    over = f"{where}: nitrous oxide was planned ({short(said)!r}); ask whether it was given"
    source, until = Source(where, when or ordered), _until(when, ordered)
    reading.problems.append(Missing("in words only", sentence, source, until=until, over=over, tells="gas planned"))


def gas_in(request: ServiceRequest) -> Iterator[str]:
    """The words of an order by which nitrous oxide is to be given."""
    ordered = list(request.code.texts) if request.code is not None else []
    yield from filter(names_gas_to_come, ordered)
    details = (text for concept in fitting(CONCEPTS, request.orderDetail) or () for text in concept.texts)
    notes = (*details, *note_texts(request.note))
    yield from (note for note in notes if note and names_gas_to_come(" ".join(ordered), note))


def _until(when: str, ordered: str) -> date | None:
    if (planned := day(when)) is not None:
        return planned
    since = day(ordered)
    return None if since is None else months_after(since, WINDOW_MONTHS)
