"""What an EHR, its servers and a browser send to the service."""

from __future__ import annotations

import asyncio
import json
import time
from base64 import urlsafe_b64encode
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

import httpx2
from door_laws import (
    WORK,
    Door,
    files,
    logged,
    logged_nothing,
    sentence,
)
from joserfc import jwt
from joserfc.jwk import ECKey
from mutations import Trees
from test_damaged_hooks import REQUESTS

import ehr
from cobalamin.web.app import application
from cobalamin.web.desk import Desk
from cobalamin.web.errors import Refusal
from cobalamin.web.feedback import entries_in
from cobalamin.web.metrics import Metrics
from cobalamin.web.prefetch import templates
from cobalamin.web.security import NotSigned, Verifier, log_refusal
from cobalamin.web.services import SERVICES
from cobalamin.web.settings import Client
from cobalamin.web.smart import Launches

LOOP = asyncio.new_event_loop()


def called(work: Any, data: bytes) -> None:
    """A call is answered or refused, and nothing of it is logged."""
    try:
        LOOP.run_until_complete(work)
    except Refusal as refusal:
        assert refusal.status < 500  # noqa: PT017
        sentence(refusal.sentence, data)
    logged_nothing()


def hooks_door() -> Door:
    def enter(data: bytes) -> None:
        named = next((id for id in SERVICES if f'"{id[4:]}"'.encode() in data[:200]), "b12-patient-view")
        called(found.hook(SERVICES[named], data), data)

    gone = httpx2.AsyncClient(transport=httpx2.MockTransport(lambda _: httpx2.Response(404)))
    found = Desk(ehr.settings(), Metrics(), gone, None)
    more = {
        "fhirServer": "https://ehr.example/fhir",
        "fhirAuthorization": {"access_token": "x", "token_type": "Bearer", "scope": "s", "subject": "y"},
    }
    seeds = [json.dumps(each).encode() for each in (*REQUESTS, {**REQUESTS[0], **more})]
    return Door(seeds, Trees(seeds), enter)


def fetch_door() -> Door:
    """What the EHR's FHIR server answers, page after page."""
    sent: dict[str, Any] = {}

    def answer(request: httpx2.Request) -> httpx2.Response:
        found = sent.get(request.url.path.removeprefix("/fhir/").partition("/")[0])
        return httpx2.Response(200, content=json.dumps(found).encode()) if found is not None else httpx2.Response(404)

    def enter(data: bytes) -> None:
        sent.clear()
        with suppress(ValueError, RecursionError):
            sent.update(json.loads(data) if data[:1] == b"{" else {"Patient": None})
        found = Desk(
            ehr.settings(fetch_seconds=5), Metrics(), httpx2.AsyncClient(transport=httpx2.MockTransport(answer)), None
        )
        called(found.hook(SERVICES["b12-patient-view"], json.dumps(asking).encode()), data)

    asking = {**{k: v for k, v in REQUESTS[0].items() if k != "prefetch"}, "fhirServer": "https://ehr.example/fhir"}
    pages = REQUESTS[0]["prefetch"]
    first: dict[str, Any] = {t.kind: pages[t.key] for t in templates()}
    first["Observation"] = {**first["Observation"], "link": [{"relation": "next", "url": "next"}]}
    first["next"] = {**first["Condition"], "link": [{"relation": "next", "url": "https://ehr.example/fhir/next/2"}]}
    seeds = [json.dumps(first).encode()]
    return Door(seeds, Trees(seeds), enter)


def feedback_door() -> Door:
    def enter(data: bytes) -> None:
        try:
            entries_in(data, "b12-patient-view")
        except Refusal as refused:
            sentence(refused.sentence, data)

    item = {"card": "00000000-0000-0000-0000-000000000001", "outcome": "overridden", "outcomeTimestamp": "2026-03-01T09:30:00Z",
            "overrideReason": {"reason": {"code": "a", "system": "b"}, "userComment": "c"}}  # fmt: skip
    taken = {**item, "outcome": "accepted", "acceptedSuggestions": [{"id": "1"}]}
    seeds = [json.dumps({"feedback": [item, taken]}).encode()]
    return Door(seeds, Trees(seeds), enter)


def tokens_door() -> Door:
    """Header, claims and key set, signed where the key allows it."""
    key = ECKey.generate_key("P-384", {"kid": "ec"})
    keys = {"keys": [{**key.as_dict(private=False), "kid": "ec"}]}
    now = int(time.time())
    claims = {
        "iss": "https://ehr.example",
        "aud": "http://127.0.0.1:8000/x",
        "iat": now + 5,
        "exp": now + 300,
        "jti": "j",
        "nbf": now,
    }
    seed = {
        "header": {"alg": "ES384", "kid": "ec", "typ": "JWT"},
        "claims": claims,
        "keys": keys,
        "signed": True,
        "raw": "",
    }

    def token(sent: Any) -> str:
        with suppress(Exception):
            if sent["signed"] is True:
                return jwt.encode(sent["header"], sent["claims"], key, algorithms=["ES384"])
        parts = (json.dumps(sent.get(name)).encode() for name in ("header", "claims"))
        return (
            sent["raw"]
            if isinstance(sent.get("raw"), str) and sent["raw"]
            else ".".join((*(urlsafe_b64encode(p).decode() for p in parts), "AAAA"))
        )

    def enter(data: bytes) -> None:
        try:
            sent = json.loads(data)
            keys_sent = json.dumps(sent.get("keys")).encode()
        except (ValueError, RecursionError, AttributeError):
            sent, keys_sent = {"raw": data.decode("latin-1")}, data
        (WORK / "keys.json").write_bytes(keys_sent)
        verifier = Verifier((Client("https://ehr.example", jwks_file=str(WORK / "keys.json")),), None)  # type: ignore[arg-type]
        bearer = f"Bearer {token(sent)}"
        try:
            LOOP.run_until_complete(verifier.verify(bearer, "http://127.0.0.1:8000/x"))
        except NotSigned as refused:
            log_refusal(refused, bearer, "/cds-services/…")
            told = logged()
            assert all(len(str(value)) <= 200 for each in told for value in each.values()), told

    seeds = [json.dumps(seed).encode(), json.dumps({**seed, "signed": False}).encode()]
    return Door(seeds, Trees(seeds), enter)


def smart_door() -> Door:
    """What an EHR's authorization server answers."""
    sent: dict[str, bytes] = {}

    def answer(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, content=sent["configuration" if "well-known" in request.url.path else "token"])

    async def launch() -> None:
        launches = Launches(chosen, httpx2.AsyncClient(transport=httpx2.MockTransport(answer)))
        _, browser = await launches.begin("https://ehr.example/fhir", "x")
        await launches.end({"state": next(iter(launches._waiting)), "code": "c"}, browser)

    def enter(data: bytes) -> None:
        try:
            parts = json.loads(data)
            sent.update({name: json.dumps(parts.get(name)).encode() for name in ("configuration", "token")})
        except (ValueError, RecursionError, AttributeError):
            sent.update(configuration=data, token=data)
        try:
            LOOP.run_until_complete(launch())
        except Refusal as refused:
            sentence(refused.sentence, data)

    chosen = ehr.settings(smart={"https://ehr.example/fhir": "app"}, journal_url="sqlite:///x", patient_key=b"k")
    ends = {f"{name}_endpoint": f"https://ehr.example/{name}" for name in ("authorization", "token")}
    seed = {
        "configuration": {**ends, "code_challenge_methods_supported": ["S256"]},
        "token": {"patient": "p", "appContext": "c"},
    }
    seeds = [json.dumps(seed).encode()]
    return Door(seeds, Trees(seeds), enter)


def pages_door() -> Door:
    """The forms of the workbench, and what is asked in an address."""
    app = application(ehr.settings(workbench=True))
    client = ehr.caller(app)
    places = (
        "/pages/assess",
        "/pages/live",
        "/pages/why",
        "/pages/fill",
        "/pages/case",
        "/pages/compare",
        "/pages/recall",
        "/pages/checklist",
    )

    def enter(data: bytes) -> None:
        try:
            sent = json.loads(data)
            body = urlencode(
                [(str(k), v if isinstance(v, str) else json.dumps(v)) for k, v in sent["form"].items()],
                errors="replace",
            ).encode()
            place, query = (
                str(sent["place"]),
                urlencode({str(k): str(v) for k, v in sent["query"].items()}, errors="replace"),
            )
        except (ValueError, RecursionError, AttributeError, KeyError, TypeError):
            body, place, query = data, "/pages/assess", ""
        place = place if place in places else places[len(data) % len(places)]
        headers = {"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin"}
        answer = LOOP.run_until_complete(client.post(f"{place}?{query}", content=body, headers=headers))
        assert answer.status_code < 500, answer.status_code
        logged_nothing()

    form = {
        "on": "2026-03-01",
        "age": "63",
        "sex": "male",
        "total_b12": "214",
        "total_b12.unit": "ng/L",
        "total_b12.date": "2026-02",
        "paraesthesia": "yes",
        "paraesthesia.onset": "2025-10",
        "dose.0.product": "hydroxocobalamin",
        "dose.0.date": "2026-01",
        "dose.0.dose": "1 mg",
        "asked": "bowel",
        "part": "i2",
        "opened": "i2,i1",
        "switch": "total_b12=pmol/L",
        "earlier.0.fact": "mcv",
        "earlier.0.value": "101",
        "origins": "{}",
        "record": files("examples")[1].decode(),
    }
    seeds = [json.dumps({"place": place, "form": form, "query": {"language": "es"}}).encode() for place in places]
    return Door(seeds, Trees(seeds), enter)
