"""A refusal as a page: what happened, and what to do, for a person instead of a program."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import parse_qs

from cobalamin.translation.marked import _
from cobalamin.translation.phrases import capital
from cobalamin.translation.words import preferred, translator
from cobalamin.web.addresses import POSTS
from cobalamin.web.errors import Refusal
from cobalamin.web.own import POLICY
from cobalamin.web.pages import files

_DO = {
    404: _("Check the address, or start from the first page."),
    405: _("Check the address, or start from the first page."),
    408: _("The file came too slowly. Try again."),
    413: _(
        "Send less: one patient's Bundle or case file, or a shorter list of injections. Many patients are for the command line: "
        "`cobalamin assess FOLDER` or `cobalamin recall FILE`."
    ),
    429: _("Wait a moment, then try again."),
}
_AGAIN = _("What you entered is not stored. Reload this page to send it again.")
"""Not the browser's way back: it leads to the form as it was sent, and that was empty."""
_START = _("Assess a patient")
_SAID = (
    _("the request is larger than this service reads"),
    _("the request came too slowly"),
    _("too many calls; wait and call again"),
    _("the request is compressed; send it as it is, without content-encoding"),
    _("a fault of this service; it was logged without the record"),
    _("this form was not sent from a page of this service; nothing was read"),
    _("this service has another name; use the address it was started with"),
    _("the file that came back with the form cannot be read; choose it again"),
)
"""What a page may be refused with, wherever that is found out."""
NO_CALL = "no such call here; /cds-services lists the hooks and /schema every call"
OTHER_METHOD = "this address is called by another method; the header `allow` names it"
_OF_A_PAGE = {
    NO_CALL: _("there is no such page here"),
    OTHER_METHOD: _("this address is for programs, and is no page"),
}
"""Said to a person where a program is told of a call."""


def shown(path: str, refusal: Refusal, language: str = "en", *, page: bool = False) -> tuple[dict[str, str], bytes]:
    """The headers and the body of a refusal: a page where a page or a person asked, an OperationOutcome where a program did."""
    if page or path.startswith(POSTS):
        headers = {"content-type": "text/html; charset=utf-8", "content-security-policy": POLICY}
        return headers, page_of(refusal, language)
    return ({"content-type": "application/fhir+json"} if refusal.body else {}), refusal.body


def language_of(scope: Mapping[str, Any]) -> str:
    """The language of a call that was refused before the application saw it."""
    accepted = dict(scope["headers"]).get(b"accept-language", b"").decode("latin-1")
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("lang", [""])[0]
    return preferred(accepted, asked)


def page_of(refusal: Refusal, language: str = "en") -> bytes:
    """The refusal as a page that needs nothing else of the service: it may be what is failing."""
    words, home = translator(language), "/" if language == "en" else f"/?lang={language}"
    sentence = words(_OF_A_PAGE.get(refusal.sentence, refusal.sentence) or "not allowed")
    title, do = (escape(text) for text in (capital(sentence), words(_DO.get(refusal.status, _AGAIN))))
    sheets = "".join(f"<link rel=stylesheet href='{files.address(name)}'>" for name in ("nhsuk.css", "workbench.css"))
    return (
        f"<!doctype html><html lang={language} class=nhsuk-template><meta charset=utf-8>"
        f"<meta name=viewport content='width=device-width'>"
        f"<link rel=icon href='{files.address('icon.svg')}'>{sheets}<title>{title} – Cobalamin</title>"
        f"<body class=nhsuk-template__body><header class=top><div class='nhsuk-width-container top-in'>"
        f"<a class=brand href='{home}'><span class=brand-mark></span>Cobalamin</a></div></header>"
        f"<main class='nhsuk-width-container'><h1>{title}</h1>"
        f"<p>{do}</p><p><a href='{home}'>{escape(words(_START))}</a></p></main></html>"
    ).encode()
