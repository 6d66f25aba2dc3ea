"""What every page has in common: templates, words, the frame around them, and how a page is sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from gzip import compress
from importlib.metadata import version
from typing import Any, NamedTuple, get_args

from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader
from litestar import Request, Response, get
from litestar.response import Redirect
from markupsafe import Markup, escape

from cobalamin.assessment.engine import rules_version
from cobalamin.assessment.report import presumed_lines
from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.notice import NOTICE
from cobalamin.language.nodes import Verified
from cobalamin.prints.page import days, unheard
from cobalamin.translation.phrases import capital
from cobalamin.translation.printed_units import printed_units
from cobalamin.translation.words import LANGUAGES, MACHINE_MADE, Words, preferred, translator
from cobalamin.web.addresses import POSTS
from cobalamin.web.desk import Desk
from cobalamin.web.own import POLICY
from cobalamin.web.pages import files

Call = Request[Any, Any, Any]


class Carry(NamedTuple):
    """The form that a page sends again to show itself in another language: what was entered goes along, and no address holds it."""

    form: str
    action: str
    name: str = ""
    value: str = ""


class NavigationItem(NamedTuple):
    """One entry of the navigation."""

    path: str
    title: str
    name: str


NAVIGATION = (
    NavigationItem("/", "Assess", "assess"),
    NavigationItem("/compare", "Compare", "compare"),
    NavigationItem("/recall", "Recall", "recall"),
    NavigationItem("/guideline", "Guideline", "guideline"),
    NavigationItem("/checklist", "Checklist", "checklist"),
)

_WORD = re.compile(r"[A-Za-z]{3} |[A-Za-z]{4}")
"""What is a word of a language rather than a unit or a sign."""
_HEADERS = {
    "content-security-policy": POLICY,
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "vary": "accept-encoding, accept-language",
}


@cache
def environment() -> Environment:
    """The templates: ours, then the components of NHS.UK frontend; what a page shows is escaped."""
    found = Environment(
        loader=ChoiceLoader([PackageLoader(name) for name in ("cobalamin.web.pages", "cobalamin.prints", "nhsuk_frontend_jinja")]),
        undefined=ChainableUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True, auto_reload=False,
    )  # fmt: skip
    found.filters |= {
        "nice": printed_units,
        "unit_name": unit_name,
        "capital": capital,
        "told": told,
        "begun": begun,
        "days": days,
        "unheard": unheard,
        "dated": dated,
    }
    found.globals["presumed_lines"] = presumed_lines
    found.globals["label_of"] = lambda name: FACTS[name].fact.label
    return found


def unit_name(unit: str) -> str:
    """A unit in a list to choose from."""
    return {"a": "years", "mo": "months", "1": "ratio"}.get(unit, printed_units(unit))


def told(text: object, words: Words) -> Markup:
    """A text in the language of the page, its units as they are printed; what stays English there is marked as English."""
    said = words.said(str(text))
    shown = _tagged(escape(printed_units(str(text) if said is None else said)), words)
    return Markup('<span lang="en">{}</span>').format(shown) if said is None and _WORD.search(shown) else shown


_DAY = re.compile(r"(?<![\w'\"“«&;@/-])\d{4}-\d\d-\d\d(?![\w'\"”»&-])")


def dated(text: str, words: Words) -> str:
    """A sentence whose days are written as everywhere on a page, and not as in a file; what is quoted stays as it was sent."""
    shown = _DAY.sub(lambda found: words.moment(found[0]) or found[0], text)
    return Markup(shown) if isinstance(text, Markup) else shown  # a day holds no mark


def _tagged(shown: Markup, words: Words) -> Markup:
    """How far a figure was checked, in brackets in a sentence, looks as it does everywhere on a page."""
    for state in get_args(Verified) if "[" in shown else ():
        shown = shown.replace(
            f"[{words(state)}]", Markup('<span class="tag tag-{}">{}</span>').format(state, words(state))
        )
    return shown


def begun(text: object, words: Words) -> Markup:
    """`told` where a line begins: with a capital in every language ("B12 is needed" is "se necesita B12")."""
    said = words.said(str(text))
    return told(capital(str(text)), words) if said is None else escape(printed_units(capital(said)))


def asked_language(call: Call) -> str:
    """The language a link or a form asks for; else the one the browser prefers."""
    return preferred(call.headers.get("accept-language", ""), call.query_params.get("lang", ""))


def frame(desk: Desk, here: str, call: Call) -> dict[str, Any]:
    """What the frame of a page shows. `here` is the name of its entry in the navigation."""
    lang, wanted = asked_language(call), preferred(call.headers.get("accept-language", ""))
    return {
        "_": translator(lang), "lang": lang, "languages": LANGUAGES, "here": here, "navigation": NAVIGATION,
        "place": next(entry.path for entry in NAVIGATION if entry.name == here), "carry": None,
        "notice": NOTICE, "machine_made": MACHINE_MADE, "version": version("cobalamin"),
        "rules": rules_version(desk.settings.parameters), "journal": desk.pages_keep, "asset": files.address,
        "link": _linked(lang, wanted), "today": desk.settings.today(),
    }  # fmt: skip


def _linked(lang: str, wanted: str) -> Any:
    """A link that keeps the language, where it is another than the browser asks for by itself."""

    def link(path: str, language: str = lang) -> str:
        if language == wanted:
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
    return Response(body, status_code=status, media_type="text/html", headers=headers)


def download(body: bytes, name: str, media_type: str) -> Response[bytes]:
    """A file to take away, named by what it is and never by a patient."""
    return Response(body, media_type=media_type, headers={"content-disposition": f'attachment; filename="{name}"'})


def takes_gzip(call: Call) -> bool:
    """Whether the browser reads compressed answers."""
    return "gzip" in call.headers.get("accept-encoding", "")


def to_start(start: str, *forms: str) -> Any:
    """The addresses forms are sent to hold no patient: opened by themselves they are the empty page."""

    @get([f"{POSTS}{form}" for form in forms])
    async def back(request: Call) -> Redirect:
        asked = request.query_params.get("lang", "")
        return Redirect(f"{start}?lang={asked}" if asked in LANGUAGES else start)

    return back
