"""The addresses of the workbench: its pages, the forms they send, and the files they are dressed in."""

from __future__ import annotations

from typing import Any

from litestar import Response, Router, get

from cobalamin.web.desk import Desk
from cobalamin.web.errors import Refusal
from cobalamin.web.own import host_guard, require_own
from cobalamin.web.pages import assess_prints, assessing, checklist_page, comparing, files, guideline, recall_board
from cobalamin.web.pages.site import Call, takes_gzip

_FOR_EVER = "public, max-age=31536000, immutable"


def workbench(desk: Desk) -> list[Any]:
    """Everything a browser asks for; nothing where the site has not turned the pages on."""
    if not desk.settings.workbench:
        return []
    pages = [
        *assessing.handlers(desk),
        *assess_prints.handlers(desk),
        *comparing.handlers(desk),
        *guideline.handlers(desk),
        *recall_board.handlers(desk),
        *checklist_page.handlers(desk),
    ]
    return [
        Router("/", route_handlers=pages, guards=[host_guard(desk.settings), require_own]),
        _static(),
    ]


def _static() -> Any:
    @get("/static/{name:str}")
    async def static(request: Call) -> Response[bytes]:
        file = files.at(request.path_params["name"])
        if file is None:
            raise Refusal(404, "no such file here, or not in this version", "not-found")
        packed = takes_gzip(request)
        headers = {"cache-control": _FOR_EVER, "vary": "accept-encoding"}
        if packed:
            headers["content-encoding"] = "gzip"
        return Response(file.packed if packed else file.body, media_type=file.kind, headers=headers)

    return static
