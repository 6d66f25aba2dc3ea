"""What a line with a given code can say. Every line of a bulk export is asked, so answers are cached by the bytes of the code."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from cobalamin.records.bulk.lines import ABSENT
from cobalamin.records.codes import unmapped_but_relevant
from cobalamin.records.diagnosis_names import allergies_named, asks_for_sign, findings_named
from cobalamin.records.document import UNFIT
from cobalamin.records.fhir.products import is_antidote
from cobalamin.records.fhir.read import new_reading
from cobalamin.records.fhir.resources import Observation
from cobalamin.records.fhir.types import CONCEPT, TEXT
from cobalamin.records.fhir.unread import READ_IN, is_understood
from cobalamin.records.forms import reader
from cobalamin.records.medicine_names import names_one
from cobalamin.records.notes import names_end_of_life, names_fear_of_needles
from cobalamin.records.result_names import result_named
from cobalamin.records.site import Site


class _Coding(msgspec.Struct, gc=False):
    system: str | None = None
    code: str | None = None
    display: str | None = None


class _Concept(msgspec.Struct, gc=False):
    coding: list[_Coding] = []
    text: str | None = None


class Meaning(msgspec.Struct, frozen=True, gc=False):
    """Whether lines with a given code can matter, and in which resources."""

    somewhere: bool
    """Whether they can matter in any resource; True where in doubt."""
    observed: bool
    """Whether they can matter in an Observation."""
    results: tuple[str, ...] = ()
    """The facts whose results such Observations are, if they say nothing else."""
    unread: frozenset[str] = frozenset()
    """The resource types in which a code that says nothing may still stand for anything, because it is not understood."""

    def speaks_in(self, kind: str) -> bool:
        """Whether such a line can matter in a resource of this type."""
        return self.somewhere or kind in self.unread


_CONCEPT = reader(_Concept | None)
_REMEMBERED = 50_000
_KINDS = (*READ_IN, "Observation")
NOTHING = Meaning(somewhere=False, observed=False)
_ELSEWHERE = Meaning(somewhere=True, observed=False)
_MORE = Meaning(somewhere=True, observed=True)
DOUBT = Meaning(somewhere=True, observed=True)
"""The meaning of a concept that is absent or cannot be read: the line itself must be read."""


class Meanings(dict[bytes, Meaning]):
    """Maps the bytes of a CodeableConcept to its Meaning, by the shipped value sets and a site's own codes, if it has any."""

    def __init__(self, site: Site | None = None) -> None:
        self._site = site
        self._bindings = new_reading(site).bindings

    def surely(self, sent: bytes) -> Meaning:
        """The Meaning of a concept; raises where the concept cannot be decoded, which is a fault of its line."""
        found = self[sent]
        return self._read(sent) if found is DOUBT else found

    def answer(self, concept: msgspec.Raw, text: msgspec.Raw) -> Meaning:
        """What the value of an observation can say by itself, whatever its code is."""
        if concept is not ABSENT and self[bytes(concept)] is not NOTHING:
            return _MORE
        return _MORE if text is not ABSENT and _text_speaks(bytes(text)) else NOTHING

    def __missing__(self, sent: bytes) -> Meaning:
        if len(self) >= _REMEMBERED:
            self.clear()
        try:
            found = self._read(sent) if sent else DOUBT
        except UNFIT:
            found = DOUBT
        self[sent] = found
        return found

    def _read(self, sent: bytes) -> Meaning:
        if sent and self._says_something(_CONCEPT.decode(sent)):
            return self._observed(sent)
        unread = self._unread(sent)
        return Meaning(False, "Observation" in unread, unread=unread) if unread else NOTHING

    def _unread(self, sent: bytes) -> frozenset[str]:
        """The resource types in which this concept is not understood and may stand for anything."""
        try:
            concept = CONCEPT.decode(sent) if sent else None
        except msgspec.DecodeError:
            return frozenset()
        if concept is None:
            return frozenset(READ_IN)
        site, sets = self._site, self._bindings.value_sets
        own = {kind: frozenset[str]() if site is None else site.looked_through(kind) for kind in _KINDS}
        return frozenset(kind for kind in _KINDS if not is_understood(kind, concept, sets, own[kind]))

    def _says_something(self, concept: _Concept | None) -> bool:
        if concept is None:
            return False
        named = concept.text is not None and _names(concept.text)
        return named or any(map(self._coding_says_something, concept.coding))

    def _coding_says_something(self, coding: _Coding) -> bool:
        found = self._bindings.of(coding.system, coding.code)
        return (
            bool(found.yes or found.no or found.unspecific or found.concepts)
            or bool(self._bindings.elsewhere(coding.system, coding.code))
            or is_antidote(self._bindings.value_sets, coding.system, coding.code)
            or _names(coding.display or "")
        )

    def _observed(self, code: bytes) -> Meaning:
        """The Meaning of a code that is known to say something, in an Observation."""
        reading = new_reading(self._site)
        try:
            concept = CONCEPT.decode(code)
        except msgspec.DecodeError:
            return _MORE
        if concept is None:
            return NOTHING
        binding = reading.meaning(concept, Observation())
        if any(map(asks_for_sign, concept.texts)):
            return _MORE
        if not (binding.yes or binding.no or binding.unspecific or binding.named or reading.has_reported):
            return _ELSEWHERE
        local = self._site is not None and any(self._site.names(each.system, each.code) for each in concept.coding)
        if local or binding.findings or binding.no or binding.unspecific or binding.named or reading.has_reported:
            return _MORE  # a site may read one code as two facts, by the unit
        return Meaning(True, True, tuple(entry.name for entry in binding.results))


@lru_cache(maxsize=8)
def meanings_at(site: Site | None = None) -> Meanings:
    """What concepts can say at a site, remembered from piece to piece."""
    return Meanings(site)


@lru_cache(maxsize=_REMEMBERED)
def _text_speaks(sent: bytes) -> bool:
    """Whether a JSON string says something; True where it is no string, so that the line is read."""
    try:
        return _speaks(TEXT.decode(sent) or "")
    except UNFIT:
        return True


def _names(text: str) -> bool:
    """Whether the name of a code says something, by itself or as a question with an answer."""
    return _speaks(text) or result_named(text) != "" or asks_for_sign(text)


def _speaks(text: str) -> bool:
    """Whether a text mentions B12, or names a medicine, a diagnosis or an operation that is read by its name."""
    read = unmapped_but_relevant(text) or names_one(text) or bool(findings_named(text) or allergies_named(text))
    return read or names_fear_of_needles(text) or names_end_of_life(text)
