"""The reading of a FHIR R4 bundle, written a second time: slow, plain, from the texts alone.

Written from the specification (1), the terminology notes, the register and FHIR's own definitions before a look at
`cobalamin.records`, and compared with it by `test_by_the_book_records.py`. Where the two differed one of them was mended; where the
texts are silent and the program's choice is the careful one, the book took it over. R and M are entries of the register.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction

from by_the_book_codes import (
    COBALAMINS,
    INJECTED,
    LASTING,
    MEASURES,
    MEDICINES,
    SHORT,
    SWALLOWED,
    active_or_total,
    concepts,
    first_meant,
    implausible,
    may_be_any,
    measure,
)
from by_the_book_words import (
    LEVELS,
    METABOLITES,
    Days,
    Json,
    Measured,
    Said,
    Value,
    against,
    alike,
    answered,
    days_of,
    denied_by,
    facts_said,
    first_code,
    grams_of,
    is_raised,
    named_in,
    number_of,
    number_or_word,
    own_range,
    product_of,
    same_day,
    start_of,
    surely_after,
    way_of,
    word_of,
    worded,
    year_after,
    year_before,
    years_between,
    yes_by_fact,
)

from cobalamin.knowledge.facts import FACTS
from cobalamin.language.patient import Interval

FADING = {"tests", "symptoms", "person", "oral_route", "neurology", "medicines"}
QUESTIONS = ("lab.", "obs.")
"""The sets of codes that ask: the code alone is no answer."""
FINAL = ("final", "amended", "corrected")
DIAGNOSES = {"sct", "icd10", "icd10cm", "icd10gm", "opcs4", "diet"}
"""The systems of diagnoses and operations of which another code is something else (R105)."""
OVER = ("inactive", "remission", "resolved")
BENZYL_ALCOHOL = "55902002"


def reports_a_dose(told: Json) -> bool:
    """R128: a completed statement of one day is a dose; every other says since when it is taken."""
    if told["resourceType"] != "MedicationStatement" or told["status"] != "completed":
        return False
    period = told.get("effectivePeriod", {})
    start, end = (days_of(period.get(name)) for name in ("start", "end"))
    return bool(told.get("effectiveDateTime")) or (start is not None and end is not None and start.first == end.first)


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
        self.tablets: list[tuple[date, date]] = []
        """From when to when B12 was given, by either way."""
        self.unread: set[str] = set()
        """The groups whose answers may stand in a code that nobody here reads (R105)."""
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
            if not first_meant(part["code"]) and seen["status"] not in ("entered-in-error", "cancelled"):
                for fact in answered(part):  # R79
                    self.said[fact].append(Said("", days, "in words only"))

    def _of_observation(self, part: Json, days: Days | None, status: str) -> Iterator[tuple[str, Said]]:
        code, meant = part["code"], first_meant(part["code"])
        for name in [name for name, concept in MEASURES.items() if meant.get(concept) == ""]:
            read = self._measured(name, part) if active_or_total(code, name) else Measured("contradictory")
            value = read.value
            usable = isinstance(value, Interval) or value == "low"
            if usable and status in FINAL:
                yield name, Said(value, days, word=read.word, number=read.number)
            for why in ("" if status in FINAL else "not final", "" if usable else value):
                if why:
                    yield name, Said("", days, str(why))
        yield from self._found(meant, part, days, status)

    def _found(self, meant: dict[str, str], part: Json, days: Days | None, status: str) -> Iterator[tuple[str, Said]]:
        """A finding sent as an observation: yes, no, positive, negative, or nothing beside the code."""
        asked = facts_said(meant)
        answers = yes_by_fact(part, asked)
        for name, role in asked.items():
            test, said = FACTS[name].group == "tests", answers[name]
            if role == "broad" and name == "b12_injections":
                continue  # an injection of whatever it was
            if role == "broad":
                yield name, Said("", days, "unspecific code")
            elif said is False and name not in denied_by(meant, asked):
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

    def _measured(self, name: str, part: Json) -> Measured:
        """Where the value lies, in the unit it was reported in, or why it cannot be used; and the word it was read as."""
        sign, value, unit = number_of(name, part)
        word = word_of(part)
        why = "unreadable" if word in ("", "doubt") else "in words only"
        if unit == "contradictory":
            return Measured(unit)
        if value is not None:
            own = own_range(name, part, unit) if name in ("mma", "homocysteine") else None
            beside = "" if own is None else against(value, sign, own)
            if unit.startswith("unit"):
                why = unit
            elif implausible(name, value, unit):
                if name == "mma" and unit in ("umol/L", "nmol/mL") and value > 40 and not sign.startswith("<"):  # R83
                    if beside:
                        return Measured(worded(name, beside), beside)
                    if value > 271:
                        return Measured(Interval(value, None, "nmol/L"))
                elif name == "mma" and unit == "nmol/L" and value > 0 and not sign.startswith("<") and beside == "high":
                    return Measured(worded(name, beside), beside)
                why = "implausible"
            else:
                low = value if sign in ("", ">", ">=") else None
                high = value if sign in ("", "<", "<=") else None
                number = Interval(low, high, unit, sign == ">", sign == "<")
                return Measured(worded(name, beside), beside, number) if beside else Measured(number)  # R31
        placed = worded(name, word)
        return Measured(placed, word) if isinstance(placed, Interval) or placed == "low" else Measured(why)

    def _condition(self, condition: Json) -> None:
        meant = first_meant(condition.get("code", {}))
        asked = {} if meant and all(c.startswith(QUESTIONS) for c in meant) else facts_said(meant)
        verified, state = first_code(condition.get("verificationStatus")), first_code(condition.get("clinicalStatus"))
        if verified == "entered-in-error":
            return
        if verified != "refuted" and may_be_any(condition.get("code", {}), DIAGNOSES):
            self.unread |= {"surgery", "neurology"}
        onset = condition.get("onsetDateTime") or start_of(condition.get("onsetPeriod", {}))
        days = days_of(condition.get("recordedDate") or onset)
        end = days_of(condition.get("abatementDateTime") or start_of(condition.get("abatementPeriod", {})))
        over = state in OVER or end is not None
        until = end.first - timedelta(days=1) if end else None
        if list(meant) == ["obs.pregnancy_status"]:
            self.said["pregnant"].append(Said("", days, "unspecific code"))
        if "not pregnant" in meant and verified in ("confirmed", "") and (end or not over):
            self.said["pregnant"].append(Said(False, days, until=until))
        why = "not confirmed" if verified in ("unconfirmed", "provisional", "differential") else ""
        for name, role in asked.items():
            lasts, denied = name in LASTING, verified == "refuted"
            if role == "broad":
                self.said[name].append(Said("", days, "unspecific code"))
            elif denied and name not in denied_by(meant, asked):
                continue
            elif lasts or not over:
                self.said[name].append(Said("" if why else not denied, days, why, bool(state) and not over))
            else:
                if end:  # before its end it was there
                    self.said[name].append(Said("" if why else not denied, days, why, True, until=until))
                self.said[name].append(Said("" if why else False, end or days, why, ended=not denied, told=days))

    def _procedure(self, procedure: Json) -> None:
        open_ = procedure["status"] in ("stopped", "on-hold", "unknown")
        if procedure["status"] not in ("completed", "in-progress") and not open_:
            return
        days = days_of(procedure.get("performedDateTime") or start_of(procedure.get("performedPeriod", {})))
        meant = first_meant(procedure["code"])
        if may_be_any(procedure["code"], DIAGNOSES):
            self.unread.add("surgery")
        if list(meant) == ["obs.pregnancy_status"]:
            self.said["pregnant"].append(Said("", days, "unspecific code"))
        if all(c.startswith(QUESTIONS) for c in meant):
            return
        for name, role in facts_said(meant).items():
            if name != "b12_injections":
                done = Said("", days, "not confirmed") if open_ else Said(True, days)
                self.said[name].append(Said("", days, "unspecific code") if role == "broad" else done)
        if meant.get("admin.b12_injection_procedure") == "" and open_:
            self.said["b12_injections"].append(Said("", days, "not confirmed"))
        elif meant.get("admin.b12_injection_procedure") == "":
            self.said["b12_injections"].append(Said(True, days) if days else Said("", None, "not dated"))
            self._injected(days)

    def _allergyintolerance(self, allergy: Json) -> None:
        verified, state = first_code(allergy.get("verificationStatus")), first_code(allergy.get("clinicalStatus"))
        meant = first_meant(allergy.get("code", {}))
        substance = any(meant.get(c) == "" for c in ("cond.b12_allergy", *COBALAMINS) if c != "med.b12_combination")
        if verified == "entered-in-error" or not (substance or "cond.b12_allergy" in meant):
            return
        over = verified == "refuted" or state in OVER
        preservative = ("sct", BENZYL_ALCOHOL) in {
            (SHORT.get(each.get("system", "")), each.get("code")) for each in allergy["code"]["coding"]
        }
        if over and not substance and preservative:  # nothing left to avoid (R115)
            return
        why = "not confirmed" if verified in ("unconfirmed", "presumed") else ""
        said = Said("" if why else not over, days_of(allergy.get("recordedDate")), why, True)
        self.said["cobalamin_or_cobalt_allergy"].append(said if substance else Said("", said.days, "unspecific code"))

    # --- medicines --------------------------------------------------------------------------------------------------

    def _medicationrequest(self, order: Json) -> None:
        if order.get("doNotPerform") or order.get("intent") == "proposal":
            return
        days, status = days_of(order.get("authoredOn")), order["status"]
        if status in ("on-hold", "unknown") or (status == "active" and order.get("intent") in ("plan", "option")):
            self._taken(order, Said("", days, "not confirmed", active=True))
        elif status == "active":
            self._taken(order, Said(True, days, active=True))

    def _medicationstatement(self, told: Json) -> None:
        period, status = told.get("effectivePeriod", {}), told["status"]
        start = days_of(told.get("effectiveDateTime") or start_of(period) or told.get("dateAsserted"))
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
            days = days_of(given.get("effectiveDateTime") or start_of(given.get("effectivePeriod", {})))
            self._taken(given, Said(True, days) if days else Said("", None, "not dated"), dose=True)
        elif given["status"] in ("stopped", "on-hold", "unknown"):
            days = days_of(given.get("effectiveDateTime") or start_of(given.get("effectivePeriod", {})))
            self._taken(given, Said("", days, "not confirmed"))

    def _medicationdispense(self, handed: Json) -> None:
        """As a dose given, of which nobody knows whether it was (R107)."""
        if handed["status"] == "completed":
            days = days_of(handed.get("whenHandedOver") or handed.get("whenPrepared"))
            self._taken(handed, Said(True, days) if days else Said("", None, "not dated"))

    def _taken(self, resource: Json, said: Said | None, *, dose: bool = False) -> None:
        code = self._medicine(resource)
        meant = first_meant(code)
        product = product_of(code)
        start = days_of(
            resource.get("effectiveDateTime")
            or start_of(resource.get("effectivePeriod", {}))
            or resource.get("dateAsserted")
        )
        if product == "kit" or (product == "hydroxocobalamin" and grams_of(resource) >= 1):  # M19
            if dose:
                self._injected(start, replacing=False)  # it is no replacement and spoils a sample
        elif product == "folic acid":
            self._say("folic_acid_without_b12", said)
        elif product:
            route = self._route(resource, code)
            if dose and route == "injected":
                self._injected(start)
                if start and reports_a_dose(resource):
                    said = Said(True, start)
            if route and said:
                fact = "b12_injections" if route == "injected" else "oral_b12"
                self._say(fact, said)
                if fact == "oral_b12" and said.value is True:  # R32: since ever, where nobody says since when
                    first = said.days.first if said.days else date.min
                    self.tablets.append((first, said.until or self.on))
                if dose and said.value is True and said.until:
                    self.replaced.append((min(start.first if start else said.until, said.until), said.until))
        elif said:
            until = said.until or (year_after(said.days.last) if said.days and not said.active else None)
            if may_be_any(code, {"atc"}) and not named_in(code) and (not dose or until is None or until >= self.on):
                self.unread.add("medicines")
            coded = {name: min(meant[c] for c in listed.split() if c in meant)
                     for name, listed in MEDICINES.items() if any(c in meant for c in listed.split())}  # fmt: skip
            for name, role in (coded or named_in(code)).items():
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
            if told and way_of(told):
                return way_of(told)
        for coding in code.get("coding", ()):
            products = concepts({"coding": [coding]})
            if products.keys() & set(INJECTED):
                return "injected"
            if products.keys() & {*SWALLOWED, "med.cyanocobalamin_nasal"}:
                return "swallowed"
        return way_of(code)

    # --- what counts on the day -------------------------------------------------------------------------------------

    def _settle(self, presume: Sequence[str]) -> None:
        presume = [group for group in presume if group not in self.unread]
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
                elif entry.group in presume and known in ("never recorded", "too old") and not self._may_reach(name):
                    self.facts[name] = False  # R75
        if self.facts["pregnant"] is False:
            self.facts |= dict.fromkeys(("trimester_1", "trimester_2", "trimester_3"), False)
        age, sign = self.facts["age"], "developmental_regression"
        if isinstance(age, Interval) and age.low is not None and age.low >= 16 and self.facts[sign] is True:
            self.facts[sign] = False  # R23: of childhood

    def _may_reach(self, name: str) -> bool:
        """Whether a word of a month or a year may be of a day that still counts."""
        dated = [said.told or said.days for said in self._in_time(name)]
        return any(days and days.first != days.last and days.last >= self.window for days in dated)

    def _in_time(self, name: str) -> list[Said]:
        return [said for said in self.said[name] if said.until is None or said.until >= self.on]

    def _put(self, name: str, known: Value, reasons: set[str]) -> None:
        """A word that cannot be used leaves what is known of the person."""
        self.reasons[name] = reasons
        if not isinstance(known, str) or known == "contradictory" or not isinstance(self.facts[name], bool):
            self.facts[name] = known

    def _person(self) -> None:
        born, sex = days_of(self.person.get("birthDate")), self.person.get("gender")
        low = high = None
        if born:
            low, high = years_between(born.last, self.on), years_between(born.first, self.on)
            self.facts["age"] = Interval(Fraction(low), Fraction(high), "a")
        if low is None or low >= 5:
            self.facts["developmental_regression"] = False  # R23
        if sex in ("male", "female"):
            self.facts["female"] = sex == "female"
        if sex == "male" or (low is not None and low >= 60) or (high is not None and high < 9):
            self.facts["pregnant"] = self.facts["breastfeeding"] = False  # R35

    def _finding(self, name: str) -> tuple[Value, set[str]]:
        said_of = self._in_time(name)
        worded = [said for said in said_of if said.why == "in words only"]
        said_of = [said for said in said_of if said not in worded or not self._stale(name, said)]
        judged = [(said, said.why or self._stale(name, said)) for said in said_of]
        usable = [said for said, why in judged if not why]
        reasons = {why for said in said_of for why in (said.why, self._stale(name, said)) if why}
        reasons |= {self._stale(name, said) for said in worded} - {""}
        if name == "b12_injections" and any(
            s.value is True and not s.why and s not in said_of for s in self.said[name]
        ):
            reasons.add("too old")  # they ended: M12
        if any(said.days and said.days.first < self.window for said in said_of) and "after an injection" in reasons:
            reasons.add("too old")  # both are so of an antibody drawn then
        if not usable:
            return min(reasons - {"too old"}, default="too old" if reasons else "never recorded"), reasons
        yes = any(said.value is True for said in usable)
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
        if words == {True} and name in ("pregnant", "breastfeeding") and self.facts[name] is False:
            return "contradictory", {"contradictory"}  # R35
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
        injected = self.facts["b12_injections"] is True
        if (name in LEVELS and self._is_given()) or (name in METABOLITES and injected):  # R32: what is given changes it
            telling = [said for said in usable if self._is_telling(name, said)]
            usable = telling or usable
        last = [said for said in usable if not any(surely_after(other, said) for other in usable)]
        values = [said.value for said in last]
        if len({said.word for said in last}) > 1 or not all(alike(name, values[0], other) for other in values):
            return "contradictory", {"contradictory"}
        known, when = (
            min(values, key=lambda v: measure(name).units().index(v.unit) if isinstance(v, Interval) else 0),
            last[0].days,
        )
        if last[0].number is not None and len({said.number for said in last}) == 1:
            known = number_or_word(name, last[0].word, last[0].number, known)  # R31
        if (
            name in ("total_b12", "active_b12")
            and isinstance(known, Interval)
            and when
            and (self._on_replacement(when) or any(same_day(given, when) for given in self.injections))
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
        spoilt = spoilt and not self._is_low_that_day(name, said)
        return said.why or ("after an injection" if spoilt else "")

    def _is_telling(self, name: str, said: Said) -> bool:
        """Low all the same, or raised all the same, or not drawn on B12; on the first day a metabolite has not fallen."""
        days = said.days
        swallowed = any(start < days.last and days.first <= end for start, end in self.tablets)
        year = [given for given in self.injections if days.first <= year_after(given.last)]
        if name in METABOLITES:
            return is_raised(name, said) or not any(days.last > given.first for given in year)
        return self._is_low(name, said) or not (swallowed or any(days.last >= given.first for given in year))

    def _is_given(self) -> bool:
        return True in (self.facts["oral_b12"], self.facts["b12_injections"])

    def _is_low(self, name: str, said: Said) -> bool:
        """Called low, or below the bound as it is printed in the unit of the result."""
        if said.word:
            return said.word == "low"
        if not isinstance(said.value, Interval) or said.value.high is None:
            return False
        bound = {
            "total_b12": {"pmol/L": 133, "nmol/L": Fraction(133, 1000)}.get(said.value.unit, 180),
            "active_b12": 25,
        }[name]
        printed = {"ng/dL": Fraction(1, 10), "ng/mL": Fraction(1, 1000), "ug/L": Fraction(1, 1000)}
        return said.value.high < bound * printed.get(said.value.unit, 1)

    def _is_low_that_day(self, name: str, said: Said) -> bool:
        """A low level of the very day of an injection, and of no other's fourteen days, is low without it too (R32)."""
        if said.days is None or said.days.first != said.days.last or not self._is_low(name, said):
            return False
        near = [given for given in self.injections if self._spoil(given, said.days)]
        return bool(near) and all(same_day(given, said.days) for given in near)

    def _after_injection(self, days: Days | None) -> bool:
        """Whether the sample can have been drawn on the day of an injection or in the 14 days after it."""
        return days is not None and any(self._spoil(given, days) for given in self.injections)

    @staticmethod
    def _spoil(given: Days, days: Days) -> bool:
        return days.last >= given.first and days.first <= given.last + timedelta(days=14)

    def _on_replacement(self, days: Days) -> bool:
        """Drawn on B12 that is given no more: B12 that is still given the rules themselves know."""
        during = any(start <= days.last and days.first <= end for start, end in self.replaced)
        return during and not self._is_given()
