"""What cannot be read: one order or one resource costs the rest no answer, is told, and no silence passes for an all-clear."""

from __future__ import annotations

import json
from typing import Any

import httpx2
import pytest
from test_situations import SIGN, lines, offered

import calls
import ehr
from calls import TINGLING, call, deficient, draft, record
from cobalamin.web.prefetch import templates

Json = dict[str, Any]
TABLETS = draft(ehr.CYANO, ehr.ORAL, id="tablets")
NOT_READ = "An order could not be read, so it was not checked for vitamin B12 or folic acid: check it yourself."


def pointing(reference: str = "Medication/m1", id: str = "d", **more: Any) -> Json:
    order = draft("", ehr.ORAL, id=id)
    del order["medicationCodeableConcept"]
    return {**order, "medicationReference": {"reference": reference, **more}}


def medicine(id: str = "m1") -> Json:
    return {"resourceType": "Medication", "id": id, "code": ehr.concept(ehr.ATC, ehr.CYANO)}


def answered(orders: list[Json], hook: str = SIGN, resources: list[Json] | None = None) -> list[Json]:
    status, body = call(ehr.request(hook, resources or deficient(), orders))
    assert status == 200, body
    return body["cards"]


# --- drafts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ({"status": 7}, "MedicationRequest/d: it is not FHIR R4"),
        (
            {"modifierExtension": [{"url": "http://ehr.example/not-for-this-patient"}]},
            "MedicationRequest/d: it carries a modifier extension (http://ehr.example/not-for-this-patient), which can change"
            " what it says and is not known here",
        ),
        ({"id": 7}, "an order without an id: it is not FHIR R4"),
        ({"medicationCodeableConcept": "B12"}, "MedicationRequest/d: it is not FHIR R4"),
        ({"dosageInstruction": {"text": "once"}}, "MedicationRequest/d: it is not FHIR R4"),
        ({"medicationCodeableConcept": None, "medication": {"concept": {}}}, "MedicationRequest/d: `medication` is FHIR R5"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("hook", ["order-select", SIGN])
def test_one_malformed_draft_is_told_and_the_others_are_answered(broken: Json, told: str, hook: str) -> None:
    first, last = answered([TABLETS, {**draft(ehr.CYANO, ehr.IM), **broken}], hook)
    assert first["summary"].startswith("B12 by mouth is drafted, but injections are indicated")
    assert last["summary"] == NOT_READ
    assert told in last["detail"].replace("\\`", "`")
    assert "suggestions" not in last


def test_several_are_one_card() -> None:
    (card,) = answered([{**TABLETS, "status": 7}, pointing()])
    assert card["summary"].startswith("2 orders could not be read")


@pytest.mark.parametrize(
    "other",
    [
        {"resourceType": "NutritionOrder", "id": 7},
        {"resourceType": "Observation", "id": "o", "status": 7},
        {"resourceType": "NoSuchThing", "id": "x"},
        {
            "resourceType": "ServiceRequest",
            "id": "s",
            "code": {"text": "X-ray"},
            "modifierExtension": [{"url": "http://x"}],
        },
    ],
)
def test_what_is_no_order_of_ours_is_passed_over_however_broken(other: Json) -> None:
    assert lines(answered([TABLETS, other])) == lines(answered([TABLETS]))


def test_drafts_that_are_no_bundle_are_refused() -> None:
    for drafts in (None, [], {"resourceType": "Patient"}, {"resourceType": "Bundle", "entry": 7}):
        request = ehr.request(SIGN, deficient(), [])
        request["context"]["draftOrders"] = drafts
        status, body = call(request)
        assert status == 400
        assert "$.context.draftOrders" in body["issue"][0]["diagnostics"]


# --- medicines that are pointed to -----------------------------------------------------------------------------------


def test_a_medicine_that_was_not_sent_is_told_and_not_passed_over() -> None:
    (card,) = answered([pointing()])
    assert card["summary"] == NOT_READ
    assert "MedicationRequest/d: Medication/m1, which it points to, was not sent" in card["detail"]


def test_a_draft_that_was_not_selected_is_not_told() -> None:
    request = ehr.request("order-select", deficient(), [TABLETS, pointing()])
    request["context"]["selections"] = ["MedicationRequest/tablets"]
    assert len(call(request)[1]["cards"]) == 1


def test_a_draft_without_an_id_which_no_selection_can_name_counts_as_selected() -> None:
    """Of a cyanide kit drafted by an EHR that numbers its orders when they are signed, nothing was said."""
    kit = draft(ehr.CYANIDE_KIT)
    request = ehr.request("order-select", deficient(), [kit])
    del request["context"]["draftOrders"]["entry"][0]["resource"]["id"]
    request["context"]["draftOrders"]["entry"][0].pop("fullUrl", None)
    request["context"]["selections"] = ["MedicationRequest/7"]
    (card,) = call(request)[1]["cards"]
    assert card["indicator"] == "critical"


@pytest.mark.parametrize(
    ("selection", "told"),
    [
        ("MedicationRequest/7", True),
        ("7", True),
        ("ServiceRequest/7", True),
        ("NutritionOrder/7", False),
        ("MedicationRequest/u", False),
    ],
)
def test_where_no_selection_names_a_draft_all_of_them_are_looked_at(selection: str, told: bool) -> None:
    """Of a cyanide kit nothing was said where an EHR calls its drafts otherwise among the selections."""
    unread = {"resourceType": "MedicationRequest", "id": "u", "status": 7}
    request = ehr.request("order-select", deficient(), [draft(ehr.CYANIDE_KIT), unread])
    request["context"]["selections"] = [selection]
    assert any(card["indicator"] == "critical" for card in call(request)[1]["cards"]) is told


def test_an_order_whose_medicine_is_not_chosen_yet_is_nothing_to_speak_of() -> None:
    undecided = pointing()
    del undecided["medicationReference"]
    assert answered([undecided], "order-select") == []


class Server:
    """An EHR's server that has one medicine."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(str(request.url))
        found = request.url.path == "/fhir/Medication/m1"
        return httpx2.Response(200, json=medicine()) if found else httpx2.Response(404)


def served(request: Json, server: Server) -> Json:
    fhir = httpx2.AsyncClient(transport=httpx2.MockTransport(server))
    status, body = call({**request, "fhirServer": "https://ehr.example/fhir"}, fhir=fhir)
    assert status == 200, body
    return body


@pytest.mark.parametrize(
    "reference", ["Medication/m1", "https://ehr.example/fhir/Medication/m1", "Medication/m1/_history/1"]
)
def test_a_medicine_that_was_not_sent_is_read_from_the_server(reference: str) -> None:
    server = Server()
    (card,) = served(ehr.request(SIGN, deficient(), [pointing(reference)]), server)["cards"]
    assert server.asked == ["https://ehr.example/fhir/Medication/m1"]
    assert card["summary"].startswith("B12 by mouth is drafted, but injections are indicated")
    assert offered(card) == [["- MedicationRequest/d", "Hydroxocobalamin injection"]]


def test_a_medicine_that_came_with_the_record_is_the_one_a_draft_points_to() -> None:
    """Some EHRs send the medicines with the prescriptions; the server was then not asked either, and the order went unread."""
    request = ehr.request(SIGN, deficient(), [pointing()])
    request["prefetch"]["prescriptions"] = ehr.searchset([medicine()])
    (card,) = call(request)[1]["cards"]
    assert card["summary"].startswith("B12 by mouth is drafted, but injections are indicated")


@pytest.mark.parametrize(
    "reference",
    [
        "https://elsewhere.example/fhir/Medication/m1", "Medication/../Patient/p2", "Patient/p2", "urn:uuid:1", "Medication/m2",
        "https://ehr.example/admin/Medication/m1", "Medication/m1?_include=*",
    ],
)  # fmt: skip
def test_a_pointer_leads_nowhere_else(reference: str) -> None:
    server = Server()
    (card,) = served(ehr.request(SIGN, deficient(), [pointing(reference)]), server)["cards"]
    assert card["summary"] == NOT_READ
    assert server.asked in ([], ["https://ehr.example/fhir/Medication/m2"])


def test_a_medicine_of_the_record_that_was_not_sent_is_read_too() -> None:
    request = ehr.request(
        "patient-view", record(ehr.result("2132-9", 120, "pg/mL"), {**pointing(), "status": "active"})
    )
    assert "Cyanocobalamin by mouth" not in json.dumps(served(request, Server()))
    assert "medicines it points to were not sent" not in json.dumps(served(request, Server()))
    assert "medicines it points to were not sent" in json.dumps(call(request)[1])


def test_no_more_medicines_are_read_than_a_bounded_number() -> None:
    server = Server()
    orders = [pointing(f"Medication/n{n}", f"d{n}") for n in range(60)]
    (card,) = served(ehr.request(SIGN, deficient(), orders), server)["cards"]
    assert len(server.asked) == 20
    assert card["summary"].startswith("60 orders could not be read")


# --- the record ------------------------------------------------------------------------------------------------------

BROKEN = {"resourceType": "Observation", "id": "o", "status": 7}


def of(**prefetch: Any) -> tuple[int, Json]:
    request = ehr.request(resources=[ehr.patient()])
    request["prefetch"] = {**request["prefetch"], **prefetch}
    return call(request)


def test_an_unreadable_resource_costs_the_rest_no_answer() -> None:
    results = ehr.searchset([BROKEN, ehr.result("2132-9", 120, "pg/mL")])
    status, body = of(results=results, conditions=ehr.searchset([TINGLING]))
    assert status == 200
    assert "1 resource is no FHIR R4 (JSON in UTF-8)" in body["cards"][0]["detail"]


def test_after_a_page_with_an_unreadable_resource_the_next_one_is_read() -> None:
    asked: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(str(request.url))
        return httpx2.Response(200, json=ehr.searchset([ehr.result("2132-9", 120, "pg/mL")]))

    request = ehr.request(resources=record(TINGLING))
    following = {"relation": "next", "url": "https://ehr.example/fhir/Observation?page=2"}
    request["prefetch"]["results"] = ehr.searchset([BROKEN], link=[{"relation": 7}, following])
    fhir = httpx2.AsyncClient(transport=httpx2.MockTransport(answer))
    _, body = call({**request, "fhirServer": "https://ehr.example/fhir"}, fhir=fhir)
    assert asked == ["https://ehr.example/fhir/Observation?page=2"]
    assert "Observation/o2132-9" in body["cards"][0]["detail"]
    assert "1 resource is no FHIR R4 (JSON in UTF-8)" in body["cards"][0]["detail"]
    _, alone = call(request)
    assert "more pages exist" in alone["cards"][0]["detail"]


def test_where_nothing_could_be_read_the_answer_is_412_and_no_empty_list() -> None:
    unreadable = ehr.searchset([BROKEN])
    names = [name for name in ehr.request(resources=[ehr.patient()])["prefetch"] if name != "patient"]
    assert of(**dict.fromkeys(names, unreadable))[0] == 412


@pytest.mark.parametrize(
    ("results", "status"),
    [
        (ehr.FAILED, 412),
        (ehr.searchset([BROKEN]), 412),
        (None, 200),
        (ehr.searchset([]), 200),
        (ehr.searchset([BROKEN, ehr.result("2132-9", 600, "pg/mL")]), 200),
    ],
)
def test_silence_without_any_result_is_no_all_clear(results: Any, status: int) -> None:
    found, body = of(results=results)
    assert found == status
    if status == 412:
        assert "no result could be read" in body["issue"][0]["diagnostics"]
        assert of(results=results, conditions=ehr.searchset([TINGLING]))[0] == 200
    else:
        assert body["cards"] == []


@pytest.mark.parametrize(
    ("conditions", "status"), [(..., 412), (ehr.searchset([BROKEN]), 412), (None, 200), (ehr.searchset([]), 200)]
)
def test_silence_without_any_diagnosis_is_no_all_clear(conditions: Any, status: int) -> None:
    request = ehr.request(resources=[ehr.patient()])
    request["prefetch"]["conditions"] = conditions
    if conditions is ...:
        del request["prefetch"]["conditions"]
    found, body = call(request)
    assert found == status
    if status == 412:
        assert "no diagnosis could be read" in body["issue"][0]["diagnostics"]
        request["prefetch"]["results"] = ehr.searchset([ehr.result("2132-9", 120, "pg/mL")])
        assert call(request)[0] == 200
    else:
        assert body["cards"] == []


@pytest.mark.parametrize("own", [False, True])
@pytest.mark.parametrize(("key", "what"), [("results", "result"), ("conditions", "diagnosis")])
def test_silence_where_all_that_came_is_of_somebody_else_is_no_all_clear(key: str, what: str, own: bool) -> None:
    """A search that went wrong brings another patient's level; what this one's is nobody knows."""
    result, diagnosis = ehr.result("2132-9", 120, "pg/mL"), ehr.condition("84027009", of="p2")
    strange = [{**result, "subject": {"reference": "Patient/p2"}}] if key == "results" else [diagnosis]
    beside = [{"results": NORMAL, "conditions": DIABETES}[key]] if own else []
    status, body = of(**{key: ehr.searchset([*strange, *beside])})
    assert status == (200 if own else 412)
    if own:
        assert body["cards"] == []
    else:
        assert f"no {what} could be read (all that came name somebody else)" in body["issue"][0]["diagnostics"]


FAILURE = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "forbidden"}]}
NORMAL, DIABETES = ehr.result("2132-9", 600, "pg/mL"), ehr.condition("44054006")


@pytest.mark.parametrize(
    ("key", "held", "what"), [("results", NORMAL, "result"), ("conditions", DIABETES, "diagnosis")]
)
@pytest.mark.parametrize(
    ("beside", "sent", "why"),
    [
        ([], {"total": 3}, "the search found 3, and 1 came"),
        ([], {"link": [{"relation": "next", "url": "x?page=2"}]}, "more pages exist and could not be read"),
        ([FAILURE], {}, "the EHR says that part of the search failed"),
    ],
)
def test_silence_where_a_part_of_the_record_did_not_come_is_no_all_clear(
    key: str, held: Json, what: str, beside: list[Json], sent: Json, why: str
) -> None:
    """A first page without the low level or the gastric bypass looks like a whole record without them."""
    status, body = of(**{key: ehr.searchset([held, *beside], **sent)})
    assert status == 412
    assert f"not every {what} could be read ({why})" in body["issue"][0]["diagnostics"]
    request = ehr.request(resources=deficient())
    request["prefetch"][key] |= sent
    assert call(request)[0] == 200, "where there is something to say it is said"


def _warned(code: str, severity: str = "warning") -> Json:
    return {"resourceType": "OperationOutcome", "issue": [{"severity": "warning", "code": "processing"},
                                                          {"severity": severity, "code": code}]}  # fmt: skip


@pytest.mark.parametrize(
    ("code", "silent"), [("suppressed", 200), ("forbidden", 200), ("incomplete", 412), ("timeout", 412)]
)
@pytest.mark.parametrize("held", [[], [DIABETES]])
def test_a_part_that_an_ehr_only_warns_it_left_out_is_missing(code: str, silent: int, held: list[Json]) -> None:
    """Epic warns (59204, suppressed) that the operations told by the patient are not sent to this client: they were presumed none.

    What a client may not read stays so from call to call, and a site that wants it so is not refused at every record.
    """
    assert of(conditions=ehr.searchset([*held, _warned(code)]))[0] == silent
    request = ehr.request(resources=deficient())
    request["prefetch"]["procedures"] = ehr.searchset([_warned(code)])
    _, body = call(request, presume=("surgery", "medicines"))
    detail = body["cards"][0]["detail"]
    assert f"procedures: the EHR says that it left a part of it out: {code}" in detail
    assert "this was asked about: medicines" in detail


@pytest.mark.parametrize(
    ("code", "severity"),
    [
        *((code, "warning") for code in ("processing", "not-found", "informational", "not-supported", "invalid")),
        ("exception", "information"),
    ],
)
def test_what_an_ehr_says_beside_a_whole_answer_is_no_gap(code: str, severity: str) -> None:
    """It says beside every answer that there may be more than the user may see, and that a parameter was passed over."""
    request = ehr.request(resources=deficient())
    request["prefetch"]["procedures"] = ehr.searchset([_warned(code, severity)])
    detail = call(request, presume=("surgery",))[1]["cards"][0]["detail"]
    assert "procedures:" not in detail
    assert "this was asked about: surgery" in detail


def _of_diagnoses(second: httpx2.Response) -> tuple[int, Json]:
    """A record whose diagnoses go on on a second page, which the server answers so."""
    request = {**ehr.request(resources=[ehr.patient()]), "fhirServer": "https://ehr.example/fhir"}
    following = [{"relation": "next", "url": "https://ehr.example/fhir/Condition?page=2"}]
    request["prefetch"]["conditions"] = ehr.searchset([DIABETES], link=following)
    return call(request, fhir=httpx2.AsyncClient(transport=httpx2.MockTransport(lambda _: second)))


def test_silence_after_a_page_that_could_not_be_read_is_no_all_clear() -> None:
    assert _of_diagnoses(httpx2.Response(200, json=ehr.searchset([])))[0] == 200
    for second in (httpx2.Response(500), httpx2.Response(200, json=ehr.searchset([DIABETES, FAILURE]))):
        status, body = _of_diagnoses(second)
        assert status == 412
        assert "not every diagnosis could be read" in body["issue"][0]["diagnostics"]


def test_a_server_that_marks_its_bytes_as_utf_8_is_read() -> None:
    """As .NET does, which RFC 8259 forbids and lets a reader pass over; calls and files with the mark are read too."""
    page = b"\xef\xbb\xbf" + json.dumps(ehr.searchset([TINGLING])).encode()
    status, body = _of_diagnoses(httpx2.Response(200, content=page))
    assert status == 200
    assert "numbness or tingling" in body["cards"][0]["detail"]


def test_no_result_is_needed_where_no_card_belongs_or_where_the_order_is_none_of_ours() -> None:
    failed = {"results": {"resourceType": "OperationOutcome", "issue": []}}
    dead = {**ehr.patient(), "deceasedBoolean": True}
    assert of(**failed, patient=dead) == (200, {"cards": []})
    request = ehr.request(SIGN, [ehr.patient()], [calls.draft("N02BE01")])
    request["prefetch"] |= failed
    assert call(request) == (200, {"cards": []})


# --- orders checked against a part of the record ----------------------------------------------------------------------

INJECTION, FOLIC = draft(ehr.HYDROXO, ehr.IM), draft(ehr.FOLIC)
ENOUGH = record(ehr.result("2132-9", 600, "pg/mL"))
PREGNANT = calls.young(record(ehr.condition("77386006")))


@pytest.mark.parametrize("hook", ["order-select", SIGN])
@pytest.mark.parametrize(
    ("resources", "order", "key"),
    [
        (deficient(), INJECTION, "allergies"),
        (record(), TABLETS, "results"),
        (record(), TABLETS, "conditions"),
        (record(), TABLETS, "procedures"),
        (ENOUGH, FOLIC, "conditions"),
        (PREGNANT, FOLIC, "results"),
    ],
)
def test_silence_about_an_order_of_b12_or_folic_acid_is_no_check_against_what_could_not_be_read(
    resources: list[Json], order: Json, key: str, hook: str
) -> None:
    request = ehr.request(hook, resources, [order])
    assert call(request) == (200, {"cards": []})
    kind = next(t.kind for t in templates() if t.key == key)
    of_another = {**ehr.condition("84027009", of="p2"), "resourceType": kind, "patient": {"reference": "Patient/p2"}}
    for state in (ehr.FAILED, ehr.searchset([of_another]), ...):
        prefetch = {name: value for name, value in request["prefetch"].items() if name != key}
        _, body = call({**request, "prefetch": prefetch if state is ... else {**prefetch, key: state}})
        (card,) = body["cards"]
        assert card["summary"] == (
            f"This order is not checked against the whole record: {key} could not be read. Check it yourself."
        )
        assert (card["indicator"], "suggestions" in card) == ("info", False)
        assert f"- {key}: " in card["detail"]


@pytest.mark.parametrize(
    ("resources", "order", "key"),
    [
        (deficient(), INJECTION, "results"),
        (deficient(), INJECTION, "statements"),
        (deficient(), draft("N02BE01"), "allergies"),
        (record(ehr.prescription(ehr.HYDROXO, ehr.IM)), FOLIC, "conditions"),
    ],
)
def test_what_an_order_is_not_checked_against_is_not_missed(resources: list[Json], order: Json, key: str) -> None:
    request = ehr.request(SIGN, resources, [order])
    request["prefetch"][key] = ehr.FAILED
    cards = call(request)[1]["cards"]
    assert not [card for card in cards if "whole record" in card["summary"]]


def test_nothing_is_presumed_of_a_part_of_which_all_is_of_somebody_else() -> None:
    """A search that brings another patient's prescriptions says nothing of this one's."""
    own, theirs = ehr.prescription(ehr.METFORMIN), ehr.prescription(ehr.METFORMIN, id="x")
    theirs["subject"] = {"reference": "Patient/p2"}
    request = ehr.request(resources=deficient())
    for sent, presumed in (([own, theirs], True), ([theirs], False)):
        request["prefetch"]["prescriptions"] = ehr.searchset(sent)
        detail = call(request, presume=("medicines",))[1]["cards"][0]["detail"]
        assert ("this was asked about: medicines" in detail) is presumed
        assert ("prescriptions: all that came name somebody else" in detail) is not presumed


def test_an_empty_part_of_the_record_is_a_part_that_was_read() -> None:
    for state in (None, ehr.searchset([])):
        request = ehr.request(SIGN, deficient(), [INJECTION])
        request["prefetch"]["allergies"] = state
        assert call(request) == (200, {"cards": []})


def test_a_draft_that_points_to_a_medicine_recorded_by_mistake() -> None:
    (card,) = answered([{**pointing("#m1"), "contained": [medicine() | {"status": "entered-in-error"}]}])
    assert card["summary"] == NOT_READ
    assert "the medicine it points to was recorded by mistake" in card["detail"]


def test_what_is_not_used_stands_in_one_order_however_a_server_sends_the_record() -> None:
    """There is room for eight lines: which of them are told, and where, was what the server happened to send first."""
    names = {
        "2132-9": "pg/mL",
        "787-2": "fL",
        "777-3": "10*3/uL",
        "2276-4": "ng/mL",
        "13964-2": "nmol/L",
        "2428-1": "umol/L",
    }
    old = [ehr.result(code, 100, unit, day="2020-01-01") for code, unit in names.items()]
    sent = [record(TINGLING, *old), record(TINGLING, *reversed(old))]
    first, second = (call(ehr.request(resources=each))[1]["cards"][0]["detail"] for each in sent)
    assert first == second
    assert first.count("too old") >= 5
