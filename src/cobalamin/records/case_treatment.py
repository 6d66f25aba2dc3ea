"""What a case file says of treatment: a dose that was given, one that was not, a stop, a hold."""

from __future__ import annotations

import re

from cobalamin.knowledge.treatment import Kind, Product, Span, TreatmentEvent, span
from cobalamin.records.case_file import TreatmentFile
from cobalamin.records.errors import RecordError
from cobalamin.records.given import is_kit
from cobalamin.records.messages import short
from cobalamin.records.units import as_printed

_DOSE = re.compile(r"^\s*([0-9.]+)\s*(g|mg|ug|µg|μg|mcg|micrograms?)\s*$", re.IGNORECASE)
_MICROGRAMS = {"g": 1_000_000, "mg": 1000}
_KINDS: dict[str, Kind] = {
    "given": "administration", "not_given": "not_given", "not_supplied": "not_given", "stop": "stop", "hold": "hold",
}  # fmt: skip


def event_of(given: TreatmentFile, i: int) -> TreatmentEvent:
    """One entry, read as the same of a health record is (register R140)."""
    place = f"$.treatment[{i}]"
    kind, days = _KINDS[given.event], _days(given, place)
    _require_fit(given, place)
    if kind in ("stop", "hold"):  # of the injections, whatever the product
        return TreatmentEvent(kind, days, place, reason=given.reason)
    dose = None
    if given.dose is not None:
        found = _DOSE.match(given.dose)
        number = as_printed(found[1]) if found else None
        if found is None or number is None:
            raise RecordError(
                f'{place}.dose: {short(given.dose)!r} is not a dose; expected a text such as "1 mg" or "1000 ug"'
            )
        dose = number * _MICROGRAMS.get(found[2].lower(), 1)
    product: Product = "cyanide_kit" if is_kit(given.product, dose) else given.product
    by = span_of(given.until, f"{place}.until").last if given.until and days is None else None
    supplied = given.event == "not_supplied"
    return TreatmentEvent(
        kind, days, place, product, dose, given.route, reason=given.reason, until=by, supplied=supplied
    )


def _require_fit(given: TreatmentFile, place: str) -> None:
    """A reason, or a last day, of a dose that was given is a slip: perhaps it was not."""
    for key, text in (("reason", given.reason), ("until", given.until)):
        if text and given.event == "given":
            raise RecordError(
                f"{place}.{key}: does not fit a dose that was given; if it was not given, or is a stop or a hold, say so in `event`"
            )
    if given.until and not given.date and given.event in ("stop", "hold"):
        raise RecordError(f"{place}.until: the last possible day is given without the first; give the first as `date`")


def _days(given: TreatmentFile, place: str) -> Span | None:
    if not given.date:
        return None
    days = span_of(given.date, f"{place}.date")
    last = span_of(given.until, f"{place}.until").last if given.until else days.last
    if last < days.first:
        raise RecordError(f"{place}.until: {given.until} is before {given.date}")
    return Span(days.first, last)


def span_of(text: str, place: str) -> Span:
    """The days a full or partial date may mean."""
    try:
        return span(text)
    except ValueError as problem:
        raise RecordError(
            f"{place}: {short(text)!r} is not a calendar date; expected YYYY, YYYY-MM or YYYY-MM-DD"
        ) from problem
