"""Demands of CDS Hooks that no other test here states in its own words: docs/cds-hooks-requirements.md names them by number."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx2
import pytest
import structlog

import conformance
import ehr
from calls import deficient
from cobalamin.web.app import application
from cobalamin.web.cards import MOST_CHARACTERS, card, short
from cobalamin.web.prefetch import templates

Json = dict[str, Any]
DEFICIENT = deficient()
OFFERED_BY_3_0 = (
    "cds-not-applicable", "cds-suboptimal-context", "recipient-disagrees-evidence", "recipient-concerns-outcomes",
    "does-not-align-preferences", "not-convenient-feasible", "action-completed", "patient-contraindication", "patient-refuses",
    "too-costly-uncovered", "service-not-available", "recipient-does-not-understand",
)  # fmt: skip


def test_discovery_is_answered_with_every_member_of_a_service() -> None:
    async def discovered() -> httpx2.Response:
        async with ehr.service() as client:
            return await client.get("/cds-services")

    answer = asyncio.run(discovered())
    assert (answer.status_code, set(answer.json())) == (200, {"services"})
    for service in answer.json()["services"]:
        assert set(service) == {"hook", "id", "title", "description", "prefetch", "usageRequirements", "version"}
        assert all(isinstance(service[name], str) and service[name] for name in set(service) - {"prefetch"})
        assert "ot signed off by a clinician" in service["description"]


@pytest.mark.parametrize("template", templates(), ids=lambda t: t.key)
def test_a_template_is_an_instance_read_or_a_simple_search(template: Any) -> None:
    """Tokens of the context alone, equality of patient, code and status, `_count` and `_sort`: nothing a server may not know."""
    assert set(re.findall(r"\{\{.*?\}\}", template.query)) == {"{{context.patientId}}"}
    kind, _, search = template.query.partition("?")
    if not search:
        assert kind == "Patient/{{context.patientId}}"
        return
    assert re.fullmatch(r"[A-Z][A-Za-z]+", kind)
    asked = dict(parse_qsl(search, strict_parsing=True))
    who, whom = ("subject", "Patient/") if kind == "AdverseEvent" else ("patient", "")  # R4 has no `patient` there
    assert set(asked) <= {who, "code", "status", "_count", "_sort"}
    assert asked[who] == f"{whom}{{{{context.patientId}}}}"
    token = r"\d{6,18}" if template.key == "findings" else r"https?://\S+\|\S+"  # SNOMED's ids are of nobody else
    assert all(re.fullmatch(token, code) for code in asked.get("code", "").split(",") if code)


def test_the_twelve_reasons_of_3_0_are_offered_each_with_system_and_display() -> None:
    reasons = card("a summary", "info", "detail", ("BSH",)).overrideReasons
    assert tuple(reason.code for reason in reasons) == OFFERED_BY_3_0
    assert {reason.system for reason in reasons} == {"http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes"}
    assert all(reason.display for reason in reasons)


@pytest.mark.parametrize("length", [1, MOST_CHARACTERS - 1, MOST_CHARACTERS, MOST_CHARACTERS + 1, 500])
def test_a_summary_is_cut_below_140_characters_and_at_a_word(length: int) -> None:
    text = ("word " * 200)[:length].strip()
    assert MOST_CHARACTERS == 139
    assert len(short(text)) <= 139
    assert short(text) == text if len(text) <= 139 else short(text).removesuffix("…").endswith("word")


def test_the_token_is_used_and_then_nowhere(tmp_path: Path) -> None:
    """Not in the answer, the log, the journal, its spool, the counters, or what the request prints as."""
    asked: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.headers["authorization"])
        return httpx2.Response(200, json=ehr.searchset(DEFICIENT[2:]))

    request = ehr.request(resources=DEFICIENT)
    del request["prefetch"]["conditions"]
    request["fhirServer"] = "https://ehr.example/fhir"
    request["fhirAuthorization"] = {
        "access_token": "zebra-token", "token_type": "Bearer", "expires_in": 300, "scope": "patient/*.rs", "subject": "x",
        "patient": "p1",
    }  # fmt: skip
    conformance.check_request(request)
    settings = ehr.settings(
        journal_url=f"sqlite:///{tmp_path}/journal.db", spool=tmp_path / "spool", patient_key=b"key"
    )

    async def told() -> list[str]:
        app = application(settings, httpx2.AsyncClient(transport=httpx2.MockTransport(answer)))
        try:
            async with ehr.caller(app) as client:
                served = await client.post("/cds-services/b12-patient-view", json=request)
                await ehr.kept(client)
                return [served.text, (await client.get("/metrics")).text, (await client.get("/health")).text]
        finally:
            await app.stop()

    with structlog.testing.capture_logs() as logs:
        texts = asyncio.run(told())
    assert asked == ["Bearer zebra-token"]
    assert "injection is indicated" in texts[0]
    kept = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert any(kept)
    assert not any("zebra-token" in text for text in (*texts, str(logs)))
    assert not any(b"zebra-token" in content for content in kept)


def test_a_call_is_answered_as_if_there_had_been_none_before() -> None:
    other = [ehr.patient(id="p1"), ehr.result("2132-9", 600, "pg/mL")]

    async def said() -> list[list[Json]]:
        found = []
        async with ehr.service() as client:
            for resources in (DEFICIENT, other, DEFICIENT):
                body = json.dumps(ehr.request(resources=resources)).encode()
                found.append((await client.post("/cds-services/b12-patient-view", content=body)).json()["cards"])
        return found

    first, between, again = asyncio.run(said())
    assert between == []
    assert [one["detail"] for one in first] == [one["detail"] for one in again]
    assert {one["uuid"] for one in first}.isdisjoint(one["uuid"] for one in again)


@pytest.mark.parametrize(
    ("language", "said"), [("en", "This address is for programs"), ("es", "Esta dirección es para programas")]
)
def test_a_browser_at_the_address_of_a_call_is_told_that_it_is_no_page(language: str, said: str) -> None:
    """It read "the header `allow` names it", and was told to reload the page."""

    async def asked() -> httpx2.Response:
        async with ehr.service(workbench=True) as client:
            return await client.get("/assess", headers={"accept": "text/html", "accept-language": language})

    page = asyncio.run(asked())
    assert page.status_code == 405
    assert said in page.text
    assert "`allow`" not in page.text


def test_what_http_asks_of_every_server() -> None:
    """HEAD is a GET without its body, another method names those that are there, a compressed body is 415 and no bad JSON."""
    view = "/cds-services/b12-patient-view"

    async def asked() -> list[httpx2.Response]:
        async with ehr.service() as client:
            found = [
                await client.get("/cds-services"),
                await client.head("/cds-services"),
                await client.head("/nowhere"),
            ]
            packed = {"content-encoding": "gzip", "content-type": "application/json"}
            return [*found, await client.put(view, json={}), await client.post(view, content=b"", headers=packed)]

    got, head, nowhere, put, packed = asyncio.run(asked())
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == got.headers["content-length"] == str(len(got.content))
    assert (nowhere.status_code, nowhere.content) == (404, b"")
    assert (put.status_code, set(put.headers["allow"].split(", "))) == (405, {"POST", "OPTIONS"})
    assert "called by another method" in put.json()["issue"][0]["diagnostics"]
    assert (packed.status_code, packed.headers["accept-encoding"]) == (415, "identity")
    for refused in (put, packed):
        conformance.check_outcome(refused.content)
