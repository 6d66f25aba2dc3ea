"""B12 on record that was not injected, and no word on which route is meant (register M13)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cobalamin.knowledge.treatment import Span
from cobalamin.recall.entries import Judged
from cobalamin.recall.reasons import Reason


def swallowed_since(judged: Iterable[Judged], last: Span | None) -> Span | None:
    """The first after the last injection, which says nothing of whether injections are to go on."""
    return next((when for when in _days(judged) if last is not None and when.first > last.last), None)


def not_injected(judged: Iterable[Judged]) -> Span | None:
    """Since when B12 by another route is recorded."""
    return min(_days(judged), default=None)


def _days(judged: Iterable[Judged]) -> Iterator[Span]:
    return (entry.when for entry in judged if entry.reason is Reason.NOT_INJECTED and entry.when is not None)
