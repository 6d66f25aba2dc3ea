"""A Bundle that is one page of a search: what lies on the other pages was not sent, and may be anything."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from cobalamin.records.document import UNFIT
from cobalamin.records.fhir.types import NOT_SENT
from cobalamin.records.record import Missing, Source


class _Link(msgspec.Struct, gc=False):
    relation: str = ""


_A_PAGE = "one page of a search, with a link to the next"
_EXPECTED = "expected all pages in one Bundle: what is on the others may be anything; send them together"
_TOTAL: msgspec.json.Decoder[int | None] = msgspec.json.Decoder(int | None)
_LINKS = msgspec.json.Decoder(list[_Link] | None)


def pages_told(sent: int, total: msgspec.Raw, link: msgspec.Raw, where: str) -> Iterator[Missing]:
    """That pages of a Bundle are missing, where its `total` or its `link` says so; `sent` is how many entries came.

    The total counts the matches on all pages, and no page has fewer entries than matches. A link to a next page beside all
    that were counted stands on a first page with which the others were put together.
    """
    if total is NOT_SENT and link is NOT_SENT:
        return
    matches = _total(total)
    if matches > sent if matches is not None else _has_next(link):
        found = f"{sent} of {matches} matches of a search" if matches is not None else _A_PAGE
        sentence = f"{where}: found {found}, {_EXPECTED}"
        yield Missing("unreadable", sentence, Source(where), whole_resource=True)


def _total(sent: msgspec.Raw) -> int | None:
    try:
        return _TOTAL.decode(sent)
    except UNFIT:
        return None


def _has_next(sent: msgspec.Raw) -> bool:
    try:
        return any(link.relation == "next" for link in _LINKS.decode(sent) or ())
    except UNFIT:
        return False
