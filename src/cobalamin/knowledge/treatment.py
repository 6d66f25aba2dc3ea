"""What was done and decided for a patient over time: the events the recall rules read, whatever record they came from.

A reader (CSV, FHIR, case file) builds these values and judges nothing: which event counts is decided in `recall`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Literal, NamedTuple, assert_never

Kind = Literal[
    "order", "planned", "administration", "self-reported", "not_given", "stop", "hold", "switch_to_oral", "review", "decision"
]  # fmt: skip
Product = Literal[
    "hydroxocobalamin", "cyanocobalamin", "methylcobalamin", "b12_not_named", "cyanide_kit", "folic_acid", "unknown"
]  # fmt: skip
Route = Literal["intramuscular", "subcutaneous", "intravenous", "injection", "oral", "nasal"]
Decision = Literal["resume", "restart", "reload", "no_further_improvement", "start_maintenance", "interval"]
Outcome = Literal["resolved", "improved", "insufficient", "new_or_worse"]

INJECTED: frozenset[Route] = frozenset(("intramuscular", "subcutaneous", "intravenous", "injection"))
COBALAMINS: frozenset[Product] = frozenset(("hydroxocobalamin", "cyanocobalamin", "methylcobalamin", "b12_not_named"))
"""B12 as replacement: neither folic acid nor the cyanide antidote."""


_NO_B12 = ("folic_acid", "cyanide_kit", "unknown")


def is_b12_to_inject(product: Product | None, route: Route | None) -> bool:
    """Whether it is B12 to inject: hydroxocobalamin always is, the other cobalamins are sold as tablets too (register M27)."""
    injected = route in INJECTED or (route is None and product == "hydroxocobalamin")
    return injected and product not in _NO_B12


def may_be_b12_to_inject(product: Product | None, route: Route | None) -> bool:
    """The same, or B12 of which nothing says how it is given."""
    return (route is None and product not in _NO_B12) or is_b12_to_inject(product, route)


class Span(NamedTuple):
    """The days an event can lie on, both ends included; a full date has one day, "2026-03" has thirty-one."""

    first: date
    last: date

    @property
    def certain(self) -> bool:
        """True for a full date."""
        return self.first == self.last

    def __str__(self) -> str:
        return self.first.isoformat() if self.certain else f"{self.first.isoformat()} to {self.last.isoformat()}"


def on_day(day: date) -> Span:
    """The span of one day."""
    return Span(day, day)


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day where it has none: 31 August and 6 is 28 February.

    Past the ends of the calendar it is their day: a record may hold any date, and none may end the reading of it.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        return date.min if months < 0 else date.max
    if day.day <= 28:
        return date(year, month + 1, day.day)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class Every:
    """A length of time as it is printed: 2 months, 8 weeks, 3 days. Months are calendar months."""

    count: int
    unit: Literal["day", "week", "month"]

    def after(self, day: date, times: int = 1) -> date:
        """The day this long after `day`, `times` over; counted from `day` itself, so month ends do not creep."""
        if self.unit == "month":
            return months_after(day, self.count * times)
        return day + timedelta(days=self.count * times * (7 if self.unit == "week" else 1))

    @property
    def days(self) -> int:
        """The fewest days it can last, a month taken as 28 days up to one and 30 beyond."""
        match self.unit:
            case "day":
                return self.count
            case "week":
                return self.count * 7
            case "month":
                return 28 if self.count == 1 else self.count * 30
            case _:
                assert_never(self.unit)


@dataclass(frozen=True, slots=True)
class TreatmentEvent:
    """One entry of a record. `when` is None where no day is known; `when_text` keeps a date that no calendar has."""

    kind: Kind
    when: Span | None
    source: str
    product: Product | None = None
    dose_ug: int | Fraction | None = None
    route: Route | None = None
    reason: str = ""
    decision: Decision | None = None
    interval: Every | None = None
    outcome: Outcome | None = None
    when_text: str = ""
    plan: str = ""
    """The id of the regimen that an order in force states in figures (register M35)."""
    in_force: bool = False
    """True for an order that stands, without a doubt and without an end, and for a refusal that a list says stands (M44)."""
    said: bool = False
    """True for a word that it is given, of no dose: since when, as an order's day (register R128)."""
    reported: bool = False
    """True for an order of somebody else that is only told here: not ours to give a dose by (register R132)."""
    unsure: bool = False
    """True for an order of which nobody knows whether it stands (FHIR: status unknown)."""
    supplied: bool = False
    """True for what was dispensed, or was to be (kind not_given): whether it was given since nobody here knows."""
    begun: bool = False
    """True for a dose that was begun, and of which nobody knows whether it was given (FHIR: stopped, on hold, unknown)."""
    until: date | None = None
    """The last day of the time for which it is planned (register R137), or by which it was not given (R139), where that is told."""
    on_hold: bool = False
    """True for what is planned, and is on hold; `reason` tells why."""
    at_home: bool = False
    """True for an order, or a word, that says that the patient injects at home: no record here tells those doses."""

    @property
    def elsewhere(self) -> bool:
        """True for a word or an order that says that injections are given, and asks nobody here to give one."""
        return self.said or self.reported

    @property
    def is_held(self) -> bool:
        """True for a hold, also of what is only planned."""
        return self.kind == "hold" or self.on_hold

    @property
    def is_dose(self) -> bool:
        """True for a dose that was given, also where the patient alone says so."""
        return self.kind in ("administration", "self-reported")

    @property
    def is_to_inject(self) -> bool:
        """True for B12 to inject."""
        return is_b12_to_inject(self.product, self.route)


@dataclass(frozen=True, slots=True)
class LabResult:
    """A result over time, by fact name, in that fact's own unit."""

    fact: str
    when: Span
    value: Fraction
    source: str
    raised: bool | None = None
    """Whether above the range reported with it, of a metabolite that has one (register R31)."""


@dataclass(frozen=True, slots=True)
class TreatmentRecord:
    """Everything the recall reads of one patient. `causes` are fact names; None is unknown, never no."""

    patient: str
    events: tuple[TreatmentEvent, ...]
    name: str = ""
    born: Span | None = None
    died: Span | None = None
    deceased: bool = False
    """True where a death is on record without its day."""
    causes: frozenset[str] = frozenset()
    unsettled: frozenset[str] = frozenset()
    """Causes that may be: facts recorded and not settled, or the words of a table that are not read (register M46)."""
    cause_resolved: bool | None = None
    neurological: bool | None = None
    nerves: tuple[date, ...] = ()
    """The days on which the neurological signs that are there now were first recorded (register M47)."""
    pregnant: bool | None = None
    breastfeeding: bool | None = None
    severe_anaemia: bool | None = None
    female: bool | None = None
    plan: str = ""
    """The id of a regimen of `regimens.py` somebody recorded for this patient; empty where it follows from the rest."""
    started: Span | None = None
    """Since when injections are given, where that is known to be earlier than the entries."""
    established: bool = False
    """True where the record tells the last injection and how often it is repeated: the course stands before it (register M33)."""
    labs: tuple[LabResult, ...] = ()
    beside_an_order: tuple[TreatmentEvent, ...] = ()
    """Stops that end nothing, for an order is in force: told, and no events of the course (register M39)."""
    cautions: frozenset[str] = frozenset()
    """The ids of what is known to hold and concerns the next dose: safety rules, a neurological red flag (register M34)."""
    haemoglobin_limit: Fraction | None = None
    """Below it this patient is anaemic, g/L, where more is known than sex and pregnancy: age, trimester, a laboratory's own."""


@dataclass(frozen=True, slots=True)
class Course:
    """Where the injections on record stand on a day, as the recall list reads them: the last dose, the next, what to do.

    `next` names the dose that is to be given, "" where none is; its days are None then. `overdue` is its first late day.
    """

    state: str
    last: Span
    source: str
    next: str
    earliest: date | None
    due: date | None
    overdue: date | None
    step: str
    why: tuple[str, ...]
    began: Span | None = None
    """The first dose of the present treatment that is on record; None where it may have begun before."""
    other_product: bool = False
    """True where the next must not be of the product given last (Leber's disease)."""
    refused: bool = False
    """True where the last that was to be given was not: somebody asks why before the next (register R136)."""


# --- Words of records, as data --------------------------------------------------------------------

_PRODUCT_WORDS: tuple[tuple[str, Product], ...] = (
    ("cyanokit", "cyanide_kit"),
    ("hydroxocobalamin", "hydroxocobalamin"), ("hydroxycobalamin", "hydroxocobalamin"), ("cobalin", "hydroxocobalamin"),
    ("neo-cytamen", "hydroxocobalamin"), ("neocytamen", "hydroxocobalamin"), ("neo cytamen", "hydroxocobalamin"),
    ("hydroxokobalami", "hydroxocobalamin"), ("hydroksokobalami", "hydroxocobalamin"), ("hidroxocobalamin", "hydroxocobalamin"),
    ("idrossocobalamin", "hydroxocobalamin"), ("hydroxo", "hydroxocobalamin"), ("cyanokobalami", "cyanocobalamin"),
    ("syanokobalami", "cyanocobalamin"), ("cianocobalamin", "cyanocobalamin"),
    ("cyanocobalamin", "cyanocobalamin"), ("cytamen", "cyanocobalamin"), ("cytacon", "cyanocobalamin"),
    ("methylcobalamin", "methylcobalamin"), ("mecobalamin", "methylcobalamin"), ("metylkobalami", "methylcobalamin"),
    ("metilcobalamin", "methylcobalamin"), ("mekobalami", "methylcobalamin"),
    ("b12", "b12_not_named"), ("b 12", "b12_not_named"), ("b-12", "b12_not_named"), ("cobalamin", "b12_not_named"),
    ("kobalami", "b12_not_named"), ("folic", "folic_acid"), ("folate", "folic_acid"), ("folsäure", "folic_acid"),
    ("folsyr", "folic_acid"), ("foliumzuur", "folic_acid"), ("foolihap", "folic_acid"), ("fólico", "folic_acid"),
    ("folique", "folic_acid"),
)  # fmt: skip
"""The first word found decides: "Neo-Cytamen" before "Cytamen", a named cobalamin before a bare "B12". English, German, Dutch,
French, Spanish, Italian and the Nordic languages; "hydroxo" alone, for lists cut the word short and spell its end in many ways.
"""

_ROUTE_WORDS: tuple[tuple[str, Route], ...] = (
    (r"intra-?muscular|\bi[./]?m\.?\b", "intramuscular"),
    (r"sub-?cutaneous|\bs[./]?c\.?\b|\bsub-? ?cut\b|\bsub-?q\b|\bs\.?q\.?\b", "subcutaneous"),
    (r"intravenous|\bi\.?v\.?\b", "intravenous"), (r"nasal|spray", "nasal"),
    (r"\binj|ampoule|\bamps?\b|vial", "injection"),
    (r"oral|mouth|\bp\.?o\.?\b|tablet|\btabs?\b|capsule|\bcaps?\b|sublingual|liquid|syrup", "oral"),
)  # fmt: skip

DRUNK = re.compile(
    r"buvable|à boire|bebible|beb[ií]ve|bevibil|drinkable|\b(drink|trink)(amp|fl[äa]|vial)|zum trinken", re.IGNORECASE
)
"""What an ampoule is called that is drunk: France and Belgium sell B12 "injectable et buvable", taken either way (R130)."""

_REACTION = (
    r"(?:all?[eé]rg|ana(?:ph|f)[iy]la|intoll?[eé]ran|hypersensi|hipersensib|ipersensib|unvertr[äa]glich|overgevoelig"
    r"|[öo]verk[äa]nslig|overf[øo]lsom|yliherk|r[eé]a(?:ction|ktion|cci[oó]n|zion|ksjon|ktio|ctie)|\brash\b|\bhives\b"
    r"|urti[ck]aria|ausschlag(?!geb)|huiduitslag|\b[ée]ruption|\berupci[oó]n|\beruzion|hudutslag|udsl[æa]t|utslett|ihottuma)"
)
"""Words of a reaction in English, German, Dutch, French, Spanish, Italian and the Nordic languages, as of the products above."""
_SIDE_EFFECT = (
    r"side.?effect|nebenwirkung|bijwerking|effets? (?:ind[ée]sirable|secondaire)|efectos? (?:adverso|secundario)"
    r"|effett[oi] (?:collateral|indesiderat|avvers)|biverkning|bivirkning|haittavaikut"
)

_STOP_WORDS: tuple[tuple[str, str], ...] = (
    (r"level|serum b12|b12 (is |was )?(now )?(high|normal|raised|ok|fine)|(high|normal|raised) b12|in range",
     "b12_level"),
    (r"cause[ _](has been |was |is )?(resolved|treated|dealt|removed|gone)", "cause_resolved"),
    (r"patient.?s?[ _](own[ _])?(choice|choose|chose|decision|decided|declin\w*|request\w*|wish\w*|refus\w*)",
     "patient_choice"),
    (r"declined|refused", "patient_choice"),
    (f"{_REACTION}|{_SIDE_EFFECT}", "reaction"),
    (r"^(patient )?(death|died|deceased)\W*$", "death"),
    (
        r"moved[ _](away|house|out|area|practice)|left (the )?(practice|area)|deregistered|transferred out|"
        r"(moved|transferred|changed) to (an?other|a (new|different)) (practice|surgery|gp|clinic|town|area|country)",
        "moved_away",
    ),
    (r"other[ _]diagnosis|another diagnosis|not b12 deficien|misdiagnos", "other_diagnosis"),
)  # fmt: skip
"""Checked in this order: a B12 level named as reason is never hidden by another word beside it.

Death and moving end the recall, so they must be said plainly: "moved to tablets" or "husband died" is neither.
"""

VALID_STOPS = frozenset(("cause_resolved", "patient_choice", "reaction", "death", "moved_away", "other_diagnosis"))
ENDING = frozenset({*VALID_STOPS, "b12_level"})
"""The reasons for which injections ended (register M39)."""
ENDING_A_HOLD = ENDING - {"reaction"}
"""Those that end them also where the entry says only that they are on hold: what a reaction was is still to be settled."""


@lru_cache(maxsize=4096)
def product_named(text: str) -> Product:
    """The product a text names; "unknown" where it names none that is known."""
    low = text.lower()
    found: Product = next((product for word, product in _PRODUCT_WORDS if word in low), "unknown")
    folic_too = found == "b12_not_named" and "folic" in low
    # "Folic acid (no B12)" and fixed combinations name both: neither is a plain B12 injection.
    return "folic_acid" if folic_too else found


@lru_cache(maxsize=4096)
def route_named(text: str) -> Route | None:
    """The route a text names or its dose form implies; None where it says nothing."""
    low = text.lower()
    found = next((route for pattern, route in _ROUTE_WORDS if re.search(pattern, low)), None)
    if found is None or not DRUNK.search(low):
        return found or ("oral" if DRUNK.search(low) else None)
    return None if re.search(r"inj|intra|\bi\.?[mv]\.?\b|\bs\.?c\.?\b|subcut", low) else "oral"


@lru_cache(maxsize=4096)
def stop_reason(text: str) -> str:
    """The class of a recorded reason: one of VALID_STOPS, "b12_level", "not_accepted", or "" for none."""
    low = text.lower().strip()
    if low in ("", "none", "unknown", "not recorded", "-", "?"):
        return ""
    return next((reason for pattern, reason in _STOP_WORDS if re.search(pattern, low)), "not_accepted")


_NAMED_REACTION = re.compile(
    r"(?:\b(?P<none>no|not|without|denies|fears?|fear of|afraid of|worried about|kein\w*|ohne|geen|zonder|pas de?|sans|sin|niega"
    r"|senza|nessuna?|ingen|utan|uden|uten|ei)(?: an?| any| another)?[ ’'])?"
    rf"\b(?:(?:\w*all?[eé]rg\w*|adverse) )?\w*{_REACTION}"
)


@lru_cache(maxsize=4096)
def names_reaction(text: str) -> bool:
    """Whether a recorded reason names a reaction, also beside another reason that it is sorted by (register M43)."""
    if stop_reason(text) == "reaction":
        return True
    return any(found["none"] is None for found in _NAMED_REACTION.finditer(text.lower()))


_MICROGRAMS = {"m": 1000, "g": 1_000_000}
_AMOUNT = re.compile(
    r"(?<![\w.,])(\d{1,3}(?:[ \u00a0\u202f]000|['’]\d{3})+|[1-9]\d{0,2}(?:\.\d{3})+(?=\s*(?:mi[ck]|mcg|ug|µ|μ))|"
    r"\d[\d,]*(?:\.\d+)?)\s*"
    r"(?:(?:mi[ck]rogram[a-z]*|mcg|ug|µg|μg)|(?P<m>mill?igram[a-z]*|mg)|(?P<g>gram[a-z]*|g))\b(?!\s*/|\s*per\b)",
    re.I,
)
"""A number with its unit of mass, in symbols or in the words of many languages: the group of the unit, micrograms none.

Thousands may be grouped by a space, an apostrophe or, of micrograms, a point: none is dosed to a thousandth. Behind a space only
"000" is a group, for "2 500 mcg" may be two of 500.
"""
_GROUPED = re.compile(r"\d{1,3}(?:[ \u00a0\u202f'’]\d{3})+|[1-9]\d{0,2}(?:\.\d{3})+")


@lru_cache(maxsize=4096)
def micrograms(text: str) -> int | Fraction | None:
    """The amount a text states with its unit, exactly; None without one. A strength (1 mg/mL) is not a dose."""
    found = _AMOUNT.search(text)
    if found is None:
        return None
    digits, unit = found.group(1), found.lastgroup or ""
    if _GROUPED.fullmatch(digits) and ("." not in digits or not unit):
        digits = re.sub(r"\D", "", digits)
    thousands = re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", digits)
    number = digits.replace(",", "") if thousands else digits.replace(",", ".", 1)
    if "," in number or number.count(".") > 1:
        return None
    amount = Fraction(number) * _MICROGRAMS.get(unit, 1)
    return amount.numerator if amount.denominator == 1 else amount


@lru_cache(maxsize=65536)
def span(text: str) -> Span:
    """The days a date means as FHIR, a case file and ISO 8601 write it: YYYY, YYYY-MM or YYYY-MM-DD; else ValueError.

    Nothing near it is one: "196" is a slip of the hand, not a year in which somebody was born. A moment is its format's own.
    """
    if re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", text) is None:
        raise ValueError(f"{text!r} is not a date: a year, a month (2026-03) or a day (2026-03-01) was expected")
    match [int(part) for part in text.split("-")]:
        case [year]:
            return Span(date(year, 1, 1), date(year, 12, 31))
        case [year, month]:
            first = date(year, month, 1)
            return Span(first, first.replace(day=monthrange(year, month)[1]))
        case parts:
            return on_day(date(*parts))
