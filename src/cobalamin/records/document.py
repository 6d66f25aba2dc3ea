"""Bytes to a JSON object: how large, in which encoding, and the sentence for each way it is not one."""

from __future__ import annotations

import codecs
import json
import re
from math import isfinite
from typing import Any

import msgspec

from cobalamin.records.errors import RecordError
from cobalamin.records.messages import JSON_NAMES, MALFORMED, short

MAX_BYTES = 64 * 1024 * 1024
"""The largest file read as one patient; a larger one belongs to `cobalamin screen`."""
EMPTY = "the file is empty: expected a case file or a FHIR Bundle as JSON"
_GZIP = b"\x1f\x8b"
_NO_TEXT = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
UNFIT = (msgspec.ValidationError, msgspec.DecodeError, RecursionError, UnicodeDecodeError)
"""What decoding raises where a text is not JSON, is nested without end, or is not of the expected form."""
UNFIT_TOML = (msgspec.DecodeError, ValueError, RecursionError)
"""The same for TOML."""


def require_size(count: int) -> None:
    """Refuse a file too large to be one patient's, before it is read where its size is known."""
    if count > MAX_BYTES:
        raise RecordError(
            f"the file is larger than the {MAX_BYTES // 2**20} MB read as one patient: "
            "screen a population with `cobalamin screen`"
        )


def without_mark(data: bytes) -> bytes:
    """The bytes without the mark some editors put before UTF-8; what is not UTF-8 anywhere is refused."""
    require_size(len(data))
    if data.startswith(_GZIP):
        raise RecordError("the file is compressed (gzip): unpack it first; `cobalamin screen` reads compressed NDJSON")
    if data.startswith(_NO_TEXT):
        raise RecordError("the file is a PDF, a workbook or an archive, not text: send what it was made from")
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
        kind = JSON_NAMES.get(type(found), "value")
        raise RecordError(f"the file holds a JSON {kind}, not an object: expected a case file or a FHIR Bundle")
    return found


A_TABLE = "the file is a table, not one patient's record: a list of injections is read by the page Recall and `cobalamin recall`"
_OTHER_KINDS = (
    (re.compile(rb"\s*<"), "the file is XML or a web page, not JSON: save the FHIR Bundle as JSON"),
    (re.compile(rb"MSH[|]"), "the file is an HL7 version 2 message: expected a case file or a FHIR Bundle as JSON"),
    (
        re.compile(rb"[\w \"]+([,;\t])[\w \"]+\1[^{}\[\]\r\n]*[\r\n]"),
        A_TABLE,
    ),
)
"""How files begin that people choose for a record, and what is said of each."""


def _not_json(data: bytes, problem: Exception) -> str:
    if not data.strip():
        return EMPTY
    for mark, sentence in _OTHER_KINDS:
        if mark.match(data):
            return sentence
    if isinstance(problem, RecursionError):
        return _TOO_DEEP
    fault = MALFORMED.fullmatch(str(problem))
    if "truncated" in str(problem) and _HALF.search(data) is not None and _is_json(data):
        return "a text in the file holds half a character (\\ud800 to \\udfff come in pairs): write it as UTF-8"
    if "truncated" in str(problem):
        return f"the file ends in the middle ({len(data)} bytes): it was cut off; send it again"
    number = _no_number(data)
    if number:
        return f"{number}, expected a number: leave the value out or write null"
    if fault is None:
        return f"the file is not JSON ({problem}): expected a case file or a FHIR Bundle"
    what, where = fault["what"], _line_and_column(data, int(fault["byte"]))
    if what == "trailing characters":
        return f"more text follows the end of the JSON at {where}: a file holds one patient; `cobalamin screen` reads NDJSON"
    return f"the file is not JSON ({what} at {where}): expected a case file or a FHIR Bundle"


_TOO_DEEP = "the file is nested too deeply to be a patient record: check what wrote it"
_HALF = re.compile(rb"\\u[dD][89a-fA-F]")


def _is_json(data: bytes) -> bool:
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True


def _line_and_column(data: bytes, byte: int) -> str:
    before = data[:byte].decode(errors="replace")
    return f"line {before.count(chr(10)) + 1}, column {len(before) - before.rfind(chr(10))}"


# --- a key written twice ---------------------------------------------------------------------------------------------


def refuse_repeated_keys(data: bytes) -> None:
    """Refuse an object that has a key twice: the second would silently replace the first."""
    try:
        json.loads(data, object_pairs_hook=_once)
    except RecursionError:  # this reader gives up some levels before the other
        raise RecordError(_TOO_DEEP) from None
    except json.JSONDecodeError:
        return  # what is no JSON was refused before, or is read by a more lenient rule


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise RecordError(f"the key {short(key)!r} appears twice in one object; write several results as a list")
        found[key] = value
    return found


# --- a number that is none -------------------------------------------------------------------------------------------


class _NoNumber(str):
    """NaN, Infinity or a number beyond every limit, as it is written."""


def _no_number(data: bytes) -> str:
    """Where the document writes NaN, Infinity or a number without end; "" where nothing else is wrong with it."""
    try:
        document = json.loads(data, parse_constant=_NoNumber, parse_float=_finite, parse_int=_counted)
    except (ValueError, RecursionError):
        return ""
    waiting: list[tuple[str, Any]] = [("$", document)]
    while waiting:
        place, value = waiting.pop()
        if isinstance(value, _NoNumber):
            return f"{place}: found {short(value, 20)}"
        if isinstance(value, dict):
            waiting += ((f"{place}.{key}", inner) for key, inner in value.items())
        elif isinstance(value, list):
            waiting += ((f"{place}[{i}]", inner) for i, inner in enumerate(value))
    return ""


def _counted(text: str) -> int | _NoNumber:
    return int(text) if len(text) < _MOST_DIGITS else _NoNumber(text)


_MOST_DIGITS = 4000
"""From here on neither reader makes a number of digits."""


def _finite(text: str) -> float | _NoNumber:
    number = float(text)
    return number if isfinite(number) else _NoNumber(text)
