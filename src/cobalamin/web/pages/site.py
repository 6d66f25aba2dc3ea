"""What every page has in common: templates, words, the frame around them, and how a page is sent."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from gzip import compress
from importlib.metadata import version
from typing import Any, NamedTuple

from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader
from litestar import Request, Response, get
from litestar.response import Redirect

from cobalamin.assessment import NOTICE
from cobalamin.journal.answering import rules_version
from cobalamin.knowledge.facts import FACTS
from cobalamin.web.desk import Desk
from cobalamin.web.pages import files
from cobalamin.web.pages.nice import nice, short_day, unit_name
from cobalamin.web.pages.own import POLICY, POSTS
from cobalamin.words import LANGUAGES, translator

Call = Request[Any, Any, Any]


class Entry(NamedTuple):
    """One entry of the navigation."""

    path: str
    title: str
    name: str


NAVIGATION = (
    Entry("/", "Assess", "assess"),
    Entry("/compare", "Compare", "compare"),
    Entry("/recall", "Recall", "recall"),
    Entry("/guideline", "Guideline", "guideline"),
    Entry("/checklist", "Checklist", "checklist"),
)

_HEADERS = {
    "content-security-policy": POLICY,
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "vary": "accept-encoding",
}


@cache
def environment() -> Environment:
    """The templates: ours, then the components of NHS.UK frontend; what a page shows is escaped."""
    found = Environment(
        loader=ChoiceLoader([PackageLoader(name) for name in ("cobalamin.web.pages", "cobalamin.prints", "nhsuk_frontend_jinja")]),
        undefined=ChainableUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True, auto_reload=False,
    )  # fmt: skip
    found.filters |= {"nice": nice, "unit_name": unit_name, "short_day": short_day, "capital": capital}
    found.globals["label_of"] = lambda name: FACTS[name].fact.label
    return found


def capital(text: str) -> str:
    """A sentence that begins with a capital."""
    return f"{text[:1].upper()}{text[1:]}"


def asked_language(call: Call) -> str:
    """The language a link or a form asks for; English otherwise, for it is the one that was read by a person."""
    asked = call.query_params.get("lang", "")
    return asked if asked in LANGUAGES else "en"


def frame(desk: Desk, here: str, lang: str = "en") -> dict[str, Any]:
    """What the frame of a page shows. `here` is the name of its entry in the navigation."""
    return {
        "_": translator(lang), "lang": lang, "languages": LANGUAGES, "here": here, "navigation": NAVIGATION,
        "notice": NOTICE, "version": version("cobalamin"), "rules": rules_version(desk.settings.parameters),
        "journal": desk.writer is not None, "asset": files.address, "link": _linked(lang), "today": desk.settings.today(),
    }  # fmt: skip


def _linked(lang: str) -> Any:
    """A link that keeps the language."""

    def link(path: str, language: str = lang) -> str:
        if language == "en":
            return path
        page, mark, place = path.partition("#")
        return f"{page}{'&' if '?' in page else '?'}lang={language}{mark}{place}"

    return link


def render(template: str, context: Mapping[str, Any]) -> str:
    """A template filled in."""
    return environment().get_template(template).render(context)


def page(call: Call, template: str, context: Mapping[str, Any], status: int = 200) -> Response[bytes]:
    """A page as it is sent: compressed where the browser takes that."""
    return sent(call, render(template, context).encode(), status)


def sent(call: Call, body: bytes, status: int = 200) -> Response[bytes]:
    """HTML as it is sent."""
    headers = dict(_HEADERS)
    if takes_gzip(call):
        body = compress(body, 5, mtime=0)
        headers["content-encoding"] = "gzip"
    return Response(body, status_code=status, media_type="text/html; charset=utf-8", headers=headers)


def takes_gzip(call: Call) -> bool:
    """Whether the browser reads compressed answers."""
    return "gzip" in call.headers.get("accept-encoding", "")


def to_start(start: str, *forms: str) -> Any:
    """The addresses forms are sent to hold no patient: opened by themselves they are the empty page."""

    @get([f"{POSTS}{form}" for form in forms])
    async def back() -> Redirect:
        return Redirect(start)

    return back
