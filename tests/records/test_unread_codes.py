"""What is coded in a system that is not read, without words, may be anything: it is told and never presumed to be none (R105)."""

import json
from pathlib import Path

import pytest

from bundles import ICD10, ON, RXNORM, SCT, case, coded, concept, condition, facts, medicine, observation, patient
from cobalamin.assessment.assess import assess
from cobalamin.records.bulk.heap import heap_cases
from cobalamin.records.codes import shipped
from cobalamin.records.select import facts_on
from cobalamin.records.site import read_site

AM = "http://hl7.org/fhir/sid/icd-10-am"
PZN = "http://fhir.de/CodeSystem/ifa/pzn"
OPS = "http://fhir.de/CodeSystem/bfarm/ops"
LOCAL = "urn:hospital:diagnoses"
ICD9 = "http://hl7.org/fhir/sid/icd-9-cm"


ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"


def named(code, system, display):
    return {"coding": [{"system": system, "code": code, "display": display}]}


def procedure(code, system=OPS, **fields):
    return {"resourceType": "Procedure", "id": "x1", "status": "completed", "performedDateTime": "2020-05-01",
            "subject": {"reference": "Patient/p"}, "code": concept(code, system), **fields}  # fmt: skip


def allergy(code, system=LOCAL, **fields):
    return {"resourceType": "AllergyIntolerance", "id": "a1", "patient": {"reference": "Patient/p"},
            "code": concept(code, system), **fields}  # fmt: skip


def sentences(*resources, site=None):
    return [problem.sentence for problem in case(*resources, site=site).problems]


def presumed(*resources, group, fact, site=None, on=ON):
    """Whether a fact of which nothing is recorded is presumed to be no."""
    known = facts_on(case(*resources, site=site), on, [group]).known.get(fact)
    return known is not None and known.value is False


@pytest.mark.parametrize(
    "resource, group, fact",
    [
        (condition("E11.9", AM), "bowel", "coeliac_disease"),
        (condition("B82", "http://hl7.org/fhir/sid/icpc-2"), "surgery", "total_gastrectomy"),
        (condition("D0121", "http://read.info/readv2"), "neurology", "paraesthesia"),
        (condition("4711", LOCAL), "safety", "leber_optic_neuropathy"),
        (condition("E11.9", None), "bowel", "coeliac_disease"),
        ({**condition("1"), "code": None}, "bowel", "coeliac_disease"),
        ({**condition("D51.0", AM), "code": concept("E11.9", AM, "E11.9")}, "bowel", "coeliac_disease"),
        ({**condition("D51.0", AM), "code": concept("E11.9", AM, "糖尿病")}, "bowel", "coeliac_disease"),
        (condition("E11.9", AM, clinicalStatus=coded("resolved")), "surgery", "total_gastrectomy"),
        (condition("masked", ABSENT), "bowel", "coeliac_disease"),
        ({**condition("1"), "code": named("masked", ABSENT, "Masked")}, "bowel", "coeliac_disease"),
        ({**condition("1"), "code": {**named("unknown", ABSENT, "Unknown"), "text": "Unknown"}}, "bowel", "coeliac_disease"),
        ({**condition("1"), "code": named("UNK", "urn:oid:2.16.840.1.113883.5.1008", "Unknown")}, "bowel", "coeliac_disease"),
        (medicine(medicationCodeableConcept=named("unknown", ABSENT, "Unknown")), "medicines", "metformin"),
        (procedure("5-437.2"), "surgery", "total_gastrectomy"),
        (procedure("44160", "http://www.ama-assn.org/go/cpt"), "surgery", "partial_ileal_resection"),
        ({**procedure("1"), "code": None}, "surgery", "total_gastrectomy"),
        (allergy("77"), "safety", "cobalamin_or_cobalt_allergy"),
        (allergy("420134006", SCT, reaction=[{"substance": concept("77", LOCAL)}]), "safety", "cobalamin_or_cobalt_allergy"),
        (medicine(medicationCodeableConcept=concept("123", PZN)), "medicines", "metformin"),
        (medicine(medicationCodeableConcept=concept("861007", "http://www.nlm.nih.gov/research/umls/rxnorm")), "medicines",
         "metformin"),
        (medicine(medicationReference={"reference": "Medication/not-sent"}), "medicines", "metformin"),
        (medicine("MedicationStatement"), "medicines", "metformin"),
        (medicine("MedicationAdministration", effectiveDateTime="2026-01-01"), "medicines", "metformin"),
    ],
)  # fmt: skip
def test_what_may_be_anything_is_told_and_keeps_its_groups_from_being_presumed(resource, group, fact):
    assert presumed(group=group, fact=fact)
    assert not presumed(resource, group=group, fact=fact)
    told = sentences(resource)
    assert len(told) == 1
    assert told[0].startswith(f"{resource['resourceType']}/{resource['id']}: a")
    assert "it may be anything" in told[0]
    missing = [one.sentence for one in assess(case(resource), on=ON, presume=[group]).missing if not one.name]
    assert told[0] in missing
    assert any("not read as asked about" in one for one in missing)


@pytest.mark.parametrize(
    "resource, group, fact",
    [
        (condition("44054006", SCT), "bowel", "coeliac_disease"),  # diabetes: something else
        (condition("I10", ICD10), "bowel", "coeliac_disease"),
        ({**condition("I10", AM), "code": {"coding": [{"system": AM, "code": "I10"}, {"system": ICD10, "code": "I10"}]}}, "bowel",
         "coeliac_disease"),
        ({**condition("4019", ICD9), "code": concept("4019", ICD9, "Hypertension")}, "bowel", "coeliac_disease"),
        ({**condition("1", AM), "code": {"text": "Hypertonie"}}, "bowel", "coeliac_disease"),
        (condition("D51.0", AM, verificationStatus=coded("refuted")), "bowel", "coeliac_disease"),
        (condition("D51.0", AM, verificationStatus=coded("entered-in-error")), "bowel", "coeliac_disease"),
        (procedure("5-437.2", status="not-done"), "surgery", "total_gastrectomy"),
        (allergy("1191", "http://www.nlm.nih.gov/research/umls/rxnorm"), "safety", "cobalamin_or_cobalt_allergy"),
        (medicine(medicationCodeableConcept=concept("C07AB02", "http://www.whocc.no/atc")), "medicines", "metformin"),
        (medicine(medicationCodeableConcept=concept("123", PZN, "Bisoprolol 5 mg")), "medicines", "metformin"),
        (medicine(medicationCodeableConcept=concept("123", PZN), status="stopped"), "medicines", "metformin"),
    ],
)  # fmt: skip
def test_another_code_of_a_known_system_and_words_say_something_else(resource, group, fact):
    """Hundreds of such entries are most of a record: none of them is noise, and what is asked about stays presumed."""
    assert sentences(resource) == []
    assert presumed(resource, group=group, fact=fact)


def test_a_diagnosis_that_is_not_read_leaves_the_groups_it_cannot_hold_presumed():
    assert presumed(condition("D51.0", AM), group="medicines", fact="metformin")
    assert presumed(medicine(medicationCodeableConcept=concept("123", PZN)), group="bowel", fact="coeliac_disease")


def test_a_record_of_nothing_else_is_told_in_one_sentence_a_system():
    many = [condition(f"E{i}", AM, id=f"c{i}") for i in range(200)]
    end = "ask, or map the codes in the site file"
    words = "without words that are read"
    assert sentences(*many, condition("X", LOCAL, id="l")) == [
        f"Condition/c0 and 199 more: diagnoses {words}, coded in {AM}, which is not read: they may be anything; {end}",
        f"Condition/l: a diagnosis {words}, coded in {LOCAL}, which is not read: it may be anything; {end}",
    ]


NPU = "urn:oid:1.2.208.176.2.1"


def test_results_of_a_catalogue_without_words_are_told_in_one_sentence():
    """As Denmark's telemedicine sends them: by the number of NPU alone."""
    many = [observation(concept("NPU03011", NPU), 97, "%", id=f"o{i}") for i in range(30)]
    panel = observation(
        concept("58410-2"), id="panel", component=[{"code": concept("NPU01700", NPU), "valueInteger": 90}]
    )
    (told,) = case(*many, panel).problems
    assert told.sentence == (
        f"Observation/o0 and 30 more: results without words that are read, coded in {NPU}, which is not read: they may be "
        "anything; ask, or map the codes in the site file"
    )
    assert not told.whole_resource


CANADA = "https://fhir.infoway-inforoute.ca/CodeSystem/pCLOCD"


@pytest.mark.parametrize(
    ("system", "coded"),
    [
        (CANADA, f"coded in {CANADA}, which is not read"),
        ("http://loinc.org", "with a code that http://loinc.org does not have"),
    ],
)
def test_what_stands_in_loinc_and_is_no_code_of_loinc_is_told(system, coded):
    """Canada's copy has codes of its own that begin with X; and some send the name of their catalogue's column, or mistype one."""
    for code in ("XON10001-1", "87554-9"):
        (told,) = sentences(observation(concept(code, system), 101, "g/L"))
        assert told.endswith(f"{coded}: it may be anything; ask, or map the codes in the site file")
    assert sentences(observation(concept("XON10001-1", system, "Glucose"), 5, "mmol/L")) == []


@pytest.mark.parametrize(
    "code",
    [
        concept("NPU03011", NPU, "Iltmætning"), concept("29463-7"), concept("29463-7", "urn:national:loinc"),
        concept("27113001", SCT),
        {"coding": [{"system": NPU, "code": "NPU03804"}, {"system": "http://loinc.org", "code": "29463-7"}]},
    ],
)  # fmt: skip
def test_a_result_with_words_or_of_a_known_system_is_something_else(code):
    assert sentences(observation(code, 70, "kg")) == []


def test_a_site_that_maps_a_result_has_looked_through_the_results_of_that_system():
    site = read_site(f'["{NPU}|NPU01700|pmol/L"]\nconcept = "lab.b12_total"', shipped())
    assert sentences(observation(concept("NPU03011", NPU), 97, "%"), site=site) == []
    assert "it may be anything" in sentences(condition("X", NPU), site=site)[0]


def test_a_medicine_of_long_ago_that_is_not_read_says_nothing_of_today():
    """What was taken more than a year ago does not count by its code either (R80)."""
    old = medicine("MedicationAdministration", effectiveDateTime="2020-01-01")
    assert presumed(old, group="medicines", fact="metformin")
    assert not presumed(old, group="medicines", fact="metformin", on=ON.replace(year=2020))
    undated = medicine("MedicationAdministration", id="m2")
    assert not presumed(old, undated, group="medicines", fact="metformin")
    assert not presumed(old, medicine("MedicationAdministration", id="m2", effectiveDateTime="2026-01-01"), group="medicines",
                        fact="metformin")  # fmt: skip


def test_a_site_that_maps_a_diagnosis_has_looked_through_that_system():
    site = read_site(f'["{LOCAL}|4711|"]\nconcept = "cond.coeliac"', shipped())
    lab = read_site(f'["{LOCAL}|4711|pmol/L"]\nconcept = "lab.b12_total"', shipped())
    other = condition("4712", LOCAL)
    assert presumed(other, group="bowel", fact="coeliac_disease", site=site)
    assert not presumed(other, group="bowel", fact="coeliac_disease", site=lab)


def test_without_presumption_nothing_but_the_sentence_changes():
    unread = facts(condition("D51.0", AM))
    assert unread.known.keys() == facts().known.keys()
    assert [problem.why for problem in unread.problems] == ["unmapped"]


def exported(bulk, folder, *resources):
    """How many lines of a bulk export are kept, and the patient in it, followed by what was left out."""
    (folder / "all.ndjson").write_text("\n".join(json.dumps(one) for one in [patient(), *resources]))
    heaps = folder / "heaps"
    heaps.mkdir()
    found = bulk.scatter(bulk.files_to_read(folder), heaps, 1)
    return found.kept, [*heap_cases(found.heaps[0], found.medicines)]


def test_bulk_tells_the_same_as_a_bundle(tmp_path: Path):
    bulk = pytest.importorskip("cobalamin.records.bulk.export")
    resources = [
        condition("D51.0", AM), {**condition("1"), "id": "c2", "code": None}, procedure("5-437.2"), allergy("77"),
        condition("44054006", SCT, id="c3"), medicine(medicationCodeableConcept=concept("123", PZN)),
        medicine("MedicationStatement", id="m2"), observation(concept("4711", LOCAL), 3.0, "kg"),
    ]  # fmt: skip
    kept, (read, *left_out) = exported(bulk, tmp_path, *resources)
    assert sorted(read.problems) == sorted(case(*resources).problems)
    assert len(left_out) == 6  # a result is told, and nothing is presumed of it
    assert len(read.problems) == 7
    assert kept == 8  # and not the diagnosis of a known system


def test_a_medicine_that_is_pointed_to_says_in_bulk_what_it_says_in_a_bundle(tmp_path: Path):
    """Most servers point: what is sent and says nothing is something else, and no medicine that may be any."""
    bulk = pytest.importorskip("cobalamin.records.bulk.export")
    coded = {
        "m-else": concept("161", RXNORM, "paracetamol"),
        "m-any": concept("123", PZN),
        "m-met": concept("6809", RXNORM),
    }
    packs = [{"resourceType": "Medication", "id": id, "code": code} for id, code in coded.items()]
    pointers = [
        *(f"Medication/{id}" for id in coded),
        "https://ehr.example/r4/Medication/m-else/_history/2",
        "Medication/m-lost",
    ]
    orders = [medicine(id=f"o{i}", medicationReference={"reference": to}) for i, to in enumerate(pointers)]
    _, (read, *_) = exported(bulk, tmp_path, *packs, *orders)
    assert sorted(read.problems) == sorted(case(*packs, *orders).problems)
    assert len(read.problems) == 2  # one of the pack's number, one of what was not sent
    assert [said.fact for said in read.statements] == ["metformin"]


def test_what_a_medicine_is_made_of_is_followed_in_bulk_as_in_a_bundle(tmp_path: Path):
    """MII's recipes point to medicines, and some servers to substances."""
    bulk = pytest.importorskip("cobalamin.records.bulk.export")
    b12, other = concept("5514", RXNORM, "hydroxocobalamin"), concept("161", RXNORM, "paracetamol")
    sent = {"Medication/1": b12, "Substance/1": other, "Substance/2": b12, "Substance/3": concept("123", PZN)}
    made = [
        {"resourceType": kind, "id": id, "code": code}
        for name, code in sent.items()
        for kind, _, id in [name.partition("/")]
    ]
    to = (*sent, "Substance/lost", "Medication/m0", "https://x.org/r4/Medication/1")
    packs = [
        {"resourceType": "Medication", "id": f"m{i}", "ingredient": [{"itemReference": {"reference": each}}]}
        for i, each in enumerate(to)
    ]
    route = [{"route": concept("78421000", SCT)}]
    orders = [
        medicine(id=f"o{i}", medicationReference={"reference": f"Medication/m{i}"}, dosageInstruction=route)
        for i in range(len(to))
    ]
    _, (read, *_) = exported(bulk, tmp_path, *made, *packs, *orders)
    here = case(*made, *packs, *orders)
    assert sorted(read.problems) == sorted(here.problems)
    assert [event.source for event in read.treatment] == [event.source for event in here.treatment]
    assert {event.source for event in read.treatment} >= {
        "MedicationRequest/o0",
        "MedicationRequest/o2",
        "MedicationRequest/o6",
    }


def test_an_answer_of_a_question_in_a_local_code_is_still_read_in_bulk(tmp_path: Path):
    """The code may be anything, and the value says what was found."""
    bulk = pytest.importorskip("cobalamin.records.bulk.export")
    asked = observation(concept("4711", LOCAL), valueCodeableConcept=concept("84757009", SCT, "Numbness of hand"))
    _, (read,) = exported(bulk, tmp_path, asked)
    assert [said.fact for said in read.statements] == [said.fact for said in case(asked).statements] == ["paraesthesia"]


IPS = "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips"


def test_a_summary_that_knows_nothing_of_problems_is_no_summary_without_problems():
    """*No information about problems* has words, and they read as another diagnosis."""
    unknown = {**condition("1"), "code": concept("no-problem-info", IPS, "No information about problems")}
    assert sentences(unknown) == ["Condition/c1: the record says that nothing is known of diagnoses; ask"]
    assert not presumed(unknown, group="bowel", fact="coeliac_disease")
    assert sentences(allergy("no-allergy-info", IPS)) == [
        "AllergyIntolerance/a1: the record says that nothing is known of allergies; ask"
    ]
    none = condition("no-known-problems", IPS)
    assert sentences(none) == []
    assert presumed(none, group="bowel", fact="coeliac_disease")


def test_a_code_that_was_not_sent_is_no_word_and_no_system():
    """AU Core masks a diagnosis so, and records born of C-CDA send a null flavour with the words beside it."""
    (told,) = sentences({**condition("1"), "code": named("masked", ABSENT, "Masked")})
    assert told.startswith(
        "Condition/c1: a diagnosis without words that are read, without a code of a system that is named"
    )
    assert (
        sentences({**condition("1"), "code": {**named("UNC", NULL_FLAVOR, "un-encoded"), "text": "Sprained ankle"}})
        == []
    )


NULL_FLAVOR = "http://terminology.hl7.org/CodeSystem/v3-NullFlavor"
