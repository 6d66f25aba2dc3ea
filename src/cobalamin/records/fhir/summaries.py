"""What a document says that it does not hold: sections of which nothing is known, and those in words alone (register R105).

The International Patient Summary said so in codes (`unread.py`); since its second edition the reason stands in the section
(HL7/fhir-ips, *Empty Sections & Missing Data*).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from cobalamin.records.fhir.resources import BundleEntry, Composition
from cobalamin.records.fhir.types import NOT_SENT, TEXT, CodeableConcept
from cobalamin.records.fhir.unread import in_words
from cobalamin.records.forms import fitting, reader
from cobalamin.records.record import Missing, Source

_SECTIONS: Mapping[str, str] = {
    "48765-2": "AllergyIntolerance", "11450-4": "Condition", "10160-0": "MedicationStatement", "47519-4": "Procedure",
}  # fmt: skip
"""LOINC's codes of the sections that hold what is presumed, and the type of their entries."""
_NONE = ("nilknown", "closed")
"""The reasons that say that there is none, or that the list is kept no more; of every other nobody knows."""


class _Section(msgspec.Struct, gc=False):
    code: CodeableConcept | None = None
    text: msgspec.Raw = NOT_SENT
    entry: msgspec.Raw = NOT_SENT
    emptyReason: CodeableConcept | None = None  # noqa: N815
    section: msgspec.Raw = NOT_SENT


_SECTION = reader(_Section)
_EACH = reader(tuple[msgspec.Raw, ...] | None)
_DEEPEST = 5
_EMPTY = (b"null", b"[]")


def sections_told(entries: Sequence[BundleEntry]) -> Iterator[Missing]:
    """The sections without entries of a document, which begins with its composition."""
    first = entries[0].resource if entries else None
    if isinstance(first, Composition):
        yield from _of(first.section, f"Composition/{fitting(TEXT, first.id) or ''}", _DEEPEST)


def _of(sent: msgspec.Raw, where: str, depth: int) -> Iterator[Missing]:
    sections = (fitting(_SECTION, each) for each in fitting(_EACH, sent) or ())
    for section in filter(None, sections):
        for kind in _kinds(section) if bytes(section.entry) in _EMPTY else ():
            if sentence := _said(section, in_words(kind)):
                place = f"{where}#{kind}"
                yield Missing("unmapped", f"{place}: {sentence}", Source(place), whole_resource=True)
        if depth:
            yield from _of(section.section, where, depth - 1)


def _kinds(section: _Section) -> list[str]:
    codings = section.code.coding if section.code is not None else ()
    return [kind for coding in codings if (kind := _SECTIONS.get(coding.code or "")) is not None][:1]


def _said(section: _Section, what: str) -> str:
    """What is told of a section without entries; "" where it says that there is none, or nothing."""
    if section.emptyReason is not None:
        none = any(coding.code in _NONE for coding in section.emptyReason.coding)
        return "" if none else f"the record says that nothing is known of {what}; ask"
    if bytes(section.text) == b"null":
        return ""
    return f"a section with words only, which are not read: it may say anything about {what}; read it"
