"""Findings sent as the answer to a question whose code is not known: "Symptom: numbness", "Do you feel numbness? yes".

Nobody here knows what was asked: a relative, a fear, the past. So such a finding is asked about, as one in words is (register R79).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

import msgspec

from cobalamin.knowledge.facts import FACTS
from cobalamin.language.nodes import Measure
from cobalamin.records.codes import unmapped_but_relevant
from cobalamin.records.diagnosis_names import findings_named
from cobalamin.records.fhir.bindings import NOTHING, Binding
from cobalamin.records.fhir.reading import Reading
from cobalamin.records.fhir.types import CONCEPTS, CodeableConcept, Quantity, Valued
from cobalamin.records.fhir.values import answered, interpreted, spoken
from cobalamin.records.forms import fitting
from cobalamin.records.record import MOTHER, Source, asked_about

_OF_OTHERS = re.compile(
    r"\bfamil|\bfh\b|mother|\bmaternal|father|brother|sister|sibling|\bparents?\b|relative|exclu|ruled? out|ausschluss|"
    r"ausgeschlossen",
    re.IGNORECASE,
)
"""What a question is about that is not of the patient, or is known not to be there."""


def holds_answer(sent: Valued) -> bool:
    """Whether a value can name a finding, by itself or together with its question."""
    if sent.valueCodeableConcept is not None or sent.valueString is not None or sent.valueBoolean:
        return True
    return sent.valueInteger is not None or _is_graded(sent.valueQuantity) or _is_positive(sent)


def add_answer(reading: Reading, asked: Iterable[str], source: Source) -> None:
    """The findings that a question of an unknown code, or its answer, names: asked about, never believed."""
    what = "recorded in a question or its answer, without a code that is known; ask whether this is correct"
    reading.statements += (asked_about(fact, "in words only", what, source) for fact in asked)


def add_reasons(reading: Reading, sent: msgspec.Raw, source: Source) -> None:
    """The findings that the reason for a B12 product names: asked about, as the conclusion of a report is (register R107)."""
    reasons = fitting(CONCEPTS, sent) or ()  # what is given counts, however the reason was sent
    found = (fact for each in reasons for fact in asked_in(reading, None, NOTHING, Valued(valueCodeableConcept=each)))
    what = "named as the reason for a B12 product; ask whether this is correct"
    reading.statements += (asked_about(fact, "in words only", what, source) for fact in dict.fromkeys(found))


def asked_in(reading: Reading, question: CodeableConcept | None, binding: Binding, sent: Valued) -> tuple[str, ...]:
    """The findings that a question of an unknown code, or its answer, names; none that are somebody else's."""
    texts = tuple(question.texts) if question is not None else ()
    if _of_others(texts):
        of_hers = (_named(texts, answer) for answer in _texts(sent))
        return tuple({fact for each in of_hers for fact in each if fact == MOTHER})
    found = [*(binding.named if _is_yes(sent) else ()), *_coded(reading, sent.valueCodeableConcept)]
    for answer in _texts(sent):
        found += _named(texts, answer)
    return tuple(dict.fromkeys(found))


def speaks_of_b12(sent: Valued) -> str:
    """The text of an answer that speaks of B12, "" where none does."""
    return next(filter(unmapped_but_relevant, _words(sent)), "")


@lru_cache(maxsize=16_384)
def _of_others(questions: tuple[str, ...]) -> bool:
    return any(map(_OF_OTHERS.search, questions))


def _is_yes(sent: Valued) -> bool:
    """Whether the answer to a question that names a finding may be a yes: a no, a nought, and nothing known are none."""
    if sent.dataAbsentReason is not None or sent.valueBoolean is False or sent.valueInteger == 0:
        return False
    if sent.valueQuantity is not None:
        return _is_score(sent.valueQuantity)
    if any(map(_IS_NO.fullmatch, _texts(sent))):
        return False
    return "negative" not in (answered(sent.valueCodeableConcept), spoken(sent.valueString))


_IS_NO = re.compile(
    r"\W*(0\W*)?(not at all|never|none( reported| known)?|nil|no|normal|absent|not present|den(ies|ied)|intact|unremarkable|"
    r"no (symptoms?|complaints?|concerns?|problems?|issues?|difficult(y|ies))|nunca|ningun[oa]|nada|nie|keine?|jamais|nooit)\W*",
    re.IGNORECASE,
)
"""A no as forms and notes have it; what only begins so ("no change") is none."""


def _is_score(quantity: Quantity) -> bool:
    """Whether a number is a score above nought: what has a unit was measured in a laboratory and names no finding."""
    return bool(quantity.value) and _grades(quantity.sent_unit or "")


@lru_cache(maxsize=1024)
def _grades(unit: str) -> bool:
    """Whether a number with this unit, or with none, is a grade; asked of every result of a record, in few units."""
    return unit == _OF_FIVE or unit.strip("{} ").lower() in ("", "score", "points")


_OF_FIVE = "/5"


def _coded(reading: Reading, value: CodeableConcept | None) -> Iterator[str]:
    for coding in value.coding if value is not None else ():
        found = reading.bindings.of(coding.system, coding.code)
        if not all(name.startswith("lab.") for name in found.concepts):
            facts = (*found.yes, *found.no, *(fact for fact, _ in found.unspecific))
            yield from (fact for fact in facts if not isinstance(FACTS[fact].fact, Measure))


def _texts(sent: Valued) -> tuple[str, ...]:
    """What an answer says, in words or in a figure that is a grade."""
    positive = sent.valueBoolean or answered(sent.valueCodeableConcept) == "positive" or _is_positive(sent)
    word = "positive" if positive else ""
    figure = "" if sent.valueBoolean or sent.valueString is not None else _figure(sent)
    return tuple(filter(None, (*_words(sent), word, figure)))


def _words(sent: Valued) -> Iterator[str]:
    if sent.valueCodeableConcept is not None:
        yield from sent.valueCodeableConcept.texts
    if sent.valueString is not None:
        yield sent.valueString[:_LONGEST]


def _is_positive(sent: Valued) -> bool:
    """Whether a laboratory says so beside the value."""
    return bool(sent.interpretation) and "positive" in interpreted(sent)


def _is_graded(quantity: Quantity | None) -> bool:
    return quantity is not None and quantity.value is not None and _grades(quantity.sent_unit or "")


def _figure(sent: Valued) -> str:
    """A figure that is a grade, as words behind the question would say it; "" of what was measured."""
    quantity = sent.valueQuantity
    if quantity is None or not _is_graded(quantity):
        return "" if sent.valueInteger is None else f"{sent.valueInteger}"
    return f"{quantity.value} {quantity.sent_unit if quantity.sent_unit == _OF_FIVE else ''}".strip()


_LONGEST = 4000
"""How much of a free text is looked through (an engineering limit)."""


@lru_cache(maxsize=16_384)
def _named(questions: tuple[str, ...], answer: str) -> tuple[str, ...]:
    """What an answer names by itself, or together with its question: "Allergies: hydroxocobalamin"."""
    together = [
        fact
        for asked in questions
        for fact in findings_named(f"{asked}: {answer}")
        if fact not in findings_named(asked)
    ]
    return (*findings_named(answer), *together)
