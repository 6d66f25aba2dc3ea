"""Records drawn at random: the codes of the value sets and others, values of every kind, resources that do not fit."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

import ehr
from cobalamin.records.codes import shipped
from cobalamin.records.fhir.out import SYSTEMS

Json = dict[str, Any]
_CODES = sorted(
    (SYSTEMS[system], code)
    for concept in shipped().concepts.values()
    for system, code, _ in concept.codes
    if system in SYSTEMS
)
codes = st.sampled_from(_CODES)
ids = st.from_regex(r"[A-Za-z0-9.\-]{1,12}", fullmatch=True)
units = st.sampled_from(
    ["pg/mL", "ng/L", "pmol/L", "umol/L", "nmol/L", "g/dL", "g/L", "fL", "%", "", "bananas", "10*9/L"]
)
dates = st.sampled_from(["2026-02-20", "2025", "2019-05", "2027-01-01", "2026-02-20T10:00:00+02:00", "yesterday", ""])
junk = (
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.lists(st.integers(), max_size=2) | st.just({})
)


def concept() -> st.SearchStrategy[Json]:
    return codes.map(lambda c: {"coding": [{"system": c[0], "code": c[1]}]})


worded = st.sampled_from(
    ["Vitamin B12", "Hydroxocobalamin 1 mg injection", "cyanocobalamin 1 MG Oral Tablet", "Cyanokit 5 g", "Folic acid 5 mg",
     "Serum B12", "Metformin 500 mg", "Nitrous oxide", "Homocysteine", "Full blood count", "Prenatal vitamins", ""]
).map(lambda text: {"text": text})  # fmt: skip


def quantity() -> st.SearchStrategy[Json]:
    numbers = st.integers(0, 3000) | st.decimals(0, 3000, places=2).map(float)
    return st.fixed_dictionaries(
        {"value": numbers, "unit": units}, optional={"comparator": st.sampled_from(["<", ">", ">=", "~"])}
    )


def resource(kind: str) -> st.SearchStrategy[Json]:
    """One resource of a kind; now and then with a member that does not fit."""
    subject = st.sampled_from(["Patient/p1", "Patient/p1", "Patient/p1", "Patient/p2", ""]).map(
        lambda r: {"reference": r}
    )
    common = {"resourceType": st.just(kind), "id": ids, "subject": subject}
    own: dict[str, dict[str, Any]] = {
        "Observation": {
            "code": concept(),
            "status": st.sampled_from(["final", "preliminary", "amended"]),
            "valueQuantity": quantity(),
            "effectiveDateTime": dates,
        },
        "Condition": {
            "code": concept(),
            "recordedDate": dates,
            "clinicalStatus": st.sampled_from(["active", "resolved"]).map(lambda c: {"coding": [{"code": c}]}),
        },
        "Procedure": {
            "code": concept(),
            "status": st.sampled_from(["completed", "not-done"]),
            "performedDateTime": dates,
        },
        "AllergyIntolerance": {"code": concept(), "recordedDate": dates},
        "ServiceRequest": {
            "code": concept() | worded,
            "status": st.sampled_from(["draft", "draft", "active"]),
            "intent": st.just("order"),
            "authoredOn": dates,
        },
    }
    medicine = {
        "medicationCodeableConcept": concept() | worded,
        "status": st.sampled_from(["active", "completed", "draft", "stopped"]),
        "authoredOn": dates,
        "dosageInstruction": st.sampled_from(
            [
                [],
                [{"route": ehr.concept(ehr.SCT, ehr.IM)}],
                [{"route": ehr.concept(ehr.SCT, ehr.ORAL)}],
                [{"text": "im"}],
            ]
        ),
    }
    whole = st.fixed_dictionaries({**common, **own.get(kind, medicine)})
    spoiled = st.tuples(whole, st.sampled_from(["code", "subject", "status", "effectiveDateTime", "id"]), junk).map(
        lambda t: {**t[0], t[1]: t[2]}
    )
    return st.one_of(whole, whole, whole, spoiled)


def arrival(kind: str) -> st.SearchStrategy[Any]:
    """A prefetch value in any of its states."""
    data = st.lists(resource(kind), max_size=6).map(ehr.searchset)
    return st.one_of(data, data, data, st.none(), st.just(ehr.FAILED), junk)


def records() -> st.SearchStrategy[Json]:
    keys = {
        "results": "Observation",
        "conditions": "Condition",
        "procedures": "Procedure",
        "prescriptions": "MedicationRequest",
        "statements": "MedicationStatement",
        "administrations": "MedicationAdministration",
        "dispenses": "MedicationDispense",
        "allergies": "AllergyIntolerance",
        "harm": "AdverseEvent",
        "findings": "Observation",
        "immunizations": "Immunization",
        "family": "FamilyMemberHistory",
        "orders": "ServiceRequest",
    }
    who = st.builds(
        ehr.patient,
        st.sampled_from(["female", "male", "other", "unknown"]),
        st.sampled_from(["1950-01-01", "1990-06", "2020", "2024-01-01"]),
    )
    return st.fixed_dictionaries({"patient": who}, optional={key: arrival(kind) for key, kind in keys.items()})


def orders() -> st.SearchStrategy[list[Json]]:
    return st.lists(resource("MedicationRequest") | resource("ServiceRequest"), max_size=4)


def requests() -> st.SearchStrategy[Json]:
    """A hooks request for a random patient."""

    def made(hook: str, record: Json, drafts: list[Json]) -> Json:
        request = ehr.request(hook, [ehr.patient()], drafts)
        return {**request, "prefetch": record}

    return st.builds(made, st.sampled_from(["patient-view", "order-select", "order-sign"]), records(), orders())
