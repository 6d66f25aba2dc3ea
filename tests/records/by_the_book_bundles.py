"""Bundles for the second reading, each made from a number: a few resources of a few subjects, with what goes wrong in real ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

from by_the_book_codes import DATA, FINDINGS, MEASURES, MEDICINES

Json = dict[str, Any]
ON = date(2026, 3, 1)
SCT, LOINC, RXNORM, UCUM = (
    "http://snomed.info/sct", "http://loinc.org", "http://www.nlm.nih.gov/research/umls/rxnorm", "http://unitsofmeasure.org",
)  # fmt: skip
HL7 = "http://terminology.hl7.org/CodeSystem/"
SYSTEM = dict(DATA["systems"])
USUAL = {
    "total_b12": ((90, 132, 133, 150, 214, 258, 300, 900), ("ng/L", "pg/mL", "pmol/L")),
    "active_b12": ((18, 24, 25, 60, 70, 71, 110, 400), ("pmol/L",)),
    "mma": ((0.1, 0.27, 0.28, 5, 45, 250, 271, 300, 900, 6000), ("nmol/L", "umol/L", "nmol/mL")),
    "homocysteine": ((1.5, 9, 15, 15.1, 30, 120), ("umol/L", "nmol/mL", "mg/L")),
    "haemoglobin": ((6.9, 8.9, 12, 13.5, 69, 104, 125, 140), ("g/L", "g/dL", "mmol/L")),
    "haematocrit": ((0.31, 28, 41), ("%", "L/L")),
    "mcv": ((88, 100, 101, 118), ("fL",)),
    "platelets": ((40, 149, 250), ("10*9/L", "10*3/uL")),
    "white_cells": ((3.9, 4, 8), ("10*9/L",)),
    "serum_folate": ((2, 3, 7, 12), ("nmol/L", "ug/L")),
    "ferritin": ((12, 30, 90), ("ug/L", "ng/mL")),
    "egfr": ((25, 59, 60, 90), ("mL/min/{1.73_m2}",)),
    "creatinine": ((1, 88), ("umol/L", "mg/dL")),
    "potassium": ((3.1, 4.2), ("mmol/L",)),
    "reticulocytes": ((1.5, 60), ("10*9/L", "%")),
    "reticulocytes_percent": ((0.4, 1.5), ("%",)),
    "neutrophils": ((1.1, 4), ("10*9/L",)),
}
ODD_UNITS = (
    None,
    "furlong",
    "K/uL",
    "mg",
    "mmol/L",
    "PG/ML",
    "pg/ml",
    "µmol/L",
    "μmol/L",
    "umol/l",
    "mcg/L",
    "x10^9/L",
    "G/DL",
    "%",
)
STATUS = (
    ("final",) * 6,
    ("amended", "corrected"),
    ("preliminary", "registered", "cancelled", "entered-in-error", "unknown"),
)


def made(number: int) -> Json:
    """One patient's bundle."""
    rng = Random(number)
    sex = rng.choice(("female", "female", "male", "other", None))
    born = rng.choice(
        ("1971-05-04", "1962", "1966-03", "1966-02-28", "1940-01-01", "2019-07-01", "2010-03-02", "1990-06", None)
    )
    person = {"resourceType": "Patient", "id": "p1", "gender": sex, "birthDate": born}
    entries = [
        {"fullUrl": "urn:uuid:11111111-1111-4111-8111-111111111111", "resource": {k: v for k, v in person.items() if v}}
    ]
    for _ in range(rng.choice((1, 1, 2, 3))):
        for resource in rng.choice(SUBJECTS)(rng):
            entries.append(
                {"fullUrl": f"https://ehr.example/{resource['resourceType']}/r{len(entries)}", "resource": resource}
            )
            resource.setdefault("id", f"r{len(entries) - 1}")
            _belongs(rng, resource)
    if number % 11 == 0:
        entries.append({"resource": _unread(Random(number))})
    rng.shuffle(entries)
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def _unread(rng: Random) -> Json:
    """A code of a system that nobody reads, without words; rarely refuted, or too long ago to say anything."""
    kind = rng.choice(("Condition", "Procedure", "MedicationAdministration", "MedicationStatement"))
    code = {
        "coding": [{"system": "urn:local", "code": "X9"}],
        **rng.choice(({}, {}, {"text": "X9"}, {"text": "Bruise"})),
    }
    named = {"medicationCodeableConcept" if kind.startswith("Medication") else "code": code}
    if kind == "Condition" and rng.random() < 0.2:
        named["verificationStatus"] = {"coding": [{"system": HL7 + "condition-ver-status", "code": "refuted"}]}
    status = (
        {} if kind == "Condition" else {"status": rng.choice(("completed", "completed", "not-taken", "in-progress"))}
    )
    dated_by = {"Procedure": "performed"}.get(kind, "onset" if kind == "Condition" else "effective")
    found = {"resourceType": kind, "id": "u1", **status, **named, **dated(rng, dated_by)}
    _belongs(rng, found)
    return found


def _belongs(rng: Random, resource: Json) -> None:
    whose = "patient" if resource["resourceType"] == "AllergyIntolerance" else "subject"
    forms = ("Patient/p1",) * 12 + (
        "urn:uuid:11111111-1111-4111-8111-111111111111",
        "https://ehr.example/Patient/p1",
        "Patient/p1/_history/3",
        "https://ehr.example/Patient/p1/_history/9",
        "Patient/p2",
        "https://ehr.example/Patient/p11",
        "Group/p1",
        None,
        "Patient/p1/_history/p2",
    )
    form = rng.choice(forms)
    if resource["resourceType"] != "Medication" and form:
        resource[whose] = {"reference": form}


# --- days ---------------------------------------------------------------------------------------------------------------


def day(rng: Random) -> date:
    """A day about the edges of the windows: today, a fortnight, three and twelve months, 300 days, and any other."""
    near = rng.choice((0, 0, 14, 15, 91, 300, 364, 365, 366, 730, rng.randrange(-40, 900), rng.randrange(0, 400)))
    return ON - timedelta(days=near + rng.choice((-1, 0, 0, 1)))


def when(rng: Random) -> str:
    """A day as it is printed: a date mostly, an instant with a zone, a month, a year."""
    that = day(rng)
    form = rng.randrange(12)
    if form < 6:
        return that.isoformat()
    if form == 6:
        return that.isoformat()[:7]
    if form == 7:
        return that.isoformat()[:4]
    clock = rng.choice(("00:05:00", "08:30:00", "12:00:00.250", "23:55:00"))
    return f"{that}T{clock}{rng.choice(('Z', '+00:00', '+13:00', '-11:00', '+01:00'))}"


def dated(rng: Random, name: str, *, period: bool = True) -> Json:
    """`name` is effective, performed, onset ...: the day in one of FHIR's shapes, or none."""
    shape = rng.randrange(14)
    if shape == 0:
        return {}
    if shape == 1 and period:
        start = day(rng)
        end = start + timedelta(days=rng.choice((0, 0, 1, 20, 400)))
        both = {"start": start.isoformat(), "end": end.isoformat()}
        return {name + "Period": {k: v for k, v in both.items() if rng.random() < 0.8} or both}
    if name == "effective" and shape == 2:
        return {"effectiveTiming": {"event": [f"{day(rng)}T09:00:00Z"]}}
    if name == "effective" and shape == 3:
        return {"effectiveInstant": f"{day(rng)}T23:30:00{rng.choice(('Z', '-05:00', '+10:00'))}"}
    if name == "effective" and shape == 4:
        return {"issued": f"{day(rng)}T10:00:00Z"}
    return {name + "DateTime": when(rng)}


# --- codes --------------------------------------------------------------------------------------------------------------


def coding(rng: Random, concept: str) -> Json:
    """Any code of a concept, an excluded or a wide one too."""
    system, code, _ = rng.choice(DATA["concepts"][concept]["codes"])
    if system.startswith("icd") and rng.random() < 0.3:
        code = code.replace(".", "")
    return {"system": rng.choice(SYSTEM[system]), "code": code}


def coded(rng: Random, concept: str, *others: str) -> Json:
    """A code, sometimes beside a local one, one of another concept, or a text alone."""
    chosen = [coding(rng, concept)]
    if rng.random() < 0.12:
        chosen.insert(0, {"system": "urn:local", "code": "X1", "display": "local"})
    if others and rng.random() < 0.15:
        chosen.append(coding(rng, rng.choice(others)))
    if rng.random() < 0.04:
        return {"text": "something else"}
    return {"coding": chosen}


# --- results ------------------------------------------------------------------------------------------------------------


def value(rng: Random, name: str) -> Json:
    """A value of a test in one of the ways laboratories send it."""
    numbers, units = USUAL[name]
    amount, unit = rng.choice(numbers), rng.choice(units) if rng.random() < 0.85 else rng.choice(ODD_UNITS)
    way = rng.randrange(20)
    sign = rng.choice((None,) * 6 + ("<", ">", "<=", ">="))
    if way < 10:
        quantity = {"value": amount, "comparator": sign, "unit": unit, "system": UCUM, "code": unit}
        if rng.random() < 0.3:
            quantity.pop(rng.choice(("unit", "code")))
        if rng.random() < 0.05:
            quantity["code"] = rng.choice(units)
        return {"valueQuantity": {k: v for k, v in quantity.items() if v is not None}}
    if way < 14:
        text = rng.choice(
            (
                f"{amount}",
                f"<{amount}",
                f">{amount}*.",
                f"{amount} {unit}",
                f"<{amount} {unit}",
                f"> {amount} {unit}",
                "1,200",
                "1,200 pg/mL",
                "0,25",
                "see comment",
                "low",
                "Normal",
                "<",
                "haemolysed",
            )
        )
        return {"valueString": text}
    if way == 14:
        return {"valueInteger": int(amount)}
    if way == 15:
        return {"dataAbsentReason": {"coding": [{"system": HL7 + "data-absent-reason", "code": "unknown"}]}}
    if way == 16:
        return {"valueCodeableConcept": {"text": rng.choice(("low", "High", "normal", "raised", "unclear"))}}
    if way == 17:
        return {"valueBoolean": True}
    return {}


def beside(rng: Random, name: str) -> Json:
    """What a laboratory prints beside a value: a word, its own range."""
    told: Json = {}
    if rng.random() < 0.3:
        code = rng.choice(("L", "LL", "H", "HH", "N", "A", "POS", "NEG", "IND"))
        told["interpretation"] = [{"coding": [{"system": HL7 + "v3-ObservationInterpretation", "code": code}]}]
        if (
            rng.random() < 0.3
        ):  # by a name or a text alone, as laboratories with codes of their own send it, or beside a code
            said = rng.choice(
                ("Low", "High", "Normal", "Positive", "negative", "H", "Below reference range", "abnormal")
            )
            told["interpretation"] = rng.choice((
                [{"text": said}], [{"coding": [{"system": SCT, "display": said}]}], [*told["interpretation"], {"text": said}],
            ))  # fmt: skip
    if rng.random() < 0.3:
        numbers, units = USUAL[name]
        unit = rng.choice(units)
        told["referenceRange"] = [{"high": {"value": rng.choice(numbers), "unit": unit, "system": UCUM, "code": unit}}]
        if rng.random() < 0.2:
            told["referenceRange"][0]["high"] = {"value": rng.choice(numbers)}
    return told


def result(rng: Random, name: str) -> Json:
    found = {
        "resourceType": "Observation", "status": rng.choice(rng.choice((STATUS[0], STATUS[0], STATUS[1], STATUS[2]))),
        "code": coded(rng, MEASURES[name]), **dated(rng, "effective"), **value(rng, name), **beside(rng, name),
    }  # fmt: skip
    if name in ("total_b12", "active_b12") and rng.random() < 0.25:
        found["code"]["text"] = rng.choice(
            ("Active B12", "Vitamin B12", "Holotranscobalamin", "B12 and folate", "Vitamin B12, total", "s-b12-tc2")
        )
        if rng.random() < 0.3:
            found["code"].setdefault("coding", []).append(
                coding(rng, rng.choice(("lab.holotc", "lab.b12_total", "lab.b12_not_serum")))
            )
    return found


def results(rng: Random) -> list[Json]:
    """One test several times, or a blood count."""
    name = rng.choice(tuple(USUAL))
    count = ("haemoglobin", "haematocrit", "mcv", "platelets", "white_cells")
    names = [name] * rng.choice((1, 2, 3)) if rng.random() < 0.75 else [n for n in count if rng.random() < 0.7]
    made = [result(rng, n) for n in names]
    if made and rng.random() < 0.15:  # sent twice, in another unit or corrected by a little
        again = dict(made[0])
        if "value" in again.get("valueQuantity", {}):
            again["valueQuantity"] = dict(again["valueQuantity"]) | {
                "value": made[0]["valueQuantity"]["value"] * rng.choice((1, 1, 1.005, 1.2))
            }
        made.append(again)
    return made


def panel(rng: Random) -> list[Json]:
    """Components under a code of their own, or a report that holds its results."""
    parts = [result(rng, rng.choice(tuple(USUAL))) for _ in range(3)]
    if rng.random() < 0.5:
        inside = [
            {
                k: v
                for k, v in p.items()
                if k not in ("resourceType", "status") and not k.startswith(("effective", "issued"))
            }
            for p in parts
        ]
        outer = {
            "resourceType": "Observation",
            "status": parts[0]["status"],
            "code": {"coding": [{"system": LOINC, "code": "58410-2"}]},
        }
        return [{**outer, **dated(rng, "effective"), "component": inside}]
    for i, part in enumerate(parts):
        part["id"] = f"c{i}"
        if rng.random() < 0.5:
            part["subject"] = {"reference": rng.choice(("Patient/p1", "Patient/p1", "Patient/p2"))}
    report = {
        "resourceType": "DiagnosticReport",
        "status": rng.choice(("final", "final", "preliminary", "entered-in-error")),
        "code": {"text": "blood"},
    }
    return [
        {**report, **dated(rng, "effective"), "contained": parts, "result": [{"reference": f"#c{i}"} for i in range(3)]}
    ]


def antibody(rng: Random) -> list[Json]:
    made = []
    for _ in range(rng.choice((1, 2))):
        answer = rng.choice(
            (
                {"valueCodeableConcept": {"coding": [{"system": SCT, "code": rng.choice(("10828004", "260385009"))}]}},
                {"valueString": rng.choice(("Positive", "negative", "equivocal", "not detected", "12"))},
                {"valueBoolean": rng.random() < 0.5},
                {"valueQuantity": {"value": 12, "unit": "AU/mL"}},
                {},
            )
        )
        if rng.random() < 0.3:
            answer = {
                **answer,
                "interpretation": [{"coding": [{"code": rng.choice(("POS", "NEG", "IND", "H", "N", "A"))}]}],
            }
        concept = rng.choice(
            ("lab.intrinsic_factor_antibody", "lab.intrinsic_factor_antibody", "lab.parietal_cell_antibody")
        )
        status = rng.choice(rng.choice(STATUS))
        made.append(
            {
                "resourceType": "Observation",
                "status": status,
                "code": coded(rng, concept),
                **dated(rng, "effective"),
                **answer,
            }
        )
    return made + (injections(rng) if rng.random() < 0.4 else [])


# --- findings -----------------------------------------------------------------------------------------------------------


def _concept_of_findings(rng: Random) -> str:
    return rng.choice(
        [c for c in rng.choice(list(FINDINGS.values())).split() if c.startswith(("cond", "obs"))]
        or ["cond.paraesthesia"]
    )


def conditions(rng: Random) -> list[Json]:
    """A diagnosis once or twice: going on, over, refuted, provisional, without a day."""
    concept = _concept_of_findings(rng)
    made = []
    for _ in range(rng.choice((1, 1, 2, 3))):
        state = rng.choice(("active", "active", "recurrence", "inactive", "remission", "resolved", None))
        verified = rng.choice(
            (
                "confirmed",
                "confirmed",
                None,
                "refuted",
                "provisional",
                "differential",
                "unconfirmed",
                "entered-in-error",
            )
        )
        one = {
            "resourceType": "Condition",
            "code": coded(rng, concept, _concept_of_findings(rng)),
            **dated(rng, "onset"),
        }
        if rng.random() < 0.4:
            one["recordedDate"] = when(rng)
        if rng.random() < 0.25:
            one |= dated(rng, "abatement")
        if state and verified != "entered-in-error":
            one["clinicalStatus"] = {"coding": [{"system": HL7 + "condition-clinical", "code": state}]}
        if verified:
            one["verificationStatus"] = {"coding": [{"system": HL7 + "condition-ver-status", "code": verified}]}
        made.append(one)
    return made


def observed(rng: Random) -> list[Json]:
    """A finding as an observation: a question with its answer, or the finding itself."""
    concept = _concept_of_findings(rng)
    made = []
    for _ in range(rng.choice((1, 2))):
        answer = rng.choice((
            {"valueBoolean": True}, {"valueBoolean": False}, {}, {"valueInteger": 3}, {"valueString": "yes"}, {"valueString": "no"},
            {"valueCodeableConcept": {"coding": [{"system": SCT, "code": rng.choice(("373066001", "373067005"))}]}},
            {"valueCodeableConcept": {"coding": [{"system": LOINC, "code": rng.choice(("LA33-6", "LA32-8"))}]}},
            {"valueCodeableConcept": {"text": rng.choice(("Yes", "no", "absent", "unsure"))}},
        ))  # fmt: skip
        code = coded(rng, concept)
        if rng.random() < 0.25:
            code, answer = (
                {"coding": [{"system": LOINC, "code": "75325-1", "display": "Symptom"}]},
                {"valueCodeableConcept": coded(rng, concept)},
            )
        status = rng.choice(rng.choice((STATUS[0], STATUS[0], STATUS[2])))
        made.append(
            {"resourceType": "Observation", "status": status, "code": code, **dated(rng, "effective"), **answer}
        )
    return made


def pregnancy(rng: Random) -> list[Json]:
    code = rng.choice(((LOINC, "LA15173-0"), (SCT, "77386006"), (SCT, "60001007"), (SCT, "261665006")))
    seen = {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": LOINC, "code": "82810-3"}]},
        **dated(rng, "effective"),
    }
    made = [{**seen, "valueCodeableConcept": {"coding": [{"system": code[0], "code": code[1]}]}}]
    return made + (conditions(rng) if rng.random() < 0.3 else []) + _of(rng, "cond.pregnancy", "cond.breastfeeding")


def _of(rng: Random, *of: str) -> list[Json]:
    if rng.random() < 0.5:
        return []
    state = {"coding": [{"system": HL7 + "condition-clinical", "code": rng.choice(("active", "active", "resolved"))}]}
    return [
        {
            "resourceType": "Condition",
            "code": coded(rng, rng.choice(of)),
            "clinicalStatus": state,
            **dated(rng, "onset"),
        }
    ]


def procedures(rng: Random) -> list[Json]:
    concept = rng.choice(
        [
            c
            for name in ("total_gastrectomy", "partial_gastrectomy", "partial_ileal_resection", "bariatric_surgery")
            for c in FINDINGS[name].split()
        ]
        + ["admin.b12_injection_procedure"] * 3
        + ["lab.intrinsic_factor_antibody"]
    )
    status = rng.choice(
        ("completed",) * 5 + ("not-done", "entered-in-error", "in-progress", "preparation", "stopped", "unknown")
    )
    return [{"resourceType": "Procedure", "status": status, "code": coded(rng, concept), **dated(rng, "performed")}]


def allergies(rng: Random) -> list[Json]:
    concept = rng.choice(
        ("cond.b12_allergy", "cond.b12_allergy", "med.cyanocobalamin", "med.hydroxocobalamin", "med.metformin")
    )
    one = {"resourceType": "AllergyIntolerance", "code": coded(rng, concept)}
    if rng.random() < 0.6:
        one["recordedDate"] = when(rng)
    for name, codes in (
        ("clinical", ("active", "active", "inactive", "resolved")),
        ("verification", ("confirmed", "unconfirmed", "refuted", "entered-in-error")),
    ):
        if rng.random() < 0.7:
            one[name + "Status"] = {
                "coding": [{"system": HL7 + "allergyintolerance-" + name, "code": rng.choice(codes)}]
            }
    if one.get("verificationStatus", {}).get("coding", [{}])[0].get("code") == "entered-in-error":
        one.pop("clinicalStatus", None)
    return [one]


def family(rng: Random) -> list[Json]:
    kin = {"coding": [{"system": HL7 + "v3-RoleCode", "code": "MTH"}]}
    return [{"resourceType": "FamilyMemberHistory", "status": "completed", "relationship": kin,
             "condition": [{"code": coded(rng, "cond.pernicious_anaemia")}], "patient": {"reference": "Patient/p1"}}]  # fmt: skip


# --- medicines ----------------------------------------------------------------------------------------------------------

B12 = (
    "med.cyanocobalamin",
    "med.cyanocobalamin_parenteral",
    "med.cyanocobalamin_oral",
    "med.hydroxocobalamin",
    "med.hydroxocobalamin_parenteral",
    "med.hydroxocobalamin_antidote",
    "med.methylcobalamin",
    "med.b12_combination",
    "med.b12_dmd_oral",
    "med.b12_dmd_parenteral",
    "med.cyanocobalamin_nasal",
)
ROUTES = (
    (SCT, "78421000"),
    (SCT, "34206005"),
    (SCT, "26643006"),
    (SCT, "37839007"),
    (SCT, "46713006"),
    (SCT, "47625008"),
)
TEXTS = (
    "Hydroxocobalamin 1 mg/ml solution for injection ampoules",
    "Cyanocobalamin 1000 mcg/ml amp",
    "Vitamin B12 10 ug Filmtbl.",
    "Cyanocobalamin 50 microgram tablets",
    "Vitamin B12",
    "Metformin 500 mg tablets",
    "Omeprazole 20 mg capsules",
    "Folic acid 5 mg tablets",
    "Cobalin-H 1 mg injection",
    "Hydroxocobalamin 5 g",
    "Paracetamol 500 mg tablets",
)


def _medicine(rng: Random, concept: str) -> Json:
    code = coded(rng, concept)
    if rng.random() < 0.15:
        code = {"text": rng.choice(TEXTS)}
    return code


def _dosage(rng: Random) -> Json:
    told: Json = {}
    if rng.random() < 0.6:
        system, code = rng.choice(ROUTES)
        told["route"] = (
            {"coding": [{"system": system, "code": code}]}
            if rng.random() < 0.8
            else {"text": rng.choice(("IM", "oral", "intramuscular", "PO"))}
        )
    return told


def _of_medicine(rng: Random, concept: str) -> list[Json]:
    kind = rng.choice(("MedicationRequest", "MedicationStatement", "MedicationAdministration"))
    one: Json = {"resourceType": kind}
    extra: list[Json] = []
    code = _medicine(rng, concept)
    if rng.random() < 0.2:
        name = f"m{rng.randrange(1000)}"
        inside = rng.random() < 0.5
        target = {"resourceType": "Medication", "id": name, "code": code}
        one |= {"medicationReference": {"reference": f"#{name}" if inside else f"Medication/{name}"}}
        if inside:
            one["contained"] = [target]
        else:
            extra.append(target)
    else:
        one["medicationCodeableConcept"] = code
    dosage = _dosage(rng)
    if kind == "MedicationRequest":
        one |= {
            "status": rng.choice(
                ("active",) * 4
                + ("completed", "stopped", "cancelled", "draft", "on-hold", "entered-in-error", "unknown")
            )
        }
        one |= {
            "intent": rng.choice(("order",) * 4 + ("plan", "proposal", "instance-order", "option")),
            "dosageInstruction": [dosage] if dosage else [],
        }
        if rng.random() < 0.8:
            one["authoredOn"] = when(rng)
        if rng.random() < 0.06:
            one["doNotPerform"] = True
    elif kind == "MedicationStatement":
        one |= {
            "status": rng.choice(
                ("active",) * 4
                + (
                    "completed",
                    "completed",
                    "stopped",
                    "not-taken",
                    "intended",
                    "on-hold",
                    "unknown",
                    "entered-in-error",
                )
            )
        }
        one |= {**dated(rng, "effective"), "dosage": [dosage] if dosage else []}
    else:
        one |= {
            "status": rng.choice(
                ("completed",) * 5 + ("in-progress", "not-done", "stopped", "on-hold", "entered-in-error")
            )
        }
        one |= {**dated(rng, "effective")} | ({"dosage": dosage} if dosage else {})
        if dosage and rng.random() < 0.2:
            one["dosage"] = dosage | {
                "dose": {"value": rng.choice((1, 5, 1000)), "unit": rng.choice(("mg", "g", "ug"))}
            }
    for empty in ("dosage", "dosageInstruction"):
        if one.get(empty) == []:
            del one[empty]
    for odd in ("effectiveTiming", "effectiveInstant", "issued"):
        one.pop(odd, None)
    return [one, *extra]


def medicines(rng: Random) -> list[Json]:
    concept = rng.choice([c for listed in MEDICINES.values() for c in listed.split()] + list(B12))
    return [r for _ in range(rng.choice((1, 1, 2))) for r in _of_medicine(rng, concept)]


def injections(rng: Random) -> list[Json]:
    made = [r for _ in range(rng.choice((1, 2))) for r in _of_medicine(rng, rng.choice(B12))]
    return made + (procedures(rng) if rng.random() < 0.3 else [])


def treated(rng: Random) -> list[Json]:
    """B12 given, and levels drawn about it."""
    return injections(rng) + [
        result(rng, rng.choice(("total_b12", "active_b12", "mma"))) for _ in range(rng.choice((1, 2)))
    ]


def drawn_about_a_dose(rng: Random) -> list[Json]:
    """A dose and a level that are plain but for their days: just before, on the last day that is spoilt, a year after."""
    apart = timedelta(days=rng.choice((-1, 0, 1, 13, 14, 15, 30, 364, 365, 366)))
    drawn = ON - timedelta(days=rng.choice((0, 1, 10, 200, 364, 365)))
    name, amount, unit = rng.choice((("total_b12", 300, "ng/L"), ("active_b12", 80, "pmol/L"), ("mma", 300, "nmol/L")))
    level = {"resourceType": "Observation", "status": "final", "code": {"coding": [coding(rng, MEASURES[name])]}}
    if name == "total_b12" and rng.random() < 0.3:
        name, level["code"] = "antibody", {"coding": [{"system": LOINC, "code": "31444-3"}]}
    sign = {"comparator": rng.choice(("<", ">", ">="))} if rng.random() < 0.3 else {}
    quantity = {"valueQuantity": {"value": amount, "unit": unit} | sign}
    sent = {"valueString": rng.choice(("positive", "negative"))} if name == "antibody" else quantity
    dose = {"resourceType": "MedicationAdministration", "status": "completed", "effectiveDateTime": f"{drawn - apart}"}
    injected = {"medicationCodeableConcept": {"coding": [{"system": RXNORM, "code": "317106"}]}}
    tablets = {"resourceType": "MedicationStatement", "status": "active", "medicationCodeableConcept": {
        "coding": [{"system": SCT, "code": "327545000"}]}, "effectivePeriod": {
        "start": f"{drawn - timedelta(days=30)}", "end": f"{drawn + apart}"}}  # fmt: skip
    return [level | {"effectiveDateTime": f"{drawn}"} | sent, tablets if rng.random() < 0.3 else dose | injected]


SUBJECTS: tuple[Callable[[Random], list[Json]], ...] = (
    results,
    results,
    results,
    panel,
    antibody,
    conditions,
    conditions,
    observed,
    pregnancy,
    procedures,
    allergies,
    family,
    medicines,
    medicines,
    treated,
    drawn_about_a_dose,
)
