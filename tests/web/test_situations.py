"""Situations at the bedside, each as a doctor would meet it: what the card says, what it offers, and where none belongs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest

import ehr
from calls import DEFICIENT, TINGLING, call, cards, deficient, draft, record
from cobalamin.records.case import case_from
from cobalamin.web.advice import patient_view
from cobalamin.web.answered import answer_case
from cobalamin.web.card_words import listed
from cobalamin.web.cards import Card
from cobalamin.web.order_advice import on_orders
from cobalamin.web.orders import Order
from cobalamin.web.situation import Situation

Json = dict[str, Any]
SIGN = "order-sign"
LEBER, ALLERGY, NITROUS = ehr.condition("58610003"), ehr.allergy("293397002"), ehr.condition("1268384001")
METFORMIN = ehr.prescription(ehr.METFORMIN)
INJECTIONS = ehr.prescription(ehr.HYDROXO, ehr.IM, id="in-force")
NORMAL = ehr.result("2132-9", 600, "pg/mL")
PREGNANT = ehr.condition("77386006")
ANAEMIC = ehr.result("718-7", 9, "g/dL")
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"


def worded(text: str, id: str = "d", **more: Any) -> Json:
    """A draft prescription in words alone."""
    return {**draft("", id=id), "medicationCodeableConcept": {"text": text}, **more}


def ordered_test(text: str = "", id: str = "s1", **more: Any) -> Json:
    return {**ehr.lab_order(), "id": id, **({"code": {"text": text}} if text else {}), **more}


def operation(code: str) -> Json:
    return {
        "resourceType": "Procedure",
        "id": "op",
        "status": "completed",
        "code": ehr.concept(ehr.SCT, code),
        "subject": {"reference": "Patient/p1"},
        "performedDateTime": "2015-03-01",
    }


def lines(found: list[Json]) -> list[str]:
    return [card["summary"] for card in found]


def offered(card: Json) -> list[list[str]]:
    """What each button of a card does: "- reference" for a draft taken back, else the name of what is drafted."""
    return [[_done(action) for action in each["actions"]] for each in card.get("suggestions", [])]


def _done(action: Json) -> str:
    if action["type"] == "delete":
        return f"- {action['resourceId']}"
    resource = action["resource"]
    return str((resource.get("medicationCodeableConcept") or resource.get("code"))["text"])


# --- a record is opened ----------------------------------------------------------------------------------------------


MACROCYTIC = [ehr.result("787-2", 112, "fL"), ehr.result("718-7", 105, "g/L")]
COELIAC, FATIGUE = map(ehr.condition, ("396331005", "84229001"))
VEGAN = {**ehr.condition("v"), "code": ehr.concept("http://terminology.hl7.org/CodeSystem/diet", "vegan")}
UNTESTED = {
    "total gastrectomy": [operation("26452005")],
    "macrocytic anaemia": MACROCYTIC,
    "macrocytic anaemia, the level was cancelled": [*MACROCYTIC, {**DEFICIENT, "status": "cancelled"}],
    "megaloblastic marrow": [ehr.condition("53165003")],
    "weight-loss operation and fatigue": [operation("442338001"), FATIGUE],
    "coeliac disease and anaemia": [COELIAC, ehr.result("718-7", 105, "g/L")],
    "vegan and a sore tongue": [VEGAN, ehr.condition("45534005")],
}


@pytest.mark.parametrize("why", UNTESTED)
def test_an_opened_record_asks_for_the_level_that_nobody_measured(why: str) -> None:
    """Years after a total gastrectomy, without a level and without B12, no card spoke (register R144)."""
    (card,) = cards("patient-view", record(*UNTESTED[why]), [])
    assert card["summary"].startswith("Possible B12 deficiency. Next: total serum B12")
    assert card["indicator"] == "info"
    assert "Total serum B12" in str(offered(card))


def test_the_card_of_whoever_was_not_tested_says_why_it_asks() -> None:
    (card,) = cards("patient-view", record(COELIAC, FATIGUE, *MACROCYTIC), [])
    said = "On record: coeliac disease, fatigue, macrocytosis, anaemia; without a test that counts and without B12."
    assert said in card["detail"]


def test_the_level_of_a_hereditary_disorder_silences_no_opened_record() -> None:
    (card,) = cards("patient-view", record(NORMAL, ehr.condition("74653006")), [])
    assert card["summary"].startswith("Possible B12 deficiency, hereditary disorder: a specialist decides.")


@pytest.mark.parametrize(
    "more",
    [
        [operation("26452005"), NORMAL],
        [operation("26452005"), ehr.prescription(ehr.CYANO, ehr.ORAL)],
        [operation("26452005"), INJECTIONS],
        [*MACROCYTIC, NORMAL],
        [*MACROCYTIC, ehr.result("2284-8", 1.5, "ug/L")],
        [MACROCYTIC[0]],
        [COELIAC],
        [FATIGUE],
        [COELIAC, FATIGUE, NORMAL],
        [ehr.prescription(ehr.METFORMIN), FATIGUE],
    ],
    ids=[
        "measured",
        "tablets",
        "injections",
        "measured too",
        "folate is low",
        "no anaemia",
        "coeliac disease",
        "fatigue",
        "both and measured",
        "metformin and fatigue",
    ],
)
def test_whoever_is_tested_or_treated_or_has_another_reason_is_not_asked_about(more: list[Json]) -> None:
    assert cards("patient-view", record(*more), []) == []


def test_a_patient_who_has_died_needs_no_advice() -> None:
    for died in ({"deceasedBoolean": True}, {"deceasedDateTime": "2026-01-01"}):
        dead = [{**ehr.patient(), **died}, *deficient()[1:]]
        assert cards("patient-view", dead, []) == []
        assert cards(SIGN, dead, [draft(ehr.CYANO, ehr.ORAL)]) == []


def test_the_urgency_is_never_cut_off_however_many_indications_are_met() -> None:
    everything = record(
        ehr.result("2132-9", 60, "pg/mL"), ehr.result("718-7", 6.5, "g/dL"), ehr.result("13964-2", 900, "nmol/L"),
        ehr.condition("84027009"), TINGLING, PREGNANT, ehr.condition("422400008"), ehr.condition("40739000"),
    )  # fmt: skip
    (card,) = cards("patient-view", [{**everything[0], "birthDate": "1995-01-01"}, *everything[1:]], [])
    assert " more. Urgency: same day." in card["summary"]
    assert card["indicator"] == "critical"


@pytest.mark.parametrize("many", range(7))
def test_a_line_has_what_fits_and_its_end(many: int) -> None:
    line = listed("Start", [f"indication number {n} with a name" for n in range(many)], ". The end.")
    assert len(line) <= 139
    assert line.startswith("Start")
    assert line.endswith(". The end.")
    assert (many > 3) is (" more" in line)


def test_a_higher_urgency_that_is_not_excluded_is_told() -> None:
    (card,) = cards("patient-view", record(DEFICIENT), [])
    assert "Urgency: at least routine." in card["summary"]


@pytest.mark.parametrize("resources", [(TINGLING,), (METFORMIN, TINGLING)])
def test_without_a_level_b12_is_the_test_to_order(resources: tuple[Json, ...]) -> None:
    (card,) = cards("patient-view", record(*resources), [])
    assert "Next: total serum B12" in card["summary"]
    assert offered(card) == [["Total serum B12", "Full blood count with film"]]


def test_in_pregnancy_it_is_active_b12() -> None:
    (card,) = cards("patient-view", record(PREGNANT, TINGLING), [])
    assert offered(card)[0][0] == "Active B12 (holotranscobalamin)"


def test_an_emergency_that_is_not_about_b12_is_not_called_possible_deficiency() -> None:
    (card,) = cards("patient-view", record(NORMAL, ehr.result("718-7", 6, "g/dL")), [])
    assert card["indicator"] == "critical"
    assert card["summary"].startswith("Urgency: same day (haemoglobin 6 g/dL")
    assert "counts against deficiency" in card["summary"]


def test_a_treated_patient_who_must_be_seen_gets_no_second_loading_course() -> None:
    (card,) = cards("patient-view", [*deficient(), INJECTIONS, ehr.result("718-7", 4.5, "g/dL")], [])
    assert card["summary"].startswith("On B12 injections. Urgency: same day (haemoglobin 4.5 g/dL")
    assert "suggestions" not in card


@pytest.mark.parametrize(
    ("resources", "words"),
    [
        ([{**ehr.patient(), "birthDate": "2020-01-01"}, DEFICIENT], "B12 deficiency, under 16: a specialist decides."),
        ([ehr.patient(), DEFICIENT, TINGLING, ALLERGY], "B12 deficiency, allergy to cobalamin or cobalt: a specialist decides."),
    ],
)  # fmt: skip
def test_a_specialist_decides_and_the_line_says_why(resources: list[Json], words: str) -> None:
    (card,) = cards("patient-view", resources, [])
    assert card["summary"].startswith(words)


@pytest.mark.parametrize(
    ("born", "more"), [("2018-01-01", []), ("1960-01-01", [ALLERGY]), ("1960-01-01", [ehr.condition("191142007")])]
)
def test_tablets_treat_nobody_in_whom_an_indication_is_met_whoever_decides(born: str, more: list[Json]) -> None:
    taken = ehr.prescription(ehr.CYANO, ehr.ORAL, id="tablets")
    who = [{**ehr.patient(), "birthDate": born}, *deficient()[1:], *more, taken]
    (card,) = cards("patient-view", who, [])
    assert "a specialist decides" in card["summary"]
    assert card["indicator"] == "warning"


def test_tablets_treat_nobody_who_is_allergic_to_them() -> None:
    taken = ehr.prescription(ehr.CYANO, ehr.ORAL, id="tablets")
    assert cards("patient-view", record(DEFICIENT, taken), []) == []
    (card,) = cards("patient-view", record(DEFICIENT, taken, ALLERGY), [])
    assert "allergy to cobalamin or cobalt: a specialist decides" in card["summary"]


def by_mouth(advise: Callable[[Situation], Iterator[Card]], *orders: Order, **facts: Any) -> list[Json]:
    """The cards for a man with a low level, no symptom and nothing in the way of tablets: a case file can say as much."""
    case = case_from({
        "cobalamin_case": 1, "id": "p1", "on": "2026-03-01", "patient": {"age": 50, "sex": "male"},
        "facts": {"total_b12": "120 ng/L", "haemoglobin": "140 g/L", "mcv": "90 fL", "intrinsic_factor_antibody": False,
                  "haemolysis_picture": False, **facts},
        "assessed": ["surgery", "bowel", "medicines", "diet", "exposures", "neurology", "symptoms", "oral_route", "safety"],
    })  # fmt: skip
    found = advise(Situation(answer_case(case, ehr.settings(), ()), orders))
    return [json.loads(msgspec.json.encode(card)) for card in found]


DRAFTED = Order("MedicationRequest/d", "hydroxocobalamin", injected=True)


def test_where_tablets_are_the_answer_tablets_are_drafted() -> None:
    (card,) = by_mouth(patient_view)
    assert card["summary"].startswith("B12 by mouth is enough")
    assert offered(card) == [["Cyanocobalamin by mouth"]]
    assert by_mouth(patient_view, oral_b12=True) == []


def test_an_injection_is_replaced_by_tablets_in_one_step() -> None:
    (card,) = by_mouth(on_orders, DRAFTED)
    assert offered(card) == [["- MedicationRequest/d", "Cyanocobalamin by mouth"]]


def test_no_cyanocobalamin_tablets_with_leber() -> None:
    for cards_of, orders in ((patient_view, ()), (on_orders, (DRAFTED,))):
        (card,) = by_mouth(cards_of, *orders, leber_optic_neuropathy=True)
        assert "B12 by mouth is enough" in card["summary"]
        assert "suggestions" not in card


def test_folic_acid_where_tablets_are_the_answer_offers_tablets_beside_it() -> None:
    (card,) = by_mouth(on_orders, Order("MedicationRequest/f", "folic_acid", swallowed=True))
    assert offered(card) == [["Cyanocobalamin by mouth"], ["- MedicationRequest/f"]]


def test_what_would_do_as_things_stand_is_told_as_such() -> None:
    (card,) = cards(SIGN, record(DEFICIENT), [draft(ehr.HYDROXO, ehr.IM)])
    assert card["summary"] == (
        "An injection is drafted; no indication for one is recorded. As things stand tablets would do: see what could change it."
    )
    assert "As things stand (working answer, not the strict one): tablets, 1000-2000" in card["detail"]


# --- B12 is ordered --------------------------------------------------------------------------------------------------

WAYS_TO_DRAFT_TABLETS = {
    "by the code of a pack": draft("") | {"medicationCodeableConcept": {
        "coding": [{"system": RXNORM, "code": "99999999", "display": "cyanocobalamin 1 MG Oral Tablet"}]}},
    "by SNOMED CT": draft("") | {"medicationCodeableConcept": {"coding": [{"system": ehr.SCT, "code": "327545000"}]}},
    "in words": worded("Vitamin B12 1000 mcg tablets"),
    "with the route in words": {**draft(ehr.CYANO), "dosageInstruction": [{"route": {"text": "PO"}}]},
    "with directions alone": {**draft(ehr.CYANO), "dosageInstruction": [{"text": "take one tablet daily"}]},
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS_TO_DRAFT_TABLETS)
def test_tablets_however_drafted_are_seen(way: str) -> None:
    (card,) = cards(SIGN, deficient(), [WAYS_TO_DRAFT_TABLETS[way]])
    assert card["summary"].startswith("B12 by mouth is drafted, but injections are indicated: malabsorption")
    assert offered(card) == [["- MedicationRequest/d", "Hydroxocobalamin injection"]]


def test_tablets_are_told_where_injections_are_indicated_whichever_way_the_open_facts_turn_out() -> None:
    """Malabsorption, or pregnancy: of a woman of 40 after a bypass nobody said which, and her tablets were signed in silence."""
    sent = [ehr.patient(born="1985-06-01"), ehr.result("2132-9", 120, "ng/L"), operation("442338001")]
    (opened,) = cards("patient-view", sent, [])
    assert opened["summary"] == "B12 by injection is indicated. Urgency: at least routine."
    for hook in ("order-select", SIGN):
        (card,) = cards(hook, sent, [draft(ehr.CYANO, ehr.ORAL)])
        assert card["summary"] == "B12 by mouth is drafted, but injections are indicated."
        assert offered(card) == [["- MedicationRequest/d", "Hydroxocobalamin injection"]]


def test_in_a_hereditary_disorder_a_normal_level_speaks_against_nothing() -> None:
    """Of cobalamin C disease, in which the level is normal, the card of the injection said that the level speaks against it."""
    sent = record(NORMAL, ehr.condition("74653006"))
    (card,) = cards(SIGN, sent, [draft(ehr.HYDROXO, ehr.IM)])
    assert card["summary"].startswith("A specialist decides (hereditary disorder)")
    (card,) = cards(SIGN, sent, [draft(ehr.FOLIC)])
    assert card["summary"].startswith("Folic acid alone beside a hereditary disorder of B12: no level excludes")
    assert offered(card) == [["- MedicationRequest/d"]]


def test_a_level_beside_a_medicine_that_may_be_b12_speaks_against_nothing() -> None:
    """Nine days after "Neurobion forte inj", which no code names, the card said that the level speaks against deficiency."""
    given = {
        "resourceType": "MedicationAdministration", "id": "n", "status": "completed", "subject": {"reference": "Patient/p1"},
        "medicationCodeableConcept": {"text": "Neurobion forte inj"}, "effectiveDateTime": "2026-02-11",
    }  # fmt: skip
    (card,) = cards(SIGN, record(NORMAL, given), [draft(ehr.HYDROXO, ehr.IM)])
    assert card["summary"] == "An injection is drafted; no indication for one is recorded. See what would decide it."
    assert cards(SIGN, record(NORMAL, given), [draft(ehr.FOLIC)]) == []
    (card,) = cards(SIGN, record(NORMAL), [draft(ehr.HYDROXO, ehr.IM)])
    assert "the B12 level counts against deficiency" in card["summary"]


def test_b12_without_a_route_is_asked_about_where_injections_are_indicated() -> None:
    for hook in ("order-select", SIGN):
        (card,) = cards(hook, deficient(), [worded("Vitamin B12 1000 mcg")])
        assert card["summary"].startswith("B12 is drafted without a route, but injections are indicated")


def test_tablets_beside_b12_without_a_route_are_called_tablets() -> None:
    orders = [draft(ehr.CYANO, id="open"), draft(ehr.CYANO, ehr.ORAL)]
    for both in (orders, orders[::-1]):
        (card,) = cards(SIGN, deficient(), both)
        assert card["summary"].startswith("B12 by mouth is drafted, but injections are indicated")


def test_two_kinds_of_tablets_are_replaced_by_one_course() -> None:
    (card,) = cards(SIGN, deficient(), [draft(ehr.CYANO, ehr.ORAL, id="a"), worded("Vitamin B12 tablets", id="b")])
    assert offered(card) == [["- MedicationRequest/a", "- MedicationRequest/b", "Hydroxocobalamin injection"]]


def test_tablets_beside_the_injections_are_nothing_to_speak_of() -> None:
    both = [draft(ehr.CYANO, ehr.ORAL, id="a"), draft(ehr.HYDROXO, ehr.IM, id="b")]
    assert cards(SIGN, deficient(), both) == []
    request = ehr.request("order-select", deficient(), both)
    request["context"]["selections"] = ["MedicationRequest/a"]
    assert call(request)[1]["cards"] == []


def test_tablets_for_a_child_are_no_way_round_the_specialist() -> None:
    child = [{**ehr.patient(), "birthDate": "2020-01-01"}, DEFICIENT, TINGLING]
    (card,) = cards(SIGN, child, [draft(ehr.CYANO, ehr.ORAL)])
    assert card["indicator"] == "warning"
    assert card["summary"].endswith("; a specialist decides.")
    assert "suggestions" not in card


def test_a_switch_to_tablets_does_not_end_injections_for_a_permanent_cause() -> None:
    (card,) = cards(SIGN, [*deficient(), INJECTIONS], [draft(ehr.CYANO, ehr.ORAL)])
    assert "do not stop the injections" in card["summary"]
    assert [each.get("isRecommended", False) for each in card["suggestions"]] == [False]


LIFELONG = [*record(ehr.condition("84027009")), INJECTIONS]
"""Pernicious anaemia on hydroxocobalamin: an irreversible cause (specification 7: a block on stopping)."""
STOPS = {
    "not to be given": draft(ehr.HYDROXO, ehr.IM) | {"doNotPerform": True},
    "stopped": draft(ehr.HYDROXO, ehr.IM, id="in-force") | {"status": "stopped"},
    "without a name": worded("Vitamin B12 injection", status="stopped"),
    "a service": ordered_test("B12 injections stopped"),
    "a code": ordered_test(code={"coding": [{"system": ehr.SCT, "code": "170826002"}]}),
    "a service revoked": ordered_test("Vitamin B12 injection", status="revoked"),
}  # fmt: skip


@pytest.mark.parametrize("how", STOPS)
@pytest.mark.parametrize("hook", ["order-select", SIGN])
def test_injections_for_an_irreversible_cause_are_not_stopped_without_a_word(how: str, hook: str) -> None:
    (card,) = cards(hook, LIFELONG, [STOPS[how]])
    assert card["summary"] == (
        "B12 injections are to be stopped, but their cause is irreversible: do not stop them. No B12 level is a reason to."
    )
    assert card["indicator"] == "warning"
    assert "suggestions" not in card
    # What is not to be done stands before its reason: "block: B12 injections" read as if they were to stop.
    assert "- **block**: Do not stop the injections: the cause is irreversible." in card["detail"]


@pytest.mark.parametrize("how", STOPS)
def test_injections_may_be_stopped_where_they_may_end_or_go_on_otherwise(how: str) -> None:
    assert cards(SIGN, record(INJECTIONS), [STOPS[how]]) == []  # no irreversible cause is recorded
    assert cards(SIGN, [*LIFELONG, ALLERGY], [STOPS[how]]) == []
    assert cards(SIGN, LIFELONG, [STOPS[how], draft(ehr.HYDROXO, ehr.IM, id="next")]) == []  # another prescription


def test_what_stops_nothing_is_none_of_ours() -> None:
    for order in (
        draft(ehr.HYDROXO, ehr.IM) | {"status": "cancelled"}, draft(ehr.CYANO, ehr.ORAL) | {"status": "stopped"},
        draft(ehr.HYDROXO, ehr.IM) | {"status": "stopped", "subject": {"reference": "Patient/other"}},
    ):  # fmt: skip
        assert cards(SIGN, LIFELONG, [order]) == []
    cyano = {**ehr.prescription(ehr.CYANO, ehr.IM, id="in-force")}
    assert cards(SIGN, [*record(ehr.condition("84027009")), cyano, LEBER], [{**cyano, "status": "stopped"}]) == []


def test_an_injection_before_any_level_offers_the_blood_test() -> None:
    (card,) = cards(SIGN, record(), [draft(ehr.HYDROXO, ehr.IM)])
    assert "B12 is not measured" in card["summary"]
    assert offered(card) == [["Total serum B12", "Full blood count with film"]]
    (card,) = cards(SIGN, record(), [draft(ehr.HYDROXO, ehr.IM), ordered_test("Serum B12")])
    assert offered(card) == [["Full blood count with film"]]


def test_an_injection_ordered_as_a_procedure_is_an_injection() -> None:
    hcpcs = "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
    given = {**ehr.lab_order(), "code": {"coding": [{"system": hcpcs, "code": "J3420"}]}}
    (card,) = cards(SIGN, record(NORMAL), [given])
    assert "the B12 level counts against deficiency" in card["summary"]
    (card,) = cards(SIGN, [*deficient(), ALLERGY], [given])
    assert offered(card) == [["- ServiceRequest/s1"]]


VERIFIED = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification"
DOUBTED = {
    "not confirmed": ALLERGY | {"verificationStatus": {"coding": [{"system": VERIFIED, "code": "unconfirmed"}]}},
    "in words": ALLERGY | {"code": {"text": "Hydroxocobalamin"}},
    "in a diagnosis": ehr.condition("1") | {"code": {"text": "Allergy to vitamin B12"}},
}
ASK_FIRST = "A possible allergy to a cobalamin is recorded but not clarified: ask before giving this."


@pytest.mark.parametrize("presume", [(), ("safety",)])
@pytest.mark.parametrize("how", DOUBTED)
def test_an_allergy_that_is_not_settled_is_asked_about_before_b12_is_given(how: str, presume: tuple[str, ...]) -> None:
    who = [*deficient(), DOUBTED[how]]
    for order in (draft(ehr.HYDROXO, ehr.IM), draft(ehr.CYANO, ehr.ORAL), worded("Vitamin B12 1000 mcg")):
        status, body = call(ehr.request(SIGN, who, [order]), presume=presume)
        first = body["cards"][0]
        assert (status, first["summary"], first["indicator"]) == (200, ASK_FIRST, "warning")
        assert any(
            words in first["detail"]
            for words in ("not confirmed", "without a code that is known", "has no code we know")
        )
        assert not [each for card in body["cards"] for each in offered(card) if "Hydroxocobalamin injection" in each]
    (card,) = call(ehr.request("patient-view", who), presume=presume)[1]["cards"]
    assert card["summary"].startswith("B12 by injection is indicated")
    assert "Hydroxocobalamin injection" not in str(offered(card))
    assert "**Ask first**" in card["detail"]


def test_an_allergy_that_is_settled_or_of_something_else_is_not_asked_about() -> None:
    order = draft(ehr.HYDROXO, ehr.IM)
    for allergy in (
        ALLERGY | {"verificationStatus": {"coding": [{"system": VERIFIED, "code": "refuted"}]}},
        ALLERGY | {"code": {"text": "Penicillin"}}, ALLERGY | {"code": ehr.concept(ehr.SCT, "416098002")},
        ehr.condition("1") | {"code": {"text": "Low vitamin B12"}},
    ):  # fmt: skip
        assert cards(SIGN, [*deficient(), allergy], [order]) == []
    assert cards(SIGN, [*deficient(), DOUBTED["in words"]], [draft("N02BE01")]) == []


def test_b12_that_is_not_named_may_be_the_wrong_one_for_leber() -> None:
    (card,) = cards(SIGN, [*deficient(), LEBER], [worded("Vitamin B12 1000 mcg injection")])
    assert "this B12 product is unspecified" in card["summary"]
    assert card["indicator"] == "warning"
    assert offered(card)[0] == ["- MedicationRequest/d", "Hydroxocobalamin injection"]


LEBER_IN_DOUBT = {
    "not confirmed": LEBER | {"verificationStatus": {"coding": [{"code": "provisional"}]}},
    "in words": ehr.condition("1") | {"code": {"text": "LHON"}},
}


@pytest.mark.parametrize("how", LEBER_IN_DOUBT)
def test_no_cyanocobalamin_before_lebers_disease_is_settled(how: str) -> None:
    who = [*deficient(), LEBER_IN_DOUBT[how]]
    for order in (draft(ehr.CYANO, ehr.IM), worded("Vitamin B12 1000 mcg injection")):
        (card,) = cards(SIGN, who, [order])
        assert card["summary"].startswith("Leber's optic neuropathy is recorded but not clarified: no cyanocobalamin")
        assert card["indicator"] == "warning"
        assert offered(card)[0] == ["- MedicationRequest/d", "Hydroxocobalamin injection"]
    assert cards(SIGN, who, [draft(ehr.HYDROXO, ehr.IM)]) == []


@pytest.mark.parametrize(
    ("more", "beside"), [([], [draft(ehr.HYDROXO, ehr.IM, id="right")]), ([INJECTIONS], [])], ids=["drafted", "given"]
)
def test_a_wrong_product_is_only_taken_back_where_the_right_one_is_there(more: list[Json], beside: list[Json]) -> None:
    (card,) = cards(SIGN, [*deficient(), LEBER, *more], [draft(ehr.CYANO, ehr.IM), *beside])
    assert offered(card) == [["- MedicationRequest/d"]]
    assert card["suggestions"][0]["isRecommended"] is True


def test_the_antidote_is_not_taken_from_somebody_who_may_need_it() -> None:
    (card,) = cards(SIGN, record(), [worded("Cyanokit 5 g powder for solution for infusion")])
    assert card["indicator"] == "warning"
    assert "right for cyanide poisoning" in card["detail"]
    assert not any(each.get("isRecommended") for each in card["suggestions"])
    (card,) = cards(SIGN, deficient(), [draft(ehr.CYANIDE_KIT)])
    assert card["indicator"] == "critical"


# --- folic acid, tests -----------------------------------------------------------------------------------------------


def test_folic_acid_in_words_is_folic_acid_and_b12_is_offered_with_it() -> None:
    (card,) = cards(SIGN, deficient(), [worded("Folic acid 5 mg tablets")])
    assert card["summary"].startswith("Folic acid alone while B12 deficiency is untreated")
    assert offered(card) == [["Hydroxocobalamin injection"], ["- MedicationRequest/d"]]


def test_folic_acid_where_deficiency_is_suspected_does_not_call_it_certain() -> None:
    (card,) = cards(SIGN, record(ehr.result("2132-9", 250, "pg/mL")), [draft(ehr.FOLIC)])
    assert "deficiency is suspected" in card["summary"]


def test_folic_acid_is_not_alone_beside_b12_that_is_not_selected() -> None:
    request = ehr.request(
        "order-select", record(DEFICIENT), [draft(ehr.FOLIC, id="f"), draft(ehr.CYANO, ehr.ORAL, id="b")]
    )
    request["context"]["selections"] = ["MedicationRequest/f"]
    assert call(request)[1]["cards"] == []


def test_folic_acid_after_a_level_above_the_band_is_no_news() -> None:
    assert cards(SIGN, record(NORMAL), [draft(ehr.FOLIC)]) == []
    assert lines(cards(SIGN, record(NORMAL, NITROUS), [draft(ehr.FOLIC)]))  # nitrous oxide: the level does not tell


@pytest.mark.parametrize("pregnant", [False, True])
def test_folic_acid_before_any_level_offers_the_test_that_tells(pregnant: bool) -> None:
    (card,) = cards(SIGN, record(*([PREGNANT, ANAEMIC] if pregnant else [])), [draft(ehr.FOLIC)])
    assert offered(card)[0] == ["Active B12 (holotranscobalamin)" if pregnant else "Total serum B12"]
    (card,) = cards(SIGN, record(), [draft(ehr.FOLIC), ordered_test("Serum vitamin B12")])
    assert "Wait for the B12 result" in card["summary"]
    assert offered(card) == [["- MedicationRequest/d"]]


@pytest.mark.parametrize("text", ["Serum B12", "Vitamin B-12 level", "B12 and folate", "Active B12", "Cobalamin"])
def test_a_level_ordered_in_words_is_a_level(text: str) -> None:
    (card,) = cards(SIGN, record(INJECTIONS), [ordered_test(text)])
    assert "is uninformative during B12 injections" in card["summary"]
    assert cards(SIGN, record(METFORMIN, TINGLING), [ordered_test(text)]) == []


@pytest.mark.parametrize("text", ["Vitamin B12 injection", "Folate", "B12 binding capacity", "Full blood count"])
def test_what_is_no_level_is_none(text: str) -> None:
    assert cards(SIGN, record(INJECTIONS), [ordered_test(text)]) == []


@pytest.mark.parametrize("panel", ["B12 and folate", "Haematinics", "Vitamin B12 + ferritin", "B12 & folate panel"])
def test_a_panel_on_injections_stays_for_what_else_is_in_it(panel: str) -> None:
    (card,) = cards(SIGN, record(INJECTIONS), [ordered_test(panel)])
    assert card["summary"].startswith("The B12 in this panel is uninformative during B12 injections")
    assert "suggestions" not in card
    (card,) = cards(SIGN, record(INJECTIONS), [ordered_test(panel), ordered_test(id="s2")])
    assert offered(card) == [["- ServiceRequest/s2"]]


def test_two_levels_on_injections_are_one_card() -> None:
    (card,) = cards(SIGN, record(INJECTIONS), [ordered_test(), ordered_test("Active B12", id="s2")])
    assert offered(card) == [["- ServiceRequest/s1", "- ServiceRequest/s2"]]


@pytest.mark.parametrize(
    "medicine",
    [{"text": "Metformin 500 mg tablets"},
     {"coding": [{"system": RXNORM, "code": "99999999", "display": "metformin hydrochloride 500 MG Oral Tablet"}]}],
)  # fmt: skip
def test_metformin_under_the_code_of_a_pack_is_metformin(medicine: Json) -> None:
    taken = {**METFORMIN, "medicationCodeableConcept": medicine}
    (card,) = cards(SIGN, record(taken, TINGLING), [draft("N02BE01")])
    assert card["summary"].startswith("Metformin with neurological signs and no B12 test")
    assert card["source"]["label"].startswith("MHRA")


def test_a_test_that_is_drafted_and_not_selected_is_not_missing() -> None:
    request = ehr.request("order-select", record(METFORMIN, TINGLING), [draft("N02BE01"), ordered_test()])
    request["context"]["selections"] = ["MedicationRequest/d"]
    assert call(request)[1]["cards"] == []


def test_after_nitrous_oxide_a_level_alone_is_not_the_test() -> None:
    patient = record(NITROUS, TINGLING)
    (card,) = cards(SIGN, patient, [ordered_test()])
    assert offered(card) == [["Plasma homocysteine"]]
    assert card["source"]["label"].startswith("Royal College of Emergency Medicine")
    assert cards(SIGN, patient, [ordered_test("Plasma homocysteine")]) == []


def test_after_nitrous_oxide_a_measured_level_is_not_the_test_unless_it_confirms() -> None:
    for level in (NORMAL, ehr.result("2132-9", 250, "pg/mL")):
        (card,) = cards(SIGN, record(NITROUS, TINGLING, level), [draft("N02BE01")])
        assert card["summary"] == (
            "Nitrous oxide with neurological signs: measure homocysteine; a normal B12 level does not exclude deficiency."
        )
        assert card["indicator"] == "critical"
        assert offered(card) == [["Plasma homocysteine"]]
        assert (
            cards(SIGN, record(NITROUS, TINGLING, level, ehr.result("13964-2", 200, "nmol/L")), [draft("N02BE01")])
            == []
        )
    assert cards(SIGN, record(NITROUS, TINGLING, DEFICIENT), [draft("N02BE01")]) == []


@pytest.mark.parametrize("gas", [draft("N01AX13"), worded("Nitrous oxide 50 % with oxygen")])
def test_before_nitrous_oxide_is_given_the_blood_is_taken(gas: Json) -> None:
    (card,) = cards(SIGN, record(TINGLING), [gas])
    assert card["summary"] == "Nitrous oxide with neurological signs and no B12 test: measure B12 before it is given."
    assert offered(card) == [["Total serum B12"]]


def test_folic_acid_in_pregnancy_is_prevention_until_something_points_to_deficiency() -> None:
    for order in (draft(ehr.FOLIC), worded("Folic acid 5 mg tablets"), worded("Folic acid 400 microgram tablets")):
        assert cards(SIGN, record(PREGNANT), [order]) == []
    for more in (
        ANAEMIC,
        ehr.result("787-2", 108, "fL"),
        TINGLING,
        NITROUS,
        DEFICIENT,
        ehr.result("2284-8", 1, "ng/mL"),
    ):
        assert len(cards(SIGN, record(PREGNANT, more), [draft(ehr.FOLIC)])) == 1, more
    assert len(cards(SIGN, record(), [draft(ehr.FOLIC)])) == 1  # not pregnant as far as is known


# --- one offer, once -------------------------------------------------------------------------------------------------


def test_a_level_is_not_offered_where_signing_it_would_take_it_back() -> None:
    (card,) = cards("patient-view", record(INJECTIONS, ehr.result("718-7", 4.5, "g/dL")), [])
    assert offered(card) == [["Full blood count with film"]]


def test_blood_is_drafted_with_the_first_injection_where_no_level_counts() -> None:
    unmeasured = record(ehr.condition("84027009"), TINGLING)
    (card,) = cards("patient-view", unmeasured, [])
    assert offered(card) == [["Total serum B12", "Hydroxocobalamin injection"]]
    assert card["suggestions"][0]["label"] == "Prescribe the injections, with blood before the first (draft)"
    (card,) = cards("patient-view", [*unmeasured, NITROUS], [])
    assert offered(card) == [["Plasma homocysteine", "Total serum B12", "Hydroxocobalamin injection"]]
    (card,) = cards(SIGN, unmeasured, [draft(ehr.CYANO, ehr.ORAL), ordered_test()])
    assert offered(card) == [["- MedicationRequest/d", "Hydroxocobalamin injection"]]


def test_two_cards_never_draft_two_courses_nor_one_test_twice() -> None:
    both = [draft(ehr.CYANIDE_KIT, id="kit"), draft(ehr.CYANO, ehr.ORAL, id="tablets")]
    kit, tablets = cards(SIGN, deficient(), both)
    assert offered(kit)[0] == ["- MedicationRequest/kit", "Hydroxocobalamin injection"]
    assert offered(tablets) == [["- MedicationRequest/tablets"]]
    assert tablets["suggestions"][0]["label"] == "Remove this order"
    folic, neurology = cards(SIGN, record(METFORMIN, TINGLING), [draft(ehr.FOLIC)])
    assert offered(folic)[0] == ["Total serum B12"]
    assert "suggestions" not in neurology


def test_b12_that_is_to_be_taken_back_makes_folic_acid_no_safer() -> None:
    orders = [draft(ehr.FOLIC, id="f"), draft(ehr.CYANO, ehr.IM, id="b")]
    for hazard in (ALLERGY, LEBER):
        assert [card["summary"][:17] for card in cards(SIGN, [*deficient(), hazard], orders)][-1] == "Folic acid alone "


def test_no_level_is_asked_for_where_deficiency_is_certain() -> None:
    known = record(ehr.condition("190634004"), {**ehr.patient(), "birthDate": "2020-01-01"})[::-1]
    (card,) = cards(SIGN, [known[0], known[1]], [draft(ehr.FOLIC)])
    assert offered(card) == [["- MedicationRequest/d"]]


def test_once_the_tests_are_ordered_the_card_says_so_and_asks_for_nothing() -> None:
    (card,) = cards(SIGN, record(ehr.result("2132-9", 200, "pg/mL")), [draft(ehr.HYDROXO, ehr.IM)])
    (tests,) = offered(card)
    ordered = [ordered_test(name, id=f"t{n}") for n, name in enumerate(tests)]
    (card,) = cards(SIGN, record(ehr.result("2132-9", 200, "pg/mL")), [draft(ehr.HYDROXO, ehr.IM), *ordered])
    assert card["summary"].endswith("no indication for one is recorded yet. The tests to take first are ordered.")
    assert "suggestions" not in card


def test_hydroxocobalamin_without_a_route_is_the_course_and_by_mouth_it_is_not() -> None:
    tablets = draft(ehr.CYANO, ehr.ORAL, id="a")
    assert cards("order-select", deficient(), [tablets, draft(ehr.HYDROXO, id="b")]) == []
    (card,) = cards(SIGN, deficient(), [draft(ehr.HYDROXO, ehr.ORAL)])
    assert card["summary"].startswith("B12 by mouth is drafted, but injections are indicated")


def test_tablets_that_are_there_are_not_drafted_again() -> None:
    tablets = Order("MedicationRequest/t", "cyanocobalamin", swallowed=True)
    for found in (by_mouth(on_orders, DRAFTED, tablets), by_mouth(on_orders, DRAFTED, oral_b12=True)):
        assert [offered(card) for card in found] == [[["- MedicationRequest/d"]]]


MIXTURES = {
    "iron, B12 and folic acid": draft("B03AE01"),
    "gabapentin and mecobalamin": draft("") | {"medicationCodeableConcept": ehr.concept(ehr.SCT, "1231353000")},
    "the same in words": worded("Gabapentin 300 mg / mecobalamin 500 microgram capsules"),
    "a B complex": worded("Vitamin B1, B6 and B12 tablets"),
    "a prenatal": worded("Prenatal vitamin with B12 and iron tablet"),
}


@pytest.mark.parametrize("mixture", MIXTURES)
def test_a_mixture_stays_for_what_else_is_in_it(mixture: str) -> None:
    order = MIXTURES[mixture]
    (card,) = cards(SIGN, deficient(), [order])
    assert card["summary"].startswith("A mixture with B12 is drafted, but injections are indicated")
    assert offered(card) == [["Hydroxocobalamin injection"]]
    assert card["suggestions"][0]["label"] == "Prescribe the injections (draft)"
    assert cards(SIGN, [*deficient(), INJECTIONS], [order]) == []
    (card,) = cards(SIGN, [*deficient(), ALLERGY], [order])
    assert offered(card) == [["- MedicationRequest/d"]]


# --- which drafts ----------------------------------------------------------------------------------------------------

NO_DRAFTS: dict[str, Callable[[Json], Json]] = {
    "somebody else's": lambda d: {**d, "subject": {"reference": "Patient/other"}},
    "cancelled": lambda d: {**d, "status": "cancelled"},
    "stopped": lambda d: {**d, "status": "stopped"},
    "recorded in error": lambda d: {**d, "status": "entered-in-error"},
    "not to be done": lambda d: {**d, "doNotPerform": True},
}


@pytest.mark.parametrize("how", NO_DRAFTS)
def test_what_is_not_about_to_be_ordered_for_the_patient_is_none_of_ours(how: str) -> None:
    for resources, order in ((deficient(), draft(ehr.CYANO, ehr.ORAL)), (record(INJECTIONS), ordered_test())):
        assert len(cards(SIGN, resources, [order])) == 1
        assert cards(SIGN, resources, [NO_DRAFTS[how](order)]) == []


def test_a_draft_without_an_id_is_seen_and_cannot_be_taken_back() -> None:
    nameless = draft(ehr.CYANO, ehr.ORAL)
    del nameless["id"]
    (card,) = call(ehr.request(SIGN, deficient(), [nameless]))[1]["cards"]
    assert offered(card) == [["Hydroxocobalamin injection"]]


@pytest.mark.parametrize("way", ["in the drafts", "by its full address", "contained", "by its name alone"])
def test_a_draft_may_point_to_its_medicine(way: str) -> None:
    order = draft("", ehr.ORAL)
    del order["medicationCodeableConcept"]
    medicine = {"resourceType": "Medication", "id": "m1", "code": ehr.concept(ehr.ATC, ehr.CYANO)}
    reference = {"in the drafts": "Medication/m1", "contained": "#m1"}.get(
        way, "urn:uuid:5f0c1a52-8c0e-4b2f-9d2e-1f9b4c1d2e3f"
    )
    order["medicationReference"] = {"reference": reference}
    if way == "contained":
        order["contained"] = [medicine]
    if way == "by its name alone":
        order["medicationReference"]["display"] = "Cyanocobalamin 1000 microgram tablets"
    request = ehr.request(SIGN, deficient(), [order])
    if way in ("in the drafts", "by its full address"):
        request["context"]["draftOrders"]["entry"].append({"fullUrl": reference, "resource": medicine})
    (card,) = call(request)[1]["cards"]
    assert card["summary"].startswith("B12 by mouth is drafted")


# --- who asks --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("user", "shown"),
    [
        ("Practitioner/1", True),
        ("PractitionerRole/1", True),
        ("https://ehr.example/fhir/Practitioner/1", True),
        ("Patient/p1", False),
        ("RelatedPerson/7", False),
        ("https://ehr.example/fhir/Patient/p1/_history/2", False),
    ],
)
def test_cards_are_for_professionals(user: str, shown: bool) -> None:
    """A record may be opened by the patient too: a draft prescription is nothing for them."""
    for hook, orders in (("patient-view", []), (SIGN, [draft(ehr.CYANO, ehr.ORAL)])):
        request = ehr.request(hook, deficient(), orders)
        request["context"]["userId"] = user
        assert bool(call(request)[1]["cards"]) is shown


# --- an allergy is recorded during a course -------------------------------------------------------------------------------


def test_an_allergy_to_what_is_being_injected_is_told_when_the_record_is_opened() -> None:
    """It was silent for whoever was on injections, until another was ordered: most are given on an order of long ago."""
    (told,) = cards("patient-view", record(ehr.condition("84027009"), INJECTIONS, ALLERGY), [])
    assert told["summary"].startswith(
        "On B12 injections, yet an allergy to cobalamin or cobalt is recorded: a specialist decides. Urgency: "
    )
    assert told["indicator"] == "warning"
    assert "suggestions" not in told
    assert cards("patient-view", record(ehr.condition("84027009"), INJECTIONS), []) == []


def test_nitrous_oxide_is_warned_of_where_deficiency_is_confirmed_and_not_treated() -> None:
    """It was silent for a level of 120 with pernicious anaemia: the last B12 would have been inactivated."""
    gas = draft("N01AX13")
    (told,) = cards(SIGN, record(DEFICIENT, ehr.condition("84027009")), [gas])
    assert told["summary"].startswith("Nitrous oxide is drafted, and B12 deficiency is not treated")
    assert told["indicator"] == "warning"
    assert cards(SIGN, record(DEFICIENT, ehr.condition("84027009"), INJECTIONS), [gas]) == []
    assert cards(SIGN, record(NORMAL), [gas]) == []
