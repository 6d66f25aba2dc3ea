"""A result of an observation that is not read yet, and how it is read: by its code, or why it cannot be used.

Total and active B12 share a unit and look alike: a result whose code says one and whose name says the other is not used.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache

import msgspec

from cobalamin.knowledge.facts import FactEntry
from cobalamin.records.comments import commented, doubtful
from cobalamin.records.fhir.bindings import Bindings
from cobalamin.records.fhir.types import CodeableConcept, Valued
from cobalamin.records.fhir.values import graded_in_words, read_observed
from cobalamin.records.messages import short
from cobalamin.records.record import Missing, Result, Source
from cobalamin.records.site import SiteReading


class Seen(msgspec.Struct, frozen=True, gc=False):
    """An observation's id, its date and its status as sent."""

    id: str
    when: str
    status: str
    comments: tuple[str, ...] = ()
    """What the laboratory wrote beside it."""
    affected: str = ""
    """What of the specimen affects how its results are read, where the laboratory says so by a code."""

    def source(self, place: str) -> Source:
        """Where a value of it stands."""
        return Source(f"Observation/{self.id}{place}", self.when)


class Said(msgspec.Struct, frozen=True, gc=False):
    """A value with its code, and where in the observation it stands."""

    sent: Valued
    code: CodeableConcept | None
    place: str = ""


class Sampled(msgspec.Struct, frozen=True, gc=False):
    """A result not read yet: most of a record's are older than the one that counts, and are never read."""

    fact: str
    taken: datetime | None
    entry: FactEntry
    said: Said
    seen: Seen
    local: SiteReading | None
    bindings: Bindings

    def read(self) -> Result:
        """Where the value lies, or why it cannot be used."""
        source = self.seen.source(self.said.place)
        if self.fact in _OTHER_B12 and self.local is None:
            doubt = _mixed_up(self.fact, self.said.code, self.bindings)
            if doubt:
                sentence = f"{self.entry.fact.label}: {doubt}: not used; ask the laboratory which"
                return Result(self.fact, None, source, self.taken, Missing("contradictory", sentence, source))
        result = read_observed(self.entry, self.said.sent, source, self.seen.status, self.local)
        if self.seen.affected:
            return doubtful(result, self.seen.affected)
        comments = (*self.seen.comments, *graded_in_words(self.said.sent)) if self._is_commented else ()
        return commented(result, comments) if comments else result

    @property
    def _is_commented(self) -> bool:
        return bool(self.seen.comments or self.said.sent.interpretation)


_OTHER_B12 = {"total_b12": "active_b12", "active_b12": "total_b12"}
_ACTIVE = re.compile(
    r"\b(active?|aktiv(e[mnrs]?|t)?|actie(f|ve)|acti[fv][ao]?|attiv[ao])\b|\bholo|trans[ck]obalamin|\btc[\s-]?(2|ii)\b|\bb12t-c2\b|"
    r"\bb12[\s-]?akt",
    re.IGNORECASE,
)
_TOTAL = re.compile(r"\b(total[ae]?|totaal|totalt|gesamt\w*)\b", re.IGNORECASE)
"""English, German, Dutch, French, Spanish, Italian and the Nordic languages: both kinds are sent in pmol/L."""


def _mixed_up(fact: str, code: CodeableConcept | None, bindings: Bindings) -> str:
    """What speaks for the other B12 than the code's: another code beside it, or the name; "" where nothing does."""
    if code is None:
        return ""
    for coding in code.coding if len(code.coding) > 1 else ():
        if _OTHER_B12[fact] in bindings.of(coding.system, coding.code).yes:
            return "its codes say both total and active B12"
        if any(m.concept == "lab.b12_not_serum" for m in bindings.value_sets.exclusions_of(coding.system, coding.code)):
            return "one of its codes says that it is no level in serum"
    text = next((text for text in code.texts if _names_other(fact, text)), None)
    return f"its code says {_KIND[fact]} B12 and its name {short(text)!r} the other" if text is not None else ""


_KIND = {"total_b12": "total", "active_b12": "active"}


@lru_cache(maxsize=1024)
def _names_other(fact: str, text: str) -> bool:
    active, total = bool(_ACTIVE.search(text)), bool(_TOTAL.search(text))
    return active and not total if fact == "total_b12" else total and not active
