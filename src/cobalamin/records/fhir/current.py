"""The same resource in two versions, as merged exports and histories hold it: the newer counts, and what was deleted does not.

Where it cannot be told which is newer both are read, and that is told (register R103).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from operator import itemgetter
from typing import NamedTuple

import msgspec

from cobalamin.records.fhir.reading import Reading
from cobalamin.records.fhir.resources import (
    READ_TYPES,
    Bundle,
    BundleEntry,
    Medicine,
    Passed,
    Resource,
    kind_of,
)
from cobalamin.records.fhir.types import NOT_SENT
from cobalamin.records.forms import fitting, reader
from cobalamin.records.identifiers import pointed, unversioned
from cobalamin.records.moments import instant

Key = tuple[str, str, str]
"""Where a resource lives: its server, or "" where none is named, its type and its id."""


class _Meta(msgspec.Struct, gc=False):
    versionId: str | int | float | None = None  # noqa: N815
    lastUpdated: str | None = None  # noqa: N815


class _Request(msgspec.Struct, gc=False):
    method: str = ""
    url: str = ""


class _Response(msgspec.Struct, gc=False):
    lastModified: str | None = None  # noqa: N815
    etag: str | None = None


_META = reader(_Meta)
_REQUEST = reader(_Request)
_RESPONSE = reader(_Response)


class _Version(NamedTuple):
    """When a version was written and its number, as far as either was sent; no entry where it was deleted."""

    updated: datetime | None
    number: int | None
    entry: BundleEntry | None


def current(entries: Iterable[BundleEntry], reading: Reading) -> list[BundleEntry]:
    """The entries with of each resource its newest version alone, in their order."""
    every = unfolded(entries)
    return every if _is_plain(every) else _newest_of_each(every, reading)


def _is_plain(entries: Sequence[BundleEntry]) -> bool:
    """Whether nothing stands in two versions and nothing is deleted, as nearly always: the ids alone tell that, quickly."""
    ids = [read.id for each in entries if (read := each.resource).__class__ in _READ and read.id]
    done = [each.request for each in entries if each.request is not NOT_SENT]
    return len(set(ids)) == len(ids) and b"DELETE" not in b"".join(done)


_READ = frozenset(READ_TYPES.values()) - {Bundle}


def _newest_of_each(entries: Sequence[BundleEntry], reading: Reading) -> list[BundleEntry]:
    """The same, entry by entry; where it cannot be told which version is the newest, that is told."""
    found, versions, deleted = _gathered(entries)
    left_out: set[int] = set()
    dated: dict[int, BundleEntry | None] = {}
    for key, group in versions.items():
        gone = [version for server, version in deleted.get(key[1:], ()) if server in ("", key[0])]
        if len(group) + len(gone) > 1:
            sent = [*map(_version, group)]
            keep = _newest([*sent, *gone])
            if keep is None:
                where = f"{key[1]}/{key[2]}"
                what = "was sent in several versions, or as deleted, and it cannot be told what came last: all is read; check it"
                sentence = f"{where} {what}"
                reading.tell("contradictory", sentence, where)
                left_out.update(id(version.entry) for version in _again(sent))
            else:
                left_out.update(id(entry) for entry in group if entry is not keep.entry)
                dated[id(keep.entry)] = _dated_by_the_first(keep.entry, [*sent, *gone])
    return [dated.get(id(entry)) or entry for entry in found if id(entry) not in left_out] if left_out else found


_NO_MORE = ("stopped", "completed", "cancelled", "on-hold", "not-done", "declined")
"""The statuses of a medicine that are dated by the last change of their entry."""


def _dated_by_the_first(entry: BundleEntry | None, versions: Iterable[_Version]) -> BundleEntry | None:
    """An entry that was stopped, held or not given, dated by the first of its latest versions that say so (register M39).

    By the date of the last, saving an old entry again would stop what was given since.
    """
    newest, ordered = entry and entry.resource, [*versions]
    if entry is None or not isinstance(newest, Medicine) or newest.status not in _NO_MORE:
        return entry
    times = [version.updated for version in ordered if version.updated is not None]
    if len(times) < len(ordered):
        return entry
    since = max(times)
    for updated, version in sorted(zip(times, ordered, strict=True), key=itemgetter(0), reverse=True):
        if getattr(version.entry and version.entry.resource, "status", None) != newest.status:
            break
        since = updated
    meta = msgspec.Raw(msgspec.json.encode({"lastUpdated": since.isoformat()}))
    return msgspec.structs.replace(entry, resource=msgspec.structs.replace(newest, meta=meta))


def _again(versions: Iterable[_Version]) -> Iterator[_Version]:
    """The versions that repeat an earlier one, so that nothing is read twice."""
    met: set[bytes] = set()
    for version in sorted(versions, key=_written):
        if (said := _said(version)) in met:
            yield version
        met.add(said)


def _written(version: _Version) -> tuple[bool, datetime, bytes]:
    """The order in which versions were written, however they were sent: a stop is no later than the first that tells it."""
    when = version.updated
    return when is None, when or _NO_TIME, bytes(getattr(version.entry and version.entry.resource, "meta", b""))


_NO_TIME = datetime.max.replace(tzinfo=UTC)


_Deleted = dict[tuple[str, ...], list[tuple[str, _Version]]]
"""By type and id: on which server, and when."""


def _gathered(entries: Sequence[BundleEntry]) -> tuple[list[BundleEntry], dict[Key, list[BundleEntry]], _Deleted]:
    """The entries that hold something, those that are one resource together, and what was deleted."""
    found: list[BundleEntry] = []
    versions: dict[Key, list[BundleEntry]] = {}
    deleted: _Deleted = {}
    for entry in entries:
        if entry.request and b"DELETE" in bytes(entry.request) and (gone := _deletion(entry)) is not None:
            (server, *where), version = gone
            deleted.setdefault(tuple(where), []).append((server, version))
            continue
        if entry.resource is not None and not isinstance(entry.resource, Passed):
            found.append(entry)
            if entry.resource.id:
                versions.setdefault(_key(entry, entry.resource), []).append(entry)
    return found, versions, deleted


def unfolded(entries: Iterable[BundleEntry]) -> list[BundleEntry]:
    """The entries with those of bundles inside them in their place."""
    found = [*entries]
    return [*_opened(found)] if Bundle in {each.resource.__class__ for each in found} else found


def _opened(entries: Sequence[BundleEntry]) -> Iterator[BundleEntry]:
    left = [iter(entries)]
    while left:
        entry = next(left[-1], None)
        if entry is None:
            left.pop()
        elif isinstance(entry.resource, Bundle):
            left.append(iter(entry.resource.entry))
        else:
            yield entry


def _key(entry: BundleEntry, resource: Resource) -> Key:
    url = unversioned(entry.fullUrl)
    kind, id = kind_of(resource), getattr(resource, "id", "")
    server = url.removesuffix(f"{kind}/{id}") if url.startswith("http") else ""
    return server, kind, id


def _deletion(entry: BundleEntry) -> tuple[Key, _Version] | None:
    """What an entry says is deleted, and when; None where it deletes nothing that it names."""
    request = fitting(_REQUEST, entry.request) or _Request()
    kind, id = pointed(request.url)
    if request.method != "DELETE" or not kind or not id:
        return None
    server = request.url.partition(f"{kind}/{id}")[0] if request.url.startswith("http") else ""
    return (server, kind, id), _Version(_answered(entry), None, None)


def _version(entry: BundleEntry) -> _Version:
    meta = fitting(_META, getattr(entry.resource, "meta", b"{}"))
    if meta is None:
        return _Version(None, None, entry)
    told = _answer(entry)
    number = str(meta.versionId) if meta.versionId is not None else _numbered(entry, told)
    updated = instant(meta.lastUpdated or "") or instant(told.lastModified or "")
    return _Version(updated, int(number) if number.isdecimal() else None, entry)


def _numbered(entry: BundleEntry, told: _Response) -> str:
    """The number of a version by the tag or the address that a server gave it."""
    tag = _TAG.fullmatch(told.etag or "")
    return tag[1] if tag is not None else (entry.fullUrl or "").partition("/_history/")[2]


_TAG = re.compile(r'(?:W/)?"([0-9]+)"')


def _answered(entry: BundleEntry) -> datetime | None:
    """When a server says that it did what was asked of it."""
    return instant(_answer(entry).lastModified or "")


def _answer(entry: BundleEntry) -> _Response:
    return fitting(_RESPONSE, entry.response) or _Response()


def _newest(group: Sequence[_Version]) -> _Version | None:
    """The newest of a resource's versions; any where all say the same, None where that cannot be told."""
    by_time = _last([version.updated for version in group])
    by_number = _last([version.number for version in group])
    told = by_time if by_number is None else by_number if by_time is None else by_time & by_number
    last = [group[i] for i in sorted(told)] if told else list(group)
    return min(last, key=_written) if len({*map(_said, last)}) == 1 else None


def _last(marks: Sequence[datetime | None] | Sequence[int | None]) -> set[int] | None:
    """The places of the highest mark; None where one of them has none."""
    if any(mark is None for mark in marks):
        return None
    highest = max(mark for mark in marks if mark is not None)
    return {i for i, mark in enumerate(marks) if mark == highest}


def _said(version: _Version) -> bytes:
    """What a version says, without its own number and time; empty where it is deleted.

    When it was issued is its own time too, unless it is dated by that alone.
    """
    if version.entry is None or version.entry.resource is None:
        return b""
    fields = {**msgspec.structs.asdict(version.entry.resource), "meta": None}
    if fields.get("effectiveDateTime"):
        fields.pop("issued", None)
    return msgspec.json.format(msgspec.json.encode(fields), indent=-1)
