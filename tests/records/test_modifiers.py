"""What changes the meaning of a resource and is not understood here: R4 forbids to read it as if it were not there.

http://hl7.org/fhir/R4/extensibility.html#modifierExtension and http://hl7.org/fhir/R4/conformance-rules.html#isModifier.
"""

import pytest

from bundles import (
    B12,
    HB,
    MMA,
    RXNORM,
    SCT,
    case,
    coded,
    concept,
    condition,
    facts,
    given,
    medicine,
    observation,
    patient,
    value,
)
from cobalamin.records.errors import RecordError

STRANGE = {"modifierExtension": [{"url": "http://lab.example/not-of-this-patient", "valueBoolean": True}]}
RULES = {"implicitRules": "http://lab.example/rules"}
PERNICIOUS_ANAEMIA = "84027009"
METFORMIN = "metformin 500 mg tablets"


def told(*resources, **also) -> list[str]:
    return [problem.sentence for problem in case(*resources, **also).problems]


def procedure(code: str = "442338001", **fields):
    return {
        "resourceType": "Procedure", "id": "x1", "status": "completed", "subject": {"reference": "Patient/p"},
        "performedDateTime": "2020-01-01", "code": concept(code, SCT), **fields,
    }  # fmt: skip


def allergy(**fields):
    return {
        "resourceType": "AllergyIntolerance", "id": "a1", "patient": {"reference": "Patient/p"},
        "clinicalStatus": coded("active"), "code": {"coding": [{"system": RXNORM, "code": "5514"}]}, **fields,
    }  # fmt: skip


READ = {
    "total_b12": observation(B12, 100, "ng/L"),
    "autoimmune_gastritis": condition(PERNICIOUS_ANAEMIA),
    "metformin": medicine(text=METFORMIN),
    "b12_injections": given(),
}


@pytest.mark.parametrize("change", [STRANGE, RULES], ids=["extension", "rules"])
@pytest.mark.parametrize("fact", READ)
def test_such_a_resource_is_left_out_and_told(fact, change):
    resource = READ[fact]
    assert value(facts(resource), fact) not in ("[never recorded]", "[unreadable]")
    changed = resource | change
    found = facts(changed, observation(HB, 90, "g/L", id="o2"))
    assert value(found, fact) == "[never recorded]"
    assert value(found, "haemoglobin") == "90 g/L"
    (sentence,) = told(changed)
    assert sentence.startswith(f"{resource['resourceType']}/{resource['id']} was left out: it ")
    assert "http://lab.example/" in sentence


def test_statements_procedures_and_allergies_too():
    for resource in (medicine("MedicationStatement", METFORMIN), procedure(), allergy()):
        read, changed = case(resource), case(resource | STRANGE)
        assert read.statements
        assert not changed.statements
        assert len(changed.problems) == 1


def test_what_may_have_been_a_yes_is_not_presumed_to_be_none():
    """As with a resource that does not fit R4 (register R75)."""
    told_nothing = facts(condition(PERNICIOUS_ANAEMIA) | STRANGE)
    assert any(problem.whole_resource for problem in told_nothing.problems)


def test_a_patient_who_is_changed_is_refused():
    with pytest.raises(RecordError, match=r"Patient/p .*modifier extension \(http://lab.example/not-of-this-patient\)"):
        case(observation(), who=patient(**STRANGE))
    with pytest.raises(RecordError, match=r"Patient/p .*rules"):
        case(observation(), who=patient(**RULES))


def test_one_component_is_left_out_and_the_others_are_read():
    parts = [
        {"code": concept(B12), "valueQuantity": {"value": 100, "unit": "ng/L"}} | STRANGE,
        {"code": concept(HB), "valueQuantity": {"value": 90, "unit": "g/L"}},
    ]
    panel = observation(concept("58410-2"), component=parts)
    found = facts(panel)
    assert value(found, "total_b12") == "[never recorded]"
    assert value(found, "haemoglobin") == "90 g/L"
    assert told(panel) == [
        "Observation/o1#component[0] was left out: it carries a modifier extension"
        " (http://lab.example/not-of-this-patient), which can change what it says and is not known here"
    ]


def test_a_report_takes_its_results_along():
    report = {
        "resourceType": "DiagnosticReport", "id": "r1", "status": "final", "subject": {"reference": "Patient/p"},
        "effectiveDateTime": "2026-02-01", "contained": [observation(B12, 100, "ng/L")],
    }  # fmt: skip
    assert value(facts(report), "total_b12") == "100 ng/L"
    assert value(facts(report | STRANGE), "total_b12") == "[never recorded]"
    inside = report | {"contained": [observation(B12, 100, "ng/L") | STRANGE]}
    assert value(facts(inside), "total_b12") == "[never recorded]"
    assert len(told(report | STRANGE)) == len(told(inside)) == 1


def test_a_range_that_is_changed_is_no_range():
    """Methylmalonic acid is read by the range reported with it (register R31), unless nobody knows what the range is."""
    ranged = {"low": {"value": 0, "unit": "umol/L"}, "high": {"value": 0.9, "unit": "umol/L"}}
    within = observation(MMA, 0.6, "umol/L", referenceRange=[ranged])
    assert "not raised" in facts(within).known["mma"].note
    changed = observation(MMA, 0.6, "umol/L", referenceRange=[ranged | STRANGE])
    assert value(facts(changed), "mma") == "0.6 umol/L"


def test_a_dosage_that_is_changed_says_neither_route_nor_dose():
    injected = {"route": {"text": "intramuscular"}, "dose": {"value": 1, "unit": "mg"}}
    (event,) = case(given("cyanocobalamin 1 mg", dosage=injected)).treatment
    assert (event.route, event.dose_ug) == ("intramuscular", 1000)
    (event,) = case(given("cyanocobalamin 1 mg", dosage=injected | STRANGE)).treatment
    assert (event.route, event.dose_ug) == (None, None)


POINTED = {"medicationReference": {"reference": "Medication/d1"}}
DRUG = {"resourceType": "Medication", "id": "d1", "code": {"text": METFORMIN}}


@pytest.mark.parametrize(
    "change", [STRANGE, RULES, {"status": "entered-in-error"}], ids=["extension", "rules", "error"]
)
def test_a_medicine_that_others_point_to(change):
    assert value(facts(DRUG, medicine(**POINTED)), "metformin") is True
    assert value(facts(DRUG | {"status": "inactive"}, medicine(**POINTED)), "metformin") is True
    assert value(facts(DRUG | change, medicine(**POINTED)), "metformin") == "[never recorded]"
    assert told(DRUG | change, medicine(**POINTED))
    inside = medicine(medicationReference={"reference": "#d1"}, contained=[DRUG | change])
    assert value(facts(inside), "metformin") == "[never recorded]"


# --- the other elements R4 marks so, and one that it should ---


@pytest.mark.parametrize(
    "sent, read",
    [
        ("<", "< 150 ng/L"), ("<=", "≤ 150 ng/L"), (">=", "≥ 150 ng/L"), (" < ", "< 150 ng/L"), ("≤", "≤ 150 ng/L"),
        ("less than", "< 150 ng/L"), ("", "150 ng/L"),
        ("~", "[unreadable]"), ("ad", "[unreadable]"), ("GT", "[unreadable]"), ("<<", "[unreadable]"),
    ],
)  # fmt: skip
def test_a_comparator_nobody_knows_leaves_the_value_unread(sent, read):
    result = observation(B12, valueQuantity={"value": 150, "comparator": sent, "unit": "ng/L"})
    found = facts(result)
    assert value(found, "total_b12") == read
    if read == "[unreadable]":
        assert found.missing["total_b12"].sentence == (
            f"total serum B12: sent with the comparator {sent!r}, which is not known: not used; ask the laboratory"
        )


def test_a_result_about_something_else_than_the_patient():
    """`focus`: of the child, the donor or the partner, in the patient's own record."""
    child = observation(B12, 100, "ng/L", focus=[{"reference": "RelatedPerson/child"}])
    assert value(facts(child), "total_b12") == "[never recorded]"
    assert told(child) == [
        "Observation/o1 was left out: it is about RelatedPerson/child, not about the patient it was recorded of"
    ]
    assert told(child | {"focus": [{"display": "the donor"}]}) == [
        "Observation/o1 was left out: it is about something that is not named, not about the patient it was recorded of"
    ]
    assert value(facts(child | {"focus": [{"reference": "Patient/p"}]}), "total_b12") == "100 ng/L"
    assert value(facts(child | {"focus": []}), "total_b12") == "100 ng/L"


def test_an_option_is_no_order_by_itself_and_is_asked_about():
    """The European guide of prescriptions writes each line of several so; the group that orders it is not read."""
    assert value(facts(medicine(text=METFORMIN, intent="order")), "metformin") is True
    assert value(facts(medicine(text=METFORMIN, intent="option")), "metformin") == "[not confirmed]"
    assert value(facts(medicine(text=METFORMIN, intent="option", status="stopped")), "metformin") == "[never recorded]"
    assert value(facts(medicine(text=METFORMIN, intent="proposal")), "metformin") == "[never recorded]"
    injected = medicine(text="hydroxocobalamin 1 mg i.m.", intent="option")
    assert value(facts(injected), "b12_injections") == "[not confirmed]"
    assert [event.kind for event in case(injected).treatment] == ["planned"]


@pytest.mark.parametrize(
    "fields",
    [
        {"active": False},
        {"link": [{"other": {"reference": "Patient/q"}, "type": "replaced-by"}]},
        {"link": [{"other": {"reference": "Patient/q"}, "type": "seealso"}, {"type": "replaced-by"}]},
    ],
)
def test_a_record_that_is_not_used_any_more_is_said_to_be_one(fields):
    (sentence,) = told(observation(), who=patient(**fields))
    assert sentence == (
        "Patient/p: the record says that it is no longer in use, or was replaced by another one: what was recorded since may "
        "be missing here"
    )
    assert not told(observation(), who=patient(active=True, link=[{"type": "replaces"}]))


@pytest.mark.parametrize(
    "kind", ["MedicationRequest", "MedicationStatement", "MedicationDispense", "MedicationAdministration"]
)
def test_a_dosage_that_is_not_understood_is_told_and_its_medicine_is_read(kind: str) -> None:
    """It was passed over in silence, and the product was said to have no route."""
    dosage = {"route": {"text": "intramuscular"}, **STRANGE}
    name = "dosageInstruction" if kind in ("MedicationRequest", "MedicationDispense") else "dosage"
    sent = {name: dosage if kind == "MedicationAdministration" else [dosage]}
    sent |= {"status": "completed", "whenHandedOver": "2026-02-01"} if kind == "MedicationDispense" else {}
    (sentence,) = told(medicine(kind, "cyanocobalamin", **sent))
    assert sentence.startswith(
        f"{kind}/m1#dosage[0] was left out: it carries a modifier extension (http://lab.example/"
    )
    (event,) = case(medicine(kind, "hydroxocobalamin 1 mg injection", **sent)).treatment
    assert (event.product, event.route, event.dose_ug) == ("hydroxocobalamin", "injection", None)
    assert told(medicine(kind, METFORMIN, **sent)) == [], "of other medicines no dosage is read"
