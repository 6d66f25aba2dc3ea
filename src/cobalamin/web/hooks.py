"""A CDS Hooks request as it is sent: one typed decode of the fields used, prefetch included, everything unknown ignored."""

from __future__ import annotations

from codecs import BOM_UTF8
from typing import TYPE_CHECKING, Generic, TypeVar
from uuid import UUID

import msgspec

from cobalamin.records.document import UNFIT
from cobalamin.records.fhir.resources import Resource, union_of
from cobalamin.records.fhir.unsent import Issue
from cobalamin.records.forms import fitting, reader
from cobalamin.records.identifiers import FHIR_ID
from cobalamin.records.messages import told
from cobalamin.web.errors import Refusal


class Link(msgspec.Struct, gc=False):
    """A link of a Bundle: `next` is the one that matters."""

    relation: str = ""
    url: str = ""


class OperationOutcome(msgspec.Struct, tag_field="resourceType", tag=True, gc=False):
    """What went wrong at the EHR."""

    issue: tuple[Issue, ...] = ()


class Item(msgspec.Struct, gc=False):
    """One entry of a Bundle."""

    fullUrl: str | None = None  # noqa: N815
    resource: SentResource | None = None


class Bundle(msgspec.Struct, tag_field="resourceType", tag=True, gc=False):
    """A page of what was searched for, or the orders being written."""

    entry: tuple[Item, ...] = ()
    link: tuple[Link, ...] = ()
    total: int | None = None
    """How many a search found on all its pages."""


class Unread(msgspec.Struct, gc=False):
    """An order that is no FHIR R4: what it calls itself, as far as that can be read."""

    kind: str = ""
    id: str = ""


Sent = Resource | Bundle | OperationOutcome | Unread
"""Whatever was sent under a prefetch key or among the drafts; `Unread` is ours and never decoded."""
if TYPE_CHECKING:
    SentResource = Sent
else:
    SentResource = union_of(Bundle, OperationOutcome)


class Authorization(msgspec.Struct, gc=False):
    """The EHR's token: used for this call, never stored, logged or shown. Its other members decide nothing and are not read."""

    access_token: str | None = None
    patient: str | None = None

    def __repr__(self) -> str:
        return "Authorization(...)"


class _Plain(msgspec.Struct, gc=False):
    patientId: str = ""  # noqa: N815
    userId: str = ""  # noqa: N815
    encounterId: str | None = None  # noqa: N815
    selections: list[str] | None = None


class Context(_Plain, gc=False):
    """The hook's context."""

    draftOrders: Bundle | None = None  # noqa: N815

    @property
    def drafts(self) -> tuple[Item, ...]:
        """The orders being written; none at a hook that has none."""
        return self.draftOrders.entry if self.draftOrders is not None else ()


class _LooseContext(_Plain, gc=False):
    draftOrders: msgspec.Raw = msgspec.Raw(b"null")  # noqa: N815


class LooseBundle(msgspec.Struct, gc=False):
    """A Bundle in which something does not fit, its entries, links and number left for themselves."""

    resourceType: str = ""  # noqa: N815
    entry: list[msgspec.Raw] = []
    link: list[msgspec.Raw] = []
    total: msgspec.Raw = msgspec.Raw(b"null")


class _Names(msgspec.Struct, gc=False):
    resourceType: str = ""  # noqa: N815
    id: str = ""


class _Named(msgspec.Struct, gc=False):
    resource: _Names


P = TypeVar("P")
C = TypeVar("C")


class _Asked(msgspec.Struct, Generic[P, C], gc=False):
    hook: str = ""
    hookInstance: str = ""  # noqa: N815
    sent_context: C | None = msgspec.field(default=None, name="context")
    fhirServer: str | None = None  # noqa: N815
    fhirAuthorization: Authorization | None = None  # noqa: N815
    prefetch: dict[str, P] | None = None

    @property
    def context(self) -> C:
        """Whom it is about and who asks: a request without that is refused when it is read."""
        assert self.sent_context is not None
        return self.sent_context


HookRequest = _Asked[SentResource | None, Context] | _Asked[msgspec.Raw, Context]
"""One call of a service, its prefetch read with it; raw only where some value does not fit, to be read each for itself."""
_WHOLE = reader(_Asked[SentResource | None, Context])
_PIECEWISE = reader(_Asked[msgspec.Raw, _LooseContext])
_NAMED = reader(_Named)
ITEM = reader(Item)
LOOSE = reader(LooseBundle)


def read_request(body: bytes, hook: str) -> HookRequest:
    """The request for this hook; Refusal(400) names the member at fault and what was expected."""
    try:
        request = _decoded(body.removeprefix(BOM_UTF8))
    except msgspec.ValidationError as problem:
        raise Refusal(400, f"the request does not fit CDS Hooks: {told(problem)}") from None
    except UNFIT:
        raise Refusal(400, "the request is not JSON; expected a CDS Hooks request as a UTF-8 JSON object") from None
    _require(request, hook)
    return request


def _decoded(body: bytes) -> HookRequest:
    """Read in one go; where something does not fit, again with each prefetch value and each draft left for itself."""
    try:
        return _WHOLE.decode(body)
    except (msgspec.ValidationError, RecursionError):
        loose = _PIECEWISE.decode(body)
    return _Asked[msgspec.Raw, Context](
        loose.hook,
        loose.hookInstance,
        _context(loose.sent_context),
        loose.fhirServer,
        loose.fhirAuthorization,
        loose.prefetch,
    )


def _context(sent: _LooseContext | None) -> Context | None:
    """The context with each draft that is no FHIR R4 marked as such: the others are still looked at."""
    if sent is None:
        return None
    return Context(sent.patientId, sent.userId, sent.encounterId, sent.selections, _drafts(sent.draftOrders))


def _drafts(raw: msgspec.Raw) -> Bundle | None:
    loose = fitting(LOOSE, raw)
    if loose is None or loose.resourceType != "Bundle":
        return None
    return Bundle(tuple(map(_draft, loose.entry)))


def _draft(raw: msgspec.Raw) -> Item:
    item = fitting(ITEM, raw)
    if item is not None:
        return item
    named = fitting(_NAMED, raw)
    return Item(None, Unread() if named is None else Unread(named.resource.resourceType, named.resource.id))


def _require(request: HookRequest, hook: str) -> None:
    if request.hook != hook:
        raise Refusal(400, f"$.hook does not fit this service; expected {hook!r}")
    try:
        UUID(request.hookInstance)
    except ValueError:
        raise Refusal(400, "$.hookInstance is missing or is not a UUID; expected a new UUID for each call") from None
    if request.sent_context is None:
        raise Refusal(400, "$.context is missing; expected the patient, the user and what the hook adds", "required")
    if request.fhirAuthorization is not None and not request.fhirServer:
        raise Refusal(400, "$.fhirServer is missing though $.fhirAuthorization is given; send both", "required")
    _require_context(request.context, hook)


def _require_context(context: Context, hook: str) -> None:
    if not FHIR_ID.fullmatch(context.patientId):
        raise Refusal(400, "$.context.patientId is missing or is not a FHIR id; expected the id alone", "required")
    if not context.userId:
        raise Refusal(400, "$.context.userId is missing; expected Practitioner/… or the like", "required")
    if hook == "patient-view":
        return
    if context.draftOrders is None:
        raise Refusal(400, f"$.context.draftOrders is missing or is not a Bundle; {hook} needs it", "required")
    if hook == "order-select" and context.selections is None:
        raise Refusal(400, "$.context.selections is missing; order-select needs the ids just selected", "required")
