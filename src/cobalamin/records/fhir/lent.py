"""What results have from what points to them: of a report or a panel the date, where they have none (register R127), and of a
report the comment that they are not to be relied on (R171).

When a report was issued is not when blood was taken, and a period of many days or two reports of different days leave it open.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

import msgspec

from cobalamin.records.comments import is_not_relied_on, tells_of_injections
from cobalamin.records.fhir.modifiers import changed
from cobalamin.records.fhir.notes import note_texts
from cobalamin.records.fhir.resources import DiagnosticReport, Observation, Resource, kind_of
from cobalamin.records.fhir.types import Reference
from cobalamin.records.forms import fitting, reader
from cobalamin.records.identifiers import pointed, unversioned
from cobalamin.records.moments import day
from cobalamin.records.results import WITHDRAWN

Holder = DiagnosticReport | Observation
_POINTERS = reader(tuple[Reference, ...] | None)


class Placed(NamedTuple):
    """A report or an observation, and the address it stands under."""

    url: str
    resource: Holder


def is_dated(resource: Holder) -> bool:
    """Whether it says itself when it holds for: what was issued then may be of any day before."""
    return bool(resource.effectiveDateTime or resource.effectivePeriod or resource.effectiveInstant)


def lend_dates(undated: Iterable[Placed], holders: Iterable[Placed]) -> None:
    """Give what is undated the date of what points to it, panels first by their reports; where dates differ it stays undated."""
    lacking, waiting, decided = _by_id(undated), [*holders], set[int]()
    while dated := [each for each in waiting if _when(each.resource)]:
        waiting = [each for each in waiting if not _when(each.resource)]
        lent: dict[int, tuple[Holder, set[str]]] = {}
        for resource, when in _lent(dated, lacking):
            lent.setdefault(id(resource), (resource, set()))[1].add(when)
        for resource, whens in (each for key, each in lent.items() if key not in decided):
            if len({*map(day, whens)}) == 1:
                resource.effectiveDateTime = min(whens)
        decided |= lent.keys()


def lend_comments(holders: Collection[Placed]) -> None:
    """Put beside results what the report that points to them concludes of them."""
    pointed_at = _by_id(holders)
    for report in holders:
        for resource in _pointed_to(report, pointed_at):
            lend_comment(report.resource, resource)


def lend_comment(report: Holder, result: Holder) -> None:
    """Put what a report concludes beside one of its results, as a comment of its own."""
    if isinstance(report, DiagnosticReport) and isinstance(result, Observation) and concludes_on_results(report):
        beside = [{"text": text} for text in (*note_texts(result.note), report.conclusion)]
        result.note = msgspec.Raw(msgspec.json.encode(beside))


def concludes_on_results(report: DiagnosticReport) -> bool:
    """Whether a report says of its results that they are not to be relied on, or that B12 is injected."""
    said = report.conclusion or ""
    return report.status not in WITHDRAWN and (is_not_relied_on(said) or tells_of_injections(said))


def commented_results(reports: Iterable[Resource | None]) -> Iterator[str]:
    """The ids of the results to which such reports point."""
    for each in reports:
        if isinstance(each, DiagnosticReport) and concludes_on_results(each):
            yield from (pointed(reference)[1] for reference in references(each))


def _lent(holders: Iterable[Placed], lacking: Mapping[str, list[Placed]]) -> Iterator[tuple[Holder, str]]:
    """Undated results, each with the date of a report or panel that points to it."""
    for holder in holders:
        yield from ((resource, _when(holder.resource)) for resource in _pointed_to(holder, lacking))


def _by_id(placed: Iterable[Placed]) -> dict[str, list[Placed]]:
    found: defaultdict[str, list[Placed]] = defaultdict(list)
    for each in placed:
        for name in {each.resource.id, pointed(each.url)[1]} - {""}:
            found[name].append(each)
    return found


def _when(holder: Holder) -> str:
    """The one day that a report or a panel is of, as sent; "" where there is none."""
    period = holder.effectivePeriod
    ends = (period.start or "", period.end or "") if period is not None else ("", "")
    when = holder.effectiveDateTime or holder.effectiveInstant or (ends[0] if day(ends[0]) == day(ends[1]) else "")
    return when if day(when) is not None else ""


def _pointed_to(holder: Placed, lacking: Mapping[str, list[Placed]]) -> Iterator[Holder]:
    """What is undated among that to which a report or a panel points; none of it where the holder itself cannot be read."""
    resource = holder.resource
    if resource.status in WITHDRAWN or changed(resource):
        return
    server = holder.url.removesuffix(f"{kind_of(resource)}/{resource.id}") if "://" in holder.url else ""
    for reference in references(resource):
        kind, name = pointed(reference)
        address = f"{server}{reference}" if reference.startswith("Observation/") else reference
        for each in lacking.get(name, ()) if kind in ("Observation", "") else ():
            if not (_is_whole(each.url) and _is_whole(address)) or each.url == address:
                yield each.resource


def references(holder: Holder) -> Iterator[str]:
    """To what it points; what cannot be read points to nothing."""
    sent = holder.result if isinstance(holder, DiagnosticReport) else holder.hasMember
    yield from (unversioned(each.reference) for each in fitting(_POINTERS, sent) or ())


def _is_whole(url: str) -> bool:
    """Whether an address names its server, or is a URN."""
    return "://" in url or url.startswith("urn:")
