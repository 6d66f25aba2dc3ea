"""Codes of LOINC's that were sent in another system, or in none: told, and never used, for nobody knows what they mean there.

Some national guides have LOINC under an address of their own, and some interfaces send no system at all (register R134).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cobalamin.knowledge.facts import FACTS
from cobalamin.records.document import short
from cobalamin.records.record import Missing, Source


class Elsewhere(NamedTuple):
    """A code with the system it was sent in, "" where none was; where it stands, and the facts it stands for in LOINC."""

    system: str
    where: str
    code: str
    facts: tuple[str, ...]


def elsewhere_told(found: Iterable[Elsewhere]) -> Iterator[Missing]:
    """A sentence for each system, however many results there are: a record may hold nothing else."""
    by_system: dict[str, list[Elsewhere]] = {}
    for each in found:
        by_system.setdefault(each.system, []).append(each)
    for system, sent in by_system.items():
        places = sorted({each.where for each in sent})
        where = places[0] if len(places) == 1 else f"{places[0]} and {len(places) - 1} more"
        it = "it" if len(sent) == 1 else "them"
        mend = f"send {it} in http://loinc.org, or map {it} in the site file"
        sentence = f"{where}: {_codes(sent)}, sent {_in_words(system)}: not used; {mend}"
        yield Missing("unmapped", sentence, Source(places[0]))


def _codes(sent: list[Elsewhere]) -> str:
    """The code as it was sent, or of several what they stand for, in the order of the vocabulary."""
    facts = {fact for each in sent for fact in each.facts}
    labels = ", ".join(entry.fact.label for name, entry in FACTS.items() if name in facts)
    if len(sent) > 1:
        return f"results under codes of LOINC's ({labels})"
    return f"{short(sent[0].code)!r} is a code of LOINC's ({labels})"


def _in_words(system: str) -> str:
    return f"in the system {short(system)}" if system else "without a system"
