"""Drafts in the shapes that systems of several makers and countries send them: what each is read as."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

import ehr
from calls import DEFICIENT, TINGLING, call, cards, deficient, draft, record
from cobalamin.web.hooks import Context
from cobalamin.web.orders import Order, orders_in

Json = dict[str, Any]
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
EPIC, CERNER = "urn:oid:1.2.840.114350.1.13.0.1.7.2.698288", "https://fhir.cerner.com/ec2458f2/codeSet/4001"
V3_ROUTE, EDQM = "http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration", "http://standardterms.edqm.eu"
GERMAN_ATC = "http://fhir.de/CodeSystem/bfarm/atc"
FIVE_GRAMS = {"doseQuantity": {"value": 5, "unit": "g"}}
IN, PO, NEITHER = "injected", "swallowed", ""


def prescription(name: Json | str, *dosage: Json, **more: Any) -> Json:
    concept = {"text": name} if isinstance(name, str) else name
    return {**draft(""), "medicationCodeableConcept": concept, "dosageInstruction": list(dosage), **more}


def coded(system: str, code: str, display: str = "") -> Json:
    return {"coding": [{"system": system, "code": code, **({"display": display} if display else {})}]}


def read(order: Json, selections: list[str] | None = None, url: str = "", beside: Json | None = None) -> Order | None:
    entries = [{"resource": order, **({"fullUrl": url} if url else {})}, *([{"resource": beside}] if beside else [])]
    told = {"patientId": "p1", "userId": "Practitioner/1", "draftOrders": {"resourceType": "Bundle", "entry": entries},
            "selections": selections or []}  # fmt: skip
    found = orders_in(
        msgspec.json.decode(msgspec.json.encode(told), type=Context), selected_only=selections is not None
    )
    return found[0] if found else None


def route(order: Order) -> str:
    return IN if order.injected else PO if order.swallowed else NEITHER


CONTAINED = {
    **draft(""), "medicationReference": {"reference": "#med", "display": "cyanocobalamin injection"},
    "contained": [{"resourceType": "Medication", "id": "med", "code": {"coding": [
        {"system": EPIC, "code": "40800193"}, {"system": "urn:oid:2.16.840.1.113883.6.253", "code": "64462"},
        {"system": RXNORM, "code": "309594"}], "text": "cyanocobalamin (VITAMIN B-12) injection 1,000 mcg"}}],
    "dosageInstruction": [{
        "text": "1,000 mcg, Intramuscular, EVERY 30 DAYS", "timing": {"repeat": {"frequency": 1, "period": 30, "periodUnit": "d"}},
        "route": {"coding": [{"system": "urn:oid:1.2.840.114350.1.13.0.1.7.4.798268.7025", "code": "6"}], "text": "Intramuscular"},
        "doseAndRate": [{"doseQuantity": {"value": 1000, "unit": "mcg", "code": "ug"}}]}],
}  # fmt: skip
del CONTAINED["medicationCodeableConcept"]

MEDICINES: dict[str, tuple[Json, str | None, str]] = {
    "US, a contained medication with three codings": (CONTAINED, "cyanocobalamin", IN),
    "US, tablet by text": (prescription("cyanocobalamin 1000 mcg oral tablet"), "cyanocobalamin", PO),
    "US, a route of the site's own code set": (
        prescription("cyanocobalamin 1000 mcg/mL injectable solution", {"route": coded(CERNER, "318167", "IM")}),
        "cyanocobalamin", IN),
    "US, capitals and abbreviations": (
        prescription("Vitamin B-12 Inj 1,000 MCG/ML", {"text": "1,000 MCG IM Q30D"}), "b12_not_named", IN),
    "US, a route of HL7's": (
        prescription("Cyanocobalamin", {"route": coded(V3_ROUTE, "SQ")}),
        "cyanocobalamin", IN),
    "US, a lozenge": (prescription("B-12 1,000 mcg SL lozenge"), "b12_not_named", PO),
    "UK, dm+d under its own address": (prescription(coded("https://dmd.nhs.uk", "39111511000001100")), "hydroxocobalamin", IN),
    "UK, a brand": (prescription("Cobalin-H 1mg/1ml"), "hydroxocobalamin", IN),
    "UK, a brand of tablets": (prescription("Cytacon 50microgram tablets"), "cyanocobalamin", PO),
    "Germany, ATC under its own address": (
        prescription({**coded(GERMAN_ATC, "B03BA03"), "text": "Lichtenstein"},
                     {"route": coded(EDQM, "20035000", "Intramuscular use")}), "hydroxocobalamin", IN),
    "Germany, the older address": (
        prescription(coded(GERMAN_ATC.replace("bfarm", "dimdi"), "B03BA01")), "cyanocobalamin", NEITHER),
    "Germany, a solution": (prescription("Vitamin B12 1000 µg, Injektionslösung"), "b12_not_named", IN),
    "Germany, coated tablets": (prescription("B12 1000 µg überzogene Tabletten"), "b12_not_named", PO),
    "Germany, hyphens": (prescription("Vitamin-B12 1000 µg", {"text": "zum Einnehmen"}), "b12_not_named", PO),
    "Germany, *im* is *in the*": (
        prescription("Cyanocobalamin 1 mg", {"text": "1 Tablette im Mund zergehen lassen"}), "cyanocobalamin", PO),
    "Germany, *im* before an adjective": (
        prescription("Cyanocobalamin 1 mg", {"text": "1 Tablette im täglichen Wechsel"}), "cyanocobalamin", PO),
    "Germany, *im* before an adjective, and nothing else": (
        prescription("Cyanocobalamin 1 mg", {"text": "1 im wöchentlichen Abstand"}), "cyanocobalamin", NEITHER),
    "a lone *im* is into the muscle": (
        prescription("Cyanocobalamin 1 mg", {"text": "1 mg im then monthly"}), "cyanocobalamin", IN),
    "Germany, folic acid": (prescription("Folsäure 5 mg Tabletten"), "folic_acid", PO),
    "Netherlands, abbreviated": (prescription("HYDROXOCOBALAMINE INJVLST 500MCG/ML"), "hydroxocobalamin", IN),
    "Netherlands, a lozenge": (prescription("Vitamine B12 1000 mcg zuigtablet"), "b12_not_named", PO),
    "Netherlands, folic acid": (prescription("FOLIUMZUUR TABLET 5MG"), "folic_acid", PO),
    "Australia": (prescription("hydroxocobalamin 1 mg/mL injection, 3 x 1 mL ampoules"), "hydroxocobalamin", IN),
    "Spain": (prescription("Cianocobalamina 1000 mcg solución inyectable"), "cyanocobalamin", IN),
    "Spain, tablets": (prescription("Hidroxocobalamina 1 mg comprimidos"), "hydroxocobalamin", PO),
    "Spain, folic acid": (prescription("Ácido fólico 5 mg comprimidos"), "folic_acid", PO),
    "an iron with folic acid": (prescription("Ferrous fumarate 305mg / Folic acid 350microgram tablets"), "folic_acid", PO),
    "a prenatal vitamin": (prescription("Prenatal vitamin 27 mg iron-0.8 mg folic acid tablet"), None, NEITHER),
    "a B complex": (prescription("Vitamin B complex tablets"), None, NEITHER),
    "five grams are the antidote": (
        prescription(coded(RXNORM, "5514"), {"route": {"text": "IV"}, "doseAndRate": [FIVE_GRAMS]}),
        "cyanide_kit", IN),
    "on hold": (prescription("Cyanocobalamin 1 mg tablets", status="on-hold"), "cyanocobalamin", PO),
    "signed already": (prescription("Cyanocobalamin 1 mg tablets", status="active"), "cyanocobalamin", PO),
    "a proposal": (prescription("Cyanocobalamin 1 mg tablets", intent="proposal"), "cyanocobalamin", PO),
    "nothing in it": (prescription({"coding": []}, {}), None, NEITHER),
}  # fmt: skip


@pytest.mark.parametrize("shape", MEDICINES)
def test_a_medicine_is_what_its_maker_wrote(shape: str) -> None:
    order, product, way = MEDICINES[shape]
    found = read(order)
    assert found is not None
    assert (found.product, route(found)) == (product, way)


LEVEL, ACTIVE, COUNT = {"total_b12"}, {"active_b12"}, {"full_blood_count"}
TESTS: dict[str, set[str]] = {
    "Vitamin B12 and Folate": LEVEL, "Vitamin B12 & Folate Panel": LEVEL, "Haematinics": LEVEL, "Vitamine B12": LEVEL,
    "Vitamin B12 im Serum": LEVEL, "VITAMIN B12 IM SERUM": LEVEL, "B12 - clinic collect": LEVEL,
    "Holo-Transcobalamin": ACTIVE, "Holotranscobalamin (aktives B12)": ACTIVE, "Holo-TC": ACTIVE, "Active vitamin B12": ACTIVE,
    "CBC with Auto Differential": COUNT, "Hemogram": COUNT, "Großes Blutbild": COUNT, "Volledig bloedbeeld": COUNT,
    "Homocystein": {"homocysteine"}, "Homocisteína": {"homocysteine"}, "Methylmalonsäure": {"mma"},
    "Methylmalonic Acid, Serum": {"mma"},
    "Intrinsic factor blocking antibody": {"intrinsic_factor_antibody"},
    "Anaemia screen": set(), "Referral: B12 deficiency clinic": set(), "Education about vitamin B12 in the diet": set(),
    "VitB12": LEVEL, "Vitamin B12 (urine)": set(), "Cobalamin, body fluid": set(),
    "Schilling test (vitamin B12 absorption)": set(), "Transcobalamin II": set(), "Folate": set(),
}  # fmt: skip
NO_INJECTIONS = (
    "B12 injections stopped", "Stop vitamin B12 injections", "Review of B12 injections", "Training in B12 self-injection",
    "Discontinue hydroxocobalamin injections",
)  # fmt: skip
INJECTIONS = (
    "Vitamin B12 Injection 1000 mcg",
    "B12 inj",
    "Nurse visit: B12 shot",
    "B12 1mg IM",
    "Hydroxocobalamin 1 mg injection",
)


@pytest.mark.parametrize("name", TESTS)
def test_a_test_is_what_its_name_says(name: str) -> None:
    found = read({**ehr.lab_order(), "code": {"text": name}})
    assert found is not None
    assert found.tests == TESTS[name]
    assert not found.injected


@pytest.mark.parametrize("name", INJECTIONS)
def test_an_injection_ordered_as_a_service_in_words_is_no_level(name: str) -> None:
    found = read({**ehr.lab_order(), "code": {"text": name}})
    assert found is not None
    assert (found.cobalamin, found.injected, found.tests) == (True, True, frozenset())


@pytest.mark.parametrize("name", NO_INJECTIONS)
def test_what_speaks_of_injections_and_orders_none_is_none(name: str) -> None:
    found = read({**ehr.lab_order(), "code": {"text": name}})
    assert found is not None
    assert (found.cobalamin, found.injected, found.tests) == (False, False, frozenset())


@pytest.mark.parametrize(
    ("system", "code", "product"),
    [
        ("https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", "J3420", "cyanocobalamin"),
        (RXNORM, "309594", "cyanocobalamin"),
        (ehr.SCT, "39111511000001100", "hydroxocobalamin"),
        (ehr.SCT, "170821007", "b12_not_named"),
    ],
)
def test_an_injection_ordered_as_a_service_is_the_product_its_code_names(system: str, code: str, product: str) -> None:
    found = read({**ehr.lab_order(), "code": coded(system, code)})
    assert found is not None
    assert (found.product, found.injected) == (product, True)


def test_the_code_of_a_cyanocobalamin_injection_is_a_stop_with_lebers_disease() -> None:
    order = {**ehr.lab_order(), "code": coded("https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", "J3420")}
    (card,) = cards("order-sign", record(DEFICIENT, ehr.condition("58610003")), [order])
    assert card["indicator"] == "critical"
    assert card["summary"].startswith("Leber's optic neuropathy: never cyanocobalamin.")


@pytest.mark.parametrize(
    "subject", ["Patient/p1", "Patient/p1/_history/3", "https://ehr.example/fhir/Patient/p1", "", "#p"]
)
def test_the_patient_however_referred_to_is_the_patient(subject: str) -> None:
    assert read({**draft(ehr.CYANO), "subject": {"reference": subject}}) is not None


@pytest.mark.parametrize("subject", ["Patient/p2", "Group/p1", "https://ehr.example/fhir/Device/p1", "Patient?name=p1"])
def test_what_has_the_patients_number_and_is_no_patient_is_somebody_else(subject: str) -> None:
    assert read({**draft(ehr.CYANO), "subject": {"reference": subject}}) is None


UUID = "5f0c1a52-8c0e-4b2f-9d2e-1f9b4c1d2e3f"


@pytest.mark.parametrize(
    ("selection", "id", "url"),
    [
        ("MedicationRequest/d", "d", ""),
        ("d", "d", ""),
        ("https://ehr.example/fhir/MedicationRequest/d/_history/1", "d", ""),
        (f"urn:uuid:{UUID}", "", f"urn:uuid:{UUID}"),
        (UUID, "", f"urn:uuid:{UUID}"),
        (f"MedicationRequest/{UUID}", "", f"urn:uuid:{UUID}"),
        (f"urn:uuid:{UUID}", UUID, ""),
        ("MedicationRequest/9", "", "https://ehr.example/fhir/MedicationRequest/9"),
    ],
)
def test_a_selection_names_its_draft_by_id_or_by_address(selection: str, id: str, url: str) -> None:
    order = {**draft(ehr.CYANO), "id": id} if id else {name: v for name, v in draft(ehr.CYANO).items() if name != "id"}
    beside = {**draft(ehr.CYANO), "id": "other"}
    found, other = (read(order, [name], url, beside) for name in (selection, "MedicationRequest/other"))
    assert found is not None
    assert other is not None
    assert (found.selected, other.selected) == (True, False)


def test_an_injection_for_a_pernicious_anaemia_is_silent_in_every_shape() -> None:
    for shape, (order, product, way) in MEDICINES.items():
        if product == "hydroxocobalamin" and way == IN:
            assert cards("order-sign", deficient(), [order]) == [], shape


def test_a_service_in_words_stands_for_the_injection_that_is_indicated() -> None:
    visit = {**ehr.lab_order(), "code": {"text": "Nurse visit: B12 shot"}}
    assert cards("order-sign", deficient(), [draft(ehr.CYANO, ehr.ORAL), visit]) == []


@pytest.mark.parametrize("gender", ["unknown", "other", ""])
def test_a_sex_that_is_not_told_stops_no_card(gender: str) -> None:
    who = record(DEFICIENT, ehr.condition("84027009"), TINGLING, gender=gender)
    if not gender:
        del who[0]["gender"]
    (card,) = cards("order-sign", who, [draft(ehr.CYANO, ehr.ORAL)])
    assert card["summary"].startswith("B12 by mouth is drafted")


def test_somebody_elses_drafts_beside_the_patients_own() -> None:
    theirs = {**draft(ehr.HYDROXO, ehr.IM, id="x"), "subject": {"reference": "Patient/other"}}
    status, body = call(ehr.request("order-sign", deficient(), [theirs, draft(ehr.CYANO, ehr.ORAL)]))
    assert status == 200
    assert [card["summary"][:23] for card in body["cards"]] == ["B12 by mouth is drafted"]
