"""The assess page: the questions, and the answer as they are answered."""

from __future__ import annotations

from typing import Any

from litestar import Response, get

from cobalamin.web.desk import Desk
from cobalamin.web.pages.site import Call, asked_language, frame, page


def handlers(desk: Desk) -> list[Any]:
    """The page, and what its form sends."""

    @get("/")
    async def assess(request: Call) -> Response[bytes]:
        return page(request, "assess.html", frame(desk, "assess", asked_language(request)))

    return [assess]
