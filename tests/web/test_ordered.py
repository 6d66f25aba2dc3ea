"""What is ordered already is not offered again, the card says since when; what did not arrive silences nothing."""

from __future__ import annotations

import asyncio
import json
from datetime import date
from pathlib import Path
from typing import Any

import httpx2
import msgspec
import pytest
from test_situations import INJECTIONS, METFORMIN, NITROUS, PREGNANT, by_mouth, lines, offered

import calls
import ehr
from calls import DEFICIENT, TINGLING, cards, deficient, record
from cobalamin.journal.database import open_journal
from cobalamin.journal.entry import AnswerBody
from cobalamin.journal.replay import replay
from cobalamin.journal.store import rows
from cobalamin.web.advice import patient_view
from cobalamin.web.answered import answer_arrivals
from cobalamin.web.app import application
from cobalamin.web.hooks import read_request
from cobalamin.web.orders import Order
from cobalamin.web.prefetch import arrivals_of

Json = dict[str, Any]


def ordered(text: str = "", id: str = "s1", code: str = "2132-9", **more: Any) -> Json:
    """A test ordered ten days before the day of these tests."""
    order = {**ehr.lab_order(code), "id": id, "status": "active", "authoredOn": "2026-02-19", **more}
    return {**order, **({"code": {"text": text}} if text else {})}


COUNT = ordered("Full blood count", "s2")
SHOT = ordered("Vitamin B12 injection", "shot")
OPEN = record(TINGLING)
"""Tingling and no level: a level and the blood count come next."""


def view(*resources: Json) -> Json:
    (card,) = cards("patient-view", list(resources), [])
    return card


# --- tests -----------------------------------------------------------------------------------------------------------


def test_a_test_that_is_ordered_is_not_offered_again_and_the_card_says_since_when() -> None:
    card = view(*OPEN, ordered())
    assert "Ordered on 2026-02-19: total serum B12. Next: full blood count with film." in card["summary"]
    assert offered(card) == [["Full blood count with film"]]
    assert "Total serum B12: ordered on 2026-02-19, ServiceRequest/s1" in card["detail"]


def test_with_every_test_ordered_nothing_is_offered_and_the_card_stays() -> None:
    card = view(*OPEN, ordered(), COUNT)
    assert card["summary"] == (
        "Possible B12 deficiency. Ordered on 2026-02-19: total serum B12, full blood count with film. "
        "Urgency: at least prompt (within days)."
    )
    assert "suggestions" not in card


def test_what_is_drafted_and_not_signed_says_so() -> None:
    card = view(*OPEN, ordered(status="draft"), {**COUNT, "status": "draft", "intent": "proposal"})
    assert "Sign the draft of 2026-02-19: total serum B12, full blood count with film." in card["summary"]
    assert "Total serum B12: drafted and not signed, on 2026-02-19" in card["detail"]
    assert "suggestions" not in card


@pytest.mark.parametrize(
    ("orders", "left"),
    [
        ([ordered("Active B12"), COUNT], []),
        ([ordered("FBC and haematinics")], []),
        ([ordered("Ferritin")], [["Total serum B12", "Full blood count with film"]]),
    ],
)
def test_another_order_that_answers_the_same_is_enough(orders: list[Json], left: list[list[str]]) -> None:
    assert offered(view(*OPEN, *orders)) == left


def test_in_pregnancy_a_total_that_is_ordered_is_not_the_active_one() -> None:
    assert "Active B12 (holotranscobalamin)" in offered(view(*OPEN, PREGNANT, ordered()))[0]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"status": "completed"}, ""),
        ({"status": "revoked"}, ""),
        ({"status": "on-hold"}, ""),
        ({"status": "entered-in-error"}, ""),
        ({"doNotPerform": True}, ""),
        ({"intent": "plan"}, ""),
        ({"subject": {"reference": "Patient/p2"}}, ""),
        ({"authoredOn": "2026-01-31"}, "ServiceRequest/s1: Total serum B12, ordered on 2026-01-31, not counted"),
        ({"authoredOn": "2027-02-19"}, "ordered on 2027-02-19, not counted"),
        ({"authoredOn": "2026"}, "ordered on no day that is given"),
        ({"authoredOn": None}, "ordered on no day that is given"),
    ],
)
def test_an_order_that_is_not_on_its_way_silences_nothing(changed: Json, said: str) -> None:
    card = view(*OPEN, ordered(**changed), COUNT)
    assert offered(card) == [["Total serum B12"]]
    assert said in card["detail"]
    assert said or "Check that it is not ordered already" not in card["detail"]


@pytest.mark.parametrize(("day", "waits"), [("2026-02-01", True), ("2026-01-31", False), ("2026-03-02", True)])
def test_an_order_waits_for_four_weeks(day: str, waits: bool) -> None:
    """28 days; a day ahead of ours is another time zone."""
    assert (offered(view(*OPEN, COUNT, ordered(authoredOn=day))) == []) is waits


@pytest.mark.parametrize(("drawn", "waits"), [("2026-02-18", True), ("2026-02-19", False), ("2026-02-25", False)])
def test_a_result_that_cannot_be_used_answers_its_order_too(drawn: str, waits: bool) -> None:
    spoiled = ehr.result("2132-9", 120, "bananas", drawn)
    assert (offered(view(*OPEN, COUNT, spoiled, ordered())) == []) is waits


# --- injections and tablets ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("order", "said"),
    [
        (SHOT, "B12 injection, ordered on 2026-02-19, is indicated: malabsorption, neurological features."),
        (
            {**SHOT, "authoredOn": "2025-06-01"},
            "B12 injection, ordered on 2025-06-01, is indicated: malabsorption, neurological features.",
        ),
        (
            {**SHOT, "status": "draft"},
            "Sign the B12 injection drafted on 2026-02-19: malabsorption, neurological features.",
        ),
        (
            {**ehr.prescription(ehr.HYDROXO, ehr.IM), "status": "draft"},
            "Sign the B12 injection drafted on 2026-02-01: malabsorption, neurological features.",
        ),
    ],
)
def test_an_injection_that_is_ordered_is_not_drafted_again(order: Json, said: str) -> None:
    card = view(*deficient(), order)
    assert card["summary"] == f"{said} Urgency: at least prompt (within days)."
    assert "suggestions" not in card


@pytest.mark.parametrize(
    "order",
    [
        {**SHOT, "status": "draft", "authoredOn": "2026-01-15"},
        ordered("Vitamin B12 tablets administration", "s9"),
        {**ehr.prescription(ehr.CYANO, ehr.ORAL), "status": "draft"},
        {**ehr.prescription(ehr.CYANIDE_KIT), "status": "draft"},
    ],
)
def test_what_is_no_injection_on_its_way_leaves_the_offer(order: Json) -> None:
    assert ["Hydroxocobalamin injection"] in offered(view(*deficient(), order))


def test_tablets_that_are_drafted_are_to_be_signed() -> None:
    drafted = Order("MedicationRequest/d", "cyanocobalamin", swallowed=True, selected=False, since=date(2026, 2, 20))
    (card,) = by_mouth(patient_view, drafted)
    assert card["summary"].startswith("Sign the B12 tablets drafted on 2026-02-20: they are enough; injections are not")
    assert "suggestions" not in card


def test_the_wrong_product_on_its_way_leaves_the_offer() -> None:
    cyano = {**ehr.prescription(ehr.CYANO, ehr.IM), "status": "draft"}
    assert offered(view(*deficient(), ehr.condition("58610003"), cyano)) == [["Hydroxocobalamin injection"]]


def test_an_injection_without_blood_taken_still_offers_the_blood() -> None:
    untaken = [ehr.patient(), ehr.condition("84027009"), TINGLING, SHOT]
    assert offered(view(*untaken)) == [["Total serum B12"]]
    assert "suggestions" not in view(*untaken, ordered())
    assert offered(view(*untaken, NITROUS)) == [["Plasma homocysteine", "Total serum B12"]]
    assert offered(view(*untaken, NITROUS, ordered("MMA"))) == [["Total serum B12"]]


# --- the hooks of orders ---------------------------------------------------------------------------------------------

TABLETS = calls.draft(ehr.CYANO, ehr.ORAL)


def test_an_injection_in_force_speaks_for_tablets_beside_it_and_a_draft_of_the_record_does_not() -> None:
    assert cards("order-sign", [*deficient(), SHOT], [TABLETS]) == []
    drafted = {**SHOT, "status": "draft"}
    assert "injections are indicated" in lines(cards("order-sign", [*deficient(), drafted], [TABLETS]))[0]


def test_folic_acid_waits_for_the_level_that_is_ordered() -> None:
    folic = calls.draft(ehr.FOLIC)
    (card,) = cards("order-sign", record(ordered()), [folic])
    assert "Wait for the B12 result" in card["summary"]
    assert offered(card) == [["- MedicationRequest/d"]]
    assert cards("order-sign", [*deficient(), SHOT], [folic]) == []


def test_metformin_with_tingling_and_a_level_on_its_way_is_silent() -> None:
    assert cards("order-sign", record(METFORMIN, TINGLING, ordered()), []) == []
    assert cards("order-sign", record(METFORMIN, TINGLING, ordered(status="draft")), []) != []


def test_the_draft_of_the_call_that_the_record_holds_too_stands_once() -> None:
    """A signed copy of the draft beside it does not hide what is to be said about the draft."""
    same = {**TABLETS, "status": "draft"}
    assert len(cards("order-sign", [*deficient(), same], [TABLETS])) == 1


# --- five states -----------------------------------------------------------------------------------------------------


def request_with(orders: Any, resources: list[Json] = OPEN, **more: Any) -> Json:
    request = {**ehr.request(resources=resources), **more}
    if orders == "absent":
        del request["prefetch"]["orders"]
    else:
        request["prefetch"]["orders"] = orders
    return request


UNREADABLE = {"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "ServiceRequest", "status": 7}}]}


@pytest.mark.parametrize(
    ("orders", "told"),
    [
        ("absent", "orders: not sent"),
        (None, ""),
        (ehr.searchset([]), ""),
        (ehr.FAILED, "orders: the EHR tried to read it and failed"),
        (UNREADABLE, "orders: 1 resource is no FHIR R4 (JSON in UTF-8) and was left out"),
        (ehr.searchset([COUNT], link=[{"relation": "next", "url": "x?p=2"}]), "orders: more pages exist"),
    ],
)
def test_a_missing_page_of_orders_silences_no_card_and_is_told_where_something_is_offered(
    orders: Any, told: str
) -> None:
    _, body = calls.call(request_with(orders))
    (card,) = body["cards"]
    assert "Total serum B12" in offered(card)[0]
    assert told in card["detail"]
    assert bool(told) is ("Check that it is not ordered already" in card["detail"])


def test_where_nothing_is_offered_orders_that_did_not_arrive_are_nothing_to_speak_of() -> None:
    on_injections = [*deficient(), INJECTIONS, ehr.result("718-7", 4.5, "g/dL")]
    _, body = calls.call(request_with("absent", on_injections))
    assert "orders" not in body["cards"][0]["detail"]


def test_orders_alone_are_no_record() -> None:
    request = ehr.request(resources=OPEN)
    request["prefetch"] = {name: request["prefetch"][name] for name in ("patient", "orders")}
    assert calls.call(request)[0] == 412


def test_orders_are_fetched_like_the_rest() -> None:
    asked: list[httpx2.URL] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.url)
        return httpx2.Response(200, json=ehr.searchset([ordered()]))

    fhir = httpx2.AsyncClient(transport=httpx2.MockTransport(answer))
    _, body = calls.call(request_with("absent", fhirServer="https://ehr.example/fhir"), fhir=fhir)
    assert [(url.path, url.params["status"], url.params["patient"]) for url in asked] == [
        ("/fhir/ServiceRequest", "active,draft", "p1")
    ]
    assert offered(body["cards"][0]) == [["Full blood count with film"]]


def test_a_record_full_of_orders_fills_neither_card_nor_journal() -> None:
    many = [ordered(id=f"n{n}", authoredOn="2020-01-01") for n in range(300)]
    request = ehr.request(resources=[*OPEN, *many, *(ordered(id=f"w{n}") for n in range(300))])
    reading = answer_arrivals(
        arrivals_of(read_request(json.dumps(request).encode(), "patient-view")), "p1", ehr.settings()
    )
    assert len(reading.ordered.orders) == 50
    assert (len(reading.ordered.unsure), reading.ordered.unsure[-1]) == (51, "and 250 more")


# --- the journal -----------------------------------------------------------------------------------------------------


def test_the_journal_keeps_what_was_ordered_and_replays_the_same(tmp_path: Path) -> None:
    settings = ehr.settings(journal_url=f"sqlite:///{tmp_path}/journal.db", spool=tmp_path / "spool")

    async def called() -> None:
        app = application(settings)
        async with ehr.caller(app) as client:
            for orders in (ehr.searchset([ordered(), ordered(id="old", authoredOn="2025-01-01")]), None):
                body = json.dumps(request_with(orders))
                assert (await client.post("/cds-services/b12-patient-view", content=body)).status_code == 200
        await app.stop()

    asyncio.run(called())
    engine = open_journal(settings.journal_url)
    bodies = [msgspec.json.decode(row.entry().body, type=AnswerBody) for row in rows(engine)]
    assert [(o.what, str(o.since), o.signed, o.source) for o in bodies[0].ordered] == [
        ("Total serum B12", "2026-02-19", True, "ServiceRequest/s1")
    ]
    assert "ServiceRequest/old" in bodies[0].unsure_orders[0]
    assert bodies[1].ordered == bodies[1].unsure_orders == ()
    assert bytes(bodies[0].answer) == bytes(bodies[1].answer)
    assert (replay(engine).answers, replay(engine).differences) == (2, ())
    engine.dispose()


def test_a_level_that_matters_is_never_hidden_by_an_order() -> None:
    """A low level is in the record: that another one is ordered changes nothing of what is indicated."""
    card = view(*record(DEFICIENT, ehr.condition("84027009"), TINGLING), ordered())
    assert card["summary"].startswith("B12 by injection is indicated")
    assert offered(card) == [["Hydroxocobalamin injection"]]
