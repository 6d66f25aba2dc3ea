"""Values, words and dates of FHIR: a coded or spoken answer to a word, an observation's value to a result."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache

from cobalamin.knowledge.facts import FactEntry
from cobalamin.language.nodes import Fact, Finding, Measure
from cobalamin.records.codes import shipped
from cobalamin.records.fhir.resources import DiagnosticReport, Observation
from cobalamin.records.fhir.types import CodeableConcept, Period, Quantity, Range, Valued
from cobalamin.records.messages import short
from cobalamin.records.moments import moment
from cobalamin.records.record import Missing, Result, Source, Why, Word
from cobalamin.records.results import FINAL, OWN_RANGE, Sent, one_unit, read_result
from cobalamin.records.site import SiteReading
from cobalamin.records.units import UnitProblem, as_printed, digits, implausible, parse_result, unit_of

# --- words -----------------------------------------------------------------------------------------------------------

INTERPRETATIONS: Mapping[str, Word] = {
    "L": "low", "LL": "low", "LU": "low", "N": "normal", "H": "high", "HH": "high", "HU": "high",
    "POS": "positive", "DET": "positive", "RR": "positive", "NEG": "negative", "ND": "negative", "NR": "negative",
    "IND": "indeterminate", "E": "indeterminate",
}  # fmt: skip
SPOKEN: Mapping[str, Word] = {
    "low": "low", "decreased": "low", "normal": "normal", "within normal limits": "normal", "high": "high", "raised": "high",
    "elevated": "high", "positive": "positive", "pos": "positive", "detected": "positive", "reactive": "positive",
    "present": "positive", "negative": "negative", "neg": "negative", "not detected": "negative", "non-reactive": "negative",
    "absent": "negative", "equivocal": "indeterminate", "borderline": "borderline", "indeterminate": "indeterminate",
    "yes": "positive", "no": "negative", "pregnant": "positive", "not pregnant": "negative",
    "known present": "positive", "known absent": "negative", "ja": "positive", "oui": "positive", "sí": "positive",
    "nein": "negative", "nee": "negative", "non": "negative", "positiv": "positive", "positief": "positive",
    "positif": "positive", "positivo": "positive", "negativ": "negative", "negatief": "negative", "négatif": "negative",
    "negativo": "negative", "erniedrigt": "low", "erhöht": "high", "verlaagd": "low", "verhoogd": "high",
    "below reference range": "low", "critical low": "low", "critically low": "low", "significantly low": "low",
    "above reference range": "high", "critical high": "high", "critically high": "high", "significantly high": "high",
    "within reference range": "normal",
}  # fmt: skip
ANSWERS: Mapping[tuple[str, str], Word] = {
    ("http://snomed.info/sct", "10828004"): "positive", ("http://snomed.info/sct", "260385009"): "negative",
    ("http://loinc.org", "LA6576-8"): "positive", ("http://loinc.org", "LA6577-6"): "negative",
}  # fmt: skip
"""Answer codes of value-sets.json (`answers`), there marked as from memory: unverified."""


def word_of(sent: Valued, before: Collection[Word] = ()) -> Word | None:
    """The word a value is given in, a coded or spoken answer, else the laboratory's interpretation; None where they disagree.

    Of words of one side those in `before` come first.
    """
    if sent.valueBoolean is not None:
        return "positive" if sent.valueBoolean else "negative"
    text, graded = spoken(sent.valueString), interpreted(sent) if sent.interpretation else ()
    words = (*_words(sent.valueCodeableConcept), *(() if text is None else (text,)), *graded)
    return _agreed(tuple(sorted(words, key=lambda word: word not in before)) if before else words)


_OUTRIGHT: tuple[Word, ...] = ("positive", "negative")
"""What says of a finding whether it is there: *high* may be said of a number that was not sent."""


def _agreed(words: tuple[Word, ...]) -> Word | None:
    """The first of several words; none of "positive", coded or interpreted as negative: nobody knows which is mistaken."""
    return words[0] if len({_SIDES.get(word) for word in words}) == 1 else None


_SIDES: Mapping[Word, int] = {"positive": 1, "high": 1, "negative": 0, "normal": 0, "low": -1, "borderline": 2}


def interpreted(sent: Valued) -> tuple[Word, ...]:
    """What a laboratory made of a value, by codes, names and texts."""
    concepts = sent.interpretation if isinstance(sent.interpretation, tuple) else ()
    return tuple(word for concept in concepts for word in _interpreted(concept))


def _interpreted(concept: CodeableConcept) -> Iterator[Word]:
    """The words of one interpretation: HL7's code, also as the only text, an answer's code, or the word itself."""
    for coding in concept.coding:
        word = INTERPRETATIONS.get(coding.code or "")
        yield from () if word is None else (word,)
    text = INTERPRETATIONS.get((concept.text or "").strip())
    yield from _words(concept) if text is None else (text, *_words(concept))


def graded_in_words(sent: Valued) -> tuple[str, ...]:
    """What a laboratory wrote where its flag stands, besides the words that are known."""
    concepts = sent.interpretation if isinstance(sent.interpretation, tuple) else ()
    return tuple(each.text for each in concepts if each.text and spoken(each.text) is None)


def answered(concept: CodeableConcept | None) -> Word | None:
    """The word a coded answer means, by its codes and its text; none where these are of two sides."""
    return _agreed(_words(concept))


def _words(concept: CodeableConcept | None) -> tuple[Word, ...]:
    if concept is None:
        return ()
    coded = (_coded(each.system or "", each.code or "") or spoken(each.display) for each in concept.coding)
    return tuple(word for word in (*coded, spoken(concept.text)) if word is not None)


@lru_cache(maxsize=4096)
def _coded(system: str, code: str) -> Word | None:
    """The word a code is, under any address of its system."""
    sets = shipped()
    sent = sets.key(system, code)
    return next((word for answer, word in ANSWERS.items() if sets.key(*answer) == sent), None)


def spoken(text: str | None) -> Word | None:
    """The word a text is."""
    return SPOKEN.get(_TAG.sub("", text.strip().lower())) if text else None


_TAG = re.compile(r" \((qualifier value|finding|situation)\)$")
"""What SNOMED CT puts behind the full name of a concept."""


STATUSES = frozenset({
    "active", "recurrence", "relapse", "inactive", "remission", "resolved",
    "unconfirmed", "provisional", "differential", "presumed", "confirmed", "refuted", "entered-in-error",
})  # fmt: skip
"""R4's codes of what became of a diagnosis or an allergy, and of how sure it is."""


def status_code(status: CodeableConcept | str | None, *, unknown: str = "") -> str:
    """R4's code of a clinical or verification status, wherever a concept says it: systems put their own code before it, or
    send a text alone. "" where none was sent, `unknown` where it says something else.
    """
    if status is None or isinstance(status, str):
        return ""
    codings = [text for coding in status.coding for text in (coding.code, coding.display)]
    said = [_hyphened(text) for text in (*codings, status.text) if text]
    return next((text for text in said if text in STATUSES), unknown if said else "")


def verification_of(status: CodeableConcept | str | None) -> str:
    """How sure a diagnosis or an allergy is; a status nobody knows confirms nothing."""
    return status_code(status, unknown="unknown")


def _hyphened(text: str) -> str:
    return "-".join(text.lower().split())


# --- a result --------------------------------------------------------------------------------------------------------


def read_observed(entry: FactEntry, sent: Valued, source: Source, status: str, local: SiteReading | None) -> Result:
    """A laboratory value: a quantity, a text such as ">2000*.", or only a word; `local` is the site's reading of it."""
    if sent.dataAbsentReason is not None and status in FINAL and _holds_a_value(sent):
        return _unused(entry, source, "contradictory", "a value was sent together with a reason why there is none")
    number, comparator, unit = _number(sent)
    word = word_of(sent, _OUTRIGHT if isinstance(entry.fact, Finding) else ())
    if isinstance(entry.fact, Finding) and word in ("low", "high") and number is None:
        word = None
    if sent.dataAbsentReason is not None and status in FINAL and word is None:
        return Result(entry.name, None, source, moment(source.when), _no_value(entry, sent.dataAbsentReason, source))
    if _may_group(entry, sent, number, unit):
        said = f"{short(sent.valueString or '')!r} has a point that may group thousands"
        return _unused(entry, source, "unreadable", said)
    if number is None and word is None and _COMMA.search(sent.valueString or ""):
        said = f"{short(sent.valueString or '')!r} has a comma that may be a decimal point"
        return _unused(entry, source, "unreadable", said)
    low, high = _own_range(entry, sent, unit) if sent.referenceRange else (None, None)
    if local is not None and local.unit:
        value = as_printed(number) if number is not None else None
        number, unit, low, high = (number if value is None else digits(value * local.factor)), local.unit, None, None
    elif isinstance(entry.fact, Measure) and sent.valueQuantity is not None:
        unit, problem = _one_unit(entry.fact, sent.valueQuantity, source)
        if problem is not None:
            return Result(entry.name, None, source, moment(source.when), problem)
    read = Sent(number, unit, comparator, word, low, high, status)
    return _called(read_result(entry, read, source.where, source.when, moment(source.when)), sent)


def _called(result: Result, sent: Valued) -> Result:
    """A number that its own range calls low is low in any unit."""
    problem = result.problem
    if problem is None or problem.why not in ("unit missing", "unit unknown") or not called_low(sent):
        return result
    return result._replace(problem=problem._replace(tells="low"))


def _unused(entry: FactEntry, source: Source, why: Why, said: str) -> Result:
    doubt = Missing(why, f"{entry.fact.label}: {said}: not used; ask the laboratory", source)
    return Result(entry.name, None, source, moment(source.when), doubt)


def _may_group(entry: FactEntry, sent: Valued, number: Decimal | str | None, unit: str | None) -> bool:
    """Whether a point in a text may group thousands: what it is else is no ordinary value (register R129)."""
    value = as_printed(number) if number is not None else None
    if value is None or not isinstance(entry.fact, Measure) or not _GROUPED.search(sent.valueString or ""):
        return False
    known = unit_of(entry.fact, unit)
    return not isinstance(known, UnitProblem) and implausible(entry.fact, value, known) is not None


_COMMA = re.compile("[0-9],[0-9]")
_GROUPED = re.compile(r"(?<![0-9.,])[1-9][0-9]{0,2}(\.[0-9]{3})+(?![0-9.,])")


def _no_value(entry: FactEntry, why: CodeableConcept, source: Source) -> Missing:
    said = next((text for text in (*(each.code for each in why.coding), *why.texts) if text), "")
    reason = f" ({short(said)})" if said else ""
    return Missing("unreadable", f"{entry.fact.label}: the laboratory says that there is no value{reason}", source)


def _holds_a_value(sent: Valued) -> bool:
    quantity = sent.valueQuantity
    others = (sent.valueString, sent.valueCodeableConcept, sent.valueBoolean, sent.valueInteger)
    return (quantity is not None and quantity.value is not None) or any(other is not None for other in others)


def _number(sent: Valued) -> tuple[Decimal | str | None, str, str | None]:
    """Number, comparator and unit of a quantity or of a text."""
    quantity = sent.valueQuantity
    if quantity is not None and quantity.value is not None:
        return quantity.value, quantity.comparator or "", quantity.sent_unit
    parsed = parse_result(sent.valueString) if sent.valueString else None
    if parsed is None:
        return None, "", None
    return digits(parsed.value), parsed.comparator, parsed.unit or _range_unit(sent)


def _one_unit(measure: Measure, quantity: Quantity, source: Source) -> tuple[str | None, Missing | None]:
    """The quantity's unit by its code or, where only that is understood, by its text; two that differ are no unit."""
    unit = one_unit(measure, quantity.code or "", quantity.unit or "")
    if unit is not None:
        return unit or quantity.sent_unit, None
    said = f"the unit's code says {quantity.code} and its text says {quantity.unit}"
    return None, Missing("contradictory", f"{measure.label}: {said}: not used; ask the laboratory", source)


def _range_unit(sent: Valued) -> str | None:
    """The unit of a text result, where its reference range names one."""
    for limits in sent.referenceRange:
        for end in (limits.low, limits.high):
            if end is not None and end.sent_unit:
                return end.sent_unit
    return None


def _own_range(entry: FactEntry, sent: Valued, unit: str | None) -> tuple[Decimal | None, Decimal | None]:
    """The result's own limits, in the unit of the result."""
    own = _normal(sent.referenceRange)
    if own is None or own.modifierExtension:
        return None, None
    ends = (own.low, own.high) if own.low or own.high or not own.text else _printed(own.text)
    low, high = (_limit(entry.fact, end, unit) for end in ends)
    return low, high


def called_low(sent: Valued) -> bool:
    """Whether its laboratory calls a value low, by its flag or by the range beside it in the same unit."""
    if "low" in interpreted(sent):
        return True
    own, value = _normal(sent.referenceRange), sent.valueQuantity
    if (
        own is None
        or own.modifierExtension
        or value is None
        or value.value is None
        or (value.comparator or "<")[0] == ">"
    ):
        return False
    low = _printed(own.text)[0] if own.text and not (own.low or own.high) else own.low
    same = low is not None and low.sent_unit in (None, "", value.sent_unit)
    return same and low is not None and low.value is not None and value.value < low.value


def _normal(ranges: Collection[Range]) -> Range | None:
    """The one range of healthy people: the one that is called so, else the only one that is not called another."""
    kinds = [({each.code for each in own.type.coding} if own.type is not None else set(), own) for own in ranges]
    called = [own for kind, own in kinds if "normal" in kind]
    found = called or [own for kind, own in kinds if kind.isdisjoint(_OTHER_RANGES)]
    return found[0] if len(found) == 1 else None


_OTHER_RANGES = ("recommended", "treatment", "therapeutic", "pre", "post")
"""HL7's codes of what is no range of healthy people (http://terminology.hl7.org/CodeSystem/referencerange-meaning)."""
_FROM_TO = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*(?:-|–|—|to|bis)\s*(?=[0-9])(.+)", re.DOTALL)


@lru_cache(maxsize=1024)
def _printed(text: str) -> tuple[Quantity | None, Quantity | None]:
    """The ends of a range that is sent as its text alone, "<320" or "73 - 320 nmol/L"; none where it is not sure what they are."""
    ends = _FROM_TO.fullmatch(text.strip())
    found = parse_result(ends[2] if ends is not None else text)
    if found is None or "," in text:  # which may be a decimal comma
        return None, None
    end = Quantity(Decimal(digits(found.value)), unit=found.unit or None)
    if ends is None:
        return (None, end) if found.comparator in ("<", "<=") else (end, None) if found.comparator else (None, None)
    low = Quantity(Decimal(ends[1]), unit=end.unit)
    return (low, end) if not found.comparator and Decimal(ends[1]) < found.value else (None, None)


def _limit(fact: Fact, end: Quantity | None, unit: str | None) -> Decimal | None:
    if end is None or end.value is None:
        return None
    if end.sent_unit is None or unit in (end.code, end.unit):
        return end.value
    if not isinstance(fact, Measure):
        return None
    of_end, of_result = unit_of(fact, end.sent_unit), unit_of(fact, unit)
    if fact.name not in OWN_RANGE or isinstance(of_end, UnitProblem) or isinstance(of_result, UnitProblem):
        return None
    factor = fact.factor(of_end) / fact.factor(of_result)
    return end.value * factor.numerator / factor.denominator


def as_sent(sent: Valued) -> str:
    """A value in words, as it was sent; "" of none. For what is told and not read."""
    quantity = sent.valueQuantity
    if sent.valueString is not None:
        return short(sent.valueString)
    if quantity is not None and quantity.value is not None:
        return f"{quantity.comparator or ''}{quantity.value} {quantity.sent_unit or ''}".rstrip()
    if sent.valueCodeableConcept is not None:
        return short(next(iter(sent.valueCodeableConcept.texts), ""))
    return "" if sent.valueInteger is None else str(sent.valueInteger)


# --- dates -----------------------------------------------------------------------------------------------------------


def when_observed(resource: Observation | DiagnosticReport) -> str:
    """When an observation or report holds for, as sent."""
    return (
        start(resource.effectiveDateTime, resource.effectivePeriod)
        or resource.effectiveInstant
        or resource.issued
        or ""
    )


def start(moment: str | None, period: Period | None) -> str:
    """The moment, else the start of the period, else its end."""
    return moment or (period and (period.start or period.end)) or ""
