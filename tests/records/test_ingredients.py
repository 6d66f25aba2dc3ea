"""A Medication that lists its active ingredients: the pack's own code and name often do not say what is in it (register R87)."""

import pytest

from bundles import case, facts, medicine, value

ATC = "http://fhir.de/CodeSystem/bfarm/atc"
PZN = "http://fhir.de/CodeSystem/ifa/pzn"
POINTED = {"medicationReference": {"reference": "Medication/d1"}}


def coded(code: str, display: str, system: str = ATC):
    return {"coding": [{"system": system, "code": code, "display": display}]}


METFORMIN, HYDROXO = coded("A10BA02", "Metformin"), coded("B03BA03", "Hydroxocobalamin")
CYANO, FOLIC, IRON = (
    coded("B03BA01", "Cyanocobalamin"),
    coded("B03BB01", "Folsäure"),
    coded("B03AA07", "Eisen(II)-sulfat"),
)


def drug(*ingredients, code=None, **fields):
    listed = [each if "itemCodeableConcept" in each else {"itemCodeableConcept": each} for each in ingredients]
    own = {} if code is None else {"code": code}
    return {"resourceType": "Medication", "id": "d1", **own, "ingredient": listed, **fields}


BRAND = coded("01234567", "Siofor 1000 mg Filmtabletten", PZN)


@pytest.mark.parametrize(
    "listed",
    [
        drug(METFORMIN, code=BRAND),
        drug(METFORMIN),
        drug({"text": "Metformin hydrochloride"}, code=BRAND),
        drug(coded("A10BH01", "Sitagliptin"), METFORMIN, code=BRAND),
        drug({"itemCodeableConcept": METFORMIN, "isActive": True}, code=BRAND),
    ],
)
def test_what_is_in_a_pack_is_taken(listed):
    assert value(facts(drug(code=BRAND), medicine(**POINTED)), "metformin") == "[never recorded]"
    assert value(facts(listed, medicine(**POINTED)), "metformin") is True
    inside = medicine(medicationReference={"reference": "#d1"}, contained=[listed])
    assert value(facts(inside), "metformin") is True


def test_what_is_no_active_ingredient_is_not():
    listed = drug({"itemCodeableConcept": METFORMIN, "isActive": False}, code=BRAND)
    assert value(facts(listed, medicine(**POINTED)), "metformin") == "[never recorded]"


def injected(*ingredients, **fields):
    given = medicine(
        "MedicationAdministration", effectiveDateTime="2026-01-25", dosage={"route": {"text": "i.m."}}, **POINTED
    )
    return case(drug(*ingredients, **fields), given)


def test_a_b12_product_is_known_by_its_ingredient():
    (event,) = injected(HYDROXO, code=coded("07654321", "Depot Hevert Ampullen", PZN)).treatment
    assert (event.product, event.route) == ("hydroxocobalamin", "intramuscular")
    (event,) = injected(FOLIC, CYANO).treatment
    assert event.product == "cyanocobalamin"
    (event,) = injected(IRON, FOLIC).treatment
    assert event.product == "folic_acid"
    assert not injected(IRON).treatment


def test_folic_acid_is_alone_unless_b12_is_listed_beside_it():
    taken = medicine("MedicationStatement", **POINTED)
    assert value(facts(drug(IRON, FOLIC), taken), "folic_acid_without_b12") is True
    assert (
        value(facts(drug(FOLIC, CYANO, form={"text": "Tablette"}), taken), "folic_acid_without_b12")
        == "[never recorded]"
    )
    assert value(facts(drug(FOLIC, CYANO, form={"text": "Tablette"}), taken), "oral_b12") is True


def test_a_medicine_without_a_code_is_called_what_the_pointer_calls_it():
    named = medicine(medicationReference={"reference": "Medication/d1", "display": "Metformin 500 mg"})
    assert value(facts(drug(), named), "metformin") is True
    assert value(facts(drug(code=BRAND), named), "metformin") == "[never recorded]"
