"""Days, words, values, routes: the small readings of the second reading of a bundle (`by_the_book_records.py`)."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any, NamedTuple

from by_the_book_codes import (
    COBALAMINS,
    FINDINGS,
    MEDICINES,
    NAMES,
    OWN,
    SHORT,
    SIDE,
    WORD_LIMITS,
    WORDS,
    concepts,
    measure,
    number,
    unit_of,
)

from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.thresholds import THRESHOLDS
from cobalamin.language.patient import Interval

Json = dict[str, Any]
Value = bool | Interval | str
"""Of a fact: what is known of it, or why nothing is, as a text."""


@dataclass(frozen=True)
class Days:
    """When: the first and the last day it can have been, and the instant where one was told."""

    first: date
    last: date
    at: datetime | None = None
    zoned: datetime | None = None
    """The same instant on every clock, where the text says of which clock it is."""


@dataclass(frozen=True)
class Said:
    """One word on a fact: what it says, when, until when, whether it is said to go on; or why it cannot be used."""

    value: bool | Interval | str
    days: Days | None = None
    why: str = ""
    active: bool = False
    ended: bool = False
    until: date | None = None
    word: str = ""
    """The word that a result was sent as."""
    told: Days | None = None
    """When an end was recorded, or what ended began."""
    number: Interval | None = None
    """The number of a result that its own range made a word."""


class Measured(NamedTuple):
    """Where a result lies or why it cannot be used, the word it was read as, and the number behind that word."""

    value: Interval | str
    word: str = ""
    number: Interval | None = None


def days_of(text: str | None) -> Days | None:
    if not text:
        return None
    if "T" in text:
        at = datetime.fromisoformat(text[:19])  # the clock of the clinic: the day it printed is the day
        whole = datetime.fromisoformat(text)
        return Days(at.date(), at.date(), at, whole if whole.tzinfo else None)
    parts = [int(part) for part in text.split("-")]
    year, month, day = parts[0], parts[1] if len(parts) > 1 else 0, parts[2] if len(parts) > 2 else 0
    if day:
        return Days(date(year, month, day), date(year, month, day))
    last = month or 12
    return Days(date(year, month or 1, 1), date(year, last, monthrange(year, last)[1]))


def same_day(one: Days, other: Days) -> bool:
    """Whether both are of the same day, or month, whatever the hour."""
    return (one.first, one.last) == (other.first, other.last)


def year_after(day: date) -> date:
    return date(day.year + 1, day.month, min(day.day, monthrange(day.year + 1, day.month)[1]))


def year_before(day: date, years: int = 1) -> date:
    last = monthrange(day.year - years, day.month)[1]
    return date(day.year - years, day.month, min(day.day, last))


def facts_said(meant: dict[str, str]) -> dict[str, str]:
    """The findings that these concepts say, a precise code before a wide one."""
    found = {name: [meant[c] for c in listed.split() if c in meant] for name, listed in FINDINGS.items()}
    return {name: min(roles) for name, roles in found.items() if roles}


def denied_by(meant: dict[str, str], asked: dict[str, str]) -> list[str]:
    """What a denial denies: the fact that the diagnosis is about, not its consequences (R25)."""
    sure = [name for name, role in asked.items() if not role]
    if len(sure) < 2:
        return sure
    own = [OWN[c] for c in meant if c in OWN]
    if "autoimmune_gastritis" in own:
        return ["autoimmune_gastritis"]
    return own if len(meant) == 1 else []


def first_code(codeable: Json | None) -> str:
    codings = (codeable or {}).get("coding", [])
    return str(codings[0].get("code", "")) if codings else ""


def spoken(codeable: Json) -> Iterator[str]:
    for coding in codeable.get("coding", ()):
        yield coding.get("code", "")
        yield coding.get("display", "").lower()
    yield codeable.get("text", "").lower()
    yield codeable.get("text", "")


def start_of(period: Json) -> str | None:
    return period.get("start") or period.get("end")


def surely_after(one: Said, other: Said) -> bool:
    """Whether a result is later than another whatever was left untold: a day, a month or a year alone may be any time of it."""
    a, b = one.days, other.days
    assert a is not None
    assert b is not None
    if a.at is None or b.at is None:
        return a.first > b.last
    return a.zoned > b.zoned if a.zoned and b.zoned else a.at > b.at


def answered(part: Json) -> list[str]:
    """The findings that the answer to a question nobody knows names by its codes."""
    found: list[str] = []
    for coding in part.get("valueCodeableConcept", {}).get("coding", ()):
        one = {concept: role for concept, role in concepts({"coding": [coding]}).items() if role != "exclude"}
        if not all(concept.startswith("lab.") for concept in one):
            taken = {name for name, listed in MEDICINES.items() if not one.keys().isdisjoint(listed.split())}
            found += [*facts_said(one), *taken, *(["pregnant"] if "not pregnant" in one else [])]
    return list(dict.fromkeys(found))


def kind_of(texts: Iterator[str]) -> str:
    """The word that codes, names and text are; "doubt" where they are of two sides."""
    kinds = [kind for text in texts for kind, words in WORDS.items() if text in words]
    return "doubt" if len({SIDE.get(kind) for kind in kinds}) > 1 else kinds[0] if kinds else ""


def word_of(part: Json) -> str:
    """The word of a result: the laboratory's interpretation and the value's own, "doubt" where they are of two sides."""
    if "valueBoolean" in part:
        return "positive" if part["valueBoolean"] else "negative"
    graded = kind_of(text for i in part.get("interpretation", ()) for text in spoken(i))
    own = kind_of(spoken(part.get("valueCodeableConcept", {}))) or kind_of(
        iter([part.get("valueString", "").lower().strip()])
    )
    if graded and own and SIDE.get(graded) != SIDE.get(own):
        return "doubt"
    return own or graded


def yes_by_fact(part: Json, asked: dict[str, str]) -> dict[str, bool | str]:
    """Of each finding yes, no, or why neither."""
    return {name: tested(part) if FACTS[name].group == "tests" else says(part, name) for name in asked}


def tested(part: Json) -> bool | str:
    """A test is positive or negative by the laboratory's own word (R85)."""
    word = word_of(part)
    numbered = "valueQuantity" in part or number(part.get("valueString", "")) is not None
    if word in ("low", "high") and not numbered:
        return "unreadable"
    return SIDE[word] > 0 if word in SIDE else "unreadable"


def says(part: Json, name: str) -> bool | str:
    """A finding's own code alone says that it is there; a question's does not."""
    if "dataAbsentReason" in part:
        return "unreadable"
    if "valueBoolean" in part:
        return bool(part["valueBoolean"])
    answer = part.get("valueCodeableConcept", {})
    for coding in answer.get("coding", ()):
        if name == "pregnant" and "not pregnant" in concepts({"coding": [coding]}):
            return False
        if facts_said(concepts({"coding": [coding]})).get(name) == "":
            return True
    if answer or "valueString" in part:
        word = kind_of(spoken(answer)) if answer else kind_of(iter([part["valueString"].lower().strip()]))
        return word == "positive" if word in ("positive", "negative") else "unreadable"
    asks = any(SHORT.get(c.get("system", "")) == "loinc" for c in part["code"].get("coding", ()))
    return "unreadable" if asks or any(key in part for key in ("valueQuantity", "valueInteger")) else True


def number_of(name: str, part: Json) -> tuple[str, Fraction | None, str]:
    """Comparator, number and unit as they were sent, or why there is no unit."""
    if "value" in part.get("valueQuantity", {}):
        sent = part["valueQuantity"]
        return (
            sent.get("comparator", ""),
            Fraction(str(sent["value"])),
            unit_of(name, (sent.get("code"), sent.get("unit"))),
        )
    read = number(part.get("valueString", ""))
    if read is None:
        return "", None, ""
    sign, value, text = read
    ends = [own.get(side, {}) for own in part.get("referenceRange", ()) for side in ("low", "high")]
    return sign, value, unit_of(name, [text] if text else [end.get("code") or end.get("unit") for end in ends])


def worded(name: str, word: str) -> Interval | str:
    """A word is read at the coarse limit (R21); a haemoglobin that is normal is no anaemia of anybody."""
    low, high = (THRESHOLDS[id].printed[0] if id else None for id in WORD_LIMITS[name])
    if name in ("haemoglobin", "haematocrit") and word == "low":
        return "low"
    if name == "haemoglobin" and word in ("normal", "high"):
        return Interval(THRESHOLDS["hb.men"].printed[0].value, None, "g/L")
    if word == "borderline" and low is not None and high is not None:
        return Interval(low.value, high.value, low.unit)
    if word == "low" and low is not None:
        return Interval(None, low.value, low.unit, high_open=True)
    if word == "high" and high is not None:
        return Interval(high.value, None, high.unit, low_open=True)
    if word in ("normal", "high") and low is not None:
        return Interval(low.value, None, low.unit)
    return Interval(None, high.value, high.unit) if word in ("normal", "low") and high is not None else ""


def own_range(name: str, part: Json, unit: str) -> Fraction | None:
    """The upper limit that the laboratory reported with the result, in the unit of the result."""
    high = next((own.get("high") for own in part.get("referenceRange", ())), None)
    if not high or "value" not in high or unit.startswith("unit"):
        return None
    its = unit_of(name, (high.get("code"), high.get("unit"))) if high.get("code") or high.get("unit") else unit
    factors = dict([(measure(name).unit, Fraction(1)), *measure(name).factors])
    return Fraction(str(high["value"])) * factors[its] / factors[unit] if its in factors else None


def against(value: Fraction, sign: str, own: Fraction) -> str:
    """On which side of its laboratory's limit a metabolite lies (R31); "" where that cannot be told."""
    above = value > own or (value == own and sign == ">")
    if (sign.startswith("<") and above) or (sign.startswith(">") and not above):
        return ""
    return "high" if above else "normal"


def number_or_word(name: str, word: str, number: Interval, placed: Value) -> Value:
    """The number, where the limit of the guideline says the same of it as the range reported with it (R31)."""
    end = number.low if word == "high" else number.high
    if end is None:
        return placed
    limit = THRESHOLDS[WORD_LIMITS[name][1]].printed[0]
    size, bound = end * measure(name).factor(number.unit), limit.value * measure(name).factor(limit.unit)
    if word == "high":
        return number if size > bound or (size == bound and number.low_open) else placed
    return number if size <= bound else placed


LEVELS, METABOLITES = ("total_b12", "active_b12"), ("mma", "homocysteine")


def is_raised(name: str, said: Said) -> bool:
    """A metabolite above the limit of its own range or, without one, of the guideline (R31)."""
    if said.word:
        return said.word == "high"
    if not isinstance(said.value, Interval) or said.value.low is None:
        return False
    limit = THRESHOLDS[WORD_LIMITS[name][1]].printed[0]
    size = said.value.low * measure(name).factor(said.value.unit)
    bound = limit.value * measure(name).factor(limit.unit)
    return size > bound or (size == bound and said.value.low_open)


def alike(name: str, one: Value, other: Value) -> bool:
    """The same result, or the same in two units, which may differ by one per cent (R76)."""
    if one == other:
        return True
    if not isinstance(one, Interval) or not isinstance(other, Interval) or one.unit == other.unit:
        return False
    if one.low is None or one.low != one.high or other.low is None or other.low != other.high:
        return False
    a, b = (measure(name).factor(i.unit) * i.low for i in (one, other) if i.low is not None)
    return abs(a - b) <= max(a, b) / 100


def years_between(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def way_of(codeable: Json) -> str:
    """Injected or swallowed, by the codes of routes and forms or by a word of the text."""
    meant = concepts(codeable)
    text = " ".join(spoken(codeable))
    if {"admin.route_im", "admin.route_sc", "admin.route_iv"} & meant.keys() or "385219001" in text:
        return "injected"
    swallowed = {"admin.route_oral", "admin.route_sublingual", "admin.route_nasal"} & meant.keys()
    if swallowed or re.search(r"3850(55001|84005|23001|61003|74009)", text):
        return "swallowed"
    if re.search(r"\b(inject\w*|inj|ampou?les?|amps?|vial|intramuscular|subcutaneous|im|sc)\b", text):
        return "injected"
    return (
        "swallowed"
        if re.search(r"\b(tablets?|tbl|filmtbl|capsules?|kps|oral|orally|by mouth|po|sublingual)\b", text)
        else ""
    )


def product_of(code: Json) -> str:
    """Which B12 product, or folic acid: by its code, else by its name (R87)."""
    text = " ".join(spoken(code))
    if re.search(r"hydroxocobalamin\W+5 ?g\b|cyanokit", text):
        return "kit"
    for coding in code.get("coding", ()):
        one = concepts({"coding": [coding]})
        if one.get("med.hydroxocobalamin_antidote") == "exclude":
            return "kit"
        if one.get("med.folic_acid") == "":
            return "folic acid"
        listed = [c for c in one if c in COBALAMINS and one[c] == ""]
        if listed:
            return "hydroxocobalamin" if any("hydroxo" in c for c in listed) else "b12"
    if re.search(NAMES["b12"], text):
        return "hydroxocobalamin" if re.search(r"hydroxo|cobalin|neo-cytamen", text) else "b12"
    return "folic acid" if "folic acid" in text else ""


def named_in(code: Json) -> dict[str, str]:
    text = " ".join(spoken(code))
    return {fact: "" for name, fact in NAMES.items() if fact in MEDICINES and re.search(name, text)}


def grams_of(resource: Json) -> float:
    """The largest dose that was written, in grams."""
    told = [d for key in ("dosage", "dosageInstruction") if (given := resource.get(key))
            for d in (given if isinstance(given, list) else [given])]  # fmt: skip
    sent = [d.get("dose") or next((r.get("doseQuantity") for r in d.get("doseAndRate", ())), None) for d in told]
    return max(
        [q["value"] * {"g": 1, "mg": 1e-3, "ug": 1e-6}.get(q.get("code") or q.get("unit"), 0) for q in sent if q],
        default=0,
    )
