"""Which lines of a bulk export can say something: first by a glance at their codes, then looked into."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from cobalamin.records.bulk.codes import NOTHING, Meaning, Meanings
from cobalamin.records.bulk.lines import ABSENT, Component, Glance
from cobalamin.records.document import UNFIT
from cobalamin.records.fhir.resources import MEDICINES
from cobalamin.records.forms import reader

_DOSE = "MedicationAdministration"
"""What a vaccination with B12 is read as."""
_CODED = frozenset({"Condition", "Procedure", "AllergyIntolerance"})
_LOOKED_INTO = frozenset({"Patient", "DiagnosticReport", "Medication", "Substance", "OperationOutcome"})
"""Read whatever their code: what they say stands elsewhere, others point to them, or they report a failure."""


def speaking(glances: Sequence[Glance], known: Meanings) -> list[tuple[int, Glance, Meaning]]:
    """The lines that may say something, with their numbers, judged by their codes: most lines of a record end here."""
    nothing, no = NOTHING, ABSENT
    return [
        (i, glance, meaning)
        for i, glance in enumerate(glances)
        if (
            (meaning := known[bytes(glance.code) or bytes(glance.medicationCodeableConcept)]) is not nothing
            and meaning.speaks_in(glance.resourceType)
        )
        or (glance.resourceType == "Observation" and (meaning := _answer(glance, known)) is not nothing)
        or (glance.component and not all(_part(part, known) is nothing for part in glance.component))
        or glance.contained is not no
        or glance.ingredient is not no
        or glance.reaction is not no
        or glance.resourceType in _LOOKED_INTO
    ]


def _answer(glance: Glance | Component, known: Meanings) -> Meaning:
    """What the value of a line can say, whatever was asked."""
    return known.answer(glance.valueCodeableConcept, glance.valueString)


def _part(part: Component, known: Meanings) -> Meaning:
    """What a part of a result can say."""
    meaning = known[bytes(part.code)]
    return _answer(part, known) if meaning is NOTHING else meaning


def says_something(glance: Glance, meanings: Meanings) -> bool:
    """Whether a resource can say something, judged by its codes; raises where one of them cannot be decoded."""
    kind, meaning_of = glance.resourceType, meanings.surely
    if kind == "Observation":
        if glance.contained is not ABSENT:
            return True
        for part in glance.component:
            if meaning_of(bytes(part.code)).observed or _answer(part, meanings) is not NOTHING:
                return True
        return _is_observed(glance, meanings) or _answer(glance, meanings) is not NOTHING
    if kind in _CODED:
        return meaning_of(bytes(glance.code)).speaks_in(kind) or _reacts(glance, meanings)
    if kind in MEDICINES:
        sent = glance.medicationCodeableConcept
        return sent is ABSENT or meaning_of(bytes(sent)).speaks_in(kind)
    if kind == "Immunization":
        return glance.vaccineCode is not ABSENT and meaning_of(bytes(glance.vaccineCode)).speaks_in(_DOSE)
    if kind == "DiagnosticReport":
        return not (glance.contained is glance.conclusion is glance.conclusionCode is ABSENT)
    return kind in ("QuestionnaireResponse", "CarePlan", "AdverseEvent", "Flag", "FamilyMemberHistory")


def _is_observed(glance: Glance, meanings: Meanings) -> bool:
    """Whether the code of an observation says something; True if it cannot be decoded, which the reader then reports."""
    try:
        return meanings.surely(bytes(glance.code)).observed
    except UNFIT:
        return True


class _Reaction(msgspec.Struct, gc=False):
    substance: msgspec.Raw = ABSENT


_REACTIONS = reader(tuple[_Reaction, ...])


def _reacts(glance: Glance, meanings: Meanings) -> bool:
    """Whether a substance that set off a reaction can say something."""
    sent = bytes(glance.reaction)
    return bool(sent) and any(
        meanings.surely(bytes(each.substance)).speaks_in("AllergyIntolerance") for each in _REACTIONS.decode(sent)
    )
