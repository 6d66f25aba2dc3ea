"""Results that are known by their names alone, under a laboratory's own codes or none: told, and never used (register R135)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cobalamin.knowledge.facts import FACTS
from cobalamin.records.document import short, some
from cobalamin.records.fhir.elsewhere import in_words
from cobalamin.records.record import Missing, Source


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
        sentence = f"{some(places, 1)}: {_names(sent, facts)}, sent {in_words(system)}: not used; {mend}"
        yield Missing("unmapped", sentence, Source(places[0]), facts=facts)


def _names(sent: list[SentByName], facts: tuple[str, ...]) -> str:
    labels = ", ".join(FACTS[fact].fact.label for fact in facts)
    if len(sent) > 1:
        return f"results known by their names alone ({labels})"
    return f"{short(sent[0].name)!r} is known by its name alone ({labels})"
