"""Medicines that orders point to and that were not sent with them: which, and reading them from the EHR's server."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from cobalamin.records.fhir.resources import BundleEntry, Medication, Medicine
from cobalamin.records.identifiers import pointed, unversioned
from cobalamin.web.hooks import HookRequest, Item, Sent
from cobalamin.web.prefetch import MEDICINES, Arrival

MOST_MEDICINES = 20
"""How many medicines are read one by one: an engineering limit."""


def names_of(items: Iterable[Item | BundleEntry]) -> frozenset[str]:
    """Every name under which the medicines among these can be pointed to."""
    found = ((item.fullUrl, item.resource.id) for item in items if isinstance(item.resource, Medication))
    return frozenset(name for names in found for name in names if name)


def lacking(resource: Sent | None, sent: frozenset[str]) -> str:
    """The pointer to a medicine that is not among those sent and has no name beside it; "" where none lacks."""
    if not isinstance(resource, Medicine) or resource.medicationReference is None:
        return ""
    pointer = resource.medicationReference
    reference = unversioned(pointer.reference)
    inside = (f"#{inner.id}" for inner in resource.contained if isinstance(inner, Medication))
    known = pointer.display or reference in inside or {reference, pointed(reference)[1]} & sent
    return "" if known else reference or "nothing"


def medicines_in(arrivals: dict[str, Arrival]) -> Iterator[Item]:
    """What arrived under the keys of medicines."""
    return (item for key in MEDICINES for item in arrivals[key].items)


def lacking_in(request: HookRequest, arrivals: dict[str, Arrival]) -> tuple[str, ...]:
    """Every pointer without its medicine, in the drafts and in the record, each once."""
    items = (*request.context.drafts, *medicines_in(arrivals))
    sent = names_of(items)
    found = (lacking(item.resource, sent) for item in items)
    return tuple(dict.fromkeys(filter(None, found)))[:MOST_MEDICINES]


def with_medicines(request: HookRequest, found: Iterable[Item]) -> None:
    """The medicines among what was sent and read, beside the drafts that point to them."""
    context = request.context
    medicines = [item for item in found if isinstance(item.resource, Medication)]
    if context.draftOrders is not None and medicines:
        entries = (*context.drafts, *medicines)
        context.draftOrders = msgspec.structs.replace(context.draftOrders, entry=entries)
