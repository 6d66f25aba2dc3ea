"""A card's link launched from the EHR: discovery, PKCE, state, token, and the answer of the patient who is open, nobody else's."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from authorization import CLIENT, ISSUER, Authorization
from structlog.testing import capture_logs

import conformance
import ehr
from cobalamin.records.errors import RecordError
from cobalamin.web.app import application
from cobalamin.web.settings import from_environment
from cobalamin.web.smart import Launches

Json = dict[str, Any]
REDIRECT = f"{ehr.BASE}/smart/callback"
PATIENT = "case-ileal-resection"


class Launch:
    """A service and an EHR's server, and a browser between them."""

    def __init__(self, browser: httpx2.AsyncClient, server: Authorization) -> None:
        self.browser, self.server = browser, server

    async def card(self) -> Json:
        """The link of a card served to this EHR."""
        request = {**ehr.request(), "fhirServer": f"{ISSUER}/"}
        answer = (await self.browser.post("/cds-services/b12-patient-view", json=request)).json()
        conformance.check_response(answer)
        await ehr.kept(self.browser)
        return answer["cards"][0]["links"][0] | {"patient": request["context"]["patientId"]}

    async def start(self, patient: str, context: str, iss: str = ISSUER) -> httpx2.Response:
        self.server.launches["opaque-1"] = (patient, context)
        return await self.browser.get("/smart/launch", params={"iss": iss, "launch": "opaque-1"})

    async def finish(self, started: httpx2.Response) -> httpx2.Response:
        assert started.status_code == 302, started.text
        return await self.browser.get(self.server.authorize(started.headers["location"]))


def launched(steps: Callable[[Launch], Awaitable[Any]], folder: Path, **changed: Any) -> Any:
    server = Authorization(REDIRECT, {})
    kept = {"journal_url": f"sqlite:///{folder}/journal.db", "spool": folder / "spool", "patient_key": b"key"}
    kept = {**kept, "smart": {ISSUER: CLIENT}, **changed}

    async def run() -> Any:
        fhir = httpx2.AsyncClient(transport=httpx2.MockTransport(server))
        app = application(ehr.settings(**kept), fhir)
        try:
            async with ehr.caller(app) as browser:
                return await steps(Launch(browser, server))
        finally:
            await app.stop()

    return asyncio.run(run())


def test_a_card_launches_the_page_of_its_answer(tmp_path: Path) -> None:
    async def steps(one: Launch) -> tuple[Json, httpx2.Response]:
        link = await one.card()
        return link, await one.finish(await one.start(link["patient"], link["appContext"]))

    with capture_logs() as logged:
        link, page = launched(steps, tmp_path)
    assert (link["type"], link["url"]) == ("smart", f"{ehr.BASE}/smart/launch")
    assert page.status_code == 200
    assert "ileal resection" in page.text
    assert "signed off" in page.text
    assert "secret-token" not in page.text + json.dumps(logged) + str(page.headers)


def test_a_link_is_launched_only_where_the_ehr_is_set_up_for_it(tmp_path: Path) -> None:
    async def steps(one: Launch) -> list[Json]:
        request = {**ehr.request(), "fhirServer": "https://other.example/fhir"}
        found = [
            (await one.browser.post("/cds-services/b12-patient-view", json=each)).json()
            for each in (request, ehr.request())
        ]
        return [card for answer in found for card in answer["cards"]]

    cards = launched(steps, tmp_path)
    assert cards
    assert not [card for card in cards if "links" in card]


def test_another_patient_than_the_answers_sees_nothing(tmp_path: Path) -> None:
    async def steps(one: Launch) -> list[httpx2.Response]:
        link = await one.card()
        strangers = [
            ("someone-else", link["appContext"]),
            ("", link["appContext"]),
            (link["patient"], "not-a-decision"),
        ]
        return [await one.finish(await one.start(*each)) for each in strangers]

    answers = launched(steps, tmp_path)
    assert [answer.status_code for answer in answers] == [403, 403, 404]
    assert not [answer for answer in answers if "ileal" in answer.text]


def test_a_state_counts_once_and_for_its_browser_only(tmp_path: Path) -> None:
    """A return cannot be repeated, invented, or handed to somebody else's browser."""

    async def steps(one: Launch) -> list[int]:
        link = await one.card()
        back = one.server.authorize((await one.start(link["patient"], link["appContext"])).headers["location"])
        cookie = one.browser.cookies["cobalamin-launch"]
        one.browser.cookies.clear()
        elsewhere = await one.browser.get(back)
        back = one.server.authorize((await one.start(link["patient"], link["appContext"])).headers["location"])
        one.browser.cookies.set("cobalamin-launch", cookie)
        stale = await one.browser.get(back, headers={"cookie": f"cobalamin-launch={cookie}"})
        back = one.server.authorize((await one.start(link["patient"], link["appContext"])).headers["location"])
        one.browser.cookies.clear()
        foreign = await one.browser.get(back, headers={"cookie": "cobalamin-launch=caf\u00e9".encode("latin-1")})
        one.browser.cookies.clear()
        started = await one.start(link["patient"], link["appContext"])
        first = await one.finish(started)
        repeated = await one.browser.get(first.url)
        invented = await one.browser.get(f"{REDIRECT}?code=code-1&state=guessed")
        return [each.status_code for each in (elsewhere, stale, foreign, first, repeated, invented)]

    assert launched(steps, tmp_path) == [400, 400, 400, 200, 400, 400]


def test_the_code_is_worth_nothing_without_its_verifier(tmp_path: Path) -> None:
    """Two launches, their codes exchanged on the way back: PKCE binds each to its own, so neither is honoured."""

    async def steps(one: Launch) -> list[int]:
        link = await one.card()
        first = one.server.authorize((await one.start(link["patient"], link["appContext"])).headers["location"])
        second = one.server.authorize((await one.start(link["patient"], link["appContext"])).headers["location"])
        stolen = {
            "state": parse_qs(urlsplit(second).query)["state"][0],
            "code": parse_qs(urlsplit(first).query)["code"][0],
        }
        return [(await one.browser.get(REDIRECT, params=stolen)).status_code]

    assert launched(steps, tmp_path) == [502]


WRONG: dict[str, tuple[Json, Json, int]] = {
    "an EHR that is not connected": ({"iss": "https://evil.example/fhir"}, {}, 400),
    "no S256": ({}, {"methods": ["plain"]}, 502),
    "no PKCE at all": ({}, {"methods": []}, 502),
    "a token endpoint without TLS": ({}, {"token_endpoint": "http://ehr.example/auth/token"}, 502),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_launch_that_is_not_safe_does_not_begin(name: str, tmp_path: Path) -> None:
    asked, server, status = WRONG[name]

    async def steps(one: Launch) -> httpx2.Response:
        for attribute, value in server.items():
            setattr(one.server, attribute, value)
        return await one.start(PATIENT, "x", **asked)

    answer = launched(steps, tmp_path)
    assert answer.status_code == status
    assert "location" not in answer.headers
    conformance.check_outcome(answer.content)


@pytest.mark.parametrize(
    "more, status", [({"error": "access_denied"}, 403), ({"iss": "https://evil.example"}, 400), ({}, 200)]
)
def test_what_the_server_says_on_the_way_back_counts(more: Json, status: int, tmp_path: Path) -> None:
    async def steps(one: Launch) -> int:
        link = await one.card()
        back = one.server.authorize((await one.start(link["patient"], link["appContext"])).headers["location"])
        return (await one.browser.get(str(httpx2.URL(back).copy_merge_params(more)))).status_code

    assert launched(steps, tmp_path) == status


def test_a_launch_that_takes_too_long_is_over() -> None:
    now = [0.0]
    server = Authorization(REDIRECT, {"opaque-1": (PATIENT, "x")})
    kept = {"journal_url": "sqlite://", "patient_key": b"key", "smart": {ISSUER: CLIENT}}

    async def run() -> int:
        fhir = httpx2.AsyncClient(transport=httpx2.MockTransport(server))
        launches = Launches(ehr.settings(**kept), fhir, lambda: now[0])
        address, browser = await launches.begin(ISSUER, "opaque-1")
        back = parse_qs(urlsplit(server.authorize(address)).query)
        now[0] = 601.0
        try:
            await launches.end({name: values[0] for name, values in back.items()}, browser)
        except Exception as refusal:
            return int(getattr(refusal, "status", 0))
        return 200

    assert asyncio.run(run()) == 400


def test_the_cookie_holds_no_token_and_is_for_the_launch_alone(tmp_path: Path) -> None:
    async def steps(one: Launch) -> str:
        return str((await one.start(PATIENT, "x")).headers["set-cookie"])

    cookie = launched(steps, tmp_path).lower()
    assert "secret-token" not in cookie
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/smart;" in cookie
    below = launched(steps, tmp_path, base_url="https://hospital.example/b12").lower()
    assert "path=/b12/smart;" in below


def test_the_setting_is_read_and_needs_a_journal() -> None:
    base = {"COBALAMIN_SMART": f"{ISSUER}/={CLIENT}", "COBALAMIN_JOURNAL": "sqlite://", "COBALAMIN_PATIENT_KEY": "k"}
    assert from_environment("127.0.0.1", 8000, base).smart == {ISSUER: CLIENT}
    for wanting in ({"COBALAMIN_JOURNAL": "off"}, {"COBALAMIN_PATIENT_KEY": ""}):
        with pytest.raises(RecordError, match="COBALAMIN_PATIENT_KEY"):
            from_environment("127.0.0.1", 8000, base | wanting)
    with pytest.raises(RecordError, match="client-id"):
        from_environment("127.0.0.1", 8000, {**base, "COBALAMIN_SMART": "ehr.example"})
