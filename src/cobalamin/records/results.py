"""One laboratory result as sent, to where its value lies: the same reading for case files, FHIR and tables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import msgspec

from cobalamin.knowledge.facts import FactEntry
from cobalamin.knowledge.thresholds import THRESHOLDS
from cobalamin.language.nodes import Finding, Measure, Threshold, plain
from cobalamin.language.patient import Interval, holds
from cobalamin.language.truth import Truth
from cobalamin.records.messages import short
from cobalamin.records.record import Missing, Result, Source, Word, not_final
from cobalamin.records.units import (
    Implausible,
    UnitProblem,
    as_printed,
    comparator_of,
    implausible,
    interval,
    unit_of,
)

FINAL = frozenset({"final", "amended", "corrected"})
WITHDRAWN = ("entered-in-error", "cancelled")
OWN_RANGE = frozenset({"mma", "homocysteine"})
"""Measures whose own reference range, reported with the result, wins over the guideline's figure (register R31)."""


class Sent(msgspec.Struct, frozen=True, gc=False):
    """A result as the record gives it. `low` and `high` are the result's own reference range, in the result's unit."""

    number: float | Decimal | str | None = None
    unit: str | None = None
    comparator: str = ""
    """As sent."""
    word: Word | None = None
    low: Decimal | float | None = None
    high: Decimal | float | None = None
    status: str | None = None

    def __str__(self) -> str:
        number = f"{self.number:.15g}" if isinstance(self.number, float) else self.number
        parts = ("" if number is None else f"{self.comparator}{number}", self.unit, self.word)
        return " ".join([part for part in parts if part])


def read_result(entry: FactEntry, sent: Sent, where: str, when: str, taken: datetime | None) -> Result:
    """Where the value lies (register R78), or why it cannot be used (register R83)."""
    source = Source(where, when, str(sent))
    if sent.status is not None and sent.status not in FINAL:
        return Result(entry.name, None, source, taken, not_final(entry.fact.label, "result", sent.status, source))
    if isinstance(entry.fact, Finding):
        return _read_test(entry, sent, source, taken)
    problem: Missing | None = None
    if sent.number is not None:
        read = _read_number(entry.fact, entry.name, sent, source)
        if not isinstance(read, Missing):
            return Result(entry.name, read.value, source, taken, None, read.note, read.measured)
        problem = read
    if sent.word is not None:
        worded = _read_word(entry, sent.word, source, taken)
        if worded is not None:
            return worded
        problem = problem or Missing(
            "in words only", f"{entry.fact.label}: reported only as {sent.word}; ask for the figure", source
        )
    problem = problem or Missing(
        "unreadable",
        f"{entry.fact.label}: the result has no single number or word that can be read; look at it and ask for the figure",
        source,
    )
    return Result(entry.name, None, source, taken, problem)


def _read_test(entry: FactEntry, sent: Sent, source: Source, taken: datetime | None) -> Result:
    """An antibody or film: positive or negative by the laboratory's own word, never by a number (register R85)."""
    if _denied_by_range(sent):
        said = f"sent as {short(str(sent))}, although {_own_range(sent)}: not used; ask the laboratory which it is"
        told = f"{entry.fact.label}: {said}"
        return Result(entry.name, None, source, taken, Missing("contradictory", told, source))
    match sent.word:
        case "positive" | "high":
            return Result(entry.name, "positive", source, taken)
        case "negative" | "normal" | "low":
            return Result(entry.name, "negative", source, taken)
        case "indeterminate" | "borderline":
            sentence = f"{entry.fact.label}: the test is indeterminate; repeat it"
        case None:
            sentence = f"{entry.fact.label}: {_without_a_word(sent)}"
    return Result(entry.name, None, source, taken, Missing("unreadable", sentence, source))


def _denied_by_range(sent: Sent) -> bool:
    """Whether a number lies on the other side of its own range than its word does (register R76)."""
    number, high = (None if each is None else as_printed(each) for each in (sent.number, sent.high))
    if number is None or high is None or sent.word is None:
        return False
    if sent.word in ("positive", "high"):
        return number < high and sent.comparator not in (">", ">=")
    return sent.word in ("negative", "normal") and number > high and sent.comparator not in ("<", "<=")


def _without_a_word(sent: Sent) -> str:
    """A number is told with the range it came with: somebody can ask which side of it is positive."""
    if sent.number is None:
        return "the result has no positive or negative; the laboratory's own limit is needed"
    own = _own_range(sent)
    beside = f" ({own})" if own else ""
    return f"sent as {short(str(sent))}{beside}, without saying positive or negative; ask the laboratory which it is"


class _Read(NamedTuple):
    """What a number says: where it lies, or the word its own range gives it, and the number behind that."""

    value: Interval | Word
    note: str = ""
    measured: Interval | None = None


def _read_number(measure: Measure, name: str, sent: Sent, source: Source) -> _Read | Missing:
    assert sent.number is not None
    comparator = comparator_of(sent.comparator)
    if comparator is None:
        quoted = repr(short(sent.comparator))
        sentence = f"sent with the comparator {quoted}, which is not known: not used; ask the laboratory"
        return Missing("unreadable", f"{measure.label}: {sentence}", source)
    value = as_printed(sent.number)
    if value is None:
        return Missing("implausible", f"{measure.label}: {sent.number} is not a number a laboratory reports", source)
    if comparator != sent.comparator:
        sent = msgspec.structs.replace(sent, comparator=comparator)
    unit = unit_of(measure, sent.unit)
    if isinstance(unit, UnitProblem):
        return Missing("unit unknown" if (sent.unit or "").strip() else "unit missing", unit.sentence, source)
    doubt = implausible(measure, value, unit)
    if doubt is not None and doubt.refused:
        return _in_either_unit(name, value, unit, sent, doubt) or Missing("implausible", doubt.sentence, source)
    note = "" if doubt is None else doubt.sentence
    measured = interval(measure, value, unit, comparator)
    own = _against_own_range(name, value, sent)
    if own is not None:
        return _Read(*own, measured)
    if name in METHOD_BOUND and (sent.low is not None or sent.high is not None):
        note = "; ".join(filter(None, (note, _own_range(sent))))
    return _Read(measured, note)


METHOD_BOUND = frozenset({"total_b12", "active_b12"})
"""Measures whose limits differ between methods: the guideline's figure decides, the laboratory's own range is shown beside
it (register R84).
"""


def one_unit(fact: Measure | Finding, first: str, second: str) -> str | None:
    """Of two units sent with one number the one that is understood, the first where both say the same; None where they differ."""
    if not first or not second or first == second or not isinstance(fact, Measure):
        return first or second
    one, other = unit_of(fact, first), unit_of(fact, second)
    if isinstance(one, UnitProblem):
        return first if isinstance(other, UnitProblem) else second
    return first if isinstance(other, UnitProblem) or fact.factor(one) == fact.factor(other) else None


def _own_range(sent: Sent) -> str:
    low, high = (None if end is None else as_printed(end) for end in (sent.low, sent.high))
    ends = (("from", low), ("up to", high)) if low is None or high is None else (("", low), ("to", high))
    shown = " ".join(f"{word} {plain(end)}".strip() for word, end in ends if end is not None)
    return f"the laboratory's own range is {shown} {sent.unit}" if shown else ""


def _in_either_unit(name: str, value: Fraction, unit: str, sent: Sent, doubt: Implausible) -> _Read | None:
    """Methylmalonic acid that is probably in the other unit, where it says the same in both (register R83)."""
    if name != "mma" or doubt.absurd or sent.comparator in ("<", "<="):
        return None
    own = _against_own_range(name, value, sent)
    raised = THRESHOLDS["mma.raised"].printed[0]
    if own is not None and (
        own[0] == "high" or unit != raised.unit
    ):  # 5 nmol/L within its range may be 5 umol/L, far above
        return _Read(*own)
    if value <= raised.value:
        return None
    note = f"sent as {sent}, probably {raised.unit}: raised in either unit; check the unit with the laboratory"
    return _Read(Interval(value, None, raised.unit), note)


def _against_own_range(name: str, value: Fraction, sent: Sent) -> tuple[Word, str] | None:
    """A metabolite above or within the range its laboratory reported with it (register R31); None where that cannot be told."""
    high = as_printed(sent.high) if name in OWN_RANGE and sent.high is not None else None
    if high is None:
        return None
    shown = f"its own reference range (up to {plain(high)} {sent.unit})"
    above = value > high or (value == high and sent.comparator == ">")
    if sent.comparator in ("<", "<=") and above:
        return None  # "<500" against 400: neither above nor within
    if sent.comparator in (">", ">=") and not above:
        return None
    if above:
        return "high", f"read as raised: {sent} is above {shown}"
    return "normal", f"read as not raised: {sent} is within {shown}"


WORDS_FOR_ANAEMIA = frozenset({"haemoglobin", "haematocrit"})
"""Measures whose "low" says anaemia without a figure: selection turns it into that finding."""


def _read_word(entry: FactEntry, word: Word, source: Source, taken: datetime | None) -> Result | None:
    """A word is kept as a word: where it lies depends on the figures in force when the case is assessed."""
    anaemia = entry.name in WORDS_FOR_ANAEMIA and word == "low"
    if not anaemia and word_interval(entry, word, THRESHOLDS) is None:
        return None
    return Result(entry.name, word, source, taken, note=f"reported only as {word}")


def placed(entry: FactEntry, result: Result, thresholds: Mapping[str, Threshold]) -> Interval | None:
    """Where a result lies at the figures in force; None for a word no figure is known for.

    Of a metabolite its own range called raised or not it is the number, if the figure in force says the same of it.
    """
    if isinstance(result.value, Interval) or result.value is None:
        return result.value
    if result.measured is not None:
        assert isinstance(entry.fact, Measure)
        raised = holds(entry.fact > thresholds[entry.word_limits[1]], result.measured)
        if raised is (Truth.YES if result.value == "high" else Truth.NO):
            return result.measured
    return word_interval(entry, result.value, thresholds)


def word_interval(entry: FactEntry, word: Word, thresholds: Mapping[str, Threshold]) -> Interval | None:
    """The values a word leaves (register R21): below the low limit, above the high one, or between; None where no limit is known.

    A haemoglobin called normal lies at or above the highest anaemia limit: no rule can then read it as anaemia.
    """
    if entry.name == "haemoglobin" and word in ("normal", "high"):
        highest = thresholds["hb.men"].printed[0]
        return Interval(highest.value, None, highest.unit)
    low, high = (thresholds[id].printed[0] if id else None for id in entry.word_limits)
    if word == "borderline":
        return None if low is None or high is None else Interval(low.value, high.value, low.unit)
    if word == "low" and low is not None:
        return Interval(None, low.value, low.unit, high_open=True)
    if word == "high" and high is not None:
        return Interval(high.value, None, high.unit, low_open=True)
    if word in ("normal", "high") and low is not None:
        return Interval(low.value, None, low.unit)
    if word in ("normal", "low") and high is not None:
        return Interval(None, high.value, high.unit)
    return None
