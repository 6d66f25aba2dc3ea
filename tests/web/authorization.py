"""A small authorization server of an EHR, for SMART launches: it checks what RFC 6749, RFC 7636 and SMART 2.2 ask it to."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2

ISSUER, CLIENT = "https://ehr.example/fhir", "cobalamin-app"


@dataclass
class Authorization:
    """Which launches the EHR opened, each with its patient and the card's appContext; `methods` it says it supports."""

    redirect: str
    launches: dict[str, tuple[str, str]]
    methods: list[str] = field(default_factory=lambda: ["S256"])
    token_endpoint: str = "https://ehr.example/auth/token"
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[httpx2.Request] = field(default_factory=list)
    issued: int = 0

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        match (request.method, request.url.path):
            case ("GET", "/fhir/.well-known/smart-configuration"):
                return httpx2.Response(200, json=self._configuration())
            case ("POST", "/auth/token"):
                return self._token({name: values[0] for name, values in parse_qs(request.content.decode()).items()})
            case _:
                return httpx2.Response(404)

    def _configuration(self) -> dict[str, Any]:
        return {
            "issuer": ISSUER, "authorization_endpoint": "https://ehr.example/auth/authorize", "token_endpoint": self.token_endpoint,
            "code_challenge_methods_supported": self.methods, "capabilities": ["launch-ehr", "client-public"],
            "grant_types_supported": ["authorization_code"],
        }  # fmt: skip

    def authorize(self, address: str) -> str:
        """Where the browser is sent back to, for the address it was sent to; refuses what a server has to refuse."""
        parts = urlsplit(address)
        asked = {name: values[0] for name, values in parse_qs(parts.query, strict_parsing=True).items()}
        assert (parts.netloc, parts.path) == ("ehr.example", "/auth/authorize")
        assert asked["response_type"] == "code"
        assert (asked["client_id"], asked["redirect_uri"], asked["aud"]) == (CLIENT, self.redirect, ISSUER)
        assert asked["code_challenge_method"] == "S256"
        assert len(asked["code_challenge"]) == 43
        assert len(asked["state"]) >= 22, "SMART asks for at least 122 bits"
        assert asked["scope"] == "launch"
        assert asked["launch"] in self.launches
        self.issued += 1
        code = f"code-{self.issued}"
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def _token(self, form: dict[str, str]) -> httpx2.Response:
        asked = self.codes.pop(form.get("code", ""), None)
        proof = urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        fits = (
            asked is not None
            and form.get("grant_type") == "authorization_code"
            and (form.get("client_id"), form.get("redirect_uri")) == (CLIENT, asked["redirect_uri"])
            and 43 <= len(form.get("code_verifier", "")) <= 128
            and proof == asked["code_challenge"]
        )
        if not fits or asked is None:
            return httpx2.Response(400, json={"error": "invalid_grant"})
        patient, context = self.launches[asked["launch"]]
        token = {"access_token": "secret-token", "token_type": "Bearer", "expires_in": 300, "scope": "launch"}
        more = {"patient": patient, "need_patient_banner": True, **({"appContext": context} if context else {})}
        return httpx2.Response(200, json=token | more)
