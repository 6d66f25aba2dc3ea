"""Notes beside a B12 product: a reaction that one names is asked about, and nothing else of them is read (register R146)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from cobalamin.records.fhir.reading import Reading
from cobalamin.records.fhir.resources import Medicine, Procedure
from cobalamin.records.fhir.types import Dosage
from cobalamin.records.forms import fitting, reader
from cobalamin.records.messages import short
from cobalamin.records.notes import injects_at_home, names_doses_by_others, names_reaction_to_b12
from cobalamin.records.record import Source, asked_about


class _Note(msgspec.Struct, gc=False):
    text: str | None = None


_NOTE = reader(_Note)
_NOTES = reader(tuple[msgspec.Raw, ...] | None)


def add_noted(reading: Reading, resource: Medicine | Procedure, source: Source) -> None:
    """The allergy that a reaction named in a note may have been."""
    for text in filter(names_reaction_to_b12, note_texts(resource.note)):
        what = f"a note beside a B12 product ({short(text)!r}) names a reaction; ask whether this is correct"
        reading.statements.append(asked_about("cobalamin_or_cobalt_allergy", "in words only", what, source))


def add_elsewhere(reading: Reading, resource: Medicine, source: Source) -> None:
    """The doses that others give, of which a note beside an order or a statement may tell."""
    if text := next(filter(names_doses_by_others, note_texts(resource.note)), ""):
        sentence = f"{source.where}: a note ({short(text)!r}) may tell of doses given elsewhere: ask for them"
        reading.tell("in words only", sentence, source.where, source.when, tells="elsewhere")


def is_at_home(resource: Medicine, dosages: Iterable[Dosage]) -> bool:
    """Whether the entry of an order, or a word, says that the patient injects at home."""
    said = (text for dosage in dosages for text in (dosage.text, dosage.patientInstruction) if text)
    return any(map(injects_at_home, (*said, *note_texts(resource.note))))


def note_texts(sent: msgspec.Raw) -> Iterator[str]:
    """The texts of notes as they were sent."""
    notes = (fitting(_NOTE, each) for each in fitting(_NOTES, sent) or ())
    yield from (note.text or "" for note in notes if note is not None)
