"""Bytes to a JSON object: how large, in which encoding, and the sentence for each way it is not one."""

from __future__ import annotations

import codecs
from typing import Any

import msgspec

from cobalamin.records.codes import RecordError

MAX_BYTES = 64 * 1024 * 1024
"""The largest file read as one patient; a larger one belongs to `cobalamin screen`."""
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
UNFIT = (msgspec.ValidationError, msgspec.DecodeError, RecursionError, UnicodeDecodeError)
"""What decoding raises where a text is not JSON, is nested without end, or is not of the expected form."""


def require_size(count: int) -> None:
    """Refuse a file too large to be one patient's, before it is read where its size is known."""
    if count > MAX_BYTES:
        raise RecordError(
            f"the file holds {count // 2**20} MB, more than the {MAX_BYTES // 2**20} MB read as one patient: "
            "screen a population with `cobalamin screen`"
        )


def without_mark(data: bytes) -> bytes:
    """The bytes without the mark some editors put before UTF-8; what is not UTF-8 anywhere is refused."""
    require_size(len(data))
    if data.startswith(_WIDE_MARKS) or b"\0" in data[:2]:
        raise RecordError("the file is UTF-16, not UTF-8: save it as UTF-8")
    if not data.isascii():
        try:
            data.decode()
        except UnicodeDecodeError as wrong:
            raise RecordError(f"the file is not UTF-8 (byte {wrong.start}): save it as UTF-8") from wrong
    return data.removeprefix(codecs.BOM_UTF8)


def decoded(data: bytes) -> dict[str, Any]:
    """The JSON object in the bytes; what is not one is refused with a sentence."""
    try:
        found = msgspec.json.decode(without_mark(data))
    except UNFIT as problem:
        raise RecordError(_not_json(data, problem)) from problem
    if not isinstance(found, dict):
        kind = _JSON_NAMES.get(type(found), "value")
        raise RecordError(f"the file holds a JSON {kind}, not an object: expected a case file or a FHIR Bundle")
    return found


_JSON_NAMES: dict[type, str] = {list: "list", str: "text", int: "number", float: "number", type(None): "null"}


def _not_json(data: bytes, problem: Exception) -> str:
    if not data.strip():
        return "the file is empty: expected a case file or a FHIR Bundle as JSON"
    if isinstance(problem, RecursionError):
        return "the file is nested too deeply to be a patient record: check what wrote it"
    text = str(problem)
    if "truncated" in text:
        return f"the file ends in the middle ({len(data)} bytes): it was cut off; send it again"
    text = text.removeprefix("JSON is malformed: ")
    place = text.rpartition("(byte ")[2].rstrip(")")
    if place.isdigit() and _is_no_number(data, int(place)):
        return (
            f"the file holds NaN or Infinity (byte {place}), which is no JSON number: leave the value out or write null"
        )
    return f"the file is not JSON ({text}): expected a case file or a FHIR Bundle"


def _is_no_number(data: bytes, place: int) -> bool:
    return data[place : place + 9].lstrip(b"-").startswith((b"NaN", b"Infinity", b"nan", b"inf"))
