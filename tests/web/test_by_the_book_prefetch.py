"""The five states of every prefetch key, over the calls of the second writing: what was sent otherwise is answered alike, and what
was not had is told.

Sent whole, in pages, or left to the FHIR server is one record; null is an empty Bundle; an error is what was not sent. Where a part
is lacking the answer names it, or is 412; and it is never surer of itself for it.
"""

from __future__ import annotations

import asyncio
import os
from random import Random
from typing import Any

import httpx2
from by_the_book_hooks import Call
from by_the_book_hooks import call as call_of
from test_by_the_book_cards import plain

import ehr
from cobalamin.web.app import application

Json = dict[str, Any]
CALLS = int(os.environ.get("BOOK_CALLS", "200")) // 10
FHIR = "https://ehr.example/fhir"
ALONE = application(ehr.settings())
LINE = "**Not read from the record, so unknown**"


def request_of(number: int) -> tuple[Call, Json]:
    """A call as it is sent, at one of the three hooks."""
    one = call_of(number, ())
    hook = ("patient-view", "order-select", "order-sign")[number % 3]
    sent = ehr.request(hook, one.record, [each.resource for each in one.drafts])
    if hook == "order-select":
        sent["context"]["selections"] = sorted(one.selected)
    return one, sent


class Server:
    """A FHIR server that gives what prefetch would hold, some of it in pages of two."""

    def __init__(self, prefetch: Json) -> None:
        self.prefetch = prefetch

    async def __call__(self, asked: httpx2.Request) -> httpx2.Response:
        kind = asked.url.path.removeprefix("/fhir/").partition("/")[0]
        if kind == "Medication":
            return httpx2.Response(404)
        if kind == "Patient":
            return httpx2.Response(200, json=self.prefetch["patient"])
        key = next((key for key in self.prefetch if holds(key) == kind), "")
        if not key:  # one that keeps no such resources
            return httpx2.Response(404)
        return httpx2.Response(200, json=page_of(self.prefetch[key], key, int(asked.url.params.get("page", "0"))))


KINDS = {
    "patient": "Patient", "results": "Observation", "conditions": "Condition", "procedures": "Procedure",
    "prescriptions": "MedicationRequest", "statements": "MedicationStatement", "administrations": "MedicationAdministration",
    "allergies": "AllergyIntolerance", "orders": "ServiceRequest", "dispenses": "MedicationDispense",
    "harm": "AdverseEvent", "findings": "Observation", "immunizations": "Immunization",
    "family": "FamilyMemberHistory",
}  # fmt: skip


NO_GAP = ("patient", "orders", "dispenses", "harm", "findings", "immunizations", "family")
"""The patient, without whom there is no answer, and what a record is whole without."""


def holds(key: str) -> str:
    return KINDS[key]


def page_of(bundle: Json, key: str, number: int) -> Json:
    """Two entries of it, and where the next two are."""
    entries = bundle["entry"][2 * number : 2 * number + 2]
    more = len(bundle["entry"]) > 2 * number + 2
    link = [{"relation": "next", "url": f"{FHIR}/{holds(key)}?patient=p1&page={number + 1}"}] if more else []
    return {**bundle, "entry": entries, **({"link": link} if link else {})}


def answered(sent: Json, server: Server | None = None) -> tuple[int, list[Json]]:
    """Status and cards; the server is read only where it is named."""

    async def one() -> httpx2.Response:
        fhir = httpx2.AsyncClient(transport=httpx2.MockTransport(server)) if server else None
        app = application(ehr.settings(fetch_seconds=60), fhir) if fhir else ALONE
        async with ehr.caller(app) as client:
            return await client.post(f"/cds-services/b12-{sent['hook']}", json=sent)

    answer = asyncio.run(one())
    return answer.status_code, answer.json().get("cards", [])


def said(sent: Json, server: Server | None = None) -> tuple[int, list[str]]:
    status, cards = answered(sent, server)
    return status, plain(cards)


def with_keys(sent: Json, **changed: Any) -> Json:
    """The request with keys changed; `...` leaves a key out."""
    prefetch = {key: value for key, value in {**sent["prefetch"], **changed}.items() if value is not ...}
    return {**sent, "prefetch": prefetch}


def granted(sent: Json) -> Json:
    return {**sent, "fhirServer": FHIR, "fhirAuthorization": {"access_token": "t", "subject": "cds", "patient": "p1"}}


def empty(sent: Json) -> list[str]:
    return [key for key, value in sent["prefetch"].items() if key != "patient" and not value["entry"]]


def test_null_is_an_empty_bundle() -> None:
    for number in range(CALLS):
        _, sent = request_of(number)
        assert said(with_keys(sent, **dict.fromkeys(empty(sent)))) == said(sent), number


def test_sent_in_pages_or_left_to_the_server_is_the_same_record() -> None:
    for number in range(CALLS):
        _, sent = request_of(number)
        server, chance = Server(sent["prefetch"]), Random(number)
        keys = [key for key in sent["prefetch"] if key != "patient"]
        paged = {key: page_of(sent["prefetch"][key], key, 0) for key in keys if chance.random() < 0.5}
        left = {key: chance.choice((..., ehr.FAILED)) for key in keys if key not in paged and chance.random() < 0.7}
        assert said(granted(with_keys(sent, **paged, **left)), server) == said(sent), (number, [*paged], [*left])


def test_what_could_not_be_had_is_named_or_the_answer_is_412() -> None:
    named = refused = silent = 0
    for number in range(CALLS):
        _, sent = request_of(number)
        key = Random(number).choice([key for key in KINDS if key not in NO_GAP])
        status, cards = answered(with_keys(sent, **{key: ...}))
        failed, others = answered(with_keys(sent, **{key: ehr.FAILED}))
        assert (status, len(cards)) == (failed, len(others)), number
        assert [card["summary"] for card in cards] == [card["summary"] for card in others], number
        refused += status == 412
        silent += status == 200 and not cards
        for card in (
            each for each in [*cards, *others] if LINE in each["detail"] or "could not be read" not in each["summary"]
        ):
            below = card["detail"].partition(LINE)[2]
            assert f"- {key}: " in below, (number, key, card["summary"])
            named += 1
    assert min(named, refused, silent) > 0


def test_without_the_patient_or_without_any_part_of_the_record_the_answer_is_412() -> None:
    for number in range(0, CALLS, 5):
        _, sent = request_of(number)
        nothing = {key: Random(number).choice((..., ehr.FAILED)) for key in KINDS if key != "patient"}
        assert answered(with_keys(sent, patient=...))[0] == 412
        assert answered(with_keys(sent, **nothing))[0] == 412
        assert answered(with_keys(sent, **{**nothing, "orders": sent["prefetch"]["orders"]}))[0] == 412, (
            "orders hold no fact"
        )


def test_a_part_that_is_lacking_makes_no_order_look_better_checked() -> None:
    """Silence about B12 or folic acid, where the diagnoses or results are lacking, is kept for what the rest decides."""
    for number in range(CALLS * 6):
        one, sent = request_of(number)
        ours = [
            each
            for each in one.drafts
            if each.thing.what in ("cyanocobalamin", "hydroxocobalamin", "b12") and each.known
        ]
        if sent["hook"] != "order-sign" or not [each for each in ours if each.mine and each.live]:
            continue
        assert answered(with_keys(sent, conditions=..., allergies=ehr.FAILED))[1], number
