"""What the recall board is asked: the file, the day, how far ahead, how dates are written, and what of the list to show."""

from __future__ import annotations

import zlib
from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cobalamin.recall.written.formats import days_of
from cobalamin.records.errors import RecordError
from cobalamin.web.errors import Refusal, too_large
from cobalamin.web.pages.loading import file_in, text_in
from cobalamin.web.pages.site import Call

ORDERS = ("", "DD/MM/YYYY", "MM/DD/YYYY")
_LONGEST_MAPPING = 100_000
"""Characters of a mapping file that are read: it names some twenty columns and their words."""


@dataclass(frozen=True)
class Asked:
    """One sending of the board's form. `table` is the file, `packed` how it goes back to the browser, `mapping` a JSON text."""

    table: bytes | None = field(default=None, repr=False)
    packed: str = field(default="", repr=False)
    mapping: str = ""
    day: str = ""
    within: str = "14"
    order: str = ""
    group: str = ""
    search: str = field(default="", repr=False)
    patient: str = field(default="", repr=False)
    start: int = 0

    @property
    def on(self) -> date | None:
        """The day of the list, or None where the text is not a calendar date."""
        try:
            return date.fromisoformat(self.day)
        except ValueError:
            return None

    @property
    def days(self) -> int | None:
        """How many days ahead are due soon, or None where the text says no number."""
        try:
            return days_of(self.within)
        except RecordError:
            return None


async def asked_of(call: Call, largest: int) -> Asked:
    """The form as sent: a newly chosen file goes before the one that travelled with the form."""
    form = await call.form()
    table = await file_in(form.get("file"))
    packed = "" if table is not None else str(form.get("packed") or "")
    if packed:
        table = unpack(packed, largest)
    elif table:
        packed = pack(table)
    order = _text(form, "order")
    mapping = (await file_in(form.get("mapping_file")) or b"").decode(errors="replace") or str(
        form.get("mapping") or ""
    )
    return Asked(
        table, packed, mapping[:_LONGEST_MAPPING], _text(form, "day"), _text(form, "within", "14"),
        order if order in ORDERS else "", _text(form, "group" if "group" in form else "in_group"), _text(form, "search"),
        _text(form, "patient"), _number(form.get("start")),
    )  # fmt: skip


def _text(form: Mapping[str, Any], name: str, otherwise: str = "") -> str:
    return text_in(form, name, otherwise).strip()[:400]


def _number(value: object) -> int:
    return int(value) if isinstance(value, str) and value.isdigit() and len(value) < 7 else 0


# --- the file travels with the form, packed, and nothing of it stays here (`docs/decisions/0012`) ---

_GZIP = 31
"""The window that makes zlib read and write gzip."""


def pack(body: bytes) -> str:
    """The bytes as the value of a hidden field."""
    packer = zlib.compressobj(6, wbits=_GZIP)
    return b64encode(packer.compress(body) + packer.flush()).decode()


def unpack(text: str, largest: int) -> bytes:
    """The bytes of a hidden field; Refusal where it was changed on the way, or unpacks to more than may be sent."""
    reader = zlib.decompressobj(_GZIP)
    try:
        body = reader.decompress(b64decode(text, validate=True), largest + 1)
    except (zlib.error, Error, ValueError):
        raise Refusal(400, "the file that came back with the form cannot be read; choose it again", "invalid") from None
    if len(body) > largest or not reader.eof:
        raise too_large("file", largest)
    return body
