"""FHIR R4 patients drawn at random from the value sets of the library, at and around the figures of the rules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from random import Random
from typing import Any

from observations import ON, day, denied, seen, status, tested

from cobalamin.knowledge.facts import FACTS, FactEntry
from cobalamin.knowledge.rules import ARTICLE
from cobalamin.language.nodes import Compare, Measure, facts_of, walk
from cobalamin.manual.cql import SYSTEMS as CODE_SYSTEMS
from cobalamin.manual.cql import TREATMENT_SETS, code_sets, fact_codes
from cobalamin.records.codes import shipped
from cobalamin.records.fhir.bindings import is_result

SYSTEMS = ("http://snomed.info/sct", "http://loinc.org", "http://www.nlm.nih.gov/research/umls/rxnorm")
_USED = [FACTS[fact.name] for fact in facts_of(*ARTICLE.roots)]


def figures() -> dict[str, list[tuple[Fraction, str]]]:
    """At, just below and just above every figure, in every unit it is printed in."""
    found: dict[str, list[tuple[Fraction, str]]] = {}
    for node in walk(*ARTICLE.roots):
        if isinstance(node, Compare):
            for printed in node.bound.printed:
                step = min(Fraction(1, printed.value.denominator), printed.value / 2)  # no result is zero
                for value in (printed.value - step, printed.value, printed.value + step):
                    found.setdefault(node.measure.name, []).append((value, printed.unit))
    return found


_FIGURES = figures()


def bundles(count: int, seed: int) -> Iterator[dict[str, Any]]:
    chance = Random(seed)
    for i in range(count):
        yield _bundle(chance, f"p{i}")


def _bundle(chance: Random, name: str) -> dict[str, Any]:
    patient: dict[str, Any] = {"resourceType": "Patient", "id": name}
    if chance.random() < 0.8:
        patient["gender"] = chance.choice(("female", "male", "other", "unknown"))
    if chance.random() < 0.8:
        year = chance.choice((ON.year - chance.randrange(1, 95), ON.year - chance.choice((1, 2, 5, 9, 12, 15, 16, 60))))
        patient["birthDate"] = date(year, chance.choice((2, 3, 7)), chance.choice((1, 2, 28))).isoformat()
    rate = chance.choice((0.03, 0.1, 0.3))
    resources = [patient]
    for entry in _USED:
        likely = 0.5 if isinstance(entry.fact, Measure) else rate
        if entry.name != "haematocrit" and chance.random() < likely:
            resources += _resources(chance, entry, len(resources), name)
    for _ in range(chance.choice((0, 0, 0, 1, 1, 2, 3))):
        resources.append(_b12_given(chance, len(resources), name))
    for _ in range(chance.choice((0, 0, 1, 3))):
        resources.append({"id": f"r{len(resources)}", "subject": {"reference": f"Patient/{name}"}, **denied(chance)})
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": r} for r in resources]}


def _resources(chance: Random, entry: FactEntry, i: int, patient: str) -> list[dict[str, Any]]:
    codes = [pair for pair in fact_codes(entry.name) if pair[0] in SYSTEMS]
    if not codes:
        return []
    system, code = chance.choice(codes)
    concept = {"coding": [{"system": system, "code": code}]}
    base = {"id": f"r{i}", "subject": {"reference": f"Patient/{patient}"}}
    if isinstance(entry.fact, Measure):
        return _results(chance, entry.name, base, concept) if entry.name in _FIGURES else []
    if not is_result(entry) and chance.random() < 0.3:
        return [{**base, "id": f"r{i}o{n}", **seen(chance, concept, codes)} for n in range(chance.choice((1, 1, 2, 3)))]
    match entry.group:
        case "medicines" if entry.name == "b12_injections" and chance.random() < 0.4:
            return [{**base, "resourceType": "Procedure", "code": concept, "status": "completed",
                     **_perhaps(chance, "performedDateTime")}]  # fmt: skip
        case "medicines":
            return [{**base, **_medicine(chance, concept)}]
        case "tests" if any(name.startswith("lab.") for name in entry.value_sets):
            return [{**base, "id": f"r{i}t{n}", **tested(chance, concept)} for n in range(chance.choice((1, 1, 2, 4)))]
        case "safety" if entry.name == "cobalamin_or_cobalt_allergy":
            base["patient"] = base.pop("subject")
            if chance.random() < 0.3:
                system, code = chance.choice(code_sets()["allergy_substance"])
                concept = {"coding": [{"system": system, "code": code}]}
            found = {**base, "resourceType": "AllergyIntolerance", "code": concept}
            return [{**found, **_statuses(chance, "allergyintolerance"), **_perhaps(chance, "recordedDate")}]
        case _ if chance.random() < (0.5 if entry.group == "surgery" else 0.1):
            return [{**base, "resourceType": "Procedure", "code": concept, **_perhaps(chance, "performedDateTime"),
                     "status": chance.choice(("completed", "completed", "not-done"))}]  # fmt: skip
        case _:
            found = {**base, "resourceType": "Condition", "code": concept, **_statuses(chance, "condition")}
            if chance.random() < 0.4:
                found["recordedDate"] = day(chance)
            return [found]


def _medicine(chance: Random, concept: dict[str, Any], routes: tuple[tuple[str, str], ...] = ()) -> dict[str, Any]:
    """A medicine ordered, told of or given, with a route or without."""
    dosage = (
        {"route": {"coding": [dict(zip(("system", "code"), chance.choice(routes), strict=True))]}} if routes else {}
    )
    match chance.randrange(3):
        case 0:
            status = chance.choice(("active", "active", "on-hold", "stopped", "completed"))
            found = {
                "resourceType": "MedicationRequest",
                "status": status,
                "intent": "order",
                "dosageInstruction": [dosage],
            }
            return {**found, "medicationCodeableConcept": concept, **_perhaps(chance, "authoredOn")}
        case 1:
            status = chance.choice(("active", "active", "completed", "not-taken", "entered-in-error", "unknown"))
            found = {"resourceType": "MedicationStatement", "status": status, "dosage": [dosage]}
            if chance.random() < 0.3:
                ends = {"start": day(chance, GIVEN), **_perhaps(chance, "end")}
                return {**found, "medicationCodeableConcept": concept, "effectivePeriod": ends}
            return {**found, "medicationCodeableConcept": concept, **_perhaps(chance, "effectiveDateTime")}
        case _:
            status = chance.choice(("completed", "completed", "in-progress", "not-done", "entered-in-error"))
            found = {"resourceType": "MedicationAdministration", "status": status, "dosage": dosage}
            return {**found, "medicationCodeableConcept": concept, "effectiveDateTime": day(chance, GIVEN)}


def _perhaps(chance: Random, name: str) -> dict[str, str]:
    return {name: day(chance, GIVEN)} if chance.random() < 0.7 else {}


def _b12_given(chance: Random, i: int, patient: str) -> dict[str, Any]:
    """B12 as any product by any route, often around the days on which samples are drawn; now and then the antidote."""
    sets, kind = code_sets(), chance.random()
    codes = sets["cyanide_antidote"] if kind < 0.05 else LOOKALIKES if kind < 0.1 else sets["b12_product"]
    system, code = chance.choice(codes)
    routes = chance.choice(((), sets["route_injected"], sets["route_injected"], sets["route_swallowed"]))
    medicine = _medicine(chance, {"coding": [{"system": system, "code": code}]}, routes)
    return {"id": f"r{i}", "subject": {"reference": f"Patient/{patient}"}, **medicine}


def _results(chance: Random, name: str, base: dict[str, Any], concept: dict[str, Any]) -> list[dict[str, Any]]:
    """Mostly one; or one again at the same moment, agreeing or not."""
    found = [_result(chance, name, base, concept)]
    if chance.random() < 0.1:
        unit = found[0]["valueQuantity"]["unit"]
        value = chance.choice([figure for figure in _FIGURES[name] if figure[1] == unit])
        again = _result(chance, name, base, concept, value)
        found.append({**again, "id": f"{base['id']}again", "effectiveDateTime": found[0]["effectiveDateTime"]})
    return found


def _result(
    chance: Random, name: str, base: dict[str, Any], concept: dict[str, Any], figure: tuple[Fraction, str] | None = None
) -> dict[str, Any]:
    value, unit = figure or chance.choice(_FIGURES[name])
    quantity: dict[str, Any] = {
        "value": float(value),
        "unit": unit,
        "system": "http://unitsofmeasure.org",
        "code": unit,
    }
    if chance.random() < 0.2:
        quantity["comparator"] = chance.choice(("<", "<=", ">", ">="))
    return {**base, "resourceType": "Observation", "status": status(chance), "code": concept,
            "effectiveDateTime": day(chance), "valueQuantity": quantity}  # fmt: skip


LOOKALIKES = tuple(
    (CODE_SYSTEMS[system], code)
    for concept in TREATMENT_SETS["b12_product"]
    for system, code, role in shipped().concepts[concept].codes
    if role == "exclude" and system in CODE_SYSTEMS
)
"""Codes that only look like a B12 product: listed so that they are not read as one."""
GIVEN = (0, 1, 5, 13, 14, 15, 16, 30, 43, 44, 45, 46, 200, 214, 365, 366, 800, -3)
"""Days ago on which a medicine is given: fourteen and fifteen days before the days on which samples are drawn, too."""


def _statuses(chance: Random, kind: str) -> dict[str, Any]:
    clinical = chance.choice(("active", "active", "active", "resolved", "inactive"))
    verification = chance.choice(("confirmed", "confirmed", "confirmed", "unconfirmed", "refuted", "entered-in-error"))
    address = "http://terminology.hl7.org/CodeSystem"
    return {
        "clinicalStatus": {"coding": [{"system": f"{address}/{kind}-clinical", "code": clinical}]},
        "verificationStatus": {"coding": [{"system": f"{address}/{kind}-verification", "code": verification}]},
    }
