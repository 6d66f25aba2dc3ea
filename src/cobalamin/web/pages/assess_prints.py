"""What the assess page gives beside its answer: the plots, the report as a PDF, and the patient's checklist."""

from __future__ import annotations

from asyncio import to_thread
from typing import Any

import msgspec
from litestar import Response, post

from cobalamin.plots.patient import Patient, plots_for
from cobalamin.prints.clinical import report_pdf
from cobalamin.translation.words import Words, translator
from cobalamin.web.desk import Desk
from cobalamin.web.pages import checklist_page
from cobalamin.web.pages.answering import Answered, answered
from cobalamin.web.pages.assessing import context
from cobalamin.web.pages.loading import sent_form
from cobalamin.web.pages.plotting import Shown, shown
from cobalamin.web.pages.site import Call, asked_language, download, page


def handlers(desk: Desk) -> list[Any]:
    """Where the form of the assess page is sent for its prints; without scripts the plots come with the whole page."""

    @post("/pages/plots", status_code=200)
    async def plots(request: Call) -> Response[bytes]:
        base = context(desk, request, await sent_form(request))
        drawn = await to_thread(_plots, base["found"], base["_"])
        template = "plots_live.html" if "hx-request" in request.headers else "assess.html"
        return page(request, template, {**base, "plots": drawn, "asked_for_plots": True})

    @post("/pages/report", status_code=200)
    async def report(request: Call) -> Response[bytes]:
        found = answered(await sent_form(request), desk.settings)
        body = await to_thread(_report, found, translator(asked_language(request)))
        return download(body, "b12-report.pdf", "application/pdf")

    @post("/pages/sheet", status_code=200)
    async def sheet(request: Call) -> Response[bytes]:
        form = await sent_form(request)
        record = msgspec.json.encode(answered(form, desk.settings).document).decode()
        asked = checklist_page.Asked(record, asked_language(request), fields=form.fields)
        return checklist_page.shown(desk, request, asked)

    return [plots, report, sheet]


def _patient(found: Answered) -> Patient:
    return Patient(found.answered_case.case, found.answered_case.facts, found.answer)


def _plots(found: Answered, words: Words) -> tuple[Shown, ...]:
    return shown(plots_for(_patient(found), found.engine.figures), words)


def _report(found: Answered, words: Words) -> bytes:
    return report_pdf(found.answer, plots_for(_patient(found), found.engine.figures), words=words)
