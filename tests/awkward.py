"""People as a hospital's systems send them, with each awkward thing the reader of one patient knows: made from a number alone.

Components, contained results and medicines, absent reasons, withdrawn resources, coded and spoken values, other units, partial
dates, time zones at the edges of the window, duplicates, reports with somebody else's results, references of every form,
resources of another version of FHIR, and such as do not fit at all.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, timedelta
from random import Random
from typing import Any

Json = dict[str, Any]
ON = date(2026, 3, 1)
SERVER = "https://fhir.example.org/r4"
LOINC, SNOMED = "http://loinc.org", "http://snomed.info/sct"
RXNORM, ICD = "http://www.nlm.nih.gov/research/umls/rxnorm", "http://hl7.org/fhir/sid/icd-10"
FORMS = (
    "{kind}/{id}", "{kind}/{id}/_history/3", SERVER + "/{kind}/{id}", SERVER + "/{kind}/{id}/_history/7", "urn:uuid:{id}",
)  # fmt: skip
"""How a reference may be written."""
LABS = {
    "2132-9": (120, 190, 400), "14685-2": (90, 140, 290), "72160-5": (20, 60), "13964-2": (0.2, 0.9, 300), "718-7": (8.9, 104, 140),
    "4544-3": (28, 41), "787-2": (91, 108), "777-3": (90, 250), "6690-2": (3.1, 7.5), "2276-4": (8, 90), "2284-8": (2, 12),
    "33914-3": (35, 90), "13965-9": (9, 22), "31444-3": (1, 9), "2160-0": (80, 1.1),
}  # fmt: skip
UNITS = (
    "ng/L", "pg/mL", "pmol/L", "g/L", "g/dL", "fL", "umol/L", "nmol/L", "10*9/L", "ug/L", "%", "mL/min/{1.73_m2}", "furlong", None,
)  # fmt: skip
FINDINGS = (
    "91019004", "84027009", "422587007", "26452005", "34000006", "77386006", "169745008", "84229001", "387603000", "709044004",
    "60001007", "195662009",
)  # fmt: skip
MEDICINES = (
    (RXNORM, "6809", "metformin"), (RXNORM, "7646", "omeprazole"), (RXNORM, "317106", "hydroxocobalamin injection"),
    (RXNORM, "4511", "folic acid"), (RXNORM, "11248", "cyanocobalamin"), (RXNORM, "700499", "Cyanokit"),
    (None, None, "Cyanocobalamin 50 mcg tablets"), (RXNORM, "161", "paracetamol"),
    ("urn:oid:1.2.752.129.2.1.5.1", "1", "Hydroxokobalamin 1 mg/ml injektionsvätska"),
)  # fmt: skip
EDGES = (
    "2025-02-28T23:59:59-11:00", "2025-03-01T00:00:00+14:00", "2025-03-01", "2025-02-28", "2026-03-01T23:59:59Z",
    "2026-03-02T00:00:00Z", "2026-03-01T23:30:00-10:00", "2026-03-02T03:00:00+12:00", "2025", "2026", "2025-03", "2025-02",
    "2026-02-30", "soon", "", "2026-02-11T08:30", "2026-02-11T08:30:00.123Z",
)  # fmt: skip
UNREAD = ({"coding": [{"system": "urn:local", "code": "X9"}]}, {"coding": [{"code": "D51.0"}], "text": "D51.0"})
"""What may be anything: a code of a system that is not read, or of none, without words."""
STATUS = ("final", "final", "final", "preliminary", "entered-in-error", None)
STRANGE: Json = {"modifierExtension": [{"url": "http://lab.example/hemolysed", "valueBoolean": True}]}
SPECIMEN: Json = {"modifierExtension": [{
    "url": "https://www.medizininformatik-initiative.de/fhir/core/modul-labor/StructureDefinition/"
           "InterpretationsbeeinflussendeEigenschaft",
    "valueCoding": {"system": "http://snomed.info/sct", "code": "118128002", "display": "Specimen hemolyzed"},
}]}  # fmt: skip
OWN = {
    "Observation": ("status", "issued", "valueQuantity", "component", "code", "referenceRange"),
    "DiagnosticReport": ("status", "issued", "contained"), "Condition": ("status", "code", "recordedDate", "abatementAge"),
    "Procedure": ("status", "code", "performedPeriod"), "AllergyIntolerance": ("code", "recordedDate"),
    "Medication": ("code", "form"), "MedicationRequest": ("status", "authoredOn", "dosageInstruction"),
    "MedicationStatement": ("status", "dosage", "taken", "wasNotTaken"),
    "MedicationAdministration": ("status", "dosage", "notGiven"), "MedicationDispense": ("status", "whenHandedOver"),
}  # fmt: skip
"""The fields that are spoiled."""


class Maker:
    """The record of one person."""

    def __init__(self, number: int) -> None:
        self.chance = Random(number)
        self.more = Random(number + 1)  # for what was added later: the same people stay as awkward as they were
        self.id = f"{number:08x}-0000-4000-8000-00000000beef"
        self.count = 0

    def resources(self) -> list[Json]:
        """The person, and what is recorded of them, in any order."""
        chance = self.chance
        kinds = (
            self.lab, self.lab, self.finding, self.procedure, self.allergy, self.medicine, self.report, self.question,
        )  # fmt: skip
        found = [
            each for _ in range(chance.randint(0, 14)) for each in chance.choices(kinds, (5, 2, 2, 1, 1, 2, 1, 2))[0]()
        ]
        found += [json.loads(json.dumps(each)) for each in found if chance.random() < 0.05]
        found = [version for each in found for version in (self.versions(each) if chance.random() < 0.08 else [each])]
        found = [self.spoiled(each) if chance.random() < 0.06 else each for each in found]
        found = [self.changed(each) if chance.random() < 0.04 else each for each in found]
        chance.shuffle(found)
        place = chance.randint(0, len(found))
        return [*found[:place], self.patient(), *self.relative(), *found[place:]]

    def patient(self) -> Json:
        chance = self.chance
        died = (
            {},
            {},
            {},
            {},
            {"deceasedBoolean": True},
            {"deceasedDateTime": "2026-01-05"},
            {"deceasedBoolean": False},
        )
        born = ("1950-07", "1980", "1962-02-28", "2024-11-03", "2011-03-01", "2011-03-02", "1900-02-30", None)
        sex = chance.choice(("female", "male", "other", None))
        return _sent(
            {"resourceType": "Patient", "id": self.id, "gender": sex, "birthDate": chance.choice(born)}
            | chance.choice(died)
        )

    def versions(self, resource: Json) -> list[Json]:
        """The same resource before and after it was corrected or withdrawn, as merged exports hold it, and what is said of each."""
        chance = self.chance
        if resource["resourceType"] == "Medication":  # a server that is asked for what an entry points to sends one
            return [resource]
        marks = chance.choice((
            ({"versionId": "1", "lastUpdated": "2026-01-10T08:00:00Z"}, {"versionId": "2", "lastUpdated": "2026-01-11T08:00:00Z"}),
            ({"lastUpdated": "2026-01-10T23:30:00-05:00"}, {"lastUpdated": "2026-01-11T04:00:00Z"}),
            ({"versionId": "9"}, {"versionId": "10"}), ({"versionId": 1}, {"versionId": 2}),
            ({"versionId": "2", "lastUpdated": "2026-01-10T08:00:00Z"}, {"versionId": "1", "lastUpdated": "2026-01-11T08:00:00Z"}),
            ({"versionId": "a1"}, {"lastUpdated": "2026-01-11T08:00:00Z"}), ({}, {}),
        ))  # fmt: skip
        if (
            resource["resourceType"] == "Observation" and chance.random() < 0.7
        ):  # a plain one: in bulk these stand apart
            plain = {name: resource[name] for name in ("resourceType", "id", "subject") if name in resource}
            level = {
                "code": {"coding": [{"system": LOINC, "code": chance.choice(("14685-2", "13964-2"))}]},
                "status": "final",
            }
            value = {"valueQuantity": {"value": 300, "unit": "nmol/L" if "13964-2" in str(level) else "pmol/L"}}
            resource = plain | level | value | {"effectiveDateTime": "2026-02-11"}
        before, after = (json.loads(json.dumps(resource)) | {"meta": mark} for mark in marks)
        if "verificationStatus" in after:
            after["verificationStatus"] = self.status("refuted", "entered-in-error", "confirmed")
        elif "valueQuantity" in after:
            after["valueQuantity"] = after["valueQuantity"] | {"value": 140}
        else:
            after["status"] = chance.choice(("entered-in-error", "final", "completed", "active"))
        found = [before, after]
        return found[::-1] if chance.random() < 0.5 else found

    def changed(self, resource: Json) -> Json:
        """Something beside it that can turn its meaning round."""
        chance = self.chance
        parts = {"component": resource.get("component"), "dosage": resource.get("dosage")}
        name = chance.choice([*(name for name, part in parts.items() if isinstance(part, list) and part), ""])
        if name:
            return resource | {
                name: [
                    part | STRANGE if chance.random() < 0.5 and isinstance(part, dict) else part
                    for part in parts[name] or ()
                ]
            }
        focus = {"focus": [{"reference": chance.choice(("Patient/another", f"Patient/{self.id}", "Device/1"))}]}
        kind = resource["resourceType"]
        more = (
            focus
            if kind == "Observation"
            else {"status": "entered-in-error"}
            if kind == "Medication"
            else {"intent": "option"}
        )
        return resource | chance.choice((STRANGE, SPECIMEN, {"implicitRules": "http://lab.example/rules"}, more))

    # --- results -----------------------------------------------------------------------------------------------------

    def lab(self) -> list[Json]:
        code, final = self.chance.choice(list(LABS)), ("final",) * 6
        found = self.base("Observation", self.concept(LOINC, code)) | self.when() | self.value(code)
        found["status"] = self.chance.choice(
            (*final, "amended", "corrected", "preliminary", "entered-in-error", "cancelled", None)
        )
        if self.chance.random() < 0.15:
            found["component"] = [self.component() for _ in range(self.chance.randint(1, 3))]
        if self.chance.random() < 0.1:
            found["code"] = self.concept(LOINC, "58410-2", "blood count")
        if self.more.random() < 0.05:
            system = self.more.choice(("http://www.saude.gov.br/fhir/r4/CodeSystem/BRNomeExameLOINC", None))
            found["code"] = {"coding": [self.coding(system, code, None)]}
        if self.more.random() < 0.05:
            name = self.more.choice(("Hemoglobin", "MCV", "fS-Folaat", "HbA1c"))
            found["code"] = self.concept("http://laboratory.example/catalogue", "4711", name)
        if self.chance.random() < 0.01:
            found["interpretation"] = {"coding": [{"code": "L"}]}  # STU3
        return [_sent(found)]

    def component(self) -> Json:
        code = self.chance.choice((*LABS, "8302-2"))
        return {"code": self.concept(LOINC, code), **(self.value(code) if code in LABS else {})}

    def value(self, code: str) -> Json:
        chance, number = self.chance, self.chance.choice(LABS[code])
        unit = chance.choice(UNITS)
        quantity = {"value": number, "unit": unit, "code": chance.choice((unit, unit, unit, None, "pmol/L"))}
        words = {"coding": [{"system": SNOMED, "code": chance.choice(("10828004", "260385009", "1"))}]}
        limits = {"low": {"value": number / 2, "unit": unit}, "high": {"value": number * 2, "unit": unit}}
        judged = {"interpretation": [{"coding": [{"code": chance.choice(("L", "H", "N", "POS", "NEG"))}]}]}
        number_sent: Json = {"valueQuantity": quantity}
        return chance.choice((
            number_sent, number_sent, number_sent, number_sent, judged, number_sent | judged,
            {"valueQuantity": quantity | {"comparator": chance.choice("<>~")}}, number_sent | {"referenceRange": [limits]},
            {"valueString": f"<{number} {unit}"}, {"valueString": "low"}, {"valueString": "negative"}, {"valueInteger": 3}, {},
            {"valueCodeableConcept": words}, {"valueBoolean": chance.random() < 0.5},
            {"dataAbsentReason": {"coding": [{"code": "unknown"}]}}, {"valueRange": limits},
        ))  # fmt: skip

    def report(self) -> list[Json]:
        """A report that holds results of its own, perhaps somebody else's among them."""
        inner = [self.lab()[0] for _ in range(self.chance.randint(1, 3))]
        for i, each in enumerate(inner):
            each["id"] = f"in{i}"
            whose = self.chance.choice(("own", "none", "other"))
            if whose == "none":
                each.pop("subject", None)
            elif whose == "other":
                each["subject"] = {"reference": "Patient/somebody-else"}
            if self.chance.random() < 0.5:
                each.pop("effectiveDateTime", None)
        found = self.base("DiagnosticReport", self.concept(LOINC, "58410-2")) | self.when()
        status = self.chance.choice(("final", "final", "partial", "entered-in-error", None))
        concluded = self.more.choice((
            {}, {}, {"conclusion": "No tingling."}, {"conclusion": "polyneuropathy"}, {"conclusion": "B12 is low"},
            {"conclusionCode": [{"coding": [{"system": SNOMED, "code": FINDINGS[0]}]}]},
        ))  # fmt: skip
        return [_sent(found | {"status": status, "contained": inner} | concluded)]

    # --- findings ----------------------------------------------------------------------------------------------------

    def finding(self) -> list[Json]:
        chance = self.chance
        code = chance.choice((*(self.concept(SNOMED, code) for code in FINDINGS), self.concept(ICD, "D51.0")))
        if chance.random() < 0.3:
            answers = (
                {"valueBoolean": True},
                {"valueBoolean": False},
                {},
                {"valueString": "not detected"},
                {"valueInteger": 0},
            )
            status = chance.choice(("final", "preliminary", None))
            return [_sent(self.base("Observation", code) | self.when() | {"status": status} | chance.choice(answers))]
        found = self.base("Condition", code if self.more.random() < 0.9 else self.more.choice(UNREAD))
        found["recordedDate"], found["clinicalStatus"] = (
            self.day(),
            self.status("active", "active", "resolved", "remission", None),
        )
        found["verificationStatus"] = self.status(
            "confirmed", "confirmed", "refuted", "provisional", "entered-in-error", None
        )
        if chance.random() < 0.2:
            found["abatementDateTime"] = self.day()
        if chance.random() < 0.01:
            found["clinicalStatus"] = "active"  # STU3
        return [_sent(found)]

    def relative(self) -> list[Json]:
        """What somebody of the family has, of some."""
        more = self.more
        if more.random() < 0.7:
            return []
        ill = ("58610003", "84027009", "191142007", "77386006")
        kin = more.choice(
            ({"coding": [{"code": more.choice(("MTH", "BRO", "WIFE"))}]}, {"text": "Mother"}, "mother", None)
        )
        had = [
            {"code": {"coding": [{"system": SNOMED, "code": more.choice(ill)}]}},
            {"code": {"text": "Pernicious anaemia"}},
        ]
        found = {"resourceType": "FamilyMemberHistory", "id": f"kin-{self.id[:8]}", "relationship": kin, "condition": had,
                 "patient": {"reference": f"Patient/{self.id}"}, "date": more.choice(("2025", "2026-02-01", "2027-01-01", None)),
                 "status": more.choice(("completed", "partial", "entered-in-error", "health-unknown", None, 7))}  # fmt: skip
        return [_sent(found)]

    def question(self) -> list[Json]:
        """A question under a code that nobody knows, with its answer; or several in one observation."""
        parts = [self.asked() for _ in range(self.chance.choice((1, 1, 1, 2, 3)))]
        found = self.base("Observation", parts[0].pop("code")) | self.when() | {"status": self.chance.choice(STATUS)}
        if len(parts) > 1:
            found |= {"component": parts[1:]}
        return [_sent(found | parts[0])]

    def asked(self) -> Json:
        chance = self.chance
        asked = chance.choice((
            self.concept(LOINC, "75325-1", "Symptom"), self.concept(SNOMED, "404684003"), {"text": "Allergies"},
            {"text": "Numbness of the feet"}, {"text": "Family history"}, {"coding": [{"system": "urn:local", "code": "Q7"}]},
        ))  # fmt: skip
        answer = chance.choice((
            {"valueCodeableConcept": self.concept(SNOMED, chance.choice(FINDINGS))}, {"valueString": "polyneuropathy"},
            {"valueString": "no tingling"}, {"valueCodeableConcept": {"text": "Hydroxocobalamin"}}, {"valueInteger": 2},
            {"valueCodeableConcept": {"coding": [{"system": "urn:local", "code": "1", "display": "Yes"}]}},
            {"valueString": "B12 was low last year"}, {"valueBoolean": chance.random() < 0.5}, {},
            {"valueQuantity": {"value": 7, "unit": "{score}"}}, {"dataAbsentReason": {"coding": [{"code": "asked-unknown"}]}},
        ))  # fmt: skip
        return {"code": asked} | answer

    def procedure(self) -> list[Json]:
        code = self.chance.choice(("26452005", "442338001", "170823005", "80146002"))
        found = self.base("Procedure", self.concept(SNOMED, code))
        found["status"] = self.chance.choice(
            ("completed", "completed", "in-progress", "entered-in-error", "not-done", "unknown", "stopped", None)
        )
        found[self.chance.choice(("performedDateTime",) * 30 + ("occurrenceDateTime",))] = self.day()  # the last R5
        return [_sent(found)]

    def allergy(self) -> list[Json]:
        code = self.chance.choice(("293397002", "91936005", "91936005"))
        found = self.base("AllergyIntolerance", self.concept(SNOMED, code), "patient")
        found["clinicalStatus"] = self.status("active", "resolved", None)
        found["type"] = self.chance.choice((*("allergy", None) * 4, {"coding": []}))  # the last R5
        if self.chance.random() < 0.3:
            text = self.chance.choice(("Hydroxocobalamin", "Penicillin"))
            substance = self.chance.choice(({"text": text}, self.concept(RXNORM, "11248")))
            found |= {"code": {"text": "Drug allergy"}, "reaction": [{"substance": substance}]}
        return [_sent(found)]

    # --- medicines ---------------------------------------------------------------------------------------------------

    def medicine(self) -> list[Json]:
        chance = self.chance
        kind = chance.choice(("MedicationRequest", "MedicationStatement", "MedicationAdministration"))
        found = self.base(kind, None) | self.medicine_dates(kind)
        found["status"] = chance.choice(
            ("active", "completed", "entered-in-error", "stopped", "not-taken", "unknown", None)
        )
        dose = chance.choice(
            ({"value": 1, "unit": "mg"}, {"value": 1000, "unit": "Mikrogramm"}, {"value": 5, "unit": "gram"})
        )
        route = {"route": {"text": chance.choice(("intramuscular", "oral", "IV"))}, "dose": dose}
        if chance.random() < 0.1:
            ends = {"low": {"value": 1, "unit": "mg"}, "high": {"value": chance.choice((2, 5000)), "unit": "mg"}}
            route = {"text": "im Notfall 1 Ampulle i.m.", "doseAndRate": [{"doseRange": ends}]}
        if chance.random() < 0.7:
            name = "dosageInstruction" if kind == "MedicationRequest" else "dosage"
            found[name] = route if kind == "MedicationAdministration" else [route]
        if kind == "MedicationStatement" and chance.random() < 0.02:
            found["taken"] = "n"  # STU3
        concept = {"coding": [self.coding(*chance.choice(MEDICINES))]}
        beside = self.named(found, concept if self.more.random() < 0.9 else UNREAD[0])
        return [*beside, _sent(self.handed_over(found) if self.more.random() < 0.3 else found)]

    def handed_over(self, found: Json) -> Json:
        """What was given, as the pharmacy says it."""
        if found["resourceType"] != "MedicationAdministration":
            return found
        name = self.more.choice(("whenHandedOver", "whenHandedOver", "whenPrepared"))
        changed = found | {"resourceType": "MedicationDispense", name: found.get("effectiveDateTime")}
        return changed | {"dosageInstruction": [found["dosage"]]} if "dosage" in found else changed

    def named(self, found: Json, concept: Json) -> list[Json]:
        """The medicine in the entry, inside it, beside it or nowhere."""
        chance, id = self.chance, f"med-{self.id[:8]}-{self.count}"
        medication = {"resourceType": "Medication", "id": id, "code": concept}
        if chance.random() < 0.3:  # a pack by its own name, and what is in it
            pack = {"code": {"text": "Depot"}} if chance.random() < 0.5 else {}
            other = {"itemCodeableConcept": {"text": "folic acid"}, "isActive": chance.random() < 0.5}
            inside = [{"itemCodeableConcept": concept}, *([other] if chance.random() < 0.3 else [])]
            medication = {"resourceType": "Medication", "id": id, "ingredient": inside} | pack
        match chance.choice(("here", "here", "inside", "beside", "nowhere", "R5")):
            case "here":
                found["medicationCodeableConcept"] = concept
            case "inside":
                found |= {"contained": [medication], "medicationReference": {"reference": f"#{id}"}}
            case "beside":
                found["medicationReference"] = {"reference": self.reference("Medication", id)}
                return [medication]
            case "nowhere":
                found["medicationReference"] = {"reference": "Medication/lost", "display": "Vitamin B12 injection"}
            case _ if chance.random() < 0.1:
                found["medication"] = {"concept": concept}
        return []

    def medicine_dates(self, kind: str) -> Json:
        if kind == "MedicationRequest":
            intent = self.chance.choice(("order", "order", "plan"))
            return {"authoredOn": self.day(), "intent": intent, "doNotPerform": self.chance.random() < 0.1}
        if self.chance.random() < 0.3:
            return {"effectivePeriod": _sent({"start": self.day(), "end": self.chance.choice((self.day(), None))})}
        return {"effectiveDateTime": self.day()}

    # --- what all have -----------------------------------------------------------------------------------------------

    def base(self, kind: str, code: Json | None, whose: str = "subject") -> Json:
        self.count += 1
        nobody = self.chance.random() < 0.02
        subject = (
            self.chance.choice(("Patient/nobody", "Group/nobody")) if nobody else self.reference("Patient", self.id)
        )
        known = {"type": "Patient", "identifier": {"system": "urn:local", "value": "7"}} if self.count % 3 == 0 else {}
        found = {
            "resourceType": kind,
            "id": f"{kind}-{self.id[:8]}-{self.count}",
            whose: {"reference": subject} | known,
        }
        return found if code is None else found | {"code": code}

    def reference(self, kind: str, id: str) -> str:
        return self.chance.choice(FORMS).format(kind=kind, id=id)

    def concept(self, system: str, code: str, text: str = "") -> Json:
        chance = self.chance
        coding = self.coding(system, code, chance.choice((None, None, text or code)))
        more = chance.choice(
            ([], [], [], [{"system": "urn:local", "code": "X1"}], [{"system": LOINC, "code": "8302-2"}])
        )
        said = chance.choice((None, None, None, "vitamin B12 level, active", "Aktives Vitamin B12", "Kobalamin"))
        return _sent({"coding": chance.sample([coding, *more], 1 + len(more)), "text": said})

    def coding(self, system: str | None, code: str | None, display: str | None) -> Json:
        return _sent({"system": system, "code": code, "display": display})

    def status(self, *codes: str | None) -> Json | None:
        code = self.chance.choice(codes)
        local = {"system": "urn:local", "code": "7"}
        sent = ({"coding": [{"code": code}]},) * 8 + (
            {"coding": [local, {"code": code}]},
            {"text": code},
            {"coding": [local]},
        )
        return None if code is None else self.chance.choice(sent)

    def day(self) -> str:
        chance = self.chance
        if chance.random() < 0.25:
            return chance.choice(EDGES)
        found = ON - timedelta(days=chance.choice((5, 12, 20, 60, 200, 364, 365, 366, 500, -1, -30)))
        return f"{found}{chance.choice(('', '', 'T09:30:00Z', 'T23:30:00+02:00'))}"

    def when(self) -> Json:
        day = self.day()
        plain: Json = {"effectiveDateTime": day}
        return self.chance.choice((
            plain, plain, plain, {"effectiveInstant": day}, {"issued": day}, {}, {"effectivePeriod": {"start": day}},
            {"effectivePeriod": {"end": day}}, plain | {"issued": "2026-01-01"},
        ))  # fmt: skip

    def spoiled(self, resource: Json) -> Json:
        """The resource with something that fits no version of FHIR, or nothing, in a field; whose it is can still be told."""
        field = self.chance.choice(OWN[resource["resourceType"]])
        return resource | {field: self.chance.choice((7, [], "x", {"value": "low"}, None, [7]))}


def plainly(resource: Any) -> Any:
    """The same with every reference as `Type/id`."""
    if isinstance(resource, list):
        return [plainly(each) for each in resource]
    if not isinstance(resource, dict):
        return resource
    return {name: _plain(value) if name == "reference" else plainly(value) for name, value in resource.items()}


def _plain(reference: str) -> str:
    kind = "Medication" if "med-" in reference else "Patient"
    if reference.startswith(("#", "Group")):
        return reference
    return f"{kind}/{reference.partition('/_history')[0].rpartition('/')[2].removeprefix('urn:uuid:')}"


def _sent(resource: Json) -> Json:
    return {name: value for name, value in resource.items() if value is not None}


def bundle(resources: Iterable[Json]) -> bytes:
    """One patient as a bundle: each resource under its address."""
    entries = [{"fullUrl": f"urn:uuid:{each['id']}", "resource": each} for each in resources]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()
