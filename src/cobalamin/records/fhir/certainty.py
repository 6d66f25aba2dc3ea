"""How sure a German diagnosis is: the letter that stands beside the code of ICD-10-GM, and what the status of R4 says with it.

A (excluded), V (suspected), Z (a state after it) and G (confirmed) go with every diagnosis of a practice in Germany, in an
extension of the code (http://fhir.de/StructureDefinition/icd-10-gm-diagnosesicherheit). Where the letter and the status disagree
nobody can tell which is mistaken: the diagnosis is not confirmed (register R106).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from cobalamin.records.fhir.resources import Condition
from cobalamin.records.fhir.types import NOT_SENT, CodeableConcept, Name
from cobalamin.records.fhir.values import status_code, verification_of
from cobalamin.records.forms import fitting, reader

CERTAINTY = "http://fhir.de/StructureDefinition/icd-10-gm-diagnosesicherheit"
_EXCLUDED, _SUSPECTED, _AFTER, _CONFIRMED = "A", "V", "Z", "G"
OVER = ("inactive", "remission", "resolved")
"""The clinical statuses of what is not active any more."""


class _Letter(msgspec.Struct, gc=False):
    code: Name | None = None


class _Extension(msgspec.Struct, gc=False):
    url: Name = ""
    valueCoding: _Letter | None = None  # noqa: N815
    valueCode: Name | None = None  # noqa: N815


_EXTENSIONS = reader(tuple[_Extension, ...])
_RESOLVED = CodeableConcept(text="resolved")
_AS_R4: Mapping[str, str] = {_EXCLUDED: "refuted", _SUSPECTED: "provisional", _CONFIRMED: "", _AFTER: "", "": ""}
"""Each letter as R4 would say it; what is none of them is *unknown*."""


def as_sure(condition: Condition) -> tuple[Condition, str]:
    """A diagnosis and how sure it is, by its status and by the letters beside its codes."""
    verification = verification_of(condition.verificationStatus)
    letters = {*_letters(condition.code)}
    if not letters:
        return condition, verification
    letter = letters.pop() if len(letters) == 1 else "?"
    if letter == _AFTER:
        return _after(condition, verification)
    own = _AS_R4.get(letter, "unknown")
    return condition, _together(verification, own)


def _together(verification: str, letter: str) -> str:
    """What both say: a letter that excludes stands against every status but one that excludes too."""
    if letter in ("", verification):
        return verification
    if letter == "refuted" or verification == "refuted":
        return "refuted" if verification == "" else "unknown"
    return letter if verification in ("", "confirmed") else verification


def _after(condition: Condition, verification: str) -> tuple[Condition, str]:
    """What was there and is over; what is said to go on besides is not confirmed."""
    clinical = status_code(condition.clinicalStatus)
    if clinical and clinical not in OVER:
        return condition, _together(verification, "unknown")
    over = condition if clinical else msgspec.structs.replace(condition, clinicalStatus=_RESOLVED)
    return over, verification


def _letters(concept: CodeableConcept | None) -> Iterator[str]:
    for coding in concept.coding if concept is not None else ():
        if coding.extension is not NOT_SENT:
            yield from _letters_in(bytes(coding.extension))


def _letters_in(sent: bytes) -> Iterator[str]:
    """The letters in the extensions of a code; "?" where it cannot be read which letter was meant."""
    extensions = fitting(_EXTENSIONS, sent)
    if extensions is None and CERTAINTY.encode() in sent:
        yield "?"
    for extension in extensions or ():
        if extension.url == CERTAINTY:
            code = extension.valueCoding.code if extension.valueCoding is not None else extension.valueCode
            yield (code or "?").strip().upper()
