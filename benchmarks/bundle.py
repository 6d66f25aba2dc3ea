"""A self-made FHIR R4 Bundle like Synthea's (300 entries, about 400 kB), and what reading it costs beside its decode.

Run: PYTHONPATH=src python benchmarks/bundle.py [--entries 300] [--runs 400]. Prints medians, p99 and ratios of one run.
No real patient: names, numbers and dates come from a seeded generator, the same on every machine.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import statistics
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

ON = date(2026, 3, 1)
LOINC, SCT = "http://loinc.org", "http://snomed.info/sct"
RXNORM, UCUM = "http://www.nlm.nih.gov/research/umls/rxnorm", "http://unitsofmeasure.org"
TESTS = (
    ("718-7", "Hemoglobin [Mass/volume] in Blood", 9, 16, "g/dL"),
    ("20570-8", "Hematocrit [Volume Fraction] of Blood", 30, 48, "%"),
    ("787-2", "MCV [Entitic volume] by Automated count", 82, 112, "fL"),
    ("777-3", "Platelets [#/volume] in Blood", 140, 400, "10*3/uL"),
    ("6690-2", "Leukocytes [#/volume] in Blood", 3, 11, "10*3/uL"), ("2276-4", "Ferritin [Mass/volume]", 10, 200, "ug/L"),
    ("33914-3", "Glomerular filtration rate/1.73 sq M.predicted", 40, 100, "mL/min"), ("2160-0", "Creatinine", 0.6, 1.4, "mg/dL"),
    ("6298-4", "Potassium", 3, 5, "mmol/L"), ("2132-9", "Cobalamin (Vitamin B12)", 120, 500, "pg/mL"),
    ("8302-2", "Body Height", 150, 190, "cm"),
    ("29463-7", "Body Weight", 50, 110, "kg"),
    ("72514-3", "Pain severity", 0, 5, "{score}"),
    ("2339-0", "Glucose", 70, 180, "mg/dL"), ("3094-0", "Urea Nitrogen", 7, 20, "mg/dL"), ("2947-0", "Sodium", 136, 145, "mmol/L"),
    ("17861-6", "Calcium", 8, 10, "mg/dL"), ("2093-3", "Total Cholesterol", 120, 280, "mg/dL"),
    ("4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood", 5, 9, "%"), ("788-0", "Erythrocyte distribution width", 12, 16, "fL"),
)  # fmt: skip
CONDITIONS = (
    ("271737000", "Anemia"), ("444814009", "Viral sinusitis"), ("84229001", "Fatigue"), ("44054006", "Diabetes"),
    ("162864005", "Body mass index 30+ - obesity"), ("38341003", "Hypertension"), ("91302008", "Sepsis"),
)  # fmt: skip
MEDICINES = (
    ("860975", "24 HR Metformin hydrochloride 500 MG Extended Release Oral Tablet"), ("314076", "lisinopril 10 MG Oral Tablet"),
    ("2001499", "Vitamin B 12 5 MG/ML Injectable Solution"), ("313782", "Acetaminophen 325 MG Oral Tablet"),
)  # fmt: skip
MIX = (
    ("Observation", 64), ("Claim", 7), ("ExplanationOfBenefit", 6), ("Encounter", 6), ("DiagnosticReport", 5),
    ("Immunization", 4), ("Condition", 3), ("MedicationRequest", 3), ("Procedure", 3),
)  # fmt: skip
"""How often each type of resource stands in Synthea's bundles, roughly, in per cent."""


class Maker:
    """One invented patient's resources."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.patient = self.id()

    def id(self) -> str:
        return str(uuid.UUID(int=self.rng.getrandbits(128), version=4))

    def when(self) -> str:
        first = datetime(2016, 3, 1, 8, tzinfo=UTC)
        moment = first + timedelta(minutes=self.rng.randrange(10 * 365 * 24 * 60))
        return moment.isoformat()

    def head(self, kind: str) -> dict[str, Any]:
        return {
            "resourceType": kind, "id": self.id(),
            "meta": {"profile": [f"http://hl7.org/fhir/us/core/StructureDefinition/us-core-{kind.lower()}"]},
        }  # fmt: skip

    def links(self) -> dict[str, Any]:
        return {
            "subject": {"reference": f"urn:uuid:{self.patient}"},
            "encounter": {"reference": f"urn:uuid:{self.id()}"},
        }

    def coded(self, system: str, code: str, text: str) -> dict[str, Any]:
        return {"coding": [{"system": system, "code": code, "display": text}], "text": text}

    def observation(self) -> dict[str, Any]:
        code, text, low, high, unit = self.rng.choice(TESTS)
        when = self.when()
        quantity = {
            "value": round(self.rng.uniform(low, high), self.rng.choice((1, 2, 13))),
            "unit": unit,
            "system": UCUM,
            "code": unit,
        }
        category = self.coded("http://terminology.hl7.org/CodeSystem/observation-category", "laboratory", "laboratory")
        return {
            **self.head("Observation"), "status": "final", "category": [category], "code": self.coded(LOINC, code, text),
            **self.links(), "effectiveDateTime": when, "issued": when, "valueQuantity": quantity,
        }  # fmt: skip

    def condition(self) -> dict[str, Any]:
        code, text = self.rng.choice(CONDITIONS)
        place = "http://terminology.hl7.org/CodeSystem/condition"
        when = self.when()
        return {
            **self.head("Condition"), "clinicalStatus": self.coded(f"{place}-clinical", "active", "active"),
            "verificationStatus": self.coded(f"{place}-ver-status", "confirmed", "confirmed"),
            "code": self.coded(SCT, code, text), **self.links(), "onsetDateTime": when, "recordedDate": when,
        }  # fmt: skip

    def medication_request(self) -> dict[str, Any]:
        code, text = self.rng.choice(MEDICINES)
        timing = {"repeat": {"frequency": 1, "period": 1.0, "periodUnit": "d"}}
        return {
            **self.head("MedicationRequest"), "status": self.rng.choice(("active", "stopped", "completed")), "intent": "order",
            "medicationCodeableConcept": self.coded(RXNORM, code, text), **self.links(), "authoredOn": self.when(),
            "dosageInstruction": [{"sequence": 1, "timing": timing, "doseAndRate": [{"doseQuantity": {"value": 1.0}}]}],
        }  # fmt: skip

    def procedure(self) -> dict[str, Any]:
        period = {"start": self.when(), "end": self.when()}
        code = self.coded(SCT, "430193006", "Medication Reconciliation (procedure)")
        return {
            **self.head("Procedure"),
            "status": "completed",
            "code": code,
            **self.links(),
            "performedPeriod": period,
        }

    def diagnostic_report(self) -> dict[str, Any]:
        results = [{"reference": f"urn:uuid:{self.id()}", "display": test[1]} for test in self.rng.sample(TESTS, 8)]
        code = self.coded(LOINC, "58410-2", "Complete blood count (hemogram) panel - Blood by Automated count")
        return {
            **self.head("DiagnosticReport"),
            "status": "final",
            "code": code,
            **self.links(),
            "effectiveDateTime": self.when(),
            "result": results,
        }

    def bill(self, kind: str) -> dict[str, Any]:
        """A claim or an explanation of benefit: long, and nothing in it is read."""
        coding = self.coded(SCT, "185345009", "Encounter for symptom")
        money = {"value": round(self.rng.uniform(10, 900), 2), "currency": "USD"}
        item = {"sequence": 1, "productOrService": coding, "locationCodeableConcept": coding, "net": money}
        items = [{**item, "sequence": i, "adjudication": [{"category": coding, "amount": money}]} for i in range(1, 4)]
        return {**self.head(kind), "status": "active", "use": "claim", **self.links(), "item": items, "total": money}

    def other(self, kind: str) -> dict[str, Any]:
        coding = self.coded(SCT, "162673000", "General examination of patient (procedure)")
        return {
            **self.head(kind),
            "status": "finished",
            "type": [coding],
            **self.links(),
            "period": {"start": self.when()},
        }

    def resource(self, kind: str) -> dict[str, Any]:
        match kind:
            case "Observation":
                return self.observation()
            case "Condition":
                return self.condition()
            case "MedicationRequest":
                return self.medication_request()
            case "Procedure":
                return self.procedure()
            case "DiagnosticReport":
                return self.diagnostic_report()
            case "Claim" | "ExplanationOfBenefit":
                return self.bill(kind)
            case _:
                return self.other(kind)


def _resources(entries: int, seed: int) -> Iterator[dict[str, Any]]:
    maker = Maker(seed)
    person = {"gender": "female", "birthDate": "1957-05-14", "name": [{"family": "Invented", "given": ["Person"]}]}
    yield {**maker.head("Patient"), "id": maker.patient, **person}
    kinds, weights = zip(*MIX, strict=True)
    for kind in maker.rng.choices(kinds, weights, k=entries - 1):
        yield maker.resource(kind)


def bundle_bytes(entries: int = 300, seed: int = 1) -> bytes:
    """The bundle as a server would send it, indented by nothing; the same bytes for the same arguments."""
    listed = [
        {
            "fullUrl": f"urn:uuid:{resource['id']}", "resource": resource,
            "request": {"method": "POST", "url": resource["resourceType"]},
        }
        for resource in _resources(entries, seed)
    ]  # fmt: skip
    return json.dumps(
        {"resourceType": "Bundle", "id": "benchmark", "type": "transaction", "entry": listed}, indent=1
    ).encode()


def timed(works: dict[str, Callable[[bytes], object]], bundles: list[bytes], runs: int) -> dict[str, list[float]]:
    """Milliseconds of this thread's own time for each work, turn and turn about, each time on the next patient."""
    times: dict[str, list[float]] = {name: [] for name in works}
    gc.collect()
    gc.freeze()  # as a service does once it is warm: what lives as long as the process is not looked through again
    for i in range(-len(bundles), runs):
        data = bundles[i % len(bundles)]
        for name, work in works.items():
            start = time.thread_time_ns()
            work(data)
            if i >= 0:
                times[name].append((time.thread_time_ns() - start) / 1e6)
    return times


def main() -> None:
    from cobalamin.assessment.assess import assess
    from cobalamin.records.fhir import bundle as fhir_bundle
    from cobalamin.records.fhir.read import read_bundle
    from cobalamin.records.select import facts_on

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=300)
    parser.add_argument("--runs", type=int, default=400)
    parser.add_argument(
        "--patients", type=int, default=16, help="so many different bundles, so that no cache knows them"
    )
    given = parser.parse_args()
    bundles = [bundle_bytes(given.entries, seed) for seed in range(1, given.patients + 1)]
    works: dict[str, Callable[[bytes], object]] = {
        "typed decode alone": fhir_bundle.BUNDLE.decode,
        "bytes to case": read_bundle,
        "bytes to facts": lambda data: facts_on(read_bundle(data), ON),
        "bytes to JSON answer": lambda data: assess(read_bundle(data), on=ON).json(),
    }
    size = statistics.mean(map(len, bundles)) / 1000
    print(f"{given.patients} patients of {given.entries} entries, {size:.0f} kB; ms of processor time")
    print(f"{'':<22}{'least':>8}{'median':>8}{'p99':>8}   x the decode (least, median)")
    times = timed(works, bundles, given.runs)
    base = times["typed decode alone"]
    for name, found in times.items():
        least, median, p99 = min(found), statistics.median(found), statistics.quantiles(found, n=100)[98]
        ratios = f"{least / min(base):5.2f}{median / statistics.median(base):7.2f}"
        print(f"{name:<22}{least:8.3f}{median:8.3f}{p99:8.3f}   {ratios}")


if __name__ == "__main__":
    main()
