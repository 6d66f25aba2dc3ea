"""What is coded in a system that is not read, in another than its own, or known by its name alone: told, and never used.

Without words it may be anything, so it is never presumed to be none.

A code of a system whose codes are listed here says by not being listed that it is something else. Of any other system nothing can
be told but by the words beside the code (register R105).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from cobalamin.knowledge.facts import FACTS
from cobalamin.records.codes import ValueSets, address, looks_like_loinc
from cobalamin.records.fhir.resources import MEDICINES
from cobalamin.records.fhir.types import CodeableConcept, Coding
from cobalamin.records.messages import short, some
from cobalamin.records.record import Missing, Source

_DIAGNOSES = frozenset({"sct", "icd10", "icd10cm", "icd10gm", "opcs4", "diet"})
READ_IN: Mapping[str, frozenset[str]] = {
    "Condition": _DIAGNOSES, "Procedure": _DIAGNOSES,
    "AllergyIntolerance": frozenset({"sct", "rxnorm", "atc", "icd10", "icd10cm", "icd10gm"}),
    **dict.fromkeys(MEDICINES, frozenset({"atc"})),
}  # fmt: skip
"""Resource type -> the systems of which the value sets hold all that is asked, so that another code is something else.

Of packs no list is whole: RxNorm and SNOMED CT have thousands, and only the groups of ATC hold what is below them. Of Read the
value sets hold a few codes, of CPT no resection of the ileum, of laboratories' codes none that are diagnoses.
"""
_RESULTS_READ_IN = _DIAGNOSES | {"loinc"}
"""The same of observations."""
_IN_WORDS: Mapping[str, tuple[str, str]] = {
    "Condition": ("a diagnosis", "diagnoses"), "Procedure": ("a procedure", "procedures"),
    "AllergyIntolerance": ("an allergy", "allergies"), "Observation": ("a result", "results"),
}  # fmt: skip
_A_MEDICINE = ("a medicine", "medicines")
_NO_SYSTEM = "without a code of a system that is named"
_ABSENT = address("http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips")
"""Codes of the International Patient Summary: no-known-problems says that there are none, no-problem-info that nothing is known."""
_LOINC = address("http://loinc.org")
_NOT_SENT = frozenset(map(address, (
    "http://terminology.hl7.org/CodeSystem/data-absent-reason", "http://terminology.hl7.org/CodeSystem/v3-NullFlavor",
    "urn:oid:2.16.840.1.113883.5.1008",
)))  # fmt: skip
"""Their codes say why no code was sent (masked, unknown, other), and their names say nothing of what it would have been."""
_WORD = re.compile("[A-Za-zÀ-ÿĀ-ſ]{3}|[Bb]12|[Ｂｂ]１２")
"""What a name has and a number of a code has not. Names are known in Latin letters alone (`diagnosis_names`), but that of B12,
which is told by itself.
"""


def in_words(kind: str) -> str:
    """What the entries of a type are, several of them."""
    return _IN_WORDS.get(kind, _A_MEDICINE)[1]


Unread = Mapping[tuple[str, str], Sequence[tuple[Source, date | None]]]
"""Kind of entry and system, "" where none is named -> where they stand, and the last day of which each may say something."""


def is_understood(kind: str, concept: CodeableConcept | None, sets: ValueSets, own: frozenset[str]) -> bool:
    """Whether a concept of which nothing is known says by that that it is something else; `own` are a site's own systems."""
    if concept is None:
        return False
    coded = understood_by_code(kind, concept, sets, own)
    if coded is not None:
        return coded
    if kind.startswith("Medication") and any(_says_nothing(coding) for coding in concept.coding):
        return False
    said = {coding.code for coding in concept.coding} | {each.display for each in concept.coding if _is_absent(each)}
    return any(text not in said and _WORD.search(text) is not None for text in concept.texts)


def understood_by_code(kind: str, concept: CodeableConcept, sets: ValueSets, own: frozenset[str]) -> bool | None:
    """The same by its codes alone; None where they leave it open."""
    for coding in concept.coding:
        if coding.system and coding.code:
            system, _ = sets.key(coding.system, coding.code)
            if system == _ABSENT:
                return not coding.code.endswith("-info")
            if system in own or (system in READ_IN.get(kind, _RESULTS_READ_IN) and _is_of(system, coding.code)):
                return True
    if kind == "Observation" and any(looks_like_loinc(coding.code or "") for coding in concept.coding):
        return True  # of another result, or it is told as one that was sent elsewhere
    return None


def _is_of(system: str, code: str) -> bool:
    """Whether it is one of the system's own codes, as far as the form tells: Canada's copy of LOINC has others beside them."""
    return system != "loinc" or looks_like_loinc(code)


def _is_absent(coding: Coding) -> bool:
    """Whether it says why there is no code."""
    return coding.system is not None and address(coding.system) in _NOT_SENT


def _says_nothing(coding: Coding) -> bool:
    """Whether it stands for an ingredient that was not sent."""
    return not (coding.code or coding.display)


def system_of(concept: CodeableConcept | None) -> str:
    """The first system a concept names that has codes of things."""
    found = (coding.system for coding in concept.coding if coding.system and not _is_absent(coding)) if concept else ()
    return next(iter(found), "")


def _coded(kind: str, system: str) -> str:
    """By what a code of a system tells nothing: the system is not read, or has no such code."""
    if kind == "Observation" and address(system) == _LOINC:
        return f"with a code that {short(system)} does not have"
    return f"coded in {short(system)}, which is not read" if system else _NO_SYSTEM


def unread_told(unread: Unread) -> Iterator[Missing]:
    """A sentence for each kind and system, however many entries there are: a record may hold nothing else."""
    for (kind, system), entries in unread.items():
        first, more = min(source for source, _ in entries), len(entries) - 1
        where = first.where if not more else f"{first.where} and {more} more"
        what = _IN_WORDS.get(kind, _A_MEDICINE)[bool(more)]
        coded = _coded(kind, system)
        be = "they may be anything" if more else "it may be anything"
        sentence = f"{where}: {what} without words that are read, {coded}: {be}; ask, or map the codes in the site file"
        if address(system) == _ABSENT:
            sentence = f"{first.where}: the record says that nothing is known of {in_words(kind)}; ask"
        days = [day for _, day in entries if day is not None]
        until = max(days) if len(days) == len(entries) else None
        # A result that is not used leaves its fact unknown; a diagnosis or a medicine must not read as none either.
        yield Missing("unmapped", sentence, first, whole_resource=kind != "Observation", until=until)


# --- codes of LOINC, SNOMED CT, ICD-10 and ATC that were sent in another system, or in none (register R134) ---

EXPECTED_IN: Mapping[str, frozenset[str]] = {
    "Observation": frozenset({"loinc", "sct"}), "Condition": frozenset({"icd10", "sct"}), "Procedure": frozenset({"sct"}),
    "AllergyIntolerance": frozenset({"sct", "atc"}), **dict.fromkeys(MEDICINES, frozenset({"atc"})),
}  # fmt: skip
"""Resource type -> the systems of which its codes are: a code of OPCS-4 looks like one of ICD-10."""
_KNOWN_AS: Mapping[str, tuple[str, str]] = {
    "loinc": ("LOINC", "http://loinc.org"), "sct": ("SNOMED CT", "http://snomed.info/sct"),
    "icd10": ("ICD-10", "http://hl7.org/fhir/sid/icd-10"), "atc": ("ATC", "http://www.whocc.no/atc"),
}  # fmt: skip


class SentElsewhere(NamedTuple):
    """A code with the system it was sent in, "" where none was; the one it is of by its form; where it stands, and the facts it
    says there; the last day of which it may say something, where that is known.
    """

    system: str
    known: str
    where: str
    code: str
    facts: tuple[str, ...]
    until: date | None = None


def elsewhere_told(found: Iterable[SentElsewhere]) -> Iterator[Missing]:
    """A sentence for each system and type of resource, however many there are: a record may hold nothing else."""
    alike: dict[tuple[str, str, str], list[SentElsewhere]] = {}
    for each in found:
        alike.setdefault((each.system, each.known, each.where.partition("/")[0]), []).append(each)
    for (system, known, kind), sent in alike.items():
        places = sorted({each.where for each in sent})
        it = "it" if len(sent) == 1 else "them"
        mend = f"send {it} in {_KNOWN_AS[known][1]}, or map {it} in the site file"
        sentence = f"{some(places, 1)}: {_codes(sent)}, sent {sent_in(system)}: not used; {mend}"
        days = [each.until for each in sent if each.until is not None]
        until = max(days) if len(days) == len(sent) else None
        # A result that is not used leaves its fact unknown; a diagnosis or a medicine must not read as none either.
        yield Missing("unmapped", sentence, Source(places[0]), whole_resource=kind != "Observation", until=until)


def _codes(sent: list[SentElsewhere]) -> str:
    """The code as it was sent, or of several what they stand for, in the order of the vocabulary."""
    facts, name = {fact for each in sent for fact in each.facts}, _KNOWN_AS[sent[0].known][0]
    product = ["a B12 product"] if any(not each.facts for each in sent) else []
    labels = ", ".join([*product, *(entry.fact.label for each, entry in FACTS.items() if each in facts)])
    if len(sent) > 1:
        return f"entries under codes of {name} ({labels})"
    return f"{short(sent[0].code)!r} is a code of {name} ({labels})"


def sent_in(system: str) -> str:
    """The system something was sent in, within a sentence."""
    return f"in the system {short(system)}" if system else "without a system"


# --- results known by their names alone (register R135) ---


class SentByName(NamedTuple):
    """A result with its name as sent, where it stands, the fact it names, and the system of its code, "" where none was sent."""

    system: str
    where: str
    name: str
    fact: str


def named_told(found: Iterable[SentByName]) -> Iterator[Missing]:
    """A sentence for each system: a record may hold nothing else."""
    alike: dict[str, list[SentByName]] = {}
    for each in found:
        alike.setdefault(each.system, []).append(each)
    for system, sent in alike.items():
        places = sorted({each.where for each in sent})
        facts = tuple(name for name in FACTS if name in {each.fact for each in sent})
        it = "it" if len(sent) == 1 else "them"
        mend = f"send {it} under a code that is read, or map {it} in the site file"
        sentence = f"{some(places, 1)}: {_names(sent, facts)}, sent {sent_in(system)}: not used; {mend}"
        yield Missing("unmapped", sentence, Source(places[0]), facts=facts)


def _names(sent: list[SentByName], facts: tuple[str, ...]) -> str:
    labels = ", ".join(FACTS[fact].fact.label for fact in facts)
    if len(sent) > 1:
        return f"results known by their names alone ({labels})"
    return f"{short(sent[0].name)!r} is known by its name alone ({labels})"
