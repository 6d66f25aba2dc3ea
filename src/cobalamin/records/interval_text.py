"""A measured value as text: exact, in its own unit, and read back as it was."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from cobalamin.language.patient import Interval


def text_of(known: Interval) -> str:
    """An interval as text that reads back exactly: "247 pg/mL", "<150 ng/L", "180..350 ng/L", "25/12 a"."""
    low, high = known.low, known.high
    if low is None and high is None:
        return f"? {known.unit}"
    if low is None:
        return f"{'<' if known.high_open else '<='}{_number(high)} {known.unit}"
    if high is None:
        return f"{'>' if known.low_open else '>='}{_number(low)} {known.unit}"
    if low == high:
        return f"{_number(low)} {known.unit}"
    ends = f"{'>' if known.low_open else ''}{_number(low)}..{'<' if known.high_open else ''}{_number(high)}"
    return f"{ends} {known.unit}"


def _number(value: Fraction | None) -> str:
    assert value is not None
    rest = value.denominator
    while rest % 10 == 0:
        rest //= 10
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return str(value)
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    digits = str(abs(int(value * 10**places))).rjust(places + 1, "0")
    whole = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{whole}" if value < 0 else whole


@lru_cache(maxsize=65536)
def interval_of(text: str) -> Interval:
    """The interval a text of `text_of` stands for."""
    number, _, unit = text.partition(" ")
    if number == "?":
        return Interval(None, None, unit)
    if ".." in number:
        low, _, high = number.partition("..")
        ends = Fraction(low.lstrip(">")), Fraction(high.lstrip("<"))
        return Interval(*ends, unit, low_open=low.startswith(">"), high_open=high.startswith("<"))
    sign = number[: len(number) - len(number.lstrip("<>="))]
    value = Fraction(number[len(sign) :])
    if sign in ("<", "<="):
        return Interval(None, value, unit, high_open=sign == "<")
    if sign in (">", ">="):
        return Interval(value, None, unit, low_open=sign == ">")
    return Interval(value, value, unit)
