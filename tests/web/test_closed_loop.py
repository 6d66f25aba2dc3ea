"""The closed loop: whatever a card offers is taken as an EHR takes it, the hook is called again, and nothing turns back."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import conformance
import ehr
from bundles import collection
from cobalamin.knowledge.facts import ASSESSABLE
from cobalamin.records.case import read_case as case_at
from cobalamin.web.answered import AnsweredCase, answer_arrivals, answer_case
from cobalamin.web.hooks import Context, read_request
from cobalamin.web.orders import orders_in
from cobalamin.web.prefetch import arrivals_of
from cobalamin.web.services import SERVICES, advised

Json = dict[str, Any]
ROUNDS = int(os.environ.get("HOOKS_ROUNDS", "250"))
law = settings(
    max_examples=ROUNDS, deadline=None, derandomize="HOOKS_ROUNDS" not in os.environ, suppress_health_check=list(HealthCheck)
)  # fmt: skip

# --- patients and drafts ---------------------------------------------------------------------------------------------

LEVELS = [ehr.result("2132-9", value, "pg/mL") for value in (60, 120, 170, 200, 350, 400, 900)]
COUNTS = [ehr.result("718-7", value, "g/dL") for value in (4.5, 6.5, 9, 11, 14)]
CELLS = [ehr.result("787-2", value, "fL") for value in (80, 110)]
ACIDS = [ehr.result("13964-2", value, "nmol/L") for value in (200, 900)]
FINDINGS = {
    "pernicious anaemia": "84027009", "tingling": "91019004", "pregnant": "77386006", "vomiting": "422400008",
    "swallowing": "40739000", "leber": "58610003", "nitrous oxide": "1268384001", "polycythaemia": "14760008",
}  # fmt: skip
MEDICINES = [
    ehr.prescription(ehr.METFORMIN), ehr.prescription(ehr.HYDROXO, ehr.IM, id="injected"),
    ehr.prescription(ehr.CYANO, ehr.ORAL, id="tablets"), ehr.prescription(ehr.FOLIC, id="folic"),
]  # fmt: skip
STANDING = [
    {**ehr.lab_order(), "id": "level", "status": "active", "authoredOn": "2026-02-20"},
    {**ehr.lab_order(), "id": "count", "code": {"text": "FBC"}, "authoredOn": "2026-02-20"},
    {**ehr.lab_order(), "id": "shot", "code": {"text": "Vitamin B12 injection"}, "status": "active", "authoredOn": "2026-02-20"},
    ehr.prescription(ehr.HYDROXO, ehr.IM, id="unsigned", status="draft"),
]  # fmt: skip


def subset(whole: list[Json], chance: int) -> st.SearchStrategy[list[Json]]:
    """Each of them with a chance of one in so many."""
    return st.tuples(*(st.integers(1, chance) for _ in whole)).map(
        lambda drawn: [each for each, n in zip(whole, drawn, strict=True) if n == 1]
    )


def one_of(results: list[Json]) -> st.SearchStrategy[list[Json]]:
    return st.sampled_from([[], *([each] for each in results)])


def records() -> st.SearchStrategy[list[Json]]:
    who = st.builds(
        ehr.patient,
        st.sampled_from(["female", "male", "unknown"]),
        st.sampled_from(["1950-01-01", "1995-01-01", "2020-01-01"]),
    )
    findings = [*(ehr.condition(code) for code in FINDINGS.values()), ehr.allergy("293397002")]
    lists = (
        one_of(LEVELS), one_of(COUNTS), one_of(CELLS), one_of(ACIDS), subset(findings, 4), subset(MEDICINES, 5),
        subset(STANDING, 6),
    )  # fmt: skip
    return st.tuples(who, *lists).map(lambda drawn: [drawn[0], *(each for found in drawn[1:] for each in found)])


def _medicine(atc: str = "", route: str = "", text: str = "") -> Json:
    made = ehr.prescription(atc, route, status="draft")
    return made if atc else {**made, "medicationCodeableConcept": {"text": text}}


def _test(text: str = "", code: Json | None = None) -> Json:
    return {**ehr.lab_order(), "code": code or {"text": text}}


HCPCS = "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
DRAFTS = [
    _medicine(ehr.HYDROXO, ehr.IM), _medicine(ehr.HYDROXO), _medicine(ehr.CYANO, ehr.IM), _medicine(ehr.CYANO, ehr.ORAL),
    _medicine(ehr.CYANO), _medicine("B03AE01"), _medicine("A11DB"), _medicine(ehr.CYANIDE_KIT), _medicine(ehr.FOLIC),
    _medicine(ehr.METFORMIN), _medicine("N01AX13"), _medicine("B03BA51", ehr.ORAL),
    *(_medicine(text=text) for text in (
        "Methylcobalamin 1 mg tablets", "Methylcobalamin 500 mcg injection", "Vitamin B12 1000 mcg", "Vitamin B12 tablets",
        "Vitamin B12 1000 mcg injection", "Cyanokit 5 g", "Folic acid 5 mg tablets", "Prenatal vitamins",
        "Gabapentin 300 mg + mecobalamin 500 microgram capsules",
    )),
    _test(code=ehr.concept(ehr.LOINC, "2132-9")), _test(code=ehr.concept(ehr.LOINC, "13964-2")),
    _test(code=ehr.concept(HCPCS, "J3420")),
    *(_test(text) for text in ("Active B12", "B12 and folate", "Full blood count", "Homocysteine", "Vitamin B12 injection")),
]  # fmt: skip
drafts = st.lists(st.sampled_from(DRAFTS), max_size=3).map(
    lambda drawn: [{**each, "id": f"d{n}"} for n, each in enumerate(drawn)]
)
sites = st.sampled_from([(), tuple(ASSESSABLE)]).map(lambda groups: ehr.settings(presume=groups))


# --- an EHR ----------------------------------------------------------------------------------------------------------


def reading(record: list[Json], site: Any) -> AnsweredCase:
    request = read_request(msgspec.json.encode(ehr.request("patient-view", record)), "patient-view")
    return answer_arrivals(arrivals_of(request), record[0]["id"], site)


def reference(order: Json) -> str:
    return f"{order['resourceType']}/{order['id']}"


def context(patient: str, orders: list[Json], selected: list[str]) -> Context:
    entries = collection(orders)
    told = {"patientId": patient, "userId": "Practitioner/1", "draftOrders": entries, "selections": selected}
    return msgspec.json.decode(msgspec.json.encode(told), type=Context)


def called(hook: str, of: AnsweredCase, orders: list[Json], selected: list[str] | None = None) -> list[Json]:
    """The cards of one call, each held against the standard."""
    chosen = [reference(each) for each in orders] if selected is None else selected
    cards = advised(SERVICES[f"b12-{hook}"], of, context(of.case.id, orders, chosen))
    return [json.loads(msgspec.json.encode(card)) for card in cards]


def taken(suggestion: Json, orders: list[Json]) -> list[Json]:
    """The drafts after a suggestion: every action applies, each removal to a draft that is there."""
    left = list(orders)
    for action in suggestion["actions"]:
        if action["type"] == "delete":
            (gone,) = (each for each in left if reference(each) == action["resourceId"])
            left.remove(gone)
        else:
            assert action["type"] == "create"
            assert reference(action["resource"]) not in map(reference, left)
            left.append(action["resource"])
    return left


def recommended(card: Json) -> list[Json]:
    return [each for each in card.get("suggestions", []) if each.get("isRecommended")]


def what(order: Json) -> str:
    concept = order.get("medicationCodeableConcept") or order["code"]
    return str(concept.get("text") or concept["coding"][0]["code"])


def made_by(before: list[Json], after: list[Json]) -> list[Json]:
    return [each for each in after if each not in before]


# --- the laws --------------------------------------------------------------------------------------------------------


def faults(hook: str, of: AnsweredCase, orders: list[Json], selected: list[str]) -> Iterator[str]:
    """Every suggestion of every card, and every one of the cards that come after it: what was drafted stays drafted."""
    first = called(hook, of, orders, selected)
    for card in first:
        for suggestion in card.get("suggestions", []):
            after = taken(suggestion, orders)
            drafted, removed = made_by(orders, after), {what(each) for each in made_by(after, orders)}
            chosen = [*selected, *map(reference, drafted)]
            for following in called(hook, of, after, chosen):
                if following["summary"] == card["summary"] and recommended(following):
                    yield "the card asks again for what was done"
                known = following["summary"] in {each["summary"] for each in first}
                if recommended(following) and not known:
                    yield "what a card offers calls for another draft"
                for turn in following.get("suggestions", []):
                    then = taken(turn, after)
                    fresh = {what(each) for each in made_by(after, then)}
                    if made_by(then, drafted):
                        yield "a card takes back what a card drafted"
                    if fresh & removed:
                        yield "a card drafts what a card took back"
                    if fresh & {what(each) for each in after}:
                        yield "a card drafts what is drafted"


@law
@given(records(), drafts, sites, st.sampled_from(["order-select", "order-sign"]), st.data())
def test_what_a_card_drafts_no_card_takes_back(
    record: list[Json], orders: list[Json], site: Any, hook: str, data: st.DataObject
) -> None:
    references = [reference(each) for each in orders]
    selected = data.draw(st.lists(st.sampled_from(references), unique=True)) if orders else []
    assert list(faults(hook, reading(record, site), orders, selected)) == []


@law
@given(records(), drafts, sites)
def test_all_that_is_recommended_at_once_leaves_nothing_to_recommend(
    record: list[Json], orders: list[Json], site: Any
) -> None:
    of = reading(record, site)
    after = orders
    for card in called("order-sign", of, orders):
        for suggestion in recommended(card):
            after = taken(suggestion, after)
    many, before = Counter(map(what, after)), Counter(map(what, orders))
    assert not [name for name in many if many[name] > max(1, before[name])], "one thing is drafted twice"
    assert not [card["summary"] for card in called("order-sign", of, after) if recommended(card)]


@law
@given(records(), sites)
def test_what_an_opened_record_offers_is_signed_without_a_word_and_then_known(record: list[Json], site: Any) -> None:
    of = reading(record, site)
    for card in called("patient-view", of, []):
        for suggestion in card.get("suggestions", []):
            orders = taken(suggestion, [])
            complete(orders, of.case.id)
            for hook in ("order-select", "order-sign"):
                assert not any(map(recommended, called(hook, of, orders)))
                assert not [back for each in called(hook, of, orders) for back in each.get("suggestions", [])]
            signed = [{**each, "status": "active", "intent": "order"} for each in orders]
            then = called("patient-view", reading([*record, *signed], site), [])
            again = {what(made) for each in then for step in each.get("suggestions", []) for made in taken(step, [])}
            assert not again & set(map(what, orders)), "what is ordered is offered again"
            drafted = [made for each in then for step in each.get("suggestions", []) for made in taken(step, [])]
            if any(each["resourceType"] == "MedicationRequest" for each in orders):
                assert all(each["resourceType"] != "MedicationRequest" for each in drafted)


def complete(orders: list[Json], patient: str) -> None:
    """Whole resources as the standard has them, that our own reader knows for what they say they are."""
    for order in orders:
        conformance.check_resource(order)
        assert (order["status"], order["subject"]) == ("draft", {"reference": f"Patient/{patient}"})
    for read_back in orders_in(context(patient, orders, []), selected_only=False):
        assert read_back.tests or read_back.injected or read_back.swallowed


# --- recorded patients -----------------------------------------------------------------------------------------------

PUBLISHED = sorted((Path(__file__).parents[1] / "published").glob("[QR]*.json"))


@cache
def published(path: Path) -> AnsweredCase:
    case = case_at(path)
    return answer_case(case, ehr.settings(), (), on=case.on)


@pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: path.stem)
def test_published_patients_with_every_draft(path: Path) -> None:
    of = published(path)
    for each in DRAFTS:
        order = {**each, "id": "d", "subject": {"reference": f"Patient/{of.case.id}"}}
        assert list(faults("order-sign", of, [order], [reference(order)])) == []
