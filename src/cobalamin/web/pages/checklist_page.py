"""The patient's checklist in the workbench: from a record that is sent, shown, printed, or taken away as a PDF.

The record travels in the body of a form, from page to page; no address holds a patient and nothing is stored.
"""

from __future__ import annotations

from asyncio import to_thread
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from litestar import Response, get, post

from cobalamin.prints.sheet import checklist_pdf, labels, sheet_of
from cobalamin.records.document import EMPTY, without_mark
from cobalamin.records.errors import RecordError
from cobalamin.records.read import read_any
from cobalamin.records.record import Case
from cobalamin.translation.words import LANGUAGES, translator
from cobalamin.web.desk import Desk
from cobalamin.web.errors import Refusal
from cobalamin.web.pages.loading import file_in, sent_form, text_in
from cobalamin.web.pages.site import Call, Carry, asked_language, download, frame, page


@dataclass(frozen=True)
class Asked:
    """One sending of the form: the record as text, the language of the sheet, and whether its print is large."""

    record: str = field(default="", repr=False)
    language: str = "en"
    large: bool = False
    fault: str = ""
    """Why a chosen file is no text."""
    fields: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """The form of the assess page as it was when the sheet was asked for there: it goes along, and opens again."""


_OWN = frozenset({"language", "large"})
"""The fields of the sheet's own form."""


def handlers(desk: Desk) -> list[Any]:
    """The page, and what its form sends; `record` is a case file or a Bundle, pasted, chosen or sent by the assess page."""

    @get("/checklist")
    async def opening(request: Call) -> Response[bytes]:
        return page(request, "sheet.html", _context(desk, request, Asked(language=asked_language(request))))

    @post("/pages/checklist", status_code=200)
    async def sheet(request: Call) -> Response[bytes]:
        return shown(desk, request, await _asked(request))

    @post("/pages/checklist/pdf", status_code=200)
    async def print_out(request: Call) -> Response[bytes]:
        return await to_thread(_pdf, desk, await _asked(request))

    return [opening, sheet, print_out]


def shown(desk: Desk, call: Call, asked: Asked) -> Response[bytes]:
    """The sheet of a record; where that cannot be read, the form with why and what was sent."""
    context = _context(desk, call, asked)
    try:
        case = _case(desk, asked)
    except RecordError as problem:
        return page(call, "sheet.html", {**context, "fault": str(problem)}, 400)
    words = translator(asked.language)
    made = sheet_of(case, _day(desk, case, asked), words)
    sheet = {"sheet": made, "words": labels(words), "large": asked.large}
    return page(call, "sheet.html", {**context, **sheet, "carry": Carry("carried", "/pages/checklist")})


def _context(desk: Desk, call: Call, asked: Asked) -> dict[str, Any]:
    shared = frame(desk, "checklist", call)
    return {**shared, "asked": asked, "sheet": None, "fault": "", "tongues": LANGUAGES}


def _pdf(desk: Desk, asked: Asked) -> Response[bytes]:
    """The sheet as a file."""
    try:
        case = _case(desk, asked)
    except RecordError as problem:
        raise Refusal(400, str(problem)) from None
    words = translator(asked.language)
    body = checklist_pdf(sheet_of(case, _day(desk, case, asked), words), words, large=asked.large)
    return download(body, "b12-checklist.pdf", "application/pdf")


def _day(desk: Desk, case: Case, asked: Asked) -> date:
    """The day the assess page would answer the same record for."""
    return case.on or desk.settings.today_of(case, asked.record.encode)


def _case(desk: Desk, asked: Asked) -> Case:
    if asked.fault:
        raise RecordError(asked.fault)
    if not asked.record.strip():
        raise RecordError("choose a file, or paste a case file or a FHIR Bundle")
    return read_any(asked.record.encode(), desk.settings.site)


async def _asked(call: Call) -> Asked:
    form = await call.form()
    chosen, pasted = await file_in(form.get("file")), text_in(form, "record")
    body, fault = _text_of(chosen, pasted)
    language = text_in(form, "language")
    entered = await sent_form(call)
    return Asked(
        body,
        language if language in LANGUAGES else asked_language(call),
        text_in(form, "large") == "yes",
        fault,
        tuple(pair for pair in entered.fields if pair[0] not in _OWN) if entered.values.keys() - _OWN else (),
    )


def _text_of(chosen: bytes | None, pasted: str) -> tuple[str, str]:
    """A chosen file as text; or why it is none: with the letters it cannot be read by replaced it would be another record."""
    if chosen is None or (pasted.strip() and not chosen):
        return pasted, ""
    try:
        return without_mark(chosen).decode(), "" if chosen.strip() else EMPTY
    except RecordError as problem:
        return "", str(problem)
