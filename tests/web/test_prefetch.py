"""Five states of prefetch kept apart, the FHIR server read for what is lacking, and what happens when it cannot be."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx2
import msgspec
import pytest

import calls
import ehr
from cobalamin.knowledge.facts import FACTS
from cobalamin.records.codes import shipped
from cobalamin.web.answered import answer_arrivals
from cobalamin.web.errors import Refusal
from cobalamin.web.fhir_server import LONG, MOST_PAGES
from cobalamin.web.hooks import read_request
from cobalamin.web.prefetch import Sending, State, arrival_of, arrivals_of, templates

Json = dict[str, Any]
RECORD = calls.deficient()


class Server:
    """A FHIR server of a test: what it answers, and what it was asked with which token."""

    def __init__(self, answer: Callable[[httpx2.Request], httpx2.Response] | None = None) -> None:
        self.asked: list[httpx2.Request] = []
        self._answer = answer or self._stored

    def _stored(self, request: httpx2.Request) -> httpx2.Response:
        kind = request.url.path.split("/")[2]
        found = [each for each in RECORD if each["resourceType"] == kind]
        return httpx2.Response(200, json=found[0] if kind == "Patient" else ehr.searchset(found))

    async def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        return self._answer(request)


def call(request: Json, server: Any = None, **settings: Any) -> tuple[int, Json]:
    """A call of patient-view; `server` answers what is read from the EHR."""
    fhir = httpx2.AsyncClient(transport=httpx2.MockTransport(server)) if server else None
    return calls.call(request, fhir=fhir, fetch_seconds=0.3, **settings)


def granted(request: Json, **more: Any) -> Json:
    token = {
        "access_token": "secret-token",
        "token_type": "Bearer",
        "expires_in": 300,
        "scope": "patient/*.rs",
        "subject": "x",
        "patient": "p1",
    }
    return {**request, "fhirServer": "https://ehr.example/fhir", "fhirAuthorization": {**token, **more}}


def without(*keys: str) -> Json:
    request = ehr.request(resources=RECORD)
    for key in keys:
        del request["prefetch"][key]
    return request


# --- the five states -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sent, state, whole",
    [
        (msgspec.UNSET, State.ABSENT, False),
        (b"null", State.NULL, True),
        (json.dumps(ehr.searchset([])).encode(), State.EMPTY, True),
        (json.dumps(ehr.FAILED).encode(), State.FAILED, False),
        (json.dumps(ehr.searchset([ehr.condition("1")])).encode(), State.DATA, True),
        (json.dumps(ehr.searchset([ehr.FAILED])).encode(), State.FAILED, False),
        (json.dumps(ehr.searchset([ehr.condition("1"), ehr.FAILED])).encode(), State.DATA, False),
        (
            json.dumps(ehr.searchset([ehr.condition("1")], link=[{"relation": "next", "url": "x?p=2"}])).encode(),
            State.DATA,
            False,
        ),
        (
            b'{"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Condition", "code": 7}}]}',
            State.FAILED,
            False,
        ),
        (b'{"resourceType": "Observation"}', State.FAILED, False),
        (b"17", State.FAILED, False),
        (b"[" * 5000, State.FAILED, False),
    ],
)
def test_the_state_of_what_arrives(sent: Sending, state: State, whole: bool) -> None:
    arrival = arrival_of(sent, "Condition")
    assert (arrival.state, arrival.whole) == (state, whole)
    assert whole or arrival.fault or arrival.next


@pytest.mark.parametrize(
    "total, link, state, fault",
    [
        (1, [], State.DATA, ""),
        (0, [], State.DATA, ""),
        (40, [], State.DATA, "the search found 40, and 1 came"),
        (40, [{"relation": "next", "url": "x?p=2"}], State.DATA, ""),
        ("1", [], State.DATA, "a link or number of it is not FHIR R4"),
    ],
)
def test_fewer_than_a_search_found_are_not_all(total: Any, link: list[Json], state: State, fault: str) -> None:
    """An EHR that sends the first page and takes the link of the next one away sends most of a record, and not the whole."""
    sent = json.dumps(ehr.searchset([ehr.condition("1")], total=total, link=link)).encode()
    arrival = arrival_of(sent, "Condition")
    arrival.count()
    assert (arrival.state, arrival.fault, arrival.whole) == (state, fault, not fault and not link)


def test_what_a_search_found_and_did_not_send_is_told() -> None:
    request = ehr.request(resources=RECORD)
    request["prefetch"]["allergies"] |= {"total": 3}
    _, body = call(request)
    assert "the search found 3, and none came" in body["cards"][0]["detail"]


@pytest.mark.parametrize("total, told", [(3, False), (4, True)])
def test_the_pages_of_a_server_are_counted_together(total: int, told: bool) -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        page = int(request.url.params.get("page", "1"))
        link = [{"relation": "next", "url": f"?page={page + 1}"}] if page < 3 else []
        return httpx2.Response(200, json=ehr.searchset([ehr.condition(str(page))], total=total, link=link))

    _, body = call(granted(without("conditions")), Server(answer))
    assert (f"the search found {total}, and 3 came" in body["cards"][0]["detail"]) is told


@pytest.mark.parametrize("value, told", [("absent", True), ("null", False), ("empty", False), ("failed", True)])
def test_what_did_not_arrive_is_told_and_what_is_empty_is_not(value: str, told: bool) -> None:
    request = ehr.request(resources=RECORD)
    values: Json = {"null": None, "empty": ehr.searchset([]), "failed": ehr.FAILED}
    if value == "absent":
        del request["prefetch"]["allergies"]
    else:
        request["prefetch"]["allergies"] = values[value]
    _, body = call(request)
    assert ("allergies" in body["cards"][0]["detail"]) is told


def test_every_coded_fact_has_a_template() -> None:
    results = next(t.query for t in templates() if t.key == "results")
    findings = set(
        next(t.query for t in templates() if t.key == "findings").partition("code=")[2].split("&")[0].split(",")
    )
    kinds = {t.query.partition("?")[0] for t in templates()}
    assert {"Condition", "Procedure", "MedicationRequest", "MedicationStatement", "MedicationAdministration"} <= kinds
    assert "MedicationDispense" in kinds
    for entry in FACTS.values():
        for concept in entry.value_sets:
            assert concept.partition(".")[0] in ("lab", "obs", "cond", "proc", "med", "admin"), concept
            if concept.startswith(("lab.", "obs.")):
                rows = shipped().concepts[concept].codes
                asked = [c for s, c, role in rows if s in ("loinc", "sct") and role != "exclude"]
                assert all(f"|{code}" in results for code in asked)
            if concept.startswith("cond."):
                rows = shipped().concepts[concept].codes
                assert {c for s, c, role in rows if s == "sct" and role != "exclude"} <= findings


def test_a_group_is_presumed_only_where_its_record_is_whole() -> None:
    """The site reads what is not recorded as no; where the list failed to arrive, it stays unknown."""
    whole = call(ehr.request(resources=RECORD), presume=("medicines",))[1]["cards"][0]["detail"]
    part = call(without("prescriptions"), presume=("medicines",))[1]["cards"][0]["detail"]
    assert "this was asked about: medicines" in whole
    assert "this was asked about: medicines" not in part


# --- the FHIR server -------------------------------------------------------------------------------------------------


def test_what_prefetch_lacks_is_fetched_with_the_token() -> None:
    server = Server()
    status, body = call(granted({**ehr.request(resources=RECORD), "prefetch": {}}), server)
    assert status == 200
    assert "injection is indicated" in body["cards"][0]["summary"]
    assert len(server.asked) == len(templates())
    assert {r.headers["authorization"] for r in server.asked} == {"Bearer secret-token"}
    assert all("p1" in str(r.url) and "{{" not in str(r.url) for r in server.asked)


@pytest.mark.parametrize("more", [{"expires_in": "300"}, {"scope": None, "token_type": None}, {"access_token": None}])
def test_what_the_token_says_besides_refuses_no_call(more: Json) -> None:
    """A lifetime written as text, and a member that is null, cost the whole call; none of them decides anything here."""
    assert call(granted(without("conditions"), **more), Server())[0] == 200


def test_nothing_is_fetched_that_was_sent() -> None:
    server = Server()
    request = granted(without("conditions"))
    request["prefetch"]["procedures"] = None
    call(request, server)
    assert [r.url.path for r in server.asked] == ["/fhir/Condition"]


def test_following_pages_are_read_on_the_same_server_only() -> None:
    pages = {"1": RECORD[1:2], "2": RECORD[2:3], "3": RECORD[3:]}

    def answer(request: httpx2.Request) -> httpx2.Response:
        page = request.url.params.get("page", "1")
        link = (
            [{"relation": "next", "url": f"https://ehr.example/fhir/Condition?page={int(page) + 1}"}]
            if page != "3"
            else []
        )
        return httpx2.Response(200, json=ehr.searchset(pages[page], link=link))

    request = granted(ehr.request(resources=RECORD[:2]))
    request["prefetch"]["conditions"] = ehr.searchset(
        [], link=[{"relation": "next", "url": "https://ehr.example/fhir/Condition?page=2"}]
    )
    server = Server(answer)
    _, body = call(request, server)
    assert "injection is indicated" in body["cards"][0]["summary"]
    request["prefetch"]["conditions"]["link"][0]["url"] = "https://elsewhere.example/steal"
    thief = Server(answer)
    _, body = call(request, thief)
    assert not thief.asked
    assert "another server" in body["cards"][0]["detail"]


@pytest.mark.parametrize("status, words", [(401, "token"), (403, "token"), (500, "500"), (404, "404")])
def test_a_server_that_refuses_leaves_the_facts_unknown_with_the_reason(status: int, words: str) -> None:
    _, body = call(granted(without("conditions")), Server(lambda _: httpx2.Response(status)))
    detail = body["cards"][0]["detail"]
    assert "conditions:" in detail
    assert words in detail
    assert "secret-token" not in json.dumps(body)


@pytest.mark.parametrize("status", [400, 422, 501, 200])
@pytest.mark.parametrize("known", ["order,plan,original-order", "order,plan"])
def test_a_server_that_demands_the_intent_of_prescriptions_is_asked_with_it(status: int, known: str) -> None:
    """US Core lets a server demand it; one such server knows two of the codes. Others do not know the parameter, and are asked
    without it first."""

    def answer(request: httpx2.Request) -> httpx2.Response:
        sent = request.url.params.get("intent", "")
        if not sent or (known == "order,plan" and sent != known):
            return httpx2.Response(status, json=ehr.FAILED)
        return httpx2.Response(200, json=ehr.searchset([ehr.prescription("B03BA03", "78421000")]))

    server = Server(answer)
    _, body = call(granted(without("prescriptions")), server)
    asked = [request.url.params.get("intent", "") for request in server.asked]
    assert asked[0] == ""
    assert {"order", "plan", "original-order", "reflex-order", "filler-order", "instance-order", "option"} == {
        *asked[1].split(",")
    }
    assert asked[2:] == (["order,plan"] if known == "order,plan" else [])
    assert all("patient=p1" in str(request.url) for request in server.asked)
    assert "prescriptions:" not in json.dumps(body)


@pytest.mark.parametrize("status", [401, 403, 404, 429, 500, 503])
def test_a_refusal_that_is_not_of_the_question_is_not_asked_again(status: int) -> None:
    server = Server(lambda _: httpx2.Response(status))
    _, body = call(granted(without("prescriptions")), server)
    assert len(server.asked) == 1
    assert "prescriptions:" in body["cards"][0]["detail"]


def test_a_server_that_refuses_every_question_is_told_with_the_first_reason() -> None:
    server = Server(lambda _: httpx2.Response(400 if len(server.asked) == 1 else 422))
    _, body = call(granted(without("prescriptions")), server)
    assert len(server.asked) == 3
    assert "prescriptions: the FHIR server answered 400" in body["cards"][0]["detail"]


def test_only_prescriptions_are_asked_for_again() -> None:
    server = Server(lambda _: httpx2.Response(400))
    call(granted(without("conditions")), server)
    assert len(server.asked) == 1


@pytest.mark.parametrize("status", [400, 404, 413, 414, 431])
def test_a_search_whose_address_is_too_long_for_a_server_is_sent_as_a_form(status: int) -> None:
    """IIS takes 2,048 characters of a query, and says 404; the search for results has more."""

    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.method == "GET" and len(str(request.url)) > LONG:
            return httpx2.Response(status)
        results = ehr.searchset([ehr.result("2132-9", 120, "pg/mL")])
        return httpx2.Response(200, json=results)

    server = Server(answer)
    _, body = call(granted(without("results")), server)
    first, second = server.asked
    assert (second.method, str(second.url)) == ("POST", "https://ehr.example/fhir/Observation/_search")
    assert second.headers["content-type"] == "application/x-www-form-urlencoded"
    assert second.headers["authorization"] == "Bearer secret-token"
    assert second.content.decode() == str(first.url).partition("?")[2]
    assert "results:" not in json.dumps(body)
    assert "injection is indicated" in body["cards"][0]["summary"]


def test_the_address_of_a_following_page_is_never_made_a_form_of() -> None:
    request = granted(ehr.request(resources=RECORD))
    following = f"https://ehr.example/fhir?_getpages={'x' * LONG}"
    request["prefetch"]["conditions"]["link"] = [{"relation": "next", "url": following}]
    server = Server(lambda _: httpx2.Response(404))
    _, body = call(request, server)
    assert [(each.method, str(each.url)) for each in server.asked] == [("GET", following)]
    assert "a following page could not be read" in body["cards"][0]["detail"]


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_says_when_is_asked_again_then(status: int) -> None:
    busy = httpx2.Response(status, headers={"retry-after": "0"})
    conditions = httpx2.Response(200, json=ehr.searchset([ehr.condition("84027009")]))
    server = Server(lambda _: busy if len(server.asked) == 1 else conditions)
    _, body = call(granted(without("conditions")), server)
    assert len(server.asked) == 2
    assert "conditions:" not in json.dumps(body)


@pytest.mark.parametrize("later", ["", "0.5", "-1", "soon", "3600", "²"])
def test_a_server_that_wants_to_be_left_alone_for_long_is_told(later: str) -> None:
    server = Server(lambda _: httpx2.Response(429, headers=[(b"retry-after", later.encode())]))
    _, body = call(granted(without("conditions")), server)
    assert len(server.asked) == 1
    assert "conditions: the FHIR server answered 429" in body["cards"][0]["detail"]


def test_a_server_that_goes_on_refusing_is_asked_twice() -> None:
    server = Server(lambda _: httpx2.Response(429, headers={"retry-after": "0"}))
    _, body = call(granted(without("conditions")), server)
    assert len(server.asked) == 2
    assert "conditions: the FHIR server answered 429" in body["cards"][0]["detail"]


def test_a_server_that_hangs_costs_a_bounded_time() -> None:
    async def hang(_: httpx2.Request) -> httpx2.Response:
        await asyncio.sleep(60)
        return httpx2.Response(200)

    _, body = call(granted(without("conditions", "allergies", "procedures")), hang)
    assert "did not answer in time" in body["cards"][0]["detail"]


def test_a_page_that_fails_is_told() -> None:
    request = granted(ehr.request(resources=RECORD))
    request["prefetch"]["conditions"]["link"] = [{"relation": "next", "url": "Condition?page=2"}]
    _, body = call(request, Server(lambda _: httpx2.Response(502)))
    assert "following page could not be read" in body["cards"][0]["detail"]


@pytest.mark.parametrize(
    "link, read",
    [("Condition?page=2", True), ("?page=2", True), ("/fhir/Condition?page=2", True), ("//ehr.example/fhir/Condition?page=2", True),
     ("https://EHR.example:443/fhir/Condition?page=2", True), ("https://ehr.example:8443/fhir/Condition?page=2", False),
     ("http://ehr.example/fhir/Condition?page=2", False), ("https://ehr.example:x/fhir/Condition?page=2", False)],
)  # fmt: skip
def test_a_next_page_is_followed_however_its_address_is_written(link: str, read: bool) -> None:
    """Relative to the page it stands on, with the port that goes without saying, in any case; never to another origin."""

    def answer(request: httpx2.Request) -> httpx2.Response:
        assert request.url.path == "/fhir/Condition"
        if request.url.params.get("page"):
            return httpx2.Response(200, json=ehr.searchset([ehr.condition("84027009")]))
        outcome = {"resourceType": "OperationOutcome", "issue": [{"severity": "information", "code": "informational"}]}
        return httpx2.Response(200, json=ehr.searchset([outcome], link=[{"relation": "next", "url": link}]))

    _, body = call(granted(without("conditions")), Server(answer))
    detail = body["cards"][0]["detail"]
    assert ("Condition/c84027009" in detail) is read
    assert ("the next page lies on another server" in detail) is not read


def test_a_token_that_expires_between_pages_is_told() -> None:
    """The first page comes, the token runs out, the second is refused: what came is used, what did not is unknown."""

    def answer(request: httpx2.Request) -> httpx2.Response:
        if "page=2" in str(request.url):
            return httpx2.Response(401)
        following = [{"relation": "next", "url": "Condition?page=2"}]
        return httpx2.Response(200, json=ehr.searchset([ehr.condition("84027009")], link=following))

    _, body = call(granted(without("conditions"), expires_in=1), Server(answer))
    detail = body["cards"][0]["detail"]
    assert "conditions: a following page could not be read: the FHIR server refused the token (expired" in detail
    assert "Condition/c84027009" in detail
    assert "secret-token" not in json.dumps(body)


def test_a_server_that_never_stops_sending_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than a record can be is not read to its end, let alone kept."""
    monkeypatch.setattr("cobalamin.web.fhir_server.MOST_BYTES", 100_000)
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 100_000_000:
            sent += 10_000
            yield b" " * 10_000

    _, body = call(granted(without("conditions")), Server(lambda _: httpx2.Response(200, content=endless())))
    assert "more than can be read as one patient" in body["cards"][0]["detail"]
    assert sent < 200_000


def test_a_record_is_bounded_as_a_whole_not_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight keys of twenty pages each, every page of the size of a record, would be a hundred records."""
    monkeypatch.setattr("cobalamin.web.fhir_server.MOST_BYTES", 100_000)
    sent = 0

    def page(request: httpx2.Request) -> httpx2.Response:
        nonlocal sent
        kind = request.url.path.split("/")[2]
        sent += 40_000
        following = [{"relation": "next", "url": f"{kind}?again"}]
        return httpx2.Response(200, json=ehr.searchset([ehr.condition("1")], link=following, note=" " * 40_000))

    _, body = call(granted(without("conditions", "procedures", "allergies")), Server(page))
    assert "more than can be read as one patient" in body["cards"][0]["detail"]
    assert sent < 400_000


def test_garbage_from_the_server_is_told() -> None:
    _, body = call(granted(without("conditions")), Server(lambda _: httpx2.Response(200, content=b"\xff" * 100_000)))
    assert "no FHIR R4 resource" in body["cards"][0]["detail"]


def test_endless_pages_end() -> None:
    def answer(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(
            200, json=ehr.searchset([ehr.condition("1")], link=[{"relation": "next", "url": "Condition?again"}])
        )

    server = Server(answer)
    call(granted(without("conditions")), server)
    assert len(server.asked) < 30


@pytest.mark.parametrize("pages, told", [(MOST_PAGES + 1, False), (MOST_PAGES + 2, True)])
def test_the_last_page_that_is_read_may_be_the_last_there_is(pages: int, told: bool) -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        page = int(request.url.params.get("page", "1"))
        link = [{"relation": "next", "url": f"?page={page + 1}"}] if page < pages else []
        return httpx2.Response(200, json=ehr.searchset([ehr.condition(str(page))], link=link))

    _, body = call(granted(without("conditions")), Server(answer))
    assert ("the rest was not read" in body["cards"][0]["detail"]) is told


def test_a_server_not_on_the_list_is_not_asked() -> None:
    server = Server()
    request = granted({**ehr.request(resources=RECORD), "prefetch": {}})
    status, _ = call(request, server, fhir_servers=("https://other.example/fhir",))
    assert (status, server.asked) == (412, [])


# --- 412 and somebody else -------------------------------------------------------------------------------------------


def test_412_where_nothing_useful_can_be_said() -> None:
    assert call(without("patient"))[0] == 412
    assert call(without(*(t.key for t in templates() if t.key != "patient")))[0] == 412
    assert call({**ehr.request(resources=RECORD), "prefetch": {}})[0] == 412


@pytest.mark.parametrize(("sent", "why"), [({}, "not sent"), ({"patient": None}, "nothing was sent")])
def test_the_refusal_without_a_patient_says_what_to_do(sent: Json, why: str) -> None:
    """It said that the patient could not be read, and stopped there."""
    status, body = call({**ehr.request(resources=RECORD), "prefetch": sent})
    assert (status, body["issue"][0]["diagnostics"]) == (
        412,
        f"the patient could not be read ({why}): send prefetch, or a FHIR server that may be read",
    )


@pytest.mark.parametrize(
    ("server", "settings", "told"),
    [
        (
            "https://stranger.example/fhir",
            {"fhir_servers": ("https://ehr.example/fhir",)},
            "fhirServer is not one that this service may read",
        ),
        ("ftp://ehr.example/fhir", {}, "fhirServer is no http or https address"),
    ],
)
def test_a_server_that_may_not_be_read_is_told_where_the_record_is_lacking(
    server: str, settings: Json, told: str
) -> None:
    """Whoever connects an EHR read "not sent", of a server that the service had been given and did not ask."""
    for request in (without("patient"), without("results")):
        status, body = call({**request, "fhirServer": server}, **settings)
        assert told in json.dumps(body)
        assert status == (412 if "patient" not in request["prefetch"] else 200)
    _, body = call({**ehr.request(resources=RECORD), "fhirServer": server}, **settings)
    assert told not in json.dumps(body)  # nothing was lacking


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (httpx2.Response(401), "the FHIR server refused the token (expired, or the scope is not granted)"),
        (httpx2.Response(500, text="java.lang"), "the FHIR server answered 500"),
        (httpx2.Response(200, text="<html>"), "what was sent is no FHIR R4 resource (JSON in UTF-8)"),
        (httpx2.Response(302), "the FHIR server answered 302; no redirect is followed: send the address it leads to"),
    ],
)
def test_where_nothing_could_be_read_the_refusal_says_why(answer: httpx2.Response, why: str) -> None:
    """Of an expired token it said "send prefetch, or a FHIR server that may be read"."""
    request = granted(without(*(t.key for t in templates() if t.key != "patient")))
    status, body = call(request, Server(lambda _: answer))
    (issue,) = body["issue"]
    assert (status, issue["diagnostics"]) == (
        412,
        f"no part of the record could be read ({why}): send prefetch, or a FHIR server that may be read",
    )


def test_a_server_that_wants_a_token_where_none_was_sent_did_not_refuse_one() -> None:
    request = {**without("conditions"), "fhirServer": "https://ehr.example/fhir"}
    _, body = call(request, Server(lambda _: httpx2.Response(401)))
    assert "conditions: the FHIR server wants a token, and none was sent" in body["cards"][0]["detail"]


def test_what_did_not_arrive_stands_in_a_card_once() -> None:
    """It stood under what was not read, and again under what is recorded and not used."""
    request = ehr.request(resources=RECORD)
    request["prefetch"]["conditions"]["link"] = [{"relation": "next", "url": "x?p=2"}]
    detail = call(request)[1]["cards"][0]["detail"]
    assert detail.count("more pages exist and could not be read") == 1


def test_another_patient_in_prefetch_is_refused() -> None:
    request = ehr.request(resources=RECORD)
    request["prefetch"]["patient"] = ehr.patient(id="somebody-else")
    assert call(request)[0] == 400


def test_a_token_for_another_patient_is_refused() -> None:
    assert call(granted(ehr.request(resources=RECORD), patient="p2"), Server())[0] == 400


def test_another_patients_results_are_left_out_and_told() -> None:
    stranger = ehr.condition("84027009", id="theirs", of="p2")
    _, body = call(ehr.request(resources=[*RECORD[:2], stranger]))
    detail = body["cards"][0]["detail"]
    assert "left out" in detail
    assert "injection is indicated" not in body["cards"][0]["summary"]


@pytest.mark.parametrize(
    ("pointer", "told"),
    [
        ({"reference": "Medication/not-sent"}, True),
        ({"reference": "Medication/not-sent", "display": "Paracetamol 500 mg tablets"}, False),
        ({"reference": "Medication/sent"}, False),
        ({"reference": "https://ehr.example/fhir/Medication/sent"}, False),
        ({"reference": "https://ehr.example/fhir/Medication/sent/_history/3"}, False),
        ({"reference": "urn:uuid:sent"}, False),
        ({"reference": "#inside"}, False),
        ({"reference": "#outside"}, True),
    ],
)
def test_a_prescription_of_nobody_knows_what_leaves_the_medicines_unknown(pointer: Json, told: bool) -> None:
    """A medicine that was not sent may be the metformin: nothing is presumed of the medicines then."""
    order = {**ehr.prescription(""), "medicationReference": pointer}
    del order["medicationCodeableConcept"]
    order["contained"] = [{"resourceType": "Medication", "id": "inside", "code": {"text": "Paracetamol"}}]
    request = ehr.request(resources=[ehr.patient(), ehr.result("2132-9", 120, "pg/mL"), order])
    request["prefetch"]["prescriptions"]["entry"].append(
        {"resource": {"resourceType": "Medication", "id": "sent", "code": {"text": "Paracetamol"}}}
    )
    reading = answer_arrivals(
        arrivals_of(read_request(json.dumps(request).encode(), "patient-view")),
        "p1",
        ehr.settings(presume=("medicines",)),
    )
    assert any("were not sent" in gap for gap in reading.gaps) is told
    assert ("metformin" in reading.facts.known) is not told


def test_a_report_that_holds_its_results_is_read_with_the_results() -> None:
    result = ehr.result("2132-9", 120, "pg/mL", id="inside")
    report = {
        "resourceType": "DiagnosticReport", "id": "r", "status": "final", "code": ehr.concept(ehr.LOINC, "2132-9"),
        "subject": {"reference": "Patient/p1"}, "effectiveDateTime": "2026-02-20", "contained": [result],
        "result": [{"reference": "#inside"}],
    }  # fmt: skip
    request = ehr.request(resources=[ehr.patient()])
    request["prefetch"]["results"] = ehr.searchset([report])
    reading = answer_arrivals(
        arrivals_of(read_request(json.dumps(request).encode(), "patient-view")), "p1", ehr.settings()
    )
    assert "total_b12" in reading.facts.known


@pytest.mark.parametrize("demanding", [False, True])
def test_a_result_without_a_date_has_the_reports_read_that_may_lend_it(demanding: bool) -> None:
    undated = {
        name: said for name, said in ehr.result("2132-9", 60, "pg/mL", id="o").items() if name != "effectiveDateTime"
    }
    report = {
        "resourceType": "DiagnosticReport", "id": "r", "status": "final", "code": {"text": "Chemistry"},
        "subject": {"reference": "Patient/p1"}, "effectiveDateTime": "2026-02-20", "result": [{"reference": "Observation/o"}],
    }  # fmt: skip

    def answer(request: httpx2.Request) -> httpx2.Response:
        if demanding and not request.url.params.get("category"):
            return httpx2.Response(400)
        return httpx2.Response(200, json=ehr.searchset([report]))

    request = granted(ehr.request(resources=[*RECORD[:1], undated, *RECORD[2:]]))
    server = Server(answer)
    _, body = call(request, server)
    assert {each.url.path for each in server.asked} == {"/fhir/DiagnosticReport"}
    assert "injection is indicated" in body["cards"][0]["summary"]
    assert "60 pg/mL" in body["cards"][0]["detail"]
    refusing = Server(lambda _: httpx2.Response(403))
    _, body = call(request, refusing)
    assert "the result has no date and cannot be placed" in body["cards"][0]["detail"]


def test_no_report_is_read_where_every_result_has_a_date() -> None:
    server = Server()
    call(granted(ehr.request(resources=RECORD)), server)
    assert server.asked == []


def test_a_record_of_another_version_is_refused_with_the_field_and_without_the_id() -> None:
    stu3 = {**ehr.condition("84027009", id="zebra"), "verificationStatus": "confirmed"}
    body = json.dumps(ehr.request(resources=[ehr.patient(), stu3])).encode()
    with pytest.raises(Refusal, match="Condition: its status is a bare code, as in FHIR STU3") as refused:
        answer_arrivals(arrivals_of(read_request(body, "patient-view")), "p1", ehr.settings())
    assert "zebra" not in refused.value.sentence


HANDED_OVER: Json = {
    "resourceType": "MedicationDispense", "id": "h", "status": "completed", "whenHandedOver": "2026-01-10",
    "medicationCodeableConcept": {"coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "6809"}]},
    "subject": {"reference": "Patient/p1"},
}  # fmt: skip


@pytest.mark.parametrize("key", ["dispenses", "harm", "findings", "immunizations", "family"])
@pytest.mark.parametrize("sent", [None, ehr.FAILED, ...])
def test_an_ehr_that_keeps_nothing_of_what_was_handed_over_loses_nothing_by_it(sent: Json | None, key: str) -> None:
    """Few servers have MedicationDispense, fewer AdverseEvent: a gap on every card would soon be read by nobody."""
    request = ehr.request(resources=RECORD)
    whole = call(request, presume=("medicines",))[1]["cards"]
    if sent is ...:
        request["prefetch"].pop(key, None)
    else:
        request["prefetch"][key] = sent
    cards = call(request, presume=("medicines",))[1]["cards"]
    assert [card["detail"] for card in cards] == [card["detail"] for card in whole]
    assert "this was asked about: medicines" in cards[0]["detail"]


HARM: Json = {
    "resourceType": "AdverseEvent", "id": "e", "actuality": "actual", "subject": {"reference": "Patient/p1"},
    "event": {"text": "Rash"}, "date": "2024-03-02", "suspectEntity": [{"instance": {"display": "hydroxocobalamin injection"}}],
}  # fmt: skip
SETTLE = "named in a report of harm"


def test_a_report_of_harm_is_asked_for_and_read() -> None:
    """The service asked no EHR for one: harm that was laid to an injection was not heard of where nobody wrote an allergy."""
    request = ehr.request(resources=RECORD)
    assert SETTLE not in call(request)[1]["cards"][0]["detail"]
    request["prefetch"]["harm"] = ehr.searchset([HARM])
    assert SETTLE in call(request)[1]["cards"][0]["detail"]


@pytest.mark.parametrize("status", [400, 403, 404, 501, 200])
def test_a_server_that_keeps_no_reports_of_harm_fails_nothing(status: int) -> None:
    """R4 finds them by their subject: a server that knows neither the type nor the question refuses, and the rest stands."""
    stored = Server()

    def answered(request: httpx2.Request) -> httpx2.Response:
        if request.url.path.endswith("/AdverseEvent"):
            assert request.url.params["subject"] == "Patient/p1"
            return httpx2.Response(status, json=ehr.searchset([HARM] if status == 200 else []))
        return stored._stored(request)

    unread = granted({**ehr.request(resources=RECORD), "prefetch": {}})
    code, body = call(unread, Server(answered), presume=("medicines", "safety"))
    assert code == 200
    detail = body["cards"][0]["detail"]
    assert "harm: " not in detail
    assert (SETTLE in detail) is (status == 200)
    assert "this was asked about: medicines" in detail


def test_reports_of_harm_alone_are_no_record() -> None:
    unread = {**ehr.request(resources=RECORD)}
    unread["prefetch"] = {"patient": unread["prefetch"]["patient"], "harm": ehr.searchset([HARM])}
    assert call(unread)[0] == 412


def test_what_was_handed_over_is_asked_for_and_read() -> None:
    """An ampoule or a metformin that no order stands for was never seen, for no key asked for it."""
    request = ehr.request(resources=RECORD)
    request["prefetch"]["dispenses"] = ehr.searchset([HANDED_OVER])
    assert "etformin" in call(request)[1]["cards"][0]["detail"]


def test_where_only_part_of_what_was_handed_over_came_that_is_told() -> None:
    request = ehr.request(resources=RECORD)
    more = {"link": [{"relation": "next", "url": "https://ehr.example/fhir/MedicationDispense?page=2"}]}
    request["prefetch"]["dispenses"] = ehr.searchset([HANDED_OVER]) | more
    detail = call(request, presume=("medicines",))[1]["cards"][0]["detail"]
    assert "- dispenses: " in detail
    assert "this was asked about: medicines" not in detail


TINGLING: Json = {
    "resourceType": "Observation", "id": "t", "status": "final", "effectiveDateTime": "2026-02-20",
    "code": {"coding": [{"system": "http://snomed.info/sct", "code": "91019004"}]}, "subject": {"reference": "Patient/p1"},
}  # fmt: skip
SHOT: Json = {
    "resourceType": "Immunization", "id": "s", "status": "completed", "occurrenceDateTime": "2026-02-10",
    "vaccineCode": {"coding": [{"system": "http://www.whocc.no/atc", "code": "B03BA03"}]},
    "patient": {"reference": "Patient/p1"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("key", "sent", "told"), [("findings", TINGLING, "Observation/t"), ("immunizations", SHOT, "2026-02-10")]
)
def test_what_general_practice_keeps_elsewhere_is_asked_for_and_read(key: str, sent: Json, told: str) -> None:
    """Tingling kept as an Observation, a dose among the vaccinations: both were read where sent, and asked of nobody."""
    request = ehr.request(resources=RECORD)
    assert told not in call(request)[1]["cards"][0]["detail"]
    request["prefetch"][key] = ehr.searchset([sent])
    assert told in call(request)[1]["cards"][0]["detail"]


def test_a_finding_that_comes_with_the_results_too_is_one() -> None:
    request = ehr.request(resources=[*RECORD, TINGLING])
    once = call(request)[1]["cards"]
    request["prefetch"]["findings"] = ehr.searchset([TINGLING])
    assert [card["detail"] for card in call(request)[1]["cards"]] == [card["detail"] for card in once]


def test_findings_are_asked_of_the_server_in_an_address_that_servers_take() -> None:
    server = Server()
    call(granted({**ehr.request(resources=RECORD), "prefetch": {}}), server)
    (asked,) = [each.url for each in server.asked if "91019004" in str(each.url)]
    assert len(str(asked)) < 4000
    assert "/Immunization?patient=p1" in " ".join(str(each.url) for each in server.asked)
