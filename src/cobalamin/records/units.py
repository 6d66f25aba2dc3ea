"""Units and numbers as laboratories send them: recognised exactly or refused with a sentence, never guessed.

The factors between units are those of the measures (`knowledge/facts.py`); the spellings and the limits come with
`value_sets.json`. The limits are engineering limits for mistaken units, not clinical thresholds, and are not signed off
by a clinician.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from math import isfinite
from pathlib import Path
from typing import Literal

import msgspec

from cobalamin.knowledge.facts import FACTS
from cobalamin.language.nodes import Measure, plain
from cobalamin.language.patient import Interval
from cobalamin.records.forms import reader
from cobalamin.records.messages import short

Comparator = Literal["", "<", "<=", ">", ">="]


@dataclass(frozen=True)
class UnitProblem:
    """Why the unit of a result cannot be used: a sentence for the reader."""

    sentence: str


@dataclass(frozen=True)
class Printed:
    """A result as its text gives it: the number as printed, the comparator, and the unit text where there is one."""

    value: Fraction
    comparator: Comparator = ""
    unit: str = ""


@dataclass(frozen=True)
class Implausible:
    """A value that cannot be (`refused`: the result is missing, for this reason) or that only surprises (a warning).

    `absurd` where no unit could make it right: it is negative, beyond counting, or past a limit of the test.
    """

    refused: bool
    what: str
    absurd: bool = False

    @property
    def sentence(self) -> str:
        """What is wrong, and what to do about it."""
        return f"{self.what}; {_NOT_USED if self.refused else 'check value and unit'}"


_NOT_USED = "the result is not used; check value and unit with the laboratory"


class _Table(msgspec.Struct, frozen=True):
    """What `value_sets.json` holds of one laboratory test, as far as numbers go."""

    name: str
    units: dict[str, tuple[str, ...]] = {}
    limits: dict[str, str] = {}
    suspicions: tuple[tuple[tuple[str, ...], Literal["above", "below"], str, str, bool], ...] = ()


class _File(msgspec.Struct, frozen=True):
    concepts: dict[str, _Table]


_FILE = reader(_File)


_AGES = {
    "a": ("y", "yr", "yrs", "year", "years"),
    "mo": ("month", "months"),
    "wk": ("week", "weeks"),
    "d": ("day", "days"),
}
_WITHOUT_CODES = {"age": _Table("age", _AGES, {"reject_below": "0", "reject_above": "130"})}
"""The measure no value set describes: age is asked or computed."""


@cache
def _shipped() -> dict[str, _Table]:
    """Concept -> table."""
    return _FILE.decode(Path(__file__).with_name("value_sets.json").read_bytes()).concepts


@cache
def _tables() -> dict[str, _Table]:
    """Measure name -> table."""
    shipped = _shipped()
    found = {
        entry.name: shipped[concept]
        for entry in FACTS.values()
        if isinstance(entry.fact, Measure)
        for concept in entry.value_sets
        if concept in shipped
    }
    return _WITHOUT_CODES | found


# --- units ---

_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_TEN_TO_THE = re.compile(r"^[x×]?10[*^e]?([0-9]+|[⁰¹²³⁴⁵⁶⁷⁸⁹]+)(?=/)")
_DECIMAL_COMMA = re.compile(r"(?<=[0-9]),(?=[0-9])")
_MC_FOR_MICRO = re.compile(r"(?<![a-z])mc(?=g|mol|l\b)")


@lru_cache(maxsize=4096)
def spelled(unit: str) -> str:
    """The one spelling under which a unit text is looked up: no case, no spaces, `u` for micro, `10*9` for powers, points."""
    text = "".join(unit.split()).rstrip(".").casefold().replace("µ", "u").replace("μ", "u")
    text = _DECIMAL_COMMA.sub(".", _MC_FOR_MICRO.sub("u", text))
    power = _TEN_TO_THE.match(text)
    if power:
        text = f"10*{power[1].translate(_SUPERSCRIPT)}{text[power.end() :]}"
    return text.translate(_SUPERSCRIPT)


@cache
def _spellings(measure: Measure) -> dict[str, str]:
    """Spelling -> unit of the measure; a unit the measure has no factor for is left out, so it is refused."""
    found = {spelled(unit): unit for unit in measure.units()}
    table = _tables().get(measure.name, _Table(measure.name))
    for unit, aliases in table.units.items():
        if unit not in measure.units():
            continue
        for alias in aliases:
            other = found.setdefault(spelled(alias), unit)
            if other != unit:
                raise ValueError(f"{measure.name}: {alias!r} is given for both {other} and {unit}; keep it for one")
    return found


@cache
def _known_elsewhere() -> frozenset[str]:
    """Every spelling of every unit of any test."""
    return frozenset(
        spelled(text)
        for table in _shipped().values()
        for unit, aliases in table.units.items()
        for text in (unit, *aliases)
    )


def unit_of(measure: Measure, sent: str | None) -> str | UnitProblem:
    """The measure's unit that the text means in that measure's own spellings (`K/uL` is a thousand, not a kelvin)."""
    text = (sent or "").strip()
    unit = _spellings(measure).get(spelled(text))
    if unit is not None:
        return unit
    units = "no unit" if measure.unit == "1" else ", ".join(measure.units())
    expected = f"{measure.label}; expected {units}"
    if not text:
        return UnitProblem(f"no unit was sent with {expected}: the unit is not guessed; ask the laboratory")
    shown = short(text, 30)
    if spelled(text) in _known_elsewhere() or other_dimension(measure, text):
        return UnitProblem(f"{shown!r} is not a unit of {expected}: the result is not converted; ask the laboratory")
    return UnitProblem(
        f"unit {shown!r} is not understood for {expected}: map it in the site file or ask the laboratory"
    )


_DIMENSIONS = (
    ("concentration", re.compile(r"(mol|g|eq)/(d|m|u)?l$")),
    ("count", re.compile(r"^(10\*[0-9]+)?/(u|d|m)?l$|^10\*[0-9]+/(u|d|m)?l$")),
    ("share", re.compile(r"^%$|^l/l$|^\[ppth\]$")),
    ("volume", re.compile(r"^(f|m|d|u)?l$")),
    ("time", re.compile(r"^(a|mo|wk|d|h|min|s)$")),
    ("clearance", re.compile(r"^ml/min")),
    ("pressure", re.compile(r"^(mm\[?hg\]?|k?pa)$")),
    ("mass", re.compile(r"^(k|m|u|n|p)?g$")),
    ("length", re.compile(r"^(k|c|m|u)?m$")),
    ("temperature", re.compile(r"^(cel|°c|\[degf\])$")),
)  # fmt: skip
"""Coarse kinds of unit, enough to tell a slip of scale (nmol/L for pmol/L) from a unit of something else (mmHg)."""


def _dimension(unit: str) -> str | None:
    text = spelled(unit)
    return next((name for name, form in _DIMENSIONS if form.search(text)), None)


def other_dimension(measure: Measure, unit: str) -> bool:
    """Whether a unit is of another kind than the measure altogether; an unknown spelling is not."""
    kind = _dimension(unit)
    return kind is not None and kind != _dimension(measure.unit)


def names_an_amount(unit: str) -> bool:
    """Whether a text is a unit of mass, or of mass or substance in a volume, whatever is measured: no flag, and no remark."""
    return _dimension(unit) in ("concentration", "mass")


def converted(measure: Measure, value: Fraction, unit: str, to: str = "") -> Fraction:
    """The value in the unit `to` (the measure's own by default), exactly."""
    return value * measure.factor(unit) / measure.factor(to or measure.unit)


# --- numbers ---

_WORDS: dict[str, Comparator] = {
    "less than or equal to": "<=", "greater than or equal to": ">=",
    "less than": "<", "greater than": ">", "more than": ">",
    "up to": "<=", "at most": "<=", "at least": ">=", "below": "<", "above": ">", "under": "<", "over": ">",
    "<=": "<=", "=<": "<=", "≤": "<=", ">=": ">=", "=>": ">=", "≥": ">=", "<": "<", ">": ">",
}  # fmt: skip


def comparator_of(sent: str) -> Comparator | None:
    """The comparator a result was sent with; None for one that nobody knows."""
    text = sent.strip().lower()
    return _WORDS.get(text) if text else ""


_DIGITS = r"[0-9]{1,15}"
_NUMBER = rf"(?:[1-9][0-9]{{0,2}}(?:,[0-9]{{3}}){{1,4}}|{_DIGITS})(?:\.[0-9]{{1,15}})?|\.[0-9]{{1,15}}"
_RESULT = re.compile(
    rf"(?P<comparator>{'|'.join(map(re.escape, _WORDS))})?\s*(?P<number>-?(?:{_NUMBER}))(?P<unit>.*)",
    re.IGNORECASE | re.DOTALL,
)
_UNIT_LIKE = re.compile(r"(?!e[+-]?[0-9]+$)(?:\s*[a-wyzµμ%‰/\[{(]|\s*[x×]\s*10|\s+10[*^⁰-⁹e])", re.IGNORECASE)
_SECOND = re.compile(r"\s*(?:(?:to|or|and|bis|oder)\b|/)\s*[<>≤≥]?\s*[0-9]", re.IGNORECASE)
"""What joins a number to another: "150 to 200" is none of them."""
_PRINTED = re.compile(rf"[+-]?(?:{_DIGITS}(?:\.[0-9]{{0,15}})?|\.[0-9]{{1,15}})(?:e[+-]?[0-9]{{1,2}})?", re.IGNORECASE)


def parse_result(text: str) -> Printed | None:
    """Number, comparator and unit of a result text such as ">2000*.", "<= 0.40" or "247 pg/mL", else `None`.

    A comma only groups thousands (">1,000"): "4,5" is refused, for it may be a decimal comma. So are two numbers.
    """
    found = _RESULT.fullmatch(text.strip().rstrip("*.#! "))
    if found is None:
        return None
    unit = found["unit"]
    if unit and (not _UNIT_LIKE.match(unit) or _SECOND.match(unit)):
        return None
    comparator = _WORDS[found["comparator"].lower()] if found["comparator"] else ""
    return Printed(Fraction(found["number"].replace(",", "")), comparator, unit.strip())


_LARGEST = 14
"""The power of ten of the largest number a laboratory reports: fifteen digits before the point."""


def as_printed(number: float | Decimal | str) -> Fraction | None:
    """The number exactly as the record prints it (0.1 is one tenth); `None` for NaN, infinity, yes or no, other texts.

    Beyond fifteen digits it is no laboratory result and `None` too.
    """
    match number:
        case Decimal():
            return _decimal(number)
        case bool():
            return None
        case int():
            value = Fraction(number)
        case str():
            if not _PRINTED.fullmatch(number.strip()):
                return None
            value = Fraction(number.strip())
        case _:
            if not isfinite(number):
                return None
            value = Fraction(str(number))
    return value if abs(value) < 10 ** (_LARGEST + 1) else None


def digits(value: Fraction) -> str:
    """A number as a record writes it, to fifteen digits."""
    return format(float(value), ".15g")


@lru_cache(maxsize=16_384)
def _decimal(number: Decimal) -> Fraction | None:
    """A decimal exactly; results repeat, so each is turned into a fraction once."""
    if not number.is_finite():
        return None
    if not number:
        return Fraction(0)
    if not -16 < number.adjusted() <= _LARGEST or len(number.as_tuple().digits) > 30:
        return None
    return Fraction(number)


def interval(measure: Measure, value: Fraction, unit: str, comparator: Comparator = "") -> Interval:
    """Where the measured value lies: "<150 ng/L" is everything below 150 ng/L."""
    measure.factor(unit)  # an unknown unit is the caller's mistake
    match comparator:
        case "":
            return Interval(value, value, unit)
        case "<" | "<=":
            return Interval(None, value, unit, high_open=comparator == "<")
        case ">" | ">=":
            return Interval(value, None, unit, low_open=comparator == ">")


# --- plausibility ---

_ABSURD = Fraction(10**9)
_LIMIT_SENTENCES = {
    "reject_at_or_below": "cannot be at or below",
    "reject_below": "cannot be below",
    "reject_above": "cannot be above",
    "flag_below": "is rarely below",
    "flag_above": "is rarely above",
}


def implausible(measure: Measure, value: Fraction, unit: str) -> Implausible | None:
    """What is wrong with the value: first what refuses it (impossible number, mistaken unit), then what only warns."""
    low, high = _ordinary(measure, unit)
    return None if low < value.numerator / value.denominator < high else _fault(measure, value, unit)


@cache
def _ordinary(measure: Measure, unit: str) -> tuple[float, float]:
    """Between these a value in the unit breaks no limit and raises no suspicion: only what is not needs exact comparison.

    Both are drawn in by far more than a float can err.
    """
    table = _tables().get(measure.name, _Table(measure.name))
    scale = measure.factor(unit)
    bounds = [(name.endswith("above"), _figure(number) / scale) for name, number in table.limits.items()]
    bounds += [(side == "above", _figure(number)) for units, side, number, *_ in table.suspicions if unit in units]
    lowest = max((bound for is_upper, bound in bounds if not is_upper), default=Fraction(0))
    highest = min((bound for is_upper, bound in bounds if is_upper), default=_ABSURD)
    return max(0.0, float(lowest) * (1 + 1e-9)), min(float(highest), float(_ABSURD)) * (1 - 1e-9)


def _fault(measure: Measure, value: Fraction, unit: str) -> Implausible | None:
    """The same by exact comparison with every limit: the meaning of `implausible`."""
    if value < 0 or value > _ABSURD:
        return Implausible(True, f"{_shown(measure, value, unit)}: it is not possible", absurd=True)
    table = _tables().get(measure.name)
    if table is None:
        return None
    beyond = _beyond(table, measure, value, unit)
    found = (*(() if value == 0 else _suspected(table, measure, value, unit)), *beyond)  # no unit makes a zero right
    return next((problem for problem in found if problem.refused), found[0] if found else None)


def _suspected(table: _Table, measure: Measure, value: Fraction, unit: str) -> tuple[Implausible, ...]:
    """The suspicions of a mistaken unit that the value raises."""
    return tuple(
        Implausible(refused, f"{_shown(measure, value, unit)} is {side} {number} {unit}: {suspicion}")
        for units, side, number, suspicion, refused in table.suspicions
        if unit in units and (value > _figure(number) if side == "above" else value < _figure(number))
    )


def _beyond(table: _Table, measure: Measure, value: Fraction, unit: str) -> tuple[Implausible, ...]:
    """The limits the value breaks."""
    own = converted(measure, value, unit)
    return tuple(
        Implausible(
            refused := name.startswith("reject"),
            f"{_shown(measure, value, unit)}: it {_LIMIT_SENTENCES[name]} {number} {_word(measure.unit)}",
            refused,
        )
        for name, number in table.limits.items()
        if _breaks(name, own, _figure(number))
    )


_figure = cache(Fraction)
"""The limits come as texts and are compared exactly; each is read once."""


def _breaks(name: str, value: Fraction, limit: Fraction) -> bool:
    if name.endswith("at_or_below"):
        return value <= limit
    return value < limit if name.endswith("below") else value > limit


def _shown(measure: Measure, value: Fraction, unit: str) -> str:
    return f"{measure.label} of {plain(value)} {_word(unit)}"


_TIMES = {"a": "years", "mo": "months", "wk": "weeks", "d": "days"}


def _word(unit: str) -> str:
    """A unit as a reader knows it: UCUM writes years as `a`."""
    return _TIMES.get(unit, unit)
