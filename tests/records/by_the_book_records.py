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
from datetime import UTC, date, datetime, timedelta
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
    SWALLOWED,
    WORD_LIMITS,
    WORDS,
    active_or_total,
    concepts,
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


def days_of(text: str | None) -> Days | None:
    if not text:
        return None
    if "T" in text:
        at = datetime.fromisoformat(text.replace("Z", "+00:00"))
        return Days(at.date(), at.date(), at if at.tzinfo else at.replace(tzinfo=UTC))
    parts = [int(part) for part in text.split("-")]
    year, month, day = parts[0], parts[1] if len(parts) > 1 else 0, parts[2] if len(parts) > 2 else 0
    if day:
        return Days(date(year, month, day), date(year, month, day))
    last = month or 12
    return Days(date(year, month or 1, 1), date(year, last, monthrange(year, last)[1]))


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
        self.tablets: list[tuple[date, date]] = []
        for entry in self.entries:
            self._read(entry["resource"])
        self.facts: dict[str, Value] = dict.fromkeys(FACTS, "never recorded")
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
        for inside in report.get("contained", ()):
            if inside["resourceType"] == "Observation" and self._theirs(inside.get("subject")):
                self._observation(inside)

    def _observation(self, seen: Json) -> None:
        for part in (seen, *seen.get("component", ())):
            for fact, said in self._of_observation(seen, part):
                self.said[fact].append(said)

    def _of_observation(self, seen: Json, part: Json) -> Iterator[tuple[str, Said]]:
        code = part["code"]
        meant = concepts(code)
        when = seen.get("effectiveDateTime") or seen.get("effectiveInstant")
        period = seen.get("effectivePeriod", {})
        events = seen.get("effectiveTiming", {}).get("event", [])
        days = days_of(
            when or period.get("end") or period.get("start") or (events[-1] if events else seen.get("issued"))
        )
        final = seen["status"] in ("final", "amended", "corrected")
        measures = {name for name, concept in MEASURES.items() if meant.get(concept) == ""}
        if meant.get("lab.b12_not_serum"):
            measures.discard("total_b12")
        for name in measures:
            if len(measures) > 1 or not active_or_total(code, measures):
                yield name, Said("", days, "contradictory")
            elif not final:
                yield name, Said("", days, "not final")
            else:
                value = self._measured(name, part)
                yield name, Said(value, days) if isinstance(value, Interval) else Said("", days, value)
                low = name in ("haemoglobin", "haematocrit") and value == "in words only" and _word(part) == "low"
                if low:  # R77
                    yield "anaemia_recorded", Said(True, days)
        yield from self._found(meant, part, days, final)

    def _found(self, meant: dict[str, str], part: Json, days: Days | None, final: bool) -> Iterator[tuple[str, Said]]:
        """A finding sent as an observation: yes, no, positive, negative, or nothing beside the code."""
        answer = concepts(part.get("valueCodeableConcept", {}))
        present = _yes(part, lab=any(c.startswith("lab.") for c in meant))
        asked = _facts(meant)
        if "obs.pregnancy_status" in meant or "cond.pregnancy" in answer:
            asked = {"pregnant": ""}
            codes = {c.get("code") for c in part.get("valueCodeableConcept", {}).get("coding", ())}
            present = False if "60001007" in codes else True if codes & {"LA15173-0", "77386006"} else present
        elif not asked and _facts(answer):
            asked, present, meant = _facts(answer), True, answer
        if present is False:
            asked = {name: role for name, role in asked.items() if name in _denied(meant, asked)}
        for name, role in asked.items():
            why = "" if final else "not final"
            why = why or ("unspecific code" if role == "broad" and present is True else "")
            why = why or (present if isinstance(present, str) else "") or ("" if days else "not dated")
            yield name, Said("" if why else present, days, why)

    def _measured(self, name: str, part: Json) -> Interval | str:
        """Where the value lies, in the unit it was reported in, or why it cannot be used."""
        sign, value, unit = "", None, "missing"
        if "valueQuantity" in part and "value" in part["valueQuantity"]:
            sent = part["valueQuantity"]
            sign, value = sent.get("comparator", ""), Fraction(str(sent["value"]))
            unit = unit_of(name, (sent.get("code"), sent.get("unit")))
        elif "valueInteger" in part:
            value = Fraction(part["valueInteger"])
        elif "valueString" in part:
            read = number(part["valueString"])
            if read is not None:
                sign, value, text = read
                ranges = [r.get(side, {}) for r in part.get("referenceRange", ()) for side in ("low", "high")]
                unit = unit_of(name, [text] if text else [r.get("code") or r.get("unit") for r in ranges])
        word = _word(part)
        if value is None:
            return _worded(name, word) if word else "unreadable"
        if unit in ("missing", "unknown"):
            return f"unit {unit}"
        own = _own_range(name, part, unit) if name in ("mma", "homocysteine") else None
        slip = name == "mma" and unit in ("umol/L", "nmol/mL") and value > 40 and own is not None  # R83
        if implausible(name, value, unit) and not slip:
            return "implausible"
        low = value if sign in ("", ">", ">=") else None
        high = value if sign in ("", "<", "<=") else None
        known = Interval(low, high, unit, sign == ">", sign == "<")
        return _placed(name, known, own) if own is not None else known

    def _condition(self, condition: Json) -> None:
        meant = concepts(condition.get("code", {}))
        asked = _facts(meant, labs=False)
        verified = _first(condition.get("verificationStatus"))
        state = _first(condition.get("clinicalStatus"))
        onset = condition.get("onsetDateTime") or condition.get("onsetPeriod", {}).get("start")
        days = days_of(condition.get("recordedDate") or onset)
        end = days_of(condition.get("abatementDateTime") or condition.get("abatementPeriod", {}).get("end"))
        begun = days_of(onset)
        if begun and begun.first > self.on:
            days = begun
        over = bool(end and end.last <= self.on) or (end is None and state in ("inactive", "remission", "resolved"))
        if verified == "entered-in-error" or (verified == "refuted" and over and state):
            return
        if verified == "refuted":
            for name in _denied(meant, asked):
                self.said[name].append(Said(False, days))
            return
        for name, role in asked.items():
            why = "not confirmed" if verified in ("unconfirmed", "provisional", "differential") else ""
            why = why or ("unspecific code" if role == "broad" else "")
            active = state in ("active", "recurrence", "relapse") and not over
            self.said[name].append(Said("" if why else True, days, why, active, over, end.last if end else None))

    def _procedure(self, procedure: Json) -> None:
        if procedure["status"] != "completed":
            return
        when = procedure.get("performedDateTime") or procedure.get("performedPeriod", {}).get("end")
        meant, days = concepts(procedure["code"]), days_of(when)
        for name, role in _facts(meant, labs=False).items():
            self.said[name].append(Said("", days, "unspecific code") if role == "broad" else Said(True, days))
        if meant.get("admin.b12_injection_procedure") == "":
            self._given("b12_injections", days)

    def _allergyintolerance(self, allergy: Json) -> None:
        verified = _first(allergy.get("verificationStatus"))
        meant = concepts(allergy.get("code", {}))
        substance = any(meant.get(c) == "" for c in ("cond.b12_allergy", *COBALAMINS))
        if verified == "entered-in-error" or not (substance or "cond.b12_allergy" in meant):
            return
        days = days_of(allergy.get("onsetDateTime") or allergy.get("recordedDate"))
        why = "not confirmed" if verified in ("unconfirmed", "presumed") else "" if substance else "unspecific code"
        self.said["cobalamin_or_cobalt_allergy"].append(Said("" if why else verified != "refuted", days, why, not why))

    # --- medicines --------------------------------------------------------------------------------------------------

    def _medicationrequest(self, order: Json) -> None:
        taken = order["status"] == "active" and not order.get("doNotPerform") and order.get("intent") != "proposal"
        if taken:
            self._taken(order, Said(True, days_of(order.get("authoredOn")), active=True), order=True)

    def _medicationstatement(self, told: Json) -> None:
        period, status = told.get("effectivePeriod", {}), told["status"]
        start = days_of(told.get("effectiveDateTime") or period.get("start") or told.get("dateAsserted"))
        end = days_of(period.get("end"))
        going_on = status == "active" or (status == "completed" and end is not None and end.last >= self.on)
        if status == "not-taken":
            self._taken(told, Said(False, start))
        elif status in ("active", "completed") and (going_on or end is not None):
            over = bool(end and end.last < self.on)
            self._taken(
                told, Said(True, start, active=going_on and not over, ended=over, until=end.last if end else None)
            )

    def _medicationadministration(self, given: Json) -> None:
        if given["status"] in ("completed", "in-progress"):
            when = given.get("effectiveDateTime") or given.get("effectivePeriod", {}).get("end")
            self._taken(given, Said(True, days_of(when)), dose=True)

    def _taken(self, resource: Json, said: Said, *, order: bool = False, dose: bool = False) -> None:
        code = self._medicine(resource)
        meant = concepts(code) or _named(code)
        if any(c in meant for c in ("med.hydroxocobalamin_antidote",)) or _gram(resource, code):
            if dose and said.days:
                self.injections.append(said.days)  # it is no replacement and spoils a sample
            return
        if any(meant.get(c) == "" for c in COBALAMINS):
            route = self._route(resource, code, meant)
            if route == "injected" and dose:
                self._given("b12_injections", said.days)
            elif route == "injected" and not order:
                self.said["b12_injections"].append(said)
            elif route == "oral":
                self.said["oral_b12"].append(said)
                if said.value is True and said.days and not order:
                    self.tablets.append((said.days.first, said.until or self.on))
            return
        for name, listed in MEDICINES.items():
            roles = [meant[c] for c in listed.split() if meant.get(c) in ("", "broad")]
            if roles:
                self.said[name].append(said if "" in roles else Said("", said.days, "unspecific code"))

    def _given(self, fact: str, days: Days | None) -> None:
        self.said[fact].append(Said(True, days, "" if days else "not dated"))
        if days:
            self.injections.append(days)

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

    def _route(self, resource: Json, code: Json, meant: dict[str, str]) -> str:
        """The order of the evidence: route of the dosage, form, product, text."""
        dosages = resource.get("dosageInstruction") or resource.get("dosage") or []
        dosages = dosages if isinstance(dosages, list) else [dosages]
        told = {_way(d["route"]) for d in dosages if d.get("route")} - {""}
        if told:
            return told.pop() if len(told) == 1 else ""
        if code.get("form") and _way(code["form"]):
            return _way(code["form"])
        if any(c in meant for c in INJECTED):
            return "injected"
        if any(c in meant for c in SWALLOWED):
            return "oral"
        return _way(code)

    # --- what counts on the day -------------------------------------------------------------------------------------

    def _settle(self, presume: Sequence[str]) -> None:
        self._person()
        for name in FINDINGS.keys() | MEDICINES.keys() | {"oral_b12", "b12_injections"}:
            if self.said[name] and not (name in ("pregnant", "breastfeeding") and self.facts["female"] is False):
                self.facts[name] = self._finding(name)
        for name in MEASURES:
            if self.said[name]:
                self.facts[name] = self._result(name)
        if not isinstance(self.facts["haemoglobin"], Interval) and isinstance(
            hct := self.facts["haematocrit"], Interval
        ):
            scale = Fraction("3.3") * measure("haematocrit").factor(hct.unit)  # R22
            low, high = (None if end is None else end * scale for end in (hct.low, hct.high))
            self.facts["haemoglobin"] = Interval(low, high, "g/L", hct.low_open, hct.high_open)
        if isinstance(self.facts["haemoglobin"], Interval):
            self.facts["anaemia_recorded"] = False  # R77
        if all(isinstance(self.facts[name], Interval) for name in ("haemoglobin", "white_cells", "platelets")):
            self.facts["pancytopenia_recorded"] = False
        if self.facts["folic_acid_without_b12"] is True and True in (
            self.facts["oral_b12"],
            self.facts["b12_injections"],
        ):
            self.facts["folic_acid_without_b12"] = False  # R81
        for name, entry in FACTS.items():
            if entry.group in presume and self.facts[name] in ("never recorded", "too old"):
                self.facts[name] = False  # R75

    def _person(self) -> None:
        born = days_of(self.person.get("birthDate"))
        if born:
            low, high = _years(born.last, self.on), _years(born.first, self.on)
            self.facts["age"] = Interval(Fraction(low), Fraction(high), "a")
        sex = self.person.get("gender")
        if sex in ("male", "female"):
            self.facts["female"] = sex == "female"
        old = born is not None and (low >= 60 or high < 9)
        for name in ("pregnant", "breastfeeding"):
            if sex == "male":
                known = [said for said in self.said[name] if said.value is True and not said.why]
                self.facts[name] = "contradictory" if known else False
            elif old:
                self.facts[name] = False  # R35

    def _finding(self, name: str) -> Value:
        usable, why = [], ""
        for said in sorted(self.said[name], key=lambda s: s.days.last if s.days else date.min):
            reason = said.why or self._stale(name, said)
            if reason:
                why = reason
            else:
                usable.append(said)
        if not usable:
            return why or "never recorded"
        if name == "intrinsic_factor_antibody" and any(said.value is True for said in usable):
            return True  # R50
        if any(said.active and said.value is True for said in usable):
            usable = [said for said in usable if not said.ended]  # R76
        latest = max(_day(said, self.on) for said in usable)
        words = {
            said.value is True and (not said.ended or name in LASTING)
            for said in usable
            if _day(said, self.on) == latest
        }
        return words.pop() if len(words) == 1 else "contradictory"

    def _stale(self, name: str, said: Said) -> str:
        if said.days and said.days.first > self.on:
            return "in the future"
        if name == "pregnant" and said.days and said.days.last < self.on - timedelta(days=300):
            return "too old"
        positive = said.value is True and name in LASTING
        fades = FACTS[name].group in FADING and not said.active and not positive
        if fades and said.days and (said.until or said.days.last) < self.window:
            return "too old"
        spoilt = name.endswith("_antibody") and self._after_injection(said.days)
        return "after an injection" if spoilt else ""

    def _result(self, name: str) -> Value:
        usable, why = [], ""
        for said in sorted(self.said[name], key=lambda s: s.days.last if s.days else date.min):
            reason = said.why or self._unfit(name, said)
            if reason:
                why = reason
            else:
                usable.append(said)
        if not usable:
            return why
        days = [said.days for said in usable if said.days]
        latest = max(d.last for d in days)
        last = [said for said in usable if said.days and said.days.last == latest]
        times = [said.days.at for said in last if said.days and said.days.at]
        if len(times) == len(last):
            last = [said for said in last if said.days and said.days.at == max(times)]
        values = [said.value for said in last if isinstance(said.value, Interval)]
        if not all(_alike(name, values[0], other) for other in values):
            return "contradictory"
        known, when = values[0], last[0].days
        if name in ("total_b12", "active_b12") and when and self._on_replacement(when):
            return (
                Interval(None, known.high, known.unit, False, known.high_open) if known.high is not None else "censored"
            )  # R32
        return known

    def _unfit(self, name: str, said: Said) -> str:
        if said.days is None:
            return "not dated"  # R24
        if said.days.first > self.on:
            return "in the future"
        if said.days.first < self.window:
            return "too old"
        spoilt = name in ("total_b12", "active_b12") and self._after_injection(said.days)
        return "after an injection" if spoilt else ""

    def _after_injection(self, days: Days | None) -> bool:
        """Whether the sample can have been drawn on the day of an injection or in the 14 days after it."""
        return days is not None and any(
            days.last >= given.first and days.first <= given.last + timedelta(days=14) for given in self.injections
        )

    def _on_replacement(self, days: Days) -> bool:
        """Drawn on B12 that is given no more: B12 that is still given the rules themselves know."""
        injected = any(days.last >= g.first and year_before(days.first) <= g.last for g in self.injections)
        swallowed = any(start <= days.last and days.first <= end for start, end in self.tablets)
        now = True in (self.facts["oral_b12"], self.facts["b12_injections"])
        return (injected or swallowed) and not now


# --- small words ------------------------------------------------------------------------------------------------------


def _facts(meant: dict[str, str], labs: bool = True) -> dict[str, str]:
    """The findings that these concepts say, a precise code before a wide one."""
    found = {}
    for name, listed in FINDINGS.items():
        roles = [
            meant[c]
            for c in listed.split()
            if c in meant and meant[c] != "exclude" and (labs or not c.startswith("lab."))
        ]
        if roles:
            found[name] = min(roles, key=["", "broad"].index)
    return found


def _denied(meant: dict[str, str], asked: dict[str, str]) -> list[str]:
    """What a denial denies: the fact that the diagnosis is about, not its consequences (R25)."""
    if len(asked) < 2:
        return list(asked)
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


def _word(part: Json, kinds: Sequence[str] = ("low", "high", "normal")) -> str:
    """The word of a result: its own value first, then the interpretation beside it."""
    told = [*_spoken(part.get("valueCodeableConcept", {})), part.get("valueString", "").lower().strip()]
    for words in (told, [word for i in part.get("interpretation", ()) for word in _spoken(i)]):
        found = {kind for kind in kinds if set(WORDS[kind]) & set(words)}
        if found:
            return found.pop() if len(found) == 1 else ""
    return ""


def _yes(part: Json, lab: bool) -> bool | str:
    """Yes, no, or why neither."""
    if "valueBoolean" in part:
        return bool(part["valueBoolean"])
    kinds = ("positive", "negative", "indeterminate") if lab else ("yes", "no", "positive", "negative", "indeterminate")
    word = _word(part, kinds)
    if word:
        return "in words only" if word == "indeterminate" else word in ("positive", "yes")
    if any(key.startswith("value") or key == "dataAbsentReason" for key in part) or lab:
        return "unreadable"
    return True


def _worded(name: str, word: str) -> Interval | str:
    """A word is read at the coarse limit (R21)."""
    low, high = (THRESHOLDS[id].printed[0] if id else None for id in WORD_LIMITS[name])
    if word == "low" and low:
        return Interval(None, low.value, low.unit, high_open=True)
    if word == "high" and high:
        return Interval(high.value, None, high.unit, low_open=True)
    if word == "normal" and low:
        return Interval(low.value, None, low.unit)
    if word == "normal" and high:
        return Interval(None, high.value, high.unit)
    return "in words only"


def _own_range(name: str, part: Json, unit: str) -> Fraction | None:
    """The upper limit that the laboratory reported with the result, in the unit of the result."""
    for own in part.get("referenceRange", ()):
        high = own.get("high")
        if high and "value" in high and _first(own.get("type")) in ("", "normal"):
            its = unit_of(name, (high.get("code"), high.get("unit"))) if high.get("code") or high.get("unit") else unit
            if its not in ("missing", "unknown"):
                return Fraction(str(high["value"])) * measure(name).factor(its) / measure(name).factor(unit)
    return None


def _placed(name: str, known: Interval, own: Fraction) -> Interval:
    """A metabolite stands on the side of the limit on which its laboratory puts it (R31)."""
    limit = THRESHOLDS[WORD_LIMITS[name][1]]
    printed = next((q.value for q in limit.printed if q.unit == known.unit), None)
    factor = measure(name).factor(known.unit)
    bound = (
        printed
        if printed is not None
        else limit.printed[0].value * measure(name).factor(limit.printed[0].unit) / factor
    )
    raised = known.low is not None and (known.low > own or (known.low == own and known.low_open))
    normal = known.high is not None and known.high <= own
    if raised and not (known.low is not None and known.low > bound):
        return Interval(bound, None, known.unit, low_open=True)
    if normal and not (known.high is not None and known.high <= bound):
        return Interval(None, bound, known.unit)
    return known


def _alike(name: str, one: Interval, other: Interval) -> bool:
    """The same result, or the same in two units, which may differ by one per cent (R76)."""
    if one == other:
        return True
    if one.unit == other.unit or one.low is None or one.low != one.high or other.low is None or other.low != other.high:
        return False
    a, b = (measure(name).factor(i.unit) * i.low for i in (one, other) if i.low is not None)
    return abs(a - b) <= max(a, b) / 100


def _years(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _day(said: Said, on: date) -> date:
    if said.ended and said.until:
        return said.until
    return said.days.last if said.days else on


def _way(codeable: Json) -> str:
    """Injected or oral, by the codes of routes and forms or by a word of the text."""
    meant = concepts(codeable)
    text = " ".join(_spoken(codeable)).lower()
    ways = set()
    if {"admin.route_im", "admin.route_sc", "admin.route_iv"} & meant.keys() or "385219001" in text:
        ways.add("injected")
    if {"admin.route_oral", "admin.route_sublingual"} & meant.keys() or re.search(
        r"3850(55001|84005|23001|61003|74009)", text
    ):
        ways.add("oral")
    if not ways and re.search(r"\b(inject\w*|inj|ampou?les?|vial|intramuscular|subcutaneous|im|sc)\b", text):
        ways.add("injected")
    if not ways and re.search(r"\b(tablets?|tab|capsules?|oral|orally|by mouth|po|sublingual)\b", text):
        ways.add("oral")
    return ways.pop() if len(ways) == 1 else ""


def _named(code: Json) -> dict[str, str]:
    """The substance that a name says where no code does (R87)."""
    text = " ".join(_spoken(code))
    return {concept: "" for name, concept in NAMES.items() if re.search(name, text)}


def _gram(resource: Json, code: Json) -> bool:
    """A gram of hydroxocobalamin or more is the antidote of cyanide (M19)."""
    doses = [d for given in (resource.get("dosage"), resource.get("dosageInstruction")) if given
             for d in (given if isinstance(given, list) else [given])]  # fmt: skip
    sent = [d.get("dose") or next((r.get("doseQuantity") for r in d.get("doseAndRate", ())), None) for d in doses]
    grams = [
        q["value"] * {"g": 1, "mg": 0.001, "ug": 0.000001}.get(q.get("code") or q.get("unit"), 0) for q in sent if q
    ]
    return any(g >= 1 for g in grams) or bool(re.search(r"\b[25](\.\d)? ?g\b", " ".join(_spoken(code))))
