"""One patient through every guideline: the differences first, each with its clause."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

from litestar import Response, post

from cobalamin.comparison.compare import ClauseAnswer, Comparison, Difference, compare, route_words
from cobalamin.knowledge.guidelines.registry import PROFILES
from cobalamin.records.errors import RecordError
from cobalamin.translation.marked import _
from cobalamin.translation.words import Words
from cobalamin.web.desk import Desk
from cobalamin.web.errors import Refusal
from cobalamin.web.own import require_name
from cobalamin.web.pages.citing import all_cited
from cobalamin.web.pages.form import Form, read_form
from cobalamin.web.pages.loading import Unreadable, record_in, sent_form
from cobalamin.web.pages.site import Call, Carry, frame, page, to_start

BASE = "article"
"""The guideline every other is set against first."""
_CALLED = {
    "article": _("Base article"), "nice": _("NICE"), "bsh": _("BSH"), "us-label": _("US label"), "us-practice": _("US practice"),
    "nhg": _("NHG (Netherlands)"),
}  # fmt: skip
"""What a reader calls each guideline; its id is for the command line."""


class Side(NamedTuple):
    """One guideline's side of a difference: its answer, and the clauses that make it so."""

    guideline: str
    route: str
    clauses: tuple[ClauseAnswer, ...]


def opening(desk: Desk, call: Call) -> Response[bytes]:
    """The page before there is a patient."""
    require_name(desk.settings, call.headers.get("host", ""))
    return page(call, "compare.html", {**_context(desk, call), "comparison": None})


def handlers(desk: Desk) -> list[Any]:
    """What the forms of the page send; the page itself shares its address with the service's list of guidelines."""

    @post("/pages/compare", status_code=200)
    async def side_by_side(request: Call) -> Response[bytes]:
        shown = _context(desk, request)
        try:
            loaded = await record_in(desk, request)
        except Unreadable as problem:
            refused = {"comparison": None, "refused": str(problem), "pasted": problem.pasted}
            return page(request, "compare.html", {**shown, **refused}, 400)
        form = loaded or await sent_form(request)
        verified = (await request.form()).get("verified") == "true"
        found = await desk.compared(partial(compared, desk, form, verified=verified))
        return page(request, "compare.html", {**shown, **found})

    return [side_by_side, to_start("/compare", "compare")]


def _context(desk: Desk, call: Call) -> dict[str, Any]:
    shown = frame(desk, "compare", call)
    return {
        **shown,
        "profiles": PROFILES,
        "route_words": route_words,
        "called": partial(called, shown["_"]),
        "cited": all_cited,
        "largest": desk.settings.largest_body,
    }


def called(words: Words, name: str) -> str:
    """A guideline as a reader knows it, with the year of its version: "nice@2024-03" is "NICE 2024"."""
    id, _at, version = name.partition("@")
    return f"{words(_CALLED[id])} {version[:4]}".strip()


def compared(desk: Desk, form: Form, *, verified: bool = False) -> dict[str, Any]:
    """What the page shows of one patient."""
    case, _document, faults = read_form(form, desk.settings.today().isoformat())
    try:
        found = compare(case, verified=verified, parameters=desk.settings.parameters)
    except RecordError as problem:
        raise Refusal(400, str(problem)) from None
    first, others = _differences(found)
    return {
        "carry": Carry("carried", "/pages/compare", "verified" if verified else "", "true"),
        "comparison": found, "form": form, "faults": faults, "fields": form.fields, "verified": verified,
        "first": first, "others": others, "facts": _facts(form),
    }  # fmt: skip


def _differences(found: Comparison) -> tuple[list[tuple[Side, Side]], list[tuple[Side, Side]]]:
    """The differences from the base guideline, then those among the others."""
    first: list[tuple[Side, Side]] = []
    others: list[tuple[Side, Side]] = []
    for difference in found.differences:
        names = {name.partition("@")[0] for name in (difference.one, difference.other)}
        (first if BASE in names else others).append(_sides(difference))
    return first, others


def _sides(difference: Difference) -> tuple[Side, Side]:
    one, other = (
        Side(name, route, tuple(clause for clause in difference.clauses if clause.guideline == name))
        for name, route in ((difference.one, difference.one_route), (difference.other, difference.other_route))
    )
    return one, other


def _facts(form: Form) -> int:
    """How many facts were answered."""
    return sum("." not in name and name not in ("on", "id", "title") for name in form.values)
