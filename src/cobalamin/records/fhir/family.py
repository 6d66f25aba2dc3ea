"""What stands of the family, which is never the patient's own: it is asked about (register R158).

Leber's disease and a hereditary disorder of B12 run in families; what a mother lacks is a small child's cause. Nothing else that a
relative has bears on an answer here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from cobalamin.records.diagnosis_names import findings_named
from cobalamin.records.fhir.modifiers import changed, changed_by
from cobalamin.records.fhir.reading import Reading
from cobalamin.records.fhir.resources import FamilyMemberHistory
from cobalamin.records.fhir.types import CONCEPT, TEXT, CodeableConcept, Modifiers
from cobalamin.records.forms import fitting, reader
from cobalamin.records.messages import short
from cobalamin.records.record import MOTHER, Source, asked_about

_RUNS_IN_FAMILIES = ("leber_optic_neuropathy", "hereditary_b12_disorder")
_OF_HER = frozenset((
    "b12_deficiency_diagnosed", "autoimmune_gastritis", "intrinsic_factor_antibody", "total_gastrectomy", "partial_gastrectomy",
    "bariatric_surgery", "complete_terminal_ileal_resection", "low_b12_diet",
))  # fmt: skip
"""What of the mother's leaves a small child without B12."""
_MOTHER_CODES = ("MTH", "NMTH", "NMTHF", "GESTM")
_MOTHER = re.compile(
    r"\s*(natural |biological |birth |gestational )?(mother|mum|mom|madre|mutter|m[èe]re)\s*", re.IGNORECASE
)
_NO_BLOOD_CODES = re.compile(r"STP\w+|\w*ADOPT\w*|\w+FOST|\w*INLAW|SPS|HUSB|WIFE|DOMPART|SIGOTHR|FMRSPS|FRND|NBOR|ROOM")
_NO_BLOOD = re.compile(r"\b(step|foster|adopt|husband|wife|spouse|partner|friend)|\bin[- ]law\b", re.IGNORECASE)
"""Relatives by the codes of HL7 (v3-RoleCode), and by words; whoever is neither is one by blood."""
_HISTORY = re.compile(r"^\s*(family history|fh|fhx)\b\W*(of\b\s*|:\s*)?", re.IGNORECASE)


class _Ill(msgspec.Struct, gc=False):
    code: CodeableConcept | None = None
    modifierExtension: Modifiers = ()  # noqa: N815


_ILL = reader(tuple[_Ill, ...] | None)


def add_family(reading: Reading, history: FamilyMemberHistory) -> None:
    """What one relative has, as far as it may bear on the patient."""
    who = fitting(CONCEPT, history.relationship) or CodeableConcept()
    if fitting(TEXT, history.status) in ("entered-in-error", "health-unknown") or _is_no_blood(who):
        return
    source = Source(f"FamilyMemberHistory/{history.id}", fitting(TEXT, history.date) or "")
    ill = [(each, found) for each in fitting(_ILL, history.condition) or () if (found := _borne(reading, each, who))]
    why = changed(history) or next((changed_by(e.modifierExtension) for e, _ in ill if e.modifierExtension), "")
    if ill and why:
        reading.leave_out(source, why)
        return
    facts = dict.fromkeys(fact for _, found in ill for fact in found)
    reading.statements += (asked_about(fact, "not confirmed", _told(fact, who), source) for fact in facts)


def _told(fact: str, who: CodeableConcept) -> str:
    if fact == MOTHER:
        return "recorded in the family history; ask whether this is correct"
    relative = next(iter(who.texts), "")
    named = f" ({short(relative)!r})" if relative else ""
    return f"recorded of a relative{named}, not of the patient; ask whether the patient has it too"


def _borne(reading: Reading, ill: _Ill, who: CodeableConcept) -> tuple[str, ...]:
    """What of it bears on the patient."""
    found = [*_facts(reading, ill.code or CodeableConcept())]
    hers = any(fact in _OF_HER or fact == MOTHER for fact in found) and _is_mother(who)
    return (*(fact for fact in _RUNS_IN_FAMILIES if fact in found), *((MOTHER,) if hers else ()))


def _facts(reading: Reading, concept: CodeableConcept) -> Iterator[str]:
    """By its codes, and by its names: what is denied there is no finding; what stands of the mother in words is hers."""
    for coding in concept.coding:
        yield from reading.bindings.of(coding.system, coding.code).yes
    for text in (_HISTORY.sub("", each) for each in concept.texts):
        yield from findings_named(text)
        yield from (each for each in findings_named(f"mother: {text}") if each == MOTHER)


def _is_mother(who: CodeableConcept) -> bool:
    return any(each.code in _MOTHER_CODES for each in who.coding) or any(map(_MOTHER.fullmatch, who.texts))


def _is_no_blood(who: CodeableConcept) -> bool:
    coded = any(_NO_BLOOD_CODES.fullmatch(each.code or "") for each in who.coding)
    return coded or any(map(_NO_BLOOD.search, who.texts))
