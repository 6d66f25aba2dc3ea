"""The guideline page: every rule, figure, reading and source as the program uses them, with a search."""

from __future__ import annotations

from typing import Any

from litestar import Response, get

from cobalamin.web.desk import Desk
from cobalamin.web.pages.site import Call, asked_language, frame, page


def handlers(desk: Desk) -> list[Any]:
    """The page, and the same page with a search word: what is searched is the guideline, never a patient."""

    @get("/guideline")
    async def guideline(request: Call) -> Response[bytes]:
        return page(request, "guideline.html", frame(desk, "guideline", asked_language(request)))

    return [guideline]
