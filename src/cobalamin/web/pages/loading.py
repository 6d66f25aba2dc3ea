"""What a browser sends: the fields of the form, or a record that fills it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from litestar.datastructures import UploadFile

from cobalamin.records.errors import RecordError
from cobalamin.records.read import read_any
from cobalamin.translation.marked import _
from cobalamin.translation.phrases import capital
from cobalamin.web.desk import Desk
from cobalamin.web.pages.filling import filled
from cobalamin.web.pages.form import Form, form_from
from cobalamin.web.pages.site import Call

RECORD = frozenset({"record", "file"})
"""Fields of an upload: never part of the form that travels on."""


class Unreadable(Exception):
    """Why a record cannot be read, as a sentence, with what was pasted."""

    def __init__(self, sentence: str, pasted: str = "") -> None:
        super().__init__(capital(sentence))
        self.pasted = pasted


async def sent_form(call: Call) -> Form:
    """The form in a request."""
    fields = await call.form()
    texts = {name: text for name, text in fields.multi_items() if isinstance(text, str) and name not in RECORD}
    form = form_from(texts, [text for text in fields.getall("asked", []) if isinstance(text, str)])
    return _switched(form, texts.get("switch", ""))


def _switched(form: Form, chosen: str) -> Form:
    """The form after somebody said which unit was meant: "total_b12=ng/L"."""
    name, mark, unit = chosen.partition("=")
    if not mark or not form.value(name):
        return form
    values = {**form.values, f"{name}.unit": unit, f"{name}.sure": f"{form.value(name)} {unit}"}
    return Form({key: value for key, value in values.items() if key != "switch"}, form.asked, form.origins)


async def record_in(desk: Desk, call: Call) -> Form | None:
    """The form filled from a file or a pasted text; None where the request has neither; Unreadable with what to do."""
    fields = await call.form()
    if not RECORD & set(fields.keys()):
        return None
    pasted = str(fields.get("record") or "")
    data, name = await _upload(fields.get("file"))
    if not (name or pasted.strip()):
        raise Unreadable(_("choose a file, or paste a FHIR Bundle or a case file"))
    sent = data or pasted.encode()
    try:
        case = read_any(sent, desk.settings.site)
    except RecordError as problem:
        raise Unreadable(str(problem), pasted) from None
    today = desk.settings.today_of(case, lambda: sent)
    return filled(case, today, desk.settings.presume, name or _("pasted text"))


async def _upload(sent: object) -> tuple[bytes, str]:
    if not isinstance(sent, UploadFile) or not sent.filename:
        return b"", ""
    return await sent.read(), sent.filename[:120]


async def file_in(sent: object) -> bytes | None:
    """The bytes of a chosen file, which may be empty; None where no file was chosen."""
    return await sent.read() if isinstance(sent, UploadFile) and sent.filename else None


def text_in(form: Mapping[str, Any], name: str, otherwise: str = "") -> str:
    """The text of a field; `otherwise` where it was not sent, or is no text."""
    value = form.get(name)
    return value if isinstance(value, str) else otherwise
