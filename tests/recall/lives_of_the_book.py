"""Courses of injections as clinics really run them, for the second writing of the recall; and the CSV a practice exports."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date
from random import Random
from typing import Any

from words_of_the_book import (
    DIET,
    IRREVERSIBLE,
    LABEL,
    NEURO,
    PLANS,
    PRACTICE,
    UK,
    Entry,
    Patient,
    after,
    days,
)

CORNERS = (
    date(2023, 12, 31), date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 31), date(2024, 8, 31), date(2024, 10, 27),
    date(2023, 2, 28), date(2024, 4, 30), date(2024, 1, 30),
)  # fmt: skip
"""Leap days, month ends, and the days on which clocks change."""
BETWEEN = {UK: (2, 2, 3), NEURO: (2,), DIET: (2, 2, 3), LABEL: (1, 1, 2, 2, 3, 4), PRACTICE: (1, 2, 2, 7, 7)}
SPACING = {UK: 84, NEURO: 61, DIET: 182, LABEL: 30, PRACTICE: 30}
CAUSES = (
    *sorted(IRREVERSIBLE)[:2],
    "low_b12_diet",
    "undernutrition",
    "metformin",
    "nitrous_oxide",
    "bariatric_surgery",
)
CELLS = (
    "patient", "date", "event", "product", "dose", "unit", "route", "reason", "interval", "outcome", "born", "died",
    "pregnant", "cause", "neurological", "severe_anaemia", "cobalamin_allergy", "plan", "started",
)  # fmt: skip
SAID = {
    "": "", "level": "B12 level high", "patient choice": "patient choice", "reaction": "allergic reaction",
    "death": "died", "moved away": "moved away", "other diagnosis": "other diagnosis", "cause resolved": "cause resolved",
    "not accepted": "locum", "again": "symptoms came back",
}  # fmt: skip
PRODUCTS = {
    "hydroxocobalamin": "hydroxocobalamin", "cyanocobalamin": "cyanocobalamin", "methylcobalamin": "methylcobalamin",
    "b12 injection": "B12 injection", "cyanide kit": "Cyanokit", "folic acid": "folic acid", "unknown": "cholecalciferol",
}  # fmt: skip


def person(chance: Random, plan: str, begin: date) -> Patient:
    neurological = {NEURO: True, DIET: False}.get(plan, chance.choice((None, None, False, True)))
    causes = ("low_b12_diet",) if plan == DIET else chance.sample(CAUSES, chance.choice((0, 1, 1, 1, 2)))
    return Patient(
        born=chance.choice((None, date(1951, 2, 28), begin + days(chance.choice((0, 3)))))
        if chance.random() < 0.4
        else None,
        died=begin + days(chance.randrange(400)) if chance.random() < 0.05 else None,
        expecting=chance.random() < 0.15,
        causes=frozenset(causes),
        neurological=neurological,
        severe_anaemia=chance.random() < 0.15,
        allergic=chance.random() < 0.05,
        plan=plan
        if chance.random() < 0.4
        else chance.choice((*PLANS, "oral.high_dose"))
        if chance.random() < 0.1
        else "",
        started=begin - days(chance.choice((10, 41, 42, 400))) if chance.random() < 0.2 else None,
    )


def injection(chance: Random, plan: str, day: date, event: str = "given") -> Entry:
    product = PLANS[plan].product
    if chance.random() < 0.08:
        product = chance.choice(tuple(PRODUCTS))
    ug = {LABEL: 100}.get(plan, 1000)
    if chance.random() < 0.06:
        ug = chance.choice((None, 50, 99, 100, 500, 1000, 5000, 10_000, 10_001, 1_000_000))
    ug = 5_000_000 if product == "cyanide kit" else ug
    route = "injection" if chance.random() < 0.93 or product == "b12 injection" else chance.choice((None, "oral"))
    return Entry(event, day, day, product, ug, route)


def doses(chance: Random, plan: str, begin: date) -> Iterator[Entry]:
    """A loading course, more or less complete, and maintenance, more or less in time."""
    day = begin
    if chance.random() < 0.75:
        wanted = PLANS[plan].least if not PLANS[plan].open_ended else chance.randrange(3, 14)
        count = chance.choice((wanted, wanted, wanted, wanted + 1, wanted + 3, wanted - 1, 1, 2))
        for number in range(count):
            yield injection(chance, plan, day, chance.choices(("given", "self-reported"), (9, 1))[0])
            steps = BETWEEN[plan]
            wait = steps[min(number * len(steps) // wanted, len(steps) - 1)]
            day += days(chance.choice((6, 7, 8, 14, 15)) if chance.random() < 0.08 else wait)
    self_injects = chance.random() < 0.2
    for _ in range(chance.randrange(6)):
        day += days(wait_of(chance, plan))
        yield injection(chance, plan, day, "self-reported" if self_injects and chance.random() < 0.8 else "given")


def wait_of(chance: Random, plan: str) -> int:
    usual = SPACING[plan]
    return chance.choice(
        (usual, usual, usual - 7, usual + 20, 20, 21, 41, 42, 43, 2 * usual, 3 * usual, chance.randrange(1, 200))
    )


def note(chance: Random, day: date) -> Entry:
    event = chance.choice((
        "stop", "stop", "stop", "switch to oral", "review", "review", "review", "resume", "restart", "reload",
        "no further improvement", "no further improvement", "start maintenance", "new interval",
        "on hold", "on hold", "not given", "not given",
    ))  # fmt: skip
    reason = ""
    if event == "stop":
        reason = chance.choice([word for word in SAID if word != "again"])
    elif event == "on hold":
        reason = chance.choice(
            ("", "", "not accepted", "not accepted", "level", "patient choice", "reaction", "cause resolved")
        )
    elif event == "not given":
        reason = chance.choice(("", "", "not accepted", "patient choice", "patient choice", "reaction"))
    elif event in ("restart", "reload"):
        reason = chance.choice(("", "again"))
    every = (
        (8, "weeks"),
        (10, "weeks"),
        (4, "weeks"),
        (2, "weeks"),
        (10, "days"),
        (1, "months"),
        (2, "months"),
        (4, "months"),
    )
    when = None if event in ("on hold", "not given") and chance.random() < 0.3 else day
    return Entry(
        event, when, when, reason=reason, interval=chance.choice(every) if event == "new interval" else None,
        outcome=chance.choice(("", "improved")) if event == "review" else "",
    )  # fmt: skip


def messed_up(chance: Random, entries: list[Entry]) -> list[Entry]:
    """Double entries, orders, month-only and missing dates, days no calendar has, bookings, notes."""
    mess, uncertain = list(entries), 0
    for entry in entries:
        luck = chance.random()
        assert entry.first is not None
        if luck < 0.05:
            mess.append(
                injection(chance, chance.choice(tuple(PLANS)), entry.first, chance.choice(("given", "self-reported")))
            )
        elif luck < 0.12:
            mess.append(injection(chance, UK, entry.first + days(chance.choice((-15, -14, -3, 0, 5, 14, 15))), "order"))
        elif luck < 0.2:
            mess.append(note(chance, entry.first + days(chance.choice((-1, 0, 0, 1, 3, 30, 90, 200)))))
        elif luck < 0.23 and uncertain < 2:
            uncertain += 1
            month = entry.first.replace(day=1)
            mess[mess.index(entry)] = Entry(
                entry.event, month, after(month, (1, "months")) - days(1), entry.product, entry.ug, entry.route
            )
        elif luck < 0.24:
            mess[mess.index(entry)] = Entry(
                entry.event, None, None, entry.product, entry.ug, entry.route, off_calendar=chance.random() < 0.5
            )
    return mess


def life(seed: int) -> tuple[Patient, list[Entry]]:
    chance = Random(seed)
    begin = chance.choice(CORNERS) if chance.random() < 0.4 else date(2023, 1, 1) + days(chance.randrange(800))
    plan = chance.choice(tuple(PLANS))
    entries = list(doses(chance, plan, begin))
    if chance.random() < 0.1:
        other = chance.choice(tuple(PLANS))
        last = max((entry.last for entry in entries if entry.last), default=begin)
        entries += doses(chance, other, last + days(chance.choice((2, 30, 90))))
    return person(chance, plan, begin), messed_up(chance, entries)


def moments(chance: Random, entries: Iterable[Entry], near: Iterable[date | None]) -> date:
    """A day to make the list on: on and beside the days that matter."""
    known = [day for day in near if day is not None] + [entry.last for entry in entries if entry.last][-3:]
    if known and chance.random() < 0.8:
        return chance.choice(known) + days(chance.choice((-14, -7, -6, -1, 0, 0, 1)))
    return date(2024, 1, 1) + days(chance.randrange(1000))


# --- As CSV -----------------------------------------------------------------------------------------------------------


def as_csv(people: Iterable[tuple[str, Patient, Iterable[Entry]]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, CELLS, restval="")
    writer.writeheader()
    for name, patient, entries in people:
        writer.writerows({"patient": name, **row_of(entry), **about(patient)} for entry in entries)
    return out.getvalue()


def row_of(entry: Entry) -> dict[str, str]:
    when = "" if entry.first is None else str(entry.first)
    if entry.first != entry.last:
        when = when[:7]
    return {
        "date": "2024-02-30" if entry.off_calendar else when,
        "event": entry.event,
        "product": PRODUCTS.get(entry.product, ""),
        "dose": "" if entry.ug is None else str(entry.ug),
        "unit": "" if entry.ug is None else "ug",
        "route": {"injection": "intramuscular", "oral": "oral"}.get(entry.route or "", ""),
        "reason": SAID[entry.reason],
        "interval": "{} {}".format(*entry.interval) if entry.interval else "",
        "outcome": entry.outcome,
    }


def about(patient: Patient) -> dict[str, str]:
    truth = {True: "yes", False: "no", None: ""}
    return {
        "born": str(patient.born or ""), "died": str(patient.died or ""), "pregnant": "yes" if patient.expecting else "",
        "cause": ";".join(sorted(patient.causes)), "neurological": truth[patient.neurological],
        "severe_anaemia": "yes" if patient.severe_anaemia else "", "plan": patient.plan,
        "cobalamin_allergy": "yes" if patient.allergic else "",
        "started": str(patient.started or ""),
    }  # fmt: skip


# --- As FHIR ----------------------------------------------------------------------------------------------------------


def in_fhir(patient: Patient, entries: Iterable[Entry]) -> tuple[Patient, list[Entry]]:
    """What of a life a bundle says: doses, orders, words; birth, death, and pernicious anaemia."""
    said = [
        entry for entry in entries
        if entry.event in ("given", "order", "self-reported") and entry.first and entry.product not in ("folic acid", "unknown")
    ]  # fmt: skip
    return Patient(born=patient.born, died=patient.died, causes=patient.causes & {"autoimmune_gastritis"}), said


def as_bundle(name: str, patient: Patient, entries: Iterable[Entry]) -> dict[str, Any]:
    person: dict[str, Any] = {"resourceType": "Patient", "id": name}
    person |= {"birthDate": str(patient.born)} if patient.born else {}
    person |= {"deceasedDateTime": str(patient.died)} if patient.died else {}
    resources = [person, *(resource_of(name, number, entry) for number, entry in enumerate(entries))]
    if patient.causes:
        code = {"coding": [{"system": "http://snomed.info/sct", "code": "84027009"}]}
        resources.append(
            {"resourceType": "Condition", "id": "c", "subject": {"reference": f"Patient/{name}"}, "code": code}
        )
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": each} for each in resources]}


def resource_of(name: str, number: int, entry: Entry) -> dict[str, Any]:
    when = row_of(entry)["date"]
    dosage: dict[str, Any] = {"route": {"text": row_of(entry)["route"]}} if entry.route else {}
    ug = (
        None
        if entry.ug is None
        else {"value": entry.ug, "unit": "ug", "system": "http://unitsofmeasure.org", "code": "ug"}
    )
    about = {"id": f"{number}", "medicationCodeableConcept": {"text": PRODUCTS[entry.product]}}
    whose = {"reference": f"Patient/{name}"}
    if entry.event == "given":
        dosage |= {"dose": ug} if ug else {}
        kind = {
            "resourceType": "MedicationAdministration",
            "status": "completed",
            "effectiveDateTime": when,
            "dosage": dosage,
        }
        return {**kind, **about, "subject": whose}
    dosage |= {"doseAndRate": [{"doseQuantity": ug}]} if ug else {}
    if entry.event == "order":
        kind = {"resourceType": "MedicationRequest", "status": "completed", "intent": "order", "authoredOn": when}
        return {**kind, **about, "subject": whose, "dosageInstruction": [dosage]}
    kind = {"resourceType": "MedicationStatement", "status": "completed", "effectiveDateTime": when, "dosage": [dosage]}
    return {**kind, **about, "subject": whose}
