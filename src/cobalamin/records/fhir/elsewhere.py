"""Codes of LOINC, SNOMED CT, ICD-10 and ATC that were sent in another system, or in none: told, and never used.

Some national guides have these systems under addresses of their own, and some interfaces send no system at all; nobody knows what a
code means there (register R134).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from cobalamin.knowledge.facts import FACTS
from cobalamin.records.document import short, some
from cobalamin.records.fhir.resources import MEDICINES
from cobalamin.records.record import Missing, Source

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
        sentence = f"{some(places, 1)}: {_codes(sent)}, sent {in_words(system)}: not used; {mend}"
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


def in_words(system: str) -> str:
    """The system something was sent in, within a sentence."""
    return f"in the system {short(system)}" if system else "without a system"
