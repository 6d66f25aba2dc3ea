"""A FHIR R4 Bundle from bytes: one typed decode; where something does not fit, entry by entry, each fault told."""

from __future__ import annotations

import msgspec

from cobalamin.records.document import UNFIT, decoded, without_mark
from cobalamin.records.errors import RecordError
from cobalamin.records.fhir.resources import R4_TYPES, READ_TYPES, AnyResource, BundleEntry
from cobalamin.records.fhir.summaries import sections_told
from cobalamin.records.fhir.types import NOT_SENT
from cobalamin.records.fhir.unfit import unfit_in
from cobalamin.records.fhir.unsent import unsent_told
from cobalamin.records.fhir.version import OLDER_TYPES, refuse_older_type
from cobalamin.records.forms import fitting, reader
from cobalamin.records.messages import fault, short, shown
from cobalamin.records.record import Missing


class Bundle(msgspec.Struct, gc=False):
    """What was sent of one patient."""

    resourceType: str = ""  # noqa: N815
    id: str = ""
    entry: tuple[BundleEntry, ...] = ()
    total: msgspec.Raw = NOT_SENT
    link: msgspec.Raw = NOT_SENT


class _RawEntry(msgspec.Struct):
    fullUrl: str | None = None  # noqa: N815
    resource: msgspec.Raw = msgspec.Raw(b"null")
    request: msgspec.Raw = NOT_SENT
    response: msgspec.Raw = NOT_SENT


class _RawBundle(msgspec.Struct):
    resourceType: str = ""  # noqa: N815
    id: str = ""
    entry: list[msgspec.Raw] = []
    total: msgspec.Raw = NOT_SENT
    link: msgspec.Raw = NOT_SENT


READ = frozenset(READ_TYPES) - {"Bundle"}
"""The resource types that can hold facts; a resource of another type may look as it likes."""
BUNDLE = reader(Bundle)
_RAW_BUNDLE = reader(_RawBundle)
_RAW_ENTRY = reader(_RawEntry)
_RESOURCE = reader(AnyResource | None)


def decoded_bundle(data: bytes) -> tuple[Bundle, list[Missing]]:
    """The Bundle in the bytes, and why each resource left out of it could not be read, or was not sent."""
    text = without_mark(data)
    problems: list[Missing] = []
    bundle = fitting(BUNDLE, text) or _entry_by_entry(text, problems)
    if bundle.resourceType != "Bundle":
        raise _no_bundle(short(bundle.resourceType) or "none")
    beside = (*unsent_told(bundle.entry, bundle.total, bundle.link), *sections_told(bundle.entry))
    return bundle, [*problems, *beside]


def _no_bundle(found: str) -> RecordError:
    return RecordError(
        f'$.resourceType: found {found}, expected "Bundle" with one Patient and what is recorded of them'
    )


def _entry_by_entry(data: bytes, problems: list[Missing]) -> Bundle:
    """The bundle with each bad resource left out and told; a text that is no bundle at all is refused by `decoded`."""
    try:
        raw = _RAW_BUNDLE.decode(data)
    except UNFIT as problem:
        found = decoded(data).get("resourceType")
        if found != "Bundle":
            raise _no_bundle(shown(found)) from None
        raise RecordError(f"{fault(problem)}: this is not a FHIR Bundle") from None
    entries: list[BundleEntry] = []
    for i, text in enumerate(raw.entry):
        try:
            entry = _RAW_ENTRY.decode(text)
            entries.append(BundleEntry(entry.fullUrl, _RESOURCE.decode(entry.resource), entry.request, entry.response))
        except UNFIT as problem:
            unread = _unreadable(bytes(text), i, problem)
            problems.extend([unread] if unread is not None else [])
    return Bundle(raw.resourceType, raw.id, tuple(entries), raw.total, raw.link)


def _unreadable(text: bytes, i: int, problem: Exception) -> Missing | None:
    """Why a resource was left out; None where its type is never read. RecordError where an older FHIR has the type."""
    resource = unfit_in(text)
    kind = resource.kind
    if (kind in R4_TYPES and kind not in READ and kind != "Bundle") or kind == "ServiceRequest":
        return None  # an order holds no fact
    place = f"$.entry[{i}]"
    if kind in OLDER_TYPES:
        refuse_older_type(kind, f"{kind}/{resource.name}" if resource.name else f"{place} ({kind})")
    return resource.told(problem, place)
