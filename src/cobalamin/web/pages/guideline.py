"""The guideline page: every rule, figure, reading and source as the program uses them, with a search."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from litestar import Response, get

from cobalamin.knowledge.rules import ARTICLE
from cobalamin.knowledge.thresholds import THRESHOLDS
from cobalamin.web.desk import Desk
from cobalamin.web.pages.guideline_text import chapters_in, found, states
from cobalamin.web.pages.site import Call, asked_language, frame, page

LONGEST = 80


def handlers(desk: Desk) -> list[Any]:
    """The page, and the same page with a search word: what is searched is the guideline, never a patient."""

    @get("/guideline")
    async def guideline(request: Call) -> Response[bytes]:
        return page(request, "guideline.html", _context(desk, request))

    return [guideline]


def _context(desk: Desk, call: Call) -> dict[str, Any]:
    figures = desk.settings.parameters
    language = asked_language(call)
    whole = chapters_in(language, ARTICLE.with_thresholds(figures) if figures else ARTICLE)
    words = call.query_params.get("q", "").strip()[:LONGEST]
    shown, hits = found(whole, words) if words else (whole, 0)
    return {
        **frame(desk, "guideline", call), "chapters": whole, "shown": shown, "words": words, "hits": hits,
        "place": f"/guideline?{urlencode({'q': words})}" if words else "/guideline",
        "states": states({**THRESHOLDS, **figures}), "local": figures,
    }  # fmt: skip
