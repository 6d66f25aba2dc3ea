"""The assess page: the questions, and the answer as they are answered."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Response, get, post

from cobalamin.assessment.route_words import SHORT_ROUTES
from cobalamin.assessment.wording import URGENCY_WORDS, why_words
from cobalamin.knowledge.facts import FACTS
from cobalamin.web.desk import Desk, Origin
from cobalamin.web.errors import Refusal
from cobalamin.web.pages.answering import MEASURES, Answered, answered
from cobalamin.web.pages.citing import all_cited
from cobalamin.web.pages.form import Form
from cobalamin.web.pages.loading import Unreadable, record_in, sent_form
from cobalamin.web.pages.questions import SECTIONS
from cobalamin.web.pages.site import Call, Carry, download, frame, page, to_start

MEASURED = tuple((name, FACTS[name].fact.label) for name in MEASURES)
"""What can be chosen as an earlier result, with its label."""


def handlers(desk: Desk) -> list[Any]:
    """The page, and what its form sends."""

    @get("/")
    async def assess(request: Call) -> Response[bytes]:
        return page(request, "assess.html", context(desk, request, empty(desk)))

    @post("/pages/assess", status_code=200)
    async def answer(request: Call) -> Response[bytes]:
        return page(request, "assess.html", context(desk, request, await sent_form(request)))

    @post("/pages/fill", status_code=200)
    async def fill(request: Call) -> Response[bytes]:
        return await _fill(desk, request)

    return [
        assess,
        answer,
        fill,
        *_live(desk),
        _saving(desk),
        *_journal(desk),
        to_start("/", "assess", "live", "why", "fill", "case", "keep"),
    ]


def _live(desk: Desk) -> list[Any]:
    """The answer while the form is filled in, and a fold of it that somebody opens."""

    @post("/pages/live", status_code=200)
    async def live(request: Call) -> Response[bytes]:
        opened = frozenset(str((await request.form()).get("opened", "")).split(","))
        shown = context(desk, request, await sent_form(request))
        return page(request, "live.html", {**shown, "live": True, "opened": opened})

    @post("/pages/why", status_code=200)
    async def why(request: Call) -> Response[bytes]:
        return _why(context(desk, request, await sent_form(request)), request, str((await request.form()).get("part")))

    return [live, why]


def _why(shown: dict[str, Any], request: Call, part: str) -> Response[bytes]:
    """One fold of the answer: a live answer brings only what stands open, for the rest is nine tenths of it."""
    found: Answered = shown["found"]
    top = found.why(part)
    if top is None:
        raise Refusal(404, "the answer has no such part", "not-found")
    forced = any(indication.forced for indication in found.answer.indications if f"i{indication.number}" == part)
    return page(request, "why_live.html", {**shown, "top": top, "part": part, "forced": forced})


def _saving(desk: Desk) -> Any:
    @post("/pages/case", status_code=200)
    async def case_file(request: Call) -> Response[bytes]:
        found = answered(await sent_form(request), desk.settings)
        body = msgspec.json.format(msgspec.json.encode(found.document), indent=2)
        return download(body, "case.json", "application/json")

    return case_file


def _journal(desk: Desk) -> list[Any]:
    """Keeping an answer, where the site turned the journal on; only what somebody asks to keep is kept."""
    if not desk.pages_keep:
        return []

    @post("/pages/keep", status_code=200)
    async def keep(request: Call) -> Response[bytes]:
        shown = context(desk, request, await sent_form(request))
        found = shown["found"].answered_case
        kept = await desk.keep([desk.entry(found, Origin("workbench", found.case.id))])
        return page(request, "assess.html", {**shown, "kept": kept, "lost": not kept}, 200 if kept else 503)

    return [keep]


def empty(desk: Desk) -> Form:
    """The form before anything is known; the groups the site always asks about are marked so."""
    return Form({"on": desk.settings.today().isoformat()}, frozenset(desk.settings.presume))


def context(desk: Desk, call: Call, form: Form) -> dict[str, Any]:
    """What the assess page shows for a form."""
    found = answered(form, desk.settings)
    return {**frame(desk, "assess", call), "found": found, "form": form, "sections": SECTIONS, "measures": MEASURED,
            "carry": Carry("form", "/pages/assess"),
            "origins": msgspec.json.encode(form.origins).decode(), "largest": desk.settings.largest_body, "cited": all_cited,
            "short_routes": SHORT_ROUTES, "urgency_words": URGENCY_WORDS, "why_words": why_words}  # fmt: skip


# --- a record that fills the form ------------------------------------------------------------------------------------


async def _fill(desk: Desk, call: Call) -> Response[bytes]:
    """The page filled from a file or a pasted text; where that cannot be read, with why and what to do, and the text kept."""
    try:
        form = await record_in(desk, call)
    except Unreadable as problem:
        shown = context(desk, call, empty(desk))
        return page(call, "assess.html", {**shown, "pasted": problem.pasted, "refused": str(problem)}, 400)
    return page(call, "assess.html", {**context(desk, call, form or empty(desk)), "just_filled": form is not None})
