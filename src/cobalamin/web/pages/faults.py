"""A refusal as a page: what happened, and what to do, for a person instead of a program."""

from __future__ import annotations

from html import escape

from cobalamin.web.errors import Refusal
from cobalamin.web.pages import files
from cobalamin.web.pages.own import POLICY, POSTS

_DO = {
    404: "Check the address, or start from the first page.",
    408: "The file came too slowly. Try again.",
    413: "Send less: one patient's Bundle or case file. A file of many patients is for `cobalamin assess FOLDER`.",
    429: "Wait a moment, then try again.",
}


def shown(path: str, refusal: Refusal) -> tuple[dict[str, str], bytes]:
    """The headers and the body of a refusal: a page where a page asked, an OperationOutcome where a program did."""
    if path.startswith(POSTS):
        return {"content-type": "text/html; charset=utf-8", "content-security-policy": POLICY}, page_of(refusal)
    return ({"content-type": "application/fhir+json"} if refusal.body else {}), refusal.body


def page_of(refusal: Refusal) -> bytes:
    """The refusal as a page that needs nothing else of the service: it may be what is failing."""
    sentence = escape(refusal.sentence or "not allowed")
    do = escape(_DO.get(refusal.status, "Go back: what you entered is still there."))
    sheets = "".join(f"<link rel=stylesheet href='{files.address(name)}'>" for name in ("nhsuk.css", "workbench.css"))
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>"
        f"<link rel=icon href='{files.address('icon.svg')}'>{sheets}<title>{refusal.status} - Cobalamin</title>"
        f"<main class='nhsuk-width-container'><h1>{sentence[0].upper()}{sentence[1:]}</h1>"
        f"<p>{do}</p><p><a href='/'>Assess a patient</a></p></main></html>"
    ).encode()
