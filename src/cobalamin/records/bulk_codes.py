"""What a concept as sent can say: asked of every line of a bulk export, so remembered by its very bytes."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import msgspec

from cobalamin.knowledge.facts import Entry
from cobalamin.language.nodes import Measure
from cobalamin.records.bindings import Bindings
from cobalamin.records.codes import shipped, unmapped_but_relevant
from cobalamin.records.fhir import new_reading
from cobalamin.records.fhir_medicines import is_antidote
from cobalamin.records.fhir_resources import Observation
from cobalamin.records.fhir_types import CodeableConcept
from cobalamin.records.medicine_names import names_one
from cobalamin.records.select_results import SPOILED_BY_INJECTION


class _Coding(msgspec.Struct, gc=False):
    system: str | None = None
    code: str | None = None
    display: str | None = None


class _Concept(msgspec.Struct, gc=False):
    coding: list[_Coding] = []
    text: str | None = None


class Meaning(NamedTuple):
    """What lines with a code can say."""

    somewhere: bool
    """Anything at all, in any resource; a doubt is a yes."""
    observed: bool
    """Anything in an observation."""
    measures: tuple[str, ...] = ()
    """The measures whose results its observations are, where they can say nothing else and no injection spoils them."""


_CONCEPT = msgspec.json.Decoder(_Concept | None)
_R4_CONCEPT = msgspec.json.Decoder(CodeableConcept)
_REMEMBERED = 200_000
_MEANINGS: dict[bytes, Meaning] = {}
_NOTHING = Meaning(somewhere=False, observed=False)
_MORE = Meaning(somewhere=True, observed=True)


def meaning_of(sent: bytes) -> Meaning:
    """What a concept as sent can say; one that cannot be read at all is an error of the line."""
    known = _MEANINGS.get(sent)
    if known is None:
        if len(_MEANINGS) >= _REMEMBERED:
            _MEANINGS.clear()
        known = _MEANINGS[sent] = _observed(sent) if sent and _says_something(_CONCEPT.decode(sent)) else _NOTHING
    return known


def _says_something(concept: _Concept | None) -> bool:
    if concept is None:
        return False
    return (concept.text is not None and _speaks(concept.text)) or any(map(_coding_says_something, concept.coding))


def _coding_says_something(coding: _Coding) -> bool:
    found = _bindings().of(coding.system, coding.code)
    return (
        bool(found.yes or found.no or found.unspecific or found.concepts)
        or is_antidote(shipped(), coding.system, coding.code)
        or _speaks(coding.display or "")
    )


@cache
def _bindings() -> Bindings:
    return Bindings(shipped())


def _speaks(text: str) -> bool:
    """Or names a medicine that is read by its name."""
    return unmapped_but_relevant(text) or names_one(text)


def _observed(code: bytes) -> Meaning:
    """What a code that says something says in an observation."""
    reading = new_reading()
    try:
        binding = reading.meaning(_R4_CONCEPT.decode(code), Observation())
    except msgspec.DecodeError:
        return _MORE
    if not (binding.yes or binding.no or binding.unspecific or reading.problems):
        return Meaning(somewhere=True, observed=False)
    if binding.findings or binding.no or binding.unspecific or not all(map(_is_plain, binding.results)):
        return _MORE
    return Meaning(True, True, tuple(entry.name for entry in binding.results))


def _is_plain(entry: Entry) -> bool:
    return isinstance(entry.fact, Measure) and entry.name not in SPOILED_BY_INJECTION
