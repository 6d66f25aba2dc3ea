"""One patient through every guideline: the differences first, each with its clause."""

from __future__ import annotations

from typing import Any

from litestar import Response

from cobalamin.web.desk import Desk
from cobalamin.web.pages.site import Call, asked_language, frame, page


def opening(desk: Desk, call: Call) -> Response[bytes]:
    """The page before there is a patient."""
    return page(call, "compare.html", frame(desk, "compare", asked_language(call)))


def handlers(desk: Desk) -> list[Any]:
    """What the forms of the page send; the page itself shares its address with the service's list of guidelines."""
    return []
