"""Whether a concept as sent can say anything: asked of every line of a bulk export, so remembered by its very bytes."""

from __future__ import annotations

from functools import cache

import msgspec

from cobalamin.records.bindings import Bindings
from cobalamin.records.codes import shipped, unmapped_but_relevant
from cobalamin.records.fhir_medicines import is_antidote


class _Coding(msgspec.Struct, gc=False):
    system: str | None = None
    code: str | None = None
    display: str | None = None


class _Concept(msgspec.Struct, gc=False):
    coding: list[_Coding] = []
    text: str | None = None


_CONCEPT = msgspec.json.Decoder(_Concept | None)
_REMEMBERED = 200_000
_SAYS: dict[bytes, bool] = {}
SILENT: set[bytes] = set()
"""Codes as sent that say nothing: most lines of a record end with a look into this set."""


def says_something(sent: bytes) -> bool:
    """Whether the reader could take anything from a concept as sent; a doubt is a yes."""
    known = _SAYS.get(sent)
    if known is None:
        if len(_SAYS) >= _REMEMBERED:
            _SAYS.clear()
            SILENT.clear()
        known = _SAYS[sent] = bool(sent) and _concept_says_something(_CONCEPT.decode(sent))
        if sent and not known:
            SILENT.add(sent)
    return known


def _concept_says_something(concept: _Concept | None) -> bool:
    if concept is None:
        return False
    return (concept.text is not None and _speaks_of_b12(concept.text)) or any(
        map(_coding_says_something, concept.coding)
    )


def _coding_says_something(coding: _Coding) -> bool:
    found = _bindings().of(coding.system, coding.code)
    return (
        bool(found.yes or found.no or found.unspecific or found.concepts)
        or is_antidote(shipped(), coding.system, coding.code)
        or _speaks_of_b12(coding.display or "")
    )


@cache
def _bindings() -> Bindings:
    return Bindings(shipped())


def _speaks_of_b12(text: str) -> bool:
    return unmapped_but_relevant(text) or "cyanokit" in text.casefold()
