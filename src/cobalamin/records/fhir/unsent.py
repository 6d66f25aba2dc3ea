"""What a Bundle itself says it does not hold: other pages of a search, and what a server answered with an error.

It may be anything, so it is told and nothing is presumed absent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from cobalamin.records.fhir.resources import Bundle, BundleEntry, OperationOutcome
from cobalamin.records.fhir.types import NOT_SENT
from cobalamin.records.forms import fitting, reader
from cobalamin.records.messages import short
from cobalamin.records.record import Missing, Source


class _Link(msgspec.Struct, gc=False):
    relation: str = ""


class _Response(msgspec.Struct, gc=False):
    status: str = ""


class Issue(msgspec.Struct, gc=False):
    """One issue of an OperationOutcome."""

    severity: str = ""
    code: str = ""

    @property
    def is_error(self) -> bool:
        """Whether what was asked for could not be done."""
        return self.severity in ("error", "fatal")

    @property
    def leaves_out(self) -> bool:
        """Whether something is missing from what was sent, however grave the server calls that."""
        return self.is_error or self.code in _NOT_ALLOWED or self.may_come

    @property
    def may_come(self) -> bool:
        """Whether another call may bring what is missing; what is only information says so by one code."""
        return self.code == "incomplete" or (self.code in _NOT_REACHED and self.severity != "information")


_NOT_ALLOWED = frozenset({"security", "login", "unknown", "expired", "forbidden", "suppressed"})
"""Parts of a record that the client may not read: one vendor *warns* of them, beside what it sends."""
_NOT_REACHED = frozenset({"transient", "lock-error", "no-store", "exception", "timeout", "throttled", "too-costly"})
_A_PAGE = "one page of a search, with a link to the next"
_ALL_PAGES = "expected all pages in one Bundle: what is on the others may be anything; send them together"
_ASK_AGAIN = "what was asked for may be anything; ask the server again"
_TOTAL: msgspec.json.Decoder[int | None] = reader(int | None)
_LINKS = reader(list[_Link])
_RESPONSE = reader(_Response)
_ISSUES = reader(list[Issue])
_LOOKED_AT = frozenset({Bundle, OperationOutcome})


def unsent_told(
    entries: Sequence[BundleEntry], total: msgspec.Raw, link: msgspec.Raw, where: str = "$"
) -> Iterator[Missing]:
    """What is missing of a Bundle of these entries, and of those inside it: the answers to several searches."""
    if found := _page(len(entries), total, link):
        yield _missing(where, f"found {found}, {_ALL_PAGES}")
    for i, entry in enumerate(entries):
        if entry.response is NOT_SENT and entry.resource.__class__ not in _LOOKED_AT:
            continue
        here, resource = f"{where}.entry[{i}]", entry.resource
        if error := _error(entry):
            yield _missing(here, f"the server answered with an error ({short(error)}): {_ASK_AGAIN}")
        elif isinstance(resource, Bundle):
            yield from unsent_told(resource.entry, resource.total, resource.link, here)


def _missing(where: str, what: str) -> Missing:
    return Missing("unreadable", f"{where}: {what}", Source(where), whole_resource=True)


def _page(sent: int, total: msgspec.Raw, link: msgspec.Raw) -> str:
    """How little of a search came, "" where all did.

    The total counts the matches on all pages, and no page has fewer entries than matches. A link to a next page beside all that
    were counted stands on a first page with which the others were put together.
    """
    matches = fitting(_TOTAL, total)
    if matches is None:
        return _A_PAGE if _has_next(link) else ""
    return f"{sent} of {matches} matches of a search" if matches > sent else ""


def _has_next(sent: msgspec.Raw) -> bool:
    return any(link.relation == "next" for link in fitting(_LINKS, sent) or ())


def _error(entry: BundleEntry) -> str:
    """The status or the code with which a server says that it could not answer, "" where it could."""
    status = (fitting(_RESPONSE, entry.response) or _Response()).status
    if status.startswith(("4", "5")):
        return status
    return error_in(entry.resource) if isinstance(entry.resource, OperationOutcome) else ""


def error_in(outcome: OperationOutcome) -> str:
    """The code with which a server says that something could not be done or was left out, "" where nothing was."""
    issues = fitting(_ISSUES, outcome.issue)
    if issues is None:
        return "not told"
    return next((issue.code or "not told" for issue in issues if issue.leaves_out), "")
