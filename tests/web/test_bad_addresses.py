"""What an EHR names as an address and is none, and answers nested without end: refused or unknown, never a fault of ours."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx2
import pytest

import calls
import ehr
from cobalamin.records.errors import RecordError
from cobalamin.web.desk import Desk
from cobalamin.web.errors import Refusal
from cobalamin.web.feedback import entries_in
from cobalamin.web.metrics import Metrics
from cobalamin.web.security import Keys, NotSigned
from cobalamin.web.services import SERVICES
from cobalamin.web.settings import Client, from_environment
from cobalamin.web.smart import Launches

DEEP = b"[" * 3000 + b"]" * 3000
SERVER = "https://ehr.example/fhir"


@pytest.mark.parametrize("server", ["http://[", "https://x:99999999/fhir", "https://ehr.exa\ufeffple", "https://a\nb"])
def test_a_server_that_is_no_address_is_not_read(server: str) -> None:
    status, body = calls.call({**ehr.request(), "fhirServer": server})
    assert status == 200, body


@pytest.mark.parametrize("link", ["http://[", "//[::1", "https://x:99999999/"])
def test_a_next_page_that_is_no_address_is_told_as_missing(link: str) -> None:
    asked = ehr.request()
    asked["prefetch"]["results"]["link"] = [{"relation": "next", "url": link}]
    gone = httpx2.AsyncClient(transport=httpx2.MockTransport(lambda _: httpx2.Response(404)))
    desk = Desk(ehr.settings(), Metrics(), gone, None)
    body = json.dumps({**asked, "fhirServer": SERVER}).encode()
    answer = asyncio.run(desk.hook(SERVICES["b12-patient-view"], body))
    assert b"the next page lies on another server" in answer


@pytest.mark.parametrize(
    ("configuration", "token"),
    [
        ({"authorization_endpoint": "https://[", "token_endpoint": "https://ehr.example/t"}, b"{}"),
        ({"authorization_endpoint": "https://ehr.example/a", "token_endpoint": "https://ehr.exa\ufeffple/t"}, b"{}"),
        ({"authorization_endpoint": "https://ehr.example/a", "token_endpoint": "https://ehr.example/t"}, DEEP),
        (None, b"{}"),
    ],
)
def test_an_authorization_server_that_answers_nonsense_launches_nothing(configuration: Any, token: bytes) -> None:
    known = {**configuration, "code_challenge_methods_supported": ["S256"]} if configuration else None

    def answer(request: httpx2.Request) -> httpx2.Response:
        sent = DEEP if known is None else json.dumps(known).encode()
        return httpx2.Response(200, content=sent if "well-known" in request.url.path else token)

    async def launch() -> None:
        chosen = ehr.settings(smart={SERVER: "app"}, journal_url="sqlite:///x", patient_key=b"k")
        launches = Launches(chosen, httpx2.AsyncClient(transport=httpx2.MockTransport(answer)))
        address, browser = await launches.begin(SERVER, "x")
        state = httpx2.URL(address).params["state"]
        await launches.end({"state": state, "code": "c"}, browser)

    with pytest.raises(Refusal) as refused:
        asyncio.run(launch())
    assert refused.value.status == 502


def test_keys_nested_without_end_are_none(tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_bytes(DEEP)
    with pytest.raises(NotSigned):
        asyncio.run(Keys(Client("https://ehr.example", jwks_file=str(tmp_path / "keys.json")), None).having("ec"))  # type: ignore[arg-type]


def test_feedback_that_does_not_fit_repeats_little() -> None:
    item = {"card": "c", "outcome": "Kowalska " * 600, "outcomeTimestamp": ""}
    with pytest.raises(Refusal) as refused:
        entries_in(json.dumps({"feedback": [item]}).encode(), "b12-patient-view")
    assert len(refused.value.sentence) < 300


@pytest.mark.parametrize("number", ["²", "9" * 5000, "-1"])
def test_a_setting_that_only_looks_like_a_number_is_refused(number: str) -> None:
    with pytest.raises(RecordError, match="expected a whole number"):
        from_environment("127.0.0.1", 8000, {"COBALAMIN_REQUESTS_A_MINUTE": number, "COBALAMIN_JOURNAL": "off"})
