"""Findings and tests sent as observations: their value says yes, no, neither, or names the finding; every way of dating them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

ON = date(2026, 3, 1)
Json = dict[str, Any]
SCT, LOINC = "http://snomed.info/sct", "http://loinc.org"
NOT_PREGNANT = {"coding": [{"system": SCT, "code": "60001007"}]}
PREGNANCY_STATUS = {"coding": [{"system": LOINC, "code": "82810-3"}]}
ANSWERS = (
    {"system": SCT, "code": "10828004"}, {"system": SCT, "code": "260385009"}, {"system": LOINC, "code": "LA6576-8"},
    {"system": LOINC, "code": "LA6577-6"}, {"system": LOINC, "code": "10828004"}, {"display": "Not detected"},
    {"display": "yes"}, {"system": "urn:elsewhere", "code": "7", "display": "Borderline"}, {"system": SCT, "code": "261665006"},
)  # fmt: skip
TEXTS = ("Yes", "no", "Positive", "absent", "equivocal", "perhaps", "HIGH", "normal", "Pregnant", "not pregnant")
GRADES = ("POS", "NEG", "H", "L", "N", "IND", "A", "ND")


def seen(chance: Random, concept: Json, codes: Sequence[tuple[str, str]]) -> Json:
    """A finding observed: its own code or, of a pregnancy, a question, with a value that may name it."""
    named = [{"system": system, "code": code} for system, code in (chance.choice(codes), chance.choice(codes))]
    coding = chance.choice((ANSWERS, named, (*ANSWERS, *named, *NOT_PREGNANT["coding"])))
    return _observed(chance, concept, _value(chance, chance.sample(list(coding), chance.choice((1, 1, 2)))))


def denied(chance: Random) -> Json:
    """Words on a pregnancy that deny it, in the code or in the value of a question."""
    if chance.random() < 0.3:
        clinical = {
            "coding": [{"system": f"{_TERMS}/condition-clinical", "code": chance.choice(("active", "resolved"))}]
        }
        verification = {"coding": [{"system": f"{_TERMS}/condition-ver-status", "code": chance.choice(_VERIFIED)}]}
        return {"resourceType": "Condition", "code": NOT_PREGNANT, "clinicalStatus": clinical,
                "verificationStatus": verification, "recordedDate": day(chance)}  # fmt: skip
    if chance.random() < 0.5:
        return _observed(chance, NOT_PREGNANT, _value(chance, [chance.choice((*ANSWERS, *NOT_PREGNANT["coding"]))]))
    pregnant = {"system": SCT, "code": "77386006"}
    answer = chance.sample([*NOT_PREGNANT["coding"], pregnant, *ANSWERS], 2)
    return _observed(chance, PREGNANCY_STATUS, {"valueCodeableConcept": {"coding": answer}})


_TERMS = "http://terminology.hl7.org/CodeSystem"
_VERIFIED = ("confirmed", "confirmed", "refuted", "provisional", "entered-in-error")


def tested(chance: Random, concept: Json) -> Json:
    """A test read by the laboratory's word: a code, a text, a yes or no, or the grade beside a number."""
    kind, found = chance.random(), _observed(chance, concept, _value(chance, [chance.choice(ANSWERS)]))
    if kind < 0.2:
        found = _observed(chance, concept, {"valueQuantity": {"value": 3, "code": "U/mL"}})
    if kind < 0.5:
        found["interpretation"] = [
            chance.choice(
                ({"coding": [{"code": chance.choice(GRADES)}]}, {"text": chance.choice(TEXTS)}, {"text": "H"})
            )
            for _ in range(chance.choice((1, 1, 2)))
        ]
    return found


def _value(chance: Random, coding: Sequence[Json]) -> Json:
    match chance.randrange(6):
        case 0:
            return {}
        case 1:
            return {"valueBoolean": chance.random() < 0.5}
        case 2:
            return {"valueString": chance.choice(TEXTS)}
        case 3:
            return {"valueCodeableConcept": {"coding": list(coding), "text": chance.choice(TEXTS)}}
        case _:
            return {"valueCodeableConcept": {"coding": list(coding)}}


def _observed(chance: Random, concept: Json, value: Json) -> Json:
    absent = {"dataAbsentReason": {"coding": [{"code": "unknown"}]}} if chance.random() < 0.05 else {}
    return {
        "resourceType": "Observation",
        "status": status(chance),
        "code": concept,
        **dated(chance),
        **value,
        **absent,
    }


def dated(chance: Random) -> Json:
    """The day of an observation in any of the places for it, or nowhere."""
    match chance.randrange(8):
        case 0:
            return {}
        case 1:
            return {"effectivePeriod": {"start": day(chance), "end": ON.isoformat()}}
        case 2:
            return {"effectivePeriod": {"end": day(chance)}}
        case 3:
            return {"issued": day(chance)}
        case _:
            return {"effectiveDateTime": day(chance)}


def status(chance: Random) -> str:
    """Mostly final."""
    return chance.choice(("final", "final", "final", "amended", "preliminary", "entered-in-error", "unknown"))


def day(chance: Random, days: Sequence[int] = (0, 1, 30, 200, 299, 300, 301, 364, 365, 366, 800, -3)) -> str:
    """A day around the decision date and around the limits of what counts."""
    return (ON - timedelta(days=chance.choice(days))).isoformat()
