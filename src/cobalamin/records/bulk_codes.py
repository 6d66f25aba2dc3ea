"""What a concept as sent can say: asked of every line of a bulk export, so remembered by its very bytes."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import msgspec

from cobalamin.records.bindings import Bindings
from cobalamin.records.codes import shipped, unmapped_but_relevant
from cobalamin.records.document import UNFIT
from cobalamin.records.fhir import new_reading
from cobalamin.records.fhir_medicines import is_antidote
from cobalamin.records.fhir_resources import Observation
from cobalamin.records.fhir_types import CodeableConcept
from cobalamin.records.medicine_names import names_one


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
    results: tuple[str, ...] = ()
    """The facts whose results its observations are, where they say nothing else."""


_CONCEPT = msgspec.json.Decoder(_Concept | None)
_R4_CONCEPT = msgspec.json.Decoder(CodeableConcept)
_REMEMBERED = 50_000
NOTHING = Meaning(somewhere=False, observed=False)
_ELSEWHERE = Meaning(somewhere=True, observed=False)
_MORE = Meaning(somewhere=True, observed=True)
DOUBT = Meaning(somewhere=True, observed=True)
"""Of a concept not sent or not readable: its line must be looked into."""


class _Meanings(dict[bytes, Meaning]):
    """A concept as sent -> what lines with it can say."""

    def __missing__(self, sent: bytes) -> Meaning:
        if len(self) >= _REMEMBERED:
            self.clear()
        try:
            found = _read(sent) if sent else DOUBT
        except UNFIT:
            found = DOUBT
        self[sent] = found
        return found


MEANINGS = _Meanings()


def meaning_of(sent: bytes) -> Meaning:
    """What a concept as sent can say; one that cannot be read at all is an error of the line."""
    found = MEANINGS[sent]
    return _read(sent) if found is DOUBT else found


def _read(sent: bytes) -> Meaning:
    return _observed(sent) if sent and _says_something(_CONCEPT.decode(sent)) else NOTHING


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
        return _ELSEWHERE
    if binding.findings or binding.no or binding.unspecific or reading.problems:
        return _MORE
    return Meaning(True, True, tuple(entry.name for entry in binding.results))
