"""The reading of a FHIR R4 bundle, written a second time: slow, plain, from the texts alone.

Written from the specification (1), the terminology notes, the register and FHIR's own definitions before a look at
`cobalamin.records`, and compared with it by `test_by_the_book_records.py`. A line that follows a choice which the texts leave
open names the entry of the register.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any

from by_the_book_codes import (
    COBALAMINS,
    FINDINGS,
    INJECTED,
    LASTING,
    MEASURES,
    MEDICINES,
    NAMES,
    OWN,
    SIDE,
    SWALLOWED,
    WORD_LIMITS,
    WORDS,
    active_or_total,
    concepts,
    first_meant,
    implausible,
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
FADING = {"tests", "symptoms", "person", "oral_route", "neurology", "medicines"}
FINAL = ("final", "amended", "corrected")
OVER = ("inactive", "remission", "resolved")


@dataclass(frozen=True)
class Days:
    """When: the first and the last day it can have been, and the instant where one was told."""

    first: date
    last: date
    at: datetime | None = None


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


def days_of(text: str | None) -> Days | None:
    if not text:
        return None
    if "T" in text:
        at = datetime.fromisoformat(text[:19])  # the clock of the clinic: the day it printed is the day
        return Days(at.date(), at.date(), at)
    parts = [int(part) for part in text.split("-")]
    year, month, day = parts[0], parts[1] if len(parts) > 1 else 0, parts[2] if len(parts) > 2 else 0
    if day:
        return Days(date(year, month, day), date(year, month, day))
    last = month or 12
    return Days(date(year, month or 1, 1), date(year, last, monthrange(year, last)[1]))


def year_after(day: date) -> date:
    return date(day.year + 1, day.month, min(day.day, monthrange(day.year + 1, day.month)[1]))


def year_before(day: date, years: int = 1) -> date:
    last = monthrange(day.year - years, day.month)[1]
    return date(day.year - years, day.month, min(day.day, last))


class Book:
    """All facts of one bundle on a day: `facts[name]` is a value or the reason why it is missing."""

    def __init__(self, bundle: Json, on: date, presume: Sequence[str] = ()) -> None:
        self.on, self.window = on, year_before(on)
        self.entries = [entry for entry in bundle["entry"] if entry.get("resource")]
        person = next(e for e in self.entries if e["resource"]["resourceType"] == "Patient")
        self.person, self.person_url = person["resource"], person.get("fullUrl", "")
        self.said: dict[str, list[Said]] = {name: [] for name in FACTS}
        self.injections: list[Days] = []
        self.replaced: list[tuple[date, date]] = []
        """From when to when B12 was given, by either way."""
        for entry in self.entries:
            self._read(entry["resource"])
        self.facts: dict[str, Value] = dict.fromkeys(FACTS, "never recorded")
        self.reasons: dict[str, set[str]] = {}
        self._settle(presume)

    # --- what each resource says ------------------------------------------------------------------------------------

    def _read(self, resource: Json) -> None:
        kind = resource["resourceType"]
        whose = resource.get("subject") or resource.get("patient")
        if kind != "Patient" and not self._theirs(whose):
            return
        reader = getattr(self, f"_{kind.lower()}", None)
        if reader is not None:
            reader(resource)

    def _theirs(self, whose: Json | None) -> bool:
        """A bundle is of one patient: what names nobody is theirs, what names another is not."""
        pointer = (whose or {}).get("reference")
        if pointer is None:
            return True
        pointer = re.sub(r"/_history/[^/]+$", "", pointer)
        names = (f"Patient/{self.person['id']}", self.person_url, f"urn:uuid:{self.person['id']}")
        return pointer in names or pointer.endswith(f"/Patient/{self.person['id']}")

    def _diagnosticreport(self, report: Json) -> None:
        withdrawn = report.get("status") in ("entered-in-error", "cancelled")
        for inside in report.get("contained", ()):
            if inside["resourceType"] == "Observation" and self._theirs(inside.get("subject")):
                lent = {k: v for k, v in report.items() if k.startswith("effective") or k == "issued"}
                dated = any(k.startswith("effective") or k == "issued" for k in inside if k != "effectiveTiming")
                self._observation(
                    (inside if dated else {**inside, **lent}) | ({"status": "cancelled"} if withdrawn else {})
                )

    def _observation(self, seen: Json) -> None:
        period = seen.get("effectivePeriod", {})
        when = seen.get("effectiveDateTime") or period.get("start") or period.get("end")
        days = days_of(when or seen.get("effectiveInstant") or seen.get("issued"))  # a Timing is no day of a sample
        for part in (seen, *seen.get("component", ())):
            for fact, said in self._of_observation(part, days, seen["status"]):
                self.said[fact].append(said)

    def _of_observation(self, part: Json, days: Days | None, status: str) -> Iterator[tuple[str, Said]]:
        code, meant = part["code"], first_meant(part["code"])
        for name in [name for name, concept in MEASURES.items() if meant.get(concept) == ""]:
            value, word = self._measured(name, part) if active_or_total(code, name) else ("contradictory", "")
            usable = isinstance(value, Interval) or value == "low"
            if usable and status in FINAL:
                yield name, Said(value, days, word=word)
            for why in ("" if status in FINAL else "not final", "" if usable else value):
                if why:
                    yield name, Said("", days, str(why))
        yield from self._found(meant, part, days, status)

    def _found(self, meant: dict[str, str], part: Json, days: Days | None, status: str) -> Iterator[tuple[str, Said]]:
        """A finding sent as an observation: yes, no, positive, negative, or nothing beside the code."""
        asked = _facts(meant)
        answers = _yes_by_fact(part, asked)
        for name, role in asked.items():
            test, said = FACTS[name].group == "tests", answers[name]
            if role == "broad":
                yield name, Said("", days, "unspecific code")
            elif said is False and name not in _denied(meant, asked):
                continue
            else:
                final = status in FINAL or (status == "unknown" and not test)
                whys = {
                    "" if final else "not final",
                    "not dated" if test and days is None else "",
                    said if isinstance(said, str) else "",
                }
                for why in sorted(whys - {""}):
                    yield name, Said("", days, why)
                if whys == {""}:
                    yield name, Said(said, days)
        if "not pregnant" in meant and status in FINAL:
            yield "pregnant", Said("", days, "unreadable") if part.get("valueBoolean") is False else Said(False, days)

    def _measured(self, name: str, part: Json) -> tuple[Interval | str, str]:
        """Where the value lies, in the unit it was reported in, or why it cannot be used; and the word it was read as."""
        sign, value, unit = _number(name, part)
        word = _word(part)
        why = "unreadable" if word in ("", "doubt") else "in words only"
        if unit == "contradictory":
            return unit, ""
        if value is not None:
            own = _own_range(name, part, unit) if name in ("mma", "homocysteine") else None
            beside = "" if own is None else _against(value, sign, own)
            if unit.startswith("unit"):
                why = unit
            elif implausible(name, value, unit):
                if name == "mma" and unit in ("umol/L", "nmol/mL") and value > 40 and not sign.startswith("<"):  # R83
                    if beside:
                        return _worded(name, beside), beside
                    if value > 271:
                        return Interval(value, None, "nmol/L"), ""
                elif name == "mma" and unit == "nmol/L" and value > 0 and not sign.startswith("<") and beside == "high":
                    return _worded(name, beside), beside
                why = "implausible"
            elif beside:
                return _worded(name, beside), beside  # R31
            else:
                low = value if sign in ("", ">", ">=") else None
                high = value if sign in ("", "<", "<=") else None
                return Interval(low, high, unit, sign == ">", sign == "<"), ""
        placed = _worded(name, word)
        return (placed, word) if isinstance(placed, Interval) or placed == "low" else (why, "")

    def _condition(self, condition: Json) -> None:
        meant = first_meant(condition.get("code", {}))
        asked = {} if meant and all(c.startswith("lab.") for c in meant) else _facts(meant)
        verified, state = _first(condition.get("verificationStatus")), _first(condition.get("clinicalStatus"))
        if verified == "entered-in-error":
            return
        onset = condition.get("onsetDateTime") or _start(condition.get("onsetPeriod", {}))
        days = days_of(condition.get("recordedDate") or onset)
        end = days_of(condition.get("abatementDateTime") or _start(condition.get("abatementPeriod", {})))
        over = state in OVER or end is not None
        until = end.first - timedelta(days=1) if end else None
        if "not pregnant" in meant and verified in ("confirmed", "") and (end or not over):
            self.said["pregnant"].append(Said(False, days, until=until))
        why = "not confirmed" if verified in ("unconfirmed", "provisional", "differential") else ""
        for name, role in asked.items():
            lasts, denied = name in LASTING, verified == "refuted"
            if role == "broad":
                self.said[name].append(Said("", days, "unspecific code"))
            elif denied and name not in _denied(meant, asked):
                continue
            elif lasts or not over:
                self.said[name].append(Said("" if why else not denied, days, why, bool(state) and not over))
            else:
                if end:  # before its end it was there
                    self.said[name].append(Said("" if why else not denied, days, why, True, until=until))
                self.said[name].append(Said("" if why else False, end or days, why, ended=not denied))

    def _procedure(self, procedure: Json) -> None:
        if procedure["status"] not in ("completed", "in-progress"):
            return
        days = days_of(procedure.get("performedDateTime") or _start(procedure.get("performedPeriod", {})))
        meant = first_meant(procedure["code"])
        if all(c.startswith("lab.") for c in meant):
            return
        for name, role in _facts(meant).items():
            if name != "b12_injections":
                self.said[name].append(Said("", days, "unspecific code") if role == "broad" else Said(True, days))
        if meant.get("admin.b12_injection_procedure") == "":
            self.said["b12_injections"].append(Said(True, days) if days else Said("", None, "not dated"))
            self._injected(days)

    def _allergyintolerance(self, allergy: Json) -> None:
        verified, state = _first(allergy.get("verificationStatus")), _first(allergy.get("clinicalStatus"))
        meant = first_meant(allergy.get("code", {}))
        substance = any(meant.get(c) == "" for c in ("cond.b12_allergy", *COBALAMINS) if c != "med.b12_combination")
        if verified == "entered-in-error" or not (substance or "cond.b12_allergy" in meant):
            return
        why = "not confirmed" if verified in ("unconfirmed", "presumed") else ""
        said = Said(
            "" if why else verified != "refuted" and state not in OVER, days_of(allergy.get("recordedDate")), why, True
        )
        self.said["cobalamin_or_cobalt_allergy"].append(said if substance else Said("", said.days, "unspecific code"))

    # --- medicines --------------------------------------------------------------------------------------------------

    def _medicationrequest(self, order: Json) -> None:
        if order.get("doNotPerform") or order.get("intent") in ("proposal", "plan"):
            return
        days = days_of(order.get("authoredOn"))
        if order["status"] == "active":
            self._taken(order, Said(True, days, active=True))
        elif order["status"] == "on-hold":
            self._taken(order, Said("", days, "not confirmed", active=True))

    def _medicationstatement(self, told: Json) -> None:
        period, status = told.get("effectivePeriod", {}), told["status"]
        start = days_of(told.get("effectiveDateTime") or _start(period) or told.get("dateAsserted"))
        end = days_of(period.get("end"))
        until = end.first if end else None
        if status in ("entered-in-error", "not-taken"):
            return
        if status == "active" or (status == "completed" and end):
            said = Said(True, start, active=True, until=until)
        elif status in ("intended", "on-hold", "unknown"):
            said = Said("", start, "not confirmed", active=True, until=until)
        else:
            said = None
        self._taken(told, said, dose=True)

    def _medicationadministration(self, given: Json) -> None:
        if given["status"] in ("completed", "in-progress"):
            days = days_of(given.get("effectiveDateTime") or _start(given.get("effectivePeriod", {})))
            self._taken(given, Said(True, days) if days else Said("", None, "not dated"), dose=True)

    def _taken(self, resource: Json, said: Said | None, *, dose: bool = False) -> None:
        code = self._medicine(resource)
        meant = first_meant(code)
        product = _product(code)
        start = days_of(
            resource.get("effectiveDateTime")
            or _start(resource.get("effectivePeriod", {}))
            or resource.get("dateAsserted")
        )
        if product == "kit" or (product == "hydroxocobalamin" and _grams(resource) >= 1):  # M19
            if dose:
                self._injected(start, replacing=False)  # it is no replacement and spoils a sample
        elif product == "folic acid":
            self._say("folic_acid_without_b12", said)
        elif product:
            route = self._route(resource, code)
            if dose and route == "injected":
                self._injected(start)
            if route and said:
                fact = "b12_injections" if route == "injected" else "oral_b12"
                self._say(fact, said)
                if dose and said.value is True and said.until:
                    self.replaced.append((min(start.first if start else said.until, said.until), said.until))
        elif said:
            coded = {name: min(meant[c] for c in listed.split() if c in meant)
                     for name, listed in MEDICINES.items() if any(c in meant for c in listed.split())}  # fmt: skip
            for name, role in (coded or _named(code)).items():
                asked = said.until or (year_after(said.days.last) if said.days and not said.active else None)
                self._say(name, said if role == "" else Said("", said.days, "unspecific code", until=asked))

    def _say(self, fact: str, said: Said | None) -> None:
        if said is not None:
            self.said[fact].append(said)

    def _injected(self, days: Days | None, *, replacing: bool = True) -> None:
        if days:
            self.injections.append(days)
            if replacing:
                self.replaced.append((days.first, year_after(days.last)))

    def _medicine(self, resource: Json) -> Json:
        if "medicationCodeableConcept" in resource:
            return dict(resource["medicationCodeableConcept"])
        pointer = resource.get("medicationReference", {})
        where = pointer.get("reference", "")
        for inside in resource.get("contained", ()):
            if where == "#" + inside.get("id", ""):
                return dict(inside.get("code", {})) | {"form": inside.get("form")}
        for entry in self.entries:
            found = entry["resource"]
            own = (entry.get("fullUrl"), f"Medication/{found.get('id')}")
            if found["resourceType"] == "Medication" and re.sub(r"/_history/.*", "", where) in own:
                return dict(found.get("code", {})) | {"form": found.get("form")}
        return {"text": pointer.get("display", "")}

    def _route(self, resource: Json, code: Json) -> str:
        """The order of the evidence: route of the dosage, form, product, text."""
        dosages = resource.get("dosageInstruction") or resource.get("dosage") or []
        for told in (
            *[d["route"] for d in (dosages if isinstance(dosages, list) else [dosages]) if d.get("route")],
            code.get("form"),
        ):
            if told and _way(told):
                return _way(told)
        products = concepts(code)
        if products.keys() & set(INJECTED):
            return "injected"
        return "swallowed" if products.keys() & {*SWALLOWED, "med.cyanocobalamin_nasal"} else _way(code)

    # --- what counts on the day -------------------------------------------------------------------------------------

    def _settle(self, presume: Sequence[str]) -> None:
        self._person()
        for name in FACTS:
            if self.said[name] and name not in MEASURES:
                self._put(name, *self._finding(name))
        for name in MEASURES:
            if self.said[name]:
                self._put(name, *self._result(name))
        low = any(
            isinstance(self.facts[name], str) and self.facts[name] == "low" for name in ("haemoglobin", "haematocrit")
        )
        if low:  # R77
            self.facts["anaemia_recorded"] = True
        hct = self.facts["haematocrit"]
        if not isinstance(self.facts["haemoglobin"], Interval) and not low and isinstance(hct, Interval):
            scale = Fraction("3.3") * measure("haematocrit").factor(hct.unit)  # R22
            ends = (None if end is None else end * scale for end in (hct.low, hct.high))
            self.facts["haemoglobin"] = Interval(*ends, "g/L", hct.low_open, hct.high_open)
        counts = [isinstance(self.facts[name], Interval) for name in ("haemoglobin", "white_cells", "platelets")]
        if counts[0]:
            self.facts["anaemia_recorded"] = False  # R77
        if all(counts):
            self.facts["pancytopenia_recorded"] = False
        if self.facts["folic_acid_without_b12"] is True and True in (
            self.facts["oral_b12"],
            self.facts["b12_injections"],
        ):
            self.facts["folic_acid_without_b12"] = False  # R81
        for name, entry in FACTS.items():
            known = self.facts[name]
            if known is not True and known is not False and not isinstance(known, Interval):
                if known == "low":
                    self.facts[name] = "in words only"
                elif entry.group in presume and known in ("never recorded", "too old"):
                    self.facts[name] = False  # R75
        if self.facts["pregnant"] is False:
            self.facts |= dict.fromkeys(("trimester_1", "trimester_2", "trimester_3"), False)

    def _put(self, name: str, known: Value, reasons: set[str]) -> None:
        """A word that cannot be used leaves what is known of the person."""
        self.reasons[name] = reasons
        if not isinstance(known, str) or known == "contradictory" or not isinstance(self.facts[name], bool):
            self.facts[name] = known

    def _person(self) -> None:
        born, sex = days_of(self.person.get("birthDate")), self.person.get("gender")
        low = high = None
        if born:
            low, high = _years(born.last, self.on), _years(born.first, self.on)
            self.facts["age"] = Interval(Fraction(low), Fraction(high), "a")
        if low is None or low >= 5:
            self.facts["developmental_regression"] = False  # R23
        if sex in ("male", "female"):
            self.facts["female"] = sex == "female"
        if sex == "male" or (low is not None and low >= 60) or (high is not None and high < 9):
            self.facts["pregnant"] = self.facts["breastfeeding"] = False  # R35

    def _finding(self, name: str) -> tuple[Value, set[str]]:
        said_of = [said for said in self.said[name] if said.until is None or said.until >= self.on]
        judged = [(said, said.why or self._stale(name, said)) for said in said_of]
        usable = [said for said, why in judged if not why]
        reasons = {why for said in said_of for why in (said.why, self._stale(name, said)) if why}
        if not usable:
            return min(reasons - {"too old"}, default="too old" if reasons else "never recorded"), reasons
        yes = any(said.value is True for said in usable)
        if self.person.get("gender") == "male" and name in ("pregnant", "breastfeeding") and yes:
            return "contradictory", {"contradictory"}
        if name in LASTING:
            return yes, reasons  # R74, R50
        if any(said.active and said.value is True for said in usable):
            usable = [said for said in usable if not said.ended]  # R76
        latest = max((said.days.first for said in usable if said.days), default=None)
        words = {said.value for said in usable if said.days is None or said.days.first == latest}
        if len(words) == 2:
            return (
                ("contradictory", {"contradictory"})
                if not isinstance(self.facts[name], bool)
                else (self.facts[name], reasons)
            )
        return words.pop(), reasons

    def _stale(self, name: str, said: Said) -> str:
        """Why what was said of a finding on its day no longer counts, or not yet."""
        if said.days is None:
            return ""
        day = said.days.first
        if day > self.on:
            return "in the future"
        if name in ("pregnant", "breastfeeding"):
            return "too old" if day < self.on - timedelta(days=300) else ""
        fades = FACTS[name].group in FADING and (not said.active or name == "anaemia_recorded")
        if fades and not (name in LASTING and said.value is True) and day < self.window:
            return "too old"
        spoilt = name == "intrinsic_factor_antibody" and self._after_injection(said.days)  # the assay binds B12
        return "after an injection" if spoilt else ""

    def _result(self, name: str) -> tuple[Value, set[str]]:
        judged = [(said, self._unfit(name, said)) for said in self.said[name]]
        usable = [said for said, why in judged if not why]
        reasons = {why for said in self.said[name] for why in (said.why, self._unfit(name, said)) if why}
        if not usable:
            return min(reasons - {"too old"}, default="too old"), reasons
        latest = max(_moment(said) for said in usable)
        last = [said for said in usable if _moment(said) == latest]
        values = [said.value for said in last]
        if len({said.word for said in last}) > 1 or not all(_alike(name, values[0], other) for other in values):
            return "contradictory", {"contradictory"}
        known, when = (
            min(values, key=lambda v: measure(name).units().index(v.unit) if isinstance(v, Interval) else 0),
            last[0].days,
        )
        if (
            name in ("total_b12", "active_b12") and isinstance(known, Interval) and when and self._on_replacement(when)
        ):  # R32
            if known.high is None:
                return "after an injection", {"after an injection"}
            return Interval(None, known.high, known.unit, False, known.high_open), reasons
        return known, reasons

    def _unfit(self, name: str, said: Said) -> str:
        if said.days is None:
            return "not dated"  # R24
        if said.days.first > self.on:
            return "in the future"
        if said.days.first < self.window:
            return "too old"
        spoilt = name in ("total_b12", "active_b12") and self._after_injection(said.days)
        return said.why or ("after an injection" if spoilt else "")

    def _after_injection(self, days: Days | None) -> bool:
        """Whether the sample can have been drawn on the day of an injection or in the 14 days after it."""
        return days is not None and any(
            days.last >= given.first and days.first <= given.last + timedelta(days=14) for given in self.injections
        )

    def _on_replacement(self, days: Days) -> bool:
        """Drawn on B12 that is given no more: B12 that is still given the rules themselves know."""
        during = any(start <= days.last and days.first <= end for start, end in self.replaced)
        return during and True not in (self.facts["oral_b12"], self.facts["b12_injections"])


# --- small words ------------------------------------------------------------------------------------------------------


def _facts(meant: dict[str, str]) -> dict[str, str]:
    """The findings that these concepts say, a precise code before a wide one."""
    found = {name: [meant[c] for c in listed.split() if c in meant] for name, listed in FINDINGS.items()}
    return {name: min(roles) for name, roles in found.items() if roles}


def _denied(meant: dict[str, str], asked: dict[str, str]) -> list[str]:
    """What a denial denies: the fact that the diagnosis is about, not its consequences (R25)."""
    sure = [name for name, role in asked.items() if not role]
    if len(sure) < 2:
        return sure
    own = [OWN[c] for c in meant if c in OWN]
    if "autoimmune_gastritis" in own:
        return ["autoimmune_gastritis"]
    return own if len(meant) == 1 else []


def _first(codeable: Json | None) -> str:
    codings = (codeable or {}).get("coding", [])
    return str(codings[0].get("code", "")) if codings else ""


def _spoken(codeable: Json) -> Iterator[str]:
    for coding in codeable.get("coding", ()):
        yield coding.get("code", "")
        yield coding.get("display", "").lower()
    yield codeable.get("text", "").lower()


def _start(period: Json) -> str | None:
    return period.get("start") or period.get("end")


def _moment(said: Said) -> datetime:
    """What orders results: a day without a time, a month and a year count from their beginning."""
    assert said.days is not None
    return said.days.at or datetime.combine(said.days.first, time())


def _kind(texts: Iterator[str]) -> str:
    return next((kind for text in texts for kind, words in WORDS.items() if text in words), "")


def _word(part: Json) -> str:
    """The word of a result: the laboratory's interpretation and the value's own, "doubt" where they are of two sides."""
    if "valueBoolean" in part:
        return "positive" if part["valueBoolean"] else "negative"
    graded = _kind(text for i in part.get("interpretation", ()) for text in _spoken(i))
    own = _kind(_spoken(part.get("valueCodeableConcept", {}))) or _kind(
        iter([part.get("valueString", "").lower().strip()])
    )
    if graded and own and SIDE.get(graded) != SIDE.get(own):
        return "doubt"
    return own or graded


def _yes_by_fact(part: Json, asked: dict[str, str]) -> dict[str, bool | str]:
    """Of each finding yes, no, or why neither."""
    return {name: _tested(part) if FACTS[name].group == "tests" else _says(part, name) for name in asked}


def _tested(part: Json) -> bool | str:
    """A test is positive or negative by the laboratory's own word (R85)."""
    word = _word(part)
    numbered = "valueQuantity" in part or number(part.get("valueString", "")) is not None
    if word in ("low", "high") and not numbered:
        return "unreadable"
    return SIDE[word] > 0 if word in SIDE else "unreadable"


def _says(part: Json, name: str) -> bool | str:
    """A finding's own code alone says that it is there; a question's does not."""
    if "dataAbsentReason" in part:
        return "unreadable"
    if "valueBoolean" in part:
        return bool(part["valueBoolean"])
    answer = part.get("valueCodeableConcept", {})
    for coding in answer.get("coding", ()):
        if name == "pregnant" and "not pregnant" in concepts({"coding": [coding]}):
            return False
        if _facts(concepts({"coding": [coding]})).get(name) == "":
            return True
    if answer or "valueString" in part:
        word = _kind(_spoken(answer)) if answer else _kind(iter([part["valueString"].lower().strip()]))
        return word == "positive" if word in ("positive", "negative") else "unreadable"
    asks = any("loinc" in c.get("system", "") for c in part["code"].get("coding", ()))
    return "unreadable" if asks or any(key in part for key in ("valueQuantity", "valueInteger")) else True


def _number(name: str, part: Json) -> tuple[str, Fraction | None, str]:
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


def _worded(name: str, word: str) -> Interval | str:
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


def _own_range(name: str, part: Json, unit: str) -> Fraction | None:
    """The upper limit that the laboratory reported with the result, in the unit of the result."""
    high = next((own.get("high") for own in part.get("referenceRange", ())), None)
    if not high or "value" not in high or unit.startswith("unit"):
        return None
    its = unit_of(name, (high.get("code"), high.get("unit"))) if high.get("code") or high.get("unit") else unit
    factors = dict([(measure(name).unit, Fraction(1)), *measure(name).factors])
    return Fraction(str(high["value"])) * factors[its] / factors[unit] if its in factors else None


def _against(value: Fraction, sign: str, own: Fraction) -> str:
    """On which side of its laboratory's limit a metabolite lies (R31); "" where that cannot be told."""
    above = value > own or (value == own and sign == ">")
    if (sign.startswith("<") and above) or (sign.startswith(">") and not above):
        return ""
    return "high" if above else "normal"


def _alike(name: str, one: Value, other: Value) -> bool:
    """The same result, or the same in two units, which may differ by one per cent (R76)."""
    if one == other:
        return True
    if not isinstance(one, Interval) or not isinstance(other, Interval) or one.unit == other.unit:
        return False
    if one.low is None or one.low != one.high or other.low is None or other.low != other.high:
        return False
    a, b = (measure(name).factor(i.unit) * i.low for i in (one, other) if i.low is not None)
    return abs(a - b) <= max(a, b) / 100


def _years(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _way(codeable: Json) -> str:
    """Injected or swallowed, by the codes of routes and forms or by a word of the text."""
    meant = concepts(codeable)
    text = " ".join(_spoken(codeable))
    if {"admin.route_im", "admin.route_sc", "admin.route_iv"} & meant.keys() or "385219001" in text:
        return "injected"
    swallowed = {"admin.route_oral", "admin.route_sublingual", "admin.route_nasal"} & meant.keys()
    if swallowed or re.search(r"3850(55001|84005|23001|61003|74009)", text):
        return "swallowed"
    if re.search(r"\b(inject\w*|inj|ampou?les?|vial|intramuscular|subcutaneous|im|sc)\b", text):
        return "injected"
    return "swallowed" if re.search(r"\b(tablets?|capsules?|oral|orally|by mouth|po|sublingual)\b", text) else ""


def _product(code: Json) -> str:
    """Which B12 product, or folic acid: by its code, else by its name (R87)."""
    text = " ".join(_spoken(code))
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


def _named(code: Json) -> dict[str, str]:
    text = " ".join(_spoken(code))
    return {fact: "" for name, fact in NAMES.items() if fact in MEDICINES and re.search(name, text)}


def _grams(resource: Json) -> float:
    """The largest dose that was written, in grams."""
    told = [d for key in ("dosage", "dosageInstruction") if (given := resource.get(key))
            for d in (given if isinstance(given, list) else [given])]  # fmt: skip
    sent = [d.get("dose") or next((r.get("doseQuantity") for r in d.get("doseAndRate", ())), None) for d in told]
    return max(
        [q["value"] * {"g": 1, "mg": 1e-3, "ug": 1e-6}.get(q.get("code") or q.get("unit"), 0) for q in sent if q],
        default=0,
    )
