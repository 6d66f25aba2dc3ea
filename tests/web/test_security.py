"""Who may call, how often, how much, and what is never said or logged."""

import asyncio
import codecs
import json
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest
import structlog
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey
from litestar.exceptions import ClientException

import conformance
import ehr
from cobalamin.records.errors import RecordError
from cobalamin.translation.words import translator
from cobalamin.web.app import _refusal_of, application
from cobalamin.web.gate import Rate
from cobalamin.web.openapi import description
from cobalamin.web.security import NotSigned, Verifier
from cobalamin.web.settings import Client, Settings, from_environment

Json = dict[str, Any]
EC, RSA, STRANGER = (
    ECKey.generate_key("P-384", {"kid": "ec"}),
    RSAKey.generate_key(2048, {"kid": "rsa"}),
    ECKey.generate_key("P-384", {"kid": "ec"}),
)
PUBLIC = {"keys": [{**EC.as_dict(private=False), "kid": "ec"}, {**RSA.as_dict(private=False), "kid": "rsa"}]}
ISSUER = "https://ehr.example"


@pytest.fixture
def keys(tmp_path: Path) -> str:
    path = tmp_path / "keys.json"
    path.write_text(json.dumps(PUBLIC))
    return str(path)


def claims(path: str = "/cds-services", **changed: Any) -> Json:
    now = int(time.time()) + 5  # the EHR's clock is a little ahead: whatever was issued before the start is refused
    found = {"iss": ISSUER, "aud": f"{ehr.BASE}{path}", "iat": now, "exp": now + 300, "jti": str(uuid4())}
    return {name: value for name, value in {**found, **changed}.items() if value is not None}


def signed(payload: Json, key: Any = EC, alg: str = "ES384", **header: Any) -> str:
    given = {"alg": alg, "kid": key.kid or "ec", "typ": "JWT", **header}
    return jwt.encode(given, payload, key, algorithms=[alg])


def get(tokens: list[str], keys: str, path: str = "/cds-services", **settings: Any) -> list[httpx2.Response]:
    async def all_of() -> list[httpx2.Response]:
        async with ehr.service(signed=True, clients=(Client(ISSUER, jwks_file=keys),), **settings) as client:
            return [
                await client.get(path, headers={"authorization": f"Bearer {token}"} if token else {})
                for token in tokens
            ]

    return asyncio.run(all_of())


@pytest.mark.parametrize("key, alg", [(EC, "ES384"), (RSA, "RS384")])
def test_a_valid_token_lets_the_call_in(key: Any, alg: str, keys: str) -> None:
    assert get([signed(claims(), key, alg)], keys)[0].status_code == 200


def test_the_audience_may_be_a_list(keys: str) -> None:
    assert get([signed(claims(aud=["x", f"{ehr.BASE}/cds-services"]))], keys)[0].status_code == 200


NONE = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIiwia2lkIjoiZWMifQ"
BAD: dict[str, Callable[[], str]] = {
    "no token": lambda: "",
    "garbage": lambda: "a.b.c",
    "not a token": lambda: "secret",
    "signed by somebody else": lambda: signed(claims(), STRANGER),
    "HMAC": lambda: signed(claims(), OctKey.import_key("x" * 64, {"kid": "ec"}), "HS256"),
    "HMAC with the public key": lambda: signed(claims(), OctKey.import_key(json.dumps(PUBLIC), {"kid": "ec"}), "HS256"),
    "none": lambda: f"{NONE}.{signed(claims()).split('.')[1]}.",
    "another algorithm": lambda: signed(claims(), RSA, "RS256"),
    "unknown issuer": lambda: signed(claims(iss="https://evil.example")),
    "issuer is a list": lambda: signed(claims(iss=[ISSUER])),
    "no issuer": lambda: signed(claims(iss=None)),
    "another endpoint": lambda: signed(claims("/assess")),
    "no audience": lambda: signed(claims(aud=None)),
    "expired": lambda: signed(claims(exp=int(time.time()) - 120)),
    "expires never": lambda: signed(claims(exp=float("nan"))),
    "a huge number": lambda: signed(claims(exp=10**400)),
    "not valid yet": lambda: signed(claims(nbf=int(time.time()) + 120)),
    "valid from a word": lambda: signed(claims(nbf="now")),
    "no expiry": lambda: signed(claims(exp=None)),
    "valid for a year": lambda: signed(claims(exp=int(time.time()) + 31_000_000)),
    "from the future": lambda: signed(claims(iat=int(time.time()) + 3600)),
    "no jti": lambda: signed(claims(jti=None)),
    "unknown key": lambda: signed(claims(), EC, kid="other"),
    "a jku of its own": lambda: signed(claims(), jku="https://evil.example/keys"),
    "changed after signing": lambda: signed(claims())[:-4] + "AAAA",
}


@pytest.mark.parametrize("name", BAD)
def test_a_bare_401_that_does_not_say_why(name: str, keys: str) -> None:
    (answer,) = get([BAD[name]()], keys)
    assert (answer.status_code, answer.content) == (401, b"")


def test_keys_that_cannot_be_read_are_told_once_at_the_start_and_after_a_change(
    keys: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keys read before stay in force, a withdrawn one too: without a word nobody mended the file."""
    monkeypatch.setattr("cobalamin.web.security._KEEP_KEYS", 0.0)
    file, whole = Path(keys), Path(keys).read_text()
    with structlog.testing.capture_logs() as logged:
        file.unlink()
        verifier = Verifier((Client(ISSUER, jwks_file=keys),), None)  # type: ignore[arg-type]
        file.write_text(whole)
        asyncio.run(verifier.verify(f"Bearer {signed(claims())}", f"{ehr.BASE}/cds-services"))
        file.write_text(whole[:-1])
        for _ in range(3):
            asyncio.run(verifier.verify(f"Bearer {signed(claims())}", f"{ehr.BASE}/cds-services"))
        with pytest.raises(NotSigned, match="kid is none of the issuer's keys"):
            asyncio.run(verifier.verify(f"Bearer {signed(claims(), kid='new')}", f"{ehr.BASE}/cds-services"))
    assert [(line["iss"], line["place"], line["why"]) for line in logged] == [
        (ISSUER, keys, "No such file or directory"),
        (ISSUER, keys, "DecodeError"),
    ]


def test_a_token_counts_once(keys: str) -> None:
    token = signed(claims())
    assert [answer.status_code for answer in get([token, token], keys)] == [200, 401]


def test_every_door_with_patient_data_is_closed(keys: str) -> None:
    doors = [
        "/cds-services",
        "/cds-services/b12-patient-view",
        "/cds-services/b12-order-sign/feedback",
        "/assess",
        "/recall",
        "/nowhere",
    ]
    assert {get([""], keys, path)[0].status_code for path in doors} == {401}
    assert get([""], keys, "/health")[0].status_code == 200


def test_keys_by_address_are_read_once_and_survive_a_failure() -> None:
    asked: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(str(request.url))
        return httpx2.Response(200, json=PUBLIC)

    async def call() -> list[int]:
        http = httpx2.AsyncClient(transport=httpx2.MockTransport(answer))
        settings = ehr.settings(signed=True, clients=(Client(ISSUER, jwks_url="https://ehr.example/jwks"),))
        async with ehr.caller(application(settings, http)) as client:
            tokens = [signed(claims()) for _ in range(3)]
            return [
                (await client.get("/cds-services", headers={"authorization": f"Bearer {t}"})).status_code
                for t in tokens
            ]

    assert asyncio.run(call()) == [200, 200, 200]
    assert asked == ["https://ehr.example/jwks"]


def asked_of(keys_at: Callable[[httpx2.Request], httpx2.Response], calls: int, *, together: bool = False) -> list[int]:
    """The statuses of signed calls to a service whose caller has its keys at an address."""

    async def all_of() -> list[int]:
        http = httpx2.AsyncClient(transport=httpx2.MockTransport(keys_at))
        settings = ehr.settings(signed=True, clients=(Client(ISSUER, jwks_url="https://ehr.example/jwks"),))
        async with ehr.caller(application(settings, http)) as client:
            made = [
                client.get("/cds-services", headers={"authorization": f"Bearer {signed(claims())}"})
                for _ in range(calls)
            ]
            found = await asyncio.gather(*made) if together else [await one for one in made]
            return [one.status_code for one in found]

    return asyncio.run(all_of())


def test_keys_that_cannot_be_read_are_not_asked_for_by_every_call() -> None:
    """Whoever knows an issuer could otherwise make this service call it as often as they like."""
    asked: list[str] = []

    def gone(request: httpx2.Request) -> httpx2.Response:
        asked.append(str(request.url))
        return httpx2.Response(503)

    assert asked_of(gone, 5) == [401] * 5
    assert len(asked) == 1


def test_calls_that_come_together_wait_for_one_reading_of_the_keys() -> None:
    asked: list[str] = []

    async def slow(request: httpx2.Request) -> httpx2.Response:
        asked.append(str(request.url))
        await asyncio.sleep(0.05)
        return httpx2.Response(200, json=PUBLIC)

    assert asked_of(slow, 8, together=True) == [200] * 8  # type: ignore[arg-type]
    assert len(asked) == 1


def test_keys_without_an_end_are_not_read_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cobalamin.web.fhir_server.MOST_BYTES", 100_000)
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 100_000_000:
            sent += 10_000
            yield b" " * 10_000

    assert asked_of(lambda _: httpx2.Response(200, content=endless()), 1) == [401]
    assert sent < 200_000


def test_the_memory_of_tokens_is_cleared_up_now_and_then_and_not_at_every_call() -> None:
    now = [1_000_000.0]
    verifier = Verifier((), None, lambda: now[0])  # type: ignore[arg-type]
    cleared, before = 0, verifier._seen
    for n in range(30_000):
        verifier._remember((ISSUER, str(n)), now[0] + 300)
        cleared, before = cleared + (verifier._seen is not before), verifier._seen
    assert cleared < 5
    now[0] += 1000
    for n in range(30_000, 80_000):
        verifier._remember((ISSUER, str(n)), now[0] + 300)
    assert len(verifier._seen) < 60_000
    with pytest.raises(NotSigned, match="replay"):
        verifier._remember((ISSUER, "79999"), now[0] + 300)


def test_a_refused_call_is_logged_by_jti_without_the_token(keys: str) -> None:
    token = signed(claims(jti="the-jti"), STRANGER)
    with structlog.testing.capture_logs() as logs:
        get([token], keys)
    assert logs[0]["jti"] == "the-jti"
    assert token not in str(logs)


# --- defaults --------------------------------------------------------------------------------------------------------


def test_signing_is_on_by_default_when_others_can_reach_it(keys: str) -> None:
    assert from_environment("127.0.0.1", 8000, {}).signed is False
    with pytest.raises(RecordError, match="COBALAMIN_CLIENTS"):
        from_environment("0.0.0.0", 8000, {})
    known = {"COBALAMIN_CLIENTS": f"{ISSUER}={keys}"}
    for everywhere in ("0.0.0.0", "::"):
        with pytest.raises(RecordError, match="COBALAMIN_BASE_URL"):
            from_environment(everywhere, 8000, known)
    found = from_environment("0.0.0.0", 8000, {**known, "COBALAMIN_BASE_URL": "https://cds.example.org"})
    assert (found.signed, found.fhir_servers) == (True, ())


def test_a_signed_service_on_loopback_serves_no_pages_unless_told_to(keys: str) -> None:
    """Behind a proxy everybody reaches it, and the pages ask for no signature."""
    signed = {"COBALAMIN_SIGNED": "1", "COBALAMIN_CLIENTS": f"{ISSUER}={keys}"}
    assert from_environment("127.0.0.1", 8000, {}).workbench is True
    assert from_environment("127.0.0.1", 8000, signed).workbench is False
    assert from_environment("127.0.0.1", 8000, {**signed, "COBALAMIN_WORKBENCH": "1"}).workbench is True


def test_a_secret_comes_from_a_file_and_is_not_shown(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("very secret\n")
    found = from_environment("127.0.0.1", 8000, {"COBALAMIN_PATIENT_KEY_FILE": str(tmp_path / "key")})
    assert found.patient_key == b"very secret"
    assert "very secret" not in repr(found)


# --- size, rate, headers, origins ------------------------------------------------------------------------------------


def post(
    body: bytes, path: str = "/cds-services/b12-patient-view", headers: Json | None = None, **settings: Any
) -> httpx2.Response:
    async def one() -> httpx2.Response:
        async with ehr.service(**settings) as client:
            return await client.post(path, content=body, headers=headers or {"content-type": "application/json"})

    return asyncio.run(one())


GARBAGE = {
    "empty": b"",
    "not JSON": b"{",
    "a list": b"[]",
    "not UTF-8": b'{"hook": "\xff"}',
    "nested": b'{"a":' * 100_000,
    "nested in prefetch": b'{"hook":"patient-view","prefetch":{"patient":' + b"[" * 100_000,
    "null": b"null",
    "5 MB": bytes(5_000_000),
    "NaN": b'{"hook": NaN}',
}


@pytest.mark.parametrize(
    "path", ["/cds-services/b12-patient-view", "/cds-services/b12-order-sign/feedback", "/assess", "/recall"]
)
@pytest.mark.parametrize("name", GARBAGE)
def test_garbage_is_refused_with_a_sentence(name: str, path: str) -> None:
    answer = post(GARBAGE[name], path)
    assert answer.status_code == 400
    conformance.check_outcome(answer.content)


def test_a_body_too_large_is_refused_by_length_and_by_count() -> None:
    for largest, most in ((2000, "2000 bytes"), (1024 * 1024, "1 MB")):
        refused = post(bytes(largest + 1000), largest_body=largest)
        assert refused.status_code == 413
        told = refused.json()["issue"][0]["diagnostics"]
        assert told == f"the request is larger than this service reads: {most} at most"
        assert translator("es").said(told) not in (None, told)

    async def chunks() -> Any:
        for _ in range(10):
            yield bytes(500)

    async def one() -> httpx2.Response:
        async with ehr.service(largest_body=2000) as client:
            return await client.post("/assess", content=chunks())

    assert asyncio.run(one()).status_code == 413


def test_too_many_calls_have_to_wait() -> None:
    async def calls() -> list[httpx2.Response]:
        async with ehr.service(requests_a_minute=3) as client:
            return [await client.get("/health") for _ in range(5)]

    answers = asyncio.run(calls())
    assert [a.status_code for a in answers] == [200, 200, 200, 429, 429]
    assert int(answers[-1].headers["retry-after"]) > 0


def test_every_answer_has_the_headers() -> None:
    for answer in (post(b"{}"), post(b"", "/nowhere")):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    "path", ["/cds-services", "/cds-services/b12-patient-view", "/cds-services/b12-patient-view/feedback"]
)
def test_only_named_origins_may_call_from_a_browser(path: str, keys: str) -> None:
    async def ask(origin: str) -> httpx2.Response:
        settings: Json = {
            "signed": True,
            "clients": (Client(ISSUER, jwks_file=keys),),
            "origins": ("https://ehr.example",),
        }
        async with ehr.service(**settings) as client:
            headers = {
                "origin": origin,
                "access-control-request-method": "POST",
                "access-control-request-headers": "authorization,content-type",
            }
            return await client.options(path, headers=headers)

    good, bad = asyncio.run(ask("https://ehr.example")), asyncio.run(ask("https://evil.example"))
    assert good.headers["access-control-allow-origin"] == "https://ehr.example"
    assert "authorization" in good.headers["access-control-allow-headers"].lower()
    assert "access-control-allow-origin" not in bad.headers


@pytest.mark.parametrize(("origin", "told"), [("https://ehr.example", True), ("https://evil.example", False)])
def test_a_browser_of_a_named_origin_may_read_why_it_was_refused(origin: str, told: bool, keys: str) -> None:
    """Without the header a page sees no 401 and no 413, only that the call failed."""

    async def ask() -> httpx2.Response:
        clients = (Client(ISSUER, jwks_file=keys),)
        async with ehr.service(signed=True, clients=clients, origins=("https://ehr.example",)) as client:
            return await client.post("/cds-services/b12-patient-view", content=b"{}", headers={"origin": origin})

    answer = asyncio.run(ask())
    assert answer.status_code == 401
    assert answer.headers.get("access-control-allow-origin") == (origin if told else None)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"sec-fetch-site": "same-origin", "origin": ehr.BASE}, 200),
        ({"sec-fetch-site": "cross-site", "origin": "https://ehr.example"}, 200),
        ({"sec-fetch-site": "cross-site", "origin": "https://evil.example"}, 403),
        ({"sec-fetch-site": "same-site", "origin": "http://127.0.0.1:9999"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://["}, 403),
        ({"origin": ehr.BASE}, 200),
        ({"origin": "https://ehr.example"}, 200),
        ({"host": "evil.example", "sec-fetch-site": "same-origin"}, 421),
        ({"host": "localhost:8000"}, 200),
    ],
)
def test_without_signatures_no_other_page_of_a_browser_calls(headers: dict[str, str], status: int) -> None:
    """A page anywhere can post to loopback without asking, and a name can be made to point there."""

    async def ask() -> httpx2.Response:
        async with ehr.service(origins=("https://ehr.example",)) as client:
            body = json.dumps(ehr.request()).encode()
            return await client.post("/cds-services/b12-patient-view", content=body, headers=headers)

    answer = asyncio.run(ask())
    assert answer.status_code == status
    described = description(ehr.BASE)["paths"]["/cds-services/b12-patient-view"]["post"]["responses"]
    assert str(status) in described
    if status != 200:
        conformance.check_outcome(answer.content)


@pytest.mark.parametrize(("coding", "status"), [("Identity", 200), ("", 200), ("gzip", 415), ("GZIP", 415)])
def test_only_a_compressed_body_is_refused_as_one(coding: str, status: int) -> None:
    assert post(json.dumps(ehr.request()).encode(), headers={"content-encoding": coding}).status_code == status


def test_the_mark_some_write_before_utf_8_is_no_part_of_a_call() -> None:
    card = json.dumps({"feedback": [{
        "card": "11111111-1111-1111-1111-111111111111", "outcome": "overridden", "outcomeTimestamp": "2026-03-01T10:00:00Z",
    }]}).encode()  # fmt: skip
    for path, body in (("", json.dumps(ehr.request()).encode()), ("/feedback", card)):
        assert post(codecs.BOM_UTF8 + body, f"/cds-services/b12-patient-view{path}").status_code == 200


# --- wrong requests --------------------------------------------------------------------------------------------------

WRONG: dict[str, Callable[[Json], Any]] = {
    "hook": lambda r: r.update(hook="order-sign"),
    "hookInstance": lambda r: r.update(hookInstance="no uuid"),
    "context": lambda r: r.pop("context"),
    "patientId": lambda r: r["context"].update(patientId="../../etc"),
    "userId": lambda r: r["context"].pop("userId"),
    "fhirServer": lambda r: r.update(fhirAuthorization={"access_token": "x"}),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_request_is_refused_naming_the_member(name: str) -> None:
    request = ehr.request()
    WRONG[name](request)
    answer = post(json.dumps(request).encode())
    assert answer.status_code == 400
    assert name in answer.json()["issue"][0]["diagnostics"]


@pytest.mark.parametrize(
    "hook, member", [("order-sign", "draftOrders"), ("order-select", "draftOrders"), ("order-select", "selections")]
)
def test_an_order_hook_without_its_context_is_refused(hook: str, member: str) -> None:
    request = ehr.request(hook)
    del request["context"][member]
    answer = post(json.dumps(request).encode(), f"/cds-services/b12-{hook}")
    assert answer.status_code == 400
    assert member in answer.json()["issue"][0]["diagnostics"]


def test_unknown_members_are_ignored() -> None:
    request = ehr.request(extension={"com.example.x": 1}, other=[1])
    assert post(json.dumps(request).encode()).status_code == 200


def test_nothing_of_the_record_is_logged_or_counted() -> None:
    record = [ehr.patient(born="1961-07-13", id="p1"), ehr.result("2132-9", 123.4567, "pg/mL", id="obs-zebra")]
    with structlog.testing.capture_logs() as logs:
        post(json.dumps(ehr.request(resources=record)).encode())
        post(json.dumps({**ehr.request(resources=record), "hookInstance": "zebra"}).encode())
    assert not any(word in str(logs) for word in ("zebra", "123.4567", "1961"))


def test_settings_refuse_a_group_nobody_asks() -> None:
    with pytest.raises(RecordError, match="COBALAMIN_PRESUME"):
        Settings(presume=("everything",))


def test_key_set_of_the_test_is_public() -> None:
    assert all(not key.is_private for key in KeySet.import_key_set(PUBLIC).keys)


# --- what is remembered ----------------------------------------------------------------------------------------------


def test_after_a_restart_no_token_of_before_counts_again(keys: str) -> None:
    """The memory of seen tokens ends with the process: what it may have seen is refused by the next."""
    clock = [1_000_000.0]
    clients = (Client(ISSUER, jwks_file=keys),)
    token = signed(claims(iat=1_000_010, exp=1_000_300))

    def verified(by: Verifier) -> str:
        return asyncio.run(by.verify(f"Bearer {token}", f"{ehr.BASE}/cds-services"))

    async def fetch(_: str) -> bytes:
        raise AssertionError("the keys are in a file")

    assert verified(Verifier(clients, fetch, lambda: clock[0])) == ISSUER
    clock[0] = 1_000_020.5
    with pytest.raises(NotSigned, match="issued before the start"):
        verified(Verifier(clients, fetch, lambda: clock[0]))


def test_a_clock_that_jumps_back_forgets_no_token(keys: str) -> None:
    clock = [1_000_000.0]

    async def fetch(_: str) -> bytes:
        raise AssertionError("the keys are in a file")

    verifier = Verifier((Client(ISSUER, jwks_file=keys),), fetch, lambda: clock[0])
    token = f"Bearer {signed(claims(iat=1_000_000, exp=1_000_300))}"
    asyncio.run(verifier.verify(token, f"{ehr.BASE}/cds-services"))
    for jump in (0, 200, -20, 250):
        clock[0] = 1_000_000.0 + jump
        with pytest.raises(NotSigned, match="replay"):
            asyncio.run(verifier.verify(token, f"{ehr.BASE}/cds-services"))


def test_a_clock_that_was_ahead_at_the_start_locks_nobody_out(keys: str) -> None:
    """Two hours ahead when the service began and set right since: no EHR is refused for two hours."""
    clock = [1_007_200.0]

    async def fetch(_: str) -> bytes:
        raise AssertionError("the keys are in a file")

    verifier = Verifier((Client(ISSUER, jwks_file=keys),), fetch, lambda: clock[0])
    clock[0] = 1_000_001.0
    token = f"Bearer {signed(claims(iat=1_000_001, exp=1_000_300))}"
    assert asyncio.run(verifier.verify(token, f"{ehr.BASE}/cds-services")) == ISSUER
    before = f"Bearer {signed(claims(iat=999_900, exp=1_000_200))}"
    with pytest.raises(NotSigned, match="issued before the start"):
        asyncio.run(verifier.verify(before, f"{ehr.BASE}/cds-services"))


def test_what_a_refused_caller_writes_fills_no_log(keys: str) -> None:
    with structlog.testing.capture_logs() as logs:
        get([signed(claims(jti="x" * 9000), key=STRANGER)], keys)
    (refused,) = [each for each in logs if each["event"] == "call refused"]
    assert len(refused["jti"]) == 200
    assert refused["at"] == "/cds-services", "whoever looks for the caller knows what was called"


def test_callers_are_counted_by_network_and_forgotten_after_a_minute() -> None:
    now = [0.0]
    rate = Rate(2, lambda: now[0])
    assert [rate.wait(f"2001:db8::{n}") > 0 for n in (1, 2, 3)] == [False, False, True]
    assert rate.wait("2001:db8:0:1::1") == 0
    assert rate.wait("fe80::1%eth0") == 0
    assert [rate.wait(who) > 0 for who in ("192.0.2.1", "::ffff:192.0.2.1", "192.0.2.1")] == [False, False, True]
    for n in range(30_000):  # a flood from everywhere gives nobody a new allowance
        rate.wait(f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}")
    assert rate.wait("2001:db8::4") > 0
    now[0] = 61.0
    for n in range(30_001):
        rate.wait(f"11.{n >> 16}.{n >> 8 & 255}.{n & 255}")
    assert len(rate._left) <= 30_001


def test_what_the_framework_finds_too_large_says_how_much_is_read_too() -> None:
    """It lies behind the gate, which counts first."""
    found = _refusal_of(ClientException(status_code=413, detail="too large"), 1024 * 1024)
    assert (found.status, found.sentence) == (413, "the request is larger than this service reads: 1 MB at most")
