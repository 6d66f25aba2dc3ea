"""ICD-10-GM is read as ICD-10, and the letter of certainty beside a code with its status (register R106)."""

import pytest

from bundles import ICD10, ON, SCT, case, coded, condition, facts, value, why_missing
from cobalamin.assessment.assess import assess
from cobalamin.records.codes import shipped
from cobalamin.records.fhir.certainty import CERTAINTY
from cobalamin.records.select import facts_on

GM, DIMDI = "http://fhir.de/CodeSystem/bfarm/icd-10-gm", "http://fhir.de/CodeSystem/dimdi/icd-10-gm"
LETTERS = "https://fhir.kbv.de/CodeSystem/KBV_CS_SFHIR_ICD_DIAGNOSESICHERHEIT"


def sure(letter, code="K90.0", system=GM, text="", **fields):
    """A diagnosis with a letter beside its code; without any status where none is given."""
    beside = {"url": CERTAINTY, "valueCoding": {"system": LETTERS, "code": letter}}
    made = condition(code, system) | {"code": {"coding": [{"system": system, "code": code, "extension": [beside]}]}}
    if text:
        made["code"]["text"] = text
    del made["clinicalStatus"]
    return made | fields


def told(made, fact="coeliac_disease"):
    return why_missing(facts(made), fact).why


@pytest.mark.parametrize("system", [GM, DIMDI, f"{GM}|2024", "https://fhir.de/CodeSystem/bfarm/icd-10-gm/"])
@pytest.mark.parametrize(
    "code, fact",
    [
        ("D51.0", "autoimmune_gastritis"), ("D510", "autoimmune_gastritis"), ("K90.0", "coeliac_disease"),
        ("G32.0*", "subacute_combined_degeneration"), ("K50.0", "ileal_crohns_disease"), ("G62.88", "peripheral_neuropathy"),
        ("F50.00", "undernutrition"), ("R13.9", "swallowing_difficulty"), ("B70.0", "fish_tapeworm"),
        ("D51.-", "b12_deficiency_diagnosed"),
    ],
)  # fmt: skip
def test_the_codes_of_icd_10_are_read_in_its_german_modification(system, code, fact):
    assert value(facts(condition(code, system)), fact) is True


def test_another_german_code_is_something_else_and_no_noise():
    known = facts_on(case(condition("I10.90", GM)), ON, ["bowel"])
    assert known.problems == ()
    assert known.known["coeliac_disease"].value is False


@pytest.mark.parametrize("code", ["K50.8", "K50.80", "K50.81", "K50.82", "K50.88", "K50.9", "K50"])
def test_crohns_disease_of_the_stomach_is_none_of_the_ileum(code):
    assert told(condition(code, GM), "ileal_crohns_disease") == "unspecific code"


def test_every_german_row_is_one_of_icd_10():
    rows = {key: [(m.concept, m.role) for m in means] for key, (means, _) in shipped().split.items()}
    german = {code: said for (system, code), said in rows.items() if system == "icd10gm"}
    differ = {code for code, said in german.items() if said != rows["icd10", code]}
    assert differ == {"K508"}
    assert {code for system, code in rows if system == "icd10"} - set(german) == {"B20", "Z21", "L80", "Y441"}


def test_an_excluded_diagnosis_is_none():
    """It read as a coeliac disease: the status of R4 is often not sent, for the letter says it."""
    assert value(facts(sure("A")), "coeliac_disease") is False
    assert value(facts(sure("A", verificationStatus=coded("refuted"))), "coeliac_disease") is False
    assert value(facts(sure("A", system=ICD10)), "coeliac_disease") is False
    assert value(facts(sure("a")), "coeliac_disease") is False


def test_an_excluded_diagnosis_in_words_is_not_asked_about():
    assert told(sure("A", "4711", "urn:local", "Perniziöse Anämie"), "autoimmune_gastritis") == "never recorded"
    assert told(sure("G", "4711", "urn:local", "Perniziöse Anämie"), "autoimmune_gastritis") == "in words only"
    assert facts(sure("A", "D51.0", "urn:local")).problems == ()


@pytest.mark.parametrize(
    "made",
    [
        sure("V"),
        sure("V", verificationStatus=coded("confirmed")),
        sure("A", verificationStatus=coded("confirmed")),
        sure("A", verificationStatus=coded("provisional")),
        sure("G", verificationStatus=coded("unconfirmed")),
        sure("V", verificationStatus=coded("refuted")),
        sure("Z", clinicalStatus=coded("active")),
        sure("X"),
        sure(""),
        sure("G", code="K90.0") | {"code": {"coding": [
            sure("A")["code"]["coding"][0], sure("G", "396331005", SCT)["code"]["coding"][0]]}},
    ],
)  # fmt: skip
def test_what_is_suspected_or_contradicts_itself_is_not_confirmed(made):
    assert told(made) == "not confirmed"
    assert not [f for f in assess(case(made), on=ON, presume=["bowel"]).facts if f.name == "coeliac_disease"]


def test_a_state_after_a_diagnosis_is_over_unless_it_holds_for_life():
    assert value(facts(sure("Z")), "coeliac_disease") is False
    assert value(facts(sure("Z", clinicalStatus=coded("resolved"))), "coeliac_disease") is False
    assert value(facts(sure("Z", "D51.0")), "autoimmune_gastritis") is True


def test_a_confirmed_diagnosis_is_as_its_status_says():
    assert value(facts(sure("G")), "coeliac_disease") is True
    assert value(facts(sure("G", verificationStatus=coded("refuted"))), "coeliac_disease") is False
    assert value(facts(sure("G", clinicalStatus=coded("resolved"))), "coeliac_disease") is False


def test_other_extensions_beside_a_code_say_nothing_and_one_that_is_none_is_passed_over():
    side = [{"url": "http://fhir.de/StructureDefinition/seitenlokalisation", "valueCoding": {"code": "A"}}]
    for extension in (side, [{"url": 5}], {}, "A", None):
        made = condition("K90.0", GM)
        made["code"]["coding"][0]["extension"] = extension
        assert value(facts(made), "coeliac_disease") is True
    broken = condition("K90.0", GM)
    broken["code"]["coding"][0]["extension"] = {"url": CERTAINTY, "valueCoding": {"code": "A"}}
    assert told(broken) == "not confirmed"
